"""The tables that matching adds to an archive, column by column, and how a story becomes rows of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.records import Story, record_of
from onrecord.run.columns import Column, TableShape
from onrecord.run.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.records import Passage

pa = needed("pyarrow")

_STORY = Column("story", pa.string(), "id of the story", plain=True)
_PASSAGES = pa.list_(
    pa.struct([("article", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
)
_SIDES = tuple(
    Column(f"{side}_{name}", kind, f"{meaning} of the {words} passage")
    for side, words in (("a", "first"), ("b", "second"))
    for name, kind, meaning in (
        ("article", pa.string(), "article"), ("start", pa.int32(), "first code point"), ("stop", pa.int32(), "end, exclusive,"),
        ("text", pa.string(), "words"),
    )
)  # fmt: skip

STORIES = TableShape(
    "stories", "one story: articles about the same event",
    (
        Column("id", pa.string(), "id of the story", plain=True),
        Column("title", pa.string(), "headline of its first article that copies no other"),
        Column("first_published", pa.string(), "when its first article was published, as the page gives it; its month is the folder's", plain=True),
        Column("main_claim", pa.string(), "id of the claim that most articles carry"),
        Column("articles", pa.int32(), "how many articles it has"),
        Column("told", pa.int32(), "from how many of them it is told, the earliest; 0 where it could not be told"),
        Column("outlets", pa.int32(), "how many publications they are of"),
        Column("copies", pa.int32(), "how many of them are the text of another"),
        Column("claims", pa.int32(), "how many claims it has"),
        Column("conflicts", pa.int32(), "how many contradictions"),
        Column("developments", pa.int32(), "how many of the same kind that are later changes"),
        Column("reason", pa.string(), "why not all of it is told; null where it is"),
    ),
    (), 8_000, "id",
)  # fmt: skip

STORY_ARTICLES = TableShape(
    "story_articles", "one article of one story; every article of the archive is in one",
    (
        _STORY,
        Column("article", pa.string(), "id of the article", plain=True),
        Column("source_id", pa.string(), "the caller's own id, or where it was read from"),
        Column("outlet", pa.string(), "publication", plain=True),
        Column("published", pa.string(), "when it was published, as the page gives it"),
        Column("headline", pa.string(), "headline"),
        Column("copy_of", pa.string(), "id of the article whose text it is; null where it is nobody's"),
        Column("copy_share", pa.float64(), "part of its sentences that are taken over"),
        Column("own_reporting", pa.bool_(), "whether it got something itself; null where it does not say"),
        Column("roots", pa.list_(pa.string()), "names of where its trail ends"),
        Column(
            "credits",
            pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])),
            "whom it names as the origin, and the words",
        ),
        Column("told", pa.bool_(), "whether the story is told from it; if not, the columns between are null"),
    ),
    (), 8_000,
)  # fmt: skip

CLAIMS = TableShape(
    "claims", "one claim of a story: statements that say the same, or deny it",
    (
        _STORY,
        Column("id", pa.string(), "id of the claim", plain=True),
        Column("ordinal", pa.int32(), "place among the story's claims, from 0; 0 is the main one"),
        Column("text", pa.string(), "what is claimed, in the words of one of its statements"),
        Column("articles", pa.int32(), "how many articles carry it"),
        Column("independent", pa.int32(), "how many independent sources are behind it"),
        Column("independent_low", pa.int32(), "the least that the words allow"),
        Column("independent_high", pa.int32(), "the most"),
        Column("stances", pa.list_(pa.struct([("article", pa.string()), ("stance", pa.string())])), "`for`, `against` or `observing`, by article"),
        Column("roots", pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string()), ("via", pa.list_(pa.string()))])), "where its trail ends"),
    ),
    (), 8_000, "story",
)  # fmt: skip

CLAIM_STATEMENTS = TableShape(
    "claim_statements", "one statement that says or denies a claim",
    (
        _STORY,
        Column("claim", pa.string(), "id of the claim", plain=True),
        Column("statement", pa.string(), "id of the statement"),
        Column("denies", pa.bool_(), "whether it denies the claim"),
    ),
    (), 16_000, "story",
)  # fmt: skip

EDGES = TableShape(
    "edges", "one step of a trail: who had it from whom",
    (
        _STORY,
        Column("from", pa.string(), "id of the article that had it, else a name"),
        Column("to", pa.string(), "id of the article that it had it from, else the name of an outlet or source"),
        Column("relation", pa.string(), "`credits`, `copies` or `rewrites`", plain=True),
        Column("share", pa.float64(), "part of the sentences that are copied; null for credits"),
        Column("evidence", _PASSAGES, "the words that show it"),
        Column("ordinal", pa.int32(), "place in the story's trail, from 0"),
    ),
    (), 8_000, "story",
)  # fmt: skip

CONFLICTS = TableShape(
    "conflicts", "two passages of a story that cannot both be so, or of which the later is a change",
    (
        _STORY,
        Column("development", pa.bool_(), "whether the later passage is a change of the same thing and contradicts nothing"),
        Column("reason", pa.string(), "`denial number date state`", plain=True),
        *_SIDES,
        Column("ordinal", pa.int32(), "place in the story, from 0"),
    ),
    (), 8_000, "story",
)  # fmt: skip

TIMELINE = TableShape(
    "timeline", "one moment of a story: when something was reported or said",
    (
        _STORY,
        Column("day", pa.string(), "the day (ISO)", plain=True),
        Column("article", pa.string(), "id of the article"),
        Column("statement", pa.string(), "id of the statement; null where the article itself came out"),
        Column("ordinal", pa.int32(), "place in the story, from 0"),
    ),
    (), 16_000, "story",
)  # fmt: skip

MATCH_TABLES: dict[str, TableShape] = {
    shape.name: shape for shape in (STORIES, STORY_ARTICLES, CLAIMS, CLAIM_STATEMENTS, EDGES, CONFLICTS, TIMELINE)
}
"""The tables that a matching makes, by name."""

Rows = dict[str, list[dict[str, Any]]]


def rows_of_story(told: Mapping[str, Any]) -> Rows:
    """Return the rows of a story as ``match_telling`` keeps it, by table."""
    story: Story | None = record_of(Story, json.loads(told["record"])) if told["record"] else None
    rows: Rows = {name: [] for name in MATCH_TABLES}
    if story is not None:
        rows = {
            "stories": [], "story_articles": list(_articles(story)), "claims": list(_claims(story)),
            "claim_statements": list(_claim_statements(story)), "edges": list(_edges(story)), "conflicts": list(_conflicts(story)),
            "timeline": list(_timeline(story)),
        }  # fmt: skip
    rows["story_articles"] += [
        {"story": told["story"], "article": one["article"], "published": one["day"] or None, "told": False}
        for one in told["untold"]
    ]
    rows["stories"].append(_story(told, story))
    return rows


def _story(told: Mapping[str, Any], story: Story | None) -> dict[str, Any]:
    articles = story.articles if story else ()
    return {
        "id": told["story"], "title": story.title if story else None, "first_published": told["first"],
        "main_claim": story.main_claim if story else None, "articles": len(articles) + len(told["untold"]), "told": len(articles),
        "outlets": len({one.outlet for one in articles if one.outlet}), "copies": sum(one.copy_of is not None for one in articles),
        "claims": len(story.claims) if story else 0, "conflicts": len(story.conflicts) if story else 0,
        "developments": len(story.developments) if story else 0, "reason": told["reason"],
    }  # fmt: skip


def _articles(story: Story) -> Iterator[dict[str, Any]]:
    for one in story.articles:
        yield {
            "story": story.id, "article": one.id, "source_id": one.source_id, "outlet": one.outlet, "published": one.published,
            "headline": one.headline, "copy_of": one.copy_of, "copy_share": one.copy_share, "own_reporting": one.own_reporting,
            "roots": list(one.roots), "told": True,
            "credits": [
                {"name": credit.name, "kind": credit.kind, "start": credit.span.start, "end": credit.span.end, "text": credit.span.text}
                for credit in one.credits
            ],
        }  # fmt: skip


def _claims(story: Story) -> Iterator[dict[str, Any]]:
    for ordinal, claim in enumerate(story.claims):
        yield {
            "story": story.id, "id": claim.id, "ordinal": ordinal, "text": claim.text, "articles": len(claim.stance),
            "independent": claim.independent.value, "independent_low": claim.independent.low, "independent_high": claim.independent.high,
            "stances": [{"article": article, "stance": stance} for article, stance in sorted(claim.stance.items())],
            "roots": [{"name": root.name, "kind": root.kind, "via": list(root.via)} for root in claim.roots],
        }  # fmt: skip


def _claim_statements(story: Story) -> Iterator[dict[str, Any]]:
    for claim in story.claims:
        for denies, statements in ((False, claim.statements), (True, claim.denials)):
            for statement in statements:
                yield {"story": story.id, "claim": claim.id, "statement": statement, "denies": denies}


def _edges(story: Story) -> Iterator[dict[str, Any]]:
    for ordinal, edge in enumerate(story.trail):
        yield {
            "story": story.id, "from": edge.from_, "to": edge.to, "relation": edge.relation, "share": edge.share, "ordinal": ordinal,
            "evidence": [_passage(one) for one in edge.evidence],
        }  # fmt: skip


def _conflicts(story: Story) -> Iterator[dict[str, Any]]:
    for development, several in ((False, story.conflicts), (True, story.developments)):
        for ordinal, conflict in enumerate(several):
            yield {
                "story": story.id, "development": development, "reason": conflict.reason, "ordinal": ordinal,
                **_side("a", conflict.a), **_side("b", conflict.b),
            }  # fmt: skip


def _side(name: str, passage: Passage) -> dict[str, Any]:
    return {
        f"{name}_article": passage.article, f"{name}_start": passage.start, f"{name}_stop": passage.end, f"{name}_text": passage.text,
    }  # fmt: skip


def _passage(passage: Passage) -> dict[str, Any]:
    return {"article": passage.article, "start": passage.start, "end": passage.end, "text": passage.text}


def _timeline(story: Story) -> Iterator[dict[str, Any]]:
    for ordinal, moment in enumerate(story.timeline):
        yield {
            "story": story.id,
            "day": moment.when,
            "article": moment.article,
            "statement": moment.statement,
            "ordinal": ordinal,
        }
