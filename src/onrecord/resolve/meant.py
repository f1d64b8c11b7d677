"""What the words of a source stand for: by apposition, by the rule of newswriting for pronouns, by the learned links."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.resolve.fitting import is_hearer
from onrecord.resolve.names import gender_of_words, is_outlet
from onrecord.resolve.scene import bare
from onrecord.resolve.wording import DESCRIBES, head_in, is_speaker, plain

if TYPE_CHECKING:
    from onrecord.resolve.clusters import Cluster, Clusters
    from onrecord.resolve.names import Named
    from onrecord.resolve.scene import Scene
    from onrecord.resolve.voiced import Voiced

Range = tuple[int, int]

_AND = r"(?:and|&|or|as well as)\b"
_LIST = re.compile(rf"\s*(?:,(?: [a-z][a-z ]*,)?\s*(?:{_AND})?|{_AND})\s*(?:[a-z]+ ){{0,3}}(?:[a-z]+, )?")
"""What stands between two names of a list; "and his wife," and ", the mayor, and" among it."""
_LAST = re.compile(_AND)
_OF_ANOTHER = frozenset(
    {"who", "whose", "which", "for", "of", "to", "with", "at", "in", "from", "by", "on", "against", "is", "was"}
)
"""Words between two names of which the second only tells who the first is: "Moss, a spokeswoman for Hill"."""


def cluster_of(scene: Scene, one: Voiced) -> Cluster | None:
    """Return what the words of a source stand for, by their head."""
    text, clusters = scene.text, scene.clusters
    if not one.ranges.source or is_speaker(text, one):
        return None
    start, end = one.ranges.source[0]
    spoken_of = _whom_asked(scene, one) or _by_rule(text, clusters, one) or _speaker_itself(scene, one)
    if spoken_of is not None:
        clusters.move(start, end, spoken_of)
        return spoken_of
    named = _apposition(text, clusters, start, end)
    if named is not None:
        clusters.take(head_in(text, start, end), named)
    return named or _described(scene, one)


def _described(scene: Scene, one: Voiced) -> Cluster | None:
    """Return what the words of a source stand for by their head: a name, a person described before it, a thing without a name."""
    text, clusters = scene.text, scene.clusters
    start, end = one.ranges.source[0]
    stop = DESCRIBES.search(text, start + 1, end)
    persons = [thing for thing in clusters.named_in(start, end) if thing.kind == "person"]
    given = one.statement.source
    if given.kind == "person" and given.name and len(persons) == 1 and _same_last(given.name, persons[0].name):
        return clusters.of_name(persons[0])  # "the baker Ada Moss": the description stands before the name
    if len(persons) == 1 and _is_titled(text, start, stop.start() if stop else end, persons[0]):
        return clusters.of_name(persons[0])
    head = head_in(text, start, stop.start() if stop else end)
    last = _with_post(clusters, start, stop.start() if stop else end, head)
    if last is not None:
        return last
    found = clusters.headed(*head)
    if found is not None and found.named is not None:
        return found
    lists = word_lists.classes("pronouns")
    spoken = plain(text[start:end]) in lists["many"] | lists["body"] | (lists["one"] & lists["female"]) | (
        lists["one"] & lists["male"]
    )
    if found is not None and spoken and not clusters.may_speak(found):
        return None  # "they" who promised something are no "41 homes", "she" is no "eye"
    return (
        _body_with_noun(scene, start, head)
        or _only_body(scene, start, head)
        or found
        or _body_of_noun(text, clusters, start, head)
    )


def _with_post(clusters: Clusters, start: int, end: int, head: Range) -> Cluster | None:
    """Return the person named last in a source, behind a post: "Union of Head Teachers general secretary Ada Moss"."""
    persons = [
        (place, thing)
        for thing in clusters.named_in(start, end)
        if thing.kind == "person"
        for place in thing.places
        if start <= place[0] < end
    ]
    if not persons:
        return None
    place, thing = max(persons, key=lambda one: one[0])
    nouns = word_lists.classes("source_words")
    before = clusters.text[start : place[0]].split()[-1:]
    spoken = clusters.text[slice(*head)].lower() in nouns["role"] | nouns["anonymous"] | nouns["group"]
    post = bool(before) and before[0].lower() in nouns["role"]
    of_a_body = all(word[0].isupper() or word in _IN_TITLES for word in clusters.text[start : place[0]].split()[:-2])
    return clusters.of_name(thing) if post and of_a_body and place[1] >= end - 2 and not spoken else None


def _is_titled(text: str, start: int, end: int, person: Named) -> bool:
    """Whether the words from ``start`` to ``end`` are a person's name with a title that has "of" in it: "Secretary of State Ada Moss"."""
    place = next((place for place in person.places if place[0] >= start and place[1] >= end - 2), None)
    title = text[start : place[0]].split() if place is not None else []
    titles = word_lists.classes("name_words")["title"]
    return (
        bool(title)
        and title[0] in titles
        and title[-1][0].isupper()
        and all(word[0].isupper() or word in _IN_TITLES for word in title)
    )


