"""Invented news: events, and articles about them that copy, rewrite and credit one another, as real ones do.

Every story is drawn from the seed and its own number, so that any one can be made without the others and memory stays flat however many there are.
The sentences stand in ``invented.toml``. An article knows who says what where in it, so that it can be written as a page to be read, or as a reading
that needs no reader (``benchmarks/invented_readings.py``).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Speaker = Literal["first", "second", "body", "other", "role"]
Relation = Literal["own", "copies", "rewrites", "follows"]

FIRST_DAY = datetime(2024, 1, 1, 6, tzinfo=UTC)
STORIES_A_DAY = 5
"""Events that begin on one day: few enough that stories of one kind seldom meet in time, as they seldom do in the news of one region."""
LONGEST = 7 * 24 * 60
"""Minutes over which the articles of a large story are spread, about."""
OUTLETS = 60
SPREAD, LARGEST = 1.3, 300
"""Of sizes of stories: Pareto with this exponent, cut off; most are small, a third of the articles are in ones of 20 and more."""
RELATIONS: tuple[tuple[Relation, float], ...] = (("own", 0.25), ("copies", 0.35), ("rewrites", 0.3), ("follows", 0.1))
"""What an article after the first does with those before it."""
BEGINNINGS = "Ash Bel Bram Cald Corr Dun Ell Fen Garr Hal Hol Ing Jar Kel Lan Mar Mer Nor Oss Pell Quen Rath Sel Tarr Thorn Ul Var Wex Yar Zel".split()  # noqa: SIM905  # easier to read
MIDDLES = ("", "er", "in", "ol", "ma", "en", "ack")
ENDS = "aby ard bourne brook by combe croft dale den ford gate ham hurst ing ley low mere more ness rick ridge rin sby stead stow thorpe ton wick wold worth".split()  # noqa: SIM905  # the same
FIRST_NAMES = "Ada Aldo Anna Bex Carl Cora Dana Dot Edith Emil Enid Felix Flora Gwen Hal Hilda Ines Ivo Jonas Josef Judith Karin Lena Leo Lydia Mabel Maud Milo Nell Nora Olga Otto Paula Petra Ralph Rosa Ruth Selma Silas Tilda Tom Una Vera Viktor Walter Wanda".split()  # noqa: SIM905  # the same
PAPERS = ("Times", "Post", "Herald", "Courier", "Chronicle", "Lantern", "Mercury", "Observer")
AGENCIES = ("Meridian Press", "Northern Wire")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """Who says what in a paragraph: places in its text, end exclusive; ``name`` is whom the words mean, None for those without a name."""

    content: tuple[int, int]
    cue: tuple[int, int]
    source: tuple[int, int]
    via: tuple[int, int] | None
    speaker: Speaker
    name: str | None
    direct: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article, with what somebody says in it."""

    text: str
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What a story is about. ``blanks`` are what its sentences are filled with."""

    story: int
    kind: str
    blanks: dict[str, str]
    day: datetime

    @property
    def people(self) -> tuple[str, str]:
        """The two people of the event."""
        return self.blanks["first"], self.blanks["second"]

    @property
    def bodies(self) -> tuple[str, str]:
        """The two bodies of the event."""
        return self.blanks["body"], self.blanks["other"]


@dataclass(frozen=True, slots=True)
class Told:
    """An article. ``of`` is the number of the one that it copies, rewrites or follows; ``author`` may be an agency."""

    number: int
    event: Event
    outlet: str
    published: datetime
    headline: str
    author: str
    paragraphs: tuple[Paragraph, ...]
    relation: Relation
    of: int | None = None

    @property
    def url(self) -> str:
        """Where the outlet has it; the number at its end is the article's key."""
        slug = "-".join(re.findall(r"[a-z0-9]+", self.headline.lower())[:8])
        return f"https://{site(self.outlet)}/{self.published:%Y/%m}/{slug}-{key_of(self.number)}"


def key_of(number: int) -> str:
    """Return the key of an article: it ends its address and names its file, so that what was read can be told from it."""
    return f"n{number:07}"


def site(outlet: str) -> str:
    """Return the host name of an outlet."""
    return re.sub(r"[^a-z]", "", outlet.lower()) + ".example"


@cache
def sentences() -> dict[str, Any]:
    """Return the sentences of ``invented.toml``."""
    return tomllib.loads((Path(__file__).parent / "invented.toml").read_text("utf-8"))


@cache
def outlets() -> tuple[str, ...]:
    """Return the outlets there are."""
    chance = Random("outlets")  # noqa: S311  # chance that invents articles keeps no secret
    names: dict[str, None] = {}
    while len(names) < OUTLETS:
        names[f"The {_name(chance)} {chance.choice(PAPERS)}"] = None
    return tuple(names)


def _name(chance: Random) -> str:
    return chance.choice(BEGINNINGS) + chance.choice(MIDDLES) + chance.choice(ENDS)


