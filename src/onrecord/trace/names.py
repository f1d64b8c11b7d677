"""Which mentions of sources, over the articles of one story, are of the same one: a *voice*.

"The Post" is the New York Post of the same story, "Kuo" is Ming-Chi Kuo, an airline's spokesman speaks for the airline, "the doctors"
for the hospital, and a family has one voice. Unnamed sources are told apart by the outlet that has them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from onrecord.trace.fits import (
    OUTLET_TAIL,
    SMALL,
    body_fits,
    body_of,
    note_fits,
    outlet_fits,
    parts_of,
    person_fits,
    wrote,
)
from onrecord.trace.mentions import masthead, trace_words, vague_outlet, words_of
from onrecord.trace.unnamed import take_in_unnamed, unnamed_throughout
from onrecord.trace.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from onrecord.records import CreditKind
    from onrecord.trace.mentions import Mention


_MAY_BE_PEOPLE = frozenset({"document", "media", "organisation"})
_ITS = frozenset({"its", "their"})
"""Words that make a spokesman somebody's who was named before."""


def voices_of(mentions: Sequence[Mention]) -> list[Voice]:
    """Join the mentions of a story into voices; the order of the articles does not matter for what is joined."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    people = {parts_of(m.name) for m in mentions if m.kind == "person" and m.spelled and len(parts_of(m.name)) > 1}
    outlets = {name for name in _outlets(mentions) if not any(set(name) < set(full) for full in people)}
    personal = {
        parts for parts in {parts_of(mention.name) for mention in mentions if mention.kind in _MAY_BE_PEOPLE}
        if parts not in outlets and any(person_fits(parts, full) for full in people)
    }  # fmt: skip
    for mention in unnamed_throughout(mentions):
        groups[_family(mention, outlets, personal)].append(mention)
    voices = _join(groups["media"], "media", outlet_fits)
    named = _join(groups["person"], "person", person_fits)
    bodies = _join(groups["organisation"], "organisation", body_fits)
    voices += [
        *named,
        *bodies,
        *_join(groups["document"], "document", body_fits),
        *_join(groups["social"], "social", note_fits),
    ]
    _take_in_roles(groups["role"], named, bodies, voices)
    take_in_unnamed(groups["anonymous"], voices)
    voices += _hearsay(groups["hearsay"])
    _give_bodies(named, bodies)
    _give_outlets(named, [voice for voice in voices if voice.kind == "media"])
    _take_in_writers([voice for voice in voices if voice.kind == "social"], voices)
    return [voice for voice in voices if voice.mentions and not _is_only_meant(voice)]


def _is_only_meant(voice: Voice) -> bool:
    """Whether it is a person of one name that no source is ever called by: a pronoun given to the wrong word."""
    return voice.kind == "person" and " " not in voice.name and not any(mention.spelled for mention in voice.mentions)


def _family(mention: Mention, outlets: set[tuple[str, ...]], personal: set[tuple[str, ...]]) -> str:
    """Return with which others a mention is joined; ``personal`` are the names, of whatever kind, that are a known person's."""
    parts = parts_of(mention.name)
    if (
        mention.ground == "hearsay"
        or (mention.kind == "media" and vague_outlet(mention.name))
        or (mention.kind == "anonymous" and set(parts) & trace_words("hearsay"))
    ):
        return "hearsay"
    if mention.kind in _MAY_BE_PEOPLE and parts in personal:
        return "person"
    if mention.kind in {"organisation", "person", "document"} and (
        parts in outlets or (mention.kind == "person" and any((*parts, tail) in outlets for tail in OUTLET_TAIL))
    ):
        return "media"
    if mention.kind == "media" and parts not in outlets:
        return "none" if mention.ground in {"via", "phrase"} else "organisation"
    return str(mention.kind)


def _outlets(mentions: Sequence[Mention]) -> set[tuple[str, ...]]:
    """Return the names that are outlets in the story: more often taken for an outlet than for a body or a person that speaks."""
    votes: Counter[tuple[str, ...]] = Counter()
    media = {mention.name for mention in mentions if mention.kind == "media"}
    for mention in mentions:
        own = mention.ground in {"source", "via"}
        if mention.kind == "media":
            votes[parts_of(mention.name)] += 2 if own else int(mention.spelled)
        elif mention.kind == "document" and mention.spelled:
            votes[parts_of(mention.name)] += int(mention.name in media)
        elif mention.kind == "organisation" or (mention.kind == "person" and " " in mention.name):
            votes[parts_of(mention.name)] -= int(mention.spelled)
    return {name for name, count in votes.items() if count > 0 or (count == 0 and masthead(" ".join(name).title()))}


