"""The marks of an article's page: the words stay what they are, every statement has exactly its own, and HTML stays whole."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from onrecord.export.marks import DEEPEST
from onrecord.export.printable import masked
from onrecord.records import Article, Block, Source, Span, Statement, StatementSource, Via
from onrecord.web.marking import MarkedText, numbered, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHARACTERS = st.sampled_from([*"ab <>&\"'\n;", "\u202e", "\x07", "é", "𝄞"])
Range = tuple[int, int]


def article_of(text: str, cuts: Sequence[int]) -> Article:
    edges = sorted({0, len(text), *cuts})
    blocks = [Block("paragraph", start, end) for start, end in pairwise(edges)]
    return Article(
        "a1", None, None, None, None, None, None, (), None, None, (), (), text, tuple(blocks), Source("a1", "", "", "")
    )


def statement_of(text: str, key: str, content: Sequence[Range], others: Sequence[Range]) -> Statement:
    def spans(ranges: Sequence[Range]) -> tuple[Span, ...]:
        return tuple(Span(start, end, text[start:end]) for start, end in ranges if start < end)

    cue, source, via = (spans([one]) for one in others)
    return Statement(
        key, "a1", "indirect", spans(content), cue, StatementSource(source, "person", "Ada <Moss>"),
        (Via(via, "media", "The & Post"),) if via else (), None, "certain", "positive", (), "paragraph", 0.9,
    )  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> tuple[Article, list[Statement]]:
    text = "".join(draw(st.lists(CHARACTERS, min_size=1, max_size=50)))
    at = st.integers(0, len(text))
    article = article_of(text, draw(st.lists(at, max_size=4)))
    found = []
    for number in range(draw(st.integers(0, 3))):
        edges = sorted(draw(st.sets(at, min_size=2, max_size=6)) if len(text) > 1 else {0, len(text)})
        content = list(zip(edges[::2], edges[1::2], strict=False)) if draw(st.booleans()) else []
        others = [(min(pair), max(pair)) for pair in draw(st.lists(st.tuples(at, at), min_size=3, max_size=3))]
        found.append(statement_of(text, f's"{number}', content, others))
    return article, found


def tree_of(html: str) -> etree._Element:
    """Parse as XML, which forgives nothing: every element is closed in its turn, every character escaped."""
    return etree.fromstring(f"<block>{html}</block>")


def words_in(
    element: etree._Element, marks: tuple[tuple[str, str], ...] = ()
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the characters of a block, each with the (number, role) of the marks around it; numbers and what only listeners get left out."""
    if element.tag == "mark":
        marks = (*marks, (element.get("data-s"), element.get("class").split()[0]))
    if element.get("class") not in {"ref", "unseen"}:
        yield from ((character, marks) for character in element.text or "")
        for child in element:
            yield from words_in(child, marks)
            yield from ((character, marks) for character in child.tail or "")


def marked_places(article: Article, text: MarkedText) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for block in article.blocks:
        for place, (_, marks) in enumerate(words_in(tree_of(text.words(block.start, block.end))), block.start):
            for mark in marks:
                found.setdefault(mark, set()).add(place)
    return found


def places(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


@given(pages())
def test_words_stay_what_they_are(page: tuple[Article, list[Statement]]) -> None:
    article, statements = page
    text = MarkedText(article, numbered(statements, {}))
    for block in article.blocks:
        shown = "".join(character for character, _ in words_in(tree_of(text.words(block.start, block.end))))
        assert shown == masked(article.text[block.start : block.end])


@given(pages())
def test_every_statement_has_exactly_its_words_marked(page: tuple[Article, list[Statement]]) -> None:
    article, statements = page
    ordered = numbered(statements, {})
    found = marked_places(article, MarkedText(article, ordered))
    expected = {}
    for one in ordered:
        said, number = one.statement, str(one.number)
        roles = {
            "content": said_of(said), "cue": said.cue, "source": said.source.spans, "via": [s for v in said.via for s in v.spans]
        }  # fmt: skip
        expected.update({(number, role): places(spans) for role, spans in roles.items() if places(spans)})
    assert found == expected


@given(pages())
def test_every_statement_has_one_anchor_and_one_link_where_it_begins(page: tuple[Article, list[Statement]]) -> None:
    article, statements = page
    text = MarkedText(article, numbered(statements, {one.id: f"/statement/{one.id}" for one in statements}))
    blocks = [tree_of(text.words(block.start, block.end)) for block in article.blocks]
    marks = [mark for block in blocks for mark in block.iter("mark") if mark.get("id")]
    assert sorted(mark.get("id") for mark in marks) == sorted(f"s-{one.id}" for one in statements if said_of(one))
    for mark in marks:
        assert mark[0].get("class") == "ref"
        assert mark[0].get("href") == f"/statement/{mark.get('id')[2:]}"
        assert mark[0].get("aria-label").startswith(f"Statement {mark[0].text}: Ada <Moss>")


def test_a_page_made_to_nest_without_end_is_marked_as_deep_as_is_sound() -> None:
    text = "x" * 200
    article = article_of(text, [])
    statements = [statement_of(text, f"s{n}", [(n, 100 + n)], [(0, 0)] * 3) for n in range(90)]
    html = MarkedText(article, numbered(statements, {})).words(0, len(text))
    depth = max(len(marks) for _, marks in words_in(tree_of(html)))
    assert depth == DEEPEST
    assert len(html) < 100_000
    assert "".join(character for character, _ in words_in(tree_of(html))) == text


def test_words_that_run_over_the_end_of_a_paragraph_are_marked_in_both() -> None:
    text = "He said no.\nAnd he meant it."
    article = article_of(text, [12])
    one = statement_of(text, "s1", [(8, 19)], [(3, 7), (0, 2), (0, 0)])
    marked = MarkedText(article, numbered([one], {}))
    assert [[e.text_content() for e in content_marks(marked, block)] for block in article.blocks] == [
        ["1no.\n"],
        ["And he  (end of 1)"],
    ]


def content_marks(marked: MarkedText, block: Block) -> list[etree._Element]:
    root = html.fromstring(f"<p>{marked.words(block.start, block.end)}</p>")
    return [mark for mark in root.iter("mark") if "content" in mark.get("class")]


def test_numbers_follow_the_text_and_the_longer_comes_first() -> None:
    text = "abcdefghij"
    ranges = {"late": (5, 9), "inner": (0, 2), "outer": (0, 4)}
    statements = [statement_of(text, key, [one], [(0, 0)] * 3) for key, one in ranges.items()]
    assert [one.statement.id for one in numbered(statements, {})] == ["outer", "inner", "late"]


def test_with_one_kind_asked_for_the_others_are_quiet() -> None:
    text = "abcdefghij"
    statements = [statement_of(text, key, [one], [(0, 0)] * 3) for key, one in (("a", (0, 2)), ("b", (4, 6)))]
    assert [one.quiet for one in numbered(statements, {}, "role")] == [True, True]
    assert [one.quiet for one in numbered(statements, {}, "person")] == [False, False]
