"""Judgements through the API: what an editor decides holds, stands in the log, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from web_server import TOKEN, Served, copy_of, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

API = "/api/v1"
SIGNED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def desk(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copy_of(demo_ledger, tmp_path_factory.mktemp("judging"))) as served:
        yield served


def posted(desk: Served, path: str, body: Any) -> dict[str, Any]:
    answer = desk.client.post(API + path, json=body, headers=SIGNED)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def items(desk: Served, path: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.client.get(API + path, params=asked).json()["items"]
    return found


def test_a_correction_holds_and_is_taken_back(desk: Served) -> None:
    statement = items(desk, "/statements", kind="anonymous", limit=1)[0]["statement"]
    judged = posted(
        desk,
        f"/statements/{statement}/corrections",
        {"kind": "person", "name": "Rosa Quill", "why": "She said so.", "judge": "Ada"},
    )
    assert judged["judgement"]["judge"] == "Ada"
    told = desk.client.get(f"{API}/statements/{statement}").json()
    assert told["statement"]["source"]["name"] == "Rosa Quill"
    assert [one["id"] for one in told["judged"]] == [judged["id"]]
    assert items(desk, "/people", q="Rosa Quill")[0]["said"] == 1
    undone = posted(desk, f"/judgements/{judged['id']}/undo", {"why": "It was somebody else."})
    assert undone["judgement"]["judge"] == "API"
    assert desk.client.get(f"{API}/statements/{statement}").json()["statement"]["source"]["name"] != "Rosa Quill"
    assert [one["id"] for one in items(desk, "/judgements")][-2:] == [judged["id"], undone["id"]]
    assert [one["id"] for one in items(desk, "/judgements", subject=statement)] == [judged["id"]]


def test_a_statement_that_is_none_is_withdrawn_and_restored(desk: Served) -> None:
    statement = items(desk, "/statements", kind="person", limit=1)[0]["statement"]
    judged = posted(desk, f"/statements/{statement}/corrections", {"withdrawn": True})
    assert desk.client.get(f"{API}/statements/{statement}").status_code == 404
    posted(desk, f"/judgements/{judged['id']}/undo", None)
    assert desk.client.get(f"{API}/statements/{statement}").status_code == 200


def test_people_are_merged_and_parted(desk: Served) -> None:
    first, second = [one for one in items(desk, "/people") if one["kind"] == "person"][:2]
    judged = posted(desk, f"/people/{first['id']}/merge", {"voices": [second["id"]], "why": "One and the same."})
    merged = desk.client.get(f"{API}/people/{second['id']}").json()
    assert (merged["id"], merged["said"], merged["also"]) == (
        first["id"],
        first["said"] + second["said"],
        [second["id"]],
    )
    posted(desk, f"/judgements/{judged['id']}/undo", {})
    assert desk.client.get(f"{API}/people/{second['id']}").json() == second


def test_somebody_is_another_in_one_article(desk: Served) -> None:
    voice = items(desk, "/people", limit=1)[0]
    said = items(desk, f"/people/{voice['id']}/said", limit=100)
    article = said[0]["article"]
    posted(desk, f"/people/{voice['id']}/split", {"articles": [article], "name": "Somebody Else"})
    left = desk.client.get(f"{API}/people/{voice['id']}").json()["said"]
    assert left == sum(one["article"] != article for one in said)
    assert items(desk, "/people", q="Somebody Else")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/people/{voice}/merge", {"voices": []}, 422), ("/people/{voice}/merge", {"voices": ["nobody"]}, 404),
        ("/people/{voice}/merge", {"voices": ["{voice}"]}, 400), ("/people/nobody/merge", {"voices": ["{voice}"]}, 404),
        ("/people/{voice}/split", {"articles": ["nothing"]}, 404), ("/people/{voice}/split", {"articles": "one"}, 422),
        ("/statements/nothing/corrections", {"kind": "person"}, 404), ("/statements/{statement}/corrections", {}, 422),
        ("/statements/{statement}/corrections", {"why": "no reason"}, 422), ("/statements/{statement}/corrections", {"kind": "king"}, 422),
        ("/statements/{statement}/corrections", {"withdrawn": "yes"}, 422), ("/judgements/j999/undo", {}, 404), ("/judgements/x/undo", {}, 404),
        ("/judgements/j1/undo", {"wy": "a slip"}, 422),
    ],
)  # fmt: skip
def test_what_can_not_be_decided_changes_nothing(desk: Served, path: str, body: dict[str, Any], status: int) -> None:
    voice = items(desk, "/people", limit=1)[0]["id"]
    statement = items(desk, "/statements", limit=1)[0]["statement"]
    before = items(desk, "/judgements", limit=100)
    filled = {
        name: [one.format(voice=voice) for one in value] if isinstance(value, list) else value
        for name, value in body.items()
    }
    answer = desk.client.post(API + path.format(voice=voice, statement=statement), json=filled, headers=SIGNED)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert items(desk, "/judgements", limit=100) == before
