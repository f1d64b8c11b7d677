"""Addresses that stay: of an article, a statement, a story or a voice, on the page of a ledger or, without one, as a URN.

The paths are those of ``onrecord.web.addresses``; a test holds the two together, since what is exported must not need the web page.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

Kept = Literal["article", "statement", "story", "voice"]

_WEB = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def permalink(base: str, kind: Kept, key: str) -> str:
    """Return where something is found on the page at ``base`` ("https://ledger.example"); a URN where ``base`` is empty."""
    return f"{base.rstrip('/')}/{kind}/{_quoted(key)}" if base else urn(kind, key)


def urn(kind: str, key: str) -> str:
    """Return the name of something that is the same wherever the ledger is shown: ``urn:onrecord:statement:...``."""
    return f"urn:onrecord:{kind}:{_quoted(key)}"


def _quoted(key: str) -> str:
    return quote(key, safe="", errors="replace")


def web_address(address: str | None) -> str | None:
    """Return an article's own address where it is one of the web that looks like what it is (printable ASCII); else None.

    An address is a stranger's word: ``javascript:`` and the like must not become a link.
    """
    return address if address and _WEB.fullmatch(address) else None
