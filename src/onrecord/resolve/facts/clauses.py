"""What is said behind a mention in words of its own: ", 61,", "(61)", "who lives in Leeds", "was born in Lagos in 1950"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.resolve.facts import bonds, days, descriptions, phrases, vocabulary
from onrecord.resolve.facts.descriptions import body_at
from onrecord.resolve.facts.page import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.records import Entity, Fact
    from onrecord.resolve.facts.page import Mention, Page
    from onrecord.resolve.facts.trails import Segment

Found = tuple[str, "Fact"]

_PLACE = rf"[A-Z][\w’'-]*(?: (?:of|on(?! (?:[A-Z][a-z]+day|\d|(?:{days.MONTHS})\b))|the|upon|and(?= [A-Z])|[A-Z][\w’'-]*))*(?:, [A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)?"
_TRAILING = re.compile(rf",? (?:{days.MONTHS}|{days.DAYS})\b.*$")
"""A date that a pattern for places has run into: "Leeds, January"."""
_IS_AGE = re.compile(
    r",?\s(?:who\s)?(?:is|turned|has turned|has just turned|is now|just turned)\s(?P<age>\d{1,3})(?=\s*(?:[,.;:)\n]|$|and\b|years old|in\b|on\b|last\b|this\b|today\b|yesterday\b))(?!\s(?:and|or)\s\d)"
)
_AT_AGE = re.compile(
    r",?\s(?:who\s)?(?:(?:has|had)\s)?(?:(?:recently|suddenly|peacefully)\s)?"
    r"(?:(?:died|dies)\b[^;:\n]{0,60}?\s(?:aged|at the age of|at age|at)\s(?P<last>\d{1,3})\b"
    r"|(?!who\b|and\b|is\b)[a-z]+(?:ed|t|w|ew|an|as|me|ve|nt)\b[^,;:\n]{0,60}?\s(?:at the age of|at age|aged)\s(?P<age>\d{1,3})\b)"
)
_YEAR = re.compile(r"\b(?P<year>1[89]\d\d|20\d\d)\b")
_YEAR_BEHIND = re.compile(r",? in (?P<year>1[89]\d\d|20\d\d)\b")
_LIVES = re.compile(
    rf"(?:,?\s(?:who\s)?(?:now\s|still\s)?lives|,?\swho\s(?:now\s|still\s)?live|\s(?:now\s|still\s)?live)\s(?:(?:alone|happily|there|now)\s)?(?:in|at|near|on)\s(?P<place>(?:the\s)?{_PLACE})"
)
_WORKS = re.compile(
    r",?\s(?:who\s)?(?:now\s)?(?:works\s(?:as (?:a|an|the)\s[\w -]{2,40}?\s)?(?:for|at)"
    r"|(?:follows|covers|tracks)\s(?:the\s)?[\w’'-]{2,30}(?:\s[\w’'-]{2,30}){0,3}?\s(?:for|at)|is employed by|runs|leads|heads|edits|chairs)\s"
)
_BIRTH = rf"[Bb]orn\s(?P<words>(?:(?:in|near|on|at)\s(?:{days.DATE}|(?:the\s)?{_PLACE}),?\s?){{1,3}})"
_BORN = re.compile(rf",?\s(?:who\s|he\s|she\s)?(?:was\s)?{_BIRTH}")
_BORN_BEFORE = re.compile(rf"\s*{_BIRTH}(?P<more>(?:the|a|an)\s[^,\n]{{3,60}},\s)?")
_APPOSED = re.compile(r"(?:,\s)?(?=(?:the|a|an)\s)")
_AND = re.compile(r"\s+and\s+")
_BOTH = re.compile(
    r",?\s(?:who are\s)?both\s(?:aged\s)?(?P<age>\d{1,3})(?=\s*(?:[,.;:)\n]|$|and\b|who\b|from\b|of\b|said\b))"
)
_AGE_BEFORE = re.compile(r"\s*(?:At|Aged|At the age of|At just|At only|Now|Still only|Just)\s(?P<age>\d{1,3}),?\s")
_TODAY = re.compile(r",?\s(?:is|has|can|remains|still|now)\b")
FEWEST_YEARS = 13
"""Years: with a smaller number, "At 10," is as often a time of day."""
_IN = re.compile(rf"(?:in|on)\s(?P<date>{days.DATE})")
_AT = re.compile(rf"(?:in|near|at)\s(?P<place>(?:the\s)?{_PLACE})")
_BORN_YEAR = re.compile(r"\s\((?:b\.?|born)\s(?P<year>\d{4})\)")
_LIFE = re.compile(r",?\s\(?(?P<born>1[6-9]\d\d|20\d\d)\s?[-–—]\s?(?P<died>1[6-9]\d\d|20\d\d)\)?")
_DIED = re.compile(
    r",?\s(?:who\s|he\s|she\s)?(?:has\s|had\s)?died\s(?:(?:suddenly|peacefully|at home|in hospital|in his sleep|in her sleep),?\s)*"
    rf"(?P<words>(?:(?:on|in)\s)?(?P<date>{days.DATE}|{days.RECENT}))"
)
_GAP = re.compile(
    r"(?:,?\s(?P<verb>(?:who\s)?(?:is|was)\s)?|,\s)(?P<words>(?P<about>(?:about|almost|nearly|some|around|just over|just under)\s)?"
    r"(?P<number>[\w-]+)\syears?\s(?:(?P<way>younger|older)\sthan\s"
    r"|(?P<whose>his|her|their|[A-Z][\w-]+(?:\s[A-Z][\w-]+)?['’]s)\s(?P<rank>junior|senior)\b))"
)


def of_segments(page: Page, mention: Mention, segments: list[Segment]) -> Iterator[Found]:
    """Yield the ages, homes and employers in what stands behind a mention: ", 61, of Mill Row, Ossing,"."""
    one = mention.entity.id
    for index, segment in enumerate(segments):
        if segment.kind == "age" and (
            mention.is_name or page.text[mention.start : mention.start + 4].lower() == "the "
        ):
            as_of = None if segment.words == "then" else page.day
            age = vocabulary.number_of(page.text[segment.start : segment.end])
            yield one, page.fact("age", str(age), segment.start, segment.end, as_of=as_of)
        elif segment.kind == "place" and segment.words != "more" and mention.is_name:
            body = body_at(page, segment.start, segment.end)
            if body:
                yield one, page.fact("employer", body.name, segment.start, segment.end, as_of=page.day)
                continue
            more = segments[index + 1 : index + 2]
            end = more[0].end if more and more[0].words == "more" else segment.end
            if _is_home(page, mention, segment, index):
                yield one, page.fact("residence", page.text[segment.start : end], segment.start, end, as_of=page.day)


def _is_home(page: Page, mention: Mention, segment: Segment, index: int) -> bool:
    """Whether "of X" or "from X" tells a home: X is a place of the article, or stands where courts give it, behind an age."""
    there = [entity for first, _, entity in page.mentions_in(segment.start, segment.end) if first == segment.start]
    apart = page.text[mention.end : mention.end + 1] in {",", "("}
    if any(entity.kind == "place" for entity in there):
        return apart or segment.words == "from"
    return not there and (index > 0 or (apart and segment.words == "from"))


def clauses(page: Page, mention: Mention, at: int) -> Iterator[Found]:
    """Yield what the clause behind a mention says, whose last word about it ends at ``at``."""
    end = page.after(at, inside=mention.start)[1]
    for pattern, read in _CLAUSES:
        match = pattern.match(page.text, at, end)
        if match and page.says(mention, match):
            yield from ((mention.entity.id, fact) for fact in read(page, match, end))


def _age(page: Page, match: re.Match[str], _end: int) -> Iterator[Fact]:
    if vocabulary.is_age(match["age"]):
        yield page.fact("age", match["age"], match.start("age"), match.end("age"), as_of=page.day)


def _home(page: Page, match: re.Match[str], _end: int) -> Iterator[Fact]:
    place = _TRAILING.sub("", match["place"])
    yield page.fact("residence", place, match.start("place"), match.start("place") + len(place), as_of=page.day)


def _work(page: Page, match: re.Match[str], end: int) -> Iterator[Fact]:
    body = body_at(page, match.end(), end)
    if body:
        stop = max(
            (last for first, last, entity in page.mentions_in(match.end(), end) if entity.id == body.id), default=end
        )
        yield page.fact("employer", body.name, match.end(), stop, as_of=page.day)


def _death(page: Page, match: re.Match[str], _end: int) -> Iterator[Fact]:
    day = days.iso(match["date"], page.day)
    if day:
        yield page.fact("died", day, match.start("words"), match.end("words"), as_of=page.day)


def _births(page: Page, born: re.Match[str], _end: int = 0) -> Iterator[Fact]:
    """Yield when somebody was born, or, where only that is said, the place."""
    words = born["words"].rstrip(", ")
    start, end = born.start("words"), born.start("words") + len(words)
    when = _IN.search(page.text, start, end)
    day = days.iso(when["date"], None) if when else None
    if day:
        yield page.fact("born", day, start, end, as_of=page.day)
        return
    where = _AT.match(page.text, start, end)
    if where:
        yield page.fact("born", where["place"], where.start("place"), where.end("place"), as_of=page.day)


def parents(page: Page, mention: Mention, at: int) -> Iterator[Found]:
    """Yield whose child the clause about a birth behind a mention says somebody is: "was born in Leeds, the daughter of Bo Hill"."""
    end = page.after(at, inside=mention.start)[1]
    born = _BORN.match(page.text, at, end)
    behind = _APPOSED.match(page.text, born.end(), end) if born and page.says(mention, born) else None
    phrase = phrases.phrase_at(page, behind.end(), end) if behind else None
    if phrase and phrase.article and bonds.is_bond(page, phrase):
        yield from bonds.bonds_of(page, mention.entity, phrase)


def ages_of_both(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield the age that two people share: "Ada Moss and Bo Hill, both 41,"."""
    glue = _AND.match(page.text, mention.end)
    other = bonds.person_from(page, glue.end()) if glue else None
    age = _BOTH.match(page.text, other[0]) if other else None
    if other and age and other[1].id != mention.entity.id and vocabulary.is_age(age["age"]):
        for one in (mention.entity, other[1]):
            yield one.id, page.fact("age", age["age"], *age.span("age"), as_of=page.day)


