"""What lists and counts need of a story, taken from it once, so that it need not be unpacked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.records import Story, record_of
from onrecord.store.folding import outlets_in
from onrecord.store.kept import Digest, every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.store.contract import Store


def digest_of(story: Story, told_by: str) -> Digest:
    """Return the digest of a story that ``told_by`` worked out; claims and copies are in the order of their ids, each once."""
    main = next((claim for claim in story.claims if claim.id == story.main_claim), None)
    copies = {
        article.id: article.copy_share for article in story.articles if article.copy_of and article.copy_share > 0
    }
    return Digest(
        told_by=told_by,
        title=story.title,
        outlets=outlets_in(article.outlet for article in story.articles),
        independent=main.independent if main else None,
        roots=main.roots if main else (),
        conflicts=len(story.conflicts),
        claims=tuple(sorted({claim.id for claim in story.claims})),
        copies=tuple(sorted(copies.items())),
    )


def misshown(store: Store, told_by: str) -> Iterator[str]:
    """Yield the ids of stories of which lists show something else than what ``told_by`` worked out of them."""
    for row in every(lambda cursor: store.stories(200, cursor)):
        digest, kept = store.digest(row.id), store.story_result(row.id)
        if digest is None or digest.told_by != told_by or kept is None:
            continue  # what others told is not shown
        if digest != digest_of(record_of(Story, kept["story"]), told_by):
            yield row.id
