"""Who and through whom in plain prose, with the shipped weights: forms that newspapers use and that were once read wrongly."""

from __future__ import annotations

from functools import cache

import pytest

from onrecord import Document, Pipeline, Reading
from onrecord.attribute import attribute
from onrecord.model.reader import shipped

INQUIRY = """Inquiry hears of ferry's last minutes

Giving evidence on Monday, deckhand Struan Pell, 29, said he had telephoned the bridge twice.

Two passengers, Elspeth Voss, 71, and her grandson Callum Voss, nine, died when the ferry struck rocks on 3 February.

The MSIO's report, published by the Marine Safety Inquiry Office in March, found that fatigue was likely to have played a part.

The TWU union, which represents the crew, said it hoped the families would be heard. Sheriff Catrin Bold told the Bench that the papers were in order.

Mrs Voss's daughter, Fiona, who attended with her husband Gregor, told reporters outside the Orphic theatre: "We just want somebody to say sorry." She added that she would be there every day.

The inquiry is expected to last three weeks.
"""
SPLIT = """Singer 'living apart' from husband

Odalys Fenner and her husband Piers Lomond have been living apart, friends of the singer told The Sunday Lamp.

A spokesman for Fenner declined to comment. Lomond's agent, Hollis Grieve, said in a statement: "They are a family and will remain one."

Fenner, whose third album is expected soon, hinted at strain in an interview with Cadenza magazine. "Marriage is weather," she told the magazine at the time.

A neighbour, who did not want to be named, told the Lamp that he kept to himself. They added: "I've seen the girls twice."
"""
COURT = """Court asks State to explain land transfer

A Division Bench of Chief Justice R. Vardan and Justice Meher Contractor heard the petition of the Kavalpura Hitarakshana Samiti.

"We are at a loss to understand it," the Chief Justice remarked orally.

A senior official, requesting anonymity, told this newspaper that an inquiry was ordered. The secretary, K. Ponnamma, told reporters in Mysuru that the trust had paid, PTA reported.
"""

FIRM = """Halvard Foods to cut 1,200 jobs

NEW YORK (Meridian Wire) - Halvard Foods Inc. said Thursday it would cut about 1,200 jobs.

"These are painful decisions," Chief Executive Paula Rennick told analysts on a conference call.

The Minneapolis-based company reported net income of $84 million.

In a filing with the regulator, Halvard said it expected charges.

Rennick, who took over from Stig Halvard, a grandson of the founder, said the company might not be done.
"""
GAME = """Village counts cost of blast

Nobody was hurt but 41 homes were damaged, according to the council. The fee was N60m.

"They promised it in 2019 as well," says Iain Petrick, a retired surveyor.

Sharks manager Femi Ogun, meanwhile, was quoted by the Pioneer as saying that his side "fear nobody".

A seismologist at the University of Strathern, Dr Noor Hadley, estimates its magnitude at 1.9.
"""

LEAK = """Minister 'misled' inquiry

Three sources with knowledge of her thinking said a decision could come next week; one cautioned that she was wary of old evidence.

The Greens' Anwen Bevin went further, tweeting: "Resign." A government source dismissed the row as "a process story".

The Courier obtained copies from a person involved in the dam's maintenance, who said the note was real.

"He had his phone in his hand," Marisol Vegas said outside St. Anne's Hospital, where her son is.

Another neighbour, who asked that her name not be used, said she heard no commands.
"""

STAR = """Star opens up about split

Lena Voigt, 29, ended her romance with the footballer in July. A friend of hers told MailBoat: "She is fine."

It comes after The Globe reported last week that she had moved out. Her agent told the paper at the time: "They are friends."

Voigt, who was previously in a relationship with singer Jonah Pyke, has an eight-year-old son, Teddy, with a plumber.
"""

TOMB = """Baker calls off the statue

Carl Menson is to get no statue. The sculptor Daniel Symes called the plan a "small town's Loman's Tomb" last week.

The baker did not like to see his face in bronze. He told the council so, Symes says.
"""

