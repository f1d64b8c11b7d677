"""Measures the most memory that ``onrecord read --json`` takes for a folder of many pages: reading must stream.

    python benchmarks/memory.py                  10,000 generated pages
    python benchmarks/memory.py --count 500      fewer, for a quick look
    python benchmarks/memory.py --pages FOLDER   pages of your own

The pages are invented and vary in length, furniture and character set. The figure is the peak resident set of the child
process, as the kernel counts it (``getrusage``). Ends with 1 when it is over the goal or a page got no line of output.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

GOAL = 400_000_000
"""Bytes of peak resident memory that a folder of 10,000 pages must stay under."""
PER_FOLDER = 1_000
"""Files in one folder: the ten thousandth entry of one listing would measure the file system."""

PLACES = ("Fennick", "Skarvik", "Ambleford", "Kirkmoor", "Tarn Bridge", "Westmarch", "Eastgate", "Port Lumen")
PEOPLE = ("Ada Moss", "Tomas Rehak", "Priya Lockwood", "Gus Tolliver", "Ruth Penhale", "Dev Raman", "Lorna Keay")
THINGS = (
    "ferry",
    "library",
    "swimming pool",
    "mill",
    "bridge",
    "market",
    "tram line",
    "school kitchen",
    "harbour wall",
)
LANGUAGES = (' lang="en"', "")
"""Half the pages leave it to their words which language they are in: the model that tells takes most of the memory."""
SENTENCES = (
    "“Nobody asked us about the {thing},” said {person}, who has lived in {place} since {year}.",
    "The council in {place} said that the {thing} would cost {sum} thousand more than planned.",
    "According to {person}, the {thing} at {place} was built in {year} and has never been repaired.",
    "It opened in {year}, and {sum} people a week have used it since.",
    "A source close to the talks in {place} told the paper that the {thing} could be sold by the spring.",
    "Work on the {thing} is expected to start in {place} once the money has been found.",
)


def sentence(chance: random.Random) -> str:
    """Return an invented sentence of news."""
    return chance.choice(SENTENCES).format(
        thing=chance.choice(THINGS),
        person=chance.choice(PEOPLE),
        place=chance.choice(PLACES),
        year=chance.randrange(1890, 2020),
        sum=chance.randrange(20, 900),
    )


def page(chance: random.Random, number: int) -> str:
    """Return an invented news page as HTML: 3 to 60 paragraphs between menus, boxes and scripts of all lengths."""
    place, thing = chance.choice(PLACES), chance.choice(THINGS)
    links = "".join(f'<li><a href="/{n}">Story {n} from {place}</a></li>' for n in range(chance.randrange(5, 120)))
    paragraphs = "".join(
        f"<p>{' '.join(sentence(chance) for _ in range(chance.randrange(1, 5)))}</p>\n"
        for _ in range(chance.randrange(3, 60))
    )
    script = f"<script>var seen = [{','.join(str(n) for n in range(chance.randrange(10, 4000)))}];</script>"
    return f"""<!doctype html><html{chance.choice(LANGUAGES)}><head><title>{place} {thing} {number} | The {place} Paper</title>
<meta property="og:site_name" content="The {place} Paper">
<meta property="article:published_time" content="2025-0{chance.randrange(1, 10)}-1{chance.randrange(10)}T08:00:00Z">
{script}</head><body><nav><ul>{links}</ul></nav><article><h1>The {thing} at {place} may close, case {number}</h1>
<p class="byline">By {chance.choice(PEOPLE)}</p><figure><img src="a.jpg" alt=""><figcaption>The {thing} at {place}
<span class="credit">Picture: {chance.choice(PEOPLE)}</span></figcaption></figure>
{paragraphs}<aside class="related"><h3>Read more</h3><ul>{links[: len(links) // 4]}</ul></aside></article>
<footer><ul>{links}</ul><p>Copyright The {place} Paper</p></footer></body></html>"""


def write_pages(folder: Path, count: int) -> int:
    """Write ``count`` pages below ``folder``, the same ones every time, and return how many bytes they have."""
    chance, size = random.Random(0), 0  # noqa: S311 - pages that are the same in each run
    for number in range(count):
        inside = folder / f"{number // PER_FOLDER:03}"
        inside.mkdir(exist_ok=True)
        encoding = chance.choice(("utf-8", "utf-8", "windows-1252"))
        size += (inside / f"{number:05}.html").write_bytes(page(chance, number).encode(encoding))
    return size


def read_lines(folder: Path) -> int:
    """Run ``onrecord read --json`` on ``folder`` and return how many lines it printed, none of which is kept."""
    command = [sys.executable, "-m", "onrecord", "read", "--json", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - ours
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        return sum(1 for _ in child.stdout)


def peak_bytes() -> int:
    """Return the largest resident set of any child process so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # Linux counts in kibibytes


def main() -> int:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="pages to generate")
    parser.add_argument("--pages", type=Path, help="folder to read in place of generated pages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = arguments.pages or Path(place)
        size = 0 if arguments.pages else write_pages(folder, arguments.count)
        begun = perf_counter()
        lines = read_lines(folder)
        seconds = perf_counter() - begun
    of = f" of {size / 1e6:.0f} MB" if size else ""
    print(f"{lines:,} pages{of} in {seconds:.0f} s: peak {peak_bytes() / 1e6:.0f} MB, goal under {GOAL / 1e6:.0f} MB")
    complete = bool(arguments.pages) or lines == arguments.count
    return int(peak_bytes() >= GOAL or not complete)


if __name__ == "__main__":
    raise SystemExit(main())
