"""Gives the shipped reader a third output: the states after its fourth layer, on which the resolver stands.

python training/expose_states.py [--folder src/onrecord/data/reader]

The reader's own outputs don't change; ``reader.json`` gets the new hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import onnx

STATES = "/layers.3/norm2/LayerNormalization_output_0"
"""The fourth of six layers: the two above it are bent to attribution, and the resolver has two of its own."""


def expose(file: Path) -> None:
    """Add the output ``states`` to an exported reader, unless it is there."""
    model = onnx.load(str(file))
    if any(output.name == "states" for output in model.graph.output):
        return
    model.graph.node.append(onnx.helper.make_node("Identity", [STATES], ["states"], name="states"))
    shape = ["windows", "length", 384]
    model.graph.output.append(onnx.helper.make_tensor_value_info("states", onnx.TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def main() -> None:
    """Read the arguments and change the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("src/onrecord/data/reader"))
    folder = parser.parse_args().folder
    expose(folder / "reader.onnx")
    settings = json.loads((folder / "reader.json").read_text("utf-8"))
    settings["sha256"]["reader.onnx"] = hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest()
    (folder / "reader.json").write_text(json.dumps(settings), "utf-8")


if __name__ == "__main__":
    main()
