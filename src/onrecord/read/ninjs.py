"""ninjs, the IPTC's news in JSON (iptc.org/standards/ninjs), versions 1, 2 and 3: each item with a text is an article.

The versions differ in their names: ``headline`` and ``body_text`` in 1, ``headlines`` and ``bodies`` with roles in 2 and 3, lower case
in 2 (``versioncreated``), camel case in 3 (``versionCreated``). All are read alike, whichever version an item says that it is of. A
file holds one item, a list of items, or an item a line.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from onrecord.problems import problem
from onrecord.read.bylines import bylines_of
from onrecord.read.dates import machine_date
from onrecord.read.decode import clean
from onrecord.read.document import Document
from onrecord.read.feeds import as_page
from onrecord.read.jsonl import lines_of
from onrecord.records import Byline

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from onrecord.records import BylineRole, Problem
    from onrecord.settings import Limits

AS_READ = "asRead"
"""The role of a body that OnRecord wrote: the text as it was read, in which the offsets of statements count."""
PUBLISHED, MODIFIED = "published", "modified"
"""Roles of descriptions that hold a day, which ninjs has no property for: its dates have a time and an offset."""
BYLINE_RELS: dict[str, BylineRole] = {
    "author": "author",
    "creator": "author",
    "agency": "agency",
    "contributor": "contributor",
    "entry": "entry",
}
"""What a person's or body's relation to an item is where the item is by them."""
PUBLISHER = "publisher"
"""The role of the information source that is the outlet."""
DEEPEST = 4
"""How deep items with texts are looked for inside items without: a package of packages has three."""

_TAG = re.compile(r"<[^<>]+>")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_KEY = re.compile(rb'(?<!\\)"uri"\s*:')
_OWN_KEY = re.compile(
    rb'(?<!\\)"(?:headlines|bodies|body_\w+|version_?created|first_?created|representation_?type|pub_?status|copyright_?(?:holder|notice))"\s*:',
    re.IGNORECASE,
)
_STANDARD = re.compile(rb'(?<!\\)"(?:name|\$standard)"\s*:\s*"ninjs"|ninjs-schema', re.IGNORECASE)
_BRACE = re.compile(rb'\s*(?:\[\s*)?\{\s*(?:"|\})')
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_BODY = re.compile(r"body(?:_\w+)?")
_DATES = {
    PUBLISHED: ("firstcreated", "contentcreated", "versioncreated"),
    MODIFIED: ("versioncreated",),
}


def is_ninjs(head: bytes, *, cut: bool) -> bool:
    """Tell by the first bytes of a file whether it holds ninjs: an object, or a list of them, with a ``uri`` and a key that only ninjs has.

    Where the head is ``cut`` off, a long text may stand before the ``uri``.
    """
    if not _BRACE.match(head) or not (_OWN_KEY.search(head) or _STANDARD.search(head)):
        return False
    return cut or _KEY.search(head) is not None


def items(stream: io.BufferedIOBase, source: str, limits: Limits) -> Iterator[Document]:
    """Yield a Document for each item: an object, a list of objects, or one of either a line.

    ``source`` names the whole; a Document's own source is the item's ``uri``, else ``source#N``. What can't be read is a Document
    with a ``bad_ninjs`` problem, an item without a text one with ``no_body``. Lines are held one at a time; an item or a list that is
    spread over lines is held whole and may have ``Limits.jsonl_line_bytes``. Errors of ``stream`` pass through.
    """
    number = 0
    for where, data in _pieces(stream, limits):
        value, problems = _parsed(data, where, limits)
        for one in value if isinstance(value, list) and value else [value]:
            number += 1
            name = f"{source}#{number}"
            if value is None:
                yield Document(name, None, problems=problems)
            else:
                yield from (
                    replace(found, problems=(*problems, *found.problems))
                    for found in _documents(one, name, where, limits)
                )


def _pieces(stream: io.BufferedIOBase, limits: Limits) -> Iterator[tuple[str | None, bytes | None]]:
    """Yield the pieces of JSON, None for one over the limit, each with the line it stands in, None where it is the whole."""
    most = limits.jsonl_line_bytes
    lines = ((n, line) for n, line in enumerate(lines_of(stream, most), 1) if line is None or line.strip())
    first, second = next(lines, None), next(lines, None)
    start = [line for line in (first, second) if line is not None]
    if first and second and _goes_on(first[1], second[1]):
        held, size = [], 0
        for _, line in chain(start, lines):
            held.append(line or b"")
            size = most + 1 if line is None else size + len(line)
            if size > most:
                break
        yield None, b"".join(held) if size <= most else None
        return
    for number, line in chain(start, lines):
        yield f"line {number}", line


def _goes_on(first: bytes | None, second: bytes | None) -> bool:
    """Tell whether a value goes on in the next line: it is not whole, and what follows is not an object of its own."""
    if first is None or first.lstrip()[:1] not in {b"{", b"["}:
        return False
    if first.lstrip().startswith(b"{") and (second or b"").startswith(b"{"):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return True
    return False


def _parsed(data: bytes | None, where: str | None, limits: Limits) -> tuple[Any, tuple[Problem, ...]]:
    """Return a value with what is wrong with its characters; None with the reason where there is none."""
    if data is None:
        most = f"{limits.jsonl_line_bytes / 1e6:g} MB"
        return None, (problem("too_large", where=where, detail=most, setting="jsonl_line_bytes"),)
    decoded = data.decode("utf-8", "replace")
    bad = decoded.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    try:
        value = json.loads(decoded)
    except RecursionError:
        return None, (problem("bad_ninjs", where=where, detail="it nests too deep"),)
    except ValueError as error:
        reason = "it is not valid JSON: " + " ".join(str(error).split())[:120]
        return None, (problem("bad_ninjs", where=where, detail=reason),)
    if value is None:
        return None, (problem("bad_ninjs", where=where, detail="it is null"),)
    return value, (problem("invalid_characters", where=where, detail=bad),) if bad > 0 else ()


def _documents(item: Any, name: str, where: str | None, limits: Limits) -> Iterator[Document]:
    """Yield the article of an item; where it has no text of its own, those of the items inside it; else why there is none."""
    if not isinstance(item, dict):
        yield Document(name, None, problems=(problem("bad_ninjs", where=where, detail="an item is an object"),))
        return
    inside = [item] if _body(item) else list(_with_text(item, DEEPEST))
    for one in inside:
        yield _document(one, name, where, limits)
    if not inside:
        kind = _word(item, "type") or "not stated"
        known = "it has neither uri nor headline nor body" if not _known(item) else ""
        found = (
            problem("bad_ninjs", where=where, detail=known) if known else problem("no_body", where=where, detail=kind)
        )
        yield Document(_word(item, "uri") or name, None, problems=(found,))


def _known(item: dict[str, Any]) -> bool:
    return any(key in item for key in ("uri", "headline", "headlines", "bodies", "associations"))


def _with_text(item: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Yield the items with a text that are associated with one without; version 1 has them by name, later ones in a list."""
    inside = item.get("associations")
    found = inside.values() if isinstance(inside, dict) else inside if isinstance(inside, list) else ()
    for one in found:
        if isinstance(one, dict) and _body(one):
            yield one
        elif isinstance(one, dict) and depth > 1:
            yield from _with_text(one, depth - 1)


