"""Where the trails of a story end: the sources behind which nobody else is named, and how many of them are independent.

An outlet stands for whoever any article of the story shows it to have: "told the Bell", the Bell citing somebody, or the Bell's own article.
A spokesman is the body spoken for, a copy has its original's roots, and talk of nobody in particular is no root. Where nothing is
behind an outlet, the outlet is the root.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.records import Count, Root
from onrecord.trace.credits import LIKELY, Credited, label_of
from onrecord.trace.fits import outlet_fits, parts_of, wrote
from onrecord.trace.phrases import is_label
from onrecord.trace.unnamed import overlap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from onrecord.trace.voice import Voice


SURE_ALONE = 0.6
"""Probability from which a root that one article alone has is counted; below it, it only raises the most there may be."""
FIRM = 0.3
"""Share of the articles with roots that must have one for it to be among those that there are at least."""
POSSIBLE = 0.3
"""Probability from which a source that is not taken for a credit may be one all the same, and raises the most that there may be."""
MOST_POSSIBLE = 2
"""By so much at most: a story of forty articles quotes dozens who only react."""
COMMON = 0.5
"""Share of the articles with roots that must have one for an article that names nobody to be given it."""

LEAST_COMMON = 2
"""Articles that must have it at the least."""


@dataclass(frozen=True, slots=True)
class Roots:
    """The ends of a story's trails: by article, those counted, how many, and the articles whose roots are inferred from the others."""

    by_article: Mapping[str, tuple[Root, ...]]
    counted: tuple[Root, ...]
    independent: Count
    inferred: tuple[str, ...]
    outlets: _Outlets
    of_statements: Mapping[str, tuple[Root, ...]]

    def through(self, each: Credited) -> Voice | None:
        """Return the outlet that a credited source came through in its article, by the words of its mentions."""
        if each.voice.kind == "media":
            names = [name for mention in each.mentions if mention.ground == "source" for name in mention.through]
        else:
            names = [mention.through[-1] for mention in each.mentions if mention.through]
        return next(
            (outlet for name in names for outlet in self.outlets.called(name) if outlet is not each.voice), None
        )


def roots_of(  # noqa: PLR0913 - the parts of a story, named at the call
    articles: Sequence[str], found: Sequence[Credited], originals: Mapping[str, str], own: Mapping[str, str], *,
    others: Sequence[Credited] = (), deniers: Sequence[Credited] = (),
) -> Roots:  # fmt: skip
    """Follow the credits ``found`` in the ``articles`` (ids) to their ends; ``others`` are no credits, yet have an end for their statements.

    Those of them who only deny the story are ``deniers`` too: an article that has nobody else is not given the others' roots.
    ``originals`` has for each copy the article that it is from, ``own`` the outlet of articles whose outlet is known.
    """
    story = _Story(found, own)
    ends = {article: story.ends(article) for article in articles}
    for article, original in originals.items():
        if article in ends and original in ends:
            ends[article] = _same_as_original(ends[article], ends[original])
    for article in articles:
        if not ends[article]:
            ends[article] = _from_original(article, originals, ends) or story.outlet_of(article)
    against = set(map(id, deniers))
    inferred = _infer(articles, ends, {each.article for each in deniers if each.probability >= LIKELY})
    best = story.best()
    rooted = {id(end) for some in ends.values() for end in some}
    possible = {
        id(end)
        for each in others
        if each.probability >= POSSIBLE
        and each.voice.kind != "media"
        and not each.voice.vague
        and id(each) not in against
        for end in story.ends_of(each.voice)
    } - rooted
    counted, count = _count(articles, ends, best, inferred, min(MOST_POSSIBLE, len(possible)))
    by_article = {article: tuple(story.root(end) for end in ends[article]) for article in articles}
    return Roots(
        by_article,
        tuple(story.root(end) for end in counted), count, inferred, story.outlets, _of_statements((*found, *others), story, by_article),
    )  # fmt: skip


def _of_statements(
    every: Iterable[Credited], story: _Story, by_article: Mapping[str, tuple[Root, ...]]
) -> dict[str, tuple[Root, ...]]:
    """Return the ends of every statement, by its id, whose source is known; an unnamed one is the unnamed root of its article, if that has one."""
    found: dict[str, tuple[Root, ...]] = {}
    for each in every:
        voice = each.voice
        if voice.vague:
            continue
        ends = (story.behind(voice) or [voice]) if voice.kind == "media" else story.ends_of(voice)
        roots = tuple(story.root(end) for end in ends)
        unnamed = [root for root in by_article.get(each.article, ()) if root.kind == "anonymous"]
        if unnamed and voice.kind == "anonymous":
            roots = tuple(unnamed)
        for mention in each.mentions:
            if mention.statement is not None and mention.ground == "source":
                found.setdefault(mention.statement.id, roots)
    return found


