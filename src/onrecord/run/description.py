"""What an archive says of itself in ``archive.json``: its format, who made it, of what, and with which settings.

Rows that were read in different ways must not lie in one archive, so a run with other settings is refused. Where no article was read yet, as
with a table whose columns had to be named first, there is nothing to keep apart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import UsageError
from onrecord.export.printable import printable
from onrecord.run.place import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.run.place import Place
    from onrecord.run.settings import RunSettings

DESCRIPTION = "archive.json"
_WITHOUT_EFFECT = frozenset(
    {
        "base",
        "reading.threads",
        "reading.allow_private",
        "reading.user_agent",
        "reading.limits.fetch_seconds",
        "reading.limits.fetch_redirects",
    }
)
"""Settings that change how long a run takes, or whether something can be had, and not what is read in it."""

_BEFORE = {"reading.device": "cpu"}
"""What settings were before there was a choice, for archives that were begun then."""

_ADVICE = {
    "sample": "a sample is an archive of its own: give another --out, which reads the sample's pages once more",
    "columns": "tables whose articles are in other columns go into an archive of their own: give another --out",
    "reading.device": "a GPU rounds otherwise and finds a few statements otherwise: give another --out",
    "reading.format": "sources of another format go into an archive of their own: give another --out",
}
"""What to do where a setting is not as it was, where that is more than to give it as it was."""


@dataclass(frozen=True, slots=True)
class Description:
    """What stands in ``archive.json``. ``sources`` are all that were ever named; ``onrecord`` is the version of the latest run."""

    format: int
    onrecord: str
    sources: tuple[str, ...]
    settings: Mapping[str, Any]


def described(place: Place) -> Description | None:
    """Return what the archive at ``place`` says of itself, None where there is none. Raises UsageError where that is damaged, or of a later format."""
    from onrecord.run.columns import FORMAT  # noqa: PLC0415 - an extra

    found = read_json(place, DESCRIPTION)
    if found is None:
        return None
    try:
        told = Description(
            int(found["format"]), str(found["onrecord"]), tuple(found["sources"]), dict(found["settings"])
        )
    except (KeyError, TypeError, ValueError):
        raise UsageError(
            f"{place.path(DESCRIPTION)} is not the description of an archive; give another --out"
        ) from None
    if told.format > FORMAT:
        raise UsageError(
            f"a later OnRecord ({told.onrecord}) made the archive {place.address}: pip install --upgrade onrecord"
        )
    return told


def describe(place: Place, sources: Sequence[str], settings: RunSettings) -> Description:
    """Write what the archive is to be, or check that one that is there already was made in the same way; return it.

    Raises UsageError where it was not, where the place is in use for something else, or lies in a folder that is to be read.
    """
    from onrecord.run.columns import FORMAT  # noqa: PLC0415 - an extra

    _keep_apart(place, sources)
    found = described(place)
    wanted = _as_told(settings)
    if found is None:
        others = [name for name in place.names() if not name.startswith(".")]
        if others:
            raise UsageError(
                f"{printable(place.address)} holds {printable(others[0])} and is no archive; give --out a new or an empty folder"
            )
    elif (differs := _differences(found, wanted)) and _holds_articles(place):
        raise _otherwise(place, differs[0], found, wanted)
    known = found.sources if found else ()
    told = Description(FORMAT, version("onrecord"), tuple(dict.fromkeys([*known, *sources])), wanted)
    if told != found:
        write_json(place, DESCRIPTION, asdict(told))
    return told


def cut_as_before(place: Place, settings: RunSettings) -> RunSettings:
    """Return settings that cut the sources as an earlier release did that made the archive: cut otherwise, all would be read again."""
    found = described(place)
    if found is None:
        return settings
    pieces = found.settings.get("cuts", {}).get("pieces", 1)  # which earlier releases did not know
    return replace(settings, cuts=replace(settings.cuts, pieces=pieces))


def _holds_articles(place: Place) -> bool:
    """Tell whether anything was read into the archive: what its tables hold, and what waits to be put into them."""
    from onrecord.run.parts import PARTS, marker_of  # noqa: PLC0415 - an extra
    from onrecord.run.shelf import manifest_of  # noqa: PLC0415 - as above

    if any(manifest_of(place).totals().get(name) for name in ("articles", "versions")):
        return True
    markers = (marker_of(place, shard) for shard in place.names(PARTS))
    return any(marker is not None and marker.rows.get("articles") for marker in markers)


def _differences(found: Description, wanted: Mapping[str, Any]) -> list[str]:
    """Return the settings that change what is read and are not as they were."""
    was, wants = _as_it_was(found), dict(_leaves(wanted))
    both = {*was} & {*wants} - _WITHOUT_EFFECT  # a later version has settings that did not exist then
    return sorted(name for name in both if was[name] != wants[name])


def _otherwise(place: Place, name: str, found: Description, wanted: Mapping[str, Any]) -> UsageError:
    """Say that an archive was made with another setting, and what to do."""
    was, wants = _as_it_was(found)[name], dict(_leaves(wanted))[name]
    return UsageError(
        f"the archive {printable(place.address)} was made with {name} {was!r}, not {wants!r}, and what is read in two ways is not kept in one "
        f"archive; {_ADVICE.get(name, 'give the same as then, or another --out')}"
    )


def _as_it_was(found: Description) -> dict[str, Any]:
    """Return the settings that an archive was made with, each under the names that lead to it."""
    return {**_BEFORE, **dict(_leaves(found.settings))}


def _as_told(settings: RunSettings) -> dict[str, Any]:
    """Return settings as JSON has them."""
    return {name: _plain(value) for name, value in asdict(settings).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Path) else value


def _leaves(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _keep_apart(place: Place, sources: Sequence[str]) -> None:
    """Refuse an archive inside a folder that is to be read: a second run would read the archive."""
    if "://" in place.address:
        inside = next(
            (one for one in sources if "://" in one and f"{place.address}/".startswith(f"{one.rstrip('/')}/")), None
        )
    else:
        out = Path(place.address).resolve()
        inside = next((one for one in sources if "://" not in one and out.is_relative_to(Path(one).resolve())), None)
    if inside is not None:
        raise UsageError(f"--out lies in {printable(inside)}, which is to be read; give a folder outside of it")
