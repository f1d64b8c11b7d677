"""Readings made by hand, and a stand-in for the resolver, for tests of what is made of them: no network is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from hypothesis import strategies as st

from onrecord.attribute.sources import kind_and_name
from onrecord.language.tokens import tokens
from onrecord.model.heads import NAMES
from onrecord.model.mentions import FORMS, SHAPES, Mentions, lowered, mentions_at
from onrecord.model.reader import Name, Reading
from onrecord.model.resolver import Mention, Tagged, WordTable
from onrecord.model.voices import CERTAINTIES, KINDS, VOICE
from onrecord.model.words import Word, case_of
from onrecord.records import Article, Block, Byline, Source, Statement, StatementSource
from onrecord.resolve import Resolved, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.model.resolver import Ranges, Resolver
    from onrecord.records import Entity

Links = tuple[tuple[int, float], ...]
Marked = str | tuple[str, Links]
"""A mention by its words, and its links to earlier ones: by their number, with a score."""
Said = tuple[str, str, str]
"""A statement by its words: content, cue, source."""

HARDLY = 0.02
_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<!Mr)(?<!Mrs)(?<!Gen)(?<! [A-Z])[.!?]+[\"”’']*(?=\s|$)")


def page(text: str, *, published: str | None = "2025-03-12", authors: Sequence[str] = ()) -> Article:
    """Return an article whose lines, parted by blank ones, are paragraphs; it is published on a Wednesday."""
    blocks = [Block("paragraph", m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    return Article(
        id="a1", url=None, outlet=None, language="en", headline=None, deck=None, dateline=None,
        bylines=tuple(Byline(name) for name in authors), published=published,
        modified=None, captions=(), related=(), text=text, blocks=tuple(blocks), source=Source("a1", "", "", ""),
    )  # fmt: skip


def words_in(text: str) -> list[Word]:
    """Return the words of a text, each of one piece; what stands between “ and ” is quoted."""
    return [
        Word(
            m.start(), m.end(), text.count("\n\n", 0, m.start()), case_of(m.group()),
            int(text.count("“", 0, m.end()) > text.count("”", 0, m.start())), (1,),
        )
        for m in _WORD.finditer(text)
    ]  # fmt: skip


def ends_in(text: str) -> tuple[int, ...]:
    return tuple(m.end() for m in _SENTENCE_END.finditer(text))


def sentences_of(text: str, words: Sequence[Word]) -> np.ndarray:
    ends = ends_in(text)
    return np.array([sum(end <= word.start for end in ends) + word.paragraph for word in words], np.int64)


def names_in(text: str, names: Mapping[str, str]) -> tuple[Name, ...]:
    """Return where the names stand in the text as whole words, longer ones first where they overlap; ``names`` have their kinds."""
    found: list[Name] = []
    for words in sorted(names, key=len, reverse=True):
        for match in whole(words).finditer(text):
            if not any(name.start < match.end() and match.start() < name.end for name in found):
                found.append(Name(match.start(), match.end(), names[words]))
    return tuple(sorted(found, key=lambda name: name.start))


def whole(words: str) -> re.Pattern[str]:
    """Return the pattern of ``words`` that are no part of longer words."""
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    return re.compile(before + re.escape(words) + after)


def table_of(text: str, names: Sequence[Name] = ()) -> WordTable:
    words = words_in(text)
    return WordTable(
        np.array([w.start for w in words], np.int64), np.array([w.end for w in words], np.int64), sentences_of(text, words),
        np.array([w.paragraph for w in words], np.int64), _name_numbers(words, names), np.array([w.quoted > 0 for w in words], bool),
        np.array([w.case for w in words], np.int64), np.zeros((len(words), VOICE), np.float16),
    )  # fmt: skip


def _name_numbers(words: Sequence[Word], names: Sequence[Name]) -> np.ndarray:
    numbers = [
        next((1 + NAMES.classes.index(n.kind) for n in names if n.start <= w.start and w.end <= n.end), 0)
        for w in words
    ]
    return np.array(numbers, np.int64)


def mentions_in(text: str, marked: Sequence[Marked], names: Sequence[Name] = ()) -> tuple[Mention, ...]:
    """Return the mentions, which are given in the order of the text, as their own words describe them."""
    words = words_in(text)
    places = places_of(text, [one if isinstance(one, str) else one[0] for one in marked])
    found = described(text, places, names)
    return tuple(
        Mention(
            start, end, (words[head].start, words[head].end), SHAPES[found.shape[i]],
            (None, "female", "male", "neuter")[found.gender[i]], (None, False, True)[found.number[i]], int(found.name[i]), 1.0,
            () if isinstance(one, str) else one[1],
        )
        for i, ((start, end), head, one) in enumerate(zip(places, found.heads.tolist(), marked, strict=True))
    )  # fmt: skip


def places_of(text: str, listed: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words stand, listed in the order of the text: after the ones before them, else inside or around these.

    Of two that begin together the shorter comes first.
    """
    places: list[tuple[int, int]] = []
    for words in listed:
        last = places[-1] if places else (0, 0)
        found = [match.span() for match in whole(words).finditer(text, last[0]) if match.span() > last]
        places.append(next((place for place in found if place[0] >= last[1]), found[0]))
    return places


