"""What a record is compared with its gold by: a perfect reading is all right, and each thing that goes wrong is seen in its field."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from agreement import located, places
from record_agreement import FIELDS, Judged, Tally, judged, tally

from onrecord.records import (
    Article,
    Byline,
    Entity,
    Fact,
    Problem,
    Reading,
    Source,
    Span,
    Statement,
    StatementSource,
    Time,
    Via,
)

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))
RUMOUR = next(path for path in RECORDS if path.stem == "rumour_verlaine_parrot")


def gold_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def perfect(gold: dict[str, Any]) -> Reading:
    """Return the reading that has all of the gold and nothing else."""
    text = gold["text"]

    def span(words: Any) -> Span:
        start, end = located(text, words)
        return Span(start, end, text[start:end])

    def first(words: str | None) -> Span:
        start, end = places(text, words)[0] if words else (0, 0)
        return Span(start, end, text[start:end])

    def time(one: dict[str, Any]) -> Time:
        at = span(one if "nth" in one else one["words"])
        return Time(at.start, at.end, at.text, one["type"], one["value"], one["from"], one["to"])

    def statement(number: int, one: dict[str, Any]) -> Statement:
        content, cue, source = (tuple(map(span, one[part])) for part in ("content", "cue", "source"))
        entity = one["name"] if one["name"] in {other["name"] for other in gold["entities"]} else None
        vias = tuple(Via((first(via["words"]),), via["kind"], via["name"]) for via in one["via"])
        words = first((one["said"] or {}).get("words"))
        said = Time(words.start, words.end, words.text, "DATE", one["said"]["value"]) if one["said"] else None
        return Statement(
            str(number), "a", one["mode"], content, cue, StatementSource(source, one["kind"], one["name"], entity), vias, said,
            one["certainty"], one["polarity"], tuple(one["about"]), one["block"], 1.0, one["said"] and one["said"]["ground"],
        )  # fmt: skip

    def entity(one: dict[str, Any]) -> Entity:
        facts = tuple(Fact(f["property"], f["value"], first(f["words"]), f["as_of"]) for f in one["facts"])
        return Entity(one["name"], one["kind"], one["name"], tuple(map(span, one["mentions"])), facts)

    about = gold["article"]
    article = Article(
        "a", about["url"], about["outlet"], "en", about["headline"], None, None, tuple(map(Byline, about["bylines"])),
        about["published"], None, (), (), text, (), Source("a", "", "", ""),
    )  # fmt: skip
    return Reading(
        "a", article, tuple(statement(*pair) for pair in enumerate(gold["statements"])), tuple(map(entity, gold["entities"])),
        tuple(map(time, gold["times"])), tuple(Problem(p["code"], "", " ".join(p["words"])) for p in gold["problems"]),
    )  # fmt: skip


def fields_wrong(gold: dict[str, Any], reading: Reading) -> set[str]:
    return {field for field, count in tally(judged(gold, reading)).items() if count.figure() < 1}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_record_agreement_is_full_with_a_perfect_reading(path: Path) -> None:
    gold = gold_of(path)
    assert fields_wrong(gold, perfect(gold)) == set()


def _first(**changed: Any) -> Callable[[Reading], Reading]:
    """Return a function that changes the first statement."""
    return lambda reading: replace(
        reading, statements=(replace(reading.statements[0], **changed), *reading.statements[1:])
    )


def _entity(**changed: Any) -> Callable[[Reading], Reading]:
    """Return a function that changes the first entity."""
    return lambda reading: replace(reading, entities=(replace(reading.entities[0], **changed), *reading.entities[1:]))


def _time(**changed: Any) -> Callable[[Reading], Reading]:
    """Return a function that changes the first time."""
    return lambda reading: replace(reading, times=(replace(reading.times[0], **changed), *reading.times[1:]))


def _article(**changed: Any) -> Callable[[Reading], Reading]:
    """Return a function that changes the article."""
    return lambda reading: replace(reading, article=replace(reading.article, **changed))  # type: ignore[type-var]  # it is there


WRONG: list[tuple[Callable[[Reading], Reading], set[str]]] = [
    (lambda reading: replace(reading, statements=reading.statements[1:]), {"statements"}),
    (
        lambda reading: replace(reading, entities=reading.entities[1:]),
        {"entities", "mentions", "facts", "about", "entity"},
    ),
    (lambda reading: replace(reading, times=reading.times[1:]), {"times"}),
    (lambda reading: replace(reading, problems=(Problem("ages_disagree", ""),)), {"problems"}),
    (_first(mode="direct"), {"mode"}),
    (_first(cue=()), {"cue", "cue_words"}),
    (
        _first(source=StatementSource((), "person", "Jax Verlaine", "Jax Verlaine")),
        {"source", "source_words", "kind", "name", "entity"},
    ),
    (_first(via=()), {"via"}),
    (_first(said=None, said_ground=None), {"said", "said_ground"}),
    (_first(said_ground="past"), {"said_ground"}),
    (_first(certainty="possible"), {"certainty"}),
    (_first(polarity="negative"), {"polarity"}),
    (_first(about=()), {"about"}),
    (_first(block="headline"), {"block"}),
    (_entity(name="Jack Verlaine"), {"entities"}),
    (_entity(kind="place"), {"entity_kind"}),
    (_entity(facts=()), {"facts"}),
    (_entity(mentions=()), {"mentions"}),
    (_time(value="2024"), {"time_value"}),
    (_time(type="SET"), {"time_type"}),
    (_time(from_="2024-01-01"), {"time_days"}),
    (_article(headline="Parrot"), {"headline"}),
    (_article(bylines=()), {"bylines"}),
    (_article(published="2024-01-01"), {"published"}),
    (_article(outlet=None), {"outlet"}),
    (_article(url=None), {"url"}),
]


@pytest.mark.parametrize(("spoil", "fields"), WRONG)
def test_record_agreement_sees_what_is_wrong(spoil: Callable[[Reading], Reading], fields: set[str]) -> None:
    gold = gold_of(RUMOUR)
    assert fields_wrong(gold, spoil(perfect(gold))) == fields


def test_record_agreement_refuses_another_text() -> None:
    gold = gold_of(RUMOUR)
    with pytest.raises(AssertionError, match="not read as it is"):
        judged(gold, _article(text="")(perfect(gold)))


def test_record_agreement_counts_what_is_missing_and_what_is_needless() -> None:
    found = tally(
        [Judged.missed("via", "a", ""), Judged.needless("via", "b", ""), Judged("via", "c", "c", right=True, where="")]
    )
    assert found.keys() == set(FIELDS)
    assert found["via"] == Tally(2, 2, 1)
    assert found["via"].figure() == pytest.approx(0.5)
