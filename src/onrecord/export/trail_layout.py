"""Where everything in the picture of a trail stands: names in columns at the left, articles by day to the right of them, lines between.

A layered layout (Sugiyama, Tagawa and Toda 1981): a name stands as near as it can to the middle of those that lead to it, and lines that
pass a column on their way to the same name keep a place there, so that they cross no box and go on as one. Lengths are CSS pixels; every point is (x, y) from the top left.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.ledger_answer import root_name
from onrecord.export.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.export.trail_picture import Link, Name, Picture, Row
    from onrecord.records import StoryArticle

MARGIN, HEAD, FOOT = 12.0, 62.0, 14.0
"""Empty space around; the height of the headings and days above the rows; the space below the last."""
ROOT_WIDTH, NAME_WIDTH, GUTTER = 204.0, 156.0, 84.0
"""Widths of the boxes where trails end, of those on the way, and of the space that lines turn in."""
ROW, RADIUS, SMALL = 33.0, 11.0, 9.0
"""Height of a row, and radius of an article with a row of its own, and of one that shares a row."""
TIME_WIDTH, STEP, DAY_STEP, BESIDE, LABEL_WIDTH = 290.0, 24.0, 64.0, 27.0, 120.0
"""From the first article to the last, about; from one to the next and from day to day, at most and at least; from an article to one that
had it from it, at least, so that the line between them shows; and the room for what stands beside the last, at least."""
LINE_HEIGHT, PADDING, PORT, PASSING, WEIGHT = 16.0, 9.0, 11.0, 9.0, 12.0
"""Of a box: height of its text lines, space round them, between the lines that end in it, and the height that a passing line keeps; and how
much higher each article behind it makes a source, at most: what everybody has it from is seen to be large."""
CHARACTERS = {ROOT_WIDTH: 23, NAME_WIDTH: 16}
"""Of a line in a box, so many that it has room for; letters are bold and 13 pixels high."""
MOST_LINES = 4
LONGEST_LABEL, LETTER = 32, 8.8


@dataclass(frozen=True, slots=True)
class Box:
    """A name's box: its upper left corner, size, and its text line by line."""

    name: Name
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """An article: its middle and radius."""

    article: StoryArticle
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Line:
    """A link: the way of its line as SVG path data, and of its arrow head."""

    link: Link
    way: str
    head: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A row: its articles, where its label begins, and the lines that leave it."""

    row: Row
    dots: tuple[Dot, ...]
    label_at: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture laid out. ``days`` are ISO days ("" for none) with their x, ``columns`` the left edge of each level's boxes."""

    width: float
    height: float
    rows: tuple[Placed, ...]
    boxes: tuple[Box, ...]
    onward: tuple[Line, ...]
    days: tuple[tuple[str, float], ...]
    columns: tuple[float, ...]
    articles_at: float


def laid_out(picture: Picture) -> Layout:
    """Return where everything in a picture stands."""
    columns = _columns(picture)
    left = columns[-1] + _width(len(columns) - 1) + GUTTER if columns else MARGIN
    along, days = _along(picture, left + RADIUS + 2)
    dots = _dots(picture, along)
    places = _Places(picture, columns, dots)
    lines = _Lines(places, dots, left)
    rows = tuple(
        Placed(row, tuple(dots[one.id] for one in row.articles), max(dots[one.id].x for one in row.articles) + RADIUS + 7,
               tuple(lines.drawn(link) for link in row.links))
        for row in picture.rows
    )  # fmt: skip
    widest = max(
        [placed.label_at + max(LABEL_WIDTH, LETTER * len("".join(label_of(placed.row)))) for placed in rows],
        default=left,
    )
    lowest = max([dot.y + ROW / 2 for dot in dots.values()] + [box.y + box.height for box in places.boxes.values()])
    onward = tuple(lines.drawn(link) for link in picture.onward)
    return Layout(widest, lowest + FOOT, rows, tuple(places.boxes.values()), onward, days, columns, left)


def _width(level: int) -> float:
    return ROOT_WIDTH if level == 0 else NAME_WIDTH


def _columns(picture: Picture) -> tuple[float, ...]:
    """Return the left edge of the boxes of each level, those where the trail ends first."""
    edges, at = [], MARGIN
    for level in range(1 + max(picture.levels.values(), default=-1)):
        edges.append(at)
        at += _width(level) + GUTTER
    return tuple(edges)


