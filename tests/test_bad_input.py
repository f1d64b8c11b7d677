"""Every input that is bad in itself, in a batch between two good ones, through the command line as a user runs it.

What the containers and the decoder do with damaged data stands in their own tests; here is what a user sees of it: one line for
each input, in order, the reason in words on the terminal's side, exit code 1, and the rest of the batch read.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord import Limits, Pipeline, Settings
from onrecord.problems import MESSAGES
from onrecord.read.document import Document
from onrecord.read.nesting import DEEPEST, shallower

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run

    from onrecord.records import Reading

STORY = """<p>The mill at Fennick will close in May after ninety years, its owners said on Tuesday.</p>
<p>“I have worked here since I was a girl,” said Dot Lee, who runs the looms. “Nobody asked us.”</p>
<p>The council said that it had offered the owners money to keep the mill open until the autumn.</p>"""
HEAD = '<!DOCTYPE html><html lang="en"><head><title>The mill will close in May</title></head><body><h1>The mill will close in May</h1>'
GOOD = f"{HEAD}<p>By Ada Moss</p><p>6 November 2024</p>{STORY}</body></html>".encode()
SENTENCE = b"The council of Fennick met on Tuesday and said nothing at all. "
NOISE = random.Random(1).randbytes(6000)  # noqa: S311 - noise that is the same in each run
MEGABYTE = 1_000_000
MOST_MEGABYTES = 600
"""Memory in which any batch here must end; Python with the weights takes 130, a page at its limit some copies of itself."""


def write_large(path: Path, piece: bytes, size: int) -> None:
    """Write ``piece`` again and again, up to ``size`` bytes, holding a megabyte at a time."""
    chunk = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    with path.open("wb") as file:
        for _ in range(size // MEGABYTE):
            file.write(chunk)


def write_bomb(path: Path) -> None:
    """Write 300 MB of one paragraph in 300 kB."""
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(b"<p>x</p>" * (MEGABYTE // 8))


def write_truncated(path: Path) -> None:
    packed = gzip.compress(GOOD * 20)
    path.write_bytes(packed[: len(packed) // 2])


def write_pipe(path: Path) -> None:
    os.mkfifo(path)


def of(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


BAD: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "empty": ("a.html", of(b""), "empty"),
    "blanks only": ("a.txt", of(b" \n\t\n" * 50), "empty"),
    "zeros only": ("a.html", of(bytes(5000)), "binary"),
    "picture": ("a.html", of(b"\x89PNG\r\n\x1a\n" + NOISE[:3000]), "binary"),
    "noise": ("a.txt", of(NOISE[3000:]), "binary"),
    "pdf that is called html": ("a.html", of(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"), "binary"),
    "truncated gzip": ("a.html.gz", write_truncated, "truncated"),
    "gzip bomb": ("a.html.gz", write_bomb, "expands_too_much"),
    "200 MB of text": ("a.txt", lambda path: write_large(path, SENTENCE + b"\n", 200 * MEGABYTE), "too_large"),
    "one line of 50 MB": ("a.txt", lambda path: write_large(path, SENTENCE, 50 * MEGABYTE), "too_large"),
    "page of 50 MB": ("a.html", lambda path: write_large(path, GOOD, 50 * MEGABYTE), "too_large"),
    "pipe nobody writes to": ("a.html", write_pipe, "not_a_file"),
    "no article": (
        "a.html",
        of(b"<html><body><h1>Page not found</h1><p>Try the search.</p></body></html>"),
        "no_article",
    ),
    "markup without words": (
        "a.html",
        of(b"<html><body>" + b"<div><img src=x></div>" * 100 + b"</body></html>"),
        "no_article",
    ),
    "script only": (
        "a.html",
        of(b"<html><body><script>render('all of the page')</script></body></html>"),
        "no_article",
    ),
    "jsonl of nothing": ("a.jsonl", of(b'{"id": "1"}\n'), "bad_record"),
    "feed that is none": (
        "a.xml",
        of(b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'),
        "bad_feed",
    ),
    "warc that is none": ("a.warc", of(b"WARC/1.0\r\nWARC-Type: response\r\n"), "bad_warc"),
}


@pytest.fixture(scope="module")
def batch(
    tmp_path_factory: pytest.TempPathFactory, run_measured: Callable[..., Run]
) -> tuple[list[dict[str, Any]], Run]:
    """Read all the bad inputs with a good page between each two: the lines, and how the program ran."""
    paths: list[str] = []
    for name, (file, write, _) in BAD.items():
        folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
        write(folder / file)
        (folder / "good.html").write_bytes(GOOD)
        paths += [str(folder / file), str(folder / "good.html")]
    done = run_measured("from onrecord.cli import main; main()", "read", "--json", *paths)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_bad_input_ends_with_1_and_reads_the_rest(batch: tuple[list[dict[str, Any]], Run]) -> None:
    lines, done = batch
    errors = done.stderr.decode()
    assert done.code == 1
    assert len(lines) == 2 * len(BAD)
    assert [line["article"]["headline"] for line in lines[1::2]] == ["The mill will close in May"] * len(BAD)
    assert f"{len(BAD)} of {2 * len(BAD)} could not be read" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_line_in_its_place_with_the_reason(name: str, batch: tuple[list[dict[str, Any]], Run]) -> None:
    lines, done = batch
    line = lines[2 * list(BAD).index(name)]
    file, _, code = BAD[name]
    assert line.keys() == {"source", "problems"}
    assert Path(line["source"].partition("#")[0]).name == file
    assert line["problems"][0]["code"] == code
    told = line["problems"][0]["message"]
    assert re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(MESSAGES[code])), told)
    assert " ".join(told.split()) in " ".join(done.stderr.decode().split())


def test_bad_input_takes_bounded_memory(batch: tuple[list[dict[str, Any]], Run]) -> None:
    assert batch[1].peak < MOST_MEGABYTES


def read(data: bytes | str, *, kind: str | None = None, settings: Settings | None = None) -> Reading:
    return Pipeline(settings or Settings()).read(Document("page", data, format=kind))


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.problems]


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote", "font", "table><tr><td", "ul><li", "a href=x"])
def test_bad_input_nested_100_000_deep_keeps_every_word(tag: str) -> None:
    reading = read(f"{HEAD}{STORY}{f'<{tag}>' * 100_000}<p>The last words of all.</p>", kind="html")
    assert ("too_deep" in codes(reading)) == (tag != "a href=x")  # a link within a link ends the outer one
    assert reading.article is not None
    assert reading.article.text.endswith("The last words of all.")
    assert reading.article.headline == "The mill will close in May"


def test_bad_input_nested_deep_before_the_story_is_read_behind_it() -> None:
    reading = read(f"{HEAD}{'<div>' * 100_000}x{'</div>' * 100_000}{STORY}", kind="html")
    assert reading.article is not None
    assert [b.kind for b in reading.article.blocks].count("paragraph") == 3
    assert "too_deep" in codes(reading)


def test_bad_input_with_unclosed_tags_by_the_hundred_is_read_whole() -> None:
    reading = read(
        HEAD + "".join(f"<font size=2><p>Clause {n} of the harbour act was read out.</p>" for n in range(400))
    )
    assert reading.article is not None
    assert reading.article.text.endswith("Clause 399 of the harbour act was read out.")
    assert "too_deep" not in codes(reading)


def test_nesting_leaves_a_shallow_page_alone_and_cuts_a_deep_one_evenly() -> None:
    page = GOOD.decode()
    assert shallower(page) == page
    deep = "<div>" * (DEEPEST + 2) + "x" + "</div>" * (DEEPEST + 2) + "<p>y</p>"
    assert shallower(deep) == "<div>" * DEEPEST + "  x  " + "</div>" * DEEPEST + "<p>y</p>"


def test_bad_input_with_a_line_too_long_is_read_as_one_block() -> None:
    limits = Limits(line_characters=5_000)
    reading = read(SENTENCE * 200, kind="text", settings=Settings(limits))
    assert reading.article is not None
    assert codes(reading)[0] == "line_too_long"
    assert len(reading.article.blocks) == 1


@pytest.mark.parametrize("kind", ["html", "text"])
def test_bad_input_with_too_many_lines_keeps_the_rest_as_furniture(kind: str) -> None:
    lines = [f"Line {n} of the minutes was read and agreed." for n in range(60)]
    data = "\n".join(lines) if kind == "text" else "".join(f"<p>{line}</p>" for line in lines)
    reading = read(data, kind=kind, settings=Settings(Limits(lines=20)))
    assert reading.article is not None
    assert "too_many_lines" in codes(reading)
    last = reading.article.blocks[-1]
    assert len(reading.article.blocks) == 21
    assert last.kind == "furniture"
    assert reading.article.text[last.start : last.end].split() == " ".join(lines[20:]).split()


def test_bad_input_of_half_a_million_paragraphs_is_read_within_the_limits() -> None:
    reading = read("<p>The mill will close." * 100_000, kind="html")
    assert reading.article is not None
    assert "too_many_lines" in codes(reading)
    assert reading.article.text.count("The mill will close.") == 100_000


@pytest.mark.parametrize("kind", ["html", "text"])
def test_bad_input_with_lone_surrogates_keeps_its_offsets(kind: str) -> None:
    reading = read(
        "By Ada Moss\n\nThe \ud800mill at Fennick\udfff will close, said Dot Lee, who runs it. " + "It is so. " * 20,
        kind=kind,
    )
    assert reading.article is not None
    assert "The \ufffdmill at Fennick\ufffd will close" in reading.article.text
    assert codes(reading)[0] == "invalid_characters"
    json.dumps(reading.article.text, ensure_ascii=False).encode("utf-8")


def test_bad_input_with_nul_bytes_in_a_page_is_read() -> None:
    reading = read(GOOD.replace(b"mill at", b"mi\0ll at").replace(b"<h1>", b"<h1>\0"), kind="html")
    assert reading.article is not None
    assert "mi\ufffdll at Fennick" in reading.article.text
    assert codes(reading) == ["invalid_characters"]
    assert reading.problems[0].message.startswith("2 characters")


def test_bad_input_of_invalid_utf8_is_read_with_every_bad_byte_replaced() -> None:
    reading = read(GOOD.replace(b"Fennick", b"Fenn\xff\xc0ck"), kind="html")
    assert reading.article is not None
    assert "Fenn\ufffd\ufffdck" in reading.article.text
    assert codes(reading) == ["invalid_characters"]


def test_bad_input_behind_a_login_wall_says_so() -> None:
    wall = "<div>Subscribe to continue reading</div><div>Already a subscriber? Log in</div>"
    teaser = STORY.partition("\n")[0]
    reading = read(f"{HEAD}<p>6 November 2024</p>{teaser}{wall}</body></html>", kind="html")
    assert codes(reading) == ["login_wall"]


def test_bad_input_that_vanishes_during_a_batch_is_reported(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_bytes(GOOD)
    readings = Pipeline().read_all([str(tmp_path)])
    assert next(readings).article is not None
    (tmp_path / "b.html").unlink()
    gone, last = readings
    assert (gone.article, codes(gone)) == (None, ["vanished"])
    assert last.article is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_bad_input_without_permission_is_named_and_the_rest_read(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(GOOD)
    (tmp_path / "a.html").chmod(0)
    # root may read everything unless it gives that up
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    start = [*powerless, sys.executable, "-m", "onrecord", "read", "--json"]
    done = subprocess.run(
        [*start, str(tmp_path / "a.html"), str(tmp_path / "b.html")],
        capture_output=True,
        check=False,
        timeout=120,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1, done.stderr
    assert first["problems"][0]["code"] == "no_permission"
    assert second["article"]["headline"] == "The mill will close in May"
    assert "a.html: the file may not be read by this user" in " ".join(done.stderr.decode().split())


def test_bad_input_on_standard_input_is_one_reading() -> None:
    (reading,) = Pipeline().read_all(["-"], stdin=io.BytesIO(gzip.compress(GOOD)[:100]))
    assert (reading.source, reading.article, codes(reading)) == ("-", None, ["truncated"])
