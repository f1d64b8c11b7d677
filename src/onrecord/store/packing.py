"""Between the records and what a row holds: compressed JSON, days as numbers, keys as numbers, moments as text."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from onrecord.errors import UsageError
from onrecord.records import as_json, reading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Article, Reading

LEVEL = 6
"""Of zlib: one more costs twice the time and saves a hundredth."""
TRAIT_BYTES = 6
"""Of a hashed key: a stray match among ten million comes once in 28 questions, and is thrown out when the two are compared."""
_LARGEST = 1 << 63
"""What SQLite counts to."""


def two_numbers(cursor: str) -> tuple[int, int]:
    """Return the two numbers that a cursor is made of. Raises UsageError for anything else, and for what SQLite can't count to."""
    try:
        first, second = (int(part) for part in cursor.split(":"))
    except ValueError:
        first = second = _LARGEST
    if max(abs(first), abs(second)) >= _LARGEST:
        raise UsageError(f"{cursor!r} is no cursor of a page; give one that a page came with")
    return first, second


def pack(value: Any) -> bytes:
    """Return decoded JSON as compressed bytes."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpack(data: bytes) -> Any:
    """Return what ``pack`` was given."""
    return json.loads(zlib.decompress(data))


def pack_reading(reading: Reading) -> bytes:
    """Return a whole reading as compressed bytes."""
    return pack(as_json(reading))


def unpack_reading(data: bytes) -> Reading:
    """Return what ``pack_reading`` was given."""
    return reading_of(unpack(data))


def day_number(iso: str | None) -> int:
    """Return the number of the day in an ISO day or time, 0 for None or for what is no whole day ("2024-03")."""
    try:
        return date.fromisoformat((iso or "")[:10]).toordinal()
    except ValueError:
        return 0


def day_text(number: int) -> str | None:
    """Return the ISO day of a number, None for 0."""
    return date.fromordinal(number).isoformat() if number else None


def days(since: str | None, until: str | None) -> tuple[int, int]:
    """Return the numbers of the first and the last day wanted, 0 and a day that never comes where none is named.

    Raises UsageError for what is no day.
    """
    for day in (since, until):
        if day and not day_number(day):
            raise UsageError(f"{day!r} is no day; write it as 2024-03-01")
    return day_number(since), day_number(until) or 1 << 62


def now() -> str:
    """Return this moment, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def content_hash(article: Article) -> bytes:
    """Return the hash of what a reader would call the article: its headline and its text."""
    return hashlib.blake2b(f"{article.headline or ''}\0{article.text}".encode(), digest_size=16).digest()


def trait_numbers(kind: str, values: Sequence[str | int]) -> list[int]:
    """Return keys or bands as numbers, each once, in their order."""
    hashed = (hashlib.blake2b(f"{kind}:{value}".encode(), digest_size=TRAIT_BYTES).digest() for value in values)
    return list(dict.fromkeys(int.from_bytes(digest, "big") for digest in hashed))


def pack_traits(traits: Sequence[int]) -> bytes:
    """Return numbers of traits one behind the other."""
    return b"".join(trait.to_bytes(TRAIT_BYTES, "big") for trait in traits)


def unpack_traits(data: bytes) -> list[int]:
    """Return what ``pack_traits`` was given."""
    return [int.from_bytes(data[i : i + TRAIT_BYTES], "big") for i in range(0, len(data), TRAIT_BYTES)]


def opaque_id(*parts: str) -> str:
    """Return sixteen hexadecimal digits that stand for these parts, always the same."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()