class _Outlets:
    """The outlets that a story credits; who is called what is found once for each name."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        """Take them in the order in which they are credited."""
        self.voices = voices
        self._forms = [
            {parts_of(form) for form in {mention.name for mention in voice.mentions} | {voice.name}} for voice in voices
        ]
        self._called: dict[str, list[Voice]] = {}

    def called(self, name: str) -> list[Voice]:
        """Return those that a name is of; an empty name is of none."""
        if name not in self._called:
            parts = parts_of(name)
            self._called[name] = [
                voice for voice, forms in zip(self.voices, self._forms, strict=True)
                if name and any(outlet_fits(parts, form) for form in forms)
            ]  # fmt: skip
        return self._called[name]


class _Story:
    """The credits of a story, and what is behind each outlet in it."""

    def __init__(self, found: Sequence[Credited], own: Mapping[str, str]) -> None:
        self.found = found
        self.own = own
        self.by_article: dict[str, list[Credited]] = defaultdict(list)
        for each in found:
            self.by_article[each.article].append(each)
        self.outlets = _Outlets(
            _once(each.voice for each in found if each.voice.kind == "media" and not each.voice.vague)
        )
        self.bodies: dict[str, Voice] = {}
        self._ends: dict[int, list[Voice]] = {}
        self._roots: dict[int, Root] = {}
        self._shown = self._shown_behind()
        self._behind = {
            id(outlet): self._shown[id(outlet)] or self._named_beside(outlet) for outlet in self.outlets.voices
        }

    def _shown_behind(self) -> dict[int, list[Voice]]:
        """Return whom an article of the story shows each outlet to have it from, by its words or as the outlet's own article."""
        behind: dict[int, list[Voice]] = {id(outlet): [] for outlet in self.outlets.voices}
        for each in self.found:
            if each.voice.vague:
                continue
            having = {id(each.voice.body)}
            if each.voice.kind != "media" or any(m.ground == "source" and m.through for m in each.mentions):
                handed_on = {name for mention in each.mentions for name in mention.through}
                having |= {id(outlet) for name in handed_on for outlet in self.outlets.called(name)}
            if (own := self.own.get(each.article)) and not is_label(each.mentions):
                having |= {id(outlet) for outlet in self.outlets.called(own)}
            for outlet in having & behind.keys() - {id(each.voice)}:
                behind[outlet].append(each.voice)
        return behind

    def _named_beside(self, outlet: Voice) -> list[Voice]:
        """Return whom the articles that credit the outlet name beside it, where nothing says what the outlet has."""
        articles = {each.article for each in self.found if each.voice is outlet}
        beside = [each.voice for article in sorted(articles) for each in self.by_article[article]]
        return [voice for voice in beside if voice.kind != "media" and not voice.vague]

    def ends(self, article: str) -> list[Voice]:
        """Return the roots of an article by its own credits, each once."""
        voices = [each.voice for each in self.by_article[article] if not each.voice.vague]
        named = [voice for voice in voices if voice.kind != "media"]
        ends = [end for voice in named for end in self.ends_of(voice)]
        bare: list[Voice] = []
        for each in self.by_article[article]:
            if each.voice.kind != "media" or each.voice.vague:
                continue
            behind = self.behind(each.voice)
            if not behind:
                bare.extend([] if is_label(each.mentions) else [each.voice])
            elif not {id(voice) for voice in behind} & {id(end) for end in ends} and not (
                named and self._is_vague_on(each.voice)
            ):
                ends.extend(behind)
        if not ends:
            ends = bare or [voice for voice in voices if voice.kind == "media"]
        return _once(ends)

    def outlet_of(self, article: str) -> list[Voice]:
        """Return the outlet of an article that names nobody, where other articles have the story from that outlet."""
        name = self.own.get(article)
        return [outlet for outlet in self.outlets.called(name) if not self.behind(outlet)] if name else []

    def _is_vague_on(self, outlet: Voice) -> bool:
        """Whether the story only guesses what is behind the outlet."""
        return not self._shown[id(outlet)]

    def behind(self, outlet: Voice) -> list[Voice]:
        """Return the roots behind an outlet, through the outlets that it has them from; those of each are found once."""
        if id(outlet) not in self._ends:
            self._ends[id(outlet)] = self._roots_behind(outlet, {})
        return self._ends[id(outlet)]

    def _roots_behind(self, outlet: Voice, found: dict[int, list[Voice] | None]) -> list[Voice]:
        """Return the roots behind an outlet; ``found`` has those behind the outlets gone through before, None while they are being found.

        Each is gone through once: outlets that have it from each other in a circle have the roots of all of it, and where hundreds of
        articles credit each other's outlets, the ways among them are without end.
        """
        found[id(outlet)] = None
        ends: list[Voice] = []
        for voice in self._behind.get(id(outlet), []):
            through = voice if voice.kind == "media" else self._reporting_for(voice)
            if through is None:
                ends.extend(self.ends_of(voice))
                continue
            if id(through) not in found:
                found[id(through)] = self._roots_behind(through, found)
            elif through is voice:
                continue  # its roots are among those of whoever led to it first
            further = [end for end in found[id(through)] or () if end is not voice]
            in_circle = through is voice and self._behind.get(id(through))
            ends.extend(further or ([] if in_circle else [voice]))
        reporters = {id(end) for end in ends if end.body is outlet and end.kind == "person"}
        others = [end for end in ends if id(end) not in reporters]
        return _once(others or ends)

    @staticmethod
    def _reporting_for(voice: Voice) -> Voice | None:
        """Return the outlet that a person reports for."""
        return voice.body if voice.kind == "person" and voice.body is not None and voice.body.kind == "media" else None

    def ends_of(self, voice: Voice) -> list[Voice]:
        """Return the body that a person speaks for, whom a reporter's outlet has, who wrote what stands online; else the voice itself."""
        if voice.kind == "social":
            return [
                each.voice for each in self.found if each.voice.kind == "person" and wrote(each.voice.name, voice.name)
            ][:1] or [voice]
        if (outlet := self._reporting_for(voice)) is not None:
            return [end for end in self.behind(outlet) if end is not voice] or [voice]
        if voice.kind != "person" or voice.body is None:
            return [voice]
        return [self.bodies.setdefault(voice.body.name, voice.body)]

    def root(self, end: Voice) -> Root:
        """Return a root as a record."""
        if id(end) not in self._roots:
            self._roots[id(end)] = _root(end, self.outlets)
        return self._roots[id(end)]

    def best(self) -> dict[int, float]:
        """Return for each root the highest probability of a credit that leads to it."""
        best: dict[int, float] = defaultdict(float)
        for each in self.found:
            ends = self.behind(each.voice) or [each.voice] if each.voice.kind == "media" else self.ends_of(each.voice)
            for end in ends:
                best[id(end)] = max(best[id(end)], each.probability)
        return best


