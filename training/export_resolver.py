"""Makes what ships of the resolver: its two layers in ONNX with 8-bit weights, and the weights of its heads (npz).

python training/export_resolver.py --checkpoint .cache/resolver.pt [--folder src/onrecord/data/reader]

Writes ``resolver.onnx`` and ``resolver.npz`` and their hashes into ``reader.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from resolver import Coreference, Resolver, Voices

if TYPE_CHECKING:
    from torch import nn

FOLDER = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "reader"
ONTOGUM = 0
"""The convention of mentions that ships: news, not LitBank's fiction."""


def exported(network: Resolver, file: Path) -> None:
    """Write the network to ONNX with matrix weights in 8 bits, as ``export_reader`` does."""
    network.eval()
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            network, (torch.zeros(2, 24, 384),), str(full), input_names=["states"], output_names=["found"],
            dynamic_axes={name: {0: "windows", 1: "length"} for name in ("states", "found")}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            full, file, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip


def heads(coreference: Coreference, voices: Voices) -> dict[str, np.ndarray]:
    """Return the weights of the heads under the names that ``onrecord.model`` reads them by."""
    found = {}
    for name in ("start", "end", "both", "offset", "width", "shape"):
        found[f"coreference.{name}"] = getattr(coreference, name)[ONTOGUM]
    for name in ("pair", "earlier", "later", "cross"):
        found[f"coreference.{name}"] = getattr(coreference, name)
    found["coreference.features.weight"] = coreference.features.weight.T
    found["coreference.features.bias"] = coreference.features.bias
    found["coreference.out.weight"] = coreference.out.weight[0]
    found["coreference.out.bias"] = coreference.out.bias[0]
    for name, layers in (("kind", voices.kind), ("commitment", voices.commitment), ("link", voices.features)):
        linear: list[nn.Linear] = [layer for layer in layers if isinstance(layer, torch.nn.Linear)]
        for index, layer in enumerate(linear):
            found[f"{name}.{2 * index}"] = layer.weight.T
            found[f"{name}.{2 * index + 1}"] = layer.bias
    found["link"] = voices.link
    return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


def main() -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    state = torch.load(arguments.checkpoint, weights_only=True)
    network, coreference, voices = Resolver(), Coreference(), Voices()
    network.load_state_dict(state["net"])
    coreference.load_state_dict(state["co"])
    voices.load_state_dict(state["vo"])
    exported(network, arguments.folder / "resolver.onnx")
    np.savez_compressed(arguments.folder / "resolver.npz", **heads(coreference, voices))
    settings = json.loads((arguments.folder / "reader.json").read_text("utf-8"))
    for name in ("resolver.onnx", "resolver.npz"):
        settings["sha256"][name] = hashlib.sha256((arguments.folder / name).read_bytes()).hexdigest()
    (arguments.folder / "reader.json").write_text(json.dumps(settings) + "\n", "utf-8")


if __name__ == "__main__":
    main()
