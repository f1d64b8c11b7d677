from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.detect import binary_kind, detect, may_hold_many


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\xef\xbb\xbf\r\n  <html lang=en>", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html>', "html"),
        (b"<!-- saved page -->\n<html>", "html"),
        (b"<p>A fragment.</p>", "html"),
        (b"Warning: mysql_connect() failed on line 3\n<html><head><title>x</title></head><body>", "html"),
        ("<html><p>Wide</p></html>".encode("utf-16"), "html"),
        ("<html><p>Wide without mark</p></html>".encode("utf-16-le"), "html"),
        (b"LONDON (Northwire) - A judge said a < b.", "text"),
        (b"To make it bold she typed <b> and </b> on the page.", "text"),
        (b"", "text"),
        ("“Quoted,” said nobody.".encode("utf-16"), "text"),
        (b'{"id": 1, "text": "A judge said so."}\n', "jsonl"),
        (b'\xef\xbb\xbf{"headline": "Fire", "html": "<p>x</p>"}', "jsonl"),
        (b'{"html": "<html><body><p>x</p></body></html>"}', "jsonl"),
        (b'{"outlet": "' + b"x" * 50_000, "jsonl"),
        (b'{"crawl": {"url": "x"}}', "text"),
        (b'{"uri": "urn:x", "headlines": [{"value": "Fire"}]}', "ninjs"),
        (b'[\n  {"headline": "Fire", "body_text": "x", "uri": "urn:x"}]', "ninjs"),
        (b'\xef\xbb\xbf{"standard": {"name": "ninjs"}, "uri": "urn:x"}', "ninjs"),
        (b"{curly} is how the band spells its name", "text"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
        (b"WARC/1.1\r\n", "warc"),
        (b"WARC is a format of archives.", "text"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel>', "feed"),
        (b'<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<?xml-stylesheet href="x"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>', "feed"),
        (gzip.compress(b"<html>", mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "binary"),
        (b"%PDF-1.7\n<html>", "binary"),
        (b"PK\x03\x04word/document.xml", "binary"),
        (b"\0\0\0\x18ftypheic", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\0" * 100, "binary"),
        (b"<p>one stray \0 zero in a page</p>", "html"),
    ],
)
def test_detect_tells_the_format_by_the_content(data: bytes, kind: str) -> None:
    assert detect(data, "anything") == kind


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"not json at all", "articles.jsonl", "jsonl"),
        (b"<html>", "articles.jsonl", "html"),
        (b"A line, then <br> one tag.", "page.html", "html"),
        (b"A line, then <br> one tag.", "page.txt", "text"),
        (b"No tag at all.", "page.html", "text"),
        (b"%PDF-1.7", "page.html", "binary"),
        (b"<rss>", "page.html", "feed"),
    ],
)
def test_detect_uses_the_name_only_where_the_content_leaves_it_open(data: bytes, name: str, kind: str) -> None:
    assert detect(data, name) == kind


def test_detect_names_the_kind_of_binary_data() -> None:
    assert binary_kind(b"%PDF-1.4") == "a PDF"
    assert "control characters" in binary_kind(bytes(100))


@pytest.mark.parametrize("name", ["a.jsonl", "A.WARC.GZ", "feed.xml", "b.ndjson.gz"])
def test_detect_knows_the_names_of_containers(name: str) -> None:
    assert may_hold_many(name)
    assert not may_hold_many(name + ".html")


@given(st.binary(max_size=300), st.sampled_from(["", "a.html", "b.jsonl", "c.gz"]))
def test_detect_always_answers_with_a_format(data: bytes, name: str) -> None:
    assert detect(data, name) in {"html", "text", "jsonl", "warc", "feed", "ninjs", "gzip", "binary"}


@pytest.mark.parametrize("opening", [b"<!DOCTYPE x [", b"<!--", b"<?", b"<a ", b"{ ", b" ", b"<!DOCTYPE a>"])
def test_detect_takes_hostile_repetition_in_its_stride(opening: bytes) -> None:
    assert detect((opening * 32_768)[:32_768], "x") in {"html", "text"}
