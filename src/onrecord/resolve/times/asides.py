"""Times that a text mentions in passing, from which it does not go on: "built in 1986", "since March", "3 percent below August"."""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists

_COMPARED = re.compile(
    r"\b(?:from|than|below|above|over|against|versus|with|on)\s+(?:that\s+(?:of|in)\s+)?(?:in\s+)?$", re.IGNORECASE
)
"""What stands before the time that figures are compared with ("rose 2 percent in March from February")."""
_PREVIOUS = re.compile(r"(?:the )?(?:previous|prior|preceding|last) year\b")
_FIGURE = re.compile(
    r"(?:\b(?:million|billion|mln|bln|percent|cents?|pence|from|with|than|against)|%|\d)\s+(?:in\s+)?$", re.IGNORECASE
)
"""What stands before "the previous year" where it says only of what year a figure is that others are compared with."""
_OTHER_FIGURE = re.compile(
    r"\b(?:compared\s+with|against|from|versus|than)\s+(?:about\s+|only\s+|just\s+)?[^\w\s]?\d[\d.,]*%?\s+(?:[a-z]+\s+){0,3}in\s+$"
)
"""What stands before a year of which a figure is that another is compared with ("compared with $2 million in")."""
_MONTH_OR_QUARTER = re.compile(r"(?P<year>\d{4})-(?P<quarter>Q?)(?P<number>\d{1,2})")
_SINCE = re.compile(
    r"\b(?:since|until|till)\s+(?:(?:in|on|at\s+least|about|around)\s+)?(?:the\s+)?(?:(?:early|late|mid|last|end\s+of)[\s-]+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\bhad\s+(?:not\s+|never\s+|already\s+|first\s+|last\s+|also\s+|once\s+)?(?:been\s+)?[a-z]+\s+(?:[a-z]+\s+){0,4}$"
)
"""A past perfect steps back from what is told ("It had been built in 1986")."""
_AHEAD = re.compile(
    r"\b(?:would|will|(?:promised|planned|plans?|expected|expects?|hopes?|hoped|agreed|vowed|wants?|wanted|was|were|is|are|due|set|scheduled|likely)\s+to)"
    r"\s+(?:[a-z]+\s+){1,5}$"
)
"""What stands before a time that was promised or planned rather than told ("said that he would go there in April")."""
_AT = re.compile(
    r"(?:\b(?:in|on|at|during|early\s+in|late\s+in|around|about|by)\s+)(?:the\s+)?(?:(?:early|late|mid)[\s-]+)?$"
)


def is_compared(before: str, words: str, value: str, said: str | None) -> bool:
    """Whether a month, a quarter or "the previous year" is what the time just said is compared with.

    ``before`` is what stands before the ``words`` in their sentence, ``said`` the value that the sentence spoke of last.
    """
    if said and len(value) == len("2025") and value < said[:4]:
        figure = _FIGURE if _PREVIOUS.match(words) else _OTHER_FIGURE
        return bool(figure.search(before))
    return bool(said and len(said) == len(value) and value < said and _COMPARED.search(before))


def is_compared_with_last(before: str, value: str, said: str | None) -> bool:
    """Whether a month or quarter is the very one before the one last spoken of, and figures are compared with it ("from January")."""
    first, second = _MONTH_OR_QUARTER.fullmatch(value), _MONTH_OR_QUARTER.fullmatch(said or "")
    if not first or not second or first["quarter"] != second["quarter"] or not _COMPARED.search(before):
        return False
    in_year = 4 if first["quarter"] else 12
    steps = (int(second["year"]) - int(first["year"])) * in_year + int(second["number"]) - int(first["number"])
    return steps == 1


def is_aside(before: str) -> bool:
    """Whether a time is mentioned in passing, by what stands ``before`` it in its sentence."""
    if _SINCE.search(before):
        return True
    place = _AT.search(before)
    head = before[: place.start()] if place else before
    return bool(_HAD.search(head) or _AHEAD.search(head) or _reduced().search(head))


@cache
def _reduced() -> re.Pattern[str]:
    """Return the pattern of a participle that belongs to the noun before it ("in a hotel built", "the bank, founded")."""
    verbs = word_lists.classes("irregular_verbs")
    forms = sorted(
        {form for forms in verbs.values() for form in forms if not form.endswith(("ing", "s"))} | {"born"},
        key=len,
        reverse=True,
    )
    return re.compile(
        rf"(?:\b(?:by|in|at|to|of|from|with|on|for|about|into)\s+(?:an?|the|his|her|its|their)\s+(?:[\w-]+\s+){{1,3}}|,\s+(?:first\s+|last\s+)?)"
        rf"(?:[a-z]+ed|{'|'.join(forms)})\s+(?:there\s+|here\s+)?$"
    )
