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
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records import Entity, Fact, Span
from onrecord.resolve.fact_days import iso
from onrecord.resolve.facts import facts_of
from onrecord.resolve.sums import problems_of

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

# Mentions are marked {a|words}; what is expected reads "a age 61".
SAID = [
    # age
    ("{a|Ada Moss}, 61, said no.", "a age 61"),
    ("{a|Ada Moss} (61) said no.", "a age 61"),
    ("{a|Ada Moss}, aged 61, said no.", "a age 61"),
    ("{a|Ada Moss}, 61, and {b|Bo Hill}, 56, met.", "a age 61; b age 56"),
    ("{a|Ada Moss}, nine, wrote the letter.", "a age 9"),
    ("61-year-old {a|Ada Moss} said no.", "a age 61"),
    ("{a|The 36-year-old} declined to comment.", "a age 36"),
    ("{a|Ada Moss}, a 61-year-old, said no.", "a age 61"),
    ("{a|Ada Moss}, who is 61, said no.", "a age 61"),
    ("{a|Ada Moss} is 61.", "a age 61"),
    ("{a|She} is 61 and lives alone.", "a age 61"),
    ("{a|Ada Moss} turned 61 on Monday.", "a age 61"),
    ("{a|Ada Moss}, now 61, said no.", "a age 61"),
    ("{a|Ada Moss} has died aged 94.", "a age 94"),
    ("{a|Ada Moss}, who has died at the age of 94, wrote novels.", "a age 94"),
    ("{a|Ada Moss}, 61, {b|Bo Hill}’s neighbour, said no.", "a age 61"),
    ("{a|The singer}, 29, said no.", "a age 29; a role singer"),
    # role
    ("{a|Ada Moss}, the mayor of {p|Fennick}, said no.", "a role mayor of Fennick"),
    ("Mayor {a|Ada Moss} said no.", "a role mayor"),
    ("{p|Fennick} councillor {a|Ada Moss} said no.", "a role Fennick councillor"),
    ("They told chief executive {a|Ada Moss} so.", "a role chief executive"),
    ("Former minister {a|Ada Moss} said no.", "a role former minister"),
    ("{a|Ada Moss} is the MP for {p|Fennick}.", "a role MP for Fennick"),
    ("{a|Ada Moss}, who is the MP for {p|Fennick}, said no.", "a role MP for Fennick"),
    ("It was painted by the retired racing driver {a|Ada Moss}.", "a role retired racing driver"),
    ("His spokeswoman, {a|Ada Moss}, denied it.", "a role spokeswoman"),
    ("{a|Ada Moss}, regional secretary, said no.", "a role regional secretary"),
    ("They wrote to the deputy fire marshal, {a|Ada Moss}.", "a role deputy fire marshal"),
    ("{a|Mayor Ada Moss} said no.", "a role mayor"),
    ("{a|Ada Moss, the mayor of Fennick}, said no.", "a role mayor of Fennick"),
    ("Singer and actor {a|Ada Moss} said no.", "a role singer; a role actor"),
    ("{a|Ada Moss}, a lorry driver turned novelist, said no.", "a role lorry driver; a role novelist"),
    ("A net-mender called {a|Ada Moss} said no.", "a role net-mender"),
    ("Detective Inspector {a|Ada Moss} said no.", "a role detective inspector"),
    ("The mayor, Sir {b|Bo Hill}, said no.", "b role mayor"),
    ("Its spokesman, Lt. Col. {b|Bo Hill}, said no.", "b role spokesman"),
    ("{a|Ada Moss}, 61, mayor of {p|Fennick} and leader of {q|Penmoor Council}, said no.",
     "a age 61; a role mayor of Fennick; a role leader of Penmoor Council; a employer Penmoor Council"),
    ("{a|The novelist} declined to comment.", "a role novelist"),
    # employer
    ("{a|Ada Moss}, chief executive of {o|Acme}, said no.", "a role chief executive of Acme; a employer Acme Foods"),
    ("{o|Acme}'s chief executive, {a|Ada Moss}, said no.", "a role chief executive of Acme Foods; a employer Acme Foods"),
    ("{o|Acme} chief executive {a|Ada Moss} said no.", "a role Acme chief executive; a employer Acme Foods"),
    ("{a|Ada Moss}, head of {o|the company}, said no.", "a role head of Acme Foods; a employer Acme Foods"),
    ("{a|Ada Moss}, head of the bakery {o|Acme}, said no.", "a role head of Acme; a employer Acme Foods"),
    ("{q|Council} spokesman {b|Bo Hill} said no.", "b role Penmoor Council spokesman; b employer Penmoor Council"),
    ("{a|Ada Moss}, of {o|Acme Foods}, said no.", "a employer Acme Foods"),
    ("{a|Ada Moss} of the bakery {o|Acme Foods} said no.", "a employer Acme Foods"),
    ("{a|Ada Moss}, who works for {o|Acme}, said no.", "a employer Acme Foods"),
    ("A spokesman for {o|Acme}, {b|Bo Hill}, said no.", "b role spokesman for Acme; b employer Acme Foods"),
    ("{a|Ada Moss}, former chief executive of {o|Acme}, said no.", "a role former chief executive of Acme"),
    # nationality
    ("The Italian singer {a|Ada Moss} said no.", "a role singer; a nationality Italian"),
    ("{a|Ada Moss}, a French national, said no.", "a nationality French"),
    ("{a|Ada Moss} is Nigerian.", "a nationality Nigerian"),
    ("{a|Ada Moss}, a Frenchwoman, said no.", "a nationality French"),
    ("{a|Ada Moss}, a South African novelist, said no.", "a nationality South African; a role novelist"),
    ("Canadian-born actress {a|Ada Moss} said no.", "a nationality Canadian-born; a role actress"),
    # residence
    ("{a|Ada Moss}, of {l|Leeds}, said no.", "a residence Leeds"),
    ("{a|Ada Moss}, 47, of Mill Row, Ossing, denies fraud.", "a age 47; a residence Mill Row, Ossing"),
    ("{a|Ada Moss}, from {p|Fennick}, said no.", "a residence Fennick"),
    ("{a|Ada Moss}, who lives in {l|Leeds}, said no.", "a residence Leeds"),
    ("{a|She} lives in {l|Leeds}.", "a residence Leeds"),
    ("London-based architect {a|Ada Moss} said no.", "a residence London; a role architect"),
    ("{a|Ada Moss}, a baker from {l|Leeds}, said no.", "a role baker; a residence Leeds"),
    ("{a|Ada Moss}, a woman from {l|Leeds}, said no.", "a residence Leeds"),
    # born and died
    ("{a|Ada Moss} was born in {l|Leeds} in 1950.", "a born 1950"),
    ("{a|She} was born on 2 May 1937.", "a born 1937-05-02"),
    ("{a|Ada Moss}, who was born in {l|Leeds}, said no.", "a born Leeds"),
    ("Born in {l|Leeds} in 1950, the son of a baker, {b|he} left early.", "b born 1950; b kin son of a baker"),
    ("{a|Ada Moss}, 1931-2025: the keeper of the light", "a born 1931; a died 2025"),
    ("{a|Ada Moss} died on Monday.", "a died 2025-03-03"),
    ("{a|She} died in hospital on 1 March 2025.", "a died 2025-03-01"),
    # kin
    ("{a|Ada Moss}, daughter of {b|Bo Hill}, said no.", "a kin daughter of Bo Hill"),
    ("{a|Ada Moss}, the eldest daughter of {b|Bo Hill}, said no.", "a kin eldest daughter of Bo Hill"),
    ("{a|Ada Moss} and {a|her} sister {b|Bo Hill} left.", "b kin sister of Ada Moss"),
    ("{a|She} sold it with {a|her} father, {b|Bo Hill}, in 2019.", "b kin father of Ada Moss"),
    ("{a|Ada Moss}'s mother {c|Cy Dunn} left.", "c kin mother of Ada Moss"),
    ("{a|Ada Moss}’s mum, {c|Cy Dunn}, left.", "c kin mother of Ada Moss"),
    ("{a|Ada Moss}, a mother of three, said no.", "a kin mother of three"),
    ("{a|Ada Moss}, whose brother, {b|Bo Hill}, left, said no.", "b kin brother of Ada Moss"),
    ("{b|Bo Hill} is {a|her} brother.", "b kin brother of Ada Moss"),
    # partners
    ("{a|Ada Moss} and {a|her} husband {b|Bo Hill} left.", "a partner Bo Hill; b partner Ada Moss"),
    ("{a|Her} husband, the sculptor {b|Bo Hill}, left.", "a partner Bo Hill; b partner Ada Moss; b role sculptor"),
    ("{a|Ada Moss} is married to {b|Bo Hill}.", "a partner Bo Hill; b partner Ada Moss"),
    ("{a|Ada Moss} married the novelist {b|Bo Hill} in 2010.",
     "a partner Bo Hill; b partner Ada Moss; b role novelist"),
    ("{a|Ada Moss}, who is engaged to {b|Bo Hill}, left.", "a partner Bo Hill; b partner Ada Moss"),
    ("{b|Bo Hill}, {a|her} boyfriend of six years, left.", "a partner Bo Hill; b partner Ada Moss"),
    ("{a|Her} actor husband {b|Bo Hill} left.", "a partner Bo Hill; b partner Ada Moss; b role actor"),
    ("{a|Her} ex-husband, {b|Bo Hill}, left.", "a former_partner Bo Hill; b former_partner Ada Moss"),
    ("{a|Her} former fiancé, racing driver {b|Bo Hill}, left.",
     "a former_partner Bo Hill; b former_partner Ada Moss; b role racing driver"),
    ("{b|His} first wife, {a|Ada Moss}, left.", "a former_partner Bo Hill; b former_partner Ada Moss"),
    ("{a|Ada Moss} divorced {b|Bo Hill} in 2019.", "a former_partner Bo Hill; b former_partner Ada Moss"),
    ("{a|Ada Moss} and {b|Bo Hill}, 50, divorced in 2019.",
     "a former_partner Bo Hill; b former_partner Ada Moss; b age 50"),
    ("{b|His} late wife, {a|Ada Moss}, left it to him.", "a partner Bo Hill; b partner Ada Moss"),
    # differences of age
    ("{a|Ada Moss} is 25 years younger than {b|him}.", "a age_difference 25 years younger than Bo Hill"),
    ("{a|Ada Moss}, ten years {b|his} junior, left.", "a age_difference ten years younger than Bo Hill"),
    ("{a|Ada Moss}, two years older than {b|Bo Hill}, left.", "a age_difference two years older than Bo Hill"),
    ("{a|Ada Moss}, who is 15 years {b|his} senior, left.", "a age_difference 15 years older than Bo Hill"),
]  # fmt: skip

