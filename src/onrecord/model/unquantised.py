"""The networks in floating point, as a GPU wants them: made of the 8-bit ones when they are loaded, so that no second file of weights ships.

What ships is made for a processor (``training/export_reader.py``): weights in 8 bits, each column of a matrix with a scale of its own, and in
front of every product a DynamicQuantizeLinear that rounds what comes in to 8 bits too. CUDA has no kernels for these. Here every product is
written as MatMul of what comes in, as it is, and of the weights times their scales; the table of word pieces likewise. The weights are so
the same numbers as before, and only what goes through the network is no longer rounded.

The networks get one input more, ``known``, int32 (windows, pieces): 1 for a piece, 0 for what only fills a window up. With it windows of any
length go through the network together. On a processor that costs a quarter of the time, so it reads windows of one length together; a
GPU's time is nearly all in the number of calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.errors import DeviceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

KNOWN = "known"
"""The name of the input that says which pieces are no filling."""
_MASK = 4
"""The place of the mask (key_padding_mask) among the inputs of com.microsoft.MultiHeadAttention."""
_EIGHT_BIT = frozenset({"DynamicQuantizeLinear", "MatMulInteger"})


def unquantised(model: bytes) -> bytes:
    """Return an 8-bit network of ours, as ONNX, in floating point and with the input ``KNOWN``.

    Raises DeviceError where the package onnx is missing, ValueError for a network that ``training/export_reader.py`` did not make.
    """
    onnx = _onnx()
    network = _Network(onnx, onnx.load_from_string(model))
    for node in [*network.graph.node]:
        if node.op_type == "MatMulInteger":
            network.replace_product(node)
        elif node.op_type == "Gather" and network.is_bytes(node.input[0]):
            network.replace_table(node)
        elif node.op_type == "MultiHeadAttention":
            node.input.extend([""] * (_MASK - len(node.input)))
            node.input.append(KNOWN)
    network.graph.input.append(onnx.helper.make_tensor_value_info(KNOWN, onnx.TensorProto.INT32, ["windows", "length"]))
    network.sweep()
    if left := _EIGHT_BIT & {node.op_type for node in network.graph.node}:
        raise ValueError(f"the network is not as training/ makes it: {', '.join(sorted(left))} in another place")
    return network.proto.SerializeToString()  # type: ignore[no-any-return]


def _onnx() -> Any:
    try:
        import onnx  # noqa: PLC0415 - an extra
        import onnx.helper  # noqa: PLC0415 - as above
        import onnx.numpy_helper  # noqa: PLC0415 - as above
    except ImportError as error:
        raise DeviceError(
            f"reading on a GPU needs the package onnx, which is not installed ({error}): pip install 'onrecord[gpu]'"
        ) from None
    return onnx


class _Network:
    """A network that is being rewritten. Nodes are written in place of the last of those that they stand for, so that the order stays right."""

    def __init__(self, onnx: Any, proto: Any) -> None:
        self._onnx, self.proto, self.graph = onnx, proto, proto.graph
        self._weights = {one.name: one for one in self.graph.initializer}
        self._makers = {name: node for node in self.graph.node for name in node.output}
        self._users: dict[str, list[Any]] = {}
        for node in self.graph.node:
            for name in node.input:
                self._users.setdefault(name, []).append(node)

    def is_bytes(self, name: str) -> bool:
        """Tell whether this is a table of weights in 8 bits."""
        return name in self._weights and self._weights[name].data_type == self._onnx.TensorProto.INT8

    def replace_product(self, product: Any) -> None:
        """Write Mul(Cast(MatMulInteger(rounded, weights)), scales), which undoes the rounding of ``DynamicQuantizeLinear(x)``, as MatMul(x, weights)."""
        rounded, weights, _, zero = product.input
        last = self._user(self._user(product, "Cast"), "Mul")
        scales = self._other(last, "Mul")
        scale = next(name for name in scales.input if name in self._weights)
        floats = self._array(weights).astype(np.float32) - self._array(zero).astype(np.float32)
        self._write(last, "MatMul", [self._makers[rounded].input[0], self._keep(weights, floats * self._array(scale))])

    def replace_table(self, rows: Any) -> None:
        """Write Mul(Cast(Gather(bytes, i)), Gather(scales, i)) as Gather(table, i)."""
        last = self._user(self._user(rows, "Cast"), "Mul")
        scales = self._other(last, "Gather")
        floats = self._array(rows.input[0]).astype(np.float32) * self._array(scales.input[0])
        self._write(last, "Gather", [self._keep(rows.input[0], floats), rows.input[1]])

    def sweep(self) -> None:
        """Leave out the nodes and the weights that no output depends on any more."""
        wanted = {one.name for one in self.graph.output}
        kept = []
        for node in reversed(self.graph.node):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                kept.append(node)
        weights = [one for one in self._weights.values() if one.name in wanted]
        _fill(self.graph.node, [*reversed(kept)])
        _fill(self.graph.initializer, weights)
        del self.graph.value_info[:]  # shapes and types of what is no longer there

    def _user(self, node: Any, kind: str) -> Any:
        """Return the one node that uses what ``node`` makes. Raises ValueError where it is not of this kind."""
        users = self._users.get(node.output[0], [])
        if [user.op_type for user in users] != [kind]:
            raise ValueError(f"the network is not as training/ makes it: {node.name} is not followed by {kind}")
        return users[0]

    def _other(self, product: Any, kind: str) -> Any:
        """Return the node that makes the scales that ``product`` multiplies by. Raises ValueError as ``_user`` does."""
        for name in product.input:
            if name in self._makers and self._makers[name].op_type == kind:
                return self._makers[name]
        raise ValueError(f"the network is not as training/ makes it: no {kind} before {product.name}")

    def _write(self, node: Any, kind: str, inputs: list[str]) -> None:
        node.op_type = kind
        del node.input[:]
        node.input.extend(inputs)

    def _keep(self, name: str, array: NDArray[np.float32]) -> str:
        """Keep new weights beside the old ones, and return their name."""
        new = f"{name} unquantised"
        self._weights[new] = self._onnx.numpy_helper.from_array(np.ascontiguousarray(array, np.float32), new)
        return new

    def _array(self, name: str) -> NDArray[Any]:
        return self._onnx.numpy_helper.to_array(self._weights[name])  # type: ignore[no-any-return]


def _fill(field: Any, values: list[Any]) -> None:
    """Put these into a repeated field in place of what is there, which may be some of them."""
    del field[:]
    field.extend(values)
