"""Statements of whole articles, and speakers of paragraphs that are only a quotation, against what they should be.

``tests/statements/<style>_<slug>.json`` holds ``style``, ``text`` and ``attributions``: ``content``, ``cue`` and ``source`` are
lists of the exact words, or of ``{"words", "nth"}`` (counted from 1) where the words stand in the text more than once. Where a
quotation stands alone and several mentions of its speaker would do, ``source`` lists them. A statement of nobody has none.

``tests/quotation_only.json`` holds ``text``, the index of the ``paragraph`` that is only a quotation, and its ``speaker``: the
words that name the right source, a list of them where several would do, or null where nobody is named.

All of it is invented. ``python tests/test_statements.py`` prints a table a style; with ``--errors`` also what was read wrongly.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from agreement import Agreement, Attribution, Comparison, Range, compare, located, places, words_in

from onrecord import Document, Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.records import Span, Statement

HERE = Path(__file__).parent
ARTICLES = sorted(path.stem for path in (HERE / "statements").glob("*.json"))
FEWEST_ARTICLES = 30
FEWEST_ATTRIBUTIONS = 400
FEWEST_QUOTATIONS = 60

FOUND = 0.9
"""Floor of F1 of the contents over all articles; raise it to what is measured."""
END_TO_END = 0.85
"""Floor of F1 of the contents with the right source; raise it to what is measured."""
ALONE = 0.86
"""Floor of the share of lone quotations with the right speaker; raise it to what is measured."""
LEAST_COVER = 0.5
"""The share of a paragraph's words that a statement has to hold to be the statement of that paragraph."""


@cache
def article(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "statements" / f"{name}.json").read_text("utf-8"))
    return found


@cache
def quotations() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((HERE / "quotation_only.json").read_text("utf-8")))


def wanted_of(name: str) -> list[Attribution]:
    text = article(name)["text"]
    return [
        Attribution(
            *(tuple(located(text, words) for words in attribution[part]) for part in ("content", "cue", "source"))
        )
        for attribution in article(name)["attributions"]
    ]


@cache
def statements_of(text: str) -> tuple[Statement, ...]:
    """Return what a user gets for the text; its offsets only count if the text comes back as it went in."""
    reading = Pipeline().read(Document("a text", text, format="text"))
    if reading.article is None:
        raise AssertionError(f"not read: {reading.problems}")
    if reading.article.text != text:
        raise AssertionError("the text was changed in reading, so that offsets into it mean something else")
    return reading.statements


def ranges(spans: Iterable[Span]) -> tuple[Range, ...]:
    return tuple((span.start, span.end) for span in spans)


def given_of(text: str) -> list[Attribution]:
    return [
        Attribution(ranges(statement.content), ranges(statement.cue), ranges(statement.source.spans))
        for statement in statements_of(text)
    ]


@cache
def compared(name: str) -> Comparison:
    text = article(name)["text"]
    return compare(text, wanted_of(name), given_of(text))


def agreement_of(names: Iterable[str]) -> Agreement:
    return sum((compared(name).agreement for name in names), Agreement())


def paragraph_of(case: dict[str, Any]) -> Range:
    paragraphs = [found.span() for found in re.finditer(r"[^\n]*\S[^\n]*", case["text"])]
    return paragraphs[int(case["paragraph"])]


def speakers_of(case: dict[str, Any]) -> list[str]:
    """Return the words any of which names the right speaker; none where nobody is named."""
    speaker = case["speaker"]
    return [] if speaker is None else [speaker] if isinstance(speaker, str) else speaker


def sources_read(case: dict[str, Any]) -> list[tuple[Range, ...]]:
    """Return the sources of the statements that hold enough of the paragraph."""
    text = case["text"]
    paragraph = words_in(text, [paragraph_of(case)])
    return [
        given.source
        for given in given_of(text)
        if len(words_in(text, given.content) & paragraph) >= LEAST_COVER * len(paragraph)
    ]


def speaker_is_right(case: dict[str, Any]) -> bool:
    text, read = case["text"], sources_read(case)
    if case["speaker"] is None:
        return not any(read)
    right = words_in(text, [place for words in speakers_of(case) for place in places(text, words)])
    return any(words_in(text, source) & right for source in read)


