"""The answers of the MCP server as text, for models and clients that show no structured output: a claim never without its words and where they stand.

Words of articles are printed as everywhere (``printable``), and each line of a whole text begins with ``>``, so that nothing in them can
pass for a line of ours.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from onrecord.export.ledger_answer import in_sentence, number
from onrecord.export.ledger_audit import percent
from onrecord.export.ledger_trail import day_of, relation_words, shortened
from onrecord.export.printable import masked, printable
from onrecord.export.quotation_marks import quoted
from onrecord.export.wording import days, kind_name, moment
from onrecord.mcp_server.answers import (
    Audited,
    Cards,
    Clash,
    Clashes,
    Found,
    Hop,
    Person,
    Proof,
    Quoted,
    Read,
    Readings,
    Said,
    Told,
    Traced,
    Who,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

    from onrecord.mcp_server.answers import Claimed, Member, Share

LONGEST = 700
"""Characters of one statement in the text; the structured answer has all of it."""


@singledispatch
def text_of(answer: BaseModel) -> str:
    """Return an answer as text. Raises TypeError for what is no answer."""
    raise TypeError(type(answer).__name__)


@text_of.register
def _(answer: Found) -> str:
    if not answer.statements:
        return answer.note
    return _joined([number(len(answer.statements), "statement") + _more(answer.cursor), *_listed(answer.statements)])


@text_of.register
def _(answer: Who) -> str:
    if not answer.voices:
        return answer.note
    first, *others = answer.voices
    parts = [_person(first), "On record saying:", *(_listed(answer.says) or ["nothing"])]
    parts += ["Said about them:", *(_listed(answer.is_said_of, speakers=True) or ["nothing"])]
    return _joined([*parts, *(["Also called so:", *map(_person, others)] if others else [])])


@text_of.register
def _(answer: Said) -> str:
    return _joined([_person(answer.voice), *(_listed(answer.statements) or ["nothing"]), _more(answer.cursor)])


@text_of.register
def _(answer: Cards) -> str:
    if not answer.stories:
        return "There are no stories in this ledger" + (" after that." if answer.cursor else ".")
    lines = []
    for card in answer.stories:
        clashes = f"; {number(card.conflicts, 'conflict')}" if card.conflicts else ""
        counted = f"{number(card.articles, 'article')}, {number(card.outlets, 'outlet')}"
        rests = f", {card.answer}" if card.answer else ""
        when = days(card.first_day, card.last_day, short=True)
        lines.append(
            f"{printable(card.title)}\n  {when + ': ' if when else ''}{counted}{rests}{clashes}\n  {card.permalink}"
        )
    return _joined([*lines, _more(answer.cursor)])


@text_of.register
def _(answer: Told) -> str:
    when = days(answer.first_day, answer.last_day, short=True)
    parts = [f"{printable(answer.title)}\n{answer.answer}{'; ' + when if when else ''}\n{answer.permalink}"]
    parts += [_claim(claim, main=not at) for at, claim in enumerate(answer.claims)] or [
        "No claim was found that its articles share."
    ]
    parts.append("Articles, the first published first:\n" + "\n".join(map(_member, answer.articles)))
    parts += ["Who has it from whom:", *map(_hop, answer.trail)] if answer.trail else []
    parts += ["In conflict:", *map(_clash, answer.conflicts)] if answer.conflicts else []
    left = ", ".join(f"{many} more of {what}" for what, many in answer.left_out.items())
    return _joined([*parts, f"Not shown: {left}." if left else ""])


@text_of.register
def _(answer: Traced) -> str:
    return _joined(
        [_statement(answer.statement), *map(_hop, answer.steps), f"The trail ends at {printable(answer.ends_at)}."]
    )


@text_of.register
def _(answer: Clashes) -> str:
    if not answer.conflicts:
        return answer.note
    found = [f"{printable(one.title)}\n{_clash(one)}\n  {one.permalink}" for one in answer.conflicts]
    return _joined([*found, "There are more: raise limit." if answer.more else ""])


@text_of.register
def _(answer: Audited) -> str:
    if not answer.statements and not answer.articles:
        return answer.note
    parts = [
        f"{number(answer.articles, 'article')}, {number(answer.statements, 'statement')}: {_shares(answer.groups)}"
    ]
    for one in answer.outlets:
        copies = (
            f"; {number(one.copies, 'article')} from another's text, {one.copied:.0%} of all its sentences copied"
            if one.copies
            else ""
        )
        counted = f"{number(one.articles, 'article')}, {number(one.statements, 'statement')}"
        parts.append(f"{printable(one.outlet or 'outlet unknown')}: {counted}: {_shares(one.groups)}{copies}")
    used = [
        f"- {number(one.statements, 'statement')} in {number(one.articles, 'article')}: {_person(one.voice)}"
        for one in answer.most_used
    ]
    return _joined([*parts, "Most used sources:\n" + "\n".join(used) if used else "", answer.note])


@text_of.register
def _(answer: Readings) -> str:
    return _joined(map(text_of, answer.articles))


@text_of.register
def _(answer: Read) -> str:
    if answer.article is None:
        return "\n".join(printable(one.message) for one in answer.problems)
    facts = [
        answer.outlet,
        *answer.bylines,
        answer.published and moment(answer.published),
        answer.address,
        answer.permalink,
    ]
    head = "\n".join(
        [printable(answer.headline or "(no headline)"), "; ".join(printable(fact) for fact in facts if fact)]
    )
    body = ["\n".join(f"> {line}" for line in masked(answer.text).split("\n"))] if answer.text else []
    found = list(_listed(answer.statements, where=False)) or ["Nobody is quoted or reported to have said anything."]
    problems = [f"Note: {printable(one.message)}" for one in answer.problems]
    return _joined([head, *body, number(len(answer.statements), "statement"), *found, *problems])


def _listed(found: Sequence[Quoted], *, speakers: bool = True, where: bool = True) -> list[str]:
    return [f"{at}. {_statement(one, speakers=speakers, where=where)}" for at, one in enumerate(found, 1)]


def _statement(one: Quoted, *, speakers: bool = True, where: bool = True) -> str:
    """Return the words, then whose they are, when, and where they stand."""
    kind = kind_name(one.kind)
    by = printable(one.source) + (f" ({kind})" if kind else "") if speakers else ""
    marks = [
        by,
        one.commitment,
        f"via {', '.join(map(printable, one.via))}" if one.via else "",
        moment(one.day) if one.day else "day unknown",
    ]
    lines = [quoted(shortened(one.words, LONGEST)), ", ".join(filter(None, marks))]
    if where:
        headline = f" “{printable(one.headline)}”" if one.headline else ""
        lines.append((in_sentence(one.outlet) if one.outlet else "outlet unknown") + headline)
    lines.append(one.permalink or f"statement {one.statement}, not in the ledger")
    return "\n   ".join(lines)


def _person(one: Person) -> str:
    return f"{printable(one.name)} ({one.kind}): {number(one.said, 'statement')}, spoken of in {one.about:,}; voice {one.voice}; {one.permalink}"


def _claim(claim: Claimed, *, main: bool) -> str:
    stances = ", ".join(f"{stance} {many}" for stance, many in claim.articles.items())
    roots = [f"- {printable(root.name)} ({root.kind})" for root in claim.roots]
    head = [f"{'The claim' if main else 'Another claim'}: {quoted(shortened(claim.words, LONGEST))}"]
    head += [f"rests on {claim.rests_on}; articles: {stances}", *roots]
    said = [_indented(text) for text in _listed(claim.evidence)]
    denied = [_indented(f"denied: {text}") for text in _listed(claim.denials)]
    return "\n".join([*head, *said, *denied])


def _member(one: Member) -> str:
    day = f", {day_of(one.published)}" if one.published else ""
    copied = f"; copies {one.copy_share:.0%} of its sentences" if one.copy_of else ""
    headline = f" “{printable(one.headline)}”" if one.headline else ""
    return f"- {printable(one.outlet or 'outlet unknown')}{day}:{headline}{copied}; {one.permalink}"


def _hop(hop: Hop) -> str:
    relation = "has it as the word of" if hop.relation == "says" else relation_words(hop.relation, hop.share)
    return "\n".join(
        [
            f"{in_sentence(hop.from_)} {relation} {in_sentence(hop.to)}",
            *(_indented(_proof(one)) for one in hop.evidence),
        ]
    )


def _clash(one: Clash) -> str:
    return "\n".join([f"{one.in_words}:", _indented(_proof(one.a)), _indented(_proof(one.b))])


def _proof(one: Proof) -> str:
    where = ", ".join(filter(None, (in_sentence(one.outlet or ""), day_of(one.published) if one.published else "")))
    return f"{quoted(shortened(one.words, LONGEST))} ({where + '; ' if where else ''}{one.permalink})"


def _shares(groups: Iterable[Share]) -> str:
    return ", ".join(f"{one.share:.0%} {one.group}" for one in groups if one.statements) or percent(0, 0)


def _indented(text: str) -> str:
    return "  " + text.replace("\n", "\n  ")


def _more(cursor: str | None) -> str:
    return f"; there are more: the same with cursor {cursor}" if cursor else ""


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part.removeprefix("; ") for part in parts if part)
