"""Times that count from what a text tells rather than from what it mentions aside, or that figures are compared with."""

from __future__ import annotations

import pytest

from onrecord.resolve.times import find_times

THURSDAY = "2023-06-15"
MONDAY = "2023-06-12"
FRIDAY = "2023-06-16"
AUTUMN = "2023-10-30"
"""A Monday on which third quarters are reported."""

# The words that are expected stand in brackets, which the text that is searched does not have.
TOLD = (
    (THURSDAY, "She fell on Monday from a tower built in 1931. [The next day] she spoke.", "2023-06-13"),
    (THURSDAY, "The dam burst on 2 June. It had been finished in 1958. [The following day] the town was empty.", "2023-06-03"),
    (THURSDAY, "The bank cut its rate on Monday, the first cut since March. [A day later] the krone fell.", "2023-06-13"),
    (THURSDAY, "A shed burned on Monday, the first fire since 2011. [That evening] the street was closed.", "2023-06-12TEV"),
    (THURSDAY, "He quit on 1 June, after he had promised to stay until 2026. [Two days later] he was in Rome.", "2023-06-03"),
    (THURSDAY, "The aide said on Monday that she would travel in late July. [The next day] the trip was off.", "2023-06-13"),
    (THURSDAY, "The mill caught fire on Monday. Three years ago a fire killed two there. [The next day] it was sold.", "2023-06-13"),
    (THURSDAY, "The brewery was bought in 2005 by a rival founded in 1888. [A year later], it was shut.", "2006"),
    (THURSDAY, "The mayor spoke on Monday. He had been jailed in 1994. [Two years later] he was freed.", "1996"),
    (THURSDAY, "The mayor spoke on Monday. He was jailed in 1994. Two years later he was freed. [The next day] he fled.", "1996-XX-XX"),
    (THURSDAY, "She was taken to the clinic in 1990. [Two years later] she died.", "1992"),
    (THURSDAY, "He was jailed in 1994. [The next day] he wrote home.", "1994-XX-XX"),
    (THURSDAY, "The match was set for Saturday. He was hurt on Monday. [The next day] he was sent home.", "2023-06-13"),
    (THURSDAY, "The ferry left at 9:15 p.m. on Monday. [Two hours later], it sank.", "2023-06-12T23:15"),
    (THURSDAY, "The ferry left at 11 p.m. on Monday and sank [two hours later].", "2023-06-13T01:00"),
    (THURSDAY, "The ferry left and sank [two hours later].", "PT2H"),
    (THURSDAY, "The road was shut from 10 p.m. on Monday to [5 a.m.], police said.", "2023-06-13T05:00"),
    (THURSDAY, "The show is on Saturday night, at [9 o'clock].", "2023-06-17T21:00"),
    (MONDAY, "The index rose 2 points Monday. In early trading [Tuesday], it was flat.", "2023-06-13"),
    (MONDAY, "The index rose Monday; on Friday it fell. In early trading in Lima [Tuesday], it was flat.", "2023-06-13"),
)  # fmt: skip
COMPARED = (
    (THURSDAY, "Output rose 1 percent in April from March, and 4 percent from [a year earlier].", "2022-04"),
    (THURSDAY, "Rents rose in April. They rose 1 percent from March and 4 percent from [a year earlier].", "2022"),
    (AUTUMN, "It lost $2 million in the third quarter. In [the prior quarter], it earned $1 million.", "2023-Q2"),
    (AUTUMN, "In [the previous quarter], it earned $1 million.", "2023-Q3"),
    (THURSDAY, "Rents in April were 2 percent below March and 7 percent below [a year ago].", "2022-04"),
    (AUTUMN, "Sales rose 3% in the third quarter from the second quarter and 9% from [a year earlier].", "2022-Q3"),
    (THURSDAY, "Tolls rose 5% in April from [the same month last year].", "2022-04"),
    (THURSDAY, "Tolls in [the same week of last year] were lower.", "2022-W24"),
    (AUTUMN, "Profit rose in the third quarter from [the same period a year earlier].", "2022-Q3"),
    (AUTUMN, "It sold fewer boats in the April-September half than in [the same period a year earlier].", "2022"),
    (AUTUMN, "It lost $2 million in the third quarter. In [the prior-year period] it earned $1 million.", "2022-Q3"),
    (AUTUMN, "It will earn more in the current quarter. In [the prior-year quarter], it had lost money.", "2022-Q3"),
    (AUTUMN, "Fourth-quarter 2022 profit doubled. For [the full year], sales were $9 million.", "2022"),
    ("2023-03-12", "Profit rose in the year to December 31 from 7 million the previous year. The payout is 9 pence for [the year].", "2022"),
    ("2023-02-24", "For [the year], the mill earned $3 million, against $2 million in 2021.", "2022"),
    ("2023-04-24", "In the first quarter of 2022, it earned $4 million. In [the latest quarter], it lost $1 million.", "2023-Q1"),
    ("2023-04-24", "In fiscal 2022, ended [June 30], it earned $5 million.", "2022-06-30"),
    (AUTUMN, "[First-half 2022] profit was $3 million.", "2022-H1"),
    (AUTUMN, "In [the year-ago first half] it earned $3 million.", "2022-H1"),
    (THURSDAY, "He taught there before he left in February. [Six weeks later], he was back.", "2023-03"),
    (AUTUMN, "Orders fell in [the second half], the firm said.", "2023-H2"),
    (AUTUMN, "Profit rose in [the first half] and will fall later.", "2023-H1"),
    (AUTUMN, "[Second-half] results will be lower.", "2023-H2"),
    (AUTUMN, "Sales in the [January]-March quarter fell.", "2023-01"),
    (AUTUMN, "Claims rose in [the week] to Oct. 21.", "P1W"),
    (AUTUMN, "Exports rose in [the month] to Oct. 15.", "P1M"),
    (THURSDAY, "Stocks were low at [end-March].", "2023-03"),
    (THURSDAY, "They will be held until [the end of the month].", "2023-06"),
    ("1998-03-12", "Aid will fall by [the turn of the century].", "2000"),
)  # fmt: skip
SET_AHEAD = (
    (THURSDAY, "The final on [Sunday] starts at noon.", "2023-06-18"),
    (THURSDAY, "The curfew ends on [Sunday].", "2023-06-18"),
    (THURSDAY, "The ballot on [Tuesday] is expected to be close.", "2023-06-20"),
    (THURSDAY, "Voters go to the polls [Tuesday].", "2023-06-20"),
    (THURSDAY, "The mayor faces a vote [Tuesday].", "2023-06-20"),
    (THURSDAY, "The firm reports quarterly earnings [Tuesday].", "2023-06-20"),
    (MONDAY, "The inquest was put off until [Friday].", "2023-06-16"),
    (MONDAY, "The clubs face a [Friday] deadline.", "2023-06-16"),
    (MONDAY, "Envoys came for talks that end [Friday].", "2023-06-16"),
    (MONDAY, "He paid by the [Friday] deadline.", "2023-06-09"),
    (FRIDAY, "On Tuesday the verdict came and crowds marched; by [Wednesday] afternoon they were gone.", "2023-06-14TAF"),
    (FRIDAY, "Two climbers died over [the weekend].", "2023-W23-WE"),
    (FRIDAY, "Two climbers will set out over [the weekend].", "2023-W24-WE"),
    (THURSDAY, "She spoke [last Oct. 3].", "2022-10-03"),
    (THURSDAY, "She will speak [next Jan. 15].", "2024-01-15"),
    ("2023-10-16", "They met for a debate, three weeks before [Election Day].", "2023-11-07"),
    (THURSDAY, "By [early evening] the square was empty.", "2023-06-15TEV"),
    (THURSDAY, "Boats will run on [Monday] and Tuesday nights.", "XXXX-WXX-1TNI"),
    (THURSDAY, "Pleas are to be heard [Tuesday].", "2023-06-20"),
    (THURSDAY, "Pleas were to be heard [Tuesday].", "2023-06-13"),
    (THURSDAY, "The council convenes [Monday] to vote.", "2023-06-19"),
    (THURSDAY, "[Tuesday]'s hearing will be the first.", "2023-06-20"),
    (THURSDAY, "The end of [Tuesday]'s hearing will be recalled.", "2023-06-13"),
    (THURSDAY, "The season runs from [June 1] to August.", "2023-06-01"),
    (THURSDAY, "She paints on [Mondays] and rests on Fridays.", "XXXX-WXX-1"),
    (THURSDAY, "In [the past] such letters were burned.", "PAST_REF"),
    (THURSDAY, "The barge left at [3 o'clock in the afternoon]. By Monday it was gone.", "2023-06-15T15:00"),
    (THURSDAY, "On [a recent Tuesday] the queue was long.", "PAST_REF"),
    (THURSDAY, "[The next month or two] will tell.", "P1M"),
    (THURSDAY, "The lift broke [more than 48 hours ago].", "2023-06-13"),
)  # fmt: skip
WORDS = (
    ("The bridge was built over three years.", "three years"),
    ("The cost will be spread over a decade.", "a decade"),
    ("He worked there for over three years.", "over three years"),
    ("The trial took over three years.", "over three years"),
    ("It opened over three years ago.", "over three years ago"),
)
NONE = (
    "They led by nine at the end of the first quarter of the game.",
    "She scored in the second half, and the team won.",
    "The board will publish the minutes of its meeting.",
    "It was the second fall in as many months.",
    "The paper does not prove that night work is harmful.",
    "He was there as recently as anyone.",
)


