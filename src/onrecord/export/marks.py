"""The words of a passage with their marks, as HTML: ``<mark>`` elements that nest, each with a label for who listens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Literal

from onrecord.export.printable import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.export.passages import Passage
    from onrecord.records import SourceKind, Span, Statement

SOURCE_CLASSES: dict[SourceKind, str] = {
    "person": "person",
    "role": "body",
    "organisation": "body",
    "media": "body",
    "document": "body",
    "author": "body",
    "group": "unnamed",
    "anonymous": "unnamed",
    "none": "nobody",
}
"""The look of each kind of source: four looks that an eye can tell apart; the kind itself stands beside in words."""

Role = Literal["content", "cue", "source", "via"]
"""What marked words are in a statement."""

_DEPTH: dict[Role, int] = {"content": 0, "source": 1, "via": 1, "cue": 2}
"""What holds what where two marks cover the same words."""
_LABELS: dict[Role, str] = {"content": "what is said", "cue": "cue", "source": "source", "via": "channel"}


DEEPEST = 12
"""Marks open at one place. Real statements nest three deep; of a page made to nest a thousand deep the innermost stay unmarked, since each
mark that another one cuts is written again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of an article (code points), what it is in a statement, and the statement's number, 0 if it is the only one."""

    start: int
    end: int
    role: Role
    number: int
    look: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How marks are written as HTML: what ``opens`` one, what opens it again after a cut, and what ``closes`` it, there (True) or for a cut."""

    opens: Callable[[Mark], str]
    opens_again: Callable[[Mark], str]
    closes: Callable[[Mark, bool], str]


def marks_of(statement: Statement, number: int) -> list[Mark]:
    """Return the marks of one statement."""
    look = SOURCE_CLASSES[statement.source.kind]
    found = [Mark(s.start, s.end, "content", number) for s in statement.content]
    found += [Mark(s.start, s.end, "cue", number) for s in statement.cue]
    found += [Mark(s.start, s.end, "source", number, look) for s in statement.source.spans]
    return found + [Mark(s.start, s.end, "via", number) for via in statement.via for s in via.spans]


def marked_passage(text: str, passage: Passage) -> str:
    """Return the passage of ``text``, an article's, with the marks of all its statements."""
    several = len(passage.statements) > 1
    numbered = enumerate(passage.statements, 1)
    marks = [mark for number, s in numbered for mark in marks_of(s, number if several else 0)]
    return marked(text, passage.start, passage.end, marks)


def marked_source(text: str, where: tuple[int, int], statement: Statement, span: Span) -> str:
    """Return a sentence of ``text`` with the words that name the source of a statement that stands elsewhere."""
    return marked(text, *where, [Mark(span.start, span.end, "source", 0, SOURCE_CLASSES[statement.source.kind])])


def marked(text: str, start: int, end: int, marks: Iterable[Mark], drawing: Drawing | None = None) -> str:
    """Return ``text[start:end]`` as HTML with those marks round its words that lie within, drawn as in the report unless said otherwise.

    HTML can't overlap without nesting, so a mark that another one's end cuts goes on in a second element.
    """
    drawing = drawing or _REPORT
    inside = [mark for mark in set(marks) if start <= mark.start < mark.end <= end]
    waiting = sorted(inside, key=lambda mark: (-mark.start, mark.end, -_DEPTH[mark.role], -mark.number))  # last is next
    places = sorted({start, end, *(mark.start for mark in inside), *(mark.end for mark in inside)})
    words = masked(text[start:end])
    pieces: list[str] = []
    stack: list[Mark] = []
    for place, following in zip(places, [*places[1:], end], strict=True):
        pieces += _closed(stack, place, drawing)
        while waiting and waiting[-1].start == place:
            mark = waiting.pop()
            if len(stack) < DEEPEST:
                stack.append(mark)
                pieces.append(drawing.opens(mark))
        pieces.append(escape(words[place - start : following - start]))
    return "".join(pieces)


def clipped(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """Return the parts of marks that lie between two places, for words that run over the end of a paragraph."""
    return [
        replace(mark, start=max(mark.start, start), end=min(mark.end, end))
        for mark in marks
        if mark.start < end and mark.end > start
    ]


def _closed(stack: list[Mark], place: int, drawing: Drawing) -> Iterator[str]:
    """Close the marks that end at ``place``; those open inside them are closed with them and opened again."""
    ending = [index for index, mark in enumerate(stack) if mark.end == place]
    if not ending:
        return
    above = stack[ending[0] :]
    del stack[ending[0] :]
    for mark in reversed(above):
        yield drawing.closes(mark, mark.end == place)
    for mark in above:
        if mark.end > place:
            stack.append(mark)
            yield drawing.opens_again(mark)


def _opening(mark: Mark) -> str:
    label = _LABELS[mark.role] + (f" {mark.number}" if mark.number else "")
    shown = f'<span class="number" aria-hidden="true">{mark.number}</span>' if mark.number else ""
    return f'<mark class="{_classes(mark)}">{unseen(f"({label}) ")}{shown if mark.role != "cue" else ""}'


def _closing(mark: Mark, ends: bool) -> str:  # noqa: FBT001 - Drawing.closes names it
    return (unseen(" (end)") if mark.role == "content" and ends else "") + "</mark>"


def _classes(mark: Mark) -> str:
    return f"{mark.role} {mark.look}".rstrip()


def unseen(words: str) -> str:
    """Return words for who listens; an ``aria-label`` would not do, since ARIA lets no ``mark`` be named."""
    return f'<span class="unseen">{words}</span>'


_REPORT = Drawing(_opening, lambda mark: f'<mark class="{_classes(mark)}">', _closing)
