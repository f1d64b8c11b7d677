"""Times found by counting, times of day in words, and stretches whose end is named, in invented sentences."""

from __future__ import annotations

import pytest

from onrecord.resolve.times import find_times

PUBLISHED = "2024-05-15"
"""A Wednesday."""

# The words that are expected stand in brackets, which the text that is searched does not have.
CASES = (
    ("The hearing resumes [a week on Friday].", "2024-05-24", "2024-05-24", "2024-05-24"),
    ("The tolls go up [two weeks from tomorrow].", "2024-05-30", "2024-05-30", "2024-05-30"),
    ("The shop will shut [a fortnight on Saturday].", "2024-06-01", "2024-06-01", "2024-06-01"),
    ("The inquest opens on [Tuesday week].", "2024-05-28", "2024-05-28", "2024-05-28"),
    ("The rent was due [yesterday week].", "2024-05-07", "2024-05-07", "2024-05-07"),
    ("A heron was seen [the week before last].", "2024-W18", "2024-04-29", "2024-05-05"),
    ("[The year before last] the weir held.", "2022", "2022-01-01", "2022-12-31"),
    ("A ruling is due [the month after next].", "2024-07", "2024-07-01", "2024-07-31"),
    ("They lost on [the Saturday before last].", "2024-05-04", "2024-05-04", "2024-05-04"),
    ("They lost [the weekend before last].", "2024-W18-WE", "2024-05-04", "2024-05-05"),
    ("[Two Fridays ago] the band split.", "2024-05-03", "2024-05-03", "2024-05-03"),
    ("She will retire in [a fortnight’s time].", "2024-W22", "2024-05-27", "2024-06-02"),
    ("In [three years' time] the mast will be gone.", "2027", "2027-01-01", "2027-12-31"),
    ("[The second week of June] is booked out.", "2024-W24", "2024-06-10", "2024-06-16"),
    ("In [the first week of January 2023] nobody came.", "2023-W01", "2023-01-02", "2023-01-08"),
    ("Stalls open on [the last weekend in May].", "2024-W21-WE", "2024-05-25", "2024-05-26"),
    ("On [the last Friday in April] the market returned.", "2024-04-26", "2024-04-26", "2024-04-26"),
    ("[The first Tuesday in November] is polling day.", "2024-11-05", "2024-11-05", "2024-11-05"),
    ("They meet on [the first Monday of every month].", "P1M", None, None),
    ("They will meet on [the third Thursday of next month].", "2024-06-20", "2024-06-20", "2024-06-20"),
    ("[The Sunday before Easter] he preached.", "2024-03-24", "2024-03-24", "2024-03-24"),
    ("Shops filled on [the Friday after Christmas Day 2023].", "2023-12-29", "2023-12-29", "2023-12-29"),
    ("Two men were hurt in [the small hours of Sunday].", "2024-05-12TMO", "2024-05-12", "2024-05-12"),
    ("A van burned in [the early hours of 3 May].", "2024-05-03TMO", "2024-05-03", "2024-05-03"),
    ("By [mid-morning on Saturday] the queue was long.", "2024-05-11TMO", "2024-05-11", "2024-05-11"),
    ("By [Sunday lunchtime] the fire was out.", "2024-05-12TMI", "2024-05-12", "2024-05-12"),
    ("[This time last year] the river was dry.", "2023-05", "2023-05-01", "2023-05-31"),
    ("[A year ago this week] the dam broke.", "2023-W20", "2023-05-15", "2023-05-21"),
    ("[Nine days later], on 24 April, he resigned.", "2024-04-24", "2024-04-24", "2024-04-24"),
    ("On [Monday] and Tuesday last week they voted.", "2024-05-06", "2024-05-06", "2024-05-06"),
    ("She phoned [the other day].", "PAST_REF", None, None),
    ("In [the noughties] the pit was filled.", "200", "2000-01-01", "2009-12-31"),
    ("Talks stalled at [Easter last year].", "2023-04-09", "2023-04-09", "2023-04-09"),
    ("Over the [Easter weekend] thousands came.", "2024-W13-WE", "2024-03-29", "2024-04-01"),
    ("It was warm over the southern [summer of 2023-24].", "2023-SU", "2023-12-01", "2024-02-29"),
    ("The siege began in [the autumn term of 2022].", "2022-FA", "2022-09-01", "2022-11-30"),
    ("Doors open at [half past seven on Saturday].", "2024-05-18T07:30", "2024-05-18", "2024-05-18"),
    ("At [five past ten on Monday night] the siren went.", "2024-05-13T22:05", "2024-05-13", "2024-05-13"),
    ("At [a quarter to nine] the lights came on.", "2024-05-15T08:45", "2024-05-15", "2024-05-15"),
    ("The deadline is [5 p.m. Eastern time on Friday].", "2024-05-17T17:00-04:00", "2024-05-17", "2024-05-17"),
    ("Between [10pm on Friday] and 2am on Saturday shots were heard.", "2024-05-10T22:00", "2024-05-10", "2024-05-10"),
    ("The club won nothing in [the three years] to 2022.", "P3Y", "2020-01-01", "2022-12-31"),
    ("Sales rose in [the six months] to the end of September.", "P6M", "2023-04-01", "2023-09-30"),
    ("In [the 12 months] ended 31 March 2024 the fund lost half.", "P12M", "2023-04-01", "2024-03-31"),
    ("Rents rose in [the year] to April.", "P1Y", "2023-05-01", "2024-04-30"),
    ("Sales rose. In [the quarter] ended March 31 they fell.", "2024-Q1", "2024-01-01", "2024-03-31"),
    ("Sales in [the fourth quarter] ended Sept. 30 fell.", "2023-Q4", "2023-07-01", "2023-09-30"),
    ("[Q4 FY24] was poor.", "2024-Q4", "2024-10-01", "2024-12-31"),
)  # fmt: skip

