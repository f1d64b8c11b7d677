"""Invented news of some months, in which events come again, for the tests of matching."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from match_readings import reading
from records_by_hand import statement

from onrecord.records import Reading

PLACES = (
    "Wexcombe",
    "Dunmarrow",
    "Pindle",
    "Ostrey",
    "Hexley",
    "Ambleway",
    "Fennick",
    "Quarrow",
    "Tilbridge",
    "Marnock",
)
THINGS = (
    "a hailstorm tore the roof off the library and flooded forty cellars",
    "an otter undid the latch of its enclosure and swam in the fountain",
    "cheesemakers rolled a wheel of six hundred kilograms through the market",
    "tram drivers walked out over their shifts and blocked the depot",
    "divers raised the bell of a sunken ferry from the harbour mud",
)
FIRST = date(2024, 1, 20)


def told(key: str, event: int, day: date | None, variant: int = 0) -> Reading:
    """Return an invented article about one of fifty events."""
    place, thing = PLACES[event % len(PLACES)], THINGS[event // len(PLACES) % len(THINGS)]
    ends = (
        f"Nobody in {place} was hurt, the brigade said.", f"The mayor of {place} spoke of bad luck.", f"Neighbours in {place} helped until dark.",
    )  # fmt: skip
    made = reading(
        key, f"In {place} {thing}.", f"{ends[variant % 3]} It was the talk of {place} on the day that {thing}.",
        published=day.isoformat() if day else None, names=(place,),
    )  # fmt: skip
    if made.article is None:
        raise AssertionError
    said = statement(made.article, ends[variant % 3].split(",")[0].rstrip("."), f"{'said' if variant % 3 == 0 else ''}")
    return Reading(key, made.article, (said,), made.entities)


def some_news(seed: int = 1, events: int = 16) -> list[Reading]:
    """Return articles about events over three months: some at once, some that come again weeks later, some without a day."""
    chance = Random(seed)  # noqa: S311  # chance that invents articles keeps no secret
    found = []
    for event in range(events):
        begins = FIRST + timedelta(chance.randrange(60))
        for number in range(chance.choice((1, 1, 2, 3, 5))):
            day = begins + timedelta(chance.choice((0, 0, 1, 2, 8, 25)))
            key = f"{event:02}-{number}-{chance.randrange(10**6)}"
            found.append(told(key, event, None if chance.random() < 0.15 else day, chance.randrange(3)))
    return found
