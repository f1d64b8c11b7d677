"""Facts said in passing. Run as a script, it prints how well the facts of tests/records/*.json are found."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fact_cases import ADD_UP, MIXED, NOT_SAID, SAID, SUMS
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records import Entity, Fact, Span
from onrecord.resolve.facts import facts_of
from onrecord.resolve.facts.days import iso
from onrecord.resolve.facts.sums import problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.records import EntityKind, Problem

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))
DAY = "2025-03-04"  # a Tuesday
PRECISION, RECALL = (
    0.90,
    0.85,
)  # floors under what was measured when the rules were last changed; raise them, never lower them

NAMES: dict[str, tuple[EntityKind, str]] = {
    "a": ("person", "Ada Moss"),
    "b": ("person", "Bo Hill"),
    "c": ("person", "Cy Dunn"),
    "o": ("organisation", "Acme Foods"),
    "q": ("organisation", "Penmoor Council"),
    "p": ("place", "Fennick"),
    "l": ("place", "Leeds"),
}


def marked(text: str) -> tuple[str, list[Entity]]:
    """Take the marks out of ``text`` and return it with the entities that they mark."""
    plain, found = "", dict[str, list[Span]]()
    last = 0
    for match in re.finditer(r"\{(\w)\|([^}]*)\}", text):
        plain += text[last : match.start()]
        start = len(plain)
        plain += match[2]
        found.setdefault(match[1], []).append(Span(start, len(plain), match[2]))
        last = match.end()
    return plain + text[last:], [Entity(key, *NAMES[key], tuple(spans)) for key, spans in found.items()]


_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)[.!?][”’\"]?\s+|\n+")


def sentences(text: str) -> Callable[[int], tuple[int, int]]:
    """Return a plain stand-in for the sentences that the reader finds."""
    ends = sorted({0, *(match.end() for match in _END.finditer(text)), len(text)})

    def at(offset: int) -> tuple[int, int]:
        index = max(1, min(bisect_right(ends, offset), len(ends) - 1))
        return (ends[index - 1], ends[index]) if len(ends) > 1 else (0, 0)

    return at


def found_in(text: str, entities: list[Entity], day: str | None = DAY) -> dict[str, tuple[Fact, ...]]:
    return facts_of(text, entities, published=day, sentence_at=sentences(text))


def listed(facts: dict[str, tuple[Fact, ...]]) -> set[str]:
    return {f"{key} {fact.property} {fact.value}".lower() for key, ones in facts.items() for fact in ones}


def expected(words: str) -> set[str]:
    return {one.strip().lower() for one in words.split(";") if one.strip()}


@pytest.mark.parametrize(("text", "facts"), [*SAID, *MIXED])
def test_facts_said(text: str, facts: str) -> None:
    plain, entities = marked(text)
    assert listed(found_in(plain, entities)) == expected(facts)


@pytest.mark.parametrize("text", NOT_SAID)
def test_facts_not_said(text: str) -> None:
    plain, entities = marked(text)
    assert listed(found_in(plain, entities)) == set()


def test_facts_as_of_is_the_day_of_the_news_or_the_day_that_the_words_say() -> None:
    plain, entities = marked(
        "{a|Ada Moss}, 61, left. {a|She} joined {o|Acme} at the age of 19 in 1983. {b|Bo Hill}, then 8, wept."
    )
    ages = {
        fact.value: fact.as_of for ones in found_in(plain, entities).values() for fact in ones if fact.property == "age"
    }
    assert ages == {"61": DAY, "19": "1983", "8": None}
    assert all(fact.as_of is None for fact in found_in(*marked("{a|Ada Moss}, 61, left."), day=None)["a"])


def test_facts_are_given_once_with_the_words_that_say_so_first() -> None:
    plain, entities = marked("{a|Ada Moss}, 61, left. {a|The 61-year-old} came back. {a|Ada Moss}, aged 61, left.")
    (fact,) = found_in(plain, entities)["a"]
    assert fact.span == Span(10, 12, "61")


def test_facts_nothing_is_said_of_bodies_and_places() -> None:
    plain, entities = marked("{o|Acme}, 61, the mayor of {p|Fennick}, is 61 and lives in {l|Leeds}.")
    assert found_in(plain, entities) == {}


def test_facts_mentions_out_of_the_text_are_ignored() -> None:
    text = "Ada Moss, 61, left."
    odd = Entity(
        "a", "person", "Ada Moss", (Span(0, 8, "Ada Moss"), Span(15, 90, "x"), Span(-3, 2, "y"), Span(4, 4, ""))
    )
    assert listed(found_in(text, [odd])) == {"a age 61"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2 May 1937", "1937-05-02"),
        ("May 2, 1937", "1937-05-02"),
        ("May 1937", "1937-05"),
        ("1937", "1937"),
        ("Tuesday", "2025-03-04"),
        ("last Monday", "2025-03-03"),
        ("yesterday", "2025-03-03"),
        ("1 March", "2025-03-01"),
        ("5 March", "2024-03-05"),
        ("31 February 1950", None),
        ("May", None),
        ("soon", None),
    ],
)
def test_fact_days(words: str, day: str | None) -> None:
    assert iso(words, DAY) == day


def sums(text: str) -> tuple[str, tuple[Problem, ...]]:
    plain, entities = marked(text)
    facts = found_in(plain, entities)
    return plain, problems_of([replace(entity, facts=facts.get(entity.id, ())) for entity in entities], plain)


@pytest.mark.parametrize(("text", "words"), SUMS)
def test_sums_that_do_not_add_up(text: str, words: tuple[str, ...]) -> None:
    plain, problems = sums(text)
    (problem,) = problems
    assert problem.code == "ages_disagree"
    places = re.findall(r'(\d+)-(\d+) "([^"]*)"', problem.where or "")
    assert [plain[int(start) : int(end)] for start, end, _ in places] == [place[2] for place in places]
    assert set(words) <= {place[2] for place in places}
    assert all(re.search(rf"\b{number}\b", problem.message) for number in re.findall(r"\d+", " ".join(words)))


@pytest.mark.parametrize("text", ADD_UP)
def test_sums_that_add_up(text: str) -> None:
    assert sums(text)[1] == ()


PIECES = [
    *"{}()[],.;:–—-’'\"“” \n",
    " and ",
    " who is ",
    " of ",
    "the ",
    "Ada Moss",
    "Bo Hill",
    "her ",
    "husband ",
    " 61",
    "was born in ",
]
PIECES += [
    "mayor ",
    " years younger than ",
    "died ",
    "aged ",
    "Leeds",
    " called ",
    "ex-",
    "Acme's ",
    "Lt. ",
    "😀",
    "é",
    "１２",
]


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text = "".join(draw(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30)))
    offsets = st.integers(-2, len(text) + 2)
    kinds: st.SearchStrategy[EntityKind] = st.sampled_from(["person", "person", "organisation", "place"])
    entities = []
    for key in range(draw(st.integers(0, 5))):
        spans = draw(st.lists(st.tuples(offsets, offsets), max_size=5))
        mentions = tuple(Span(start, end, text[max(0, start) : max(0, end)]) for start, end in spans)
        entities.append(
            Entity(str(key), draw(kinds), draw(st.sampled_from(["Ada Moss", "Bo", "", "his wife"])), mentions)
        )
    return text, entities


@settings(max_examples=150, deadline=None)
@given(articles(), st.sampled_from([None, DAY, "2025", "x"]))
def test_facts_of_anything_have_exact_spans(article: tuple[str, list[Entity]], day: str | None) -> None:
    text, entities = article
    found = facts_of(text, entities, published=day, sentence_at=lambda offset: (offset - 40, offset + 40))
    people = {entity.id for entity in entities if entity.kind == "person"}
    for key, facts in found.items():
        assert key in people
        assert facts
        for fact in facts:
            assert text[fact.span.start : fact.span.end] == fact.span.text != ""
            assert fact.value == " ".join(fact.value.split()) != ""
    problems_of([replace(entity, facts=found.get(entity.id, ())) for entity in entities], text)


Known = tuple[str, set[tuple[str, str]], dict[tuple[str, str], Fact]]
"""An entity's name, and its facts as (property, value): what is expected and what is found."""


