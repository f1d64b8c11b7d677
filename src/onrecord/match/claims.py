"""What the articles of a story claim: statements that say the same, in any wording, and those that deny it.

The main claim is what the story says happened: the opening sentence, or the statement in one, that has most of the words with
which the story's articles open. Articles often state it in their own voice, so it collects articles and not statements alone. All other
statements are compared with those that share their rarest words only, and gathered around the one that most articles have.

Nothing here depends on the order of the readings: everything is sorted by id first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from onrecord.language.negation import denies_own, is_negative
from onrecord.language.rarity import rarity, stem
from onrecord.match.main_claim import central_text, centre_of, says_plainly, weighed, worded
from onrecord.match.pairs import DENIAL, excluded, opposed, probability, relation_of
from onrecord.match.stance import Sheet, sheet_of, stance_by
from onrecord.match.wording import Wording, coverage, likeness, match_words, wording_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from onrecord.match.pairs import Relation
    from onrecord.records import Reading, Stance, Statement

FEWEST_WORDS: Final = 4
"""Words of a statement that can be compared; "he did" says nothing alone."""
KEYS: Final = 8
"""Rarest words of a statement by which it is looked up."""
LONGEST_LIST: Final = 80
"""Statements with a word beyond which the word finds nothing: it is what the whole story is about."""
NEAREST: Final = 20
"""Statements that one is compared with in full."""
FEWEST_SHARED: Final = 2
"""Rare words that two statements share before they are compared in full."""
CARRIES: Final = 0.1
"""Share of the main claim's words in one sentence from which an article carries it."""
OWN_VOICE: Final = 0.6
"""Share of another claim's words in an article's own voice from which the article itself says it."""
MAIN_SAME: Final = 0.4
"""Share of the main claim's words in a statement from which it may say the same; the pair scorer decides."""
MAIN_ABOUT: Final = 0.2
"""Share of the main claim's words in a statement that something is untrue, from which it means the claim."""
MOST_BESIDE: Final = 3
"""Words that such a statement may have beside, to mean the whole story."""
MAIN_CORE: Final = 0.6
"""Share of the claim's words among those that the story's articles open with, from which a statement says the same."""
_GOOD_LENGTH: Final = 18
"""Words of a statement that says one thing in full."""
_CLOSE: Final = 0.6
"""Likeness to the statement that a group stands around from which another may give it its words."""


@dataclass(frozen=True, slots=True)
class Claim0:
    """What statements of a story say. ``text``: the best one's words; ids of those that say and that deny it; stances by article id."""

    text: str
    statements: tuple[str, ...]
    denials: tuple[str, ...]
    articles: Mapping[str, Stance]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its words ready for comparison. ``rejects``: its cue turns them, as "denied" does."""

    statement: Statement
    wording: Wording
    rejects: bool


def claims_of(readings: Sequence[Reading], copies: Collection[str] = ()) -> tuple[Claim0, ...]:
    """Return the claims of the articles of one story, the main claim first, then by the number of articles that have them.

    ``copies`` are the articles (ids) that are copied from another: the main claim has the words of the earliest that is none.
    A statement is in one claim at most; one that nobody repeats, and nobody denies, is in none. No readings: no claims.
    """
    sheets = _sheets(readings)
    if not sheets:
        return ()
    said = [one for sheet in sheets.values() for one in comparable(sheet)]
    main = wording_of(central_text(sheets))
    text = worded(main.text, sheets, _in_time(readings, copies))
    saying, denying = on_main(main, said, centre_of(sheets))
    taken = {one.statement.id for one in (*saying, *denying)}
    first = Claim0(text, _ids(saying), _ids(denying), _stances(sheets, (main, wording_of(text)), saying, denying))
    others = [
        _claim(group, sheets)
        for group in _groups([one for one in said if one.statement.id not in taken and _claims(one)])
    ]
    others.sort(key=lambda claim: (-len(claim.articles), -len(claim.statements) - len(claim.denials), claim.statements))
    return (first, *others)


def _stances(
    sheets: Mapping[str, Sheet], wordings: Sequence[Wording], saying: Sequence[Said], denying: Sequence[Said]
) -> dict[str, Stance]:
    """Return the stance to the main claim of every article that carries it; the first of its ``wordings`` is the central one.

    One that leads with somebody's denial is not for it; one whose headline says it, or that it is not so, in the outlet's own voice is.
    """
    led = {one.statement.article for one in denying if one.statement.content[0].start < LEAD}
    found: dict[str, Stance] = {}
    main = wordings[0]
    for article, sheet in sheets.items():
        if all(coverage(main, sentence.all) < CARRIES for sentence in sheet.sentences):
            continue
        stance = stance_by(sheet, main, _ids(saying, article), _ids(denying, article))
        if stance == "for" and article in led:
            stance = "observing"
        plain = None
        if sheet.headline and stance == "observing":
            sides = (says_plainly(wording, sheet.sentences[0].all) for wording in wordings)
            plain = next((side for side in sides if side is not None), None)
        if plain is not None and not (plain and article in led):
            stance = "for" if plain else "against"
        found[article] = stance
    return found


def _claims(one: Said) -> bool:
    """Return whether a statement claims anything: who declines to say something does not."""
    return one.statement.certainty != "unknown" or one.statement.polarity != "negative"


def main_text(readings: Sequence[Reading], copies: Collection[str] = ()) -> str:
    """Return the words of a story's main claim; empty where there is nothing to read. ``copies`` as in ``claims_of``."""
    sheets = _sheets(readings)
    return worded(central_text(sheets), sheets, _in_time(readings, copies)) if sheets else ""


