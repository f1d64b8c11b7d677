"""OnRecord puts the news on the record: who said what, about whom, when, and on whose word."""

from __future__ import annotations

from onrecord.errors import OnRecordError, UnreadableError, UsageError
from onrecord.pipeline import Pipeline, read
from onrecord.read.document import Document
from onrecord.records import Article, Reading, Statement, as_json
from onrecord.settings import Limits, Settings

__all__ = [
    "Article",
    "Document",
    "Limits",
    "OnRecordError",
    "Pipeline",
    "Reading",
    "Settings",
    "Statement",
    "UnreadableError",
    "UsageError",
    "as_json",
    "read",
]
