"""Whoever an article may have its story from: each place where it names a source, an outlet that was told, or what was written online.

These are candidates; which of them are credits is weighed over the whole story (``weighing``). A source is taken from the statements of
the reading: whoever tells, and not those who in the story itself ask, shout, refuse or plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from onrecord.language import word_lists
from onrecord.language.titles import without_titles
from onrecord.language.tokens import pieces, without_possessive
from onrecord.trace.fits import NAMES_KEPT, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from onrecord.records import Article, CreditKind, Reading, SourceKind, Span, Statement, Via

Ground = Literal["source", "via", "phrase", "note", "hearsay"]

LONGEST_EVIDENCE = 150
"""Characters of the words that show a credit; where source and cue stand further apart, the source alone is shown."""
WIDEST_GAP = 40
"""Characters between the words that name a source and those that say that it tells, in what is shown."""
LONGEST_NAME = 90
"""Characters of a name; a longer description is cut at its first comma or relative clause."""
_FIRST_PERSON = frozenset({"i", "we", "me", "my", "us", "i’m", "i'm", "you", "i've", "i’ve"})
_OUTER_KINDS = frozenset({"media", "document", "anonymous", "none"})
"""Sources inside whose statement another's word still counts: they hand it on."""
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’'»)\]]*\s+(?=[\"“‘'«(\[]*[A-Z0-9])")
_SHORTENED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Sgt|Lt|Gen|Sen|Rep|Gov|Rev|Prof|Capt|Jr|Sr|No|vs|Corp|Inc|Co|Ltd)\.$"
)
_DOMAIN = re.compile(r"\w\.(?:com|org|net|co\.uk|tv|fm|info|ca|news)$", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:told|tells|tell|telling|to|by|according to|reported by|via|with|in|on)\s+(?:\w+ news outlet )?(?:the\s+)?[\"“]?$",
    re.IGNORECASE,
)
_TOLD_SURELY = re.compile(r"\b(?:told|tells|tell|telling)\s+(?:local news outlet\s+)?(?:the\s+)?$", re.IGNORECASE)
_ARTICLES = frozenset({"report", "story", "article", "post", "piece", "interview"})
_SMALL_IN_OUTLETS = frozenset({"of", "and", "the", "for", "in"})
_DESCRIBED = re.compile(r"(?:an?|the|her|his|their|its|this|that|one)\s", re.IGNORECASE)
_OWN_SITE = re.compile(r"[’']s?\s+(?:own\s+|official\s+)?(?:website|site|blog|magazine|newspaper)\b")
_MADE = re.compile(
    r"\b(?:report|story|article|post|piece|interview)s?\b.*\b(?:in|from|by|on|for)\b|[’']s\b.*\b(?:report|story|article)\b",
    re.IGNORECASE,
)
_MAKER = re.compile(r"\b(?:by|from)\s+(?P<who>(?:[\w&.’'-]+\s+){0,5}?[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]*)*)", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an article names somebody that it may have its story from.

    ``described`` are all the words that the place has for the source; ``through`` the outlets that it came through, the nearest to the
    article first; ``spelled`` is whether the name stands there in full; ``denies`` whether it is only the story's denial.
    """

    article: str
    name: str
    kind: CreditKind
    span: Span
    ground: Ground
    described: str = ""
    through: tuple[str, ...] = ()
    statement: Statement | None = None
    spelled: bool = True
    denies: bool = False


def trace_words(label: str) -> frozenset[str]:
    """Return the words of a class of the list ``trace_words``."""
    return word_lists.classes("trace_words")[label]


def words_of(text: str) -> list[str]:
    """Return the words of a phrase in lower case, possessive endings left out."""
    return list(_words_of(text) if len(text) <= LONGEST_NAME else _words_of.__wrapped__(text))


@lru_cache(NAMES_KEPT)
def _words_of(text: str) -> tuple[str, ...]:
    """Return the same, kept for names and cues, which are asked about again and again."""
    words = [piece for piece in pieces(text) if piece[0].isalnum() or piece[0] == "@"]
    return tuple([without_possessive(word).lower() for word in words])


def tellers(reading: Reading) -> list[tuple[Statement, Mention | None]]:
    """Return the statements of a reading that hand on what happened, each with its source; None for one that has no name worth a credit."""
    article = reading.article
    if article is None:
        return []
    persons = _persons(reading)
    return [
        (statement, _source(article, statement, persons))
        for statement in reading.statements
        if _may_credit(statement, reading.statements)
    ]


def told_by(
    reading: Reading, outlets: Sequence[str] = (), told: Sequence[tuple[Statement, Mention | None]] | None = None
) -> list[Mention]:
    """Return the sources and outlets of the reading's statements, in the order of the text.

    ``outlets`` are names known to be such; ``told`` is what ``tellers`` found before, for that takes the time.
    """
    article = reading.article
    if article is None:
        return []
    persons = _persons(reading)
    known = {parts_of(name) for name in outlets}
    found: list[Mention] = []
    for statement, source in tellers(reading) if told is None else told:
        channels = [
            via for via in statement.via
            if via.kind == "media" and _in_reach(article, statement, via)
            and (is_outlet(article, via, persons) or parts_of(via.name or via.spans[0].text) in known)
        ]  # fmt: skip
        through = tuple(via.name or via.spans[0].text for via in channels)
        if not through and statement.source.kind == "anonymous":
            through = _citing(article, statement, reading.statements, known)
        if source is not None:
            through_others = tuple(outlet for outlet in through if bare(outlet) != source.name)
            found.append(replace(source, through=through_others) if through_others else source)
        found.extend(
            Mention(
                article.id, outlet_of(via.name or via.spans[0].text), "media", via.spans[0], "via", via.spans[0].text,
                through[:number], statement,
            )
            for number, via in enumerate(channels)
        )  # fmt: skip
    return sorted(found, key=lambda mention: mention.span.start)


def _persons(reading: Reading) -> dict[str, None]:
    """Return the names of a reading's people, in its order: of several that fit, the same one is taken whatever process asks."""
    return dict.fromkeys(entity.name for entity in reading.entities if entity.kind == "person")


def _may_credit(statement: Statement, others: Sequence[Statement]) -> bool:
    """Whether the statement hands on what happened, in the article's own narrative and not within somebody's speech."""
    source = statement.source
    if source.kind in {"author", "none"} or not source.spans:
        return False
    if set(words_of(source.spans[0].text)[:1]) & _FIRST_PERSON:
        return False
    cue = cue_words(statement)
    if not cue & (trace_words("tell") | trace_words("deny")):
        return False
    return not any(_holds(other, statement) and other.source.kind not in _OUTER_KINDS for other in others)


def _citing(
    article: Article, statement: Statement, others: Sequence[Statement], known: Collection[tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the outlet that has an unnamed source's word in its sentence: "the Bell said that …, according to two people"."""
    for other in others:
        source = other.source
        if not source.spans or not source.name or source.kind not in {"media", "organisation", "person"}:
            continue
        outlet = source.kind == "media" and masthead(source.name)
        hands_on = (outlet or parts_of(source.name) in known) and _same_words(statement, other)
        if hands_on and _one_sentence(article.text, source.spans[0], statement.source.spans[0]):
            return (source.name,)
    return ()


def _same_words(one: Statement, other: Statement) -> bool:
    """Whether two statements share some of their content."""
    return any(a.start < b.end and b.start < a.end for a in one.content for b in other.content)


def _in_reach(article: Article, statement: Statement, via: Via) -> bool:
    """Whether a channel stands in a sentence with what names the source or says that it tells."""
    anchors = [*statement.source.spans, *statement.cue]
    return not anchors or any(_one_sentence(article.text, one, span) for one in anchors for span in via.spans)


def _one_sentence(text: str, one: Span, other: Span) -> bool:
    """Whether no sentence and no paragraph ends between two spans."""
    low, high = sorted((one, other), key=lambda span: span.start)
    between = text[low.end : high.start + 1]
    return "\n" not in between and all(
        _SHORTENED.search(text, low.start, low.end + match.start() + 1) for match in _SENTENCE_END.finditer(between)
    )


def cue_words(statement: Statement) -> set[str]:
    """Return the words of the statement's cue, in lower case."""
    return {word for span in statement.cue for word in words_of(span.text)}


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether the inner statement, source and all, stands in the outer one's content."""
    if outer is inner or outer.content == inner.content:
        return False
    at = inner.source.spans[0].start
    return any(
        span.start <= at < span.end and span.start <= inner.content[0].start < span.end for span in outer.content
    )


def _source(article: Article, statement: Statement, persons: Collection[str]) -> Mention | None:
    """Return the source of a statement; the outlets that it came through are not told."""
    described = " ".join(span.text for span in statement.source.spans)
    kind, name = _kind_and_name(statement, described, persons)
    if not name:
        return None
    spelled = set(words_of(name)) <= set(words_of(described))
    said = {word for span in statement.content for word in words_of(span.text)}
    denies = bool(cue_words(statement) & trace_words("deny")) or (
        kind != "media" and bool(said & trace_words("dismiss"))
    )
    span = evidence(article, statement)
    return Mention(article.id, name, kind, span, "source", described, (), statement, spelled, denies)


def _kind_and_name(statement: Statement, described: str, persons: Collection[str]) -> tuple[CreditKind, str | None]:
    """Return of which kind a statement's source is as a credit, and what it is called; no name where it has none worth one."""
    source = statement.source
    name = source.name or ""
    if {*words_of(described)[:1], *words_of(name)[:1]} & {"my", "our"}:
        return "role", None
    if source.kind == "document":
        return _document(described, source.name, persons)
    if source.kind in {"group", "role", "anonymous"} or not name or not _is_name(name):
        return _unnamed(source.kind, described, name)
    if set(described.split()) & trace_words("outlet") and not name[0].islower():
        return ("organisation" if _OWN_SITE.search(described) else "media"), outlet_of(name)
    if source.kind == "person" or (source.kind == "media" and name in persons and not masthead(name)):
        return "person", _person(name, persons)
    return _outlet_or_body(source.kind, described, name)


def _unnamed(kind: SourceKind, described: str, name: str) -> tuple[CreditKind, str | None]:
    """Return the kind and the description of a source that has no name."""
    words = words_of(described)
    if kind == "media":
        return "media", vague_outlet(described)
    if kind == "group":
        return "role", bare(described) if set(words) & trace_words("kin") else None
    if kind == "anonymous" and set(words) & (word_lists.classes("source_words")["anonymous"] | trace_words("unnamed")):
        return "anonymous", bare(described if len(words) > 1 or not name else name)
    return "role", bare(name if name and words_of(name) != words and len(words) == 1 else described)


def _person(name: str, persons: Collection[str]) -> str | None:
    """Return the person's name without what stands around it: a title, or "the rest of Field's letter"."""
    if set(words_of(name)[-1:]) & (trace_words("work") | trace_words("note")):
        return next((each for each in persons if each in name and each != name), None)
    return without_titles(next((each for each in persons if " " in each and name.endswith(f" {each}")), name))


def _outlet_or_body(kind: SourceKind, described: str, name: str) -> tuple[CreditKind, str | None]:
    """Return whether a name of no person is an outlet's or another body's, and the name."""
    if kind == "media" and name == described and (vague := vague_outlet(described)):
        return "media", vague
    if kind == "media" and set(words_of(name)) <= word_lists.classes("source_words")["anonymous"]:
        return "media", None
    if kind == "media" or (masthead(name) and set(words_of(name)[-1:]) & trace_words("masthead")):
        return "media", outlet_of(name)
    made = set(words_of(described)) & _ARTICLES and _MADE.search(described)
    return ("media" if made else "organisation"), bare(name)


def _is_name(name: str) -> bool:
    """Whether it is a name and no description such as "An old sailor"."""
    return (name[0].isupper() or name[0].isdigit() or bool(_DOMAIN.search(name))) and (
        not _DESCRIBED.match(name) or (name.startswith("The ") and all(word[0].isupper() for word in name.split()))
    )


def outlet_of(name: str) -> str:
    """Return the outlet in "a report in the Evening Bell" or "a Bell article on Jo Field": of the names in the words the one that is an outlet's."""
    words = bare(name).split()
    last = max((at for at, word in enumerate(words) if has_capital(word)), default=0)
    around = {word for word in words[:last] if word.islower()} - _SMALL_IN_OUTLETS
    if not words or (words[0][:1].isupper() and not around):
        return bare(name)
    runs: list[list[str]] = [[]]
    for word in words:
        if has_capital(word) or (word[:1].isdigit() and not word.isdigit()) or _DOMAIN.search(word):
            runs[-1].append(word)
        else:
            runs.append([])
    names = [" ".join(run) for run in runs if run]
    return bare(next((each for each in reversed(names) if masthead(each)), names[0] if names else name))


def vague_outlet(described: str) -> str | None:
    """Return the words for outlets without names, "local media" or "media reports from the coast"; None where one is named."""
    words = words_of(bare(described))
    if len(words) < 2 or _DOMAIN.search(described) or words[0] not in trace_words("vague") | trace_words("unclear"):
        return None
    no_name = trace_words("unclear") | trace_words("hearsay") | trace_words("vague")
    if not set(words[:3]) & no_name or set(words) & trace_words("masthead") - no_name:
        return None
    return " ".join(words[:2]) if " and " in described else bare(described)


def _document(described: str, name: str | None, persons: Collection[str]) -> tuple[CreditKind, str | None]:
    """Whose document it is where the words say so; hearsay is nobody's; other documents count by a name of their own."""
    made = _MAKER.search(described)
    if made:
        who = without_titles(made["who"])
        person = next((each for each in persons if each in made["who"] or who in each), None)
        if person:
            return "document", person
        return ("media" if masthead(who) else "document"), bare(who)
    if name and name in persons:
        return "document", name
    if set(words_of(described)[-1:]) & trace_words("hearsay"):
        return "anonymous", bare(described)
    if name and has_capital(name[1:]) and not set(words_of(name)[-1:]) & trace_words("net"):
        return "document", bare(name)
    return "document", None


def is_outlet(article: Article, via: Via, persons: Collection[str]) -> bool:
    """Whether a channel is an outlet: by its name, or by being told something."""
    name = via.name or via.spans[0].text
    if not has_capital(name) and not _DOMAIN.search(name):
        return False
    if masthead(name) or masthead(via.spans[0].text) or _DOMAIN.search(name) or name in word_lists.entries("agencies"):
        return True  # its words may have the noun that its name has not: "the Carrow Bee newspaper"
    before = article.text[max(0, via.spans[0].start - 40) : via.spans[0].start]
    if name in persons:
        return bool(_TOLD_SURELY.search(before)) and len(name.split()) == 1
    return bool(_TOLD.search(before))


def masthead(name: str) -> bool:
    """Whether a name has a noun by which newspapers and broadcasters call themselves, or ends like an address."""
    return (bool(set(words_of(name)) & trace_words("masthead")) and has_capital(name)) or bool(_DOMAIN.search(name))


def has_capital(name: str) -> bool:
    """Whether some word of it is written with a capital."""
    return any(character.isupper() for character in name)


def bare(name: str) -> str:
    """Return a name or description without the article before it and what is only told of it after a comma, on one line."""
    text = " ".join(name.split()).strip(' ,.;:"“”«»')
    text = re.sub(r"^(?:the|an?|one|both|some)\s+(?=\S)", "", text, flags=re.IGNORECASE)
    text = re.split(r",| whom?\b| that\b| which\b|—", text)[0].strip(' ,.;:"“”«»') or text
    return without_possessive(text)[:LONGEST_NAME]


def evidence(article: Article, statement: Statement) -> Span:
    """Return the words that name the source and say that it tells; the source alone where the two stand far apart."""
    source = statement.source.spans[0]
    starts, ends = [source.start], [statement.source.spans[-1].end]
    for span in (*statement.cue, *(span for via in statement.via if via.kind == "media" for span in via.spans)):
        low, high = min(*starts, span.start), max(*ends, span.end)
        apart = max(span.start - max(ends), min(starts) - span.end)
        near = high - low <= LONGEST_EVIDENCE and apart <= WIDEST_GAP and _one_sentence(article.text, source, span)
        if near and not _covers_content(low, high, statement):
            starts.append(low)
            ends.append(high)
    return article.span(min(starts), max(ends))


def _covers_content(low: int, high: int, statement: Statement) -> bool:
    return any(span.start < high and low < span.end for span in statement.content)
