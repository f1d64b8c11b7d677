"""The command line, run as a user runs it: a process with files, pipes, signals and exit codes."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import click
import pytest

from onrecord import demo as demo_pages
from onrecord.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

NEWS = """The mill will close
By Ada Moss
6 November 2024
The mill at Fennick will close in May after ninety years, its owners said on Tuesday.
"I have worked here since I was a girl," said Dot Lee, who runs the looms. "Nobody asked us."
The council said that it had offered the owners money to keep the mill open until the autumn.
"""

GERMAN = """Die Mühle wird im Mai geschlossen
Die Mühle in Fennick wird nach neunzig Jahren geschlossen, sagten die Eigentümer am Dienstag den Arbeitern im Hof.
Der Gemeinderat hatte den Eigentümern Geld angeboten, damit die Mühle wenigstens bis zum Herbst geöffnet bleibt.
„Ich arbeite hier, seit ich ein Mädchen war“, sagte eine Weberin, die seit dreißig Jahren an den Stühlen steht.
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "onrecord", *arguments]


def environment(**changed: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}}
    return {**kept, "COLUMNS": "100", "TERM": "xterm", **changed}


def run(*arguments: str, stdin: bytes = b"", **changed: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*arguments), input=stdin, capture_output=True, check=False, timeout=120, env=environment(**changed)
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "mill.txt"
    path.write_text(NEWS, "utf-8")
    return path


def test_cli_read_prints_a_report(page: Path) -> None:
    done = run("read", str(page))
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "The mill will close" in out
    assert "6 November 2024" in out
    assert "\x1b" not in out
    assert not any(line.endswith(" ") for line in out.splitlines())
    assert done.stderr == b""


