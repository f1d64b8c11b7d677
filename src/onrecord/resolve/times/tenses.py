"""Whether what is said around a time lies behind or ahead: by the verb nearest before it, else the first after it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from onrecord.language import word_lists

Tense = Literal["past", "present", "future"]

_BY = re.compile(r"(?:^|\s)by\s+(?:early\s+|late\s+|mid-)?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|through)\s+(?:early\s+|late\s+|mid-)?$", re.IGNORECASE)
_CLAUSE_BETWEEN = re.compile(
    r"\b(?:that|which|who|where|to(?!\s+(?:an?|the|its|his|her|their|record|new|about|nearly|almost)\b))\s+[a-z]+\b"
)
"""What makes a time belong to another verb than the one before it ("they invited him to speak in July", "states that vote in March")."""
_TILL = re.compile(r"\b(?:until|till)\s+(?:early\s+|late\s+|mid-)?$", re.IGNORECASE)
_IN = re.compile(r"\bin\s+(?:(?:early|late|mid)[\s-]+)?$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:ahead\s+of|before)\s+$", re.IGNORECASE)
_FROM_NOW = re.compile(r"(?:will|go|won['\u2019]t|shall|are|am|plan|(?!was)[a-z]+s)\b|['\u2019]", re.IGNORECASE)
"""Verbs that set what they speak of ahead of now."""
_IS = re.compile(r"\b(?:is|are)\s+(?:also\s+|now\s+)?$", re.IGNORECASE)
_WILL = ("will", "won't", "shall", "'ll", "\u2019ll")
_PERFECT = re.compile(r"\b(?:has|have|['\u2019]ve)\s+(?:[a-z]+ly\s+|also\s+)?$")
"""What makes the past form after it a present perfect, which may reach ahead ("has given them until Friday")."""
_SINCE = re.compile(r"\bsince\s+(?:(?:early|late|mid|last)[\s-]+)?$", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:months|year|quarter|weeks|half|period)\s+(?:to|ended|through)\s+$")
_CLAUSE = re.compile(r"(?:[,;:]|--|\b(?:and|but|that|while))\s+(?:on\s+|by\s+|early\s+|late\s+)*$")
"""What stands before a time that begins a clause ("…, and on Friday the judge will decide"): its verb comes after it."""
_LIST = re.compile(r"(?:day|\d|[A-Z][a-z]+)(?:,|\s+and)\s+(?:on\s+)?$")
"""A time in a list of times ("on Monday and Tuesday") shares the verb of the first."""
_NOUNS = frozenset({"start", "close", "end", "run", "return", "vote", "leave", "meet"})
"""Words of ``time_schedules`` that are nouns too, with or without an s."""
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:an?|the|this|(?<!s )that|its|his|her|their|our|of|no|two|three|four|five|six|seven|eight|nine|ten)|\d|['\u2019]s)\s+(?:[a-z-]*[a-rt-z]\s+)?$"
)
"""What makes the next word a noun: an article, with at most one word that is no plural after it ("the talks start" is a clause)."""
_OWN_BEFORE = re.compile(
    r"(?:\b(?:an?|the|its|his|her|their|our|two|three|four|five|six|several|many|few)|\d|['\u2019]s)\s+$"
)
"""What makes the next word in -s a noun ("his leaves", "the starts")."""
_OPENS_AFTER = re.compile(
    r"(?:['\u2019]s)?\s+(?:starts|begins|opens|ends|closes|kicks\s+off|is\s+(?:at|expected|likely|due|set|scheduled))\b"
)
"""What, right after a time, sets it ahead ("The game on Sunday starts at 1 p.m.")."""
_WILL_AFTER = re.compile(r"['\u2019]s\s+(?:[a-z-]+\s+){1,3}(?:will|won['\u2019]t)\b")
_DEADLINE = re.compile(r"\s+deadline\b")
_A_BEFORE = re.compile(r"\b(?:an?|next)\s+$", re.IGNORECASE)
"""What, around a time, says that it still comes ("a Friday deadline")."""
MOST_CLAUSE = 60
"""Characters after a time in which the verb of its clause is looked for."""


def tense_of(before: str, after: str, *, defined: bool) -> Tense | None:
    """Return the tense around a time; None where no verb tells.

    ``before`` and ``after`` are what stands around it in its sentence; ``defined`` says that the time begins with "the".
    """
    if _ENDED.search(before) or _SINCE.search(before):
        return "past"
    after_all = _first(after)
    if _opens(before, after) or (_DEADLINE.match(after) and _A_BEFORE.search(before)):
        return "future"
    if _CLAUSE.search(before) and not _LIST.search(before):
        own = _first(after[:MOST_CLAUSE])
        if own in {"past", "future"}:
            return own
    found: Tense | None = None
    still = False
    for match in _verbs().finditer(before):
        found = _group(match) or found
        still = bool(_PERFECT.search(before, 0, match.start()))
    alone = found is None
    found = found or after_all
    lies_ahead = (
        _is_scheduled(before)
        or (found != "past" and _UNTIL.search(before))
        or (still and _TILL.search(before))
        or (_BY.search(before) and (not defined or found != "past") and not (alone and found == "past"))
    )
    return "future" if lies_ahead else found


def is_done(before: str, after: str) -> bool:
    """Whether a time after "in" has a verb in the past tense that tells what was done then, not what was said or set then."""
    if not _IN.search(before):
        return False
    verbs = [match for match in _verbs().finditer(before) if _group(match)]
    if verbs and _CLAUSE_BETWEEN.search(before, verbs[-1].end()):
        return False
    verb = verbs[-1] if verbs else next((match for match in _verbs().finditer(after) if _group(match)), None)
    return verb is not None and _group(verb) == "past" and verb[0].lower() not in _sayings()


def _opens(before: str, after: str) -> bool:
    """Whether what stands right after a time says that it lies ahead ("The game on Sunday starts", "Sunday's game will")."""
    subject = not before.strip() and _WILL_AFTER.match(after)
    return bool(subject) or bool(_OPENS_AFTER.match(after) and _first(after) != "past")


@cache
def _sayings() -> frozenset[str]:
    """Return the past forms of verbs of saying and setting, whose times may lie ahead."""
    return word_lists.classes("time_tenses")["saying"]


@cache
def _irregular() -> frozenset[str]:
    """Return the past forms of irregular verbs that are no base form of a verb too; the list holds forms in -ing and -s as well."""
    verbs = word_lists.classes("irregular_verbs")
    forms = frozenset(form for forms in verbs.values() for form in forms if not form.endswith(("ing", "s")))
    return forms - verbs.keys()


def sets_ahead(before: str, after: str) -> bool:
    """Whether what stands around a time sets it ahead of now ("plans to meet on", "opens on", "by"), not of then ("was to meet on")."""
    if _is_scheduled(before) or _opens(before, after) or any(word.search(before) for word in (_BY, _UNTIL, _BEFORE)):
        return True
    verbs = [match for match in _verbs().finditer(before) if _group(match)]
    last = verbs[-1] if verbs else None
    if last is None or _group(last) != "future":
        return False
    return bool(_FROM_NOW.match(last[0]) or _IS.search(before, 0, last.start()))


def _first(text: str) -> Tense | None:
    """Return the tense of the first verb after a time; what was promised then ("on Friday he agreed to go") was promised in the past."""
    verbs = ((match, _group(match)) for match in _verbs().finditer(text))
    return next(("past" if match["meant"] else group for match, group in verbs if group), None)


def _group(match: re.Match[str]) -> Tense | None:
    """Return the tense that a match tells; "to meet" alone tells none, and "could have met" is past."""
    if match["modal"]:
        if match["perfect"] and match["modal"].lower() not in _WILL:
            return "past"
        return "future" if match["modal"] != "to" or match["passive"] else None
    if match["meant"]:
        return "future"
    return match.lastgroup  # type: ignore[return-value] # the other groups are named after the tenses


@cache
def _verbs() -> re.Pattern[str]:
    """Return the pattern of what tells tense, one group for each; names begin with a capital and are no verbs."""
    classes = word_lists.classes("time_tenses")

    def any_of(label: str) -> str:
        words = sorted(classes[label], key=len, reverse=True)
        return "|".join(re.escape(word).replace("_", r"\s+") for word in words)

    letter = "[A-Za-z]"
    no_noun = "".join(rf"(?<!\b{word} )" for word in ("a", "an", "the", "its", "his", "her", "their"))
    irregular = "|".join(sorted(_irregular() - classes["past"], key=len, reverse=True))
    return re.compile(
        rf"(?:(?<!{letter})|(?=['\u2019]))(?:(?P<future>{any_of('future')}|(?:is|are|am|['\u2019]s|['\u2019]re)\s+(?:also\s+|now\s+)?(?:{any_of('arranged')}))(?!{letter})(?:(?<=\sto)\s+be\s+[a-z]+(?!{letter}))?"
        rf"|(?P<modal>{any_of('modal')})(?!{letter})(?:(?P<perfect>(?:\s+(?:not|also|never|only|well|[a-z]+ly)){{0,2}}\s+have\s+(?:{any_of('past')}|{irregular}|[a-z]{{2,}}ed)(?!{letter}))|(?P<passive>(?:\s+(?:not|also|almost|then|soon|first|[a-z]+ly)){{0,2}}\s+be(?:\s+[a-z]+ly)?\s+[a-z]+)|(?:\s+(?:not|also|[a-z]+ly))?\s+(?:(?:remain|stay|become|get)\s+)?[a-z]+)?"
        rf"|(?P<meant>{any_of('meant')})(?!{letter})(?!\s+(?:an?|the|his|her|its|their)\b)(?:\s+[a-z]+)?"
        rf"|(?<!-){no_noun}(?P<past>{any_of('past')}|{irregular}|(?!(?:{any_of('not_past')})(?!{letter}))[a-z]{{2,}}ed)(?![A-Za-z-])"
        rf"|(?!(?<=\d)am\b|(?<=\d )am\b)(?P<present>{any_of('present')})(?!{letter}))"
    )


def _is_scheduled(before: str) -> bool:
    """Whether what stands right before a time sets it ("opens on"); "a bright start on" is a noun."""
    match = _scheduled().search(before)
    word = (match[1] or match[2]).lower() if match else ""
    nominal = (
        _OWN_BEFORE if word.endswith("s") and word != "runs" else _NOUN_BEFORE
    )  # "the ban ends" is a clause, "the ban end" would be none
    noun = match and word.removesuffix("s") in _NOUNS and nominal.search(before.lower(), 0, match.start())
    return bool(match and not noun) or bool(_polled().search(before))


@cache
def _polled() -> re.Pattern[str]:
    """Return the pattern of such verbs with what they take between them and the time ("faces a vote on")."""
    verbs = "|".join(
        word for word in word_lists.entries("time_schedules") if word.endswith("s") and word not in {"is", "runs"}
    )
    return re.compile(
        rf"\b(?:{verbs}|reports|releases|publishes|hears|considers|decides)\s+(?:(?:an?|the|its|his|her|their)\s+)?"
        rf"(?!in\b|at\b|with\b|for\b|that\b|from\b|to\b|by\b|as\b|of\b|until\b|through\b|before\b|after\b|about\b)(?:[a-z-]+\s+){{1,3}}(?:on\s+)?$"
    )


@cache
def _scheduled() -> re.Pattern[str]:
    """Return the pattern of what makes a present tense speak of the future right before a time ("opens on")."""
    words = word_lists.entries("time_schedules")
    single = "|".join(word for word in words if word.endswith("s"))
    small = "(?i:up|out|on|at|from|in|place|around|effect|off|back|home|the)"
    name = "[A-Z][a-z\u2019'-]+"
    return re.compile(
        rf"\b(?:((?i:{'|'.join(words)}))(?:\s+{small})*|((?:{single})|go(?=\s+to\s))(?:\s+(?:to|against|{small}))*(?:\s+{name}){{1,3}}(?:\s+{small})*)\s+$"
    )
