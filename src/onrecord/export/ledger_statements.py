"""Statements of many articles as a list, the voices that made them, and one article's versions, on a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_answer import in_sentence, number
from onrecord.export.printable import masked, printable
from onrecord.export.report_sections import columns
from onrecord.export.report_statements import CONTENT_STYLE, SOURCE_STYLES
from onrecord.export.sourcing import NOBODY, THE_ARTICLE
from onrecord.export.wording import committed, kind_name, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from onrecord.records import SourceKind
    from onrecord.store.kept import Listed, Version, Voice

LONGEST_WORDS = 700
"""Characters of one statement printed; ``--json`` has all of it."""
MATCH_STYLE = "bold reverse"
_NAMELESS: dict[SourceKind, str] = {"none": NOBODY, "author": THE_ARTICLE}


def listing(found: Sequence[Listed], *, colour: bool) -> RenderableType:
    """Return statements: in the margin who, when and in which outlet, beside it the words with those that matched marked.

    Without ``colour`` square brackets stand round the words that matched.
    """
    table = columns(12)
    for index, each in enumerate(found):
        if index:
            table.add_row()
        table.add_row(_margin(each), _words(each, colour=colour))
    return table


def over_time(found: Sequence[Listed], *, colour: bool, speakers: bool) -> RenderableType:
    """Return statements under the days on which they were said, in the order given; ``speakers``: each with whose it is."""
    parts: list[RenderableType] = []
    for day, same in groupby(found, key=lambda each: each.day):
        parts.append(Text(f"  {moment(day)}" if day else "  day unknown", "cyan"))
        for each in same:
            said_by = Text.assemble((speaker_of(each), SOURCE_STYLES[each.kind]), ": ") if speakers else Text()
            parts.append(Padding(said_by.append_text(_words(each, colour=colour)), (0, 0, 0, 4)))
    return Group(*parts)


def voices(found: Iterable[Voice]) -> RenderableType:
    """Return a table of voices: how much they said, how much is said about them, what they are, and their ids."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ("said", "about"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("name", overflow="fold")
    table.add_column("kind", overflow="fold")
    table.add_column("id", no_wrap=True)
    for voice in found:
        name = Text(printable(voice.name), "bold")
        if voice.also:
            name.append(f" (joined from {len(voice.also) + 1})", "dim")
        kind, key = Text(voice.kind, "dim"), Text(printable(voice.id), "dim")
        table.add_row(f"{voice.said:,}", f"{voice.about:,}", name, kind, key)
    return table


def versions(found: Sequence[Version], shown: int) -> RenderableType:
    """Return the versions of an article, the one that is shown marked."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for version in found:
        mark = "shown" if version.number == shown else ""
        current = "current" if version.current else ""
        table.add_row(
            f"version {version.number}", f"added {moment(version.added_at)}", current, mark, Text(version.id, "dim")
        )
    return table


def speaker_of(each: Listed) -> str:
    """Return whose statement it is: a name, what the article calls the source, "nobody" or "the article"."""
    return _NAMELESS.get(each.kind) or printable(each.name or "") or "unknown"


def voice_line(voice: Voice) -> Text:
    """Return a voice with its figures in a line: "Bo Hill (person): 3 statements, spoken of in 2"."""
    about = f"spoken of in {voice.about:,}" if voice.about else "never spoken of"
    said = number(voice.said, "statement") if voice.said else "no statement"
    return Text.assemble((printable(voice.name), "bold"), f" ({voice.kind}): {said}, {about}")


def _margin(each: Listed) -> Text:
    """Return who said it, what kind of source that is, when, and in which outlet it stands."""
    text = Text.assemble((speaker_of(each), SOURCE_STYLES[each.kind]))
    lines = [kind_name(each.kind) if each.kind != "person" else "", moment(each.day) if each.day else "day unknown"]
    lines.append(in_sentence(each.outlet) if each.outlet else "outlet unknown")
    for line in filter(None, lines):
        text.append(f"\n{line}", "dim")
    return text


def _words(each: Listed, *, colour: bool) -> Text:
    """Return the words with the marks, what the source does with them where it does not plainly assert them, then id and place."""
    plain = masked(each.words)
    if colour:
        text = Text(plain, CONTENT_STYLE)
        for start, end in each.marks:
            text.stylize(MATCH_STYLE, start, end)
    else:
        text = Text(_bracketed(plain, each.marks))
    text.truncate(LONGEST_WORDS, overflow="ellipsis")
    mark = committed(each)
    if mark:
        text = Text.assemble((f"{mark}: ", "italic"), text)  # without it a denial would read as what was said
    where = f" in “{printable(each.headline)}”" if each.headline else ""
    return text.append(f"\n{printable(each.statement)}{where}", "dim")


def _bracketed(plain: str, marks: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(marks, reverse=True):
        plain = f"{plain[:start]}[{plain[start:end]}]{plain[end:]}"
    return plain
