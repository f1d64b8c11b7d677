"""A ledger full of hostile pages: every page of the site that shows them is fetched, taken apart, and opened in a real browser."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from hostile_pages import ATTACKS, hostile_documents
from web_chromium import chromium, watched
from web_server import Served, serving

from onrecord import Ledger, Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_PAGES = 400
"""Pages that are visited: every kind of page many times over, since those of one kind are taken in turn with those of others."""
OPENED = 40
"""Of these, how many the browser opens."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
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

    def found(path: str) -> None:
        if path not in known:
            known.add(path)
            waiting.setdefault(_kind(path), deque()).append(path)

    for path in ("/", "/stories", "/people", "/conflicts", "/audit", "/add", "/sign-in", "/search?q=bridge", "/nowhere"):
        found(path)
    for attack in ATTACKS.values():
        words = quote(attack[:500], safe="", errors="replace")
        for path in (f"/search?q={words}", f"/search?by={words}&kind={words}&from={words}", f"/people?q={words}", f"/audit?outlet={words}&with={words}",
                     f"/article/{words}", f"/voice/{words}", f"/story/{words}", f"/statement/{words}", f"/add/{words}", f"/sign-in?token={words}&next={words}"):  # fmt: skip
            found(path)
    pages: dict[str, str] = {}
    while any(waiting.values()) and len(pages) < MOST_PAGES:
        for kind in list(waiting):
            if not waiting[kind]:
                continue
            path = waiting[kind].popleft()
            answer = hostile.client.get(path)
            assert answer.status_code < 500, (path[:200], answer.text[:500])
            if not answer.headers.get("content-type", "").startswith("text/html"):
                assert "script" not in answer.headers.get("content-type", "")
                continue
            pages[path] = answer.text
            for link in lxml.html.fromstring(answer.text).iter("a"):
                target = urldefrag(urljoin(path, link.get("href", ""))).url
                if target.startswith("/") and not target.startswith("//"):
                    found(target)
    return pages


def _kind(path: str) -> str:
    parts = urlsplit(path).path.split("/")
    return "/".join([parts[1], *parts[3:]])


def elements_of(page: str) -> Iterator[Any]:
    return (element for element in lxml.html.document_fromstring(page).iter() if isinstance(element.tag, str))


def test_hostile_every_kind_of_page_is_visited(visited: dict[str, str]) -> None:
    kinds = {urlsplit(path).path.split("/")[1] for path in visited}
    assert {"", "stories", "story", "search", "add", "sign-in"} <= kinds


def test_hostile_words_bring_no_script(visited: dict[str, str]) -> None:
    for path, page in visited.items():
        for element in elements_of(page):
            if element.tag != "script" or (element.get("type") == "application/json" and element.get("src") is None):
                continue
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


def test_hostile_pages_of_a_megabyte_stay_light(visited: dict[str, str]) -> None:
    heavy = {path: len(page) for path, page in visited.items() if len(page) > 1_000_000 and not path.startswith(("/article", "/statement"))}
    assert not heavy


def test_hostile_answers_of_the_api_are_no_pages(hostile: Served, visited: dict[str, str]) -> None:
    for path in ("/api/v1/articles", "/api/v1/stories", "/api/v1/people?q=Ada", "/api/v1/search?q=bridge", "/api/v1/conflicts", "/api/v1/audit"):
        answer = hostile.client.get(path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not answer.headers["content-type"].startswith("text/html"), path


def test_hostile_pages_do_nothing_in_a_browser(hostile: Served, visited: dict[str, str]) -> None:
    by_kind: dict[str, list[str]] = {}
    for path in visited:
        by_kind.setdefault(_kind(path), []).append(path)
    turns = max(map(len, by_kind.values()))
    paths = [paths[turn] for turn in range(turns) for paths in by_kind.values() if turn < len(paths)][:OPENED]
    with chromium() as browser, watched(browser) as seen:
        seen.context.add_cookies([{"name": name, "value": value, "url": hostile.address} for name, value in hostile.client.cookies.items()])
        for path in paths:
            seen.page.goto(hostile.address + path)
            seen.page.mouse.move(400, 300)
            for box in seen.page.locator("details:not([open]) > summary").all()[:5]:
                box.click()
            assert seen.page.url.startswith(hostile.address), path
            assert not seen.happened, path
