"""Lists of the API: a page at a time, filtered, the same to whoever has it already; and what is refused."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

from onrecord import Ledger
from onrecord.records import as_json

if TYPE_CHECKING:
    from web_server import Served

API = "/api/v1"
PROBLEM = "application/problem+json"


def everything(served: Served, path: str, **asked: Any) -> list[Any]:
    """Return all items of a list, following the header that leads on."""
    items: list[Any] = []
    answer = served.client.get(API + path, params=asked)
    while True:
        assert answer.status_code == 200, answer.text
        told = answer.json()
        items += told["items"]
        link = answer.headers.get("link")
        assert (link is None) == (told["cursor"] is None)
        if link is None:
            return items
        found = re.fullmatch(r'<([^>]+)>; rel="next"', link)
        assert found, link
        answer = served.client.get(found[1])


@pytest.fixture(scope="module")
def story(served: Served) -> str:
    """Return the story with the most articles."""
    with Ledger(served.ledger, read_only=True) as ledger:
        return max(ledger.stories(100).items, key=lambda row: row.articles).id


def test_pages_of_articles_join_to_what_the_ledger_lists(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        known = as_json(ledger.articles(limit=100).items)
    assert len(known) == 32
    assert everything(served, "/articles", limit=5) == known


def test_pages_of_a_voices_statements_join(served: Served) -> None:
    voice = served.client.get(f"{API}/people", params={"limit": 1}).json()["items"][0]
    found = everything(served, f"/people/{voice['id']}/said", limit=1)
    assert len(found) == voice["said"] > 1
    assert len({one["statement"] for one in found}) == len(found)


@pytest.mark.parametrize("part", ["claims", "trail", "conflicts"])
def test_pages_of_a_storys_parts_join(served: Served, story: str, part: str) -> None:
    whole = served.client.get(f"{API}/stories/{story}").json()
    assert everything(served, f"/stories/{story}/{part}", limit=2) == whole[part]


def test_pages_of_conflicts_join(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        known = [as_json(conflict) for _, conflict in ledger.conflicts()]
    found = everything(served, "/conflicts", limit=1)
    assert [one["conflict"] for one in found] == known
    assert known


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/articles", {"outlet": "The Tern"}), ("/articles", {"from": "2025-09-13", "to": "2025-09-13"}),
        ("/statements", {"q": "wed"}), ("/statements", {"kind": "anonymous"}),
        ("/people", {"q": "Tarrant"}), ("/outlets", {}), ("/stories", {}), ("/judgements", {}), ("/statements", {}),
    ],
)  # fmt: skip
def test_a_page_at_a_time_or_all_at_once_is_the_same(served: Served, path: str, asked: dict[str, str]) -> None:
    one_by_one = everything(served, path, **asked, limit=1)
    assert one_by_one or path == "/judgements"
    assert one_by_one == everything(served, path, **asked, limit=100)


def test_filters_narrow_the_statements(served: Served) -> None:
    every = everything(served, "/statements", limit=100)
    unnamed = everything(served, "/statements", kind="anonymous", limit=100)
    assert 0 < len(unnamed) < len(every)
    assert {one["kind"] for one in unnamed} == {"anonymous"}
    day = unnamed[0]["day"]
    that_day = everything(served, "/statements", **{"kind": "anonymous", "from": day, "to": day})
    assert {one["day"] for one in that_day} == {day}
    assert unnamed[0] in that_day


def test_a_list_goes_on_with_the_same_filters(served: Served) -> None:
    answer = served.client.get(f"{API}/statements", params={"kind": "person", "q": "", "limit": 1})
    following = answer.headers["link"]
    assert "kind=person" in following
    assert "limit=1" in following


def made_up(words: str) -> str:
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["x", "%", "é", "articles", made_up("articles"), made_up("articles 1"), made_up("articles a:b"), made_up("stories 1:2"),
     made_up(f"articles {10**18}:{10**19 - 1}"), made_up("articles 1:2:3")],
)  # fmt: skip
def test_a_cursor_of_no_page_is_refused(served: Served, cursor: str) -> None:
    answer = served.client.get(f"{API}/articles", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    assert "cursor" in answer.json()["detail"]


def test_a_cursor_of_another_list_is_refused(served: Served) -> None:
    cursor = served.client.get(f"{API}/articles", params={"limit": 1}).json()["cursor"]
    assert served.client.get(f"{API}/stories", params={"cursor": cursor}).status_code == 400
    assert served.client.get(f"{API}/articles", params={"cursor": cursor}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"limit": "0"}, "query: limit"), ({"limit": "101"}, "query: limit"), ({"limit": "1_0"}, "query: limit"),
        ({"limit": " 5"}, "query: limit"), ({"from": "2024"}, "query: from"), ({"to": "2024-02-30"}, "query: to"),
        ({"from": "1700000000"}, "query: from"), ({"autlet": "The Tern"}, "query: autlet"), ({"outlet": "x" * 501}, "query: outlet"),
        ({"cursor": "x" * 201}, "query: cursor"),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused_by_name(served: Served, asked: dict[str, str], where: str) -> None:
    answer = served.client.get(f"{API}/articles", params=asked)
    assert answer.status_code == 422
    told = answer.json()
    assert [fault["where"] for fault in told["errors"]] == [where]
    assert told["next"]


def test_a_filter_given_twice_is_refused(served: Served) -> None:
    answer = served.client.get(f"{API}/articles?outlet=A&outlet=B")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "query: outlet", "message": "is given more than once"}]


def test_an_unknown_kind_of_source_is_refused_with_the_choices(served: Served) -> None:
    answer = served.client.get(f"{API}/statements", params={"kind": "somebody"})
    assert answer.status_code == 422
    assert "'anonymous'" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/articles", "/statements?q=wed", "/stories", "/audit", "/outlets", "/search?q=Tarrant", "/openapi.json"]
)
def test_who_has_an_answer_already_is_told_so(served: Served, path: str) -> None:
    first = served.client.get(API + path)
    again = served.client.get(API + path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    other = served.client.get(API + path, headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/articles?limit=1", "/stories", "/nothing", "/articles/nothing", "/export", "/export?format=parquet", "/docs"],
)
def test_the_head_is_that_of_the_answer(served: Served, path: str) -> None:
    head, whole = served.client.head(API + path), served.client.get(API + path)
    assert head.content == b""
    assert head.status_code == whole.status_code
    for name in ("content-type", "etag", "link", "content-disposition"):
        assert head.headers.get(name) == whole.headers.get(name)
