from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import UsageError
from onrecord.problems import MESSAGES
from onrecord.read.document import Document
from onrecord.read.inputs import count, documents
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run

SETTINGS = Settings()
PAGE = "<html><p>“Déjà vu,” said Ida Quill.</p></html>".encode()
TEXT = "“Déjà vu,” said Ida Quill.\nNobody laughed.\n".encode()
FEED = b"<rss version='2.0'><channel><title>T</title><item><title>a</title></item><item><title>b</title></item></channel></rss>"
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/1\r\nContent-Type: application/http\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n"
)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
NINJS = b'[{"uri": "urn:x:1", "headline": "Fire", "body_text": "\xe2\x80\x9cNo,\xe2\x80\x9d she said."},\n{"uri": "urn:x:2", "type": "picture"}]\n'
JSONL = b'{"id": "a", "text": "x"}\nnonsense\n{"url": "https://gazette.example/2", "html": "<p>y</p>"}\n'


def read(*paths: Path | str, settings: Settings = SETTINGS, stdin: bytes = b"") -> list[Document]:
    return list(documents([str(path) for path in paths], settings, stdin=io.BytesIO(stdin)))


def outcome(document: Document) -> str:
    assert (document.data is None) == bool(document.problems)
    return document.problems[0].code if document.problems else str(document.format)


def save(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_inputs_read_a_file_as_it_is(tmp_path: Path) -> None:
    page = save(tmp_path / "a.html", PAGE)
    assert read(page) == [Document(str(page), PAGE, "html")]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("name", "data", "outcomes"),
    [
        ("page", PAGE, ["html"]),
        ("story", TEXT, ["text"]),
        ("lines", JSONL, ["text", "bad_json", "html"]),
        ("feed", FEED, ["no_content", "no_content"]),
        ("item", NINJS, ["text", "no_body"]),
        ("crawl", WARC % (len(HTTP), HTTP), ["html"]),
        ("nothing", b"", ["empty"]),
        ("blank", b"\xef\xbb\xbf \r\n\t", ["empty"]),
        ("wide blank", " \n".encode("utf-16"), ["empty"]),
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(60), ["binary"]),
        ("noise", bytes(range(256)) * 9, ["binary"]),
    ],
)
def test_inputs_tell_every_format_by_content_gzipped_or_not(
    tmp_path: Path, name: str, data: bytes, outcomes: list[str], *, packed: bool
) -> None:
    path = save(tmp_path / name, gzip.compress(data) if packed else data)
    assert [outcome(document) for document in read(path)] == outcomes
    assert [outcome(document) for document in read("-", stdin=path.read_bytes())] == outcomes


def test_inputs_name_the_entries_of_containers(tmp_path: Path) -> None:
    path = save(tmp_path / "in.jsonl", JSONL)
    assert [document.source for document in read(path)] == ["a", f"{path}#2", "https://gazette.example/2"]
    assert [document.source for document in read("-", stdin=WARC % (len(HTTP), HTTP))] == ["https://gazette.example/1"]


def test_inputs_keep_the_order_and_go_on_after_a_bad_one(tmp_path: Path) -> None:
    good = save(tmp_path / "good.html", PAGE)
    found = read(tmp_path / "missing.html", "-", good, "ftp://gazette.example/", good, stdin=TEXT)
    assert [outcome(document) for document in found] == ["not_found", "text", "html", "bad_url", "html"]
    assert [document.source for document in found][1:4] == ["-", str(good), "ftp://gazette.example/"]


def test_inputs_read_standard_input_in_driblets() -> None:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb", buffering=0) as end:
            for start in range(0, len(JSONL), 5):
                end.write(JSONL[start : start + 5])

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb", buffering=0) as end:
        found = list(documents(["-"], SETTINGS, stdin=end))
    writer.join()
    assert [outcome(document) for document in found] == ["text", "bad_json", "html"]


