"""The commands of the ledger, as a user runs them: on a real ledger of invented pages that ship with OnRecord."""

from __future__ import annotations

import gzip
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from records_by_hand import article, mill, reading_of, statement

from onrecord.cli import cli
from onrecord.commands import COMMANDS
from onrecord.export import json_line
from onrecord.export.ledger_answer import answer_of
from onrecord.records import Story, record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARTICLES = ("merrin-01", "merrin-02", "merrin-03", "merrin-13", "mill-01")
"""Of the demo's articles: two of a chain, a copy, a denial, and one of another story."""
READING = (
    "search",
    "who",
    "sources",
    "stories",
    "story",
    "trace",
    "conflicts",
    "audit",
    "judgements",
    "export",
    "article",
)
ARGUMENTS = {
    "add": ["page"], "import": [__file__], "backup": ["copy"], "search": ["x"], "who": ["x"], "story": ["x"], "trace": ["x"],
    "article": ["x"], "correct": ["x", "--withdrawn"], "merge": ["x", "y"], "split": ["x", "y"], "undo": ["j1"],
    "erase": ["--article", "x", "--yes"],
}  # fmt: skip
"""What each command needs to be run at all."""


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def pages(*names: str) -> list[str]:
    lines = (files("onrecord") / "data" / "demo_ledger.jsonl").read_text("utf-8").splitlines()
    return [line for line in lines if json.loads(line)["id"] in names]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Return a ledger that a process made of the demo's articles, and what it printed."""
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "pages.jsonl").write_text("\n".join(pages(*ARTICLES)), "utf-8")
    command = [sys.executable, "-m", "onrecord", "add", "pages.jsonl", "--ledger", "made.ledger"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    return folder / "made.ledger", Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def ledger(made: tuple[Path, Done], tmp_path: Path) -> Path:
    """Return a copy of it that a test may change."""
    return Path(shutil.copy(made[0], tmp_path / "test.ledger"))


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Done]]:
    """Run a command in this process, in a folder of its own, at 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("ONRECORD_LEDGER", raising=False)

    def run_it(*arguments: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = cli.main([str(one) for one in arguments], "onrecord", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return run_it  # type: ignore[return-value]  # pytest takes a function for what the fixture is


@pytest.fixture
def ask(run: Callable[..., Done], ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run a command on the ledger."""
    monkeypatch.setenv("ONRECORD_LEDGER", str(ledger))
    return run


def first_statement(ask: Callable[..., Done], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("search", *words, "--json").records[0]
    return found


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(lines))
    return path


# Putting in


def test_ledger_cli_add_prints_a_line_a_page_and_a_summary(made: tuple[Path, Done]) -> None:
    done = made[1]
    lines = done.out.splitlines()
    assert done.code == 0, done.err
    assert [line.split(":")[0].split() for line in lines[:-1]] == [["added", name] for name in ARTICLES]
    assert lines[-1] == "5 pages: 5 added; the ledger is made.ledger"


def test_ledger_cli_add_again_changes_nothing(ask: Callable[..., Done], tmp_path: Path) -> None:
    page = written(tmp_path / "p.jsonl", pages("mill-01")[0].encode())
    before = ask("export").out
    done = ask("add", page)
    assert done.out.startswith("unchanged    mill-01: ")
    assert ask("export").out == before


def test_ledger_cli_add_keeps_a_changed_page_as_a_new_version(ask: Callable[..., Done], tmp_path: Path) -> None:
    page = json.loads(pages("mill-01")[0])
    page["text"] += '\n\n"It was a bad day," said Rudd Halloran, who keeps the gate.'
    done = ask("add", written(tmp_path / "p.jsonl", json.dumps(page).encode()))
    assert done.out.startswith("new version  mill-01: version 2, 1 statement added")
    shown = ask("article", "mill-01").out
    assert "version 1" in shown
    assert "version 2" in shown
    assert "Rudd Halloran" in shown
    assert "Rudd Halloran" not in ask("article", "mill-01", "--version", "1").out


