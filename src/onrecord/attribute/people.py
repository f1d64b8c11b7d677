"""Who a source is in the article: last names to full ones, and pronouns to whom they stand for.

The rules are those that newswriting follows (AP Stylebook, "names"): the full name first, the last name after it, and a
pronoun for who spoke or was named last. A pronoun that could stand for two persons is given to neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.attribute.sources import kind_and_name
from onrecord.language import word_lists
from onrecord.language.titles import apposed, without_titles
from onrecord.language.tokens import tokens, without_possessive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.attribute.page import Draft, Page, Range
    from onrecord.language.tokens import Token
    from onrecord.model.reader import Name
    from onrecord.records import SourceKind

Who = tuple["SourceKind", "str | None"]
"""The kind of a source and its name."""
Gender = Literal["female", "male"]

LONGEST_BEFORE = 40
"""Characters before a name that are looked at for a title."""
LONGEST_NAME = 6
"""Words of a person's name that are looked at; longer ones are lists."""
MOST_NAMES = 40
"""Names before a pronoun or a last name that are looked at; a paragraph of news has 3, and more make it a list."""
LONGEST_APPOSITION = 120
"""Characters between a name and the "who" that belongs to it."""
LONGEST_ANTECEDENT = 4
"""Words before a bare "who" that are taken for the noun phrase it belongs to, where no name stands there."""

MOST_BETWEEN_NOUNS = 12
"""Words between a "who" and the noun that it belongs to, where another noun stands between them."""
_HUMAN_ENDINGS = ("er", "or", "ist", "ian", "ant", "ee", "man", "men", "woman", "women", "people", "person")
"""How nouns for persons end (Quirk et al., A Comprehensive Grammar of the English Language, I.31-I.35)."""
_ASIDE = re.compile(r" ?(?:--|—|–) ?[^—–]{1,120}?(?:--|—|–) ?$")
"""What stands between dashes right before a "who"; " - " is too often the dash of a compound."""
_FULL_NAME = re.compile(r"\b([A-Z][\w’'-]+)(?: [A-Z]\.)? ([A-Z][\w-]+)\b(?! [A-Z])")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str


