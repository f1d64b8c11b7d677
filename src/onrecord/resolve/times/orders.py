"""Whether an outlet writes 3/4/2025 for 3 April or for March 4."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](?:(?:19|20)\d\d|\d\d)(?![\d/])")
_MONTH_FIRST = re.compile(
    r"\b(?:January|February|April|June|July|August|September|October|November|December|March|May|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\s\d{1,2},\s(?:19|20)\d\d"
)
_DAY_FIRST = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)

MONTH_FIRST_COUNTRIES = frozenset({"us", "gov", "mil", "ph", "pr", "gu", "vi", "as", "mp"})
"""Top-level domains of the United States, its territories and the Philippines (CLDR date formats of their English locales)."""
AMERICAN_UNLESS_SAID = frozenset({"com", "org", "net", "edu", "news", "tv", "info", "io", "co"})
"""Top-level domains that say nothing; the text decides, and without a sign in it the day comes first, as most countries write."""


def is_day_first(outlet_url: str | None, text: str) -> bool:
    """Return whether 3/4/2025 is 3 April in a text of this outlet.

    Dates in the text that leave no choice (31/12/2024) decide first, then the country of the outlet's domain, then how the
    text writes dates in words (March 4, 2025 or 4 March). Without any sign it is True.
    """
    written = [(int(first), int(second)) for first, second in _NUMERIC.findall(text)]
    days_first = sum(first > 12 for first, second in written if second <= 12)
    months_first = sum(second > 12 for first, second in written if first <= 12)
    if days_first != months_first:
        return days_first > months_first
    domain = _top_level(outlet_url)
    if domain in MONTH_FIRST_COUNTRIES:
        return False
    if domain and domain not in AMERICAN_UNLESS_SAID:
        return True
    return len(_MONTH_FIRST.findall(text)) <= len(_DAY_FIRST.findall(text))


def _top_level(url: str | None) -> str:
    """Return the last label of an address's host, "" for none."""
    try:
        host = urlsplit(url if url and "//" in url else f"//{url or ''}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").rpartition(".")[2].lower()
