"""The word lists of the stage, read once from ``data/en``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/en/<name>.txt`` without comments and blanks."""
    text = (files("onrecord") / "data" / "en" / f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def classes(name: str) -> dict[str, frozenset[str]]:
    """Return the words of each class of a list whose lines read ``class: words``."""
    found: dict[str, set[str]] = {}
    for line in lines(name):
        label, _, words = line.partition(":")
        found.setdefault(label, set()).update(words.split())
    return {label: frozenset(words) for label, words in found.items()}