def test_inputs_read_the_pipe_that_a_shell_gives_for_a_command() -> None:
    reading, writing = os.pipe()
    os.write(writing, TEXT)
    os.close(writing)
    assert [document.data for document in read(f"/dev/fd/{reading}")] == [TEXT]
    os.close(reading)


def test_inputs_format_overrides_what_the_content_says(tmp_path: Path) -> None:
    page = save(tmp_path / "a.html", PAGE)
    packed = save(tmp_path / "a.gz", gzip.compress(PAGE))
    text = replace(SETTINGS, format="text")
    assert [(document.format, document.data) for document in read(page, packed, settings=text)] == [("text", PAGE)] * 2
    assert [outcome(found) for found in read(page, settings=replace(SETTINGS, format="jsonl"))] == ["bad_json"]
    assert [outcome(found) for found in read(page, settings=replace(SETTINGS, format="warc"))] == ["bad_warc"]
    assert [outcome(found) for found in read(page, settings=replace(SETTINGS, format="feed"))] == ["bad_feed"]


def test_inputs_refuse_an_unknown_format_at_once() -> None:
    with pytest.raises(UsageError, match="html, text, jsonl, warc, feed"):
        documents([], replace(SETTINGS, format="pdf"))


def test_inputs_walk_folders_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "sub/c.html", "sub/deeper/d.html", ".hidden", ".git/e.html", "sub/.f.html"):
        save(tmp_path / name, PAGE)
    (tmp_path / "empty").mkdir()
    names = ["a.txt", "b.html", "sub/c.html", "sub/deeper/d.html"]
    assert [document.source for document in read(tmp_path)] == [str(tmp_path / name) for name in names]


def test_inputs_end_where_links_go_round_in_circles(tmp_path: Path) -> None:
    save(tmp_path / "one/a.html", PAGE)
    save(tmp_path / "two/b.html", PAGE)
    (tmp_path / "one/up").symlink_to(tmp_path)
    (tmp_path / "one/two").symlink_to(tmp_path / "two")
    (tmp_path / "two/one").symlink_to(tmp_path / "one")
    (tmp_path / "link.html").symlink_to(tmp_path / "one/a.html")
    found = read(tmp_path)
    assert [outcome(document) for document in found] == ["html"] * 3
    assert {document.source.rsplit("/", 1)[1] for document in found} == {"a.html", "b.html", "link.html"}


def test_inputs_walk_folders_deeper_than_the_stack(tmp_path: Path) -> None:
    deepest = f"{tmp_path}{'/d' * 1_500}"
    for depth in range(1, 1_501):
        Path(f"{tmp_path}{'/d' * depth}").mkdir()
    save(Path(deepest) / "x", b"")
    assert [outcome(document) for document in read(tmp_path)] == ["empty"]
    assert count([str(tmp_path)]) == 1
    (Path(deepest) / "x").unlink()
    os.removedirs(deepest)  # pytest would recurse to remove them
    tmp_path.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("content", [[], [".hidden"], ["sub/.hidden"]])
def test_inputs_report_a_folder_without_files_once(tmp_path: Path, content: list[str]) -> None:
    for name in content:
        save(tmp_path / name, PAGE)
    (found,) = read(tmp_path)
    assert (outcome(found), found.source) == ("empty_folder", str(tmp_path))


def test_inputs_report_a_file_that_vanishes_from_its_folder(tmp_path: Path) -> None:
    for name in ("a.html", "b.html", "c.html"):
        save(tmp_path / name, PAGE)
    found = documents([str(tmp_path)], SETTINGS)
    first = next(found)
    (tmp_path / "b.html").unlink()
    assert [outcome(document) for document in [first, *found]] == ["html", "vanished", "html"]


def test_inputs_report_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    found = [outcome(document) for document in read(tmp_path)]
    assert found == ["not_a_file", "read_failed", "not_a_file"]
    assert outcome(read("/dev/zero")[0]) == "not_a_file"


