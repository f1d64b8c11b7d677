"""Every field of a full record (see ``tests/records/README.md``) compared with what was read, one judgement at a time.

A field of which something can be missing or needless has F1; one that is always there (the mode of a statement that was found) has
the share that is right, which is the same sum. Statements, entities and times are paired first; what a statement says is judged on
the pairs alone, since those that were missed are counted once, in ``statements``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from agreement import Attribution, Range, compare, located, places, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.records import Article, Entity, Problem, Reading, Span, Statement, Time

    Gold = dict[str, Any]
    Names = dict[str, str]

GROUPS = {
    "statements": (
        "statements", "content_words", "cue", "cue_words", "source", "source_words", "mode", "kind", "name", "entity", "via", "said",
        "said_ground", "certainty", "polarity", "about", "block",
    ),
    "entities": ("entities", "entity_kind", "mentions", "facts", "fact_as_of", "fact_words"),
    "times": ("times", "time_words", "time_type", "time_value", "time_days"),
    "article": ("headline", "bylines", "published", "outlet", "url", "problems", "problem_words"),
}  # fmt: skip
"""The fields. ``cue`` and ``source`` ask for a word in common, ``*_words`` for the same words."""
FIELDS = tuple(field for fields in GROUPS.values() for field in fields)
GIVEN_ONCE = ("headline", "published", "outlet", "url")
NOTHING = "-"


class Judged(NamedTuple):
    """What a field should be and what it is; None on the side that has nothing there. ``where``: words to find the place by."""

    field: str
    wanted: str | None
    given: str | None
    right: bool
    where: str

    @classmethod
    def missed(cls, field: str, wanted: str, where: str) -> Judged:
        """Judge something that was not found."""
        return cls(field, wanted, None, right=False, where=where)

    @classmethod
    def needless(cls, field: str, given: str, where: str) -> Judged:
        """Judge something that was not wanted."""
        return cls(field, None, given, right=False, where=where)


class Tally(NamedTuple):
    """How much was wanted of a field, how much was given, and how much of that is right."""

    wanted: int
    given: int
    right: int

    def figure(self) -> float:
        """Return F1; 1 where nothing was wanted and nothing given."""
        return 2 * self.right / (self.wanted + self.given) if self.wanted + self.given else 1.0


def tally(judgements: Iterable[Judged]) -> dict[str, Tally]:
    """Return the counts of every field."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for one in judgements:
        counts[one.field].update(wanted=one.wanted is not None, given=one.given is not None, right=one.right)
    return {field: Tally(count["wanted"], count["given"], count["right"]) for field, count in counts.items()}


def judged(gold: Gold, reading: Reading) -> list[Judged]:
    """Return every judgement on what was read of an article."""
    article, text = reading.article, gold["text"]
    if article is None or article.text != text:
        raise AssertionError(f"not read as it is: {reading.problems}")
    pairs = paired_entities(text, gold["entities"], reading.entities)
    names = {entity.id: entity.name for entity in reading.entities}
    names |= {reading.entities[j].id: gold["entities"][i]["name"] for i, j in pairs.items()}
    return [
        *_article(gold["article"], article),
        *_problems(gold["problems"], reading.problems),
        *_statements(text, gold, reading.statements, names),
        *_entities(text, gold["entities"], reading.entities, pairs),
        *_times(text, gold["times"], reading.times),
    ]


def alike(name: str | None) -> str:
    """Return a name or value in lower case, with straight apostrophes and without its article; "-" for none."""
    plain = (name or NOTHING).lower().replace("’", "'")
    first, _, rest = plain.partition(" ")
    return rest if rest and first in {"the", "a", "an"} else plain


def ranges(spans: Iterable[Span]) -> tuple[Range, ...]:
    """Return spans as offsets."""
    return tuple((span.start, span.end) for span in spans)


def _place(text: str, item: Gold) -> Range:
    """Return where an item stands that holds its words and, if these stand in the text more than once, which they are."""
    return located(text, item if "nth" in item else item["words"])


