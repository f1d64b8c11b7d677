"""Text that runs on in one line: where it is cut, and that sentences and names are left whole."""

from __future__ import annotations

import pytest

import onrecord
from onrecord.read.segments import cut, printed_twice

PROSE = (
    "A spokesperson for Kelby Council said: “We take all complaints seriously.” But resident Noreen Hart, whose garden backs on to the site, called the reply a joke. "
    "Det Insp Carla Webb said that the fence was old. According to the Wall Street Chronicle, which cited people who know the talks, Ostrex has offered a new one. "
    "Mayor Edwin Sarto told the Tribune last week that he would not run again, and Coach Bram Teller said after the match that his side deserved more."
)


def test_prose_in_one_line_is_never_cut_inside_a_sentence() -> None:
    assert all(end == len(PROSE) or PROSE[:end].rstrip("”").endswith(".") for _, end in cut(PROSE))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Fair opens Ada Moss at the mill on Monday Ada Moss at the mill on Monday By Bo Hill", [2, 9, 16]),
        ("Ada Moss at the mill on Monday Ada Moss at the mill on Monday", [0, 7]),
        ("Ada Moss at the mill Bo Hill Ada Moss at the mill By Bo Hill", []),
        ("she said no and she said no and then", []),
        ("Ada Moss at the mill", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_printed_twice_in_a_row_is_found(text: str, places: list[int]) -> None:
    assert printed_twice(text.split()) == places


def test_a_caption_printed_twice_is_cut_off_the_headline_and_the_byline() -> None:
    caption = "Rosa Kent and her goat Pip on the pier at Port Callum Picture: Shoreline"
    text = f"Farmer walks length of coast with goat {caption} {caption} By Ewan Pryce A farmer who walked the length of the coast with a goat says she would do it again. Rosa Kent, 33, reached the pier on Sunday."
    assert [text[a:b] for a, b in cut(text)][:3] == ["Farmer walks length of coast with goat", caption, caption]


STORY = (
    "Farmers in the Vell valley want the council to reopen the road that the flood of last winter closed, and say that they are losing money every week. “We lose three hours a day,” said Rosa Kent, who keeps goats above Port Callum. "
    "“My milk is sour by the time that it gets to town.” Ewan Pryce, the council's head of roads, said that the work would begin in May and would cost £2m. “I understand that people are tired of waiting,” he said. “So am I.” "
    "The road was closed on 3 January after a wall fell on to it. No one was hurt. Council leader Noreen Hart said that she would visit the valley on Monday."
)


def test_an_article_in_one_line_gets_paragraphs_again_and_they_begin_with_a_sentence() -> None:
    article = onrecord.Pipeline().read(onrecord.Document("a.txt", STORY, format="text")).article
    assert article is not None
    assert 3 <= len(article.blocks) <= 9
    assert {block.kind for block in article.blocks} == {"paragraph"}
    assert all(STORY[: block.start].rstrip().endswith((".", "”")) for block in article.blocks if block.start)
    assert " ".join(STORY[block.start : block.end] for block in article.blocks) == STORY


def test_quotations_of_an_article_in_one_line_keep_their_speakers() -> None:
    found = onrecord.Pipeline().read(onrecord.Document("a.txt", STORY, format="text")).statements
    speakers = {" ".join(span.text for span in one.content): one.source.name for one in found}
    assert next(name for words, name in speakers.items() if "sour by the time" in words) == "Rosa Kent"
    assert next(name for words, name in speakers.items() if "tired of waiting" in words) == "Ewan Pryce"
    assert next(name for words, name in speakers.items() if "visit the valley" in words) == "Noreen Hart"


@pytest.mark.parametrize(
    "text",
    [
        "The Duchess of Carnford will never forgive her brother-in-law Prince Leopold for the claims he made in his memoir, a former royal butler has said. Graham Tilley, who worked for the family for 18 years, told the Royal Gossip podcast that the duchess, 43, felt betrayed by the book. She has not read it.",
        "Actress Bisola Adekanbi has revealed why her marriage to businessman Femi Okunola crashed. The 36-year-old said that her mother-in-law moved into their home in Lekki. “I begged him to talk to his mother, but he said she was there to stay,” she lamented.",
    ],
)
def test_a_text_without_a_headline_is_not_given_half_of_its_first_sentence_for_one(text: str) -> None:
    article = onrecord.Pipeline().read(onrecord.Document("a.txt", text, format="text")).article
    assert article is not None
    assert text[: article.blocks[0].end].endswith((".", "”"))
