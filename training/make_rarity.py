"""Counts in how many news articles each word stem occurs, and writes the table that stories and copies weigh words by.

usage: make_rarity.py TEXTS... OUT. TEXTS are JSONL with a "text" a line, or folders of one-word-a-line files with tags (BIO).
Only counts go into the table, and only of stems that at least FEWEST articles have. Counts are rounded to two digits, so that a line of
the table holds all the stems of one count.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord.language.rarity import ARTICLES, stem
from onrecord.language.tokens import tokens

FEWEST = 3
HEADER = """# How many of 10,000 news articles have each word stem; "count: stems". What is not listed is rarer than the smallest count.
# Made by training/make_rarity.py from {count} articles: the unlabelled articles of FNC-1 (web news of 2014-15), the training part
# of PolNeAR (US politics, 2015-16) and the Worldwide English NER news (Africa, Asia, the Pacific). Only counts of stems
# are kept, of those that at least {fewest} articles have, rounded to two digits.
"""


def texts_of(place: Path) -> Iterator[str]:
    """Yield the texts of a JSONL file, or of a folder of tagged words."""
    if place.is_dir():
        for file in sorted(place.iterdir()):
            yield " ".join(line.split("\t")[0] for line in file.read_text(encoding="utf-8").splitlines())
        return
    with place.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def two_digits(value: float) -> int:
    """Round to two digits."""
    return int(float(f"{value:.2g}"))


def main(places: list[Path], out: Path) -> None:
    """Count the stems of all texts and write the table."""
    seen: Counter[str] = Counter()
    count = 0
    for place in places:
        for text in texts_of(place):
            seen.update({stem(token.lower) for token in tokens(text, 0, len(text)) if token.is_word})
            count += 1
    lines: dict[int, list[str]] = {}
    for word, articles in seen.items():
        if articles >= FEWEST and word.isascii():
            lines.setdefault(two_digits(ARTICLES * articles / count), []).append(word)
    with out.open("w", encoding="utf-8") as table:
        table.write(HEADER.format(count=count, fewest=FEWEST))
        for value in sorted(lines, reverse=True):
            table.write(f"{value}: {' '.join(sorted(lines[value]))}\n")
    print(f"{count} articles, {sum(map(len, lines.values()))} stems, {out.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main([Path(argument) for argument in sys.argv[1:-1]], Path(sys.argv[-1]))
