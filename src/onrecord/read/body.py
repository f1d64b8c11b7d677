"""What trafilatura takes for the body of a page: one witness among several for the block labeller."""

from __future__ import annotations

import logging
from typing import Any

import lxml.etree
from trafilatura.core import bare_extraction

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
"""A page without an article is an answer to us; trafilatura would write it to the user's terminal as an error."""

_BLOCKS = frozenset({"p", "head", "item", "quote", "cell", "code", "list", "table", "row", "main", "body", "div", "lb"})


def extracted(root: Any) -> str:
    """Return the body of the page below ``root`` as trafilatura finds it, a block a line; empty where it finds none.

    The tree is not changed. ``fast`` leaves out trafilatura's two fallback extractors: they double its time and, measured on
    AEB, lower its F1 from 95.5 to 95.3; the labeller makes up for more than that.
    """
    try:
        document = bare_extraction(root, fast=True, include_comments=False, with_metadata=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, lxml.etree.LxmlError):
        return ""  # another extractor's bug on an odd page must not cost us the page
    if document is None or isinstance(document, dict) or document.body is None:
        return ""
    pieces: list[str] = []
    for event, element in lxml.etree.iterwalk(document.body, events=("start", "end")):
        if element.tag in _BLOCKS:
            pieces.append("\n")
        if event == "start" and element.text:
            pieces.append(element.text.replace("\n", " "))
        elif event == "end" and element.tail:
            pieces.append(element.tail.replace("\n", " "))
    return "".join(pieces)
