from __future__ import annotations

import gzip
import os
import pickle
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cut_sources import (
    ABROAD,
    CUT,
    PAGE,
    TINY,
    found,
    fsspec,
    lines,
    names,
    pa,
    pq,
    put,
    save,
    shards,
    table,
    told,
    warc,
)
from file_site import FileSite, serving_files

from onrecord.errors import UsageError
from onrecord.read.inputs import documents
from onrecord.run import web_files
from onrecord.run.opening import AwayError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[FileSite]:
    with serving_files() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_files, "WAITS", (0.0, 0.0, 0.0))


@pytest.fixture
def store() -> Iterator[str]:
    name = uuid.uuid4().hex
    yield f"memory://{name}"
    fsspec.filesystem("memory").rm(f"/{name}", recursive=True)


def test_sources_of_a_folder_are_its_files_each_once_as_read_finds_them(tmp_path: Path) -> None:
    for n in range(30):
        save(tmp_path / f"{n % 3}/{n:02}.html", PAGE.format(n, ""))
    save(tmp_path / "0/lines.jsonl", lines(3))
    save(tmp_path / ".hidden/x.html", PAGE)
    cut = shards(tmp_path)
    assert len(cut) >= 2
    assert [d for shard in cut for d in shard.documents(CUT)] == list(documents([str(tmp_path)], Settings()))


def test_sources_give_paths_that_hold_wherever_a_worker_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "news/a.html", PAGE)
    monkeypatch.chdir(tmp_path)
    given_here = shards("news", "./news/../news/a.html")
    monkeypatch.chdir("/")
    assert next(d.source for shard in given_here for d in shard.documents(CUT)) == str(tmp_path / "news/a.html")
    assert shards(tmp_path / "news") == [given_here[0]]


def test_sources_named_twice_are_one_shard(tmp_path: Path) -> None:
    save(tmp_path / "a.jsonl", lines(40))
    cut = shards(tmp_path / "a.jsonl")
    assert len(cut) > 3
    assert shards(tmp_path / "a.jsonl", tmp_path / "a.jsonl") == cut


def test_sources_by_pattern_are_what_matches(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "c.txt", "sub/d.html", ".e.html"):
        save(tmp_path / name, PAGE)
    assert names(f"{tmp_path}/*.html") == [str(tmp_path / "a.html"), str(tmp_path / "b.html")]
    every = [str(tmp_path / name) for name in ("a.html", "b.html", "sub/d.html")]
    assert names(f"{tmp_path}/**/*.html") == every
    assert names(f"{tmp_path}/su?") == [str(tmp_path / "sub/d.html")]
    assert told(f"{tmp_path}/*.pdf") == [(f"{tmp_path}/*.pdf", "no_match")]


def test_sources_named_like_a_pattern_are_files_first(tmp_path: Path) -> None:
    path = save(tmp_path / "a[1].html", PAGE)
    save(tmp_path / "a1.html", PAGE)
    assert names(path) == [str(path)]


def test_sources_that_are_bad_are_told_once_and_the_others_go_on(tmp_path: Path) -> None:
    good = save(tmp_path / "good.html", PAGE)
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    save(tmp_path / "cut.html.gz", gzip.compress(PAGE.encode())[:-9])
    outcome = told(tmp_path / "missing", tmp_path / "empty", tmp_path, tmp_path / "pipe", good, "nowhere://x/y")
    assert sorted(outcome) == sorted([
        (str(tmp_path / "missing"), "not_found"),
        (str(tmp_path / "empty"), "empty_folder"),
        (str(tmp_path / "link"), "not_a_file"),
        (str(tmp_path / "pipe"), "not_a_file"),
        (str(tmp_path / "pipe"), "not_a_file"),
        (str(tmp_path / "cut.html.gz"), "truncated"),
        ("nowhere://x/y", "bad_url"),
    ])  # fmt: skip
    assert str(good) in names(tmp_path)


def test_sources_can_not_be_standard_input() -> None:
    with pytest.raises(UsageError, match="give a file"):
        shards("-")


def test_lists_name_sources_a_line(tmp_path: Path) -> None:
    save(tmp_path / "in/a.html", PAGE)
    save(tmp_path / "in/b.jsonl", lines(2))
    other = save(tmp_path / "other/c.html", PAGE)
    entries = (
        f"\ufeff# what there is\n\nin/a.html\nin/*.jsonl\r\n{other}\nin/missing.html\nagain.paths\nftp://x.example/y\n"
    )
    save(tmp_path / "again.paths", "in/a.html\n")
    plain = save(tmp_path / "all.paths", entries)
    packed = save(tmp_path / "all.paths.gz", gzip.compress(entries.encode()))
    other_name = save(tmp_path / "all.txt", entries)
    for source in (plain, packed, f"@{other_name}"):
        assert sorted(d.source for d in found(source) if d.data) == sorted(
            [str(tmp_path / "in/a.html"), "n0", "n1", str(other)]
        )
        assert sorted(code for _, code in told(source)) == ["bad_list", "bad_list", "not_found"]


