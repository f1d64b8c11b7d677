"""The ledger in a browser, and the same through an HTTP API. ``application`` makes both; ``onrecord serve`` runs them."""

from __future__ import annotations

from onrecord.web.application import application
from onrecord.web.settings import WebSettings

__all__ = ["WebSettings", "application"]
