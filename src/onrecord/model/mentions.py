"""Candidate mentions and what their words tell of two of them: the part of coreference that needs no learning.

Mentions are runs of words. Everything is arrays over all mentions of a text, so that a long article costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from onrecord.model.words import Word

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

FORMS: dict[str, frozenset[str]] = {
    "he": frozenset({"he", "him", "his", "himself"}),
    "she": frozenset({"she", "her", "hers", "herself"}),
    "it": frozenset({"it", "its", "itself"}),
    "they": frozenset({"they", "them", "their", "theirs", "themselves", "themself"}),
    "i": frozenset({"i", "me", "my", "mine", "myself"}),
    "we": frozenset({"we", "us", "our", "ours", "ourselves"}),
    "you": frozenset({"you", "your", "yours", "yourself", "yourselves"}),
    "relative": frozenset({"who", "whom", "whose", "which"}),
    "this": frozenset({"this", "that", "these", "those", "here", "there", "then"}),
}
"""Pronouns by what they agree with: a closed class (Quirk et al., A Comprehensive Grammar of English, 6.1-6.13)."""
SHAPES = (*FORMS, "name", "definite", "indefinite", "possessive", "demonstrative", "bare", "number")
"""What a mention is by its first words or its capitals."""
NAME = SHAPES.index("name")
_PRONOUNS = {word: number for number, form in enumerate(FORMS) for word in FORMS[form]}
_ARTICLES = {"the": "definite", "a": "indefinite", "an": "indefinite", "another": "indefinite", "some": "indefinite"}
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those", "such"})
_POSSESSIVES = frozenset({"my", "your", "his", "her", "its", "our", "their", "whose"})
_DETERMINED = dict.fromkeys(_DEMONSTRATIVES, "demonstrative") | _ARTICLES | dict.fromkeys(_POSSESSIVES, "possessive")
"""What a phrase is by its first word."""
_NUMBERS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "many", "several", "most", "all", "both"}
)  # fmt: skip
_AFTER_HEAD = frozenset(
    {
        "of", "in", "for", "at", "from", "with", "to", "on", "by", "who", "whom", "whose", "which", "that", "where", "when", "about",
        "as", "into", "over", "under", "near", "between", "against", "during", "after", "before", "than", "and", "or",
    }
)  # fmt: skip
"""Words that end the part of a noun phrase that holds its head."""
_PLURALS = frozenset(
    {"people", "men", "women", "children", "police", "both", "staff", "couple", "pair", "twins", "they", "we"}
)
_FEMALE = frozenset(
    {
        "she", "her", "hers", "herself", "woman", "girl", "lady", "mother", "mum", "mom", "wife", "daughter", "sister", "widow", "aunt",
        "grandmother", "girlfriend", "actress", "queen", "princess", "mrs", "ms", "miss", "dame", "spokeswoman", "congresswoman",
        "chairwoman", "businesswoman", "niece", "bride", "fiancée", "duchess", "baroness", "waitress", "heroine", "ex-wife",
    }
)  # fmt: skip
_MALE = frozenset(
    {
        "he", "him", "his", "himself", "man", "boy", "gentleman", "father", "dad", "husband", "son", "brother", "widower", "uncle",
        "grandfather", "boyfriend", "actor", "king", "prince", "mr", "sir", "lord", "spokesman", "congressman", "chairman", "businessman",
        "nephew", "groom", "fiancé", "duke", "baron", "waiter", "ex-husband", "monk", "priest",
    }
)  # fmt: skip
FEMALE, MALE, NEUTER = 1, 2, 3
SINGULAR, PLURAL = 1, 2
LONGEST_MENTION = 24
"""Words; 2 of 100 mentions of OntoGUM are longer, most of them whole clauses."""
PERSON = 1
"""``names`` holds 0 for no name, else the number of the kind in ``heads.NAMES`` plus 1; persons come first there."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """m candidates in the order of the text, each array (m,); ``first``, ``last`` (included) and ``heads`` are words.

    ``shape`` is an index of ``SHAPES``; ``string``, ``head``, ``end`` are numbers of equal strings; ``gender``, ``number`` are 0 where
    unknown; ``sentence``, ``paragraph``, ``quoted`` (0 or 1), ``name`` (kind of a name at its head); ``within`` (u, u): share of the words
    of string i that string j holds; ``initials`` (u, u): whether string i is made of the first letters of string j.
    """

    first: Ints
    last: Ints
    heads: Ints
    shape: Ints
    string: Ints
    head: Ints
    end: Ints
    gender: Ints
    number: Ints
    sentence: Ints
    paragraph: Ints
    quoted: Ints
    name: Ints
    opens: Ints
    within: Floats
    initials: Floats


def lowered(word: str) -> str:
    """Return a word in lower case, with straight apostrophes, without the ending of the possessive or a verb contracted to a pronoun."""
    lower = word.lower().replace("’", "'")
    pronoun = _CONTRACTED.fullmatch(lower)
    if pronoun is not None:
        return pronoun[1]
    return lower[:-2] if lower.endswith("'s") and len(lower) > 2 else lower


_CONTRACTED = re.compile(r"(i|you|he|she|it|we|they|who)'(?:m|re|ve|d|ll)")
"""A pronoun with a verb that is contracted to it; "'s" is taken off any word."""


def head_of(lower: Sequence[str]) -> int:
    """Return which of the words of a noun phrase is its head, by position: "spokesman" of "a spokesman for Acme"."""
    for index, word in enumerate(lower):
        if index and (word in _AFTER_HEAD or (not word[0].isalnum() and word != ".")):  # "Gen. Ada Moss"
            return index - 1
    return len(lower) - 1


def shape_of(lower: Sequence[str], head: int, head_case: int, name: int) -> int:
    """Return the index in ``SHAPES`` of a phrase; ``head`` as from ``head_of``, with its case (see ``words.CASES``) and kind of name."""
    first = lower[0]
    if len(lower) == 1 and first in _PRONOUNS:
        return _PRONOUNS[first]
    if name or head_case in {2, 3} or (head_case == 1 and head):
        return NAME
    if first in _NUMBERS or first[0].isdigit():
        return SHAPES.index("number")
    return SHAPES.index(_DETERMINED.get(first, "bare"))


def mentions_at(  # noqa: PLR0913 - arrays by word, named at the call
    first: Ints, last: Ints, *, words: Sequence[Word], lower: Sequence[str], sentences: Ints, names: Ints
) -> Mentions:
    """Describe the runs of words from ``first`` to ``last``; ``sentences`` and ``names`` (w,) are by word."""
    strings: dict[tuple[str, ...], int] = {}
    tokens: dict[str, int] = {}
    rows = [_described(a, b, words, lower, names) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    string = np.array([strings.setdefault(row[1], len(strings)) for row in rows], np.int64)
    head = np.array([tokens.setdefault(row[2], len(tokens)) for row in rows], np.int64)
    end = np.array([tokens.setdefault(row[3], len(tokens)) for row in rows], np.int64)
    within, initials = _compared(list(strings))
    return Mentions(
        first=first, last=last, heads=np.array([row[7] for row in rows], np.int64), shape=np.array([row[0] for row in rows], np.int64), string=string, head=head, end=end,
        gender=np.array([row[4] for row in rows], np.int64), number=np.array([row[5] for row in rows], np.int64),
        sentence=sentences[first], paragraph=np.array([words[a].paragraph for a in first.tolist()], np.int64),
        quoted=np.array([int(words[a].quoted > 0) for a in first.tolist()], np.int64),
        name=np.array([row[6] for row in rows], np.int64),
        opens=np.array([int(a == 0 or sentences[a - 1] != sentences[a]) for a in first.tolist()], np.int64),
        within=within, initials=initials,
    )  # fmt: skip


def _described(
    first: int, last: int, words: Sequence[Word], lower: Sequence[str], names: Ints
) -> tuple[int, tuple[str, ...], str, str, int, int, int, int]:
    at = head_of(lower[first : last + 1])
    head = first + at
    shape = shape_of(lower[first : last + 1], at, words[head].case, int(names[head]))
    start = first + 1 if last > first and (lower[first] in _ARTICLES or lower[first] in _DEMONSTRATIVES) else first
    string = tuple(word for word in lower[start : last + 1] if word[0].isalnum()) or (lower[first],)
    name = int(names[head]) if shape == NAME else 0
    gender, number = _agreement(shape, lower[first : last + 1], lower[head], name)
    return shape, string, lower[head], lower[last], gender, number, name, head


def _agreement(shape: int, spoken: Sequence[str], head: str, name: int) -> tuple[int, int]:
    """Return gender and number, as far as the words tell."""
    form = SHAPES[shape]
    if form in FORMS:
        gender = {"he": MALE, "she": FEMALE, "it": NEUTER}.get(form, 0)
        number = {"he": SINGULAR, "she": SINGULAR, "it": SINGULAR, "we": PLURAL, "i": SINGULAR}.get(form, 0)
        return gender, number
    known = {word.rstrip(".") for word in (*spoken[:2], head)} - FORMS["he"] - FORMS["she"]
    gender = FEMALE if known & _FEMALE else MALE if known & _MALE else 0
    if "and" in spoken or head in _PLURALS:
        return gender, PLURAL
    if name or form == "name":
        return gender, SINGULAR if name == PERSON else 0
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return gender, PLURAL if plural else SINGULAR


def _compared(strings: list[tuple[str, ...]]) -> tuple[Floats, Floats]:
    """Compare each two of the strings by their words."""
    vocabulary: dict[str, int] = {}
    for string in strings:
        for word in string:
            vocabulary.setdefault(word, len(vocabulary))
    holds = np.zeros((len(strings), max(1, len(vocabulary))), np.float32)
    for index, string in enumerate(strings):
        holds[index, [vocabulary[word] for word in string]] = 1
    within = holds @ holds.T / np.maximum(holds.sum(1, keepdims=True), 1)
    initials = np.zeros((len(strings), len(strings)), np.float32)
    short = {
        "".join(word[0] for word in string if word not in _AFTER_HEAD): j
        for j, string in enumerate(strings)
        if len(string) > 1
    }
    for index, string in enumerate(strings):
        letters = string[0].replace(".", "") if len(string) == 1 else ""
        if len(letters) > 1 and letters in short:
            initials[index, short[letters]] = initials[short[letters], index] = 1
    return within.astype(np.float32), initials


FEATURES = 34
"""Numbers that ``compared`` gives of a pair."""
_STEPS = (1, 2, 3, 5, 8, 13, 21, 40, 80)
"""Bounds of the buckets of the distance in mentions."""


def compared(mentions: Mentions, earlier: Ints, later: Ints) -> Floats:
    """Return the features (p, ``FEATURES``) of p pairs of mentions, an earlier and a later one."""
    m = mentions
    a, b = _Side.of(m, earlier), _Side.of(m, later)
    words = ~a.pronoun & ~b.pronoun
    sentences, paragraphs = b.sentence - a.sentence, b.paragraph - a.paragraph
    within = m.within[b.string, a.string]
    same_shape = a.shape == b.shape
    columns = [
        (a.string == b.string) & words, (a.head == b.head) & words, (a.end == b.end) & words, (within == 1) & words,
        (m.within[a.string, b.string] == 1) & words, m.initials[a.string, b.string] > 0,
        sentences == 0, sentences == 1, sentences > 1, paragraphs == 0, paragraphs == 1,
        m.first[later] <= m.last[earlier], a.quoted, b.quoted, a.quoted == b.quoted, same_shape & a.pronoun, same_shape & (a.shape == NAME),
        *_agreeing(a.name, b.name), *_agreeing(a.gender, b.gender), *_agreeing(a.number, b.number),
        _person_and_thing(a, b), m.opens[earlier] == 1,
    ]  # fmt: skip
    away = np.searchsorted(np.array(_STEPS), later - earlier, side="left")
    columns += [away == step for step in range(1, len(_STEPS))]
    columns.append(within * words)
    # A row a feature: each is then written in one piece, and the product with the weights takes them as they are.
    found = np.empty((len(columns), len(earlier)), np.float32)
    for row, column in zip(found, columns, strict=True):
        row[:] = column
    return found.T


@dataclass(frozen=True, slots=True)
class _Side:
    """What is known of one side of p pairs, each array (p,), taken from the mentions once."""

    shape: Ints
    pronoun: NDArray[np.bool_]
    string: Ints
    head: Ints
    end: Ints
    sentence: Ints
    paragraph: Ints
    quoted: NDArray[np.bool_]
    name: Ints
    gender: Ints
    number: Ints

    @classmethod
    def of(cls, m: Mentions, at: Ints) -> _Side:
        shape = m.shape[at]
        return cls(
            shape, shape < len(FORMS), m.string[at], m.head[at], m.end[at], m.sentence[at], m.paragraph[at], m.quoted[at] == 1,
            m.name[at], m.gender[at], m.number[at],
        )  # fmt: skip


def _agreeing(earlier: Ints, later: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where both values are known and the same, and where they are known and differ."""
    known = (earlier > 0) & (later > 0)
    same = earlier == later
    return known & same, known & ~same


def _person_and_thing(a: _Side, b: _Side) -> NDArray[np.bool_]:
    """Return where one is a person's name or a he or she, and the other an "it" or the name of something else."""
    people = [(side.name == PERSON, (side.gender == FEMALE) | (side.gender == MALE)) for side in (a, b)]
    things = [(side.gender == NEUTER, side.name > PERSON) for side in (a, b)]
    found: NDArray[np.bool_] = (
        (people[0][0] & things[1][0]) | (things[0][0] & people[1][0]) | (things[0][1] & people[1][1]) | (people[0][1] & things[1][1])
    )  # fmt: skip
    return found
