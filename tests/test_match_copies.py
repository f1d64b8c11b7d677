"""Copies and rewrites are found, own words and shared quotations are not taken for them, and every piece of evidence is in the text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_readings import reading

from onrecord.match.copies import Copying, copies_of, copying
from onrecord.match.sentences import sentences_of
from onrecord.records import Reading

WIRE = (
    "A cargo train carrying melons came off the rails near Ostrey on Tuesday morning and blocked the line to the coast for nine hours.",
    "The driver, who had braked for a herd of goats, walked away with a sprained wrist, a spokesman for the railway said.",
    "About 40 tonnes of fruit rolled down the embankment into the gardens of Hexley Road, where residents filled buckets and bathtubs.",
    "Engineers righted the two wagons with a crane from the harbour and inspected the damaged sleepers before dusk.",
    "The railway expects delays until Friday because a set of points has to be brought from the depot in Dunmarrow.",
)
LONGER = (*WIRE, "Commuters were taken to their offices in buses, which got stuck behind a parade of brass bands.")
REWRITE = (
    "A freight train loaded with melons came off its rails close to Ostrey on Tuesday morning, blocking the coast line for nine hours.",
    "The driver had braked for a herd of goats and walked away with only a sprained wrist, according to a railway spokesman.",
    "Some 40 tonnes of fruit rolled down the embankment and into gardens on Hexley Road, where people filled buckets and bathtubs.",
    "Using a crane from the harbour, engineers righted two wagons and checked the damaged sleepers before dusk.",
    "Delays are expected until Friday, since a set of points must be brought from a depot in Dunmarrow.",
)
OWN_WORDS = (
    "Goats have a lot to answer for in Ostrey, where breakfast was free this week for anyone with a wheelbarrow.",
    "I counted eleven neighbours on their knees among the lupins, arguing about which melons belonged to whom.",
    "The accident itself was over in seconds: emergency braking, a squeal, and the goods train lay on its side.",
    "Nobody at the operator would tell me who owns the animals, or whether the fence had been mended since winter.",
    "Trade unions have long asked for slower limits on that bend, and their leaflets were back on the platform by noon.",
)
QUOTED = "“We shall never again drive goats along the old embankment, whatever the almanac tells us about the weather, and we will pay for every melon,” said the herdsman."
LETTER = (
    "“My neighbours, I owe you an apology for Tuesday and for the dreadful noise that my animals made.",
    "“I had tied the gate with twine, and twine was never going to hold against eleven hungry billies in spring.",
    "“Whatever the fruit has cost you I will pay, in cheese if you allow it and in coins if you insist.”",
)


def pair(copy: str, found: tuple[Copying, ...]) -> str:
    return next(one.original for one in found if one.copy == copy)


def test_a_reprint_is_a_copy_of_the_fuller_text() -> None:
    found = copying(reading("short", *WIRE), reading("full", *LONGER))
    assert found is not None
    assert (found.copy, found.original, found.share, found.relation) == ("short", "full", 1.0, "copies")


def test_the_earlier_text_is_the_original_even_if_it_is_shorter() -> None:
    early, late = reading("early", *WIRE, published="2031-05-01"), reading("late", *LONGER, published="2031-05-02")
    for found in (copying(early, late), copying(late, early)):
        assert found is not None
        assert (found.copy, found.original) == ("late", "early")
        assert found.share == pytest.approx(5 / 6, abs=0.001)


def test_a_light_rewrite_is_found_with_the_sentences_that_show_it() -> None:
    original, rewrite = reading("wire", *LONGER), reading("rewrite", *REWRITE)
    found = copying(rewrite, original)
    assert found is not None
    assert (found.copy, found.original) == ("rewrite", "wire")
    assert len(found.evidence) >= 3
    for ours, theirs in found.evidence:
        assert ours.text == rewrite.article.text[ours.start : ours.end]  # type: ignore[union-attr]
        assert theirs.text == original.article.text[theirs.start : theirs.end]  # type: ignore[union-attr]
    assert "goats" in found.evidence[1][0].text
    assert "goats" in found.evidence[1][1].text


def test_the_same_event_in_own_words_is_no_copy() -> None:
    assert copying(reading("wire", *WIRE), reading("own", *OWN_WORDS)) is None


def test_a_shared_quotation_alone_makes_no_copy() -> None:
    wire, own = reading("wire", *WIRE, QUOTED, *LETTER), reading("own", *OWN_WORDS, QUOTED, *LETTER)
    assert copying(wire, own) is None


def test_a_letter_that_only_one_article_puts_in_quotation_marks_makes_no_copy() -> None:
    unmarked = tuple(paragraph.strip("“”") for paragraph in LETTER)
    assert copying(reading("wire", *WIRE, *LETTER), reading("own", *OWN_WORDS, *unmarked)) is None


def test_texts_of_a_line_are_never_copies() -> None:
    assert copying(reading("a", WIRE[3]), reading("b", WIRE[3])) is None


def test_a_cluster_points_at_one_article() -> None:
    batch = [
        reading("rewrite", *REWRITE),
        reading("full", *LONGER),
        reading("short", *WIRE),
        reading("own", *OWN_WORDS),
    ]
    found = copies_of(batch)
    assert "own" not in {name for one in found for name in (one.copy, one.original)}
    assert len(found) == 2
    assert len({one.original for one in found}) == 1


def test_copies_are_found_through_candidates_in_a_large_batch() -> None:
    others = [
        reading(
            f"other-{n:02}", *(f"{word * 3}{n} {sentence}" for word, sentence in zip(WORDS, OWN_WORDS, strict=True))
        )
        for n in range(40)
    ]
    found = copies_of([*others, reading("full", *LONGER), reading("short", *WIRE)])
    assert pair("short", found) == "full"


WORDS = ("abel", "brin", "cord", "dask", "elmo")


@settings(max_examples=20, deadline=None)
@given(st.permutations(["rewrite", "full", "short", "own"]))
def test_the_order_of_the_readings_does_not_change_the_copies(order: list[str]) -> None:
    texts = {"rewrite": REWRITE, "full": LONGER, "short": WIRE, "own": OWN_WORDS}
    assert copies_of([reading(name, *texts[name]) for name in order]) == copies_of(
        [reading(name, *texts[name]) for name in sorted(order)]
    )


def test_readings_without_an_article_are_left_out_of_a_batch() -> None:
    assert copies_of([Reading("page.html", None), reading("a", *WIRE)]) == ()
    with pytest.raises(ValueError, match="nothing was read"):
        copying(Reading("page.html", None), reading("a", *WIRE))


@given(st.lists(st.sampled_from((*WORDS, ". ", "! ", "“", "”", " ", "\n\n")), min_size=1, max_size=60).map("".join))
def test_sentences_lie_in_order_in_the_text(text: str) -> None:
    article = reading("a", text).article
    assert article is not None
    found = sentences_of(article)
    assert all(one.start < one.end <= len(text) and 0 <= one.own <= 1.0001 for one in found)
    assert all(one.end <= after.start for one, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The mayor came. She left.", 2),
        ("Mr. Quarrow met Sgt. Pindle in the U.S. Embassy. He waved.", 2),
        ("“It rained.” Nobody minded.", 2),
        ("It cost 3.5 million. They paid.", 2),
    ],
)
def test_sentences_end_at_stops_but_not_after_initials_and_titles(text: str, count: int) -> None:
    article = reading("a", text).article
    assert article is not None
    assert len(sentences_of(article)) == count
