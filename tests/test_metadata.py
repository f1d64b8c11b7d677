from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.document import Document
from onrecord.read.metadata import Metadata, metadata
from onrecord.read.page import parse
from onrecord.records import Byline, Caption, Dateline

HEADLINE = "Old bridge stays open to walkers"


def script(node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def read(
    head: str = "", body: str = f"<h1>{HEADLINE}</h1>", *, url: str | None = None, lang: str = "en-GB"
) -> Metadata:
    page = parse(
        f'<html lang="{lang}"><head>{head}</head><body>{body}<p>The council voted on Tuesday.</p></body></html>',
        url=url,
    )
    assert page is not None
    return metadata(page, None)


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Bridge: council vote explained",
    "datePublished": "2024-05-03T08:41:00+01:00",
    "dateModified": "2024-05-03T10:00:00+01:00",
    "author": [{"@type": "Person", "name": "Jane Doe"}],
    "publisher": {"@type": "Organization", "name": "The Daily Example"},
}


class TestHeadline:
    def test_headline_is_the_h1_before_the_title_for_search_engines(self) -> None:
        assert read(script(ARTICLE)).headline == HEADLINE

    def test_headline_is_in_the_structured_data_where_the_h1_is_a_section(self) -> None:
        assert read(script(ARTICLE), "<h1>Local News</h1>").headline == "Bridge: council vote explained"

    def test_headline_of_several_h1s_agrees_with_what_is_stated(self) -> None:
        head = f'<meta property="og:title" content="{HEADLINE} | Daily Example">'
        assert (
            read(head, f"<h1>Daily Example</h1><h1>{HEADLINE}</h1><h1>More stories of the day</h1>").headline
            == HEADLINE
        )

    def test_headline_leaves_out_a_kicker_on_its_own_line(self) -> None:
        head = f'<meta property="og:title" content="{HEADLINE}">'
        assert read(head, f"<h1><div>Politics</div><div>{HEADLINE}</div></h1>").headline == HEADLINE

    def test_headline_of_a_title_loses_the_sites_name(self) -> None:
        head = f'<title>{HEADLINE} | Daily Example</title><meta property="og:site_name" content="Daily Example">'
        assert read(head, "<p>x</p>").headline == HEADLINE

    def test_headline_is_never_a_hidden_h1(self) -> None:
        assert (
            read("", f'<h1 style="display:none">Menu of the whole site here</h1><h1>{HEADLINE}</h1>').headline
            == HEADLINE
        )

    def test_headline_has_no_references_left_in_it(self) -> None:
        assert read("", "<h1>Roe &amp;amp; Doe reopen the bridge</h1>").headline == "Roe & Doe reopen the bridge"

    def test_headline_is_none_on_a_page_without_one(self) -> None:
        assert read("", "<p>x</p>").headline is None


