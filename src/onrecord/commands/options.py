"""Options that several commands have, and how a command opens its ledger and ends when the ledger fails it."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.commands.terminal import complain
from onrecord.errors import LedgerError, LedgerReadOnlyError, NotInLedgerError, OnRecordError, UsageError, WeightsError
from onrecord.export.printable import printable
from onrecord.pipeline import Pipeline
from onrecord.settings import DEVICES, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.ledger import Ledger
    from onrecord.settings import Settings

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")
VARIABLE = "ONRECORD_LEDGER"
DEFAULT = "onrecord.ledger"
_WHERE_TO_LOOK = {
    "article": "`onrecord search` shows those of its statements",
    "statement": "`onrecord search` finds them",
    "story": "`onrecord stories` lists them",
    "voice": "`onrecord sources` lists them",
    "person": "`onrecord who` finds names",
    "judgement": "`onrecord judgements` lists them",
}
"""What to do where an id leads nowhere, by what it was to be the id of."""

STOPPED = 130
"""The exit code of a command that was stopped by Ctrl-C and has said so itself."""

ledger_option = click.option(
    "--ledger", "path", metavar="FILE", envvar=VARIABLE, default=DEFAULT,
    help=f"The ledger. Default: the variable {VARIABLE}, else {DEFAULT} in this folder.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a record, for programs.")
color_option = click.option(
    "--no-color", is_flag=True, help="Print without colour. The variable NO_COLOR does the same."
)
device_option = click.option(
    "--device", type=click.Choice(DEVICES), default="cpu",
    help="What looks for statements: the processor, or a GPU, which needs the extra `gpu`. Default: cpu.",
)  # fmt: skip
cursor_option = click.option("--cursor", metavar="CURSOR", help="Go on where the last page of results ended.")
outlet_option = click.option("--outlet", metavar="NAME", help="Only articles of this outlet.")
judge_option = click.option("--judge", metavar="NAME", help="Who decides, for the log. Default: your user name.")
why_option = click.option("--why", metavar="WORDS", help="The reason, for the log.")


def limit_option(default: int, what: str) -> Callable[[Command], Command]:
    """Return the option that says how many are shown."""
    return click.option(
        "--limit", type=click.IntRange(min=1), default=default, metavar="NUMBER",
        help=f"Show this many {what} at most. Default: {default}.",
    )  # fmt: skip


def _day(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """Return a day as it was typed, if it is one."""
    if given is not None:
        click.DateTime(["%Y-%m-%d"]).convert(given, _option, _context)
    return given


def period_options(command: Command) -> Command:
    """Add the options that bound a time."""
    until = click.option("--to", "until", metavar="DATE", callback=_day, help="Until this day, as in 2024-03-31.")
    since = click.option("--from", "since", metavar="DATE", callback=_day, help="From this day on, as in 2024-03-01.")
    return since(until(command))


def limits_of(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> Limits:
    """Return the limits with those changed that ``--limit NAME=NUMBER`` names."""
    known = {field.name: field.type for field in dataclasses.fields(Limits)}
    chosen: dict[str, float] = {}
    for item in given:
        name, _, value = item.partition("=")
        if name not in known:
            raise click.BadParameter(f"there is no limit {name!r}; choose one of {', '.join(known)}")
        try:
            chosen[name] = float(value) if known[name] == "float" else int(value)
        except ValueError:
            raise click.BadParameter(f"{name} wants a number, as in {name}={getattr(Limits(), name)}") from None
        if not chosen[name] > 0:
            raise click.BadParameter(f"{name} must be greater than 0")
    return dataclasses.replace(Limits(), **chosen)  # type: ignore[arg-type]  # int or float as the field says


def ready(settings: Settings) -> Pipeline:
    """Return a pipeline. Where it reads on a GPU, one that has its networks there: what is missing is said before anything is made."""
    pipeline = Pipeline(settings)
    if settings.device != "cpu":
        pipeline.load()
    return pipeline


_UNITS = {"kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000}


class Memory(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.2 on
    """An amount of memory in bytes: 1500MB, 2GB; ``bare`` is the unit of a number without one, ``least`` what is needed, and ``why``."""

    name = "size"

    def __init__(self, *, least: int, why: str, bare: str = "mb") -> None:
        """Keep how it is read, and the least that is taken."""
        self._least, self._why, self._bare = least, why, bare

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+) *(?:([kmgt])b?)?", str(value).strip().lower())
        if found is None:
            self.fail(f"{value} is no amount of memory; give it as 1500MB or 2GB", param, ctx)
        amount = int(float(found[1]) * _UNITS[f"{found[2]}b" if found[2] else self._bare])
        if amount < self._least:
            self.fail(f"{value} is too little: {self._why} {self._least // 1_000_000}MB", param, ctx)
        return amount


class Share(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # as above
    """A share of all: 0.01, or 1%."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return it as a number."""
        if isinstance(value, float):
            return value
        words = str(value).strip()
        try:
            return float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
        except ValueError:
            self.fail(f"{value} is no share; give it as 0.01 or 1%", param, ctx)


class LedgerCommand(click.Command):
    """A command that ends with one line and exit code 1 where its ledger or archive fails it, and with 2 where it is used wrongly."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except NotInLedgerError as error:
            complain(f"{error}; {_WHERE_TO_LOOK.get(error.kind, 'check how it is written')}")
        except LedgerError as error:
            complain(str(error))
        except UsageError as error:
            raise click.UsageError(str(error), ctx) from error
        except WeightsError:
            raise
        except OnRecordError as error:  # of an archive's store: it refuses, or is out of reach
            complain(str(error))
        return 1


def not_written(archive: str, error: OSError) -> str:
    """Return why an archive can't be written to: what the system says, and, for a file that is gone, what may have taken it."""
    reason = f"{printable(archive)} can't be written to ({error.strerror or error})"
    if isinstance(error, FileNotFoundError):
        return f"{reason}; perhaps another run is at work on this archive: wait for its end, then give the same command again"
    return reason


def opened(path: str, *, settings: Settings | None = None, create: bool = False) -> Ledger:
    """Open the ledger for writing; made only with ``create``. Raises a LedgerError that says what is wrong with it."""
    from onrecord.ledger import Ledger  # noqa: PLC0415 - brings the matching stages, which `read` and `--help` need not wait for

    return Ledger(path, settings=settings, create=create)


def opened_to_read(path: str) -> Ledger:
    """Open a ledger that is there. Where it may be written to, stories that were worked out are kept for the next time."""
    from onrecord.ledger import Ledger  # noqa: PLC0415 - as above

    try:
        return Ledger(path, create=False)
    except LedgerReadOnlyError:
        return Ledger(path, read_only=True)
