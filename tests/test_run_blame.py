from __future__ import annotations

import errno
from pathlib import Path

import pytest

from onrecord.errors import DeviceError, UsageError, WeightsError
from onrecord.run.blame import KILLS, TASK_KILLS, Blame, Failure
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


def at(
    place: int, reason: Reason | None = "crashed", *, outside: bool = False, short: bool = False, system: bool = False
) -> Failure:
    return Failure("it ended", reason, place, "page", outside=outside, short=short, system=system)


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


def test_blame_counts_half_what_the_system_did_for_want_of_memory() -> None:
    one, other = at(1, "memory", outside=True, short=True), at(2, "memory", outside=True, short=True)
    decided = outcomes(one, one, at(1), other)
    assert [one.skip for one in decided if isinstance(one, Task)] == [{}, {}, {1: "crashed"}, {1: "crashed"}]
    assert outcomes(*[other] * 4)[-1] == Task("t", "payload", {2: "memory"}, careful=True)


def killed(place: int, *passed: int) -> Failure:
    return Failure("its process ended (SIGKILL)", "crashed", place, "page", outside=True, passed=frozenset(passed))


def skips(*failures: Failure) -> list[dict[int, Reason]]:
    return [dict(after.skip) for after in outcomes(*failures) if isinstance(after, Task)]


def test_blame_holds_what_others_did_against_a_part_only_after_many_times_in_a_row() -> None:
    assert skips(*[killed(1)] * KILLS) == [{}] * (KILLS - 1) + [{1: "crashed"}]


def test_blame_acquits_a_part_of_what_others_did_where_it_came_to_its_end_since() -> None:
    often = [killed(1)] * (KILLS - 1)
    assert not any(skips(*often, killed(5, 0, 1, 2, 3, 4), *often, killed(2, 0, 1), *often))
    memory = [at(1, "memory", outside=True, short=True)] * 3
    assert not any(skips(*memory, killed(5, 0, 1, 2), *memory, killed(5, 0, 1, 2), *memory))


def test_blame_acquits_a_part_of_what_others_did_where_they_did_it_elsewhere_too() -> None:
    often = [killed(1)] * (KILLS - 1)
    assert not any(skips(*often, killed(-1), *often, killed(0), *often))
    blame = Blame(Limits())
    for number in range(5 * (KILLS - 1)):
        after = blame.after(TASK, killed(1))
        assert isinstance(after, Task)
        assert not after.skip
        if number % (KILLS - 1) == KILLS - 2:
            blame.killed_elsewhere()


def test_blame_keeps_what_a_part_did_itself_whatever_others_do() -> None:
    assert skips(at(1), killed(2, 0, 1), killed(-1), at(1))[-1] == {1: "crashed"}


@pytest.mark.parametrize("places", [[-1], [1, 2], [-1, 3]])
def test_blame_lets_a_task_fail_that_others_never_let_come_to_its_end(places: list[int]) -> None:
    blame, task = Blame(Limits()), TASK
    for number in range(TASK_KILLS - 1):
        after = blame.after(task, killed(places[number % len(places)]))
        assert isinstance(after, Task)
        assert not after.skip
        task = after
    last = blame.after(task, killed(-1))
    assert isinstance(last, Done)
    assert last.failure == "its process ended (SIGKILL), 100 times; somebody or something ends the workers"


def test_blame_lets_no_task_fail_for_the_parts_that_draw_kills() -> None:
    """Each of them costs many kills, and is then out of the way."""
    *_, last = outcomes(*[killed(place) for place in range(2 * TASK_KILLS // KILLS) for _ in range(KILLS)])
    assert isinstance(last, Task)
    assert len(last.skip) == 2 * TASK_KILLS // KILLS


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
        (DeviceError("no GPU can be used here"), "no GPU can be used here"),
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
