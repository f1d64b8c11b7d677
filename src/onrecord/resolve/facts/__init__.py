"""What an article says of its people in passing, and figures of its own that do not add up."""

from onrecord.resolve.facts.finder import facts_of
from onrecord.resolve.facts.sums import problems_of

__all__ = ["facts_of", "problems_of"]
