"""Readings as people and programs take them: the report on a terminal, a page to look at, and JSON Lines."""

from __future__ import annotations

from onrecord.export.html_file import HtmlFile
from onrecord.export.json_lines import json_line
from onrecord.export.printable import printable
from onrecord.export.report import blocks, report
from onrecord.export.sourcing import Sourcing, Speaker, sourcing_of

__all__ = ["HtmlFile", "Sourcing", "Speaker", "blocks", "json_line", "printable", "report", "sourcing_of"]
