"""The charts, as Vega-Lite specifications (version 6): pure functions from counts to JSON, drawn by ``static/charts.js``.

Every chart is a column of small ones below each other, a row each for what is compared, with its name above it, so that nothing has
to be told apart by colour. Colours are names of the page's own (``var(--ink)``), so a drawing follows light, dark and print by itself.
The page that shows a chart prints its numbers as a table as well.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onrecord.export.printable import printable
from onrecord.export.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Spec = dict[str, Any]
"""A Vega-Lite specification. ``usermeta.beside`` are the pixels beside the plot: who draws it takes them off the width there is."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
JSON = "application/json"
BESIDE = 56
"""Room for the numbers at the axis, in pixels."""
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"
LONG = 24
"""Months, or days, up to which each has its own place along the axis; of more the axis is a line of time."""
FEW, BAR = 8, 28
"""Up to so many months or days, a bar is so wide (pixels): it would be a slab else."""
FEW_SHARES = 12
"""Months with statements up to which shares are drawn as bars."""
FEWEST_MONTHS, FEWEST_DAYS = 3, 2
"""Months, or days, that a chart must span: of fewer a table says more."""

_LOOK: Spec = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--quiet)", "domainColor": "var(--line)", "tickColor": "var(--line)", "gridColor": "var(--line)",
        "labelFontSize": 12, "title": None,
    },
    "axisX": {"grid": False, "labelOverlap": True, "labelFlush": True, "tickCount": 6},
    "axisY": {"domain": False, "ticks": False, "tickCount": 3},
    "header": {
        "labelColor": "var(--ink)", "labelFontSize": 13, "labelFontWeight": 600, "labelOrient": "top", "labelAnchor": "start",
        "labelPadding": 4, "title": None,
    },
    "legend": {"labelColor": "var(--ink)", "labelFontSize": 13, "orient": "top", "title": None, "symbolStrokeWidth": 2.5},
    "bar": {"fill": "var(--person)", "cornerRadiusEnd": 1},
    "line": {"strokeWidth": 2},
}  # fmt: skip


def as_bytes(spec: Spec | None) -> bytes:
    """Return a specification as JSON, an empty object for None."""
    return json.dumps(spec or {}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def between(first: str, last: str) -> tuple[str, ...]:
    """Return all months ("2024-03"), or all days ("2024-03-01"), from the one to the other, both inclusive."""
    if len(first) > len("2024-03"):
        start, end = (date.fromisoformat(day).toordinal() for day in (first, last))
        return tuple(date.fromordinal(number).isoformat() for number in range(start, end + 1))
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1))


def over_time(name: str, counts: Iterable[tuple[str | None, int, int]]) -> Spec | None:
    """Return how many statements a voice makes, and how many are made about it, over time; None where there is nothing to compare.

    ``counts`` has months ("2024-03") or days ("2024-03-01"), None where the day is unknown, statements by it, statements about it.
    """
    name = printable(name)
    known = {time: (said, about) for time, said, about in counts if time is not None}
    times = between(min(known), max(known)) if known else ()
    by_day = bool(times) and len(times[0]) > len("2024-03")
    if len(times) < (FEWEST_DAYS if by_day else FEWEST_MONTHS):
        return None
    rows = [
        {"time": time, "row": what, "statements": both[which], "when": moment(time)}
        for which, what in enumerate(("Says", "Spoken of"))
        for time, both in sorted(known.items())
        if both[which]
    ]
    unit = "day" if by_day else "month"
    return _rows(
        f"What {name} says and what is said of {name}, {moment(times[0])} to {moment(times[-1])}: statements by {unit}.",
        rows, ("Says", "Spoken of"), 90,
        {
            "mark": {"type": "bar", "width": BAR} if len(times) <= FEW else {"type": "bar"},
            "encoding": {
                "x": _axis(times),
                "y": {"field": "statements", "type": "quantitative", "axis": {"format": ",d", "tickMinStep": 1}},
                "tooltip": [
                    {"field": "when", "title": unit}, {"field": "row", "title": "who"}, {"field": "statements", "title": "statements"},
                ],
            },
        },
    )  # fmt: skip


