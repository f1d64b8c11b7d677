"""A story on a terminal: its answer first, then its claims, who carries them, whom everybody has it from, what conflicts, and when.

Nothing here says who is right: an article is for a claim, against it, or reports it as somebody's word.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, get_args

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.export.ledger_answer import (
    UNNAMED,
    answer_of,
    card_answer_of,
    independent_of,
    main_claim_of,
    number,
    root_name,
)
from onrecord.export.ledger_conflicts import CHANGES, conflicts
from onrecord.export.ledger_trail import article_name, day_of, shortened, trail_tree
from onrecord.export.printable import printable
from onrecord.export.quotation_marks import quoted
from onrecord.export.report_sections import columns
from onrecord.export.wording import days
from onrecord.records import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from onrecord.records import Claim, Moment, Root, Story, StoryArticle
    from onrecord.store.kept import StoryCard

STANCES: tuple[Stance, ...] = get_args(Stance)
STANCE_STYLES: dict[Stance, str] = {"for": "green", "against": "magenta", "observing": "cyan"}
BAR = 24
"""Cells of the longest bar."""
MOST_CLAIMS = 8
"""Other claims shown; ``--json`` has all."""
MOST_CONFLICTS = 12
MOST_DAYS = 30
"""Days of the timeline shown; of more, the first and the last."""
LONGEST_CLAIM = 240


def story_lines(story: Story) -> RenderableType:
    """Return a story as a list shows it: its id and days, its title, its answer."""
    return _lines((story.id, period(story), story.title), answer_of(story), len(story.conflicts))


def card_lines(card: StoryCard) -> RenderableType:
    """Return the same by a story's card."""
    when = days(card.first_day, card.last_day, short=True) if card.first_day and card.last_day else ""
    return _lines((card.id, when, card.title), card_answer_of(card), card.conflicts)


def _lines(head: tuple[str, str, str], answer: str, conflicts_: int) -> RenderableType:
    """Return id, days and title of a story in two lines, and its answer, with the number of conflicts, in a third."""
    identity, when, title = head
    first = Text.assemble((printable(identity), "dim"), (f"  {when}" if when else "", "cyan"))
    conflicting = f"; {number(conflicts_, 'conflict')}" if conflicts_ else ""
    return Group(first, Text(printable(title), "bold"), Text(answer + conflicting), Text())


def story_page(story: Story) -> RenderableType:
    """Return everything about a story that a person wants to see."""
    parts: list[RenderableType] = [Rule(Text(printable(story.id), "dim"), align="left", style="dim")]
    parts += [Text(printable(story.title), "bold"), Text(answer_of(story), "bold yellow")]
    when = period(story)
    parts += [Text(when, "cyan")] if when else []
    parts += _claims(story)
    if story.articles:
        parts += [_title("Who has it from whom"), trail_tree(story)]
    if story.conflicts:
        parts += [_title("In conflict"), conflicts(story, story.conflicts[:MOST_CONFLICTS])]
        parts += _more(len(story.conflicts) - MOST_CONFLICTS, "conflict")
    if story.developments:
        parts += [_title("What changed over time"), conflicts(story, story.developments[:MOST_CONFLICTS], CHANGES)]
        parts += _more(len(story.developments) - MOST_CONFLICTS, "development")
    if story.timeline:
        parts += [_title("When"), _timeline(story)]
    return Group(*parts, Text())


def period(story: Story) -> str:
    """Return from when to when its articles were published, or "" where no day is known."""
    known = sorted(article.published[:10] for article in story.articles if article.published)
    return days(known[0], known[-1], short=True) if known else ""


def _claims(story: Story) -> Iterator[RenderableType]:
    main = main_claim_of(story)
    if main is None:
        yield Text("\nNo claim was found that its articles share.", "dim")
        return
    yield _title("The claim")
    yield _indented(Text(quoted(shortened(main.text, LONGEST_CLAIM)), "green"))
    yield _indented(Text(independent_of(main.independent, main.roots)))
    yield from (_indented(_root(root), 4) for root in main.roots)
    yield _indented(stance_bars(main, story.articles))
    others = [claim for claim in story.claims if claim.id != main.id]
    if others:
        yield _title("Other claims")
        yield from (_indented(_other(claim)) for claim in others[:MOST_CLAIMS])
        yield from _more(len(others) - MOST_CLAIMS, "claim")


