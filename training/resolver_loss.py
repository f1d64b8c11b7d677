"""The resolver's losses over one text: mentions and coreference, sources with their channels and commitment, factuality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from resolver import CONVENTIONS, Coreference, Resolver, Voices
from resolver_examples import Coreferent, Example, Sources, Text
from torch import Tensor, nn
from torch.nn import functional

from onrecord.model.coreference import NEAREST, SHARE
from onrecord.model.mentions import compared, mentions_at
from onrecord.model.voices import CERTAINTIES, COLUMNS, TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CANDIDATES = 200
"""Candidates of a text in training; more would only make LitBank's long texts slow."""
GOLD_FIRST = 3.0
"""Added to the scores of true mentions when candidates are picked in training, so that their links are taught from the start."""
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts."""

    mention: float = 0.5
    tags: float = 5.0
    """Tagged words are one in a hundred, so that the mean over all words is small."""
    untagged: float = 0.3
    """Of a word without a tag beside one with."""
    smoothing: float = 0.05
    """Of the kinds, on which annotators differ."""
    bend: float = 0.5
    """Where the loss of factuality turns from squares to absolute differences (what is measured)."""
    news: float = 2.0
    fiction: float = 0.5
    """OntoGUM's news and LitBank, beside the other genres."""


WEIGHTS = Weights()


class Joint(nn.Module):
    """The network and the heads on it, as one module."""

    def __init__(self) -> None:
        """Make all parts with random weights."""
        super().__init__()
        self.net, self.co, self.vo = Resolver(), Coreference(), Voices()

    def parts(self) -> dict[str, dict[str, Tensor]]:
        """Return the weights as ``export_resolver`` reads them."""
        return {name: part.state_dict() for name, part in self.named_children()}

    def load_parts(self, parts: Mapping[str, dict[str, Tensor]]) -> None:
        """Take what ``parts`` gave."""
        for name, part in self.named_children():
            part.load_state_dict(parts[name])

    def of_words(self, text: Text) -> Tensor:
        """Return the network's output (w, WIDTH) for the words of a text."""
        found = self.net(tensor(text.states.astype(np.float32)), tensor(text.mask))
        return found[tensor(text.at[:, 0]), tensor(text.at[:, 1])]


def tensor(array: np.ndarray) -> Tensor:
    """Return an array as a tensor."""
    return torch.from_numpy(np.ascontiguousarray(array))


def losses_of(joint: Joint, example: Example) -> dict[str, Tensor]:
    """Return the losses of an example by name; their sum, times ``weight_of``, is what is trained on."""
    if isinstance(example, Coreferent):
        return coreference_losses(candidates(joint, example), example)
    if isinstance(example, Sources):
        return sources_losses(answers(joint, example), example)
    found = joint.of_words(example.text)[:, COLUMNS["fact"]][tensor(example.words), 0]
    loss = functional.smooth_l1_loss(found, tensor(example.values), beta=WEIGHTS.bend)
    return {f"fact {example.corpus}": loss}


def weight_of(example: Example) -> float:
    """Return how much an example counts."""
    if not isinstance(example, Coreferent):
        return 1.0
    if CONVENTIONS[example.convention] == "litbank":
        return WEIGHTS.fiction
    return WEIGHTS.news if "news" in example.text.name else 1.0


def teaches(example: Example) -> bool:
    """Tell whether an example has anything to teach."""
    if isinstance(example, Coreferent):
        return len(example.first) > 1
    return len(example.kinds if isinstance(example, Sources) else example.words) > 0


@dataclass(frozen=True, slots=True)
class Candidates:
    """Scores (s,) of all runs of words; the n candidates among them (``kept``); ``links`` (n, 1 + n), to nothing (0) and to each earlier one."""

    scores: Tensor
    kept: np.ndarray
    links: Tensor


def candidates(joint: Joint, example: Coreferent) -> Candidates:
    """Return the likeliest mentions and their links, as ``onrecord.model.coreference`` finds them."""
    text, found = example.text, joint.of_words(example.text)
    scores = joint.co.mentions(
        found[:, COLUMNS["spans"]], tensor(example.first), tensor(example.last), example.convention
    )
    kept = _kept(scores.detach().numpy(), example, training=joint.training)
    first, last = example.first[kept], example.last[kept]
    mentions = mentions_at(first, last, words=text.words, lower=text.lower, sentences=text.sentences, names=text.names)
    later, earlier = np.tril_indices(len(kept), -1)
    near = later - earlier <= NEAREST
    later, earlier = later[near], earlier[near]
    pairs = joint.co.pairs(
        found[:, COLUMNS["antes"]], tensor(first), tensor(last), tensor(mentions.shape), tensor(earlier), tensor(later),
        tensor(compared(mentions, earlier, later)),
    )  # fmt: skip
    own = scores[tensor(kept)] + joint.co.shape[example.convention][tensor(mentions.shape)]
    links = torch.full((len(kept), len(kept)), NEVER).index_put((tensor(later), tensor(earlier)), pairs)
    links = links + own[:, None] + own[None, :]
    return Candidates(scores, kept, torch.cat([torch.zeros(len(kept), 1), links], 1))


