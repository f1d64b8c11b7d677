"""Joins our own annotations (``labels/attributions.json``, offsets only) with the texts that they are about.

python training/our_articles.py --shared ../shared --out .cache/own.jsonl

The texts are not ours and stay where they are: articles of FNC-1, pages of three extraction benchmarks as OnRecord reads
them, and articles of Worldwide Newswire. A text that is not there, or reads otherwise than it did when it was annotated (its hash
differs), is left out, and counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader_data import load, worldwide

from onrecord.read import read_document
from onrecord.read.inputs import documents
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.records import BlockKind

LABELS = Path(__file__).parent / "labels" / "attributions.json"
ROLES = ("content", "cue", "source")
SPEAKING: frozenset[BlockKind] = frozenset(
    {"headline", "deck", "paragraph", "heading", "list_item", "quote", "caption"}
)
"""The blocks of a page that were annotated, in reading order."""


def digest(text: str) -> str:
    """Return the hash by which an annotated text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def texts(shared: Path, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the annotated articles that are there; a name is the set and the article's id in it."""
    data = shared / "data"
    for kind, name in (("stories", "articles"), ("unl", "unlabelled")):
        for article in load(data / "stories" / f"{name}.jsonl"):
            if f"{kind}:{article['id']}" in names:
                yield f"{kind}:{article['id']}", article["text"]
    for tagged in worldwide(data / "entities" / "worldwide"):
        if f"ww:{tagged.name}" in names:
            yield f"ww:{tagged.name}", tagged.text
    for file in sorted((data / "pages").rglob("*.html.gz")) + sorted((data / "blocks").glob("*.html.gz")):
        name = f"pages:{file.parent.name}/{file.name}"
        if name in names and (text := page_text(file)):
            yield name, text


def page_text(file: Path) -> str | None:
    """Return what was annotated of a page: its blocks that can speak, as lines."""
    settings = Settings()
    (document,) = documents([str(file)], settings)
    article, _ = read_document(document, settings)
    if article is None:
        return None
    return "\n\n".join(article.text[b.start : b.end] for b in article.blocks if b.kind in SPEAKING)


def joined(shared: Path) -> Iterator[dict[str, Any]]:
    """Yield the annotated articles as the corpora have theirs; prints how many could not be found again."""
    labels = json.loads(LABELS.read_text("utf-8"))
    found = 0
    for name, text in texts(shared, set(labels)):
        if labels[name]["sha256"] != digest(text):
            continue
        found += 1
        yield {
            "id": name,
            "text": text,
            "attributions": [
                dict(zip(ROLES, given[:3], strict=True)) | ({"doubtful": True} if len(given) > len(ROLES) else {})
                for given in labels[name]["attributions"]
            ],
        }
    print(f"{found} of {len(labels)} annotated articles found")


def main() -> None:
    """Read the arguments and join."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.out.open("w", encoding="utf-8") as out:
        for article in joined(arguments.shared):
            out.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
