"""What stands for one thing in an article: names joined by their words, pronouns and descriptions by the learned links.

A wrong merge is worse than a missed one: a mention joins an earlier one only when nothing that the text says of the two contradicts it
(gender, number, person or thing, two different names), else the next likely one is tried.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.tokens import without_possessive
from onrecord.model.mentions import FORMS
from onrecord.resolve.fitting import (
    HUMAN,
    genders_differ,
    is_hearer,
    is_list,
    is_many,
    numbers_differ,
    overlap,
    told_apart,
)
from onrecord.resolve.names import KINDS, NEAR, Named, Names, called
from onrecord.resolve.tagging import agreed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.reader import Reading
    from onrecord.model.resolver import Mention

Range = tuple[int, int]

SURE = -1.0
"""Score of a link from which a pronoun or description joins an earlier mention; chosen on OntoGUM's news and PolNeAR's labelled sources."""
SURE_OF_A_DESCRIPTION = 0.5
"""The same for a description that joins something with a name: "the council" is not the town."""
SURE_OF_A_NAME = 1.5
"""The same for a name that joins a description which came before it; wrong ones would name a stranger."""
LEAST_WITHIN = -2.0
"""Score of a mention of a name within a longer name from which it is taken; chosen on OntoGUM's news that the resolver trains on."""
LONGEST_TITLE = 6
"""Words before a name that belong to its mention: "former defence minister Ada Moss"."""
FIRST_PERSON = frozenset({"i", "we"})
PRONOUNS = frozenset(FORMS)


MOST_BEFORE = 16
"""Names before "the pair" that are looked at."""
_AND = re.compile(r"(?:[’']s?)?(?:, (?:aged )?\d{1,3},|,)? (?:and|&) (?:[a-z][\w-]*,? ){0,3}")
"""What stands between two names that are named in one breath: "and his wife" among it."""
LONGEST_CLAUSE = 120
"""Characters from the "who" of a clause to a pronoun in it."""
_WHO = re.compile(r", (?:aged )?(?:\d{1,3}, )?who [^.,;:!?—–\"“”]*$")
_OF_A_NAME = re.compile(r"[’']s [A-Z]")
_AGED = re.compile(r"\b(\d{1,3})-year-old\b")
_AGED_BEFORE = re.compile(r"\b(\d{1,3})-year-old(?: [\w-]+){0,4} $()")
_AGE = re.compile(r"(?:, (?:aged )?| \()(\d{1,3})(?=[,.)])()")
_HUMAN_ENDINGS = ("year-old", "man", "woman", "person", "wife", "child", "mate", "er", "or", "ist", "ian", "ant", "ee")
"""How nouns for persons end (Quirk et al., A Comprehensive Grammar of the English Language, I.31-I.35); ``not_persons`` lists others."""


@cache
def _things() -> frozenset[str]:
    return frozenset(word for line in word_lists.entries("not_persons") for word in line.split())


