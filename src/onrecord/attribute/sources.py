"""Who a source is: the kind and the name in its words, by the reader's names and by word lists.

The kinds are those of the records; where a description stands for somebody, its head decides ("a spokesman for Acme" is a
role, "Acme" a body), as in the guidelines of the Gender Gap Tracker and of PolNeAR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.language import word_lists
from onrecord.language.titles import SMALL_IN_NAMES, without_listed_titles, without_titles
from onrecord.language.tokens import without_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.language.tokens import Token
    from onrecord.model.reader import Name
    from onrecord.records import SourceKind

LONGEST_PHRASE = 60
"""Words of a source that are looked at; the longest of 22,000 has 58, and its head stands in front."""

LONGEST_POST = 8
"""Words between "by" and the name: "a study by Fennick University's professor of bread Ada Moss"."""

_KIND_ORDER: tuple[SourceKind, ...] = ("anonymous", "role", "document", "media", "organisation", "group")


def kind_and_name(text: str, phrase: Sequence[Token], names: Sequence[Name]) -> tuple[SourceKind, str | None]:
    """Tell what kind of source the words are and the name in them, if any.

    ``phrase`` are the source's words in ``text``, ``names`` the reader's names in them. A description keeps its words as its name ("a police
    spokesman"). Words that stand for somebody named elsewhere (pronouns) are a person without a name here.
    """
    phrase = phrase[:LONGEST_PHRASE]
    head = _head(phrase)
    if all(token.lower in word_lists.classes("source_words")["person"] for token in head):
        return "person", None
    people = _listed(text, phrase, [name for name in names if name.kind == "person"])
    if people:
        return "person", "; ".join(people)
    if _is_hearsay(head):
        return "anonymous", _words(text, head)
    core = _core(head)
    named = next((name for name in reversed(names) if _ends(name, core) and core[0].start <= name.start), None)
    if named:
        return _of_name(text, named, head)
    if not _described(core):
        return _of_capitals(text, head)
    return _of_description(text, phrase, head, core, names)


def _head(phrase: Sequence[Token]) -> Sequence[Token]:
    """Return the words in front of the first comma or "who": what follows only describes them."""
    ends = word_lists.classes("phrase_breaks")["relative"]
    for index, token in enumerate(phrase):
        if index and (token.text in {",", "(", ":", "—", "–"} or token.lower in ends):
            return phrase[:index]
    return phrase


def _core(head: Sequence[Token]) -> Sequence[Token]:
    """Return the words in front of the first preposition: "a spokesman" of "a spokesman for Acme"."""
    inside = word_lists.classes("phrase_breaks")["inside"]
    return next((head[:index] for index, token in enumerate(head) if index and token.lower in inside), head)


def _words(text: str, phrase: Sequence[Token]) -> str:
    """Return the words as printed, blanks evened out, a possessive ending left out."""
    return without_possessive(" ".join(text[phrase[0].start : phrase[-1].end].split()))


def _ends(name: Name, core: Sequence[Token]) -> bool:
    """Whether the name is the head of the phrase: its last word is the core's, or comes after it ("University of X")."""
    return name.start <= core[-1].start and core[-1].end <= name.end + 2


def _listed(text: str, phrase: Sequence[Token], people: Sequence[Name]) -> list[str]:
    """Return the persons that the phrase names as its source: "the mayor Ada Moss and Bo Hill, a baker"."""
    found: list[str] = []
    roles = word_lists.classes("source_words")["role"] | word_lists.classes("source_words")["anonymous"]
    last_end = -1
    for person in people:
        before = [token for token in phrase if last_end <= token.start and token.end <= person.start]
        after = next((token for token in phrase if token.start >= person.end), None)
        if found and not all(token.lower in {"and", ",", "&", "or", ";"} for token in before):
            break
        possessive = text[person.start : person.end].endswith(("’s", "'s")) or (
            after and after.lower in {"’", "'", "s"}
        )
        if possessive or _describes(text, person, after) or not (found or _introduces(before, roles)):
            if found:
                break
            continue  # "Moss’s lawyer" and "the Moss team" are not Moss
        found.append(without_titles(text[person.start : person.end]))
        last_end = person.end
    return [name for name in found if name]


def _describes(text: str, name: Name, after: Token | None) -> bool:
    """Whether the name only describes the noun after it: "the Moss campaign", "Moss’s"."""
    if after is None:
        return False
    if text[name.end : after.start].strip(" ") or (after.start == name.end and after.is_word):
        return True
    listed = {"and", "or", "himself", "herself", "alone", "also", "both"}
    small = word_lists.classes("phrase_breaks")
    return after.is_word and not any(after.lower in small[one] for one in ("relative", "preposition", "inside", "break")) and (
        after.lower not in listed and after.text not in word_lists.classes("name_words")["suffix"]
    )  # fmt: skip


def _introduces(before: Sequence[Token], roles: frozenset[str]) -> bool:
    """Whether the words can stand in front of a name that they describe: "the baker", "Acme’s lawyer,"."""
    comma = next((index for index, token in enumerate(before) if token.text == ","), None)
    if comma is not None:
        anonymous = word_lists.classes("source_words")["anonymous"]  # "Insiders at her label, Blue Kettle," name nobody
        named = [token for token in before[:comma] if token.lower not in anonymous or not token.lower.endswith("s")]
        return comma == len(before) - 1 and any(token.lower in roles for token in named)
    prepositions = word_lists.classes("phrase_breaks")["preposition"] | word_lists.classes("phrase_breaks")["inside"]
    if not any(token.lower in prepositions for token in before):
        return True
    last = before[-1]  # "the minister for Health Ada Moss" speaks herself, "a spokesman for Mayor Ada Moss" does not
    return last.is_name and last.text not in word_lists.classes("name_words")["title"] and last.lower not in roles


def _is_hearsay(head: Sequence[Token]) -> bool:
    """Whether it is talk of no one in particular: "reports", "media reports", "some rumours"."""
    lists = word_lists.classes("source_words")
    spoken = [token.lower for token in head]
    return spoken[-1] in lists["hearsay"] and all(word in lists["hearsay"] | lists["vague"] for word in spoken)


def _of_name(text: str, name: Name, head: Sequence[Token]) -> tuple[SourceKind, str | None]:
    """Return the kind and name of a source whose head the reader knows for a name that is no person's."""
    own = [token for token in head if name.start <= token.start and token.end <= name.end + 2]
    called = _called(text, name)
    if name.kind in {"organisation", "facility", "place", "product"}:
        if _is_medium(own):
            return "media", called
        return ("document" if _is_document(own) else "organisation"), called
    if name.kind == "group":
        return "group", _words(text, head)
    if name.kind == "other" and not _knows(head):
        return "document", called  # works and laws: "the Bread Act"
    return _kind_of_noun(head), _words(text, head)


def _called(text: str, name: Name) -> str:
    """Return the name as printed, without its article."""
    called = without_possessive(" ".join(text[name.start : name.end].split()))
    return called[4:] if called.lower().startswith("the ") else called


def _is_medium(own: Sequence[Token]) -> bool:
    lists = word_lists.classes("name_words")
    return any(without_possessive(token.text) in lists["media"] for token in own) and not any(
        without_possessive(token.text) in lists["organisation"] for token in own
    )


def _is_document(own: Sequence[Token]) -> bool:
    return without_possessive(own[-1].text).lower() in word_lists.classes("source_words")["document"]


def _described(core: Sequence[Token]) -> bool:
    """Whether the phrase is a description, perhaps with a name in it: "Acme officials"; "Critics" at a sentence's start."""
    last = core[-1]
    known = any(last.lower in group for group in word_lists.classes("source_words").values())
    return (len(core) == 1 and known) or not last.is_name


def _of_capitals(text: str, head: Sequence[Token]) -> tuple[SourceKind, str | None]:
    """Return the kind and name of a source that is written like a name and that the reader knows nothing of."""
    run = [head[-1].text] if head[-1].text[0] == "@" else _capitals(head)
    if not run or _is_many(head):
        return ("group" if run else _kind_of_noun(head)), _words(text, head)
    lists = word_lists.classes("name_words")
    if lists["organisation"] & set(run):
        return "organisation", _whole_body(text, head)
    if lists["media"] & set(run) and (head[0].lower == "the" or run[-1] in lists["media"]):
        return "media", " ".join(run)
    if {word.lower() for word in run} & word_lists.classes("source_words")["document"]:
        return "document", " ".join(run)
    acronym = len(run) == 1 and len(run[0]) > 1 and run[0].isupper()
    if acronym or head[0].lower == "the":
        return "organisation", " ".join(run)
    return "person", "; ".join(without_listed_titles(part.split()) for part in " ".join(run).split(" and "))


def _is_many(head: Sequence[Token]) -> bool:
    """Whether it is some of a people or a party: "Many Democrats", "most Scots"."""
    determiners = word_lists.classes("phrase_breaks")["determiner"] - {"the", "a", "an"}
    return len(head) > 1 and head[0].lower in determiners and head[-1].text.endswith("s")


def _whole_body(text: str, head: Sequence[Token]) -> str:
    """Return a body's name with what its prepositions bring: "the Committee for a Better Loaf"."""
    last = max(index for index, token in enumerate(head) if token.is_name)
    first = 1 if head[0].lower == "the" and last else 0
    return _words(text, head[first : last + 1])


def _capitals(head: Sequence[Token]) -> list[str]:
    """Return the last run of capitalised words of the head, titles and roles in front left out: "leader Jane Doe"."""
    small = word_lists.classes("phrase_breaks")["in_names"]
    runs: list[list[str]] = [[]]
    for token in head:
        text = without_possessive(token.text)
        named = token.is_name and token.lower not in word_lists.classes("phrase_breaks")["determiner"]
        if named or (runs[-1] and (token.lower in small or token.text in SMALL_IN_NAMES)):
            runs[-1].append(text)
        elif runs[-1]:
            runs.append([])
        if token.text != text:
            runs.append([])  # "Acme’s Jane Doe"
    run = next((run for run in reversed(runs) if run), [])
    while run and (not run[-1][0].isalnum() or run[-1].islower()):
        run.pop()
    lists = word_lists.classes("name_words")
    last = max((index for index, word in enumerate(run[:-1]) if word in lists["title"]), default=-1)
    body = (lists["organisation"] | lists["media"]) & set(run[last + 1 :])
    return run if body else run[last + 1 :]


def _of_description(
    text: str, phrase: Sequence[Token], head: Sequence[Token], core: Sequence[Token], names: Sequence[Name]
) -> tuple[SourceKind, str | None]:
    kind = _kind_of_noun(head if _knows(head) and not _knows(core) else core)
    after = phrase[len(head) + 1 :]
    if kind == "role" and after and phrase[len(head)].text == "," and after[0].is_name and not names:
        named = _capitals(_head(after))  # "the firm's lawyer, Jane Doe"
        if len(named) > 1:
            return "person", without_listed_titles(named)
    own_work = word_lists.classes("source_words")["own_work"]
    if kind == "document" and any(token.lower in own_work for token in core):
        maker = _maker(text, phrase, core, names)
        if maker:
            return maker
    return kind, _words(text, head)


def _maker(
    text: str, phrase: Sequence[Token], core: Sequence[Token], names: Sequence[Name]
) -> tuple[SourceKind, str | None] | None:
    """Return who is behind a document: "a survey by Acme", "the Bugle poll"."""
    for name in names:
        own = [token for token in phrase if name.start < token.end and token.start < name.end]
        if name.kind not in {"organisation", "person"} or not own:
            continue
        between = [token for token in phrase if core[-1].end <= token.start and token.end <= name.start]
        by = any(token.lower == "by" for token in between[-LONGEST_POST:])
        if name.kind == "person" and by:
            return "person", without_titles(text[name.start : name.end])
        if name.kind == "organisation" and (by or own[-1].end <= core[-1].start):
            return ("media" if _is_medium(own) else "organisation"), _called(text, name)
    return None


def _knows(phrase: Sequence[Token]) -> bool:
    lists, pronouns = word_lists.classes("source_words"), word_lists.classes("pronouns")
    small = pronouns["body"] | pronouns["many"] | pronouns["self"] if len(phrase) > 1 else frozenset()
    return any(token.lower in lists[kind] for token in phrase if token.lower not in small for kind in _KIND_ORDER)


def _kind_of_noun(phrase: Sequence[Token]) -> SourceKind:
    lists = word_lists.classes("source_words")
    last = phrase[-1].lower
    for kind in _KIND_ORDER:
        if last in lists[kind]:
            return kind
    if last in lists["outlet"] | lists["site"]:
        return "media"
    if last.endswith("s") and last.removesuffix("s") in lists["role"]:
        return "role"
    lowered = {token.lower for token in phrase}
    if "and" in lowered and last.endswith("s"):
        return "group"
    kind_found = next((kind for kind in _KIND_ORDER if lowered & lists[kind]), None)
    return kind_found or ("group" if last.endswith("s") or last == "percent" else "role")
