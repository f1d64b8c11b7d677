"""How sure a source is of what it is said to have said, and whether it denies it, in 200 invented sentences.

``tests/commitments.json`` holds ``text`` (a sentence), the exact words of its ``cue`` and ``content``, and the ``certainty`` and
``polarity`` of what is said, as ``tests/records/README.md`` tells them apart. The source is the one that the reader finds for these
words, if any. ``python tests/test_commitments.py`` prints a table and every error.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribute.quotations import quotations
from onrecord.model.reader import shipped
from onrecord.model.resolver import Ranges
from onrecord.resolve.commitment import commitment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.model.reader import Reading

Range = tuple[int, int]

CASES = json.loads((Path(__file__).with_name("commitments.json")).read_text("utf-8"))
FEWEST = 200

CERTAINTY = 0.78
"""Floor of the share of sentences with the right certainty; raise it to what is measured."""
POLARITY = 0.94
"""Floor of the share of sentences with the right polarity; raise it to what is measured."""
EACH = 0.56
"""Floor of the share of right answers among the sentences of any one certainty with its polarity; raise it to what is measured."""


class Case(NamedTuple):
    """A sentence with its cue, what should be said of it, and what is: certainty and polarity."""

    text: str
    cue: str
    wanted: tuple[str, str]
    given: tuple[str, str]


def source_of(reading: Reading, held: Range) -> Sequence[Range]:
    """Return the source that the reader gives the attribution whose content shares most with the words ``held``."""
    shared = [
        (sum(min(b, held[1]) - max(a, held[0]) for a, b in one.content if a < held[1] and held[0] < b), one.source)
        for one in reading.attributions
    ]
    most, source = max(shared, key=lambda pair: pair[0], default=(0, ()))
    return source if most else ()


def read(text: str, cue: str, content: str) -> tuple[str, str]:
    """Return certainty and polarity that the shipped resolver gives a statement whose words are known."""
    reader = shipped()
    quoted = [(quotation.start, quotation.end) for quotation in quotations(text, 0, len(text))]
    reading = reader.read(text, [(0, len(text))], [quoted])
    said, held = ((text.index(part), text.index(part) + len(part)) for part in (cue, content))
    ranges = Ranges(source_of(reading, held), [said], [held])
    certainties, negatives = reader.resolver.commitments(reading.words, [ranges])
    return commitment_of(text, [said], certainties[0].tolist(), float(negatives[0]))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(
        Case(c["text"], c["cue"], (c["certainty"], c["polarity"]), read(c["text"], c["cue"], c["content"]))
        for c in CASES
    )


def share(part: int) -> float:
    return sum(case.wanted[part] == case.given[part] for case in cases()) / len(cases())


def test_commitments_words_stand_in_their_sentences_once() -> None:
    assert len(CASES) >= FEWEST
    assert all(case["text"].count(case[part]) == 1 for case in CASES for part in ("cue", "content"))


def test_commitments_certainty_is_right() -> None:
    assert share(0) >= CERTAINTY


def test_commitments_polarity_is_right() -> None:
    assert share(1) >= POLARITY


def test_commitments_no_kind_of_commitment_is_lost() -> None:
    wanted, right = Counter(case.wanted for case in cases()), Counter(c.wanted for c in cases() if c.wanted == c.given)
    assert {
        commitment: right[commitment] / count
        for commitment, count in wanted.items()
        if right[commitment] < EACH * count
    } == {}


def test_commitments_a_negated_word_of_the_list_says_whether_it_denies() -> None:
    sure = [0.01, 0.01, 0.0, 0.98]
    for text, cue, wanted, negative in (
        ("The agent did not expect a sale.", "did not expect", "negative", 0.01),
        ("The mayor wouldn’t rule out a toll.", "wouldn’t rule out", "positive", 0.99),
    ):
        start = text.index(cue)
        assert commitment_of(text, [(start, start + len(cue))], sure, negative)[1] == wanted


def table() -> Iterator[str]:
    wanted, right = Counter(case.wanted for case in cases()), Counter(c.wanted for c in cases() if c.wanted == c.given)
    for commitment, count in sorted(wanted.items()):
        yield f"{' '.join(commitment):22}{count:5}{right[commitment]:5}{right[commitment] / count:8.3f}"
    yield f"certainty {share(0):.3f}  polarity {share(1):.3f}"
    for case in cases():
        if case.wanted != case.given:
            yield f"{' '.join(case.wanted)} read as {' '.join(case.given)}: {case.cue} | {case.text}"


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(line + "\n")