def _document(item: dict[str, Any], name: str, where: str | None, limits: Limits) -> Document:
    text, kind = _body(item) or ("", "text")
    headline = _headline(item)
    uri = _word(item, "uri")
    problems: tuple[Problem, ...] = ()
    data: str | None = text if kind == "text" else as_page(text, headline)
    if len(text) > limits.page_bytes:
        most = f"{limits.page_bytes / 1e6:g} MB"
        data, problems = None, (problem("too_large", where=where, detail=most, setting="page_bytes"),)
    return Document(
        uri or name, data, kind, url=_address(item) or (uri if uri and _WEB.fullmatch(uri) else None), outlet=_outlet(item),
        headline=headline, published=_date(item, PUBLISHED), modified=_modified(item), bylines=_bylines(item),
        problems=problems, own_id=uri,
    )  # fmt: skip


def _body(item: dict[str, Any]) -> tuple[str, str] | None:
    """Return the text of an item and whether it is ``text`` or ``html``, or None.

    The text as OnRecord read it comes first, then plain text in paragraphs, then markup, then plain text that runs on in one line.
    """
    bodies = [body for body in _stated(item, "bodies") if str(body["value"]).strip()]
    if not bodies:
        bodies = [
            {"role": key, "contenttype": "text/plain" if key in {"body", "body_text"} else "text/html", "value": value}
            for key, value in item.items()
            if _BODY.fullmatch(key) and isinstance(value, str) and value.strip()
        ]
    plain = [body for body in bodies if _is_plain(body)]
    markup = [body for body in bodies if not _is_plain(body)]
    as_read = [body for body in plain if body.get("role") == AS_READ]
    apart = [body for body in plain if "\n" in body["value"].strip()]
    best = next(iter([*as_read, *_main(apart), *_main(markup), *_main(plain)]), None)
    return None if best is None else (best["value"], "text" if _is_plain(best) else "html")


