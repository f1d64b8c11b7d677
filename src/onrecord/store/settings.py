"""Every threshold of the store, named, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """How a ledger is kept. All have defaults; none changes what is stored."""

    wait_seconds: float = 10.0
    """How long a writer waits for another one. Adding an article takes some milliseconds; a second writer gets in between two of them."""
    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    """FULL: what is acknowledged survives a power cut. NORMAL: it survives the end of the process alone, and adding is faster."""
    answer_seconds: float | None = None
    """How long one question may take that reads. None: as long as it takes, for whoever asks is alone. A server for many sets an end."""
    cache_mebibytes: int = 64
    """Pages of the file kept in memory: holds the upper levels of every index of a ledger of a million statements."""
    log_mebibytes: int = 16
    """What the write-ahead log is cut down to once it is empty."""
    ranked: int = 1_000
    """How many of the latest matches are ranked at a time; what most statements match costs no more than what a thousand do."""
    nearest_per_trait: int = 40
    """How many articles one key brings in, the nearest in time first: a key that everybody shares tells nothing."""
    names_considered: int = 2_000
    """How many voices whose name holds what was typed are put in order."""
    voices_of_a_name: int = 100
    """How many voices a filter by name stands for at most: a surname alone is many people."""
    profiled: int = 500
    """How many of a voice's latest statements each way its profile is counted from: some 15 ms of work. Months are counted from all, which an index does."""
    profile_rows: int = 50
    """How many outlets, voices and stories a profile names: with the most statements first, the rest is a long tail of ones."""
