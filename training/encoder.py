"""The reader in torch: a pretrained encoder with case and quotation features, and the heads that ``onrecord.model`` decodes.

The encoder is MiniLM-L6 (BERT's shape) for what ships, or MPNet-base for the teacher it learns from; both know the same
word pieces, MPNet under numbers that are four higher.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from onrecord.model.heads import DISTANCES, LINK_SIZE, LINKED, LINKS, SCORED
from onrecord.model.words import CASES


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoder; the defaults are MiniLM-L6's. ``relative``: buckets of MPNet's relative positions, or 0."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    pieces: int = 30522
    positions: int = 512
    relative: int = 0
    epsilon: float = 1e-12


MPNET = Shape(layers=12, hidden=768, inner=3072, relative=32, epsilon=1e-5)
SHAPES = {"minilm": Shape(), "mpnet": MPNET, "mpnet9": replace(MPNET, layers=9)}
"""``mpnet9`` leaves out the top three layers, which were trained to sum up a sentence and cost a quarter of the time."""


class Attention(torch.autograd.Function):
    """Attention as one operator of onnxruntime, for the export only; windows of one length, so that nothing is masked."""

    @staticmethod
    def forward(_context: object, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        """Return (batch, pieces, hidden) of the three (batch, pieces, hidden)."""
        q, k, v = (part.unflatten(2, (heads, -1)).transpose(1, 2) for part in (q, k, v))
        return functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph: Any, q: object, k: object, v: object, heads: int) -> object:
        """Return the operator's node (com.microsoft.MultiHeadAttention)."""
        return graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads)


class Layer(nn.Module):
    """A transformer layer with its normalisation behind (Devlin et al., NAACL 2019)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        """Make the layer."""
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (batch, pieces, hidden); ``mask`` (batch, 1 or heads, 1 or pieces, pieces) is added to the attention scores."""
        batch, length, hidden = x.shape
        if torch.onnx.is_in_onnx_export():
            seen = Attention.apply(*self.qkv(x).split(hidden, 2), self.heads)
        else:
            parts = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
            # Attention dropout stays off: a trial found that it halves the speed on a CPU for nothing.
            seen = functional.scaled_dot_product_attention(*parts.unbind(0), attn_mask=mask.to(parts.dtype))
            seen = seen.transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.dropout(self.out(seen)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


def relative_buckets(length: int, buckets: int) -> Tensor:
    """Return MPNet's bucket (length, length) of each pair of positions (Raffel et al., 2020, as MPNet uses it)."""
    half, exact, furthest = buckets // 2, buckets // 4, 128
    away = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    side = (away < 0).long() * half
    away = away.abs()
    far = exact + (torch.log(away.clamp(min=1) / exact) / math.log(furthest / exact) * (half - exact)).long()
    return side + torch.where(away < exact, away, far.clamp(max=half - 1))


class Reader(nn.Module):
    """Pieces, cases and quotation states in; scores and link vectors for every piece out."""

    def __init__(self, shape: Shape = Shape(), dropout: float = 0.1) -> None:
        """Make the network with random weights; ``load_pretrained`` fills the encoder."""
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.pieces, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.case = nn.Embedding(len(CASES), shape.hidden)
        self.quote = nn.Embedding(3, shape.hidden)
        for features in (self.case, self.quote):
            nn.init.normal_(features.weight, 0, 0.01)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.relative = nn.Embedding(shape.relative, shape.heads) if shape.relative else None
        self.scores = nn.Linear(shape.hidden, SCORED)
        self.links = nn.Linear(shape.hidden, LINKED)
        self.distance = nn.Parameter(torch.zeros(len(LINKS), DISTANCES))
        self.same_paragraph = nn.Parameter(torch.zeros(len(LINKS)))
        self.nobody = nn.Parameter(torch.randn(len(LINKS), LINK_SIZE) * 0.1)

    def forward(self, pieces: Tensor, cases: Tensor, quoted: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores (batch, pieces, 64) and link vectors (batch, pieces, 448); pieces 0 are padding."""
        mask = torch.where(pieces == 0, -1e4, 0.0)[:, None, None, :]  # unused, and so left out, in the export
        if self.relative is not None:
            buckets = relative_buckets(pieces.shape[1], self.shape.relative)
            mask = mask + self.relative(buckets).permute(2, 0, 1)[None]
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.case(cases) + self.quote(quoted)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.scores(x), self.links(x)

    def load_pretrained(self, file: Path) -> None:
        """Fill the encoder from a safetensors file of BERT's or MPNet's shape."""
        found = {k.removeprefix("bert."): v for k, v in load_file(str(file)).items()}
        own = _from_mpnet(found, self.shape) if self.shape.relative else _from_bert(found, self.shape)
        missing, unexpected = self.load_state_dict(own, strict=False)
        heads = {"case", "quote", "scores", "links", "distance", "same_paragraph", "nobody"}
        if unexpected or {name.split(".")[0] for name in missing} - heads:
            raise ValueError(f"{file} is not this encoder: {missing} {unexpected}")


_NAMES = {
    "bert": {
        "norm1": "attention.output.LayerNorm",
        "out": "attention.output.dense",
        "qkv": ("attention.self.query", "attention.self.key", "attention.self.value"),
    },
    "mpnet": {
        "norm1": "attention.LayerNorm",
        "out": "attention.attn.o",
        "qkv": ("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    },
}
_SHARED = {"up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}


def _layers(found: dict[str, Tensor], shape: Shape, family: str) -> dict[str, Tensor]:
    own: dict[str, Tensor] = {}
    for part in ("weight", "bias"):
        own[f"norm.{part}"] = found[f"embeddings.LayerNorm.{part}"]
        for i in range(shape.layers):
            base = f"encoder.layer.{i}"
            for mine, theirs in {**_NAMES[family], **_SHARED}.items():
                parts = [theirs] if isinstance(theirs, str) else theirs
                own[f"layers.{i}.{mine}.{part}"] = torch.cat([found[f"{base}.{name}.{part}"] for name in parts])
    return own


def _from_bert(found: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    return {
        "words.weight": found["embeddings.word_embeddings.weight"],
        "positions.weight": found["embeddings.position_embeddings.weight"]
        + found["embeddings.token_type_embeddings.weight"][0],
        **_layers(found, shape, "bert"),
    }


def _from_mpnet(found: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """Renumber the pieces as BERT has them: MPNet puts <s> <pad> </s> <unk> first, and its own start and end elsewhere."""
    theirs = found["embeddings.word_embeddings.weight"]
    numbers = torch.arange(shape.pieces) + 4
    numbers[0], numbers[101], numbers[102] = 1, 0, 2
    return {
        "words.weight": theirs[numbers],
        "positions.weight": found["embeddings.position_embeddings.weight"][2 : 2 + shape.positions],
        "relative.weight": found["encoder.relative_attention_bias.weight"],
        **_layers(found, shape, "mpnet"),
    }


def averaged_weights(checkpoint: Path) -> dict[str, Tensor]:
    """Return the averaged weights of a checkpoint of ``train_reader.py`` under the reader's own names."""
    state = torch.load(checkpoint, weights_only=True)["average"]
    return {k.removeprefix("module."): v for k, v in state.items() if k.startswith("module.")}


def averaged_reader(checkpoint: Path, shape: str) -> Reader:
    """Return a reader with the averaged weights of a checkpoint, ready to read."""
    reader = Reader(SHAPES[shape])
    reader.load_state_dict(averaged_weights(checkpoint))
    return reader.eval()


def tokenizer_of(file: Path) -> Tokenizer:
    """Return the tokenizer in a file, without the padding and cutting that it may ask for."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
