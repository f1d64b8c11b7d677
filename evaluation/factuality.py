"""Measures how near the resolver comes to whether an event happened, as the text tells it, and checks the pinned ceilings.

    python evaluation/factuality.py

MEANTIME (Minard et al., LREC 2016) and UW (Lee et al., EMNLP 2015), the dev parts in the unified form of Stanovsky et al. (ACL 2017):
a number from -3 (certainly did not) to 3 (certainly did) on event words. ``mean_absolute_error`` is in hundredths of a step, less is
better; ``happened`` is what saying 3 of every event would have; ``correlation`` is Pearson's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from corpora import SHARED, Figures, absent, from_training, verdict
from tokenizers import Tokenizer

import onrecord
from onrecord.model.reader import shipped
from onrecord.model.voices import COLUMNS

CORPUS = "factuality"
SETS = ("meantime", "uw")
MOST = 3.0
"""The number of what certainly happened."""
TOKENIZER = Path(onrecord.__file__).parent / "data" / "reader" / "tokenizer.json"


def measure(file: Path) -> Figures:
    """Return the figures of a file in hundredths."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    wanted: list[float] = []
    given: list[float] = []
    for part in from_training("factuality_data").factuality(file, tokenizer):
        _, resolved = shipped().scores(part.words)
        facts = resolved[:, COLUMNS["fact"]][:, 0].clip(-MOST, MOST)
        wanted += [value for _, value in part.values]
        given += [float(facts[word]) for word, _ in part.values]
    gold, ours = np.array(wanted), np.array(given)
    return {
        "mean_absolute_error": 100 * float(np.abs(gold - ours).mean()),
        "happened": 100 * float(np.abs(gold - MOST).mean()),
        "correlation": 100 * float(np.corrcoef(gold, ours)[0, 1]),
    }


def main() -> int:
    """Read the arguments, measure, print the table; 1 if an error is above its ceiling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", default=list(SETS), choices=SETS)
    arguments = parser.parse_args()
    folder = arguments.shared / "data" / CORPUS
    if absent(folder):
        return 0
    return verdict({name: measure(folder / name / "dev.conll") for name in arguments.only}, "factuality")


if __name__ == "__main__":
    raise SystemExit(main())
