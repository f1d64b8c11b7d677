"""The ledger's memory: articles whole, statements found again, judgements kept. Knows nothing of matching and tracing."""

from onrecord.store.contract import Store
from onrecord.store.kept import (
    Added,
    Checked,
    Erased,
    Judged,
    Judgement,
    Listed,
    Located,
    Marks,
    Page,
    Query,
    Sourcing,
    Stored,
    StoryRow,
    Used,
    Version,
    Voice,
)
from onrecord.store.settings import LedgerSettings
from onrecord.store.sqlite import SqliteStore

__all__ = [
    "Added",
    "Checked",
    "Erased",
    "Judged",
    "Judgement",
    "LedgerSettings",
    "Listed",
    "Located",
    "Marks",
    "Page",
    "Query",
    "Sourcing",
    "SqliteStore",
    "Store",
    "Stored",
    "StoryRow",
    "Used",
    "Version",
    "Voice",
]
