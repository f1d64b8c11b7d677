"""The API's documentation: its page, the examples in it, and the manual, all of which say what a real server answers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from api_examples import KEPT, lasting, recorded, serving_examples
from lxml import html
from web_server import TOKEN, Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

API = "/api/v1"
MANUAL = Path(__file__).parents[1] / "docs/api.md"


@pytest.fixture
def example(tmp_path: Path) -> Iterator[tuple[Served, dict[str, str]]]:
    with serving_examples(tmp_path) as served:
        yield served


def test_the_examples_are_what_the_server_answers(tmp_path: Path) -> None:
    with serving(tmp_path / "example.ledger") as served:
        made = json.loads(json.dumps(recorded(served.client)).replace(served.address, "http://127.0.0.1:8420"))
    known = json.loads(KEPT.read_text(encoding="utf-8"))
    assert list(made) == list(known)
    for operation, told in made.items():
        assert lasting(told) == lasting(known[operation]), (
            f"{operation}: run python tests/api_examples.py and look at what changed"
        )


def test_the_page_has_every_operation_once(served: Served) -> None:
    document = served.client.get(f"{API}/openapi.json").json()
    page = html.fromstring(served.client.get(f"{API}/docs").content)
    names = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert sorted(one.get("id") for one in page.cssselect(".operation h3")) == sorted(names)
    places = [one.get("id") for one in page.iter() if isinstance(one.tag, str) and one.get("id")]
    assert len(places) == len(set(places))
    for link in page.xpath("//main//a/@href"):
        assert not link.startswith("#") or link[1:] in places, link


def test_the_page_shows_each_parameter_with_what_it_is(served: Served) -> None:
    document = served.client.get(f"{API}/openapi.json").json()
    page = html.fromstring(served.client.get(f"{API}/docs").content)
    for methods in document["paths"].values():
        for operation in methods.values():
            (section,) = page.xpath(f"//*[@aria-labelledby='{operation['operationId']}']")
            shown = [code.text for code in section.cssselect(".members th code")]
            assert [one["name"] for one in operation.get("parameters", ())] == shown[
                : len(operation.get("parameters", ()))
            ]


def test_the_page_keeps_to_the_policy_of_the_site(served: Served) -> None:
    answer = served.client.get(f"{API}/docs")
    page = html.fromstring(answer.content)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not page.xpath("//@style | //style | //script[not(@src)]")
    assert all(address.startswith("/") for address in page.xpath("//link/@href | //script/@src | //img/@src"))
    assert len(answer.content) < 300_000


def curls(text: str) -> list[list[str]]:
    """Return the arguments of each command that begins with curl."""
    commands = re.findall(r"^ *(curl (?:[^\n]*\\\n)*[^\n]*)$", text, re.MULTILINE)
    return [shlex.split(command.replace("\\\n", " ").partition(" | ")[0]) for command in commands]


def sent(client: httpx.Client, words: list[str], ids: dict[str, str]) -> httpx.Response:
    """Send what a curl command would."""
    options: dict[str, list[str]] = {}
    rest = words[1:]
    addresses = []
    while rest:
        word = rest.pop(0)
        if word in {"-s", "-i", "-sS", "-I", "-f"}:
            options.setdefault(word, [])
        elif word.startswith("-"):
            options.setdefault(word, []).append(rest.pop(0))
        else:
            addresses.append(word)
    (address,) = addresses
    path = re.sub(r"\$(\w+)", lambda found: ids[found[1].lower()], address.removeprefix("http://127.0.0.1:8420"))
    headers = dict(one.replace("$TOKEN", TOKEN).split(": ", 1) for one in options.get("-H", ()))
    body: dict[str, Any] = {}
    if "-d" in options:
        body = {"content": re.sub(r"\$(\w+)", lambda found: ids[found[1].lower()], options["-d"][0]).encode()}
    elif "--data-binary" in options:
        body = {"content": b"The ferry is full, said Bo Hill, the director of Sund Lines."}
    elif "-F" in options:
        files = [one for one in options["-F"] if "=@" in one]
        told = dict(one.split("=", 1) for one in options["-F"] if "=@" not in one)
        body = {
            "files": [("file", (one.split("=@")[1], "The ferry is full, said Bo Hill.")) for one in files],
            "data": told,
        }
    method = options.get("-X", ["HEAD" if "-I" in options else "POST" if body else "GET"])[0]
    return client.request(method, path, headers=headers, **body)


def test_the_requests_of_the_page_are_right(example: tuple[Served, dict[str, str]]) -> None:
    served, ids = example
    page = html.fromstring(served.client.get(f"{API}/docs").content)
    commands = [code.text_content() for code in page.cssselect("pre.request")]
    assert len(commands) > 30
    for command in sorted(commands, key=lambda command: "TOKEN" in command):  # what changes others' answers last
        (words,) = curls(command.replace(served.address, "http://127.0.0.1:8420"))
        answer = sent(served.client, words, ids)
        assert answer.status_code in {200, 201}, (command, answer.text)


def test_the_requests_of_the_manual_are_right(example: tuple[Served, dict[str, str]]) -> None:
    served, ids = example
    commands = curls(MANUAL.read_text(encoding="utf-8"))
    assert len(commands) > 15
    for words in commands:
        answer = sent(served.client, words, ids)
        assert answer.status_code in {200, 201, 304}, (words, answer.status_code, answer.text)


def test_the_manual_names_every_path(served: Served) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    document = served.client.get(f"{API}/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in manual, f"{method} {path}"
