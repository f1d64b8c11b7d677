"""The figures of coreference in ``evaluation/conll.py`` against published examples."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

CONLL = Path(__file__).parents[1] / "evaluation" / "conll.py"


def _conll() -> Any:
    spec = importlib.util.spec_from_file_location("conll", CONLL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


conll = _conll()
METRICS = (conll.muc, conll.b_cubed, conll.ceaf_e)

# Luo, On Coreference Resolution Performance Metrics (HLT/EMNLP 2005), figures 1 and table 1: four answers to one truth, and their
# F of MUC, B3 and entity-based CEAF.
TRUTH = ["abcde", "fg", "hijkl"]
LUO = [
    (["abcde", "fghijkl"], (94.7, 86.5, 73.3)),
    (["abcdehijkl", "fg"], (94.7, 73.7, 66.7)),
    (["abcdefghijkl"], (90.0, 54.5, 29.4)),
    (list("abcdefghijkl"), (0.0, 40.0, 17.8)),
]

# Pradhan et al., Scoring Coreference Partitions of Predicted Mentions (ACL 2014), section 4.3: mentions that only one side has.
KEY, RESPONSE = ["abc", "defg"], ["ab", "cd", "fghi"]
PRADHAN = [(conll.muc, 0.40, 0.40), (conll.b_cubed, 0.42, 0.50), (conll.ceaf_e, 0.65, 0.43)]

PARTITIONS = st.lists(st.integers(0, 5), min_size=2, max_size=12)


@pytest.mark.parametrize(("answer", "figures"), LUO)
def test_conll_figures_are_those_of_luo(answer: list[str], figures: tuple[float, ...]) -> None:
    assert tuple(round(100 * metric(TRUTH, answer).f1(), 1) for metric in METRICS) == figures


@pytest.mark.parametrize(("metric", "recall", "precision"), PRADHAN)
def test_conll_figures_are_those_of_pradhan(metric: Any, recall: float, precision: float) -> None:
    counts = metric(KEY, RESPONSE)
    assert round(counts.recalled / counts.wanted, 2) == recall
    assert round(counts.precise / counts.given, 2) == precision


def test_conll_counts_of_texts_are_added_before_they_are_divided() -> None:
    both = conll.muc(["abcde"], ["abcde"]).plus(conll.muc(["xy"], []))
    assert (both.recalled, both.wanted, both.precise, both.given) == (4, 5, 4, 4)
    assert both.f1() == pytest.approx(8 / 9)


def test_conll_nothing_found_is_zero_and_no_error() -> None:
    assert [metric(TRUTH, []).f1() for metric in METRICS] == [0, 0, 0]
    assert [metric([], TRUTH).f1() for metric in METRICS] == [0, 0, 0]


def _clusters(numbers: list[int]) -> list[list[int]]:
    by_number: dict[int, list[int]] = {}
    for mention, number in enumerate(numbers):
        by_number.setdefault(number, []).append(mention)
    return list(by_number.values())


@given(PARTITIONS, PARTITIONS)
def test_conll_figures_stay_between_nothing_and_all_and_are_the_same_either_way(
    one: list[int], other: list[int]
) -> None:
    for metric in METRICS:
        figure = metric(_clusters(one), _clusters(other)).f1()
        assert 0 <= figure <= 1 + 1e-9
        assert figure == pytest.approx(metric(_clusters(other), _clusters(one)).f1())
        if metric is not conll.muc:  # which counts links alone, and single mentions have none
            assert metric(_clusters(one), _clusters(one)).f1() == pytest.approx(1)


@given(st.data())
def test_conll_pairs_are_worth_the_most(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    values = data.draw(st.lists(st.floats(0, 1, width=16), min_size=rows * columns, max_size=rows * columns))
    worth = np.array(values).reshape(rows, columns)
    wide = worth if rows <= columns else worth.T
    choices = itertools.permutations(range(wide.shape[1]), wide.shape[0])
    most = max(sum(wide[row, column] for row, column in enumerate(choice)) for choice in choices)
    pairs = conll.best_pairs(worth)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs) == min(rows, columns)
    assert sum(worth[pair] for pair in pairs) == pytest.approx(most)
