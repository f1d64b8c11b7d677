"""Amounts of memory and shares, as the commands of an archive take them."""

from __future__ import annotations

import click
import pytest

from onrecord.commands.options import Memory, Share

IN_MEGABYTES, IN_GIGABYTES = Memory(least=500_000_000, why="a worker needs"), Memory(least=1, why="it needs", bare="gb")


@pytest.mark.parametrize(
    ("given", "means"),
    [("2GB", 2e9), ("1500MB", 1.5e9), ("1.5 gb", 1.5e9), ("2000", 2e9), ("700m", 7e8), ("0.6GB", 6e8)],
)
def test_memory_is_given_with_a_unit_or_in_megabytes(given: str, means: float) -> None:
    assert IN_MEGABYTES.convert(given, None, None) == means


@pytest.mark.parametrize(("given", "means"), [("2", 2e9), ("0.5", 5e8), (".5", 5e8), ("1500MB", 1.5e9), ("2GB", 2e9)])
def test_memory_of_a_query_is_in_gigabytes_where_no_unit_is_said(given: str, means: float) -> None:
    assert IN_GIGABYTES.convert(given, None, None) == means


@pytest.mark.parametrize("given", ["", "GB", "lots", "-2GB", "1e9", "2 G B", "100MB", "499", "2GiB"])
def test_memory_that_is_none_or_too_little_is_refused(given: str) -> None:
    with pytest.raises(click.BadParameter, match=r"as 1500MB or 2GB|too little: a worker needs 500MB"):
        IN_MEGABYTES.convert(given, None, None)


@pytest.mark.parametrize(
    ("given", "means"), [("1%", 0.01), ("0.01", 0.01), ("100 %", 1.0), ("1", 1.0), ("0.5%", 0.005)]
)
def test_shares_are_given_as_numbers_or_in_percent(given: str, means: float) -> None:
    assert Share().convert(given, None, None) == pytest.approx(means)


@pytest.mark.parametrize("given", ["", "%", "few", "1%%"])
def test_shares_that_are_none_are_refused(given: str) -> None:
    with pytest.raises(click.BadParameter, match=r"give it as 0\.01 or 1%"):
        Share().convert(given, None, None)
