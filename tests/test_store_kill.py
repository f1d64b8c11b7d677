from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run(what: str, times: int, folder: Path) -> str:
    """Return what store_kill.py prints; fails with its reason if a ledger was hurt."""
    done = subprocess.run(
        [sys.executable, str(HERE / "store_kill.py"), what, str(times), str(folder)],
        capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": f"{HERE.parent / 'src'}:{HERE}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_killed_at_200_random_moments_every_acknowledged_article_is_there_and_nothing_half(tmp_path: Path) -> None:
    said = run("add", 200, tmp_path)
    assert said.startswith("200 killed")
    in_time, articles = int(said.split()[2]), int(said.split()[-3])
    assert in_time > 50, "most kills came before anything was written"
    assert articles >= in_time


def test_killed_while_erasing_an_article_is_whole_or_gone(tmp_path: Path) -> None:
    assert run("erase", 15, tmp_path).startswith("15 killed")
