"""Bylines: who an article is by, people and agencies apart, from a visible line or from metadata.

A byline never holds a date, a role ("Political Editor"), a handle, an e-mail address or the place reported from; where a line
prints these between the names, they are cut out. Lines that name who helped ("With files from") give contributors.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.read import dates
from onrecord.records import Byline, BylineRole

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 60
"""Characters of one name; longer is a sentence."""
MOST_NAME_WORDS = 6
"""Words of a person's name, particles included."""
LONGEST_LINE = 600
"""Characters of a byline; credits of long investigations name ten people."""

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|(?:(?<=\s)|^|(?<=\w))@\w+|\b(?:min(?:ute)?s?|hours?|days?|secs?) ago(?=\d|\b)|\bago\b|\b\d+[ -]min(?:ute)?s?(?: read)?\b"
    r"|\b\d+ comments?\b|\bmins? read\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?<![\w.])\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;|•·∙●⋅/\n\t]|\s[-–—]\s|[–—]|(?<=\s)(?:and|&|with|AND|et|And)(?=\s))\s*|\s*&\s*(?=[A-Z])", re.UNICODE
)
_FROM_PLACE = re.compile(
    r"(?<=\S)\s+(?:in|at|reporting from|reported from|from)\s+(?=[A-Z])[^,;|/]*?(?=(?:\s+(?:and|&)\s+[A-Z])|[,;|/•·]|$)"
)
_FOR_OUTLET = re.compile(
    r"(?<=\S)\s+(?:[Ff]or|FOR|of|via|@)\s+(?:the\s+|The\s+)?[A-Z][^,;|]*?(?=\s+(?:and|&)\s+|[,;|]|$)"
)
_ON = re.compile(r"(?<=\S)\s+on(?:\s.*)?$")
_CONTRIBUTED = re.compile(r"\s*(?:also\s+)?contributed\b.*$", re.IGNORECASE | re.DOTALL)
_WRITERS = re.compile(
    r"^(?:[A-Z][\w.’']*\s+){1,4}(?:(?:staff|video|data|freelance|national|education|business|science|climate|health|sports)\s+)*"
    r"(?:writers?|reporters?|journalists?|correspondents?|editors?|producers?|researchers?)\s+(?=[A-Z])"
)
_FILED = re.compile(r"(?P<name>[^\W\d_][\w.'’ -]+?) (?:in|at) (?P<place>[A-Z][\w.'’-]+(?:,? [A-Z][\w.'’-]+){0,2})")
"""A name with the place that a story was filed from: "Ida Vellacott in Carrow"."""
_AND_INITIALS = re.compile(r"\s(?:and|&|with)\s(?P<name>[A-Z]{2,5})(?=\s*(?:$|[|,;·•\n]))")
"""An agency that no list knows, by its initials beside a writer: "Ada Moss and XNA"."""
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_RUN_TOGETHER = re.compile(r"(?<=[a-z])(?=(?:Published|Posted|Updated|Last|By|Follow)\b)")


@cache
def _opening() -> re.Pattern[str]:
    names = word_lists.alternatives("byline_openings")
    return re.compile(rf"^\s*(?:(?i:{names})(?:\b|(?=[A-Z]))\s*:?\s*)+")


@cache
def _inner_opening() -> re.Pattern[str]:
    """Return the pattern of the places inside a line where somebody else's part begins: ". Reviewed by", "— Written by"."""
    names = "|".join(name for name in word_lists.entries("contributor_openings") if name.endswith(" by")).replace(
        " ", r"\s+"
    )
    return re.compile(rf"(?<=\S)\s*[.,;|—–-]\s*(?=(?i:{names}|written\s+by|words\s+by)\b)")


@cache
def _contributor_opening() -> re.Pattern[str]:
    names = word_lists.alternatives("contributor_openings")
    return re.compile(rf"^\s*(?:{names})\b\s*:?\s*", re.IGNORECASE)


def parse_byline(text: str, *, outlet: str | None = None) -> tuple[Byline, ...]:
    """Return whom a visible byline line names, in order, each once; empty where it names nobody.

    ``outlet`` is the publication's name, which is not taken for an author beside others.
    """
    line = text[:LONGEST_LINE]
    parts = [part for part in _inner_opening().split(line) if part.strip()]
    if len(parts) > 1:
        named = [byline for part in parts for byline in parse_byline(part, outlet=outlet)]
        return _each_once(sorted(named, key=lambda byline: byline.role == "contributor"))
    role: BylineRole = "author"
    opening = _contributor_opening().match(line)
    if opening or _CONTRIBUTED.search(line):
        role = "contributor"
        line = _CONTRIBUTED.sub("", line[opening.end() :] if opening else line)
        line = re.sub(r"(?:(?<=\s)|^)(?:[A-Z][\w.’']+\s+)+(?:writers?|reporters?|journalists?)\s+(?=[A-Z])", "", line)
    return bylines_of([line], role=role, outlet=outlet)


