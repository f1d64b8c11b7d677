"""Readings as people and programs take them: the report on a terminal, and JSON Lines."""

from __future__ import annotations

from onrecord.export.json_lines import json_line
from onrecord.export.printable import printable
from onrecord.export.report import blocks, report

__all__ = ["blocks", "json_line", "printable", "report"]
