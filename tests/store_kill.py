"""Kills processes that write a ledger, at random moments, and looks at what they leave. Run by test_store_kill.py.

    python tests/store_kill.py add 200 FOLDER      SIGKILL while articles are added
    python tests/store_kill.py erase 40 FOLDER     SIGKILL while articles are erased

A process of its own that does nothing else can fork safely; each child is a process with its own connection, killed from outside.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from store_by_hand import marks_of, reading

from onrecord.errors import NotInLedgerError
from onrecord.records import as_json
from onrecord.store import Query, SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.records import Reading

LONGEST = 0.08
"""Seconds until the kill: some come while the ledger is still being opened, most in the midst of adding."""


def article(number: int) -> Reading:
    """Return the article with this number, always the same, of a few statements and of a text longer than a page of the file."""
    chance = random.Random(number)  # noqa: S311  # keeps no secret
    lines = [
        (
            f"Ada{chance.randrange(40)} Moss",
            "person",
            f"mill{number} word{number}x{n} " + "the mill closes " * chance.randrange(90),
        )
        for n in range(chance.randrange(1, 6))
    ]
    return reading([(who, "person", words.strip()) for who, _, words in lines], f"k{number}")


def add_from(path: Path, first: int, acknowledge: int) -> None:
    """Add articles, each with its story in one transaction, and say each number once it is in; for ever."""
    with SqliteStore(path) as store:
        for number in range(first, first + 10_000):
            one = article(number)
            with store.writing():
                added = store.add(one, marks_of(one))
                store.put_in_story([added.article], f"story{number % 7}")
            os.write(acknowledge, b"%d\n" % number)


def erase_from(path: Path, first: int, acknowledge: int) -> None:
    """Erase articles in their order, and say each number once it is gone."""
    with SqliteStore(path) as store:
        for number in range(first, first + 10_000):
            store.erase_article(f"k{number}.html", "me")
            os.write(acknowledge, b"%d\n" % number)


def killed(work: Callable[[Path, int, int], None], path: Path, first: int, longest: float = LONGEST) -> list[int]:
    """Let a child work from a number on, kill it at a random moment, and return the numbers that it had said."""
    heard, acknowledge = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            work(path, first, acknowledge)
        finally:
            os._exit(1)
    os.close(acknowledge)
    time.sleep(random.uniform(0, longest))  # noqa: S311  # keeps no secret
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit("the child ended by itself")
    with os.fdopen(heard) as pipe:
        return [int(line) for line in pipe.read().split()]


def whole(store: SqliteStore, number: int) -> bool:
    """Whether an article is there: exits if it is half there."""
    made = article(number)
    try:
        stored = store.article(f"k{number}.html")
    except NotInLedgerError:
        if store.search(Query(f"mill{number}")).items:
            sys.exit(f"statements of article {number} without it")
        return False
    found = store.search(Query(f"mill{number}")).items
    if (
        as_json(stored.reading) != as_json(made)
        or len(found) != len(made.statements)
        or stored.story != f"story{number % 7}"
    ):
        sys.exit(f"article {number} is half there")
    return True


def kill_adding(path: Path, times: int) -> None:
    """Kill while articles are added; check after every time those of that time, and everything at the end."""
    upto = in_time = 0
    longest = LONGEST
    for _ in range(times):
        said = killed(add_from, path, upto, longest)
        in_time += bool(said)
        longest = max(
            LONGEST, longest * (0.95 if said else 1.1)
        )  # on a machine that is slow just now the opening alone takes as long
        with SqliteStore(path) as store:
            missing = [number for number in said if not whole(store, number)]
            if missing or said != list(range(upto, upto + len(said))):
                sys.exit(f"acknowledged and not there: {missing}")
            upto += len(said)
            upto += whole(store, upto)  # in, and killed before it could say so
            if whole(store, upto):
                sys.exit(f"article {upto} is there and was never begun")
    with SqliteStore(path) as store:
        checked = store.check()
        if checked.problems or checked.articles != upto or not all(whole(store, number) for number in range(upto)):
            sys.exit(f"at the end: {checked}")
    sys.stdout.write(f"{times} killed, {in_time} of them after their first article, {upto} articles whole\n")


def kill_erasing(path: Path, times: int) -> None:
    """Kill while articles are erased; what was said to be gone is gone from the file, the rest is whole."""
    many = 400
    with SqliteStore(path) as store:
        for number in range(many):
            one = article(number)
            with store.writing():
                store.put_in_story([store.add(one, marks_of(one)).article], f"story{number % 7}")
    gone = 0
    for _ in range(times):
        gone += len(killed(erase_from, path, gone))
        with SqliteStore(path) as store:
            gone += not whole(store, gone)
            problems = [line for line in store.check().problems if "free pages" not in line]
            if problems or whole(store, gone - 1) or not whole(store, gone):
                sys.exit(f"after {gone}: {problems}")
            if not store.scrub() or store.check().problems:
                sys.exit(f"after {gone}: not scrubbed")
    sys.stdout.write(f"{times} killed, {gone} articles erased\n")


if __name__ == "__main__":
    random.seed(5)
    {"add": kill_adding, "erase": kill_erasing}[sys.argv[1]](Path(sys.argv[3]) / "news.ledger", int(sys.argv[2]))
