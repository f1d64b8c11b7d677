"""Picture credits: whom a picture is credited to, split off from the words of its caption.

Publishers print credits in brackets, after a label ("Picture:", "Photo by"), after a dash or bar, or bare behind the last full
stop. The credit is the exact words without brackets and without the label; "AP Photo/Name" is the agency's own form
and stays whole.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists
from onrecord.records import Caption

LONGEST_CREDIT = 120
"""Characters of a credit; the longest real ones name two photographers, an agency and a pool."""
LONGEST_CAPTION = 4_000
"""Characters of a caption; longer is no caption and is not searched for a credit."""
MOST_BARE_WORDS = 7
"""Words of a credit that nothing marks but the full stop before it."""
MOST_LABELLED_WORDS = 16
"""Words of a credit behind a label."""

_CAPTION_LABEL = re.compile(r"^\s*(?:Image caption|Photo caption|Caption|Media caption)\s*[,:]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{2,120}(?:\([^()]{1,40}\)[^()\[\]]{0,40})?)[)\]]\s*\.?\s*$")
_SENTENCE_END = re.compile(
    r"(?:(?<=[a-zé\d%]{3})|(?<=\d))[.!?]['\"’”)]?\s*(?=[A-Z])|(?<=[a-z]{2})[.!?]['\"’”]\s*(?=[A-Z])"
)
_AGENCY_PHOTO = re.compile(
    r"(?:(?:AP|AFP|PA|EPA|UPI|CP|AAP|PTI)\s+(?:Photo|Video|Images?|Illustration)|REUTERS|Reuters|AFP|EPA|PA|AP)\s?/\s?\S.*$"
)
_SLASHED = re.compile(r"(?:[A-Z][\w'’-]+\s+)(?:[A-Z]\.?\s+)?[A-Z][\w'’-]+\s?/\s?(?:via\s+)?(\S.*)$")
_COPYRIGHT = re.compile(r"(?:^|\s)[©Ⓒ]\s*(?:Copyright\s+)?(?:\d{4}\s+)?(\S.*)$")
_BAR = re.compile(r"\s+[|•·]\s+([^|•·].*)$")
_POINTERS = frozenset(
    ["left", "right", "centre", "center", "above", "below", "top", "bottom", "pictured", "file", "l", "r", "c"]
)
_NO_AGENT_BEFORE = frozenset(
    ["to", "by", "told", "the", "with", "for", "of", "from", "at", "in", "on", "and", "a", "an", "via", "says", "said"]
)


@cache
def _agencies() -> frozenset[str]:
    return word_lists.words("agencies") | word_lists.words("picture_agencies")


@cache
def _agency_end() -> re.Pattern[str]:
    names = f"{word_lists.alternatives('picture_agencies')}|{word_lists.alternatives('agencies')}"
    return re.compile(rf"(?<![\w/])(?:{names})(?:\s?/\s?(?:{names}))*$")


@cache
def _label() -> re.Pattern[str]:
    """Return the pattern of a label with its colon, or of one that ends in "by" or "of" and needs none."""
    names = word_lists.entries("credit_labels")
    ordered = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    open_ended = [name for name in names if name.endswith((" by", " of", " from", " via", "Photographer"))]
    bare = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(open_ended, key=len, reverse=True))
    return re.compile(
        rf"(?:(?<=^)|(?<=[\s(\[—–|.,-])|(?<=[a-z\d.!?'\"’”)])(?=[A-Z]))"
        rf"(?:(?i:{ordered})\s*:\s*|(?:Image source|Photo source)\s*,\s*|(?:{bare})\s+(?=[A-Z@\d]))"
    )


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{word_lists.alternatives('credit_tails')})\s*\.?\s*$", re.IGNORECASE)


def split_credit(caption_text: str) -> Caption:
    """Split the text of a caption into the caption and its credit, each None where there is none.

    The credit is as printed, without brackets and label. A text that is all credit gives ``text`` None.
    """
    if len(caption_text) > LONGEST_CAPTION:
        return Caption(caption_text.strip() or None)
    text = _CAPTION_LABEL.sub("", _tails().sub("", " ".join(caption_text.split())))
    for rule in (_in_brackets, _labelled, _copyright, _behind_sentence, _agency_form, _slashed, _bare):
        split = rule(text)
        if split is not None:
            head, credit = split
            return Caption(_tidy_head(head), credit)
    return Caption(text or None, None)


def _tidy_head(head: str) -> str | None:
    head = head.rstrip(" \t|•·—–-([,;:").strip()
    return head if re.search(r"\w", head) else None


def _in_brackets(text: str) -> tuple[str, str] | None:
    match = _BRACKETS.search(text)
    if not match:
        return None
    head, inner = text[: match.start()], match[1].strip()
    label = _label().match(inner)
    if label:
        credit = inner if ";" in inner else inner[label.end() :].strip()
        return (_without_labelled_name(head), credit) if credit else None
    stripped = re.sub(r"^[©Ⓒ]\s*", "", inner)
    if _AGENCY_PHOTO.match(stripped) or _names_agency(stripped) or (stripped != inner):
        return head, stripped
    ended = not head.strip() or head.rstrip()[-1] in ".!?\"'”’"
    plausible = _reads_as_credit(inner, MOST_BARE_WORDS + 2) and inner.lower() not in _POINTERS
    return (head, inner) if ended and plausible and not _is_figure(inner) else None


def _without_labelled_name(head: str) -> str:
    """Drop a first credit that says the same in other words: "Image credit: Outlet (Image credit: Agency)"."""
    match = _label().match(head)
    return "" if match and _reads_as_credit(head[match.end() :].strip(), 4) else head


def _is_figure(inner: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.,–-]+|[A-Z]", inner))


def _labelled(text: str) -> tuple[str, str] | None:
    """Split at the first label behind which everything reads as one credit."""
    for match in _label().finditer(text):
        credit = text[match.end() :].strip().strip(")]").strip()
        if credit.endswith(".") and not re.search(r"\b[A-Z]\.$|\b(?:Inc|Ltd|Co|Jr)\.$", credit):
            credit = credit[:-1]
        if (
            credit
            and len(credit) <= LONGEST_CREDIT
            and _reads_as_credit(credit, MOST_LABELLED_WORDS, lenient=":" in match[0])
        ):
            return text[: match.start()], text[match.start() :].strip("()[] ") if ";" in credit else credit
    return None


def _copyright(text: str) -> tuple[str, str] | None:
    match = _COPYRIGHT.search(text)
    if match and _reads_as_credit(match[1], MOST_LABELLED_WORDS):
        return text[: match.start()], match[1].strip()
    return None


def _behind_sentence(text: str) -> tuple[str, str] | None:
    """Split at the last full stop where what follows names an agency; a text of agencies and bars is all credit."""
    ended = [found.end() for found in _SENTENCE_END.finditer(text)]
    tail = ended[-1] if ended else 0
    if tail and _reads_as_credit(text[tail:], MOST_BARE_WORDS + 4) and _names_agency(text[tail:]):
        return text[:tail], text[tail:].strip()
    if "|" in text and _names_agency(text) and _reads_as_credit(text, MOST_LABELLED_WORDS):
        return "", text
    return None


def _agency_form(text: str) -> tuple[str, str] | None:
    """Split before "AP Photo/Name", "REUTERS/Name"."""
    match = _AGENCY_PHOTO.search(text)
    if (
        match
        and _reads_as_credit(match[0], MOST_BARE_WORDS + 2)
        and text[: match.start()][-1:] in {"", " ", ".", "|", "—", "–"}
    ):
        return text[: match.start()], match[0].strip()
    return None


def _slashed(text: str) -> tuple[str, str] | None:
    """Split before "| Agency" or "Name Surname/Agency"."""
    match = _BAR.search(text)
    if match and _names_agency(match[1]):
        return text[: match.start()], match[1].strip()
    match = _SLASHED.search(text)
    if match and _names_agency(match[1]) and _reads_as_credit(match[0], MOST_BARE_WORDS + 2):
        return text[: match.start()], match[0].strip()
    return None


def _bare(text: str) -> tuple[str, str] | None:
    """Split off an agency that ends the text, or a name that stands alone behind the last full stop."""
    if text.lower() in _agencies():
        return "", text
    match = _agency_end().search(text)
    if match and match.start() and (match[0].lower() not in {"x", "file", "collect"}):
        before = text[: match.start()].rstrip()
        last = re.split(r"\s", before)[-1] if before else ""
        if (
            before
            and not last[:1].isupper()
            and last.lower().strip(",") not in _NO_AGENT_BEFORE
            and last[-1:] not in ",:"
        ):
            return before, match[0]
    ends = list(_SENTENCE_END.finditer(text))
    if ends:
        tail = text[ends[-1].end() :].strip()
        if tail[-1:] not in ".!?" and _reads_as_credit(tail, MOST_BARE_WORDS):
            return text[: ends[-1].end()], tail
    return None


def _names_agency(text: str) -> bool:
    """Whether a part of a credit, between slashes, bars and commas, is a known agency."""
    parts = re.split(r"\s*[/|,;]\s*|\s+(?:via|for|by)\s+|\bvia\s+", text)
    return any(part.strip().lower().strip(".") in _agencies() and part.strip() != "file" for part in parts) or bool(
        _AGENCY_PHOTO.match(text)
    )


def _reads_as_credit(text: str, most_words: int, *, lenient: bool = False) -> bool:
    """Whether all words are names, signs or the few small words of credits, and there are not too many of them.

    ``lenient``: behind a label with a colon one word in lower case may be anything ("Supplied by family").
    """
    words = re.findall(r"[^\s/|,;]+", text)
    if len(words) > 2 and not re.search(r"[A-Z@]", text):
        return False
    if not words or len(words) > most_words or re.search(r"[.!?]\s+[A-Z][a-z]+\s+[a-z]+\s+[a-z]", text):
        return False
    small = word_lists.words("credit_connectors")
    odd = [
        word
        for word in words
        if not (word[:1].isupper() or not word[:1].isalpha() or word.lower().strip(".:") in small)
    ]
    handles = [word for word in odd if "." in word or "_" in word]
    return len(odd) - len(handles) <= (2 if lenient else 0) and (
        lenient or words[0].lower() not in small or words[0][:1].isupper()
    )
