"""The documents: what they say must be what the code does, what they show must run, and what they link must be there."""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from onrecord import problems, records
from onrecord.cli import cli

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
COMMANDS = [(), *((name,) for name in sorted(cli.commands))]
RECORDS = [value for value in vars(records).values() if isinstance(value, type) and dataclasses.is_dataclass(value)]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
REGENERATE = "run: python docs/generated.py"


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def shown_commands(text: str) -> list[str]:
    """Return the command lines of a document: in console fences, and between backticks for scripts and make."""
    lines = [line.removeprefix("$ ") for fence in fences(text, "console") for line in fence.splitlines()]
    return [line for line in lines if line.strip()] + re.findall(r"`((?:python|make) [^`…]+)`", text)


def every_shown(program: str) -> list[tuple[str, ...]]:
    found = {command for name in NAMES for command in shown_commands(text_of(name))}
    split = [shlex.split(command, comments=True) for command in sorted(found)]
    return [tuple(words[1:]) for words in split if words[0] == program]


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generated", ROOT / "docs" / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_docs_generated_parts_are_as_the_code_has_them(name: str, generated: Any) -> None:
    assert generated.rewritten(text_of(name)) == text_of(name), REGENERATE


def test_docs_every_generated_part_stands_somewhere(generated: Any) -> None:
    stand = {found["name"] for name in NAMES for found in generated.PART.finditer(text_of(name))}
    assert stand == set(generated.PARTS)


def test_docs_the_picture_loads_nothing_from_a_server(generated: Any) -> None:
    for drawn in (text_of("docs/demo.svg"), generated.picture()):
        assert "<text" in drawn
        assert "@font-face" not in drawn
        assert not re.search(r"url\(\s*[\"']?http|href=", drawn)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_docs_every_command_and_option_has_help_and_is_described(path: tuple[str, ...]) -> None:
    command = cli.commands[path[0]] if path else cli
    described = " ".join(text_of("docs/cli.md").split())
    assert command.help
    for option in [parameter for parameter in command.params if isinstance(parameter, click.Option)]:
        assert option.help, option.name
        assert option.opts[-1] in described
    assert not path or f"## onrecord {path[0]}\n" in text_of("docs/cli.md")


def test_docs_every_exit_code_is_described() -> None:
    assert re.findall(r"^\| (\d+) \|", text_of("docs/cli.md"), re.MULTILINE) == ["0", "1", "2", "130", "141"]


@pytest.mark.parametrize("code", problems.MESSAGES)
def test_docs_every_problem_is_described(code: str) -> None:
    assert f"| `{code}` |" in text_of("docs/reading.md")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_docs_every_field_of_every_record_is_described_and_no_other(record: Any) -> None:
    sections = re.split(r"^## ", text_of("docs/records.md"), flags=re.MULTILINE)
    section = next(part for part in sections if part.partition("\n")[0] == record.__name__)
    table = section[section.index("| field | |") :].split("\n\n")[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
    described = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(described) == sorted(field.name.rstrip("_") for field in dataclasses.fields(record))


def test_docs_every_kind_of_source_is_described() -> None:
    for kind in records.SourceKind.__args__:  # type: ignore[attr-defined]  # a Literal keeps its choices there
        assert f"| `{kind}` |" in text_of("docs/records.md")


@pytest.mark.parametrize("name", [name for name in NAMES if ">>> " in text_of(name)])
def test_docs_python_examples_give_what_they_show(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = "\n".join(fences(text_of(name), "python"))
    examples = doctest.DocTestParser().get_doctest(source, {}, name, name, 0)
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=report.append)
    assert results.attempted
    assert not results.failed, "".join(report)


@pytest.mark.parametrize("arguments", every_shown("onrecord"), ids=" ".join)
def test_docs_commands_of_onrecord_are_ones_that_it_takes(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, *rest = [argument for argument in arguments if argument not in {">", "<"}]
    command = cli.commands[name]
    monkeypatch.chdir(tmp_path)
    command.make_context(name, rest)


@pytest.mark.parametrize("arguments", every_shown("python"), ids=" ".join)
def test_docs_scripts_exist_and_know_the_options_shown(arguments: tuple[str, ...]) -> None:
    script = ROOT / arguments[0]
    source = script.read_text("utf-8")
    compile(source, str(script), "exec")
    for option in [argument for argument in arguments[1:] if argument.startswith("--")]:
        assert f'"{option}"' in source


@pytest.mark.parametrize("arguments", every_shown("make"), ids=" ".join)
def test_docs_targets_of_make_exist(arguments: tuple[str, ...]) -> None:
    targets = re.findall(r"^([\w-]+):", text_of("Makefile"), re.MULTILINE)
    assert set(arguments) <= set(targets)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_docs_links_lead_somewhere(name: str) -> None:
    for link in LINK.findall(text_of(name)):
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        path = ((ROOT / name).parent / target).resolve() if target else ROOT / name
        assert path.exists(), link
        assert path.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(path), link


def test_docs_map_of_the_house_names_what_is_there() -> None:
    contributing = text_of("CONTRIBUTING.md")
    stages = [path.name for path in (ROOT / "src" / "onrecord").iterdir() if (path / "__init__.py").exists()]
    for folder in (*stages, "training", "evaluation", "benchmarks", "tests", "docs"):
        assert f"{folder}/`" in contributing
    for path in (ROOT / "src" / "onrecord" / "read").glob("[a-z]*.py"):
        assert f"`{path.stem}" in contributing, f"{path.name} is not on the map in CONTRIBUTING.md"


def test_docs_figures_of_the_readme_have_their_rows_and_their_commands() -> None:
    figures = text_of("README.md").partition("<!-- figures -->\n")[2].partition("<!-- end figures -->")[0]
    rows = [line.strip("|").split("|") for line in figures.strip().splitlines()]
    assert [cell.strip() for cell in rows[0]] == ["", "today's best", "goal", "cross-validated", "shipped weights"]
    assert all(len(row) == 5 for row in rows)
    assert {"evaluation/reading.py"} <= {arguments[0] for arguments in every_shown("python")}


@pytest.mark.skipif(importlib.util.find_spec("mkdocs") is None, reason="mkdocs is not installed; make test installs it")
def test_docs_manual_builds_strictly_and_its_pages_load_nothing_from_a_server(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stderr
    loaded = re.compile(r"<(?:script|img|link|iframe)\b[^>]*(?:src|href)=\"https?://|url\([\"']?https?://|@import")
    for page in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not loaded.search(page.read_text("utf-8")), page
