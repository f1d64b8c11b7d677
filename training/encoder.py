"""The reader in torch: a MiniLM encoder with case and quotation features, and the heads that ``onrecord.model`` decodes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.model.decode import DISTANCES, LABELS, LINK_SIZE
from onrecord.model.words import CASES


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoder; the defaults are MiniLM-L6's."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    pieces: int = 30522
    positions: int = 512


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
        self.norm1 = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (batch, pieces, hidden); ``mask`` (batch, 1, 1, pieces) is added to the attention scores."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        # Attention dropout stays off: a trial found that it halves the speed on a CPU for nothing.
        if torch.onnx.is_in_onnx_export():
            weights = torch.softmax(q @ k.transpose(-1, -2) / (hidden // self.heads) ** 0.5 + mask, -1)
            seen = weights @ v
        else:
            seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(seen.transpose(1, 2).reshape(batch, length, hidden))))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Reader(nn.Module):
    """Pieces, cases and quotation states in; label scores and link vectors for every piece out."""

    def __init__(self, shape: Shape = Shape(), dropout: float = 0.1) -> None:
        """Make the network with random weights; ``load_pretrained`` fills the encoder."""
        super().__init__()
        self.words = nn.Embedding(shape.pieces, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.case = nn.Embedding(len(CASES), shape.hidden)
        self.quote = nn.Embedding(3, shape.hidden)
        for features in (self.case, self.quote):
            nn.init.normal_(features.weight, 0, 0.01)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.labels = nn.Linear(shape.hidden, len(LABELS))
        self.links = nn.Linear(shape.hidden, 4 * LINK_SIZE)
        self.distance = nn.Parameter(torch.zeros(2, DISTANCES))
        self.same_paragraph = nn.Parameter(torch.zeros(2))
        self.nobody = nn.Parameter(torch.randn(LINK_SIZE) * 0.1)

    def forward(self, pieces: Tensor, cases: Tensor, quoted: Tensor) -> tuple[Tensor, Tensor]:
        """Return label scores (batch, pieces, 13) and link vectors (batch, pieces, 256); pieces 0 are padding."""
        mask = torch.where(pieces == 0, -1e4, 0.0)[:, None, None, :]
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.case(cases) + self.quote(quoted)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.labels(x), self.links(x)

    def load_pretrained(self, file: Path) -> None:
        """Fill the encoder from a BERT-shaped safetensors file."""
        found = {k.removeprefix("bert."): v for k, v in load_file(str(file)).items()}
        own: dict[str, Tensor] = {"words.weight": found["embeddings.word_embeddings.weight"]}
        own["positions.weight"] = (
            found["embeddings.position_embeddings.weight"] + found["embeddings.token_type_embeddings.weight"][0]
        )
        for part in ("weight", "bias"):
            own[f"norm.{part}"] = found[f"embeddings.LayerNorm.{part}"]
            for i in range(len(self.layers)):
                base, layer = f"encoder.layer.{i}", f"layers.{i}"
                own[f"{layer}.qkv.{part}"] = torch.cat(
                    [found[f"{base}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                )
                own[f"{layer}.out.{part}"] = found[f"{base}.attention.output.dense.{part}"]
                own[f"{layer}.norm1.{part}"] = found[f"{base}.attention.output.LayerNorm.{part}"]
                own[f"{layer}.up.{part}"] = found[f"{base}.intermediate.dense.{part}"]
                own[f"{layer}.down.{part}"] = found[f"{base}.output.dense.{part}"]
                own[f"{layer}.norm2.{part}"] = found[f"{base}.output.LayerNorm.{part}"]
        missing, unexpected = self.load_state_dict(own, strict=False)
        heads = {"case", "quote", "labels", "links", "distance", "same_paragraph", "nobody"}
        if unexpected or {name.split(".")[0] for name in missing} - heads:
            raise ValueError(f"{file} is not this encoder: {missing} {unexpected}")