def _once(voices: Iterable[Voice]) -> list[Voice]:
    return list({id(voice): voice for voice in voices}.values())


def _from_original(article: str, originals: Mapping[str, str], ends: Mapping[str, list[Voice]]) -> list[Voice]:
    """Return the roots of the article's original, or of that one's, as far back as it goes."""
    seen = {article}
    while (original := originals.get(article)) is not None and original not in seen:
        if ends.get(original):
            return ends[original]
        seen.add(original)
        article = original
    return []


def _same_as_original(ends: Sequence[Voice], original: Sequence[Voice]) -> list[Voice]:
    """Return the roots of a copy with an unnamed source that its original has too as the original's: it was not asked again."""
    unnamed = [end for end in original if end.kind == "anonymous"]
    return _once(
        next((one for one in unnamed if one is not end and overlap(one.name, end.name)), end)
        if end.kind == "anonymous"
        else end
        for end in ends
    )


def _infer(articles: Sequence[str], ends: dict[str, list[Voice]], denying: Collection[str]) -> tuple[str, ...]:
    """Give articles that name nobody the roots that most of the others have; return which articles these are.

    One that names somebody who denies it (``denying``) is left without.
    """
    rooted = [article for article in articles if ends[article]]
    if not rooted:
        return ()
    shared: dict[int, list[str]] = defaultdict(list)
    voices = {id(end): end for article in rooted for end in ends[article]}
    for article in rooted:
        for end in ends[article]:
            shared[id(end)].append(article)
    common = [voices[key] for key, having in shared.items() if len(having) >= max(COMMON * len(rooted), LEAST_COMMON)]
    inferred = tuple(each for each in articles if not ends[each] and each not in denying) if common else ()
    for article in inferred:
        ends[article] = common
    return inferred


def _count(
    articles: Sequence[str],
    ends: Mapping[str, list[Voice]],
    best: Mapping[int, float],
    inferred: Sequence[str],
    possible: int,
) -> tuple[list[Voice], Count]:
    """Count the roots: those of several articles or surely credited; at least and at most as many as the words allow.

    A quoted expert is easily taken for a source, so that "at least" counts those alone that many articles have; ``possible`` are sources
    that were just not likely enough.
    """
    having: dict[int, int] = defaultdict(int)
    voices: dict[int, Voice] = {}
    for article in articles:
        if article not in inferred:
            for end in ends[article]:
                having[id(end)] += 1
                voices[id(end)] = end
    rooted = sum(bool(ends[article]) for article in articles if article not in inferred)
    firm = [end for key, end in voices.items() if having[key] >= max(2, FIRM * rooted)]
    counted = [end for key, end in voices.items() if having[key] > 1 or best.get(key, 0.0) >= SURE_ALONE]
    counted = counted or list(voices.values())[:1]
    unnamed = sum(end.kind == "anonymous" for end in firm)
    low = max(min(1, len(counted)), len(firm) - max(0, unnamed - 1))
    return counted, Count(
        len(counted), min(low, len(counted)), max(len(voices) + bool(inferred) + possible, len(counted))
    )


def _root(end: Voice, outlets_of_story: _Outlets) -> Root:
    """Return the root as a record, with the outlets that it was seen through."""
    via = [name for mention in end.mentions for name in mention.through]
    outlets = [next((outlet.name for outlet in outlets_of_story.called(name)), name) for name in via]
    if end.body is not None and end.body.kind == "media":
        outlets.insert(0, end.body.name)
    return Root(label_of(end), end.kind, tuple(dict.fromkeys(outlets)))
