"""The neural reader with the weights that ship: any text, any length, the same result, and weights that are checked."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.attribute.quotations import quotations
from onrecord.errors import WeightsError
from onrecord.model.reader import LONGEST_PARAGRAPH, Reading, opened, shipped

WEIGHTS = Path(str(files("onrecord") / "data" / "reader"))


def read(text: str) -> Reading:
    paragraphs = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append((start, start + len(line)))
        start += len(line) + 1
    return shipped().read(text, paragraphs, [[(q.start, q.end) for q in quotations(text, *p)] for p in paragraphs])


def test_reader_finds_source_cue_and_content() -> None:
    text = "The bridge will close in May, the mayor of Fennick, Ada Moss, said on Tuesday."
    (found,) = read(text).attributions
    assert text[slice(*found.content[0])] == "The bridge will close in May"
    assert "said" in text[slice(*found.cue[0])]
    assert "Ada Moss" in text[slice(*found.source[0])]
    assert 0.5 < found.confidence <= 1


def test_reader_finds_names_of_three_kinds() -> None:
    text = "Ada Moss flew to Paris on Monday to meet the board of Barclays Bank, her lawyer said."
    found = {(text[n.start : n.end], n.kind) for n in read(text).names}
    assert ("Ada Moss", "person") in found
    assert ("Paris", "place") in found
    assert any(kind == "organisation" and "Barclays" in words for words, kind in found)


def test_reader_finds_sentence_ends() -> None:
    text = "Mr. Hill left at 5 p.m. on Monday. The gate was open. Nobody came to close it again."
    ends = read(text).ends
    assert text.index(". The") + 1 in ends
    assert text.index(". Nobody") + 1 in ends
    assert text.index("Hill") - 1 not in ends


def test_reader_statement_inside_a_statement_knows_its_outer_one() -> None:
    text = (
        "The Morning Post reported that a source close to the band told the paper that the singer had left the group. "
        "The Evening Tern reported that friends said the couple had parted."
    )
    found = read(text).attributions
    inner = [a for a in found if a.inside is not None]
    for attribution in inner:
        outer = found[attribution.inside or 0]
        assert any(a <= attribution.content[0][0] < b for a, b in outer.content)


def test_reader_same_text_same_reading_on_any_number_of_threads() -> None:
    text = "\n".join(
        f'"I saw {i} boats on the river," said Bo Hill, who keeps the ferry. The council denied that it was late.'
        for i in range(40)
    )
    first = read(text)
    assert first == read(text)
    paragraphs = [(0, len(text.split("\n")[0]))]
    quoted = [[(q.start, q.end) for q in quotations(text, *paragraphs[0])]]
    one, two = (opened(WEIGHTS, threads).read(text, paragraphs, quoted) for threads in (1, 2))
    assert [(a.content, a.cue, a.source) for a in one.attributions] == [
        (a.content, a.cue, a.source) for a in two.attributions
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "word", "   ", "\n\n\n", '"', '""""""', "“”‘’«»``''", "😀😀 😀", "שלום עולם", "\u202eabc\u202c said", "\x00\x01\x02",
        "a" * 50_000, "said " * 5_000, '"' * 3_000, "x" + "\u0301" * 500, "— Ada Moss", "e\u0301 said: “no",
    ],
)  # fmt: skip
def test_reader_odd_texts_do_no_harm(text: str) -> None:
    check(text, read(text))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.sampled_from(['"', "said", "Ada Moss", "that", ",", "“", "”", "\n"])),
        max_size=40,
    )
)
def test_reader_offsets_are_right_on_any_text(parts: list[str]) -> None:
    text = " ".join(parts)
    check(text, read(text))


def check(text: str, reading: Reading) -> None:
    for attribution in reading.attributions:
        assert attribution.content
        assert 0 <= attribution.confidence <= 1
        for start, end in (*attribution.content, *attribution.cue, *attribution.source):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
    for name in reading.names:
        assert text[name.start : name.end].strip()
    assert list(reading.ends) == sorted(set(reading.ends))


def test_reader_long_paragraph_is_read_to_its_end() -> None:
    text = " ".join(f"The gate number {i} was open, the warden said." for i in range(1_000))
    assert len(text) > 2 * LONGEST_PARAGRAPH
    reading = read(text)
    check(text, reading)
    assert reading.attributions[-1].content[0][0] > len(text) - 2_000


def test_weights_damaged_or_missing_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="install OnRecord again"):
        opened(tmp_path)
    for file in WEIGHTS.iterdir():
        shutil.copy(file, tmp_path)
    assert opened(tmp_path)
    (tmp_path / "tokenizer.json").write_text((tmp_path / "tokenizer.json").read_text("utf-8") + " ", "utf-8")
    with pytest.raises(WeightsError, match=r"tokenizer\.json is not the file"):
        opened(tmp_path)
    (tmp_path / "reader.json").write_text("{", "utf-8")
    with pytest.raises(WeightsError, match="reader"):
        opened(tmp_path)


def test_weights_fit_the_package() -> None:
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) < 30_000_000
    assert set(json.loads((WEIGHTS / "reader.json").read_text("utf-8"))["sha256"]) == {
        "reader.onnx", "resolver.npz", "resolver.onnx", "tokenizer.json",
    }  # fmt: skip
