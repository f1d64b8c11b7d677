"""The store in one SQLite file. Every method is one transaction around a function of its neighbours; there is no logic here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from onrecord.errors import LedgerError
from onrecord.store import (
    articles,
    backup,
    cards,
    effects,
    erase,
    facets,
    integrity,
    judgements,
    listing,
    profile,
    search,
    sourcing,
    spelling,
    stories,
    ties,
    traits,
    voiced,
    voices,
)  # fmt: skip
from onrecord.store.database import Database
from onrecord.store.packing import trait_numbers
from onrecord.store.settings import LedgerSettings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from onrecord.records import Reading
    from onrecord.store.kept import (
        Added,
        ArticleRow,
        Checked,
        Copied,
        Digest,
        Erased,
        Faceted,
        Judged,
        Judgement,
        Listed,
        Located,
        Marks,
        OutletRow,
        Page,
        Profile,
        Query,
        Sourcing,
        Stored,
        StoryCard,
        StoryRow,
        TraitKind,
        Used,
        Version,
        Voice,
        Voiced,
    )

BATCH = 100
"""Articles read at a time when all are: no transaction stays open while the caller works on them."""


class SqliteStore:
    """A ledger file; contract.Store says what each method promises. Use it in a ``with`` statement, or call ``close``."""

    def __init__(self, path: Path | str, settings: LedgerSettings | None = None, *, writable: bool = True) -> None:
        """Open a ledger, made where there is none; with ``writable`` false, one that is there, for reading alone.

        Raises a LedgerError that says what is wrong where the file can't be used.
        """
        self.path = Path(path)
        self._settings = settings or LedgerSettings()
        self._database = Database(self.path, self._settings, writable=writable)

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:  # fmt: skip
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def writing(self) -> AbstractContextManager[object]:
        """Open a transaction around several calls."""
        return self._database.writing()

    def question(self) -> AbstractContextManager[object]:
        """Make one question of several calls."""
        return self._database.reading()

    def interrupt(self) -> None:
        """Stop what is being looked up."""
        self._database.interrupt()

    def add(self, reading: Reading, marks: Marks) -> Added:
        """Keep a reading."""
        with self._database.writing() as db:
            return articles.add(db, reading, marks)

    def article(self, key: str, version: int | None = None, *, as_read: bool = False) -> Stored:
        """Return an article."""
        with self._database.reading() as db:
            return articles.stored(db, self.path, key, version, as_read=as_read)

    def voiced(self, key: str) -> dict[str, Voiced]:
        """Return the voices in the statements of an article."""
        with self._database.reading() as db:
            return voiced.voiced(db, articles.numbered(db, self.path, key))

    def corrected_in(self, key: str) -> tuple[str, ...]:
        """Return the statements of an article that somebody corrected."""
        with self._database.reading() as db:
            return judgements.subjects_in(db, articles.numbered(db, self.path, key))

    def versions(self, key: str) -> tuple[Version, ...]:
        """Return the versions of an article."""
        with self._database.reading() as db:
            return articles.versions(db, self.path, key)

    def readings(self, articles_wanted: Sequence[str]) -> dict[str, Reading]:
        """Return readings by the ids of their articles."""
        with self._database.reading() as db:
            return articles.readings(db, articles_wanted)

    def all_articles(self) -> Iterator[Stored]:
        """Yield every article."""
        last = 0
        while True:
            with self._database.reading() as db:
                batch = articles.after(db, last, BATCH)
            if not batch:
                return
            yield from (stored for _, stored in batch)
            last = batch[-1][0]

    def statement(self, statement_id: str) -> Located:
        """Return a statement."""
        with self._database.reading() as db:
            return articles.statement(db, self.path, statement_id)

    def search(self, query: Query, limit: int = 20, cursor: str | None = None) -> Page[Listed]:
        """Return statements that match."""
        with self._database.reading() as db:
            return search.search(db, query, limit, cursor, self._settings)

    def faceted(self, query: Query, limit: int = 8) -> Faceted:
        """Return a search counted."""
        with self._database.reading() as db:
            return facets.faceted(db, query, limit, self._settings)

    def searched(self, query: Query, limit: int = 20, values: int = 8) -> tuple[Page[Listed], Faceted]:
        """Return the first page of a search, and the search counted."""
        with self._database.reading() as db:
            return facets.searched(db, query, limit, values, self._settings)

    def has_word(self, word: str) -> bool:
        """Return whether any statement has a word."""
        with self._database.reading() as db:
            return spelling.has_word(db, word)

    def words_like(self, word: str, limit: int = 3) -> tuple[str, ...]:
        """Return words that differ from this one by a letter."""
        with self._database.reading() as db:
            return spelling.words_like(db, word, limit)

    def names_like(self, name: str, limit: int = 3) -> tuple[Voice, ...]:
        """Return voices of a like name."""
        with self._database.reading() as db:
            return spelling.names_like(db, name, limit)

    def who(self, name: str, limit: int = 20) -> tuple[Voice, ...]:
        """Return voices called so."""
        with self._database.reading() as db:
            return voices.called(db, name, limit, self._settings)

    def voice(self, voice_id: str) -> Voice:
        """Return a voice."""
        with self._database.reading() as db:
            return voices.by_number(db, voices.numbered(db, self.path, voice_id))

    def voices(self, limit: int = 50, cursor: str | None = None) -> Page[Voice]:
        """Return who said most."""
        with self._database.reading() as db:
            return voices.listed(db, limit, cursor)

    def said(
        self, voice_id: str, since: str | None = None, until: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[Listed]:  # fmt: skip
        """Return what a voice said."""
        with self._database.reading() as db:
            number = voices.numbered(db, self.path, voice_id)
            return search.said(db, number, search.part_of(since, until, limit, cursor))

    def spoken_of(
        self, voice_id: str, since: str | None = None, until: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[Listed]:  # fmt: skip
        """Return what is said about a voice."""
        with self._database.reading() as db:
            number = voices.numbered(db, self.path, voice_id)
            return search.spoken_of(db, number, search.part_of(since, until, limit, cursor))

    def names(self, voice_id: str) -> tuple[tuple[str, str], ...]:
        """Return id and name of a voice and of those merged into it."""
        with self._database.reading() as db:
            return voices.names(db, voices.numbered(db, self.path, voice_id))

    def profile(self, voice_id: str) -> Profile:
        """Return a voice counted."""
        with self._database.reading() as db:
            number = voices.numbered(db, self.path, voice_id)
            return profile.profile(db, number, self._settings.profiled, self._settings.profile_rows)

    def articles(
        self, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ArticleRow]:  # fmt: skip
        """Return articles in order of time."""
        with self._database.reading() as db:
            return listing.articles(db, outlet, (since, until), limit, cursor)

    def outlets(self, limit: int = 200) -> tuple[OutletRow, ...]:
        """Return outlets."""
        with self._database.reading() as db:
            return listing.outlets(db, limit)

    def sharing(self, kind: TraitKind, values: Sequence[str | int], day: str | None = None, limit: int = 50) -> tuple[str, ...]:  # fmt: skip
        """Return articles that share keys or bands."""
        with self._database.reading() as db:
            return traits.sharing(db, trait_numbers(kind, values), day, limit, self._settings.nearest_per_trait)

    def marks(self, articles_wanted: Sequence[str]) -> dict[str, Marks]:
        """Return the marks of articles."""
        with self._database.reading() as db:
            return traits.marks(db, articles_wanted)

    def tie(self, article: str, strengths: Mapping[str, float]) -> None:
        """Tie an article to others."""
        with self._database.writing() as db:
            others = {articles.numbered(db, self.path, key): strength for key, strength in strengths.items()}
            ties.put(db, articles.numbered(db, self.path, article), others)

    def tied(self, article: str, most: int) -> tuple[tuple[str, ...], dict[tuple[str, str], float]]:
        """Return the articles around one, and their ties."""
        with self._database.reading() as db:
            return ties.around(db, articles.numbered(db, self.path, article), most)

    def story_of(self, articles_wanted: Sequence[str]) -> dict[str, str]:
        """Return the story of each article."""
        with self._database.reading() as db:
            return stories.of_articles(db, articles_wanted)

    def put_in_story(self, articles_put: Sequence[str], story: str) -> None:
        """Put articles into a story."""
        with self._database.writing() as db:
            stories.put_in(db, [articles.numbered(db, self.path, key) for key in articles_put], story)

    def merge_stories(self, keep: str, others: Sequence[str]) -> None:
        """Make several stories one."""
        with self._database.writing() as db:
            stories.merge(db, self.path, keep, others)

    def story(self, story_id: str) -> StoryRow:
        """Return a story's row."""
        with self._database.reading() as db:
            return stories.row_of(db, self.path, story_id)

    def articles_of(self, story_id: str) -> tuple[str, ...]:
        """Return the ids of a story's articles."""
        with self._database.reading() as db:
            return stories.articles_of(db, self.path, story_id)

    def stories(self, limit: int = 50, cursor: str | None = None) -> Page[StoryRow]:
        """Return stories."""
        with self._database.reading() as db:
            return stories.listed(db, limit, cursor)

    def story_result(self, story_id: str) -> Any | None:
        """Return what was worked out of a story as it is now."""
        with self._database.reading() as db:
            return stories.result(db, self.path, story_id)

    def keep_story_result(self, story_id: str, revision: int, result: Mapping[str, Any], digest: Digest | None = None) -> bool:  # fmt: skip
        """Keep what was worked out of a story."""
        with self._database.writing() as db:
            number = stories.numbered(db, self.path, story_id)
            kept = stories.keep_result(db, number, revision, result)
            if kept and digest is not None:
                cards.keep(db, number, digest)
            return kept

    def digest(self, story_id: str) -> Digest | None:
        """Return what is kept beside a result."""
        with self._database.reading() as db:
            return cards.digest(db, self.path, story_id)

    def story_card(self, story_id: str, told_by: str) -> StoryCard:
        """Return a story as a list shows it."""
        with self._database.reading() as db:
            return cards.card(db, self.path, story_id, told_by)

    def story_cards_of(self, stories_wanted: Sequence[str], told_by: str) -> tuple[StoryCard, ...]:
        """Return stories as a list shows them."""
        with self._database.reading() as db:
            return cards.cards(db, self.path, stories_wanted, told_by)

    def story_cards(self, told_by: str, limit: int = 50, cursor: str | None = None) -> Page[StoryCard]:
        """Return stories as a list shows them."""
        with self._database.reading() as db:
            return cards.listed(db, told_by, limit, cursor)

    def stories_to_tell(
        self, told_by: str, *, untold: bool = True, conflicting: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[str]:  # fmt: skip
        """Return ids of stories that are not told, have conflicts, or either."""
        with self._database.reading() as db:
            return cards.selected(db, told_by, (untold, conflicting), limit, cursor)

    def story_of_claim(self, claim_id: str) -> str:
        """Return the story that has a claim."""
        with self._database.reading() as db:
            return cards.story_of_claim(db, self.path, claim_id)

    def judge(self, judgement: Judgement) -> Judged:
        """Append a judgement and put it into effect."""
        with self._database.writing() as db:
            return effects.judge(db, self.path, judgement)

    def judgements(self, subject: str | None = None) -> tuple[Judged, ...]:
        """Return the log."""
        with self._database.reading() as db:
            return judgements.listed(db, subject)

    def sourcing(self, outlet: str | None = None, since: str | None = None, until: str | None = None) -> tuple[Sourcing, ...]:  # fmt: skip
        """Return counts by kind of source."""
        with self._database.reading() as db:
            return sourcing.counted(db, outlet, since, until)

    def most_used(
        self, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 20
    ) -> tuple[Used, ...]:
        """Return the most used sources."""
        with self._database.reading() as db:
            return sourcing.most_used(db, outlet, since, until, limit)

    def copied(
        self, told_by: str, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[Copied, ...]:
        """Return how much is copied."""
        with self._database.reading() as db:
            return sourcing.copied(db, outlet, since, until, told_by)

    def untold(
        self, told_by: str, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[tuple[str, str, str | None], ...]:
        """Return articles of stories that are not told."""
        with self._database.reading() as db:
            return sourcing.untold(db, outlet, since, until, told_by)

    def erase_person(self, name: str, judge: str, marks_of: Callable[[Reading], Marks], *, dry_run: bool = False) -> Erased:  # fmt: skip
        """Erase everybody of a name."""
        return self._erased(lambda db: erase.person(db, self.path, name, judge, marks_of), dry_run=dry_run)

    def erase_article(self, key: str, judge: str, *, dry_run: bool = False) -> Erased:
        """Erase an article."""
        return self._erased(lambda db: erase.article(db, self.path, key, judge), dry_run=dry_run)

    def _erased(self, go: Callable[[sqlite3.Connection], erase.Went], *, dry_run: bool) -> Erased:
        self._outside("erasing")
        with self._database.writing(keep=not dry_run) as db:
            went = go(db).report(dry_run=dry_run)
        return went if dry_run else replace(went, scrubbed=self.scrub())

    def scrub(self) -> bool:
        """Finish what erasing left because somebody was reading."""
        self._outside("scrubbing")
        with self._database.alone() as db:
            return erase.scrub(db)

    def check(self) -> Checked:
        """Check everything."""
        with self._database.writing() as db:
            return integrity.check(db)

    def backup(self, target: Path) -> None:
        """Copy the ledger to a file."""
        self._outside("backing up")
        if target.absolute() == self.path.absolute():
            raise LedgerError(self.path, "a backup needs another name than the ledger's own")
        with self._database.alone() as db:
            backup.backup(db, target)

    def _outside(self, what: str) -> None:
        """Raise where a transaction is open: the file itself can't be worked on then."""
        if self._database.connection.in_transaction:
            raise LedgerError(self.path, f"{what} can't be part of a transaction; end the `writing` block first")
