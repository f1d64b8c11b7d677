"""What only looks like a time: names, verbs, amounts, titles and ages. Each guard reads a few characters around a match."""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists

NEAR = 24
"""Characters on either side that a guard reads."""

_NAMES = frozenset({"may", "april", "june", "august", "march", "jan", "sun", "sat", "dec", "mar", "jun", "jul", "apr", "nov", "oct", "feb", "aug", "sep"})  # fmt: skip
"""Months that are names or words of the language too; an abbreviation counts with its full stop or a number only."""
_INTRODUCES = re.compile(
    r"(?:^|[^\w])(?:in|since|until|till|by|from|to|of|through|throughout|during|before|after|for|and|or|last|this|next|early|mid|late|between"
    r"|around|about|than|a|an|the|its|his|her|their|our|every|each|on|that|when|late-|mid-|early-|end|previous|expected|whose|january|february|march|april|may|june|july|august|september|october|november)[\s-]+$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Dame|Prof|President|Minister|Secretary|Senator|Justice|Theresa|Teresa|Sister|Aunt|told|according\s+to|Judge|Cllr|Sen|Rep|Gov)\.?\s+)$")  # fmt: skip
_CAPITAL_BEFORE = re.compile(r"(?:^|[\s(\"\u201c])([A-Z][\w\u2019'-]*)\.?\s+$")
_CAPITAL_AFTER = re.compile(r"\s+([A-Z][a-z]+)")
_FUNCTION = frozenset({"In", "On", "By", "Since", "From", "Until", "Last", "This", "Next", "Every", "Each", "The", "A", "During", "Through", "Before", "After", "And", "For", "At", "Between", "But", "To", "Of", "Early", "Late", "When", "It", "Around", "About"})  # fmt: skip
_COUNTED = re.compile(r"[\s-]*(?:%|per\s?cent\b|percent\b|million\b|billion\b|trillion\b|thousand\b|hundred\b|[ap]\.?m\b|minutes?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|[-\u2011]year\b|[:/]\d|\.\d|,\d{3}|st\b|th\b)", re.IGNORECASE)  # fmt: skip
_MONEY = re.compile(r"(?:[$£€¥₹₦#]|\b(?:Rs|No|no|KSh|US|Flight|flight|Route|room|Room|page|Boeing|Airbus|Highway|Section|Article|section|article|chapter|apartment)\.?)\s?$")  # fmt: skip
_OF_A_NUMBER = re.compile(r"(?:\d{3}\s|[\d][,.:/]|[\d][-\u2010-\u2015]|[$£€¥₹₦#@/_&=])$")
_YEAR_BEFORE = re.compile(r"\b(?:in|since|of|by|until|from)\s+$", re.IGNORECASE)
_YEAR_RANGE = re.compile(r"(?:1[5-9]|20)\d\d\s?[-\u2010-\u2015/]$")
_AGE = re.compile(r"\b(?:his|her|their|my|our|your|people\s+in\s+their|aged|in\s+the\s+low|in\s+the\s+high)\s+(?:early|mid|late)?[\s-]?$", re.IGNORECASE)  # fmt: skip
_OLD_WORDS = re.compile(r"\b(?:his|her|their|my|our|your)\s+$", re.IGNORECASE)
_MORE_BEFORE = re.compile(
    r"\b(?:for|in|at|by|within|after|of|to|than|with|and|or|is|was|be|been|are|were|takes?|took|taken|taking|lasts?|lasted|lasting|spent|spend|spending|waited|wait"
    r"|waiting|served|serving|just|well|little|only|already|a|now|ran|runs|lived|worked|stayed|until|from|since|before|him|her|them|it|us|me)\s+$"
)
_MORE_AFTER = re.compile(r"\s+(?:ago|later|earlier|old|before|after|since|away|late|long)\b|[-\u2010\u2011]")
"""What, before or after "over three years", makes it more than three years."""
_SEASON_BEFORE = re.compile(
    r"\b(?:in|during|since|until|till|by|through|from|before|after|over|for|of|this|throughout)\s+$", re.IGNORECASE
)
_LONE_BEFORE = re.compile(r"\b(?:on|by|until|till|from|since|before|after|of|and|to|for)\s+(?:the\s+)?$", re.IGNORECASE)
_LONE_AFTER = re.compile(r"\s*(?:$|[.,;:!?)\]\"\u201d\u2019]|\s(?:and|or|at|in|for|to|but|when|with|he|she|it|they|we|after|before|as|that|which|because|was|were|is|will)\b)")  # fmt: skip