def _in_time(readings: Sequence[Reading], copies: Collection[str]) -> list[str]:
    """Return the articles (ids) that copy none, the earliest first, those without a day last."""
    articles = [reading.article for reading in readings if reading.article and reading.article.id not in copies]
    return [one.id for one in sorted(articles, key=lambda one: (not one.published, one.published or "", one.id))]


def _sheets(readings: Iterable[Reading]) -> dict[str, Sheet]:
    """Return the articles ready for comparison by id, in the order of the ids."""
    by_id = {reading.article.id: reading for reading in readings if reading.article is not None}
    return {article: sheet_of(by_id[article]) for article in sorted(by_id)}


def comparable(sheet: Sheet) -> list[Said]:
    """Return the statements of an article that have words enough to be compared."""
    found = [
        Said(statement, wording, _rejects(statement))
        for statement, wording in sheet.said
        if len(wording.words) >= FEWEST_WORDS and len(wording.terms) > 1
    ]
    return sorted(found, key=lambda one: one.statement.id)


def _rejects(statement: Statement) -> bool:
    """Return whether the cue rejects what is said: "denied", "does not believe", "has no plan"; "would not confirm or deny" rejects nothing."""
    cue = _cue(" ".join(span.text for span in statement.cue))
    if cue.has("open"):  # would neither confirm nor deny
        return False
    negated = statement.polarity == "negative" and cue.negative
    held = negated and cue.has("holding") and not cue.has("determiner")
    return cue.has("denial") or held or (negated and cue.has("intent") and cue.has("negation"))


@lru_cache(1 << 10)
def _cue(text: str) -> Wording:
    """Return the words of a cue; most are "said"."""
    return wording_of(text)


# --- who says the main claim


def on_main(main: Wording, said: Iterable[Said], centre: Mapping[str, float]) -> tuple[list[Said], list[Said]]:
    """Return the statements that say the main claim and those that deny it.

    ``centre`` are the words that the story's articles open with: one that has most of those which the claim has says the same.
    """
    saying: list[Said] = []
    denying: list[Said] = []
    core = weighed(main, centre)
    for one in said:
        about = _is_about(one.wording, main)
        if not (about or _says(main, one.wording, core)):
            continue
        against = (not main.untrue) if about else _turns(main, one) != one.rejects
        if not about and not against and not one.rejects and _says_no(main, one):
            if not _denies_own(one):
                continue  # "no one has been held over the fire" neither says nor denies that there was one
            against = True
        (denying if against else saying).append(one)
    return saying, denying


def _says_no(main: Wording, one: Said) -> bool:
    """Return whether a statement is a negative and the main claim none."""
    return not is_negative(main.text) and is_negative(one.statement.content[0].text)


def _denies_own(one: Said) -> bool:
    """Return whether it is its speaker who says not to have done it: "it had made no bid"."""
    return denies_own(one.statement.content[0].text, one.statement.source.name)


def _turns(main: Wording, one: Said) -> bool:
    """Return whether a statement is opposed to the main claim, as a whole or by its first clause: "They are not engaged, there was no …"."""
    if opposed(main, one.wording):
        return True
    clause = _CLAUSE_END.split(one.statement.content[0].text, maxsplit=1)[0]
    first = wording_of(clause)
    if len(first.words) < FEWEST_WORDS or not first.negative:
        return False
    shared = sum(weight for term, weight in first.terms.items() if term in main.terms)
    turned = first.turned & main.terms.keys() - main.turned  # what the clause says of the names that both have
    return opposed(main, first) or (bool(turned) and shared >= OWN_CLAUSE * first.weight)


LEAD = 500
"""Characters at the start of an article: one that leads with somebody's denial of the claim does not take its side."""
OWN_CLAUSE = 0.6
"""Share of a clause that the main claim has from which a negation of a word of both turns the claim; names outweigh what is said of them."""
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)")


def _is_about(one: Wording, main: Wording) -> bool:
    """Return whether a text says of the story itself that it is untrue: "the rumour is ridiculous"."""
    if not one.has("reference") or one.turned or not (one.untrue or one.has("absurd")):
        return False
    said = ("reference", "untrue", "absurd", "credit")
    rest = {
        stem(word) for word in one.words if not any(word in match_words(listed) for listed in said)
    } & one.terms.keys()
    return coverage(main, one) >= MAIN_ABOUT or (len(rest) <= MOST_BESIDE and not one.names - main.terms.keys())


