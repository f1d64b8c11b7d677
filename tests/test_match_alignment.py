"""Articles are laid beside one another all at once; each pair comes out to the last bit as it does when it is worked out alone, word by word."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from match_readings import reading

from onrecord.match import alignment, copies
from onrecord.match.alignment import ALIKE, SAME, SAME_QUOTATION, Aligned, Batch, aligned
from onrecord.match.copies import BORROWED, copies_of, copying
from onrecord.match.pairs import SAME as SAME_CLAIM
from onrecord.match.pairs import excluded, opposed, probability, relation_of
from onrecord.match.sentences import Sentence, sentences_of
from onrecord.match.wording import wording_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from onrecord.records import Reading

WORDS = """
goat melon rail ferry harbour council bakery walrus wedding spokesman engineer Tuesday Ostrey Moss 40 12 the a of was said had and not crane brass parade
embankment orchard lantern quarrel vicar trombone gravel
""".split()  # noqa: SIM905  # easier to read


def chance_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # chance that invents articles keeps no secret


def invented(chance: Random, many: int, words_of: Sequence[str] = WORDS) -> list[str]:
    """Return paragraphs, some of them quotations."""
    made: list[str] = []
    for _ in range(many):
        words = chance.choices(words_of, k=chance.randint(4, 14))
        text = " ".join(words).capitalize() + "."
        made.append(f"“{text}”" if chance.random() < 0.2 else text)
    return made


def story(seed: int, articles: int, words: Sequence[str] = WORDS) -> list[Reading]:
    """Return articles of which many have sentences of one another, word for word or with words left out."""
    chance = chance_of(seed)
    common = invented(chance, 12, words)
    found = []
    for number in range(articles):
        taken = [text for text in common if chance.random() < 0.5]
        cut = [" ".join(word for word in text.split() if chance.random() < 0.9) for text in taken]
        found.append(reading(f"{seed}-{number:02}", *(cut + invented(chance, chance.randint(1, 6), words))))
    return found


def plainly(a: Sequence[Sentence], b: Sequence[Sentence]) -> Aligned:
    """Lay two articles side by side as the docstrings say, a pair of sentences after the other."""
    common: dict[tuple[int, int], float] = defaultdict(float)
    for i, one in enumerate(a):
        for word, weight in one.weights.items():
            for j, other in enumerate(b):
                if word in other.weights:
                    common[i, j] += min(weight, other.weights[word])
    dice = {(i, j): 2 * weight / (a[i].weight + b[j].weight) for (i, j), weight in common.items()}
    own_a, own_b = [one.own for one in a], [one.own for one in b]
    best_a, best_b = [0.0] * len(a), [0.0] * len(b)
    for (i, j), value in dice.items():
        best_a[i], best_b[j] = max(best_a[i], value), max(best_b[j], value)
        if value >= SAME_QUOTATION:
            own_a[i], own_b[j] = min(own_a[i], b[j].own), min(own_b[j], a[i].own)
    worth = {(i, j): common[i, j] * min(own_a[i], own_b[j]) for (i, j), value in dice.items() if value >= ALIKE}
    steps, matched = in_order(len(a), len(b), worth)
    shares = (sum(value >= SAME for value in best_a) / len(a), sum(value >= SAME for value in best_b) / len(b))
    pairs = tuple((i, j, dice[i, j]) for i, j in steps)
    all_a = sum(one.weight * own for one, own in zip(a, own_a, strict=True))
    all_b = sum(one.weight * own for one, own in zip(b, own_b, strict=True))
    if not min(all_a, all_b):
        return Aligned(pairs, 0.0, shares)
    close_a = sum(value * one.weight * own for value, one, own in zip(best_a, a, own_a, strict=True)) / all_a
    close_b = sum(value * one.weight * own for value, one, own in zip(best_b, b, own_b, strict=True)) / all_b
    return Aligned(pairs, (matched / min(all_a, all_b) + max(close_a, close_b)) / 2, shares)


def in_order(many: int, others: int, worth: dict[tuple[int, int], float]) -> tuple[list[tuple[int, int]], float]:
    """Return the longest common subsequence by weight, cell by cell."""
    table = [[0.0] * (others + 1) for _ in range(many + 1)]
    for i in range(many):
        for j in range(others):
            table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j], table[i][j] + worth.get((i, j), 0.0))
    steps, i, j = list[tuple[int, int]](), many, others
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            steps.append((i, j))
    return steps[::-1], table[-1][-1]


def texts_of(readings: Sequence[Reading]) -> list[tuple[Sentence, ...]]:
    return [sentences_of(one.article) for one in readings if one.article is not None]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_pair_of_a_batch_is_aligned_as_it_is_alone(seed: int) -> None:
    texts = texts_of(story(seed, 6))
    batch = Batch(texts)
    for one in range(len(texts)):
        others = list(range(one + 1, len(texts)))
        found = dict(batch.beside(one, others))
        assert list(found) == others
        for other in others:
            assert found[other] == plainly(texts[one], texts[other]) == aligned(texts[one], texts[other])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), least=st.sampled_from((0.05, 0.2, BORROWED, 0.8)))
def test_the_bound_leaves_out_no_pair_that_borrowed_enough(seed: int, least: float) -> None:
    texts = texts_of(story(seed, 6))
    batch = Batch(texts)
    for one in range(len(texts)):
        others = range(one + 1, len(texts))
        enough = {other for other in others if plainly(texts[one], texts[other]).borrowed >= least}
        assert enough <= dict(batch.beside(one, others, least)).keys()


def test_the_bound_leaves_out_most_pairs_that_did_not() -> None:
    own_words = [[f"{word}{n}" if at % 3 else word for at, word in enumerate(WORDS)] for n in range(12)]
    texts = texts_of([reading(f"a{n}", *invented(chance_of(n), 12, own_words[n])) for n in range(12)])
    batch = Batch(texts)
    left = sum(len(list(batch.beside(one, range(one + 1, 12), BORROWED))) for one in range(12))
    assert left < 12 * 11 / 2 / 3


def test_only_some_of_the_later_articles_can_be_asked_for() -> None:
    texts = texts_of(story(5, 8))
    found = dict(Batch(texts).beside(1, [3, 6]))
    assert found == {3: plainly(texts[1], texts[3]), 6: plainly(texts[1], texts[6])}
    assert list(Batch(texts).beside(7, [])) == []


def test_a_large_batch_is_taken_in_turns_and_comes_out_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_of(story(7, 9))
    whole = list(Batch(texts).beside(0, [2, 3, 4, 6, 7, 8]))
    for cells in (1, 3 * len(texts[0]) * len(texts[3])):
        monkeypatch.setattr(alignment, "_CELLS", cells)
        assert list(Batch(texts).beside(0, [2, 3, 4, 6, 7, 8])) == whole
    assert [other for other, _ in whole] == [2, 3, 4, 6, 7, 8]


def test_an_article_that_is_all_quotation_has_borrowed_nothing() -> None:
    said = "“We shall never again drive goats along the old embankment, whatever the almanac tells us.”"
    texts = texts_of([reading("a", said), reading("b", said)])
    assert aligned(*texts).borrowed == 0.0
    assert list(Batch(texts).beside(0, [1], BORROWED)) == []


def test_a_large_batch_finds_the_copies_that_all_its_pairs_show(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [*story(11, 18), *story(12, 18, [f"{word}ley" for word in WORDS])]
    found = copies_of(readings)  # through candidates
    assert {one.copy[:2] for one in found} == {"11", "12"}
    by_id = {one.article.id: one for one in readings if one.article}
    assert all(copying(by_id[one.copy], by_id[one.original]) is not None for one in found)
    monkeypatch.setattr(copies, "_AT_ONCE", 3)
    assert copies_of(readings[::-1]) == found
    monkeypatch.setattr(copies, "_SMALL_BATCH", len(readings))
    assert copies_of(readings) == found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_says_the_same_is_told_as_by_the_whole_probability(seed: int) -> None:
    chance = chance_of(seed)
    one, other = (wording_of(text) for text in (invented(chance, 1)[0], invented(chance, 1)[0]))
    close = wording_of(" ".join(word for word in one.text.split() if chance.random() < 0.8))
    for text in (other, close):
        likely = probability(one, text)
        same = not excluded(one, text) and likely >= SAME_CLAIM and (not opposed(one, text) or likely >= 0.7)
        assert (relation_of(one, text) is not None) == same
