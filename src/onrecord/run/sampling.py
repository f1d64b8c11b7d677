"""Which documents belong to a sample: by a hash of what they are called, so that it is the same ones in every run, however they are cut."""

from __future__ import annotations

import hashlib

_WHOLE = 1 << 64


def in_sample(name: str, share: float, salt: str = "document") -> bool:
    """Tell whether something called ``name`` belongs to the ``share`` (0 to 1) of all. Each ``salt`` chooses another sample.

    A larger share holds all that a smaller one does.
    """
    digest = hashlib.sha256(f"{salt}\0{name}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") < share * _WHOLE
