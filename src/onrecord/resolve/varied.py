"""Descriptions with which print varies a name that it has just given: "the Italian", "the winger", "the mother of two", "the senator".

The learned links leave most of these alone, since a post or trade may be another person's. Two things tell whose they are: the text
has called somebody so ("Ada Moss, the Kelby winger", "Senator Bo Hill"), or the words are of the kind that no one is introduced by
(Quirk et al., A Comprehensive Grammar of the English Language, 5.30 and 17.88: definite by what was said before) and only one person
was named right before them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive
from onrecord.resolve.fitting import is_hearer
from onrecord.resolve.names import gender_of_words
from onrecord.resolve.wording import DESCRIBES

if TYPE_CHECKING:
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.names import Named
    from onrecord.resolve.scene import Called, Scene
    from onrecord.resolve.voiced import Voiced

LONGEST_BESIDE = 80
"""Characters beside a name in which the words stand that say what its bearer is."""
LONGEST_DESCRIPTION = 6
"""Words of a description that varies a name."""
LAST_SENTENCES = 600
"""Characters before a description in which one of several who are called by its noun was named last."""

FAR_BEFORE = 2_400
"""Characters before a description in which somebody without a name may have been introduced by its noun."""

_THE = re.compile(r"(?:the|this)\s+(?P<words>.+)", re.IGNORECASE | re.DOTALL)
_OF = re.compile(r"\s(?:of|from|at|in|for|on|with|who|whose|and)\b.*$", re.DOTALL)
"""What stands behind the noun of a description; "mother of two" is one noun."""
_AGE = re.compile(r"\d{1,3}-year-old")
_FAMILY = re.compile(
    r"(?:[\w-]+-)?(?:mother|father|mum|mom|dad|parent|grandmother|grandfather|grandma|grandad)[- ]of[- ][\w-]+"
)
_BORN = re.compile(r"[A-Z][\w’'-]*-(?:born|raised|bred|based|trained)")
_BEHIND = re.compile(
    r",? (?:who is |is |was |\(?aged )?(?:\d{1,3}, )?(?:the|an?|his|her|their|its|our|my) (?P<words>[^,.;:()“”\"]{1,70})|, (?:\d{1,3}, )?(?P<bare>[a-z][^,.;:()“”\"]{1,60})[,.]"
)
"""What stands behind a name and says what its bearer is: ", the Kelby winger,", ", a statistician at ...", ", mayor of Kelby,"."""
_BEFORE = re.compile(
    r"(?:^|[\s“\"(])(?:the|an?|his|her|their|its|our|my|[A-Z][\w’'-]*[’']s) (?P<words>[^,.;:()“”\"]{1,70}), $"
)
"""What stands before a name: "the mayor of Kelby, ", "Her co-author, "."""
_TITLED = re.compile(r"(?P<words>(?:[\w’'-]+ ){1,3})$")


def varied(scene: Scene, one: Voiced) -> Cluster | None:
    """Return the person whose name the description of a source varies, if the text tells; None for all other sources."""
    words = _described(scene, one)
    if words is None or _is_introduced(scene, one.ranges.source[0][0], words):
        return None
    return _called_so(scene, one.ranges.source[0][0], words) or _named_before(scene, one, words)


def is_one_of_a_people(scene: Scene, one: Voiced) -> bool:
    """Whether a source is one of a party or nation, which the names' tagger takes for a body: "the Norland Democrat", "the Dane"."""
    words = _described(scene, one)
    return words is not None and _last(words) in _nations()


def posted(scene: Scene, one: Voiced, head: Cluster) -> Cluster | None:
    """Return the person whom the text calls by the description that a pronoun stands for: "the mayor of Kelby, Ada Moss, ... He said"."""
    start = one.ranges.source[0][0]
    for mention in head.mentions:
        match = _THE.fullmatch(scene.text, mention.start, mention.end) if mention.end < start else None
        words = without_possessive(match["words"].partition(",")[0]) if match is not None else ""
        if len(words.split()) in range(1, LONGEST_DESCRIPTION + 1):
            return _called_so(scene, start, words)
    return None


