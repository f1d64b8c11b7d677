"""Whole articles against their full records: every field of ``tests/records/*.json`` (see the README there) and of what a user gets.

``python tests/test_records.py`` prints a table an article and the figures of all; ``--errors FIELD ...`` prints what differs in these
fields (``--errors all`` in every one).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from agreement import located
from record_agreement import FIELDS, GROUPS, Judged, Tally, judged, tally

from onrecord import Pipeline
from onrecord.records import Span, Time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.records import Reading

HERE = Path(__file__).parent / "records"
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
FEWEST = 25

FLOORS = {
    "statements": 0.902, "content_words": 0.88, "cue": 0.976, "cue_words": 0.862, "source": 0.962, "source_words": 0.949, "mode": 0.974, "kind": 0.863,
    "name": 0.788, "entity": 0.812, "via": 0.67, "said": 0.804, "said_ground": 0.798, "certainty": 0.923, "polarity": 0.97, "about": 0.557, "block": 0.98,
    "entities": 0.837, "entity_kind": 0.866, "mentions": 0.67, "facts": 0.766, "fact_as_of": 0.98, "fact_words": 0.98,
    "times": 0.959, "time_words": 0.968, "time_type": 0.976, "time_value": 0.911, "time_days": 0.86,
    "headline": 1.0, "bylines": 0.94, "published": 1.0, "outlet": 1.0, "url": 1.0, "problems": 0.98, "problem_words": 0.98,
}  # fmt: skip
"""The least that each figure over all articles may be; raise them to what is measured, never lower them."""


@cache
def gold(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return found


@cache
def readings() -> dict[str, Reading]:
    """Return what a user gets who gives all articles as a file of article JSONL."""
    lines = []
    for name in NAMES:
        given = {field: gold(name)["article"][field] for field in ("outlet", "url", "published", "headline")}
        lines.append(json.dumps({"id": name, **given, "text": gold(name)["text"]}, ensure_ascii=False))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        return dict(zip(NAMES, Pipeline().read_all([str(file)]), strict=True))


@cache
def judgements(name: str) -> tuple[Judged, ...]:
    return tuple(judged(gold(name), readings()[name]))


@cache
def figures() -> dict[str, Tally]:
    return tally(one for name in NAMES for one in judgements(name))


def records_in(record: Any) -> Iterator[Any]:
    """Yield every record in a record."""
    if is_dataclass(record):
        yield record
        for field in fields(record):
            yield from records_in(getattr(record, field.name))
    elif isinstance(record, tuple):
        for one in record:
            yield from records_in(one)


def test_records_are_many() -> None:
    assert len(NAMES) >= FEWEST


@pytest.mark.parametrize("name", NAMES)
def test_records_hold_only_what_stands_in_their_texts(name: str) -> None:
    record, named = gold(name), {entity["name"] for entity in gold(name)["entities"]}
    for entity in record["entities"]:
        places = sorted(located(record["text"], words) for words in entity["mentions"])
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
        assert all(fact["words"] in record["text"] for fact in entity["facts"])
    for statement in record["statements"]:
        assert set(statement["about"]) <= named


@pytest.mark.parametrize("field", FIELDS)
def test_records_figures_are_not_below_their_floors(field: str) -> None:
    assert figures()[field].wanted
    assert figures()[field].figure() >= FLOORS[field]


def test_records_every_field_has_a_floor() -> None:
    assert FLOORS.keys() == set(FIELDS)


@pytest.mark.parametrize("name", NAMES)
def test_records_spans_are_the_words_of_the_text(name: str) -> None:
    reading = readings()[name]
    spans = [one for one in records_in(reading) if isinstance(one, Span | Time)]
    assert len(spans) > len(reading.statements)
    assert reading.article is not None
    for one in spans:
        assert reading.article.text[one.start : one.end] == one.text


@pytest.mark.parametrize("name", NAMES)
def test_records_refer_to_entities_that_are_there(name: str) -> None:
    reading = readings()[name]
    entities = {entity.id: entity for entity in reading.entities}
    assert len(entities) == len(reading.entities)
    assert len({statement.id for statement in reading.statements}) == len(reading.statements)
    for statement in reading.statements:
        assert entities.keys() >= set(statement.about)
        assert statement.source.entity is None or entities[statement.source.entity].name == statement.source.name


@pytest.mark.parametrize("name", NAMES)
def test_records_mentions_of_an_entity_do_not_overlap(name: str) -> None:
    for entity in readings()[name].entities:
        assert [(one, other) for one, other in pairwise(entity.mentions) if one.end > other.start] == []


@pytest.mark.parametrize("name", NAMES)
def test_records_times_end_no_earlier_than_they_begin_and_have_a_ground(name: str) -> None:
    reading = readings()[name]
    said = [statement.said for statement in reading.statements if statement.said]
    for time in (*reading.times, *said):
        assert (time.from_ is None) == (time.to is None)
        assert time.from_ is None or time.to is None or time.from_ <= time.to
    assert all((statement.said is None) == (statement.said_ground is None) for statement in reading.statements)


def table() -> Iterator[str]:
    """Yield the figures of each article, in hundredths, and how those of all came about."""
    for group, names in GROUPS.items():
        yield f"\n{group[:12]:34}" + "".join(f"{field.replace('_', ' ')[:7]:>8}" for field in names)
        for name in NAMES:
            counts = tally(judgements(name))
            yield f"{name:34}" + "".join(_cell(counts[field]) for field in names)
    yield f"\n{'field':16}{'wanted':>8}{'given':>8}{'right':>8}{'figure':>8}{'floor':>8}"
    for field, count in figures().items():
        yield f"{field:16}{count.wanted:8}{count.given:8}{count.right:8}{count.figure():8.3f}{FLOORS[field]:8.3f}"


def _cell(count: Tally) -> str:
    return f"{100 * count.figure():8.0f}" if count.wanted + count.given else f"{'':8}"


def differences(chosen: Iterable[str]) -> Iterator[str]:
    """Yield what differs in the chosen fields, and how often each exchange of one value for another occurs."""
    for field in chosen:
        exchanges: Counter[str] = Counter()
        for name in NAMES:
            for one in judgements(name):
                if one.field == field and not one.right:
                    exchanges[f"{one.wanted or ''} > {one.given or ''}"] += 1
                    yield f"{field} | {name[:28]} | {one.wanted or '(nothing)'} > {one.given or '(nothing)'} | {one.where}"
        yield from (f"{field} x{count}  {exchange}" for exchange, count in exchanges.most_common(12) if count > 1)


def main() -> None:
    """Print the table, and the differences in the fields asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--errors", nargs="+", default=[], metavar="FIELD", choices=[*FIELDS, "all"], help="what differs in it"
    )
    arguments = parser.parse_args()
    chosen = FIELDS if "all" in arguments.errors else arguments.errors
    for line in [*table(), *differences(chosen)]:
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