def filled(sentence: str, blanks: dict[str, str]) -> str:
    """Return a sentence with its blanks filled, beginning with a capital letter."""
    text = _BLANK.sub(lambda found: blanks[found[1]], sentence)
    return text[:1].upper() + text[1:]


def sizes(articles: int, stories: int, seed: int) -> list[int]:
    """Return how many articles each story has; they add up to ``articles``. Raises ValueError where there are fewer articles than stories."""
    if not 0 < stories <= articles:
        raise ValueError(f"{stories} stories of {articles} articles: give at least one story, and an article for each")
    chance = Random(f"{seed}/sizes")  # noqa: S311  # chance that invents articles keeps no secret
    drawn = [min(chance.paretovariate(SPREAD), LARGEST) - 1 for _ in range(stories)]
    more = (articles - stories) / (sum(drawn) or 1)
    most = max(LARGEST, articles // stories)
    given = [min(1 + int(one * more), most) for one in drawn]
    for at in range(articles - sum(given)):  # what rounding down and the bound left over
        given[at % stories] += 1
    return given


def event(story: int, seed: int) -> Event:
    """Return the event of a story."""
    chance = Random(f"{seed}/event/{story}")  # noqa: S311  # chance that invents articles keeps no secret
    kind = chance.choice(sentences()["kind"])
    place, name = _name(chance), _name(chance)
    blanks = {
        "place": place, "name": name, "street": chance.choice(kind["street"]),
        "first": f"{chance.choice(FIRST_NAMES)} {_name(chance)}", "second": f"{chance.choice(FIRST_NAMES)} {_name(chance)}",
        "many": f"{chance.randint(11, 99) * 100 + chance.randint(1, 99):,}", "few": str(chance.randint(3, 19)), "years": str(chance.randint(20, 90)),
        "big": f"{chance.randint(20, 400) * 1000:,}", "money": f"{chance.randint(2, 90)}.{chance.randint(1, 9)} million euros", "when": chance.choice(DAYS),
    }  # fmt: skip
    for body in ("body", "other"):
        blanks[body] = _BLANK.sub(lambda found: blanks[found[1]], chance.choice(kind[body]))
    day = FIRST_DAY + timedelta(days=story // STORIES_A_DAY, minutes=chance.randrange(600))
    return Event(story, kind["name"], blanks, day)


def stories(
    articles: int, many: int, seed: int, words: tuple[int, int], between: tuple[int, int] | None = None
) -> Iterator[list[Told]]:
    """Yield each story's articles in the order of their days; articles are numbered through, and have from ``words[0]`` to ``words[1]`` words.

    ``between`` yields only the stories of these numbers, the last exclusive, as they are among all of them.
    """
    first, last = between or (0, many)
    number = 0
    for story, size in enumerate(sizes(articles, many, seed)):
        if first <= story < last:
            yield _story(event(story, seed), number, size, seed, words)
        number += size


def _story(about: Event, first: int, size: int, seed: int, words: tuple[int, int]) -> list[Told]:
    chance = Random(f"{seed}/story/{about.story}")  # noqa: S311  # chance that invents articles keeps no secret
    told: list[Told] = []
    when = about.day
    names = chance.sample(outlets(), len(outlets()))
    for at in range(size):
        outlet = names[at % len(names)]
        length = chance.randint(*words)
        relation: Relation = "own" if not told else chance.choices(*zip(*RELATIONS, strict=True))[0]
        of = chance.choice(told) if relation != "own" else None
        told.append(_article(about, first + at, outlet, when, relation, of, length, chance))
        when += timedelta(minutes=int(chance.expovariate(1 / min(150, LONGEST / size))) + 1)
    return told


def _article(  # noqa: PLR0913, PLR0917 - an article has as many sides
    about: Event, number: int, outlet: str, when: datetime, relation: Relation, of: Told | None, length: int, chance: Random
) -> Told:  # fmt: skip
    kind = _kind(about)
    headline = filled(chance.choice(kind["headlines"]), about.blanks)
    author = f"{chance.choice(FIRST_NAMES)} {_name(chance)}"
    if relation == "own" or of is None:
        if chance.random() < 0.2:
            author = chance.choice(AGENCIES)
        own = Writer(about, chance, told_to=outlet if chance.random() < 0.4 else None)
        return Told(number, about, outlet, when, headline, author, own.write(length), "own")
    if relation == "copies":
        left_out = chance.randint(0, min(2, len(of.paragraphs) - 2)) if len(of.paragraphs) > 2 else 0
        kept = of.paragraphs[: len(of.paragraphs) - left_out]
        return Told(number, about, outlet, when, headline, of.author, kept, relation, of.number)
    if relation == "follows":
        later = replace(
            about, blanks={**about.blanks, "many": f"{chance.randint(11, 99) * 100 + chance.randint(1, 99):,}"}
        )
        return Told(
            number, about, outlet, when, headline, author, Writer(later, chance).write(length), relation, of.number
        )
    writer = Writer(about, chance, told_to=of.outlet, wording=1, credit=of)
    return Told(number, about, outlet, when, headline, author, writer.write(length), relation, of.number)


def _kind(about: Event) -> dict[str, Any]:
    return next(kind for kind in sentences()["kind"] if kind["name"] == about.kind)


class Writer:
    """Writes the paragraphs of one article: facts, quotes, and where these are not enough remarks and background."""

    def __init__(
        self,
        about: Event,
        chance: Random,
        *,
        told_to: str | None = None,
        wording: int | None = None,
        credit: Told | None = None,
    ) -> None:
        """``told_to`` is the outlet that some people speak to; ``credit`` the article that is named as where the news is from.

        ``wording`` is the one that all facts have; without it each has one or the other.
        """
        self.about, self.chance, self.told_to, self.wording, self.credit = about, chance, told_to, wording, credit
        self.kind = _kind(about)
        self.named: set[str] = set()

    def write(self, length: int) -> tuple[Paragraph, ...]:
        """Return paragraphs of about so many words."""
        out: list[Paragraph] = []
        words = 0
        for paragraph in self._paragraphs():
            if words >= length:
                break
            out.append(paragraph)
            words += len(paragraph.text.split())
        return tuple(out)

    def _paragraphs(self) -> Iterator[Paragraph]:
        facts, quotes = list(self.kind["facts"]), self._mixed(self.kind["quotes"])
        yield self._fact(facts[0])
        if self.credit is not None:
            outlet = self.credit.outlet
            yield Paragraph(
                self.chance.choice((f"The news was first reported by {outlet}.", f"{outlet} reported it first."))
            )
        rest = self._mixed(facts[1:])
        for at in range(max(len(quotes), len(rest))):
            if at < len(quotes):
                yield self._quote(quotes[at], self.about.blanks)
            if at < len(rest):
                yield self._fact(rest[at])
        listed = sentences()
        remarks, background = self._mixed(listed["remark"]), self._mixed(listed["background"])
        for at, sentence in enumerate(background):
            yield Paragraph(filled(sentence, {**self.about.blanks, **self._numbers()}))
            if at < len(remarks):
                yield self._quote(remarks[at], {**self.about.blanks, **self._numbers()})

    def _fact(self, wordings: Sequence[str]) -> Paragraph:
        chosen = self.chance.randrange(2) if self.wording is None else self.wording
        return Paragraph(filled(wordings[chosen], self.about.blanks))

    def _mixed(self, listed: Sequence[Any]) -> list[Any]:
        return self.chance.sample(list(listed), len(listed))

    def _numbers(self) -> dict[str, str]:
        chance = self.chance
        return {
            "few": str(chance.randint(3, 19)), "years": str(chance.randint(20, 90)),
            "many": f"{chance.randint(1100, 9900):,}", "when": chance.choice(DAYS),
        }  # fmt: skip

    def _quote(self, quote: dict[str, str], blanks: dict[str, str]) -> Paragraph:
        speaker: Speaker = quote["by"]  # type: ignore[assignment]  # the file has no other
        name = blanks.get(speaker)
        source, after = self._source(speaker, name)
        through = self.told_to if self.chance.random() < 0.5 else None
        direct = not self.wording and self.chance.random() < 0.6
        cue = "told" if through else "said"
        heard = f" {through}" if through else ""
        if direct:
            return _paragraph(["“", ("content", filled(quote["says"], blanks)), ",” ", ("source", source), after, " ", ("cue", cue), *_via(heard), "."],
                              speaker, name, direct=True)  # fmt: skip
        words = _BLANK.sub(lambda found: blanks[found[1]], quote["told"])
        begun = source[:1].upper() + source[1:]
        return _paragraph([("source", begun), after, " ", ("cue", cue), *_via(heard), " that ", ("content", words), "."],
                          speaker, name, direct=False)  # fmt: skip

    def _source(self, speaker: Speaker, name: str | None) -> tuple[str, str]:
        """Return the words that name a source, and those that describe it: a person is described at first, and then called by the surname."""
        if name is None:
            return self.kind["role"], ""
        if speaker in {"body", "other"} or name in self.named:
            return name.split()[-1] if speaker in {"first", "second"} else name, ""
        self.named.add(name)
        return name, ", " + _BLANK.sub(lambda found: self.about.blanks[found[1]], self.kind[speaker]) + ","


def _via(heard: str) -> list[Any]:
    return [" ", ("via", heard.strip())] if heard else []


def _paragraph(parts: Sequence[Any], speaker: Speaker, name: str | None, *, direct: bool) -> Paragraph:
    """Return a paragraph of strings and of marked parts, with the places of these."""
    text = ""
    places: dict[str, tuple[int, int]] = {}
    for part in parts:
        mark, words = part if isinstance(part, tuple) else (None, part)
        if mark is not None:
            places[mark] = (len(text), len(text) + len(words))
        text += words
    said = Said(places["content"], places["cue"], places["source"], places.get("via"), speaker, name, direct)
    return Paragraph(text, said)