def test_cli_read_json_is_one_line_a_page_in_order(page: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.txt.gz"
    packed.write_bytes(gzip.compress(NEWS.encode()))
    done = run("read", "--json", str(page), str(tmp_path / "missing.html"), str(packed))
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 1
    assert len(lines) == 3
    assert lines[0]["article"]["source"]["id"] == str(page)
    assert lines[1].keys() == {"source", "problems"}
    assert lines[1]["problems"][0]["code"] == "not_found"
    assert lines[2]["article"]["text"] == lines[0]["article"]["text"]


def test_cli_read_names_what_could_not_be_read_and_goes_on(page: Path, tmp_path: Path) -> None:
    done = run("read", str(tmp_path / "missing.html"), str(page))
    errors = done.stderr.decode()
    assert done.returncode == 1
    assert "missing.html: there is no such file" in errors
    assert "1 of 2 could not be read" in errors
    assert "The mill will close" in done.stdout.decode()


def test_cli_read_counts_an_unsupported_language_as_not_read(tmp_path: Path) -> None:
    path = tmp_path / "muehle.txt"
    path.write_text(GERMAN, "utf-8")
    done = run("read", str(path))
    assert done.returncode == 1
    assert "only English is read so far" in done.stderr.decode()


def test_cli_read_takes_standard_input() -> None:
    done = run("read", "--json", "-", stdin=NEWS.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["article"]["source"]["id"] == "-"


def test_cli_read_blocks_shows_furniture_too(page: Path) -> None:
    page.write_text(NEWS + "Share this article\nSign up to our newsletter\n", "utf-8")
    out = run("read", "--blocks", str(page)).stdout.decode()
    assert "paragraph" in out
    assert "furniture" in out
    assert "Sign up to our newsletter" in out


def test_cli_read_format_overrides_the_content(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text(f"<p>{NEWS}</p>", "utf-8")
    as_text = json.loads(run("read", "--json", "--format", "text", str(path)).stdout)
    assert as_text["article"]["text"].startswith("<p>")


def test_cli_read_output_writes_a_file(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    done = run("read", "--output", str(target), str(page))
    assert done.returncode == 0
    assert done.stdout == b""
    assert "The mill will close" in target.read_text("utf-8")


def test_cli_read_html_writes_a_page_beside_the_report(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = run("read", "--html", str(target), str(page), str(page), str(tmp_path / "missing.txt"))
    assert done.returncode == 1
    assert "The mill will close" in done.stdout.decode()
    drawn = target.read_text("utf-8")
    assert drawn.count("The mill will close</h2>") == 2
    assert "there is no such file" in drawn
    assert drawn.endswith("</html>\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mill.txt", "report.html"]


def test_cli_read_html_goes_with_json(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = run("read", "--json", "--html", str(target), str(page))
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert json.loads(done.stdout)["article"]["headline"] == "The mill will close"
    assert "The mill will close</h2>" in target.read_text("utf-8")


def test_cli_read_html_that_cannot_be_written_is_said_before_anything_is_read(page: Path, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "report.html", page / "report.html"):
        done = run("read", "--html", str(target), str(page))
        assert done.returncode == 2
        assert "can't be written" in done.stderr.decode()
        assert done.stdout == b""
    assert page.read_text("utf-8") == NEWS


def test_cli_read_html_never_takes_the_place_of_a_page_to_read(page: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(page)
    for target, read in ((page, page), (page, tmp_path), (link, page)):
        done = run("read", "--html", str(target), str(read))
        assert done.returncode == 2
        assert "one of the pages to read" in done.stderr.decode()
    same = run("read", "--html", str(tmp_path / "x"), "--output", str(tmp_path / "x"), str(page))
    assert same.returncode == 2
    assert page.read_text("utf-8") == NEWS


def test_cli_read_html_of_a_stopped_batch_leaves_what_was_there(tmp_path: Path) -> None:
    batch, target = tmp_path / "batch.jsonl", tmp_path / "report.html"
    batch.write_text((json.dumps({"id": "1", "text": NEWS}) + "\n") * 3000, "utf-8")
    target.write_text("older", "utf-8")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background inherits it ignored
    with subprocess.Popen(
        command("read", "--json", "--html", str(target), str(batch)), stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"{")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
        assert process.returncode == 130
    signal.signal(signal.SIGINT, before)
    assert target.read_text("utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["batch.jsonl", "report.html"]


def test_cli_read_min_confidence_leaves_no_statement_below_it(page: Path) -> None:
    done = run("read", "--json", "--min-confidence", "1", "--threads", "2", str(page))
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout)
    assert reading["article"]["headline"] == "The mill will close"
    assert all(statement["confidence"] >= 1 for statement in reading["statements"])


def test_cli_read_limit_is_used(page: Path) -> None:
    done = run("read", "--limit", "page_bytes=10", str(page))
    assert done.returncode == 1
    assert "page_bytes" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["read"], "PATH"),
        (["read", "--format", "pdf", "x"], "html"),
        (["read", "--limit", "nonsense=1", "x"], "page_bytes"),
        (["read", "--limit", "page_bytes=many", "x"], "page_bytes=20000000"),
        (["read", "--limit", "page_bytes=0", "x"], "greater than 0"),
        (["read", "--json", "--blocks", "x"], "leave out"),
        (["read", "--min-confidence", "1.5", "x"], "0<=x<=1"),
        (["read", "--min-confidence", "-0.1", "x"], "0<=x<=1"),
        (["read", "--min-confidence", "nan", "x"], "from 0 to 1"),
        (["read", "--min-confidence", "much", "x"], "--min-confidence"),
        (["read", "--threads", "0", "x"], "x>=1"),
        (["read", "--threads", "two", "x"], "--threads"),
        (["read", "--no-such-option", "x"], "--no-such-option"),
        (["raed", "x"], "raed"),
        (["completion", "tcsh"], "fish"),
    ],
)
def test_cli_wrong_use_ends_with_2_and_names_the_choices(arguments: list[str], hint: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert hint in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_cli_version() -> None:
    assert run("--version").stdout.decode().strip() == f"onrecord {version('onrecord')}"


def commands() -> list[tuple[str, click.Command]]:
    return [("", cli), *cli.commands.items()]


@pytest.mark.parametrize(("name", "described"), commands())
def test_cli_every_command_and_option_has_help(name: str, described: click.Command) -> None:
    assert described.help, name
    options = [parameter for parameter in described.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options), name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_cli_completion_script_is_printed(shell: str) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert "_ONRECORD_COMPLETE" in done.stdout.decode()


def test_cli_completion_completes_commands_and_options() -> None:
    first = run(_ONRECORD_COMPLETE="bash_complete", COMP_WORDS="onrecord re", COMP_CWORD="1")
    assert "read" in first.stdout.decode()
    option = run(_ONRECORD_COMPLETE="bash_complete", COMP_WORDS="onrecord read --allow", COMP_CWORD="2")
    assert "--allow-private" in option.stdout.decode()


def test_cli_bash_completes_with_the_printed_script(tmp_path: Path) -> None:
    wrapper = tmp_path / "onrecord"
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} -m onrecord "$@"\n', "utf-8")
    wrapper.chmod(0o755)
    script = 'eval "$(onrecord completion bash)"; COMP_WORDS=(onrecord de); COMP_CWORD=1; _onrecord_completion onrecord; echo "${COMPREPLY[@]}"'
    found = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    done = subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, check=False, timeout=120, env=environment(PATH=found)
    )
    assert done.stdout.decode().split() == ["demo"], done.stderr


def test_cli_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(NEWS * 20, "utf-8")
    with subprocess.Popen(
        command("read", "--json", str(tmp_path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=120) == 141
    assert errors == b""


def test_cli_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text((json.dumps({"id": "1", "text": NEWS}) + "\n") * 3000, "utf-8")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background inherits it ignored
    with subprocess.Popen(
        command("read", "--json", str(batch)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"{")  # it is past its imports and at work, with more to come
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 130, errors
    signal.signal(signal.SIGINT, before)
    assert errors == b"onrecord: stopped\n"


def on_terminal(*arguments: str, **changed: str) -> tuple[int, str]:
    """Run on a pseudo-terminal and return the exit code and what the terminal got."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdin=slave, stdout=slave, stderr=slave, env=environment(**changed), close_fds=True
    ) as process:
        os.close(slave)
        pieces = []
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux says "input/output error" at the end of a terminal
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(master)
        code = process.wait(timeout=120)
    return code, b"".join(pieces).decode("utf-8", "replace")


def test_cli_colours_on_a_terminal_only_if_wanted(page: Path) -> None:
    assert "\x1b[36m" in on_terminal("read", str(page))[1]
    assert "\x1b[3" not in on_terminal("read", "--no-color", str(page))[1]
    assert "\x1b[3" not in on_terminal("read", str(page), NO_COLOR="1")[1]


def test_cli_progress_bar_on_a_terminal_for_long_work_only(page: Path, tmp_path: Path) -> None:
    assert "reading" not in on_terminal("read", "--json", str(page))[1]
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(NEWS, "utf-8")
    code, screen = on_terminal("read", "--json", str(tmp_path))
    assert code == 0
    assert "reading" in screen
    assert run("read", "--json", str(tmp_path)).stderr == b""


def test_cli_page_text_cannot_take_the_terminal_over(tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m.txt"
    path.write_text(NEWS.replace("offered", "[bold red]offered[/] \x1b]0;owned\x07\u202e"), "utf-8")
    done = run("read", str(path), str(tmp_path / "no\x1b[31m.html"))
    assert b"\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout.decode()
    assert "[bold red]" in done.stdout.decode()


def test_cli_narrow_encoding_of_the_terminal_is_no_error(page: Path) -> None:
    page.write_text(NEWS.replace('"', "“"), "utf-8")
    assert run("read", str(page), PYTHONIOENCODING="latin-1").returncode == 0
    lines = run("read", "--json", str(page), PYTHONIOENCODING="latin-1").stdout
    assert "“" in lines.decode("utf-8")


def test_cli_demo_reads_every_page() -> None:
    done = run("demo")
    out = done.stdout.decode()
    assert done.returncode == 0
    assert all(f"demo/{name}" in out for name in demo_pages.PAGES)
    assert "nobody" in out


def test_cli_demo_json_is_a_line_a_page_and_a_line_a_story() -> None:
    lines = [json.loads(line) for line in run("demo", "--json").stdout.decode().splitlines()]
    pages, stories = lines[: len(demo_pages.PAGES)], lines[len(demo_pages.PAGES) :]
    assert [line["article"]["source"]["id"] for line in pages] == [f"demo/{name}" for name in demo_pages.PAGES]
    assert [len(story["articles"]) for story in stories] == [5, 6, 7, 14]


def test_cli_demo_ends_in_one_source_behind_fourteen_articles() -> None:
    out = run("demo").stdout.decode()
    assert "14 articles, 9 outlets, 1 independent source" in " ".join(out.split())


def test_cli_demo_svg_is_a_picture(tmp_path: Path) -> None:
    target = tmp_path / "demo.svg"
    assert run("demo", "--svg", str(target)).returncode == 0
    drawn = target.read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "SKARVIK" in drawn
