"""Article -> Statements: who says what."""

from __future__ import annotations

from onrecord.attribute.attributor import Attributed, attribute

__all__ = ["Attributed", "attribute"]
