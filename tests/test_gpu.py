"""Reading on a GPU, as far as can be tested without one: the networks that it would run are run on the processor, and what is missing is said.

``FLOATS`` is what a GPU is given, on the processor. Where a GPU can't be had, real processes say so with the onnxruntime that is installed; what
onnxruntime does where it finds no GPU behind its own package was looked at (1.31) and is done here by ``FallsBack``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import Document, Pipeline, Settings
from onrecord.attribute import attribute
from onrecord.cli import cli
from onrecord.demo import documents
from onrecord.errors import DeviceError, UsageError, WeightsError
from onrecord.model import reader as the_reader
from onrecord.model import session as the_session
from onrecord.model.reader import Reader, batches, opened, see_agree, shipped
from onrecord.model.session import CPU, DEVICES, GPU, Network, network_of
from onrecord.model.unquantised import KNOWN, unquantised
from onrecord.model.words import words_of
from onrecord.read import read_document
from onrecord.settings import DEVICES as NAMES
from onrecord.web.settings import WebSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.run.settings import RunSettings

WEIGHTS = Path(str(files("onrecord") / "data" / "reader"))
FLOATS = replace(GPU, provider=CPU.provider)
without_a_gpu = pytest.mark.skipif(
    GPU.provider in onnxruntime.get_available_providers(), reason="this onnxruntime is built for CUDA"
)

AGREEMENT = 0.95
"""Floor of F1 between the contents that both find on our invented articles; 0.977 was measured."""
PAGE = "The mill will close\nBy Ada Moss\n“It will close in May,” said Bo Hill, who owns the mill. The council denied that it had known.\n"


@cache
def floats() -> Reader:
    return opened(WEIGHTS, 1, FLOATS)


@cache
def network(name: str) -> bytes:
    return (WEIGHTS / f"{name}.onnx").read_bytes()


@pytest.mark.parametrize("name", ["reader", "resolver"])
def test_unquantised_leaves_no_operator_of_whole_numbers(name: str) -> None:
    graph = onnx.load_from_string(unquantised(network(name))).graph
    kinds = {node.op_type for node in graph.node}
    assert "MatMul" in kinds
    assert not {kind for kind in kinds if "Quantize" in kind or "Integer" in kind or kind == "Cast"}
    assert {one.data_type for one in graph.initializer} == {onnx.TensorProto.FLOAT}
    assert all(list(node.input)[4:] == [KNOWN] for node in graph.node if node.op_type == "MultiHeadAttention")
    onnx.checker.check_model(onnx.load_from_string(unquantised(network(name))))


def test_unquantised_weights_are_the_same_numbers() -> None:
    before = {
        one.name: onnx.numpy_helper.to_array(one) for one in onnx.load_from_string(network("reader")).graph.initializer
    }
    after = {
        one.name: onnx.numpy_helper.to_array(one)
        for one in onnx.load_from_string(unquantised(network("reader"))).graph.initializer
    }
    np.testing.assert_array_equal(after["words.bytes unquantised"], before["words.bytes"] * before["words.scale"])
    products = [name.removesuffix("_quantized") for name in before if name.endswith("_quantized")]
    assert len(products) == 26
    for name in products:
        wanted = before[f"{name}_quantized"].astype(np.float32) * before[f"{name}_scale"]
        np.testing.assert_array_equal(after[f"{name}_quantized unquantised"], wanted)


def test_unquantised_refuses_a_network_of_another_make() -> None:
    model = onnx.load_from_string(network("resolver"))
    cast = next(node for node in model.graph.node if node.op_type == "Cast")
    cast.op_type = "Identity"
    with pytest.raises(ValueError, match="is not followed by Cast"):
        unquantised(model.SerializeToString())
    model = onnx.load_from_string(network("resolver"))
    rounding = next(node for node in model.graph.node if node.op_type == "DynamicQuantizeLinear")
    model.graph.output.append(onnx.helper.make_tensor_value_info(rounding.output[0], onnx.TensorProto.UINT8, None))
    with pytest.raises(ValueError, match="DynamicQuantizeLinear in another place"):
        unquantised(model.SerializeToString())


def test_weights_of_another_make_can_not_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_model: bytes) -> bytes:
        raise ValueError("the network is not as training/ makes it")

    monkeypatch.setattr(the_session, "unquantised", refused)
    with pytest.raises(WeightsError, match=r"\(the network is not as training/ makes it\); install OnRecord again"):
        opened(WEIGHTS, 1, FLOATS)


def test_unquantised_says_which_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(DeviceError, match=r"needs the package onnx.*: pip install 'onrecord\[gpu\]'"):
        unquantised(network("resolver"))


def some_words(lines: Sequence[str]) -> Any:
    paragraphs, at = [], 0
    for line in lines:
        paragraphs.append((at, at + len(line)))
        at += len(line) + 1
    return words_of("\n".join(lines), paragraphs, [[] for _ in lines], floats().tokenizer)


LINES = [
    f"The ferry at Fennick will not run until {'late ' * (number % 7)}May, Bo Hill, who keeps it, told the council {number} times."
    for number in range(60)
]


def test_floats_find_what_8_bits_find_but_for_their_rounding() -> None:
    words = some_words(LINES)
    (full, resolved), (rounded, also) = floats().scores(words), shipped().scores(words)
    for one, other, most in (
        (full.labels, rounded.labels, 0.2),
        (full.vectors, rounded.vectors, 0.1),
        (resolved, also, 0.1),
    ):
        assert 0 < np.abs(one - other).mean() < most
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.995


def test_floats_windows_that_are_filled_up_give_what_each_gives_alone() -> None:
    words = some_words(LINES)
    together, resolved = floats().scores(words)
    lengths = {len(batch) for batch in batches([300, 310, 320, 40], FLOATS)}
    assert lengths == {4}
    by_one = opened(WEIGHTS, 1, replace(FLOATS, batch_pieces=1))
    alone, also = by_one.scores(words)
    np.testing.assert_allclose(together.labels, alone.labels, atol=2e-4)
    np.testing.assert_allclose(together.vectors, alone.vectors, atol=2e-4)
    np.testing.assert_allclose(resolved, also, atol=2e-4)


def test_floats_find_the_statements_of_our_articles() -> None:
    folder = Path(__file__).parent / "statements"
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(folder.glob("*.json"))[::3]]
    ours, theirs, both = 0, 0, 0
    for document in [*documents(), *(Document("invented", text, format="text") for text in texts)]:
        article, _ = read_document(document, Settings())
        assert article is not None
        full, rounded = (
            {
                tuple((part.start, part.end) for part in one.content)
                for one in attribute(article, reader=each).statements
            }
            for each in (floats(), shipped())
        )
        ours, theirs, both = ours + len(full), theirs + len(rounded), both + len(full & rounded)
    assert theirs > 200
    assert 2 * both / (ours + theirs) > AGREEMENT


@given(st.lists(st.integers(1, 512), max_size=60), st.sampled_from([CPU, GPU]))
def test_batches_hold_every_row_once_and_no_more_than_they_may(lengths: list[int], device: Any) -> None:
    found = list(batches(lengths, device))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    for batch in found:
        sizes = [lengths[i] for i in batch]
        assert len(batch) == 1 or len(batch) * max(sizes) <= device.batch_pieces
        assert device.floats or len(set(sizes)) == 1


def test_a_gpu_that_computes_other_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    see_agree(floats(), floats())
    right = floats().network.run
    for wrong in (lambda found: found + 0.3, lambda found: found * np.nan, np.zeros_like):
        reader = opened(WEIGHTS, 1, FLOATS)
        monkeypatch.setattr(reader.network, "run", lambda *given, w=wrong: [w(found) for found in right(*given)])
        with pytest.raises(DeviceError, match=r"computes other numbers than the processor \(apart by"):
            see_agree(reader, floats())


def test_a_gpu_is_tried_on_windows_of_unequal_length(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    reader = opened(WEIGHTS, 1, FLOATS)
    right = reader.network.run

    def watched(inputs: Any, known: Any) -> list[Any]:
        given.append(known)
        return right(inputs, known)

    monkeypatch.setattr(reader.network, "run", watched)
    see_agree(reader, floats())
    assert any(0 < known.sum() < known.size and len(known) > 2 for known in given)


def test_the_settings_name_the_devices_there_are() -> None:
    assert tuple(DEVICES) == NAMES
    assert Settings().device == CPU.name
    with pytest.raises(UsageError, match="device is 'tpu'; choose one of cpu, gpu"):
        Settings(device="tpu")
    with pytest.raises(UsageError, match="a server reads on the processor"):
        WebSettings(reading=Settings(device="gpu"))


class FallsBack:
    """Stands for onnxruntime-gpu on a machine without CUDA: it offers CUDA, prints and logs why it can't, and opens a session on the processor."""

    __version__ = "1.31.1"
    SessionOptions = SimpleNamespace

    def __init__(self, *, session: Exception | None = None, logged: str = "") -> None:
        self._session, self._logged = session, logged

    def get_available_providers(self) -> list[str]:
        return ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]

    def preload_dlls(self) -> None:
        print("Please follow https://onnxruntime.ai/docs/install/#cuda-and-cudnn to install CUDA.")  # noqa: T201 - as it does

    def InferenceSession(self, _model: bytes, _options: Any, *, providers: list[Any], enable_fallback: int) -> Any:  # noqa: N802
        assert [providers[0][0], enable_fallback] == ["CUDAExecutionProvider", 0]
        if self._session:
            raise self._session
        os.write(2, self._logged.encode())
        return SimpleNamespace(get_providers=lambda: ["CPUExecutionProvider"])