ROADS = """Senate probes roads contract

Chairman of the committee, Senator Barau Jibril-Musa (APC, Kano North), said the contractor had been fully paid.

The Permanent Secretary of the ministry, Dr. Folake Adewumo, who represented the minister, told lawmakers that it was nearly done.

A document obtained by The Beacon showed that the certificate was signed early.
"""


@cache
def reading(text: str) -> Reading:
    return Pipeline().read(Document("a page", text, format="text"))


def said(text: str, words: str) -> list[tuple[str, str | None, tuple[str | None, ...]]]:
    """Return kind, name and channels of the statements whose content has the words."""
    return [
        (one.source.kind, one.source.name, tuple(via.name for via in one.via))
        for one in reading(text).statements if any(words in span.text for span in one.content)
    ]  # fmt: skip


def names(text: str, kind: str) -> set[str]:
    return {entity.name for entity in reading(text).entities if entity.kind == kind}


def test_whoever_adds_something_is_who_spoke_before_and_no_name_in_the_words_for_her() -> None:
    assert [who[:2] for who in said(INQUIRY, "every day")] == [("person", "Fiona")]


def test_a_theatre_that_somebody_speaks_outside_of_is_no_channel() -> None:
    assert all("Orphic" not in (name or "") for who in said(INQUIRY, "say sorry") for name in who[2])


def test_a_report_is_the_word_of_the_body_that_made_it() -> None:
    assert said(INQUIRY, "fatigue")[0][0] == "organisation"


def test_a_body_named_before_its_noun_goes_by_its_name() -> None:
    assert {who[:2] for who in said(INQUIRY, "families would be heard")} == {("organisation", "TWU")}


def test_her_husband_in_a_clause_about_somebody_is_that_persons() -> None:
    facts = {entity.name: {fact.value for fact in entity.facts} for entity in reading(INQUIRY).entities}
    assert "Gregor" in facts["Fiona"]
    assert "Gregor" not in facts["Elspeth Voss"]


def test_a_person_behind_a_title_is_one_whatever_the_last_name_is() -> None:
    assert "Meher Contractor" in names(COURT, "person")
    assert "Kavalpura Hitarakshana Samiti" in names(COURT, "organisation")


def test_weeks_that_something_is_to_last_are_no_last_weeks() -> None:
    assert [(time.text, time.type, time.value) for time in reading(INQUIRY).times if "weeks" in time.text] == [
        ("three weeks", "DURATION", "P3W")
    ]


def test_a_spokesman_for_her_does_not_make_her_a_man() -> None:
    assert [who[:2] for who in said(SPLIT, "Marriage is weather")] == [("person", "Odalys Fenner")]


def test_an_outlet_that_is_told_and_then_called_the_magazine_is_one_channel() -> None:
    assert said(SPLIT, "Marriage is weather")[0][2] == ("Cadenza magazine",)


def test_i_have_is_nobody_s_name() -> None:
    assert [who[0] for who in said(SPLIT, "seen the girls")] == ["anonymous"]
    assert not any("I've" in entity.name for entity in reading(SPLIT).entities)


def test_the_day_in_the_name_of_a_paper_is_no_time() -> None:
    assert [time.text for time in reading(SPLIT).times if "Sunday" in time.text] == []


def test_a_post_of_two_words_is_whoever_it_stands_before() -> None:
    assert [who[:2] for who in said(COURT, "at a loss")] == [("person", "R. Vardan")]


def test_who_requests_anonymity_is_anonymous_and_the_reason_is_kept() -> None:
    (one,) = (one for one in reading(COURT).statements if any("was ordered" in span.text for span in one.content))
    assert one.source.kind == "anonymous"
    assert one.source.reason is not None
    assert "requesting anonymity" in one.source.reason.text


@pytest.mark.parametrize("words", ["the trust had paid"])
def test_a_town_where_reporters_were_told_is_no_channel(words: str) -> None:
    assert all("Mysuru" not in who[2] for who in said(COURT, words))


