"""Children by the clause that names them: "has an eight-year-old son, Teddy", "with whom he has two daughters, Lia, nine, and Clara, six"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.resolve.facts.bonds import is_named, object_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Mention, Page

REACH = 140
"""Characters before a child's name in which the clause has its verb."""
_HAS = re.compile(
    r"(?P<subject>\b(?:he|she|they)|,|\S)\s(?P<verb>has|have|had|shares?|raised|welcomed)\s(?:also\s|now\s)?(?:(?:a|an|one|two|three|four|five|six|their|his|her)\s)?"
    r"(?:[\w-]+\s){0,3}?(?P<kin>son|daughter|child(?=ren))(?:s|ren)?(?:,|:| called| named|)\s"
    r"(?:(?-i:[A-Z])[\w’'-]+(?:\s(?-i:[A-Z])[\w’'-]+)?(?:,\s[\w-]+|\s\(\d{1,2}\))?(?:,|,?\sand)\s){0,5}$",
    re.IGNORECASE,
)
_WITH = re.compile(r"(?:, \d{1,2},|\s\(\d{1,2}\))?\swith\s")


def children(page: Page, mention: Mention) -> Iterator[tuple[str, Fact]]:
    """Yield whose child the person is whose name a clause gives: its subject's, a pronoun's or the first person's of the sentence."""
    start = page.before(mention.start)[0]
    match = _HAS.search(page.text, max(start, mention.start - REACH), mention.start) if mention.is_name else None
    if match is None or not page.vouched(match.start("kin")):
        return
    parent = _parent(page, mention, match)
    if parent is not None and parent.id != mention.entity.id and is_named(parent):
        words = (match.start("kin"), mention.end)
        other = _WITH.match(page.text, mention.end)
        second = (
            object_of(page, other.end(), other.end() + REACH) if other and match["verb"].startswith("share") else None
        )
        both = [parent.name, *([second[1].name] if second and is_named(second[1]) else [])]
        kin = f"{match['kin'].lower()} of {' and '.join(both)}"
        yield mention.entity.id, page.fact("kin", kin, *words, as_of=page.day)


def _parent(page: Page, mention: Mention, match: re.Match[str]) -> Entity | None:
    if match["subject"].lower() in {"he", "she", "they"}:
        found = page.at(*match.span("subject"))
        return found[0] if len(found) == 1 else None
    first, _ = page.sentence(mention.start)
    people = [entity for _, _, entity in page.mentions_in(first, match.start("kin")) if entity.kind == "person"]
    return people[0] if people else None