NONE = (
    ("He spent a week on Friday Island.", "2024-05-24"),
    ("They stayed for a week on Monday's advice.", "2024-05-27"),
    ("It is Design Week on Monday Street.", "2024-05-27"),
    ("The odds were ten to one.", "2024-05-15T12:50"),
    ("He asked for time and three weeks of rest.", "2024-W23"),
)


@pytest.mark.parametrize(("marked", "value", "first", "last"), CASES)
def test_counted_times_are_found_and_read(marked: str, value: str, first: str | None, last: str | None) -> None:
    before, words, after = marked.replace("]", "[").split("[")
    found = {time.text: time for time in find_times(before + words + after, published=PUBLISHED)}
    assert words in found
    assert (found[words].value, found[words].from_, found[words].to) == (value, first, last)


@pytest.mark.parametrize(("text", "value"), NONE)
def test_counted_times_are_not_seen_in_what_only_looks_like_one(text: str, value: str) -> None:
    assert value not in {time.value for time in find_times(text, published=PUBLISHED)}


@pytest.mark.parametrize("marked", [case[0] for case in CASES])
def test_counted_times_without_a_day_of_publication_invent_no_year(marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    for time in find_times(text, published=None):
        years = [year for year in ("2022", "2023", "2024", "2027") if (time.value or "").startswith(year)]
        assert all(year in text for year in years) or time.text.startswith("Q4 FY24")


def test_counted_times_a_fifth_weekday_that_a_month_lacks_is_no_day() -> None:
    (time,) = find_times("They met on the fifth Friday of June.", published=PUBLISHED)
    assert (time.value, time.from_) == (None, None)


def test_counted_times_an_hour_before_noon_is_no_verb() -> None:
    found = find_times("Between 9 am on Monday and noon on Tuesday the road was shut.", published=PUBLISHED)
    assert [time.value for time in found] == ["2024-05-13T09:00", "2024-05-14T12:00"]
