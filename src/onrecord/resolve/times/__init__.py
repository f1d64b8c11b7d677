"""Times in a text: found, read, and resolved against the day of publication and the times before them (TimeML 1.2.1).

No library is used beyond the standard one: dateparser finds a third fewer times than rules do and gives one value in thirty as
TimeBank has it (see ``shared/data/README.md``), dateutil reads dates that are already found, and neither writes TIMEX3 values.

The parts: ``search`` walks over the text, from one of the ``openings`` to the next; ``dates``, ``periods``, ``clocks``,
``relative``, ``distances``, ``counted``, ``compared`` and ``amounts`` hold the rules, each a pattern (``grammar``, ``lexicon``) and how a match is read; ``guards`` say what
only looks like a time; ``context`` keeps the day of publication and the times before, ``asides`` which of them are only mentioned, ``tenses`` tell past from future; ``values``
turns a value into days, ``days`` counts them, and ``orders`` tells how a country writes 3/4. The word lists are
``data/en/time_*.txt``, the months and zones those of the reader.

A fiscal year is written as a plain one ("fiscal 2024" is 2024), and a decade as three digits, as TimeBank does. The days of a value
are those of the calendar year, and seasons are northern ones unless the text says "southern": what an outlet means by either is not
known. A stretch whose end is named ("the year to March") has its days.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from onrecord.resolve.times.context import Context
from onrecord.resolve.times.orders import is_day_first
from onrecord.resolve.times.search import times_in
from onrecord.resolve.times.values import interval_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import Time

__all__ = ["find_times", "interval_of", "is_day_first"]

_PUBLISHED = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.DOTALL)


def find_times(
    text: str,
    *,
    published: str | None,
    stretches: Sequence[tuple[int, int]] = (),
    day_first: bool = True,
    ends: Sequence[int] = (),
) -> tuple[Time, ...]:
    """Return the time expressions of a text, in its order, none overlapping another.

    Args:
        text: What is searched; the offsets of the result count its code points.
        published: ISO day or moment of publication. None, or what is no date, leaves relative expressions without days.
        stretches: Ranges to search, in order; none searches the whole text.
        day_first: Whether 3/4/2025 is 3 April.
        ends: Where the sentences end, if known; otherwise punctuation tells.
    """
    context = Context(text, _day(published), day_first, sorted(ends))
    found: list[Time] = []
    for start, end in sorted(stretches) or ((0, len(text)),):
        first = max(start, found[-1].end if found else 0, 0)
        found.extend(times_in(context, first, min(end, len(text))))
    return tuple(found)


def _day(published: str | None) -> date | None:
    match = _PUBLISHED.fullmatch(published.strip()) if published else None
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
