"""The API against its own OpenAPI document, by schemathesis: what it says is asked, and what it does not say is asked too.

The same run has to fail on a server that answers otherwise than it says, or it would prove nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from api_examples import serving_examples
from fastapi.responses import Response
from web_server import TOKEN, Served

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method",
)  # fmt: skip
SETTINGS = """
[phases.coverage]
unexpected-methods = ["TRACE", "PATCH"]  # five would find no more, and take as long as all the rest

[[operations]]
include-operation-id = ["read", "addArticles"]
phases.fuzzing.generation.mode = "positive"  # a form has no null: the word "null" is a name like others, and taken for what is refused
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_examples(tmp_path_factory.mktemp("schema")) as (served, _):
        yield served


def run(served: Served, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run schemathesis on a server, with a fixed seed, in a folder for what it leaves behind."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    return subprocess.run(
        [Path(sys.executable).parent / "st", "--config-file", settings, "--no-color", "run", f"{served.address}/api/v1/openapi.json",
         "--header", f"Authorization: Bearer {TOKEN}", "--seed", "1", "--workers", "1", "--warnings", "off", "--checks", ",".join(CHECKS), *options],
        cwd=folder, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def test_the_api_does_what_its_document_says(asked: Served, tmp_path: Path) -> None:
    done = run(asked, tmp_path, "--phases", "examples,coverage,fuzzing", "--max-examples", "4")
    assert done.returncode == 0, done.stdout[-8_000:]
    assert "Tested: 37" in done.stdout


def _less(_record: object) -> bytes:
    return b'{"id": "x"}\n'


def _page(*_: object, **__: object) -> Response:
    return Response(b"<p>no JSON</p>", media_type="text/html")


def _teapot(*_: object, **__: object) -> Response:
    return Response(b"{}", 418, media_type="application/json")


def _breaks(*_: object, **__: object) -> Response:
    raise RuntimeError("broken for the test")


@pytest.mark.parametrize(
    ("what", "instead", "found"),
    [
        ("sent.json_bytes", _less, "Response violates schema"),
        ("sent.conditional", _page, "Undocumented Content-Type"),
        ("sent.conditional", _teapot, "Undocumented status code"),
        ("sent.conditional", _breaks, "Server error"),
    ],
    ids=["schema", "content type", "status", "server error"],
)
def test_a_server_that_does_otherwise_is_found_out(  # noqa: PLR0917 - fixtures and parameters
    asked: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, instead: object, found: str
) -> None:
    monkeypatch.setattr(f"onrecord.web.api.{what}", instead)
    done = run(asked, tmp_path, "--phases", "examples", "--include-operation-id", "getPerson")
    assert done.returncode == 1, done.stdout[-8_000:]
    assert found in done.stdout