class People:
    """Whom the article names and who has spoken so far; sources are given to it in the order of the text."""

    def __init__(self, page: Page, names: Sequence[Name]) -> None:
        self._page = page
        self._names = sorted(names, key=lambda name: (name.start, name.end))
        self._name_starts = [name.start for name in self._names]
        self._full = _Register()
        self._roles: dict[str, set[str]] = {}
        self._genders: dict[str, set[str]] = {}
        self._known: dict[tuple[Range, ...], Who] = {}
        self._last: Who = ("person", None)
        self._last_group: Who = ("group", None)
        self._body: tuple[int, Who] | None = None
        spoken = [name for name in self._names if name.kind == "person"]
        self._mentions = self._met([(name.start, name.end) for name in spoken])
        self._starts = [mention.start for mention in self._mentions]

    def _met(self, spans: Iterable[Range]) -> list[_Mention]:
        text = self._page.text
        printed = [(start, end, without_titles(without_possessive(text[start:end]))) for start, end in spans]
        for _, _, name in printed:
            self._full.add(name)
        for match in _FULL_NAME.finditer(text):
            if _is_likely_name(match):
                self._full.add_unsure(f"{match.group(1)} {match.group(2)}", match.group())
        titles: dict[str, set[Gender]] = {}
        for start, end, name in printed:
            if (title := self._title(start, end)) is not None:
                titles.setdefault(name, set()).add(title)
        introduced: set[str] = set()
        for _, _, name in printed:
            full, told = self._full.of(name), titles.get(name, set())
            if full != name and full not in introduced and told and not any(self._may_be(full, one) for one in told):
                self._full.keep(name)  # "Mr Moss" before anybody names Ada Moss is another one
            introduced |= {full} & {name}
        for start, end, name in printed:
            self._describe(start, end, self._full.of(name))
        return [_Mention(start, end, self._full.of(name)) for start, end, name in printed]

    def _describe(self, start: int, end: int, name: str) -> None:
        """Keep what stands in front of a name: "Mrs", "the mayor"."""
        before = tokens(self._page.text, max(self._line(start), start - LONGEST_BEFORE), start)[-3:]
        if before and before[-1].lower in word_lists.classes("source_words")["role"]:
            self._roles.setdefault(before[-1].lower, set()).add(name)
        if (
            len(before) > 1
            and all(token.is_word for token in before[-2:])
            and before[-1].lower not in word_lists.classes("phrase_breaks")["determiner"]
        ):
            self._roles.setdefault(f"{before[-2].lower} {before[-1].lower}", set()).add(name)
        gender = self._title(start, end)
        if gender:
            self._genders.setdefault(name, set()).add(gender)

    def _line(self, start: int) -> int:
        """Return where the line of an offset begins: what stands in the line before belongs to no name in this one."""
        return self._page.text.rfind("\n", max(0, start - LONGEST_BEFORE), start) + 1

    def _title(self, start: int, end: int) -> Gender | None:
        """Tell the gender that a name and what stands right in front of it tell: "Mrs", "the spokesman"."""
        before = tokens(self._page.text, max(self._line(start), start - LONGEST_BEFORE), start)[-3:]
        before = before[:-1] if apposed(self._page.text, start, end) else before
        apart = word_lists.classes("phrase_breaks")["preposition"] | {"of", "and"}
        at = max(
            (
                index for index, token in enumerate(before, 1)
                if (not token.is_word and token.text != ".") or token.lower in apart  # "a spokesman for Moss" is not Moss
            ),
            default=0,
        )  # fmt: skip
        return _gender([*before[at:], *tokens(self._page.text, start, end)])

    def meet(self, drafts: Iterable[Draft]) -> None:
        """Settle who the sources of ``drafts`` are, in the order of the text; a full name among them counts from the first."""
        for draft in drafts:
            phrase = self._phrase(draft)
            if len(phrase) > 1:
                kind, name = kind_and_name(self._page.text, phrase, self.names_in(phrase[0].start, phrase[-1].end))
                for one in (name or "").split("; ") if kind == "person" else ():
                    self._full.add(one)
        for draft in sorted(drafts, key=lambda draft: draft.source):
            self.who(draft)

    def names_in(self, start: int, end: int) -> list[Name]:
        """Return the reader's names that begin in ``start`` to ``end``, at most the last ``MOST_NAMES``."""
        last = bisect_left(self._name_starts, end)
        return self._names[max(last - MOST_NAMES, bisect_left(self._name_starts, start)) : last]

    def persons_in(self, start: int, end: int) -> list[str]:
        """Return the persons named in ``start`` to ``end``, outside quotation marks, each once, in order."""
        return list(dict.fromkeys(mention.name for mention in self._mentioned(start, end)))

    def only_person(self, start: int, end: int, *, but: Range) -> Range | None:
        """Return the last mention in ``start`` to ``end`` of the only person named there besides the one at ``but``."""
        label = self._full.of(without_titles(self._page.text[but[0] : but[1]]))
        found = [mention for mention in self._mentioned(start, end) if mention.name != label]
        named = {mention.name for mention in found}
        return (found[-1].start, found[-1].end) if len(named) == 1 else None

    def _mentioned(self, start: int, end: int) -> list[_Mention]:
        last = bisect_left(self._starts, end)
        found = self._mentions[max(last - MOST_NAMES, bisect_left(self._starts, start)) : last]
        return [mention for mention in found if self._page.quotation_at(mention.start) is None]

    def who(self, draft: Draft) -> Who:
        """Return the kind and name of the draft's source. Asked again, or of the same words, it says the same."""
        phrase = self._phrase(draft)
        while draft.inside is not None and self._is_the_speaker(phrase):
            draft = draft.inside
            phrase = self._phrase(draft)
        if not phrase:
            return "none", None
        key = tuple(draft.source)
        if key not in self._known:
            word = phrase[0].lower if len(phrase) == 1 else ""
            self._known[key] = self._remember(phrase[0].start, self._found(phrase, word))
        return self._known[key]

    def _phrase(self, draft: Draft) -> Sequence[Token]:
        """Return the words of a source without the marks around them."""
        phrase = [token for part in draft.source for token in tokens(self._page.text, *part)]
        words_at = [index for index, token in enumerate(phrase) if token.is_word]
        return phrase[words_at[0] : words_at[-1] + 1] if words_at else []

    def _is_the_speaker(self, phrase: Sequence[Token]) -> bool:
        """Whether it is an "I" or "we" inside quotation marks, which is whoever speaks them."""
        alone = len(phrase) == 1 and phrase[0].lower in word_lists.classes("pronouns")["self"]
        return alone and self._page.quotation_at(phrase[0].start) is not None

    def _found(self, phrase: Sequence[Token], word: str) -> Who:
        lists = word_lists.classes("pronouns")
        if word in lists["self"]:
            return ("author", None) if self._page.quotation_at(phrase[0].start) is None else ("person", None)
        if word in lists["one"]:
            return self._one(phrase[0].start, word)
        if word in lists["body"]:
            return self._thing(phrase[0].start)
        if word in lists["many"]:
            return self._last_group
        if word in lists["relative"]:
            return self._antecedent(phrase[0].start, word)
        return self._named(phrase)

    def _named(self, phrase: Sequence[Token]) -> Who:
        kind, name = kind_and_name(self._page.text, phrase, self.names_in(phrase[0].start, phrase[-1].end))
        if kind == "person" and name:
            near = self._near(phrase[0].start)
            title = _gender(phrase)
            return kind, "; ".join(self._fullest(one, near, title) for one in name.split("; "))
        if kind != "person" and phrase[0].lower == "the" and (kind == "role" or len(phrase) == 3):
            holders = (
                self._roles.get(" ".join(token.lower for token in phrase[1:]), set()) if len(phrase) <= 3 else set()
            )
            holder = next((one for one in reversed(self._near(phrase[0].start)) if one in holders), None)
            if len(holders) == 1 or holder:
                return "person", self._full.of(holder or next(iter(holders)))
        return kind, name

    def _fullest(self, name: str, near: Sequence[str], title: Gender | None) -> str:
        full = self._full.of(name, near)
        return full if title is None or self._may_be(full, title) else name

    def _near(self, start: int) -> list[str]:
        """Return the persons named in the paragraph of ``start`` and in the one before, the nearest last."""
        index = self._page.paragraph_at(start)
        if index is None:
            return []
        first = self._page.paragraphs[max(0, index - 1)].start
        last = bisect_left(self._starts, start)
        near = self._mentions[max(last - MOST_NAMES, bisect_left(self._starts, first)) : last]
        return [mention.name for mention in near]

    def _one(self, start: int, word: str) -> Who:
        gender: Gender = "female" if word in word_lists.classes("pronouns")["female"] else "male"
        index = self._page.paragraph_at(start)
        first = start if index is None else self._page.paragraphs[index].start
        sentence = max(first, self._page.sentence_at(start)[0])
        here = [name for name in self.persons_in(sentence, start) if self._may_be(name, gender)]
        if len(here) > 1:
            return "person", None
        who: Who = ("person", here[0]) if here else self._before(first, sentence, gender)
        if who[0] == "person" and who[1]:
            self._genders.setdefault(who[1], set()).add(gender)
        return who

    def _before(self, first: int, end: int, gender: Gender) -> Who:
        """Return whom a pronoun stands for in whose sentence nobody is named: who spoke last, or the last one named."""
        named = [name for name in self.persons_in(first, end) if self._may_be(name, gender)]
        kind, name = self._last
        speaker_fits = name is None or kind != "person" or self._may_be(name, gender)
        if not named or (speaker_fits and name in named):
            return self._last if speaker_fits else ("person", None)
        return ("person", named[0]) if len(named) == 1 else ("person", None)

    def _may_be(self, name: str, gender: Gender) -> bool:
        first = name.split(" ", 1)[0]
        known = self._genders.get(name) or {one for one in _GENDERS if first in word_lists.classes("first_names")[one]}
        return not known or gender in known

    def _thing(self, start: int) -> Who:
        index = self._page.paragraph_at(start)
        first = start if index is None else self._page.paragraphs[index].start
        for name in reversed(self.names_in(first, start)):
            spoke_later = self._body is not None and self._body[0] > name.start
            if name.kind == "organisation" and not spoke_later:
                return kind_and_name(self._page.text, tokens(self._page.text, name.start, name.end), [name])
        return self._body[1] if self._body else ("organisation", None)

    def _antecedent(self, start: int, word: str) -> Who:
        """Return whom a bare "who" or "which" belongs to: the name or the noun phrase that ends right before it."""
        first = max(self._page.sentence_at(start)[0], start - LONGEST_APPOSITION)
        before = self.names_in(first, start)
        named = [name for name in before if name.kind == "person" and self._page.text[name.end : name.end + 1] == ","]
        if named and word != "which":  # "Ada Moss, 61, a baker of Fennick, who said"
            return self._named(tokens(self._page.text, named[-1].start, named[-1].end))
        if before and not self._page.text[before[-1].end : start].strip(" ,—–-"):
            phrase = tokens(self._page.text, before[-1].start, before[-1].end)
            return self._named(phrase)
        aside = _ASIDE.search(self._page.text, first, start)
        run = list(tokens(self._page.text, first, aside.start() if aside else start))
        while run and not run[-1].is_word:
            run.pop()
        noun = _to_persons(run) if word != "which" else run
        run, behind = noun, run[len(noun) :]
        size = 0
        breaks = word_lists.classes("phrase_breaks")
        while size < min(len(run), LONGEST_ANTECEDENT) and run[-1 - size].is_word:
            lower = run[-1 - size].lower
            if lower in breaks["break"] or lower in breaks["preposition"]:
                break
            size += 1
            if lower in breaks["determiner"]:
                break
        if size:
            return self._named([*run[-size:], *behind])
        return ("person", self._last[1]) if word in {"who", "whom", "whose"} else ("none", None)

    def _remember(self, start: int, who: Who) -> Who:
        kind, name = who
        if kind == "group" or (name and "; " in name) or (kind in {"role", "anonymous"} and name and _is_plural(name)):
            self._last_group = who
        elif kind in {"person", "role", "anonymous"}:
            self._last = who
            self._last_group = ("group", None) if kind != "anonymous" else who
        elif kind in {"organisation", "media", "document"}:
            self._body = (start, who)
            self._last_group = ("group", None)
        return who


