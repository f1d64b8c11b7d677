from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_by_hand import article, of_kind, reading_of, spans, statement

from onrecord.errors import UsageError
from onrecord.export.citation import citation_of
from onrecord.records import Article, Span, Statement, Via
from onrecord.store.kept import Located, Stored

BASE = "https://ledger.example"
PAGE = article(url="https://bugle.example/mill")


def located(said: Statement, page: Article = PAGE) -> Located:
    return Located(said, Stored(reading_of(page, said), 1, None, ()))


def said(**changed: object) -> Statement:
    made = statement(PAGE, "“I am sorry,”", "added", of_kind(PAGE, "he", "person", "Bo Hill"), certainty="certain")
    return replace(made, **{"id": "s1", **changed})  # type: ignore[arg-type]  # checked by the records


def test_citation_is_a_line_with_words_speaker_outlet_headline_day_and_permalink() -> None:
    assert citation_of(located(said()), BASE) == (
        "Bo Hill, quoted: “I am sorry” (The Bugle, “Mill to close”, 6 November 2024) "
        "https://bugle.example/mill https://ledger.example/statement/s1"
    )


def test_citation_of_what_is_reported_has_no_quotation_marks_and_says_whose_wording_it_is() -> None:
    reported = statement(
        PAGE, "The mill will close", "said", of_kind(PAGE, "Critics", "role", "a spokesman"), certainty="certain"
    )
    reported = replace(reported, via=(Via(spans(PAGE, "Ada Moss"), "media", "The Tern"),), mode="indirect")
    assert citation_of(located(reported), BASE).startswith(
        "A spokesman (described, not named), through The Tern, as the Bugle words it: The mill will close ("
    )
    assert citation_of(located(reported), BASE, "markdown").startswith("The mill will close\n\n— **A spokesman")


def test_citation_never_turns_a_denial_round() -> None:
    for style in ("text", "markdown"):
        assert ", quoted, denies" in citation_of(located(said(polarity="negative")), BASE, style)
    assert json.loads(citation_of(located(said(polarity="negative")), BASE, "json"))["commitment"] == "denies"


def test_citation_joins_runs_with_an_ellipsis() -> None:
    runs = said(content=spans(PAGE, "The mill will close|“I am sorry,”"), mode="mixed")
    assert "quoted in part, as the Bugle words it: The mill will close … “I am sorry,” (" in citation_of(
        located(runs), BASE
    )


def test_citation_in_markdown_is_a_block_quotation_with_a_link() -> None:
    assert citation_of(located(said()), BASE, "markdown") == (
        "> “I am sorry”\n>\n> — **Bo Hill**, quoted. [The Bugle, “Mill to close”, 6 November 2024](<https://bugle.example/mill>). "
        "[Permalink](<https://ledger.example/statement/s1>)\n"
    )


def test_citation_as_json_has_every_part_by_name() -> None:
    made = json.loads(citation_of(located(said()), BASE, "json"))
    assert made == {
        "words": ["“I am sorry,”"], "mode": "direct", "speaker": "Bo Hill", "kind": "person", "commitment": None, "channels": [],
        "said": None, "outlet": "The Bugle", "headline": "Mill to close", "published": "2024-11-06",
        "address": "https://bugle.example/mill", "statement": "s1", "permalink": "https://ledger.example/statement/s1",
    }  # fmt: skip


def test_citation_of_an_article_without_headline_outlet_and_day_says_so() -> None:
    bare = replace(PAGE, headline=None, outlet=None, published=None)
    assert "(outlet unknown, day unknown)" in citation_of(located(said(), bare), BASE)


@pytest.mark.parametrize(
    "words",
    [
        "</script><script>",
        "[a](javascript:b)",
        "![x](y)",
        "**b**",
        "`c`",
        "<img src=x>",
        "1. one",
        "- two",
        "# three",
        "> four",
        "&lt;",
    ],
)
def test_citation_of_hostile_words_is_words(words: str) -> None:
    bad = said(content=(Span(0, len(words), words),))
    markdown = (
        citation_of(located(bad, replace(PAGE, headline=words)), BASE, "markdown").splitlines()[0].removeprefix("> ")
    )
    assert markdown.replace("\\", "") == f"“{words}”"
    assert markdown != f"“{words}”" or not set(words) & set("<[*`&")
    assert not set(citation_of(located(bad), BASE, "json")) & set("<>&")
    assert json.loads(citation_of(located(bad), BASE, "json"))["words"] == [words]


@given(st.text())
def test_citation_of_any_words_is_one_line_of_text_and_four_of_markdown(words: str) -> None:
    any_words = said(content=(Span(0, len(words), words),))
    page = replace(PAGE, headline=words, outlet=words)
    assert len(citation_of(located(any_words, page), BASE).splitlines()) == 1
    assert len(citation_of(located(any_words, page), BASE, "markdown").splitlines()) == 3
    assert citation_of(located(any_words, page), BASE, "json").encode()


def test_citation_in_another_style_is_an_error() -> None:
    with pytest.raises(UsageError, match="choose one of text, markdown, json"):
        citation_of(located(said()), BASE, "bibtex")  # type: ignore[arg-type]
