"""Measures the web server under load: one `onrecord serve` process, 64 readers at once, and a writer that adds articles meanwhile.

    python benchmarks/web.py --ledger FILE                 one minute on a ledger that is there; it is added to, so give a copy
    python benchmarks/web.py --ledger FILE --seconds 600   the ten minutes of the README
    python benchmarks/web.py                               makes a ledger of 2,000 invented articles first, as benchmarks/ledger.py does
    python benchmarks/web.py --no-writer                   nobody adds anything

Server, writer and readers are processes of their own, all on this machine, so what readers cost is taken from the server too.

A reader reads: between two pages each waits for a time drawn from an exponential distribution with a mean of one second (``--think``). That
is far less than people take, so that 64 readers stand for the many hundreds that a newsroom's tool never has; without any wait it would be
measured how long a queue of 64 is, not how long a page takes. Each has an address of its own (127.0.0.2 and so on), since the server lets
one address ask 50 times a second at most.

Stories that are asked for were told before the clock starts, as in a ledger that people use: each is worked out once, when it is first
asked for or by `onrecord stories`, and kept. What that takes is printed by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import os
import platform
import random
import re
import sqlite3
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep, time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urljoin

from ledger import TELLING, Event, World, add_all, article
from rich.console import Console
from rich.progress import track
from rich.table import Table
from speed import machine

from onrecord.errors import LedgerBusyError
from onrecord.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.sharedctypes import Synchronized

MIX = {"story": 35, "search": 25, "article": 20, "front": 10, "voice": 10}
"""Of a hundred pages, so many of each: whoever uses a ledger looks for something, opens its story and then its articles."""
GOALS = {"story": 150.0, "search": 100.0}
"""Milliseconds that 95 of 100 pages must stay under."""
FIRST_PAGE, WEIGHT = 1.5, 300_000
"""Seconds from the start of the server to its first page; bytes of a page without charts."""
INVENTED = 2_000
"""Articles of a ledger that is made here."""
BEGIN = 5.0
"""Seconds that are not counted: readers come one after the other."""
OLDER = 10_000_000
"""Numbers of the writer's articles begin beyond those of any ledger made by benchmarks/ledger.py."""
CHARTS = re.compile(r"vega|charts\.js")
ASSET = re.compile(rb'<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:css|js|svg))"')


@dataclass(frozen=True, slots=True)
class Targets:
    """What readers ask for: ids, and words of searches."""

    stories: list[str]
    articles: list[str]
    voices: list[str]
    searches: list[str]

    def path(self, kind: str, chance: random.Random) -> str:
        """Return the path of some page of a kind."""
        if kind == "front":
            return "/"
        if kind == "search":
            return "/search?" + urlencode({"q": chance.choice(self.searches)})
        among = {"story": self.stories, "article": self.articles, "voice": self.voices}[kind]
        return f"/{kind}/{quote(chance.choice(among), safe='')}"