def _same(field: str, wanted: str | None, given: str | None, where: str) -> Judged:
    """Judge a field that is always there, "-" if it has no value."""
    return Judged(field, wanted or NOTHING, given or NOTHING, alike(wanted) == alike(given), where)


def _sets(field: str, wanted: Iterable[str], given: Iterable[str], where: str) -> Iterator[Judged]:
    """Judge a field with any number of values."""
    expected, found = ({alike(one): one for one in ones} for ones in (wanted, given))
    for key in sorted(expected.keys() | found.keys()):
        yield Judged(field, expected.get(key), found.get(key), key in expected and key in found, where)


def _article(gold: Gold, article: Article) -> Iterator[Judged]:
    for field in GIVEN_ONCE:
        yield _same(field, gold[field], getattr(article, field), "")
    yield _same("bylines", "; ".join(gold["bylines"]), "; ".join(byline.name for byline in article.bylines), "")


def _problems(gold: Sequence[Gold], problems: Sequence[Problem]) -> Iterator[Judged]:
    wanted, given = sorted(one["code"] for one in gold), sorted(one.code for one in problems)
    yield _same("problems", ", ".join(wanted), ", ".join(given), "")
    for one in gold:
        places_named = " ".join(other.where or "" for other in problems if other.code == one["code"])
        held = [words for words in one["words"] if words in places_named]
        yield Judged("problem_words", " | ".join(one["words"]), places_named or None, held == one["words"], one["code"])


# Statements


def _statements(text: str, gold: Gold, given: Sequence[Statement], names: Names) -> Iterator[Judged]:
    wanted = [
        Attribution(*(_parts(text, one[part]) for part in ("content", "cue", "source"))) for one in gold["statements"]
    ]
    ours = [Attribution(ranges(one.content), ranges(one.cue), ranges(one.source.spans)) for one in given]
    found = compare(text, wanted, ours)
    named = {entity["name"] for entity in gold["entities"]}
    for i in found.missed:
        yield Judged.missed("statements", _words(text, wanted[i].content), _words(text, wanted[i].cue))
    for j in found.needless:
        yield Judged.needless("statements", _words(text, ours[j].content), _words(text, ours[j].cue))
    for i, j in found.pairs:
        where = f"{_words(text, wanted[i].cue)}: {_words(text, wanted[i].content)[:60]}"
        yield Judged("statements", where, where, right=True, where="")
        yield from _spans(text, wanted[i], ours[j], where)
        yield from _statement(gold["statements"][i], given[j], named, names, where)


def _parts(text: str, parts: Sequence[str | Gold]) -> tuple[Range, ...]:
    return tuple(located(text, words) for words in parts)


def _words(text: str, parts: Iterable[Range]) -> str:
    return " + ".join(" ".join(text[a:b].split()) for a, b in parts) or NOTHING


def _spans(text: str, wanted: Attribution, given: Attribution, where: str) -> Iterator[Judged]:
    for part in ("content", "cue", "source"):
        mine, yours = getattr(wanted, part), getattr(given, part)
        expected, found = words_in(text, mine), words_in(text, yours)
        shown = (_words(text, mine), _words(text, yours))
        yield Judged(f"{part}_words", *shown, expected == found, where)
        if part != "content":
            yield Judged(part, *shown, bool(expected & found) or not (expected or found), where)


def _statement(gold: Gold, given: Statement, named: set[str], names: Names, where: str) -> Iterator[Judged]:
    for field in ("mode", "certainty", "polarity", "block"):
        yield _same(field, gold[field], getattr(given, field), where)
    yield _same("kind", gold["kind"], given.source.kind, where)
    yield _same("name", gold["name"], given.source.name, where)
    if "; " not in (gold["name"] or ""):  # several sources are no one entity
        entity = gold["name"] if gold["name"] in named else None
        yield _same("entity", entity, names.get(given.source.entity or ""), where)
    vias = [f"{alike(via['name'])} ({via['kind']})" for via in gold["via"]]
    yield from _sets("via", vias, [f"{alike(via.name)} ({via.kind})" for via in given.via], where)
    said = gold["said"] or {}
    yield _same("said", said.get("value"), given.said.value if given.said else None, where)
    yield _same("said_ground", said.get("ground"), given.said_ground, where)
    yield from _sets("about", gold["about"], [names[key] for key in given.about if key in names], where)


