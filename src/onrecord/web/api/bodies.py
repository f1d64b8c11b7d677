"""What can be sent to the API: the bodies of requests, checked as strictly as the document says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from onrecord.records import SourceKind  # noqa: TC001 - pydantic reads annotations at run time

Id = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


def _moment(given: str) -> str:
    """Refuse what is neither a day nor a moment of ISO 8601."""
    try:
        date.fromisoformat(given[:10])
        datetime.fromisoformat(given)
    except ValueError:
        raise ValueError("write a day as 2025-03-31, a moment as 2025-03-31T09:30:00+02:00") from None
    return given


Moment = Annotated[
    str, StringConstraints(min_length=10, max_length=40, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"), AfterValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]  # fmt: skip
MOST_AT_ONCE = 500
"""Voices merged or articles split off by one judgement."""
API_JUDGE = "API"
"""Who is said to have decided what came through the API with no name of its own."""
_WHY = "Why, in a sentence; it is kept in the log."
_JUDGE = f"Who decides, for the log; `{API_JUDGE}` unless given."


class Given(BaseModel):
    """A body: nothing but what is named, of the type that is named."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Correction(Given):
    """Who the source of a statement really is, or that it is no statement. What is left out stays as it was read."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [name]} for name in ("kind", "name", "withdrawn")]}
    )

    kind: SourceKind = Field(default=None, description="What kind of source it really has.")  # type: ignore[arg-type]  # left out, not null
    name: Line = Field(default=None, description="Who the source really is.")  # type: ignore[assignment]  # left out, not null
    withdrawn: bool = Field(default=None, description="True: it is no statement at all. False: it is one after all.")  # type: ignore[assignment]  # left out, not null
    why: Line | None = Field(default=None, description=_WHY)
    judge: Line | None = Field(default=None, description=_JUDGE)

    @model_validator(mode="after")
    def _some_change(self) -> Self:
        if not self.model_fields_set & {"kind", "name", "withdrawn"}:
            raise ValueError("give a kind, a name or withdrawn")
        return self


class Merging(Given):
    """Voices that are the same person or body as the one in the path."""

    voices: list[Id] = Field(min_length=1, max_length=MOST_AT_ONCE, description="Ids of the other voices.")
    why: Line | None = Field(default=None, description=_WHY)
    judge: Line | None = Field(default=None, description=_JUDGE)


class Splitting(Given):
    """Articles in which the voice in the path is somebody else."""

    articles: list[Id] = Field(min_length=1, max_length=MOST_AT_ONCE, description="Ids of the articles.")
    name: Line | None = Field(default=None, description="What to call whoever it is there; the same name unless given.")
    why: Line | None = Field(default=None, description=_WHY)
    judge: Line | None = Field(default=None, description=_JUDGE)


class Undoing(Given):
    """Why a judgement is taken back."""

    why: Line | None = Field(default=None, description=_WHY)
    judge: Line | None = Field(default=None, description=_JUDGE)


_KNOWN = ("id", "outlet", "headline", "published")
"""What can be said of a text or page that is sent, and not of one that is fetched."""


class Page(Given):
    """A page to read: its text, its HTML, or its address, one of the three; and what is known of it, which counts more than what the page says."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [name]} for name in ("text", "html", "url")], "not": {"required": ["text", "html"]},
            "dependentSchemas": {name: {"anyOf": [{"required": ["text"]}, {"required": ["html"]}]} for name in _KNOWN},
        }
    )  # fmt: skip

    text: str = Field(
        default=None, min_length=1, description="The text of an article; offsets in the answer count in it."
    )  # type: ignore[assignment]  # left out, not null
    html: str = Field(default=None, min_length=1, description="A page as HTML.")  # type: ignore[assignment]  # left out, not null
    url: Line = Field(
        default=None,
        description="Alone: an address that is fetched, which needs the token; public ones only, as the site's robots.txt allows. With `text` or `html`: where that is from.",
    )  # type: ignore[assignment]  # left out, not null
    id: Line = Field(default=None, description="An id of your own for it.")  # type: ignore[assignment]  # left out, not null
    outlet: Line = Field(default=None, description="Which outlet published it.")  # type: ignore[assignment]  # left out, not null
    headline: Line = Field(default=None, description="Its headline.")  # type: ignore[assignment]  # left out, not null
    published: Moment = Field(
        default=None, description="When it was published, ISO 8601; days that the text counts from it get dates."
    )  # type: ignore[assignment]  # left out, not null

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        """Refuse none or two pages, and what is said of a page that is fetched: it speaks for itself."""
        given = self.model_fields_set
        if not given & {"text", "html", "url"}:
            raise ValueError("give text, html or url")
        if {"text", "html"} <= given:
            raise ValueError("give text or html, not both")
        if not given & {"text", "html"} and (more := given & set(_KNOWN)):
            raise ValueError(
                f"{', '.join(sorted(more))} can be given with text or html alone: a page that is fetched says so itself"
            )
        return self


class Files(Given):
    """Files to read, of any format that `onrecord read` takes, and what is known of all of them."""

    file: list[Annotated[str, WithJsonSchema({"type": "string", "format": "binary"})]] = Field(
        min_length=1,
        description="The files: HTML, plain text, article JSONL, ninjs, WARC, RSS or Atom, each also gzipped.",
    )
    outlet: Line = Field(default=None, description="Which outlet published them.")  # type: ignore[assignment]  # left out, not null
    headline: Line = Field(default=None, description="The headline of the only article.")  # type: ignore[assignment]  # left out, not null
    published: Moment = Field(default=None, description="When they were published, ISO 8601.")  # type: ignore[assignment]  # left out, not null


def schema_of(body: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a body, whole."""
    return body.model_json_schema(mode="validation")
