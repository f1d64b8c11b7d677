"""The examples of the OpenAPI document: three short invented articles, the requests, and what a real server answers.

``python tests/api_examples.py`` asks again and writes ``src/onrecord/web/api/examples.json``.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from web_server import TOKEN, Served, serving

from onrecord.web import WebSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

API = "/api/v1"
KEPT = Path(__file__).parents[1] / "src/onrecord/web/api/examples.json"
ARTICLES = (
    {
        "id": "tern-1", "outlet": "The Tern", "headline": "Sandholm ferry to stop in May", "published": "2025-03-03",
        "text": "By Ada Moss\n\nThe ferry to Sandholm will stop in May, Bo Hill, the director of Sund Lines, told the Tern. "
        "“We lose money on every crossing,” Hill said.",
    },
    {
        "id": "courier-1", "outlet": "The Island Courier", "headline": "Sandholm ferry will not stop, says mayor",
        "published": "2025-03-04",
        "text": "The ferry to Sandholm will stop in May, the Tern reported on Monday. "
        "Ane Dahl, the mayor of Sandholm, denied that the ferry to Sandholm will stop in May. “It will not stop,” Dahl said.",
    },
)  # fmt: skip
"""An outlet that was told, and one that repeats it and has somebody deny it: a story with a trail, and a conflict."""
PAGE = {
    "outlet": "The Tern",
    "published": "2025-03-03",
    "text": "The ferry is full, said Bo Hill, the director of Sund Lines.",
}
NINJS = {
    "uri": "https://courier.example/3", "headlines": [{"value": "Ferry full"}], "bodies": [{"value": "The ferry is full, said Bo Hill, its director."}]
}  # fmt: skip
_CHANGING = {"read_at", "added_at", "at", "reader", "created", "sha256"}
"""Members that are another each time, or with each version of OnRecord."""


def filled(client: httpx.Client) -> dict[str, str]:
    """Put the articles into an empty ledger and return the ids that the requests need."""
    for article in ARTICLES:
        client.post(f"{API}/articles", json=article, headers=_signed()).raise_for_status()
    first = client.get(f"{API}/articles", params={"outlet": "The Tern"}).json()["items"][0]
    story = client.get(f"{API}/stories/{first['story']}").json()
    _wait_until_told(client)
    statement = client.get(f"{API}/articles/{first['id']}/statements").json()["items"][0]
    people = client.get(f"{API}/people", params={"q": "Bo Hill"}).json()["items"]
    other = client.get(f"{API}/people", params={"q": "Ane Dahl"}).json()["items"]
    return {
        "article": first["id"], "story": story["id"], "claim": story["main_claim"], "statement": statement["id"], "voice": people[0]["id"],
        "other": other[0]["id"], "judgement": "j1",
    }  # fmt: skip


def _wait_until_told(client: httpx.Client) -> None:
    """Wait until the stories, which a thread of its own works out in its own time, are kept. Raises TimeoutError after a minute."""
    for _ in range(600):
        if all(card["told"] for card in client.get(f"{API}/stories").json()["items"]):
            return
        time.sleep(0.1)
    raise TimeoutError("the stories were not told")


def recorded(client: httpx.Client) -> dict[str, dict[str, Any]]:
    """Return an example of each operation, by its id; the client speaks to a server on an empty ledger."""
    ids = filled(client)
    document = client.get(f"{API}/openapi.json").json()
    made = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            if name not in LAST:
                made[name] = _asked(client, ids, (method, path, operation))
    for name in LAST:
        path, method, operation = next(
            (path, method, one) for path, methods in document["paths"].items() for method, one in methods.items() if one["operationId"] == name
        )  # fmt: skip
        made[name] = _asked(client, ids, (method, path, operation))
    return made


LAST = (
    "addArticles",
    "correctStatement",
    "mergePeople",
    "undoJudgement",
    "splitPerson",
    "eraseArticle",
    "listJudgements",
)
"""Operations that change what others answer, in an order in which each can be done."""


def _asked(client: httpx.Client, ids: dict[str, str], told: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """Ask for one operation, in each of its media types."""
    method, path, operation = told
    name = operation["operationId"]
    parameters = _parameters(operation, ids)
    bodies = _bodies(name, ids)
    answers = {}
    for media in operation["responses"]["200"]["content"]:
        if media == "application/vnd.apache.parquet":
            continue
        in_path = re.findall(r"\{(\w+)\}", path)
        at = path.format(**{one: quote(parameters[one], safe="") for one in in_path})
        asked = {one: value for one, value in parameters.items() if one not in in_path} | _ways(name, media)
        headers = {**_signed(), "Accept": media}
        answer = client.request(method, API + at, params=asked, headers=headers, json=bodies.get("application/json"))
        assert answer.status_code in {200, 201}, (name, answer.status_code, answer.text)
        assert answer.headers["content-type"] == media, (name, media, answer.headers["content-type"])
        answers[media] = answer.json() if media.partition(";")[0].endswith("json") else answer.text
    return {
        "method": method.upper(),
        "path": path,
        "parameters": parameters,
        "bodies": bodies,
        "answers": answers,
        "writes": "security" in operation,
    }


def _ways(name: str, media: str) -> dict[str, str]:
    """Return the parameter by which an operation with several forms is asked for one."""
    return (
        {"style": _STYLES[media]}
        if name == "citeStatement"
        else {"format": _FORMATS[media]}
        if name == "exportLedger"
        else {}
    )


def _parameters(operation: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """Return the parameters that an operation is shown with: what it needs, and one or two that show what it can do."""
    name = operation["operationId"]
    needed = {
        one["name"]: ids[one["name"]]
        for one in operation.get("parameters", ())
        if one["in"] == "path" and one["name"] in ids
    }
    return needed | _SHOWN.get(name, {}) | ({"key": ids["story"]} if name == "follow" else {})


_SHOWN: dict[str, dict[str, Any]] = {
    "search": {"q": "ferry", "limit": 2}, "searchStatements": {"q": "ferry", "by": "Bo Hill", "limit": 2},
    "listArticles": {"outlet": "The Tern", "from": "2025-03-01", "to": "2025-03-31"}, "listPeople": {"q": "Hill"},
    "getAudit": {"outlet": "The Tern", "limit": 5}, "follow": {"of": "story"}, "listStatementsOfArticle": {"limit": 1},
    "eraseArticle": {"dry_run": True}, "listEdges": {"limit": 5}, "exportLedger": {"format": "csv"}, "citeStatement": {"style": "text"},
}  # fmt: skip
_STYLES = {"text/plain; charset=utf-8": "text", "text/markdown; charset=utf-8": "markdown", "application/json": "json"}
_FORMATS = {"application/jsonl": "annotation", "text/csv; charset=utf-8": "csv"}


def _bodies(name: str, ids: dict[str, str]) -> dict[str, Any]:
    """Return the bodies that an operation is shown with, by media type; the one in JSON is what it is asked with."""
    if name == "read":
        return {"application/json": PAGE, "text/plain": PAGE["text"], "text/html": f"<p>{PAGE['text']}</p>"}
    shown: dict[str, Any] = {
        "addArticles": {"id": "tern-2", **PAGE},
        "correctStatement": {"kind": "organisation", "name": "Sund Lines", "why": "He speaks for the company.", "judge": "Ada Moss"},
        "mergePeople": {"voices": [ids["other"]], "why": "An example; they are two people."},
        "splitPerson": {"articles": [ids["article"]], "name": "Bo Hill the elder"},
        "undoJudgement": {"why": "It was a slip."},
    }  # fmt: skip
    return {"application/json": shown[name]} if name in shown else {}


def _signed() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}


def lasting(value: Any) -> Any:
    """Return an answer without what is another each time."""
    if isinstance(value, dict):
        return {name: "" if name in _CHANGING else lasting(one) for name, one in value.items()}
    if isinstance(value, list):
        return [lasting(one) for one in value]
    if isinstance(value, str):
        return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|127\.0\.0\.1:\d+", "", value)
    return value


@contextlib.contextmanager
def serving_examples(folder: Path) -> Iterator[tuple[Served, dict[str, str]]]:
    """Serve a ledger that holds the articles, to whoever asks as often as they like; yield the server and the ids of what is in it."""
    settings = WebSettings(token=TOKEN, requests_a_second=1e6, burst=10**6)
    with serving(folder / "example.ledger", settings) as served:
        yield served, filled(served.client)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here, serving(Path(here) / "example.ledger") as server:
        found = json.dumps(recorded(server.client), ensure_ascii=False, indent=1)
        KEPT.write_text(found.replace(server.address, "http://127.0.0.1:8420") + "\n", encoding="utf-8")
