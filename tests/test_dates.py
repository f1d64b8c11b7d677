from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.dates import Dates, machine_date, moment, parse_date, url_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-07-17T11:21:00.123Z", "2024-07-17T11:21:00Z"),
        ("2024-07-17 11:21:00 +0530", "2024-07-17T11:21:00+05:30"),
        ("2024-07-17T11:21+0000", "2024-07-17T11:21Z"),
        ("20240717T112100Z", "2024-07-17T11:21:00Z"),
        ("20240717", "2024-07-17"),
        ("Wed, 17 Jul 2024 11:21:00 GMT", "2024-07-17T11:21:00Z"),
        ("Wed Jul 17 2024 11:21:00 GMT+0100 (BST)", "2024-07-17T11:21:00+01:00"),
        ("1721215260", "2024-07-17T11:21:00Z"),
        ("1721215260000", "2024-07-17T11:21:00Z"),
        ("July 17, 2024", "2024-07-17"),
        ("2024-07-17", "2024-07-17"),
        ("2024-07-17T00:00:00", "2024-07-17T00:00:00"),
        ("2024-07-17T99:00:00", "2024-07-17"),
        ("2024-13-40", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_machine_date_keeps_what_is_stated_and_invents_nothing(value: str, expected: str | None) -> None:
    assert machine_date(value) == expected


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Published 08:41, 3 May 2024", "2024-05-03T08:41", None),
        ("Ann LeePublished Jul 7, 2023, 11:21am|Updated Jul 7, 2023, 6:39pm", "2023-07-07T11:21", "2023-07-07T18:39"),
        ("09:48, Thu, Jul 6, 2023 | UPDATED: 09:50, Thu, Jul 6, 2023", "2023-07-06T09:48", "2023-07-06T09:50"),
        ("January 8, 2025 11:30 am (Updated 11:54 am)", "2025-01-08T11:30", "2025-01-08T11:54"),
        ("Posted: Feb 08, 2024 4:00 AM EST | Last Updated: February 9", "2024-02-08T04:00-05:00", "2024-02-09"),
        ("Published Fri, Mar 8 20242:23 PM EST", "2024-03-08T14:23-05:00", None),
        ("June 6, 2023 5 AM PT", "2023-06-06T05:00-07:00", None),
        ("Friday, 2 Feb 2024 4:55 PM MYT", "2024-02-02T16:55+08:00", None),
        ("Feb 2, 2024, 17:07 IST", "2024-02-02T17:07+05:30", None),
        ("Sat 3 Feb 2024 12.42 CET", "2024-02-03T12:42+01:00", None),
        ("March 7, 20247:55 AM UTCUpdated ago", "2024-03-07T07:55Z", None),
        ("Updated08:41 3 May 2024", None, "2024-05-03T08:41"),
        ("21 October 2025 • Port Example", "2025-10-21", None),
        ("the 3rd of May 2024", "2024-05-03", None),
        ("1 day ago", None, None),
        ("May 2024", None, None),
    ],
)
def test_parse_date_reads_visible_lines(line: str, published: str | None, modified: str | None) -> None:
    assert parse_date(line) == Dates(published, modified)


def test_parse_date_leaves_an_ambiguous_day_unread_until_told_the_order() -> None:
    assert parse_date("03/05/2024") == Dates()
    assert parse_date("03/05/2024", day_first=True) == Dates("2024-05-03")
    assert parse_date("03/05/2024", day_first=False) == Dates("2024-03-05")
    assert parse_date("23/05/2024") == Dates("2024-05-23")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/2024/05/03/mayor-resigns/", "2024-05-03"),
        ("https://example.org/news/2024/may/03/mayor-resigns", "2024-05-03"),
        ("https://example.org/mayor-resigns-20240503.html", "2024-05-03"),
        ("https://example.org/2024/15/99/x", None),
        ("https://example.org/article/12345678", None),
    ],
)
def test_url_date_reads_the_day_in_an_address(url: str, expected: str | None) -> None:
    assert url_date(url) == expected


def test_moment_compares_days_and_offsets() -> None:
    assert moment("2024-05-03") < moment("2024-05-03T08:41Z") < moment("2024-05-03T08:42+00:00")
    assert moment("2024-05-03T10:00+02:00") == moment("2024-05-03T08:00:00Z")


@given(st.text(alphabet=st.sampled_from("0123456789:/.-TZ +apm,JanuryfebPublishdUt|"), max_size=80))
def test_dates_are_valid_iso_or_nothing(text: str) -> None:
    stated = parse_date(text, day_first=True)
    for value in (stated.published, stated.modified, machine_date(text)):
        if value is not None:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", value)
            assert moment(value).year >= 1990
