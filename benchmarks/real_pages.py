"""Real pages over and over, each time with other names and another address, so that every one is an article of its own."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING

from invented import BEGINNINGS, ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RENAMED = 12
"""Words with a capital letter that are replaced in a page: enough to make it about somebody else."""
_WORD = re.compile(rb"(?<=[\s>(])[A-Z][a-z]{3,12}(?=[\s<,.;:)])")
_ADDRESS = re.compile(rb'(<link[^>]*rel="canonical"[^>]*href="|<meta[^>]*property="og:url"[^>]*content=")([^"]+)"')
_COMMON = frozenset(b"This That They There These With From When What Where After Before While Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December News Sport".split())  # fmt: skip


def repeated(folder: Path, many: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``many`` pages with their names, those of ``folder`` (HTML, gzipped or not) one after the other and again from the first."""
    files = sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".html.gz")))
    if not files:
        return
    for number, file in enumerate(islice(cycle(files), many)):
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield f"r{number:07}", changed(body, number, seed)


def changed(page: bytes, number: int, seed: int) -> bytes:
    """Return a page with other names in it and another address."""
    chance = Random(f"{seed}/real/{number}")  # noqa: S311  # chance that invents names keeps no secret
    found = Counter(word for word in _WORD.findall(page) if word not in _COMMON)
    names = {word: (chance.choice(BEGINNINGS) + chance.choice(ENDS)).encode() for word, _ in found.most_common(RENAMED)}
    page = _WORD.sub(lambda match: names.get(match[0], match[0]), page)
    return _ADDRESS.sub(
        lambda match: match[1] + match[2].partition(b"?")[0].rstrip(b"/") + b"-r%07d" % number + b'"', page
    )
