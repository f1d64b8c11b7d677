"""Settings: one frozen dataclass a subject, every threshold with a name and a reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclasses read the annotation at run time

from onrecord.errors import UsageError

MEGABYTE = 1_000_000
DEVICES = ("cpu", "gpu")
"""What can look for statements: the processor, or one GPU with CUDA."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one input may cost. A page beyond a limit is reported, not read in part without a word."""

    page_bytes: int = 20 * MEGABYTE
    """Largest page after decompression. The largest of 1,090 real news pages has 3 MB; 20 leaves room for live blogs."""
    container_bytes: int = 100_000 * MEGABYTE
    """Largest WARC, JSONL or feed read as a stream. Common Crawl's files expand to about 5 GB; memory does not grow."""
    expansion_ratio: int = 200
    """Largest growth of a gzip file by decompression once it passes ``expansion_floor``. Real HTML shrinks 4 to 20 times."""
    expansion_floor: int = 5 * MEGABYTE
    """Below this size a high ratio is harmless (a short page of blanks compresses 1,000 times)."""
    line_characters: int = 2 * MEGABYTE
    """Longest single line of plain text that is segmented; the sentence patterns are linear, their constant is not free."""
    tree_depth: int = 2_000
    """Deepest HTML nesting walked. Real pages stay under 60; beyond this a page is an attack or an accident."""
    lines: int = 20_000
    """Most visual lines of one page that are labelled. The longest real live blog measured has about 3,000."""
    jsonl_line_bytes: int = 50 * MEGABYTE
    """Longest line of article JSONL: a page at ``page_bytes`` written in JSON escapes can grow more than twofold."""
    name_characters: int = 500
    """Longest name of an outlet or author. Real ones stay under 100; a longer one is a mistake of the page, or meant to fill ours."""
    headline_characters: int = 2_000
    """Longest headline or deck that is kept whole. Real headlines stay under 300, decks under 1,000."""
    fetch_seconds: float = 20.0
    """Whole time for one address, redirects included. Slow newspapers answer in 5."""
    fetch_redirects: int = 5
    """Redirects followed; paywalled papers use up to 3."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read. ``format`` overrides what the content says: ``html text jsonl warc feed ninjs``.

    Raises UsageError where a number is out of its range; an unknown format is found when the first input is opened.
    """

    limits: Limits = Limits()
    format: str | None = None
    allow_private: bool = False
    """Whether addresses of private networks may be fetched. Off, so that a list of addresses can't probe a network."""
    user_agent: str = "OnRecord (+https://pypi.org/project/onrecord/)"
    """A plain name, so that a publisher can see who reads and refuse."""
    languages: frozenset[str] = frozenset({"en"})
    """Languages that are read; the block labels and the attributor know no other yet."""
    weights: Path | None = None
    """A folder with ``blocks_*.npz`` to use in place of the package's: for whoever trains on pages of their own."""
    min_confidence: float = 0.0
    """Statements of which the reader is less sure, 0 to 1, are left out. 0 keeps all: who reads the records can still
    choose, since each carries its confidence. 0.5 leaves out what is more likely wrong than right."""
    threads: int = 1
    """Threads that the reader may use on one page. 1, since a batch gains more from several processes, one page each."""
    device: str = "cpu"
    """Where the reader's networks run, one of ``DEVICES``. The processor, since that is what every machine has and what the figures are
    measured on. ``gpu`` needs the extra ``gpu`` (docs/model.md), and is refused where it can't be had: never the processor instead."""

    def __post_init__(self) -> None:
        """Refuse at once what would otherwise leave out every statement, or fail page by page."""
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"min_confidence is {self.min_confidence}; it must be from 0 to 1")
        if self.threads < 1:
            raise UsageError(f"threads is {self.threads}; it must be 1 or more")
        if self.device not in DEVICES:
            raise UsageError(f"device is {self.device!r}; choose one of {', '.join(DEVICES)}")
