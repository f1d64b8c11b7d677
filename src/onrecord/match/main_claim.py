"""What a story says happened: the opening sentence, or the statement in one, in which most of its articles find what they open with.

That text tells which statements are about it. What is shown are the words of the earliest article that copies none, if it says the same
in its opening: who only hands a story on does not get to word it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from onrecord.language.negation import is_negative
from onrecord.language.rarity import rarity
from onrecord.match.pairs import relation_of
from onrecord.match.stance import LEAD_SENTENCES
from onrecord.match.wording import Wording, likeness, match_words, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.match.stance import Sheet

FEWEST_WORDS: Final = 4
"""Words of a text that can be compared."""
FEWEST_WORDS_IN_MAIN: Final = 6
"""Words of a text that can say what happened."""
CANDIDATES: Final = 200
"""Texts, the most central ones, of which the main claim is chosen."""
OPENINGS: Final = 100
"""Articles, the first by id, that choose it: more of them would choose the same, at a cost."""
# How a main claim is chosen, tuned on twelve stories read by hand.
_COMMON: Final = 0.7
_LONG_ENOUGH: Final = 30
_BREVITY: Final = 0.3
_LATER: Final = 0.25
_NOT_AFFIRMED: Final = 0.6
_NEGATIVE: Final = 0.8
_CONTINUING: Final = 0.7
_SAID: Final = 0.7
"""What a text with "said" or "may" in it counts beside a plain one of the same article."""
WORDED_ALIKE: Final = 0.45
"""Likeness to the central text from which an original's opening gives the claim its words."""
PLAIN_SHARED: Final = 0.35
"""Share of a headline's words, names aside, that the claim must have: one firm does many things."""
_DATELINE: Final = re.compile(
    r"^(?:[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3})(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?\s*(?:\([^()]{1,40}\))?\s*[-–—]+\s+(?=\S)"
)
"""Where and when a report was written and by whom: "SKERRO, May 14 (Wire) - "."""


def central_text(sheets: Mapping[str, Sheet]) -> str:
    """Return the opening sentence, or the statement in one, in which most of the articles find what they open with."""
    centre = centre_of(sheets)
    candidates = {wording.text: (wording, place) for _, place, wording in _candidates(sheets)}
    central = sorted(candidates.values(), key=lambda one: (-_centrality(one[0], centre), one[0].text))[:CANDIDATES]
    openings = [
        [
            (found, sum(found.values()))
            for sentence in sheets[article].sentences[:LEAD_SENTENCES]
            if (found := weighed(sentence.all, centre))
        ]
        for article in sorted(sheets)[:OPENINGS]
    ]
    scored = [(-_agreement(weighed(one, centre), openings) * _fitness(one, place), one.text) for one, place in central]
    return min(scored)[1] if scored else ""


def worded(text: str, sheets: Mapping[str, Sheet], originals: Sequence[str]) -> str:
    """Return the words that show the main claim: the opening, as like ``text`` as can be, of the first original that says the same.

    ``originals`` are articles (ids) in the order of time. Without such an opening it is ``text``; a dateline is left out.
    """
    main = wording_of(without_dateline(text))
    openings: dict[str, list[tuple[int, Wording]]] = {}
    for article, place, wording in _candidates(sheets):
        openings.setdefault(article, []).append((place, wording))
    for article in originals:
        saying = [
            (-likeness(main, one) * _fitness(one, place) * _plainness(one), one.text)
            for place, one in openings.get(article, ())
            if relation_of(main, one) == "same" and likeness(main, one) >= WORDED_ALIKE
            and is_negative(one.text) == is_negative(main.text) and not one.has("denial") and _is_whole(one)
        ]  # fmt: skip
        if saying:
            return without_dateline(min(saying)[1])
    return main.text


def _plainness(wording: Wording) -> float:
    """Return what a text counts as the words of a claim: less where it says who said it, hedges or cries out."""
    return (_SAID if wording.has("credit", "hedge") else 1.0) * (_SAID if "!" in wording.text else 1.0)


