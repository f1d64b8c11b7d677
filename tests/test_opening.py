"""How pasted plain text opens: nameplate, date, headline, deck, byline and dateline above the first sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord import Document, Pipeline
from onrecord.read.opening import is_label, is_nameplate
from onrecord.read.segments import cut

if TYPE_CHECKING:
    from onrecord.records import Article

STORY = """The council of Marrow Vale voted on Tuesday to close the town's only library at the end of March, over the protests of readers.

"It's a sad day," said the librarian, Tom Ilett. "I have worked here for thirty years."

The council said that it would save £140,000 a year.
"""
HEADLINE = "Council shuts the only library in Marrow Vale"


def read(text: str) -> Article:
    article = Pipeline().read(Document("pasted", text, format="text")).article
    assert article is not None
    return article


def names(article: Article) -> list[str]:
    return [byline.name for byline in article.bylines]


@pytest.mark.parametrize(
    "opening",
    [
        "{}\n\n",
        "The Marrow Vale Gazette\n{}\n\n",
        "The Tarn Valley Courier\n\n{}\n\n",
        "VALE CITY POST\n{}\n\n",
        "Daily Beacon\nTuesday, 3 March 2026\n\nLOCAL NEWS\n\n{}\n\n",
        "Skip to main content\nNorthvale Echo\nHome > News > Towns\n{}\nShare\n\n",
    ],
)
@pytest.mark.parametrize("headline", [HEADLINE, "Readers mourn library", "Vale Council Votes To Close Library"])
def test_opening_a_lone_line_is_the_headline_and_the_newspapers_name_is_not(opening: str, headline: str) -> None:
    article = read(opening.format(headline) + STORY)
    assert article.headline == headline
    assert article.captions == ()
    assert article.related == ()
    assert names(article) == []


@pytest.mark.parametrize(
    "dateline", ["LONDON (Agency) -- ", "GENEVA (AP) — ", "MARROW VALE, Oct 17 (Northwire) - ", "NEW DELHI, July 9: "]
)
@pytest.mark.parametrize(
    "headline", [HEADLINE, "Talks on library end without a deal", "Closing was hasty, judge rules"]
)
def test_opening_a_headline_stands_above_an_agencys_dateline(dateline: str, headline: str) -> None:
    article = read(f"{headline}\n\n{dateline}{STORY}")
    assert article.headline == headline
    assert article.dateline is not None
    assert names(article) == []


@pytest.mark.parametrize(
    ("byline", "named", "place"),
    [
        ("Ida Vellacott in Carrow", ["Ida Vellacott"], "Carrow"),
        ("Jonas Weld in Port Amara and agencies", ["Jonas Weld"], "Port Amara"),
        ("Ida Vellacott in Carrow and Tom Rudd in London", ["Ida Vellacott", "Tom Rudd"], None),
        ("Bo Hart, Local Democracy Reporter", ["Bo Hart"], None),
        ("By Bo Hart Local Democracy Reporter", ["Bo Hart"], None),
        ("Cara Minns\nLocal Democracy Reporter", ["Cara Minns"], None),
        ("Cara Minns, Health and Social Care Reporter", ["Cara Minns"], None),
        ("Leo Marchetti and Ana Dube", ["Leo Marchetti", "Ana Dube"], None),
    ],
)
def test_opening_who_wrote_it_is_named_without_post_and_place(byline: str, named: list[str], place: str | None) -> None:
    article = read(f"{HEADLINE}\n{byline}\n\n{STORY}")
    assert article.headline == HEADLINE
    assert names(article) == named
    assert article.dateline == place


@pytest.mark.parametrize(
    "opening",
    [
        "NEW DELHI, July 9, 2026: The minister resigned.",
        "MUMBAI, Mar 3: The minister resigned over a letter, his party said on Monday.",
        "PORT AMARA, 9th July (Agency) - The minister resigned.",
        "New Delhi [India], July 9 (ANI): The minister resigned over a letter, his party said.",
    ],
)
def test_opening_a_dateline_is_no_author(opening: str) -> None:
    article = read(f"{opening}\n\n{STORY}")
    assert names(article) == []
    assert article.dateline is not None
    assert article.blocks[0].kind == "paragraph"


def test_opening_the_line_above_an_unsure_headline_is_it_where_it_tells_of_the_story() -> None:
    text = "Tarn rescue: boy, 9, pulled from ice\nRescuers praise dog walker who crawled out with a ladder\n12 January 2026\n\n"
    article = read(
        text + "A boy of nine was pulled from Lake Tarn on Sunday after the ice broke, rescuers said.\n\n" + STORY
    )
    assert article.headline == "Tarn rescue: boy, 9, pulled from ice"
    assert article.deck == "Rescuers praise dog walker who crawled out with a ladder"


@pytest.mark.parametrize(
    "first",
    [
        "",
        "The council met on Monday, and nobody spoke of the library.\n\n",
        "via Vale Council Press Office\n",
        "(Updates with the council's answer)\n",
    ],
)
def test_opening_text_without_headline_has_none(first: str) -> None:
    assert read(first + STORY).headline is None


@pytest.mark.parametrize("name", ["The Marrow Vale Gazette", "HARBOUR CITY POST", "Times of Carrow", "Daily Beacon"])
def test_is_nameplate_newspapers_names(name: str) -> None:
    assert is_nameplate(name)


@pytest.mark.parametrize(
    "line", ["Mail is late in Carrow again", "Mayor Quits Council", "Post", "He read the Gazette."]
)
def test_is_nameplate_takes_no_headline(line: str) -> None:
    assert not is_nameplate(line)


@pytest.mark.parametrize("line", ["Share", "Home > News > Crime", "www.carrowecho.co.uk", "Sign up to our newsletter"])
def test_is_label_buttons_trails_and_addresses(line: str) -> None:
    assert is_label(line)
    assert not is_label(HEADLINE)


@pytest.mark.parametrize(
    "opening", ["NEW DELHI, July 9, 2026: ", "New Delhi [India], July 9 (ANI): ", "NEW DELHI, July 9 — "]
)
def test_cut_keeps_a_dateline_with_its_sentence(opening: str) -> None:
    text = opening + STORY.replace("\n", " ")
    first, end = cut(text)[0]
    assert text[first:end].startswith(f"{opening}The council of Marrow Vale")


@pytest.mark.parametrize(
    ("line", "headline", "day"),
    [
        (
            "14 October 2025 Singer and racing driver 'on a break' after row",
            "Singer and racing driver 'on a break' after row",
            "2025-10-14",
        ),
        ("October 14, 2025 Singer and racing driver on a break", "Singer and racing driver on a break", "2025-10-14"),
        (
            "Tuesday 14 October 2025 | Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14",
        ),
        (
            "14 Oct 2025, 10:30am Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14T10:30",
        ),
        (
            "Published: 14 October 2025 'On a break': singer and racing driver",
            "'On a break': singer and racing driver",
            "2025-10-14",
        ),
        (
            "10:30am, 14 October 2025 Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14T10:30",
        ),
        (
            "Published 10.30 GMT on Tue 14 Oct 2025 | Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14T10:30Z",
        ),
        (
            "Tue, 14 Oct 2025 10.30 GMT Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14T10:30Z",
        ),
        (
            "2025-10-14 - Updated 10:30 p.m. Singer and racing driver on a break",
            "Singer and racing driver on a break",
            "2025-10-14",
        ),
    ],
)
def test_opening_a_day_before_the_headline_in_one_line(line: str, headline: str, day: str) -> None:
    text = (
        f"{line}\n\nBy Nora Finch\n\nDella Marsh said she was sad about the end of it all, and that nobody had asked her.\n\n"
        "Her band is on tour until May, when the last of its shows is played in Fennick.\n"
    )
    article = read(text)
    assert (article.headline, article.published) == (headline, day)


@pytest.mark.parametrize("line", ["2025-10-14", "2025-10-14 - Updated 10:30 p.m. ET", "2025-10-14 10:30"])
def test_opening_a_day_with_its_time_is_one_line(line: str) -> None:
    article = read(f"{HEADLINE}\n{line}\n{STORY}")
    assert article.headline == HEADLINE
    assert [article.text[block.start : block.end] for block in article.blocks if block.kind == "date"] == [line]
    assert all(block.start < block.end for block in article.blocks)


@pytest.mark.parametrize(
    "credit", [" (Image: Cora Bell/Northpix)", " (Credit: Cora Bell/Northpix)", ". Photo: Cora Bell/Northpix"]
)
@pytest.mark.parametrize(
    "bare", ["The librarian, Tom Ilett, at the door in January", "Tom Ilett at the town hall last year"]
)
def test_opening_a_caption_printed_twice_is_one_caption_with_its_credit(bare: str, credit: str) -> None:
    for lines in (f"{bare}{credit}", f"{bare}\n{bare}{credit}", f"{bare}{credit}\n{bare}"):
        article = read(f"{HEADLINE}\n{lines}\nBy Bo Hart\n\n{STORY}")
        assert [(caption.text or "").rstrip(".") for caption in article.captions] == [bare]
        assert [caption.credit for caption in article.captions] == ["Cora Bell/Northpix"]
        assert article.deck is None
        assert sum(block.kind == "caption" for block in article.blocks) == lines.count("\n") + 1


def test_opening_a_line_that_is_printed_twice_above_the_body_is_a_caption_though_nobody_is_credited() -> None:
    bare = "The librarian, Tom Ilett, at the door in January"
    article = read(f"{HEADLINE}\n{bare}\n{bare}\nBy Bo Hart\n\n{STORY}")
    assert [caption.text for caption in article.captions] == [bare]


@pytest.mark.parametrize(
    ("name", "label", "named"),
    [
        ("Mel Ansty", "Listen to this article", ["Mel Ansty"]),
        ("Mel Ansty", "Share", ["Mel Ansty"]),
        ("Marrow Vale", "Share", []),  # the headline is about it
    ],
)
def test_opening_a_bare_name_beside_a_button_is_who_wrote_it(name: str, label: str, named: list[str]) -> None:
    assert names(read(f"{HEADLINE}\n{name}\n{label}\n\n{STORY}")) == named


@pytest.mark.parametrize(
    "text",
    [
        "Mayor signs her last order\nMrs. Ilett signed it in the morning.\nShe leaves office on January 20, 2027, after eight years.",
        "January 15, 2027\nMrs. Ilett signed it in the morning.\nShe leaves office on January 20, 2027, after eight years.",
        "Talk: Tom Ilett, librarian at Marrow Vale\n\n“I had not seen the roof,” he says.\n\nHe laughs, and pours the tea.",
    ],
)
def test_opening_a_few_short_sentences_are_a_body(text: str) -> None:
    first, *rest = text.split("\n")
    article = read(text)
    assert article.blocks[0].kind in {"headline", "date"}
    assert article.published == ("2027-01-15" if first.startswith("January") else None)
    kinds = [block.kind for block in article.blocks[1:]]
    assert kinds == ["paragraph"] * len([line for line in rest if line])


@pytest.mark.parametrize("place", ["\n\nPort Callum", ", Port Callum", ""])
@pytest.mark.parametrize("headline", ["Letters: our library is no luxury\n\n", ""])
def test_opening_a_letter_is_by_who_signs_it(headline: str, place: str) -> None:
    letter = "I worked in the library for 31 years, and I have never seen it empty. The council is wrong to close it."
    article = read(f"{headline}{letter}\n\nMargery Oxtoby{place}")
    assert names(article) == ["Margery Oxtoby"]
    assert article.body() == letter


@pytest.mark.parametrize("last", ["Tom Ilett", "Vale Council", "Nora Finch"])
def test_opening_a_name_below_a_report_signs_nothing(last: str) -> None:
    assert names(read(f"{HEADLINE}\n\n{STORY}\n\n{last}")) == []


@pytest.mark.parametrize(
    "last",
    ["Ivo Crane, judge, born 2 May 1936; died 5 January 2025", "• Ivo Hale Crane, judge, born May 2, 1936, died 2025"],
)
def test_opening_the_line_that_closes_an_obituary_is_its_text(last: str) -> None:
    article = read(f"Judge who closed the harbour dies at 88\n\n{STORY}\n\n{last.removeprefix('• ')}")
    assert article.blocks[-1].kind == "paragraph"
    assert article.published is None


def test_cut_leaves_the_sentence_behind_an_agencys_brackets_whole() -> None:
    sentence = "(Bellweather) -- Tarn Group SpA founder Enzo Tarn is exploring a sale of his family's stake in the maker of boats, people with knowledge of the matter said. "
    text = sentence + STORY.replace("\n", " ")
    first, end = cut(text)[0]
    assert text[first:end].startswith(sentence.strip())


@pytest.mark.parametrize(
    ("opening", "published"),
    [
        ("VALE CITY, 12 March 1997 - ", "1997-03-12"),
        ("VALE CITY, Oct. 30, 1989 (AP) - ", "1989-10-30"),
        ("VALE CITY, Oct. 30 (AP) - ", None),
        ("October 30, 1989\n\n", "1989-10-30"),
        ("By ADA MOSS\nOct. 30, 1989\n\n", "1989-10-30"),
        (f"{HEADLINE}\n\nBy ADA MOSS\nOct. 30, 1989\n\n", "1989-10-30"),
        (f"Published 3 March 2026\n\n{HEADLINE}\n\nVALE CITY, March 1, 2026 - ", "2026-03-03"),
        ("VALE CITY, 31 June 1997 - ", None),
    ],
)
def test_opening_a_day_in_the_dateline_or_above_the_text_is_that_of_publication(
    opening: str, published: str | None
) -> None:
    article = read(opening + STORY)
    assert article.published == published
    assert article.headline in {HEADLINE, None}


def test_opening_a_time_and_a_day_are_cut_off_the_headline_behind_them() -> None:
    article = read(f"9:14am, 6 February 2025 {HEADLINE}\n\n{STORY}")
    assert (article.published, article.headline) == ("2025-02-06T09:14", HEADLINE)


def test_opening_a_lone_day_of_change_serves_for_the_times_of_the_text() -> None:
    reading = Pipeline().read(Document("pasted", f"{HEADLINE}\n\nUpdated: 7 June 2023\n\n{STORY}", format="text"))
    assert reading.article is not None
    assert (reading.article.published, reading.article.modified) == (None, "2023-06-07")
    assert [time.value for time in reading.times if time.text == "Tuesday"] == ["2023-06-06"]
    assert "times_unresolved" not in {problem.code for problem in reading.problems}
