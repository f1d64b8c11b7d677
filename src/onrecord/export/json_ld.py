"""Articles and stories in the terms of schema.org: NewsArticle, Quotation, Claim. The dictionary is JSON-LD 1.1.

A ``Quotation`` is a statement in somebody's own words, in whole or in part; one that the article reports in its own words is a
``Claim``. Both are what an article attributes to somebody, and no more: no ``ClaimReview`` and no rating is ever made. Who has a name
is the ``creator``, and the person or body "to whom the quotation is attributed within the containing CreativeWork"
(``spokenByCharacter``). ``creditText`` says whose word it is in any case, "nobody" included, and what the source does with it where that
is not plainly to assert it: "Bo Hill (denies)". Who denies something is not its creator.

``embeddable`` turns the dictionary into text for a ``script`` element of a page.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from onrecord.export.embedding import without_surrogates
from onrecord.export.ledger_answer import root_name
from onrecord.export.permalinks import permalink, web_address
from onrecord.export.printable import printable
from onrecord.export.sourcing import channel, names_of
from onrecord.export.wording import COMMITMENTS, speaker
from onrecord.records import Article, Byline, Claim, Entity, Reading, Root, Statement, Story, StoryArticle, Via

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTEXT = "https://schema.org"
MEDIA_TYPE = "application/ld+json"

_SPEAKERS = {"person": "Person", "organisation": "Organization", "media": "NewsMediaOrganization"}
"""The kinds of source that schema.org lets speak. A document has no voice there: what it says is based on it."""
_ENTITIES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "work": "CreativeWork",
    "event": "Event",
}

Node = dict[str, Any]


@singledispatch
def json_ld_of(record: object, base: str) -> Node:
    """Return a Reading as a NewsArticle with its statements, or a Story as a Collection of articles and the claims they carry.

    ``base`` is the address of the page of the ledger, for permalinks; empty for URNs. Raises TypeError for any other record, ValueError
    for a reading without an article.
    """
    raise TypeError(f"a Reading or a Story is wanted, not {type(record).__name__} ({base})")


@json_ld_of.register
def _reading(record: Reading, base: str) -> Node:
    article = record.article
    if article is None:
        raise ValueError(f"{record.source} has no article")
    node = {"@context": CONTEXT, **_article(article, base)}
    mentioned = [_entity(entity) for entity in record.entities]
    statements = [_statement(statement, base) for statement in record.statements]
    return _whole({**node, "mentions": mentioned, "hasPart": statements})


@json_ld_of.register
def _story(record: Story, base: str) -> Node:
    address = permalink(base, "story", record.id)
    return _whole({
        "@context": CONTEXT,
        "@type": "Collection",
        "@id": address,
        "url": address if base else None,
        "name": printable(record.title),
        "datePublished": record.first_published,
        "collectionSize": len(record.articles),
        "hasPart": [_story_article(article, base) for article in record.articles],
        "about": [_claim(claim, record, base) for claim in record.claims],
    })  # fmt: skip


def _article(article: Article, base: str) -> Node:
    return {
        "@type": "NewsArticle",
        "@id": permalink(base, "article", article.id),
        "url": web_address(article.url),
        "headline": _line(article.headline),
        "abstract": _line(article.deck),
        "inLanguage": article.language,
        "datePublished": article.published,
        "dateModified": article.modified,
        "locationCreated": {"@type": "Place", "name": printable(article.dateline)} if article.dateline else None,
        "author": [_author(byline) for byline in article.bylines],
        "publisher": _named("NewsMediaOrganization", article.outlet),
    }


def _author(byline: Byline) -> Node | None:
    return _named("Organization" if byline.role == "agency" else "Person", byline.name)


def _entity(entity: Entity) -> Node | None:
    return _named(_ENTITIES.get(entity.kind, "Thing"), entity.name)


def _statement(statement: Statement, base: str) -> Node:
    """Return a statement: its words, runs that do not stand together joined by an ellipsis, and whose they are."""
    quoted = statement.mode != "indirect"
    # Who denies something is not its creator; the credit says that it is denied.
    by = _speakers(statement) if statement.polarity == "positive" else []
    said = statement.said
    return {
        "@type": "Quotation" if quoted else "Claim",
        "@id": permalink(base, "statement", statement.id),
        "url": permalink(base, "statement", statement.id) if base else None,
        "text": " … ".join(printable(span.text) for span in statement.content),
        "creator": by,
        "spokenByCharacter": by if quoted else None,
        "appearance": None if quoted else {"@id": permalink(base, "article", statement.article)},
        "isPartOf": {"@id": permalink(base, "article", statement.article)},
        "creditText": _credit(statement),
        "keywords": statement.source.kind,
        "dateCreated": said.from_ if said and said.from_ and said.from_ == said.to else None,
        "isBasedOn": _based_on(statement),
        "recordedAt": [_named("Event", channel(via)) for via in statement.via if via.kind == "event"],
    }


def _credit(statement: Statement) -> str:
    """Return whose word it is, and what the source does with it where that is not plainly to assert it: "Bo Hill (denies)"."""
    commitment = COMMITMENTS[statement.certainty, statement.polarity]
    return speaker(statement) + (f" ({commitment})" if commitment else "")


def _speakers(statement: Statement) -> list[Node | None]:
    """Return the persons and bodies whose word it is; those without a name only where they are somebody, described."""
    source = statement.source
    if source.kind in _SPEAKERS:
        return [_named(_SPEAKERS[source.kind], name) for name in names_of(source)]
    if source.kind in {"role", "anonymous"}:
        return [{"@type": "Person", "description": speaker(statement)}]
    return []


def _based_on(statement: Statement) -> list[Node | None]:
    """Return what the words came through, and the document that speaks, if one does."""
    spoken = [speaker(statement)] if statement.source.kind == "document" else []
    through = [_work(via) for via in statement.via if via.kind != "event"]
    return [*(_named("CreativeWork", name) for name in spoken), *through]


def _work(via: Via) -> Node | None:
    name = channel(via)
    if via.kind == "media" and name:
        return {"@type": "CreativeWork", "publisher": _named("NewsMediaOrganization", name)}
    return _named("CreativeWork", name)


def _story_article(article: StoryArticle, base: str) -> Node:
    """Return an article of a story: what it copies it is based on, whom it credits it cites."""
    return {
        "@type": "NewsArticle",
        "@id": permalink(base, "article", article.id),
        "url": permalink(base, "article", article.id) if base else None,
        "headline": _line(article.headline),
        "datePublished": article.published,
        "publisher": _named("NewsMediaOrganization", article.outlet),
        "citation": list(dict.fromkeys(printable(credit.name) for credit in article.credits)),
        "isBasedOn": {"@id": permalink(base, "article", article.copy_of)} if article.copy_of else None,
    }


def _claim(claim: Claim, story: Story, base: str) -> Node:
    """Return a claim with where it occurs, the first published first, and the sources behind which nobody else is named."""
    places = [{"@id": permalink(base, "article", one.id)} for one in story.articles if one.id in claim.stance]
    return {
        "@type": "Claim",
        "@id": f"{permalink(base, 'story', story.id)}#{claim.id}",
        "text": printable(claim.text),
        "appearance": places,
        "firstAppearance": places[0] if places else None,
        "creator": [_root(root) for root in claim.roots],
    }


def _root(root: Root) -> Node | None:
    """Return a source: with its name, or, where it has none, described."""
    if root.kind in {"role", "anonymous"}:
        return {"@type": "Person", "description": root_name(root)}
    return _named(_SPEAKERS.get(root.kind, "CreativeWork"), root.name)


def _named(kind: str, name: str | None) -> Node | None:
    plain = _line(name)
    return {"@type": kind, "name": plain} if plain else None


def _line(words: str | None) -> str | None:
    return printable(words or "") or None


def _whole(node: Node) -> Node:
    """Return a node without what is not known, and fit for UTF-8."""
    return without_surrogates(_known(node))  # type: ignore[no-any-return]  # a dictionary comes back as one


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        found = {name: _known(one) for name, one in value.items()}
        return {name: one for name, one in found.items() if one not in (None, [], {})}
    if isinstance(value, list):
        return _without_gaps(value)
    return value


def _without_gaps(values: Iterable[Any]) -> Sequence[Any]:
    return [one for one in map(_known, values) if one not in (None, [], {})]
