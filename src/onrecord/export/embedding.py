"""JSON as text that is harmless wherever it is put: it can't end a ``script`` element, and UTF-8 can hold it."""

from __future__ import annotations

import json
from typing import Any

_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x7F, 0xA0))
_ESCAPES = {
    ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029",
    **{character: f"\\u{character:04x}" for character in _TURNING},
}  # fmt: skip
"""``<`` and ``>`` so that no ``</script>`` and ``<!--`` stand in it (HTML, 4.12.1.3), ``&`` for XHTML, and the two separators that
ended a line of JavaScript before ECMAScript 2019; and the controls that turn a line around (UAX 9) or move a cursor, so that the text
can be shown. In JSON all of them can only stand within strings, where these escapes mean them."""


def embeddable(value: Any, *, indent: int | None = None) -> str:
    """Return a JSON value as text for a page or a file. Raises ValueError for what JSON can't hold."""
    return json.dumps(without_surrogates(value), ensure_ascii=False, allow_nan=False, indent=indent).translate(_ESCAPES)


def without_surrogates(value: Any) -> Any:
    """Return a JSON value in which each lone surrogate, which UTF-8 can't hold, is U+FFFD."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(one) for one in value]
    return value
