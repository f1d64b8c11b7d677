"""Makes what ships of a checkpoint: the network in ONNX with 8-bit weights, the tokenizer, and reader.json.

python training/export_reader.py --shared ../shared --checkpoint .cache/reader/checkpoint.pt --tokenizer TOKENIZER.json
    --own FILE       our own annotations, of which those held out take part in choosing the settings
    --untuned        keep all settings of decoding at zero and do not calibrate, for a quick look
    --out FOLDER     where to, if not into the package

Prints the dev figures in full precision and in 8 bits, chooses the settings of decoding (``Bias``) on the dev articles,
and fits the calibration of confidence there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from encoder import SHAPES, Reader, averaged_reader, tokenizer_of
from onnxruntime.quantization import QuantType, quantize_dynamic
from reader_data import held_out, load, tagged_examples, worldwide
from reader_figures import Read, figures, names_figures, network_of, predicted, read_with, tables_of, tuned
from scorer import scorer
from torch import Tensor, nn

from onrecord.model.confidence import Calibration, calibration_error, features_of, fitted
from onrecord.model.decode import Bias, decode

PACKAGE = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "reader"
WORTH = {"polnear": 1.0, "rumour": 1.0, "own": 0.5}
"""What each dev set counts for in choosing the settings; our own annotations, made faster, count less."""


class ByteEmbedding(nn.Module):
    """An embedding in 8 bits, each row with a scale of its own."""

    def __init__(self, full: nn.Embedding) -> None:
        """Round the rows of ``full``."""
        super().__init__()
        scale = full.weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("bytes", torch.round(full.weight.detach() / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, pieces: Tensor) -> Tensor:
        """Return the rows of ``pieces``."""
        return self.bytes[pieces].float() * self.scale[pieces]


def exported(reader: Reader, file: Path) -> None:
    """Write the network to ONNX with matrix weights in 8 bits, a scale for each output (7 bits used: without VNNI, x86 saturates at 8)."""
    reader.words = ByteEmbedding(reader.words)  # type: ignore[assignment]
    reader.eval()
    example = tuple(torch.ones(2, 24, dtype=torch.long) for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            reader, example, str(full), input_names=["pieces", "cases", "quoted"], output_names=["scores", "vectors"],
            dynamic_axes={n: {0: "windows", 1: "length"} for n in ("pieces", "cases", "quoted", "scores", "vectors")},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            full, file, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip


def network_in(file: Path, threads: int) -> Any:
    """Return an exported network as a function of arrays."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(*arrays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scores, vectors = session.run(None, dict(zip(("pieces", "cases", "quoted"), arrays, strict=True)))
        return scores[0], vectors[0]

    return run


def evidence(bench: Any, reads: list[Read], bias: Bias) -> tuple[np.ndarray, np.ndarray]:
    """Return what confidence is computed from, for every attribution found, and whether annotators agree end to end."""
    features, right = [], []
    for read in reads:
        found = decode(read.scores, bias)
        as_scored = predicted(read, bias)
        gold, mine, matches = bench.compare(read.gold, as_scored)
        agreed = set()
        for i, j, _ in matches:
            if gold[i]["s"] & mine[j]["s"] or (not gold[i]["s"] and not mine[j]["s"]):
                agreed.add(j)
        kept = [k for k, a in enumerate(as_scored) if bench.tokset(read.gold["text"], a["content"])]
        for j, k in enumerate(kept):
            features.append(features_of(found[k]))
            right.append(float(j in agreed))
    return np.array(features), np.array(right)


def main() -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="minilm")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--out", type=Path, default=PACKAGE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--untuned", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    tokenizer = tokenizer_of(arguments.tokenizer)
    reader = averaged_reader(arguments.checkpoint, arguments.shape)
    data, bench = arguments.shared / "data", scorer(arguments.shared, "attribution")
    dev = {"polnear": load(data / "attribution" / "dev.jsonl"), "rumour": load(data / "rumour" / "attributions.jsonl")}
    if arguments.own:
        dev["own"] = [a for a in load(arguments.own) if held_out(a["id"], 12)]
    tables = tables_of(reader)
    full = {name: read_with(network_of(reader, half=False), tables, gold, tokenizer) for name, gold in dev.items()}
    arguments.out.mkdir(parents=True, exist_ok=True)
    exported(reader, arguments.out / "reader.onnx")
    network = network_in(arguments.out / "reader.onnx", arguments.threads)
    eight = {name: read_with(network, tables, gold, tokenizer) for name, gold in dev.items()}
    bias, calibration = Bias(), Calibration((0.0,) * 9, 0.0)
    if not arguments.untuned:
        bias = tuned(bench, {name: (WORTH[name], reads) for name, reads in eight.items()})
        calibration = calibrated(bench, eight, bias)
    for name in dev:
        print(name, "full, untuned", figures(bench, full[name], Bias()))
        print(name, "full, tuned  ", figures(bench, full[name], bias))
        print(name, "8 bits, tuned", figures(bench, eight[name], bias))
    named = [t for t in worldwide(data / "entities" / "worldwide") if held_out(t.name, 10)]
    examples = [e for t in named for e in tagged_examples(t, t.text, tokenizer)]
    print("names, 8 bits", names_figures(network, examples))
    written(arguments.out, arguments.tokenizer, tables, bias, calibration)


def calibrated(bench: Any, reads: dict[str, list[Read]], bias: Bias) -> Calibration:
    """Fit confidence on all dev sets; print its error on each half of the articles when fitted on the other half."""
    halves = []
    for half in (0, 1):
        some = [r for name in reads for r in reads[name][half::2]]
        halves.append(evidence(bench, some, bias))
    for half in (0, 1):
        fit = fitted(*halves[1 - half])
        x, right = halves[half]
        confidence = 1 / (1 + np.exp(-(x @ np.array(fit.weights) + fit.offset)))
        print(f"expected calibration error, half {half}: {100 * calibration_error(confidence, right):.1f}")
    return fitted(*(np.concatenate([h[i] for h in halves]) for i in (0, 1)))


def written(out: Path, tokenizer: Path, tables: Any, bias: Bias, calibration: Calibration) -> None:
    """Put the tokenizer and ``reader.json`` beside the network."""
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    settings = {
        "bias": asdict(bias),
        "confidence": {"weights": list(calibration.weights), "offset": calibration.offset},
        "links": {n: getattr(tables, n).round(5).tolist() for n in ("distance", "same_paragraph", "nobody")},
        "sha256": {n: hashlib.sha256((out / n).read_bytes()).hexdigest() for n in ("reader.onnx", "tokenizer.json")},
    }
    (out / "reader.json").write_text(json.dumps(settings) + "\n", "utf-8")
    print(f"{out}: {sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB, bias {bias}")


if __name__ == "__main__":
    main()
