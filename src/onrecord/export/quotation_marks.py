"""Words of an article between quotation marks: in one pair, those within nested as ‘ ’, and none that opens without closing.

Articles cut a quotation where their own words stand between, and a passage is cut where it gets long: what is left often has half a pair.
For print only; the exact words stay as they are wherever they are kept.
"""

from __future__ import annotations

import re

_DOUBLE = frozenset('"“”„‟«»')
_OPENING, _CLOSING = frozenset("“„‟«"), frozenset("”»")
_BETWEEN = re.compile(r"[\s….,;]*")
"""What may stand between two quotations of one statement for them to be shown as one."""
_SINGLE = re.compile(r"['‘].*['’]")
_SINGLE_INSIDE = re.compile(r"(?:^|[\s(\[])['‘]|['’](?:[\s.,;:!?)\]]|$)")
"""Where a quotation in single marks may begin or end, rather than an apostrophe stand."""


def quoted(words: str) -> str:
    """Return words between “ and ”, in the place of such marks of their own round all of them; others that have both halves become ‘ ’."""
    inner = words.strip()
    pairs, lone = _paired(inner)
    outer = _outer(inner, pairs)
    letters = list(inner)
    for at in {*lone, *(place for pair in outer for place in pair)}:
        letters[at] = ""
    for start, end in pairs:
        if (start, end) not in outer:
            letters[start], letters[end] = "‘", "’"
    shown = "".join(letters).strip()
    if outer:
        shown = shown.rstrip(" ,")
    elif not pairs and _SINGLE.fullmatch(shown) and not _SINGLE_INSIDE.search(shown[1:-1]):
        shown = shown[1:-1].rstrip(" ,")
    return f"“{shown}”"


def balanced(words: str) -> str:
    """Return words without quotation marks that have lost their other half; those that have it stay as they are."""
    _, lone = _paired(words)
    return "".join(letter for at, letter in enumerate(words) if at not in lone).strip() if lone else words


def _paired(words: str) -> tuple[list[tuple[int, int]], set[int]]:
    """Return the places of double marks in pairs, and of those that have no other half."""
    pairs: list[tuple[int, int]] = []
    lone: set[int] = set()
    waiting: list[int] = []
    for at, mark in enumerate(words):
        if mark not in _DOUBLE:
            continue
        if _opens(words, at, bool(waiting) and words[waiting[-1]] in "„»"):
            waiting.append(at)
        elif waiting:
            pairs.append((waiting.pop(), at))
        elif not (mark == '"' and words[at - 1 : at].isdigit()):  # inches stay
            lone.add(at)
    return pairs, lone | set(waiting)


def _opens(words: str, at: int, german: bool) -> bool:  # noqa: FBT001 - what is open already
    """Whether a mark begins a quotation: a curly one by its shape, a straight one by what stands before it."""
    mark = words[at]
    if mark in _CLOSING or (mark == "“" and german):
        return False
    if mark in _OPENING:
        return True
    before, after = words[at - 1 : at] if at else "", words[at + 1 : at + 2]
    return not after.isspace() and after != "" and (not before or before.isspace() or before in "([—–-‘'“")


def _outer(words: str, pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that hold all the words: one, or several with nothing but an ellipsis between them."""
    top = [(start, end) for start, end in sorted(pairs) if not any(a < start and end < b for a, b in pairs)]
    ends = [0, *(place for start, end in top for place in (start, end + 1)), len(words)]
    outside = [words[ends[at] : ends[at + 1]] for at in range(0, len(ends), 2)]
    return set(top) if top and all(_BETWEEN.fullmatch(part) for part in outside) else set()