def test_lists_count_from_where_they_are_told(tmp_path: Path) -> None:
    save(tmp_path / "base/a.html", PAGE)
    entries = save(tmp_path / "lists/all.paths", "a.html\n")
    assert [code for _, code in told(entries)] == ["not_found"]
    assert names(entries, settings=replace(CUT, base=str(tmp_path / "base"))) == [str(tmp_path / "base/a.html")]
    assert told(save(tmp_path / "none.paths", "\n# nothing\n")) == [(str(tmp_path / "none.paths"), "empty")]
    cut = save(tmp_path / "cut.paths.gz", gzip.compress(b"a.html\n" * 99)[:-12])
    assert (str(cut), "truncated") in told(cut)
    (bad,) = {code for _, code in told(save(tmp_path / "picture.paths", b"\x89PNG\x00\x01"))}
    assert bad == "bad_list"


def test_stores_are_read_like_the_disk(store: str) -> None:
    put(f"{store}/in/a.html", PAGE.encode())
    put(f"{store}/in/sub/b.jsonl", lines(60))
    put(f"{store}/in/.hidden/c.html", PAGE.encode())
    put(f"{store}/w.warc.gz", warc(60))
    pq.write_table(
        pa.table({"text": ["“Yes,” said Ida Quill."] * 25}),
        f"{store}/t.parquet",
        filesystem=fsspec.filesystem("memory"),
    )
    every = [f"{store}/in/a.html", *(f"n{n}" for n in range(60))]
    assert sorted(names(f"{store}/in/")) == sorted(every) == sorted(names(f"{store}/in"))
    assert names(f"{store}/in/*.html") == [f"{store}/in/a.html"]
    assert len([d for d in found(f"{store}/w.warc.gz") if d.data]) == 48
    assert names(f"{store}/t.parquet")[-1] == f"{store}/t.parquet#row=24"
    put(f"{store}/all.paths", b"in/a.html\nin/sub/b.jsonl\n")
    assert sorted(names(f"{store}/all.paths")) == sorted(every)
    missing = told(f"{store}/x.html", f"{store}/*.pdf", f"simplecache::{store}/a.html")
    assert [code for _, code in missing] == ["not_found", "no_match", "not_found"]


def test_stores_whose_package_is_missing_say_what_to_install() -> None:
    (document,) = found("gs://bucket/a.html")
    assert [p.code for p in document.problems] == ["no_package"]
    assert "gcsfs" in document.problems[0].message


def test_a_file_of_a_store_that_changed_is_another_shard(store: str) -> None:
    put(f"{store}/a.html", PAGE.encode())
    before = shards(f"{store}/a.html")
    assert shards(f"{store}/a.html") == before
    put(f"{store}/a.html", PAGE.encode())
    assert shards(f"{store}/a.html") != before


def test_web_archives_of_the_web_are_read_in_ranges(site: FileSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_files, "BLOCK_BYTES", 20_000)
    site.files["/cc/w.warc.gz"] = warc(60, filler=30_000)
    site.files["/cc/lines.jsonl"] = lines(60)
    site.files["/cc/warc.paths.gz"] = gzip.compress(b"cc/w.warc.gz\ncc/lines.jsonl\ncc/missing.warc.gz\n")
    settings = replace(ABROAD, cuts=replace(TINY, warc_bytes=100_000))
    read = found(f"{site.url}/cc/warc.paths.gz", settings=settings)
    assert sum(d.data is not None for d in read) == 48 + 60
    assert [(d.source, d.problems[0].code) for d in read if d.data is None and d.problems[0].code != "no_records"] == [
        (f"{site.url}/cc/missing.warc.gz", "http_status")
    ]
    cut = shards(f"{site.url}/cc/w.warc.gz", settings=settings)
    assert len(cut) > 6
    site.sent = 0
    assert list(cut[2].documents(settings))
    assert (
        site.sent < len(site.files["/cc/w.warc.gz"]) * 0.6
    )  # its own part, where it begins being looked for, and the end of its last page


def test_tables_of_the_web_are_read_where_they_lie(site: FileSite, tmp_path: Path) -> None:
    site.files["/t.parquet"] = table(tmp_path, text=lambda n: f"Number {n}").read_bytes()
    site.heads = False
    assert [d.data for d in found(f"{site.url}/t.parquet", settings=ABROAD)] == [f"Number {n}" for n in range(35)]