def day_of(article: StoryArticle) -> str:
    """Return the ISO day of an article, "" where none is known."""
    return (article.published or "")[:10]


def _along(picture: Picture, left: float) -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """Return how far right each article stands, by its id, and where the days begin: in order of time, whatever lies between two days."""
    parents = {one.id: row.parent for row in picture.rows for one in row.articles}
    rows = {one.id: at for at, row in enumerate(picture.rows) for one in row.articles if row.parent is None}
    articles = sorted((one for row in picture.rows for one in row.articles), key=lambda one: picture.numbers[one.id])
    # Of those that came at once, what others had it from comes before them.
    articles.sort(key=lambda one: (not one.published, one.published or "", one.id not in rows))
    days = len({day_of(one) for one in articles})
    step = min(STEP, TIME_WIDTH / (len(articles) + days))
    day_step = min(DAY_STEP, max(2 * step, TIME_WIDTH / days))
    places: dict[str, float] = {}
    begins: dict[str, float] = {}
    before = left - step
    for article in articles:
        x = before + step
        if day_of(article) not in begins:
            x = max(x, *(begin + day_step for begin in begins.values()), left)
            begins[day_of(article)] = x
        parent = places.get(parents.get(article.id) or "")
        places[article.id] = before = x if parent is None else max(x, parent + BESIDE)
    return places, tuple(begins.items())


def _dots(picture: Picture, along: Mapping[str, float]) -> dict[str, Dot]:
    """Return where the articles stand; those of a shared row beside each other, where their days leave no room for that."""
    dots: dict[str, Dot] = {}
    for at, row in enumerate(picture.rows):
        radius = SMALL if len(row.articles) > 1 else RADIUS
        before = 0.0
        for article in row.articles:
            x = max(along[article.id], before)
            dots[article.id] = Dot(article, x, HEAD + ROW * (at + 0.5), radius)
            before = x + 2 * radius + 3
    return dots


def label_of(row: Row) -> tuple[str, str]:
    """Return what stands beside a row: the outlet of its first article, and what else there is to say, such as that others share the row."""
    first, more = row.articles[0], len(row.articles) - 1
    outlet = printable(first.outlet or first.source_id)
    if more:
        return shortened(outlet, LONGEST_LABEL - 12), f"and {more} more"
    if row.links:
        return shortened(outlet, LONGEST_LABEL), ""
    return shortened(outlet, LONGEST_LABEL - 8), "credits nobody" + ("; own reporting" if first.own_reporting else "")


