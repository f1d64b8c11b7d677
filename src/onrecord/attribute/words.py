"""The word lists of the first attributor, read once from ``data/en``."""

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


@cache
def cues() -> dict[str, str]:
    """Return how each form of a cue verb is built: ``say``, ``tell``, ``call`` or ``think``; the first entry wins."""
    found: dict[str, str] = {}
    for line in lines("cues"):
        build, *forms = line.split()
        for form in forms:
            found.setdefault(form, build)
    return found


@cache
def nobody() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases that name no source, by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in lines("nobody"):
        words = tuple(line.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


@cache
def abbreviations() -> frozenset[str]:
    """Return the words whose full stop does not end a sentence."""
    return frozenset(word for line in lines("abbreviations") for word in line.split())
