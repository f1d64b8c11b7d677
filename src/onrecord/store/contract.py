"""What a store promises. ``SqliteStore`` is the one there is; another keeps these promises and everything above works with it.

1. **One transaction an article.** What ``add`` (or the block of ``writing``) acknowledged is there after the process is killed at any
   moment; what was not acknowledged is there whole or not at all.
2. **Many readers, one writer.** A reader sees the ledger as it was when its call began, and never waits. A writer waits for the one
   before it, at most ``LedgerSettings.wait_seconds``, and then raises ``LedgerBusyError``.
3. **Adding again changes nothing.** An article is known by its id, else by its URL. The same headline and text as any version that it
   has had is ``unchanged``; another text is a new version beside the old ones. ``search``, ``said``, ``spoken_of`` and the counts show
   current versions alone; ``article`` reads every version.
4. **Voices.** The same name of two or more words and the same kind is the same voice in all articles. A person's name of one word is
   somebody of its own in each article; a body, place or thing of one word ("Reuters") is the same everywhere. Judgements say otherwise.
5. **Judgements are appended.** A later one supersedes an earlier one and nothing is overwritten; to undo one restores what was before.
   They hold for versions that come later too.
6. **Erasing is real.** After ``erase_person`` or ``erase_article`` with ``scrubbed`` true, the name or the article occurs nowhere in
   the bytes of the store: not in rows, indexes, compressed texts, free pages or logs.
7. **The store knows nothing of matching.** Keys, bands, sketches, signatures and results are values that it keeps and gives back.
8. **Order is stated.** Every list has an order that does not depend on chance; pages of a list are continued by their cursor.

Unknown ids raise ``NotInLedgerError``; everything else that can go wrong is a ``LedgerError`` too, and leaves the store unharmed.
A store belongs to one thread; open one for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

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


class Store(Protocol):
    """The ledger's memory; the promises stand at the head of this module."""

    def writing(self) -> AbstractContextManager[object]:
        """Open a transaction: everything in the block happens, or nothing does. Blocks inside one another are one."""

    def question(self) -> AbstractContextManager[object]:
        """Let what is read in the block have ``LedgerSettings.answer_seconds`` all together; what takes longer raises ``TooMuchAskedError``.

        It sees the ledger as it was at its first call throughout, and costs less than its calls alone; nothing can be written in it.
        Each call that reads is a question of its own else.
        """

    def interrupt(self) -> None:
        """Stop what is being looked up, and look up nothing more: the one call that another thread may make."""

    def close(self) -> None:
        """Give the file back. A closed store raises ``LedgerError`` on every call."""

    # Articles

    def add(self, reading: Reading, marks: Marks) -> Added:
        """Keep a reading that has an article; raise ``UsageError`` for one that has none."""

    def article(self, key: str, version: int | None = None, *, as_read: bool = False) -> Stored:
        """Return an article by its id, the id of an earlier version, its URL, or a source id: current, else that version, as it was read.

        Corrections in effect show in the current version, unless it is asked for ``as_read``.
        """

    def voiced(self, key: str) -> dict[str, Voiced]:
        """Return, by their ids, the voices in the statements of an article's current version; those without any are left out."""

    def corrected_in(self, key: str) -> tuple[str, ...]:
        """Return the ids of an article's statements, in any version, of which the log has corrections, in effect or not."""

    def versions(self, key: str) -> tuple[Version, ...]:
        """Return all versions of an article, the oldest first."""

    def readings(self, articles_wanted: Sequence[str]) -> dict[str, Reading]:
        """Return the current readings of articles by the ids given, corrections in effect; unknown ones are left out."""

    def all_articles(self) -> Iterator[Stored]:
        """Yield every current article in the order of coming; those added meanwhile come at the end."""

    def statement(self, statement_id: str) -> Located:
        """Return a statement of a current version with its article."""

    # Statements, by words and by voice

    def search(self, query: Query, limit: int = 20, cursor: str | None = None) -> Page[Listed]:
        """Return statements that match, the best first: with the words as typed, then the shorter, then quotations, then the later, then in the order of the text.

        Of more than ``LedgerSettings.ranked`` matches, those added last are ranked first, then the next as many.
        """

    def faceted(self, query: Query, limit: int = 8) -> Faceted:
        """Return how many statements match, and counts by kind of source, outlet and speaker, of the latest ``LedgerSettings.ranked`` of them."""

    def searched(self, query: Query, limit: int = 20, values: int = 8) -> tuple[Page[Listed], Faceted]:
        """Return the first page of ``search`` together with ``faceted``, at little more than the cost of one of them."""

    def has_word(self, word: str) -> bool:
        """Return whether any statement has a word."""

    def words_like(self, word: str, limit: int = 3) -> tuple[str, ...]:
        """Return words of statements that differ from this one by a letter, the commonest first."""

    def names_like(self, name: str, limit: int = 3) -> tuple[Voice, ...]:
        """Return voices whose name is written much like this one, the most alike first."""

    def who(self, name: str, limit: int = 20) -> tuple[Voice, ...]:
        """Return voices called so: exactly, then by a whole word of the name, then by a part; the most quoted first within each."""

    def voice(self, voice_id: str) -> Voice:
        """Return a voice; for one that was merged, the one that it is."""

    def voices(self, limit: int = 50, cursor: str | None = None) -> Page[Voice]:
        """Return those who have said something, who said most first."""

    def said(
        self,
        voice_id: str,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Listed]:
        """Return what a voice is on record saying, the latest first."""

    def spoken_of(
        self,
        voice_id: str,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Listed]:
        """Return what is said about a voice, by whomever, the latest first."""

    def names(self, voice_id: str) -> tuple[tuple[str, str], ...]:
        """Return id and name of a voice and of those that were merged into it, its own first."""

    def profile(self, voice_id: str) -> Profile:
        """Return a voice counted: by month, outlet, other voices and story; of very many statements, the latest (``LedgerSettings.profiled``)."""

    # Articles and outlets, in lists

    def articles(
        self,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ArticleRow]:
        """Return articles, the latest first, days unknown last; where a period is given, those without a day are left out."""

    def outlets(self, limit: int = 200) -> tuple[OutletRow, ...]:
        """Return the outlets with the most articles, by name where they have as many."""

    # Matching: opaque values

    def sharing(
        self, kind: TraitKind, values: Sequence[str | int], day: str | None = None, limit: int = 50
    ) -> tuple[str, ...]:
        """Return ids of articles that have any of these keys or bands: those that share most first, then those nearest to ``day``.

        Of a value that very many articles have, only the nearest in time are looked at.
        """

    def marks(self, articles_wanted: Sequence[str]) -> dict[str, Marks]:
        """Return the sketches and signatures of articles, by the ids given; keys and bands are not given back."""

    def tie(self, article: str, strengths: Mapping[str, float]) -> None:
        """Keep how much an article is like others (by id), in the place of what was kept of it; a tie holds both ways."""

    def tied(self, article: str, most: int) -> tuple[tuple[str, ...], dict[tuple[str, str], float]]:
        """Return ids of the articles that hang together with one by ties, itself first, at most so many; and the ties between them."""

    # Stories

    def story_of(self, articles_wanted: Sequence[str]) -> dict[str, str]:
        """Return the story of each article that has one."""

    def put_in_story(self, articles_put: Sequence[str], story: str) -> None:
        """Put articles into a story, made if need be, out of whichever they were in; a story that is left empty is gone."""

    def merge_stories(self, keep: str, others: Sequence[str]) -> None:
        """Move all articles of other stories into ``keep``."""

    def story(self, story_id: str) -> StoryRow:
        """Return a story's row."""

    def articles_of(self, story_id: str) -> tuple[str, ...]:
        """Return the ids of a story's articles, the first published first, days unknown last."""

    def stories(self, limit: int = 50, cursor: str | None = None) -> Page[StoryRow]:
        """Return stories, the one with the latest article first."""

    def story_result(self, story_id: str) -> Any | None:
        """Return what was last worked out of a story (decoded JSON), or None if it changed since."""

    def keep_story_result(
        self, story_id: str, revision: int, result: Mapping[str, Any], digest: Digest | None = None
    ) -> bool:
        """Keep what was worked out at a revision, and what lists need of it; False, and nothing is kept, if the story has changed since.

        Both go as soon as the story changes: no list shows what does not hold any more.
        """

    def digest(self, story_id: str) -> Digest | None:
        """Return what was kept for lists beside the result of a story, claims and copies by id; None if nothing was."""

    def story_card(self, story_id: str, told_by: str) -> StoryCard:
        """Return a story as a list shows it, without its result being unpacked; one that others than ``told_by`` told counts as not told."""

    def story_cards_of(self, stories_wanted: Sequence[str], told_by: str) -> tuple[StoryCard, ...]:
        """Return several stories as ``story_card`` does, in the order of their ids here, for what it costs to look up one."""

    def story_cards(self, told_by: str, limit: int = 50, cursor: str | None = None) -> Page[StoryCard]:
        """Return stories as lists show them, the one with the latest article first, as ``stories`` does."""

    def stories_to_tell(
        self,
        told_by: str,
        *,
        untold: bool = True,
        conflicting: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[str]:
        """Return ids of stories that ``told_by`` has not told, or that have conflicts, or both, in the order of ``stories``."""

    def story_of_claim(self, claim_id: str) -> str:
        """Return the id of the story whose result has a claim. What is not told has no claims yet."""

    # Judgements

    def judge(self, judgement: Judgement) -> Judged:
        """Append a judgement and put it into effect."""

    def judgements(self, subject: str | None = None) -> tuple[Judged, ...]:
        """Return the log, or the part of it about one statement, voice or judgement, the oldest first."""

    # Auditing

    def sourcing(
        self, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[Sourcing, ...]:
        """Return counts by outlet, month of publication and kind of source."""

    def most_used(
        self, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 20
    ) -> tuple[Used, ...]:
        """Return the voices with the most statements in articles published then and there."""

    def copied(
        self, told_by: str, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[Copied, ...]:
        """Return how many articles there are by outlet, and, of those whose stories ``told_by`` has told, how much is copied."""

    def untold(
        self, told_by: str, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[tuple[str, str, str | None], ...]:
        """Return the story, id and outlet of the articles whose stories ``told_by`` has not told, a story after the other."""

    # Care

    def erase_person(
        self, name: str, judge: str, marks_of: Callable[[Reading], Marks], *, dry_run: bool = False
    ) -> Erased:
        """Erase everybody of this name: their statements go, and the name is blacked out (█) in every article that has it.

        ``marks_of`` makes the marks of a rewritten reading again.
        """

    def erase_article(self, key: str, judge: str, *, dry_run: bool = False) -> Erased:
        """Erase an article with all its versions."""

    def scrub(self) -> bool:
        """Do again what an erasure with ``scrubbed`` false left: free pages and log are rewritten; False while somebody reads."""

    def check(self) -> Checked:
        """Check everything: the file, references, indexes, that every span is its text, and every count."""

    def backup(self, target: Path) -> None:
        """Copy the whole ledger to a file, which appears there complete or not at all, while others read and write."""