MISSING = (
    "\x1b[1;31m2026-11-30 22:57:09.016 [E:onnxruntime:Default, provider_bridge_ort.cc:2458 operator()] [ONNXRuntimeError] : 1 : FAIL : Failed to "
    "load library /lib/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file\n\x1b[m\n"
)
TOO_OLD = (
    "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 std::conditional_t<THRW, void, Status> onnxruntime::CudaCall(ERRTYPE) "
    "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=vm ; expr=cudaSetDevice(id); \n"
)


@pytest.mark.parametrize(
    ("stands_for", "says"),
    [
        (FallsBack(logged=MISSING), r"\(libcublasLt.so.13: cannot open shared object file: No such file\)"),
        (
            FallsBack(session=RuntimeError(TOO_OLD)),
            r"\(CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version\)",
        ),
        (FallsBack(logged="\x1b[0;93mgone\x1b[m"), r"\(Please follow https.* to install CUDA\.\)"),
        (FallsBack(), r"\(Please follow https.* to install CUDA\.\)"),
    ],
)
def test_a_gpu_that_onnxruntime_would_fall_back_from_is_refused(
    stands_for: FallsBack, says: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", stands_for)
    monkeypatch.setattr(the_session, "_no_driver", lambda: "")
    with pytest.raises(DeviceError, match=rf"no GPU can be used here {says}; `nvidia-smi` shows"):
        network_of(network("resolver"), 1, GPU)
    assert capfd.readouterr() == ("", "")


def test_a_gpu_without_its_driver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", FallsBack())
    monkeypatch.setattr("ctypes.CDLL", _no_library)
    with pytest.raises(DeviceError, match=r"\(NVIDIA's driver is missing: libcuda.so.1: cannot open"):
        network_of(network("resolver"), 1, GPU)


def _no_library(name: str) -> None:
    raise OSError(f"{name}: cannot open shared object file")


def test_a_gpu_that_fails_is_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def run(self, *_: object) -> None:
            raise RuntimeError("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 9")

    reader = opened(WEIGHTS, 1, FLOATS)
    reader.network = Network(Full(), FLOATS)
    monkeypatch.setattr(the_reader, "_shipped", lambda _threads, _device: reader)
    with pytest.raises(
        DeviceError, match=r"the GPU failed in the middle of a text \(.*allocate memory.*fewer --workers"
    ):
        Pipeline(Settings(device="gpu")).read(Document("note", PAGE, format="text"))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, text=True)


