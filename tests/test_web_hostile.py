"""A ledger full of hostile pages: every page of the site that shows them is fetched, taken apart, and opened in a real browser."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from hostile_pages import ATTACKS, hostile_documents
from web_chromium import chromium, watched
from web_server import Served, serving

from onrecord import Document, Ledger, Pipeline
from onrecord.trace.phrases import in_phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_PAGES = 400
"""Pages that are visited: every kind of page many times over, since those of one kind are taken in turn with those of others."""
OPENED = 40
"""Of these, how many the browser opens."""
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
FORBIDDEN = ("style", "base", "iframe", "object", "embed", "frame", "applet", "animate", "set", "foreignobject")
LEADING = ("href", "src", "action", "formaction", "poster", "{http://www.w3.org/1999/xlink}href", "xlink:href")
ASKING = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path: Path = tmp_path_factory.mktemp("hostile") / "{{7*7}}<b onclick=alert(1)>.ledger"
    pipeline = Pipeline()
    with Ledger(path) as ledger:
        entries = [ledger.keep(pipeline.read(document)) for document in hostile_documents()]
        for _ in ledger.all_stories():
            pass
    assert sum(entry.outcome == "added" for entry in entries) > 2 * len(ATTACKS)  # the attacks are in it
    with serving(path) as server:
        server.sign_in()
        yield server


@pytest.fixture(scope="module")
def visited(hostile: Served) -> dict[str, str]:
    """Return every page that links lead to, and searches for each attack, by path."""
    waiting: dict[str, deque[str]] = {}
    known: set[str] = set()
    pages: dict[str, str] = {}

    def found(paths: Iterable[str]) -> None:
        for path in paths:
            if path not in known:
                known.add(path)
                waiting.setdefault(_kind(path), deque()).append(path)

    found(("/", "/stories", "/people", "/conflicts", "/audit", "/add", "/sign-in", "/search?q=bridge", "/nowhere"))
    for attack in ATTACKS.values():
        found(_asking(quote(attack[:500], safe="", errors="replace")))
    while any(waiting.values()) and len(pages) < MOST_PAGES:
        for path in [queue.popleft() for queue in list(waiting.values()) if queue]:
            page = _page(hostile, path)
            if page is not None:
                pages[path] = page
                found(_links(path, page))
    return pages


def _asking(words: str) -> tuple[str, ...]:
    """Return paths that ask each kind of page for words that it does not have, or has from somebody else."""
    return (
        f"/search?q={words}", f"/search?by={words}&kind={words}&from={words}", f"/people?q={words}", f"/audit?outlet={words}&with={words}",
        f"/article/{words}", f"/voice/{words}", f"/story/{words}", f"/statement/{words}", f"/add/{words}", f"/sign-in?token={words}&next={words}",
    )  # fmt: skip


def _page(hostile: Served, path: str) -> str | None:
    """Return a page of the site, None for what is no page: a file to keep, a picture, a feed."""
    answer = hostile.client.get(path)
    assert answer.status_code < 500, (path[:200], answer.text[:500])
    kind = answer.headers.get("content-type", "")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script" not in kind
    return answer.text if kind.startswith("text/html") else None


def _links(path: str, page: str) -> Iterator[str]:
    """Yield the paths of this site that a page leads to."""
    for link in lxml.html.fromstring(page).iter("a"):
        target = urldefrag(urljoin(path, link.get("href", ""))).url
        if target.startswith("/") and not target.startswith("//"):
            yield target


def _kind(path: str) -> str:
    parts = urlsplit(path).path.split("/")
    return "/".join([parts[1], *parts[3:]])


def elements_of(page: str) -> Iterator[Any]:
    return (element for element in lxml.html.document_fromstring(page).iter() if isinstance(element.tag, str))


def test_hostile_every_kind_of_page_is_visited(visited: dict[str, str]) -> None:
    kinds = {urlsplit(path).path.split("/")[1] for path in visited}
    assert {
        "",
        "stories",
        "story",
        "article",
        "statement",
        "voice",
        "search",
        "people",
        "audit",
        "conflicts",
        "add",
        "sign-in",
    } <= kinds


def test_hostile_words_bring_no_script(visited: dict[str, str]) -> None:
    for path, page in visited.items():
        for element in elements_of(page):
            if element.tag != "script":
                continue
            if element.get("type") in {"application/json", "application/ld+json"}:  # data, which no browser runs
                assert element.get("src") is None, path
                json.loads(element.text)
                continue
            assert element.get("type") in {None, "module"}, path
            assert element.get("src", "").startswith("/static/"), path
            assert not (element.text or "").strip(), path


def test_hostile_words_bring_no_element_or_attribute_that_acts(visited: dict[str, str]) -> None:
    for path, page in visited.items():
        for element in elements_of(page):
            assert element.tag.lower() not in FORBIDDEN, (path, element.tag)
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), (path, name)
                assert name.lower() != "style", (path, value)
                if name.lower() in ASKING:
                    assert value.startswith("/") or value in {"true", "false"}, (path, value)
                    assert not value.startswith("//"), (path, value)


def test_hostile_addresses_lead_nowhere(visited: dict[str, str]) -> None:
    for path, page in visited.items():
        for element in elements_of(page):
            for name in LEADING:
                value = element.get(name)
                if value is None:
                    continue
                outside = element.tag == "a" and value.startswith(("https://", "http://"))
                ours = value.startswith(("/", "#", "?")) and not value.startswith(("//", "/\\"))
                assert outside or ours or value == "", (path, name, value)


def test_hostile_controls_turn_nothing_around(visited: dict[str, str]) -> None:
    for path, page in visited.items():
        assert not CONTROL.search(page), path
        for element in elements_of(page):
            for words in (element.text or "", element.tail or "", *element.attrib.values()):
                found = CONTROL.search(words)
                assert not found, (path, element.tag, words[:200])


def test_hostile_template_syntax_is_printed_and_not_worked_out(hostile: Served) -> None:
    page = hostile.client.get("/search", params={"q": "bridge", "by": ATTACKS["template"]}).text
    assert ATTACKS["template"] in " ".join(lxml.html.fromstring(page).xpath("//input[@name='by']/@value"))
    assert "{{7*7}}" in lxml.html.fromstring(page).xpath("string(//footer)")  # the ledger's own name


def test_hostile_names_of_a_megabyte_are_no_names_and_it_is_said() -> None:
    reading = Pipeline().read(
        next(document for document in hostile_documents() if document.headline == ATTACKS["long"])
    )
    assert reading.article
    assert reading.article.outlet is None
    assert reading.article.bylines == ()
    assert len(reading.article.headline or "") < 3_000
    assert [problem.message for problem in reading.problems if problem.code == "name_too_long"]


def test_hostile_words_without_an_end_are_traced_in_a_moment() -> None:
    text = hostile_documents()[0].data
    assert isinstance(text, str)
    for word in ("Aa" * 200_000, "1" * 400_000):
        article = Pipeline().read(Document("word", text.replace(ATTACKS["script"], word, 1), format="text"))
        assert in_phrases(article) is not None  # took hours where a name had no longest word


def test_hostile_pages_of_a_megabyte_stay_light(visited: dict[str, str]) -> None:
    heavy = {
        path: len(page)
        for path, page in visited.items()
        if len(page) > 1_000_000 and not path.startswith(("/article", "/statement"))
    }
    assert not heavy


def test_hostile_answers_of_the_api_are_no_pages(hostile: Served) -> None:
    for path in (
        "/api/v1/articles",
        "/api/v1/stories",
        "/api/v1/people?q=Ada",
        "/api/v1/search?q=bridge",
        "/api/v1/conflicts",
        "/api/v1/audit",
    ):
        answer = hostile.client.get(path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not answer.headers["content-type"].startswith("text/html"), path


def test_hostile_pages_do_nothing_in_a_browser(hostile: Served, visited: dict[str, str]) -> None:
    by_kind: dict[str, list[str]] = {}
    for path in visited:
        by_kind.setdefault(_kind(path), []).append(path)
    by_kind = {
        kind: [path for path in some if ".csv" not in path] for kind, some in by_kind.items()
    }  # a browser saves these
    turns = max(map(len, by_kind.values()))
    paths = [paths[turn] for turn in range(turns) for paths in by_kind.values() if turn < len(paths)][:OPENED]
    with chromium() as browser, watched(browser) as seen:
        seen.context.add_cookies(
            [{"name": name, "value": value, "url": hostile.address} for name, value in hostile.client.cookies.items()]
        )
        for path in paths:
            seen.page.goto(hostile.address + path)
            seen.page.mouse.move(400, 300)
            for box in seen.page.locator("details:not([open]) > summary").all()[:5]:
                box.click()
            assert seen.page.url.startswith(hostile.address), path
            assert not seen.happened, path
