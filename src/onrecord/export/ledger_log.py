"""What was done to a ledger, in lines: articles added, judgements, what was erased, what a check found. All of it is printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_answer import number
from onrecord.export.ledger_trail import shortened
from onrecord.export.printable import printable
from onrecord.export.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.ledger import Entry
    from onrecord.match.versions import Change, Difference
    from onrecord.store.kept import Checked, Erased, Judged

OUTCOMES = {"added": "added", "unchanged": "unchanged", "changed": "new version", "unread": "unread"}
"""What came of a page, and what to call it, in the order in which they are summed up."""
MOST_CHANGES = 3
"""Changes of one article that are told; ``--json`` has all."""
LONGEST_CHANGE = 50
_SHOWN = frozenset({"kind", "name", "withdrawn", "voices", "articles"})
"""What of a judgement is somebody's decision; a store may keep more with it."""
_WIDTH = max(map(len, OUTCOMES.values())) + 2


def entry_line(entry: Entry) -> str:
    """Return what came of a page: "added        mill.html: 3 statements", or the reason why it could not be read."""
    head = f"{OUTCOMES[entry.outcome]:<{_WIDTH}}{printable(entry.source)}: "
    if entry.outcome == "unread":
        return head + reason_of(entry)
    if entry.outcome == "changed":
        return f"{head}version {entry.version}, {difference_words(entry.difference)}"
    return head + number(entry.statements, "statement")


def reason_of(entry: Entry) -> str:
    """Return the gravest reason why a page could not be read."""
    return printable(entry.problems[0].message) if entry.problems else "no reason was given"


def difference_words(difference: Difference | None) -> str:
    """Return how the statements of two versions differ: "1 statement removed, 1 changed: said -> is said to have"."""
    if not difference:
        return "the same statements"
    counts = [
        (len(difference.removed), "removed"),
        (len(difference.added), "added"),
        (len(difference.changed), "changed"),
    ]
    told = [(count, word) for count, word in counts if count]
    first = f"{number(told[0][0], 'statement')} {told[0][1]}"
    words = ", ".join([first, *(f"{count} {word}" for count, word in told[1:])])
    changes = [text for change in difference.changed for text in _changed(change)]
    more = f"; {len(changes) - MOST_CHANGES} more" if len(changes) > MOST_CHANGES else ""
    return words + (": " + "; ".join(changes[:MOST_CHANGES]) + more if changes else "")


def _changed(change: Change) -> Iterator[str]:
    """Yield each field of a statement that changed; the words of the cue speak for themselves."""
    for field, (before, after) in change.what.items():
        named = "" if field == "cue" else f"{field} "
        yield f"{named}{shortened(before, LONGEST_CHANGE) or 'nothing'} -> {shortened(after, LONGEST_CHANGE) or 'nothing'}"


def summary_line(outcomes: Mapping[str, int], path: str) -> str:
    """Return what came of all pages: "2 pages: 1 added, 1 unchanged; kept in news.ledger"."""
    counted = [f"{outcomes[key]} {name}" for key, name in OUTCOMES.items() if outcomes.get(key)]
    told = f": {', '.join(counted)}" if counted else ""
    return f"{number(sum(outcomes.values()), 'page')}{told}; the ledger is {printable(path)}"


def judgements(found: Sequence[Judged]) -> RenderableType:
    """Return the log of judgements, the latest last; what is not in effect any more says so."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ("id", "when and who", "what"):
        table.add_column(title, overflow="fold")
    for judged in found:
        who = f"{moment(judged.at)}\n{printable(judged.judgement.judge)}"
        table.add_row(Text(judged.id, "bold"), Text(who, "dim"), judgement_words(judged))
    return table


def judgement_words(judged: Judged) -> Text:
    """Return what somebody decided, why, and whether it holds."""
    judgement = judged.judgement
    shown = {name: value for name, value in judgement.change.items() if name in _SHOWN}
    change = "; ".join(f"{name}: {_value(value)}" for name, value in shown.items())
    text = Text(f"{judgement.kind} {printable(judgement.subject)}" + (f" ({change})" if change else ""))
    if judgement.why:
        text.append(f"\nbecause: {printable(judgement.why)}")
    if judged.supersedes:
        text.append(f"\nin place of {judged.supersedes}", "dim")
    return text if judged.in_effect else text.append("\nnot in effect any more", "bold")


def erased(went: Erased) -> RenderableType:
    """Return what went, or, of a dry run, would go, with the ids of articles and stories."""
    verb = "would go" if went.dry_run else "gone"
    counts = [
        (len(went.articles), "article"), (len(went.statements), "statement"), (len(went.voices), "voice"),
        (went.judgements, "judgement"),
    ]  # fmt: skip
    told = ", ".join(number(count, noun) for count, noun in counts if count) or "nothing"
    lines = [Text(f"{verb}: {told}", "bold")]
    if went.rewritten:
        verb = "would have the name" if went.dry_run else "had the name"
        lines.append(Text(f"{number(len(went.rewritten), 'article')} {verb} blacked out"))
    lines += [Text(f"  {name}: {', '.join(map(printable, ids))}", "dim") for name, ids in _named(went) if ids]
    if went.scrubbed:
        lines.append(Text("the search index, free pages and the write-ahead log were rewritten as well"))
    return Group(*lines)


def checked(found: Checked, path: str) -> RenderableType:
    """Return what a check found: counts, and each thing that is not as it must be."""
    counts = (
        (found.articles, "article"), (found.versions, "version"), (found.statements, "statement"),
        (found.voices, "voice"),
    )  # fmt: skip
    stories = f"{found.stories:,} {'story' if found.stories == 1 else 'stories'}"
    lines = [Text(f"{printable(path)}: " + ", ".join([*(number(*one) for one in counts), stories]))]
    if not found.problems:
        return Group(*lines, Text("everything is as it must be", "bold"))
    return Group(*lines, *(Text.assemble(("! ", "bold red"), printable(line)) for line in found.problems))


def _named(went: Erased) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("articles", went.articles),
        ("blacked out", went.rewritten),
        ("voices", went.voices),
        ("stories", went.stories),
    )


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(printable(str(one)) for one in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else printable(str(value))