@dataclass(slots=True)
class Heard:
    """What the readers saw: seconds by kind of page, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    asked: int = 0
    """Pages altogether, those of the first seconds too."""


def targets_of(path: Path, many: int, largest: int) -> Targets:
    """Return pages to ask for, of stories drawn evenly; each is told, and those with more than ``largest`` articles are left out."""
    chance = random.Random(5)  # noqa: S311  # chance that picks pages keeps no secret
    found = Targets([], [], [], [])
    with Ledger(path) as ledger:
        rows = list(_all_rows(ledger))
        drawn = [row for row in chance.sample(rows, min(len(rows), many)) if row.articles <= largest]
        begun, slowest = perf_counter(), 0.0
        for row in track(drawn, "telling stories", console=Console(stderr=True), transient=True):
            before = perf_counter()
            ledger.story(row.id)
            slowest = max(slowest, perf_counter() - before)
            found.stories.append(row.id)
            names = ledger.store.articles_of(row.id)
            found.articles.extend(names[:3])
            reading = ledger.article(names[0]).reading
            words = [statement.content[0].text.split() for statement in reading.statements]
            found.searches.extend(" ".join(chance.sample(each, 2)) for each in words[:3] if len(each) > 1)
        spent = perf_counter() - begun
        found.voices.extend(voice.id for voice in ledger.voices(200).items)
        for words in found.searches[:200]:
            found.voices.extend(one.voice for one in ledger.search(words, limit=2).items if one.voice)
    print(
        f"{len(found.stories)} of {len(rows):,} stories are asked for, none with more than {largest} articles (the largest has {max(row.articles for row in rows)}); "
        f"telling them took {spent:.0f} s, the slowest {slowest:.1f} s; {len(found.articles)} articles, {len(found.voices)} voices, {len(found.searches)} searches"
    )
    return found


def _all_rows(ledger: Ledger) -> Iterator[object]:
    cursor = None
    while True:
        page = ledger.stories(500, cursor)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


# The writer


def write(
    path: str, seconds_between: float, stop: Synchronized[int], added: Synchronized[int], busy: Synchronized[int]
) -> None:
    """Add an article every so often until told to stop; new stories come in bursts, as in a real ledger."""
    world = World(int(time()))
    number = OLDER + int(time())
    event, left = _event(world), 1
    with Ledger(path) as ledger:
        while not stop.value:
            if not left:
                event, left = _event(world), min(int(world.chance.paretovariate(1.3)), 8)
            number, left = number + 1, left - 1
            begun = perf_counter()
            try:
                ledger.keep(article(world, number, event.day, event))
                added.value += 1
            except LedgerBusyError:
                busy.value += 1
            sleep(max(0.0, seconds_between - (perf_counter() - begun)))


def _event(world: World) -> Event:
    people, bodies = world.draw(world.people, 4), world.draw(world.bodies, 2)
    return Event(people, bodies, world.chance.sample(world.words[TELLING:], 12), date(2024, 1, 1))


# The readers


class Reader:
    """Somebody with a browser: one connection that stays open, and pages one after the other."""

    def __init__(self, number: int, port: int) -> None:
        """Take an address of one's own."""
        self.port = port
        self.local = f"127.0.0.{number + 2}"
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def page(self, path: str) -> tuple[int, bytes, int]:
        """Return the status, the body as it came and the bytes of head and body. Raises OSError where the server hangs up."""
        kept = self._connection
        try:
            return await self._asked(path)
        except asyncio.IncompleteReadError as error:
            self.close()
            if kept is None or error.partial:
                raise ConnectionError(str(error)) from error
        except OSError:
            self.close()
            if kept is None:
                raise
        # The server had hung up meanwhile, as it does after some seconds: browsers then ask again (RFC 9112, 9.3.1).
        try:
            return await self._asked(path)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError(str(error)) from error

    async def _asked(self, path: str) -> tuple[int, bytes, int]:
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.local, 0))
        reader, writer = self._connection
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nUser-Agent: bench\r\n\r\n"
        writer.write(asked.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, head)
        return int(head.split(b" ", 2)[1]), body, len(head) + len(body)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if length:
        return await reader.readexactly(int(length[1]))
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):  # chunked
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def read(  # noqa: PLR0913, PLR0917  # who, where, what, how fast, from when until when, and where it is noted
    number: int, port: int, targets: Targets, think: float, times: tuple[float, float], heard: Heard
) -> None:
    """Read pages until the time is over; those before it begins are not noted."""
    chance = random.Random(number)  # noqa: S311  # the same
    reader = Reader(number, port)
    await asyncio.sleep(chance.uniform(0, BEGIN))
    while (begun := perf_counter()) < times[1]:
        (kind,) = chance.choices(list(MIX), list(MIX.values()))
        path = targets.path(kind, chance)
        heard.asked += 1
        wrong = ""
        try:
            status, body, _ = await reader.page(path)
            wrong = f"{status} {path}" if status != 200 or not body else ""
        except OSError as error:
            wrong = f"{error} {path}"
        if wrong:
            heard.errors.setdefault(kind, []).append(wrong)
        elif begun >= times[0]:
            heard.seconds.setdefault(kind, []).append(perf_counter() - begun)
        await asyncio.sleep(chance.expovariate(1 / think) if think else 0)
    reader.close()


