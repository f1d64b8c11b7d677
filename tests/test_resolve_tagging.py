"""The names' tagger made to agree with itself: each form of a name is of one kind."""

from __future__ import annotations

import pytest

from onrecord.model.reader import Name
from onrecord.resolve.tagging import agreed


def kinds(*tagged: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the names after, of a text in which these stand in this order, each with its kind."""
    text, names = "", []
    for words, kind in tagged:
        names.append(Name(len(text), len(text) + len(words), kind))
        text += f"{words} came. "
    return [(text[name.start : name.end], name.kind) for name in agreed(text, names)]


BODY, PERSON = "organisation", "person"


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ([("Tarrant", BODY), ("Tarrant", BODY), ("Tarrant", PERSON)], [BODY] * 3),
        ([("Tarrant", BODY), ("Tarrant", PERSON)], [BODY] * 2),  # nobody gives a person's last name alone
        ([("Tarrant Foods", BODY), ("Tarrant Foods", PERSON)], [BODY, PERSON]),
        ([("Ada Moss", PERSON), ("Moss", PERSON), ("Moss", BODY)], [PERSON, PERSON, BODY]),
        ([("Ada Moss", PERSON), ("Moss", PERSON), ("Moss", PERSON), ("Moss", BODY)], [PERSON] * 4),
        ([("Moss Hill", PERSON), ("Moss", PERSON), ("Moss", PERSON), ("Moss", BODY)], [PERSON, PERSON, PERSON, BODY]),
    ],
)
def test_tagging_gives_a_form_one_kind_where_it_is_sure(tagged: list[tuple[str, str]], expected: list[str]) -> None:
    assert kinds(*tagged) == [(words, kind) for (words, _), kind in zip(tagged, expected, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fennick Post said so. It is in the Fennick Post.", ["Fennick Post", "Fennick Post"]),
        ("It was in the Fennick Post. The Fennick Post said more.", ["Fennick Post", "Fennick Post"]),
        ("It was in the Fennick Post. The Post said more, and so did the Post on Friday.", ["Fennick Post", "Post", "Post"]),
        ("It was in the Fennick Post. The Post Office said more.", ["Fennick Post"]),
        ("It was in the Fennick Post. A post for Post and Posts.", ["Fennick Post"]),
        ("It was in the Fennick Forge. The Forge said more.", ["Fennick Forge"]),
    ],
)  # fmt: skip
def test_tagging_finds_an_outlet_again_with_its_article(text: str, expected: list[str]) -> None:
    start = text.index("the Fennick") + len("the ")
    found = agreed(text, [Name(start, start + len(expected[0]), BODY)])
    assert [text[name.start : name.end] for name in found] == expected
    assert {name.kind for name in found} == {BODY}
