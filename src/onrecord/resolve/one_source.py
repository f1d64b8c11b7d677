"""Whose word one statement is, by its own words: a list, the speaker of a quotation, a name, the maker of a document, a description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from onrecord.language import word_lists
from onrecord.model.voices import KINDS
from onrecord.resolve.kinds import (
    is_bare_in_headline,
    is_kin,
    is_labelled,
    is_of_a_body,
    is_of_people,
    is_own,
    is_told,
    is_unnamed_voice,
    is_written,
    kind_of_name,
    of_several,
)
from onrecord.resolve.makers import maker_of
from onrecord.resolve.meant import listed
from onrecord.resolve.names import ends_as_a_body, is_agency, is_company, is_outlet
from onrecord.resolve.signed import signer
from onrecord.resolve.standing_for import aged, fuller, is_aged, pair, stand_in
from onrecord.resolve.varied import is_one_of_a_people, posted, varied
from onrecord.resolve.who import NAMELESS, UNNAMED, Who
from onrecord.resolve.wording import DESCRIBES, description_of, is_speaker, plain, pronoun_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.records import SourceKind
    from onrecord.resolve.clusters import Cluster
    from onrecord.resolve.names import Named
    from onrecord.resolve.who import Case

SURELY_MEDIA = -0.7
"""Log probability from which the maker of a document is an outlet, whose name does not tell: above 1 in 2."""
NO_NAME = 3.0
"""What it costs that somebody without a name in the article is an individual and no post, kin or unnamed source."""
_OF_NOUNS = frozenset({"role", "anonymous", "group", "document", "organisation"})
_A_NAME = r"([A-Z][\w’'-]+(?: [A-Z][\w.’'-]*)* [A-Z][\w’'-]+)"
_NAMES_LAST = re.compile(
    rf"\b(?!(?:at|of|for|in|from|with|to|by|on|near|the|and)\b)[a-z][\w-]* {_A_NAME}(?: and {_A_NAME})?$"
)
"""One name or two at the end of a description, of two words or more each; behind "at" or "of" stands whom somebody belongs to."""
_GIVES_NAME = re.compile(
    r"\bwho (?:only )?(?:goes|is known|gave|identified|would give|wanted to be|asked to be|wished to be|introduced)\b[^.,;]{0,40}?\b(?:as|name,|called|by)(?: only)? "
)
_OUTLET = re.compile(
    r"(?:[Tt]he )?(?:[a-z][\w-]* ){0,3}(?P<name>(?!(?:The|An?|This|That|His|Her|Its|Our|Their|Another|One)\b)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}) (?:news agency|news website|newspaper|newswire|news site|tabloid)"
)
"""An outlet by its name and the noun for what it is."""
_NOBODY = frozenset({"nobody", "no one", "no-one", "noone", "none"})
_A = re.compile(r"(?:an?|another|one)\s", re.IGNORECASE)
"""How the description of somebody new begins."""


def who_of(case: Case, known: dict[int, Who]) -> Who:
    """Return whose word a statement is: by what its words are, a list, the speaker of a quotation, a name, else a description."""
    one, given = case.one, case.one.statement.source
    if not one.ranges.source or plain(case.scene.text[slice(*one.ranges.source[0])]) in _NOBODY:
        return Who("none", None, None)
    several = listed(case.scene.clusters, one)
    if len(several) > 1:
        return _several(several)
    if is_told(case):
        return Who("none", None, None)
    if given.kind == "author" and not (is_speaker(case.scene.text, one) and is_labelled(case.scene.text, one.outer)):
        return Who("author", _author(case), None)
    if is_speaker(case.scene.text, one):
        outer = next((known[id(outer)] for outer in one.around() if id(outer) in known and outer.ranges.source), None)
        return outer or Who("person", given.name, None)
    known_as = _varied(case) if is_one_of_a_people(case.scene, one) else None
    return known_as or _named(case) or _unnamed(case, known)


def _varied(case: Case) -> Who | None:
    """Return the person whose name the words of a source vary, if the text tells."""
    if not case.is_short:
        known_as = varied(case.scene, case.one)
    else:
        known_as = posted(case.scene, case.one, case.head) if case.head is not None else None
    return Who("person", known_as.named.name, known_as) if known_as is not None and known_as.named is not None else None


def _several(things: Sequence[Cluster]) -> Who:
    """Return two or more who speak as one: persons, or bodies and countries."""
    named = [thing.named for thing in things if thing.named]
    kind: SourceKind = "person" if all(thing.kind == "person" for thing in named) else "organisation"
    return Who(kind, "; ".join(thing.name for thing in named), None)


def _author(case: Case) -> str | None:
    """Return whose the words outside quotation marks are: the article's author, or who signs the letter."""
    return signer(case.scene, case.one.anchor) or case.scene.author


def _named(case: Case) -> Who | None:
    """Return a source with a name: the maker of a document, what its words stand for, or the name in them."""
    given = case.one.statement.source
    found = _of_maker(case) or _gives_name(case) or _outlet_by_noun(case)
    if found is not None:
        return found
    if case.head is not None and case.head.named is not None:
        return _of_cluster(case, case.head, case.head.named)
    if (
        case.head is None
        and given.kind == "person"
        and given.name
        and all(part[0].isupper() for part in given.name.split())
        and plain(given.name) not in pronoun_words()  # "I’d"
    ):
        return Who("person", given.name, None)
    return _untagged(case)


def _of_cluster(case: Case, head: Cluster, thing: Named) -> Who:
    """Return the source whose words stand for a ``thing`` with a name."""
    given, outlet = case.one.statement.source, is_outlet(thing.name)
    if thing.kind != "person" and is_own(case, thing.name):
        return Who("author", thing.name, head)
    if is_agency(thing.name):
        return Who("media", thing.name, head)
    whole = thing.kind == given.kind == "person" and given.name == thing.name and " " in thing.name
    if whole and not outlet:
        return Who("person", thing.name, head)
    kind = kind_of_name(thing.kind, case.scores(), outlet=outlet, company=is_company(thing), trades=thing.trades)
    return Who(kind, thing.name, head)


