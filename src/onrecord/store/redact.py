"""A name blacked out of a reading: every letter of it becomes █, so that all offsets stay as they are.

In an article that has the person, the words of the name go wherever they stand with a capital ("Moss", "Ms Moss’s", "MOSS"), and in any case
inside what is no prose: addresses, handles, file names. That a namesake's surname goes too is the lesser harm.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.store.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

BLACK = "█"
SHORTEST = 3
"""Letters from which a single word of a name tells who it is; "de", "al" and initials go only as parts of the whole name."""
_NO_PROSE = re.compile(r"\S*[/@#_\\.=&?-]\S*\w|\S*\w[/@_\\=&?]\S*")


class _Plain(dict[int, str]):
    """Each character without its accent and in lower case, always as one character."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[0].casefold()
        self[code] = base if len(base) == 1 else chr(code)
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return the text without accents and capitals, character for character."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of somebody as patterns over plain text: ``whole`` in one piece, ``run_together`` as in handles, ``words`` one by one.

    ``single`` if one of the names has one word only: then there is no whole to look for.
    """

    whole: re.Pattern[str]
    words: re.Pattern[str]
    run_together: re.Pattern[str]
    single: bool

    def has_whole(self, text: str) -> bool:
        """Whether a whole name stands in a text: in any case and with any accents, a single word with a capital or in no prose."""
        return self.whole.search(plain(text)) is not None or (self.single and self.black(text) != text)

    def black(self, text: str) -> str:
        """Return a text of an article that has the person, with the names blacked out."""
        folded = plain(text)
        places = [match.span() for match in self.whole.finditer(folded)]
        places += [match.span() for match in self.run_together.finditer(folded)]
        loose = [match.span() for match in _NO_PROSE.finditer(text)]
        for match in self.words.finditer(folded):
            start, end = match.span()
            if not text[start:end].islower() or any(a <= start and end <= b for a, b in loose):
                places.append((start, end))
        for start, end in places:
            text = text[:start] + re.sub(r"[^\W_]", BLACK, text[start:end]) + text[end:]
        return text


def names_of(names: Iterable[str]) -> Names:
    """Return the patterns for all names of somebody."""
    split = [words for name in names if (words := fold(name).split())]
    full = [words for words in split if len(words) > 1]
    whole = (r"[\W_]+".join(_spelled(word) for word in words) for words in full)
    together = (re.escape("".join(words)) for words in full)
    alone = (_spelled(word) for words in split for word in words if len(word) >= SHORTEST or len(words) == 1)
    return Names(_alone(whole), _alone(alone), _any_of(together), any(len(words) == 1 for words in split))


def _spelled(word: str) -> str:
    """Return a word of a key as a pattern: full stops and apostrophes, which folding drops, may stand between its letters."""
    return r"[.’']?".join(re.escape(letter) for letter in word)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these, the longest first; nothing where there are none."""
    return re.compile("|".join(sorted(set(patterns), key=lambda one: (-len(one), one))) or r"(?!)")


def _alone(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_any_of(patterns).pattern})(?![^\W_])")


_CODES = frozenset(
    {"id", "article", "entity", "about", "kind", "mode", "type", "role", "block", "certainty", "polarity"}
)
"""Fields that hold the contract's own words and hashes."""


def black_out(value: Any, names: Names) -> Any:
    """Return decoded JSON with the names blacked out of every text in it; keys, shape and codes stay."""
    if isinstance(value, str):
        return names.black(value)
    if isinstance(value, list):
        return [black_out(item, names) for item in value]
    if isinstance(value, dict):
        return {key: item if _is_code(key, item, value) else black_out(item, names) for key, item in value.items()}
    return value


def _is_code(key: str, item: Any, whole: dict[str, Any]) -> bool:
    """Whether a field is one of the codes; not the caller's own id, which may be a file's name, nor the article of a reading."""
    return key in _CODES and not isinstance(item, dict) and "sha256" not in whole


def spans_again(value: Any, text: str) -> Any:
    """Return decoded JSON in which every span, which may begin in the middle of a name, has the words that stand in the text now."""
    if isinstance(value, list):
        return [spans_again(item, text) for item in value]
    if isinstance(value, dict):
        again = {key: spans_again(item, text) for key, item in value.items()}
        return (
            {**again, "text": text[again["start"] : again["end"]]}
            if again.keys() >= {"start", "end", "text"}
            else again
        )
    return value
