"""The neutral scorers of the corpora, which lie beside the data and not in this repository."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any


def scorer(shared: Path, name: str) -> Any:
    """Load ``bench/NAME.py`` below ``shared`` as a module; ends the script where it is not there."""
    file = shared / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, file)
    if not file.is_file() or spec is None or spec.loader is None:
        sys.exit(f"no scorer at {file}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
