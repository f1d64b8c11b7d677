"""Sources made for tests: files of all kinds, cut into tiny shards, and what is read of them."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

from onrecord.run.extras import needed
from onrecord.run.settings import Cuts, RunSettings
from onrecord.run.shards import Shard, plan
from onrecord.settings import Limits, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.read.document import Document

fsspec, pa, pq = needed("fsspec"), needed("pyarrow"), needed("pyarrow.parquet")
TINY = Cuts(files=4, small_bytes=500, line_bytes=700, packed_bytes=300, warc_bytes=4_000, rows=10, pages=3, pieces=1)
CUT = RunSettings(cuts=TINY)
OPEN = Settings(allow_private=True, limits=Limits(fetch_seconds=10))
ABROAD = RunSettings(reading=OPEN, cuts=TINY)
PAGE = "<html><p>“Number {},” said Ida Quill.</p>{}</html>"


def found(*sources: Path | str, settings: RunSettings = CUT) -> list[Document]:
    return [document for shard in shards(*sources, settings=settings) for document in shard.documents(settings)]


def shards(*sources: Path | str, settings: RunSettings = CUT) -> list[Shard]:
    return list(plan([str(source) for source in sources], settings))


def names(*sources: Path | str, settings: RunSettings = CUT) -> list[str]:
    return [document.source for document in found(*sources, settings=settings)]


def told(*sources: Path | str, settings: RunSettings = CUT) -> list[tuple[str, str]]:
    return [
        (document.source, problem.code)
        for document in found(*sources, settings=settings)
        for problem in document.problems
    ]


def save(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def lines(count: int, start: int = 0, *, named: bool = True) -> bytes:
    rows = (
        {**({"id": f"n{n}"} if named else {}), "text": f"“Number {n},” said Ida Quill.{' x' * (n % 9)}"}
        for n in range(start, start + count)
    )
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def record(number: int, *, kind: str = "text/html", filler: int = 0) -> bytes:
    noise = random.Random(number).randbytes(filler // 2).hex()  # noqa: S311 - the same noise in every run
    body = PAGE.format(number, noise).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), body)
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/%d\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (number, len(http), http)
    )


def warc(count: int, *, packed: bool = True, filler: int = 300) -> bytes:
    pieces = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n"]
    pieces += [record(n, kind="image/png" if n % 5 == 0 else "text/html", filler=filler) for n in range(count)]
    return b"".join(gzip.compress(piece) if packed else piece for piece in pieces)


def put(address: str, data: bytes) -> None:
    with fsspec.open(address, "wb") as file:
        file.write(data)


def table(tmp_path: Path, *, rows: int = 35, **columns: Any) -> Path:
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table({name: [make(n) for n in range(rows)] for name, make in columns.items()}), path, row_group_size=12
    )
    return path