def _gives_name(case: Case) -> Who | None:
    """Return who gives a name in the words of a source: "one, who gave his name only as Bo"."""
    start, end = case.one.ranges.source[0]
    match = _GIVES_NAME.search(case.scene.text, start, end)
    persons = case.scene.clusters.persons_in(match.end(), end) if match else []
    named = persons[0].named if len(persons) == 1 else None
    return Who("person", named.name, persons[0]) if named is not None else None


def _untagged(case: Case) -> Who | None:
    """Return the persons named behind a description where the names' tagger sees none: "candidates Ada Moss and Bo Hill"."""
    start, end = case.one.ranges.source[0]
    stop = DESCRIBES.search(case.scene.text, start + 1, end)
    match = _NAMES_LAST.search(case.scene.text[start : stop.start() if stop else end])
    if match is None or KINDS[int(np.argmax(case.scores()))] != "person":
        return None
    return Who("person", "; ".join(name for name in match.groups() if name), None)


def _outlet_by_noun(case: Case) -> Who | None:
    """Return the outlet that a source names where the names' tagger sees none: "the semi-official Farda news agency"."""
    start, end = case.one.ranges.source[0]
    match = _OUTLET.fullmatch(case.scene.text, start, end)
    return Who("media", match["name"], case.head) if match is not None else None


def _of_maker(case: Case) -> Who | None:
    """Return the body or person that speaks in a document, with its words as ``work``."""
    maker = maker_of(case.scene.text, case.scene.clusters, case.one.ranges.source[0])
    if maker is None:
        return None
    scores = case.scores()
    known = maker.kind is not None or is_outlet(maker.name)
    if not known and KINDS[int(np.argmax(scores))] not in {"media", "organisation"}:
        return None
    kind = (
        maker.kind
        if maker.kind in {"person", "media"}
        else "media"
        if is_agency(maker.name)
        else kind_of_name(
            maker.kind or "organisation", scores, outlet=is_outlet(maker.name), company=ends_as_a_body(maker.name)
        )
    )
    if kind == "media" != maker.kind and not is_outlet(maker.name) and scores[KINDS.index("media")] < SURELY_MEDIA:
        kind = "organisation"  # a report is a body's rather than an outlet's
    return Who("organisation" if kind == "document" else kind, maker.name, maker.cluster, maker.words)


def _unnamed(case: Case, known: dict[int, Who]) -> Who:
    """Return a source without a name: a post, a voice that stays unnamed, a group, or nobody."""
    several = pair(case.scene, case.one)
    if len(several) > 1:
        return Who("person", "; ".join(one.named.name for one in several if one.named), None)
    person = aged(case.scene, case.one)
    if person is not None and person.named is not None:
        return Who("person", person.named.name, person)
    return _varied(case) or _described(case, known)


def _described(case: Case, known: dict[int, Who]) -> Who:
    """Return a source by the kind that its description is likeliest of."""
    one, given = case.one, case.one.statement.source
    kind = _likeliest(case)
    if kind in {"none", "author"}:
        return Who(kind, _author(case) if kind == "author" else None, None)
    if case.head is None and case.is_short:
        described = kind in NAMELESS and given.kind in UNNAMED and given.name
        return Who(given.kind if described else kind, given.name, None)
    if kind in NAMELESS and is_unnamed_voice(case, unnamed=kind in UNNAMED):
        kind = "anonymous"
    if kind == "person" and is_kin(case):
        kind = "role"
    outlets = [who.cluster for who in known.values() if who.kind == "media"]
    written = kind == "document" and is_written(case)  # which stands for no outlet
    stands_for = None if written else stand_in(case.scene, one, kind, outlets)
    if stands_for is not None and stands_for.named is not None:
        return Who("person" if kind == "person" else "media", stands_for.named.name, stands_for)
    words = fuller(case.scene, one) or description_of(case.scene.text, one, case.head)
    return Who(kind, words or given.name, case.head)


def _likeliest(case: Case) -> SourceKind:
    """Return the likeliest kind of a source without a name, by the head but for what its noun or the headline tells for sure."""
    text, one, given, scores = case.scene.text, case.one, case.one.statement.source, case.scores()
    if (case.head is not None or not case.is_short) and not is_aged(text, one):
        scores = scores - NO_NAME * np.array([kind == "person" for kind in KINDS])
    kind = KINDS[int(np.argmax(scores))]
    if given.kind in _OF_NOUNS and is_bare_in_headline(case):
        return given.kind  # the head learned on sentences and knows little of "Bread to double – study"
    if kind in {"none", "author"} and is_labelled(text, one):
        return "role"  # "Minister: No plans to leave"
    if kind == "person" and given.kind in UNNAMED and one.ranges.source and _A.match(text, one.ranges.source[0][0]):
        return given.kind  # "a spokesman for Moss" is nobody whom the text names
    bare = plain(text[slice(*one.ranges.source[0])]) in word_lists.classes("source_words")["anonymous"]
    if kind == "media" and (bare or (given.kind == "organisation" and is_of_a_body(case))):
        return given.kind  # "pals" are no outlet, nor is "the fire brigade"
    if kind in {"organisation", "media"} and given.kind == "group" and is_of_people(case):
        return given.kind  # "economists polled by an agency" are no body
    told = of_several(case) if kind in {"group", "role", "organisation", "media"} else None
    return told or ("document" if kind in {"media", "group", "author"} and is_written(case) else kind)
