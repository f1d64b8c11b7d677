from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import random
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from cut_sources import CUT, PAGE, TINY, found, fsspec, lines, names, put, save, shards, table, told, warc
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import UsageError
from onrecord.read.inputs import documents
from onrecord.read.jsonl import articles, articles_between
from onrecord.run.settings import Cuts, RunSettings
from onrecord.run.shards import _step, plan
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_shards_are_the_same_in_every_run_and_can_be_pickled(tmp_path: Path) -> None:
    save(tmp_path / "a.jsonl", lines(40))
    save(tmp_path / "b.html", PAGE)
    cut = shards(tmp_path, tmp_path / "missing")
    assert shards(tmp_path, tmp_path / "missing") == cut
    assert pickle.loads(pickle.dumps(cut)) == cut  # noqa: S301 - our own
    assert len({shard.id for shard in cut}) == len(cut)


@pytest.mark.parametrize("change", ["size", "time"])
def test_shards_of_a_file_that_changed_are_others(tmp_path: Path, change: str) -> None:
    path = save(tmp_path / "a.html", PAGE)
    other = save(tmp_path / "big.jsonl", lines(40))
    before = shards(tmp_path)
    if change == "size":
        save(path, PAGE + "!")
        os.utime(path, ns=(path.stat().st_atime_ns, before_time := int(before[0].files[0].version)))
        assert path.stat().st_mtime_ns == before_time
    else:
        os.utime(path, ns=(1, 1))
    after = shards(tmp_path)
    assert [shard.id for shard in after if shard.files[0].name == str(other)] == [
        shard.id for shard in before if shard.files[0].name == str(other)
    ]
    assert {shard.id for shard in after} - {shard.id for shard in before}


def test_shards_of_a_file_that_may_be_read_again_are_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.html", PAGE)
    after = shards(path)
    monkeypatch.setattr(os, "access", lambda *_: False)  # tests may run as root, who may read everything
    assert shards(path) != after


def test_parts_of_a_file_that_was_written_anew_meanwhile_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines(40))
    cut = shards(path)
    save(path, lines(50))
    assert [p.code for d in cut[1].documents(CUT) for p in d.problems] == ["changed_meanwhile"]
    assert names(path) == [f"n{n}" for n in range(50)]
    path.unlink()
    assert [p.code for d in cut[1].documents(CUT) for p in d.problems] == ["not_found"]


def test_shards_of_another_choice_are_others(tmp_path: Path) -> None:
    path = save(tmp_path / "a.html", PAGE)
    choices = [
        CUT,
        replace(CUT, sample=0.5),
        replace(CUT, only_read_languages=True),
        replace(CUT, reading=Settings(format="text")),
        replace(CUT, columns=(("text", "body"),)),
    ]
    assert len({shards(path, settings=choice)[0].id for choice in choices}) == len(choices)


def test_shards_of_a_folder_mostly_stay_when_a_file_is_added(tmp_path: Path) -> None:
    for n in range(200):
        save(tmp_path / f"{n:03}.html", PAGE.format(n, ""))
    before = {shard.id for shard in shards(tmp_path)}
    save(tmp_path / "100b.html", PAGE)
    after = {shard.id for shard in shards(tmp_path)}
    assert len(before) > 20
    assert len(after - before) <= 5


def test_groups_of_files_end_by_number_and_by_bytes(tmp_path: Path) -> None:
    for n in range(60):
        save(tmp_path / f"{n:02}.html", PAGE.format(n, "x" * 1_000))
    assert max(len(shard.files) for shard in shards(tmp_path)) <= 16
    cuts = replace(TINY, files=10**9, group_bytes=5_000)
    by_bytes = shards(tmp_path, settings=RunSettings(cuts=cuts))
    assert {len(shard.files) for shard in by_bytes} == {4}