def _join(
    mentions: Iterable[Mention], kind: CreditKind, fits: Callable[[tuple[str, ...], tuple[str, ...]], bool]
) -> list[Voice]:
    """Join names to the fullest form that they fit: one of the same article first, then that of most mentions."""
    forms: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        forms[parts_of(mention.name)].append(mention)
    order = sorted(
        forms, key=lambda form: (not any(m.spelled for m in forms[form]), -len(form), -len(forms[form]), form)
    )
    full: list[tuple[tuple[str, ...], Voice]] = []
    short: list[tuple[str, ...]] = []
    for form in order:
        if any(fits(form, other) or _only_meant(forms[form], form, other) for other, _ in full):
            short.append(form)
        else:
            full.append((form, Voice(kind, _best_name(forms[form]), list(forms[form]))))
    uses = {id(voice): len(voice.mentions) for _, voice in full}
    near = {id(voice): voice.articles for _, voice in full}
    for form in short:
        fitting = [voice for other, voice in full if fits(form, other)] or [
            voice for other, voice in full if _only_meant(forms[form], form, other)
        ]
        for mention in forms[form]:
            best = max(fitting, key=lambda voice: (mention.article in near[id(voice)], uses[id(voice)], voice.name))
            best.mentions.append(mention)
    for _, voice in full:
        if kind in {"media", "person"}:
            longer = [mention for mention in voice.mentions if len(parts_of(mention.name)) > 1]
            voice.name = _best_name(longer or voice.mentions)
    return [voice for _, voice in full]


