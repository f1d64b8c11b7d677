"""Measures finding statements: articles a second, time and memory against length, and how long the weights take to load.

    python benchmarks/reader.py                   600-word articles, then documents of 1,000 to 100,000 words
    python benchmarks/reader.py --longest 10000   no longer ones, for a quick look
    python benchmarks/reader.py --device gpu      the networks on a GPU, the rest on one core as before

Text goes in and statements come out (``Pipeline.read``), on one core and one thread. The articles are invented. Each
measurement is a process of its own, so that what it loads and the most memory it holds are its alone.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from memory import PEOPLE, PLACES, sentence
from rich.console import Console
from rich.table import Table
from speed import machine, on_one_core

from onrecord import Document, Pipeline, Settings
from onrecord.errors import DeviceError
from onrecord.model.reader import shipped
from onrecord.settings import DEVICES

ARTICLE = 600
"""Words of an ordinary article: the middle one of 924 of PolNeAR has 580."""
ARTICLES = 50
"""Articles read to say how many a second: a few seconds' worth."""
WARMING = 3
"""Articles read before the clock starts: word lists and the labeller's weights are loaded once a process."""
LENGTHS = (1_000, 3_000, 10_000, 30_000, 100_000)
"""Words of the documents that show how time grows with length."""
MOST = 3
"""Longest paragraph in sentences, as newspapers print them."""
INSTRUCTIONS = ("avx", "avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8")
"""What a processor may have that makes int8 faster; figures of machines that differ here can't be compared."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process measured: seconds to load the weights and to read, words read, statements found, bytes held at most."""

    load: float
    seconds: float
    words: int
    statements: int
    peak: int


def article(chance: random.Random, words: int) -> str:
    """Return invented news of at least ``words`` words as plain text, with a headline and short paragraphs."""
    paragraphs = [f"The council in {chance.choice(PLACES)} is to hear {chance.choice(PEOPLE)}"]
    count = len(paragraphs[0].split())
    while count < words:
        paragraphs.append(" ".join(sentence(chance) for _ in range(chance.randint(1, MOST))))
        count += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


def read(words: int, count: int, device: str) -> Measured:
    """Load the weights and read ``count`` articles of ``words`` words on one thread, in this process."""
    begun = perf_counter()
    shipped(threads=1, device=device)
    load = perf_counter() - begun
    chance, pipeline = random.Random(0), Pipeline(Settings(threads=1, device=device))  # noqa: S311 - the same articles in each run
    for _ in range(WARMING):
        pipeline.read(Document("warming", article(chance, ARTICLE), format="text"))
    texts = [article(chance, words) for _ in range(count)]
    begun = perf_counter()
    found = [len(pipeline.read(Document("article", text, format="text")).statements) for text in texts]
    seconds = perf_counter() - begun
    return Measured(load, seconds, sum(len(text.split()) for text in texts), sum(found), peak_bytes())


def peak_bytes() -> int:
    """Return the most memory that this process has held, in bytes."""
    try:
        # Not getrusage, where this can be had: there a child starts with the peak of the process that started it.
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024


def measured(words: int, count: int, device: str) -> Measured:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--child", str(words), str(count), "--device", device]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this very script
    if done.returncode:
        sys.exit(done.stderr)
    return Measured(**json.loads(done.stdout))


def instructions() -> str:
    """Return which of ``INSTRUCTIONS`` the processor has."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return "instructions unknown"
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return " ".join(name for name in INSTRUCTIONS if name in flags) or "no AVX"


def gpu() -> str:
    """Return the name of the GPU with its memory and its driver's version, as the driver's own program gives them."""
    asked = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()[0]  # noqa: S603 - no input
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "GPU unknown"


def table_of(documents: list[Measured]) -> Table:
    """Return the figures of single documents; the ratio is of the time a word takes, to the first one's."""
    table = Table("words", "seconds", "words a second", "ratio a word", "statements", "peak MB", title="one document")
    unit = documents[0].seconds / documents[0].words
    for one in documents:
        ratio = one.seconds / one.words / unit
        speed = f"{one.words / one.seconds:,.0f}"
        peak = f"{one.peak / 1e6:.0f}"
        table.add_row(f"{one.words:,}", f"{one.seconds:.2f}", speed, f"{ratio:.2f}", f"{one.statements:,}", peak)
    return table


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1], help="words of the longest document")
    parser.add_argument("--device", choices=DEVICES, default="cpu", help="where the networks run")
    parser.add_argument("--child", type=int, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        try:
            print(json.dumps(asdict(read(*arguments.child, arguments.device))))
        except DeviceError as error:
            sys.exit(str(error))
        return
    on_one_core()
    where = f"; {gpu()}" if arguments.device == "gpu" else ""
    print(f"{machine()}; {instructions()}{where}; {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}")
    many = measured(ARTICLE, ARTICLES, arguments.device)
    documents = [measured(words, 1, arguments.device) for words in LENGTHS if words <= arguments.longest]
    words, seconds = many.words / ARTICLES, many.seconds / ARTICLES
    print(
        f"{1 / seconds:.1f} articles of {words:.0f} words a second, {1000 * seconds:.0f} ms each, one core, one thread{where and ', one GPU'}"
    )
    print(f"weights loaded in {min(one.load for one in [many, *documents]):.2f} s, the fastest of {1 + len(documents)}")
    Console().print(table_of(documents))


if __name__ == "__main__":
    main()
