from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from records_by_hand import article
from stories_by_hand import story

from onrecord.export.atom import NAMESPACE, FeedEntry, article_entry, feed_of, rfc3339, statement_entry
from onrecord.store.kept import Listed

BASE = "https://ledger.example"
SELF = f"{BASE}/api/v1/feeds/voice/v1.atom"
UPDATED = "2024-11-08T10:00:00+01:00"
LISTED = Listed(
    statement="s/1", article="a1", headline="Mill 'to close' & <b>more</b>", url=None, outlet="The Bugle",
    published="2024-11-06T05:00:00+00:00", story=None, day="2024-11-04", kind="role", mode="indirect",
    name="a spokesman", voice=None, words="the mill will close\n in <May>",
)  # fmt: skip
HOSTILE = "\x00\x08\x1b[31m\u202e\ufffe\uffff\ud800</title>]]><script>alert(1)</script>&amp;"


def made(*entries: FeedEntry, title: str = "What Bo Hill says", **more: Any) -> bytes:
    return feed_of(title, SELF, UPDATED, entries, **more)


def read(data: bytes) -> Any:
    """Return what feedparser reads, which must have nothing to object to."""
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_atom_feed_says_what_it_is_and_where() -> None:
    feed = read(made(page=f"{BASE}/voice/v1", subtitle="Latest first")).feed
    assert (feed.title, feed.subtitle, feed.id) == ("What Bo Hill says", "Latest first", SELF)
    assert feed.updated == "2024-11-08T09:00:00Z"
    assert [(link.rel, link.href) for link in feed.links] == [("self", SELF), ("alternate", f"{BASE}/voice/v1")]
    assert feed.author == "OnRecord"


def test_atom_entry_of_a_statement_has_its_words_whose_they_are_and_where() -> None:
    (entry,) = read(made(statement_entry(LISTED, BASE))).entries
    assert entry.title == "a spokesman: the mill will close in <May>"
    assert (entry.id, entry.link) == ("urn:onrecord:statement:s%2F1", "https://ledger.example/statement/s%2F1")
    assert (entry.updated, entry.published) == ("2024-11-06T05:00:00Z", "2024-11-06T05:00:00Z")
    assert [tag.term for tag in entry.tags] == ["role"]
    content = entry.content[0].value
    assert "<blockquote><p>the mill will close in &lt;May&gt;</p></blockquote>" in content
    assert "a spokesman (described, not named), reported, said 4 November 2024, in the Bugle, " in content
    assert "&lt;b&gt;more&lt;/b&gt;" in content


def test_atom_entry_says_that_a_source_denies() -> None:
    (entry,) = read(made(statement_entry(LISTED, BASE, "denies"))).entries
    assert entry.title.startswith("a spokesman denies: ")
    assert "reported, denies, " in entry.content[0].value


@pytest.mark.parametrize("one", [article(), story().articles[0]], ids=["article", "of a story"])
def test_atom_entry_of_an_article_has_its_headline_outlet_and_day(one: Any) -> None:
    (entry,) = read(made(article_entry(one, BASE, "7 statements"))).entries
    assert (entry.title, entry.id) == ("Mill to close", "urn:onrecord:article:a1")
    assert entry.link == "https://ledger.example/article/a1"
    assert entry.content[0].value == "<p>The Bugle, 6 November 2024</p>\n<p>7 statements</p>"
    assert entry.updated == "2024-11-06T00:00:00Z"


def test_atom_entry_without_a_day_has_the_moment_of_the_feed_and_no_published() -> None:
    unknown = replace(LISTED, published=None, day=None, outlet=None, headline=None)
    root = etree.fromstring(made(statement_entry(unknown, BASE)))
    (entry,) = root.findall(f"{{{NAMESPACE}}}entry")
    assert entry.findtext(f"{{{NAMESPACE}}}updated") == "2024-11-08T09:00:00Z"
    assert entry.find(f"{{{NAMESPACE}}}published") is None
    assert "in outlet unknown, day unknown" in entry.findtext(f"{{{NAMESPACE}}}content")


def test_atom_feed_has_all_that_the_standard_demands_once() -> None:
    root = etree.fromstring(made(statement_entry(LISTED, BASE), article_entry(article(), BASE)))
    for parent in (root, *root.findall(f"{{{NAMESPACE}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{{{NAMESPACE}}}{name}")) == 1
    assert len(root.findall(f"{{{NAMESPACE}}}author")) == 1


def test_atom_feed_of_hostile_words_is_well_formed_and_shows_them_as_words() -> None:
    bad = replace(LISTED, words=HOSTILE, headline=HOSTILE, outlet=HOSTILE, name=HOSTILE)
    data = made(statement_entry(bad, BASE), article_entry(article(headline=HOSTILE), BASE), title=HOSTILE)
    assert not {"\x00", "\x08", "\x1b", "\u202e", "\ufffe", "\uffff"} & set(data.decode())
    for entry in read(data).entries:
        assert "&lt;script&gt;" in entry.content[0].value or "alert(1)" in entry.title
        assert "<script" not in entry.content[0].value


@given(st.text(), st.text())
def test_atom_feed_of_any_words_is_well_formed(words: str, headline: str) -> None:
    entry = statement_entry(replace(LISTED, words=words, headline=headline), BASE)
    root = etree.fromstring(made(entry, title=headline))
    assert root.find(f"{{{NAMESPACE}}}entry") is not None


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2024-11-06", "2024-11-06T00:00:00Z"), ("2024-11", "2024-11-01T00:00:00Z"), ("2024", "2024-01-01T00:00:00Z"),
        ("2024-11-06T05:00:00+01:00", "2024-11-06T04:00:00Z"), ("2024-11-06T05:00", "2024-11-06T05:00:00Z"),
        ("2024-11-06T05:00:00.5Z", "2024-11-06T05:00:00Z"), ("0001-01-01T00:00:00+14:00", None), ("last week", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_atom_writes_days_and_moments_as_the_standard_wants_them(stated: str | None, moment: str | None) -> None:
    assert rfc3339(stated) == moment


def test_atom_title_is_short() -> None:
    (entry,) = read(made(statement_entry(replace(LISTED, words="word " * 100), BASE))).entries
    assert len(entry.title) <= 122
    assert entry.title.endswith("word …")
