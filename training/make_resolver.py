"""Makes the shipped weights of the resolver from the corpora, by one command; what is done already is not done again.

python training/make_resolver.py --shared ../shared --out .cache

It stands on the reader's weights in ``--folder``, which must be there (make_reader.py makes them). Steps, each a script of this folder
with its own ``--help``: give the reader its states as an output, train twice, the second time from the first one's average and
with less of LitBank, export, bend factuality to its training sets. The reader's states of every text are computed at the start of the first training (1.2 GB in ``states``).
An interrupted training goes on from its last epoch. Needs 4 GB of memory.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from make_reader import run

FIRST, SECOND = 1, 4
"""Epochs of the two trainings; the first of what shipped was stopped after one, on half of the annotated articles."""
LESS_LITBANK = 0.35


def arguments_given() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--folder", type=Path, default=Path("src/onrecord/data/reader"), help="the reader; the resolver joins it"
    )
    parser.add_argument("--out", type=Path, default=Path(".cache"))
    return parser.parse_args()


def main() -> None:
    """Run every step that is not done."""
    given = arguments_given()
    first, second = given.out / "resolver_first", given.out / "resolver"
    common = ("--shared", given.shared, "--reader", given.folder, "--states", given.out / "states", "--resume")
    run("expose_states", "--folder", given.folder)
    run("train_resolver", *common, "--out", first, "--epochs", FIRST)
    run(
        "train_resolver", *common, "--start", first / "checkpoint.pt", "--litbank-share", LESS_LITBANK,
        "--out", second, "--epochs", SECOND,
    )  # fmt: skip
    run("export_resolver", "--checkpoint", second / "checkpoint.pt", "--folder", given.folder)
    run("calibrate_factuality", "--shared", given.shared, "--folder", given.folder)


if __name__ == "__main__":
    main()
