"""What the server lets in and what it refuses, over real connections, and who may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException
from web_server import TOKEN, Served, serving

from onrecord.errors import UsageError
from onrecord.web import WebSettings, application
from onrecord.web.guard import HEADERS
from onrecord.web.ledgers import Ledgers
from onrecord.web.pages.signing import local
from onrecord.web.rates import Rates, client_of
from onrecord.web.sessions import COOKIE, WRONG_TOKENS, require_writer, visitor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from fastapi import FastAPI

PROBLEM = "application/problem+json"
BEYOND = WebSettings(host="0.0.0.0", token=TOKEN)


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = WebSettings(token=TOKEN, hosts=frozenset({"desk.example"}), request_bytes=1_000, upload_bytes=5_000)
    with serving(tmp_path_factory.mktemp("guard") / "news.ledger", settings) as server:
        yield server


@pytest.fixture(scope="module")
def beyond(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("guard") / "news.ledger", BEYOND) as server:
        yield server


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "news.ledger") as server:
        yield server


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    made = application(tmp_path / "news.ledger", WebSettings(token=TOKEN))
    yield made
    made.state.site.ledgers.close()


def _cookie(served: Served) -> str:
    return f"{COOKIE}_{served.address.rpartition(':')[2]}"


def assert_secured(answer: httpx.Response) -> None:
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode(), name


# The name that the server is called by


@pytest.mark.parametrize(
    "host",
    ["localhost:8420", "127.0.0.1", "[::1]:80", "news.localhost", "LOCALHOST.", "desk.example:443", "Desk.Example"],
)
def test_guard_answers_to_its_own_names_whatever_the_port(loopback: Served, host: str) -> None:
    assert loopback.client.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "desk.example@evil.example",
        "192.168.1.7",
        "a b",
        "[::1",
    ],
)
def test_guard_refuses_another_name(loopback: Served, host: str) -> None:
    answer = loopback.client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "--allow-host" in answer.text
    assert_secured(answer)


def test_guard_that_listens_everywhere_answers_to_addresses_and_to_no_strange_name(beyond: Served) -> None:
    assert beyond.client.get("/sign-in", headers={"Host": "192.168.1.7:8420"}).status_code == 200
    assert beyond.client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 421


def test_guard_refuses_under_the_api_with_a_problem(loopback: Served) -> None:
    answer = loopback.client.get("/api/v1/stories", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (421, PROBLEM)
    assert answer.json()["status"] == 421
    assert_secured(answer)


# How much is sent


def test_guard_refuses_a_body_that_says_it_is_too_large(loopback: Served) -> None:
    answer = loopback.client.post("/sign-in", data={"token": "x" * 2_000})
    assert answer.status_code == 413
    assert "0.001 MB" in answer.text
    assert_secured(answer)


def test_guard_refuses_a_body_that_grows_too_large_without_saying_so(loopback: Served) -> None:
    pieces = (b"token=" + b"x" * 500 for _ in range(4))
    answer = loopback.client.post(
        "/sign-in", content=pieces, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413
    assert_secured(answer)


def test_guard_lets_an_upload_be_larger_but_not_too_large(loopback: Served) -> None:
    for size, status in ((4_000, 303), (6_000, 413)):  # 303: it was taken, and is being read
        assert loopback.client.post("/add", data={"text": "x" * size}).status_code == status


def test_guard_reads_a_refused_upload_to_its_end_so_that_the_answer_is_seen(loopback: Served) -> None:
    answer = loopback.client.post("/add", files={"files": ("large.html", b"x" * 30_000_000)})
    assert answer.status_code == 413


# How often


def test_guard_refuses_more_requests_than_a_second_has_and_says_when_to_come_again(tmp_path: Path) -> None:
    settings = WebSettings(token=TOKEN, burst=3, requests_a_second=0.01)
    with serving(tmp_path / "news.ledger", settings) as server:
        assert [server.client.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = server.client.get("/api/v1/stories")
        assert (refused.status_code, refused.headers["content-type"]) == (429, PROBLEM)
        assert 0 < int(refused.headers["retry-after"]) <= 100
        assert_secured(refused)
        assert server.client.get("/static/onrecord.css").status_code == 200  # a page with all it loads is one request


def test_rates_fill_again_with_time() -> None:
    now = [0.0]
    rates = Rates(a_second=2, burst=2, clock=lambda: now[0])
    assert [rates.take("a"), rates.take("a"), rates.take("a"), rates.take("b")] == [0, 0, 1, 0]
    now[0] = 0.5
    assert [rates.take("a"), rates.take("a")] == [0, 1]
    now[0] = 100.0
    assert [rates.take("a"), rates.take("a"), rates.take("a")] == [0, 0, 1]


def test_rates_remember_no_more_clients_than_they_may() -> None:
    rates = Rates(a_second=1, burst=5, most_clients=100)
    for client in range(1_000):
        rates.take(str(client))
    assert rates.clients == 100


def test_rates_count_a_network_of_ipv6_as_one_client() -> None:
    def named(host: str) -> str:
        return client_of({"type": "http", "client": (host, 1)})

    assert named("2001:db8::1") == named("2001:db8::ffff:2")
    assert named("2001:db8::1") != named("2001:db8:1::1")
    assert named("192.0.2.1") != named("192.0.2.2")


# From where


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"}, {"Origin": "http://[evil"}, {"Sec-Fetch-Site": "cross-site", "Authorization": f"Bearer {TOKEN}"},
    ],
)  # fmt: skip
def test_guard_refuses_what_another_sites_page_sends(loopback: Served, headers: dict[str, str]) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = loopback.client.request(method, "/sign-in", headers=headers)
        assert answer.status_code == 403
        assert_secured(answer)


def test_guard_lets_in_what_its_own_pages_and_programs_send(loopback: Served) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": loopback.address}):
        answer = loopback.client.post("/sign-in", data={"token": TOKEN}, headers=headers)
        assert answer.status_code == 303, headers
    loopback.client.cookies.clear()


def test_guard_lets_anybody_follow_a_link_from_elsewhere(loopback: Served) -> None:
    assert loopback.client.get("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# Reading beyond this machine


def test_guard_beyond_loopback_lets_nobody_read_without_the_token(beyond: Served) -> None:
    beyond.client.cookies.clear()
    for path in ("/", "/stories", "/nowhere", "/signing", "/static-", "//static/x"):
        answer = beyond.client.get(path)
        assert answer.status_code == 401, path
        assert "/sign-in" in answer.text
        assert "news.ledger" not in answer.text
        assert_secured(answer)
    answer = beyond.client.get("/api/v1/stories")
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_guard_beyond_loopback_shows_the_form_and_its_look(beyond: Served) -> None:
    beyond.client.cookies.clear()
    assert beyond.client.get("/sign-in").status_code == 200
    assert beyond.client.get("/static/onrecord.css").status_code == 200


def test_guard_beyond_loopback_lets_in_who_has_the_token(beyond: Served) -> None:
    beyond.client.cookies.clear()
    assert beyond.client.get("/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert beyond.client.get("/", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200
    assert beyond.client.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 401
    beyond.sign_in()
    assert beyond.client.get("/").status_code == 200
    beyond.client.cookies.clear()


def test_guard_open_to_all_lets_anybody_read(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger", WebSettings(host="0.0.0.0", open_to_all=True)) as server:
        assert server.client.get("/").status_code == 200
        assert "nobody can add" in server.client.get("/sign-in").text


# Answers


def test_guard_secures_every_answer(loopback: Served) -> None:
    page = loopback.client.get("/")
    same = loopback.client.get("/", headers={"If-None-Match": page.headers["etag"]})
    answers = [
        page,
        same,
        loopback.client.get("/nowhere"),
        loopback.client.get("/static/onrecord.css"),
        loopback.client.get("/add/none"),
    ]
    assert [answer.status_code for answer in answers] == [200, 304, 404, 200, 401]
    for answer in answers:
        assert_secured(answer)


def test_guard_answers_when_something_breaks_and_says_nothing_of_it(
    fresh: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the machine")

    monkeypatch.setattr(Ledgers, "read", broken)
    for path, kind in (("/", "text/html; charset=utf-8"), ("/api/v1/articles", PROBLEM)):
        answer = fresh.client.get(path)
        if answer.status_code == 404:
            continue  # the API has no such path
        assert (answer.status_code, answer.headers["content-type"]) == (500, kind)
        assert "secret" not in answer.text
        assert_secured(answer)


def test_guard_has_no_inline_script_or_style_in_its_policy() -> None:
    policy = dict(HEADERS)[b"content-security-policy"].decode()
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy


# Signing in


def test_signing_in_by_address_leads_on_and_leaves_the_token_nowhere(fresh: Served) -> None:
    answer = fresh.client.get("/sign-in", params={"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert TOKEN not in cookie


def test_signing_in_over_https_keeps_the_cookie_to_it(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger", WebSettings(token=TOKEN, behind_proxy=True)) as behind:
        answer = behind.client.get("/sign-in", params={"token": TOKEN}, headers={"X-Forwarded-Proto": "https"})
        assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_signing_in_by_form_goes_where_one_wanted_to_and_nowhere_else(fresh: Served) -> None:
    answer = fresh.client.post("/sign-in", data={"token": f" {TOKEN} ", "next": "/add"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/add")
    assert local("/search?q=a%20b") == "/search?q=a%20b"
    for path in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil",
        "/a\nb",
        "/sign-out",
        "",
    ):
        assert local(path) == "/"


def test_signing_in_with_a_wrong_token_says_so(fresh: Served) -> None:
    for answer in (
        fresh.client.get("/sign-in", params={"token": "x"}),
        fresh.client.post("/sign-in", data={"token": ""}),
    ):
        assert answer.status_code == 401
        assert "not the token" in answer.text
        assert "set-cookie" not in answer.headers


def test_signing_in_is_not_for_guessing(fresh: Served) -> None:
    for _ in range(WRONG_TOKENS):
        assert fresh.client.post("/sign-in", data={"token": "guess"}).status_code == 401
    late = fresh.client.post("/sign-in", data={"token": "another guess"})
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    assert "set-cookie" not in late.headers
    # Whoever shares the address with a guesser, behind a proxy all, is not locked out.
    assert fresh.client.post("/sign-in", data={"token": TOKEN}).status_code == 303


def test_signing_in_by_a_link_on_another_site_is_not_tried(fresh: Served) -> None:
    for _ in range(2 * WRONG_TOKENS):
        answer = fresh.client.get("/sign-in", params={"token": "guess"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert fresh.client.post("/sign-in", data={"token": "guess"}).status_code == 401  # none of them counted


def test_guard_does_not_believe_who_somebody_says_they_ask_for(tmp_path: Path) -> None:
    with serving(tmp_path / "news.ledger") as server:
        for number in range(WRONG_TOKENS):
            server.client.post("/sign-in", data={"token": "guess"}, headers={"X-Forwarded-For": f"192.0.2.{number}"})
        late = server.client.post("/sign-in", data={"token": "guess"}, headers={"X-Forwarded-For": "192.0.2.99"})
        assert late.status_code == 429


def test_settings_refuse_a_token_that_can_be_guessed() -> None:
    with pytest.raises(UsageError, match="12"):
        WebSettings(token="short")


def test_pages_answer_to_head(fresh: Served) -> None:
    answer = fresh.client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    "cookie", ["x", ".", "..", "a.b.c", "a.1e9.", f"a.{'9' * 50}.{'0' * 64}", "é.9999999999.0", '"', "a." * 500]
)
def test_sessions_forged_are_nobodys(fresh: Served, cookie: str) -> None:
    answer = fresh.client.get("/add", headers={b"Cookie": f"{_cookie(fresh)}={cookie}".encode()})
    assert answer.status_code == 200
    assert "Try a text" in answer.text


def test_sessions_run_out(app: FastAPI) -> None:
    sessions = app.state.sessions
    made = type(sessions)(seconds=-1, secret=sessions.secret).new()
    assert not sessions.visitor(made).signed_in
    assert sessions.visitor(sessions.new()).signed_in


def test_sessions_of_another_server_are_nobodys(app: FastAPI) -> None:
    assert not app.state.sessions.visitor(type(app.state.sessions)(3_600).new()).signed_in


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(fresh: Served) -> None:
    fresh.sign_in()
    cookie = fresh.client.cookies[_cookie(fresh)]
    page = fresh.client.get("/add").text
    assert fresh.client.post("/sign-out").status_code == 403  # a form of ours has the proof
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    answer = fresh.client.post("/sign-out", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert _cookie(fresh) not in fresh.client.cookies
    assert "Try a text" in fresh.client.get("/add", headers={"Cookie": f"{_cookie(fresh)}={cookie}"}).text


def test_forms_need_a_session_and_its_proof(fresh: Served) -> None:
    for form in ({}, {"csrf": ""}):
        assert fresh.client.post("/statement/x/correct", data=form).status_code == 401
    fresh.sign_in()
    for form in ({}, {"csrf": ""}, {"csrf": "é"}, {"csrf": "0" * 64}):
        assert fresh.client.post("/statement/x/correct", data={"text": "x", **form}).status_code == 403


# Writing through the API


def asking(app: FastAPI, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "app": app, "headers": raw, "client": ("192.0.2.1", 1), "server": ("x", 80)})


def test_writers_have_the_token_or_a_session_with_its_proof(app: FastAPI) -> None:
    session = f"{COOKIE}_80={app.state.sessions.new()}"
    csrf = visitor_of(asking(app, cookie=session)).csrf
    require_writer(asking(app, authorization=f"Bearer {TOKEN}"))
    require_writer(asking(app, cookie=session, x_csrf_token=csrf))


def test_writers_without_either_are_refused(app: FastAPI) -> None:
    session = f"{COOKIE}_80={app.state.sessions.new()}"
    wrong: list[tuple[dict[str, str], int]] = [
        ({}, 401), ({"authorization": "Bearer x"}, 401), ({"authorization": f"Basic {TOKEN}"}, 401), ({"authorization": "Bearer"}, 401),
        ({"cookie": session}, 403), ({"cookie": session, "x_csrf_token": "x"}, 403), ({"cookie": session, "authorization": "Bearer x"}, 401),
    ]  # fmt: skip
    for headers, status in wrong:
        with pytest.raises(HTTPException) as refused:
            require_writer(asking(app, **headers))
        assert refused.value.status_code == status, headers


def test_writers_cannot_guess(app: FastAPI) -> None:
    for _ in range(WRONG_TOKENS):
        with pytest.raises(HTTPException):
            require_writer(asking(app, authorization="Bearer guess"))
    with pytest.raises(HTTPException) as late:
        require_writer(asking(app, authorization="Bearer another"))
    assert late.value.status_code == 429
    require_writer(asking(app, authorization=f"Bearer {TOKEN}"))


def test_nobody_writes_where_there_is_no_token(tmp_path: Path) -> None:
    made = application(tmp_path / "news.ledger", WebSettings())
    for given in ("Bearer ", "Bearer None", "Bearer x"):
        with pytest.raises(HTTPException):
            require_writer(asking(made, authorization=given))
    made.state.site.ledgers.close()
