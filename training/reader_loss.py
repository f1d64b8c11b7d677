"""The reader's loss over a batch of windows: labels, names and sentence ends by word, and the five links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from reader_data import UNKNOWN, Example
from torch import Tensor
from torch.nn import functional

from onrecord.model.decode import distance_bucket
from onrecord.model.heads import LINK_SIZE, LINKS, ROLES, SCORES, answers, asks

_CONTENT, _CUE, _SOURCE = range(3)
_TARGETS = (
    (_CONTENT, _CUE, False),
    (_CONTENT, _CUE, True),
    (_CONTENT, _SOURCE, False),
    (_CONTENT, _SOURCE, True),
    (_CUE, _SOURCE, None),
)
"""For each link: who asks, for what, and whether attributions inside others are meant (None: all)."""


if TYPE_CHECKING:
    from encoder import Reader

LIKELY = 0.2
"""Probability, to the teacher, that a word is part of what asks for a link, from which its link is taught."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts. The links' 0.3 is that of the project's first trial."""

    links: float = 0.3
    names: float = 1.0
    ends: float = 0.1
    inner: float = 0.7


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as padded tensors: b windows of p pieces and w words, with a attributions at most."""

    pieces: Tensor
    cases: Tensor
    quoted: Tensor
    heads: Tensor
    words: Tensor
    labels: dict[str, Tensor]
    members: Tensor
    inner: Tensor
    missing: Tensor
    none: Tensor
    paragraphs: Tensor
    teacher: tuple[Tensor, Tensor] | None


def padded(rows: list[np.ndarray], fill: int = 0) -> Tensor:
    """Return the rows as one tensor (rows, longest)."""
    out = np.full((len(rows), max(map(len, rows))), fill, dtype=np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


def batch_of(examples: list[Example]) -> Batch:
    """Put windows together."""
    words = max(len(e.outer) for e in examples)
    most = max(1, *(e.members.shape[1] for e in examples))
    members = np.zeros((3, len(examples), most, words), dtype=np.float32)
    inner = np.zeros((len(examples), most), dtype=bool)
    missing, none = np.zeros((2, 3, len(examples), most), dtype=bool)
    for i, e in enumerate(examples):
        a = e.members.shape[1]
        members[:, i, :a, : len(e.outer)] = e.members
        inner[i, :a] = e.is_inner
        missing[:, i, :a] = e.missing
        none[:, i, :a] = e.none
    teacher = None
    if examples[0].teacher is not None:
        given = [e.teacher for e in examples if e.teacher is not None]
        teacher = tuple(
            torch.stack([functional.pad(torch.from_numpy(g[k].astype(np.float32)), (0, 0, 0, words - len(g[k]))) for g in given])
            for k in range(2)
        )  # fmt: skip
    return Batch(
        pieces=padded([e.row.pieces for e in examples]),
        cases=padded([e.row.cases for e in examples]),
        quoted=padded([e.row.quoted for e in examples]),
        heads=padded([e.row.heads for e in examples]),
        words=padded([np.ones(len(e.outer), np.int64) for e in examples]).bool(),
        labels={
            name: padded([getattr(e, name) for e in examples], UNKNOWN) for name in ("outer", "inner", "names", "ends")
        },
        members=torch.from_numpy(members),
        inner=torch.from_numpy(inner),
        missing=torch.from_numpy(missing),
        none=torch.from_numpy(none),
        paragraphs=padded([e.paragraphs for e in examples], -1),
        teacher=teacher,  # type: ignore[arg-type]
    )


def read(reader: Reader, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return the scores (b, w, 64) and vectors (b, w, 448) of the words, in float32."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, vectors = reader(batch.pieces, batch.cases, batch.quoted)
    at = batch.heads[..., None]
    return (
        scores.float().gather(1, at.expand(-1, -1, scores.shape[2])),
        vectors.float().gather(1, at.expand(-1, -1, vectors.shape[2])),
    )


def link_scores(reader: Reader, vectors: Tensor, link: int, batch: Batch) -> Tensor:
    """Return the log-probabilities (b, w, w + 1) with which each word takes each other, or last none, for ``link``."""
    ask, answer = vectors[..., asks(link)], vectors[..., answers(link)]
    width = vectors.shape[1]
    at = np.arange(width)
    bucket = torch.from_numpy(distance_bucket(at[None, :] - at[:, None]))
    same = batch.paragraphs[:, :, None] == batch.paragraphs[:, None, :]
    found = ask @ answer.transpose(1, 2) / LINK_SIZE**0.5
    found = found + reader.distance[link][bucket] + same * reader.same_paragraph[link]
    found = found.masked_fill(~batch.words[:, None, :], -1e4)
    nobody = ask @ reader.nobody[link] / LINK_SIZE**0.5
    return torch.log_softmax(torch.cat([found, nobody[..., None]], 2), 2)


def link_losses(reader: Reader, vectors: Tensor, batch: Batch) -> Tensor:
    """Return the mean loss of the links: how much each asking word misses all the words of its cue or source."""
    total, count = torch.zeros(()), torch.zeros(())
    for link, (who, what, inner) in enumerate(_TARGETS):
        counted = ~batch.missing[what]
        if inner is not None:
            counted = counted & (batch.inner == inner)
        asking = batch.members[who] * counted[..., None]
        if not asking.any():
            continue
        right = asking.transpose(1, 2) @ batch.members[what]
        none = (asking * batch.none[what][..., None]).amax(1)
        right = torch.cat([right, none[..., None]], 2) > 0
        some = right.any(2)
        scores = link_scores(reader, vectors, link, batch)
        missed = -torch.logsumexp(scores.masked_fill(~right, -1e4), 2)
        total = total + (missed * some).sum()
        count = count + some.sum()
    return total / count.clamp(min=1) * (count > 0)


def loss_of(reader: Reader, batch: Batch, weights: Weights) -> Tensor:
    """Return the loss of a batch against its labels."""
    scores, vectors = read(reader, batch)
    loss = torch.zeros(())
    for name, weight in (("outer", 1.0), ("inner", weights.inner), ("names", weights.names)):
        gold = batch.labels[name]
        known = gold != UNKNOWN
        if known.any():
            loss = loss + weight * functional.cross_entropy(scores[..., SCORES[name]][known], gold[known])
    known = batch.labels["ends"] != UNKNOWN
    if known.any():
        ends = scores[..., SCORES["ends"]][..., 0][known]
        loss = loss + weights.ends * functional.binary_cross_entropy_with_logits(
            ends, batch.labels["ends"][known].float()
        )
    if batch.members.any():
        loss = loss + weights.links * len(LINKS) / 2 * link_losses(reader, vectors, batch)
    return loss


def distance_to_teacher(reader: Reader, teacher: Reader, batch: Batch, weights: Weights) -> Tensor:
    """Return how far the reader's distributions are from the teacher's: cross entropy by word and by link.

    Links count for words that the teacher thinks part of a content or cue, in the measure of that. Names are not taught:
    the teacher sees few of them.
    """
    if batch.teacher is None:
        raise ValueError("the batch bears no teacher's answers; it needs windows from teach.taught")
    their_scores, their_vectors = batch.teacher
    scores, vectors = read(reader, batch)
    words = batch.words.float()
    loss = torch.zeros(())
    for name, weight in (("outer", 1.0), ("inner", weights.inner)):
        theirs = torch.softmax(their_scores[..., SCORES[name]], 2)
        mine = torch.log_softmax(scores[..., SCORES[name]], 2)
        loss = loss - weight * ((theirs * mine).sum(2) * words).sum() / words.sum()
    ends = functional.binary_cross_entropy_with_logits(
        scores[..., SCORES["ends"]], torch.sigmoid(their_scores[..., SCORES["ends"]]), reduction="none"
    )[..., 0]
    loss = loss + weights.ends * (ends * words).sum() / words.sum()
    outer, inner = (torch.softmax(their_scores[..., SCORES[n]], 2) for n in ("outer", "inner"))
    of = {r: ROLES.columns(r) for r in ROLES.classes}
    shares = (
        outer[..., of["content"]].sum(2), inner[..., of["content"]].sum(2),
        outer[..., of["content"]].sum(2), inner[..., of["content"]].sum(2),
        torch.maximum(outer[..., of["cue"]].sum(2), inner[..., of["cue"]].sum(2)),
    )  # fmt: skip
    total, count = torch.zeros(()), torch.zeros(())
    for link, likely in enumerate(shares):
        share = likely * words * (likely > LIKELY)
        with torch.no_grad():
            theirs = link_scores(teacher, their_vectors, link, batch).exp()
        missed = -(theirs * link_scores(reader, vectors, link, batch)).sum(2)
        total = total + (missed * share).sum()
        count = count + share.sum()
    return loss + weights.links * len(LINKS) / 2 * total / count.clamp(min=1)