def is_capital(match: re.Match[str], text: str, group: str) -> bool:
    """Whether a group of a match begins with a capital in the text; matches themselves are in lower case."""
    return text[match.start(group)].isupper()


def begins_sentence(match: re.Match[str], text: str) -> bool:
    """Whether the match is the first word of a sentence or of a quotation, and written so."""
    opens = re.search(r"(?:[.!?:][\"'\u2019\u201d)]*\s+|^|\n\s*|[\"\u201c`]\s*)$", around(match, text)[0])
    return text[match.start()].isupper() and bool(opens)


def is_title_word(match: re.Match[str], text: str, group: str) -> bool:
    """Whether a word has a capital that no beginning of a sentence explains."""
    return is_capital(match, text, group) and not re.search(r"(?:[.!?]\s*|^)$", around(match, text)[0])


def is_title(match: re.Match[str], text: str) -> bool:
    """Whether the unit of a match has a capital, as in a name ("Last Week Tonight"), and is not in a line of capitals."""
    return is_capital(match, text, "u") and not text[match.start("u") : match.end("u")].isupper()


def is_programme(match: re.Match[str], text: str) -> bool:
    """Whether "today" or "tonight" is a newspaper's or programme's name ("USA Today", "The Tonight Show")."""
    named = re.match(r"\s(?:Show|FM|Programme|programme|program|newspaper)\b", text[match.end() : match.end() + NEAR])
    return bool(named) or text[max(0, match.start() - 4) : match.start()] == "USA "


def around(match: re.Match[str], text: str) -> tuple[str, str]:
    """Return a few characters before and after a match."""
    return text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]


@cache
def _counted_nouns() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, word_lists.entries("time_counted_nouns")))
    return re.compile(rf"\s+(?:{nouns})\b")


@cache
def _paper() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{word_lists.alternatives('time_paper_words')})\b")


def is_paper(match: re.Match[str], text: str) -> bool:
    """Whether the name of a newspaper or programme follows ("the Sunday Times") or the match ends one ("Mail on Sunday")."""
    before, _ = around(match, text)
    return bool(_paper().match(text, match.end())) or bool(
        re.search(r"\b(?:(?:Mail|Sun|Independent|Bloody|Super)\s+(?:on\s+)?|Fox\s+News\s+)$", before)
    )


def is_month(match: re.Match[str], text: str, group: str, *, alone: bool = False) -> bool:
    """Whether the word is a month, not a verb or a name; ``alone`` if no number or "last" stands with it."""
    word, start, end = match[group], match.start(group), match.end(group)
    if not text[start].isupper() or is_paper(match, text):
        return False
    if not alone:
        return True
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    short = len(word) <= 4 and word.lower() not in {"may", "june", "july", "sept"}
    if short and not after.startswith("."):
        return False
    return not _is_name(word.lower(), before, after)


def _is_name(word: str, before: str, after: str) -> bool:
    """Whether a month without a number is somebody's or something's name, or begins a sentence as a verb."""
    if _PERSON.search(before):
        return True
    capital = _CAPITAL_BEFORE.search(before)
    if capital and capital[1] not in _FUNCTION and word in _NAMES:
        return True
    introduced = bool(_INTRODUCES.search(before))
    follows = _CAPITAL_AFTER.match(after)
    if (
        word in {"april", "june", "august", "may"}
        and follows
        and (not introduced or re.search(r"\b(?:by|to|and|or|for)\s+$", before))
    ):
        return True
    if word in {"may", "march"}:
        return not introduced or bool(
            re.match(r"\s+(?:for|on|against|said|says|told|has|had|was|is)\b", after)
            and not re.search(r"\b(?:in|since|until|last|early|late|mid|from|by)[\s-]+$", before, re.IGNORECASE)
        )
    return False


def is_counted(match: re.Match[str], text: str) -> bool:
    """Whether the number that ends the match counts something ("in May 20 people", "May 5 percent")."""
    if not match["d"][0].isdigit():
        return (
            bool(
                re.match(
                    r"\s+(?:quarter|half|week|day|time|round|anniversary|in|of)\b",
                    text[match.end() : match.end() + NEAR],
                )
            )
            and not match.groupdict().get("y")
            and match.end("d") == match.end()
        )
    if match.groupdict().get("y") or not text[match.end() - 1].isdigit():
        return False
    return bool(_COUNTED.match(text, match.end()) or _counted_nouns().match(text, match.end()))