NOT_SAID = [
    "{a|Ada Moss} is not the mayor.",
    "{a|Ada Moss} is no longer the mayor.",
    "If {a|Ada Moss} is the mayor, so am I.",
    "He claimed that {a|Ada Moss} is 61.",
    "“{a|Ada Moss} is 61,” he said.",
    "Rumours that {a|she} is dating {b|Bo Hill} have been swirling.",
    "{c|She} told them that {c|she} was {a|her} niece.",
    "{a|Ada Moss} will turn 40 in May.",
    "{a|Ada Moss}, who turns 40 in May, left.",
    "{a|Ada Moss}, 34 miles away, heard it.",
    "{a|Ada Moss} scored 61 points.",
    "Unlike the mayor, {a|Ada Moss}, 61 or so, left it.",
    "The alleged boyfriend of {a|Ada Moss}, {b|Bo Hill}, left.",
    "{a|Her} business partner, {b|Bo Hill}, left.",
    "{a|Ada Moss} played detective {b|Bo Hill} in the film.",
    "After meeting {a|Ada Moss}, the mayor said no.",
    "Asked about the mayor, {a|Ada Moss} left.",
    "They want to coach {a|Ada Moss}.",
    "{a|Ada Moss} walked like a teacher.",
    "The father of {a|Ada Moss} was born in {l|Leeds} in 1950.",
    "The father of {a|Ada Moss} died on Monday.",
    "{a|Ada Moss} wept for her father, who died at the age of 94.",
    "{a|Ada Moss} (French: Ada) left.",
    "{a|Ada Moss} might be married to {b|Bo Hill}.",
    "{a|She} was described as {b|the mayor}.",
    "{a|Her} husband to be named later left.",
    "{a|Ada Moss} met {b|Bo Hill} of all people.",
    "{a|Ada Moss} said the American football club was for sale.",
    "{b|Bo Hill}’s house is 25 years older than {a|hers}.",
    "A friend of {a|Ada Moss}, 61 if a day, said no.",
]

