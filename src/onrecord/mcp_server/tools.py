"""What a client of the MCP server can ask, one method a tool: the schema of its input is its signature, the description its docstring."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote, unquote

from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field

from onrecord.commands.voices import the_voice, voice_meant
from onrecord.errors import OnRecordError, UnreadableError, UsageError
from onrecord.export.ledger_answer import independent_of
from onrecord.export.ledger_audit import GROUPS
from onrecord.export.permalinks import permalink
from onrecord.mcp_server.answers import (
    Audited,
    Cards,
    Clashes,
    Found,
    Outlet,
    Read,
    Readings,
    Said,
    Share,
    Told,
    Traced,
    Used,
    Who,
)
from onrecord.mcp_server.making import Maker, StoryMaker
from onrecord.mcp_server.remembering import Remembering
from onrecord.mcp_server.text import text_of
from onrecord.read.addresses import is_url
from onrecord.read.document import Document
from onrecord.records import SourceKind  # the schema of a tool is made of it
from onrecord.trace.steps import end_of
from onrecord.web.readings import ReadingDesk
from onrecord.web.settings import WebSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from onrecord.ledger import Audit, Ledger
    from onrecord.mcp_server.answers import Kind
    from onrecord.records import Reading, Story
    from onrecord.store.kept import Sourcing


MOST_TEXT = 1_000_000
"""Characters of a text that is given to read; the longest article measured has 200,000."""
MOST_OF_A_FEED = 5
"""Pages of one address that are read: a feed has dozens."""
CLAIMS, ARTICLES, STEPS, CONFLICTS, EVIDENCE = 6, 40, 40, 10, 2
"""Of a story, so many of each go into an answer: a large one has hundreds, and whoever reads pays by the word."""

Words = Annotated[
    str,
    Field(
        description='Words that all stand in one statement; "in quotation marks" next to each other; resign* is how a word begins.'
    ),
]
By = Annotated[str | None, Field(description="Only what this person or body said: a name, or a voice's id.")]
About = Annotated[str | None, Field(description="Only what is said about this person or body.")]
FromKind = Annotated[SourceKind | None, Field(description="Only statements with this kind of source.")]
OutletName = Annotated[str | None, Field(description="Only articles of this outlet.")]
Day = Annotated[str | None, Field(pattern=r"^\d{4}-\d\d-\d\d$", description="ISO day, such as 2025-03-06; inclusive.")]
Limit = Annotated[int, Field(ge=1, le=50, description="How many at most.")]
Cursor = Annotated[str | None, Field(description="Go on where the last answer to the same call ended.")]
Name = Annotated[str, Field(min_length=1, description="A name or a part of it, or a voice's id.")]
OneVoice = Annotated[str, Field(min_length=1, description="A voice's id, or a name that only one has.")]
StoryKey = Annotated[
    str, Field(min_length=1, description="Id of a story, or of an article or statement in it, or an article's address.")
]
StatementKey = Annotated[str, Field(min_length=1, description="A statement's id, as `search` gives it.")]
ArticleKey = Annotated[str, Field(min_length=1, description="An article's id or address.")]
ReadText = Annotated[str | None, Field(max_length=MOST_TEXT, description="The text of an article, or its HTML.")]
ReadAddress = Annotated[
    str | None, Field(description="Or the address of one, http or https; it is fetched, robots.txt permitting.")
]
OutletOf = Annotated[str | None, Field(description="The outlet of the text, if known.")]
HeadlineOf = Annotated[str | None, Field(description="The headline of the text, if it is not its first line.")]
WithText = Annotated[bool, Field(description="Whether to give the whole text as well.")]
Side = Annotated[Literal["by", "about"], Field(description="`by`: what they said. `about`: what others said of them.")]


class Tools:
    """What a client can ask. Each answer is made in the one thread that has the ledger open; reading has a process of its own, with limits."""

    def __init__(self, path: str | Path, site: str | None = None) -> None:
        """Keep where the ledger is and, if its pages are served somewhere, at which address."""
        self._path = path
        self._site = site
        self._maker = Maker(self.link)
        self._lookup = ThreadPoolExecutor(1, "ledger")
        self._desk = ReadingDesk(WebSettings(request_pages=MOST_OF_A_FEED))
        self._ledger: Remembering | None = None

    def link(self, kind: Kind, key: str) -> str:
        """Return the permalink of a thing: its page where there is a site, else a resource of this server."""
        return permalink(self._site, kind, key) if self._site else f"onrecord://{kind}/{quote(key, safe='')}"

    # Finding

    async def search(  # noqa: PLR0913 - one filter each
        self, *, words: Words = "", said_by: By = None, about: About = None, kind: FromKind = None, outlet: OutletName = None,
        since: Day = None, until: Day = None, limit: Limit = 10, cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Found]:  # fmt: skip
        """Find statements by their words, by who said them, about whom, by kind of source, outlet and day. What an article says in its own voice is not searched."""
        given = {"by": said_by, "about": about, "kind": kind, "outlet": outlet, "since": since, "until": until}
        asked = {name: value for name, value in given.items() if value is not None}

        def find(ledger: Remembering) -> Found:
            if not words.strip() and not asked:
                raise UsageError("give words to look for, or one of said_by, about, kind, outlet, since, until")
            page = ledger.search(words, limit=limit, cursor=cursor, **asked)  # type: ignore[arg-type]  # as Query has them
            note = "" if page.items else _why_nothing(ledger, words, asked)
            return Found(statements=tuple(map(self._maker.listed, page.items)), cursor=page.cursor, note=note)

        return await self._ask(find)

    async def who(
        self, name: Name, since: Day = None, until: Day = None, limit: Limit = 10
    ) -> Annotated[CallToolResult, Who]:
        """Tell who is called so, and of the likeliest what they are on record saying and what is said about them, the latest first."""

        def find(ledger: Remembering) -> Who:
            found = voice_meant(ledger, name)[:limit]
            if not found:
                return Who(voices=(), says=(), is_said_of=(), note=f"Nobody in this ledger is called {name}.")
            said = ledger.said(found[0].id, since=since, until=until, limit=limit)
            about = ledger.spoken_of(found[0].id, since=since, until=until, limit=limit)
            return Who(
                voices=tuple(map(self._maker.person, found)), says=tuple(map(self._maker.listed, said.items)),
                is_said_of=tuple(map(self._maker.listed, about.items)),
            )  # fmt: skip

        return await self._ask(find)

    async def said(  # noqa: PLR0913 - one filter each
        self,
        voice: OneVoice,
        *,
        side: Side = "by",
        since: Day = None,
        until: Day = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Said]:
        """List what a person or body said, or what is said about it, the latest first, page by page."""

        def find(ledger: Remembering) -> Said:
            who = ledger.voice(the_voice(ledger, voice))
            look = ledger.said if side == "by" else ledger.spoken_of
            page = look(who.id, since=since, until=until, limit=limit, cursor=cursor)
            return Said(
                voice=self._maker.person(who), statements=tuple(map(self._maker.listed, page.items)), cursor=page.cursor
            )

        return await self._ask(find)

    async def article(self, article: ArticleKey, *, with_text: WithText = False) -> Annotated[CallToolResult, Read]:
        """Give an article of the ledger: what is said in it, in the order of the text, and on request its whole text."""

        def find(ledger: Remembering) -> Read:
            stored = ledger.article(article)
            return self._maker.read(stored.reading, text=with_text, story=stored.story, version=stored.version)

        return await self._ask(find)

    # Stories

    async def stories(self, limit: Limit = 10, cursor: Cursor = None) -> Annotated[CallToolResult, Cards]:
        """List the stories, the one with the latest article first, each with how many independent sources its main claim rests on."""

        def find(ledger: Remembering) -> Cards:
            page = ledger.story_cards(limit, cursor)
            answers = [independent_of(card.independent, card.roots) if card.independent else "" for card in page.items]
            return Cards(stories=tuple(map(self._maker.card, page.items, answers)), cursor=page.cursor)

        return await self._ask(find)

    async def story(self, story: StoryKey) -> Annotated[CallToolResult, Told]:
        """Tell a story: its claims with how many independent sources stand behind them, who has it from whom and by which words, and what is in conflict."""

        def find(ledger: Remembering) -> Told:
            told = ledger.story_with(story)
            return StoryMaker(self._maker, ledger, told).told(CLAIMS, ARTICLES, STEPS, CONFLICTS, EVIDENCE)

        return await self._ask(find)

    async def trace(self, statement: StatementKey) -> Annotated[CallToolResult, Traced]:
        """Follow a statement back to where it comes from, step by step, each with the words that prove it."""

        def find(ledger: Remembering) -> Traced:
            located = ledger.statement(statement)
            steps = ledger.trace(statement)
            home = located.stored.story
            # An article in no story is one of itself: it has a name to be called by, and no trail.
            story = ledger.story(home) if home else _story_of_one(located.stored.reading)
            maker = StoryMaker(self._maker, ledger, story)
            ends = maker.called(end_of(located.statement, steps))
            return Traced(statement=self._maker.located(located), steps=tuple(map(maker.step, steps)), ends_at=ends)

        return await self._ask(find)

    async def conflicts(
        self, story: Annotated[str | None, Field(description="Only those of this story.")] = None, limit: Limit = 10
    ) -> Annotated[CallToolResult, Clashes]:
        """List passages that can't both be true, side by side, with the reason; of neither is said that it is."""

        def find(ledger: Remembering) -> Clashes:
            one = ledger.story_with(story) if story else None
            # Of the whole ledger those of stories that are worked out: to work out all the others could take hours.
            pairs = ((one, each) for each in one.conflicts) if one else ledger.conflicts(tell=False)
            found = list(islice(pairs, limit + 1))
            clashes = tuple(StoryMaker(self._maker, ledger, home).clash(conflict) for home, conflict in found[:limit])
            note = "" if found else "No two passages were found to be in conflict."
            return Clashes(conflicts=clashes, more=len(found) > limit, note=note)

        return await self._ask(find)

    async def audit(
        self, outlet: OutletName = None, since: Day = None, until: Day = None, limit: Limit = 10
    ) -> Annotated[CallToolResult, Audited]:
        """Count on whose word the articles of an outlet or a period rest (named, by role, anonymous, nobody, other media), whom they use most, and how much is copied."""

        def find(ledger: Remembering) -> Audited:
            return self._audited(ledger.audit(outlet=outlet, since=since, until=until, limit=limit, tell=False), limit)

        return await self._ask(find)

    # Reading

    async def read(  # noqa: PLR0913 - what is known of a text
        self, *, text: ReadText = None, address: ReadAddress = None, published: Day = None, outlet: OutletOf = None,
        headline: HeadlineOf = None, with_text: WithText = False,
    ) -> Annotated[CallToolResult, Readings]:  # fmt: skip
        """Read an article that is not in the ledger, given its text or its address, and find who says what in it. Nothing is kept."""

        async def find() -> Readings:
            if (text is None) == (address is None):
                raise UsageError("give either the text of an article or its address")
            page = (
                _address(address)
                if text is None
                else Document("text", text, published=published, outlet=outlet, headline=headline)
            )
            found = await self._read(page)
            if not any(reading.article for reading in found):
                raise UnreadableError(found[0].source, found[0].problems)
            return Readings(articles=tuple(self._maker.read(reading, text=with_text) for reading in found))

        return await _answered(find())

    # Permalinks

    async def resource(self, kind: str, key: str) -> str:
        """Return what a permalink of this server leads to, as text. Raises ResourceNotFoundError."""
        calls: dict[str, Callable[[str], Any]] = {
            "statement": self.trace, "article": self.article, "story": self.story, "voice": self.who
        }  # fmt: skip
        answer: CallToolResult = await calls[kind](unquote(key))
        if answer.is_error:
            raise ResourceNotFoundError(_words_of(answer))
        return _words_of(answer)

    async def _ask(self, find: Callable[[Remembering], BaseModel]) -> CallToolResult:
        return await _answered(asyncio.get_running_loop().run_in_executor(self._lookup, lambda: find(self._mine())))

    async def _read(self, page: Document | str) -> list[Reading]:
        """Return what a page holds, of a feed the first pages; who gives up has it stopped. Raises QueueFullError."""
        job = self._desk.submit((page,))
        try:
            await self._desk.finished(job)
            return job.readings[:MOST_OF_A_FEED]  # beyond them stands that there are more
        finally:
            self._desk.forget(job)

    def _mine(self) -> Remembering:
        """Return the ledger, opened by the thread that uses it."""
        if self._ledger is None:
            self._ledger = Remembering(self._path)
        return self._ledger

    def _audited(self, audit: Audit, limit: int) -> Audited:
        """Return an audit, of the outlets those with the most statements."""
        by_outlet: dict[str, list[Sourcing]] = {}
        for row in audit.sourcing:
            by_outlet.setdefault(row.outlet or "", []).append(row)
        names = sorted({*by_outlet, *audit.by_outlet}, key=lambda name: (-_said(by_outlet.get(name, ())), name))
        outlets = []
        for name in names[:limit]:
            rows, (_, copies, copied) = by_outlet.get(name, []), audit.copied.get(name, (0, 0, 0.0))
            outlets.append(
                Outlet(
                    outlet=name or None, articles=audit.by_outlet.get(name, 0), statements=_said(rows), groups=_shares(rows), copies=copies, copied=copied
                )
            )  # fmt: skip
        notes = [f"Of {len(names):,} outlets those with the most statements."] if len(names) > limit else []
        notes += (
            [f"Copies in {audit.untold:,} stories that are not worked out yet are not counted."] if audit.untold else []
        )
        notes += [] if audit.articles else ["No article of that outlet and time is in this ledger."]
        used = tuple(
            Used(voice=self._maker.person(one.voice), statements=one.statements, articles=one.articles)
            for one in audit.most_used
        )
        return Audited(
            articles=audit.articles, statements=_said(audit.sourcing), groups=_shares(audit.sourcing), outlets=tuple(outlets), most_used=used,
            note=" ".join(notes),
        )  # fmt: skip


