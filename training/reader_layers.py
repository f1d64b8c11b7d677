"""The upper layers of the shipped reader as torch weights: what the resolver's own layers start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch

if TYPE_CHECKING:
    from encoder import Layer
    from torch import nn

ABOVE = 4
"""Layers of the reader below the resolver's first."""


def start_from_reader(layers: nn.ModuleList, file: Path) -> None:
    """Fill the layers with those that stand above the states in the reader ``file``, its 8 bits turned back into numbers."""
    model = onnx.load(str(file))
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    matrices = {node.output[0]: node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"}
    for number, layer in enumerate(layers, ABOVE):
        _fill(layer, number, stored, matrices)


def _fill(layer: Layer, number: int, stored: dict[str, np.ndarray], matrices: dict[str, str]) -> None:
    own = {}
    for name in ("qkv", "out", "up", "down"):
        rounded = matrices[f"/layers.{number}/{name}/MatMul_output_0_output_quantized"]
        base = rounded.removesuffix("_quantized")
        full = stored[rounded].astype(np.float32) - stored[f"{base}_zero_point"].astype(np.float32)
        own[f"{name}.weight"] = (full * stored[f"{base}_scale"]).T.copy()
        own[f"{name}.bias"] = stored[f"layers.{number}.{name}.bias"].copy()
    for name in ("norm1", "norm2"):
        for part in ("weight", "bias"):
            own[f"{name}.{part}"] = stored[f"layers.{number}.{name}.{part}"].copy()
    layer.load_state_dict({name: torch.from_numpy(array) for name, array in own.items()})
