"""What the network gives for every word: the classes of its labels, its links, and where each stands in its output."""

from __future__ import annotations

from onrecord.model.bioes import Labels

ROLES = Labels(("content", "cue", "source"))
"""The parts of an attribution (PARC 3.0, Pareti 2016; PolNeAR, Newell et al. 2018)."""
NAMES = Labels(
    ("person", "organisation", "place", "other", "date", "group", "money", "facility", "product"),
)
"""The nine types of Stanford's English Worldwide Newswire; its NORP (peoples, creeds,
parties) is ``group`` here, its Misc (works, events, laws) ``other``."""

LAYERS = ("outer", "inner")
"""Attributions, and those that stand inside the content of another."""
SCORES = {
    "outer": slice(0, 13),
    "inner": slice(13, 26),
    "names": slice(26, 63),
    "ends": slice(63, 64),
}
"""Columns of the network's scores of a word; ``ends``: whether a sentence ends with it."""
SCORED = 64

LINKS = (
    ("content_cue", "cue"),
    ("inner_cue", "cue"),
    ("content_source", "source"),
    ("inner_source", "source"),
    ("cue_source", "source"),
)
"""The learned links: who asks (a word of a content, of an inner content, of a cue) for a word of what; or for none."""
ANSWERS = ("cue", "source")
LINK_SIZE = 64
"""Numbers in the vector with which a word asks for, or answers to, a link."""
LINKED = (len(LINKS) + len(ANSWERS)) * LINK_SIZE
DISTANCES = 24
"""Buckets of the signed distance in words between the ends of a link."""


def asks(link: int) -> slice:
    """Return the columns of the vector with which a word asks for ``link``."""
    return slice(link * LINK_SIZE, (link + 1) * LINK_SIZE)


def answers(link: int) -> slice:
    """Return the columns of the vector with which a word answers ``link``."""
    at = len(LINKS) + ANSWERS.index(LINKS[link][1])
    return slice(at * LINK_SIZE, (at + 1) * LINK_SIZE)
