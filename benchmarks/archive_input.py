"""Makes what an archive is read from: files of every sort with invented articles, bad pages and duplicates among them, and a list of what must come of each."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import IO, TYPE_CHECKING, Literal

from invented import key_of, stories
from invented_pages import BAD, STILL_ARTICLES, address, bad_line, bad_page, line, page, warc
from real_pages import repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from invented import Told
    from invented_pages import Bad

BRIEF, SHORT, NORMAL = (22, 42), (60, 150), (520, 640)
"""Words of an article: news in brief, so that 100,000 are read in an hour of one core; or so that 40,000 are; or as long as news is."""
LEAST = 20
"""Words of an article; a page with two lines of eight words is none to whoever reads pages, and is not delivered."""
REAL_SHARE = 0.1
"""Real pages that come on top, one for ten articles."""
BAD_SHARE = DUPLICATE_SHARE = 0.01
VERSION_SHARE = 0.005
"""Of articles that come a second time with one paragraph more."""
ADDED = "This article was changed on the following day, when the final figure was known."
PER_FILE = {"jsonl": 400, "jsonl.gz": 1_200, "warc.gz": 400}
"""Articles of one file, about: each has some 300 KB then, which makes it a shard of its own."""
PER_FOLDER = 500
EXPECTED = "expected.jsonl"
DAMAGED = "damaged-00000.warc.gz"
Sort = Literal["pages", "jsonl", "jsonl.gz", "warc"]
SORTS: tuple[tuple[Sort, float], ...] = (("pages", 0.3), ("jsonl", 0.2), ("jsonl.gz", 0.2), ("warc", 0.3))


SORT_OF: dict[str, Sort] = {"jsonl": "jsonl", "jsonl.gz": "jsonl.gz", "warc.gz": "warc"}


@dataclass(frozen=True, slots=True)
class Made:
    """An input: what to give to ``onrecord run``, the list of what must come of it, and how many there are of each sort."""

    sources: tuple[Path, ...]
    expected: Path
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One document as it is delivered. ``name`` is the key of its article, with ``-again`` or ``-later`` behind it the second time."""

    told: Told
    name: str
    kind: Literal["good", "again", "later", "bad"]
    bad: Bad | None = None

    @property
    def more(self) -> str:
        """The paragraph that a later version has beside the others."""
        return ADDED if self.kind == "later" else ""


def deliveries(articles: int, many: int, seed: int, words: tuple[int, int]) -> Iterator[Delivery]:
    """Yield what a crawler brings home of invented stories, in the order of the articles' numbers."""
    for told in (one for story in stories(articles, many, seed, words) for one in story):
        if sum(len(paragraph.text.split()) for paragraph in told.paragraphs) < LEAST:
            continue
        chance = Random(f"{seed}/delivery/{told.number}")  # noqa: S311  # chance that invents articles keeps no secret
        drawn = chance.random()
        name = key_of(told.number)
        if drawn < BAD_SHARE:
            yield Delivery(told, name, "bad", chance.choice(BAD))
            continue
        yield Delivery(told, name, "good")
        if drawn < BAD_SHARE + DUPLICATE_SHARE:
            yield Delivery(told, f"{name}-again", "again")
        elif drawn < BAD_SHARE + DUPLICATE_SHARE + VERSION_SHARE:
            yield Delivery(told, f"{name}-later", "later")


def make_archive_input(  # noqa: PLR0913 - one size each, named at the call
    folder: Path, articles: int, stories: int, seed: int = 1, *, words: tuple[int, int] = SHORT, sorts: Sequence[tuple[Sort, float]] = SORTS,
    real: Path | None = None, real_share: float = REAL_SHARE,
) -> Made:  # fmt: skip
    """Write invented articles into ``folder`` as web pages, JSONL and WARC, and beside it the list of what must come of them.

    ``articles`` counts those that are told (the few that come out shorter than ``LEAST`` are left out), of which one in a hundred is delivered as a bad page; duplicates and later versions come on top. ``real`` is a
    folder with real pages, each of which is added again and again with other names in it, ``real_share`` for each article. The same arguments write the same bytes.
    """
    counts: Counter[str] = Counter()
    documents = folder / "documents"
    documents.mkdir(parents=True)
    expected = folder / EXPECTED
    with ExitStack() as stack:
        listed = stack.enter_context(expected.open("w", encoding="utf-8"))
        shelf = stack.enter_context(Shelf.opened(documents, articles))
        for one in deliveries(articles, stories, seed, words):
            sort = sort_of(one, seed, sorts)
            ends = shelf.put(one, sort, seed)
            listed.write(json.dumps(_expected(one, sort, ends)) + "\n")
            counts[one.bad or one.kind] += 1
        _damaged(documents)
        listed.write(
            json.dumps({"name": DAMAGED, "kind": "bad", "bad": "damaged", "ends": [DAMAGED], "may_be_article": False})
            + "\n"
        )
        counts["damaged"] += 1
        if real is not None:
            for name, body in repeated(real, round(articles * real_share), seed):
                shelf.page(f"{name}.html", body)
                listed.write(json.dumps({"name": name, "kind": "real", "ends": [f"{name}.html"]}) + "\n")
                counts["real"] += 1
    return Made((documents,), expected, dict(sorted(counts.items())))


