from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.credits import split_credit
from onrecord.records import Caption


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        (
            "Singer hides ring and the caption of the couple at a gala Picture: Agency/Instagram",
            "Singer hides ring and the caption of the couple at a gala",
            "Agency/Instagram",
        ),
        ("The couple at a galaPicture: Splash", "The couple at a gala", "Splash"),
        ("A dog in the park (Picture: Getty)", "A dog in the park", "Getty"),
        ("A dog in the park (Image: Jo Doe/SWNS)", "A dog in the park", "Jo Doe/SWNS"),
        ("A dog in the park [Photo: Jo Doe/Example]", "A dog in the park", "Jo Doe/Example"),
        ("A dog. Photo by Jo Doe", "A dog.", "Jo Doe"),
        ("A dog in the park. — Picture by Jo Doe", "A dog in the park.", "Jo Doe"),
        ("A dog Photograph: Ann Lee/AFP", "A dog", "Ann Lee/AFP"),
        ("A dog © Jo Doe", "A dog", "Jo Doe"),
        ("A dog in 2020. AP Photo/Jo Doe, File", "A dog in 2020.", "AP Photo/Jo Doe, File"),
        ("A dog in 2020. (AP Photo/Jo Doe)", "A dog in 2020.", "AP Photo/Jo Doe"),
        ("A dog in a park | Getty Images", "A dog in a park", "Getty Images"),
        ("The dog came home in 2023. Jane Roe Doe", "The dog came home in 2023.", "Jane Roe Doe"),
        (
            "The gutted house burnt for a day.The Associated Press",
            "The gutted house burnt for a day.",
            "The Associated Press",
        ),
        (
            "A dress worn on the train to Wales Jo Doe/via Reuters",
            "A dress worn on the train to Wales",
            "Jo Doe/via Reuters",
        ),
        (
            "A selfie in the hills. REUTERS/Jo Doe Purchase Licensing Rights, opens new tab",
            "A selfie in the hills.",
            "REUTERS/Jo Doe",
        ),
        ("Police in the square last night. Photo: Supplied", "Police in the square last night.", "Supplied"),
        ("Credit: PA", None, "PA"),
        ("Pic: Jo", None, "Jo"),
        ("Image source, Getty Images", None, "Getty Images"),
        ("(Jane Doe)", None, "Jane Doe"),
        ("Image credit: Example Weekly (Image credit: Getty)", None, "Getty"),
        ("Jo Doe | Moment | Getty Images", None, "Jo Doe | Moment | Getty Images"),
        ("Image caption, The old mill", "The old mill", None),
        ("The house (left) and garden (right)", "The house (left) and garden (right)", None),
        ("He spoke to Reuters", "He spoke to Reuters", None),
        ("A photo by Ann Lee shows the crowd.", "A photo by Ann Lee shows the crowd.", None),
        ("Video: how to cook", "Video: how to cook", None),
        ("Photos: the best of the week", "Photos: the best of the week", None),
        ("The crowd at the U.S. Senate", "The crowd at the U.S. Senate", None),
        ("A man in St. Louis", "A man in St. Louis", None),
        ("", None, None),
    ],
)
def test_split_credit_gives_the_exact_words(text: str, caption: str | None, credit: str | None) -> None:
    assert split_credit(text) == Caption(caption, credit)


@given(st.text(max_size=300))
def test_split_credit_invents_no_words(text: str) -> None:
    split = split_credit(text)
    collapsed = " ".join(text.split())
    assert split.text is None or split.text in collapsed
    assert split.credit is None or split.credit in collapsed
