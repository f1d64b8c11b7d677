from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.compressed import GunzipStream
from onrecord.read.document import Document
from onrecord.read.warc import pages
from onrecord.settings import Limits

LIMITS = Limits()
PAGE = "<html><p>“Déjà vu,” said Ida Quill.</p></html>"


def record(
    body: bytes = PAGE.encode(),
    *,
    url: str | None = "https://gazette.example/1",
    content_type: str = "text/html; charset=utf-8",
    headers: str = "",
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + body
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:7e9b>\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n{target}"
            f"Content-Type: application/http; msgtype={kind}\r\n"
            f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
        ).encode()
        + http
        + b"\r\n\r\n"
    )


def read(data: bytes, limits: Limits = LIMITS) -> list[Document]:
    return list(pages(io.BufferedReader(io.BytesIO(data)), "in.warc", limits))


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_warc_yields_each_page_with_its_address_and_encoding() -> None:
    first = record(PAGE.encode("cp1252"), content_type='text/html;charset="Windows-1252"')
    assert read(first + record(url="<https://gazette.example/2>", content_type="application/xhtml+xml")) == [
        Document(
            "https://gazette.example/1",
            PAGE.encode("cp1252"),
            "html",
            encoding="windows-1252",
            url="https://gazette.example/1",
        ),
        Document("https://gazette.example/2", PAGE.encode(), "html", url="https://gazette.example/2"),
    ]


def test_warc_names_a_page_without_address_by_its_record() -> None:
    (document,) = read(record(url=None))
    assert (document.source, document.url) == ("<urn:uuid:7e9b>", None)


def _chunked(body: bytes, size: int = 7) -> bytes:
    parts = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _brotli_stored(data: bytes) -> bytes:
    """Write a Brotli stream (RFC 7932) that stores its data: one uncompressed meta-block, then an empty last one."""
    bits = 0b0 | 0 << 1 | 0b00 << 2 | (len(data) - 1) << 4 | 1 << 20
    return bits.to_bytes(3, "little") + data + b"\x03"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked\r\n", _chunked(PAGE.encode())),
        ("Transfer-Encoding: chunked\r\n", PAGE.encode()),
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE.encode())),
        ("Content-Encoding: gzip\r\n", PAGE.encode()),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE.encode())),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE.encode(), wbits=-15)),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", _chunked(gzip.compress(PAGE.encode()))),
        ("Content-Encoding: br\r\n", _brotli_stored(PAGE.encode())),
    ],
    ids=["chunked", "said chunked", "gzip", "said gzip", "zlib", "bare deflate", "chunked gzip", "brotli"],
)
def test_warc_undoes_transfer_and_content_coding(headers: str, body: bytes) -> None:
    assert read(record(body, headers=headers))[0].data == PAGE.encode()


def test_warc_counts_what_is_no_page() -> None:
    others = [
        record(kind="request"),
        record(kind="request"),
        record(content_type="image/png"),
        record(status="404 Not Found"),
        record(kind="warcinfo"),
    ]
    (document,) = read(b"".join(others))
    assert codes(document) == ["no_records"]
    for words in ("2 request records", "1 response of image/png", "1 response without success", "1 warcinfo record"):
        assert words in document.problems[0].message
    assert [found.url for found in read(b"".join([*others, record()]))] == ["https://gazette.example/1"]


@pytest.mark.parametrize("cut", [10, 60, 200, 300])
def test_warc_that_ends_too_early_yields_what_came_before(cut: int) -> None:
    data = record() + record(url="https://gazette.example/2")
    first, last = read(data[: len(record()) + cut])
    assert (first.url, codes(last), last.source) == ("https://gazette.example/1", ["bad_warc"], "in.warc")


def test_warc_with_junk_between_records_is_damaged() -> None:
    assert [codes(document) for document in read(record() + b"\0junk\r\nmore junk\r\n" * 20 + record())] == [
        [],
        ["bad_warc"],
    ]


@pytest.mark.parametrize("length", [10**15, -5])
def test_warc_with_a_wrong_length_is_damaged(length: int) -> None:
    assert codes(read(record() + record(length=length))[-1])[0] in {"bad_warc", "too_large"}
    assert "bad_warc" in [code for document in read(record() + record(length=length)) for code in codes(document)]


def test_warc_refuses_a_page_over_the_limit_and_reads_on() -> None:
    limits = replace(LIMITS, page_bytes=1_000)
    large, bomb, fine = read(
        record(b"<p>" + b"x" * 200_000)
        + record(gzip.compress(b"<p>" + b"x" * 50_000), headers="Content-Encoding: gzip\r\n")
        + record(url="https://gazette.example/2"),
        limits,
    )
    assert (codes(large), codes(bomb), fine.url) == (["too_large"], ["too_large"], "https://gazette.example/2")
    assert (large.data, bomb.data) == (None, None)


def test_warc_with_damaged_content_coding_reports_that_page_only() -> None:
    broken, fine = read(record(gzip.compress(PAGE.encode())[:-12], headers="Content-Encoding: gzip\r\n") + record())
    assert (codes(broken), codes(fine)) == (["truncated"], [])


def test_warc_whose_compression_breaks_off_yields_what_came_before() -> None:
    packed = gzip.compress(record()) + gzip.compress(record(url="https://gazette.example/2"))[:-30]
    stream = io.BufferedReader(GunzipStream(io.BytesIO(packed), "in.warc.gz", LIMITS))
    first, last = pages(stream, "in.warc.gz", LIMITS)
    assert (first.url, codes(last)) == ("https://gazette.example/1", ["bad_warc", "truncated"])


@pytest.mark.parametrize(
    "data", [b"", b"WARC/1.0", b"WARC/1.0\r\n\r\n", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n"]
)
def test_warc_without_any_record_says_so(data: bytes) -> None:
    (document,) = read(data)
    assert codes(document)[0] in {"no_records", "bad_warc"}
    assert document.data is None


@given(st.binary(max_size=200), st.integers(0, 420), st.integers(0, 60))
def test_warc_damaged_anywhere_still_yields_documents(junk: bytes, place: int, removed: int) -> None:
    data = record() + record(url="https://gazette.example/2")
    documents = read(data[:place] + junk + data[place + removed :])
    assert documents
    assert all((document.data is None) == bool(document.problems) for document in documents)