def test_files_of_a_server_without_ranges_are_fetched_whole(site: FileSite, tmp_path: Path) -> None:
    site.ranges = False
    site.files["/a.jsonl"] = lines(60)
    site.files["/t.parquet"] = table(tmp_path, text=lambda n: f"Number {n}").read_bytes()
    site.files["/b.jsonl.gz"] = gzip.compress(lines(60))
    assert names(f"{site.url}/a.jsonl", settings=ABROAD) == [f"n{n}" for n in range(60)]
    assert names(f"{site.url}/b.jsonl.gz", settings=ABROAD) == [f"n{n}" for n in range(60)]
    assert len(found(f"{site.url}/t.parquet", settings=ABROAD)) == 35
    assert site.sent <= 2 * sum(
        map(len, site.files.values())
    )  # once to see that it gives no ranges: small files are sent by then


def test_pages_of_the_web_are_fetched_as_read_does(site: FileSite, tmp_path: Path) -> None:
    for n in range(5):
        site.files[f"/{n}.html"] = PAGE.format(n, "").encode()
    entries = save(tmp_path / "pages.list", "".join(f"{site.url}/{n}.html\n" for n in range(6)))
    cut = shards(entries, settings=ABROAD)
    assert {shard.kind for shard in cut} == {"pages"}
    read = found(entries, settings=ABROAD)
    assert sorted(d.url or "" for d in read if d.data) == [f"{site.url}/{n}.html" for n in range(5)]
    assert [code for _, code in told(entries, settings=ABROAD)] == ["http_status"]
    assert ("GET", "/robots.txt", None) in site.asked
    site.asked.clear()
    few = replace(ABROAD, sample=0.3)
    assert len(found(entries, settings=few)) == len({path for _, path, _ in site.asked} - {"/robots.txt"}) < 6


@pytest.mark.parametrize("path", ["/a.jsonl", "/a.html", "/all.paths", "/t.parquet"])
def test_addresses_of_private_networks_are_refused_unless_allowed(site: FileSite, path: str) -> None:
    site.files[path] = lines(3)
    assert told(f"{site.url}{path}") == [(f"{site.url}{path}", "not_public")]
    assert site.asked == []


def test_redirects_are_followed_and_each_is_checked(site: FileSite) -> None:
    site.files["/real.jsonl"] = lines(3)
    site.moved = {"/a.jsonl": "/real.jsonl", "/loop.jsonl": "/loop.jsonl", "/local.jsonl": "file:///etc/passwd"}
    assert names(f"{site.url}/a.jsonl", settings=ABROAD) == ["n0", "n1", "n2"]
    outcome = told(f"{site.url}/loop.jsonl", f"{site.url}/local.jsonl", settings=ABROAD)
    assert [code for _, code in outcome] == ["too_many_redirects", "bad_url"]


def test_a_server_that_fails_now_and_then_is_asked_again(site: FileSite) -> None:
    site.files["/a.jsonl"] = lines(60)
    site.failing["/a.jsonl"] = [503, 429, 500]
    cut = shards(f"{site.url}/a.jsonl", settings=ABROAD)
    assert len(cut) > 3
    site.failing["/a.jsonl"] = [0, 403, 502]
    assert [d.source for shard in cut for d in shard.documents(ABROAD)] == [f"n{n}" for n in range(60)]


def test_what_can_not_be_reached_is_never_taken_for_read(site: FileSite) -> None:
    site.files["/a.jsonl"] = lines(60)
    cut = shards(f"{site.url}/a.jsonl", settings=ABROAD)
    site.failing["/a.jsonl"] = [503] * 4
    with pytest.raises(AwayError, match="503"):
        list(cut[1].documents(ABROAD))
    site.failing["/a.jsonl"] = [503] * 4
    (away,) = shards(f"{site.url}/a.jsonl", settings=ABROAD)
    with pytest.raises(AwayError, match="same command") as error:
        list(away.documents(ABROAD))
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)  # noqa: S301 - our own
    assert shards(f"{site.url}/a.jsonl", settings=ABROAD) == cut


def test_a_file_of_the_web_that_changes_meanwhile_is_told(site: FileSite) -> None:
    site.files["/a.jsonl"] = lines(60)
    cut = shards(f"{site.url}/a.jsonl", settings=ABROAD)
    site.marks["/a.jsonl"] = '"2"'
    assert [p.code for d in cut[1].documents(ABROAD) for p in d.problems] == ["changed_meanwhile"]
    assert shards(f"{site.url}/a.jsonl", settings=ABROAD)[0].id != cut[0].id


def test_lists_from_elsewhere_open_no_file_of_this_machine(site: FileSite, tmp_path: Path) -> None:
    secret = save(tmp_path / "secret.html", PAGE)
    site.files["/all.paths"] = f"{secret}\nfile://{secret}\n../secret.html\nmemory://x/y\n".encode()
    outcome = found(f"{site.url}/all.paths", settings=ABROAD)
    assert [d.data for d in outcome] == [None] * 4
    based = replace(ABROAD, base=str(tmp_path / "in"))
    assert [d.data for d in found(f"{site.url}/all.paths", settings=based)] == [None] * 4