async def readers(port: int, targets: Targets, many: int, think: float, seconds: float) -> Heard:
    """Return what so many readers saw in so many seconds; the first seconds, while they come, are not counted."""
    heard, begun = Heard(), perf_counter()
    times = (begun + BEGIN, begun + BEGIN + seconds)
    await asyncio.gather(*(read(number, port, targets, think, times, heard) for number in range(many)))
    return heard


async def weights(port: int, targets: Targets) -> list[tuple[str, int, int, int]]:
    """Return of each kind of page its name, the bytes over the wire of itself, with what it loads but charts, and with charts."""
    reader, chance = Reader(100, port), random.Random(6)  # noqa: S311  # the same
    found = []
    others = {name: f"/{name}" for name in ("stories", "people", "conflicts", "audit", "add")}
    for kind in (*MIX, *others):
        path = others.get(kind) or targets.path(kind, chance)
        status, body, own = await reader.page(path)
        if status != 200:
            continue
        html = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        loaded = {urljoin(path, name.decode()) for name in ASSET.findall(html)}
        sizes = {name: (await reader.page(name))[2] for name in sorted(loaded)}
        drawn = 0
        if any("charts.js" in name for name in loaded):
            names = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
            drawn = sum([(await reader.page(f"/static/vendor/{name}"))[2] for name in names])
        plain = own + sum(size for name, size in sizes.items() if not CHARTS.search(name))
        found.append((kind, own, plain, own + sum(sizes.values()) + drawn))
    reader.close()
    return found


# The server


def started(path: Path, log: Path) -> tuple[subprocess.Popen[str], int, float]:
    """Start the server; return its process, its port, and the seconds until its first page was there."""
    begun = perf_counter()
    command = [
        sys.executable,
        "-m",
        "onrecord",
        "serve",
        "--ledger",
        str(path),
        "--port",
        "0",
        "--token",
        "bench of onrecord",
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log.open("w"), text=True)  # noqa: S603  # this very package
    line = server.stdout.readline() if server.stdout else ""
    port = re.search(r":(\d+)", line)
    if port is None:
        sys.exit(f"the server did not start: {line}{log.read_text()}")
    status, _, _ = asyncio.run(Reader(99, int(port[1])).page("/"))
    if status != 200:
        sys.exit(f"the first page was answered with {status}")
    return server, int(port[1]), perf_counter() - begun


def table_of(heard: Heard, seconds: float) -> Table:
    """Return how long pages took, by kind, with the goal where there is one."""
    total = sum(map(len, heard.seconds.values()))
    table = Table(
        "",
        "pages",
        "median ms",
        "95 %",
        "99 %",
        "longest",
        "errors",
        "goal",
        title=f"{total:,} pages, {total / seconds:.1f} a second",
    )
    for kind in MIX:
        spent = sorted(heard.seconds.get(kind, [0.0]))
        in_ms = [
            1000 * value for value in (statistics.median(spent), _part(spent, 0.95), _part(spent, 0.99), spent[-1])
        ]
        goal = GOALS.get(kind)
        met = "" if goal is None else f"{goal:.0f} {'met' if in_ms[1] < goal else 'MISSED'}"
        table.add_row(
            kind, f"{len(spent):,}", *(f"{value:.0f}" for value in in_ms), str(len(heard.errors.get(kind, []))), met
        )
    return table


def _part(in_order: Sequence[float], part: float) -> float:
    return in_order[min(int(part * len(in_order)), len(in_order) - 1)]


