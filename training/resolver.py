"""The resolver in torch: two layers on the reader's fourth, and heads for mentions, coreference, channels and commitment."""

from __future__ import annotations

import torch
from encoder import Layer, Shape
from torch import Tensor, nn
from torch.nn import functional

from onrecord.model.mentions import FEATURES, LONGEST_MENTION, SHAPES
from onrecord.model.voices import ANTE, CERTAINTIES, COMMITMENT_SIZE, KIND_SIZE, KINDS, LINK_FEATURES, SPAN, TAGS, VOICE

CONVENTIONS = ("ontogum", "litbank")
"""Whose rules say what a mention is."""
PAIR = 64
"""Hidden numbers of a pair."""


class Resolver(nn.Module):
    """States of the reader's fourth layer in; for every piece the vectors that its heads work on, out."""

    def __init__(self, layers: int = 2, dropout: float = 0.1) -> None:
        """Make the network with random weights."""
        super().__init__()
        shape = Shape()
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(layers))
        self.spans = nn.Linear(shape.hidden, 2 * SPAN)
        self.antes = nn.Linear(shape.hidden, 2 * ANTE)
        self.voice = nn.Linear(shape.hidden, VOICE)
        self.tags = nn.Linear(shape.hidden, len(TAGS.names))
        self.fact = nn.Linear(shape.hidden, 1)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return ``voices.WIDTH`` numbers for every piece; ``mask`` (windows, 1, 1, pieces) is added to the attention scores."""
        x = states
        m = torch.zeros(1, 1, 1, 1) if mask is None else mask
        for layer in self.layers:
            x = layer(x, m)
        spans, antes = functional.gelu(self.spans(x)), functional.gelu(self.antes(x))
        return torch.cat([spans, antes, self.voice(x), self.tags(x), self.fact(x)], 2)


class Coreference(nn.Module):
    """Scores of mentions and of pairs (Kirstain et al., ACL 2021, with features of the pair)."""

    def __init__(self) -> None:
        """Make the heads; mentions are scored for each convention by itself, pairs for all alike."""
        super().__init__()
        n = len(CONVENTIONS)
        self.start = nn.Parameter(torch.randn(n, SPAN) * 0.1)
        self.end = nn.Parameter(torch.randn(n, SPAN) * 0.1)
        self.both = nn.Parameter(torch.randn(n, SPAN, SPAN) * 0.02)
        self.offset = nn.Parameter(torch.zeros(n))
        self.width = nn.Parameter(torch.zeros(n, LONGEST_MENTION))
        self.shape = nn.Parameter(torch.zeros(n, len(SHAPES)))
        self.pair = nn.Parameter(torch.randn(2 * ANTE, 2 * ANTE) * 0.01)
        self.earlier = nn.Parameter(torch.zeros(len(SHAPES), PAIR))
        self.later = nn.Parameter(torch.zeros(len(SHAPES), PAIR))
        self.features = nn.Linear(FEATURES, PAIR)
        self.cross = nn.Parameter(torch.zeros(len(SHAPES), len(SHAPES)))
        self.out = nn.Linear(PAIR, 1)
        self.dropout = nn.Dropout(0.2)

    def mentions(self, spans: Tensor, first: Tensor, last: Tensor, convention: int) -> Tensor:
        """Return scores (s,) of the spans from the words ``first`` to ``last`` (s,); ``spans`` (w, 2 SPAN)."""
        starts, ends = spans.split(SPAN, 1)
        both = ((starts @ self.both[convention])[first] * ends[last]).sum(1)
        alone = (starts @ self.start[convention])[first] + (ends @ self.end[convention])[last]
        width = self.width[convention][(last - first).clamp(max=LONGEST_MENTION - 1)]
        return alone + both + self.offset[convention] + width

    def pairs(
        self,
        antes: Tensor,
        first: Tensor,
        last: Tensor,
        shapes: Tensor,
        earlier: Tensor,
        later: Tensor,
        features: Tensor,
    ) -> Tensor:
        """Return scores (p,) of pairs (``earlier``, ``later``) of the m mentions; ``antes`` (w, 2 ANTE), ``features`` (p, FEATURES)."""
        v = self.dropout(torch.cat([antes[first, :ANTE], antes[last, ANTE:]], 1))
        bilinear = ((v @ self.pair) @ v.T)[later, earlier]
        hidden = functional.relu(self.features(features) + self.earlier[shapes][earlier] + self.later[shapes][later])
        return bilinear + self.out(self.dropout(hidden))[:, 0] + self.cross[shapes[earlier], shapes[later]]


class Voices(nn.Module):
    """Heads on the voices: the kind of a source, its commitment, and which channel or time belongs to which statement."""

    def __init__(self) -> None:
        """Make the heads."""
        super().__init__()
        self.kind = _head(KIND_SIZE, len(KINDS))
        self.commitment = _head(COMMITMENT_SIZE, len(CERTAINTIES) + 1)
        self.link = nn.Parameter(torch.randn(VOICE, VOICE) * 0.01)
        self.features = nn.Sequential(nn.Linear(LINK_FEATURES, 24), nn.ReLU(), nn.Linear(24, 1))


def _head(given: int, out: int, hidden: int = 96) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.2), nn.Linear(given, hidden), nn.ReLU(), nn.Dropout(0.2), nn.Linear(hidden, out))