def _kept(scores: np.ndarray, example: Coreferent, *, training: bool) -> np.ndarray:
    """Return the candidates by their index, in the order of the text."""
    count = min(int(SHARE * len(example.text.words)), len(example.first) - 1)
    if training:
        count = min(count, MOST_CANDIDATES)
        scores = scores + GOLD_FIRST * (example.entities >= 0)
    kept = np.argpartition(-scores, count)[:count]
    return kept[np.lexsort((example.last[kept], example.first[kept]))]


def coreference_losses(found: Candidates, example: Coreferent) -> dict[str, Tensor]:
    """Return the loss of the mentions, and of the links: the likelihood of all right earlier mentions together (Lee et al., 2017)."""
    true = tensor((example.entities >= 0).astype(np.float32))
    mention = functional.binary_cross_entropy_with_logits(found.scores, true, reduction="sum") / max(1, true.sum())
    entities = example.entities[found.kept]
    back = np.subtract.outer(np.arange(len(entities)), np.arange(len(entities)))
    same = same_as_earlier(entities) & (entities[:, None] >= 0) & (back <= NEAREST)
    right = np.concatenate([~same.any(1, keepdims=True), same], 1)
    links = unlikelihood(found.links, right).sum() / max(1, (entities >= 0).sum())
    return {"coreference": links, "mention": WEIGHTS.mention * mention}


def same_as_earlier(entities: np.ndarray) -> np.ndarray:
    """Return (m, m) where the column stands before the row and is of the same entity."""
    same: np.ndarray = (entities[:, None] == entities[None, :]) & np.tri(len(entities), k=-1, dtype=bool)
    return same


def unlikelihood(scores: Tensor, right: np.ndarray) -> Tensor:
    """Return (m,) the negative log likelihood that one of the ``right`` columns is chosen, by ``scores`` (m, n)."""
    hit = torch.where(tensor(right), scores, torch.tensor(NEVER))
    return torch.logsumexp(scores, 1) - torch.logsumexp(hit, 1)


@dataclass(frozen=True, slots=True)
class Answers:
    """Scores: kinds (a, KINDS); commitment (a, CERTAINTIES and negative); tags (w, TAGS); links (p,); pairs (m, m) of mentions, or None."""

    kinds: Tensor
    commitment: Tensor
    tags: Tensor
    links: Tensor
    pairs: Tensor | None


def answers(joint: Joint, example: Sources) -> Answers:
    """Return what the heads say of an article's attributions; vectors are put together as in ``onrecord.model.voices``."""
    found = joint.of_words(example.text)
    voices, rows = found[:, COLUMNS["voice"]], example.pooled
    source, cue, content = (tensor(part) @ voices for part in (rows.source, rows.cue, rows.content))
    head, last_cue, first_content = (tensor(part) @ voices for part in (rows.head, rows.last_cue, rows.first_content))
    kinds = joint.vo.kind(torch.cat([head, source, cue, content, tensor(example.flags)], 1))
    commitment = joint.vo.commitment(torch.cat([cue, last_cue, content, first_content, source, tensor(example.has)], 1))
    asked = (cue + source + content)[tensor(example.links.attributions)] @ joint.vo.link
    links = (asked * voices[tensor(example.links.words)]).sum(1)
    links = links + joint.vo.features(tensor(example.links.features))[:, 0]
    pairs = _pairs(joint, example, found[:, COLUMNS["antes"]])
    return Answers(kinds, commitment, found[:, COLUMNS["tags"]], links, pairs)


def _pairs(joint: Joint, example: Sources, antes: Tensor) -> Tensor | None:
    """Return the scores of each two mentions of sources, the later one by row; how likely each is a mention is not asked."""
    mentions = example.mentions
    if mentions is None or len(mentions.first) < 2:
        return None
    later, earlier = np.tril_indices(len(mentions.first), -1)
    pairs = joint.co.pairs(
        antes, tensor(mentions.first), tensor(mentions.last), tensor(mentions.shape), tensor(earlier), tensor(later),
        tensor(compared(mentions, earlier, later)),
    )  # fmt: skip
    empty = torch.full((len(mentions.first), len(mentions.first)), NEVER)
    return empty.index_put((tensor(later), tensor(earlier)), pairs)


def sources_losses(found: Answers, example: Sources) -> dict[str, Tensor]:
    """Return the losses of the heads on sources."""
    weights = torch.ones(len(TAGS.names))
    weights[0] = WEIGHTS.untagged
    count = len(CERTAINTIES)
    negative = functional.binary_cross_entropy_with_logits(found.commitment[:, count], tensor(example.negative))
    losses = {
        "kind": functional.cross_entropy(found.kinds, tensor(example.kinds), label_smoothing=WEIGHTS.smoothing),
        "commitment": functional.cross_entropy(found.commitment[:, :count], tensor(example.certainties)) + negative,
        "tags": WEIGHTS.tags * functional.cross_entropy(found.tags, tensor(example.tags), weight=weights),
    }
    if len(example.links.right):
        losses["links"] = functional.binary_cross_entropy_with_logits(found.links, tensor(example.links.right))
    if found.pairs is not None:
        same = same_as_earlier(example.entities)
        taken_up = np.flatnonzero(same.any(1))
        if len(taken_up):
            losses["names"] = unlikelihood(found.pairs[tensor(taken_up)], same[taken_up]).mean()
    return losses