def stance_bars(claim: Claim, articles: Sequence[StoryArticle] = ()) -> RenderableType:
    """Return how many articles are for a claim, against it, and observing, as bars, with which of ``articles`` these are."""
    counts = Counter(claim.stance.values())
    most = max(counts.values(), default=0)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for stance in STANCES:
        length = -(-BAR * counts[stance] // most) if most else 0  # rounded up: one article of many still shows
        lines = [Text("█" * length, STANCE_STYLES[stance])] if length else []
        named = [_numbered(at, one) for at, one in enumerate(articles, 1) if claim.stance.get(one.id) == stance]
        lines += [Text(", ".join(named), "dim")] if named else []
        table.add_row(stance, Text(str(counts[stance]), justify="right"), Text("\n").join(lines))
    left_out = [_numbered(at, one) for at, one in enumerate(articles, 1) if one.id not in claim.stance]
    if left_out:
        table.add_row("not in", Text(str(len(left_out)), justify="right"), Text(", ".join(left_out), "dim"))
    return table


def _numbered(at: int, article: StoryArticle) -> str:
    return f"{article_name(article)} [{at}]"


def _root(root: Root) -> Text:
    kind = UNNAMED.get(root.kind, root.kind)
    return Text.assemble("· ", (root_name(root), "bold magenta" if root.kind in UNNAMED else "bold cyan"), f" ({kind})")


def _other(claim: Claim) -> Text:
    """Return a claim in two lines: its words, and how it stands."""
    counts = Counter(claim.stance.values())
    stances = [f"{counts[stance]} {stance}" for stance in STANCES if counts[stance]]
    told = [", ".join(stances), independent_of(claim.independent, claim.roots)]
    if claim.denials:
        told.append(f"denied in {number(len(claim.denials), 'statement')}")
    return Text.assemble(
        (quoted(shortened(claim.text, LONGEST_CLAIM)), "green"), "\n  " + "; ".join(filter(None, told))
    )


def _timeline(story: Story) -> RenderableType:
    """Return the days in order, each with the articles that came out and how many statements were made in which articles."""
    articles = {article.id: (at, article) for at, article in enumerate(story.articles, 1)}
    table = columns(12)
    dated = [(day, list(moments)) for day, moments in groupby(story.timeline, key=lambda moment: moment.when[:10])]
    for day, moments in _ends(dated):
        if day is None:
            table.add_row(
                Text("…", "dim"), Text(f"{number(len(dated) - MOST_DAYS, 'day')} more; --json has all", "dim")
            )
            continue
        lines = [
            _came_out(*articles[one.article]) for one in moments if one.statement is None and one.article in articles
        ]
        table.add_row(Text(day_of(day)), Text("\n").join([*lines, *_said_then(moments, articles)]))
    return table


def _ends(dated: list[tuple[str, list[Moment]]]) -> list[tuple[str | None, list[Moment]]]:
    """Return the first and the last days where there are too many, with None for those between."""
    if len(dated) <= MOST_DAYS:
        return list(dated)
    return [*dated[: MOST_DAYS // 2], (None, []), *dated[-(MOST_DAYS // 2) :]]


def _came_out(at: int, article: StoryArticle) -> Text:
    return Text(f"published by {_numbered(at, article)}")


def _said_then(moments: Sequence[Moment], articles: dict[str, tuple[int, StoryArticle]]) -> list[Text]:
    said = Counter(moment.article for moment in moments if moment.statement is not None)
    if not said:
        return []
    where = ", ".join(f"[{at}]" for at in sorted(articles[article][0] for article in said if article in articles))
    return [Text(f"{number(sum(said.values()), 'statement')} made then, printed in {where}", "dim")]


def _more(count: int, noun: str) -> list[RenderableType]:
    return [_indented(Text(f"{number(count, noun)} more; --json has all", "dim"))] if count > 0 else []


def _indented(shown: RenderableType, by: int = 2) -> RenderableType:
    return Padding(shown, (0, 0, 0, by))


def _title(words: str) -> Text:
    return Text("\n" + words, "bold")