def _says(main: Wording, one: Wording, core: Mapping[str, float]) -> bool:
    """Return whether a statement says, or turns, what the main claim says."""
    if coverage(main, one) >= MAIN_SAME and relation_of(main, one) is not None:
        return True
    share = sum(weight for term, weight in core.items() if term in one.terms)
    return len(core) > FEWEST_SHARED and share >= MAIN_CORE * sum(core.values()) and not excluded(main, one)


# --- the other claims


def _groups(said: Sequence[Said]) -> list[list[Said]]:
    """Gather statements that say the same or deny it around the one that most articles have; alone they are left out."""
    near = _neighbours(said)

    def reach(place: int) -> tuple[int, int, str]:
        articles = {said[other].statement.article for other in near[place]} | {said[place].statement.article}
        return -len(articles), -len(near[place]), said[place].statement.id

    groups: list[list[Said]] = []
    taken: set[int] = set()
    for place in sorted(near, key=reach):
        others = sorted(set(near[place]) - taken)
        if place in taken or not others:
            continue
        taken.update((place, *others))
        groups.append([said[place], *(said[other] for other in others)])
    return groups


def _neighbours(said: Sequence[Said]) -> dict[int, dict[int, Relation]]:
    """Return the statements, by place, that each one says the same as or denies; only those with rare words in common are compared."""
    spread = Counter(term for one in said for term in one.wording.terms)
    lists: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(said):
        for term in sorted(one.wording.terms, key=lambda term: (spread[term], -rarity(term), term))[: 2 * KEYS]:
            if 1 < spread[term] <= LONGEST_LIST:
                lists[term].append(place)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for places in lists.values():
        for at, place in enumerate(places):
            for other in places[at + 1 :]:
                shared[place][other] += 1
    near: dict[int, dict[int, Relation]] = defaultdict(dict)
    for place, counts in shared.items():
        for _, other in sorted([(-count, other) for other, count in counts.items() if count >= FEWEST_SHARED])[
            :NEAREST
        ]:
            relation = relation_of(said[place].wording, said[other].wording)
            if relation is not None:
                near[place][other] = near[other][place] = relation
    return near


def _claim(group: Sequence[Said], sheets: Mapping[str, Sheet]) -> Claim0:
    """Make the claim of a group around its first statement, which is the one that most articles have."""
    leader = group[0]
    group = [
        one for one in group if not one.rejects or one is leader or probability(leader.wording, one.wording) >= DENIAL
    ]
    turned = [_against(one, leader) for one in group]
    saying = [one for one, against in zip(group, turned, strict=True) if not against]
    denying = [one for one, against in zip(group, turned, strict=True) if against]
    articles = sorted({one.statement.article for one in group})
    stances = {article: _stance(article, sheets[article], saying, denying, leader.wording) for article in articles}
    return Claim0(_best_text(leader, saying), _ids(saying), _ids(denying), stances)


def _as_close(one: Wording, leader: Wording) -> bool:
    return likeness(one, leader) >= _CLOSE and not opposed(one, leader)


def _against(one: Said, leader: Said) -> bool:
    """Return whether a statement denies what the leader of its group says; nobody denies himself in other words."""
    name = one.statement.source.name
    themselves = name is not None and name == leader.statement.source.name and not one.rejects
    return not themselves and one.rejects != opposed(leader.wording, one.wording)


def _best_text(leader: Said, saying: Sequence[Said]) -> str:
    """Return the words that say best what a group says: a whole sentence rather than "to ...", neither clipped nor long."""

    def unfit(one: Said) -> tuple[bool, int, str]:
        fragment = one.wording.words[0] in match_words("fragment") or one.statement.certainty != "certain"
        return fragment, abs(len(one.wording.words) - _GOOD_LENGTH), one.statement.id

    close = [one for one in saying if one is leader or _as_close(one.wording, leader.wording)]
    text = min(close, key=unfit).wording.text if close else leader.wording.text
    return text.removeprefix("that ")


def _stance(article: str, sheet: Sheet, saying: Sequence[Said], denying: Sequence[Said], claim: Wording) -> Stance:
    """Return the stance of an article to a claim that is not what its story is about."""
    voices = [one.statement.source.kind for one in saying if one.statement.article == article]
    if not voices:
        return (
            "against"
            if any(one.statement.source.kind == "author" for one in denying if one.statement.article == article)
            else "observing"
        )
    if "author" in voices:
        return "for"
    own = any(coverage(claim, one.own) >= OWN_VOICE for one in sheet.sentences if not one.all.has("hedge"))
    return "for" if own else "observing"


def _ids(said: Iterable[Said], article: str | None = None) -> tuple[str, ...]:
    """Return the ids of statements, of one article if it is given, in order."""
    return tuple(sorted(one.statement.id for one in said if article is None or one.statement.article == article))
