"""Candidates and their links, on chance weights: shapes, order, and work that grows with the length of the text alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from readings_by_hand import sentences_of, words_in

from onrecord.model import coreference
from onrecord.model.coreference import NEAREST, PAIRS_AT_ONCE, SHARE, Candidates, Seen, candidates, spans_of
from onrecord.model.mentions import FEATURES, LONGEST_MENTION, SHAPES, Mentions, compared
from onrecord.model.voices import ANTE, SPAN
from onrecord.model.words import case_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

HIDDEN = 7
TEXT = "Ada Moss came to Fennick, and “I left,” she said. The mill shut; it was hers.\n\nNobody saw Moss, who slept. "


def weights(seed: int = 0) -> dict[str, Floats]:
    chance = np.random.default_rng(seed)
    kinds = len(SHAPES)
    shapes: dict[str, tuple[int, ...]] = {
        "both": (SPAN, SPAN), "start": (SPAN,), "end": (SPAN,), "offset": (), "width": (LONGEST_MENTION,), "shape": (kinds,),
        "pair": (2 * ANTE, 2 * ANTE), "earlier": (kinds, HIDDEN), "later": (kinds, HIDDEN), "features.bias": (HIDDEN,),
        "features.weight": (FEATURES, HIDDEN), "out.weight": (HIDDEN,), "out.bias": (), "cross": (kinds, kinds),
    }  # fmt: skip
    return {f"coreference.{name}": np.asarray(chance.normal(size=shape), np.float32) for name, shape in shapes.items()}


def found_in(text: str, *, loaded: dict[str, Floats] | None = None, seed: int = 0) -> Candidates:
    words = words_in(text)
    chance = np.random.default_rng(seed)
    seen = Seen(
        chance.normal(size=(len(words), 2 * SPAN)).astype(np.float32),
        chance.normal(size=(len(words), 2 * ANTE)).astype(np.float32),
        sentences_of(text, words),
        np.zeros(len(words), np.int64),
    )
    return candidates(text, words, seen, loaded or weights())


def test_coreference_spans_stand_within_a_sentence_and_have_no_mark_at_an_end() -> None:
    words = words_in(TEXT)
    sentences = sentences_of(TEXT, words)
    first, last = spans_of(words, sentences)
    assert len(first) == len({*zip(first.tolist(), last.tolist(), strict=True)})
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        assert 0 <= b - a < LONGEST_MENTION
        assert sentences[a] == sentences[b]
        assert case_of(TEXT[words[a].start : words[a].end]) != 5 != case_of(TEXT[words[b].start : words[b].end])


def test_coreference_every_word_is_a_span_of_its_own_and_the_longest_ends_in_time() -> None:
    text = " ".join(["mill"] * (LONGEST_MENTION + 3))
    words = words_in(text)
    first, last = spans_of(words, sentences_of(text, words))
    widths = (last - first + 1).tolist()
    assert widths.count(1) == len(words)
    assert max(widths) == LONGEST_MENTION
    assert widths.count(LONGEST_MENTION) == 4


@pytest.mark.parametrize("text", ["", "“ … ! ” —", "Moss", "."])
def test_coreference_of_next_to_nothing_is_next_to_nothing(text: str) -> None:
    found = found_in(text)
    count = int(text == "Moss")
    assert (len(found.mentions.first), found.scores.shape, found.links.shape) == (count, (count,), (count, NEAREST))
    assert not np.isfinite(found.links).any()


def test_coreference_keeps_its_share_in_the_order_of_the_text() -> None:
    found = found_in(TEXT)
    count = len(found.mentions.first)
    assert count == int(SHARE * len(words_in(TEXT)))
    places = [*zip(found.mentions.first.tolist(), found.mentions.last.tolist(), strict=True)]
    assert all(a < b for a, b in pairwise(places))
    assert (found.scores.shape, found.links.shape) == ((count,), (count, NEAREST))
    assert {str(values.dtype) for values in (found.scores, found.links)} == {"float32"}


def test_coreference_keeps_the_likeliest_spans() -> None:
    text = "one two three four five six seven eight nine ten"
    loaded = {name: np.zeros_like(values) for name, values in weights().items()}
    loaded["coreference.width"][1] = 1
    found = found_in(text, loaded=loaded)
    assert (found.mentions.last - found.mentions.first).tolist() == [1, 1, 1]
    np.testing.assert_allclose(found.scores, 1)


@pytest.mark.xfail(
    strict=True, reason="only scores decide which candidates are kept, though the note on SHARE says otherwise"
)
def test_coreference_keeps_every_pronoun() -> None:
    text = "she saw the old mill of Fennick and the mayor of that town"
    loaded = {name: np.zeros_like(values) for name, values in weights().items()}
    loaded["coreference.width"][0] = -9
    found = found_in(text, loaded=loaded).mentions
    assert (0, 0) in zip(found.first.tolist(), found.last.tolist(), strict=True)


def test_coreference_links_only_to_earlier_ones() -> None:
    found = found_in(TEXT * 12)
    count = len(found.mentions.first)
    assert count > NEAREST
    for index in range(count):
        finite = np.isfinite(found.links[index])
        assert finite.sum() == min(index, NEAREST)
        assert finite[: min(index, NEAREST)].all()


def test_coreference_links_have_the_nearest_first() -> None:
    loaded = {name: np.zeros_like(values) for name, values in weights().items()}
    kinds = np.arange(len(SHAPES), dtype=np.float32)
    loaded["coreference.cross"] = np.repeat(
        kinds[:, None], len(SHAPES), axis=1
    )  # a link says which shape the earlier one has
    found = found_in(TEXT, loaded=loaded)
    shapes = found.mentions.shape.tolist()
    assert len(set(shapes)) > 2
    for index in range(len(shapes)):
        assert found.links[index, :index].tolist() == shapes[:index][::-1]


def test_coreference_link_scores_are_those_of_the_pair_and_of_both_mentions() -> None:
    loaded = {name: np.zeros_like(values) for name, values in weights().items()}
    loaded["coreference.shape"] = np.arange(len(SHAPES), dtype=np.float32)
    loaded["coreference.out.bias"] = np.asarray(0.5, np.float32)
    found = found_in(TEXT, loaded=loaded)
    for index in range(1, len(found.scores)):
        np.testing.assert_allclose(found.links[index, 0], found.scores[index] + found.scores[index - 1] + 0.5)


@pytest.mark.parametrize("times", [5, 10, 20])
def test_coreference_compares_pairs_that_grow_with_the_text_alone(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def counted(mentions: Mentions, earlier: Ints, later: Ints) -> Floats:
        sizes.append(len(earlier))
        return compared(mentions, earlier, later)

    monkeypatch.setattr(coreference, "compared", counted)
    found = found_in(TEXT * times)
    assert sum(sizes) <= len(found.mentions.first) * NEAREST
    assert max(sizes) <= PAIRS_AT_ONCE


def test_coreference_says_the_same_of_the_same_words() -> None:
    first, again = found_in(TEXT), found_in(TEXT)
    np.testing.assert_array_equal(first.links, again.links)
    np.testing.assert_array_equal(first.scores, again.scores)


def test_coreference_scores_in_parts_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found_in(TEXT * 3)
    monkeypatch.setattr(coreference, "PAIRS_AT_ONCE", 2 * NEAREST)
    parts = found_in(TEXT * 3)
    np.testing.assert_allclose(parts.links, whole.links, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(parts.scores, whole.scores, rtol=1e-4, atol=1e-3)
