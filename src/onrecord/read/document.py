"""A document: one page as it came in, before anything was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.records import Byline, Problem


@dataclass(frozen=True, slots=True)
class Document:
    """One page, not yet decoded or parsed, with what its container says of it.

    ``source`` is the caller's id, path or URL. ``data`` is bytes (undecoded, uncompressed) or text. ``format`` is
    ``html`` or ``text``, or None where the content must tell. ``encoding`` is what the transport said (HTTP header).
    The other fields are the container's word (JSONL, WARC, feed, ninjs) and take precedence over the page's; ``bylines`` are lines
    that name somebody, or records where the container tells people from agencies. A document that
    could not be had has ``data`` None, and ``problems`` say why.
    """

    source: str
    data: bytes | str | None
    format: str | None = None
    encoding: str | None = None
    url: str | None = None
    outlet: str | None = None
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    bylines: tuple[str | Byline, ...] = ()
    problems: tuple[Problem, ...] = ()
    own_id: str | None = None
    """The id that a line of JSONL gives itself; a path or address is none."""
