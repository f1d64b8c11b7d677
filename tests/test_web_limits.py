"""What a server for many owes everybody: no visitor, however much is asked for, keeps the others waiting or the server from ending."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from store_by_hand import reading
from test_store_deadline import ENDLESS
from web_server import Served, copy_of, serving

from onrecord import Ledger
from onrecord.store import SqliteStore
from onrecord.web import WebSettings, audit_bounds, ledgers, streams
from onrecord.web.ledgers import BeingToldError, Ledgers, TooManyStreamsError
from onrecord.web.streams import NotTakenError, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.store.kept import OutletRow

API = "/api/v1"


def endless_outlets(store: SqliteStore, _limit: int = 200) -> tuple[OutletRow, ...]:
    with store._database.reading() as db:  # noqa: SLF001 - no call of the store has no end
        db.execute(ENDLESS).fetchone()
    return ()


def cursor_of(name: str, inner: str) -> str:
    return base64.urlsafe_b64encode(f"{name} {inner}".encode()).decode().rstrip("=")


def threads(name: str) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith(name)]


@pytest.mark.parametrize(
    "path",
    ["/search?q={}", "/search?by={}", "/search?outlet={}", "/search?cursor={}", "/search.csv?about={}", "/people?q={}", "/stories?cursor={}",
     "/conflicts?cursor={}", "/audit?outlet={}", "/audit?with={}", "/audit.csv?outlet={}", "/charts/audit?outlet={}"],
)  # fmt: skip
def test_a_parameter_that_no_form_makes_is_refused_with_its_length(served: Served, path: str) -> None:
    answer = served.client.get(path.format("a" * 501))
    assert answer.status_code == 400
    assert "has 501 characters; 500 are the most" in answer.text
    assert "cursor" in path or served.client.get(path.format("a" * 500)).status_code == 200


def test_the_api_bounds_words_too(served: Served) -> None:
    for path in ("statements?q={}", "search?by={}", "people?q={}", "audit?outlet={}", "judgements?subject={}"):
        assert served.client.get(f"{API}/{path.format('a' * 501)}").status_code == 422
        assert served.client.get(f"{API}/{path.format('a' * 500)}").status_code == 200


def test_the_page_says_that_a_beginning_is_too_short_and_that_words_are_too_many(served: Served) -> None:
    assert "“t*” is too short for a beginning" in served.client.get("/search", params={"q": "t* " * 100}).text
    many = served.client.get("/search", params={"q": " ".join(f"w{number}" for number in range(17))})
    assert many.status_code == 400
    assert "17 words are too many" in many.text


@pytest.mark.parametrize(
    "path", ["/search?q=mill&cursor={}:0", "/stories?cursor={}:0", "/conflicts?cursor={}:0", "/people?cursor={}:0"]
)
def test_a_huge_cursor_of_a_page_is_refused(served: Served, path: str) -> None:
    assert served.client.get(path.format(1 << 63)).status_code == 400
    assert served.client.get(path.format((1 << 63) - 1)).status_code == 200


@pytest.mark.parametrize("name", ["conflicts", "outlets", "judgements"])
def test_a_huge_cursor_of_a_list_in_memory_leads_to_its_end(served: Served, name: str) -> None:
    answer = served.client.get(f"{API}/{name}", params={"cursor": cursor_of(name, str((1 << 63) - 1))})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_a_question_that_takes_too_long_ends_and_says_what_to_do(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteStore, "outlets", endless_outlets)
    with serving(copy_of(demo_ledger, tmp_path), WebSettings(readers=1, answer_seconds=0.2)) as served:
        page = served.client.get("/audit")
        assert page.status_code == 503
        assert "That asks for too much" in page.text
        assert "Fewer or longer words" in page.text
        told = served.client.get(f"{API}/outlets")
        assert told.status_code == 503
        assert told.json()["detail"] == "this asks for too much; ask for less"
        assert "fewer or longer words" in told.json()["next"]
        assert served.client.get("/stories").status_code == 200


def test_a_whole_count_holds_up_nobody_who_reads(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = threading.Event()
    counted = SqliteStore.sourcing

    def slow(store: SqliteStore, *asked: str | None) -> object:
        assert threading.current_thread().name.startswith("count")
        on.wait(60)
        return counted(store, *asked)

    monkeypatch.setattr(SqliteStore, "sourcing", slow)
    with serving(copy_of(demo_ledger, tmp_path), WebSettings(readers=1)) as served:
        answers: list[int] = []
        paths = ("/audit?whole=yes", "/charts/audit?whole=yes", f"{API}/audit?whole=yes")
        asking = [
            threading.Thread(target=lambda path=path: answers.append(served.client.get(path).status_code))
            for path in paths
        ]
        for one in asking:
            one.start()
        try:
            assert served.client.get("/stories").status_code == 200
            assert answers == []
        finally:
            on.set()
            for one in asking:
                one.join(60)
        assert answers == [200, 200, 200]


def test_the_chart_and_the_api_count_no_more_than_the_page_unasked(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_bounds, "MOST", 5)
    path = copy_of(demo_ledger, tmp_path)
    with Ledger(path) as ledger:
        ledger.keep(reading([("Ada Moss", "person", "the mill will close")], "late", published="2099-12-31"))
    with serving(path) as served:
        bounded, whole = (served.client.get(f"{API}/audit{asked}").json() for asked in ("", "?whole=yes"))
        assert (bounded["since"], bounded["until"], bounded["articles"]) == ("2099-01-01", "2099-12-31", 1)
        assert (whole["since"], whole["until"], whole["articles"]) == (None, None, 33)
        assert "2025-03" not in served.client.get("/charts/audit").text
        assert "2025-03" in served.client.get("/charts/audit?whole=yes").text
        page = served.client.get("/audit?whole=yes").text
        assert "/charts/audit?whole=yes" in page
        assert f"{API}/audit?whole=yes" in page


def test_whoever_asks_for_a_story_that_another_works_out_is_soon_told_so(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, on = threading.Event(), threading.Event()
    told = Ledger.story

    def slow(ledger: Ledger, key: str) -> object:
        begun.set()
        on.wait(60)
        return told(ledger, key)

    path = copy_of(demo_ledger, tmp_path)
    monkeypatch.setattr(ledgers, "ALONE_SECONDS", 0.05)
    monkeypatch.setattr(Ledger, "story", slow)
    shared = Ledgers(path, readers=2)

    async def both() -> None:
        key = await shared.read(lambda ledger: ledger.story_cards().items[0].id)
        first = asyncio.create_task(shared.read(lambda ledger: shared.story(ledger, key)))
        await asyncio.to_thread(begun.wait, 60)
        with pytest.raises(BeingToldError):
            await shared.read(lambda ledger: shared.story(ledger, key))
        on.set()
        assert (await first).id == key
        assert (await shared.read(lambda ledger: shared.story(ledger, key))).id == key

    try:
        asyncio.run(both())
    finally:
        on.set()
        shared.close()


def test_only_so_many_exports_at_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    on = threading.Event()
    read = Ledger.readings

    def slow(ledger: Ledger) -> Iterator[object]:
        on.wait(60)
        yield from read(ledger)

    monkeypatch.setattr(Ledger, "readings", slow)
    answers: list[int] = []

    def ask() -> None:
        answers.append(served.client.get(f"{API}/export").status_code)

    asking = [threading.Thread(target=ask) for _ in range(ledgers.STREAMS)]
    try:
        for one in asking:
            one.start()
        _until(lambda: len(threads("stream")) == ledgers.STREAMS)
        refused = served.client.get(f"{API}/export")
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert served.client.get("/search.csv?q=the").status_code == 503
        assert served.client.get("/stories").status_code == 200
    finally:
        on.set()
        for one in asking:
            one.join(60)
    assert answers == [200] * ledgers.STREAMS
    _until(lambda: not threads("stream"))
    assert served.client.get("/search.csv?q=the").status_code == 200


def test_a_stream_that_nobody_begins_gives_its_place_back(demo_ledger: Path) -> None:
    shared = Ledgers(demo_ledger, readers=1, read_only=True)

    def take(most: int) -> list[object]:
        return [shared.stream(lambda _: iter(())) for _ in range(most)]

    async def look() -> None:
        kept = take(ledgers.STREAMS)
        with pytest.raises(TooManyStreamsError):
            take(1)
        kept.clear()
        take(ledgers.STREAMS)

    try:
        asyncio.run(look())
    finally:
        shared.close()


def test_a_stream_that_nobody_takes_ends_and_is_not_taken_for_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "TAKEN_SECONDS", 0.1)
    ended = threading.Event()

    async def look() -> None:
        taken = aiter(Stream(lambda: iter(range(1_000_000)), ended.set))
        assert await anext(taken) == 0
        assert await asyncio.to_thread(ended.wait, 60)
        with pytest.raises(NotTakenError):
            async for _ in taken:
                pass

    asyncio.run(look())


def test_a_client_that_does_not_read_is_cut_off(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "TAKEN_SECONDS", 0.3)
    read = Ledger.readings

    def much(ledger: Ledger) -> Iterator[object]:
        for _ in range(2_000):
            yield from read(ledger)

    monkeypatch.setattr(Ledger, "readings", much)
    with serving(copy_of(demo_ledger, tmp_path)) as served:
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(f"GET {API}/export HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            _until(lambda: threads("stream"))
            _until(lambda: not threads("stream"))
            client.settimeout(60)
            received = b"".join(iter(lambda: client.recv(1 << 20), b""))
        assert received.startswith(b"HTTP/1.1 200")
        assert not received.endswith(b"0\r\n\r\n")  # the last chunk, by which a whole answer is known


def test_the_server_ends_while_something_without_an_end_is_looked_up(
    demo_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteStore, "outlets", endless_outlets)
    shared = Ledgers(copy_of(demo_ledger, tmp_path), readers=2, answer_seconds=None)
    ended = []

    async def look() -> None:
        asked = [asyncio.create_task(shared.read(lambda ledger: ledger.outlets())) for _ in range(3)]
        await asyncio.sleep(0.2)
        await asyncio.to_thread(shared.close)
        ended.extend(await asyncio.gather(*asked, return_exceptions=True))

    asyncio.run(look())
    assert [type(one).__name__ for one in ended] == ["TooMuchAskedError", "TooMuchAskedError", "LedgerError"]


def _until(true: object) -> None:
    deadline = time.monotonic() + 60
    while not true():  # type: ignore[operator]  # a function
        assert time.monotonic() < deadline
        time.sleep(0.02)