def opens_as_byline(line: str) -> bool:
    """Whether a line says "By", "Written by" or the like, before a name and not as the start of a sentence."""
    match = _opening().match(line)
    return bool(match and match[0].lower().rstrip(" :").endswith("by")) and len(line) > len(match[0] if match else "")


def names_writers(line: str) -> bool:
    """Whether a line is who wrote a story and nothing else: names behind "By", or with posts, places or agencies beside them."""
    if opens_as_byline(line):
        return any(reads_as_person(b.name) or b.role == "agency" or b.name.isupper() for b in parse_byline(line))
    first, _, rest = line.partition(",")
    if reads_as_person(first) and is_post(rest):
        return True  # "Cara Minns, Health and Social Care Reporter"
    parts = [part.strip() for part in _SEPARATOR.split(line.strip()) if part.strip()]
    if not parts or len(line) > LONGEST_NAME * 3 or line.rstrip().endswith("."):
        return False
    read = [_part_of_byline(part) for part in parts]
    return read[0] in {"filed", "posted", "agency"} or (
        read[0] == "person" and len(read) > 1 and all(read) and set(read) != {"person"}
    )


def _part_of_byline(part: str) -> str | None:
    """Return what a part of a line of names is: a ``person``, ``filed`` from a place, ``posted`` with a post, a ``post``, an ``agency``."""
    if is_agency(part):
        return "agency"
    if is_post(part):
        return "post"
    filed = _FILED.fullmatch(part)
    if filed and (reads_as_person(filed["name"]) or is_agency(filed["name"]) or filed["name"].isupper()):
        return "filed"
    if reads_as_person(part):
        return "person"
    name = " ".join(_without_role(part.split()))
    return "posted" if name != part and reads_as_person(name) else None


def is_post(text: str) -> bool:
    """Whether words are a journalist's post and nothing else ("Local Democracy Reporter")."""
    words = [word.strip(".,:").lower() for word in text.split()]
    roles, modifiers = word_lists.words("roles"), word_lists.words("role_modifiers")
    return bool(words) and words[-1] in roles and all(word in roles or word in modifiers for word in words)


def tells_of_writing(line: str) -> bool:
    """Whether a line prints what stands beside bylines: a date, a role, a reading time."""
    words = line.lower().split()
    roles = word_lists.words("roles")
    if any(found.kind == "day" for found in dates.find(line)) or re.search(
        r"\bmin(?:ute)?s?\.? read\b", line, re.IGNORECASE
    ):
        return True
    return len(words) <= MOST_NAME_WORDS and any(word.strip(".,:") in roles for word in words)


def bylines_of(
    texts: Iterable[str], *, role: BylineRole = "author", outlet: str | None = None, bodies: Iterable[str] = ()
) -> tuple[Byline, ...]:
    """Return the people and agencies that texts name, each text one or more names with what pages print around them.

    Where a person or an agency is named, the publication, desks and bodies beside them are left out; alone they stay.
    ``bodies`` are names of organisations, taken as they stand.
    """
    found: list[str] = []
    initials: list[str] = []
    for text in texts:
        found.extend(_beside(_names(text)))
        initials.extend(match["name"] for match in _AND_INITIALS.finditer(text[:LONGEST_LINE]))
    found.extend(body for body in bodies if _is_name(body))
    people = [name for name in found if is_person(name, outlet)]
    agencies = [name for name in found if is_agency(name)]
    kept = [name for name in found if name in people or name in agencies] if people or agencies else found
    written = [Byline(name, "agency" if is_agency(name) and role == "author" else role) for name in kept]
    if role == "author" and any(not name.isupper() for name in people):
        written += [Byline(name, "agency") for name in initials if not (outlet and same_name(name, outlet))]
    return _each_once(written)


