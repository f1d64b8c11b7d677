"""Reading through the API: whatever comes in, records come out; and storing, which needs the token."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from web_server import TOKEN, Served, serving

from onrecord import Ledger
from onrecord.read import ninjs
from onrecord.web import WebSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from onrecord import Document

API = "/api/v1"
PROBLEM = "application/problem+json"
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
TEXT = "The ferry to Sandholm will stop in May, said Bo Hill, the director of Sund Lines."
PAGE = f"<html><body><article><h1>Ferry to stop</h1><p>{TEXT} The ferry has run since 1911. It takes forty minutes from pier to pier.</p></article></body></html>"
NINJS = {"uri": "urn:test:1", "headlines": [{"value": "Ferry to stop"}], "bodies": [{"value": TEXT}]}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an empty ledger that may be written to."""
    with serving(tmp_path_factory.mktemp("api") / "some.ledger") as served:
        yield served


def speakers(told: dict[str, Any]) -> list[str | None]:
    return [statement["source"]["name"] for reading in told["items"] for statement in reading["statements"]]


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": TEXT}},
        {"json": {"html": PAGE}},
        {"json": NINJS},
        {"json": [NINJS]},
        {"content": TEXT, "headers": {"Content-Type": "text/plain"}},
        {"content": PAGE.encode("utf-16"), "headers": {"Content-Type": "text/html; charset=utf-16"}},
        {"content": gzip.compress(PAGE.encode()), "headers": {"Content-Type": "application/octet-stream"}},
        {"content": json.dumps({"id": "1", "text": TEXT}), "headers": {"Content-Type": "application/jsonl"}},
        {"files": {"file": ("page.html", PAGE)}},
        {"files": [("file", ("note.txt", TEXT))], "data": {"outlet": "The Tern"}},
    ],
    ids=["text", "html", "ninjs", "ninjs list", "plain text", "utf-16 page", "gzip", "jsonl", "file", "text file"],
)  # fmt: skip
def test_whatever_comes_in_is_read(desk: Served, sent: dict[str, Any]) -> None:
    answer = desk.client.post(f"{API}/read", **sent)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert speakers(told) == ["Bo Hill"]
    assert told["cursor"] is None


def test_what_is_said_of_a_text_counts(desk: Served) -> None:
    known = {
        "outlet": "The Tern",
        "headline": "Ferry to stop",
        "published": "2025-03-03",
        "url": "https://tern.example/1",
        "id": "mine",
    }
    article = desk.client.post(f"{API}/read", json={"text": TEXT, **known}).json()["items"][0]["article"]
    assert {name: article[name] for name in ("outlet", "headline", "published", "url")} == {
        name: value for name, value in known.items() if name != "id"
    }
    assert article["source"]["id"] == "mine"
    assert article["text"] == TEXT


def test_what_is_said_of_files_counts(desk: Served) -> None:
    sent = {"outlet": "The Tern", "published": "2025-03-03"}
    told = desk.client.post(
        f"{API}/read", files=[("file", ("a.txt", TEXT)), ("file", ("b.txt", TEXT))], data=sent
    ).json()
    assert [(one["article"]["outlet"], one["article"]["published"]) for one in told["items"]] == [
        ("The Tern", "2025-03-03")
    ] * 2


def test_reading_stores_nothing(desk: Served) -> None:
    desk.client.post(f"{API}/read", json={"text": TEXT, "id": "not stored"})
    assert desk.client.get(f"{API}/articles/not%20stored").status_code == 404


def test_a_page_that_can_not_be_read_says_why(desk: Served) -> None:
    answer = desk.client.post(f"{API}/read", json={"url": "http://127.0.0.1:8000/"}, headers=SIGNED)
    assert answer.status_code == 200
    (told,) = answer.json()["items"]
    assert told["source"] == "http://127.0.0.1:8000/"
    assert [one["code"] for one in told["problems"]] == ["not_public"]


