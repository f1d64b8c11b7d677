"""The ledger: articles go in, and for any claim it tells who said it first, who repeats it, and on how many independent sources it rests.

The face of the library. It reads with the pipeline, matches and traces with pure functions, and keeps what comes of it in a store; it has no
logic of its own beyond putting these together.

    with Ledger("news.ledger") as ledger:
        for entry in ledger.add(["pages/"]):
            print(entry.source, entry.outcome)
        for row in ledger.stories().items:
            print(ledger.story(row.id).title)
"""

from __future__ import annotations

import getpass
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from onrecord.auditing import Audit, Selection, audit_of
from onrecord.digest import digest_of, misshown
from onrecord.errors import LedgerBusyError, LedgerReadOnlyError, NoLedgerError, UsageError
from onrecord.grouping import marks_of, place
from onrecord.match.sketch import sketch_of
from onrecord.match.versions import Difference, difference
from onrecord.pipeline import Pipeline
from onrecord.records import Count, Story, as_json, record_of
from onrecord.settings import Settings
from onrecord.store.kept import Judgement, Query, every
from onrecord.store.sqlite import SqliteStore
from onrecord.trace.steps import Step, steps_of
from onrecord.trace.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from onrecord.records import Conflict, Problem, Reading, SourceKind
    from onrecord.store.contract import Store
    from onrecord.store.kept import (
        Added,
        ArticleRow,
        Checked,
        Erased,
        Judged,
        Listed,
        Located,
        OutletRow,
        Page,
        Profile,
        Stored,
        StoryCard,
        StoryRow,
        Version,
        Voice,
    )
    from onrecord.store.settings import LedgerSettings
__all__ = ["TOLD_BY", "Audit", "Entry", "Ledger", "marks_of"]

TOLD_BY = f"{version('onrecord')}/5"
"""Which stages worked a story out: results of others are not used. The number behind the version goes up with every change of what they find."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one input: ``outcome`` is that of the store, or ``unread`` with the reasons in ``problems``.

    ``difference`` tells what the statements of a changed article say differently; ``statements`` counts those that it has now.
    """

    source: str
    outcome: Literal["added", "unchanged", "changed", "unread"]
    article: str | None = None
    version: int = 0
    statements: int = 0
    difference: Difference | None = None
    problems: tuple[Problem, ...] = ()


