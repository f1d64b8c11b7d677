"""Names as keys: without case, accents, full stops and possessives, so that "J.K. Röwe’s" and "JK Rowe" are one name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DROPPED = re.compile(r"[’'][sS](?=\s|$)|[.’']")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


def fold(name: str) -> str:
    """Return the key of a name: its words, folded, with single blanks between; empty for a name without letters or digits."""
    plain = _DROPPED.sub("", unaccented(name).casefold())
    return " ".join(_WORD.findall(plain))


def outlets_in(names: Iterable[str | None]) -> int:
    """Return how many different outlets these names are; "The Tern" and "Tern" are one, None is none."""
    return len({_ARTICLE.sub("", name).casefold() for name in names if name})


def unaccented(text: str) -> str:
    """Return the text without marks over and under letters; it may be shorter or longer than it was."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
