"""The face of the library: its public names, and that each says what it does."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest

import onrecord


def test_public_names_are_sorted_and_exist() -> None:
    assert list(onrecord.__all__) == sorted(onrecord.__all__)
    assert all(hasattr(onrecord, name) for name in onrecord.__all__)


def test_public_names_the_readme_promises_are_there() -> None:
    assert {"Article", "Pipeline", "Settings", "Statement", "UnreadableError", "read"} <= set(onrecord.__all__)


@pytest.mark.parametrize("name", onrecord.__all__)
def test_public_names_are_documented(name: str) -> None:
    assert inspect.getdoc(getattr(onrecord, name))


def module_names() -> list[str]:
    return [name for _, name, _ in pkgutil.walk_packages(onrecord.__path__, "onrecord.") if "__main__" not in name]


@pytest.mark.parametrize("name", module_names())
def test_public_names_every_module_says_what_it_is_for(name: str) -> None:
    assert importlib.import_module(name).__doc__


STAGES = ("attribute", "read", "resolve", "match", "trace", "store", "export")
SHOWN_BY_EXPORT = {"match", "trace", "store"}
"""Export shows what these give, so it knows the shape of it."""


@pytest.mark.parametrize("stage", STAGES)
def test_public_names_a_stage_never_imports_its_neighbour(stage: str) -> None:
    neighbours = (
        {*STAGES, "ledger", "story", "commands"}
        - {stage}
        - (SHOWN_BY_EXPORT | {"ledger"} if stage == "export" else set())
    )
    for name in [name for name in module_names() if name.startswith(f"onrecord.{stage}")]:
        source = inspect.getsource(importlib.import_module(name))
        assert not any(re.search(rf"from onrecord\.{neighbour}\b", source) for neighbour in neighbours), name
