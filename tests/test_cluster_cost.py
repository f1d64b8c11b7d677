"""The page about clusters: its tables are what the script computes, and its cluster file is one that Ray takes."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cluster.md"


@pytest.fixture(scope="module")
def costs() -> Iterator[Any]:
    spec = importlib.util.spec_from_file_location("cluster_cost", ROOT / "benchmarks" / "cluster_cost.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cluster_cost"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["cluster_cost"]


@pytest.fixture
def figures(costs: Any) -> Any:
    """Figures that are easily computed by hand: 0.1 seconds an article for reading, and as much for all else."""
    return costs.figures_in(costs.FIGURES).with_(
        {
            "articles_per_second": 20,
            "all_processors": 1,
            "on_ray": 0.5,
            "finish_seconds": 40,
            "match_seconds": 60,
            "page_kilobytes": 50,
            "archive_kilobytes": 10,
            "worker_megabytes": 500,
            "laptop_processors": 4,
            "machines": 9,
            "processors": 10,
            "price": 2,
            "spot_price": 1,
            "head_price": 1,
            "store_price": 0.02,
            "start_minutes": 60,
        }
    )


def test_cost_is_what_comes_out_by_hand(costs: Any, figures: Any) -> None:
    found = costs.estimate(18_000_000, figures)
    assert found.processor_hours == pytest.approx(1000)
    assert found.laptop_hours == pytest.approx(250)
    assert found.one_machine_hours == pytest.approx(100)
    assert found.cluster_hours == pytest.approx(100 / 9 + 1)
    assert found.on_demand == pytest.approx((100 / 9 + 1) * 19)
    assert found.spot == pytest.approx((100 / 9 + 1) * 10)
    assert found.machines_for_a_week == 1
    assert costs.estimate(36_000_000, figures).machines_for_a_week == 2
    assert found.read_terabytes == pytest.approx(0.9)
    assert found.archive_terabytes == pytest.approx(0.18)
    assert found.keeping_a_month == pytest.approx(3.6)


def test_cost_tables_round_to_what_an_estimate_can_know(costs: Any, figures: Any) -> None:
    table = costs.tables(figures)
    assert "| processor hours | 56 | 5,600 | 56,000 |" in table
    assert "| one machine of 10 processors | 5.6 hours | 23 days | 230 days |" in table
    assert "| the archive | 10 GB | 1 TB | 10 TB |" in table
    assert "take 5 GB of memory together" in table
    assert "| `price` | 2 dollars a machine and hour, on demand | given | by hand |" in table


def test_cost_every_figure_matters_and_says_what_it_is(costs: Any) -> None:
    usual = costs.figures_in(costs.FIGURES)
    assert {figure.kind for figure in usual.all} <= {"measured", "goal", "estimate", "price", "choice"}
    for figure in usual.all:
        assert figure.source
        changed = costs.tables(usual.with_({figure.name: figure.value * 3}))
        assert changed.partition("What this is computed from")[0] != costs.tables(usual).partition("What this")[0], (
            figure.name
        )
    with pytest.raises(KeyError, match="speed"):
        usual.with_({"speed": 1.0})


def test_cost_of_the_manual_is_what_the_script_computes(costs: Any) -> None:
    text = PAGE.read_text("utf-8")
    assert costs.written(text, costs.figures_in(costs.FIGURES)) == text, (
        "run: python benchmarks/cluster_cost.py --write docs/cluster.md"
    )


def test_cost_is_printed_and_written(costs: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert costs.main(["--set", "machines=40"]) == 0
    assert "| 40 such machines |" in capsys.readouterr().out
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- cluster cost -->\nold\n<!-- end cluster cost -->\nafter\n")
    assert costs.main(["--write", str(page)]) == 0
    assert page.read_text().startswith("before\n<!-- cluster cost -->\n| | 1,000,000 articles |")
    assert page.read_text().endswith("\n<!-- end cluster cost -->\nafter\n")


def test_cluster_file_is_one_that_ray_takes(costs: Any) -> None:
    yaml = pytest.importorskip("yaml")
    pytest.importorskip("jsonschema")
    util = pytest.importorskip("ray.autoscaler._private.util")
    text = (ROOT / "docs" / "cluster.yaml").read_text("utf-8")
    given = yaml.safe_load(text)
    filled = util.prepare_config(given)
    util.validate_config(filled)
    workers = filled["available_node_types"]["worker"]
    assert (workers["max_workers"], filled["max_workers"]) == (10, 10)
    assert workers["resources"]["CPU"] == costs.figures_in(costs.FIGURES)["processors"]
    commands = [*filled["head_start_ray_commands"], *filled["worker_start_ray_commands"]]
    assert all("--disable-usage-stats" in command for command in commands if "ray start" in command)
    assert any("RAY_USAGE_STATS_ENABLED=0" in command for command in filled["setup_commands"])
    assert "CHANGE" in text


def test_cluster_file_installs_this_onrecord_and_the_ray_it_was_tested_with() -> None:
    ray = pytest.importorskip("ray")
    text = (ROOT / "docs" / "cluster.yaml").read_text("utf-8")

    assert f"onrecord[archive,ray]=={version('onrecord')}" in text
    assert f"ray[default]=={ray.__version__}" in text
    assert f"ray[default]=={ray.__version__}" in PAGE.read_text("utf-8")
