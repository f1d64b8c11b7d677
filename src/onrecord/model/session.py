"""Networks as ONNX sessions, set up for a program that reads one text after another: on the processor, or on a GPU.

A GPU is used when it is asked for, and never left for the processor without a word: onnxruntime itself would go on there with a line in its
log, for hours that somebody had meant to be minutes. What is missing is said in the words of who has to install it.
"""

from __future__ import annotations

import ctypes
import io
import os
import re
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from onrecord.errors import DeviceError
from onrecord.model.unquantised import KNOWN, unquantised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Device:
    """Where the networks run, and how much they are given at once. ``provider`` is what onnxruntime calls it.

    ``floats``: the networks run in floating point and take windows of any length together (see ``unquantised``). ``batch_pieces`` is how
    many pieces go into one call at most, filling counted.
    """

    name: str
    provider: str
    floats: bool
    batch_pieces: int


CPU = Device("cpu", "CPUExecutionProvider", floats=False, batch_pieces=1_280)
"""More pieces at once are no faster on a processor and take more memory."""
GPU = Device("gpu", "CUDAExecutionProvider", floats=True, batch_pieces=8_192)
"""All windows of a stretch of text (``reader.STRETCH``) are one call; attention over so many takes 130 MB of the GPU's memory a layer."""
DEVICES = {device.name: device for device in (CPU, GPU)}

INSTALL = "pip install 'onrecord[gpu]', then pip install --force-reinstall --no-deps onnxruntime-gpu"
"""The second command since onnxruntime and onnxruntime-gpu fill the same folder: the one that was put there last is the one that runs."""
_CAUSE = re.compile(r"CUDA failure \d+: [^;\n]+|(?<=with error: )[^\n]+|Failed to load lib\S+: [^\n]+")
"""Where the cause stands in what onnxruntime says of a GPU that it can't use, which is mostly names of its own C++ functions."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_STDERR = 2


class Network:
    """An exported network on a device."""

    def __init__(self, session: Any, device: Device) -> None:
        """Take what ``network_of`` opens."""
        self._session = session
        self.device = device

    def run(self, inputs: Mapping[str, Any], known: NDArray[Any]) -> list[Any]:
        """Return the outputs for windows filled up to one length; ``known`` (windows, pieces) is 1 for a piece, 0 for filling.

        Where the device takes no filling there must be none. Raises DeviceError where a GPU fails, which is then no fault of the page.
        """
        if not self.device.floats:
            return self._session.run(None, dict(inputs))  # type: ignore[no-any-return]
        try:
            return self._session.run(None, {**inputs, KNOWN: known})  # type: ignore[no-any-return]
        except Exception as error:  # onnxruntime's errors have no class in common
            raise DeviceError(
                f"the GPU failed in the middle of a text ({_reason(str(error))}); where its memory is full, use fewer --workers"
            ) from error


def network_of(model: bytes, threads: int, device: Device = CPU) -> Network:
    """Open an exported network on ``threads`` threads of the processor, or on a GPU.

    Raises DeviceError where the GPU can't be used, ValueError for a network that is not as ``training/`` makes it.
    """
    import onnxruntime  # noqa: PLC0415 - takes 0.1 s, which `onrecord --help` need not wait for

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for good
    if device.provider == GPU.provider:
        return Network(_on_gpu(onnxruntime, model, options), device)
    model = unquantised(model) if device.floats else model
    return Network(onnxruntime.InferenceSession(model, options, providers=[device.provider]), device)


def _on_gpu(onnxruntime: Any, model: bytes, options: Any) -> Any:
    """Return a session that runs on a GPU. Raises DeviceError where it would not."""
    if GPU.provider not in onnxruntime.get_available_providers():
        raise DeviceError(
            "reading on a GPU needs onnxruntime for CUDA, and the onnxruntime that is installed here "
            f"({onnxruntime.__version__}) is for processors only: {INSTALL}"
        )
    model = unquantised(model)
    # No more of its memory than is needed, since workers share it.
    providers = [(GPU.provider, {"arena_extend_strategy": "kSameAsRequested"})]
    with _overheard() as said:
        onnxruntime.preload_dlls()  # the libraries that pip installed, where the system has none
        try:
            session = onnxruntime.InferenceSession(model, options, providers=providers, enable_fallback=0)
        except Exception as error:  # as above
            raise _unusable(_no_driver() or str(error)) from error
    if GPU.provider not in session.get_providers():
        raise _unusable(_no_driver() or "".join(said))
    return session


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Keep from the terminal what onnxruntime prints and logs, which we say in our words, and give it at the end."""
    said: list[str] = []
    printed = io.StringIO()
    with TemporaryFile() as logged:
        before = os.dup(_STDERR)
        os.dup2(logged.fileno(), _STDERR)  # it logs in C++, where sys.stderr is not known
        try:
            with redirect_stdout(printed):
                yield said
        finally:
            os.dup2(before, _STDERR)
            os.close(before)
            logged.seek(0)
            said += [printed.getvalue(), logged.read().decode("utf-8", "replace")]


def _unusable(said: str) -> DeviceError:
    return DeviceError(
        f"no GPU can be used here ({_reason(said)}); `nvidia-smi` shows whether there is one, and which CUDA its driver knows; CUDA's "
        "libraries come with pip install 'onrecord[gpu]'; without --device gpu the processor reads"
    )


def _reason(said: str) -> str:
    """Return the cause among all that onnxruntime says."""
    said = _COLOUR.sub("", said)
    found = _CAUSE.search(said)
    return found.group().strip() if found else _first_line(said) or "onnxruntime does not say why"


def _no_driver() -> str:
    """Return why NVIDIA's driver can't be loaded, nothing where it can."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError as error:
        return f"NVIDIA's driver is missing: {_first_line(str(error))}"
    return ""


def _first_line(said: str) -> str:
    return next((line for line in said.splitlines() if line.strip()), "")