@pytest.mark.parametrize(
    ("sent", "status", "names"),
    [
        ({"json": {}}, 422, "text, html or url"),
        ({"json": {"text": TEXT, "html": PAGE}}, 422, "not both"),
        ({"json": {"url": "https://tern.example", "outlet": "The Tern"}}, 422, "outlet"),
        ({"json": {"text": TEXT, "autlet": "The Tern"}}, 422, "body: autlet"),
        ({"json": {"text": 5}}, 422, "body: text"),
        ({"json": {"text": None}}, 422, "body: text"),
        ({"json": {"text": TEXT, "published": "Monday"}}, 422, "body: published"),
        ({"json": {"text": TEXT, "published": "2025-02-30"}}, 422, "body: published"),
        ({"json": {"text": TEXT, "outlet": ""}}, 422, "body: outlet"),
        ({"content": '{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 422, "body: text"),
        ({"json": []}, 422, "body"),
        ({"json": "a text"}, 422, "body"),
        ({"content": "{", "headers": {"Content-Type": "application/json"}}, 400, "JSON"),
        ({"content": "[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400, "JSON"),
        ({"content": "", "headers": {"Content-Type": "application/json"}}, 400, "no body"),
        ({"content": "x", "headers": {"Content-Type": "application/pdf"}}, 415, "application/pdf"),
        ({"content": "x"}, 415, "not named"),
        ({"files": {"page": ("page.html", PAGE)}}, 422, "body: page"),
        ({"files": {"file": ("page.html", PAGE)}, "data": {"outlet": "x" * 1_001}}, 422, "body: outlet"),
        ({"files": {"file": ("page.html", PAGE)}, "data": {"published": "Monday"}}, 422, "body: published"),
        ({"files": {"file": (None, "no file")}}, 422, "body: file"),
        ({"content": "--x", "headers": {"Content-Type": "multipart/form-data"}}, 400, ""),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_with_the_reason(
    desk: Served, sent: dict[str, Any], status: int, names: str
) -> None:
    answer = desk.client.post(f"{API}/read", **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert names in answer.json()["detail"]
    assert answer.json()["next"]


def test_a_full_queue_says_how_long_it_is_and_when_to_come_again(tmp_path: Path) -> None:
    with serving(tmp_path / "some.ledger", WebSettings(token=TOKEN, waiting=0)) as served:
        assert served.client.get(f"{API}/queue").json() == {"waiting": 0, "most": 0}
        answer = served.client.post(f"{API}/read", json={"text": TEXT})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == PROBLEM
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["waiting"] == 0


def test_strangers_who_left_wait_no_more(desk: Served) -> None:
    long = "\n\n".join([TEXT * 10] * 2_000).encode()
    slow, waiting = sent_and_left_open(desk, long), sent_and_left_open(desk, long)
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 1)
    waiting.close()
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 0)
    slow.close()
    assert speakers(desk.client.post(f"{API}/read", json={"text": TEXT}).json()) == ["Bo Hill"]


def test_a_stranger_waits_twice_and_an_editor_comes_in_all_the_same(desk: Served) -> None:
    long = "\n\n".join([TEXT * 10] * 2_000).encode()
    open_ones = [sent_and_left_open(desk, long)]
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 0)
    open_ones += [sent_and_left_open(desk, long) for _ in range(2)]
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 2)
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        refused = desk.client.post(f"{API}/read", json={"text": TEXT}, headers=headers)
        assert refused.status_code == 503
        assert "from your address" in refused.json()["detail"]
    open_ones.append(sent_and_left_open(desk, TEXT.encode(), SIGNED))
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 3)
    for one in open_ones:
        one.close()
    wait_until(lambda: desk.client.get(f"{API}/queue").json()["waiting"] == 0)


def sent_and_left_open(desk: Served, text: bytes, headers: dict[str, str] | None = None) -> socket.socket:
    """Send a text to be read and return the line on which the answer would come."""
    host = urlsplit(desk.address)
    line = socket.create_connection((host.hostname, host.port))
    named = {"Host": host.netloc, "Content-Type": "text/plain", "Content-Length": str(len(text)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    line.sendall(f"POST {API}/read HTTP/1.1\r\n{head}\r\n".encode() + text)
    return line


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_too_many_pages_are_refused_with_their_number(tmp_path: Path) -> None:
    with serving(tmp_path / "some.ledger", WebSettings(token=TOKEN, request_pages=3)) as served:
        answers = [served.client.post(f"{API}/read", json=[NINJS] * many) for many in (3, 4)]
    assert [answer.status_code for answer in answers] == [200, 413]
    assert answers[1].headers["content-type"] == PROBLEM
    assert "these are 4 pages; 3 are read at a time" in answers[1].json()["detail"]


def test_nobody_waits_while_a_body_is_taken_apart(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    loops = []

    def items(*given: Any) -> Iterator[Document]:
        with contextlib.suppress(RuntimeError):
            loops.append(asyncio.get_running_loop())
        return ninjs.items(*given)

    monkeypatch.setattr("onrecord.web.api.given.ninjs", SimpleNamespace(items=items))
    assert speakers(desk.client.post(f"{API}/read", json=NINJS).json()) == ["Bo Hill"]
    assert loops == []


def test_too_large_a_body_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "some.ledger", WebSettings(token=TOKEN, upload_bytes=1_000)) as served:
        answer = served.client.post(f"{API}/read", json={"text": TEXT * 20})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == PROBLEM


def test_storing_an_article_twice_changes_nothing_and_another_text_is_a_version(desk: Served) -> None:
    page = {"url": "https://tern.example/versions", "text": TEXT, "published": "2025-03-03"}
    outcomes = []
    for sent in (page, page, {**page, "text": TEXT.replace("May", "June")}):
        answer = desk.client.post(f"{API}/articles", json=sent, headers=SIGNED)
        (entry,) = answer.json()["items"]
        outcomes.append((answer.status_code, entry["outcome"], entry["version"]))
    assert outcomes == [(201, "added", 1), (200, "unchanged", 1), (200, "changed", 2)]
    assert entry["difference"]["changed"][0]["what"]["content"][1].endswith("June")
    location = answer.headers["location"]
    assert desk.client.get(location).json()["version"] == 2
    assert len(desk.client.get(f"{location}/versions").json()["items"]) == 2
    assert desk.client.get(location, params={"version": 1}).json()["reading"]["article"]["text"] == TEXT


def test_several_pages_are_stored_at_once_and_the_unreadable_ones_say_why(desk: Served) -> None:
    lines = [
        {"id": "several-1", "text": TEXT},
        {"id": "several-2"},
        {"id": "several-3", "text": TEXT.replace("May", "July")},
    ]
    body = "\n".join(map(json.dumps, lines))
    answer = desk.client.post(f"{API}/articles", content=body, headers={**SIGNED, "Content-Type": "application/jsonl"})
    assert [one["outcome"] for one in answer.json()["items"]] == ["added", "unread", "added"]
    assert answer.json()["items"][1]["problems"][0]["code"] == "bad_record"


def test_what_is_stored_as_ninjs_can_be_stored_again(desk: Served) -> None:
    page = {
        "id": "ninjs-1",
        "text": f"By Ada Moss\n\n{TEXT}",
        "headline": "Ferry to stop",
        "outlet": "The Tern",
        "published": "2025-03-03",
    }
    location = desk.client.post(f"{API}/articles", json=page, headers=SIGNED).headers["location"]
    item = desk.client.get(f"{location}/ninjs").json()
    assert item["standard"]["name"] == "ninjs"
    (again,) = desk.client.post(f"{API}/read", json=item).json()["items"]
    first = desk.client.get(location).json()["reading"]
    for name in ("headline", "outlet", "published", "text"):
        assert again["article"][name] == first["article"][name]
    assert speakers({"items": [again]}) == speakers({"items": [first]})


def test_an_article_is_erased_and_first_it_is_said_what_would_go(desk: Served) -> None:
    location = desk.client.post(f"{API}/articles", json={"id": "erase-1", "text": TEXT}, headers=SIGNED).headers[
        "location"
    ]
    asked = desk.client.delete(location, params={"dry_run": "true"}, headers=SIGNED)
    assert asked.json()["dry_run"]
    assert asked.json()["articles"]
    assert desk.client.get(location).status_code == 200
    done = desk.client.delete(location, headers=SIGNED).json()
    assert not done["dry_run"]
    assert done["articles"] == asked.json()["articles"]
    assert desk.client.get(location).status_code == 404
    assert desk.client.delete(location, headers=SIGNED).status_code == 404


def test_dry_run_is_true_or_false_and_nothing_else(desk: Served) -> None:
    location = desk.client.post(f"{API}/articles", json={"id": "dry-1", "text": TEXT}, headers=SIGNED).headers[
        "location"
    ]
    for wrong in ("yes", "1", "True", ""):
        answer = desk.client.delete(location, params={"dry_run": wrong}, headers=SIGNED)
        assert answer.status_code == 422, wrong
    assert desk.client.get(location).status_code == 200


WRITES = [
    ("POST", "/articles"), ("DELETE", "/articles/x"), ("POST", "/statements/x/corrections"), ("POST", "/people/x/merge"),
    ("POST", "/people/x/split"), ("POST", "/judgements/j1/undo"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}],
    ids=["none", "wrong", "basic"],
)
def test_nobody_writes_without_the_token(desk: Served, method: str, path: str, headers: dict[str, str]) -> None:
    answer = desk.client.request(method, API + path, json={"text": TEXT}, headers=headers)
    assert answer.status_code in {401, 429}
    assert answer.headers["content-type"] == PROBLEM


def test_the_document_names_all_that_writes(desk: Served) -> None:
    document = desk.client.get(f"{API}/openapi.json").json()
    writes = {
        (method.upper(), path) for path, methods in document["paths"].items() for method, one in methods.items() if "security" in one
    }  # fmt: skip
    unsafe = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods if method != "get"
    }
    assert unsafe - writes == {("POST", "/read")}
    assert len(writes) == len(WRITES)


def test_a_session_writes_with_its_proof_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "some.ledger") as served:
        served.sign_in()
        refused = served.client.post(f"{API}/articles", json={"text": TEXT})
    assert refused.status_code == 403
    assert refused.headers["content-type"] == PROBLEM


def test_an_address_is_fetched_for_those_alone_who_know_the_token(desk: Served) -> None:
    asked = {"url": "http://127.0.0.1:8000/"}
    assert desk.client.post(f"{API}/read", json=asked).status_code == 401
    assert desk.client.post(f"{API}/read", json={**asked, "text": TEXT}).status_code == 200


def test_a_ledger_that_nobody_writes_to_says_so(tmp_path: Path) -> None:
    Ledger(tmp_path / "some.ledger").close()
    with serving(tmp_path / "some.ledger", WebSettings(token=TOKEN, read_only=True)) as served:
        answers = [
            served.client.request(method, API + path, json={"why": "x"}, headers=SIGNED) for method, path in WRITES
        ]
        assert served.client.get(f"{API}/articles").status_code == 200
        assert served.client.post(f"{API}/read", json={"text": TEXT}).status_code == 200
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.headers["content-type"] for answer in answers} == {PROBLEM}
