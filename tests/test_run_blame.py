from __future__ import annotations

import errno
from pathlib import Path

import pytest

from onrecord.errors import UsageError, WeightsError
from onrecord.run.blame import Blame, Failure
from onrecord.run.child import fatal_of, in_words
from onrecord.run.work import Done, FatalError, Limits, Reason, Task

TASK = Task("t", "payload")


def outcomes(*failures: Failure, tries: int = 2) -> list[Task | Done]:
    """Return what is decided after each failure; a task is tried with what was decided before."""
    blame, task, decided = Blame(Limits(tries=tries)), TASK, []
    for failure in failures:
        after = blame.after(task, failure)
        decided.append(after)
        task = after if isinstance(after, Task) else task
    return decided


def at(place: int, reason: Reason | None = "crashed", **more: bool) -> Failure:
    return Failure("it ended", reason, place, "page", **more)


@pytest.mark.parametrize(
    ("reason", "told"), [("crashed", "crashed"), ("memory", "memory"), ("time", "time"), (None, "crashed")]
)
def test_blame_leaves_a_part_out_after_its_second_failure_for_the_last_reason(
    reason: Reason | None, told: Reason
) -> None:
    first, second = outcomes(at(3), at(3, reason))
    assert first == Task("t", "payload", {}, careful=True)
    assert second == Task("t", "payload", {3: told}, careful=True)


def test_blame_counts_each_part_for_itself() -> None:
    *_, fourth, fifth = outcomes(at(1), at(2), at(3), at(2), at(1))
    assert isinstance(fourth, Task)
    assert fourth.skip == {2: "crashed"}
    assert isinstance(fifth, Task)
    assert fifth.skip == {1: "crashed", 2: "crashed"}


def test_blame_counts_half_what_others_did() -> None:
    decided = outcomes(at(1, outside=True), at(1, outside=True), at(1), at(2, outside=True))
    assert [one.skip for one in decided if isinstance(one, Task)] == [{}, {}, {1: "crashed"}, {1: "crashed"}]


def test_blame_fails_a_task_that_no_part_is_to_blame_for() -> None:
    first, second = outcomes(at(-1), at(-7))
    assert isinstance(first, Task)
    assert second == Done(first, None, "it ended")


def test_blame_holds_errors_of_files_against_no_part() -> None:
    *_, last = outcomes(at(1, None, system=True), at(2, None, system=True), at(2, None, system=True), tries=3)
    assert isinstance(last, Done)
    assert last.task.skip == {}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "there is no room left on the disk; make room, then"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "a/b"), "there is no room left on the disk for a/b; make room"),
        (RuntimeError("IO Error: could not write: No space left on device"), "there is no room left on the disk; make"),
        (WeightsError(Path("w"), "gone"), "the reader's weights in w can't be used"),
        (FatalError("stop"), "stop"),
    ],
)
def test_fatal_is_what_no_task_could_do_better(error: Exception, says: str) -> None:
    found = fatal_of(error)
    assert found is not None
    assert str(found).startswith(says)


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "no"), UsageError("no"), ValueError("no space")])
def test_fatal_is_nothing_else(error: Exception) -> None:
    assert fatal_of(error) is None


def test_errors_are_told_on_one_line() -> None:
    assert in_words(ValueError("two\n  lines")) == "ValueError: two lines"