def test_ledger_cli_add_keeps_what_it_can_read_and_names_what_it_can_not(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    page = written(tmp_path / "p.jsonl", pages("mill-01")[0].encode())
    done = run("add", "missing.html", page)
    assert done.code == 1
    assert "unread       missing.html: there is no such file; check the path\n" in done.out
    assert done.out.endswith("2 pages: 1 added, 1 unread; the ledger is onrecord.ledger\n")
    assert "1 of 2 pages could not be read; the rest is in the ledger" in done.err
    assert len(run("export").records) == 1


def test_ledger_cli_add_json_is_one_line_a_page(run: Callable[..., Done]) -> None:
    done = run("add", "--json", "missing.html")
    assert done.records[0] | {"problems": []} == {
        "source": "missing.html", "outcome": "unread", "article": None, "version": 0, "statements": 0, "difference": None, "problems": [],
    }  # fmt: skip
    assert "onrecord: missing.html: there is no such file" in done.err


def test_ledger_cli_add_takes_the_options_of_reading(run: Callable[..., Done]) -> None:
    stdin = b"The mill at Fennick will close in May, its owners said on Tuesday. Nobody asked them."
    done = run("add", "-", "--format", "text", "--min-confidence", "1", stdin=stdin)
    assert done.out.startswith("added        -: 0 statements")
    assert run("add", "x", "--limit", "nonsense=1").code == 2


def test_ledger_cli_export_comes_back_through_import(ask: Callable[..., Done], tmp_path: Path) -> None:
    exported = ask("export").out.encode()
    packed = written(tmp_path / "all.jsonl.gz", gzip.compress(exported))
    done = ask("import", packed, "--ledger", "second.ledger")
    assert done.code == 0
    assert done.out.endswith("5 pages: 5 added; the ledger is second.ledger\n")
    assert ask("export", "--ledger", "second.ledger").out.encode() == exported
    assert ask("import", "-", "--ledger", "second.ledger", stdin=exported).out.startswith("unchanged")


def test_ledger_cli_import_names_the_lines_that_are_no_readings(run: Callable[..., Done], tmp_path: Path) -> None:
    page = article()
    wrong = statement(page, "The mill will close")
    moved = reading_of(article("X" + page.text), wrong)
    bad = [b"{}\n", b"[1]\n", b"no json\n", b'{"article": 5, "statements": []}\n', json_line(moved), b"\n"]
    done = run("import", written(tmp_path / "bad.jsonl", *bad, json_line(mill())))
    assert done.code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["unread"] * 5 + ["added", "6"]
    assert "bad.jsonl:5: " in done.out
    assert "not at" in done.out


def test_ledger_cli_import_of_no_file_makes_no_ledger(run: Callable[..., Done], tmp_path: Path) -> None:
    assert run("import", "missing.jsonl").code == 2
    assert not list(tmp_path.iterdir())


def test_ledger_cli_backup_replaces_nothing_unasked(ask: Callable[..., Done], ledger: Path) -> None:
    assert ask("backup", "copy.ledger").code == 0
    assert ask("export", "--ledger", "copy.ledger").out == ask("export").out
    assert ask("backup", "copy.ledger").code == 2
    assert ask("backup", "copy.ledger", "--replace").code == 0
    assert ask("backup", ledger, "--replace").code == 2
    assert ask("backup", "no/such/folder").code == 2


# Looking up


def test_ledger_cli_search_marks_the_words_and_shows_who_where_and_when(ask: Callable[..., Done]) -> None:
    done = ask("search", "engaged")
    assert done.code == 0
    assert "[engaged]" in done.out
    assert "Longwave News" in done.out
    assert "2025" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_ledger_cli_search_filters_and_goes_on_from_a_cursor(ask: Callable[..., Done]) -> None:
    every = ask("search", "--outlet", "The Tern", "--json", "--limit", 50).records
    assert {one["outlet"] for one in every} == {"The Tern"}
    first = ask("search", "--outlet", "The Tern", "--json", "--limit", 1)
    cursor = first.err.split("--cursor ")[1].strip()
    second = ask("search", "--outlet", "The Tern", "--json", "--limit", 1, "--cursor", cursor)
    assert [one["statement"] for one in first.records + second.records] == [one["statement"] for one in every[:2]]
    anonymous = ask("search", "--kind", "anonymous", "--json").records
    assert {one["kind"] for one in anonymous} == {"anonymous"}
    assert not ask("search", "engaged", "--to", "2001-01-01", "--json").out


def test_ledger_cli_search_tells_found_in_part_from_not_in_this_ledger(ask: Callable[..., Done]) -> None:
    assert ask("search", "engaged", "zeppelin").out == (
        "No statement has all of this. On record: “engaged”; not on record: “zeppelin”.\n"
    )
    told = ask("search", "engaged", "--kind", "none", "--to", "2030-01-01", "--outlet", "Radio Nowhere").out
    assert "On record: “engaged”" in told
    assert "not on record: --outlet Radio Nowhere." in " ".join(told.split())
    assert ask("search", "zeppelin").out == "Nothing of this is in this ledger.\n"


def test_ledger_cli_who_shows_what_somebody_said_and_what_is_said_about_them(ask: Callable[..., Done]) -> None:
    done = ask("who", "Josef Tarrant")
    assert done.out.startswith("Josef Tarrant (person): ")
    assert "On record saying" in done.out
    assert "Said about them" in done.out
    record = ask("who", "Josef Tarrant", "--json").records[0]
    assert record["name"] == "Josef Tarrant"
    assert record["spoken_of"]
    alone = ask("who", record["id"]).out
    assert done.out.startswith(alone.rstrip())
    assert ask("who", "Nobody Atall").out == "Nobody in this ledger is called Nobody Atall.\n"


def test_ledger_cli_who_tells_a_denial_from_what_was_said(run: Callable[..., Done], tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Harbour fund: what we know\n\nVera Orde, the former treasurer, has denied knowing about the payments. She said that she would sue the paper.\n",
        "utf-8",
    )
    run("add", page, "--ledger", tmp_path / "l")
    shown = run("who", "Vera Orde", "--ledger", tmp_path / "l").out
    assert "denies: knowing about the payments" in " ".join(shown.split())
    assert "denies: that she would" not in shown


def test_ledger_cli_sources_are_those_who_spoke_most_first(ask: Callable[..., Done]) -> None:
    records = ask("sources", "--json").records
    assert [one["said"] for one in records] == sorted((one["said"] for one in records), reverse=True)
    table = ask("sources").out.splitlines()
    assert records[0]["name"] in table[1]
    assert records[0]["id"] in table[1]
    assert "--cursor" in ask("sources", "--limit", 1).out


def test_ledger_cli_article_is_known_by_id_address_and_callers_id(ask: Callable[..., Done]) -> None:
    record = ask("article", "merrin-01", "--json").records[0]
    assert record["article"]["source"]["id"] == "merrin-01"
    assert [version["number"] for version in record["versions"]] == [1]
    for key in (record["article"]["id"], record["article"]["url"]):
        assert ask("article", key, "--json").records == [record]
    assert "story s" in ask("article", "merrin-01").out


# Stories


def test_ledger_cli_stories_json_is_what_the_story_records_say(ask: Callable[..., Done]) -> None:
    records = ask("stories", "--json").records
    sources = {one["source_id"] for record in records for one in record["articles"]}
    assert sources == set(ARTICLES)
    for record in records:
        assert {
            "id",
            "title",
            "first_published",
            "main_claim",
            "articles",
            "claims",
            "conflicts",
            "timeline",
        } <= record.keys()
        for one in record["articles"]:
            assert {
                "id",
                "source_id",
                "outlet",
                "published",
                "credits",
                "copy_of",
                "copy_share",
                "roots",
                "own_reporting",
            } <= one.keys()
        for claim in record["claims"]:
            assert claim["independent"].keys() == {"value", "low", "high"}
            assert set(claim["stance"].values()) <= {"for", "against", "observing"}
        for edge in record["trail"]:
            assert edge.keys() == {"from", "to", "relation", "share", "evidence"}


def test_ledger_cli_stories_and_story_print_the_answer(ask: Callable[..., Done]) -> None:
    listed = " ".join(ask("stories").out.split())
    for record in ask("stories", "--json").records:
        answer = answer_of(record_of(Story, record))
        assert answer in listed
        page = ask("story", record["id"]).out
        assert answer in " ".join(page.split())
        assert all(len(line) <= 80 for line in page.splitlines())
        for key in ("id", "source_id"):
            assert ask("story", record["articles"][0][key]).out == page
        assert ask("story", record["id"], "--json").records == [record]


def test_ledger_cli_stories_come_in_pages(ask: Callable[..., Done]) -> None:
    first = ask("stories", "--limit", 1)
    cursor = first.out.split("--cursor ")[1].strip()
    every = [one["id"] for one in ask("stories", "--json").records]
    assert every[0] in first.out
    assert every[1] in ask("stories", "--limit", 1, "--cursor", cursor).out
    assert [one["id"] for one in ask("stories", "--json", "--limit", 1).records] == every[:1]


def test_ledger_cli_trace_leads_back_with_the_words_of_each_step(ask: Callable[..., Done]) -> None:
    found = first_statement(ask, "engaged", "--outlet", "Longwave News")
    done = ask("trace", found["statement"])
    assert "1. Longwave News has it as the word of " in done.out
    assert "The trail ends at " in done.out
    steps = ask("trace", found["statement"], "--json").records
    texts = {one["article"]["id"]: one["article"]["text"] for one in ask("export").records}
    for passage in (passage for step in steps for passage in step["evidence"]):
        assert texts[passage["article"]][passage["start"] : passage["end"]] == passage["text"]


def test_ledger_cli_conflicts_are_those_of_the_stories(ask: Callable[..., Done]) -> None:
    records = ask("conflicts", "--json").records
    stories = {one["id"]: one for one in ask("stories", "--json").records}
    assert len(records) == sum(len(one["conflicts"]) for one in stories.values())
    for record in records:
        own = {name: record[name] for name in ("reason", "a", "b")}
        assert own in stories[record["story"]]["conflicts"]
    shown = ask("conflicts").out
    assert all(record["story"] in shown for record in records)
    assert records or shown == "No two passages of this ledger were found to be in conflict.\n"


def test_ledger_cli_audit_counts_every_statement(ask: Callable[..., Done]) -> None:
    total = sum(len(one["statements"]) for one in ask("export").records)
    assert ask("audit").out.startswith(f"5 articles, {total} statements\n")
    record = ask("audit", "--json", "--outlet", "The Tern").records[0]
    assert {row["outlet"] for row in record["sourcing"]} == {"The Tern"}
    assert ask("audit", "--outlet", "Nowhere").out.startswith("No article of that outlet and time")


# Judging


def test_ledger_cli_correct_and_undo_stay_in_the_log(ask: Callable[..., Done]) -> None:
    found = first_statement(ask, "engaged")
    done = ask("correct", found["statement"], "--name", "Ada Moss", "--why", "she wrote", "--judge", "cy")
    assert done.out.startswith("j1: correct ")
    assert "Ada Moss" in ask("who", "Ada Moss").out
    assert "because: she wrote" in ask("judgements").out
    assert ask("undo", "j1").out.startswith("j2: undo j1")
    assert "Nobody in this ledger" in ask("who", "Ada Moss").out
    assert [one["in_effect"] for one in ask("judgements", "--json").records] == [False, True]
    assert len(ask("judgements", found["statement"], "--json").records) == 1
    assert ask("undo", "j1").code == 2
    assert ask("correct", found["statement"]).code == 2


def test_ledger_cli_correct_can_withdraw_a_statement_and_restore_it(ask: Callable[..., Done]) -> None:
    found = first_statement(ask, "engaged")
    ask("correct", found["statement"], "--withdrawn")
    assert found["statement"] not in ask("search", "engaged", "--json").out
    ask("correct", found["statement"], "--restored")
    assert found["statement"] in ask("search", "engaged", "--json").out


def test_ledger_cli_merge_and_split_take_names_and_ids(ask: Callable[..., Done]) -> None:
    one, two = [
        voice for voice in ask("sources", "--json").records if voice["kind"] == "person" and " " in voice["name"]
    ][:2]
    assert ask("merge", one["id"], one["id"]).code == 2
    assert ask("merge", one["name"], two["id"]).code == 0
    assert ask("who", one["id"], "--json").records[0]["also"] == [two["id"]]
    assert ask("undo", "j1").code == 0
    spoke_in = ask("who", one["id"], "--json").records[0]["on_record"][0]["article"]
    assert ask("split", one["name"], spoke_in, "--name", "Another Person").code == 0
    assert "Another Person" in ask("sources", "--json").out


def test_ledger_cli_merge_asks_for_the_id_of_a_name_that_several_have(ask: Callable[..., Done]) -> None:
    done = ask("merge", "Merrin", "Tarrant")
    assert done.code == 2
    assert "could be any of" in done.err
    assert ask("merge", "Nobody Atall", "Tarrant").code == 1
    assert not ask("judgements", "--json").out


# Care


def test_ledger_cli_erase_shows_what_would_go_and_leaves_it_unless_confirmed(ask: Callable[..., Done]) -> None:
    before = ask("export").out
    assert ask("erase", "--person", "Josef Tarrant", "--dry-run").out.startswith("would go: ")
    for answer in (b"", b"n\n"):
        done = ask("erase", "--person", "Josef Tarrant", stdin=answer)
        assert done.code == 1
        assert done.err.endswith("onrecord: nothing was erased\n")
    assert ask("export").out == before


def test_ledger_cli_erase_takes_a_person_out_of_every_byte(ask: Callable[..., Done], ledger: Path) -> None:
    done = ask("erase", "--person", "Josef Tarrant", stdin=b"y\n")
    assert done.code == 0
    assert "gone: " in done.out
    assert "Tarrant" not in ask("export").out
    assert b"Tarrant" not in ledger.read_bytes()
    assert ask("check").code == 0


def test_ledger_cli_erase_takes_an_article(ask: Callable[..., Done]) -> None:
    record = ask("erase", "--article", "mill-01", "--yes", "--json").records[0]
    assert len(record["articles"]) == 1
    assert record["scrubbed"] is True
    assert len(ask("export").records) == 4
    assert ask("article", "mill-01").code == 1


@pytest.mark.parametrize(
    "arguments", [(), ("--person", "x", "--article", "y"), ("--person", "x", "--json")], ids=" ".join
)
def test_ledger_cli_erase_wants_one_thing_and_an_answer(ask: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    assert ask("erase", *arguments).code == 2


def test_ledger_cli_check_counts_and_finds_nothing_wrong(ask: Callable[..., Done]) -> None:
    done = ask("check")
    assert done.code == 0
    assert "5 articles, 5 versions" in " ".join(done.out.split())
    assert ask("check", "--json").records[0]["problems"] == []


@pytest.mark.parametrize("format_", ["csv", "annotation", "jsonl"])
def test_ledger_cli_export_writes_a_file_and_says_how_much(
    ask: Callable[..., Done], format_: str, tmp_path: Path
) -> None:
    printed = ask("export", "--format", format_).out
    done = ask("export", "--format", format_, "-o", "out")
    assert done.code == 0
    assert "onrecord: wrote " in done.err
    assert (tmp_path / "out").read_bytes().decode() == printed


def test_ledger_cli_export_never_replaces_the_ledger(ask: Callable[..., Done], ledger: Path) -> None:
    assert ask("export", "-o", ledger).code == 2
    assert ask("export", "--format", "parquet").code == 2
    assert ask("check").code == 0


def test_ledger_cli_export_without_pyarrow_leaves_no_file(
    ask: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = ask("export", "--format", "parquet", "-o", "out.parquet")
    assert done.code == 1
    assert "pip install pyarrow" in done.err
    assert not list(tmp_path.glob("*out*"))


# What all have in common


@pytest.mark.parametrize(
    "name", [command.name for command in COMMANDS if command.name not in {"add", "import", "serve"}]
)
def test_ledger_cli_without_a_ledger_says_what_to_do_and_makes_none(
    run: Callable[..., Done], tmp_path: Path, name: str
) -> None:
    done = run(name, *ARGUMENTS.get(name, []))
    assert done.code == 1
    assert done.err == "onrecord: onrecord.ledger: there is no ledger here; `onrecord add` makes one\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["search", "who", "sources", "stories", "conflicts", "audit"])
def test_ledger_cli_an_empty_ledger_says_that_nothing_is_in_it(run: Callable[..., Done], name: str) -> None:
    run("add", "missing.html")
    done = run(name, *ARGUMENTS.get(name, []))
    assert done.code == 0
    assert done.out == "Nothing is in this ledger yet; `onrecord add PAGE` puts something in.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("story", "nope"), "there is no story 'nope'; `onrecord stories` lists them"),
        (("trace", "nope"), "there is no statement 'nope'; `onrecord search` finds them"),
        (("article", "nope"), "there is no article 'nope'; "),
        (("undo", "nope"), "there is no judgement 'nope'; `onrecord judgements` lists them"),
        (
            ("erase", "--person", "Nobody Atall", "--yes"),
            "there is no person 'Nobody Atall'; `onrecord who` finds names",
        ),
    ],
)
def test_ledger_cli_unknown_ids_are_one_line_that_says_where_to_look(
    ask: Callable[..., Done], arguments: tuple[str, ...], told: str
) -> None:
    done = ask(*arguments)
    assert done.code == 1
    assert told in done.err
    assert done.err.count("\n") == 1


def test_ledger_cli_a_file_that_is_no_ledger_is_left_as_it_is(run: Callable[..., Done], tmp_path: Path) -> None:
    other = written(tmp_path / "notes.txt", b"my notes, and nothing else")
    for name in READING:
        done = run(name, *ARGUMENTS.get(name, []), "--ledger", other)
        assert done.code == 1
        assert "not a ledger" in done.err
    assert run("add", other, "--ledger", other).code == 1
    assert other.read_bytes() == b"my notes, and nothing else"


def test_ledger_cli_a_ledger_that_may_only_be_read_can_be_read(
    ask: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and allowed(path, mode, **more))
    assert "[1] The Tern" in ask("story", "merrin-01").out
    done = ask("undo", "j1")
    assert done.code == 1
    assert "can't be written to" in done.err


@pytest.mark.parametrize(
    "arguments",
    [("search",), ("search", "x", "--from", "yesterday"), ("search", "x", "--kind", "liar"), ("search", "x", "--cursor", "x"), ("who",), ("merge", "x")],
    ids=" ".join,
)  # fmt: skip
def test_ledger_cli_wrong_use_is_2(ask: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    done = ask(*arguments)
    assert done.code == 2
    assert not done.out


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_ledger_cli_every_command_has_the_ledger_option_and_help_for_each_option(name: str) -> None:
    command = cli.commands[name]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert "--ledger" in {option.opts[0] for option in options}
    assert all(option.help for option in options)
    assert command.help
    if name not in {"export", "backup", "serve", "mcp"}:  # what these print is no list of records
        assert "--json" in {option.opts[0] for option in options}


def test_ledger_cli_never_says_what_is_true(ask: Callable[..., Done]) -> None:
    printed = [
        ask(name, *arguments).out
        for name, *arguments in (["stories"], ["conflicts"], ["audit"], ["story", "merrin-01"])
    ]
    printed += [str(command.help) for command in COMMANDS]
    for word in ("fake", "hoax", "debunk", "misinformation", " is true", " is false", "lie ", "liar"):
        assert not any(word in text.lower().replace("of neither is said that it is true", "") for text in printed), word


def test_ledger_cli_colours_the_terminal_and_shows_a_bar_for_long_work(ledger: Path, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(json.loads(pages("mill-01")[0])["text"], "utf-8")
    command = [sys.executable, "-m", "onrecord", "add", *map(str, tmp_path.glob("*.txt")), "--ledger", str(ledger)]
    assert "reading" in on_a_terminal(command)
    assert "\x1b[" in on_a_terminal([sys.executable, "-m", "onrecord", "search", "engaged", "--ledger", str(ledger)])
    plain = on_a_terminal(
        [sys.executable, "-m", "onrecord", "search", "engaged", "--no-color", "--ledger", str(ledger)]
    )
    assert "[engaged]" in plain


def on_a_terminal(command: list[str]) -> str:
    """Return what a command prints on a terminal."""
    parent, child = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(command, stdout=child, stderr=child, env={**kept, "TERM": "xterm", "COLUMNS": "80"})
    os.close(child)
    pieces = []
    try:
        while piece := os.read(parent, 65536):
            pieces.append(piece)
    except OSError:
        pass  # the terminal is gone with the process
    os.close(parent)
    assert process.wait(120) == 0
    return b"".join(pieces).decode()


def test_ledger_cli_reader_that_goes_away_ends_it_quietly(ledger: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "export", "--ledger", str(ledger)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(120) in {0, 141}
    process.stderr.close()
