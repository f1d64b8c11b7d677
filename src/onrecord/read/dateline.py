"""Datelines: where a story was filed from, and by which agency, at the start of a paragraph.

The forms are those of the AP Stylebook ("PORTLAND, Ore. (AP) —"), Reuters ("NAIROBI, March 7 (Reuters) -"), broadcasters
("(CNN) —"), and the South Asian and African "NEW DELHI: ". An ordinary opening of a sentence is never one: a place must be
in capitals, known, or followed by a region or by an agency in brackets.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.language import word_lists
from onrecord.records import Dateline

LONGEST = 90
"""Characters in which a dateline must end; the longest real ones name two cities, a date and an agency."""
MOST_WORDS = 5
"""Words of one place: "DAR ES SALAAM", "PORT-AU-PRINCE", "Newcastle upon Tyne"."""
LONGEST_INITIALS = 4
"""Letters of a lone word in capitals that is more likely NASA or FIFA than a place that no list knows."""
LONGEST_AGENCY = 3
"""Words of an agency that is known only by the brackets that its name stands in."""

_MONTH = r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[A-Za-z]*\.?"
_TH = r"(?:st|nd|rd|th)?"
_DATE = rf"(?:{_MONTH}\s*\d{{1,2}}{_TH}(?:,?\s*\d{{4}})?|\d{{1,2}}{_TH}\s*{_MONTH}(?:,?\s*\d{{4}})?)"
_PLACE = (
    rf"\s*(?P<place>(?!{_MONTH}\s*\d)[^\W\d_][\w.'’ /-]{{1,44}}?)?"
    rf"(?:\s*\[(?P<country>[^\W\d_][\w.'’ -]{{1,29}})\]|,\s*(?P<region>(?!{_MONTH}\s*\d)[^\W\d_][\w.'’ -]{{1,29}}?))?"
    rf"(?P<date>,?\s*{_DATE}|\s*\({_DATE}\))?"
)
_AGENCY = r",?\s*[(\[](?P<name>[A-Za-z][\w./&’' -]{1,39})[)\]]"
_DASHED = re.compile(rf"{_PLACE}(?:{_AGENCY})?(?P<end>\s+(?:--|[—–‒―-])\s*|(?:--|[—–‒―])\s*|\s*:\s+)")
_DATED = re.compile(rf"\s*{_DATE}\s*:")
"""What stands behind the dash of a picture agency's caption: "PORT AMARA, ORLUND - JULY 9: Dockers walk"."""
_BRACKETED = re.compile(rf"{_PLACE}{_AGENCY}(?P<end>\s+|(?=[A-Z]))")
_AGENCY_OR_DATE = re.compile(r"[(\[\d]")
"""What a dateline without its dash has in it."""
_SMALL_WORDS = frozenset(
    {"de", "es", "la", "of", "on", "upon", "and", "the", "al", "el", "do", "da", "del", "in", "le"}
)


@cache
def _agencies() -> frozenset[str]:
    return word_lists.words("agencies") | word_lists.words("dateline_agencies")


def parse_dateline(text: str) -> Dateline | None:
    """Return the dateline that a paragraph opens with, or None.

    ``Dateline.text`` is the opening as printed up to and with its dash, so its length is where the sentence begins;
    ``place`` is without date and agency ("LA CROSSE, Wis."), None in "(CNN) —".
    """
    match = _best(text)
    if match is None:
        return None
    place = _place(match)
    agency = match["name"] or None
    return Dateline(match[0].strip(), place, agency)


def parse_dateline_line(line: str) -> Dateline | None:
    """Return the dateline that is all of ``line``: one that ends in its dash or colon, or is all place, date and agency; else None.

    A place alone ("LONDON") is a label as often as a dateline, and is none.
    """
    alone = line.strip()
    if len(alone) > LONGEST:
        return None
    closed = alone.endswith((*"—–-:", ")"))
    if not closed and not _AGENCY_OR_DATE.search(alone):
        return None  # most lines of a page
    for closing in (" X", " — X") if closed else (" — X",):
        match = _best(f"{alone}{closing}")  # as if the first sentence followed in the same line
        whole = match is not None and match[0].strip().removesuffix("—").strip() == alone.removesuffix("—").strip()
        guessed = match is not None and not match["place"] and match["name"].lower() not in _agencies()  # "(Up)"
        if match is not None and whole and not guessed and (closing == " X" or match["name"] or match["date"]):
            return Dateline(alone, _place(match), match["name"] or None)
    return None