class _Places:
    """The boxes of all names, the places that passing lines keep, and where in a box each line ends."""

    def __init__(self, picture: Picture, columns: Sequence[float], dots: Mapping[str, Dot]) -> None:
        self.levels = picture.levels
        self.columns = columns
        self.boxes: dict[str, Box] = {}
        self.passing: dict[tuple[str, bool, int], float] = {}
        self._heights = {article: dot.y for article, dot in dots.items()}
        self._names = {name.key: name for name in picture.names}
        self._links = [link for row in picture.rows for link in row.links] + list(picture.onward)
        resting = sum(name.articles for name in picture.names if name.ends)
        self._weight = min(WEIGHT, ROW * len(picture.rows) / max(1, resting))
        for level in range(len(columns) - 1, -1, -1):
            self._fill(level)
        self.ports = self._all_ports()

    def level_of(self, key: str) -> int:
        """Return the level of a name; that of an article is the one right of all names."""
        return self.levels.get(key, len(self.columns))

    def height_of(self, link: Link, level: int) -> float:
        """Return how high a link's line is where it leaves a level to the left: at a place kept there, or at what it comes from."""
        if self.levels[link.to] < level < self.level_of(link.from_):
            return self.passing[link.to, link.relation == "inferred", level]
        return self._heights[link.from_]

    def _fill(self, level: int) -> None:
        """Place the boxes of a level, and the lines that pass it, each near those that lead to it."""
        leading: dict[tuple[bool, str, bool], list[float]] = defaultdict(list)  # of lines that pass, and of names
        for link in self._links:
            if link.to not in self.levels or self.level_of(link.from_) <= level:
                continue
            height = self.height_of(link, min(level + 1, self.level_of(link.from_)))
            if self.levels[link.to] <= level:
                passes = self.levels[link.to] < level
                leading[passes, link.to, passes and link.relation == "inferred"].append(height)
        for key in self._names:
            if self.levels[key] == level:
                leading[False, key, False] = leading[False, key, False] or [HEAD]
        items = sorted(leading.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0]))
        sizes = [PASSING if passes else self._height(key, len(set(heights))) for (passes, key, _), heights in items]
        middles = spread([sum(heights) / len(heights) for _, heights in items], sizes, HEAD)
        for ((passes, key, inferred), _), size, middle in zip(items, sizes, middles, strict=True):
            if passes:
                self.passing[key, inferred, level] = middle
                continue
            box = Box(self._names[key], self.columns[level], middle - size / 2, _width(level), size, self._lines(key))
            self.boxes[key], self._heights[key] = box, middle

    def _lines(self, key: str) -> tuple[str, ...]:
        return wrapped(root_name(self._names[key].root), CHARACTERS[_width(self.levels[key])])

    def _height(self, key: str, lines_in: int) -> float:
        words = 1 + len(self._lines(key)) + (self._names[key].ends and self._names[key].articles > 0)
        heavy = self._weight * self._names[key].articles if self._names[key].ends else 0.0
        return max(words * LINE_HEIGHT + 2 * PADDING, (lines_in + 1) * PORT, heavy)

    def _all_ports(self) -> dict[tuple[str, str], float]:
        """Return how high each line ends in its box: in the order in which they come, evenly about the middle, those that came as one as one."""
        ending: dict[str, dict[float, list[Link]]] = defaultdict(lambda: defaultdict(list))
        for link in self._links:
            if link.to in self.boxes:
                ending[link.to][self.height_of(link, self.levels[link.to] + 1)].append(link)
        ports = {}
        for key, by_height in ending.items():
            box, last = self.boxes[key], len(by_height) - 1
            gap = min(ROW / 2, (box.height - 2 * PADDING) / max(1, last))
            for at, (_, links) in enumerate(sorted(by_height.items())):
                for link in links:
                    ports[link.from_, link.to] = box.y + box.height / 2 + (at - last / 2) * gap
        return ports


class _Lines:
    """Draws links: from rows to the left along the row, then in a curve to a box; between articles up the left of the later one."""

    def __init__(self, places: _Places, dots: Mapping[str, Dot], left: float) -> None:
        self._places, self._dots, self._left = places, dots, left

    def drawn(self, link: Link) -> Line:
        """Return the line of a link."""
        start, end = self._dots.get(link.from_), self._dots.get(link.to)
        if end is not None:
            return self._between(link, start, end) if start is not None else self._to_article(link, end)
        if start is None and self._places.level_of(link.from_) <= self._places.level_of(link.to):
            return self._round(link)
        return self._to_box(link, start)

    def _to_box(self, link: Link, start: Dot | None) -> Line:
        """Go along the row to where the names begin, through the places kept, and into the box from the right."""
        places = self._places
        if start is not None:
            y = start.y
            way, x = [f"M{_n(start.x - start.radius)} {_n(y)}", f"H{_n(self._left)}"], self._left
        else:
            box = places.boxes[link.from_]
            x, y = box.x, box.y + box.height / 2
            way = [f"M{_n(x)} {_n(y)}"]
        for level in range(places.level_of(link.from_) - 1, places.levels[link.to], -1):
            right, height = places.columns[level] + _width(level), places.height_of(link, level)
            way += [_curve(x, y, right, height), f"H{_n(places.columns[level])}"]
            x, y = places.columns[level], height
        box, port = places.boxes[link.to], places.ports[link.from_, link.to]
        tip = box.x + box.width
        way.append(_curve(x, y, tip + 7, port))
        return Line(link, "".join(way), _arrow(tip, port, -8, 0))

    def _between(self, link: Link, start: Dot, end: Dot) -> Line:
        """Go left from the later article to below or above the earlier one, and into it."""
        side = 1 if start.y >= end.y else -1
        tip = end.y + side * (end.radius + 1)
        first = start.x - start.radius
        if first - 9 >= end.x and start.y != end.y:
            way = f"M{_n(first)} {_n(start.y)}H{_n(end.x + 8)}Q{_n(end.x)} {_n(start.y)} {_n(end.x)} {_n(start.y - side * 8)}V{_n(tip + side * 7)}"
        else:  # the days contradict the copying, or the two came at once
            away = min(first, end.x) - 14
            way = f"M{_n(first)} {_n(start.y)}C{_n(away)} {_n(start.y)} {_n(end.x)} {_n(start.y)} {_n(end.x)} {_n(tip + side * 7)}"
        return Line(link, way, _arrow(end.x, tip, 0, -8 * side))

    def _to_article(self, link: Link, end: Dot) -> Line:
        """Go from a name to an article that it had it from: to the right, along the article's row."""
        box = self._places.boxes[link.from_]
        x, y = box.x + box.width, box.y + PADDING
        tip = end.x - end.radius - 1
        way = f"M{_n(x)} {_n(y)}{_curve(x, y, max(self._left, x + 10), end.y)}H{_n(tip - 7)}"
        return Line(link, way, _arrow(tip, end.y, 8, 0))

    def _round(self, link: Link) -> Line:
        """Go from a name to one that leads back to it, round the left of both."""
        start, end = self._places.boxes[link.from_], self._places.boxes[link.to]
        y, port, out = start.y + start.height - PADDING, end.y + end.height / 2, min(start.x, end.x) - 30
        way = f"M{_n(start.x)} {_n(y)}C{_n(out)} {_n(y)} {_n(out)} {_n(port)} {_n(end.x - 7)} {_n(port)}"
        return Line(link, way, _arrow(end.x, port, 8, 0))


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{_n(middle)} {_n(y)} {_n(middle)} {_n(to_y)} {_n(to_x)} {_n(to_y)}"


