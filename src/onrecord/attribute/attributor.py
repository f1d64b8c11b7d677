"""The first attributor: quotation marks, cue words and word lists. A plain baseline, to be replaced by the reader.

An attribution is a (source, cue, content) relation (Pareti, PARC 3.0, 2016; Newell et al., PolNeAR, 2018). This
attributor finds what O'Keefe et al. (A Sequence Labelling Approach to Quote Attribution, 2012) call the rule
baseline, and indirect speech where a listed verb with a noun phrase beside it introduces it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.attribute import words
from onrecord.attribute.clauses import Clause, Range, clauses, lone_quotations
from onrecord.attribute.sentences import Quotation, Token, quotations, sentences, tokens
from onrecord.attribute.sources import kind_and_name
from onrecord.records import (
    SPEAKING_KINDS,
    Article,
    BlockKind,
    Mode,
    SourceKind,
    Span,
    Statement,
    StatementSource,
    Via,
    ViaKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONFIDENCE: dict[Mode, float] = {"direct": 0.95, "mixed": 0.71, "indirect": 0.60}
"""Share of the statements of each mode on PolNeAR dev that its annotators agree with (content overlaps, source agrees)."""


_FULL_NAME = re.compile(r"\b([A-Z][\w’'-]+)(?: [A-Z]\.)? ([A-Z][\w-]+)\b(?! [A-Z])")


@dataclass(slots=True)
class _Draft:
    """A statement while its content is still being gathered."""

    clause: Clause
    block: BlockKind
    quoted: list[Range] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """What is remembered while reading on."""

    drafts: list[_Draft] = field(default_factory=list)
    open: _Draft | None = None
    """The statement that the quotation opening the next paragraph goes on with."""


def attribute(article: Article) -> tuple[Statement, ...]:
    """Find who says what in ``article``, in the order of the text; never in furniture nor across it.

    Ids are made from the article's id and the offsets, so the same article gives the same statements. Time and memory
    grow with the length of the text. Raises nothing on any text.
    """
    page = _Page()
    for block in article.blocks:
        if block.kind in SPEAKING_KINDS:
            for start, end in _lines(article.text, block.start, block.end):
                _read_paragraph(page, article.text, start, end, block.kind)
        elif block.kind not in {"credit", "caption"}:
            page.open = None
    return tuple(_statements(article, page.drafts))


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1


def _read_paragraph(page: _Page, text: str, start: int, end: int, kind: BlockKind) -> None:
    quoted = quotations(text, start, end)
    ranges = [(quotation.start, quotation.end) for quotation in quoted]
    speaking: _Draft | None = page.open
    loose: list[Range] = []
    index = 0
    for first, last in sentences(text, start, end, quoted):
        inside: list[Quotation] = []
        while index < len(quoted) and quoted[index].start < last:
            inside.append(quoted[index])
            index += 1
        split = tokens(text, first, last, inside)
        drafts = [_Draft(clause, kind, [(q.start, q.end) for q in inside]) for clause in clauses(split)]
        alone = [] if drafts else list(lone_quotations(split))
        if speaking and alone:
            speaking.clause.content += alone
            speaking.quoted += alone
        else:
            loose += alone
        for draft in drafts:
            loose = _give_loose(draft, loose, drafts[0] is draft)
            speaking = draft
        page.drafts += drafts
        if not drafts and not alone:
            speaking = None
    _close_paragraph(page, speaking, quoted[-1] if quoted else None, end)
    if loose and not page.open and len(ranges) == len(loose) and kind == "quote":
        speaker = page.drafts[-1].clause.source if page.drafts else ()  # a pull quote, mostly by who spoke before it
        page.drafts.append(_Draft(Clause([], speaker, loose), kind, loose))


def _give_loose(draft: _Draft, loose: list[Range], first: bool) -> list[Range]:  # noqa: FBT001 - one call, above
    """Hand quotations that nobody spoke yet to the statement of the sentence after them, if it is a quotation too."""
    content = draft.clause.content
    if first and loose and (not content or content[0] in draft.quoted):
        draft.clause.content = loose + content
        draft.quoted = loose + draft.quoted
        return []
    return loose


def _close_paragraph(page: _Page, speaking: _Draft | None, last: Quotation | None, end: int) -> None:
    goes_on = last is not None and not last.closed and last.end == end
    awaits = speaking is not None and not speaking.clause.content
    page.open = speaking if goes_on or awaits else None


def _statements(article: Article, drafts: Sequence[_Draft]) -> Iterator[Statement]:
    people = _People(_fullest(article.text))
    seen: set[str] = set()
    for draft in drafts:
        source = _source(article, draft.clause.source, people)
        content = tuple(article.span(*piece) for piece in draft.clause.content)
        if not content:
            continue
        cue = tuple(article.span(*piece) for piece in draft.clause.cue)
        key = _id(article, content, source.spans)
        mode = _mode(draft)
        if key not in seen:
            seen.add(key)
            yield Statement(
                id=key, article=article.id, mode=mode, content=content, cue=cue, source=source,
                via=_via(article, draft.clause), said=None, certainty="unknown", polarity="positive", about=(),
                block=draft.block, confidence=CONFIDENCE[mode],
            )  # fmt: skip


def _id(article: Article, content: tuple[Span, ...], source: tuple[Span, ...]) -> str:
    offsets = [[(span.start, span.end) for span in spans] for spans in (content, source)]
    return hashlib.sha256(f"{article.id}:{offsets}".encode()).hexdigest()[:16]


def _mode(draft: _Draft) -> Mode:
    shares = [_share(draft.quoted, piece) for piece in draft.clause.content]
    if all(share == "all" for share in shares):
        return "direct"
    return "indirect" if all(share == "none" for share in shares) else "mixed"


def _share(quoted: Sequence[Range], piece: Range) -> Literal["all", "some", "none"]:
    """Tell how much of the piece stands inside the quotations, which are in order and never overlap."""
    index = bisect_right(quoted, (piece[0], piece[1] + 1)) - 1
    if index >= 0 and quoted[index][0] <= piece[0] and piece[1] <= quoted[index][1]:
        return "all"
    inside = index >= 0 and piece[0] < quoted[index][1]
    return "some" if inside or (index + 1 < len(quoted) and quoted[index + 1][0] < piece[1]) else "none"


@dataclass(slots=True)
class _People:
    """Whom the article names: the fullest form of each last name, and who spoke last: a pronoun takes its name, "it" that of the last body."""

    fullest: dict[str, str]
    last: tuple[SourceKind, str | None] = ("person", None)
    body: str | None = None

    def full(self, name: str) -> str:
        """Return the fullest form of a last name that stands alone; any other name as it is."""
        return self.fullest.get(name, name)


def _fullest(text: str) -> dict[str, str]:
    """Return the first full name for each last name of the article: "Moss" -> "Ada Moss". One pass over the text."""
    first_words = words.classes("name_words")["title"] | words.classes("name_words")["day"]
    small = words.classes("phrase_breaks")
    found: dict[str, str] = {}
    for match in _FULL_NAME.finditer(text):
        first = match.group(1)
        common = any(first.lower in small[name] for name in ("determiner", "preposition", "break", "conjunction"))
        if first not in first_words and not common:
            found.setdefault(match.group(2), match.group())
    return found


def _source(article: Article, phrase: Sequence[Token], people: _People) -> StatementSource:
    if not phrase:
        return StatementSource((), "none")
    kind, name = kind_and_name(phrase)
    word = phrase[0].lower if len(phrase) == 1 else ""
    if word == "it":
        name = people.body
    elif word in {"they", "we"}:
        name = None
    elif kind == "person" and name is None:
        kind, name = people.last
    elif kind == "person" and name:
        name = people.full(name)
    if kind in {"person", "role", "anonymous"}:
        people.last = (kind, name)
    elif kind == "organisation":
        people.body = name
    return StatementSource((article.span(phrase[0].start, phrase[-1].end),), kind, name)


def _via(article: Article, clause: Clause) -> tuple[Via, ...]:
    found = (_channel_of(article, told) for told in (clause.addressee, clause.channel) if told)
    return tuple(via for via in found if via)


def _channel_of(article: Article, phrase: Sequence[Token]) -> Via | None:
    """Return the channel that the words name: an outlet, a network, a document; None for a person or a day."""
    names = words.classes("name_words")
    kinds: tuple[tuple[ViaKind, frozenset[str]], ...] = (
        ("social", names["social"]),
        ("media", names["media"] | words.classes("source_words")["media"]),
        ("document", words.classes("source_words")["document"]),
    )
    spoken = [token for token in phrase if token.text not in names["day"]]
    while spoken and any(
        spoken[0].lower in words.classes("phrase_breaks")[name] for name in ("preposition", "determiner")
    ):
        spoken = spoken[1:]
    kind = next((kind for kind, listed in kinds if any(token.text in listed for token in spoken)), None)
    while spoken and spoken[-1].lower in {"on", "in"}:
        spoken = spoken[:-1]
    if not kind or not spoken:
        return None
    span = article.span(phrase[0].start, phrase[-1].end)
    return Via((span,), kind, article.text[spoken[0].start : spoken[-1].end])