async def _answered(found: Awaitable[BaseModel]) -> CallToolResult:
    """Return the answer as text and as data; where OnRecord says that it can't be had, an error that says why."""
    try:
        answer = await found
    except OnRecordError as error:
        return CallToolResult(content=[TextContent(type="text", text=str(error))], is_error=True)
    text = TextContent(type="text", text=text_of(answer))
    return CallToolResult(content=[text], structured_content=answer.model_dump(mode="json", by_alias=True))


def _address(address: str | None) -> str:
    """Return an address that may be looked at. Raises UsageError for a path: files of this machine are not for a client to name."""
    if address is None or not is_url(address.strip()):
        raise UsageError("this is no address; give one that begins with http:// or https://")
    return address.strip()


def _why_nothing(ledger: Ledger, words: str, asked: dict[str, str]) -> str:
    """Return whether part of what was asked for is there."""
    each = [words] if '"' in words else words.split()
    parts: dict[str, dict[str, Any]] = {f"“{word}”": {"words": word} for word in each}
    parts |= {f"{name} {value}": {name: value} for name, value in asked.items()}
    here = [said for said, alone in parts.items() if ledger.search(limit=1, **alone).items]
    if not ledger.stories(limit=1).items:
        return "Nothing is in this ledger yet."
    if not here:
        return "Nothing of this is in this ledger."
    return f"No statement has all of this. On record by itself: {', '.join(here)}."


def _story_of_one(reading: Reading) -> Story:
    from onrecord.story import story_of  # noqa: PLC0415 - brings the matching stages; needed for an article in no story alone

    return story_of("", [reading])


def _said(rows: Iterable[Sourcing]) -> int:
    return sum(row.statements for row in rows)


def _shares(rows: Iterable[Sourcing]) -> tuple[Share, ...]:
    counted = {name: sum(row.statements for row in rows if row.kind in kinds) for name, kinds in GROUPS}
    total = sum(counted.values())
    return tuple(
        Share(group=name, statements=many, share=round(many / total, 4) if total else 0.0)
        for name, many in counted.items()
    )


def _words_of(answer: CallToolResult) -> str:
    return "\n".join(part.text for part in answer.content if isinstance(part, TextContent))
