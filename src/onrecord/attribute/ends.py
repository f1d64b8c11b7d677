"""Where sentences end: what the reader says, set right where print leaves no doubt.

A full stop behind "St" or "Lt" before a capital ends nothing; one inside closing quotation marks before a capital always ends a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTENED = re.compile(
    r"(?:^|[\s(\"“‘'])(?:St|Ste|Mt|Ft|Mr|Mrs|Ms|Dr|Prof|Lt|Sgt|Cpl|Capt|Col|Maj|Gen|Adm|Sen|Rep|Gov|Rev|Fr|Hon|Supt|Insp|Cllr|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$"
)
"""Words that AP shortens before a name or a number, at the end of a stretch; each is followed by the word that it belongs to."""
_LONGEST = 8
"""Characters of a shortened word with what stands before it."""
_GOES_ON = re.compile(r"\s*(?:[A-Z]|\d)")
_QUOTED_END = re.compile(r"[^\s.]\.[\"”](?=\s+[A-Z“\"])")


def sentence_ends(text: str, found: Sequence[int]) -> tuple[int, ...]:
    """Return the offsets right after each sentence of ``text``, in order; ``found`` are the reader's."""
    kept = {
        end
        for end in found
        if not (_SHORTENED.search(text[max(0, end - _LONGEST) : end]) and _GOES_ON.match(text, end))
    }
    return tuple(sorted(kept | {match.end() for match in _QUOTED_END.finditer(text)}))
