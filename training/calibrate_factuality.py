"""Bends the shipped resolver's factuality to what is measured, absolute difference, on the training parts of UW and MEANTIME.

python training/calibrate_factuality.py --shared ../shared [--folder src/onrecord/data/reader]

Trained on mixed losses, the head says 2.6 of most events that happened, where annotators say 3. The curve adds ``shift``, and above
``knee`` the ``slope`` besides. It is fitted on the training events of both sets together, never on a dev part, and becomes a part
of ``resolver.onnx``, so that nothing changes where it is run; run again, it takes the place of the one before. To be run after
``export_resolver.py``. ``--curve 2.2 0.5 -0.1`` writes a curve that was fitted before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import onnx
from factuality_data import factuality
from onnx import helper, numpy_helper
from tokenizers import Tokenizer

from onrecord.model.reader import opened
from onrecord.model.voices import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "reader"
SETS = ("uw", "meantime")
MOST = 3.0
PREFIX = "factuality_curve/"
"""What the names of the curve's nodes begin with."""


class Curve(NamedTuple):
    """``shift`` is added to every value, and ``slope`` times what it lies above ``knee``."""

    knee: float
    slope: float
    shift: float


FLAT = Curve(0.0, 0.0, 0.0)
KNEES = (1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7)
SLOPES = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
SHIFTS = (-0.3, -0.2, -0.1, 0.0)


def bent(values: np.ndarray, curve: Curve) -> np.ndarray:
    """Return the values (n,) on a curve, within the scale."""
    found: np.ndarray = values + curve.shift + curve.slope * np.maximum(values - curve.knee, 0)
    return found.clip(-MOST, MOST)


def fitted(given: np.ndarray, gold: np.ndarray) -> Curve:
    """Return the curve with the least mean absolute difference over events (n,) of all sets together."""
    curves = (Curve(*each) for each in product(KNEES, SLOPES, SHIFTS))
    return min(curves, key=lambda curve: float(np.abs(bent(given, curve) - gold).mean()))


def said_of(folder: Path, file: Path, tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Return what the resolver in ``folder`` says of the events of a file (n,), and what annotators say."""
    reader, given, gold = opened(folder), [], []
    for part in factuality(file, tokenizer):
        facts = reader.scores(part.words)[1][:, COLUMNS["fact"]][:, 0]
        given += [float(facts[word]) for word, _ in part.values]
        gold += [value for _, value in part.values]
    return np.array(given), np.array(gold)


def without_curve(model: Any) -> str:
    """Take an earlier curve out of a model and return the name of the value that it bent, the last that is joined to the output."""
    joined = next(node for node in model.graph.node if "found" in node.output)
    nodes = [node for node in model.graph.node if node.name.startswith(PREFIX)]
    if nodes:
        joined.input[-1] = nodes[0].input[0]
    for node in nodes:
        model.graph.node.remove(node)
    for constant in [one for one in model.graph.initializer if one.name.startswith(PREFIX)]:
        model.graph.initializer.remove(constant)
    return str(joined.input[-1])


def put_into(model: Any, curve: Curve) -> None:
    """Give a model a curve."""
    fact = without_curve(model)
    joined = next(node for node in model.graph.node if "found" in node.output)
    at = list(model.graph.node).index(joined)
    steps: Sequence[tuple[str, str, str, str]] = (
        ("above", "Sub", fact, "knee"), ("over", "Relu", "above", ""), ("steeper", "Mul", "over", "slope"),
        ("bent", "Add", fact, "steeper"), ("curve", "Add", "bent", "shift"),
    )  # fmt: skip
    for name, value in curve._asdict().items():
        model.graph.initializer.append(numpy_helper.from_array(np.array([value], np.float32), PREFIX + name))
    for offset, (name, kind, first, second) in enumerate(steps):
        inputs = [one if one == fact else PREFIX + one for one in (first, second) if one]
        node = helper.make_node(kind, inputs, [PREFIX + name], name=PREFIX + name)
        model.graph.node.insert(at + offset, node)
    joined.input[-1] = PREFIX + "curve"
    onnx.checker.check_model(model)


def written(folder: Path, curve: Curve) -> None:
    """Write a curve into the resolver of a folder, and the new hash into ``reader.json``."""
    model = onnx.load(str(folder / "resolver.onnx"))
    put_into(model, curve)
    onnx.save(model, str(folder / "resolver.onnx"))
    settings = json.loads((folder / "reader.json").read_text("utf-8"))
    settings["sha256"]["resolver.onnx"] = hashlib.sha256((folder / "resolver.onnx").read_bytes()).hexdigest()
    (folder / "reader.json").write_text(json.dumps(settings) + "\n", "utf-8")


def main() -> None:
    """Read the arguments, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--curve", type=float, nargs=3, metavar=Curve._fields, help="write this one, fit none")
    arguments = parser.parse_args()
    if arguments.curve:
        written(arguments.folder, Curve(*arguments.curve))
        return
    written(arguments.folder, FLAT)
    tokenizer = Tokenizer.from_file(str(arguments.folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    folder = arguments.shared / "data" / "factuality"
    parts = [said_of(arguments.folder, folder / name / "train.conll", tokenizer) for name in SETS]
    given, gold = (np.concatenate(both) for both in zip(*parts, strict=True))
    curve = fitted(given, gold)
    for name, (ours, theirs) in zip(SETS, parts, strict=True):
        before, after = (float(np.abs(bent(ours, each) - theirs).mean()) for each in (FLAT, curve))
        print(f"{name:10} {before:.3f} to {after:.3f}")
    print(curve)
    written(arguments.folder, curve)


if __name__ == "__main__":
    main()
