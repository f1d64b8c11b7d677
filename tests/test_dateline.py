from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.dateline import parse_dateline, parse_dateline_line
from onrecord.records import Dateline


@pytest.mark.parametrize(
    ("text", "printed", "place", "agency"),
    [
        ("LONDON (Reuters) — The mayor", "LONDON (Reuters) —", "LONDON", "Reuters"),
        ("WASHINGTON, Nov 3 (AP) - A bill", "WASHINGTON, Nov 3 (AP) -", "WASHINGTON", "AP"),
        ("KUALA LUMPUR, Nov 22 — Ministers", "KUALA LUMPUR, Nov 22 —", "KUALA LUMPUR", None),
        ("NAIROBI, Kenya — The court", "NAIROBI, Kenya —", "NAIROBI, Kenya", None),
        ("(CNN) — The storm", "(CNN) —", None, "CNN"),
        ("(Bellweather) -- The maker", "(Bellweather) --", None, "Bellweather"),
        ("Washington (CNN)The storm", "Washington (CNN)", "Washington", "CNN"),
        ("LA CROSSE, Wis. (AP) — After", "LA CROSSE, Wis. (AP) —", "LA CROSSE, Wis.", "AP"),
        (
            "BEIRUT/THE HAGUE, March 7 (Reuters) - An",
            "BEIRUT/THE HAGUE, March 7 (Reuters) -",
            "BEIRUT/THE HAGUE",
            "Reuters",
        ),
        ("March 4 (Reuters) - Futures", "March 4 (Reuters) -", None, "Reuters"),
        ("NEW DELHI: The court", "NEW DELHI:", "NEW DELHI", None),
        ("BERLIN -- Trains stopped", "BERLIN --", "BERLIN", None),
        ("WASHINGTON—The bill", "WASHINGTON—", "WASHINGTON", None),
        ("NEW DELHI, July 9: The court", "NEW DELHI, July 9:", "NEW DELHI", None),
        ("NEW DELHI, 9th July 2026: The court", "NEW DELHI, 9th July 2026:", "NEW DELHI", None),
        ("Exampur, Dec 12: A bridge", "Exampur, Dec 12:", "Exampur", None),
        ("New Delhi [India], July 9 (ANI): The", "New Delhi [India], July 9 (ANI):", "New Delhi, India", "ANI"),
        ("Dekalb, Ill. — Farmers", "Dekalb, Ill. —", "Dekalb, Ill.", None),
        ("Indianapolis – Several", "Indianapolis –", "Indianapolis", None),
        ("EXAMPLE MEADOWS — Play stopped", "EXAMPLE MEADOWS —", "EXAMPLE MEADOWS", None),
        ("HONOLULU, Hawaii (ExampleNow) - Rain", "HONOLULU, Hawaii (ExampleNow) -", "HONOLULU, Hawaii", "ExampleNow"),
    ],
)
def test_parse_dateline_reads_the_wire_forms(text: str, printed: str, place: str | None, agency: str | None) -> None:
    assert parse_dateline(text) == Dateline(printed, place, agency)


@pytest.mark.parametrize(
    "text",
    [
        "WARNING GRAPHIC DETAIL: The film shows",
        "CLAIM: The mayor sold the park",
        "DEAR ABBY: My neighbour",
        "JANE DOE, HOST: The council met",
        "The Office for Examples (OFE) monitors prices",
        "London-based firms have left",
        "MONDAY, JULY 9: The fair opens",
        "Update, July 9: The court",
        "Latest news, July 9: The court",
        "EXAMPLETON, EXAMPLAND - JULY 9: Dockers walk past a gate",
        "Jane Doe – The mayor's rival – said no",
        "NASA — The agency said",
        "Paris Example - The singer",
        "A two-way street — The plan",
        "“LONDON — Hello",
        "2025 – Finding a way",
        "MPs – Including the leader",
        "Jo Example (D) - The senator",
        "LONDON",
        "",
    ],
)
def test_parse_dateline_takes_no_ordinary_opening(text: str) -> None:
    assert parse_dateline(text) is None


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("NEW DELHI, July 9 (Agency)", "NEW DELHI", "Agency"),
        ("NEW DELHI, July 9:", "NEW DELHI", None),
        ("NEW DELHI, JULY 9", "NEW DELHI", None),
        ("LONDON —", "LONDON", None),
        ("(Reuters) -", None, "Reuters"),
    ],
)
def test_parse_dateline_line_reads_one_on_its_own_line(line: str, place: str | None, agency: str | None) -> None:
    assert parse_dateline_line(line) == Dateline(line, place, agency)


@pytest.mark.parametrize("line", ["LONDON", "Jane Doe, July 9", "LONDON (Reuters) — The mayor", "Share", ""])
def test_parse_dateline_line_takes_nothing_else(line: str) -> None:
    assert parse_dateline_line(line) is None


@given(st.text(max_size=200))
def test_parse_dateline_text_is_where_the_paragraph_begins(text: str) -> None:
    dateline = parse_dateline(text)
    if dateline is not None:
        assert text.lstrip().startswith(dateline.text)
