"""Names in the tenth of Worldwide Newswire (Shan et al., 2023) that no weight was trained on: strict F1 by type.

The corpus is tokens with a tag each; its text is put back together with a blank between tokens and ``SENTENCES`` sentences
a paragraph, which is all that is left of how it was printed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from errors import Found

from onrecord.attribute.quotations import quotations
from onrecord.model.reader import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from corpora import Figures

TENTHS = 10
"""Files whose name's CRC-32 leaves 0 when divided by this are held back; training leaves out the same ones."""
SENTENCES = 3
"""Sentences in a paragraph."""
KINDS = {
    "Person": "person",
    "Organization": "organisation",
    "Location": "place",
    "NORP": "group",
    "Facility": "facility",
    "Product": "product",
    "Misc": "event",
    "Date": "date",
    "Money": "money",
}
"""What the reader calls the tags of the corpus."""
SCORED = {"PER": "person", "ORG": "organisation", "LOC": "place"}
"""The figures, and the kind behind each: those that other taggers' published figures are of."""

Record = dict[str, Any]


def load(folder: Path) -> list[Record]:
    """Return the files held back, each ``{"id", "text", "paragraphs": [[start, end]], "names": [[start, end, kind]]}``."""
    files = sorted(folder.glob("*.tsv"))
    return [_article(file) for file in files if zlib.crc32(file.name.encode()) % TENTHS == 0]


def _article(file: Path) -> Record:
    text = ""
    paragraphs: list[list[int]] = []
    names: list[list[Any]] = []
    sentences = _sentences(file)
    for first in range(0, len(sentences), SENTENCES):
        text += "\n\n" if text else ""
        start = len(text)
        before = "O"
        for token, tag in (pair for sentence in sentences[first : first + SENTENCES] for pair in sentence):
            text += " " if len(text) > start else ""
            if tag.startswith("I-") and before[2:] == tag[2:]:
                names[-1][1] = len(text) + len(token)
            elif tag != "O":
                names.append([len(text), len(text) + len(token), KINDS[tag[2:]]])
            text, before = text + token, tag
        paragraphs.append([start, len(text)])
    return {"id": file.name, "text": text, "paragraphs": paragraphs, "names": names}


def _sentences(file: Path) -> list[list[tuple[str, str]]]:
    """Return the sentences of a file as (token, tag), without the address of the page, which stands first."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in file.read_text("utf-8").split("\n"):
        token, _, tags = line.rstrip().partition("\t")
        if token:
            sentences[-1].append((token, tags.split("\t")[0]))  # a second tag is of a name inside the first one's
        elif sentences[-1]:
            sentences.append([])
    return [s for s in sentences if s and not (len(s) == 1 and s[0][0].startswith("http"))]


def read(articles: list[Record]) -> list[Record]:
    """Return the names that the reader finds, each article ``{"id", "names": [[start, end, kind]]}``."""
    out = []
    for article in articles:
        text, paragraphs = article["text"], [(a, b) for a, b in article["paragraphs"]]
        quoted = [[(q.start, q.end) for q in quotations(text, a, b)] for a, b in paragraphs]
        names = shipped().read(text, paragraphs, quoted).names
        out.append({"id": article["id"], "names": [[name.start, name.end, name.kind] for name in names]})
    return out


def judge(_shared: Path, gold: list[Record], readings: list[Record]) -> tuple[Figures, list[Found]]:
    """Return strict F1 in hundredths by type and of the three together, and every name with what became of it."""
    found = [item for article, reading in zip(gold, readings, strict=True) for item in _compared(article, reading)]
    right, expected, given = Counter[str](), Counter[str](), Counter[str]()
    for item in found:
        for counter, name in ((expected, item.gold), (given, item.ours)):
            if name is not None:
                counter[name["kind"]] += 1
        if item.outcome == "right" and item.gold is not None:
            right[item.gold["kind"]] += 1

    def f1(*kinds: str) -> float:
        hits, wanted, got = (sum(counter[kind] for kind in kinds) for counter in (right, expected, given))
        return 200 * hits / max(1, wanted + got)

    figures = {label: f1(kind) for label, kind in SCORED.items()}
    return {"all": f1(*SCORED.values()), **figures, "nine": f1(*KINDS.values())}, found


def _compared(article: Record, reading: Record) -> list[Found]:
    """Pair the names of the gold with those found: the same offsets first, then whatever overlaps."""
    gold, ours = ([{"name": [[a, b]], "kind": kind} for a, b, kind in r["names"]] for r in (article, reading))
    pairs: list[tuple[str, dict[str, Any] | None, dict[str, Any] | None]] = []
    for same in (True, False):
        for expected in list(gold):
            ((a, b),) = expected["name"]
            near = [
                o
                for o in ours
                if (o["name"] == expected["name"] if same else o["name"][0][0] < b and a < o["name"][0][1])
            ]
            if near:
                outcome = "boundaries" if not same else "right" if near[0]["kind"] == expected["kind"] else "kind wrong"
                pairs.append((outcome, expected, near[0]))
                gold.remove(expected)
                ours.remove(near[0])
    pairs += [("missed", expected, None) for expected in gold] + [("invented", None, other) for other in ours]
    return [Found(article["id"], article["text"], *pair) for pair in pairs]