@pytest.mark.parametrize("path", ["no/such/file", "", "nul\0inside", "x" * 5_000, "/etc/passwd/x"])
def test_inputs_report_paths_that_lead_nowhere(path: str) -> None:
    assert [outcome(document) for document in read(path)] == ["not_found"]


def test_inputs_have_sources_that_can_be_written_out(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9\x07.html"
    with open(name, "wb") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write(PAGE)
    (found,) = read(tmp_path)
    assert outcome(found) == "html"
    assert found.source.endswith("caf\ufffd\ufffd.html")
    assert json.dumps(found.source).encode()


NOBODY = """
import os, sys
from onrecord.read.inputs import documents
from onrecord.settings import Settings
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for document in documents(sys.argv[1:], Settings()):
    print(os.path.basename(document.source), document.problems[0].code if document.problems else "read")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users")
def test_inputs_report_files_and_folders_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as name:  # not tmp_path: nobody may not enter that
        folder = Path(name)
        for file in ("a.html", "b.html", "shut/c.html"):
            save(folder / file, PAGE)
        folder.chmod(0o755)
        (folder / "a.html").chmod(0)
        (folder / "b.html").chmod(0o644)
        (folder / "shut").chmod(0)
        try:
            if os.geteuid() == 0:
                command = [sys.executable, "-c", NOBODY, name, str(folder / "a.html"), str(folder / "shut/c.html")]
                environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
                done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
                assert done.returncode == 0, done.stderr
                found = done.stdout.split("\n")[:-1]
            else:
                found = [
                    f"{Path(document.source).name} {'read' if document.data else outcome(document)}"
                    for document in read(folder, folder / "a.html", folder / "shut/c.html")
                ]
        finally:
            (folder / "shut").chmod(0o755)
    assert found == [
        "a.html no_permission",
        "b.html read",
        "shut no_permission",
        "a.html no_permission",
        "c.html no_permission",
    ]


@pytest.mark.parametrize("kept", [1, 2, 10, 18, 40, -9, -1])
def test_inputs_report_gzip_that_ends_too_early(tmp_path: Path, kept: int) -> None:
    data = gzip.compress(os.urandom(100).hex().encode())
    found = read(save(tmp_path / "a.html.gz", data[:kept]))
    assert [outcome(document) for document in found] == ["truncated" if kept != 1 else "binary"]


def test_inputs_report_gzip_that_is_damaged_or_followed_by_junk(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(PAGE * 50))
    packed[-6] ^= 1
    paths = [
        save(tmp_path / "checksum", bytes(packed)),
        save(tmp_path / "junk", gzip.compress(PAGE) + b"junk"),
        save(tmp_path / "twice", gzip.compress(gzip.compress(PAGE))),
    ]
    assert [outcome(document) for document in read(*paths)] == ["bad_compression", "bad_compression", "binary"]


def test_inputs_read_gzip_of_several_members_and_with_padding(tmp_path: Path) -> None:
    members = (
        gzip.compress(b"<html>" + b" " * 70_000) + gzip.compress(b"") + gzip.compress(b"<p>two</p>") + bytes(200_000)
    )
    (found,) = read(save(tmp_path / "a.gz", members))
    assert found.data == b"<html>" + b" " * 70_000 + b"<p>two</p>"


def test_inputs_of_jsonl_in_broken_gzip_keep_the_lines_before_the_break(tmp_path: Path) -> None:
    lines = b"".join(
        json.dumps({"id": number, "text": os.urandom(40).hex()}).encode() + b"\n" for number in range(2_000)
    )
    found = read(save(tmp_path / "a.jsonl.gz", gzip.compress(lines)[:60_000]))
    assert [document.source for document in found[:-1]] == [str(number) for number in range(len(found) - 1)]
    assert len(found) > 900
    assert outcome(found[-1]) == "truncated"


def test_inputs_stop_a_gzip_bomb(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(1_000) * 20_000)
    limits = replace(SETTINGS.limits, page_bytes=10**9)
    path = save(tmp_path / "page.html.gz", gzip.compress(b"<html>" + b" " * 20_000_000))
    assert [outcome(found) for found in read(path, settings=replace(SETTINGS, limits=limits))] == ["expands_too_much"]
    assert len(bomb) < 30_000


def test_inputs_refuse_a_huge_page_by_its_size_alone(tmp_path: Path) -> None:
    path = save(tmp_path / "huge.txt", TEXT * 1_000)
    os.truncate(path, 200_000_000)
    (found,) = read(path)
    assert outcome(found) == "too_large"
    assert "page_bytes" in found.problems[0].message


def test_inputs_refuse_a_huge_page_from_a_stream_after_the_limit() -> None:
    settings = Settings(limits=Limits(page_bytes=100_000))
    endless = io.BytesIO(TEXT * 100_000)
    assert [outcome(found) for found in documents(["-"], settings, stdin=endless)] == ["too_large"]
    assert endless.tell() < 400_000


MEASURED = """
import sys
from onrecord.read.inputs import documents
from onrecord.settings import Settings
for document in documents(sys.argv[1:], Settings()):
    print(document.problems[0].code if document.problems else len(document.data))
    del document
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is not told elsewhere")
def test_inputs_hold_little_memory_whatever_comes(tmp_path: Path, run_measured: Callable[..., Run]) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        for _ in range(200):
            file.write(TEXT * 20_000)
    line = tmp_path / "line.jsonl"
    with line.open("wb") as file:
        file.write(b'{"text": "' + "\U0001f5de".encode() * 12_000_000 + b'"}\n{"text": "x"}\n')
        file.write(b'{"text": "' + b"\\ud83d\\udddeab" * 3_500_000 + b'"}\n')
        file.write(b'{"text": "' + b"x" * 120_000_000 + b'"}\n')
    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb", compresslevel=1) as packed:
        for _ in range(300):
            packed.write(b"<p>x</p>" * 125_000)
    done = run_measured(MEASURED, str(huge), str(line), str(bomb))
    assert done.stdout.decode().split() == ["too_large", "too_large", "1", "10500000", "too_large", "too_large"]
    assert done.peak < 400


def test_inputs_are_counted_without_being_read(tmp_path: Path) -> None:
    for name in ("a.html", "b.html.gz", "sub/c.txt", ".hidden.jsonl"):
        save(tmp_path / name, PAGE)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert count([str(tmp_path), str(tmp_path / "a.html"), "https://gazette.example/", "missing", str(empty)]) == 7
    assert count([]) == 0


@pytest.mark.parametrize("name", ["-", "a.jsonl", "a.warc.gz", "feed.xml"])
def test_inputs_that_may_hold_many_cannot_be_counted(tmp_path: Path, name: str) -> None:
    assert count(["a.html", name]) is None
    save(tmp_path / "sub" / name, PAGE)
    assert count([str(tmp_path)]) == (1 if name == "-" else None)


STARTS = [
    b"",
    b"\x1f\x8b\x08\0",
    b"WARC/1.0\r\n",
    b"<rss><channel><item>",
    b'{"text": "x"}\n',
    b"<html>",
    b"\xff\xfe",
    b"%PDF",
]


@given(
    st.sampled_from(STARTS),
    st.binary(max_size=300),
    st.booleans(),
    st.sampled_from([None, "jsonl", "warc", "feed", "text"]),
)
def test_inputs_of_any_bytes_give_a_document_each(start: bytes, rest: bytes, packed: bool, kind: str | None) -> None:  # noqa: FBT001 - given by hypothesis
    data = start + rest
    with tempfile.NamedTemporaryFile() as file:
        file.write(gzip.compress(data) if packed else data)
        file.flush()
        found = read(file.name, settings=replace(SETTINGS, format=kind))
    assert found
    for document in found:
        assert document.data is not None or document.problems
        assert {problem.code for problem in document.problems} <= set(MESSAGES)
        assert document.source.encode()
        assert document.format in {None, "html", "text"}