@pytest.mark.parametrize(("published", "marked", "value"), [*TOLD, *COMPARED, *SET_AHEAD])
def test_told_times_count_from_what_is_told(published: str, marked: str, value: str) -> None:
    start = marked.index("[")
    before, words, after = marked.replace("]", "[").split("[")
    found = {time.start: time for time in find_times(before + words + after, published=published)}
    assert start in found, [time.text for time in found.values()]
    assert found[start].value == value


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_told_times_over_is_more_than_or_during(text: str, words: str) -> None:
    assert [time.text for time in find_times(text, published=THURSDAY)] == [words]


@pytest.mark.parametrize("text", NONE)
def test_told_times_are_not_seen_in_what_only_looks_like_one(text: str) -> None:
    assert find_times(text, published=THURSDAY) == ()


def test_told_times_the_first_months_of_a_year_have_their_days() -> None:
    months, _ = find_times("Profit in the first nine months of 2022 rose.", published=THURSDAY)
    assert (months.value, months.from_, months.to) == ("P9M", "2022-01-01", "2022-09-30")
    last, *_ = find_times("The last 10 days of October 2022 were wet.", published=THURSDAY)
    assert (last.value, last.from_, last.to) == ("P10D", "2022-10-22", "2022-10-31")


def test_told_times_that_year_is_the_one_just_mentioned() -> None:
    *_, that = find_times(
        "It moved on 5 May 2021 to a house built in 1986. That year, it was sold.", published=THURSDAY
    )
    assert that.value == "1986"