def table_of_weights(found: Sequence[tuple[str, int, int, int]]) -> Table:
    """Return how heavy each page is, empty cache, as the server sends it."""
    table = Table(
        "", "page kB", "with styles and scripts kB", "and with charts kB", "goal", title="weight over the wire"
    )
    for kind, own, plain, charts in found:
        met = "met" if plain < WEIGHT else "MISSED"
        table.add_row(
            kind,
            f"{own / 1000:.1f}",
            f"{plain / 1000:.1f}",
            f"{charts / 1000:.1f}" if charts > plain else "",
            f"{WEIGHT / 1000:.0f} {met}",
        )
    return table


def invented(path: Path) -> Path:
    """Make a ledger of invented articles."""
    with Ledger(path) as ledger:
        add_all(ledger, World(1), INVENTED, store_only=False)
    return path


def measure(path: Path, folder: Path, arguments: argparse.Namespace) -> None:
    """Prepare, serve, load, and print."""
    console = Console()
    targets = targets_of(path, arguments.stories, arguments.largest)
    log = folder / "server.log"
    server, port, first = started(path, log)
    print(
        f"first page {first:.2f} s after starting the server (goal {FIRST_PAGE} s: {'met' if first < FIRST_PAGE else 'MISSED'})"
    )
    context = multiprocessing.get_context("spawn")
    stop, added, busy = (context.Value("i", 0) for _ in range(3))
    writer = context.Process(target=write, args=(str(path), arguments.write_every, stop, added, busy))
    used = _processor(server.pid)
    try:
        if arguments.writer:
            writer.start()
        heard = asyncio.run(readers(port, targets, arguments.clients, arguments.think, arguments.seconds))
        used = _processor(server.pid) - used
        found = asyncio.run(weights(port, targets))
        memory = _peak(server.pid)
    finally:
        stop.value = 1
        if writer.is_alive():
            writer.join(30)
        server.terminate()
        server.wait(30)
    print(
        f"{arguments.clients} readers, {arguments.think:g} s between pages, {arguments.seconds:g} s; "
        + (
            f"a writer added {added.value} articles meanwhile and was kept waiting too long {busy.value} times; "
            if arguments.writer
            else "no writer; "
        )
        + f"the server held {memory:.0f} MB at most and used {1000 * used / max(1, heard.asked):.1f} ms of processor time a page"
    )
    console.print(table_of(heard, arguments.seconds))
    console.print(table_of_weights(found))
    for kind, errors in heard.errors.items():
        print(kind, *errors[:5], sep="\n  ")
    if (told := log.read_text()).strip():
        print("the server said:", told[-2_000:])


def _processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used, 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    """Return the most memory that a process held, in MB, 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--ledger", type=Path, help="the ledger, which is added to; else one is made in a temporary folder"
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long pages are asked for")
    parser.add_argument("--clients", type=int, default=64, help="readers at once")
    parser.add_argument("--think", type=float, default=1.0, help="mean seconds between two pages of a reader; 0: none")
    parser.add_argument("--stories", type=int, default=200, help="stories that are asked for")
    parser.add_argument("--largest", type=int, default=60, help="most articles of a story that is asked for")
    parser.add_argument("--no-writer", dest="writer", action="store_false", help="nobody adds articles meanwhile")
    parser.add_argument("--write-every", type=float, default=1.0, help="seconds between two articles that are added")
    arguments = parser.parse_args()
    print(
        f"{machine()}; {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}; SQLite {sqlite3.sqlite_version}"
    )
    with TemporaryDirectory() as folder:
        if arguments.ledger is not None and not arguments.ledger.exists():
            sys.exit(f"{arguments.ledger} is not there")
        measure(arguments.ledger or invented(Path(folder) / "bench.ledger"), Path(folder), arguments)


if __name__ == "__main__":
    main()
