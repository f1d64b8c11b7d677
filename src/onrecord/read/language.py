"""The language of a page: what it declares, checked against what it is written in.

The text is identified with py3langid (Lui and Baldwin 2012, langid.py), whose model is loaded on first need.
"""

from __future__ import annotations

import re

SAMPLE_CHARACTERS = 3_000
"""Characters of text that are identified; the answer no longer changes beyond, the cost does."""
LEAST_CHARACTERS = 200
"""Fewer say too little: names and loan words outweigh the rest, so the declaration stands."""
SURE_MARGIN = 5.0
"""Log odds by which the text's language must beat the declared one to outweigh it: about 150 to 1."""

NO_LANGUAGE = "zxx"
"""ISO 639's code for what is in no language; a page of figures or names is in its declared one all the same."""

_CODE = re.compile(r"^\s*([a-z]{2,3})(?:[-_][A-Za-z0-9-]+)?\s*$", re.IGNORECASE)


def language(text: str, declared: str | None) -> str | None:
    """Return the language of a page as an ISO 639 code ("en"), or None where there is too little to tell.

    ``text`` is the article's text, of which a sample is read; ``declared`` is what the page says ("en-GB", "pt_BR").
    """
    said = declared_code(declared)
    sample = _sample(text)
    if len(sample) < LEAST_CHARACTERS:
        return said
    scores = dict(_ranking(sample))
    found = max(scores, key=lambda code: scores[code])
    if said in scores and scores[found] - scores[said] < SURE_MARGIN:
        return said
    return found


def declared_code(declared: str | None) -> str | None:
    """Return the language part of a declaration in lower case, or None for what is no language code."""
    match = _CODE.match((declared or "").split(",")[0])
    return match[1].lower() if match else None


def _sample(text: str) -> str:
    """Take the middle of a long text: openings and ends hold menus and names."""
    start = max(0, (len(text) - SAMPLE_CHARACTERS) // 3)
    return re.sub(r"https?://\S+|[\s\d]+", " ", text[start : start + SAMPLE_CHARACTERS]).strip()


def _ranking(sample: str) -> list[tuple[str, float]]:
    import py3langid  # noqa: PLC0415 - loading the model takes half a second, and a page of plain text may never need it

    return [(str(code), float(score)) for code, score in py3langid.rank(sample) if code != NO_LANGUAGE]
