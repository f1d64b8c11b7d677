"""Article -> Statements: who says what."""

from __future__ import annotations

from onrecord.attribute.attributor import attribute

__all__ = ["attribute"]