def described(text: str, places: Sequence[tuple[int, int]], names: Sequence[Name] = ()) -> Mentions:
    """Return what the model says of the words at ``places``."""
    words = words_in(text)
    first = [next(i for i, w in enumerate(words) if w.end > a) for a, _ in places]
    last = [max(i for i, w in enumerate(words) if w.start < b) for _, b in places]
    return mentions_at(
        np.array(first, np.int64), np.array(last, np.int64), words=words, lower=[lowered(text[w.start : w.end]) for w in words],
        sentences=sentences_of(text, words), names=_name_numbers(words, names),
    )  # fmt: skip


def reading_of(
    text: str,
    *,
    names: Mapping[str, str] | None = None,
    mentions: Sequence[Marked] = (),
    tags: Mapping[str, str] | None = None,
) -> Reading:
    """Return what a reader might find in the text; ``names`` and ``tags`` are words with their kinds."""
    found = names_in(text, names or {})
    tagged = [Tagged(name.start, name.end, name.kind) for name in names_in(text, tags or {})]
    return Reading((), found, ends_in(text), table_of(text, found), mentions_in(text, mentions, found), tuple(tagged))


def statement_in(article: Article, said: Said, names: Sequence[Name]) -> Statement:
    """Return the statement with these words, parts parted by " + ", each where it is nearest to the part before it."""
    content, cue, source = (_places(article.text, part, said[0]) for part in said)
    phrase = tokens(article.text, *source[0]) if source else []
    inside = [name for name in names if source and source[0][0] <= name.start < source[0][1]]
    kind, name = kind_and_name(article.text, phrase, inside) if phrase else ("none", None)
    return Statement(
        id=f"s-{content[0][0]}-{source[0][0] if source else ''}", article=article.id,
        mode="direct" if said[0][0] in {"“", '"'} else "indirect",
        content=tuple(article.span(*part) for part in content), cue=tuple(article.span(*part) for part in cue),
        source=StatementSource(tuple(article.span(*part) for part in source), kind, name),
        via=(), said=None, certainty="unknown", polarity="positive", about=(), block="paragraph", confidence=0.9,
    )  # fmt: skip


def _places(text: str, words: str, content: str) -> list[tuple[int, int]]:
    near = text.index(content.partition(" + ")[0])
    found: list[tuple[int, int]] = []
    for part in filter(None, words.split(" + ")):
        spans = [match.span() for match in whole(part).finditer(text)]
        found.append(min(spans, key=lambda span: min(abs(span[0] - near), abs(span[1] - near))))
        near = found[-1][1]
    return found


_SHAPES = st.sampled_from([*FORMS, "definite", "indefinite", "name", "bare"])
_GENDERS = {"he": "male", "she": "female", "it": "neuter"}
_SIX = 8
"""Letters of a word with its full stop and blank."""