@without_a_gpu
@pytest.mark.parametrize(
    "arguments",
    [["read"], ["read", "--json"], ["add", "--ledger", "news.ledger"], ["run", "--workers", "1", "--out", "archive"]],
)
def test_cli_without_a_gpu_says_what_to_install_and_reads_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, "utf-8")
    done = run(*arguments, "--device", "gpu", "page.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        f"({onnxruntime.__version__}) is for processors only: pip install 'onrecord[gpu]', then pip install"
        in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert not Path("news.ledger").exists()
    assert not list(Path("archive").glob("*/*/*.parquet"))


@pytest.mark.parametrize("command", ["read", "add", "run"])
def test_cli_names_the_devices(command: str) -> None:
    done = run(command, *(["--out", "x"] if command == "run" else []), "--device", "tpu", "page.txt")
    assert done.returncode == 2
    assert "'tpu' is not one of 'cpu', 'gpu'" in done.stderr


@pytest.mark.parametrize(
    ("options", "device", "memory"),
    [([], "cpu", 2e9), (["--device", "gpu"], "gpu", 6e9), (["--device", "gpu", "--memory", "3GB"], "gpu", 3e9)],
)
def test_run_command_hands_the_device_to_all_who_need_it(
    options: list[str], device: str, memory: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def engine(*_: object, **given: Any) -> None:
        seen.update(given)

    def ran(_sources: object, _out: object, settings: RunSettings, *_: object) -> int:
        seen["settings"] = settings
        return 0

    monkeypatch.setattr("onrecord.commands.running.engine_of", engine)
    monkeypatch.setattr("onrecord.commands.running._run", ran)
    assert cli.main(["run", "page.txt", "--out", "archive", *options], standalone_mode=False) == 0
    assert (seen["device"], seen["settings"].reading.device, seen["limits"].worker_bytes) == (device, device, memory)
