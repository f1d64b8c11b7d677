"""Entities, coreference, source kinds, channels and times: whose word a statement is, through whom it came, and when."""

from onrecord.resolve.resolver import Resolved, resolve

__all__ = ["Resolved", "resolve"]