# Entities


def paired_entities(text: str, wanted: Sequence[Gold], given: Sequence[Entity]) -> dict[int, int]:
    """Return which given entity stands for which wanted one: that of the same name, else the one with most of its mentions."""
    mentions = [frozenset(_parts(text, one["mentions"])) for one in wanted]
    ranked = []
    for i, one in enumerate(wanted):
        for j, other in enumerate(given):
            is_named_alike, shared = (
                alike(one["name"]) == alike(other.name),
                len(mentions[i] & {*ranges(other.mentions)}),
            )
            if is_named_alike or shared:
                ranked.append((not is_named_alike, one["kind"] != other.kind, -shared, i, j))
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(ranked):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _entities(text: str, wanted: Sequence[Gold], given: Sequence[Entity], pairs: dict[int, int]) -> Iterator[Judged]:
    for i, one in enumerate(wanted):
        other = given[pairs[i]] if i in pairs else None
        name = other.name if other else None
        yield Judged("entities", one["name"], name, alike(one["name"]) == alike(name), "")
        if other is not None:
            yield _same("entity_kind", one["kind"], other.kind, one["name"])
        yield from _mentions(text, _parts(text, one["mentions"]), ranges(other.mentions) if other else (), one["name"])
        yield from _facts(text, one["facts"], other, one["name"])
    for j in sorted(set(range(len(given))) - set(pairs.values())):
        yield Judged.needless("entities", given[j].name, given[j].kind)
        yield from _mentions(text, (), ranges(given[j].mentions), given[j].name)
        yield from _facts(text, (), given[j], given[j].name)


def _mentions(text: str, wanted: Sequence[Range], given: Sequence[Range], name: str) -> Iterator[Judged]:
    for start, end in sorted({*wanted, *given}):
        around = " ".join(f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 20]}".split())
        mine, yours = (text[start:end] if (start, end) in ones else None for ones in (wanted, given))
        yield Judged("mentions", mine, yours, mine == yours, f"{name}: {around}")


def _facts(text: str, wanted: Sequence[Gold], entity: Entity | None, name: str) -> Iterator[Judged]:
    facts = entity.facts if entity else ()
    yield from _sets(
        "facts", [f"{f['property']} {f['value']}" for f in wanted], [f"{f.property} {f.value}" for f in facts], name
    )
    ours = {(f.property, alike(f.value)): f for f in facts}
    for gold in wanted:
        fact = ours.get((gold["property"], alike(gold["value"])))
        if fact is not None:
            where = f"{name}: {fact.property} {fact.value}"
            yield _same("fact_as_of", gold["as_of"], fact.as_of, where)
            at = any(start < fact.span.end and fact.span.start < end for start, end in places(text, gold["words"]))
            yield Judged("fact_words", gold["words"], fact.span.text, at, where)


# Times


def _times(text: str, wanted: Sequence[Gold], given: Sequence[Time]) -> Iterator[Judged]:
    left = list(given)
    for gold in wanted:
        start, end = _place(text, gold)
        near = [time for time in left if time.start < end and start < time.end]
        best = max(near, key=lambda time: min(time.end, end) - max(time.start, start), default=None)
        if best is None:
            yield Judged.missed("times", gold["words"], f"{gold['type']} {gold['value']}")
            continue
        left.remove(best)
        yield Judged("times", gold["words"], best.text, right=True, where="")
        yield Judged("time_words", gold["words"], best.text, (best.start, best.end) == (start, end), "")
        yield _same("time_type", gold["type"], best.type, gold["words"])
        yield _same("time_value", gold["value"], best.value, gold["words"])
        yield _same(
            "time_days", f"{gold['from']} {gold['to']}", f"{best.from_} {best.to}", f"{gold['words']} {best.value}"
        )
    yield from (Judged.needless("times", time.text, f"{time.type} {time.value}") for time in left)
