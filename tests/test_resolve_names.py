"""Which names of a text name one thing: full and last names, titles, initials, nicknames, acronyms, company forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings_by_hand import names_in

from onrecord.model.reader import Name
from onrecord.resolve.names import KINDS, Names, called, gender_of

PERSON, BODY, PLACE, WORK = "person", "organisation", "place", "other"


def joined(text: str, **kinds: str) -> list[list[str]]:
    """Return the names in the text, those of one thing together; ``kinds``: names, parted by "; ", by their kind."""
    names = names_in(text, {name: kind for kind, listed in kinds.items() for name in listed.split("; ")})
    return [[text[a:b] for a, b in thing.places] for thing in Names(text, names).things]


def persons(text: str, listed: str) -> list[list[str]]:
    return joined(text, person=listed)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Ada Moss came. Moss left.", "Ada Moss; Moss"),
        ("Ada Moss came. Ada left.", "Ada Moss; Ada"),
        ("Moss came. Then Ada Moss left.", "Moss; Ada Moss"),
        ("Ada Moss came. Moss’s car left.", "Ada Moss; Moss’s"),
        ("Ada Moss's car came. Moss left.", "Ada Moss's; Moss"),
        ("Ada Jane Moss came. Ada Moss left. Moss slept.", "Ada Jane Moss; Ada Moss; Moss"),
        ("Ada Moss came. Ada J. Moss left.", "Ada Moss; Ada J. Moss"),
        ("John Moss came. J. Moss left.", "John Moss; J. Moss"),
        ("J. Moss came. John Moss left.", "J. Moss; John Moss"),
        ("J Moss came. John Moss left.", "J Moss; John Moss"),
        ("Ada Moss came. Mrs Moss left.", "Ada Moss; Mrs Moss"),
        ("Ada Moss came. Mrs. Moss left.", "Ada Moss; Mrs. Moss"),
        ("Gen. Ada Moss came. Moss left.", "Gen. Ada Moss; Moss"),
        ("Gen. Ada Moss came. Gen. Moss left.", "Gen. Ada Moss; Gen. Moss"),
        ("Prime Minister Bo Hill came. Mr Hill left.", "Prime Minister Bo Hill; Mr Hill"),
        ("Sir Bo Hill came. Sir Bo left.", "Sir Bo Hill; Sir Bo"),
        ("Bo Hill MP came. Bo Hill left.", "Bo Hill MP; Bo Hill"),
        ("Bo Hill Jr came. Hill left.", "Bo Hill Jr; Hill"),
        ("Robert “Bobby” Hill came. Bobby left. Bobby Hill slept.", "Robert “Bobby” Hill; Bobby; Bobby Hill"),
        ('Robert "Bobby" Hill came. Robert Hill left.', 'Robert "Bobby" Hill; Robert Hill'),
        ("Robert (Bobby) Hill came. Bobby left.", "Robert (Bobby) Hill; Bobby"),
        ("Ada Lloyd-Moss came. Lloyd-Moss left.", "Ada Lloyd-Moss; Lloyd-Moss"),
        ("Ada de la Rue came. De la Rue left.", "Ada de la Rue; De la Rue"),
        ("ADA MOSS came. Ada Moss left.", "ADA MOSS; Ada Moss"),
        ("Cher came. Cher left.", "Cher"),
        ("Mr Hill came. Hill left.", "Mr Hill; Hill"),
    ],
)
def test_names_of_one_person_are_joined(text: str, listed: str) -> None:
    assert len(persons(text, listed)) == 1


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Ada Moss came. Cy Moss left.", "Ada Moss; Cy Moss"),
        ("Ada Moss came. Ada Hill left.", "Ada Moss; Ada Hill"),
        ("Ada Moss came. Mr Moss left.", "Ada Moss; Mr Moss"),
        ("Bo Hill came. Mrs Hill left.", "Bo Hill; Mrs Hill"),
        ("Bo Hill came. His wife, Mrs Hill, left.", "Bo Hill; Mrs Hill"),
        ("Mr Moss came. Mrs Moss left.", "Mr Moss; Mrs Moss"),
        ("John Moss came. K. Moss left.", "John Moss; K. Moss"),
        ("Ada Moss came. Bo Hill left.", "Ada Moss; Bo Hill"),
        ("Ada Moss came. Mossley left.", "Ada Moss; Mossley"),
    ],
)
def test_names_of_two_persons_stay_apart(text: str, listed: str) -> None:
    assert persons(text, listed) == [[name] for name in listed.split("; ")]


def test_names_an_initial_that_fits_two_persons_joins_neither() -> None:
    text = "John Moss came. Jane Moss left. J. Moss slept."
    assert persons(text, "John Moss; Jane Moss; J. Moss") == [["John Moss"], ["Jane Moss"], ["J. Moss"]]


def test_names_titles_of_a_gender_tell_two_persons_of_one_last_name_apart() -> None:
    text = "Ada Moss met Cyril Moss. Mr Moss left. Mrs Moss stayed. Mr Moss slept."
    assert persons(text, "Ada Moss; Cyril Moss; Mr Moss; Mrs Moss") == [
        ["Ada Moss", "Mrs Moss"],
        ["Cyril Moss", "Mr Moss", "Mr Moss"],
    ]


def test_names_a_word_before_the_name_tells_the_gender_too() -> None:
    text = "Ada Moss met Cyril Moss. The spokesman Moss left."
    assert persons(text, "Ada Moss; Cyril Moss; Moss")[1] == ["Cyril Moss", "Moss"]


@pytest.mark.parametrize(("last", "other"), [("Ada Moss", "Cyril Moss"), ("Cyril Moss", "Ada Moss")])
def test_names_a_bare_last_name_is_his_who_was_named_last(last: str, other: str) -> None:
    text = f"Here came {other}. Then came {last}. Then Moss left."
    assert persons(text, f"{last}; {other}; Moss") == [[other], [last, "Moss"]]


def test_names_a_bare_last_name_before_two_bearers_is_his_who_is_named_most() -> None:
    text = "Moss left. Ada Moss came. Cyril Moss came. Cyril Moss slept."
    assert persons(text, "Moss; Ada Moss; Cyril Moss") == [["Moss", "Cyril Moss", "Cyril Moss"], ["Ada Moss"]]


def test_names_a_bearer_far_back_is_still_whose_bare_last_name_it_is() -> None:
    text = f"Ada Moss came. {'It rained all day in the town. ' * 200}Moss left."
    assert persons(text, "Ada Moss; Moss") == [["Ada Moss", "Moss"]]


def test_names_the_fullest_form_of_a_person_is_the_name_without_titles() -> None:
    text = "Moss came. Gen. Ada Jane Moss MP left. Ada Moss slept."
    (thing,) = Names(text, names_in(text, dict.fromkeys(["Moss", "Gen. Ada Jane Moss MP", "Ada Moss"], PERSON))).things
    assert thing.name == "Ada Jane Moss"


def test_names_a_nickname_is_no_part_of_the_name() -> None:
    text = "Robert “Bobby” Hill’s car stopped."
    (thing,) = Names(text, names_in(text, {"Robert “Bobby” Hill’s": PERSON})).things
    assert thing.name == "Robert Hill"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Tarrant Foods plc grew. Tarrant Foods fell. Tarrant rose.", "Tarrant Foods plc; Tarrant Foods; Tarrant"),
        ("Tarrant Foods grew. Tarrant Foods Ltd. fell.", "Tarrant Foods; Tarrant Foods Ltd."),
        ("Tarrant, Inc. grew. Tarrant fell.", "Tarrant, Inc.; Tarrant"),
        ("The Bread Council (BC) met. BC left.", "Bread Council; BC"),
        ("The Board of Bread and Loaves (BBL) met. The BBL left.", "Board of Bread and Loaves; BBL"),
        ("The Board of Bread and Loaves met. The BBL left.", "Board of Bread and Loaves; BBL"),
        ("The Board of Bread met. The B.B. left.", "Board of Bread; B.B."),
        ("The Bread Council (the BC) met. The BC left.", "Bread Council; BC"),
        ("The Bread Council (“BC”) met. BC left.", "Bread Council; BC"),
        ("The Office of Northern Rail (“Norrail”) met. Norrail left.", "Office of Northern Rail; Norrail"),
        ("The Ministry of Defence (MoD) met. The MoD left.", "Ministry of Defence; MoD"),
        ("The Fennick Bugle wrote. The Bugle wrote again.", "The Fennick Bugle; The Bugle"),
        ("The Bugle wrote. Bugle men left.", "The Bugle; Bugle"),
        ("The Bugle wrote. The Bugle’s men left.", "The Bugle; The Bugle’s"),
        ("Tarrant’s men left. Tarrant wept.", "Tarrant’s; Tarrant"),
        ("Tarrant FOODS grew. Tarrant Foods fell.", "Tarrant FOODS; Tarrant Foods"),
    ],
)
def test_names_of_one_body_are_joined(text: str, listed: str) -> None:
    found = joined(text, organisation=listed)
    assert len(found) == 1, found


def test_names_a_bodys_acronym_before_its_full_name_is_the_body_too() -> None:
    text = "BBL met. The Board of Bread and Loaves left."
    assert len(joined(text, organisation="BBL; Board of Bread and Loaves")) == 1


def test_names_a_bodys_short_form_before_its_full_name_is_the_body_too() -> None:
    assert (
        len(joined("Tarrant to shut mill. Tarrant Foods plc said so.", organisation="Tarrant; Tarrant Foods plc")) == 1
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Tarrant Foods grew. Tarrant Steel fell.", "Tarrant Foods; Tarrant Steel"),
        ("Tarrant Foods grew. Tarrant Steel fell. Tarrant rose.", "Tarrant Foods; Tarrant Steel; Tarrant"),
        ("The Board of Bread met. The Bureau of Bells met. BB left.", "Board of Bread; Bureau of Bells; BB"),
    ],
)
def test_names_of_several_bodies_stay_apart(text: str, listed: str) -> None:
    assert joined(text, organisation=listed) == [[name] for name in listed.split("; ")]


def test_names_the_fullest_form_of_a_body_is_its_name() -> None:
    text = "The Bread Council (BC) met. BC left. The Bread Council’s men slept."
    names = names_in(text, dict.fromkeys(["The Bread Council", "BC", "The Bread Council’s"], BODY))
    (thing,) = Names(text, names).things
    assert (thing.kind, thing.name) == (BODY, "Bread Council")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Fennick slept. Fennick Foods grew.", {"place": "Fennick", "organisation": "Fennick Foods"}),
        ("Fennick Foods grew. Fennick slept.", {"place": "Fennick", "organisation": "Fennick Foods"}),
        ("Hill spoke. The Hill slept.", {"person": "Hill", "place": "The Hill"}),
        ("Moss spoke. Moss Bank grew.", {"person": "Moss", "organisation": "Moss Bank"}),
    ],
)
def test_names_of_things_of_other_kinds_stay_apart(text: str, kinds: dict[str, str]) -> None:
    assert len(joined(text, **kinds)) == 2


def test_names_a_person_may_bear_the_name_of_a_place() -> None:
    text = "Paris Moss came to Paris. Paris slept."
    names = [*names_in(text, {"Paris Moss": PERSON, "Paris": PLACE})]
    assert [(thing.kind, thing.forms) for thing in Names(text, names).things] == [
        (PERSON, ["Paris Moss"]),
        (PLACE, ["Paris", "Paris"]),
    ]


def test_names_one_name_with_two_kinds_is_one_thing_of_the_first() -> None:
    text = "Fennick won. Fennick slept."
    (thing,) = Names(text, [Name(0, 7, BODY), Name(13, 20, PLACE)]).things
    assert (thing.kind, thing.forms) == (BODY, ["Fennick", "Fennick"])


def test_names_a_place_in_brackets_after_a_body_is_no_acronym() -> None:
    text = "Bread Labour (Fennick) met. Fennick slept."
    assert len(joined(text, organisation="Bread Labour", place="Fennick")) == 2


@pytest.mark.parametrize("kind", [BODY, WORK, PERSON])
@pytest.mark.parametrize("marks", ["’s", "“”"])
def test_names_marks_alone_name_nothing(kind: str, marks: str) -> None:
    assert Names(marks, [Name(0, 2, kind)]).things == []


@pytest.mark.parametrize("kind", ["date", "group", "money"])
def test_names_of_days_peoples_and_sums_name_nothing(kind: str) -> None:
    text = "Friday came."
    names = Names(text, [Name(0, 6, kind)])
    assert (names.things, names.of(0)) == ([], None)


def test_names_things_come_in_the_order_of_the_text_and_are_found_by_their_offsets() -> None:
    text = "Fennick slept. Ada Moss met Tarrant. Moss left."
    names = Names(text, names_in(text, {"Fennick": PLACE, "Ada Moss": PERSON, "Tarrant": BODY, "Moss": PERSON}))
    assert [thing.name for thing in names.things] == ["Fennick", "Ada Moss", "Tarrant"]
    assert names.of(text.index("Moss left")) is names.of(text.index("Ada")) is names.things[1]
    assert names.of(1) is None


def test_names_a_bare_last_name_is_shared_by_its_bearers_and_may_be_given_to_another() -> None:
    text = "Ada Moss came. Cyril Moss left. Moss slept. Ada left."
    names = Names(text, names_in(text, dict.fromkeys(["Ada Moss", "Cyril Moss", "Moss", "Ada"], PERSON)))
    (ada, cyril), at = names.things, text.index("Moss slept")
    assert {start: {*map(id, may)} for start, may in names.shared.items()} == {at: {id(ada), id(cyril)}}
    assert names.of(at) is ada  # who is named oftener
    names.give(at, cyril)
    assert names.of(at) is cyril
    assert (ada.places, cyril.places) == ([(0, 8), (44, 47)], [(15, 25), (32, 36)])


def test_names_a_form_that_is_given_to_another_is_put_where_it_stands() -> None:
    text = "Ada Moss came. Cyril Moss left. Moss slept. Ada left."
    names = Names(text, names_in(text, dict.fromkeys(["Ada Moss", "Cyril Moss", "Moss", "Ada"], PERSON)))
    names.give(text.index("Moss slept"), names.things[1])
    names.give(text.index("Moss slept"), names.things[0])
    assert names.things[0].forms == ["Ada Moss", "Moss", "Ada"]


@pytest.mark.parametrize(
    ("text", "name", "gender"),
    [
        ("Mrs Moss left.", "Mrs Moss", "female"),
        ("Then Mr Moss left.", "Moss", "male"),
        ("Spokeswoman Moss left.", "Moss", "female"),
        ("his wife Ada Moss left.", "Ada Moss", "female"),
        ("She saw Moss.", "Moss", None),
        ("He met Moss.", "Moss", None),
        ("The actress left. Moss stayed.", "Moss", None),
        ("Moss left.", "Moss", None),
    ],
)
def test_names_gender_is_told_by_titles_and_nouns_alone(text: str, name: str, gender: str | None) -> None:
    assert gender_of(text, text.index(name), name) == gender


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the Bugle", "Bugle"),
        ("The Bugle’s", "Bugle"),
        ("“Bread”", "Bread"),
        ("The  New\nBugle", "New Bugle"),
        ("Theatre", "Theatre"),
    ],
)
def test_names_are_called_without_article_and_ending(words: str, name: str) -> None:
    assert called(words, 0, len(words)) == name


_FORMS = st.sampled_from(
    [
        "Ada Moss",
        "Moss",
        "Mrs Moss",
        "Mr Moss",
        "Cyril Moss",
        "A. Moss",
        "Ada",
        "the Bugle",
        "BC",
        "Bread Council",
        "’s",
        "“”",
        "O'",
    ]
)


@given(st.lists(st.tuples(_FORMS, st.sampled_from([*KINDS, "date"])), max_size=12))
def test_names_each_of_a_known_kind_names_one_thing(listed: list[tuple[str, str]]) -> None:
    text, names = "", []
    for form, kind in listed:
        names.append(Name(len(text), len(text) + len(form), kind))
        text += form + " came. "
    found = Names(text, names)
    places = [place for thing in found.things for place in thing.places]
    assert len(places) == len(set(places))
    for thing in found.things:
        assert thing.name in thing.forms
        assert all(found.of(start) is thing for start, _ in thing.places)
        assert all(
            (thing.kind == "person") == (name.kind == "person")
            for name in names
            if (name.start, name.end) in thing.places
        )
    expected = {(n.start, n.end) for n in names if n.kind in KINDS}
    assert set(places) <= expected
    assert {(n.start, n.end) for n in names if n.kind == "person" and text[n.start].isalpha()} <= set(places)


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        (  # his before her name comes, so his throughout
            "Bo Moss came. Moss left. Then Ada Moss came late, by train. It rained. Moss slept.",
            "Bo Moss; Ada Moss; Moss",
            [["Bo Moss", "Moss", "Moss"], ["Ada Moss"]],
        ),
        (  # but hers in the sentence right after hers
            "Bo Moss came. Moss left. Then came Ada Moss. Moss slept.",
            "Bo Moss; Ada Moss; Moss",
            [["Bo Moss", "Moss"], ["Ada Moss", "Moss"]],
        ),
        (
            "Mr Moss came. Ada Moss left the mill in tears. It rained. Moss slept.",
            "Mr Moss; Ada Moss; Moss",
            [["Mr Moss", "Moss"], ["Ada Moss"]],
        ),
    ],
)
def test_names_a_last_name_is_whose_it_was_before_another_bearer_came(
    text: str, listed: str, expected: list[list[str]]
) -> None:
    assert persons(text, listed) == expected
