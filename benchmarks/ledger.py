"""Measures a large ledger: what adding costs as it grows, how long answers take, how large the file is.

    python benchmarks/ledger.py                                  100,000 articles with about 1,000,000 statements: an hour or two
    python benchmarks/ledger.py --articles 10000                 about 100,000 statements: some minutes
    python benchmarks/ledger.py --store-only                     without grouping articles into stories by what they say
    python benchmarks/ledger.py --ledger FILE                    leaves the ledger in a file

The articles are invented, with the spread of real ones: words of news (the shipped table of rarity) and names by Zipf's law, stories that come in bursts of a few days and of
very different sizes, and the sizes of the 800 articles of the dev stories: 2,250 bytes of text, 10 to 12 statements, half the text inside
them, 10 entities with 24 mentions. Readings are made here, for reading pages is measured elsewhere; all else is as a user's ledger does it.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import statistics
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import track
from rich.table import Table
from speed import machine

from onrecord.language import word_lists
from onrecord.ledger import Ledger, marks_of
from onrecord.records import Article, Block, Entity, Reading, Source, Span, Statement, StatementSource, Via
from onrecord.store.kept import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onrecord.records import EntityKind, SourceKind

FIRST_DAY = date(2014, 1, 1)
DAYS = 3_650
PEOPLE, BODIES, OUTLETS = 60_000, 8_000, 400
TELLING = 1_500
"""Words from this rank on are those that a story has of its own."""
STATEMENTS = (8, 13)
"""Of an article, from and to."""
SPREAD, LARGEST = 1.3, 300
"""Of sizes of stories: Pareto with this exponent, cut off; six stories of ten are of one article, a third of the articles in ones of 20 and more."""
WINDOW = 500
"""Articles over which the cost of adding is averaged, up to each of the sizes that are compared."""
ASKED = 400
"""Questions of each kind."""
SYLLABLES = "ba be bo ca co da de di do fa fi ga go ha he ka ke la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va vi wa".split()  # noqa: SIM905  # easier to read
KINDS: tuple[tuple[SourceKind, float], ...] = (
    ("person", 0.45), ("organisation", 0.14), ("media", 0.09), ("role", 0.12), ("anonymous", 0.06), ("none", 0.09), ("group", 0.05),
)  # fmt: skip


def zipf(many: int) -> list[float]:
    """Return cumulative weights by which the first of ``many`` is drawn twice as often as the second, three times as the third ..."""
    return list(accumulate(1 / rank for rank in range(1, many + 1)))


class World:
    """What there is to write about; everything is drawn from one seed."""

    def __init__(self, seed: int) -> None:
        """Make words, names and outlets."""
        self.chance = Random(seed)  # noqa: S311  # chance that invents articles keeps no secret
        listed = word_lists.classes("rarity")
        by_count = sorted(listed, key=int, reverse=True)
        self.words = [word for count in by_count for word in sorted(listed[count]) if word.isalpha()]
        self.people = [f"{self._word().title()} {self._word().title()}" for _ in range(PEOPLE)]
        self.bodies = [
            f"{self._word().title()} {self.chance.choice(('Council', 'Group', 'Union', 'Office', 'Bank'))}"
            for _ in range(BODIES)
        ]
        self.outlets = [
            f"The {self._word().title()} {self.chance.choice(('Times', 'Post', 'Herald'))}" for _ in range(OUTLETS)
        ]
        self.weights = {many: zipf(many) for many in (len(self.words), PEOPLE, BODIES, OUTLETS)}

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 2, 3, 3, 4))))

    def draw(self, among: Sequence[str], many: int) -> list[str]:
        """Return so many of these, the first ones far more often than the last."""
        return self.chance.choices(among, cum_weights=self.weights[len(among)], k=many)


@dataclass(slots=True)
class Event:
    """What a story is about: who and what it names, its own words, and the day that it begins."""

    people: list[str]
    bodies: list[str]
    words: list[str]
    day: date


def readings(world: World, many: int) -> Iterator[Reading]:
    """Yield articles in the order of their days; stories are of one article most often, of hundreds now and then."""
    stories: list[tuple[date, int, Event]] = []
    total = 0
    while total < many:
        size = min(int(world.chance.paretovariate(SPREAD)), LARGEST)
        event = Event(
            world.draw(world.people, 4), world.draw(world.bodies, 2), world.chance.sample(world.words[TELLING:], 12),
            FIRST_DAY + timedelta(world.chance.randrange(DAYS)),
        )  # fmt: skip
        stories += [(event.day + timedelta(int(world.chance.expovariate(1.0))), total + n, event) for n in range(size)]
        total += size
    stories.sort(key=lambda one: one[:2])
    for day, number, event in stories[:many]:
        yield article(world, number, day, event)


def sentence(world: World, event: Event, length: int) -> str:
    """Return so many words, some of them the story's own."""
    words = world.draw(world.words, length)
    for at in range(1, length, 6):
        words[at] = world.chance.choice((*event.words, *event.people, *event.bodies))
    return " ".join(words)


