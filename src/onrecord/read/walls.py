"""Tells a page that shows a login or subscription wall in place of its article."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language.word_lists import alternatives
from onrecord.records import BODY_KINDS

if TYPE_CHECKING:
    from onrecord.records import Article

SHORT_BODY_WORDS = 120
"""A page with a wall's words and less body than this shows a teaser, not the article; teasers have one to three paragraphs."""
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


@cache
def _wall_phrases() -> re.Pattern[str]:
    return re.compile(alternatives("walls"), re.IGNORECASE)


def is_wall(article: Article, markup: str, body_words: int) -> bool:
    """Tell whether the article is cut off by a wall: little body, and words or structured data that say why."""
    if body_words >= SHORT_BODY_WORDS:
        return False
    other = "\n".join(
        article.text[b.start : b.end] for b in article.blocks if b.kind not in BODY_KINDS or body_words < 40
    )
    return bool(_NOT_FREE.search(markup)) or bool(_wall_phrases().search(other))
