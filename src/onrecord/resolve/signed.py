"""Who signs the letter that words stand in: on a page of readers' letters each ends with its writer's name on a line of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.resolve.scene import Scene

FEWEST = 2
"""Lines with nothing but a name that make a page one of letters; one may be a heading."""
_LINE = re.compile(r"(?:[-–—]\s?)?([A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3}?)\.?")


def signer(scene: Scene, offset: int) -> str | None:
    """Return who signs the letter that ``offset`` stands in; None where the page is none of signed letters."""
    lines = [
        (block.start, match[1])
        for block in scene.article.blocks
        if (match := _LINE.fullmatch(scene.text, block.start, block.end)) is not None
        and scene.clusters.persons_in(block.start, block.end)
    ]
    return next((name.rstrip(".") for start, name in lines if start > offset), None) if len(lines) >= FEWEST else None