MIXED = [  # what must not be given to the wrong one
    ("{a|Ada Moss}, the daughter of {b|Bo Hill}, 61, said no.", "a kin daughter of Bo Hill; b age 61"),
    ("According to {a|Ada Moss}, the mayor, {b|Bo Hill}, lied.", ""),
    ("{a|Ada Moss}, {a|her} husband, {b|Bo Hill}, and the dog left.", "a partner Bo Hill; b partner Ada Moss"),
    ("{a|Ada Moss}, 61, the daughter of {b|Bo Hill}, was born in 1964.",
     "a age 61; a kin daughter of Bo Hill; a born 1964"),
    ("The American football coach {a|Ada Moss} left.", "a role American football coach"),
    ("The French ambassador, {a|Ada Moss}, left.", "a role French ambassador"),
    ("{a|Ada Moss}, then 19, joined.", "a age 19"),
    ("{a|She} joined {o|Acme} at the age of 19.", "a age 19"),
    ("{a|Ada Moss} said {b|Bo Hill}, who lives in {l|Leeds}, left.", "b residence Leeds"),
    ("Chief {a|Ada Moss} left; Fire Chief {b|Bo Hill} stayed.", "b role fire chief"),
]  # fmt: skip


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


SUMS = [  # and the words that the problem must name
    ("{a|Ada Moss}, 41, is ten years younger than {b|Bo Hill}, 56.", ("41", "ten years younger than Bo Hill", "56")),
    ("{a|Ada Moss}, 41, left. {a|She} is two years older than {b|him}. {b|Bo Hill}, 30, came.", ("41", "30")),
    ("{a|Ada Moss}, 61, left. {a|The 36-year-old} came back.", ("61", "36-year-old")),
    ("{a|Ada Moss}, 61, left. {a|She} was born in 1950.", ("61", "in 1950")),
    ("{a|Ada Moss} has died aged 61. {a|She} was born in {l|Leeds} in 1931.", ("61", "in Leeds in 1931")),
    ("{a|Ada Moss}, 1931-2025: an obituary\n\n{a|Ada Moss}, who has died aged 71, wrote.", ("71", "1931")),
]
ADD_UP = [
    "{a|Ada Moss}, 41, is ten years younger than {b|Bo Hill}, 51.",
    "{a|Ada Moss}, 41, is ten years younger than {b|Bo Hill}, 52.",
    "{a|Ada Moss}, 41, is about ten years younger than {b|Bo Hill}, 54.",
    "{a|Ada Moss} is ten years younger than {b|Bo Hill}, 56.",
    "{a|Ada Moss}, 61, left. {a|The 62-year-old} came back.",
    "{a|Ada Moss}, 61, left. {a|She} joined {o|Acme} at the age of 19.",
    "{a|Ada Moss}, 61, left. {a|She} was born in 1963.",
    "{a|Ada Moss}, 61, left. {a|She} was born in 1964.",
    "{a|Ada Moss}, 1931-1990: a life\n\n{a|Ada Moss}, who died aged 59, wrote.",
    "{a|Ada Moss}, 61, left. {b|Bo Hill}, 36, left.",
]


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