class Ledger:
    """A ledger in a file. Use it as a context manager, or close it. Every verb raises a ``LedgerError`` where the file fails it."""

    def __init__(
        self, path: str | Path, *, settings: Settings | None = None, ledger_settings: LedgerSettings | None = None,
        create: bool = True, read_only: bool = False,
    ) -> None:  # fmt: skip
        """Open the ledger at ``path``; where there is none it is made, unless ``create`` is false or it is opened ``read_only``."""
        if not create and not Path(path).exists():
            raise NoLedgerError(Path(path))
        self.pipeline = Pipeline(settings or Settings())
        self.read_only = read_only
        self.store: Store = SqliteStore(path, ledger_settings, writable=not read_only)

    def __enter__(self) -> Self:
        """Return the ledger."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self.store.close()

    # Putting in

    def add(self, paths: Iterable[str], *, stdin: BinaryIO | None = None) -> Iterator[Entry]:
        """Read pages, as ``Pipeline.read_all`` does, and keep each; one entry a page, in order, each kept before it is yielded."""
        for reading in self.pipeline.read_all(paths, stdin=stdin):
            yield self.keep(reading)

    def keep(self, reading: Reading) -> Entry:
        """Keep a reading in one transaction and put its article into its story; one that was not read is an entry that says so."""
        if reading.article is None:
            return Entry(reading.source, "unread", problems=reading.problems)
        sketch = sketch_of(reading)
        with self.store.writing():
            added = self.store.add(reading, marks_of(reading, sketch))
            if added.outcome != "unchanged":
                place(self.store, sketch)
        return Entry(
            reading.source, added.outcome, reading.article.id, added.version, len(reading.statements),
            self._difference(added) if added.outcome == "changed" else None, reading.problems,
        )  # fmt: skip

    def _difference(self, added: Added) -> Difference:
        before = self.store.article(added.article, added.version - 1)
        return difference(before.reading, self.store.article(added.article).reading)

    # Looking up

    def search(  # noqa: PLR0913 - one filter each, named at the call
        self, words: str = "", *, by: str | None = None, about: str | None = None, kind: SourceKind | None = None,
        since: str | None = None, until: str | None = None, outlet: str | None = None, limit: int = 20, cursor: str | None = None,
    ) -> Page[Listed]:  # fmt: skip
        """Return statements, the best first, the matched words marked; see ``Query`` for what can be asked."""
        return self.store.search(Query(words, by, about, kind, since, until, outlet), limit, cursor)

    def who(self, name: str, limit: int = 20) -> tuple[Voice, ...]:
        """Return the voices called so, the likeliest meant first."""
        return self.store.who(name, limit)

    def said(
        self,
        voice: str,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Listed]:
        """Return what a voice (by id) is on record saying, the latest first."""
        return self.store.said(voice, since, until, limit, cursor)

    def spoken_of(
        self,
        voice: str,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Listed]:
        """Return what is said about a voice (by id), by whomever, the latest first."""
        return self.store.spoken_of(voice, since, until, limit, cursor)

    def voice(self, voice: str) -> Voice:
        """Return a voice by its id; for one that was merged, the one that it is. Raises NotInLedgerError."""
        return self.store.voice(voice)

    def voices(self, limit: int = 50, cursor: str | None = None) -> Page[Voice]:
        """Return those who have said something, who said most first."""
        return self.store.voices(limit, cursor)

    def names(self, voice: str) -> tuple[tuple[str, str], ...]:
        """Return id and name of a voice and of those that a judgement joined to it, its own first. Raises NotInLedgerError."""
        return self.store.names(voice)

    def profile(self, voice: str) -> Profile:
        """Return a voice (by id) counted: by month and outlet, whom it speaks of and who speaks of it, its stories. Raises NotInLedgerError."""
        return self.store.profile(voice)

    def articles(
        self, *, outlet: str | None = None, since: str | None = None, until: str | None = None,
        limit: int = 50, cursor: str | None = None,
    ) -> Page[ArticleRow]:  # fmt: skip
        """Return articles, the latest first, days unknown last; of an outlet, between two ISO days (both inclusive), or all."""
        return self.store.articles(outlet, since, until, limit, cursor)

    def outlets(self, limit: int = 200) -> tuple[OutletRow, ...]:
        """Return the outlets, those with the most articles first."""
        return self.store.outlets(limit)

    def article(self, key: str, version: int | None = None) -> Stored:
        """Return an article by its id, address or the caller's id; its current version unless another is asked for."""
        return self.store.article(key, version)

    def versions(self, key: str) -> tuple[Version, ...]:
        """Return the versions of an article, the oldest first."""
        return self.store.versions(key)

    def statement(self, key: str) -> Located:
        """Return a statement with its article. Raises NotInLedgerError."""
        return self.store.statement(key)

    # Stories

    def stories(self, limit: int = 50, cursor: str | None = None) -> Page[StoryRow]:
        """Return stories, the one with the latest article first."""
        return self.store.stories(limit, cursor)

    def all_stories(self) -> Iterator[Story]:
        """Yield every story, worked out, the one with the latest article first."""
        for row in every(lambda cursor: self.store.stories(200, cursor)):
            yield self.story(row.id)

    def story(self, key: str) -> Story:
        """Return a story by its id, or by that of an article in it: claims, trail, conflicts. Worked out once and kept until it changes."""
        story_id = self._story_id(key)
        row = self.store.story(story_id)
        kept = self.store.story_result(story_id)
        if kept is not None and kept.get("told_by") == TOLD_BY:
            story: Story = record_of(Story, kept["story"])
            if not self.store.story_card(story_id, TOLD_BY).told:  # an earlier OnRecord kept it without
                self.remember(story, row)
            return story
        from onrecord.story import story_of  # noqa: PLC0415 - brings the matching stages and numpy, which a story told before need not wait for

        story = story_of(story_id, list(self.store.readings(self.store.articles_of(story_id)).values()))
        self.remember(story, row)
        return story

    def remember(self, story: Story, row: StoryRow) -> None:
        """Keep what was worked out when the story was as ``row`` says, where this ledger may be written to and it has not changed since."""
        if self.read_only:
            return
        result = {"told_by": TOLD_BY, "story": as_json(story)}
        # Whoever writes meanwhile goes first: the story is told all the same, and worked out again the next time.
        with suppress(LedgerBusyError, LedgerReadOnlyError):
            self.store.keep_story_result(story.id, row.revision, result, digest_of(story, TOLD_BY))

    def story_card(self, key: str) -> StoryCard:
        """Return a story, by its id or that of an article in it, as a list shows it. It is never worked out for that; see ``StoryCard.told``."""
        return self._titled(self.store.story_card(self._story_id(key), TOLD_BY))

    def story_cards(self, limit: int = 50, cursor: str | None = None) -> Page[StoryCard]:
        """Return stories as a list shows them, the one with the latest article first; none is worked out for that."""
        page = self.store.story_cards(TOLD_BY, limit, cursor)
        return replace(page, items=tuple(self._titled(card) for card in page.items))

    def _titled(self, card: StoryCard) -> StoryCard:
        """Return a card with a title: without any headline, how the first article begins."""
        if card.title:
            return card
        first = self.store.articles_of(card.id)[:1]
        texts = [reading.article.text for reading in self.store.readings(first).values() if reading.article]
        from onrecord.story import beginning_of  # noqa: PLC0415 - as above

        return replace(card, title=beginning_of(texts[0])) if texts else card

    def untold(self, limit: int = 50, cursor: str | None = None) -> Page[str]:
        """Return the ids of stories that are not worked out yet, the one with the latest article first; ``story`` works them out."""
        return self.store.stories_to_tell(TOLD_BY, limit=limit, cursor=cursor)

    def story_of_claim(self, claim: str) -> str:
        """Return the id of the story that has a claim (id). Raises NotInLedgerError, also while that story is not worked out."""
        return self.store.story_of_claim(claim)

    def _story_id(self, key: str) -> str:
        stories = self.store.story_of([key])
        if key in stories:
            return stories[key]
        return self.store.story(key).id

    def trace(self, statement: str) -> tuple[Step, ...]:
        """Return the steps from a statement (by id) back to where it comes from, each with the words that prove it."""
        located = self.store.statement(statement)
        if located.stored.story is None:
            return steps_of(statement, [located.stored.reading], Trail((), {}, NOBODY, {}, ()))
        story = self.story(located.stored.story)
        return steps_of(statement, [located.stored.reading], Trail(story.trail, {}, NOBODY, {}, ()))

    def conflicts(self, *, tell: bool = True) -> Iterator[tuple[Story, Conflict]]:
        """Yield the conflicts of all stories, those of the latest first; with ``tell`` false only of stories that are worked out."""
        pages = partial(self.store.stories_to_tell, TOLD_BY, untold=tell, conflicting=True, limit=200)
        for key in every(lambda cursor: pages(cursor=cursor)):
            story = self.story(key)
            for conflict in story.conflicts:
                yield story, conflict

    # Auditing

    def audit(
        self, *, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 20,
        tell: bool = True,
    ) -> Audit:  # fmt: skip
        """Return the sourcing profile of an outlet or of all, for articles published between two ISO days, both inclusive.

        Stories that are not worked out are, for their copies; with ``tell`` false they are left out and counted in ``Audit.untold``.
        """
        wanted = Selection(outlet, since, until)
        return audit_of(self.store, TOLD_BY, wanted, limit, self.story if tell else None)

    # Judging

    def correct(  # noqa: PLR0913 - one field each, named at the call
        self, statement: str, *, kind: SourceKind | None = None, name: str | None = None, withdrawn: bool | None = None,
        why: str | None = None, judge: str | None = None,
    ) -> Judged:  # fmt: skip
        """Say who the source of a statement really is, or that it is no statement; the reading stays beside the correction."""
        change = {
            field: value
            for field, value in (("kind", kind), ("name", name), ("withdrawn", withdrawn))
            if value is not None
        }
        if not change:
            raise UsageError("a correction needs a kind, a name or withdrawn")
        return self.store.judge(Judgement("correct", statement, change, judge or _user(), why))

    def merge(self, voice: str, others: Sequence[str], *, why: str | None = None, judge: str | None = None) -> Judged:
        """Say that other voices (ids) are this one."""
        return self.store.judge(Judgement("merge", voice, {"voices": list(others)}, judge or _user(), why))

    def split(
        self,
        voice: str,
        articles: Sequence[str],
        *,
        name: str | None = None,
        why: str | None = None,
        judge: str | None = None,
    ) -> Judged:
        """Say that in these articles (ids) a voice is somebody else."""
        change = {"articles": list(articles), **({"name": name} if name else {})}
        return self.store.judge(Judgement("split", voice, change, judge or _user(), why))

    def undo(self, judgement: str, *, why: str | None = None, judge: str | None = None) -> Judged:
        """Take a judgement (id) back; what was before it holds again, and both stay in the log."""
        return self.store.judge(Judgement("undo", judgement, {}, judge or _user(), why))

    def judgements(self, subject: str | None = None) -> tuple[Judged, ...]:
        """Return the log of judgements, or the part about one statement, voice or judgement."""
        return self.store.judgements(subject)

    # Care

    def erase_person(self, name: str, *, dry_run: bool = False, judge: str | None = None) -> Erased:
        """Really erase everybody of a name: what they said goes, and the name is blacked out wherever it stands."""
        return self.store.erase_person(name, judge or _user(), marks_of, dry_run=dry_run)

    def erase_article(self, key: str, *, dry_run: bool = False, judge: str | None = None) -> Erased:
        """Really erase an article with all its versions."""
        return self.store.erase_article(key, judge or _user(), dry_run=dry_run)

    def scrub(self) -> bool:
        """Finish what an erasure left because somebody was reading; False while somebody still is."""
        return self.store.scrub()

    def check(self) -> Checked:
        """Check everything that the ledger holds, and that lists show of each story what was worked out of it."""
        with self.store.writing():  # nobody changes a story between its result and what lists show of it
            checked = self.store.check()
            wrong = [
                f"what lists show of story {key} is not what was worked out of it"
                for key in misshown(self.store, TOLD_BY)
            ]
        return replace(checked, problems=(*checked.problems, *wrong))

    def backup(self, target: str | Path) -> None:
        """Copy the ledger to a file, which appears complete or not at all."""
        self.store.backup(Path(target))

    def readings(self) -> Iterator[Reading]:
        """Yield the current reading of every article, in the order in which they came."""
        for stored in self.store.all_articles():
            yield stored.reading


NOBODY = Count(0, 0, 0)


def _user() -> str:
    """Return who is at the keyboard, for the log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