_IN_TITLES = frozenset({"of", "for", "the", "and"})


def _body_with_noun(scene: Scene, start: int, head: Range) -> Cluster | None:
    """Return the body that is named right before the noun for it: "the RMT union"."""
    nouns = word_lists.classes("source_words")
    things = scene.clusters.named_in(start, head[0])
    if (
        len(things) != 1
        or things[0].kind != "organisation"
        or scene.text[slice(*head)].lower() not in _BODIES | nouns["trade"]
    ):
        return None
    place = next(place for place in things[0].places if place[0] >= start)
    whole = scene.text[start : place[0]].lower().strip() in {"", "the"} and scene.text[place[1] : head[0]] == " "
    return scene.clusters.of_name(things[0]) if whole else None


_BODIES = frozenset(
    {"union", "party", "group", "company", "charity", "firm", "bank", "airline", "agency", "movement", "club"}
)
"""Nouns that only say what a body is whose name stands before them; "campaign" and "office" are of somebody."""


def _only_body(scene: Scene, start: int, head: Range) -> Cluster | None:
    """Return the only body named before "the company" in its sentence, or else in the sentence before that."""
    words = scene.text[start : head[1]].lower().split()
    trades = word_lists.classes("source_words")["trade"]
    if words[:1] != ["the"] or words[-1] not in trades or not (len(words) == 2 or words[-2].endswith("-based")):
        return None
    if len(words) > 2 and (last_one := _body_before(scene, start)) is not None:
        return last_one
    first, _ = scene.sentence_at(start)
    last = len(scene.text[:first].rstrip())
    for low, high in ((first, start), (scene.sentence_at(max(0, last - 1))[0], last)):
        named = scene.clusters.named_in(low, high)
        bodies = [
            thing
            for thing in named
            if thing.kind in {"organisation", "facility"} and bare(thing.name) not in scene.nameplates
        ]
        if bodies:
            return scene.clusters.of_name(bodies[0]) if len(bodies) == 1 else None
    return None


def _body_before(scene: Scene, start: int) -> Cluster | None:
    """Return the body whose story it is before an offset: the one named most often, the first of these."""
    named = [
        (sum(place[0] < start for place in thing.places), -thing.places[0][0], thing)
        for thing in scene.clusters.names.things if thing.kind == "organisation" and thing.places[0][0] < start and not is_outlet(thing.name)
    ]  # fmt: skip
    return scene.clusters.of_name(max(named, key=lambda one: one[:2])[2]) if named else None


def _apposition(text: str, clusters: Clusters, start: int, end: int) -> Cluster | None:
    """Return whom a source names behind a comma or dash: "Amador’s cousin, Teresa Amador,"; None where the name comes first."""
    mark = _APPOSES.search(text, start, end)
    things = clusters.named_in(start, end) if mark else []
    if (
        mark is None
        or not things
        or not text[start : mark.start()].split()
        or clusters.name_at(*head_in(text, start, mark.start()))
    ):
        return None
    for thing in things:
        place = next(place for place in thing.places if place[0] >= start)
        before = text[mark.end() : place[0]].split()
        titles = all(word[0].isupper() for word in before)
        if (
            place[0] >= mark.end()
            and len(before) <= (LONGEST_TITLE if titles else 2)
            and thing.kind in ({"person"} if _is_a_person(text, start, mark.start()) else {"person", "organisation"})
            and _APPOSED.match(text, place[1], end)
        ):
            return clusters.of_name(thing)
    return None


LONGEST_TITLE = 4
"""Words with capitals before a name in apposition: "Air Chief Marshal Ada Moss"."""
_APPOSES = re.compile(r",|\s[—–-]{1,2}(?=\s)")
_APPOSED = re.compile(r"\s*(?:\Z|[,(—–-]|of [A-Z])")
"""What may stand behind the name: nothing more, a mark, or where somebody is from."""


def _is_a_person(text: str, start: int, end: int) -> bool:
    """Whether a description is one of a person, whom no body's name behind it can name: "A spokesman for the church’s league"."""
    return (
        gender_of_words(text[slice(*head_in(text, start, end))]) is not None
        or text[slice(*head_in(text, start, end))].lower() in _SPEAKERS
    )


_SPEAKERS = frozenset(
    {"spokesperson", "representative", "official", "lawyer", "attorney", "director", "leader", "chief"}
)
"""Nouns for persons who speak for a body and have no gender in them."""


def _body_of_noun(text: str, clusters: Clusters, start: int, head: Range) -> Cluster | None:
    """Return the last body named before with the noun of "the university" in its name, where the links give none."""
    words = text[start : head[1]].split()
    if (
        len(words) != 2
        or words[0].lower() != "the"
        or words[1].lower() not in word_lists.classes("source_words")["organisation"]
    ):
        return None
    noun = words[1].lower()
    named = [
        thing for thing in clusters.names.things
        if thing.kind in {"organisation", "facility"} and thing.places[0][0] < start and noun in thing.name.lower().split()
    ]  # fmt: skip
    return (
        clusters.of_name(max(named, key=lambda thing: max(a for a, _ in thing.places if a < start))) if named else None
    )