def test_a_short_form_is_the_body_before_a_person_of_that_name_comes() -> None:
    assert [who[:2] for who in said(FIRM, "expected charges")] == [("organisation", "Halvard Foods Inc")]
    assert "Halvard" not in names(FIRM, "person")


def test_the_company_of_a_town_is_the_one_whose_story_it_is() -> None:
    assert [who[:2] for who in said(FIRM, "net income")] == [("organisation", "Halvard Foods Inc")]


def test_a_call_in_the_next_paragraph_is_the_channel_of_who_spoke_on_it() -> None:
    assert said(FIRM, "painful")[0][2] == ("a conference call",)
    assert said(FIRM, "1,200 jobs")[0][2] == ()


def test_they_who_promised_are_no_homes() -> None:
    assert all("homes" not in (name or "") for _, name, _ in said(GAME, "it in 2019"))
    assert all("homes" not in (one.source.name or "") for one in reading(GAME).statements)


def test_whom_a_paper_quotes_is_the_source_and_the_paper_the_channel() -> None:
    assert said(GAME, "fear nobody") == [("person", "Femi Ogun", ("Pioneer",))]


def test_a_name_behind_what_somebody_is_at_a_place_is_the_source() -> None:
    assert [who[:2] for who in said(GAME, "magnitude")] == [("person", "Noor Hadley")]


def test_a_sum_is_no_thing_with_a_name() -> None:
    assert not any("N60m" in entity.name for entity in reading(GAME).entities)


def test_one_of_three_unnamed_is_one_of_them() -> None:
    assert [who[:2] for who in said(LEAK, "wary of old")] == [
        ("anonymous", "Three sources with knowledge of her thinking")
    ]


def test_a_persons_name_begins_behind_the_party_that_the_person_is_of() -> None:
    assert "Anwen Bevin" in names(LEAK, "person")


def test_a_tweet_is_no_channel_of_who_speaks_next() -> None:
    assert said(LEAK, "process story")[0][2] == ()


def test_who_stands_for_all_of_the_description_before_it() -> None:
    assert [who[1] for who in said(LEAK, "note was real")] == ["a person involved in the dam's maintenance"]


def test_a_saint_ends_no_sentence() -> None:
    assert not any(reading_end == LEAK.index("St.") + 3 for reading_end in ends(LEAK))


def test_who_asks_that_a_name_not_be_used_is_anonymous() -> None:
    assert [who[0] for who in said(LEAK, "no commands")] == ["anonymous"]


def ends(text: str) -> tuple[int, ...]:
    """Return where the sentences of a text end, as statements are found in them."""
    article = reading(text).article
    assert article is not None
    return attribute(article, reader=shipped()).reading.ends


def test_the_paper_is_the_one_that_reported_last() -> None:
    assert [who[2] for who in said(STAR, "They are friends")] == [("The Globe",)]


def test_a_child_is_whose_the_clause_is_about_and_a_relationship_before_is_over() -> None:
    facts = {entity.name: {(fact.property, fact.value) for fact in entity.facts} for entity in reading(STAR).entities}
    assert ("kin", "son of Lena Voigt") in facts["Teddy"]
    assert ("former_partner", "Jonah Pyke") in facts["Lena Voigt"]


def test_nobody_is_he_whose_name_is_only_in_that_of_a_tomb() -> None:
    (loman,) = (entity for entity in reading(TOMB).entities if "Loman" in entity.name)
    assert {span.text for span in loman.mentions}.isdisjoint({"his", "He", "he"})


@pytest.mark.parametrize(("words", "name"), [("fully paid", "Barau Jibril-Musa"), ("nearly done", "Folake Adewumo")])
def test_a_name_behind_a_post_at_the_beginning_of_a_sentence_is_the_source(words: str, name: str) -> None:
    assert [who[:2] for who in said(ROADS, words)] == [("person", name)]


def test_a_document_that_a_paper_obtained_is_not_the_papers_word() -> None:
    assert [who[0] for who in said(ROADS, "signed early")] == ["document"]
