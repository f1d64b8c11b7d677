"""An archive may lie in a folder of any name: what DuckDB would take for a pattern, an address or a path of Windows is a letter like others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from archive_by_hand import archive
from click.testing import CliRunner
from match_archive import InPlace
from records_by_hand import mill

from onrecord.cli import cli
from onrecord.run.archive import open_archive
from onrecord.run.match import match

if TYPE_CHECKING:
    from pathlib import Path

ODD = ("a?b", "a*b", "a[b]c", "a\\b", "a'b", "it's [1]*? \\ é", "a?x=1&y=2", "${x}%20#;{y}~", "**")


@pytest.mark.parametrize("name", ODD)
def test_an_archive_in_an_oddly_named_folder_is_made_matched_asked_and_brought_in(tmp_path: Path, name: str) -> None:
    archive(tmp_path / "a1b", [])  # what some of the signs would stand for
    folder = tmp_path / name
    place = archive(folder, [mill()], [mill()])
    assert match(place, InPlace()).stories == 1
    tables = "SELECT count(*) AS n FROM {}"
    for table, rows in (("articles", 1), ("statements", 3), ("stories", 1)):
        asked = CliRunner().invoke(cli, ["query", tables.format(table), str(folder), "--csv"])
        assert (asked.exit_code, asked.stdout) == (0, f"n\n{rows}\n"), asked.output
    with duckdb.connect() as db:
        open_archive(folder).views(db)
        assert db.execute("SELECT count(*), max(month) FROM articles").fetchall() == [(1, "2024-11")]
    brought = CliRunner().invoke(cli, ["import", str(folder), "--ledger", str(tmp_path / "x.ledger")])
    assert brought.exit_code == 0, brought.output