def _by_rule(text: str, clusters: Clusters, one: Voiced) -> Cluster | None:
    """Return the person that the rule of newswriting gives a "he" or "she", who spoke or was named last; None where it gives none.

    It is right in 11 and wrong in no of the cases of PolNeAR's labelled dev articles in which the learned links say otherwise.
    """
    given, pronouns = one.statement.source, word_lists.classes("pronouns")
    spoken = plain(text[slice(*one.ranges.source[0])])
    is_post = spoken.startswith("the ") and len(spoken.split()) in {2, 3}  # "the president" after "President Ada Moss"
    if given.kind != "person" or not given.name or not (spoken in pronouns["one"] or is_post):
        return None
    name, start = given.name, one.ranges.source[0][0]
    may = [thing for thing in clusters.names.things if thing.kind == "person" and name in {thing.name, *thing.forms}]
    last = max(may, key=lambda thing: (name == thing.name, _last_as(thing, name, start)), default=None)
    found = clusters.of_name(last) if last is not None else None
    genders = {gender for gender in ("female", "male") if spoken in pronouns[gender]}
    if found is None or last is None or (genders and is_hearer(text, *one.ranges.source[0], last)):
        return None
    # What the text tells of the person elsewhere, "who has run it with her sister", overrules the order of the names.
    return None if genders and found.genders and not genders & found.genders else found


def _whom_asked(scene: Scene, one: Voiced) -> Cluster | None:
    """Return whom somebody has just asked where a pronoun then answers: "The Crier reached out to Acme and they sent this"."""
    start, end = one.ranges.source[0]
    if plain(scene.text[start:end]) not in {"they", "it", "he", "she"}:
        return None
    match = _ASKED.search(scene.text, max(0, start - LONGEST_ASKING), start)
    things = scene.clusters.named_in(*match.span("whom")) if match else []
    genders = {"he": {"male"}, "she": {"female"}}.get(plain(scene.text[start:end]), set())
    if match is None or len(things) != 1 or (genders and things[0].kind != "person"):
        return None
    fits = not genders or not things[0].genders or bool(genders & things[0].genders)
    return scene.clusters.of_name(things[0]) if fits else None


LONGEST_ASKING = 100
"""Characters before a pronoun in which somebody is asked."""
_ASKED = re.compile(
    r"\b(?:reached out to|contacted|approached|wrote to|emailed|called|phoned|asked) (?P<whom>(?:the )?[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){0,4}) and \Z"
)


def _speaker_itself(scene: Scene, one: Voiced) -> Cluster | None:
    """Return the body that says what "it" does, where that opens what it says: "Tarrant confirmed it had dropped the plan"."""
    start, end = one.ranges.source[0]
    outer = one.outer
    if outer is None or not outer.ranges.source or scene.text[start:end].lower() != "it":
        return None
    if not any(part[0] == start for part in outer.ranges.content):
        return None
    things = scene.clusters.named_in(*outer.ranges.source[0])
    if len(things) == 1 and things[0].kind in {"organisation", "facility"}:
        return scene.clusters.of_name(things[0])
    low, high = outer.ranges.source[0]
    return _only_body(scene, low, head_in(scene.text, low, high))  # "The Moss-based company said it ..."


def _last_as(thing: Named, form: str, start: int) -> int:
    """Return where the thing was last called by this form before an offset; -1 for never."""
    return max(
        (
            place[0]
            for place, printed in zip(thing.places, thing.forms, strict=True)
            if printed == form and place[0] < start
        ),
        default=-1,
    )


def _same_last(one: str, other: str) -> bool:
    return one.lower().split()[-1:] == other.lower().split()[-1:]


def listed(clusters: Clusters, one: Voiced) -> list[Cluster]:
    """Return the persons that a source lists: "the candidates Ada Moss and Bo Hill"."""
    start, end = one.ranges.source[0]
    named = clusters.named_in(start, end)
    persons = [thing for thing in named if thing.kind == "person"]
    first = min((place[0] for thing in named for place in thing.places if place[0] >= start), default=end)
    opens = clusters.text[start:first].strip().lower() in {"", "the", "both"}
    if opens and len(named) == 2 and all(thing.kind == "place" for thing in named):
        persons = named  # "Norland and Tarvia both urged restraint"
    places = [next(place for place in thing.places if place[0] >= start) for thing in persons]
    if len(persons) < 2 or clusters.text[places[-1][1] : end].strip(" ,").removesuffix("both"):
        return []
    between = [clusters.text[one[1] : other[0]] for one, other in pairwise(places)]
    ends = _LAST.search(between[-1]) or {words.strip() for words in between} == {","}
    joined = ends and all(_LIST.fullmatch(words) and not _OF_ANOTHER & set(words.split()) for words in between)
    return [clusters.of_name(thing) for thing in persons] if joined else []
