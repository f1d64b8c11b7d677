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


def test_a_story_on_a_website_is_the_websites_word() -> None:
    text = """Orrin Slate to cost less in May

The Orrin Slate will go on sale in March, according to a story on the website SlateRumours.

A report in the magazine Ledgerling said the factory was late."""
    assert said(text, "go on sale")[-1] == ("media", "SlateRumours", ("a story on the website SlateRumours",))
    assert said(text, "factory was late")[0] == ("media", "Ledgerling", ("A report in the magazine Ledgerling",))


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
    assert said(SPLIT, "Marriage is weather")[0][2] == ("Cadenza",)


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


BREWER = """Halloran to shut Dunmore brewery

PUBLISHED: 14 May 2025

Halloran shares fell 9% on Tuesday after the brewer Halloran said it would close its Dunmore brewery.

The Leeds, England-based company said it expects to save £4 million a year. Rival Corvane reported higher sales last week and said demand was firm.

Corvane declined to comment. "It is a sad day," said Orrin, a drayman, whose wife works there.

A spokeswoman for the town's club, the Dunmore Rowing Association, said it had ended its contract in 2023.

Managing director Odile Farr had asked for 15 years, arguing that the lease was too short. She once said that her father taught her to brew.
"""
OUTLET = """THE SUNDAY FERN

Tamsin Roe splits from Ned Gale

The Sunday Fern can exclusively reveal that Tamsin Roe has split from her husband Ned Gale.

A source close to the singer told us: "He grew distant. They want to stay friends."

The insider added: "Nobody else is to blame."

"I heard a bang," said Dagny Holt, 54, who sells eels at the quay. Her husband, Osk, was taken to hospital, she said.

Herders have lost 200 goats. The Sunday Fern could not independently verify the number.
"""
INQUEST = """Boy, 12, died in quarry pool, inquest hears

A boy died after he jumped into a quarry pool, an inquest has heard.

Giving evidence by video link, Callum's cousin, who cannot be named for legal reasons, said Callum "did it every summer". He said he had told him to come down.

DI Ruth Onslow, of Fernley police, said that nobody else was involved. Asha Chirwa, an officer who sought anonymity because she is not allowed to speak to the press, said the gate was open.

Two drivers spoke on the picket line. "I was there," said one, who gave his name only as Anders.
"""
EELS = """Eels remember faces, study suggests

Eels can tell keepers apart, according to a study published on Monday in the journal Coastal Minds.

When the keepers returned most of the eels hid, the team found. "We were stunned," said lead author Dr Ines Colmer.

The paper concludes that eels "form lasting pictures".

Early findings by the Solway Institute of Fisheries indicate that the eels could live for years. Area MCA Wanjiru Kibet said she was glad.
"""
LIVES = """Orla Trent, botanist, dies at 93

Orla Trent was born in Dunmore on June 11, 1931. She drained Holme Fen, Ms. Trent said in 1980.

She married Arthur Pike, a teacher, in 1959; they divorced in 1971.

Her sister, Edith (Shaw) Trent, said she was tired. DC Paul Renshaw, of Northmoor police, was there.
"""


def test_a_single_word_with_a_companys_words_beside_it_is_a_company() -> None:
    assert {who[:2] for who in said(BREWER, "would close")} == {("organisation", "Halloran")}
    assert {who[:2] for who in said(BREWER, "demand was firm")} == {("organisation", "Corvane")}
    assert "Orrin" in names(BREWER, "person")
    assert names(BREWER, "person").isdisjoint({"Halloran", "Corvane"})


def test_the_company_of_a_town_and_its_country_is_no_town() -> None:
    assert {who[:2] for who in said(BREWER, "£4 million")} == {("organisation", "Halloran")}


def test_a_spokeswoman_for_a_club_is_not_the_club_that_is_named_behind() -> None:
    assert [who[0] for who in said(BREWER, "ended its contract")] == ["role"]


def test_years_that_somebody_asks_for_are_no_time_at_which_it_was_said() -> None:
    (one,) = (one for one in reading(BREWER).statements if any("too short" in span.text for span in one.content))
    assert one.said is None or one.said.type == "DATE"


def test_what_the_outlet_itself_reveals_is_its_own_word() -> None:
    assert [who[:2] for who in said(OUTLET, "has split")] == [("author", "Sunday Fern")]
    assert {who[:2] for who in said(OUTLET, "the number")} == {("author", "Sunday Fern")}


def test_the_insider_who_adds_something_is_the_source_before() -> None:
    assert [who[1] for who in said(OUTLET, "else is to blame")] == ["A source close to the singer"]


