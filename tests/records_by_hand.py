"""Articles and statements made by hand, for tests of what is done with them once they are found."""

from __future__ import annotations

import re

from onrecord.records import Article, Block, Byline, Caption, Reading, Source, Span, Statement, StatementSource, Via

TEXT = (
    "Mill to close\n\nBy Ada Moss\n\nThe mill will close, Bo Hill said. “I am sorry,” he added.\n\n"
    "Critics called it “a crime”.\n\nThe mill in May\n\nSign up\n\nShare this"
)


def article(text: str = TEXT, **changed: object) -> Article:
    kinds = ("headline", "byline", "paragraph", "paragraph", "caption", "furniture", "furniture")
    placed = []
    start = 0
    for kind, words in zip(kinds, text.split("\n\n"), strict=False):
        placed.append(Block(kind, start, start + len(words)))  # type: ignore[arg-type]  # kinds are literals above
        start += len(words) + 2
    fields: dict[str, object] = {
        "id": "a1", "url": None, "outlet": "The Bugle", "language": "en", "headline": "Mill to close",
        "deck": "After ninety years", "dateline": None, "bylines": (Byline("Ada Moss"), Byline("Cy Orr")),
        "published": "2024-11-06", "modified": "2024-11-07T08:30:00+00:00",
        "captions": (Caption("The mill in May", "Dot Lee"),), "related": (), "text": text, "blocks": tuple(placed),
        "source": Source("mill.html", "", "", ""),
    }  # fmt: skip
    return Article(**{**fields, **changed})  # type: ignore[arg-type]  # checked by the records


def spans(page: Article, words: str) -> tuple[Span, ...]:
    """Return the spans of the words, parted by ``|``, at their first place in the text; none for no words."""
    found = [re.search(rf"(?<!\w){re.escape(part)}", page.text) for part in words.split("|") if part]
    return tuple(page.span(*place.span()) for place in found if place)


def statement(
    page: Article, content: str, cue: str = "", source: str | StatementSource = "", via: str = "", **changed: object
) -> Statement:
    if isinstance(source, str):
        source = of_kind(page, source, "person" if source else "none")
    fields: dict[str, object] = {
        "id": f"s-{content}", "article": page.id, "mode": "direct" if "“" in content else "indirect",
        "content": spans(page, content), "cue": spans(page, cue),
        "source": source,
        "via": (Via(spans(page, via), "media", via),) if via else (), "said": None, "certainty": "unknown",
        "polarity": "positive", "about": (), "block": "paragraph", "confidence": 0.9,
    }  # fmt: skip
    return Statement(**{**fields, **changed})  # type: ignore[arg-type]  # checked by the records


def of_kind(page: Article, source: str, kind: str, name: str | None = None) -> StatementSource:
    return StatementSource(spans(page, source), kind, name or source or None)  # type: ignore[arg-type]  # a literal


def reading_of(page: Article, *statements: Statement) -> Reading:
    return Reading("mill.html", page, statements)


def mill() -> Reading:
    """Return the reading of TEXT with its three statements."""
    page = article()
    return reading_of(
        page,
        statement(page, "The mill will close", "said", "Bo Hill"),
        statement(page, "“I am sorry,”", "added", source=of_kind(page, "he", "person", "Bo Hill"), confidence=0.42),
        statement(page, "“a crime”", "called", source=of_kind(page, "Critics", "group")),
    )