def read(path: Path) -> tuple[dict[str, Any], list[Entity]]:
    """Return an article with expected records, and its entities without their facts."""
    article = json.loads(path.read_text("utf-8"))
    entities = [
        Entity(
            str(number), one["kind"], one["name"], tuple(place_of(article["text"], words) for words in one["mentions"])
        )
        for number, one in enumerate(article["entities"])
    ]
    return article, entities


def known_of(article: dict[str, Any], entities: list[Entity]) -> Iterator[Known]:
    found = found_in(article["text"], entities, article["article"]["published"])
    for entity, one in zip(entities, article["entities"], strict=True):
        gold = {(fact["property"], alike(fact["value"])) for fact in one["facts"]}
        yield entity.name, gold, {(fact.property, alike(fact.value)): fact for fact in found.get(entity.id, ())}


def place_of(text: str, words: str | dict[str, Any]) -> Span:
    wanted, nth = (words, 1) if isinstance(words, str) else (words["words"], words.get("nth") or 1)
    before, after = r"(?<!\w)" if wanted[0].isalnum() else "", r"(?!\w)" if wanted[-1].isalnum() else ""
    start, end = [match.span() for match in re.finditer(before + re.escape(wanted) + after, text)][nth - 1]
    return Span(start, end, wanted)


def alike(value: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", value.lower().replace("’", "'"))


def measured() -> tuple[dict[str, Counter[str]], list[str]]:
    """Count, by property, what the articles of tests/records expect, what is found and what is right; and list the errors."""
    counts: dict[str, Counter[str]] = {"gold": Counter(), "found": Counter(), "right": Counter()}
    errors = []
    for path in RECORDS:
        article, entities = read(path)
        for name, gold, found in known_of(article, entities):
            for label, ones in (("gold", gold), ("found", set(found)), ("right", gold & set(found))):
                counts[label].update(one[0] for one in ones)
            errors += [f"{path.stem:40.40} - {name}: {one[0]} {one[1]}" for one in sorted(gold - set(found))]
            for one in sorted(set(found) - gold):
                span = found[one].span
                words = article["text"][max(0, span.start - 50) : span.end + 20].replace("\n", "/")
                errors.append(f"{path.stem:40.40} + {name}: {one[0]} {one[1]} | {words}")
    return counts, errors


def rates(counts: dict[str, Counter[str]]) -> tuple[float, float]:
    right = counts["right"].total()
    return right / max(1, counts["found"].total()), right / max(1, counts["gold"].total())


@pytest.mark.skipif(not RECORDS, reason="no articles with expected facts")
def test_facts_of_the_articles_with_expected_records() -> None:
    precision, recall = rates(measured()[0])
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_sums_of_the_articles_with_expected_records(path: Path) -> None:
    article, entities = read(path)
    facts = found_in(article["text"], entities, article["article"]["published"])
    problems = problems_of([replace(entity, facts=facts.get(entity.id, ())) for entity in entities], article["text"])
    expected_codes = [one["code"] for one in article["problems"] if one["code"] == "ages_disagree"]
    assert [problem.code for problem in problems] == expected_codes


def main() -> None:
    counts, errors = measured()
    table = [
        "{:16} gold {:4} found {:4} right {:4}".format(name, *(counts[label][name] for label in counts))
        for name in sorted(counts["gold"] | counts["found"])
    ]
    total = "precision {:.3f} recall {:.3f}".format(*rates(counts))
    print("\n".join([*errors, f"{len(RECORDS)} articles", *table, total]))  # noqa: T201 - a script prints its table


if __name__ == "__main__":
    main()