def _described(scene: Scene, one: Voiced) -> str | None:
    """Return the words behind "the" of a source that is a short description without a person's name in it."""
    if not one.ranges.source:
        return None
    start, end = one.ranges.source[0]
    stop = DESCRIBES.search(scene.text, start + 1, end)
    match = _THE.fullmatch(scene.text, start, stop.start() if stop else end)
    if match is None or scene.clusters.persons_in(start, end):
        return None
    words = without_possessive(match["words"].strip(" ,"))
    return words if words and len(words.split()) <= LONGEST_DESCRIPTION else None


def _called_so(scene: Scene, start: int, words: str) -> Cluster | None:
    """Return whom the text has called by the noun of a description: the only one, or of several the one named last right before."""
    noun = _noun(words)
    if noun not in _posts():
        return None
    capitals = {word for word in words.split() if word[0].isupper()}
    near: dict[int, tuple[int, Named]] = {}
    for at, thing, beside in _called(scene).get(noun, ()):
        if at < start and capitals <= beside:
            near[id(thing)] = (max(place for place, _ in thing.places if place < start), thing)
    last = max((place for place, _ in near.values()), default=0)
    if len(near) > 1:
        near = {key: one for key, one in near.items() if one[0] == last and start - last <= LAST_SENTENCES}
    persons = [thing for _, thing in near.values()]
    gender = gender_of_words(words)
    fits = [thing for thing in persons if not (gender and thing.genders and gender not in thing.genders)]
    return scene.clusters.of_name(fits[0]) if len(fits) == 1 else None


def _named_before(scene: Scene, one: Voiced, words: str) -> Cluster | None:
    """Return the only person named right before words by which nobody is introduced."""
    if not _varies(words):
        return None
    near = _persons_before(scene, one)
    if len(near) != 1 or near[0].named is None:
        return None
    if _noun(words) in word_lists.classes("varied_words")["known_for"] and not _is_subject(scene, one, near[0]):
        return None  # "The paper says that Moss ... The singer": somebody else may be
    gender, genders = gender_of_words(words), near[0].named.genders
    return None if gender and genders and gender not in genders else near[0]


def _persons_before(scene: Scene, one: Voiced) -> list[Cluster]:
    """Return the persons named before a source in its sentence, or else in the sentence before: none whom it speaks to or speaks of."""
    start, end = one.ranges.source[0]
    first, _ = scene.sentence_at(start)
    last = len(scene.text[:first].rstrip())
    for low, high in ((first, start), (scene.sentence_at(max(0, last - 1))[0], last)):
        spoken = [(max(a, low), min(b, high)) for a, b in one.ranges.content if a < high and b > low]
        of = {id(person) for a, b in spoken for person in scene.clusters.persons_in(a, b)}
        found = [
            person
            for person in scene.clusters.persons_in(low, high)
            if id(person) not in of
            and not _owns(scene, person, low, high)
            and person.named is not None
            and not is_hearer(scene.text, start, end, person.named)
        ]
        if found or not last:
            return found
    return []


def _owns(scene: Scene, person: Cluster, low: int, high: int) -> bool:
    """Whether a person is named only as whose somebody is: "Ada" in "Ada's father Bo Hill"."""
    places = [place for place in (person.named.places if person.named else ()) if low <= place[0] < high]
    owner = ("’s", "'s", "s’")
    return all(scene.text.startswith(owner[:2], end) or scene.text[start:end].endswith(owner) for start, end in places)


def _is_subject(scene: Scene, one: Voiced, person: Cluster) -> bool:
    """Whether a person named before a source is named before any verb or preposition of that sentence."""
    start = one.ranges.source[0][0]
    named = max((place for place in (person.named.places if person.named else ()) if place[0] < start), default=None)
    if named is None:
        return False
    first, _ = scene.sentence_at(named[0])
    return not _NO_SUBJECT & set(scene.text[first : named[0]].lower().split())