class TestDates:
    def test_dates_of_structured_data_keep_their_offset(self) -> None:
        found = read(script(ARTICLE))
        assert (found.published, found.modified) == ("2024-05-03T08:41:00+01:00", "2024-05-03T10:00:00+01:00")

    def test_dates_stay_days_and_stated_midnights_stay(self) -> None:
        found = read(script({**ARTICLE, "datePublished": "2024-05-03", "dateModified": "2024-05-04T00:00:00"}))
        assert (found.published, found.modified) == ("2024-05-03", "2024-05-04T00:00:00")

    @pytest.mark.parametrize(
        ("head", "body"),
        [
            ('<meta property="article:published_time" content="2024-05-03T08:41:00Z">', ""),
            ('<meta name="parsely-pub-date" content="2024-05-03T08:41:00Z">', ""),
            ('<meta itemprop="datePublished" content="2024-05-03T08:41:00Z">', ""),
            (script({"@type": "WebPage", "datePublished": "2024-05-03T08:41:00Z"}), ""),
            ("", '<time itemprop="datePublished" datetime="2024-05-03T08:41:00Z">3 May</time>'),
            ("", '<time datetime="2024-05-03T08:41:00Z">3 May</time>'),
            ("", '<span class="timestamp">Published 08:41 UTC, 3 May 2024</span>'),
            ("", "<p>Published 08:41 UTC, 3 May 2024</p>"),
        ],
    )
    def test_published_is_found_in_every_place(self, head: str, body: str) -> None:
        assert (read(head, f"<h1>{HEADLINE}</h1>{body}").published or "")[:16] == "2024-05-03T08:41"

    def test_modified_is_told_from_published_by_its_label(self) -> None:
        body = f'<h1>{HEADLINE}</h1><p>Published <time datetime="2024-05-03">3 May</time></p>'
        body += '<p>Updated <time datetime="2024-05-04">4 May</time></p>'
        found = read("", body)
        assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")

    def test_published_stays_unknown_where_only_an_update_is_stated(self) -> None:
        found = read("", f"<h1>{HEADLINE}</h1><p>Updated 4 May 2024</p>")
        assert (found.published, found.modified) == (None, "2024-05-04")

    def test_published_is_the_printed_day_where_the_markup_states_the_last_build(self) -> None:
        assert read(script(ARTICLE), f"<h1>{HEADLINE}</h1><p>12 January 2023</p>").published == "2023-01-12"

    def test_published_is_in_the_address_as_a_last_resort(self) -> None:
        assert read(url="https://example.org/2024/05/03/bridge").published == "2024-05-03"

    def test_published_ignores_the_dates_of_other_stories(self) -> None:
        body = f"<h1>{HEADLINE}</h1><p>x</p>" + '<aside><time datetime="2020-01-01">1 January</time></aside>'
        assert read("", body).published is None

    def test_published_reads_numbers_as_the_pages_country_does(self) -> None:
        body = f'<h1>{HEADLINE}</h1><p class="date">03/05/2024</p>'
        assert read("", body, lang="en-GB").published == "2024-05-03"
        assert read("", body, lang="en-US").published == "2024-03-05"
        assert read("", body, lang="en").published is None

    def test_dates_that_contradict_each_other_are_kept_and_reported(self) -> None:
        found = read(script({**ARTICLE, "dateModified": "2023-01-01"}))
        assert found.modified == "2023-01-01"
        assert [problem.code for problem in found.problems] == ["contradictory_dates"]

    def test_dates_within_a_day_of_each_other_are_no_contradiction(self) -> None:
        assert read(script({**ARTICLE, "dateModified": "2024-05-03"})).problems == ()


class TestBylines:
    @pytest.mark.parametrize(
        "author",
        [
            "Jane Doe",
            "By Jane Doe",
            {"@type": "Person", "name": "Jane Doe"},
            [{"@type": "Person", "name": "Jane Doe"}],
            {"@type": "Person", "name": ["Jane Doe"]},
            "Jane Doe, Political Editor",
            {"@id": "#jane"},
            "https://example.org/profile/jane-doe",
        ],
    )
    def test_bylines_come_in_every_shape_of_structured_data(self, author: Any) -> None:
        graph = [{**ARTICLE, "author": author}, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}]
        assert read(script({"@graph": graph})).bylines == (Byline("Jane Doe"),)

    def test_bylines_tell_people_from_agencies(self) -> None:
        found = read(script({**ARTICLE, "author": "Jane Doe and Jo Lee, Press Association"}))
        assert found.bylines == (Byline("Jane Doe"), Byline("Jo Lee"), Byline("Press Association", "agency"))

    @pytest.mark.parametrize(
        ("head", "body"),
        [
            ('<meta name="author" content="Jane Doe">', ""),
            ('<meta name="parsely-author" content="Jane Doe">', ""),
            ('<meta name="dc.creator" content="Doe, Jane">', ""),
            ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">', ""),
            ("", '<a rel="author" href="/jane">Jane Doe</a>'),
            ("", '<span itemprop="author"><span itemprop="name">Jane Doe</span></span>'),
            ("", '<div class="byline">By Jane Doe, Sports Reporter</div>'),
            ("", "<p>By Jane Doe</p>"),
            ("", "<p>Jane Doe</p><p>3 May 2024</p>"),
        ],
    )
    def test_bylines_are_found_in_every_place(self, head: str, body: str) -> None:
        assert read(head, f"<h1>{HEADLINE}</h1>{body}").bylines == (Byline("Jane Doe"),)

    def test_bylines_that_readers_see_outweigh_who_filed_the_page(self) -> None:
        assert read('<meta name="author" content="Al Admin">', f"<h1>{HEADLINE}</h1><p>By Jane Doe</p>").bylines == (
            Byline("Jane Doe"),
        )

    def test_bylines_name_the_person_seen_where_the_markup_names_the_outlet(self) -> None:
        node = {**ARTICLE, "author": {"@type": "Organization", "name": "The Daily Example"}}
        assert read(script(node), f"<h1>{HEADLINE}</h1><div class='author'>Jane Doe</div>").bylines == (
            Byline("Jane Doe"),
        )

    def test_bylines_name_the_outlet_where_nobody_else_is_named(self) -> None:
        node = {**ARTICLE, "author": {"@type": "Organization", "name": "The Daily Example"}}
        assert read(script(node)).bylines == (Byline("The Daily Example"),)

    def test_bylines_are_empty_where_the_page_names_nobody(self) -> None:
        assert read("", f"<h1>{HEADLINE}</h1><p>Share this</p>").bylines == ()


