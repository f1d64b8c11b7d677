"""Every page of the site, on the demo ledger with one article that has changed since: for tests that go through all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from web_server import TOKEN, copy_of

from onrecord import Ledger
from onrecord.web import WebSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SWEEP = WebSettings(token=TOKEN, requests_a_second=1_000, burst=10_000)
"""Limits for a browser that goes through all pages without reading them."""
CHANGED = "longwave-01"
WEDDING = "WEDDING CALLA!"


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of what the demo ledger has."""

    story: str
    conflicting: str
    article: str
    changed: str
    statement: str
    unnamed: str
    person: str
    body: str


PAGES: dict[str, Callable[[Known], str]] = {
    "front": lambda _: "/",
    "stories": lambda _: "/stories",
    "search": lambda _: "/search?q=jetty",
    "search, unasked": lambda _: "/search",
    "search, found in part": lambda _: "/search?q=jetty+zeppelin",
    "search, nothing": lambda _: "/search?q=zeppelin",
    "story": lambda known: f"/story/{known.story}",
    "story, conflicts": lambda known: f"/story/{known.conflicting}",
    "conflicts": lambda _: "/conflicts",
    "method": lambda _: "/method",
    "article": lambda known: f"/article/{known.article}",
    "article, earlier version": lambda known: f"/article/{known.changed}?version=1",
    "article, changes": lambda known: f"/article/{known.changed}/changes?from=1&to=2",
    "statement": lambda known: f"/statement/{known.statement}",
    "statement, anonymous": lambda known: f"/statement/{known.unnamed}",
    "voice": lambda known: f"/voice/{known.person}",
    "voice, body": lambda known: f"/voice/{known.body}",
    "people": lambda _: "/people",
    "people, found": lambda _: "/people?q=merrin",
    "people, nobody": lambda _: "/people?q=zeppelin",
    "audit": lambda _: "/audit",
    "audit, two": lambda _: "/audit?outlet=Longwave+News&with=The+Morning+Chronicler",
    "audit, nothing": lambda _: "/audit?outlet=No+Such+Paper",
    "search, misspelt": lambda _: "/search?q=engagd&outlet=No+Such+Paper&from=soon",
    "decisions": lambda _: "/decisions",
    "add": lambda _: "/add",
    "sign in": lambda _: "/sign-in",
    "api docs": lambda _: "/api/v1/docs",
    "missing": lambda _: "/story/nothing",
}
"""Where every page is found, by what it is; each is answered with 200, but for ``missing``."""


def swept_ledger(demo_ledger: Path, folder: Path) -> tuple[Path, Known]:
    """Return a copy of the demo ledger in which one article has a second version, and the ids of what pages show."""
    path = copy_of(demo_ledger, folder)
    lines = (files("onrecord") / "data" / "demo_ledger.jsonl").read_text("utf-8").splitlines()
    article = json.loads(next(line for line in lines if len(json.loads(line)["text"]) > 1_000))
    article["text"] = article["text"].replace(
        "\n\n", "\n\nA council spokesman later said the date might change.\n\n", 1
    )
    (folder / "changed.jsonl").write_text(json.dumps(article), "utf-8")
    with Ledger(path) as ledger:
        (entry,) = ledger.add([str(folder / "changed.jsonl")])
        assert entry.outcome == "changed"
        assert entry.article is not None
        stories = list(ledger.all_stories())
        wedding = next(story for story in stories if story.title.startswith(WEDDING))
        clash = next(story for story in stories if story.conflicts)
        said = ledger.search("jetty", limit=1).items[0]
        unnamed = ledger.search(kind="anonymous", limit=1).items[0]
        people = ledger.who("Calla Merrin")
        body = next(voice for voice in ledger.voices(50).items if voice.kind == "organisation")
    known = Known(
        wedding.id, clash.id, said.article, entry.article, said.statement, unnamed.statement, people[0].id, body.id
    )  # fmt: skip
    return path, known
