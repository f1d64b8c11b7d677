"""Paths as DuckDB takes them. It reads patterns and addresses where it is given a path, and splits one at a backslash, which on POSIX is a letter like others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_GLOB = re.compile(r"[\[*?]")


def quoted(words: str) -> str:
    """Return words as a string of SQL."""
    return "'" + words.replace("'", "''") + "'"


def listed(paths: Iterable[str]) -> str:
    """Return paths as a list of SQL."""
    return "[" + ", ".join(map(quoted, paths)) + "]"


def literal(path: str) -> str:
    """Return a path of a file that is there, in which no sign stands for others. Beside a backslash DuckDB takes none for one then."""
    return path if "\\" in path else _GLOB.sub(lambda found: f"[{found[0]}]", path)


def writable(folder: str) -> bool:
    """Whether DuckDB can keep a database in a folder of this name: it takes what follows a question mark for options, and splits at a backslash."""
    return "?" not in folder and (os.sep == "\\" or "\\" not in folder)
