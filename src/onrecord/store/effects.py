"""Judgements put into effect. The rows of voices and statements follow from the log, so undoing is working them out again without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.errors import NotInLedgerError, UsageError
from onrecord.store import articles, indexing, judgements, stories, voices
from onrecord.store.packing import opaque_id, unpack_reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from onrecord.store.kept import Judged, Judgement


def judge(db: sqlite3.Connection, path: Path, judgement: Judgement) -> Judged:
    """Append a judgement and put it into effect."""
    judgements.well_formed(judgement)
    if judgement.kind == "undo":
        return _undo(db, path, judgement)
    if judgement.kind == "correct":
        return _correct(db, path, judgement)
    _people_exist(db, path, judgement)
    judged = judgements.append(db, judgement, None)
    _work_out(db, path, judged)
    return judgements.one(db, int(judged.id[1:]))


def _undo(db: sqlite3.Connection, path: Path, judgement: Judgement) -> Judged:
    number = judgements.numbered(db, path, judgement.subject)
    if not judgements.in_effect(db, number):
        raise UsageError(f"{judgement.subject} is not in effect any more, so there is nothing to undo")
    undone = judgements.append(db, judgement, number)
    last = judgements.one(db, number)
    while last.judgement.kind == "undo":  # it brings back what that one had taken away
        last = judgements.one(db, judgements.numbered(db, path, last.judgement.subject))
    _work_out(db, path, last)
    return undone


def _correct(db: sqlite3.Connection, path: Path, judgement: Judgement) -> Judged:
    """Append a correction, which supersedes the one before and is added to what that one says."""
    before = judgements.correction(db, judgement.subject)
    row = db.execute(
        "SELECT a.id FROM statement s JOIN article a ON a.number = s.article WHERE s.id = ?", (judgement.subject,)
    ).fetchone()
    if row is None and before is None:
        raise NotInLedgerError(path, "statement", judgement.subject)
    change = {**(before[1] if before else {}), **judgement.change}
    change["article"] = row[0] if row is not None else change["article"]
    judged = judgements.append(db, replace(judgement, change=change), before[0] if before else None)
    _work_out(db, path, judged)
    return judged


def _people_exist(db: sqlite3.Connection, path: Path, judgement: Judgement) -> None:
    root = voices.numbered(db, path, judgement.subject)
    kinds = {
        voices.by_number(db, voices.numbered(db, path, one)).kind
        for one in [judgement.subject, *judgement.change.get("voices", ())]
    }
    if len(kinds) > 1:
        raise UsageError(f"these can't be one: they are {' and '.join(sorted(kinds))}")
    if judgement.kind == "merge" and all(voices.numbered(db, path, one) == root for one in judgement.change["voices"]):
        raise UsageError("these are one voice already")
    for article in judgement.change.get("articles", ()):
        articles.numbered(db, path, article)


def _work_out(db: sqlite3.Connection, path: Path, judged: Judged) -> None:
    """Make the rows what the log says, for everything that this judgement speaks of."""
    judgement = judged.judgement
    if judgement.kind == "correct":
        _index_again(db, path, [judgement.change["article"]])
    elif judgement.kind == "merge":
        _join(db, [judgement.subject, *judgement.change["voices"]])
    else:
        _part(db, path, judgements.one(db, int(judged.id[1:])))


def _join(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Work out again who is whom among these voices and all that are joined to them."""
    heads = _heads(db)
    old = {row[0] for one in ids for row in db.execute(_GROUP, (one,))}
    roots = {heads.get(one, one) for one in old}
    everybody = sorted(old | roots | {one for one, head in heads.items() if head in roots})
    numbers = [row[0] for one in everybody if (row := _number(db, one)) is not None]
    stories.touch_voices(db, numbers)
    for one in everybody:
        head = _number(db, heads.get(one, one))
        own = heads.get(one, one) == one or head is None
        db.execute("UPDATE voice SET same_as = ? WHERE id = ?", (None if own or head is None else head[0], one))
    recount(db, numbers)


_GROUP = """
WITH it AS (SELECT coalesce(same_as, number) AS root FROM voice WHERE id = ?)
SELECT id FROM voice, it WHERE number = root OR same_as = root
"""


def _number(db: sqlite3.Connection, identity: str) -> tuple[int] | None:
    row: tuple[int] | None = db.execute("SELECT number FROM voice WHERE id = ?", (identity,)).fetchone()
    return row


def _heads(db: sqlite3.Connection) -> dict[str, str]:
    """Return, for each voice that a merge in effect speaks of, the one that it is: the subject of the latest merge of its group."""
    heads: dict[str, str] = {}
    for judged in judgements.of_kind(db, "merge"):
        head = heads.get(judged.judgement.subject, judged.judgement.subject)
        joined = {heads.get(one, one) for one in judged.judgement.change["voices"]} | {head}
        for one in [*heads, *judged.judgement.change["voices"], *joined]:
            if heads.get(one, one) in joined:
                heads[one] = head
    return heads


def recount(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Count the statements by and about voices again; those that are another one have none of their own."""
    for number in numbers:
        group = voices.members(db, number)
        own = db.execute("SELECT same_as FROM voice WHERE number = ?", (number,)).fetchone()[0] is None
        said, about = (
            sum(db.execute(ask, (member,)).fetchone()[0] for member in group) if own else 0
            for ask in ("SELECT count(*) FROM statement WHERE voice = ?", "SELECT count(*) FROM about WHERE voice = ?")
        )
        db.execute("UPDATE voice SET said = ?, about = ? WHERE number = ?", (said, about, number))


def _part(db: sqlite3.Connection, path: Path, judged: Judged) -> None:
    """Make, or take back, the voice that somebody is in some articles by a split."""
    judgement = judged.judgement
    old = voices.numbered(db, path, judgement.subject)
    identity = opaque_id("split", judgement.subject, judged.id)
    numbers = [articles.numbered(db, path, one) for one in judgement.change["articles"]]
    if judged.in_effect:
        voice = voices.by_number(db, old)
        made = _number(db, identity)
        new = made[0] if made else voices.new_voice(db, identity, voice.kind, judgement.change.get("name", voice.name))
        db.executemany(
            "INSERT OR REPLACE INTO parting (voice, article, becomes) VALUES (?, ?, ?)",
            [(member, number, new) for member in voices.members(db, old) for number in numbers],
        )
    else:
        db.execute("DELETE FROM parting WHERE becomes = (SELECT number FROM voice WHERE id = ?)", (identity,))
    _index_again(db, path, judgement.change["articles"])


def _index_again(db: sqlite3.Connection, path: Path, keys: Iterable[str]) -> None:
    for key in keys:
        number = articles.numbered(db, path, key)
        blob = db.execute(
            "SELECT v.reading FROM article a JOIN version v ON v.article = a.number AND v.ordinal = a.ordinal WHERE a.number = ?",
            (number,),
        ).fetchone()[0]
        before = indexing.take_out(db, number)
        indexing.put_in(db, number, judgements.corrected(db, unpack_reading(blob)))
        voices.drop_unused(db, before)
        stories.touch_article(db, number)
