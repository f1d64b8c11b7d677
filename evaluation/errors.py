"""Errors of the reader in sight of what stands around them: what to read before changing anything."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

AROUND = 140
"""Characters of context on either side."""
LONGEST = 500
"""Characters of one content that are shown: its ends matter, its middle does not."""
RIGHT = frozenset({"right", "boundaries"})
"""Outcomes that count as found. Wrong boundaries are shown all the same."""
PARTS = {"content": "green", "cue": "yellow", "source": "cyan", "name": "green"}


@dataclass(frozen=True, slots=True)
class Found:
    """One item of the gold and what was found for it, or either alone, with what became of it (``outcome``).

    ``gold`` and ``ours`` hold lists of offsets under the names in ``PARTS``, and what else there is to say of them.
    """

    article: str
    text: str
    outcome: str
    gold: dict[str, Any] | None
    ours: dict[str, Any] | None

    @property
    def is_match(self) -> bool:
        """Whether it counts as found."""
        return self.outcome in RIGHT


def show(found: list[Found], most: int) -> None:
    """Print how often each outcome came, and up to ``most`` of each wrong one, drawn from all articles alike."""
    console = Console(highlight=False)
    by_outcome = Counter(f.outcome for f in found)
    console.print(", ".join(f"{outcome}: {count}" for outcome, count in by_outcome.most_common()))
    for outcome in sorted(by_outcome.keys() - {"right"}):
        those = [f for f in found if f.outcome == outcome]
        drawn = random.Random(0).sample(range(len(those)), min(most, len(those)))  # noqa: S311 - the same in each run
        console.rule(f"{outcome} ({by_outcome[outcome]})")
        for index in sorted(drawn):
            _show_one(console, those[index])


def _show_one(console: Console, found: Found) -> None:
    console.print(f"{found.article}", style="bold", markup=False)
    for label, item in (("gold ", found.gold), ("found", found.ours)):
        if item is None:
            console.print(f"  {label} -")
            continue
        line = Text(f"  {label} ")
        for part, style in PARTS.items():
            if part in item:
                words = " … ".join(found.text[a:b] for a, b in item[part]) or "nothing"
                line.append(f"{part}: ", "dim").append(f"{_short(words)}  ", style)
        for said in ("kind", "called", "through", "confidence"):
            if said in item:
                line.append(f"{said} {item[said]:.2f}  " if said == "confidence" else f"{said} {item[said]}  ", "dim")
        console.print(line)
    console.print(_context(found), "\n")


def _short(words: str) -> str:
    words = words.replace("\n", " ¶ ")
    return words if len(words) <= LONGEST else f"{words[: LONGEST // 2]} […] {words[-LONGEST // 2 :]}"


def _context(found: Found) -> Text:
    """Return the text around an item with the parts of the gold, or else of what was found, in their colours."""
    item = found.gold or found.ours or {}
    spans = [(a, b, part) for part in PARTS for a, b in item.get(part) or []]
    start = max(0, min(a for a, _, _ in spans) - AROUND)
    end = min(len(found.text), max(b for _, b, _ in spans) + AROUND)
    line = Text(found.text[start:end].replace("\n", "¶"))
    for a, b, part in spans:
        line.stylize(PARTS[part], a - start, b - start)
    return line
