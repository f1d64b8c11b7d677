"""What the API answers: the records of the library, as the OpenAPI document says, to the last member."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from onrecord import Ledger
from onrecord.records import as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from web_server import Served

API = "/api/v1"


@pytest.fixture(scope="module")
def strict(served: Served) -> dict[str, Any]:
    """Return the OpenAPI document, made so that nothing beyond what it names may be answered."""
    document: dict[str, Any] = served.client.get(f"{API}/openapi.json").json()
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return document


@pytest.fixture(scope="module")
def ids(served: Served) -> dict[str, str]:
    """Return ids of what is in the ledger, by the names of the parameters."""
    with Ledger(served.ledger, read_only=True) as ledger:
        story = ledger.story(max(ledger.stories(100).items, key=lambda row: row.articles).id)
        voice = ledger.voices(1).items[0]
        statement = ledger.said(voice.id).items[0].statement
        return {
            "article": story.articles[0].id, "story": story.id, "claim": story.main_claim or "", "voice": voice.id, "statement": statement,
            "of": "story", "key": story.id,
        }  # fmt: skip


def gets(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, methods["get"]) for path, methods in document["paths"].items() if "get" in methods]


def test_every_answer_is_as_the_document_says(served: Served, strict: dict[str, Any], ids: dict[str, str]) -> None:
    checked = 0
    for path, operation in gets(strict):
        content = operation["responses"]["200"]["content"]
        schema = content.get("application/json", {}).get("schema", {})
        if "$ref" not in schema:
            continue
        answer = served.client.get(API + path.format(**{name: quote(value) for name, value in ids.items()}))
        assert answer.status_code == 200, (path, answer.text)
        assert answer.headers["content-type"] == "application/json"
        jsonschema.Draft202012Validator({**schema, "components": strict["components"]}).validate(answer.json())
        checked += 1
    assert checked > 20


def test_a_schema_refuses_what_a_record_has_not(strict: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(
        {"$ref": "#/components/schemas/Span", "components": strict["components"]}
    )
    span = {"start": 0, "end": 3, "text": "The"}
    validator.validate(span)
    for wrong in ({**span, "more": 1}, {**span, "start": "0"}, {"start": 0, "end": 3}):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(wrong)


@pytest.mark.parametrize(
    ("path", "ask"),
    [
        ("/articles/{article}", lambda ledger, ids: ledger.article(ids["article"])),
        ("/stories/{story}", lambda ledger, ids: ledger.story(ids["story"])),
        ("/people/{voice}", lambda ledger, ids: ledger.voice(ids["voice"])),
    ],
)
def test_the_answer_is_the_record(
    served: Served, ids: dict[str, str], path: str, ask: Callable[[Ledger, dict[str, str]], Any]
) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        known = as_json(ask(ledger, ids))
    assert served.client.get(API + path.format(**ids)).json() == json.loads(json.dumps(known))


def test_a_statement_says_where_it_stands_and_who_is_meant(served: Served, ids: dict[str, str]) -> None:
    told = served.client.get(f"{API}/statements/{ids['statement']}").json()
    article = served.client.get(f"{API}/articles/{told['article']['id']}").json()
    text = article["reading"]["article"]["text"]
    for span in told["statement"]["content"]:
        assert text[span["start"] : span["end"]] == span["text"]
    assert told["said_by"]["id"] == ids["voice"]
    assert told["story"] == article["story"]


def test_the_trace_of_a_statement_is_the_ledgers(served: Served, ids: dict[str, str]) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        known = as_json(ledger.trace(ids["statement"]))
    assert (
        served.client.get(f"{API}/statements/{ids['statement']}/trace", params={"limit": 100}).json()["items"] == known
    )


def test_a_claim_is_found_by_its_id(served: Served, ids: dict[str, str]) -> None:
    told = served.client.get(f"{API}/claims/{ids['claim']}").json()
    assert (told["story"], told["claim"]["id"]) == (ids["story"], ids["claim"])


def test_a_profile_counts_what_the_lists_list(served: Served, ids: dict[str, str]) -> None:
    told = served.client.get(f"{API}/people/{ids['voice']}/profile").json()
    assert sum(month["said"] for month in told["by_month"]) == told["voice"]["said"] == told["of_said"]
    assert sum(outlet["said"] for outlet in told["by_outlet"]) == told["voice"]["said"]


def test_an_earlier_version_is_answered_by_its_number(served: Served, ids: dict[str, str]) -> None:
    path = f"{API}/articles/{ids['article']}"
    assert served.client.get(path, params={"version": 1}).json() == served.client.get(path).json()
    missing = served.client.get(path, params={"version": 9})
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


def test_an_audit_sums_up_what_the_ledger_counts(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        known = ledger.audit(tell=False, limit=100)
    told = served.client.get(f"{API}/audit", params={"limit": 100}).json()
    assert (told["articles"], told["untold"], told["most_used"]) == (
        known.articles,
        known.untold,
        as_json(known.most_used),
    )
    every = sum(row.statements for row in known.sourcing)
    assert (
        every
        == sum(one["statements"] for one in told["by_month"])
        == sum(sum(one["statements"].values()) for one in told["by_outlet"])
    )
    assert {one["outlet"] or "": one["articles"] for one in told["by_outlet"]} == dict(known.by_outlet)
    copying = {
        one["outlet"] or "": (one["told"], one["copies"], one["copied_share"])
        for one in told["by_outlet"]
        if one["told"]
    }
    assert copying == {
        name: (told, copies, pytest.approx(share, abs=1e-4)) for name, (told, copies, share) in known.copied.items()
    }
    assert len(served.client.get(f"{API}/audit", params={"limit": 2}).json()["by_outlet"]) == 2


def test_a_search_finds_statements_people_and_stories_at_once(served: Served) -> None:
    told = served.client.get(f"{API}/search", params={"q": "Tarrant", "limit": 3}).json()
    statements = served.client.get(f"{API}/statements", params={"q": "Tarrant", "limit": 3}).json()
    assert told["statements"] == statements
    assert told["people"]
    assert {one["story"] for one in statements["items"]} - {None} == {card["id"] for card in told["stories"]}


def test_every_operation_is_told_of_in_full(strict: dict[str, Any]) -> None:
    for path, methods in strict["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], f"{where}: {parameter['name']}"
            for status in ("400", "401", "421", "422", "429", "500", "503"):
                assert status in operation["responses"], f"{where}: {status}"
            if "{" in path and "feeds" not in path:
                assert "404" in operation["responses"], where
            good = operation["responses"]["200"]["content"]
            assert all("example" in told for media, told in good.items() if "parquet" not in media), where
            if "requestBody" in operation:
                assert "example" in operation["requestBody"]["content"]["application/json"], where


def test_every_reference_of_the_document_leads_somewhere(strict: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [one for inner in value.values() for one in references(inner)]
        return [one for inner in value for one in references(inner)] if isinstance(value, list) else []

    found = set(references(strict))
    assert found
    for reference in found:
        at: Any = strict
        for name in reference.removeprefix("#/").split("/"):
            at = at[name]
