"""What a form of the page "Add" asks to be read: a pasted text, files, or addresses, checked before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from onrecord.errors import UnreadableError
from onrecord.export.printable import printable
from onrecord.read.addresses import parse_address
from onrecord.read.document import Document

if TYPE_CHECKING:
    from starlette.datastructures import FormData

PASTED = "pasted text"
LONGEST_NAME, LONGEST_ADDRESS = 120, 2_000
"""Characters of a file's name or of a field that are kept, and of an address: servers take no longer ones either."""
LONGEST_FIELD = 200_000
"""Characters of a field that are looked at: a hundred of the longest addresses. Every one costs time in which nobody else is answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as it was filled in, so that it can be shown again, and what it asks to be read."""

    way: str = "text"
    text: str = ""
    headline: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    addresses: str = ""
    inputs: tuple[Document | str, ...] = ()


class WrongFormError(Exception):
    """A form that can't be read as it is; the message says what to do, ``asked`` is what it held."""

    def __init__(self, message: str, asked: Asked) -> None:
        """Keep both."""
        self.asked = asked
        super().__init__(message)


async def asked_of(form: FormData, most: int) -> Asked:
    """Return what a form asks to be read: a text with what is known of it, up to ``most`` files, or as many addresses. Raises WrongFormError."""
    text, way = form.get("text"), form.get("way")
    asked = Asked(
        way if isinstance(way, str) and way in {"text", "files", "addresses"} else "text",
        text if isinstance(text, str) else "", _words(form, "headline"), _words(form, "outlet"), _words(form, "published"),
        _words(form, "url"), _lines(form),
    )  # fmt: skip
    if asked.way == "files":
        return replace(asked, inputs=await _files(form, asked))
    if asked.way == "addresses":
        return replace(asked, inputs=_addresses(asked, most))
    return replace(asked, inputs=(_pasted(asked),))


def _pasted(asked: Asked) -> Document:
    if not asked.text.strip():
        raise WrongFormError("There is no text yet: paste an article, or the source of its page.", asked)
    if asked.published:
        try:
            date.fromisoformat(asked.published)
        except ValueError:
            raise WrongFormError(f"{asked.published} is no day; write it as 2025-03-31.", asked) from None
    if asked.url:
        _check(asked.url, asked)
    return Document(
        PASTED, asked.text, url=asked.url or None, outlet=asked.outlet or None, headline=asked.headline or None,
        published=asked.published or None,
    )  # fmt: skip


async def _files(form: FormData, asked: Asked) -> tuple[Document, ...]:
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if not files:
        raise WrongFormError("No file was chosen.", asked)
    return tuple([Document(_name(one.filename or ""), await one.read()) for one in files])


def _addresses(asked: Asked, most: int) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(asked.addresses.split()))
    if not found:
        raise WrongFormError("There is no address yet: write one a line.", asked)
    if len(found) > most:
        raise WrongFormError(f"These are {len(found)} addresses; {most} are read at a time.", asked)
    for address in found:
        _check(address, asked)
    return found


def _check(address: str, asked: Asked) -> None:
    """Raise WrongFormError for what is no address of the web; whether it may be fetched is found when it is."""
    try:
        if len(address) > LONGEST_ADDRESS:
            raise WrongFormError(f"An address has more than {LONGEST_ADDRESS:,} characters.", asked)
        parse_address(address, any_port=True)
    except UnreadableError as error:
        raise WrongFormError(f"{printable(address)}: {error.problems[0].message}.", asked) from error


def _words(form: FormData, name: str) -> str:
    """Return a field on one line, without what can't be printed."""
    given = form.get(name)
    return printable(given[:LONGEST_FIELD])[:LONGEST_ADDRESS].strip() if isinstance(given, str) else ""


def _lines(form: FormData) -> str:
    given = form.get("addresses")
    return "\n".join(printable(line) for line in given[:LONGEST_FIELD].splitlines()) if isinstance(given, str) else ""


def _name(given: str) -> str:
    """Return a file's own name, whatever folders came before it, with its end where it is too long: that tells the format."""
    name = printable(PurePosixPath(PureWindowsPath(given).name).name) or "file"
    return name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME:]}"