def test_they_in_a_quotation_are_not_its_speaker() -> None:
    assert all(who[1] != "A source close to the singer" for who in said(OUTLET, "to stay friends")[1:])


def test_a_husband_between_commas_is_no_she() -> None:
    assert [who[1] for who in said(OUTLET, "taken to hospital")] == ["Dagny Holt"]


def test_what_an_inquest_has_heard_is_nobodys_word_in_particular() -> None:
    assert {who[:2] for who in said(INQUEST, "quarry pool")} == {("none", None)}


def test_he_who_goes_on_is_the_unnamed_person_whose_sentence_came_before() -> None:
    assert {who[0] for who in said(INQUEST, "to come down")} == {"anonymous"}


def test_a_reason_ends_with_the_words_of_the_source() -> None:
    reasons = [one.source.reason.text for one in reading(INQUEST).statements if one.source.reason]
    assert reasons
    assert not any("said the gate" in reason for reason in reasons)
    assert any("legal" in reason for reason in reasons)


def test_who_gives_only_a_first_name_goes_by_it() -> None:
    assert [who[:2] for who in said(INQUEST, "I was there")] == [("person", "Anders")]


def test_an_officer_of_a_towns_police_lives_nowhere_in_particular() -> None:
    facts = {
        fact.property for entity in reading(INQUEST).entities if entity.name == "Ruth Onslow" for fact in entity.facts
    }
    assert "residence" not in facts


def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name() -> None:
    assert not any(entity.name == "Eels" for entity in reading(EELS).entities)
    assert [who[1] for who in said(EELS, "of the eels hid")] == ["the team"]


def test_a_study_is_a_document_and_so_is_the_paper_that_tells_of_it() -> None:
    assert [who[0] for who in said(EELS, "remember faces")] == ["document"]
    assert [who[:2] for who in said(EELS, "lasting pictures")] == [("document", "The paper")]


def test_findings_are_the_word_of_the_institute_that_made_them() -> None:
    assert [who[:2] for who in said(EELS, "live for years")] == [("organisation", "Solway Institute of Fisheries")]


def test_the_letters_of_a_seat_belong_to_no_name() -> None:
    assert "Wanjiru Kibet" in names(EELS, "person")


def test_a_date_is_no_part_of_where_somebody_was_born_and_an_ended_marriage_is_over() -> None:
    facts = {
        (fact.property, fact.value) for one in reading(LIVES).entities if one.name == "Orla Trent" for fact in one.facts
    }
    assert ("born", "1931-06-11") in facts
    assert ("former_partner", "Arthur Pike") in facts
    assert ("partner", "Arthur Pike") not in facts


def test_a_name_by_birth_in_brackets_is_inside_the_name() -> None:
    assert not any(")" in entity.name for entity in reading(LIVES).entities)
    assert not any(fact.value == "Ms" for entity in reading(LIVES).entities for fact in entity.facts)


BODY = """

By Sol Renner

Lena Hartwell, 34, a singer from Brackwater, was in the news on Tuesday. The police have opened a file on the matter.

"I have nothing to add," Hartwell said after the hearing.
"""


@pytest.mark.parametrize(
    ("headline", "kind", "name"),
    [
        ("Nurse begged for help before ward death, inquiry told", "none", None),
        ("Crane had failed two checks, inquest hears", "none", None),
        ("Rovers agree fee for new striker - sources", "anonymous", "sources"),
        ("Two held over harbour blaze — police", "organisation", "police"),
        ("Harbour blaze was no accident: report", "document", "report"),
        ("Bread prices to double by spring – study", "document", "study"),
        ("Lena Hartwell: I never wanted to leave the band", "person", "Lena Hartwell"),
        ("Minister to quit within days, says union", "organisation", "union"),
        ("'Give us a date': parents demand answers over school", "group", "parents"),
    ],
)
def test_the_short_forms_of_headlines_have_a_source(headline: str, kind: str, name: str | None) -> None:
    found = [one for one in reading(headline + BODY).statements if one.block == "headline"]
    assert (kind, name) in {(one.source.kind, one.source.name) for one in found}
    assert not any(one.source.kind == "author" for one in found)


def test_what_stands_behind_a_name_and_a_colon_may_only_describe() -> None:
    found = reading("Hartwell: the woman who saved a river" + BODY).statements
    assert not any(one.block == "headline" for one in found)


RESCUE = """'I ate snow': climber found after three nights on ridge

By Sol Renner
10 April 2025

A climber who spent three nights on a ridge has told how she lived on snow, a public inquiry has been told.

Deckhand-turned-medic Torvald Innes told reporters that the path was iced over. Police Scotland said the path had been closed.

Hartwell-era huts were still open. Pacific Hill Electric said it had shut the road. The utility said in a filing with the regulator that a pipe had burst.

A clerk at the ministry, who pleaded anonymity because he was not authorised to speak, said the memo was signed on Monday.
"""