_GENDERS: tuple[Gender, ...] = ("female", "male")
_PRONOUNS = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})


def _gender(phrase: Sequence[Token]) -> Gender | None:
    """Tell what the titles and nouns beside a name tell of the person: "Mrs", "spokesman"."""
    spoken = {form for token in phrase for form in (token.text, token.lower)} - _PRONOUNS
    return next((one for one in _GENDERS if spoken & word_lists.classes("pronouns")[one]), None)


def _is_plural(name: str) -> bool:
    head = re.split(r" (?:of|for|from|at|in|to|with|close|familiar) ", name)[0]
    return head.lower().rsplit(" ", 1)[-1].endswith(("s", "people", "men", "women"))


def _is_likely_name(match: re.Match[str]) -> bool:
    first, last = match.group(1), match.group(2)
    breaks, lists = word_lists.classes("phrase_breaks"), word_lists.classes("name_words")
    common = any(
        first.lower() in breaks[name] for name in ("determiner", "preposition", "break", "conjunction", "pronoun")
    )
    listed = any(word in lists[name] for word in (first, last) for name in ("title", "day", "media", "organisation"))
    return not common and not listed


def _to_persons(run: list[Token]) -> list[Token]:
    """Return words up to the noun for persons that "who" belongs to: "listeners to his show who said"; all of them if there is none.

    The last noun is none where it names a thing, or where nothing determines it: "the nominee for president, who said".
    """
    inside = word_lists.classes("phrase_breaks")["inside"]
    is_bare = len(run) > 1 and run[-2].lower in inside and not run[-1].is_name and not run[-1].lower.endswith("s")
    if not run or (_is_human(run[-1]) and not is_bare):
        return run
    for index in range(len(run) - 2, max(0, len(run) - MOST_BETWEEN_NOUNS) - 1, -1):
        after = run[index + 1].lower
        if (after in inside or after.endswith(("ed", "ing"))) and _is_human(
            run[index]
        ):  # "a person involved in the works, who said"
            return run[: index + 1]
    return run