def gold_of(
    path: Path,
) -> Iterator[tuple[str, str, tuple[str, str], set[tuple[str, str]], dict[tuple[str, str], Fact]]]:
    """Yield the text, and for each entity its name, and what is expected and found, as (property, value)."""
    article = json.loads(path.read_text("utf-8"))
    text = article["text"]
    entities = [
        Entity(str(number), one["kind"], one["name"], tuple(place_of(text, words) for words in one["mentions"]))
        for number, one in enumerate(article["entities"])
    ]
    found = found_in(text, entities, article["article"]["published"])
    for number, one in enumerate(article["entities"]):
        gold = {(fact["property"], alike(fact["value"])) for fact in one["facts"]}
        yield (
            text,
            one["name"],
            (path.stem, one["kind"]),
            gold,
            {(f.property, alike(f.value)): f for f in found.get(str(number), ())},
        )


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
        for text, name, (stem, _), gold, found in gold_of(path):
            for label, ones in (("gold", gold), ("found", found), ("right", gold & set(found))):
                counts[label].update(one[0] for one in ones)
            errors += [f"{stem:40.40} - {name}: {one[0]} {one[1]}" for one in sorted(gold - set(found))]
            for one in sorted(set(found) - gold):
                span = found[one].span
                words = text[max(0, span.start - 50) : span.end + 20].replace("\n", "/")
                errors.append(f"{stem:40.40} + {name}: {one[0]} {one[1]} | {words}")
    return counts, errors


def rates(counts: dict[str, Counter[str]]) -> tuple[float, float]:
    right = counts["right"].total()
    return right / max(1, counts["found"].total()), right / max(1, counts["gold"].total())


@pytest.mark.skipif(not RECORDS, reason="no articles with expected facts")
def test_facts_of_the_articles_with_expected_records() -> None:
    precision, recall = rates(measured()[0])
    assert precision >= PRECISION
    assert recall >= RECALL


def main() -> None:
    counts, errors = measured()
    lines = [*errors, f"{len(RECORDS)} articles"]
    for name in sorted(counts["gold"] | counts["found"]):
        lines.append("{:16} gold {:4} found {:4} right {:4}".format(name, *(counts[label][name] for label in counts)))
    lines.append("precision {:.3f} recall {:.3f}".format(*rates(counts)))
    print("\n".join(lines))  # noqa: T201 - a script prints its table


if __name__ == "__main__":
    main()