def _best(text: str) -> re.Match[str] | None:
    """Return the opening that reads as a dateline, with a dash or colon, or with an agency in brackets alone."""
    for shape in (_DASHED, _BRACKETED):
        match = shape.match(text[:LONGEST])
        if match and _holds(match, text[match.end() : match.end() + 1]):
            return match if not _DATED.match(text, match.end()) else None
    return None


def _place(match: re.Match[str]) -> str | None:
    if not match["place"]:
        return None
    return ", ".join(part.strip() for part in (match["place"], match["region"] or match["country"]) if part)


def _holds(match: re.Match[str], after: str) -> bool:
    """Whether what was matched is a dateline; ``after`` is the first character behind it."""
    end, name = match["end"].strip(), match["name"]
    unknown = bool(name) and name.lower() not in _agencies()
    if unknown and not (end and (match["place"] or (end != "-" and _could_be_agency(name)))):
        return False
    if not match["place"]:
        return bool(name) and end != ":" and not match["region"] and bool(end or name.isupper())
    if not _could_be_place(match["place"].strip()):
        return False
    if end == ":":
        return _holds_before_colon(match, after)
    if name:
        return bool(end) or match["place"].isupper() or _known(match["place"])
    return bool(end) and ((after.isalnum() and not after.islower()) or after in "\"'“‘") and _stands_alone(match)


def _could_be_agency(name: str) -> bool:
    """Whether what stands alone in brackets before a dash can be an agency that no list knows: "(Bellwether) -- ", but not "(Updated) -- "."""
    words = name.split()
    lists = ("opening_labels", "credit_labels", "picture_agencies")
    labels = [label for name_of_list in lists for label in word_lists.entries(name_of_list)]
    known = {label.lower() for label in labels} | set(word_lists.pairs("date_labels"))
    named = all(word[:1].isupper() for word in words) and not {word.upper() for word in words} & _not_places()
    return named and len(words) <= LONGEST_AGENCY and name.lower() not in known


def _holds_before_colon(match: re.Match[str], after: str) -> bool:
    """Whether a place before a colon is one: speakers and labels stand there too, but hardly with a day behind them."""
    place, name = match["place"].strip(), match["name"]
    if match["date"]:
        plain = place.split()[-1].lower() not in word_lists.words("not_name_words")
        return plain and (after.isupper() or after.isdigit() or after in "\"'“‘")
    return _known(place) and place.isupper() and (match["region"] is None or bool(name))


def _could_be_place(place: str) -> bool:
    opening = place.split(maxsplit=1)[0].upper().strip(".,")
    return _is_name(place) and (opening not in _not_places() or _known(place) or _known_region(place))


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether a place before a bare dash is one: in capitals, known, or with a region or date."""
    place = match["place"].strip()
    spaced = match["end"][:1].isspace() or match["end"][-1:].isspace()
    certain = _known(place) or _known_region(match["region"])
    if place.isupper() and (len(place) > LONGEST_INITIALS or match["region"] or match["date"]):
        return spaced or certain
    return certain and spaced


def _is_name(place: str) -> bool:
    """Whether the words could name a place: few, each with a capital, but for the small words inside names."""
    words = re.split(r"[\s/]+", place)
    return len(words) <= 2 * MOST_WORDS and all(
        word[:1].isupper() or word.lower() in _SMALL_WORDS for word in words if word
    )


def _known(place: str | None) -> bool:
    parts = [part.strip().lower() for part in (place or "").split("/")]
    return bool(parts[0]) and all(part in word_lists.words("dateline_cities") for part in parts)


def _known_region(region: str | None) -> bool:
    return bool(region) and region is not None and region.strip().lower() in word_lists.words("regions")


@cache
def _not_places() -> frozenset[str]:
    return frozenset(entry.upper() for entry in word_lists.entries("not_places"))
