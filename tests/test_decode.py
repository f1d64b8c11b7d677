from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.decode import charset, clean, decode

REPLACED = "\ufffd"
INVALID = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def codes(data: bytes, declared: str | None = None) -> list[str]:
    return [problem.code for problem in decode(data, declared)[1]]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
    ],
)
def test_decode_believes_the_byte_order_mark_before_all_else(encoding: str, mark: bytes) -> None:
    words = "“Déjà vu,” said Ms Quill"
    assert decode(mark + words.encode(encoding), declared="koi8-r") == (words, ())


def test_decode_believes_the_transport_before_the_page() -> None:
    page = '<meta charset="windows-1251"><p>£5</p>'.encode("iso-8859-15")
    assert "£5" in decode(page, declared="iso-8859-15")[0]


@pytest.mark.parametrize(
    "label",
    [
        '<meta charset="windows-1251">',
        "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?><html>',
    ],
)
def test_decode_reads_the_label_of_the_page(label: str) -> None:
    assert "Новости" in decode((label + "<p>Новости</p>").encode("cp1251"))[0]


def test_decode_ignores_a_label_that_is_commented_out() -> None:
    page = '<!-- <meta charset="windows-1251"> --><meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")
    assert "Łódź" in decode(page)[0]


def test_decode_finds_a_label_behind_two_kilobytes_of_script() -> None:
    page = "<script>" + "x" * 2000 + '</script><meta charset="windows-1251"><p>Новости</p>'
    assert "Новости" in decode(page.encode("cp1251"))[0]


def test_decode_takes_latin_1_for_windows_1252_as_browsers_do() -> None:
    assert decode(b"<p>\x93It\x92s done\x94</p>", declared="ISO-8859-1") == ("<p>“It’s done”</p>", ())


def test_decode_prefers_faultless_utf8_to_a_western_label() -> None:
    assert decode("café — “oui”".encode(), declared="iso-8859-1") == ("café — “oui”", ())


def test_decode_keeps_an_eastern_label_even_where_utf8_would_fit() -> None:
    assert decode(b"\xc3\xa9", declared="big5")[0] != "é"


def test_decode_stays_with_utf8_for_a_few_bad_bytes() -> None:
    text, problems = decode("“Ça va,” said Zoë – twice".encode() + b" \xff\xfe and \x92")
    assert text == f"“Ça va,” said Zoë – twice {REPLACED}{REPLACED} and {REPLACED}"
    assert [problem.message.split()[0] for problem in problems] == ["3"]


def test_decode_takes_unlabelled_western_text_for_windows_1252() -> None:
    sentence = b"The mayor said she\x92d not resign, and that was that. "
    assert decode(sentence * 5) == ("The mayor said she’d not resign, and that was that. " * 5, ())


def test_decode_doubts_a_utf8_label_that_most_bytes_contradict() -> None:
    page = '<meta charset="utf-8"><p>' + "“No,” she said. It’s late. " * 10
    assert "“No,” she said. It’s late." in decode(page.encode("cp1252"))[0]


def test_decode_detects_an_encoding_nobody_named() -> None:
    words = "Правительство объявило о новых мерах поддержки малого бизнеса. " * 20
    assert decode(words.encode("cp1251"))[0] == words


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_decode_tells_utf16_without_mark_by_its_zeros(encoding: str) -> None:
    words = "The council met on Tuesday. “Nobody came,” said the clerk. " * 3
    assert decode(words.encode(encoding)) == (words, ())


def test_decode_takes_a_page_labelled_utf16_in_ascii_for_utf8() -> None:
    assert decode('<meta charset="utf-16"><p>naïve</p>'.encode())[0].endswith("<p>naïve</p>")


def test_decode_replaces_nul_and_controls_one_by_one_and_counts_them() -> None:
    text, problems = decode(b"a\0b\x07\x07c\td\ne\x7f")
    assert text == f"a{REPLACED}b{REPLACED}{REPLACED}c\td\ne{REPLACED}"
    assert (problems[0].code, problems[0].message.split()[0]) == ("invalid_characters", "4")


def test_decode_does_not_count_replacement_characters_that_the_page_printed() -> None:
    assert codes("already lost: \ufffd".encode()) == []


def test_decode_normalises_line_ends() -> None:
    assert decode(b"one\r\ntwo\rthree\n\rfour") == ("one\ntwo\nthree\n\nfour", ())


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "base64", "rot13", "no-such-charset", "", "\0", "idna"])
def test_decode_ignores_labels_that_are_no_charset(label: str) -> None:
    assert charset(label) is None
    assert decode(rb"plain \u0041 +AGE- text", declared=label) == (rb"plain \u0041 +AGE- text".decode(), ())


def test_clean_replaces_lone_surrogates_and_keeps_offsets() -> None:
    text, problems = clean("ab\ud800cd\0ef \U0001f600 “fin”")
    assert text == f"ab{REPLACED}cd{REPLACED}ef \U0001f600 “fin”"
    assert problems[0].message.split()[0] == "2"


def test_clean_leaves_sound_text_alone() -> None:
    assert clean("“Sound,” she said.\n\tYes.") == ("“Sound,” she said.\n\tYes.", ())


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "iso-8859-1", "shift_jis", "utf-16", "gb2312", "x"]))
def test_decode_never_raises_and_yields_printable_text(data: bytes, declared: str | None) -> None:
    text, problems = decode(data, declared)
    assert not INVALID.search(text)
    text.encode("utf-8")
    assert {problem.code for problem in problems} <= {"invalid_characters", "unknown_encoding"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_decode_reads_any_utf8_text_as_itself(text: str) -> None:
    marked = "\ufeff" + text
    assert decode(marked.encode()) == (text, ())


@given(st.text(st.characters(codec=None), max_size=200))
def test_clean_keeps_the_length_of_text_without_carriage_returns(text: str) -> None:
    plain = text.replace("\r", "")
    assert len(clean(plain)[0]) == len(plain)
