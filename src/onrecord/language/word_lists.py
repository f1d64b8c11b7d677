"""The word lists: data files in ``data/en``, one entry a line, loaded once."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of ``data/en/<name>.txt`` in order, without its ``#`` comment lines and blank lines.

    Raises FileNotFoundError for a list that does not ship.
    """
    text = (resources.files("onrecord") / "data" / "en" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of the list in lower case, as a set."""
    return frozenset(entry.lower() for entry in entries(name))


@cache
def pairs(name: str) -> dict[str, str]:
    """Return a list of ``key<TAB>value`` lines as a dictionary, keys in lower case."""
    return {key.lower(): value for key, _, value in (entry.partition("\t") for entry in entries(name))}


@cache
def alternatives(name: str) -> str:
    """Return the entries as a regular expression that matches any of them, the longest first; blanks match any blanks."""
    ordered = sorted(entries(name), key=len, reverse=True)
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in ordered)


@cache
def classes(name: str) -> dict[str, frozenset[str]]:
    """Return the words of each class of a list whose lines read ``class: words``."""
    found: dict[str, set[str]] = {}
    for line in entries(name):
        label, _, listed = line.partition(":")
        found.setdefault(label, set()).update(listed.split())
    return {label: frozenset(listed) for label, listed in found.items()}
