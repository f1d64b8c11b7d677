"""An audit in the words and numbers of a page: on whose word the statements of an outlet rest, how much is copied, who is used most.

It counts and judges nothing. Every share says of how many it is a share.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.ledger_answer import number
from onrecord.export.ledger_audit import GROUP_WORDS, GROUPS, percent
from onrecord.export.printable import printable
from onrecord.export.wording import moment
from onrecord.web.charts import between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.auditing import Audit
    from onrecord.store.kept import Sourcing, Used

EVERY_OUTLET = "All outlets"
NO_OUTLET = "outlet unknown"
MEANINGS = {
    "named": "a person, body or document by its name",
    "other media": "another outlet or agency by its name",
    "role": "somebody by what they do alone, such as “a spokesman”",
    "anonymous": "somebody without a name, such as “a friend” or “critics”",
    "nobody": "nobody: no source is given",
    "the article": "the article speaks for itself",
}
"""Whose word it is, for each group of sources."""
OUTLETS = 30
"""Outlets that are listed one by one, those with the most statements first."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many statements have a source of one group; ``look`` is the class of its colour and pattern, ``start`` and ``width`` its place in a bar, in per cent."""

    group: str
    meaning: str
    look: str
    count: int
    words: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Copying:
    """Of ``articles`` (those in stories that are worked out) how many copy another, and the mean share of copied sentences of all of them."""

    articles: int
    copies: int
    copies_words: str
    share_words: str


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet in the list of outlets."""

    outlet: str | None
    articles: int
    statements: int
    shares: tuple[Share, ...]
    copying: Copying | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month, or all statements whose month is unknown: how many there are, and a count with its share in words for each group."""

    words: str
    statements: int
    groups: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """The audit of an outlet, or of all (``outlet`` None): ``groups`` are those that have any statement, in the order of ``months``' groups."""

    outlet: str | None
    title: str
    articles: int
    statements: int
    shares: tuple[Share, ...]
    copying: Copying | None
    used: tuple[Used, ...]
    outlets: tuple[Row, ...]
    outlets_in_all: int
    groups: tuple[str, ...]
    months: tuple[Month, ...]
    untold: int

    @property
    def answer(self) -> str:
        """The audit in a line: "32 articles, 164 statements: 62% named; 10% anonymous, with groups"."""
        told = "; ".join(f"{share.words} {share.group}" for share in self.shares if share.count)
        return f"{number(self.articles, 'article')}, {number(self.statements, 'statement')}" + (
            f": {told}" if told else ""
        )


def audited(audit: Audit, outlet: str | None) -> Audited:
    """Return an audit ready to print."""
    counts = grouped(audit.sourcing)
    statements = sum(counts.values())
    groups = tuple(name for name, _ in GROUPS if counts[name])
    by_outlet = _by_outlet(audit) if outlet is None else ()
    return Audited(
        outlet, printable(outlet or EVERY_OUTLET), audit.articles, statements, shares(counts), copying(audit.copied.values()),
        audit.most_used, by_outlet[:OUTLETS], len(by_outlet), tuple(GROUP_WORDS.get(name, name) for name in groups), _months(audit.sourcing, groups), audit.untold,
    )  # fmt: skip


def grouped(rows: Iterable[Sourcing]) -> Counter[str]:
    """Return the number of statements of each group of sources."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[_GROUP[row.kind]] += row.statements
    return counts


_GROUP = {kind: name for name, kinds in GROUPS for kind in kinds}


def shares(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """Return the share of each group, also of those that have none, laid end to end."""
    total, before, found = sum(counts.values()), 0, []
    for name, _ in GROUPS:
        count = counts.get(name, 0)
        place = [f"{100 * many / total if total else 0:.2f}%" for many in (before, count)]
        look = name.replace(" ", "-")
        found.append(
            Share(
                GROUP_WORDS.get(name, name), MEANINGS[name], look, count, share_words(count, total), place[0], place[1]
            )
        )
        before += count
    return tuple(found)


def share_words(part: int, whole: int) -> str:
    """Return a share in per cent; a small one does not become none, nor a large one all."""
    words = percent(part, whole)
    if part and words == "0%":
        return "under 1%"
    return "over 99%" if part != whole and words == "100%" else words


def copying(copied: Iterable[tuple[int, int, float]]) -> Copying | None:
    """Return what articles copy, from (articles, of these that copy, mean share) of each outlet; None where no story is worked out."""
    rows = list(copied)
    articles = sum(row[0] for row in rows)
    if not articles:
        return None
    copies = sum(row[1] for row in rows)
    mean = sum(row[0] * row[2] for row in rows) / articles
    mean_words = "under 1%" if 0 < mean < 0.005 else f"{mean:.0%}"
    return Copying(articles, copies, share_words(copies, articles), mean_words)


def months_of(audits: Sequence[Sequence[Sourcing]]) -> tuple[str, ...]:
    """Return all months from the first to the last that any of some audits has."""
    known = {row.month for rows in audits for row in rows if row.month}
    return between(min(known), max(known)) if known else ()


def by_month(rows: Iterable[Sourcing]) -> dict[str, Counter[str]]:
    """Return the number of statements of each group by month; "" is the unknown month."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.month or "", Counter())[_GROUP[row.kind]] += row.statements
    return found


def _months(rows: Iterable[Sourcing], groups: Sequence[str]) -> tuple[Month, ...]:
    found = by_month(rows)
    return tuple(
        Month(
            moment(month) if month else "month unknown", (total := sum(found[month].values())),
            tuple((found[month][name], share_words(found[month][name], total)) for name in groups),
        )
        for month in sorted(found, key=lambda month: (not month, month))
    )  # fmt: skip


def _by_outlet(audit: Audit) -> tuple[Row, ...]:
    rows: dict[str, list[Sourcing]] = {name: [] for name in audit.by_outlet}
    for row in audit.sourcing:
        rows.setdefault(row.outlet or "", []).append(row)
    found = []
    for name, own in rows.items():
        counts = grouped(own)
        copied = audit.copied.get(name)
        found.append(
            Row(
                name or None, audit.by_outlet.get(name, 0), sum(counts.values()), shares(counts),
                copying([copied]) if copied else None,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.statements, -row.articles, row.outlet or "")))