@st.composite
def any_reading(draw: st.DrawFn) -> tuple[str, Reading]:
    """Draw mentions of one word or two, nested or apart, some of them names, with any links to any earlier ones."""
    text = "".join(draw(st.lists(st.sampled_from(["Aaaaaa. ", "Bbbbbb. ", "Cccccc. "]), max_size=14)))
    mentions: list[Mention] = []
    names: list[Name] = []
    for start in range(0, len(text), _SIX):
        shape, i = draw(_SHAPES), len(mentions)
        gender = _GENDERS.get(shape) or draw(st.sampled_from([None, "male", "female"]))
        found = draw(st.lists(st.tuples(st.integers(0, i - 1), st.floats(-3, 6)), max_size=6)) if i else []
        end = start + 6 if shape in FORMS or draw(st.booleans()) else min(start + 14, len(text))
        ordered = tuple(sorted(found, key=lambda link: -link[1]))
        number = draw(st.sampled_from([None, False, True]))
        mentions.append(
            Mention(start, end, (start, start + 6), shape, gender, number, int(shape == "name"), 1.0, ordered)
        )
        if shape == "name":
            names.append(Name(start, start + 6, draw(st.sampled_from(["person", "organisation", "place", "date"]))))
    return text, Reading((), tuple(names), (), mentions=tuple(mentions))


@dataclass
class Prepared:
    """Stands in for the resolver: says what it was told to say of sources by their words, and of tagged words by theirs.

    ``kinds_of``: kinds of source by the source's words, a person else; of several, parted by blanks, each is as likely. ``belonging``: probabilities of pairs of tagged words and words of
    a content. ``certain``, ``denied``: contents of which the source is certain, or which it denies.
    """

    text: str
    kinds_of: Mapping[str, str] = field(default_factory=dict)
    belonging: Mapping[tuple[str, str], float] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def kinds(self, text: str, table: WordTable, statements: Sequence[Ranges]) -> np.ndarray:
        assert text == self.text
        assert len(table.starts) == len(words_in(text))
        found = np.full((len(statements), len(KINDS)), HARDLY, np.float32)
        for row, ranges in zip(found, statements, strict=True):
            source = text[slice(*ranges.source[0])] if ranges.source else ""
            kind = self.kinds_of.get(source, "person" if source else "none")
            likely = [[*KINDS].index(one) for one in kind.split()]  # type: ignore[arg-type]  # a name of a kind
            row[likely] = (1 - HARDLY * (len(KINDS) - len(likely))) / len(likely)
        return found

    def commitments(self, table: WordTable, statements: Sequence[Ranges]) -> tuple[np.ndarray, np.ndarray]:
        assert table.starts.shape == table.ends.shape
        said = [self.text[slice(*ranges.content[0])] for ranges in statements]
        rows = [[0.7, 0.1, 0.1, 0.1] if words in self.certain else [0.1, 0.1, 0.1, 0.7] for words in said]
        return np.array(rows).reshape(-1, len(CERTAINTIES)), np.array([float(words in self.denied) for words in said])

    def link(self, table: WordTable, ranges: Ranges, tag: Tagged) -> float:
        assert table.starts.shape == table.ends.shape
        pair = (self.text[tag.start : tag.end], self.text[slice(*ranges.content[0])])
        return self.belonging.get(pair, HARDLY)


def resolved(
    text: str, *said: Said, published: str | None = "2025-03-12", names: Mapping[str, str] | None = None,
    mentions: Sequence[Marked] = (), tags: Mapping[str, str] | None = None, kinds: Mapping[str, str] | None = None,
    belonging: Mapping[tuple[str, str], float] | None = None, certain: Sequence[str] = (), denied: Sequence[str] = (),
    authors: Sequence[str] = (),
) -> Resolved:  # fmt: skip
    """Resolve an article with the statements ``said``, as if the networks had found ``names``, ``mentions`` and ``tags``."""
    article = page(text, published=published, authors=authors)
    reading = reading_of(text, names=names, mentions=mentions, tags=tags)
    statements = [statement_in(article, one, reading.names) for one in said]
    prepared = Prepared(text, kinds or {}, belonging or {}, frozenset(certain), frozenset(denied))
    return resolve(article, statements, reading, cast("Resolver", prepared))


def who(found: Resolved) -> list[tuple[str, str | None]]:
    return [(one.source.kind, one.source.name) for one in found.statements]


def named(found: Resolved) -> dict[str, list[str]]:
    """Return the words of the mentions of each entity, by its name."""
    return {entity.name: words_of(entity) for entity in found.entities}


def words_of(entity: Entity) -> list[str]:
    return [span.text for span in entity.mentions]
