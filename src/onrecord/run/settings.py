"""How a run goes over its sources: what is read, how it is cut into shards, which part is a sample."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.errors import UsageError
from onrecord.settings import MEGABYTE, Settings

COLUMN_ROLES = ("html", "text", "id", "url", "outlet", "headline", "published")
"""What a column of a Parquet table can be used for."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """How large shards are. Smaller ones lose less when a worker dies; each costs a few files. All of these are of about 1,000 articles or less.

    Where a shard begins and ends is part of its name, so another cut of the same sources is another run.
    """

    files: int = 64
    """How many small files are one shard on average; the longest has four times as many. 64 pages take one core some ten seconds."""
    group_bytes: int = 16 * MEGABYTE
    """Most bytes of small files in one shard."""
    small_bytes: int = 256_000
    """A container (JSONL, WARC, a feed) larger than this is a shard of its own, or several."""
    line_bytes: int = 2 * MEGABYTE
    """Bytes of plain JSONL in a shard: 500 articles of text, or 20 whole pages."""
    packed_bytes: int = 8 * MEGABYTE
    """Bytes of gzipped JSONL for each shard of such a file: every one expands the whole file and takes its own lines, at 200 MB/s."""
    warc_bytes: int = 32 * MEGABYTE
    """Bytes of a WARC in a shard. Common Crawl's files have 1 GB and some 30,000 pages."""
    rows: int = 1_000
    """Rows of a Parquet table in a shard."""
    pages: int = 64
    """Addresses of single pages in a shard."""
    pieces: int = 16
    """Into how many shards a file is cut that has too little for so many of the usual size: each is then as much smaller, down to a ``pieces``-th
    of that. So several processors have work with a small input too, and little of it is done again after an interruption. With 1 all
    shards have the usual size."""

    def __post_init__(self) -> None:
        """Refuse a cut that would never end a shard."""
        for name in self.__slots__:
            if getattr(self, name) < 1:
                raise UsageError(f"{name} is {getattr(self, name)}; it must be 1 or more")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run reads of its sources, and how. Raises UsageError where something is out of its range.

    ``reading`` holds for each page, as for ``onrecord read``. ``sample`` is the share of documents that are read, chosen by a hash of their
    source, so that it is the same ones in every run. ``base`` is where the relative lines of lists count from (a folder, an address);
    without it, from where the list lies. ``columns`` says which column of a Parquet table is what, as pairs of role and name; a role with
    an empty name is left out though a column looks like it; roles that are not given are found by the usual names.
    """

    reading: Settings = Settings()  # noqa: RUF009 - it is frozen
    sample: float = 1.0
    base: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    cuts: Cuts = Cuts()
    only_read_languages: bool = False
    """Whether a page in a language that is not read is only counted among the problems, its text not kept. Off, as ``onrecord read`` keeps
    it; on, it makes an archive of a crawl of all languages a third as large."""

    def __post_init__(self) -> None:
        """Refuse what would read nothing, or names of columns for roles that there are not."""
        if not 0 < self.sample <= 1:
            raise UsageError(
                f"sample is {self.sample}; it must be above 0 and at most 1 (0.01 reads one document in a hundred)"
            )
        for role, _ in self.columns:
            if role not in COLUMN_ROLES:
                raise UsageError(f"no column can be {role!r}; choose one of {', '.join(COLUMN_ROLES)}")
        if len({role for role, _ in self.columns}) < len(self.columns):
            raise UsageError("a role is given two columns; give each of them once")
