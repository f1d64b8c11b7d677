"""The records as the OpenAPI document tells of them: a pydantic model for each, made from its dataclass.

The models document and nothing else. What is answered is the record itself, turned to JSON by ``as_json``; the tests hold answers
of a real server against these schemas.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import models_json_schema

from onrecord import auditing, ledger, records
from onrecord.match import versions
from onrecord.store import kept
from onrecord.trace import steps
from onrecord.web.api import answers, problems

_HOMES = (records, kept, versions, steps, auditing, ledger, answers, problems)
"""Where the records are defined: a record may name one of another module that its own imports for type checkers alone."""
_MARKUP = re.compile(r"``([^`]*)``")
REF = "#/components/schemas/{model}"


@cache
def model_of(record: type) -> type[BaseModel]:
    """Return the pydantic model that documents a record: fields under their JSON names (``from_`` is ``from``), its docstring as description.

    Every field is required, since ``as_json`` writes every one. Raises TypeError for what is no dataclass.
    """
    if not is_dataclass(record):
        raise TypeError(f"{record!r} is no record")
    members = _fields(record)
    if record is records.Reading:  # one without an article is an Unread
        members = {name: member for name, member in members.items() if name != "source"}
        members["article"] = (model_of(records.Article), ...)
    return _model(record.__name__, _told(record), members)


def readings_page() -> type[BaseModel]:
    """Return the model of a page of what was read: readings, and pages that could not be read."""
    return _page(Union[model_of(records.Reading), model_of(answers.Unread)], "Reading")  # noqa: UP007 - put together at run time


def page_of(record: type) -> type[BaseModel]:
    """Return the model of a page of a list of records."""
    return _page(_documented(record), record.__name__)


def _page(item: Any, name: str) -> type[BaseModel]:
    cursor = Field(description="Give it as `cursor` to the same request for more; null at the end.")
    return _model(
        f"{name}Page", f"A page of a list: each item is a {name}.", {"items": (list[item], ...), "cursor": (str | None, cursor)}
    )  # fmt: skip


def _model(name: str, told: str, members: dict[str, Any]) -> type[BaseModel]:
    settings = ConfigDict(json_schema_extra={"description": told}, populate_by_name=True)
    return create_model(name, __config__=settings, **members)


def _fields(record: type) -> dict[str, Any]:
    hints = get_type_hints(record, localns=_names())
    made = {}
    for field in fields(record):
        alias = field.name.rstrip("_")
        made[field.name] = (_documented(hints[field.name]), Field(default=..., alias=alias, title=alias))
    return made


@cache
def _names() -> dict[str, Any]:
    """Return what the annotations of records mean, also where a module imports it for type checkers alone."""
    return {"Mapping": Mapping} | {name: value for home in _HOMES for name, value in vars(home).items()}


def _documented(hint: Any) -> Any:  # noqa: PLR0911 - one answer a sort of type
    """Return a type with every record in it replaced by its model, and tuples of one kind by lists."""
    if isinstance(hint, type) and is_dataclass(hint):
        return model_of(hint)
    inside = get_args(hint)
    origin = get_origin(hint)
    if origin is kept.Page:
        return page_of(inside[0])
    if origin in {Union, UnionType}:
        return Union[tuple(_documented(one) for one in inside)]  # noqa: UP007 - put together at run time
    if origin is tuple and inside[1:] == (...,):
        return list[_documented(inside[0])]  # type: ignore[misc]  # put together at run time
    if origin is tuple:
        return tuple[tuple(_documented(one) for one in inside)]  # type: ignore[misc]  # put together at run time
    if origin in {dict, Mapping}:
        return dict[inside[0], _documented(inside[1])]  # type: ignore[misc,valid-type]  # put together at run time
    return hint


def _told(record: type) -> str:
    """Return a docstring as Markdown, in the names of JSON."""
    text = " ".join((inspect.getdoc(record) or "").split())
    return _MARKUP.sub(lambda found: f"`{found[1].rstrip('_')}`", text)


def components(models: list[type[BaseModel]]) -> dict[str, Any]:
    """Return the schemas of models and of all that they hold, by name, as OpenAPI keeps them."""
    _, made = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    found: dict[str, Any] = made.get("$defs", {})
    return found