def _is_human(token: Token) -> bool:
    """Whether a noun is one for persons, by the lists and the endings of such nouns."""
    nouns, roles = word_lists.classes("source_words"), word_lists.classes("fact_roles")
    people = nouns["role"] | nouns["anonymous"] | nouns["unplaced"] | nouns["group"] | roles["head"] | roles["folk"]
    one = token.lower.removesuffix("s")
    things = {word for line in word_lists.entries("not_persons") for word in line.split()}
    return token.is_name or bool({token.lower, one} & people) or (one.endswith(_HUMAN_ENDINGS) and one not in things)


class _Register:
    """The fullest form of each person's name; two persons of one last name stay two."""

    def __init__(self) -> None:
        self._by_part: dict[str, list[str]] = {}
        self._unsure: dict[str, list[str]] = {}
        self._firsts: dict[str, list[str]] = {}
        self._fuller: dict[str, str] = {}
        self._kept: set[str] = set()

    def keep(self, name: str) -> None:
        """Keep a last name as it is: its bearer's full name stands nowhere."""
        self._kept.add(name)

    def add(self, name: str) -> None:
        """Add a full name; a single word is none."""
        parts = name.split()
        if not 1 < len(parts) <= LONGEST_NAME:
            return
        key = f"{parts[0]} {parts[-1]}".lower()
        if len(name) > len(self._fuller.get(key, "")):
            self._fuller[key] = name
        for size in range(1, len(parts)):
            _append(self._by_part, " ".join(parts[size:]).lower(), key)
        _append(self._firsts, parts[0].lower(), key)

    def add_unsure(self, short: str, name: str) -> None:
        """Add what is written like a name; it counts where no sure name has this last name."""
        _append(self._unsure, short.rsplit(maxsplit=1)[-1].lower(), name)

    def of(self, name: str, near: Sequence[str] = ()) -> str:
        """Return the fullest form of ``name``; a name that two bear is theirs who was named ``near``, else it stays."""
        parts = name.lower().split()
        if name in self._kept:
            return name
        if len(parts) > 1 and f"{parts[0]} {parts[-1]}" in self._fuller:
            return self._fuller[f"{parts[0]} {parts[-1]}"]
        bearers = self._by_part.get(name.lower()) or (self._firsts.get(name.lower()) if len(parts) == 1 else None) or []
        full = [self._fuller[key] for key in bearers]
        if len(full) == 1:
            return full[0]
        if full:
            close = list(dict.fromkeys(one for one in near if one in full))
            return close[0] if len(close) == 1 else name
        unsure = self._unsure.get(name.lower(), [])
        return unsure[0] if len(unsure) == 1 and len(parts) == 1 else name


def _append(found: dict[str, list[str]], part: str, key: str) -> None:
    keys = found.setdefault(part, [])
    if key not in keys and len(keys) < _MOST_BEARERS:
        keys.append(key)


_MOST_BEARERS = 10
"""Persons kept for one last name; more is a family tree, in which nobody is told apart by it anyway."""