def is_number(match: re.Match[str], text: str) -> bool:
    """Whether the match is a part of a longer number, a price, an address or a code."""
    before, _ = around(match, text)
    return bool(_OF_A_NUMBER.search(before) or _MONEY.search(before))


def is_during(match: re.Match[str], text: str) -> bool:
    """Whether the "over" that begins a match means during ("built over three years"), not more than ("for over three years")."""
    before, after = around(match, text)
    return match[0].startswith("over") and not (_MORE_BEFORE.search(before) or _MORE_AFTER.match(after))


def is_year(match: re.Match[str], text: str) -> bool:
    """Whether four digits are a year and not an amount, a code, a model or a time of day."""
    if match["y"][0] in "'\u2018\u2019":
        return bool(re.search(r"\b(?:in|since|of|from|until|to|by)\s+$", around(match, text)[0]))
    if not match["y"][0].isdigit():
        named = match.end() - match.start() > len(match["y"]) or "thousand" not in match["y"].lower()
        before, after = around(match, text)
        return named or bool(_YEAR_BEFORE.search(before) and re.match(r"[.,;:!?)]|$", after))
    before, after = around(match, text)
    start = match.start("y") - match.start()
    if (is_number(match, text) and not _YEAR_RANGE.search(before)) or (start == 0 and before[-1:].isalpha()):
        return False
    if re.match(
        r"%|\s(?:years|months|days|year[\s-]old)\b|[-\u2011](?:odd|strong|page|mile|acre|seat|year|member|foot)|\s?(?:GMT|UTC|hours|hrs)\b|[/_]\w|:\d|-(?!(?:1[5-9]|20)\d\d\b)\d|\s?per\s?cent",
        after,
    ):
        return False
    if int(match["y"]) < 1700 and not re.search(
        r"\b(?:in|since|by|from|until|of|about|around|to|and|between|circa)\s+$",
        before + text[match.start() : match.start("y")],
    ):
        return False
    return not _counted_nouns().match(after)


def is_decade(match: re.Match[str], text: str) -> bool:
    """Whether a decade is meant, not an age ("in her early 60s")."""
    before, after = around(match, text)
    if _OLD_WORDS.search(before) or _AGE.search(before) or is_number(match, text):
        return False
    if match["y"] or match["c"]:
        return True
    if match["s"]:
        return text[match.start("s") - 1 : match.start("s")] in {"'", "\u2019"} or match[0].lower().startswith("the ")
    return match[0].lower().startswith("the ") and not re.match(r"\s+(?:and|or)\s+\w+ties", after)


def is_season(match: re.Match[str], text: str) -> bool:
    """Whether a season is meant: "fall" and "spring" are verbs, and a season's sale is no time."""
    if match["y"] or match["rel"] or match["of"]:
        return True
    before, after = around(match, text)
    if re.match(
        r"\s+(?:of\s+the\b|of\s+[A-Z]|short|back|apart|asleep|victim|in\s+love|games|olympics)", after, re.IGNORECASE
    ):
        return False
    if is_capital(match, text, "s") and not re.search(r"[.!?]\s*$|^$", before):
        return False
    if match["mod"]:
        return True
    if match[0].lower().startswith("the "):
        return bool(_SEASON_BEFORE.search(before))
    return bool(re.search(r"\b(?:in|during|since|until|by|every|each)\s+$", before, re.IGNORECASE)) and not re.match(
        r"\s+[a-z]+(?:s|ing)\b", after
    )


def is_holiday(match: re.Match[str], text: str) -> bool:
    """Whether a holiday is meant: capitalised, and no island, tree or song."""
    if not is_capital(match, text, "h") and not match["h"].startswith("the "):
        return False
    return not re.match(r"\s+(?:Island|Islands|Rising|tree|trees|card|cards|carol|carols|song|songs|bonus|present|presents|party|shopping|lights|eggs?|bunny)\b", text[match.end() : match.end() + NEAR], re.IGNORECASE)  # fmt: skip


def is_lone_ordinal(match: re.Match[str], text: str) -> bool:
    """Whether "the 14th" is a day: after "on", "by" or "until", and nothing follows that it could count."""
    if match["wd"]:
        return True
    before, after = around(match, text)
    return bool(_LONE_BEFORE.search(before) and match[0].lower().startswith("the ") and _LONE_AFTER.match(after))