def test_a_quotation_that_opens_a_headline_is_of_whom_the_headline_is_about() -> None:
    assert {who[0] for who in said(RESCUE, "I ate snow")} == {"role"}
    assert {who[1] for who in said(RESCUE, "I ate snow")} <= {"climber", "A climber"}


def test_what_an_inquiry_has_been_told_is_not_its_word() -> None:
    assert "none" in {who[0] for who in said(RESCUE, "lived on snow")}


def test_a_job_that_begins_a_sentence_is_no_part_of_a_name() -> None:
    assert "Torvald Innes" in names(RESCUE, "person")
    assert not any("era" in name or "Deckhand" in name for name in names(RESCUE, "person"))


def test_a_body_that_goes_by_its_work_and_its_country_is_whole() -> None:
    assert [who[:2] for who in said(RESCUE, "had been closed")] == [("organisation", "Police Scotland")]


def test_the_utility_is_the_company_named_before() -> None:
    assert "Pacific Hill Electric" in {who[1] for who in said(RESCUE, "pipe had burst")}


def test_who_pleads_anonymity_says_why() -> None:
    (one,) = (one for one in reading(RESCUE).statements if any("memo was signed" in span.text for span in one.content))
    assert one.source.kind == "anonymous"
    assert one.source.reason is not None
    assert one.source.reason.text.startswith("who pleaded anonymity")


WIRE = """TALMORE, May 7 (Corvane) - Wren Motors will build a plant in Ossing, the carmaker said on Monday.

Mediators met to save a truce. A Front commander who goes by the name Abu Raed denied firing, telling Corvane by phone: "We fired nothing at all."

State radio reported that seven people had died. Corvane could not verify the report.
"""


def test_the_agency_in_the_dateline_is_the_author_of_what_it_could_not_verify() -> None:
    assert [who[0] for who in said(WIRE, "the report")] == ["author"]


def test_a_makers_name_goes_to_the_word_for_its_trade_and_the_carmaker_is_that_body() -> None:
    assert "Wren Motors" in names(WIRE, "organisation")
    assert {who[:2] for who in said(WIRE, "build a plant")} == {("organisation", "Wren Motors")}


def test_who_goes_by_a_name_is_called_so() -> None:
    assert [who[:2] for who in said(WIRE, "fired nothing")] == [("person", "Abu Raed")]


ASKED = """Mill jobs at risk

The Fennick Crier learned of the cuts on Monday. Tarrant Mills has 400 workers, and Ossing Council owns the land.

The Fennick Crier reached out to Tarrant Mills and they sent us this statement: "We do not comment on rumours, even baseless ones."
"""


def test_they_who_answer_are_whom_the_paper_has_asked() -> None:
    assert "Tarrant Mills" in {who[1] for who in said(ASKED, "baseless ones")}


QUESTIONS = """Mill answers at last

Ada Moss, asked if she had known of the leak, said nobody had told her.

Bo Hill, the mayor, asked whether the dam was safe.
"""


def test_who_is_asked_is_not_who_asks() -> None:
    assert [who[0] for who in said(QUESTIONS, "she had known")] == ["none"]
    assert [who[:2] for who in said(QUESTIONS, "nobody had told her")] == [("person", "Ada Moss")]
    assert [who[:2] for who in said(QUESTIONS, "the dam was safe")] == [("person", "Bo Hill")]


ROW = """14 October 2025 Singer Odile Varga and racing driver Milo Renner 'on a break' after 'blazing row'

By Nora Finch

Odile Varga and Milo Renner are said to have gone their separate ways, with friends telling The Evening Star that the pair "barely spoke" on the way home.

"They had a blazing row in the car and she got out at the lights," a source said. They added: "Milo has been staying with his brother ever since."

In July they told the Star that they hoped to marry "some time next year".

A spokesman for Renner told the Star on Monday night: "Milo and Odile remain the best of friends and ask for privacy."
"""


def test_they_are_the_source_where_it_goes_on_and_the_pair_where_they_told_a_paper_earlier() -> None:
    assert {who[:2] for who in said(ROW, "staying with his brother")} == {("anonymous", "a source")}
    assert {who[:2] for who in said(ROW, "hoped to marry")} == {("person", "Odile Varga; Milo Renner")}
    assert {who[:2] for who in said(ROW, "to marry")} == {("person", "Odile Varga; Milo Renner")}


def test_a_spokesman_for_somebody_is_nobody_by_name() -> None:
    assert [who[0] for who in said(ROW, "best of friends")] == ["role"]