def _main(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return bodies with the main one first."""
    return sorted(bodies, key=lambda body: body.get("role") != "main")


def _is_plain(body: dict[str, Any]) -> bool:
    """Tell whether a body is plain text: by what it says of itself, else by having no tags."""
    stated = str(body.get("contenttype") or "").lower()
    if stated:
        return not any(mark in stated for mark in ("html", "xml", "nitf"))
    return not _TAG.search(body["value"])


def _headline(item: dict[str, Any]) -> str | None:
    """Return the main headline, else the first, without tags."""
    stated = _stated(item, "headlines")
    main = [each for each in stated if each.get("role") in {"main", None}] or stated
    words = (
        main[0]["value"]
        if main
        else _word(item, "headline")
        or next((value for key, value in item.items() if key.startswith("headline_") and isinstance(value, str)), "")
    )
    marked = bool(main) and "html" in str(main[0].get("contenttype") or "")
    return _line(html.unescape(_TAG.sub("", words)) if marked else words)


def _outlet(item: dict[str, Any]) -> str | None:
    """Return the publisher among the sources of information, else who holds the copyright, else the only source."""
    sources = _listed(item, "infosources") or _listed(item, "infosource")
    publishers = [each for each in sources if each.get("role") == PUBLISHER]
    only = sources if len(sources) == 1 and not sources[0].get("role") else []
    named = [_line(each.get("name")) for each in publishers]
    return next(
        filter(None, [*named, _word(item, "copyrightholder"), *(_line(each.get("name")) for each in only)]), None
    )


def _bylines(item: dict[str, Any]) -> tuple[str | Byline, ...]:
    """Return whom the item is by: people and bodies with that relation, as they stand; else the line that says it, to be taken apart."""
    named = [
        Byline(name, role)
        for key in ("people", "person", "organisations", "organisation")
        for each in _listed(item, key)
        if (role := BYLINE_RELS.get(str(each.get("rel")))) and (name := _line(each.get("name")))
    ]
    # The line has them in the order in which they are printed.
    line = _word(item, "by") or _word(item, "byline") or ""
    if named:
        return tuple(sorted(dict.fromkeys(named), key=lambda byline: line.find(byline.name)))
    return bylines_of([line]) if line else ()


def _date(item: dict[str, Any], role: str) -> str | None:
    """Return a date as the item states it, ISO 8601; one without a time stands among the descriptions."""
    days = [each["value"] for each in _stated(item, "descriptions") if each.get("role") == role]
    moments = [_word(item, name) for name in _DATES[role]]
    return next((found for value in [*days, *moments] if value and (found := _iso(value))), None)


def _iso(value: str) -> str | None:
    """Return a date as it stands where it is ISO 8601, so that nothing is added to it or lost; else what it means."""
    return value if _ISO.fullmatch(value) else machine_date(value)


def _modified(item: dict[str, Any]) -> str | None:
    """Return when the item was last changed, where that is not when it was published."""
    changed = _date(item, MODIFIED)
    return changed if changed != _date(item, PUBLISHED) else None


def _address(item: dict[str, Any]) -> str | None:
    """Return the address of the page among the renditions: a page in HTML, for the web."""
    inside = item.get("renditions")
    named = inside.items() if isinstance(inside, dict) else ((None, each) for each in _listed(item, "renditions"))
    for key, each in named:
        one = _lower(each) if isinstance(each, dict) else {}
        is_page = "html" in str(one.get("contenttype") or one.get("mimetype") or "")
        address = one.get("href")
        if is_page and (key or one.get("name")) == "web" and isinstance(address, str) and _WEB.fullmatch(address):
            return clean(address)[0]
    return None


def _listed(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects in a list, their names in lower case; whatever else stands there is passed over."""
    inside = _lower(item).get(name)
    return [_lower(each) for each in inside if isinstance(each, dict)] if isinstance(inside, list) else []


def _stated(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects in a list that have a string as their value."""
    return [each for each in _listed(item, name) if isinstance(each.get("value"), str)]


def _word(item: dict[str, Any], name: str) -> str | None:
    return _line(_lower(item).get(name))


def _lower(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object with its names in lower case, in which versions 2 and 3 are alike."""
    return {key.lower(): value for key, value in item.items()}


def _line(value: Any) -> str | None:
    """Return a string on one line, without characters that can't be printed; None for nothing or anything else."""
    return (" ".join(clean(value)[0].split()) or None) if isinstance(value, str) else None
