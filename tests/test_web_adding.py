"""Adding in the browser's way: paste, upload, give an address; look at what was read; store it, and find it again."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import re
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from web_chromium import chromium, watched
from web_server import TOKEN, Served, copy_of, serving

from onrecord import Ledger, Settings
from onrecord.store.settings import LedgerSettings
from onrecord.web import WebSettings, ledgers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

PATIENCE = 120.0
"""Seconds after which a test gives up; what is waited for comes as soon as it can."""
TEXT = """Swing bridge at Fennick to stay shut until spring

The swing bridge at Fennick will stay shut until the spring, the town council said on Monday, after engineers found cracks in two bearings.

"We will not open it a day before it is safe," said Ada Moss, the mayor of Fennick. Moss denied that she had seen any warning.
"""
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Mill shut</title><link rel="canonical" href="https://bugle.example/mill">'
    '<meta property="og:site_name" content="The Bugle"><meta property="article:published_time" content="2025-03-04"></head>'
    "<body><article><h1>Mill shut</h1><p>The mill at Fennick has closed after ninety years of work, and its looms are to be sold in the "
    'spring.</p><p>"{}," said Corin Hale, who owns the mill. The council said that 40 people had lost their work.</p></article></body></html>'
)


@pytest.fixture(scope="module")
def served_to_add(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copy_of(demo_ledger, tmp_path_factory.mktemp("add"))) as server:
        server.sign_in()
        yield server


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "news.ledger") as server:
        server.sign_in()
        yield server


def proof(server: Served) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', server.client.get("/sign-in").text)
    assert found
    return found[1]


def send(server: Served, files: list[tuple[str, bytes]] | None = None, **fields: str) -> httpx.Response:
    sent = [("files", file) for file in files or ()]
    return server.client.post("/add", data={"csrf": proof(server), **fields}, files=sent or None)


def read(server: Served, files: list[tuple[str, bytes]] | None = None, **fields: str) -> tuple[str, Any]:
    """Send something to be read; return where its result is, and that page as a tree."""
    answer = send(server, files, **fields)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    end = time.monotonic() + PATIENCE
    while True:
        page = server.client.get(path)
        assert page.status_code == 200
        if 'hx-trigger="every' not in page.text:
            return path, lxml.html.fromstring(page.text)
        assert 'http-equiv="refresh"' in page.text  # without JavaScript it comes back by itself
        assert time.monotonic() < end
        time.sleep(0.1)


def store(server: Served, path: str, *chosen: int, what: str = "chosen") -> Any:
    """Store pages; return the page that says what came of it."""
    answer = server.client.post(path, data={"csrf": proof(server), "what": what, "page": [str(one) for one in chosen]})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    return lxml.html.fromstring(server.client.get(path).text)


def words(tree: Any) -> str:
    return " ".join(tree.xpath("string(//main)").split())


def articles(server: Served) -> list[str]:
    with Ledger(server.ledger, read_only=True) as ledger:
        return [reading.article.headline or "" for reading in ledger.readings() if reading.article]


def lines(*texts: str) -> bytes:
    return b"".join(
        json.dumps(
            {"id": f"own-{number}", "headline": f"Page {number}", "published": "2025-03-04", "text": text}
        ).encode()
        + b"\n"
        for number, text in enumerate(texts)
    )


# Who may


def test_adding_lets_anybody_try_a_text_and_says_how_to_sign_in(served: Served) -> None:
    served.client.cookies.clear()
    page = lxml.html.fromstring(served.client.get("/add").text)
    assert "Try a text" in words(page)
    assert page.xpath("//main//a[@href='/sign-in?next=/add']")
    assert page.xpath("//textarea[@name='text']")
    assert not page.xpath("//textarea[@name='addresses']")  # an address is fetched for those alone who are signed in


def test_adding_where_nobody_may_reads_and_stores_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger", WebSettings()) as server:
        assert "nobody can add here" in server.client.get("/add").text
        path, page = tried(server)
        assert "Nothing can be stored here" in words(page)
        assert not page.xpath("//main//button")
        assert server.client.post(path, data={"what": "all", "token": ""}).status_code == 401
        assert articles(server) == []


def tried(server: Served, **fields: str) -> tuple[str, Any]:
    """Read a text without signing in; return where its result is, and that page as a tree."""
    server.client.cookies.clear()
    answer = server.client.post("/add", data={"text": TEXT, **fields})
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    end = time.monotonic() + PATIENCE
    while 'hx-trigger="every' in (page := server.client.get(path).text):
        assert time.monotonic() < end
        time.sleep(0.1)
    return path, lxml.html.fromstring(page)


def test_adding_what_was_tried_needs_the_token_in_the_same_form(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger") as server:
        path, page = tried(server)
        assert "Ada Moss" in words(page)
        form = {"what": "chosen", "page": "0", "outlet-0": "The Fennick Bugle"}
        for token, why in (("", "Storing is for those who know the token"), ("a guess", "That is not the token")):
            refused = server.client.post(path, data={**form, "token": token})
            assert refused.status_code == 401
            assert why in lxml.html.fromstring(refused.text).xpath("string(//*[@role='alert'])")
            assert 'value="The Fennick Bugle"' in refused.text  # what was typed is still there
        assert articles(server) == []
        assert server.client.post(path, data={**form, "token": TOKEN}).status_code == 303
        assert "1 added." in server.client.get(path).text
        assert 'name="csrf"' in server.client.get("/add").text  # and signed in


def test_adding_an_address_without_signing_in_keeps_what_was_typed_and_asks_for_the_token(served: Served) -> None:
    served.client.cookies.clear()
    answer = served.client.post("/add", data={"way": "addresses", "addresses": "https://bugle.example/mill"})
    page = lxml.html.fromstring(answer.text)
    assert answer.status_code == 401
    assert page.xpath("string(//textarea[@name='addresses'])").strip() == "https://bugle.example/mill"
    assert page.xpath("//form[.//textarea[@name='addresses']]//input[@name='token']")


def test_adding_when_the_session_has_ended_keeps_the_text(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger", WebSettings(token=TOKEN, private=True)) as server:
        assert server.client.get("/add").status_code == 401
        fields = {"text": TEXT, "outlet": "The Fennick Bugle"}
        answer = server.client.post("/add", data=fields)
        page = lxml.html.fromstring(answer.text)
        assert answer.status_code == 401
        assert "Ada Moss" in page.xpath("string(//textarea[@name='text'])")
        assert page.xpath("//input[@name='outlet']/@value") == ["The Fennick Bugle"]
        assert server.client.post("/add", data={**fields, "token": "a guess"}).status_code == 401
        assert server.client.post("/add", data={"text": "x" * 1_100_000}).status_code == 413
        again = server.client.post("/add", data={**fields, "token": TOKEN})
        assert again.status_code == 303
        assert server.client.get(again.headers["location"]).status_code == 200


def test_adding_with_a_form_from_before_signing_in_keeps_the_text(served_to_add: Served) -> None:
    answer = served_to_add.client.post("/add", data={"csrf": "of another session", "text": TEXT})
    page = lxml.html.fromstring(answer.text)
    assert answer.status_code == 403
    assert "Ada Moss" in page.xpath("string(//textarea[@name='text'])")
    assert page.xpath("//form//input[@name='csrf']/@value")[0] == proof(served_to_add)


def test_adding_shows_a_result_to_nobody_who_is_not_signed_in(served_to_add: Served) -> None:
    path, _ = read(served_to_add, text=TEXT)
    cookies = dict(served_to_add.client.cookies)
    served_to_add.client.cookies.clear()
    assert served_to_add.client.get(path).status_code == 401
    served_to_add.client.cookies.update(cookies)


# Looking before storing


def test_adding_a_text_shows_what_was_read_and_stores_nothing(served_to_add: Served) -> None:
    before = articles(served_to_add)
    path, page = read(
        served_to_add, text=TEXT, outlet="The Fennick Bugle", published="2025-03-31", headline="The bridge is shut"
    )
    told = words(page)
    for expected in (
        "1 page read. Nothing is stored yet.",
        "The bridge is shut",
        "The Fennick Bugle",
        "31 March 2025",
        "Ada Moss",
        "denies",
        "council",
    ):
        assert expected in told
    assert articles(served_to_add) == before
    assert [one.get("value") for one in page.xpath("//button[@name='what']")] == ["chosen"]
    assert path.startswith("/add/")


def test_adding_stores_what_was_looked_at_and_leads_to_it(empty: Served) -> None:
    path, _ = read(empty, text=TEXT, outlet="The Fennick Bugle", published="2025-03-31")
    page = store(empty, path, 0)
    assert "Added: " in words(page)
    assert "1 added." in words(page)
    links = [link for link in page.xpath("//main//a/@href") if link.startswith(("/article/", "/story/"))]
    assert len(links) == 2
    assert articles(empty) == ["Swing bridge at Fennick to stay shut until spring"]
    assert "Swing bridge at Fennick" in empty.client.get(links[1]).text
    assert "Swing bridge at Fennick" in empty.client.get("/stories").text


def test_adding_again_changes_nothing_and_another_wording_is_a_version(empty: Served) -> None:
    outcomes: list[str] = []
    for said in ("It is over", "It is over", "It is not over"):
        path, page = read(empty, text=PAGE.format(said))
        assert ("In this ledger already" in words(page)) == bool(outcomes)
        outcomes.append(re.search(r"(Added|Unchanged|New version):", words(store(empty, path, 0)))[1])  # type: ignore[index]
    assert outcomes == ["Added", "Unchanged", "New version"]
    assert articles(empty) == ["Mill shut"]


def test_adding_counts_what_was_added_and_what_was_there(empty: Served) -> None:
    path, _ = read(empty, text=PAGE.format("It is over"))
    store(empty, path, 0)
    both = [("old.html", PAGE.format("It is over").encode()), ("new.txt", TEXT.encode())]
    path, _ = read(empty, both, way="files")
    assert "2 pages read. 1 added, 1 unchanged." in words(store(empty, path, what="all"))


def test_adding_the_same_text_under_another_name_is_warned_of(empty: Served) -> None:
    path, page = read(empty, text=TEXT, headline="Bridge shut", outlet="The Fennick Bugle")
    assert "in this ledger already" not in words(page)
    store(empty, path, 0)
    path, page = read(empty, [("5-star.txt", TEXT.encode()), ("mill.html", PAGE.format("Over").encode())], way="files")
    assert "The same text is in this ledger already, as Bridge shut, The Fennick Bugle" in words(page)
    link = page.xpath("//*[@class='warning']/a/@href")[0]
    assert "Bridge shut" in empty.client.get(link).text
    checked = {box.get("value"): box.get("checked") is not None for box in page.xpath("//input[@type='checkbox']")}
    assert checked == {"0": False, "1": True}
    store(empty, path, 1)
    assert articles(empty) == ["Bridge shut", "Mill shut"]


def test_adding_puts_outlet_headline_and_day_right_before_it_is_stored(empty: Served) -> None:
    path, page = read(empty, [("5-star.txt", TEXT.encode())], way="files")
    assert "outlet unknown" in words(page)
    assert page.xpath("//details[@class='put-right']/@open")
    form = {
        "csrf": proof(empty),
        "what": "chosen",
        "page": "0",
        "headline-0": "The bridge is shut",
        "outlet-0": " The Fennick\u202e Bugle ",
    }
    wrong = empty.client.post(path, data={**form, "published-0": "yesterday"})
    assert wrong.status_code == 422
    assert "“yesterday” is no day" in wrong.text
    assert 'value="The bridge is shut"' in wrong.text
    assert articles(empty) == []
    assert empty.client.post(path, data={**form, "published-0": "2025-03-31"}).status_code == 303
    with Ledger(empty.ledger, read_only=True) as ledger:
        (row,) = ledger.articles().items
        assert (row.headline, row.published) == ("The bridge is shut", "2025-03-31")
        assert row.outlet is not None
        assert row.outlet.startswith("The Fennick")
        assert "\u202e" not in row.outlet
        reading = ledger.article(row.id).reading
        assert "no_date" not in {one.code for one in reading.problems}
    stored = lxml.html.fromstring(empty.client.get(path).text)
    assert not stored.xpath("//details[@class='put-right']")


def test_adding_says_of_a_short_foreign_text_that_english_alone_is_read(served_to_add: Served) -> None:
    _, page = read(
        served_to_add, text="Le pont\n\nLe maire a dit que le pont restera fermé jusqu'au printemps prochain."
    )
    assert "English" in words(page)


def test_adding_stores_only_what_was_chosen_then_the_rest(empty: Served) -> None:
    path, page = read(empty, [("three.jsonl", lines(TEXT, TEXT.replace("Moss", "Hale"), "Nothing."))], way="files")
    assert "2 pages read" not in words(page)
    boxes = page.xpath("//input[@type='checkbox']/@value")
    assert boxes == [str(number) for number in range(len(boxes))]
    stored = store(empty, path, 1)
    assert articles(empty) == ["Page 1"]
    assert "What was read" in words(stored)
    assert "1" not in stored.xpath("//input[@type='checkbox']/@value")
    assert "Stored" in words(store(empty, path, what="all"))
    assert {"Page 0", "Page 1"} <= set(articles(empty))


def test_adding_stores_nothing_that_was_not_there(served_to_add: Served) -> None:
    path, _ = read(served_to_add, text=TEXT)
    for chosen in (["7"], ["-1"], ["x"], ["¹"], ["9" * 400], []):
        answer = served_to_add.client.post(path, data={"csrf": proof(served_to_add), "what": "chosen", "page": chosen})
        assert answer.status_code == 422
        assert "Choose at least one page" in answer.text


def test_adding_keeps_no_result_for_ever(served_to_add: Served) -> None:
    for method in ("GET", "POST"):
        answer = served_to_add.client.request(method, "/add/none", data={"csrf": proof(served_to_add)})
        assert answer.status_code == 410
        assert "Read the page again" in answer.text


# Files


def test_adding_files_reads_whatever_read_reads(empty: Served) -> None:
    files = [
        ("page.html", PAGE.format("It is over").encode()), ("two.jsonl.gz", gzip.compress(lines(TEXT, TEXT))), ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("..\\..\\etc\\notes.txt", TEXT.encode("utf-16")),
    ]  # fmt: skip
    path, page = read(empty, files, way="files")
    told = words(page)
    assert "4 pages read, 1 page could not be read." in told
    assert "Could not be read: picture.png" in told
    assert "this is not text (a PNG picture); give HTML" in told
    assert "from notes.txt" in told
    store(empty, path, what="all")
    assert "Mill shut" in articles(empty)


def test_adding_too_many_files_or_none_says_so(served_to_add: Served) -> None:
    assert "No file was chosen" in send(served_to_add, way="files").text
    many = [(f"{number}.txt", b"x") for number in range(21)]
    for files in (many, [("a" * 9_000, b"x")]):
        answer = send(served_to_add, files, way="files")
        assert answer.status_code == 400
        assert "up to 20 files" in answer.text


def test_adding_too_large_an_upload_says_how_much_is_taken(served_to_add: Served) -> None:
    answer = send(served_to_add, [("large.txt", b"x" * 20_100_000)], way="files")
    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize(
    "name", ["a" * 2_000 + ".txt", "\u202etxt.exe", "<script>alert(1)</script>.txt", "a\x01b.txt", "../../x.txt"]
)
def test_adding_a_file_with_any_name_shows_it_harmless(served_to_add: Served, name: str) -> None:
    _, page = read(served_to_add, [(name, TEXT.encode())], way="files")
    assert "1 page read" in words(page)
    assert "\u202e" not in words(page)
    assert not page.xpath("//main//script")
    assert len(words(page)) < 5_000


# Addresses


class _Newspaper(http.server.BaseHTTPRequestHandler):
    """A site with one page, one that its robots.txt refuses, and one that is not there."""

    def do_GET(self) -> None:
        found = {"/robots.txt": "User-agent: *\nDisallow: /refused", "/mill": PAGE.format("It is over")}.get(self.path)
        body = (found or "").encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def newspaper() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Newspaper) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_adding_an_address_of_this_machine_is_refused(served_to_add: Served, newspaper: str) -> None:
    _, page = read(served_to_add, way="addresses", addresses=f"{newspaper}/mill")
    assert "1 page could not be read." in words(page)
    assert "which is not public" in words(page)


def test_adding_addresses_follows_the_rules_of_reading(tmp_path: Path, newspaper: str) -> None:
    settings = WebSettings(token=TOKEN, reading=Settings(allow_private=True))
    with serving(tmp_path / "news.ledger", settings) as server:
        server.sign_in()
        path, page = read(
            server,
            way="addresses",
            addresses=f"{newspaper}/mill\n {newspaper}/refused\r\n{newspaper}/nothing\n{newspaper}/mill",
        )
        told = words(page)
        assert "1 page read, 2 pages could not be read." in told
        assert "robots.txt asks readers like this one not to fetch" in told
        assert "the server answered 404" in told
        store(server, path, what="all")
        assert articles(server) == ["Mill shut"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/etc/hostname", "scheme"), ("file:///etc/hostname", "scheme"), ("javascript:alert(1)", "scheme"), ("-", "scheme"),
        ("http://user:secret@bugle.example/", "password"), ("http://", "no host"), ("", "one a line"), (" \n ", "one a line"), ("http://a.example/" + "x" * 3_000, "2,000 characters"),
        ("\n".join(f"http://a.example/{number}" for number in range(21)), "20 are read at a time"),
    ],
)  # fmt: skip
def test_adding_what_is_no_address_says_so_at_once(served_to_add: Served, address: str, why: str) -> None:
    answer = send(served_to_add, way="addresses", addresses=address)
    assert answer.status_code == 422
    alert = lxml.html.fromstring(answer.text).xpath("string(//*[@role='alert'])")
    assert why in alert


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"text": " \n"}, "no text yet"), ({"text": TEXT, "published": "yesterday"}, "is no day"), ({"text": TEXT, "url": "javascript:alert(1)"}, "scheme")],
)  # fmt: skip
def test_adding_a_text_that_cannot_be_read_says_why_and_keeps_what_was_typed(
    served_to_add: Served, fields: dict[str, str], why: str
) -> None:
    answer = send(served_to_add, None, **fields, outlet="The Fennick Bugle")
    page = lxml.html.fromstring(answer.text)
    assert answer.status_code == 422
    assert why in page.xpath("string(//*[@role='alert'])")
    assert page.xpath("//input[@name='outlet']/@value") == ["The Fennick Bugle"]
    assert page.xpath("string(//textarea[@name='text'])").strip() == fields["text"].strip()


# When it is busy


def test_adding_to_a_full_queue_says_how_long_it_is_and_keeps_the_text(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger", WebSettings(token=TOKEN, waiting=0)) as server:
        server.sign_in()
        answer = send(server, text=TEXT)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        page = lxml.html.fromstring(answer.text)
        assert "0 requests are waiting" in page.xpath("string(//*[@role='alert'])")
        assert "Ada Moss" in page.xpath("string(//textarea[@name='text'])")


def test_adding_while_another_process_writes_says_so_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "Ledger", functools.partial(Ledger, ledger_settings=LedgerSettings(wait_seconds=0.1)))
    with serving(tmp_path / "news.ledger") as server:
        server.sign_in()
        path, _ = read(server, text=TEXT)
        form = {"csrf": proof(server), "what": "chosen", "page": "0"}
        with _writing(server.ledger):
            busy = server.client.post(path, data=form)
        assert busy.status_code == 503
        assert "1 page not stored yet; nothing that was read is lost" in " ".join(busy.text.split())
        assert "Ada Moss" in busy.text
        assert articles(server) == []
        store(server, path, 0)
        assert len(articles(server)) == 1


@contextmanager
def _writing(ledger: Path) -> Iterator[None]:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


# In a real browser


def test_adding_in_a_browser_from_signing_in_to_the_story(empty: Served) -> None:
    with chromium() as browser, watched(browser) as seen:
        page = seen.page
        page.goto(f"{empty.address}/add")
        page.get_by_role("link", name="Sign in", exact=True).click()
        page.get_by_label("Token").fill(TOKEN)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_label("The article's words").fill(TEXT)
        page.get_by_label("Outlet").fill("The Fennick Bugle")
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("heading", name="What was read").wait_for()
        assert articles(empty) == []
        page.get_by_role("button", name="Store it").click()
        page.get_by_role("link", name="its story").click()
        page.get_by_role("heading", level=1, name="Swing bridge").wait_for()
        assert "/story/" in page.url
        assert not seen.happened


def test_adding_in_a_browser_without_javascript(empty: Served, tmp_path: Path) -> None:
    file = tmp_path / "mill.html"
    file.write_text(PAGE.format("It is over"), "utf-8")
    with chromium() as browser, watched(browser, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{empty.address}/sign-in?token={TOKEN}&next=/add")
        assert TOKEN not in page.url
        page.get_by_label("Up to 20 files").set_input_files(file)
        page.get_by_role("button", name="Read them").click()
        page.get_by_role("heading", name="Mill shut").wait_for()
        page.get_by_role("button", name="Store it").click()
        page.get_by_role("heading", name="Stored").wait_for()
        assert articles(empty) == ["Mill shut"]
        assert not seen.happened


def test_adding_in_a_browser_by_keyboard(empty: Served) -> None:
    with chromium() as browser, watched(browser) as seen:
        page = seen.page
        page.goto(f"{empty.address}/sign-in?token={TOKEN}&next=/add")
        page.get_by_label("The article's words").focus()
        page.keyboard.insert_text(TEXT)
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Read it":
                break
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="What was read").wait_for()
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Store it":
                break
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Stored").wait_for()
        assert len(articles(empty)) == 1