class Draft:
    """An article that is being written: text with the records of what stands where."""

    def __init__(self, key: str, event: Event) -> None:
        """Begin an article with this key."""
        self.identity = sha256(key.encode()).hexdigest()[:16]
        self.text = ""
        self.statements: list[Statement] = []
        self.blocks: list[Block] = []
        self.named: dict[str, EntityKind] = dict.fromkeys(event.people, "person")
        self.named.update(dict.fromkeys(event.bodies, "organisation"))

    def entity(self, name: str) -> str:
        """Return the id of the entity with a name."""
        return sha256(f"{self.identity}{name}".encode()).hexdigest()[:16]

    def say(self, who: str, kind: SourceKind, words: str, through: str | None) -> None:
        """Write a paragraph in which somebody says something."""
        start = len(self.text)
        told = f" told {through}" if through else " said"
        self.text += f"{words}, {who}{told}.\n\n"
        end = start + len(words)
        source = Span(end + 2, end + 2 + len(who), who)
        cue = Span(source.end + 1, source.end + 5, told[1:5])
        via = (Via((Span(cue.end + 1, cue.end + 1 + len(through), through),), "media", through),) if through else ()
        self.blocks.append(Block("paragraph", start, len(self.text) - 2))
        identity = sha256(f"{self.identity}{start}".encode()).hexdigest()[:16]
        self.statements.append(
            Statement(
                identity, self.identity, "indirect", (Span(start, end, words),), (cue,),
                StatementSource((source,), kind, who, self.entity(who) if who in self.named else None), via, None,
                "certain", "positive", tuple(self.entity(name) for name in self.named if name in words), "paragraph", 0.9,
            )
        )  # fmt: skip

    def tell(self, words: str) -> None:
        """Write a paragraph of the article's own."""
        start = len(self.text)
        self.text += f"{words}.\n\n"
        self.blocks.append(Block("paragraph", start, len(self.text) - 2))

    def entities(self) -> tuple[Entity, ...]:
        """Return what is named, with up to five mentions each."""
        return tuple(
            Entity(self.entity(name), kind, name, self._mentions(name))
            for name, kind in self.named.items()
            if name in self.text
        )

    def _mentions(self, name: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        at = self.text.find(name)
        while at >= 0 and len(spans) < 5:
            spans.append(Span(at, at + len(name), name))
            at = self.text.find(name, at + 1)
        return tuple(spans)


def article(world: World, number: int, day: date, event: Event) -> Reading:
    """Return one article about an event."""
    key = f"https://news.example/{number}"
    draft = Draft(key, event)
    draft.named.update(dict.fromkeys(world.draw(world.people, 2), "person"))
    for _ in range(world.chance.randint(*STATEMENTS)):
        kind = world.chance.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
        through = world.draw(world.outlets, 1)[0] if world.chance.random() < 0.1 else None
        draft.say(_source(world, draft, event, kind), kind, sentence(world, event, 14), through)
        if world.chance.random() < 0.7:
            draft.tell(sentence(world, event, 14))
    text = draft.text.rstrip()
    made = Article(
        draft.identity, key, world.draw(world.outlets, 1)[0], "en", sentence(world, event, 9), None, None, (), day.isoformat(),
        None, (), (), text, tuple(draft.blocks), Source(key, sha256(text.encode()).hexdigest(), "2026-01-01T00:00:00+00:00", "bench"),
    )  # fmt: skip
    return Reading(key, made, tuple(draft.statements), draft.entities())


def _source(world: World, draft: Draft, event: Event, kind: SourceKind) -> str:
    """Return the words for a source of a kind."""
    people = [name for name, kind in draft.named.items() if kind == "person"]
    return {
        "person": lambda: world.chance.choice(people),
        "organisation": lambda: world.chance.choice(event.bodies),
        "media": lambda: world.draw(world.outlets, 1)[0],
        "role": lambda: "a spokesman for " + world.chance.choice(event.bodies),
        "anonymous": lambda: "a source",
        "group": lambda: "critics",
    }.get(kind, lambda: "it")()


@dataclass(frozen=True, slots=True)
class Sample:
    """A statement of the ledger, to ask about."""

    article: Article
    statement: Statement

    @property
    def name(self) -> str:
        """What its source is called."""
        return self.statement.source.name or ""


def add_all(ledger: Ledger, world: World, many: int, *, store_only: bool) -> tuple[list[float], int, list[Sample]]:
    """Add articles; return the seconds that each took, the bytes of all texts, and statements from all over."""
    spent, size = [], 0
    samples: list[Sample] = []
    made = readings(world, many)
    chance = Random(2)  # noqa: S311  # chance that invents articles keeps no secret
    for reading in track(made, "adding", total=many, console=Console(stderr=True), transient=True):
        if reading.article is None:
            continue
        size += len(reading.article.text.encode())
        if chance.random() < 2 * ASKED / many:
            samples.append(Sample(reading.article, chance.choice(reading.statements)))
        begun = perf_counter()
        if store_only:
            ledger.store.add(reading, marks_of(reading))
        else:
            ledger.keep(reading)
        spent.append(perf_counter() - begun)
    return spent, size, samples


def questions(samples: Sequence[Sample]) -> Iterator[tuple[str, Callable[[Ledger], object]]]:
    """Yield questions, each with its kind, about statements drawn evenly, so that whoever says much is asked about often."""
    chance = Random(3)  # noqa: S311  # chance that invents articles keeps no secret
    for sample in samples:
        words = " ".join(chance.sample(sample.statement.content[0].text.split(), 2))
        query = Query(words, **_narrow(sample, chance.randrange(6)))
        yield "search", lambda ledger, query=query: ledger.store.search(query)
        if sample.statement.source.kind in {"person", "organisation", "media"}:
            yield "who", lambda ledger, name=sample.name: who(ledger, name)
        yield "story", lambda ledger, key=sample.article.id: ledger.story(key)
        yield "trace", lambda ledger, key=sample.statement.id: ledger.trace(key)


def _narrow(sample: Sample, how: int) -> dict[str, Any]:
    """Return the filter of a search: none for a third, else one of four."""
    filters: list[dict[str, Any]] = [
        {"by": sample.name}, {"kind": sample.statement.source.kind}, {"outlet": sample.article.outlet}, {"since": sample.article.published},
    ]  # fmt: skip
    return filters[how] if how < len(filters) else {}


def who(ledger: Ledger, name: str) -> object:
    """Ask what ``onrecord who`` asks: who is called so, what the first of them says, and what is said about them."""
    found = ledger.who(name)
    return [(ledger.said(one.id), ledger.spoken_of(one.id)) for one in found[:1]]


def answers(path: Path, samples: Sequence[Sample], *, store_only: bool) -> dict[str, list[float]]:
    """Return the seconds of each answer by kind; a story is worked out the first time, under its own heading, and then looked up."""
    spent: dict[str, list[float]] = {}
    with Ledger(path) as ledger:
        asked = [(kind, ask) for kind, ask in questions(samples) if not (store_only and kind in {"story", "trace"})]
        for sample in [] if store_only else samples:
            spent.setdefault("story, the first time", []).append(timed(lambda key=sample.article.id: ledger.story(key)))
        Random(4).shuffle(asked)  # noqa: S311  # the same
        for kind, ask in track(asked, "asking", console=Console(stderr=True), transient=True):
            spent.setdefault(kind, []).append(timed(lambda ask=ask: ask(ledger)))
    return spent


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def table_of_adding(spent: Sequence[float]) -> Table:
    """Return what adding cost around each size, and how that compares with the first."""
    table = Table("articles", "ms an article", "ratio", title=f"adding, mean of {WINDOW} articles up to each size")
    sizes = [size for size in (1_000, 10_000, 20_000, 50_000, 100_000) if size <= len(spent)]
    first = statistics.fmean(spent[1_000 - WINDOW : 1_000]) if len(spent) >= 1_000 else 0.0
    for size in sizes:
        mean = statistics.fmean(spent[size - WINDOW : size])
        table.add_row(f"{size:,}", f"{1000 * mean:.1f}", f"{mean / first:.2f}")
    return table


def table_of_answers(spent: dict[str, list[float]]) -> Table:
    """Return median and 95th percentile of each kind of answer."""
    table = Table("", "asked", "median ms", "95th percentile ms", title="answers")
    for kind, seconds in sorted(spent.items()):
        in_order = sorted(seconds)
        table.add_row(
            kind,
            str(len(seconds)),
            f"{1000 * statistics.median(in_order):.1f}",
            f"{1000 * in_order[int(0.95 * len(in_order))]:.1f}",
        )
    return table


def main() -> None:
    """Read the arguments, make the ledger, ask, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="how many; each has about ten statements")
    parser.add_argument(
        "--store-only", action="store_true", help="neither group articles into stories nor ask about stories"
    )
    parser.add_argument(
        "--ledger", type=Path, help="where to make the ledger, which then stays; a temporary folder otherwise"
    )
    arguments = parser.parse_args()
    print(
        f"{machine()}; {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}; SQLite {sqlite3.sqlite_version}"
    )
    with TemporaryDirectory() as folder:
        path = arguments.ledger or Path(folder) / "bench.ledger"
        if path.exists():
            sys.exit(f"{path} is there already; name a new file")
        with Ledger(path) as ledger:
            spent, size, samples = add_all(ledger, World(1), arguments.articles, store_only=arguments.store_only)
        with Ledger(path) as ledger:
            statements = sum(one.statements for one in ledger.store.sourcing())
        weight = path.stat().st_size
        print(
            f"{len(spent):,} articles, {statements:,} statements; {size / 1e6:.0f} MB of text in a file of {weight / 1e6:.0f} MB: {weight / size:.1f} times"
        )
        Console().print(table_of_adding(spent))
        Console().print(table_of_answers(answers(path, samples, store_only=arguments.store_only)))


if __name__ == "__main__":
    main()
