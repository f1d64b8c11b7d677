"""JSON Lines (jsonlines.org): one reading a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onrecord.records import as_json

if TYPE_CHECKING:
    from onrecord.records import Reading


def json_line(reading: Reading) -> bytes:
    """Return the reading as one line of JSON in UTF-8, line end included, under the names of the records.

    Characters stand as themselves, not as escapes; a lone surrogate, which UTF-8 can't hold, becomes U+FFFD.
    """
    line = json.dumps(as_json(reading), ensure_ascii=False, allow_nan=False)
    return line.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode("utf-8") + b"\n"
