from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.feeds import entries, iso_date

if TYPE_CHECKING:
    from onrecord.read.document import Document

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Tarn Gazette &amp;amp; Echo</title><link>https://gazette.example/</link>
%s
</channel></rss>
"""
FULL_ITEM = """<item><title>Mill fire: &lt;em&gt;three&lt;/em&gt; held</title><link>https://gazette.example/mill</link>
<dc:creator>Ida Quill</dc:creator><pubDate>Wed, 01 May 2024 09:30:00 +0100</pubDate><guid>g-1</guid>
<description>Three were held.</description>
<content:encoded><![CDATA[<p class="lead">“We saw smoke,” said Ola Brandt.</p><script>x()</script>
<figure><img src="/a.jpg"><figcaption>The mill. Picture: T. Loom</figcaption></figure>]]></content:encoded></item>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>
<entry><title>Ferry late</title><id>urn:x:1</id><link href="https://post.example/ferry"/>
<author><name>Bo Strand</name></author><author><name>Northwire</name></author>
<published>2024-05-01T07:00:00Z</published><updated>2024-05-02T08:15:00-05:00</updated>
<content type="html">&lt;p&gt;“Again,” said a sailor.&lt;/p&gt;</content></entry></feed>"""


def read(text: str, **more: str) -> list[Document]:
    return list(entries(text.encode(), "feed.xml", **more))


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_feeds_read_an_rss_entry_with_its_content() -> None:
    (document,) = read(RSS % FULL_ITEM)
    assert (document.source, document.url) == ("https://gazette.example/mill", "https://gazette.example/mill")
    assert (document.outlet, document.headline) == ("The Tarn Gazette & Echo", "Mill fire: three held")
    assert (document.published, document.modified) == ("2024-05-01T09:30:00+01:00", None)
    assert (document.bylines, document.format, document.problems) == (("Ida Quill",), "html", ())


def test_feeds_give_content_as_a_page_with_its_classes_and_headline() -> None:
    data = read(RSS % FULL_ITEM)[0].data
    assert isinstance(data, str)
    assert data.startswith("<!DOCTYPE html>")
    assert "<h1>Mill fire: three held</h1>" in data
    assert '<p class="lead">“We saw smoke,” said Ola Brandt.</p>' in data
    assert "<figcaption>The mill. Picture: T. Loom</figcaption>" in data


def test_feeds_read_an_atom_entry_with_both_its_dates_and_authors() -> None:
    (document,) = read(ATOM)
    assert (document.published, document.modified) == ("2024-05-01T07:00:00+00:00", "2024-05-02T08:15:00-05:00")
    assert (document.bylines, document.outlet) == (("Bo Strand", "Northwire"), "Harbour Post")
    assert isinstance(document.data, str)
    assert "<p>“Again,” said a sailor.</p>" in document.data


def test_feeds_do_not_invent_a_publication_date_from_an_atom_update() -> None:
    (document,) = read(ATOM.replace("<published>2024-05-01T07:00:00Z</published>", ""))
    assert (document.published, document.modified) == (None, "2024-05-02T08:15:00-05:00")


def test_feeds_say_which_entries_have_no_text() -> None:
    teaser = (
        "<item><title>Short</title><link>https://gazette.example/s</link><description>Too short.</description></item>"
    )
    full, short = read(RSS % (FULL_ITEM + teaser))
    assert (codes(full), codes(short)) == ([], ["no_content"])
    assert (short.data, short.url, short.headline) == (None, "https://gazette.example/s", "Short")


def test_feeds_take_a_long_summary_for_the_article() -> None:
    summary = "&lt;p&gt;" + "The clerk said it was late. " * 30 + "&lt;/p&gt;"
    (document,) = read(RSS % f"<item><guid isPermaLink='false'>g-9</guid><description>{summary}</description></item>")
    assert (document.source, codes(document)) == ("g-9", [])
    assert isinstance(document.data, str)
    assert "The clerk said it was late." in document.data


def test_feeds_number_entries_that_have_neither_link_nor_id() -> None:
    (document,) = read(RSS % "<item><title>x</title></item>")
    assert document.source == "feed.xml#1"


def test_feeds_resolve_relative_links_against_where_they_were_had_from() -> None:
    item = "<item><title>x</title><link>/story</link></item>"
    assert read(RSS % item, url="https://gazette.example/rss")[0].url == "https://gazette.example/story"


def test_feeds_believe_the_transports_encoding() -> None:
    body = (RSS % FULL_ITEM).replace('encoding="utf-8"', "").encode("utf-16-le")
    assert [d.headline for d in entries(body, "f", encoding="utf-16-le")] == ["Mill fire: three held"]


def test_feeds_that_end_too_early_yield_what_came_before() -> None:
    whole = RSS % (FULL_ITEM + FULL_ITEM.replace("mill<", "mill2<"))
    *found, last = read(whole[: whole.rindex("<content:encoded>") + 60])
    assert found[0].url == "https://gazette.example/mill"
    assert codes(last) == ["bad_feed"]


def test_feeds_with_undefined_entities_are_read_without_complaint() -> None:
    (document,) = read((RSS % FULL_ITEM).replace("Three were held.", "Three&nbsp;were&rsquo;nt held."))
    assert codes(document) == []


@pytest.mark.parametrize("text", ["<rss></rss>", "<rss", "<feed>nothing", RSS % "", "not a feed"])
def test_feeds_without_entries_say_so(text: str) -> None:
    (document,) = read(text)
    assert (codes(document), document.source, document.data) == (["bad_feed"], "feed.xml", None)


def test_feeds_neither_open_files_nor_expand_entity_bombs() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    item = "<item><title>x&f;</title><description>&b;&b;</description></item>"
    (document,) = read((RSS % item).replace("?>\n", "?>\n" + bomb, 1))
    assert "root:" not in repr(document)
    assert "aaaaaaaaaa" not in repr(document)
    assert codes(next(iter(entries(b"/etc/passwd", "f")))) == ["bad_feed"]


@pytest.mark.parametrize(
    ("given_date", "iso"),
    [
        ("Wed, 01 May 2024 09:30:00 +0100", "2024-05-01T09:30:00+01:00"),
        ("Wed, 01 May 2024 09:30:00 GMT", "2024-05-01T09:30:00+00:00"),
        ("1 May 2024 09:30 EST", "2024-05-01T09:30:00-05:00"),
        ("Wed, 01 May 2024", "2024-05-01"),
        ("2024-05-01", "2024-05-01"),
        ("2024-05-01T09:30:00Z", "2024-05-01T09:30:00+00:00"),
        ("2024-05-01T09:30:00", "2024-05-01T09:30:00"),
        ("2024-05-01 09:30:00.25+0530", "2024-05-01T09:30:00.250000+05:30"),
        ("2024-13-41", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_feeds_turn_dates_into_iso_without_inventing_anything(given_date: str | None, iso: str | None) -> None:
    assert iso_date(given_date) == iso


@given(st.text(max_size=60))
def test_feeds_dates_never_raise(text: str) -> None:
    found = iso_date(text)
    assert found is None or found[4] == "-"


@given(st.binary(max_size=120), st.integers(0, 900), st.integers(0, 80))
def test_feeds_damaged_anywhere_still_yield_documents(junk: bytes, place: int, removed: int) -> None:
    data = (RSS % FULL_ITEM).encode()
    documents = list(entries(data[:place] + junk + data[place + removed :], "feed.xml"))
    assert documents
    assert all(document.data is None or document.format == "html" for document in documents)
