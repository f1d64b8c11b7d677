"""Text of a stranger's page made safe to print: it can't move the cursor, change colours or turn the line around."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""C0 and C1 controls (ECMA-48), the bidirectional controls of UAX 9, separators that some terminals act on, and lone
surrogates. Tabs and line ends are white space, see below."""


def printable(text: str) -> str:
    """Return ``text`` on one line: controls become U+FFFD, white space of any kind becomes single blanks."""
    return " ".join(_UNSAFE.sub("\ufffd", text).split())


def masked(text: str) -> str:
    """Return ``text`` with every control and white space replaced by one character each, so that offsets stay valid.

    Of the line ends of a paragraph one is kept, the last, so that paragraphs begin on a line of their own.
    """
    return re.sub(r"[^\S\n]|\n(?=\s)", " ", _UNSAFE.sub("\ufffd", text))
