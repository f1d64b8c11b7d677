"""The article as the finders of facts see it: whose mention stands where, and what is quoted, denied or supposed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.language.tokens import Token, tokens, without_possessive
from onrecord.records import Fact, Span
from onrecord.resolve.facts import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onrecord.records import Entity

Range = tuple[int, int]

LEFT = 120
"""Characters before a name that can say what its bearer is; longer phrases are clauses."""
RIGHT = 240
"""Characters after a name that are looked at, for the same reason."""
WIDEST = 200
"""Characters of the widest mention that another can lie in."""

_QUOTED = re.compile(r"“[^”\n]*(?:”|(?=\n)|$)|\"[^\"\n]*(?:\"|(?=\n)|$)|(?<!\w)‘(?=\S)[^\n]*?(?:’(?!\w)|(?=\n)|$)")
_BETWEEN = frozenset({"of", "for", "to", "with", "by", "from", "and", "who", "whose", "at", "in"})
GOVERNING = _BETWEEN - {"and", "who"} | {
    "on",
    "about",
    "against",
    "like",
    "than",
    "as",
    "under",
    "into",
    "over",
    "between",
}
"""Words behind which a name is no subject."""
_TITLE_END = re.compile(r"(?<!\w)[A-Z][a-z]{1,4}\.[ ]$")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z]){1,3}")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of a person: the words of the name in it, or the whole of it where it holds none."""

    entity: Entity
    start: int
    end: int
    outer: Range
    is_name: bool


