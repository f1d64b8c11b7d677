"""OnRecord puts the news on the record: who said what, about whom, when, and on whose word."""

from __future__ import annotations

from onrecord.errors import LedgerError, OnRecordError, UnreadableError, UsageError
from onrecord.ledger import Ledger
from onrecord.pipeline import Pipeline, read
from onrecord.read.document import Document
from onrecord.records import Article, Reading, Statement, Story, as_json
from onrecord.settings import Limits, Settings

__all__ = [
    "Article",
    "Document",
    "Ledger",
    "LedgerError",
    "Limits",
    "OnRecordError",
    "Pipeline",
    "Reading",
    "Settings",
    "Statement",
    "Story",
    "UnreadableError",
    "UsageError",
    "as_json",
    "read",
]