def ages_before(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield the age with which a sentence about somebody opens: "At 29, Ada Moss is", which in the past counts for then: "At 29, she left"."""
    start = page.sentence(mention.start)[0]
    age = _AGE_BEFORE.fullmatch(page.text, start, mention.outer[0]) if mention.outer[0] - start < RIGHT else None
    if not age or int(age["age"]) < FEWEST_YEARS or not vocabulary.is_age(age["age"]) or page.quoted(mention.start):
        return
    today = _TODAY.match(page.text, mention.end)
    yield mention.entity.id, page.fact("age", age["age"], *age.span("age"), as_of=page.day if today else None)


def opening(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield what the opening of a sentence says of the subject behind it: "Born in Lagos in 1950, the son of a baker, he"."""
    start = page.sentence(mention.start)[0]
    match = _BORN_BEFORE.fullmatch(page.text, start, mention.outer[0]) if mention.start - start < RIGHT else None
    if not match or page.quoted(mention.start):
        return
    yield from ((mention.entity.id, fact) for fact in _births(page, match))
    phrase = phrases.phrase_at(page, match.start("more"), match.end("more") - 2) if match["more"] else None
    if phrase and phrase.end == match.end("more") - 2:
        yield from descriptions.says(page, mention, phrase)


_CLAUSES = ((_IS_AGE, _age), (_LIVES, _home), (_WORKS, _work), (_BORN, _births), (_DIED, _death))
"""Each pattern of a clause behind a mention, and what reads the facts of it."""


def lives(page: Page, mention: Mention) -> Iterator[Found]:
    """Yield the years of a life behind a name, "Osric Bell, 1931-2025", and "(born 1950)"."""
    one, end = mention.entity.id, page.after(mention.end, inside=mention.start)[1]
    span = _LIFE.match(page.text, mention.end, end)
    if span and mention.is_name and 0 <= int(span["died"]) - int(span["born"]) <= vocabulary.OLDEST:
        yield one, page.fact("born", span["born"], span.start("born"), span.end("born"), as_of=page.day)
        yield one, page.fact("died", span["died"], span.start("died"), span.end("died"), as_of=page.day)
    born = _BORN_YEAR.match(page.text, mention.end, end)
    if born and mention.is_name:
        yield one, page.fact("born", born["year"], born.start("year"), born.end("year"), as_of=page.day)


def ages_then(page: Page, mention: Mention, at: int) -> Iterator[Found]:
    """Yield ages at another time: "joined at the age of 19" counts for then, "died aged 61" for the day of the news."""
    start, end = page.after(at, inside=mention.start)
    match = _AT_AGE.match(page.text, start, end)
    if not match or not page.says(mention, match) or not _is_alone(page, mention, start, match.end()):
        return
    group = "age" if match["age"] else "last"
    if vocabulary.is_age(match[group]):
        year = _YEAR.search(page.text, start, match.end()) or _YEAR_BEHIND.match(page.text, match.end(), end)
        then = year["year"] if year else None
        current = match["last"] and (not then or (page.day or "").startswith(then))
        yield mention.entity.id, page.fact("age", match[group], *match.span(group), as_of=page.day if current else then)


def _is_alone(page: Page, mention: Mention, start: int, end: int) -> bool:
    """Whether nobody else is mentioned in ``start`` to ``end``, by name, pronoun or kin ("her father")."""
    others = any(
        entity.kind == "person" and entity.id != mention.entity.id for _, _, entity in page.mentions_in(start, end)
    )
    return not others and not any(
        vocabulary.plain(word.text) in vocabulary.bonds()["kin"] for word in page.words(start, end)
    )


def age_gaps(page: Page, mention: Mention, at: int) -> Iterator[Found]:
    """Yield how much younger or older the bearer of a mention is: "Ada Moss, ten years his junior,"."""
    end = page.after(at, inside=mention.start)[1]
    gap = _GAP.match(page.text, at, end)
    if not gap or vocabulary.number_of(gap["number"]) is None or page.quoted(gap.start("words")):
        return
    if gap["verb"] and not page.says(mention, gap):
        return
    other = _measured_from(page, gap, end)
    if other and other[1].id != mention.entity.id:
        way = gap["way"] or {"junior": "younger", "senior": "older"}[gap["rank"]]
        value = f"{gap['about'] or ''}{gap['number']} years {way} than {other[1].name}"
        yield mention.entity.id, page.fact("age_difference", value, gap.start("words"), other[0], as_of=page.day)


def _measured_from(page: Page, gap: re.Match[str], end: int) -> tuple[int, Entity] | None:
    """Return where the words for whom an age is measured from end, and who it is: "him", "her husband, Bo Hill"."""
    if gap["way"]:
        phrase = phrases.phrase_at(page, gap.end(), end)
        if phrase and phrase.owner and bonds.is_bond(page, phrase) and page.text.startswith(", ", phrase.end):
            return bonds.object_of(page, phrase.end + 2, end)
        return bonds.person_from(page, gap.end())
    whose = gap["whose"]
    ends = gap.end("whose") - (2 if whose[-2:] in {"'s", "’s"} else 0)
    owners = bonds.persons_at(page, gap.start("whose"), ends)
    return (gap.end(), owners[0]) if len(owners) == 1 else None
