from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.export.embedding import embeddable, without_surrogates
from onrecord.export.permalinks import permalink, urn, web_address
from onrecord.web import addresses

HOSTILE = "</script><script>alert(1)</script> <!-- ]]> & \u2028\u2029"
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_embedding_ends_no_element_of_a_page() -> None:
    text = embeddable({"headline": HOSTILE, HOSTILE: [HOSTILE]})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"headline": HOSTILE, HOSTILE: [HOSTILE]}


@given(values)
def test_embedding_means_what_it_was_given(value: Any) -> None:
    text = embeddable(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


@pytest.mark.parametrize(
    ("words", "whole"), [("a\ud800b", "a\ufffdb"), ("\udc00", "\ufffd"), ("\U0001f600 é", "\U0001f600 é")]
)
def test_embedding_holds_nothing_that_utf8_does_not(words: str, whole: str) -> None:
    assert embeddable({words: (words,)}).encode() == json.dumps({whole: [whole]}, ensure_ascii=False).encode()
    assert without_surrogates(words) == whole


@pytest.mark.parametrize("key", ["a1", "a b/../c?d#e", "é"])
def test_permalinks_are_the_addresses_of_the_page(key: str) -> None:
    paths = {
        "article": addresses.article_path(key), "statement": addresses.statement_path(key), "story": addresses.story_path(key),
        "voice": addresses.voice_path(key),
    }  # fmt: skip
    for kind, path in paths.items():
        assert permalink("https://ledger.example/", kind, key) == f"https://ledger.example{path}"  # type: ignore[arg-type]
        assert permalink("", kind, key) == urn(kind, key)  # type: ignore[arg-type]  # kinds are literals above


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://x.example/\u202e", "https://a b", "", None],
)
def test_permalinks_take_no_address_that_is_not_of_the_web(address: str | None) -> None:
    assert web_address(address) is None
    assert web_address("https://x.example/a?b=1#c") == "https://x.example/a?b=1#c"
