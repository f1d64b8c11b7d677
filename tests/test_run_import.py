"""Bringing an archive, or a slice of it, into a ledger: what comes in must be what adding the pages would have kept."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
import pytest
from archive_by_hand import archive
from records_by_hand import article, mill, statement

from onrecord.cli import cli
from onrecord.ledger import Ledger
from onrecord.problems import problem
from onrecord.records import Entity, Reading, Span, as_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from onrecord.records import Article


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


def named(page: Article, name: str) -> Entity:
    start = page.text.index(name)
    return Entity(f"e-{name}", "person", name, (Span(start, start + len(name), name),))


def told(key: str, outlet: str | None, day: str | None, text: str, **more: Any) -> Reading:
    words = f"Weir to stay\n\nBy Cy Orr\n\n{text}"
    page = article(
        words, id=key, url=f"https://{key}.example/", outlet=outlet, headline="Weir to stay", published=day, **more
    )
    one = statement(page, "The weir will stay", "said", "Una Pell", id=f"s-{key}-{len(text)}")
    return Reading(
        key, page, (one,), (named(page, "Una Pell"), *((named(page, "Édith Høg"),) if "Édith" in text else ()))
    )


def readings() -> list[Reading]:
    later = "The weir will stay, Una Pell said. It was built in 1911."
    return [
        mill(),
        told("w1", "The Lantern", "2025-01-09T23:30:00-05:00", "The weir will stay, Una Pell said. Édith Høg wept."),
        told("w2", "The Lantern", "2025-02-01", "The weir will stay, Una Pell said on Monday."),
        told("w3", None, None, "The weir will stay, Una Pell said to nobody."),
        told("w2", "The Lantern", "2025-02-03", later, modified="2025-02-03"),
        Reading("gone.html", None, problems=(problem("empty"),)),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "archive"
    archive(folder, readings()[:3], readings()[2:])
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_LEDGER", raising=False)

    def run_it(*arguments: object) -> Done:
        try:
            code = cli.main([str(one) for one in arguments], "onrecord", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run_it


def held(path: Path | str) -> dict[tuple[str, int], Any]:
    """Return every version of every article of a ledger, with all that is kept of it."""
    with Ledger(path, create=False) as ledger:
        out = {}
        for row in ledger.articles(limit=100).items:
            for version in range(1, 5):
                try:
                    stored = ledger.article(row.id, version)
                except Exception:  # noqa: BLE001 - there are no more
                    break
                out[row.id, version] = as_json(stored.reading)
        return out


def keys(path: str) -> list[str]:
    with Ledger(path, create=False) as ledger:
        return sorted(row.id for row in ledger.articles(limit=100).items)


def test_import_of_an_archive_keeps_what_adding_would(run: Callable[..., Done], place: Path) -> None:
    with Ledger("added.ledger") as ledger:
        for reading in sorted(readings(), key=lambda one: (one.article and one.article.published) or ""):
            ledger.keep(reading)  # in the order of an archive: a story is called after the article that came first
    done = run("import", place, "--ledger", "imported.ledger")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "5 pages: 4 added, 1 new version; the ledger is imported.ledger"
    assert held("imported.ledger") == held("added.ledger")
    with Ledger("added.ledger") as one, Ledger("imported.ledger") as other:
        assert [row.id for row in one.stories().items] == [row.id for row in other.stories().items]
        story = one.stories().items[0].id
        assert as_json(one.story(story)) == as_json(other.story(story))


def test_import_again_changes_nothing(run: Callable[..., Done], place: Path) -> None:
    run("import", place, "--ledger", "a.ledger", "--outlet", "The Lantern")
    first = held("a.ledger")
    done = run("import", place, "--ledger", "a.ledger", "--outlet", "The Lantern", "--json")
    assert {json.loads(line)["outcome"] for line in done.out.splitlines()} == {"unchanged"}
    assert held("a.ledger") == first


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--outlet", "the lantern"], ["w1", "w2"]),
        (["--from", "2025-01-01"], ["w1", "w2"]),
        (["--to", "2025-01-31"], ["a1", "w1"]),
        (["--from", "2025-01-09", "--to", "2025-01-09"], ["w1"]),
        (["--from", "2025-02-02"], ["w2"]),
        (["--about", "edith HØG"], ["w1"]),
        (["--about", "Pell"], ["w1", "w2", "w3"]),
        (["--about", "Pell", "--outlet", "The Lantern", "--from", "2025-02-01"], ["w2"]),
    ],
)
def test_import_of_a_slice_takes_what_the_options_choose(
    run: Callable[..., Done], place: Path, options: list[str], wanted: list[str]
) -> None:
    done = run("import", place, "--ledger", "slice.ledger", *options)
    assert (done.code, done.err) == (0, "")
    assert keys("slice.ledger") == wanted


@pytest.mark.parametrize("options", [["--outlet", "Lantern"], ["--to", "2026-01-01", "--about", "Pel"]])
def test_import_of_a_slice_without_articles_says_so_and_makes_no_ledger(
    run: Callable[..., Done], place: Path, tmp_path: Path, options: list[str]
) -> None:
    done = run("import", place, "--ledger", "slice.ledger", *options)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"onrecord: no article there meets {' '.join(options)}; nothing was put into a ledger\n"
    assert not (tmp_path / "slice.ledger").exists()


def test_import_takes_archives_and_files_together(run: Callable[..., Done], place: Path, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(
        json.dumps(as_json(told("x9", "The Tern", "2025-03-01", "The weir will stay, Una Pell said."))), "utf-8"
    )
    assert (
        run("import", "one.jsonl", place, "--ledger", "both.ledger").out.splitlines()[-1].startswith("6 pages: 5 added")
    )
    assert keys("both.ledger") == ["a1", "w1", "w2", "w3", "x9"]


def test_import_of_an_archive_in_a_store(run: Callable[..., Done]) -> None:
    archive("memory://import-archive", readings())
    assert run("import", "memory://import-archive", "--ledger", "store.ledger", "--outlet", "The Lantern").code == 0
    assert keys("store.ledger") == ["w1", "w2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "there is no file or archive nothing"),
        (["folder"], "onrecord run"),
        (["unfinished"], "onrecord run"),
        (["one.jsonl", "--outlet", "x"], "choose from an archive, and one.jsonl is a file"),
        (["-", "--about", "x"], "choose from an archive, and - is a file"),
        (["folder", "--from", "yesterday"], "--from"),
        (["nosuch://there"], "nosuch"),
    ],
)
def test_import_of_what_is_none_says_what_to_do_and_makes_no_ledger(
    run: Callable[..., Done], tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "archive.json").write_text(
        '{"format": 1, "onrecord": "0", "sources": [], "settings": {}}', "utf-8"
    )
    (tmp_path / "one.jsonl").write_bytes(b"")
    done = run("import", *arguments, "--ledger", "new.ledger")
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert not (tmp_path / "new.ledger").exists()


def test_import_without_the_extra_says_what_to_install(place: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None; sys.argv = ['onrecord', 'import', sys.argv[1], '--ledger', sys.argv[2]]\n"
        "from onrecord.cli import main; main()"
    )
    command = [sys.executable, "-c", script, str(place), str(tmp_path / "new.ledger")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.endswith("pip install 'onrecord[archive]'\n")
    assert not list(tmp_path.iterdir())