def _damaged(documents: Path) -> None:
    """Write a WARC that was cut off while it was copied: a source of which nothing can be read."""
    whole = warc("https://damaged.example/", b"<html></html>" * 100, "2024-01-01T00:00:00Z")
    (documents / "warc").mkdir(exist_ok=True)
    (documents / "warc" / DAMAGED).write_bytes(whole[:-60])


def sort_of(one: Delivery, seed: int, sorts: Sequence[tuple[Sort, float]]) -> Sort:
    """Return the sort of file that a document is delivered in; the second time the same, for a page has other text around it than a line has."""
    chance = Random(f"{seed}/sort/{one.told.number}")  # noqa: S311  # chance that invents articles keeps no secret
    return chance.choices([sort for sort, _ in sorts], [share for _, share in sorts])[0]


def _expected(one: Delivery, sort: Sort, ends: list[str]) -> dict[str, object]:
    """Return what must come of a document: how its source may end, the address of its article, and for a bad one whether an article may come of it."""
    row: dict[str, object] = {
        "name": one.name, "kind": one.kind, "sort": sort, "ends": ends, "url": one.told.url, "story": one.told.event.story,
        "published": one.told.published.isoformat(),
    }  # fmt: skip
    if one.bad is not None:
        # What a server calls HTML is read as HTML, whatever it is.
        row |= {"bad": one.bad, "may_be_article": one.bad in STILL_ARTICLES or (sort == "warc" and one.bad != "empty")}
    return row


class Shelf:
    """Where documents are put: folders of pages, and files of many that are closed when they are full."""

    def __init__(self, folder: Path, articles: int) -> None:
        """Write into ``folder``; ``articles`` says about how many are to come."""
        self.folder = folder
        self.articles = articles
        self.open: dict[Path, IO[bytes]] = {}
        self.lines: Counter[Path] = Counter()
        self.pages = 0

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, articles: int) -> Iterator[Shelf]:
        """Return a shelf whose files are closed at the end."""
        shelf = cls(folder, articles)
        try:
            yield shelf
        finally:
            for stream in shelf.open.values():
                stream.close()

    def put(self, one: Delivery, sort: Sort, seed: int) -> list[str]:
        """Write one document where its sort belongs, documents of a story into different files; return how the name of its source may end."""
        if sort == "pages":
            self.page(f"{one.name}.html", _page(one, seed))
            return [f"{one.name}.html"]
        if sort == "warc":
            url = one.told.url if one.bad is None else address(one.told)
            self._file("news", "warc.gz", one)[1].write(
                warc(url, _page(one, seed), f"{one.told.published:%Y-%m-%dT%H:%M:%SZ}")
            )
            return [url]
        written = line(one.told, one.more) if one.bad is None else bad_line(one.bad, one.told, seed)
        path, stream = self._file("articles", sort, one)
        start = stream.tell()
        stream.write(_named(written, one))
        self.lines[path] += 1
        if one.bad not in {"binary", "not_html"}:
            return [one.name]
        # No id can be read in it: it is called by its place, which is a byte where the file is cut into shards.
        return [f"{path.name}#{self.lines[path]}", f"{path.name}#byte={start}"]

    def page(self, name: str, body: bytes) -> None:
        """Write a page into a file of its own."""
        folder = self.folder / "pages" / f"{self.pages // PER_FOLDER:05}"
        if self.pages % PER_FOLDER == 0:
            folder.mkdir(parents=True, exist_ok=True)
        self.pages += 1
        (folder / name).write_bytes(body)

    def _number(self, ending: str, one: Delivery) -> int:
        share = dict(SORTS)[SORT_OF[ending]]
        return one.told.number % max(1, int(self.articles * share) // PER_FILE[ending])

    def _file(self, name: str, ending: str, one: Delivery) -> tuple[Path, IO[bytes]]:
        path = self.folder / ending.partition(".")[0] / f"{name}-{self._number(ending, one):05}.{ending}"
        if path not in self.open:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.open[path] = (
                gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) if ending == "jsonl.gz" else path.open("wb")
            )
        return path, self.open[path]


def _page(one: Delivery, seed: int) -> bytes:
    return page(one.told, one.more) if one.bad is None else bad_page(one.bad, one.told, seed)


def _named(written: bytes, one: Delivery) -> bytes:
    """Give a line that comes a second time an id of its own, as another feed would."""
    return re.sub(rb'"id": "[^"]+"', b'"id": "%s"' % one.name.encode(), written, count=1)