_NO_SUBJECT = frozenset(
    {
        "that",
        "says",
        "said",
        "will",
        "has",
        "have",
        "had",
        "was",
        "were",
        "is",
        "are",
        "when",
        "after",
        "because",
        "to",
        "with",
        "by",
        "for",
        "from",
    }
)
"""Words before a name of which it is not the subject: "The magazine says that Ada Moss ..."."""


def is_variation(scene: Scene, one: Voiced) -> bool:
    """Whether the words of a source are a description that varies a name given before, by their form alone."""
    words = _described(scene, one)
    return words is not None and _varies(words) and not _is_introduced(scene, one.ranges.source[0][0], words)


def _varies(words: str) -> bool:
    """Whether a description is of the kind that varies a name: by age, family, birth, nation, party, or what somebody is known for."""
    lists = word_lists.classes("varied_words")
    noun = _noun(words)
    own, private = noun in lists["known_for"], noun in lists["private"]
    if _FAMILY.search(words) or own or _last(words) in _nations():
        return True
    aged = _AGE.search(words)
    if aged:
        return _AGE.fullmatch(words) is not None or private or noun in lists["kin"]
    described = words.split()
    return bool(_BORN.match(words)) or (private and len(described) > 1 and described[0][0].isupper())


def _is_introduced(scene: Scene, start: int, words: str) -> bool:
    """Whether somebody without a name was introduced by the same noun before: "a 19-year-old student", then "the student"."""
    noun = _noun(words)
    pattern = re.compile(
        rf"\b(?:an?|another|one|two|three|several) (?:[\w-]+ ){{0,4}}{re.escape(noun)}s?\b", re.IGNORECASE
    )
    return any(
        not scene.text.endswith(", ", 0, found.start())  # "Ada Moss, a student," has a name
        and not scene.clusters.persons_in(found.end(), found.end() + 2)
        for found in pattern.finditer(scene.text, max(0, start - FAR_BEFORE), start)
    )


def _called(scene: Scene) -> dict[str, list[Called]]:
    """Return the persons of an article by the nouns that the text calls them, each with the words beside that name."""
    if not scene.called:
        scene.called[""] = []  # so that an article in which nobody is called anything is looked through once
        for thing in scene.clusters.names.things:
            for place in thing.places if thing.kind == "person" else ():
                for words in _beside(scene.text, *place):
                    beside = frozenset(without_possessive(word) for word in words.split())
                    scene.called.setdefault(_noun(words), []).append((place[0], thing, beside))
    return scene.called


def _beside(text: str, start: int, end: int) -> list[str]:
    """Return the phrases beside a name that say what its bearer is."""
    behind = _BEHIND.match(text, end, min(len(text), end + LONGEST_BESIDE))
    before = _BEFORE.search(text, max(0, start - LONGEST_BESIDE), start)
    titled = _TITLED.search(text, max(0, start - LONGEST_BESIDE // 2), start)
    return [part for match in (behind, before, titled) if match for part in match.groupdict().values() if part]


def _noun(words: str) -> str:
    """Return the noun of a description in lower case: "winger" of "Kelby winger who came on late"."""
    return _last(_OF.sub("", words.strip())).lower()


def _last(words: str) -> str:
    return words.rsplit(maxsplit=1)[-1].strip("“”\"'’,.") if words.strip() else ""


@cache
def _posts() -> frozenset[str]:
    """Return the nouns for what one person is: posts, trades and what somebody is known for."""
    lists = word_lists.classes("varied_words")
    return lists["known_for"] | lists["private"] | word_lists.classes("source_words")["role"] | lists["kin"]


@cache
def _nations() -> frozenset[str]:
    """Return what people of a country or party are called, one person each: "Italian", "Frenchman", "Democrat"."""
    given = {word.strip() for line in word_lists.entries("fact_demonyms") for word in line.partition(":")[2].split(",")}
    return (
        frozenset(word for word in given if not word.endswith(("men", "women")))
        | word_lists.classes("varied_words")["party"]
    )
