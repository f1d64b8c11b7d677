"""The packages that an archive needs and the rest of OnRecord doesn't, each fetched where it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from onrecord.export.ledger_files import MissingExtraError


def needed(module: str, extra: str = "archive") -> Any:
    """Return a module of an optional package. Raises MissingExtraError, which says how to install it, where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtraError(
            f"an archive needs the package {package}, which is not installed ({error}): pip install 'onrecord[{extra}]'"
        ) from None
