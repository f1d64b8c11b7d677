"""Which mentions stand for one thing: links that are taken, links that what the text says forbids, and what is found where."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings_by_hand import Links, Marked, any_reading, reading_of

from onrecord.resolve.clusters import SURE, SURE_OF_A_NAME, Cluster, Clusters, runs_of

if TYPE_CHECKING:
    from onrecord.model.reader import Reading

YES, NO = SURE + 0.5, SURE - 0.5
SURELY = SURE_OF_A_NAME + 0.5
NAMES = {
    "Ada Moss": "person", "Moss": "person", "Bo Hill": "person", "Hill": "person", "Robin": "person", "Tarrant": "organisation",
    "Fennick": "place",
}  # fmt: skip


def clusters(text: str, *marked: Marked) -> Clusters:
    return Clusters(text, reading_of(text, names=NAMES, mentions=marked))


def together(text: str, *marked: Marked) -> list[list[str]]:
    """Return the words of the mentions of each cluster with two or more."""
    found = clusters(text, *marked)
    return [[text[a:b] for a, b in run] for run in runs_of(found.clusters)]


def links(*scores: tuple[int, float]) -> Links:
    return scores


def to(earlier: int, score: float = YES) -> Links:
    return links((earlier, score))


def span_of(text: str, words: str) -> tuple[int, int]:
    """Return where the first of the words stands, the words being in the text once."""
    assert text.count(words) == 1
    return text.index(words), text.index(words) + len(words.split(maxsplit=1)[0])


def test_clusters_a_pronoun_joins_what_its_link_says() -> None:
    assert together("Ada Moss came. She left.", "Ada Moss", ("She", to(0))) == [["Ada Moss", "She"]]


@pytest.mark.parametrize("score", [SURE, NO])
def test_clusters_a_link_that_says_rather_no_is_not_taken(score: float) -> None:
    assert together("Ada Moss came. She left.", "Ada Moss", ("She", to(0, score))) == []


def test_clusters_a_description_joins_what_its_link_says() -> None:
    assert together("A miller came. The miller left.", "A miller", ("The miller", to(0))) == [
        ["A miller", "The miller"]
    ]


def test_clusters_chains_of_links_are_one_cluster() -> None:
    text = "Ada Moss came. She left. She slept."
    assert together(text, "Ada Moss", ("She", to(0)), ("She", to(1))) == [["Ada Moss", "She", "She"]]


def test_clusters_forms_of_one_name_need_no_link() -> None:
    assert together("Ada Moss came. Moss left.", "Ada Moss", "Moss") == [["Ada Moss", "Moss"]]


def test_clusters_names_of_two_things_never_join_whatever_the_link_says() -> None:
    assert together("Ada Moss came. Bo Hill left.", "Ada Moss", ("Bo Hill", to(0, 9.0))) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Ada Moss came. He left.", ("Ada Moss", ("He", to(0)))),
        ("Bo Hill came. She left.", ("Bo Hill", ("She", to(0)))),
        ("Mrs Robin came. He left.", ("Mrs Robin", ("He", to(0)))),
        ("She came. He left.", ("She", ("He", to(0)))),
        ("A woman came. He left.", ("A woman", ("He", to(0)))),
        ("He came. The actress left.", ("He", ("The actress", to(0)))),
        ("Ada Moss came. It left.", ("Ada Moss", ("It", to(0)))),
        ("He came. It left.", ("He", ("It", to(0)))),
        ("Tarrant grew. He left.", ("Tarrant", ("He", to(0)))),
        ("Fennick slept. She left.", ("Fennick", ("She", to(0)))),
        ("It grew. She left.", ("It", ("She", to(0)))),
        ("Ada Moss came. The millers left.", ("Ada Moss", ("The millers", to(0)))),
        ("He came. The millers left.", ("He", ("The millers", to(0)))),
        ("His wife left.", ("His", ("His wife", to(0)))),
        ("Mrs Robin came. They left.", ("Mrs Robin", ("They", to(0)))),
        ("He came. They left.", ("He", ("They", to(0)))),
        ("She came. A doctor left.", ("She", ("A doctor", links((0, -0.5))))),
        ("She came. Bo Hill left.", ("She", ("Bo Hill", to(0, SURELY)))),
        ("It grew. Ada Moss left.", ("It", ("Ada Moss", to(0, SURELY)))),
    ],
)
def test_clusters_what_the_text_says_forbids_a_link(text: str, marked: tuple[Marked, ...]) -> None:
    assert together(text, *marked) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Robin came. He left.", ("Robin", ("He", to(0)))),
        ("Robin came. She left.", ("Robin", ("She", to(0)))),
        ("Robin came. They left.", ("Robin", ("They", to(0)))),
        ("Tarrant grew. It fell.", ("Tarrant", ("It", to(0)))),
        ("Tarrant grew. They fell.", ("Tarrant", ("They", to(0)))),
        ("Tarrant grew. The millers fell.", ("Tarrant", ("The millers", links((0, 1.0))))),
        ("The millers came. They left.", ("The millers", ("They", to(0)))),
        ("The miller came. He left.", ("The miller", ("He", to(0)))),
        ("Bo Hill came. The actor left.", ("Bo Hill", ("The actor", links((0, 1.0))))),
    ],
)
def test_clusters_what_agrees_may_join(text: str, marked: tuple[Marked, ...]) -> None:
    assert len(together(text, *marked)) == 1


def test_clusters_a_pronoun_fixes_the_gender_for_those_after_it() -> None:
    text = "Robin came. She left. He slept."
    assert together(text, "Robin", ("She", to(0)), ("He", to(0))) == [["Robin", "She"]]


def test_clusters_a_link_in_conflict_falls_to_the_next_likely() -> None:
    text = "Bo Hill met Ada Moss. He left."
    assert together(text, "Bo Hill", "Ada Moss", ("He", links((1, 3.0), (0, YES)))) == [["Bo Hill", "He"]]


def test_clusters_a_link_in_conflict_does_not_fall_to_an_unlikely_one() -> None:
    text = "Bo Hill met Ada Moss. He left."
    assert together(text, "Bo Hill", "Ada Moss", ("He", links((1, 3.0), (0, NO)))) == []


def test_clusters_a_name_joins_a_description_before_it_by_a_strong_link() -> None:
    text = "A miller came. He left. Bo Hill slept."
    marked = ("A miller", ("He", to(0)), ("Bo Hill", to(1, SURELY)))
    assert together(text, *marked) == [["A miller", "He", "Bo Hill"]]


@pytest.mark.parametrize("score", [YES, SURE_OF_A_NAME])
def test_clusters_a_name_does_not_join_a_description_by_a_weak_link(score: float) -> None:
    assert together("A miller came. Bo Hill slept.", "A miller", ("Bo Hill", to(0, score))) == []


def test_clusters_only_the_first_place_of_a_name_joins_a_description() -> None:
    text = "Bo Hill slept. A miller came. Hill left."
    assert together(text, "Bo Hill", "A miller", ("Hill", to(1, SURELY))) == [["Bo Hill", "Hill"]]


def test_clusters_a_merged_description_is_where_the_thing_begins() -> None:
    text = "A miller came. Bo Hill slept. He left."
    found = clusters(text, "A miller", ("Bo Hill", to(0, SURELY)), ("He", to(0)))
    (cluster,) = found.clusters
    assert (cluster.start, cluster.named is not None and cluster.named.name) == (0, "Bo Hill")
    assert found.headed(2, 8) is found.headed(15, 22) is found.headed(30, 32) is cluster


def test_clusters_come_in_the_order_of_the_text() -> None:
    text = "It rained. Ada Moss came. A miller left. Bo Hill slept."
    found = clusters(text, "It", "Ada Moss", "A miller", "Bo Hill")
    starts = [cluster.start for cluster in found.clusters]
    assert starts == [text.index(words) for words in ("It", "Ada", "A miller", "Bo")]


def test_clusters_a_name_without_mentions_is_a_cluster_too() -> None:
    found = clusters("Ada Moss came.")
    assert [(cluster.start, cluster.mentions) for cluster in found.clusters] == [(0, [])]
    assert found.headed(0, 3) is found.headed(4, 8) is found.clusters[0]
    assert found.in_range(0, 14) == found.clusters


def test_clusters_a_mention_around_a_name_is_the_names() -> None:
    text = "The baker Ada Moss came. She left."
    assert together(text, "The baker Ada Moss", ("She", to(0))) == [["The baker Ada Moss", "She"]]


def test_clusters_a_mention_whose_head_is_no_name_is_not_that_of_the_name_in_it() -> None:
    text = "The owner of Tarrant came. Tarrant grew."
    found = clusters(text, "The owner of Tarrant", "Tarrant")
    assert [[text[m.start : m.end] for m in cluster.mentions] for cluster in found.clusters] == [
        ["The owner of Tarrant"],
        ["Tarrant"],
    ]


def test_clusters_a_mention_that_cuts_a_name_is_not_the_names() -> None:
    text = "They read the Fennick Bugle."
    found = Clusters(text, reading_of(text, names={"Fennick Bugle": "organisation"}, mentions=["the Fennick"]))
    assert all(cluster.named is None for cluster in found.clusters if cluster.mentions)


def test_clusters_a_moved_mention_is_in_its_new_cluster_alone() -> None:
    text = "Ada Moss came. A miller wept. She left."
    found = clusters(text, "Ada Moss", "A miller", ("She", to(1)))
    moss, she = found.of_name(found.names.things[0]), text.index("She")
    found.move(she, she + 3, moss)
    assert found.headed(she, she + 3) is moss
    assert [[text[m.start : m.end] for m in cluster.mentions] for cluster in found.clusters] == [
        ["Ada Moss", "She"],
        ["A miller"],
    ]


def test_clusters_a_cluster_of_which_the_last_mention_moves_is_gone() -> None:
    text = "Ada Moss came. She left."
    found = clusters(text, "Ada Moss", "She")
    moss = found.of_name(found.names.things[0])
    found.move(15, 18, moss)
    assert found.clusters == [moss]


def test_clusters_headed_is_that_of_the_longest_mention_with_the_word_for_head() -> None:
    text = "The mayor wept. He met the mayor of Fennick, a baker, and left."
    found = clusters(
        text, "The mayor", ("He", to(0)), ("the mayor", to(0)), "the mayor of Fennick", "Fennick", "a baker"
    )
    got = found.headed(*span_of(text, "mayor of"))
    assert got is not None
    assert [text[m.start : m.end] for m in got.mentions] == ["the mayor of Fennick"]
    assert found.headed(*span_of(text, "Fennick")) is found.of_name(found.names.things[0])


def test_clusters_headed_is_that_of_the_name_where_no_mention_has_the_word_for_head() -> None:
    text = "He met the mayor of Fennick, a baker, and left."
    found = clusters(text, "He", "a baker")
    assert found.headed(*span_of(text, "Fennick")) is found.of_name(found.names.things[0])


@pytest.mark.parametrize("words", ["met", "the mayor", "of", "and", "left"])
def test_clusters_headed_is_none_where_the_word_is_the_head_of_nothing(words: str) -> None:
    text = "He met the mayor of Fennick, a baker, and left."
    found = clusters(text, "He", "the mayor of Fennick", "Fennick", "a baker")
    assert found.headed(*span_of(text, words)) is None


@pytest.mark.parametrize(("likeliest", "kept"), [(0, "Gen. Moss"), (1, "Gen. Moss, the miller")])
def test_clusters_of_the_mentions_at_one_name_only_the_likeliest_counts(likeliest: int, kept: str) -> None:
    text = "Gen. Moss, the miller, came."
    reading = reading_of(text, names={"Gen. Moss": "person"}, mentions=["Gen. Moss", "Gen. Moss, the miller"])
    scored = tuple(replace(mention, score=float(at == likeliest)) for at, mention in enumerate(reading.mentions))
    (cluster,) = Clusters(text, replace(reading, mentions=scored)).clusters
    assert [text[m.start : m.end] for m in cluster.mentions] == [kept]


def test_clusters_of_the_mentions_at_one_name_one_that_begins_inside_it_counts_least() -> None:
    text = "The Court of the Fifth Circuit sat."
    mentions = ["The Court of the Fifth Circuit", "the Fifth Circuit"]
    reading = reading_of(text, names={"Court of the Fifth Circuit": "organisation"}, mentions=mentions)
    scored = tuple(replace(mention, score=float(at)) for at, mention in enumerate(reading.mentions))
    (cluster,) = Clusters(text, replace(reading, mentions=scored)).clusters
    assert [text[m.start : m.end] for m in cluster.mentions] == mentions[:1]


@pytest.mark.parametrize(
    ("link", "moss"),
    [(links((0, 2.0)), "Ada"), (links((1, 2.0)), "Cyril"), (to(0), "Cyril"), (to(0, NO), "Cyril"), ((), "Cyril")],
)
def test_clusters_a_last_name_of_two_is_his_or_hers_to_whom_the_link_goes(link: Links, moss: str) -> None:
    text = "Ada Moss came. Cyril Moss left. Moss slept."
    names = dict.fromkeys(["Ada Moss", "Cyril Moss", "Moss"], "person")
    found = Clusters(text, reading_of(text, names=names, mentions=["Ada Moss", "Cyril Moss", ("Moss", link)]))
    assert {cluster.named.name: len(cluster.mentions) for cluster in found.clusters if cluster.named} == {
        "Ada Moss": 1 + (moss == "Ada"),
        "Cyril Moss": 1 + (moss == "Cyril"),
    }
    named = found.name_at(*span_of(text, "Moss slept"))
    assert named is not None
    assert named.name == f"{moss} Moss"


@pytest.mark.parametrize(
    "who", ["woman", "miller", "doctor", "mayor", "61-year-old", "former fighter", "source", "girl", "librarian"]
)
def test_clusters_she_joins_an_unnamed_human(who: str) -> None:
    assert len(together(f"The {who} came. She left.", f"The {who}", ("She", to(0)))) == 1


@pytest.mark.parametrize(
    "what",
    [
        "mill", "town", "report", "millers",
        "paper", "river", "door", "restaurant", "list",
    ],
)  # fmt: skip
def test_clusters_she_does_not_join_a_thing(what: str) -> None:
    assert together(f"The {what} came. She left.", f"The {what}", ("She", to(0))) == []


def test_clusters_named_in_are_the_things_named_once_in_order() -> None:
    text = "Bo Hill of Tarrant met Ada Moss. Hill left Fennick."
    found = clusters(text)
    assert [thing.name for thing in found.named_in(0, len(text))] == ["Bo Hill", "Tarrant", "Ada Moss", "Fennick"]
    assert [thing.name for thing in found.named_in(text.index("Hill left"), len(text))] == ["Bo Hill", "Fennick"]
    assert [thing.name for thing in found.named_in(8, text.index("Ada"))] == ["Tarrant"]
    assert found.named_in(5, 5) == []


def test_clusters_in_range_are_those_with_a_mention_or_a_name_there_once() -> None:
    text = "Bo Hill met Ada Moss. She said he owned Tarrant and he left."
    found = clusters(text, "Bo Hill", "Ada Moss", ("She", to(1)), ("he", to(0)), ("he", to(0)))
    said = found.in_range(text.index("he owned"), len(text))
    assert [cluster.named.name for cluster in said if cluster.named] == ["Bo Hill", "Tarrant"]


def test_clusters_name_at_is_the_name_around_the_words() -> None:
    text = "So Ada Moss’s mill closed."
    found = clusters(text)
    assert [getattr(found.name_at(*place), "name", None) for place in ((3, 6), (7, 11), (3, 13), (3, 18), (14, 18), (0, 2))] == [
        "Ada Moss", "Ada Moss", "Ada Moss", None, None, None,
    ]  # fmt: skip


def test_clusters_runs_are_the_mentions_of_those_with_two_or_more_as_offsets() -> None:
    text = "Ada Moss came. She left. It rained."
    found = clusters(text, "Ada Moss", ("She", to(0)), "It")
    assert runs_of(found.clusters) == [[(0, 8), (15, 18)]]
    assert runs_of([Cluster()]) == []


_NAMED = st.sampled_from(
    ["Ada Moss", "Cyril Moss", "Moss", "Ada", "Mrs Moss", "Mr Moss", "A. Moss", "Robert “Cyril” Moss", "Cyril"]
)


@given(st.data(), st.lists(_NAMED, max_size=12))
def test_clusters_names_of_several_are_each_one_persons_whatever_the_links(
    data: st.DataObject, listed: list[str]
) -> None:
    text = "".join(f"{name} left. " for name in listed)
    marked: list[Marked] = []
    for index, name in enumerate(listed):
        drawn = data.draw(st.lists(st.tuples(st.integers(0, index - 1), st.floats(-3, 6)), max_size=4)) if index else []
        marked.append((name, tuple(sorted(drawn, key=lambda link: -link[1]))))
    reading = reading_of(text, names=dict.fromkeys(listed, "person"), mentions=marked)
    found = Clusters(text, reading)
    things = found.names.things
    places = sorted(place for thing in things for place in thing.places)
    assert places == [(name.start, name.end) for name in reading.names]
    assert all(thing.places == sorted(thing.places) and len(thing.forms) == len(thing.places) for thing in things)
    assert all(found.names.of(start) is thing for thing in things for start, _ in thing.places)
    for cluster in found.clusters:
        assert cluster.named is not None
        assert {id(found.name_at(*mention.head)) for mention in cluster.mentions} <= {id(cluster.named)}
        assert cluster.start == min(start for start, _ in cluster.named.places)


@given(any_reading())
def test_clusters_each_mention_is_in_exactly_one_whatever_the_links(drawn: tuple[str, Reading]) -> None:
    text, reading = drawn
    found = Clusters(text, reading)
    held = [id(mention) for cluster in found.clusters for mention in cluster.mentions]
    assert sorted(held) == sorted(map(id, reading.mentions))
    assert all(cluster.mentions or cluster.named for cluster in found.clusters)
    assert [a.start <= b.start for a, b in pairwise(found.clusters)] == [True] * (max(1, len(found.clusters)) - 1)


@given(any_reading())
def test_clusters_none_has_both_a_he_and_a_she_or_an_it_by_its_links(drawn: tuple[str, Reading]) -> None:
    text, reading = drawn
    for cluster in Clusters(text, reading).clusters:
        spoken = {mention.shape for mention in cluster.mentions}
        assert len(spoken & {"he", "she"}) < 2
        assert not ("it" in spoken and spoken & {"he", "she"})
        if cluster.named is not None and cluster.named.kind == "person":
            assert "it" not in spoken


@given(any_reading())
def test_clusters_a_name_is_never_in_that_of_another(drawn: tuple[str, Reading]) -> None:
    text, reading = drawn
    found = Clusters(text, reading)
    for cluster in found.clusters:
        things = {id(found.name_at(*m.head)) for m in cluster.mentions if found.name_at(*m.head) is not None}
        assert things <= {id(cluster.named)}