class TestOutletAddressLanguage:
    @pytest.mark.parametrize(
        "head",
        [
            script(ARTICLE),
            '<meta property="og:site_name" content="The Daily Example">',
            '<meta property="og:site_name" content="The Daily Example - breaking news">',
            '<meta name="application-name" content="The Daily Example">',
            '<meta property="og:site_name" content="dailyexample.com">' + script(ARTICLE),
            script({"@type": "WebSite", "name": "The Daily Example"}),
            f"<title>{HEADLINE} | The Daily Example</title>",
        ],
    )
    def test_outlet_is_the_publications_name(self, head: str) -> None:
        assert read(head).outlet == "The Daily Example"

    def test_outlet_is_the_domain_only_where_nothing_else_is_given(self) -> None:
        assert read('<meta property="og:site_name" content="dailyexample.com">').outlet == "dailyexample.com"
        assert read().outlet is None

    def test_url_is_canonical_absolute_and_without_fragment(self) -> None:
        assert (
            read('<link rel="canonical" href="/bridge#top">', url="https://example.org/x?y=1").url
            == "https://example.org/bridge"
        )
        assert read('<meta property="og:url" content="https://example.org/b">').url == "https://example.org/b"

    def test_url_passes_over_a_canonical_link_to_the_front_page(self) -> None:
        assert (
            read('<link rel="canonical" href="https://example.org/">', url="https://example.org/x").url
            == "https://example.org/x"
        )

    def test_url_is_none_where_no_absolute_address_is_known(self) -> None:
        assert read('<link rel="canonical" href="http://[broken">').url is None

    @pytest.mark.parametrize(("lang", "expected"), [("en-GB", "en"), ("pt_BR", "pt"), ("", None)])
    def test_language_is_what_the_page_declares(self, lang: str, expected: str | None) -> None:
        assert read(lang=lang).language == expected


def test_metadata_gives_captions_deck_body_and_dateline_of_structured_data() -> None:
    node = {
        **ARTICLE,
        "description": "Engineers look at the pillars.",
        "articleBody": "LONDON (AP) — The council voted.",
        "image": {"@type": "ImageObject", "caption": "The bridge. Photo: Jo Roe/Example"},
    }
    found = read(script(node))
    assert found.captions == (Caption("The bridge.", "Jo Roe/Example"),)
    assert found.deck == "Engineers look at the pillars."
    assert found.article_body == "LONDON (AP) — The council voted."
    assert found.dateline == Dateline("LONDON (AP) —", "LONDON", "AP")


def test_metadata_of_the_container_takes_precedence() -> None:
    page = parse(f"<html><head>{script(ARTICLE)}</head><body><h1>{HEADLINE}</h1></body></html>")
    assert page is not None
    given_by = Document(
        "x",
        None,
        url="https://example.org/a#b",
        outlet="Example Wire",
        headline="Given",
        published="2020-01-01",
        bylines=("Ann Roe",),
    )
    found = metadata(page, given_by)
    assert (found.headline, found.outlet, found.published, found.url) == (
        "Given",
        "Example Wire",
        "2020-01-01",
        "https://example.org/a",
    )
    assert found.bylines == (Byline("Ann Roe"),)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "@id", "@type", "@value", "url"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = [
    *ARTICLE,
    "@id",
    "image",
    "creator",
    "isPartOf",
    "inLanguage",
    "articleBody",
    "mainEntityOfPage",
    "url",
    "description",
    "@graph",
]


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_metadata_reads_structured_data_of_any_shape(node: dict[str, Any]) -> None:
    found = read(script({"@type": "NewsArticle", **node}).replace("</", "<\\/").replace("<\\/script>", "</script>"))
    assert found.headline
    assert all(byline.name for byline in found.bylines)


def test_metadata_reads_structured_data_nested_beyond_reason() -> None:
    author: Any = "Jane Doe"
    for _ in range(400):
        author = [author]
    assert read(script({**ARTICLE, "author": author, "headline": author})).headline == HEADLINE


@given(st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=300))
def test_metadata_is_the_same_twice_for_any_page(text: str) -> None:
    page = parse(f"<html><head>{text}</head><body>{text}</body></html>")
    if page is not None:
        assert metadata(page, None) == metadata(page, None)
