"""Our annotations of sources (``labels/sources.json``, offsets only) joined with their articles, as words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader_data import load, prepared

from onrecord.model.voices import KINDS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from onrecord.model.words import Word

LABELS = Path(__file__).parent / "labels" / "sources.json"
Run = tuple[int, int]
"""First word and the one after the last."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """An attribution as words: its parts, and whose word it is.

    ``entity`` numbers the names of the article's sources; ``name`` are the words of the full name nearest by, if they stand in the text.
    ``via`` are (kind, words) of its channels, ``said`` the words that say when it was said. ``certainty`` and ``kind`` are indexes.
    """

    content: list[Run]
    cue: list[Run]
    source: list[Run]
    kind: int
    entity: int | None
    name: Run | None
    via: list[tuple[str, Run]]
    said: Run | None
    certainty: int
    negative: bool


@dataclass(frozen=True, slots=True)
class Sourced:
    """An article with whose word each of its attributions is."""

    name: str
    text: str
    words: list[Word]
    voiced: list[Voiced]


def articles(shared: Path, names: set[str]) -> dict[str, str]:
    """Return the texts of the annotated articles that are there."""
    data = shared / "data"
    files = {"pol": data / "attribution" / "train.jsonl", "stories": data / "stories" / "articles.jsonl"}
    files["unl"] = data / "stories" / "unlabelled.jsonl"
    found = {}
    for kind, file in files.items():
        for article in load(file):
            if f"{kind}:{article['id']}" in names:
                found[f"{kind}:{article['id']}"] = article["text"]
    return found


def sourced(shared: Path, tokenizer: Tokenizer, labels: Path = LABELS) -> list[Sourced]:
    """Return the annotated articles, but those whose text is not there or reads otherwise now."""
    annotated = json.loads(labels.read_text("utf-8"))
    texts = articles(shared, set(annotated))
    found = []
    for name, label in sorted(annotated.items()):
        text = texts.get(name)
        if text is None or hashlib.sha256(text.encode()).hexdigest()[:16] != label["sha256"]:
            continue
        words = prepared(text, tokenizer)
        found.append(Sourced(name, text, words, [_voiced(row, words) for row in label["sources"]]))
    return found


def run_of(words: list[Word], start: int, end: int) -> Run | None:
    """Return the words that stand in ``start`` to ``end``, None for none."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle].end <= start:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(words) and words[last].start < end:
        last += 1
    return (low, last) if last > low else None


def _voiced(row: list[Any], words: list[Word]) -> Voiced:
    content, cue, source, kind, entity, name, via, said, commitment = row
    runs = [[run for part in parts if (run := run_of(words, *part))] for parts in (content, cue, source)]
    return Voiced(
        content=runs[0], cue=runs[1], source=runs[2], kind=KINDS.index(kind), entity=entity,
        name=run_of(words, *name) if name else None,
        via=[(medium, run) for medium, *at in via if (run := run_of(words, *at))],
        said=run_of(words, *said) if said else None,
        certainty="cpou".index(commitment[0]), negative=commitment[1] == "-",
    )  # fmt: skip
