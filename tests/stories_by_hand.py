"""A story made by hand, for tests of how stories are shown: two outlets behind one unnamed source, a copy, a denial."""

from __future__ import annotations

from dataclasses import replace

from onrecord.records import Claim, Conflict, Count, Credit, Edge, Moment, Passage, Root, Span, Story, StoryArticle

SOURCE = Root("a friend of the owner (via The Bugle)", "anonymous", ("The Bugle",))
CERTAIN = Count(1, 1, 1)


def article(
    key: str, outlet: str | None, published: str | None, headline: str | None, **changed: object
) -> StoryArticle:
    fields: dict[str, object] = {
        "id": key, "source_id": f"{key}.html", "outlet": outlet, "published": published, "headline": headline,
        "credits": (), "copy_of": None, "copy_share": 0.0, "roots": (SOURCE.name,), "own_reporting": None,
    }  # fmt: skip
    return StoryArticle(**{**fields, **changed})  # type: ignore[arg-type]  # checked by the records


def claim(count: Count = CERTAIN, roots: tuple[Root, ...] = (SOURCE,), **changed: object) -> Claim:
    fields: dict[str, object] = {
        "id": "c1", "text": "The mill will close", "statements": ("s1", "s2"), "denials": ("s3",),
        "stance": {"a1": "for", "a2": "observing", "a3": "observing", "a4": "against"}, "independent": count, "roots": roots,
    }  # fmt: skip
    return Claim(**{**fields, **changed})  # type: ignore[arg-type]  # checked by the records


def story(count: Count = CERTAIN, roots: tuple[Root, ...] = (SOURCE,)) -> Story:
    """Return a story of four articles of three outlets."""
    said = Passage("a1", 10, 42, "“The mill will close,” a friend said")
    denied = Passage("a4", 5, 30, "The mill will not close")
    return Story(
        id="s0123456789ab", title="Mill to close", first_published="2024-11-06", main_claim="c1",
        articles=(
            article("a1", "The Bugle", "2024-11-06", "Mill to close", credits=(Credit("a friend", "anonymous", Span(30, 42, "a friend")),)),
            article("a2", "Fennick Post", "2024-11-07T08:00:00+00:00", "Mill 'to close'"),
            article("a3", "Daily Weir", "2024-11-07", "Mill closing", copy_of="a2", copy_share=0.83),
            article("a4", "the bugle", None, None, roots=()),
        ),
        claims=(claim(count, roots), claim(id="c2", text="Nobody asked us", denials=(), stance={"a1": "observing"})),
        trail=(
            Edge("a1", "a friend of the owner", "credits", None, (said,)),
            Edge("a2", "Radio Weir", "credits", None, (Passage("a2", 0, 5, "Radio Weir reported"),)),
            Edge("Radio Weir", "a friend of the owner", "credits", None, (Passage("a2", 9, 20, "citing a friend"),)),
            Edge("a3", "a2", "copies", 0.83, (Passage("a3", 0, 9, "same words"), Passage("a2", 0, 9, "same words"))),
        ),
        conflicts=(Conflict("denial", said, denied),), developments=(Conflict("number", said, denied),),
        timeline=(Moment("2024-11-06", "a1"), Moment("2024-11-06", "a1", "s1"), Moment("2024-11-07", "a2")),
    )  # fmt: skip


def without_claims() -> Story:
    return replace(story(), claims=(), main_claim=None, trail=(), conflicts=(), developments=(), timeline=())
