"""Articles: the list, one as it was read with all that was found in it, its versions, and its other forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response

from onrecord.export import json_ld, ninjs
from onrecord.export.annotations import MEDIA_TYPE as ANNOTATIONS
from onrecord.export.annotations import annotations_of
from onrecord.export.embedding import without_surrogates
from onrecord.records import Statement
from onrecord.store.kept import ArticleRow, Erased, Page, Stored
from onrecord.store.kept import Version as VersionRow
from onrecord.web.api.asked import (
    SHOWN,
    ArticleId,
    Cursor,
    DryRun,
    Limit,
    Outlet,
    Since,
    Until,
    Version,
    ledgers_of,
)
from onrecord.web.api.bodies import API_JUDGE
from onrecord.web.api.documented import subject, told
from onrecord.web.api.schemas import model_of, page_of
from onrecord.web.api.sent import JSON, answered, base_of, json_bytes, listed, part
from onrecord.web.shown import conditional

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.ledger import Ledger
    from onrecord.records import Reading

router = subject("articles")
LD_JSON = "application/ld+json"
"""JSON-LD 1.1."""


@router.get(
    "/articles",
    **told("listArticles", "Articles, the latest first; those of unknown day last.", page_of(ArticleRow), pages=True),
)
async def articles(  # noqa: PLR0913 - one filter each
    request: Request, *, outlet: Outlet = None, since: Since = None, until: Until = None, limit: Limit = SHOWN, cursor: Cursor = None,
) -> Response:  # fmt: skip
    """List the articles of the ledger, or of an outlet, or of a period by the day of publication."""
    return await listed(
        request, "articles", cursor,
        lambda ledger, at: ledger.articles(outlet=outlet or None, since=since, until=until, limit=limit, cursor=at),
    )  # fmt: skip


@router.get(
    "/articles/{article}.jsonld",
    **told(
        "articleAsJsonLd", "The article as schema.org NewsArticle with its statements.", other=(LD_JSON,), errors=(404,)
    ),
)
async def as_json_ld(request: Request, article: ArticleId) -> Response:
    """Return an article and its statements as JSON-LD with the vocabulary of schema.org."""
    base = base_of(request)
    return await _in_form(request, article, LD_JSON, lambda reading: json_ld.json_ld_of(reading, base))


@router.get(
    "/articles/{article}",
    **told(
        "getArticle",
        "The article as read, with everything that was found in it.",
        model_of(Stored),
        other=(LD_JSON,),
        errors=(404,),
    ),
)
async def article(request: Request, article: ArticleId, version: Version = None) -> Response:
    """Return an article as it was read: text, blocks, statements, entities, times; its story, and the ids that it came under.

    With `Accept: application/ld+json` the current version is answered as JSON-LD, as at `/articles/{article}.jsonld`.
    """
    if _prefers_json_ld(request.headers.get("accept", "")) and version is None:
        base = base_of(request)
        return await _in_form(
            request, article, LD_JSON, lambda reading: json_ld.json_ld_of(reading, base), vary="Accept"
        )
    return await answered(request, lambda ledger: ledger.article(article, version), vary="Accept")


@router.get(
    "/articles/{article}/versions",
    **told(
        "listVersions", "The versions of the article, the oldest first.", page_of(VersionRow), errors=(404,), pages=True
    ),
)
async def versions(request: Request, article: ArticleId, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """List the texts that an article has had."""
    return await listed(request, "versions", cursor, lambda ledger, at: part(at, limit).of(ledger.versions(article)))


@router.get(
    "/articles/{article}/statements",
    **told(
        "listStatementsOfArticle",
        "Its statements, in the order of the text.",
        page_of(Statement),
        errors=(404,),
        pages=True,
    ),
)
async def statements(
    request: Request, article: ArticleId, version: Version = None, limit: Limit = SHOWN, cursor: Cursor = None
) -> Response:
    """List the statements of an article: who is said to have said what, by which words of the text."""

    def ask(ledger: Ledger, at: str | None) -> Page[Statement]:
        return part(at, limit).of(ledger.article(article, version).reading.statements)

    return await listed(request, "statements-of-article", cursor, ask)


@router.get(
    "/articles/{article}/annotations",
    **told(
        "annotateArticle", "The statements as an AnnotationCollection of the W3C's Web Annotation Data Model.",
        other=(ANNOTATIONS,), errors=(404,),
    ),
)  # fmt: skip
async def annotated(request: Request, article: ArticleId) -> Response:
    """Return the statements of an article as W3C Web Annotations, with selectors by position and by quotation."""
    base = base_of(request)
    return await _in_form(request, article, ANNOTATIONS, lambda reading: annotations_of(reading, base))


@router.get(
    "/articles/{article}/ninjs",
    **told(
        "articleAsNinjs", "The article as an item of ninjs 3, the IPTC's news in JSON.", other=(JSON,), errors=(404,)
    ),
)
async def as_ninjs(request: Request, article: ArticleId) -> Response:
    """Return an article as ninjs; what is answered can be added to a ledger again with `POST /articles`."""
    return await _in_form(request, article, ninjs.MEDIA_TYPE, ninjs.ninjs_of)


@router.delete(
    "/articles/{article}",
    **told("eraseArticle", "What went, or, of a dry run, would go.", model_of(Erased), errors=(404,), writes=True),
)
async def erase(request: Request, article: ArticleId, *, dry_run: DryRun = False) -> Response:
    """Really erase an article with all its versions: it occurs nowhere in the bytes of the ledger any more.

    `scrubbed` false says that somebody was reading just then; `onrecord erase --finish` rewrites the free pages later.
    """
    erased = await ledgers_of(request).write(
        lambda ledger: ledger.erase_article(article, dry_run=dry_run, judge=API_JUDGE)
    )
    return Response(json_bytes(erased), media_type=JSON)


async def _in_form(
    request: Request, key: str, media: str, form: Callable[[Reading], dict[str, Any]], *, vary: str | None = None
) -> Response:
    """Return an article in the form of another standard."""

    def made(ledger: Ledger) -> bytes:
        told = form(ledger.article(key).reading)
        return json.dumps(without_surrogates(told), ensure_ascii=False, allow_nan=False).encode()

    return conditional(request, await ledgers_of(request).read(made), media, vary=vary)


def _prefers_json_ld(accept: str) -> bool:
    """Tell whether somebody would rather have JSON-LD than JSON, by the weights of the header Accept (RFC 9110, 12.5.1)."""
    weights: dict[str, float] = {}
    for one in accept.lower().split(","):
        media, *settings = (part.strip() for part in one.split(";"))
        weight = next((setting[2:] for setting in settings if setting.startswith("q=")), "1")
        try:
            weights[media] = float(weight)
        except ValueError:
            weights[media] = 0.0
    return weights.get(LD_JSON, 0.0) > weights.get(JSON, 0.0)
