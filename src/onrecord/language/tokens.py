"""Words and marks of a phrase, as offsets into the article's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:[’'.\-–&/@_][^\W_]+)*(?:['’](?=\s|$))?|@\w+|\.{3}|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of punctuation."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """The text in lower case, a possessive ending left out."""
        return _lowered(self.text)

    @property
    def is_word(self) -> bool:
        """Whether it is a word, a number or a handle."""
        return self.text[0].isalnum() or self.text[0] == "@"

    @property
    def is_name(self) -> bool:
        """Whether it is written like a part of a name: with a capital, as a handle, or with a digit ("50 Cent")."""
        return self.text[0].isupper() or self.text[0] == "@" or self.text[0].isdigit()


@lru_cache(maxsize=1 << 16)
def _lowered(word: str) -> str:
    """Return the word in lower case without a possessive; remembered, since it is asked of the same words again and again."""
    return without_possessive(word).lower()


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Split ``text[start:end]`` into words and marks."""
    return [Token(*match.span(), match.group()) for match in _TOKEN.finditer(text, start, end)]


def placed(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Split ``text[start:end]`` into words and marks and return where each begins and what it is."""
    return [(match.start(), match.group()) for match in _TOKEN.finditer(text, start, end)]


def pieces(text: str) -> list[str]:
    """Split ``text`` into words and marks and return these alone, for where it does not matter where they stand."""
    return _TOKEN.findall(text)


def without_possessive(word: str) -> str:
    """Return ``word`` without the ending of the possessive: "Moss’s" -> "Moss"."""
    if word.endswith(("’s", "'s")):
        return word[:-2]
    return word[:-1] if len(word) > 1 and word[-1] in "’'" else word