def _is_whole(wording: Wording) -> bool:
    """Return whether a text can stand alone: it begins no clause, and every bracket in it is closed."""
    return wording.words[0] not in match_words("fragment") and wording.text.count("(") == wording.text.count(")")


def says_plainly(main: Wording, one: Wording) -> bool | None:
    """Return whether a headline says the main claim in its outlet's own voice (True), that it is not so (False), or neither (None)."""
    if len(one.words) < FEWEST_WORDS_IN_MAIN or one.text.rstrip("\"”’' ").endswith("?"):
        return None
    if one.has("credit", "hedge", "denial", "debunk", "doubt"):
        return None
    relation = relation_of(main, one)
    names = main.names | one.names
    plain = {term: weight for term, weight in one.terms.items() if term not in names}
    shared = sum(weight for term, weight in plain.items() if term in main.terms)
    if relation is None or likeness(main, one) < WORDED_ALIKE or shared < PLAIN_SHARED * sum(plain.values()):
        return None
    return relation == "same" and is_negative(one.text) == is_negative(main.text)


def without_dateline(text: str) -> str:
    """Return a text without the place, day and agency that stand before its first sentence."""
    return _DATELINE.sub("", text, count=1)


def _candidates(sheets: Mapping[str, Sheet]) -> Iterator[tuple[str, int, Wording]]:
    """Yield the opening sentences and the statements in them, with the article and the place; the last place of a text counts least."""
    for article in sorted(sheets):
        sheet = sheets[article]
        for place in range(min(LEAD_SENTENCES, len(sheet.sentences)) - 1, -1, -1):
            sentence = sheet.sentences[place].all
            for wording in (sentence, *(one for _, one in sheet.said if one.text in sentence.text)):
                if len(wording.words) >= FEWEST_WORDS_IN_MAIN:
                    yield article, place, wording


def centre_of(sheets: Mapping[str, Sheet]) -> dict[str, float]:
    """Return the words that several articles open with, by the share of articles that have them and by how rare they are at large."""
    counts: Counter[str] = Counter()
    for sheet in sheets.values():
        counts.update({term for sentence in sheet.sentences[:LEAD_SENTENCES] for term in sentence.all.terms})
    return {
        term: (count / len(sheets)) ** _COMMON * rarity(term)
        for term, count in sorted(counts.items())
        if count > 1 or len(sheets) == 1
    }


def weighed(wording: Wording, centre: Mapping[str, float]) -> dict[str, float]:
    """Return the words of a text that several articles open with, with what they weigh there."""
    return {term: centre[term] for term in sorted(wording.terms) if term in centre}


def _centrality(wording: Wording, centre: Mapping[str, float]) -> float:
    """Return how much of what the articles open with stands in a text, to its length."""
    return sum(centre.get(term, 0.0) for term in sorted(wording.terms)) / _length(wording)


def _length(wording: Wording) -> float:
    return float((_LONG_ENOUGH + len(wording.words)) ** _BREVITY)


def _agreement(one: Mapping[str, float], openings: Sequence[Sequence[tuple[Mapping[str, float], float]]]) -> float:
    """Return in how many articles, as a sum of shares, the opening sentence most like a text is found again in it.

    ``openings`` has for each article the words of its opening sentences with their weights, and the sum of these.
    """
    total = 0.0
    for sentences in openings:
        shares = [sum([weight for term, weight in other.items() if term in one]) / every for other, every in sentences]
        total += max(shares, default=0.0)
    return total


def _fitness(wording: Wording, place: int) -> float:
    """Return how well a text stands for what happened: early, short, affirmed, not asked, and no mere continuation of another."""
    fitness = (1 - _LATER * place) / _length(wording)
    if wording.text.endswith("?") or wording.has("denial", "debunk"):
        fitness *= _NOT_AFFIRMED
    if wording.turned:
        fitness *= _NEGATIVE
    return fitness * (_CONTINUING if wording.words[0] in match_words("link") else 1.0)