@pytest.mark.parametrize("name", ARTICLES)
def test_statements_articles_hold_every_annotated_word(name: str) -> None:
    assert name.startswith(article(name)["style"] + "_")
    assert all(attribution.content for attribution in wanted_of(name))


def test_statements_quotations_hold_their_paragraph_and_speaker() -> None:
    for case in quotations():
        start, end = paragraph_of(case)
        assert re.search(r"[\"“”‘'«»`]", case["text"][start:end])
        assert all(places(case["text"], words) for words in speakers_of(case))


def test_statements_are_many() -> None:
    assert len(ARTICLES) >= FEWEST_ARTICLES
    assert sum(len(article(name)["attributions"]) for name in ARTICLES) >= FEWEST_ATTRIBUTIONS
    assert len(quotations()) >= FEWEST_QUOTATIONS


@pytest.mark.parametrize("words", ["rain", "it", {"words": "it", "nth": 3}])
def test_located_refuses_words_that_are_missing_or_not_unique(words: str | dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="stands"):
        located("it rained, and it was cold", words)


def test_agreement_pairs_contents_by_words_and_then_asks_for_the_source() -> None:
    text = "Ada said the bridge was shut, and Tom feared it would fall."
    wanted = [Attribution(((9, 28),), source=((0, 3),)), Attribution(((45, 58),), source=((34, 37),))]
    given = [Attribution(((13, 29),), source=((34, 37),)), Attribution(((48, 58),), source=((30, 37),))]
    found = compare(text, wanted, [*given, Attribution(((0, 8),))])
    assert (found.pairs, found.wrong_source, found.missed, found.needless) == (((0, 0), (1, 1)), ((0, 0),), (), (2,))
    assert found.agreement == Agreement(2, 3, 2, 1)


def test_statements_contents_are_found() -> None:
    assert agreement_of(ARTICLES).found() >= FOUND


def test_statements_have_the_right_sources() -> None:
    assert agreement_of(ARTICLES).end_to_end() >= END_TO_END


def test_statements_lone_quotations_have_the_right_speaker() -> None:
    assert sum(map(speaker_is_right, quotations())) / len(quotations()) >= ALONE


def by_style(items: Iterable[Any], style: Callable[[Any], str]) -> dict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for item in items:
        groups[style(item)].append(item)
    return dict(sorted(groups.items()))


def table() -> Iterator[str]:
    yield f"{'style':12}{'wanted':>8}{'given':>8}{'found':>8}{'end to end':>12}"
    styles = by_style(ARTICLES, lambda name: article(name)["style"])
    for style, names in [*styles.items(), ("all", ARTICLES)]:
        figures = agreement_of(names)
        yield (f"{style:12}{figures.wanted:8}{figures.given:8}{figures.found():8.3f}{figures.end_to_end():12.3f}")
    yield f"\n{'alone':12}{'cases':>8}{'right':>8}"
    for style, cases in [*by_style(quotations(), lambda case: case["style"]).items(), ("all", list(quotations()))]:
        right = sum(map(speaker_is_right, cases))
        yield f"{style:12}{len(cases):8}{right:8}{right / len(cases):8.3f}"


def shown(text: str, attribution: Attribution) -> str:
    parts = (attribution.content, attribution.cue, attribution.source)
    return " | ".join(" + ".join(" ".join(text[a:b].split()) for a, b in part) or "-" for part in parts)


def errors() -> Iterator[str]:
    for name in ARTICLES:
        text, found = article(name)["text"], compared(name)
        wanted, given = wanted_of(name), given_of(text)
        yield f"\n== {name}"
        yield from (f"missed    {shown(text, wanted[i])}" for i in found.missed)
        yield from (f"needless  {shown(text, given[j])}" for j in found.needless)
        for i, j in found.wrong_source:
            yield f"source    {shown(text, wanted[i])}\n    read  {shown(text, given[j])}"
    yield "\n== alone"
    for number, case in enumerate(quotations()):
        if not speaker_is_right(case):
            start, end = paragraph_of(case)
            read = [" + ".join(case["text"][a:b] for a, b in source) or "-" for source in sources_read(case)]
            yield f"{number:3} {case['style']}: {case['text'][start:end]} wanted {case['speaker']} read {read}"


if __name__ == "__main__":
    for line in [*table(), *(errors() if "--errors" in sys.argv else ())]:
        sys.stdout.write(line + "\n")
