"""Writes the parts of the documents that follow from the code, so that they can't drift from it.

    python docs/generated.py      rewrites them in place, between ``<!-- generated: NAME -->`` and ``<!-- end -->``

tests/test_docs.py makes the same parts and fails where a document holds anything else. The picture of the demo is drawn
here too.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from rich.console import Console, Group
from rich.text import Text

from onrecord import Document, Limits, Pipeline, as_json, settings
from onrecord.cli import cli
from onrecord.demo import documents
from onrecord.export import report
from onrecord.export.report import legend
from onrecord.problems import MESSAGES
from onrecord.records import BLOCK_KINDS

ROOT = Path(__file__).parent.parent
PART = re.compile(r"(<!-- generated: (?P<name>[\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 80
"""Columns of the help, as a terminal of the usual width shows it, and of the picture."""
PICTURED = "demo/celebrity_story.txt"

NOTE = """<html lang="en">
<head>
<title>Bridge to close | The Fennick Post</title>
<link rel="canonical" href="https://fennickpost.example/bridge">
<meta property="og:site_name" content="The Fennick Post">
<meta property="article:published_time" content="2024-11-06T05:00:00Z">
</head>
<body>
<nav><a href="/">Home</a></nav>
<article>
<h1>The bridge at Fennick will close</h1>
<p class="byline">By Ada Moss</p>
<figure><img src="bridge.jpg" alt=""><figcaption>The bridge in March. Picture: Gus Tolliver</figcaption></figure>
<p>The bridge at Fennick will close in May after ninety years, the council said on Tuesday.</p>
<p>"I have crossed it every day since I was a girl," said Dot Lee, who runs the mill.</p>
</article>
<aside class="related"><h2>Related stories</h2><ul><li><a href="/ferry">Ferry to return to Fennick in the spring</a></li></ul></aside>
</body>
</html>
"""
"""The page of the example in records.md: invented, and short enough to print."""


def help_of(name: str) -> str:
    """Return what ``onrecord NAME --help`` prints; the empty name is the program itself."""
    command = cli.commands[name] if name else cli
    above = click.Context(cli, info_name="onrecord") if name else None
    options = {**(cli.context_settings or {}), "terminal_width": WIDTH}
    with click.Context(command, info_name=name or "onrecord", parent=above, **options) as context:
        return command.get_help(context)


def cli_part() -> str:
    """Return the help of the program and of each command."""
    pieces = [f"```text\n{help_of('')}\n```\n"]
    pieces += [f"## onrecord {name}\n\n```text\n{help_of(name)}\n```\n" for name in sorted(cli.commands)]
    return "\n".join(pieces)


def problems_part() -> str:
    """Return every problem code with its message; what differs from case to case shows as …."""
    rows = [f"| `{code}` | {re.sub(r'{(detail|setting)}', '…', words)} |" for code, words in MESSAGES.items()]
    return "\n".join(["| code | message |", "|---|---|", *rows, ""])


def limits_part() -> str:
    """Return every limit with its value and the reason that stands below it in settings.py."""
    tree = ast.parse(inspect.getsource(settings))
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Limits")
    reasons: dict[str, str] = {}
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            reasons[field.target.id] = inspect.cleandoc(ast.literal_eval(below.value)).replace("\n", " ")
    rows = [f"| `{f.name}` | {f.default:,} | {reasons[f.name].replace('``', '`')} |" for f in dataclasses.fields(Limits)]
    return "\n".join(["| limit | value | reason |", "|---|---|---|", *rows, ""])


def kinds_part() -> str:
    """Return the block kinds in one line."""
    return ", ".join(f"`{kind}`" for kind in BLOCK_KINDS) + ".\n"


def example() -> dict[str, Any]:
    """Return the reading of NOTE as JSON; when it was read, and by which version, are the only things made up."""
    decoded: dict[str, Any] = as_json(Pipeline().read(Document("bridge.html", NOTE, format="html")))
    decoded["article"]["source"] |= {"read_at": "2026-11-23T12:00:00+00:00", "reader": "onrecord 0.1.0"}
    return decoded


def example_part() -> str:
    """Return the example page and its JSON, small objects on one line."""
    whole = json.dumps(example(), ensure_ascii=False, indent=2)
    flat = re.sub(r"[{\[]\n[^{}\[\]]{0,140}[}\]]", lambda found: re.sub(r"\n\s*", " ", found[0]), whole)
    return f"```html\n{NOTE}```\n\n```json\n{flat}\n```\n"


def archive_tables_part() -> str:
    """Return every column of an archive's tables, with its type in Arrow."""
    from onrecord.run.columns import described  # noqa: PLC0415 - it needs pyarrow, which the other parts don't

    return described()


def match_tables_part() -> str:
    """Return every column of the tables that `onrecord match` makes."""
    from onrecord.run.columns import described  # noqa: PLC0415 - it needs pyarrow, which the other parts don't
    from onrecord.run.match_tables import MATCH_TABLES  # noqa: PLC0415 - as above

    return described(MATCH_TABLES)


PARTS = {
    "archive tables": archive_tables_part,
    "help": cli_part,
    "problems": problems_part,
    "limits": limits_part,
    "match tables": match_tables_part,
    "kinds": kinds_part,
    "example": example_part,
}


def rewritten(text: str) -> str:
    """Return a document with its generated parts as the code has them now. Raises KeyError for a part unknown here."""
    return PART.sub(lambda found: f"{found[1]}\n{PARTS[found['name']]()}\n{found[3]}", text)


def picture() -> str:
    """Return the picture of the README: the demo's story of anonymous sources as the terminal shows it, as SVG.

    Rich's frame asks a server for its font; here the reader's own monospaced font is used instead.
    """
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    reading = next(Pipeline().read(d) for d in documents() if d.source == PICTURED)
    console.print(Group(legend(), Text(), report(reading, colour=True)))
    drawn = console.export_svg(title="onrecord demo", unique_id="onrecord")
    drawn = re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    return drawn.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace")


def main() -> None:
    """Rewrite the documents and the picture."""
    for file in (ROOT / "docs").glob("*.md"):
        file.write_text(rewritten(file.read_text("utf-8")), "utf-8")
    (ROOT / "docs" / "demo.svg").write_text(picture(), "utf-8")


if __name__ == "__main__":
    main()
