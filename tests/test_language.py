from __future__ import annotations

import pytest

from onrecord.read.language import declared_code, language

ENGLISH = (
    "The council voted on Tuesday to keep the old bridge open to walkers while engineers look at its pillars. " * 6
)
GERMAN = (
    "Der Rat hat am Dienstag beschlossen, die alte Brücke für Fußgänger offen zu halten, bis Fachleute sie prüfen. " * 6
)
SWAHILI = (
    "Baraza la mji lilipiga kura siku ya Jumanne kuacha daraja la zamani wazi kwa watembea kwa miguu wakati huu. " * 6
)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (ENGLISH, "en-GB", "en"),
        (ENGLISH, "de", "en"),
        (GERMAN, "en", "de"),
        (SWAHILI, "en-US", "sw"),
        (GERMAN, None, "de"),
        ("Hello", "pt_BR", "pt"),
        ("Hello", None, None),
        ("", None, None),
    ],
)
def test_language_lets_the_text_win_where_there_is_enough(
    text: str, declared: str | None, expected: str | None
) -> None:
    assert language(text, declared) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("en-GB", "en"), ("EN_us", "en"), ("en, fr", "en"), ("English", None), ("", None), (None, None)],
)
def test_declared_code_takes_codes_only(declared: str | None, expected: str | None) -> None:
    assert declared_code(declared) == expected