class Page:
    """The text, whose mentions stand where in it, and on which day it appeared."""

    def __init__(
        self,
        text: str,
        entities: Sequence[Entity],
        published: str | None,
        sentence_at: Callable[[int], tuple[int, int]],
    ) -> None:
        self.text = text
        self.day = published[:10] if published else None
        self._sentence_at = sentence_at
        self._quoted = [match.span() for match in _QUOTED.finditer(text)]
        self._quote_starts = [start for start, _ in self._quoted]
        self._all = sorted(
            (
                (span.start, span.end, entity)
                for entity in entities
                for span in entity.mentions
                if 0 <= span.start < span.end <= len(text)
            ),
            key=lambda found: (found[0], found[1], found[2].id),
        )
        self._starts = [start for start, _, _ in self._all]
        self._ends: dict[int, list[tuple[int, Entity]]] = {}
        for start, end, entity in self._all:
            for at in {end, start + len(without_possessive(text[start:end]))}:
                self._ends.setdefault(at, []).append((start, entity))
        self.people = [self._person(*found) for found in self._all if found[2].kind == "person"]
        self._name_starts = sorted(
            (mention.start, mention.end, mention.entity.id) for mention in self.people if mention.is_name
        )

    def _person(self, start: int, end: int, entity: Entity) -> Mention:
        """Return the mention with the words of the name alone: "Mayor Ada Moss, 61" is the name "Ada Moss"."""
        parts = {vocabulary.plain(word) for word in _WORD.findall(entity.name)}
        found = [word for word in tokens(self.text, start, end) if word.is_word]
        at = [index for index, word in enumerate(found) if word.is_name and word.lower in parts]
        if at and not self._is_another(found[: at[0]]):
            last = at[0]
            while last + 1 < len(found) and last + 1 in at and found[last + 1].start - found[last].end <= 2:
                last += 1
            name = (found[at[0]].start, found[last].start + len(without_possessive(found[last].text)))
            return Mention(entity, *name, (start, end), is_name=True)
        alone = (
            bool(found) and all(word.is_name for word in found) and found[0].lower not in vocabulary.bounds()["stop"]
        )
        return Mention(entity, start, end, (start, end), is_name=alone)

    def _is_another(self, before: Sequence[Token]) -> bool:
        """Whether the words of a mention before a name make it somebody else's: "the second son of Pierre L'Enfant"."""
        if not before or before[0].lower not in vocabulary.bounds()["article"] | vocabulary.bounds()["possessive"]:
            return False
        comma = max(
            (at for at, word in enumerate(before[1:], 1) if "," in self.text[before[at - 1].end : word.start]),
            default=0,
        )
        return any(word.lower in _BETWEEN for word in before[comma:])

    def sentence(self, offset: int) -> Range:
        """Return the sentence of ``offset``, kept inside the text and around the offset."""
        start, end = self._sentence_at(offset)
        return max(0, min(start, offset)), min(len(self.text), max(end, offset))

    def before(self, offset: int, most: int = LEFT) -> Range:
        """Return the part of the sentence before ``offset``, at most ``most`` characters.

        A full stop behind a title ends no sentence, whatever ``sentence_at`` says: "Lt. Col. Ivo Maric".
        """
        start = self.sentence(offset)[0]
        while start > offset - most and (broken := _TITLE_END.search(self.text, max(0, start - 8), start)):
            start = min(self.sentence(broken.start())[0], broken.start())
        return max(start, offset - most), offset

    def after(self, offset: int, *, inside: int, most: int = RIGHT) -> Range:
        """Return the part after ``offset`` of the sentence that ``inside`` stands in, at most ``most`` characters."""
        end = min(self.sentence(inside)[1], offset + most)
        paragraph = self.text.find("\n", offset, end)
        return offset, max(offset, end if paragraph < 0 else paragraph)

    def quoted(self, offset: int) -> bool:
        """Whether ``offset`` stands inside quotation marks."""
        index = bisect_right(self._quote_starts, offset) - 1
        return index >= 0 and self._quoted[index][0] <= offset < self._quoted[index][1]

    def vouched(self, offset: int) -> bool:
        """Whether the article itself says what follows ``offset``.

        It does outside quotation marks where nothing before it in the sentence reports, denies or supposes it.
        """
        lists = vocabulary.bounds()
        start, end = self.before(offset, RIGHT)
        doubt = lists["supposing"] | lists["denying"]
        return not self.quoted(offset) and all(
            word.lower() not in doubt for word in _WORD.findall(self.text, start, end)
        )

    def says(self, mention: Mention, match: re.Match[str]) -> bool:
        """Whether the article itself says what ``match``, the words behind ``mention``, does of its bearer.

        A relative clause ("who ...") is the article's own even where the main clause is somebody's word: "said Ada Moss,
        who lives in Leeds". Any other clause counts only for its subject: in "the son of Ada Moss was born in Lagos" it
        is not Ada Moss's.
        """
        if match.group().lstrip(", ").startswith("who "):
            return not self.quoted(match.end())
        return self.vouched(mention.start) and self._is_subject(mention, comma=match.group().startswith(","))

    def _is_subject(self, mention: Mention, *, comma: bool) -> bool:
        before = self.words(*self.before(mention.outer[0], 80))
        while before and before[-1].is_word and (vocabulary.is_role(before[-1].text) or before[-1].text == "former"):
            before.pop()
        last = before[-1].lower if before else ""
        return last not in GOVERNING and not (comma and last == "and")

    def mentions_in(self, start: int, end: int) -> Iterator[tuple[int, int, Entity]]:
        """Yield the mentions that lie within ``start`` to ``end``."""
        for index in range(bisect_left(self._starts, start), bisect_right(self._starts, end)):
            if self._all[index][1] <= end:
                yield self._all[index]

    def at(self, start: int, end: int) -> list[Entity]:
        """Return whose mention stands at exactly ``start`` to ``end``."""
        return [entity for first, last, entity in self.mentions_in(start, end) if (first, last) == (start, end)]

    def ending(self, offset: int) -> tuple[int, Entity] | None:
        """Return the start and the entity of the longest mention that ends at ``offset``, a possessive left out."""
        return min(self._ends.get(offset, ()), key=lambda found: (found[0], found[1].id), default=None)

    def owners(self, start: int, end: int) -> list[Entity]:
        """Return whom the possessor at ``start`` to ``end`` stands for: "her", "the siblings'", the "council" of "its new council's"."""
        found = {entity.id: entity for entity in self.at(start, end)}
        if not found:
            inside = [one for one in self._ends.get(end, ()) if one[0] >= start]
            first = min((one for one, _ in inside), default=end)
            found = {entity.id: entity for one, entity in inside if one == first}
        if not found and self.text[start:end].lower() == "whose":
            before = self.ending(len(self.text[:start].rstrip(", ")))
            return [before[1]] if before else []
        return [found[key] for key in sorted(found)]

    def with_article(self, name: str) -> str:
        """Return ``name`` as the article has it in running text: with "the" where it is printed so anywhere."""
        return f"the {name}" if f"the {name}" in self.text or f"The {name}" in self.text else name

    def named_at(self, offset: int) -> tuple[int, str] | None:
        """Return the end of the name of a person that begins at ``offset``, and whose it is."""
        index = bisect_left(self._name_starts, (offset, 0, ""))
        found = self._name_starts[index : index + 1]
        return (found[0][1], found[0][2]) if found and found[0][0] == offset else None

    def names_in(self, start: int, end: int, *, but: str | None = None) -> bool:
        """Whether a name of a person begins in ``start`` to ``end``, ``but``'s own left out."""
        first = bisect_left(self._name_starts, (start, 0, ""))
        last = bisect_left(self._name_starts, (end, 0, ""))
        return any(one != but for _, _, one in self._name_starts[first:last])

    def words(self, start: int, end: int) -> list[Token]:
        """Return the words and marks from ``start`` to ``end``; the full stop of initials belongs to them: "U.S. economist"."""
        found: list[Token] = []
        for token in tokens(self.text, start, end):
            last = found[-1] if found else None
            if token.text == "." and last and last.end == token.start and _INITIALS.fullmatch(last.text):
                found[-1] = Token(last.start, token.end, f"{last.text}.")
            else:
                found.append(token)
        return found

    def fact(self, name: str, value: str, start: int, end: int, *, as_of: str | None) -> Fact:
        """Make a fact that ``text[start:end]`` says; white space in its value becomes single blanks."""
        return Fact(name, " ".join(value.split()), Span(start, end, self.text[start:end]), as_of)