def _beside(names: list[str]) -> list[str]:
    """Leave out single words and bodies beside a full name: subjects and employers ("Jane Doe, Privacy, The Example")."""
    if not names or " " not in names[0] or not is_person(names[0], None):
        return names
    roles = word_lists.words("roles")
    return names[:1] + [
        name
        for name in names[1:]
        if is_agency(name) or (" " in name and not re.match(r"The |\d", name) and not set(name.lower().split()) & roles)
    ]


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency, with or without its article."""
    return name.lower().removeprefix("the ").strip() in word_lists.words("agencies")


def same_name(first: str, second: str) -> bool:
    """Whether two names differ in no more than case, blanks, punctuation and a leading article."""
    return _key(first) == _key(second)


def _key(name: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"^the\s+", "", name.casefold()))


def _names(text: str) -> list[str]:
    """Return the names in one text, with dates, roles, places, handles and degrees cut out."""
    text = _RUN_TOGETHER.sub(" | ", _without_dates(text[:LONGEST_LINE]))
    text = _opening().sub("", _BRACKETED.sub("", _NOISE.sub(" | ", text)).strip(" |,;:·•-–—"))
    whole = " ".join(text.split())
    if is_agency(whole):
        return [whole]
    text = _FOR_OUTLET.sub("", _FROM_PLACE.sub("", text))
    names: list[str] = []
    for part in _SEPARATOR.split(text):
        name = _clean(part)
        if name.lower() in word_lists.words("name_suffixes") and names:
            names[-1] = f"{names[-1]} {name}"
        elif name and _is_name(name):
            names.append(name)
    return names


def _without_dates(text: str) -> str:
    """Put a bar in place of all labels, days and times of day."""
    out: list[str] = []
    position = 0
    for found in dates.find(text):
        out += [text[position : found.start], " | "]
        position = found.end
    return "".join([*out, text[position:]])


def _clean(part: str) -> str:
    """Cut openings, degrees and the role off one name."""
    part = _opening().sub("", _ON.sub("", part).strip(" .:|*-–—‘’'\"“”()[]\u200b\xa0")).strip()
    words = (re.sub(r"(?<=[a-z])\d{1,2}$", "", part) if " " in part else part).split()
    while len(words) > 2 and words[-1].strip(".,").upper() in {
        d.strip(".").upper() for d in word_lists.words("degrees")
    }:
        words.pop()
    return " ".join(_without_role(words))


def _without_role(words: list[str]) -> list[str]:
    """Drop a role that follows the name with no comma ("Amy Doe Political Editor"), or all where it is a role alone."""
    roles, modifiers = word_lists.words("roles"), word_lists.words("role_modifiers")
    lower = [word.lower().strip(".,:") for word in words]
    starts = [i for i, word in enumerate(lower) if word in roles or word in modifiers]
    if not any(word in roles for word in lower):
        return words
    if lower[0] in roles | modifiers:
        return [] if all(word in roles or word in modifiers for word in lower) else _without_leading_role(words, lower)
    start = next((i for i in starts if all(w in roles or w in modifiers for w in lower[i:])), None)
    return words[:start] if start is not None and start >= 2 else words


def _without_leading_role(words: list[str], lower: list[str]) -> list[str]:
    roles, modifiers = word_lists.words("roles"), word_lists.words("role_modifiers")
    last = max((i for i, word in enumerate(lower) if word in roles), default=-1)
    if (
        last >= 0
        and all(word in roles or word in modifiers for word in lower[: last + 1])
        and len(words) - last - 1 >= 2
    ):
        return words[last + 1 :]
    return words


def _is_name(name: str) -> bool:
    lower = name.lower().strip(".")
    words = name.split()
    if len(name) > LONGEST_NAME or len(words) > MOST_NAME_WORDS or not re.search(r"[^\W\d_]{2}", name):
        return False
    if lower in word_lists.words("not_names") or lower.upper() in {d.upper() for d in word_lists.words("degrees")}:
        return False
    return name.lower() not in word_lists.words("regions") and not re.search(r"[<>{}=?!#]|\.(?:com|org|net|co)\b", name)


def _is_shaped(words: list[str]) -> bool:
    """Whether the words could be a name: all in lower case as in some metadata, or with capitals but for particles."""
    if not any(word[:1].isupper() for word in words):
        return len(words) <= 3
    small = word_lists.words("name_particles")
    return all(word.lower() in small or not word[:1].islower() for word in words)


def reads_as_person(name: str) -> bool:
    """Whether words that nothing marks as a name look like a person's: two to four with capitals, none of a body or page."""
    words = name.split()
    shaped = all(word[0].isupper() or word.lower() in word_lists.words("name_particles") for word in words)
    plain = re.fullmatch(r"[\w.'’ -]+", name) is not None and not re.search(r"\d|[A-Z]{4}", name)
    stop = word_lists.words("role_modifiers") | word_lists.words("roles") | word_lists.words("not_name_words")
    return 2 <= len(words) <= 4 and shaped and plain and is_person(name, None) and not {w.lower() for w in words} & stop


def is_person(name: str, outlet: str | None) -> bool:
    """Whether a name is more likely a person's than a body's."""
    if (outlet and same_name(name, outlet)) or re.search(r"\.(?:com|org|net|co|in|uk)\b", name, re.IGNORECASE):
        return False
    words = {word.lower().strip(".,") for word in name.split()}
    return not words & word_lists.words("organisation_words") and not is_agency(name)


def _each_once(bylines: Iterable[Byline]) -> tuple[Byline, ...]:
    kept: dict[str, Byline] = {}
    for byline in bylines:
        kept.setdefault(_key(byline.name) or byline.name, byline)
    return tuple(kept.values())