def _arrow(x: float, y: float, along: float, down: float) -> str:
    """Return a triangle whose tip is at a point and which came there from the opposite of (along, down)."""
    back_x, back_y = x - along, y - down
    wide_x, wide_y = abs(down) / 2, abs(along) / 2
    return f"M{_n(x)} {_n(y)}L{_n(back_x + wide_x)} {_n(back_y + wide_y)}L{_n(back_x - wide_x)} {_n(back_y - wide_y)}Z"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def spread(wanted: Sequence[float], sizes: Sequence[float], top: float, gap: float = 12.0) -> list[float]:
    """Return middles, in the order given, as near as can be to those ``wanted`` without things of these sizes touching or rising above ``top``.

    The least squares of a monotone regression (pool adjacent violators, Ayer et al. 1955), since the distances between neighbours are given.
    """
    offsets, at = [], 0.0
    for before, size in zip([None, *sizes], sizes, strict=False):
        at += 0.0 if before is None else (before + size) / 2 + min(gap, before / 2, size / 2)
        offsets.append(at)
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append((place - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (second, more), (first, some) = pools.pop(), pools.pop()
            pools.append(((first * some + second * more) / (some + more), some + more))
    starts = [start for start, count in pools for _ in range(count)]
    return [
        max(start, top + sizes[0] / 2) + offset
        for start, offset in zip(starts, offsets, strict=True)
    ]  # fmt: skip


def wrapped(words: str, most: int) -> tuple[str, ...]:
    """Return words in lines of at most so many characters (wide ones count twice), at most ``MOST_LINES``, cut with "…"."""
    lines, line = [], ""
    for word in printable(words[: 4 * most * MOST_LINES]).split(" "):
        for piece in _pieces(word, most):
            if line and _cells(line) + 1 + _cells(piece) > most:
                lines.append(line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
        if len(lines) > MOST_LINES:
            break
    lines.append(line)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], shortened(lines[MOST_LINES - 1] + " …", most)]
    return tuple(lines)


def shortened(words: str, most: int) -> str:
    """Return words of at most so many characters (wide ones count twice), cut with "…"."""
    plain = printable(words[: 4 * most])
    if _cells(plain) <= most and len(words) <= 4 * most:
        return plain
    kept, cells = 0, 1
    while kept < len(plain) and cells + _cells(plain[kept]) <= most:
        cells += _cells(plain[kept])
        kept += 1
    return plain[:kept].rstrip(" …") + "…"


def _pieces(word: str, most: int) -> list[str]:
    pieces = [word[at : at + most] for at in range(0, min(len(word), most * (MOST_LINES + 1)), most)]
    if _cells(word[:most]) > most:
        half = max(1, most // 2)
        pieces = [word[at : at + half] for at in range(0, min(len(word), most * (MOST_LINES + 1)), half)]
    return pieces or [""]


def _cells(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1 for letter in words)
