"""Refusals of the API: application/problem+json with what to do next, whatever goes wrong, and wherever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from web_server import TOKEN, Served, serving

from onrecord.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerFullError,
    LedgerReadOnlyError,
    NotInLedgerError,
    UsageError,
)
from onrecord.web import WebSettings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

API = "/api/v1"


def told(answer: httpx.Response, status: int, kind: str) -> dict[str, str]:
    """Return a problem after a look at all that every problem has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, str] = answer.json()
    assert {"type", "title", "status", "detail", "next"} <= set(problem)
    assert problem["type"] == f"{API}/docs#problem-{kind}"
    assert int(problem["status"]) == status
    assert all(problem[name] for name in ("title", "detail", "next"))
    return problem


def test_the_path_of_the_api_leads_to_its_documentation(served: Served) -> None:
    answer = served.client.get(f"{API}/")
    assert answer.headers["location"] == f"{API}/docs"


@pytest.mark.parametrize("path", ["/nothing", "/articles/a/b/c", "/articles/", "/%00", "/docs/more", "/feeds/story/x"])
def test_a_path_that_is_none(served: Served, path: str) -> None:
    told(served.client.get(API + path), 404, "not-found")


@pytest.mark.parametrize(
    "path",
    ["/articles/nothing", "/articles/nothing/versions", "/articles/nothing/statements", "/articles/nothing/annotations", "/articles/nothing/ninjs",
     "/articles/nothing.jsonld", "/statements/nothing", "/statements/nothing/trace", "/statements/nothing/citation", "/people/nothing",
     "/people/nothing/said", "/people/nothing/spoken-of", "/people/nothing/profile", "/stories/nothing", "/stories/nothing/claims",
     "/stories/nothing/trail", "/stories/nothing/conflicts", "/claims/nothing", "/feeds/story/nothing.atom", "/feeds/voice/nothing.atom",
     "/feeds/outlet/nothing.atom", "/articles/%00", "/articles/%F0%9F%98%80", "/articles/%ff"],
)  # fmt: skip
def test_something_that_is_not_in_the_ledger(served: Served, path: str) -> None:
    problem = told(served.client.get(API + path), 404, "not-in-ledger")
    assert str(served.ledger) not in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/articles", "GET, HEAD, POST"), ("DELETE", "/articles", "GET, HEAD, POST"), ("POST", "/articles/x", "DELETE, GET, HEAD"),
        ("GET", "/read", "POST"), ("HEAD", "/read", "POST"), ("POST", "/stories", "GET, HEAD"), ("TRACE", "/export", "GET, HEAD"),
        ("OPTIONS", "/people/x/merge", "POST"),
    ],
)  # fmt: skip
def test_a_method_that_a_path_does_not_take(served: Served, method: str, path: str, allowed: str) -> None:
    answer = served.client.request(method, API + path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    if method != "HEAD":
        told(answer, 405, "method")


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (LedgerBusyError("x", 10), 503, "busy"), (LedgerDamagedError("x", "it is torn"), 503, "busy"), (LedgerFullError("x"), 507, "disk-full"),
        (LedgerReadOnlyError("x"), 403, "not-allowed"), (NotInLedgerError("x", "voice", "y"), 404, "not-in-ledger"),
        (UsageError("no such thing"), 400, "bad-request"), (RuntimeError("a secret"), 500, "internal"),
    ],
)  # fmt: skip
def test_what_the_ledger_raises(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, kind: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("onrecord.ledger.Ledger.story_cards", fails)
    answer = served.client.get(f"{API}/stories")
    problem = told(answer, status, kind)
    assert "secret" not in problem["detail"]
    if status == 503:
        assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert served.client.get(f"{API}/stories").status_code == 200


def test_too_many_requests(tmp_path: Path) -> None:
    with serving(tmp_path / "some.ledger", WebSettings(token=TOKEN, requests_a_second=0.1, burst=1)) as served:
        assert served.client.get(f"{API}/stories").status_code == 200
        answer = served.client.get(f"{API}/stories")
    told(answer, 429, "too-many-requests")
    assert int(answer.headers["retry-after"]) > 0


def test_a_name_that_the_server_is_not_called(served: Served) -> None:
    told(served.client.get(f"{API}/stories", headers={"Host": "evil.example"}), 421, "host")


def test_a_request_from_another_sites_page(served: Served) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Sec-Fetch-Site": "cross-site"}
    told(served.client.post(f"{API}/read", json={"text": "x"}, headers=headers), 403, "not-allowed")


def test_where_other_machines_can_read_they_need_the_token(tmp_path: Path) -> None:
    settings = WebSettings(host="192.0.2.1", token=TOKEN, hosts=frozenset({"127.0.0.1"}))
    with serving(tmp_path / "some.ledger", settings) as served:
        answer = served.client.get(f"{API}/stories")
        let_in = served.client.get(f"{API}/stories", headers={"Authorization": f"Bearer {TOKEN}"})
    told(answer, 401, "token-needed")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert let_in.status_code == 200


def test_parquet_without_its_package_says_what_to_install(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.api.exporting.find_spec", lambda _: None)
    problem = told(served.client.get(f"{API}/export", params={"format": "parquet"}), 501, "not-installed")
    assert "pip install" in problem["next"]
    assert served.client.get(f"{API}/export", params={"format": "csv"}).status_code == 200


def test_every_kind_of_problem_stands_in_the_documentation(served: Served) -> None:
    from onrecord.web.api.problems import KINDS, NOT_IN_LEDGER  # noqa: PLC0415 - only here

    page = served.client.get(f"{API}/docs").text
    for kind in (*KINDS.values(), NOT_IN_LEDGER):
        assert f'id="problem-{kind.name}"' in page
