"""The API put together: an application of its own, mounted under /api/v1, which answers every error with a problem."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI

from onrecord.web.api.heads import Heads
from onrecord.web.api.problems import add_handlers

if TYPE_CHECKING:
    from starlette.datastructures import State

SUBJECTS = (
    "reading",
    "searching",
    "statements",
    "articles",
    "people",
    "stories",
    "auditing",
    "exporting",
    "feeds",
    "docs",
)
"""Modules with routers, in the order in which their paths are tried and documented."""


def api(state: State) -> FastAPI:
    """Return the application of the API; ``state`` is that of the site around it, which it shares."""
    app = FastAPI(
        title="OnRecord", version=version("onrecord"), docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False,
    )  # fmt: skip
    app.state = state
    for name in SUBJECTS:
        module = import_module(f"onrecord.web.api.{name}")
        for router in (one for one in vars(module).values() if isinstance(one, APIRouter)):
            # Their routes as they are: a path tried is one route, whatever the version of FastAPI makes of included routers.
            app.router.routes.extend(router.routes)
    add_handlers(app)
    app.add_middleware(Heads)
    return app