def _only_meant(mentions: Sequence[Mention], form: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name never stands in full where it speaks, and shares the last name of one that does: "Mr Field" is that one."""
    return form[-1] == full[-1] and len(full) > 1 and not any(mention.spelled for mention in mentions)


def _best_name(mentions: Sequence[Mention]) -> str:
    counted = Counter(mention.name for mention in mentions)
    return max(counted, key=lambda name: (counted[name], not name.isupper(), len(name), name))


def _take_in_roles(roles: Sequence[Mention], named: list[Voice], bodies: list[Voice], voices: list[Voice]) -> None:
    """Give each unnamed role to the body that it stands for, to the named person of that description, or to a voice of its own."""
    own: dict[str, Voice] = {}
    for mention in roles:
        words = words_of(mention.name)
        key, target = _role_target(mention, words, named, bodies)
        if target is not None:
            target.mentions.append(mention)
        elif key is not None:
            voice = own.setdefault(_same_role(key, mention, own), Voice("role", mention.name))
            voice.mentions.append(mention)
            voice.name = _best_name(voice.mentions)
    voices.extend(own.values())


def _same_role(key: str, mention: Mention, own: Mapping[str, Voice]) -> str:
    """Return the key of the voice that an unnamed role is: one with its noun, and in whose description some other word is the same."""
    if not key.startswith("role:"):
        return key
    words = set(parts_of(mention.name)) - {key.removeprefix("role:")}
    for other, voice in own.items():
        shared = set(parts_of(voice.name))
        if other.startswith(key) and (not words or words & shared or len(shared) == 1):
            return other
    return f"{key} {' '.join(sorted(words))}"


def _role_target(
    mention: Mention, words: list[str], named: list[Voice], bodies: list[Voice]
) -> tuple[str | None, Voice | None]:
    inside = [voice for voice in bodies if set(parts_of(voice.name)) <= set(words)]
    if inside:
        return None, max(inside, key=lambda voice: len(voice.name))
    kin = set(words) & trace_words("kin")
    if kin:
        return f"kin:{mention.name.lower()}", _relative(mention, words, named)
    body = body_of(words)
    if body is not None:
        same = [voice for voice in bodies if body_of(parts_of(voice.name)) == body]
        return f"body:{body}", max(same, key=lambda voice: (len(voice.mentions), voice.name), default=None)
    head = next((word for word in words if word in trace_words("office")), None) if words[:1] != ["same"] else None
    if head is None or (not set(words) - trace_words("office") - SMALL and head in {"official", "officials", "staff"}):
        return None, None
    described = [voice for voice in named if any(head in words_of(m.described) for m in voice.mentions)]
    if len(described) == 1:
        return None, described[0]
    return f"role:{head}", None


def _relative(mention: Mention, words: list[str], named: list[Voice]) -> Voice | None:
    """Return the named person whom "Field's parents", "the boy's father" or "the couple" means, a family being one voice."""
    by_name = [voice for voice in named if parts_of(voice.name)[-1] in words]
    if by_name:
        return max(by_name, key=lambda voice: (len(voice.mentions), voice.name))
    one = {"mum": "mother", "mom": "mother", "dad": "father"}
    wanted = {one.get(word, word) for word in words} & {"mother", "father"}
    found = []
    for voice in named:
        said = {one.get(word, word) for each in voice.mentions if each.spelled for word in words_of(each.described)}
        if said & (wanted or {"mother", "father"}) and voice.name.lower() not in mention.name.lower():
            found.append(voice)
    return max(found, key=lambda voice: (len(voice.mentions), voice.name), default=None)


def _hearsay(mentions: Sequence[Mention]) -> list[Voice]:
    """Talk of nobody in particular: one voice an article and wording, never a root."""
    own: dict[tuple[str, str], Voice] = {}
    for mention in mentions:
        noun = parts_of(mention.name)[-1]
        voice = own.setdefault((mention.article, noun), Voice(mention.kind, mention.name.lower(), vague=True))
        voice.mentions.append(mention)
    return list(own.values())


def _give_bodies(named: Sequence[Voice], bodies: Sequence[Voice]) -> None:
    """Say for which body a named person speaks, where a description makes that person its mouthpiece."""
    for person in named:
        for mention in person.mentions:
            words = set(words_of(mention.described))
            if not words & trace_words("mouthpiece"):
                continue
            fitting = [
                body for body in bodies
                if set(parts_of(body.name)) <= words
                or (body_of(parts_of(body.name)) is not None and body_of(parts_of(body.name)) == body_of(words))
            ]  # fmt: skip
            if fitting:
                person.body = max(fitting, key=lambda body: len(body.mentions))
            elif (name := _body_name(mention.described, person.name)) is not None:
                person.body = Voice("organisation", name)
            elif words & _ITS and (before := _last_body(mention, bodies)) is not None:
                person.body = before


def _last_body(mention: Mention, bodies: Sequence[Voice]) -> Voice | None:
    """Return the body that speaks last before a mention in its article: "its spokesman" is that one's."""
    before = [
        (one.span.start, body) for body in bodies for one in body.mentions
        if one.article == mention.article and one.span.start < mention.span.start
    ]  # fmt: skip
    return max(before, key=lambda found: found[0])[1] if before else None


def _give_outlets(named: Sequence[Voice], outlets: Sequence[Voice]) -> None:
    """Say for which outlet a person reports: "the Bell's Jo Field", "Jo Field, a reporter for the Bell"."""
    longest_first = sorted(outlets, key=lambda each: -len(each.name))
    for person in named:
        for mention in person.mentions:
            if person.body is not None:
                break
            last = re.escape(person.name.split()[-1])
            described = mention.described.lower()
            for outlet in longest_first:
                if outlet.name.lower() not in described:
                    continue  # making a pattern for each outlet of a large story takes longer than all the rest
                name = re.escape(outlet.name)
                by_name = rf"{name}[’']s? (?:own )?(?:[\w.-]+ ){{0,4}}{last}\b"
                by_work = rf"\b(?:{'|'.join(sorted(trace_words('reporter')))})\b (?:\w+ )?(?:for|at|of|from|with) (?:the )?{name}"
                if re.search(f"{by_name}|{by_work}", mention.described, re.IGNORECASE):
                    person.body = outlet
                    break


def _body_name(described: str, person: str) -> str | None:
    """Return the name of the body in "Blue Lake Air spokesman Jo Field" or "Jo Field, a spokesman for Blue Lake Air"."""
    before = re.match(r"(?:[Tt]he )?((?:[A-Z][\w.&’'-]*\s)+)(?:spokes\w+|representative)\b", described)
    after = re.search(r"(?:spokes\w+|representative) (?:for|of) (?:the )?((?:[A-Z][\w.&-]*\s?)+)", described)
    found = before or after
    name = found[1].strip() if found else ""
    return name if len(name) > 1 and name not in person else None


def _take_in_writers(notes: Sequence[Voice], voices: Sequence[Voice]) -> None:
    """Where what somebody wrote online is a source, its writer's words are the note's and no second source."""
    for note in notes:
        noun, network = parts_of(note.name)[-2], parts_of(note.name)[-1]
        for voice in voices:
            if voice is note or voice.kind not in {"person", "document"} or not voice.mentions:
                continue
            by_owner = wrote(voice.name, note.name)
            written = [m for m in voice.mentions if m.statement and any(
                {noun, network} & set(words_of(via.spans[0].text)) for via in m.statement.via
            )]  # fmt: skip
            if (by_owner and written) or (voice.kind == "document" and noun in parts_of(voice.name)):
                note.mentions.extend(voice.mentions)
                voice.mentions.clear()
