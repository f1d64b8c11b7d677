"""The trail of a story as a picture: who had it from whom, the articles by day from left to right, where it all goes back to at the left.

Inline SVG for a page: class names and no styles, so that it works under a strict content security policy; ``web/static/trail.css`` has
its look. Links lead to articles, and from each line to the words that prove it, in the list that stands with the picture (``step_id``).
Everything that an article says is escaped.
"""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from onrecord.export.ledger_answer import answer_of, in_sentence, number, root_name
from onrecord.export.ledger_trail import article_name
from onrecord.export.printable import printable
from onrecord.export.trail_layout import (
    CHARACTERS,
    HEAD,
    LINE_HEIGHT,
    MARGIN,
    PADDING,
    ROOT_WIDTH,
    Box,
    Dot,
    label_of,
    laid_out,
    shortened,
    wrapped,
)
from onrecord.export.trail_picture import picture_of
from onrecord.export.trail_words import cut, day_words, edge_words, heading_of, kind_of_root, look_of
from onrecord.export.wording import kind_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onrecord.export.denials import Denier
    from onrecord.export.trail_layout import Layout, Line, Placed
    from onrecord.export.trail_picture import Name, Picture
    from onrecord.records import Story

DENIES = "denies it"
MOST_DENIERS = 4
"""Boxes of those who deny the claim; how many more there are is said below them."""
INFERRED = "no article says so in these words; it follows from what the others say"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_SAMPLE = (
    '<svg class="trail" width="44" height="22" viewBox="0 0 44 22" aria-hidden="true" focusable="false">{drawing}</svg>'
)
_LINE = '<g class="edge {}"><path class="way" d="M42 11H10"/><path class="head" d="M2 11L10 7L10 15Z"/></g>'
_KEY = (
    (
        "hatched",
        '<g class="box unnamed hatched"><rect class="frame hatch-ground" x="2" y="2" width="40" height="18" rx="4"/>{}</g>'.format(
            '<path class="hatch-stroke" d="M4 18L18 4M12 19L27 4M21 19L36 4M30 19L40 9"/>'
        ),
        "source without a name",
    ),
    (
        "counted",
        '<g class="box body counted"><rect class="frame" x="2" y="3" width="40" height="16" rx="4"/></g>',
        "counted as a source of the claim",
    ),
    ("credits", _LINE.format("credits"), "credits"),
    ("copies", _LINE.format("copies"), "copies much of its text from"),
    ("rewrites", _LINE.format("rewrites"), "rewrites, some of it word for word"),
    ("inferred", _LINE.format("inferred"), "goes back to, as the others have it"),
    (
        "copy",
        '<g class="article copy"><circle cx="22" cy="11" r="9"/><text x="22" y="15">3</text></g>',
        "an article that is a copy",
    ),
    (
        "denied",
        '<g class="article"><circle class="denied" cx="22" cy="11" r="10"/><circle cx="22" cy="11" r="7"/></g>',
        "an article that carries a denial",
    ),
    (
        "row",
        '<g class="article"><circle cx="11" cy="11" r="9"/><circle cx="32" cy="11" r="9"/></g>',
        "articles that do the same share a row",
    ),
)
"""The marks that a picture can have: what it is about, a drawing of it, and what it means."""
LONGEST_ANSWER = 600
_KEY_STEP = 26.0
"""Height of a line of the key under a picture that is a file of its own."""
_STEP = 44.0
"""Distance of days from which each can have its label."""


def trail_svg(
    story: Story, address: Callable[[str], str], deniers: Sequence[Denier] = (), *, name: str = "trail", standalone: bool = False,
) -> str:  # fmt: skip
    """Return the trail of a story as an SVG element.

    ``deniers`` are those who deny the claim, who stand below its sources. ``address`` gives the address of an article by its id, "" for none. ``name`` begins the ids of the picture, for pages with several.
    ``standalone`` makes it a file of its own: with its look inside, and without links to a list that is not there.
    """
    return _Drawing(story, address, deniers, name, standalone=standalone).whole()


