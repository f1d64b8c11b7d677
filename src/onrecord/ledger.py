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
import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from onrecord.errors import LedgerBusyError, LedgerReadOnlyError, NoLedgerError, UsageError
from onrecord.match.sketch import Sketch, keys_of, sketch_of
from onrecord.match.stories import NEIGHBOURS, grouped, tie_of
from onrecord.match.versions import Difference, difference
from onrecord.pipeline import Pipeline
from onrecord.records import Count, Story, as_json, record_of
from onrecord.settings import Settings
from onrecord.store.kept import Judgement, Marks, Query
from onrecord.store.sqlite import SqliteStore
from onrecord.story import story_of
from onrecord.trace.steps import Step, steps_of
from onrecord.trace.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from onrecord.records import Conflict, Problem, Reading, SourceKind
    from onrecord.store.contract import Store
    from onrecord.store.kept import (
        Added,
        Checked,
        Erased,
        Judged,
        Listed,
        Located,
        Page,
        Sourcing,
        Stored,
        StoryRow,
        Used,
        Version,
        Voice,
    )
    from onrecord.store.settings import LedgerSettings

CANDIDATES = 60
"""Articles that a new one is compared with: those that share most of its weightiest words, the nearest in time first."""
NEIGHBOURHOOD = 200
"""Articles that are grouped anew when one is added: those connected with it by chains of likeness, the nearest first."""


TOLD_BY = f"{version('onrecord')}/3"
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


@dataclass(frozen=True, slots=True)
class Audit:
    """A sourcing profile: counts by outlet, month and kind, the most used sources, and how much of each outlet's text is copied.

    ``copied`` has, by outlet ("" where none is known), how many articles copy another and the mean share of copied sentences of all.
    """

    sourcing: tuple[Sourcing, ...]
    most_used: tuple[Used, ...]
    articles: int
    copied: Mapping[str, tuple[int, int, float]] = field(default_factory=dict)


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
                self._place(sketch)
        return Entry(
            reading.source, added.outcome, reading.article.id, added.version, len(reading.statements),
            self._difference(added) if added.outcome == "changed" else None, reading.problems,
        )  # fmt: skip

    def _difference(self, added: Added) -> Difference:
        before = self.store.article(added.article, added.version - 1)
        return difference(before.reading, self.store.article(added.article).reading)

    def _place(self, sketch: Sketch) -> None:
        """Tie an article to those that are like it, and group its neighbourhood into stories again."""
        near = self.store.sharing("key", keys_of(sketch), sketch.day, limit=CANDIDATES)
        others = {
            name: Sketch.from_json(marks.sketch)
            for name, marks in self.store.marks(near).items()
            if name != sketch.article
        }
        ties = {name: tie for name, other in others.items() if abs(tie := tie_of(sketch, other)) >= NEIGHBOURS}
        self.store.tie(sketch.article, ties)
        self._group(sketch.article)

    def _group(self, article: str) -> None:
        """Put the articles around one into stories: groups of the highest mean likeness."""
        names, ties = self.store.tied(article, NEIGHBOURHOOD)
        homes = self.store.story_of(names)
        taken: set[str] = set()
        for group in sorted(grouped(names, ties), key=lambda group: (-len(group), group)):
            held = Counter(homes[name] for name in group if name in homes)
            kept = next(
                (home for home, _ in sorted(held.items(), key=lambda item: (-item[1], item[0])) if home not in taken),
                None,
            )
            home = kept or _new_story(group[0], taken)
            taken.add(home)
            moving = [name for name in group if homes.get(name) != home]
            if moving:
                self.store.put_in_story(moving, home)

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
        cursor: str | None = None
        while True:
            page = self.store.stories(200, cursor)
            for row in page.items:
                yield self.story(row.id)
            if page.cursor is None:
                return
            cursor = page.cursor

    def story(self, key: str) -> Story:
        """Return a story by its id, or by that of an article in it: claims, trail, conflicts. Worked out once and kept until it changes."""
        story_id = self._story_id(key)
        kept = self.store.story_result(story_id)
        if kept is not None and kept.get("told_by") == TOLD_BY:
            return record_of(Story, kept["story"])  # type: ignore[no-any-return]
        row = self.store.story(story_id)
        readings = self.store.readings(self.store.articles_of(story_id))
        story = story_of(story_id, list(readings.values()))
        if not self.read_only:
            # Whoever writes meanwhile goes first: the story is told all the same, and worked out again the next time.
            with suppress(LedgerBusyError, LedgerReadOnlyError):
                self.store.keep_story_result(story_id, row.revision, {"told_by": TOLD_BY, "story": as_json(story)})
        return story

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

    def conflicts(self) -> Iterator[tuple[Story, Conflict]]:
        """Yield the conflicts of all stories, those of the latest first."""
        for story in self.all_stories():
            for conflict in story.conflicts:
                yield story, conflict

    # Auditing

    def audit(
        self, *, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 20
    ) -> Audit:
        """Return the sourcing profile of an outlet or of all, for articles published between two ISO days, both inclusive."""
        sourcing = self.store.sourcing(outlet, since, until)
        copied: dict[str, list[float]] = {}
        for story in self.all_stories():
            for article in story.articles:
                day = (article.published or "")[:10]
                outside = (since and day < since) or (until and (not day or day > until))
                if outside or (outlet and (article.outlet or "").casefold() != outlet.casefold()):
                    continue
                copied.setdefault(article.outlet or "", []).append(article.copy_share if article.copy_of else 0.0)
        return Audit(
            sourcing, self.store.most_used(outlet, since, until, limit), sum(map(len, copied.values())),
            {name: (len(shares), sum(share > 0 for share in shares), sum(shares) / len(shares)) for name, shares in copied.items()},
        )  # fmt: skip

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
        """Check everything that the ledger holds."""
        return self.store.check()

    def backup(self, target: str | Path) -> None:
        """Copy the ledger to a file, which appears complete or not at all."""
        self.store.backup(Path(target))

    def readings(self) -> Iterator[Reading]:
        """Yield the current reading of every article, in the order in which they came."""
        for stored in self.store.all_articles():
            yield stored.reading


NOBODY = Count(0, 0, 0)


def marks_of(reading: Reading, sketch: Sketch | None = None) -> Marks:
    """Return what a reading is matched by."""
    sketch = sketch or sketch_of(reading)
    return Marks(sketch=sketch.as_json(), keys=keys_of(sketch))


def _new_story(article: str, taken: set[str]) -> str:
    """Return an id for a story that begins with an article."""
    for number in range(len(taken) + 1):
        name = "s" + hashlib.sha256(f"{article}\0{number}".encode()).hexdigest()[:12]
        if name not in taken:
            return name
    raise AssertionError  # of n + 1 names one is not among n


def _user() -> str:
    """Return who is at the keyboard, for the log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