@dataclass(slots=True, eq=False)
class Cluster:
    """Mentions of one thing. ``named``: the things by name in it, one but for mistakes of the names' tagger.

    ``within``: mentions in longer names of others, which are no places of an entity in its record.
    """

    named: Named | None = None
    mentions: list[Mention] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)
    plural: set[bool] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)
    within: list[Mention] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it is first mentioned."""
        starts = [m.start for m in self.mentions[:1]] + [p[0] for p in (self.named.places[:1] if self.named else [])]
        return min(starts)


class Clusters:
    """The clusters of a text; ``at`` tells which one the words at an offset belong to."""

    def __init__(self, text: str, reading: Reading) -> None:
        """Join what ``reading`` found in ``text``."""
        self.text = text
        tagged = agreed(text, reading.names)
        self.names = Names(text, tagged)
        self._of_name: dict[int, Cluster] = {}
        self._by_age: dict[str, list[Named]] | None = None
        self._of_mention: dict[int, Cluster] = {}
        self.clusters: list[Cluster] = []
        for thing in self.names.things:
            cluster = Cluster(thing)
            cluster.genders = set(thing.genders)
            self._of_name[id(thing)] = cluster
            self.clusters.append(cluster)
        self.mentions = reading.mentions
        self._index_of = {id(mention): index for index, mention in enumerate(self.mentions)}
        self._names = [name for name in tagged if name.kind in KINDS]
        self._name_starts = [name.start for name in self._names]
        spoken = self._best_of_names()
        for index, mention in enumerate(self.mentions):
            named = self.name_at(*mention.head)
            if index in spoken or (named is None and not self._is_clause(mention)):
                self._place(index, mention, named)
        self._heads = sorted(
            (mention.head[0], index) for index, mention in enumerate(self.mentions) if index in self._of_mention
        )
        self._take_names_within()
        self.clusters.sort(key=lambda cluster: cluster.start)

    def _best_of_names(self) -> set[int]:
        """Return the likeliest mention at each name: of "General Moss" and "General Moss, the commander" only one is meant."""
        best: dict[int, int] = {}
        for index, mention in enumerate(self.mentions):
            at = bisect_right(self._name_starts, mention.head[0]) - 1
            if at < 0 or self.name_at(*mention.head) is None:
                continue
            before = self.text[mention.start : self._names[at].start].split()
            whole = mention.end >= self._names[at].end - 2 and len(before) <= LONGEST_TITLE
            if whole and (at not in best or self._rank(at, index) > self._rank(at, best[at])):
                best[at] = index
        return set(best.values())

    def _rank(self, at: int, index: int) -> tuple[bool, bool, float]:
        """Return how well a mention fits a name.

        A list of several fits least, and less one that begins inside the name ("the Fifth Circuit" of a court of that).
        """
        mention, name = self.mentions[index], self._names[at]
        following = self._names[at + 1].start if at + 1 < len(self._names) else mention.end
        lists = following < mention.end and is_list(self.text, name.end, following)
        return not lists, mention.start <= name.start, mention.score

    def _take_names_within(self) -> None:
        """Give things the mentions of them in longer names of others: "Norland" in "Norland State Railways"."""
        by_form = {called(form, 0, len(form)): thing for thing in self.names.things for form in thing.forms}
        for index, mention in enumerate(self.mentions):
            if index in self._of_mention or mention.score < LEAST_WITHIN:
                continue
            thing = by_form.get(called(self.text, mention.start, mention.end))
            around = self.name_at(*mention.head)
            if thing is not None and around is not None and around is not thing:
                self.of_name(thing).within.append(mention)

    def _is_clause(self, mention: Mention) -> bool:
        """Whether it is a pronoun with something around it, as events are marked in OntoGUM: "Moss left her"."""
        head = self.text[slice(*mention.head)].lower()
        return mention.head != (mention.start, mention.end) and any(head in forms for forms in FORMS.values())

    def _place(self, index: int, mention: Mention, named: Named | None) -> None:
        if named is not None:
            cluster = self._of_name[id(self._bearer(mention, named))]
            earlier = (
                self._linked(mention, cluster, SURE_OF_A_NAME)
                if not cluster.mentions and mention.start <= named.places[0][0]
                else None
            )
            if earlier is not None and earlier.named is None:
                self._merge(earlier, cluster)
        else:
            known = self._aged(mention) or self._of_relative_clause(mention)
            cluster = known or self._linked(mention, None, SURE) or Cluster()
            if not cluster.mentions and cluster.named is None:
                self.clusters.append(cluster)
        self._join(cluster, index, mention)

    def _aged(self, mention: Mention) -> Cluster | None:
        """Return the only person of whom the text gives the age that the words give: "the 61-year-old" after "Ada Moss, 61,"."""
        if mention.shape in PRONOUNS:
            return None
        match = _AGED.search(self.text, mention.start, mention.end)
        persons = self._ages().get(match.group(1), []) if match else []
        return self._of_name[id(persons[0])] if len(persons) == 1 else None

    def differ_in_age(self, start: int, end: int, named: Named) -> bool:
        """Tell whether words give an age and the text another of the person: "the 33-year-old victim" is not "Ada Moss, 31"."""
        match = _AGED.search(self.text, start, end)
        if match is None:
            return False
        ages = [age for age, persons in self._ages().items() if any(person is named for person in persons)]
        return bool(ages) and match.group(1) not in ages

    def _ages(self) -> dict[str, list[Named]]:
        if self._by_age is None:
            self._by_age = {}
            for thing in self.names.things:
                ages = {
                    match.group(1) or match.group(2)
                    for start, end in (thing.places if thing.kind == "person" else ())
                    if (match := _AGE.match(self.text, end))
                    or (match := _AGED_BEFORE.search(self.text, max(0, start - 40), start))
                }
                for age in ages:
                    self._by_age.setdefault(age, []).append(thing)
        return self._by_age

    def _bearer(self, mention: Mention, named: Named) -> Named:
        """Return whose name it is, where several bear it: his to whose mention the likeliest link goes."""
        at = bisect_right(self._name_starts, mention.head[0]) - 1
        start = self._names[at].start
        may = self.names.shared.get(start, ())
        for earlier, score in mention.links if may else ():
            cluster = self._of_mention.get(earlier)
            if score > SURE_OF_A_NAME and cluster is not None and cluster.named in may and cluster.named is not None:
                self.names.give(start, cluster.named)
                return cluster.named
        return named

    def _join(self, cluster: Cluster, index: int, mention: Mention) -> None:
        cluster.mentions.append(mention)
        self._of_mention[index] = cluster
        cluster.shapes.add(mention.shape)
        if mention.gender:
            cluster.genders.add(mention.gender)
        if (many := is_many(self.text, mention)) is not None:
            cluster.plural.add(many)

    def _merge(self, cluster: Cluster, into: Cluster) -> None:
        for mention in cluster.mentions:
            self._of_mention[self._index_of[id(mention)]] = into
        into.mentions[:0] = cluster.mentions
        into.genders |= cluster.genders
        into.plural |= cluster.plural
        into.shapes |= cluster.shapes
        self.clusters.remove(cluster)

    def _of_relative_clause(self, mention: Mention) -> Cluster | None:
        """Return the person whom a "he" or "her" in a clause about that person stands for: "Moss, who came with her husband"."""
        if mention.shape not in {"he", "she"} or not self._names:
            return None
        who = _WHO.search(self.text, max(0, mention.start - LONGEST_CLAUSE), mention.start)
        at = bisect_right(self._name_starts, mention.start) - 1
        if (
            who is None
            or at < 0
            or not self._names[at].start < who.start() <= self._names[at].end + 1
            or self._names[at].kind != "person"
        ):
            return None  # nobody, or somebody else is named between the two
        thing = self.names.of(self._names[at].start)
        cluster = self.of_name(thing) if thing is not None else None
        return cluster if cluster is not None and self._may_join(mention, cluster, None) else None

    def _linked(self, mention: Mention, own: Cluster | None, least: float) -> Cluster | None:
        for earlier, score in mention.links:
            if score <= least:
                return None
            cluster = self._of_mention.get(earlier)
            unsure = score <= SURE_OF_A_DESCRIPTION and mention.shape not in PRONOUNS
            if (
                cluster is None
                or cluster is own
                or (unsure and (cluster.named or mention.shape == "indefinite"))  # "a doctor" is somebody new
            ):
                continue
            if self._may_join(mention, cluster, own):
                return cluster
        return None

    def _may_join(self, mention: Mention, cluster: Cluster, own: Cluster | None) -> bool:
        """Whether nothing in the text keeps a mention, with the cluster of its ``own`` name if any, out of another cluster."""
        genders = {mention.gender} - {None} if own is None else own.genders
        return not (
            genders_differ(genders, cluster)
            or self._is_no_person(mention, cluster, own)
            or (mention.shape in {"he", "she"} and self._only_names(cluster))
            or numbers_differ(self.text, mention, cluster)
            or any(overlap(mention, other) for other in cluster.mentions[-4:])
            or told_apart(self.text, mention, cluster)
            or self._is_hearer(mention, cluster)
            or (cluster.named is not None and self.differ_in_age(mention.start, mention.end, cluster.named))
        )

    def _is_hearer(self, mention: Mention, cluster: Cluster) -> bool:
        if mention.shape not in {"he", "she"} or cluster.named is None:
            return False
        return is_hearer(self.text, mention.start, mention.end, cluster.named)

    def _only_names(self, cluster: Cluster) -> bool:
        """Whether the text has a person only in the name of something else: "Lenin’s Tomb"."""
        places = cluster.named.places if cluster.named is not None else []
        return len(places) == 1 and _OF_A_NAME.search(self.text, places[0][0], places[0][1] + 4) is not None

    def _is_no_person(self, mention: Mention, cluster: Cluster, own: Cluster | None) -> bool:
        """Whether one of the two is a he or she and the other's words are not for a person."""
        if own is not None and own.named is not None:
            return own.named.kind == "person" and "neuter" in cluster.genders
        if mention.shape in {"he", "she"} and cluster.named is None and not cluster.genders & HUMAN:
            return not self._is_human(cluster.mentions)
        described = mention.shape not in PRONOUNS and not mention.gender
        return described and bool(cluster.shapes & {"he", "she"}) and not self._is_human([mention])

    def move(self, start: int, end: int, into: Cluster) -> None:
        """Take the mention that stands at ``start`` to ``end`` out of its cluster and put it ``into`` another."""
        at = bisect_left(self._heads, (start, -1))
        for head, index in self._heads[at : at + 4]:
            mention, cluster = self.mentions[index], self._of_mention[index]
            if head < end and (mention.start, mention.end) == (start, end) and cluster is not into:
                cluster.mentions.remove(mention)
                if not cluster.mentions and cluster.named is None:
                    self.clusters.remove(cluster)
                into.mentions.append(mention)
                into.mentions.sort(key=lambda one: one.start)
                self._of_mention[index] = into

    def take(self, head: Range, into: Cluster) -> None:
        """Put what is described by the words with this ``head`` and has no name ``into`` the person or body that it is: what came after it goes along."""
        cluster = self.headed(*head)
        if cluster is None or cluster is into or cluster.named is not None or not self._fits(cluster, into):
            return
        self._merge(cluster, into)
        into.mentions.sort(key=lambda one: one.start)

    def _fits(self, cluster: Cluster, into: Cluster) -> bool:
        """Whether nothing keeps the mentions of two clusters apart."""
        differ = cluster.genders & HUMAN and into.genders & HUMAN and not cluster.genders & into.genders
        return not (differ or cluster.plural == {True})

    def _is_human(self, mentions: Sequence[Mention]) -> bool:
        """Whether the words of an unnamed thing tell that it is a person: "a former fighter", "the 61-year-old"."""
        nouns, roles = word_lists.classes("source_words"), word_lists.classes("fact_roles")
        people = nouns["role"] | nouns["anonymous"] | nouns["person"] | nouns["group"] | roles["head"] | roles["folk"]
        things = _things()
        heads = {without_possessive(self.text[m.head[0] : m.head[1]]).lower() for m in mentions}
        return any(head in people or (head.endswith(_HUMAN_ENDINGS) and head not in things) for head in heads)

    def may_speak(self, cluster: Cluster) -> bool:
        """Whether the words of a thing without a name leave open that it speaks: persons, bodies, what is written, pronouns alone."""
        full = [mention for mention in cluster.mentions if mention.shape not in PRONOUNS]
        nouns = word_lists.classes("source_words")
        written = (
            nouns["organisation"]
            | nouns["media"]
            | nouns["document"]
            | nouns["trade"]
            | nouns["outlet"]
            | nouns["hearsay"]
        )
        heads = {without_possessive(self.text[m.head[0] : m.head[1]]).lower() for m in full}
        plural = {head.removesuffix("s") for head in heads}
        people = any(head.endswith(_HUMAN_ENDINGS) and head not in _things() for head in plural)
        return not full or people or bool(heads & written) or self._is_human(full)

    def name_at(self, start: int, end: int) -> Named | None:
        """Return what is named by the name that holds the words ``start`` to ``end``."""
        index = bisect_right(self._name_starts, start) - 1
        if index >= 0 and start < self._names[index].end and end <= self._names[index].end + 2:
            return self.names.of(self._names[index].start)
        return None

    def named_in(self, start: int, end: int) -> list[Named]:
        """Return what is named in ``start`` to ``end``, in order, each once."""
        found: dict[int, Named] = {}
        for name in self._names[bisect_left(self._name_starts, start) : bisect_left(self._name_starts, end)]:
            thing = self.names.of(name.start)
            if thing is not None:
                found.setdefault(id(thing), thing)
        return list(found.values())

    def of_name(self, named: Named) -> Cluster:
        """Return the cluster of a thing with a name."""
        return self._of_name[id(named)]

    def headed(self, start: int, end: int) -> Cluster | None:
        """Return the cluster of the mention, the longest, whose head is the word at ``start`` to ``end``; of the name there, else."""
        low = bisect_left(self._heads, (start, -1))
        found = [index for head, index in self._heads[low : low + 6] if head == start]
        if found:
            return self._of_mention[max(found, key=lambda index: self.mentions[index].end - self.mentions[index].start)]
        named = self.name_at(start, end)
        return self._of_name[id(named)] if named is not None else None

    def likeliest_person(self, start: int, end: int, *, least: float) -> Cluster | None:
        """Return the person with a name to whom the likeliest link of the mention with its head at ``start`` to ``end`` goes."""
        low = bisect_left(self._heads, (start, -1))
        for head, index in self._heads[low : low + 6]:
            if head != start or head >= end:
                break
            mention = self.mentions[index]
            for earlier, score in mention.links:
                cluster = self._of_mention.get(earlier)
                if score < least:
                    break
                person = cluster is not None and cluster.named is not None and cluster.named.kind == "person"
                if cluster is not None and person and self._may_join(mention, cluster, None):
                    return cluster
        return None

    def pair_before(self, start: int) -> list[Cluster]:
        """Return the two persons that the text last names in one breath before an offset, near it: "Ada Moss and Bo Hill"."""
        last = bisect_left(self._name_starts, start)
        names = [name for name in self._names[max(0, last - MOST_BEFORE) : last] if name.kind == "person"]
        for one, other in reversed(list(pairwise(names))):
            if start - other.end <= NEAR and _AND.fullmatch(self.text, one.end, other.start):
                things = [self.names.of(name.start) for name in (one, other)]
                return [self.of_name(thing) for thing in things if thing is not None]
        return []

    def persons_in(self, start: int, end: int) -> list[Cluster]:
        """Return the persons named in ``start`` to ``end``, each once, in order."""
        return [self.of_name(thing) for thing in self.named_in(start, end) if thing.kind == "person"]

    def in_range(self, start: int, end: int) -> list[Cluster]:
        """Return the clusters with a mention whose head stands in ``start`` to ``end``, each once."""
        low, high = bisect_left(self._heads, (start, -1)), bisect_left(self._heads, (end, -1))
        found: dict[int, Cluster] = {}
        for _, index in self._heads[low:high]:
            cluster = self._of_mention[index]
            found.setdefault(id(cluster), cluster)
        for thing in self.named_in(start, end):
            cluster = self.of_name(thing)
            found.setdefault(id(cluster), cluster)
        return list(found.values())


def runs_of(clusters: Sequence[Cluster]) -> list[list[Range]]:
    """Return the mentions of each cluster that has two or more, as offsets."""
    found = [sorted({(m.start, m.end) for m in (*cluster.mentions, *cluster.within)}) for cluster in clusters]
    return [runs for runs in found if len(runs) > 1]
