"""Channels and kinds of source as the shipped weights find them in plain sentences of news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord import Document, Pipeline

if TYPE_CHECKING:
    from onrecord.records import Statement


def statements_of(text: str) -> tuple[Statement, ...]:
    return Pipeline().read(Document("a text", text, format="text")).statements


@pytest.mark.parametrize(
    ("sentence", "via"),
    [
        ("Ada Moss told the Fennick Mail that it was over.", ("media", "Fennick Mail")),
        ("Ada Moss said in a statement that the mill was closed.", ("document", "a statement")),
        ("In a letter to shareholders, Ada Moss said that the mill was closed.", ("document", "a letter")),
        ("Ada Moss said in an interview with the Daily Tern that the mill was closed.", ("media", "Daily Tern")),
        ("Ada Moss said on Instagram that the mill was closed.", ("social", "Instagram")),
        ("Ada Moss wrote on Twitter that the mill was closed.", ("social", "Twitter")),
        ("Ada Moss told a press conference that the mill was closed.", ("event", "a press conference")),
        ("Ada Moss told the council that the mill was closed.", None),
        ("Ada Moss said on Friday that the mill was closed.", None),
    ],
)
def test_channels_of_a_sentence(sentence: str, via: tuple[str, str] | None) -> None:
    (statement,) = statements_of(sentence)
    assert [(one.kind, one.name) for one in statement.via] == ([via] if via else [])


def test_channels_an_inner_statement_came_through_the_outer_source() -> None:
    found = statements_of(
        "The Daily Tern reported on Friday that a source close to the couple said they were no longer together."
    )
    inner = next(statement for statement in found if statement.source.kind == "anonymous")
    assert [(via.kind, via.name) for via in inner.via] == [("media", "Daily Tern")]
