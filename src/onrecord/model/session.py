"""An ONNX session on the CPU, set up for a program that reads one text after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def session_of(model: bytes, threads: int) -> InferenceSession:
    """Return a session of an exported network on ``threads`` threads."""
    import onnxruntime  # noqa: PLC0415 - takes 0.1 s, which `onrecord --help` need not wait for

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for good
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