@pytest.mark.parametrize("packed", [False, True])
def test_lines_of_a_cut_file_are_each_read_once_in_order(tmp_path: Path, *, packed: bool) -> None:
    data = lines(200) + b"\n  \n" + b"nonsense\n" + lines(1, 200).rstrip(b"\n")
    path = save(tmp_path / f"a.jsonl{'.gz' if packed else ''}", gzip.compress(data) if packed else data)
    assert len(shards(path)) >= 5
    cut = sorted(d.source for d in found(path) if d.data)
    assert cut == sorted(f"n{n}" for n in range(201))
    assert [code for _, code in told(path)] == ["bad_json"]


def test_damage_to_a_packed_file_is_told_once_however_many_read_it(tmp_path: Path) -> None:
    data = gzip.compress(lines(900))
    path = save(tmp_path / "a.jsonl.gz", data[: len(data) // 2])
    assert len(shards(path)) > 4
    assert told(path) == [(str(path), "truncated")]
    assert 100 < len(names(path)) < 900
    assert len(set(names(path))) == len(names(path))


def test_lines_without_a_name_are_called_the_same_however_a_file_is_cut(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines(60, named=False))
    texts = {d.source: d.data for d in found(path)}
    other = {d.source: d.data for d in found(path, settings=RunSettings(cuts=replace(TINY, line_bytes=1_111)))}
    assert texts == other
    assert len(texts) == 60
    name, text = list(texts.items())[17]
    assert json.loads(path.read_bytes()[int(name.rpartition("=")[2]) :].split(b"\n")[0])["text"] == text


@given(
    st.lists(
        st.sampled_from([b"", b" ", b"x", b'{"text": "abc"}', b'{"id": "b", "text": "\xc3\xa9"}', b"\xff" * 9, b"{"]),
        max_size=9,
    ),
    st.booleans(),
    st.integers(1, 40),
)
def test_ranges_of_lines_give_together_what_the_whole_gives(pieces: list[bytes], ended: bool, step: int) -> None:  # noqa: FBT001 - given by hypothesis
    data = b"\n".join(pieces) + (b"\n" if ended else b"")
    limits = Limits(jsonl_line_bytes=30)
    whole = [(d.data, [p.code for p in d.problems]) for d in articles(io.BufferedReader(io.BytesIO(data)), "a", limits)]
    ranges = [(start, min(start + step, len(data))) for start in range(0, max(len(data), 1), step)]
    cut = [d for start, end in ranges for d in articles_between(io.BytesIO(data), "a", limits, start, end)]
    assert [(d.data, [p.code for p in d.problems]) for d in cut] == whole


def test_json_that_is_spread_over_lines_is_told_once(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", json.dumps([{"text": f"line {n}"} for n in range(300)], indent=1))
    assert len(shards(path)) > 3
    assert told(path) == [(f"{path}#byte=0", "bad_json")]


def test_large_files_are_what_their_content_says_whatever_their_name(tmp_path: Path) -> None:
    item = {"uri": "urn:x:%d", "headline": "Fire", "body_text": "“No,” said Ida Quill. " * 20}
    ninjs = "".join(json.dumps({**item, "uri": f"urn:x:{n}"}) + "\n" for n in range(9))
    feed = "<item><title>a</title><link>https://gazette.example/a</link></item>" * 30
    save(tmp_path / "items.jsonl", ninjs)
    save(tmp_path / "feed.jsonl", f"<rss version='2.0'><channel>{feed}</channel></rss>")
    read = found(tmp_path)
    assert [d.own_id for d in read if d.data] == [f"urn:x:{n}" for n in range(9)]
    assert [p.code for d in read if not d.data for p in d.problems] == ["no_content"] * 30
    noise = random.Random(1)  # noqa: S311 - the same in every run
    many = b"".join(b'{"text": "%s"}\n' % noise.randbytes(3_000).hex().encode() for _ in range(400))
    for name, data in (("lines.txt", many), ("lines", gzip.compress(many, 1)), ("pages", warc(200, filler=12_000))):
        path = save(tmp_path / name, data)
        assert path.stat().st_size > 1_000_000
        assert {shard.kind for shard in shards(path, settings=RunSettings())} == {
            {"lines.txt": "lines", "lines": "packed lines", "pages": "warc"}[name]
        }
        path.unlink()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("step", [900, 4_000, 1_000_000])
def test_pages_of_a_cut_web_archive_are_each_read_once_in_order(tmp_path: Path, step: int, *, packed: bool) -> None:
    path = save(tmp_path / f"a.warc{'.gz' if packed else ''}", warc(60, packed=packed))
    settings = RunSettings(cuts=replace(TINY, warc_bytes=step))
    cut = shards(path, settings=settings)
    assert len(cut) == -(-path.stat().st_size // step)
    pages = [d for d in found(path, settings=settings) if d.data is not None]
    assert pages == list(documents([str(path)], Settings()))
    assert {d.problems[0].code for d in found(path, settings=settings) if d.data is None} <= {"no_records"}


def test_web_archives_that_were_compressed_as_a_whole_are_read_once(tmp_path: Path) -> None:
    path = save(tmp_path / "a.warc.gz", gzip.compress(warc(60, packed=False)))
    assert len(shards(path)) == 3
    assert found(path) == list(documents([str(path)], Settings()))


def test_members_are_not_mistaken_for_bytes_that_look_alike(tmp_path: Path) -> None:
    linked = gzip.compress(b"no record, but a file that is part of a page")
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Yes, said Ida Quill.</p>" + linked * 10
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/%d\r\nContent-Type: application/http\r\n"
    data = b"".join(
        gzip.compress(head % n + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body), compresslevel=0)
        for n in range(30)
    )
    assert data.count(linked) == 300  # stored as they are: a search for the first bytes of a member finds them
    path = save(tmp_path / "a.warc.gz", data)
    settings = RunSettings(cuts=replace(TINY, warc_bytes=700))
    assert [d.source for d in found(path, settings=settings) if d.data] == [
        f"https://gazette.example/{n}" for n in range(30)
    ]


def test_a_damaged_web_archive_loses_the_rest_of_one_range_only(tmp_path: Path) -> None:
    data = bytearray(warc(100))
    data[len(data) // 2] ^= 0xFF
    path = save(tmp_path / "a.warc.gz", bytes(data))
    kept = [d.source for d in found(path) if d.data]
    assert 60 < len(kept) < 80
    ((source, _),) = [pair for pair in told(path) if pair[1] == "bad_warc"]
    assert source == str(path)
    (bad,) = [d for d in found(path) if any(p.code == "bad_warc" for p in d.problems)]
    assert "bytes" in str(bad.problems[0].where)


def test_tables_are_read_by_the_usual_names_of_columns(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        Text=lambda n: f"“Number {n},” said Ida Quill." if n != 3 else None,
        url=lambda n: f"https://gazette.example/{n}",
        publisher=lambda _: "The Gazette",
        title=lambda n: f"Title {n}",
        date=lambda n: date(2024, 3, n % 28 + 1),
        unused=lambda n: [n],
    )
    cut = shards(path)
    assert [(s.start, s.end) for s in cut] == [(0, 10), (10, 20), (20, 30), (30, 35)]
    read = found(path)
    assert [d.source for d in read] == [f"https://gazette.example/{n}" for n in range(35)]
    assert [p.code for p in read[3].problems] == ["empty"]
    assert read[12].data == "“Number 12,” said Ida Quill."
    assert (read[12].outlet, read[12].headline, read[12].published) == ("The Gazette", "Title 12", "2024-03-13")
    assert read[12].format == "text"


def test_tables_are_read_by_the_columns_that_are_given(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        text=lambda _: "wrong",
        page=lambda n: PAGE.format(n, "").encode(),
        key=lambda n: n,
        date=lambda n: datetime(2024, 3, 1, n % 24, 30),  # noqa: DTZ001 - a table without offsets
    )
    settings = replace(CUT, columns=(("html", "page"), ("id", "key"), ("published", "")))
    read = found(path, settings=settings)
    assert read[20].data == PAGE.format(20, "").encode()
    assert (read[20].source, read[20].own_id, read[20].format, read[20].published) == ("20", "20", "html", None)
    assert found(path)[5].published == "2024-03-01T05:30:00"
    assert [d.source for d in found(path)][7] == f"{path}#row=7"


def test_tables_without_articles_say_which_columns_there_are(tmp_path: Path) -> None:
    path = table(tmp_path, amount=lambda n: n, label=str)
    (document,) = found(path)
    assert [p.code for p in document.problems] == ["no_columns"]
    assert "amount, label" in document.problems[0].message
    assert [code for _, code in told(path, settings=replace(CUT, columns=(("text", "words"),)))] == ["no_columns"]
    broken = save(tmp_path / "broken.parquet", path.read_bytes()[:-30])
    assert [code for _, code in told(broken)] == ["bad_table"]


def test_settings_refuse_what_makes_no_sense() -> None:
    for wrong in (
        {"sample": 0.0},
        {"sample": 1.5},
        {"columns": (("colour", "x"),)},
        {"columns": (("id", "x"), ("id", "y"))},
    ):
        with pytest.raises(UsageError):
            RunSettings(**wrong)
    with pytest.raises(UsageError, match="rows"):
        Cuts(rows=0)


def test_samples_are_the_same_documents_however_the_sources_are_cut(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines(600))
    packed = save(tmp_path / "a.jsonl.gz", gzip.compress(lines(600)))
    fifth = sorted(names(path, settings=replace(CUT, sample=0.2)))
    assert 80 < len(fifth) < 160
    assert sorted(names(path, settings=replace(CUT, sample=0.2, cuts=Cuts()))) == fifth
    assert sorted(names(packed, settings=replace(CUT, sample=0.2))) == fifth
    assert set(names(path, settings=replace(CUT, sample=0.05))) < set(fifth)


def test_small_inputs_are_cut_into_several_shards_with_the_same_documents(tmp_path: Path) -> None:
    lined = save(
        tmp_path / "a.jsonl",
        b"".join(json.dumps({"id": f"n{n}", "text": f"{PAGE} {'x ' * 500}"}).encode() + b"\n" for n in range(500)),
    )
    noise = random.Random(1)  # noqa: S311 - to be the same in every run
    noisy = (json.dumps({"id": f"p{n}", "text": noise.randbytes(400).hex()}).encode() + b"\n" for n in range(1_000))
    packed = save(tmp_path / "b.jsonl.gz", gzip.compress(b"".join(noisy)))
    rows = table(tmp_path, text=lambda n: f"“Number {n},” said Ida Quill.")
    pages = tmp_path / "pages"
    for n in range(400):
        save(pages / f"{n:03}.html", PAGE.format(n, ""))
    for path, least, pieces in (
        (lined, 4, 1),
        (packed, 4, 1),
        (rows, 1, 1),
        (pages, 10, 20),
    ):  # where groups of pages end hangs on their paths
        now, before = (shards(path, settings=RunSettings(cuts=cuts)) for cuts in (Cuts(), Cuts(pieces=1)))
        assert len(now) >= least
        assert len(before) <= pieces
    assert sorted(names(lined, settings=RunSettings())) == sorted(f"n{n}" for n in range(500))
    assert sorted(names(packed, settings=RunSettings())) == sorted(f"p{n}" for n in range(1_000))
    assert sorted(names(pages, settings=RunSettings())) == sorted(
        names(pages, settings=RunSettings(cuts=Cuts(pieces=1)))
    )


def test_a_small_crawl_is_cut_into_several_shards_with_the_same_documents(tmp_path: Path) -> None:
    path = save(tmp_path / "w.warc.gz", warc(2_400))
    assert 600_000 < path.stat().st_size < 1_500_000
    now, before = (shards(path, settings=RunSettings(cuts=cuts)) for cuts in (Cuts(), Cuts(pieces=1)))
    assert 3 <= len(now) <= 6
    assert len(before) == 1
    assert sorted(names(path, settings=RunSettings())) == sorted(names(path, settings=RunSettings(cuts=Cuts(pieces=1))))


def test_shards_of_files_of_many_weigh_more_than_pages(tmp_path: Path) -> None:
    body = lines(1_000)
    save(tmp_path / "a.jsonl", body)
    save(tmp_path / "b.jsonl.gz", gzip.compress(body))
    save(tmp_path / "c.warc", b"x" * 200_000)
    for n in range(40):
        save(tmp_path / "pages" / f"{n:02}.html", PAGE.format(n, ""))
    weights = {
        name: shards(tmp_path / name, settings=RunSettings())[0].weight for name in ("a.jsonl", "b.jsonl.gz", "c.warc")
    }
    assert weights["a.jsonl"] == pytest.approx(len(body) / 2_000)
    assert weights["c.warc"] == 50
    pages = shards(tmp_path / "pages", settings=RunSettings())
    assert sum(shard.weight for shard in pages) == 40
    assert {shard.weight for shard in pages} == {float(len(shard.files)) for shard in pages}
    rows = table(tmp_path, text=lambda n: f"“Number {n},” said Ida Quill.")
    settings = replace(CUT, sample=0.5)
    assert sum(shard.weight for shard in shards(rows, settings=settings)) == pytest.approx(
        sum(shard.weight for shard in shards(rows)) / 2
    )
    large = RunSettings(cuts=Cuts(line_bytes=10_000, small_bytes=1_000, packed_bytes=1_000))
    for name in ("a.jsonl", "b.jsonl.gz"):
        cut = shards(tmp_path / name, settings=large)
        assert len(cut) > 1
        assert sum(shard.weight for shard in cut) == pytest.approx(weights[name], rel=0.01)


@pytest.mark.parametrize("size", [1, 999, 1_000, 1_001, 15_999, 16_000, 10**9])
def test_no_piece_is_larger_than_usual_nor_smaller_than_it_may_be(size: int) -> None:
    step = _step(size, 1_000, 16, 16)
    assert 1_000 // 16 <= step <= 1_000
    assert (step == 1_000) == (size >= 15_985)
    assert _step(size, 1_000, 1, 1) == 1_000


def test_the_first_groups_of_a_folder_are_small_and_later_ones_usual(tmp_path: Path) -> None:
    for n in range(400):
        save(tmp_path / f"{n:03}.html", PAGE.format(n, ""))
    cut = shards(tmp_path, settings=RunSettings(cuts=Cuts(files=16)))
    sizes = [len(shard.files) for shard in cut]
    early = next(
        at for at in range(len(sizes)) if sum(sizes[: at + 1]) > 128
    )  # this group may go on among the later ones
    assert max(sizes[:early]) <= 16
    assert sum(sizes[:early]) / early < sum(sizes[early + 1 :]) / (len(sizes) - early - 1)


def test_small_files_of_many_articles_make_no_larger_shards_than_one_large_file(tmp_path: Path) -> None:
    body = lines(40)
    for n in range(60):
        save(tmp_path / f"{n:03}.jsonl", body)
    size = (tmp_path / "000.jsonl").stat().st_size
    cuts = Cuts(files=64, line_bytes=5 * size, group_bytes=40 * size, pieces=1)
    cut = shards(tmp_path, settings=RunSettings(cuts=cuts))
    assert max(len(shard.files) for shard in cut) <= 5
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(60):
        save(pages / f"{n:03}.html", b"x" * size)
    assert max(len(shard.files) for shard in shards(pages, settings=RunSettings(cuts=cuts))) > 5


def test_shards_say_that_they_are_alive_while_they_pass_over_much(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines(300))
    settings = replace(CUT, sample=0.01)
    beats: list[int] = []
    read = [d for shard in plan([str(path)], settings) for d in shard.documents(settings, lambda: beats.append(1))]
    assert len(beats) == 300 - len(read)


def test_a_sample_of_an_archive_elsewhere_does_not_fetch_the_whole_of_it() -> None:
    path = "memory://a-sample/w.warc.gz"
    put(path, warc(400))
    whole = shards(path)
    settings = replace(CUT, sample=0.1)
    cut = shards(path, settings=settings)
    read = [d.source for d in found(path, settings=settings) if d.data]
    fsspec.filesystem("memory").rm("/a-sample", recursive=True)
    assert {(shard.start, shard.end) for shard in cut} < {(shard.start, shard.end) for shard in whole}
    assert 0.15 < len(cut) / len(whole) < 0.5
    assert 15 < len(read) < 60