def step_id(edge: int) -> str:
    """Return the id of the list item with the words that prove an edge of a trail, by its number there (from 0)."""
    return f"step-{edge + 1}"


def trail_key(story: Story, deniers: Sequence[Denier] = ()) -> tuple[tuple[str, str], ...]:
    """Return what the marks of a story's picture mean: for each that occurs a small SVG element, and the words."""
    picture = picture_of(story)
    links = [*picture.onward, *(link for row in picture.rows for link in row.links)]
    relations = {link.relation for link in links}
    there = {
        "hatched": any(map(_hatched, picture.names)),
        "counted": any(name.counted for name in picture.names),
        "copy": any(article.copy_of for article in story.articles),
        "denied": bool(deniers),
        "row": any(len(row.articles) > 1 for row in picture.rows),
    }
    return tuple(
        (_SAMPLE.format(drawing=drawing), words)
        for mark, drawing, words in _KEY
        if there.get(mark, mark in relations)
    )  # fmt: skip


class _Drawing:
    """One picture."""

    def __init__(
        self, story: Story, address: Callable[[str], str], deniers: Sequence[Denier], name: str, *, standalone: bool
    ) -> None:
        self._deniers = deniers
        self._denied = {article for one in deniers for article in one.articles}
        self._story, self._address, self._name, self._standalone = story, address, escape(name), standalone
        self._picture: Picture = picture_of(story)
        self._articles = {article.id: article for article in story.articles}
        self._names = {known.key: known for known in self._picture.names}
        self._layout: Layout = laid_out(self._picture)

    def whole(self) -> str:
        """Return the whole picture; an edge and an article stand in the order in which a keyboard goes through them."""
        layout = self._layout
        key = trail_key(self._story, self._deniers) if self._standalone else ()
        denying, lowest = self._denying()
        lowest = max(lowest, layout.height)
        width, height = round(layout.width), round(lowest + _KEY_STEP * len(key))
        label = _attribute(f"Who had it from whom: {shortened(answer_of(self._story), LONGEST_ANSWER)}")
        space = ' xmlns="http://www.w3.org/2000/svg"' if self._standalone else ""
        parts = [
            f'<svg{space} class="trail" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="group" aria-label="{label}">',
            self._look(),
            self._hatch(),
            *self._headings(),
            *self._days(),
            *(self._line(line) for line in layout.onward),
        ]
        for placed in layout.rows:
            parts += [self._line(line) for line in placed.lines]
            parts += [self._dot(dot) for dot in placed.dots]
            parts += self._label(placed)
        parts += [self._box(box) for box in layout.boxes]
        parts += denying
        for at, (drawing, words) in enumerate(key):
            y = lowest + _KEY_STEP * at
            parts.append(
                f'<g transform="translate({MARGIN:.0f} {y:.1f})">{drawing}<text class="quiet" x="54" y="15">{words}</text></g>'
            )
        return "\n".join([*filter(None, parts), "</svg>"])

    def _look(self) -> str:
        if not self._standalone:
            return ""
        look = (files("onrecord") / "web" / "static" / "trail.css").read_text("utf-8")
        return f"<style>{escape(look, quote=False)}</style>"

    def _hatch(self) -> str:
        """Return the pattern of what has no name, if anything here has none."""
        if not any(_hatched(box.name) for box in self._layout.boxes):
            return ""
        return (
            f'<defs><pattern id="{self._name}-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect class="hatch-ground" width="8" height="8"/><rect class="hatch-line" width="3.2" height="8"/></pattern></defs>'
        )

    def _headings(self) -> Iterator[str]:
        layout = self._layout
        heads = [
            (at, "goes back to" if level == 0 else "credited on the way") for level, at in enumerate(layout.columns)
        ]
        for at, words in [*heads, (layout.articles_at, "articles, by day")]:
            yield f'<text class="heading" x="{at:.0f}" y="20">{words}</text>'

    def _days(self) -> Iterator[str]:
        """Mark the days; where they are close together not each has room for its label."""
        shown, year = -_STEP, ""
        for day, x in self._layout.days:
            yield f'<path class="day-line" d="M{x:.1f} {HEAD - 10:.0f}V{self._layout.height - MARGIN:.0f}"/>'
            words = day_words(day, year)
            if x - shown >= _STEP:
                yield f'<text class="day" x="{x - 4:.1f}" y="{HEAD - 16:.0f}">{_text(words)}</text>'
                shown, year = x + 7 * max(0, len(words) - 6), day[:4] or year

    def _line(self, line: Line) -> str:
        """Return a line with a wide unseen one under it to point at, which leads to the words that prove it."""
        link, trail = line.link, self._story.trail
        words = "; ".join(edge_words(trail[edge], self._story) for edge in link.edges) or self._inferred(line)
        drawn = f'<title>{_text(words)}</title><path class="reach" d="{line.way}"/><path class="way" d="{line.way}"/><path class="head" d="{line.head}"/>'
        look = f"edge {link.relation} {self._leads_to(link.to)}".rstrip()
        if self._standalone or not link.edges:
            return f'<g class="{look}">{drawn}</g>'
        return f'<a class="{look}" href="#{step_id(link.edges[0])}" aria-label="{_attribute(words)}">{drawn}</a>'

    def _leads_to(self, key: str) -> str:
        """Return the look of the sources that a line leads to in the end, where they are all of one look."""
        looks = {look_of(self._names[end].kind) if end in self._names else "" for end in self._picture.ends[key]}
        return looks.pop() if len(looks) == 1 else ""

    def _inferred(self, line: Line) -> str:
        return f"{self._called(line.link.from_)} goes back to {self._called(line.link.to)}: {INFERRED}"

    def _called(self, key: str) -> str:
        """Return an article or a name as it stands within a sentence."""
        article = self._articles.get(key)
        if article is not None:
            return f"{cut(article_name(article))} [{self._picture.numbers[key]}]"
        return in_sentence(cut(root_name(self._names[key].root)))

    def _dot(self, dot: Dot) -> str:
        """Return an article: its number in a disc, which leads to its page."""
        at = self._picture.numbers[dot.article.id]
        denied = dot.article.id in self._denied
        told = f"[{at}] {heading_of(dot.article)}" + (", carries a denial" if denied else "")
        ring = (
            f'<circle class="denied" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius + 3.5:.1f}"/>' if denied else ""
        )
        drawn = (
            f'<title>{_text(told)}</title>{ring}<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius:.0f}"/>'
            f'<text x="{dot.x:.1f}" y="{dot.y + 3.8:.1f}">{at}</text>'
        )
        href = self._address(dot.article.id)
        copy = " copy" if dot.article.copy_of else ""
        if not href:
            return f'<g class="article{copy}">{drawn}</g>'
        return f'<a class="article{copy}" href="{_attribute(href)}" aria-label="{_attribute(told)}">{drawn}</a>'

    def _label(self, placed: Placed) -> Iterator[str]:
        """Return what stands beside a row: the outlet of its article, or who shares it."""
        first, quiet = label_of(placed.row)
        y = placed.dots[0].y + 4.5
        told = f' <tspan class="quiet">{_text(quiet)}</tspan>' if quiet else ""
        yield f'<text class="label" x="{placed.label_at:.1f}" y="{y:.1f}">{_text(first)}{told}</text>'

    def _box(self, box: Box) -> str:
        """Return a name in its frame; that of a source without a name is hatched, with a plate under the words."""
        name, hatched = box.name, _hatched(box.name)
        lines = [(words, "name") for words in box.lines] + [(words, "quiet") for words in self._said_of(name)]
        top = box.y + (box.height - len(lines) * LINE_HEIGHT) / 2
        frame = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.0f}" height="{box.height:.1f}" rx="5"'
        fill = f' fill="url(#{self._name}-hatch)"' if hatched else ""
        plate = (
            f'<rect class="plate" x="{box.x + 8:.1f}" y="{top - 4:.1f}" width="{box.width - 16:.0f}" height="{len(lines) * LINE_HEIGHT + 7:.1f}" rx="3"/>'
            if hatched else ""
        )  # fmt: skip
        texts = "".join(
            f'<text class="{style}" x="{box.x + PADDING + 5:.1f}" y="{top + (at + 0.8) * LINE_HEIGHT:.1f}">{_text(words)}</text>'
            for at, (words, style) in enumerate(lines)
        )
        title = _text(", ".join([cut(root_name(name.root)), *self._said_of(name)]))
        return f'<g class="{_looks(name, hatched=hatched)}"><title>{title}</title><rect class="frame"{fill} {frame}/>{plate}{texts}</g>'

    def _denying(self) -> tuple[list[str], float]:
        """Return those who deny the claim, each in a box below the sources with the numbers of its articles, and how far down they reach."""
        if not self._deniers:
            return [], 0.0
        layout = self._layout
        left = layout.columns[0] if layout.columns else MARGIN
        resting = [box.y + box.height for box in layout.boxes if box.x == left]
        y = (max(resting, default=HEAD) if layout.columns else layout.height) + 42
        drawn = [f'<text class="heading" x="{left:.0f}" y="{y - 8:.1f}">denied by</text>']
        for one in self._deniers[:MOST_DENIERS]:
            box, height = self._denier(one, left, y)
            drawn.append(box)
            y += height + 10
        if (more := len(self._deniers) - MOST_DENIERS) > 0:
            drawn.append(f'<text class="quiet" x="{left:.0f}" y="{y + 8:.1f}">and {more} more</text>')
            y += LINE_HEIGHT
        return drawn, y + 4

    def _denier(self, one: Denier, x: float, y: float) -> tuple[str, float]:
        numbers = sorted(self._picture.numbers[key] for key in one.articles if key in self._picture.numbers)
        where = f"{kind_name(one.kind) or 'nobody named'}, in " + " ".join(f"[{at}]" for at in numbers)
        lines = [(words, "name") for words in wrapped(one.name, CHARACTERS[ROOT_WIDTH])]
        lines += [(words, "quiet") for words in wrapped(where, CHARACTERS[ROOT_WIDTH] + 4)]
        height = len(lines) * LINE_HEIGHT + 2 * PADDING
        texts = "".join(
            f'<text class="{style}" x="{x + PADDING + 5:.1f}" y="{y + PADDING + (at + 0.8) * LINE_HEIGHT:.1f}">{_text(words)}</text>'
            for at, (words, style) in enumerate(lines)
        )
        title = _text(f"{one.name} {DENIES}; {where}")
        frame = f'<rect class="frame" x="{x:.1f}" y="{y:.1f}" width="{ROOT_WIDTH:.0f}" height="{height:.1f}" rx="5"/>'
        return f'<g class="box denier"><title>{title}</title>{frame}{texts}</g>', height

    def _said_of(self, name: Name) -> list[str]:
        """Return in words what is to be said of a name: its kind, and how many articles go back to it."""
        said = [kind_of_root(name.kind) if name.kind else "outlet"]
        if name.ends and name.articles:
            of = len(self._story.articles)
            said.append("behind the article" if of == 1 else f"behind {name.articles} of {number(of, 'article')}")
        return said


def _hatched(name: Name) -> bool:
    return name.ends and name.kind == "anonymous"


def _looks(name: Name, *, hatched: bool) -> str:
    looks = ["box", look_of(name.kind)]
    looks += ["root" if name.ends else "passage"]
    looks += (["counted"] if name.counted else []) + (["hatched"] if hatched else [])
    return " ".join(looks)


def _text(words: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", printable(words)), quote=False)


def _attribute(words: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", printable(words)))