def shares_by_month(
    months: Sequence[str], groups: Sequence[str], series: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> Spec | None:
    """Return the share of each kind of source by month, a row each; None where there is nothing to compare.

    Few months, or many of which few have statements, are bars: a line would be drawn through what nobody said. Of more, each outlet is
    a line, broken where a month has no statement.

    ``series`` has, by outlet, by month, by kind, the number of statements; ``groups`` are the kinds in the order to show them.
    """
    if len(months) < FEWEST_MONTHS:
        return None
    names = [printable(outlet) for outlet in series]
    told_apart = len(names) > 1
    encoding: Spec = {
        "x": _axis(months),
        "y": {
            "field": "share", "type": "quantitative", "scale": {"domain": [0, 1]},
            "axis": {"format": ".0%", "values": [0, 0.5, 1]},
        },
        "tooltip": [
            {"field": "when", "title": "month"}, {"field": "outlet", "title": "outlet"}, {"field": "row", "title": "source"},
            {"field": "share", "title": "share", "format": ".0%"}, {"field": "statements", "title": "statements"}, {"field": "of", "title": "of"},
        ],
        "color": {
            "field": "outlet", "scale": {"domain": names, "range": ["var(--person)", "var(--nobody)"]},
            "legend": {"columns": 1, "labelLimit": 260} if told_apart else None,
        },
    }  # fmt: skip
    counted = {month for by_month in series.values() for month, counts in by_month.items() if any(counts.values())}
    as_bars = len(months) <= LONG and min(len(months), len(counted)) <= FEW_SHARES
    mark: Spec
    if as_bars:
        mark = {"type": "bar", **({"width": BAR} if len(months) <= FEW and not told_apart else {})}
        if told_apart:  # side by side in the order of the legend, one dark and one light, so that it takes no colours
            encoding["xOffset"] = {"field": "outlet", "scale": {"domain": names}}
            encoding["color"]["scale"]["range"] = ["var(--person)", "var(--nobody-tint)"]
            mark |= {"stroke": "var(--ink)", "strokeWidth": 1}
    else:
        mark = {"type": "line", "point": {"size": 40 if len(months) <= LONG else 8, "filled": True}}
        if told_apart:
            encoding["strokeDash"] = {"field": "outlet", "scale": {"domain": names, "range": [[1, 0], [6, 4]]}}
            encoding["shape"] = {"field": "outlet", "scale": {"domain": names, "range": ["circle", "square"]}}
    words = f"Share of statements by kind of source and month, {' and '.join(names)}, {moment(months[0])} to {moment(months[-1])}."
    return _rows(words, _share_rows(months, groups, series), groups, 56, {"mark": mark, "encoding": encoding})


def _share_rows(
    months: Sequence[str], groups: Sequence[str], series: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> list[Spec]:
    """Return a share for each outlet, month and group; None where the month has no statement, which breaks the line."""
    return [
        {
            "time": month, "row": group, "outlet": printable(outlet), "share": counts.get(group, 0) / total if total else None,
            "statements": counts.get(group, 0), "of": total, "when": moment(month),
        }
        for outlet, by_month in series.items()
        for month in months
        for group in groups
        for counts in (by_month.get(month, {}),)
        for total in (sum(counts.values()),)
    ]  # fmt: skip


def _rows(description: str, rows: Sequence[Mapping[str, Any]], order: Sequence[str], height: int, one: Spec) -> Spec:
    """Return a chart that has ``one`` below another, a row for each value of the field ``row``, in this order."""
    encoding = one["encoding"] | {"row": {"field": "row", "sort": list(order), "header": {}, "spacing": 18}}
    return {
        "$schema": SCHEMA,
        "description": description,
        "usermeta": {"beside": BESIDE, "height": len(order) * (height + 45) + 30},
        "data": {"values": list(rows), **_parsed(encoding["x"])},
        "height": height,
        "mark": one["mark"],
        "encoding": encoding,
        "config": _LOOK,
    }


def _parsed(along: Spec) -> Spec:
    """Return how the times of the data are read: as they stand, or as days where they are placed on a line of time."""
    if along["type"] == "ordinal":
        return {}
    written = "%Y-%m-%d" if along["timeUnit"] == "utcyearmonthdate" else "%Y-%m"
    return {"format": {"type": "json", "parse": {"time": f"utc:'{written}'"}}}


def _axis(times: Sequence[str]) -> Spec:
    """Return the encoding of months, or days, along a chart, from the first to the last, whichever of them have counts."""
    by_day = len(times[0]) > len("2024-03")
    if len(times) <= LONG:
        read, written = ("%Y-%m-%d", "%-d %b") if by_day else ("%Y-%m", "%b %Y")
        return {
            "field": "time", "type": "ordinal", "scale": {"domain": list(times), "padding": 0.15},
            "axis": {"labelExpr": f"utcFormat(utcParse(datum.value, '{read}'), '{written}')", "labelAngle": 0},
        }  # fmt: skip
    first, last = (date.fromisoformat(time if by_day else f"{time}-01") for time in (times[0], times[-1]))
    end = last + timedelta(days=1) if by_day else (last + timedelta(days=31)).replace(day=1)
    return {
        "field": "time", "type": "temporal", "timeUnit": "utcyearmonthdate" if by_day else "utcyearmonth",
        "axis": {"format": "%-d %b" if by_day else "%Y"},
        "scale": {"type": "utc", "domain": [_utc(first), _utc(end)]},
    }  # fmt: skip


def _utc(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
