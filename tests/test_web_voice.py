"""The page of a person or body, and what an editor decides about who is who, through its forms."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lxml import html
from store_by_hand import reading
from web_server import Served, serving

from onrecord import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARA, MARTA, GRID = "Mara Quill", "Marta Quill", "Hollow Grid"


def make(path: Path) -> Path:
    with closing(Ledger(path)) as ledger:
        for month in (1, 2, 4):
            for outlet in ("The Bugle", "Harbour Post"):
                key = f"{month}-{outlet[:4]}"
                ledger.keep(
                    reading(
                        [
                            (MARA, "person", f"the mill in {outlet} stays open until month {month}"),
                            (GRID, "organisation", f"{MARA} was late in month {month}"),
                        ],
                        key, outlet=outlet, published=f"2024-0{month}-11", headline=f"Mill, month {month}", people=MARA,
                    )
                )  # fmt: skip
        ledger.keep(
            reading(
                [(MARTA, "person", "she baked the bread herself")], "bread", published="2024-02-20", headline="Bread"
            )
        )
        for number in range(30):
            ledger.keep(
                reading([("Piet Oster", "person", f"line {number} is long")], f"o{number}", published="2024-03-01")
            )
    return path


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a ledger that nobody changes."""
    with serving(make(tmp_path_factory.mktemp("voice") / "made.ledger")) as server:
        yield server


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Served]:
    with serving(make(tmp_path / "edited.ledger")) as server:
        server.sign_in()
        yield server


def voice_of(served: Served, name: str) -> str:
    with closing(Ledger(served.ledger, read_only=True)) as ledger:
        return next(one.id for one in ledger.who(name) if one.name == name)


def page(served: Served, path: str, status: int = 200) -> html.HtmlElement:
    answer = served.client.get(path, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.content)


def test_what_a_voice_does_not_assert_stands_apart(served: Served) -> None:
    tarrant = page(served, f"/voice/{voice_of(served, 'Josef Tarrant')}")
    (apart,) = tarrant.xpath('//section[@class="apart"]')
    inside = apart.xpath('.//article[contains(@class, "statement")]')
    assert inside
    assert all(one.xpath('.//*[@class="doubt"]') for one in inside)
    plain = tarrant.xpath('//article[contains(@class, "statement")][not(ancestor::section[@class="apart"])]')
    assert plain
    assert not any(one.xpath('.//*[@class="doubt"]') for one in plain)
    with closing(Ledger(served.ledger, read_only=True)) as ledger:
        for one in inside:
            statement = ledger.statement(one.xpath('.//p[@class="said"]/a/@href')[0].rpartition("/")[2]).statement
            assert statement.certainty == "unknown" or statement.confidence < 0.5
    assert "on record" not in text_of(tarrant).lower()


def text_of(tree: html.HtmlElement, query: str = "//main") -> str:
    return " ".join(" ".join(one.text_content() for one in tree.xpath(query)).split())


def filled(form: html.HtmlElement) -> dict[str, list[str]]:
    """Return what a browser would send of a form."""
    sent: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name]"):
        if field.get("type") != "checkbox" or field.get("checked") is not None:
            sent.setdefault(field.get("name"), []).append(field.get("value", ""))
    return sent


def post(served: Served, form: html.HtmlElement, status: int = 200, **more: object) -> html.HtmlElement:
    answer = served.client.post(form.get("action"), data={**filled(form), **more}, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.content)


def post_form(tree: html.HtmlElement) -> html.HtmlElement:
    return tree.xpath("//main//form[@method='post']")[0]


# Looking


def test_a_voice_says_and_is_said_of(quiet: Served) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARA)}")
    assert text_of(tree, "//h1") == MARA
    assert text_of(tree, "//*[@class='answer']") == "6 statements found, spoken of in 6 (January 2024 to April 2024)"
    said = [text_of(one, ".") for one in tree.xpath("//article//p[@class='said']")]
    assert len(said) == 6
    assert all(words.startswith("the mill in") for words in said)
    assert tree.xpath("//link[@rel='alternate'][contains(@href, '/feeds/voice/')]")


def test_what_is_said_of_a_voice_is_the_other_tab(quiet: Served) -> None:
    voice = voice_of(quiet, MARA)
    tabs = page(quiet, f"/voice/{voice}").xpath("//nav[@class='tabs']//a")
    assert [(" ".join(tab.text_content().split()), tab.get("aria-current")) for tab in tabs] == [
        ("Says 6", "page"),
        ("Spoken of 6", None),
    ]
    tree = page(quiet, tabs[1].get("href"))
    assert text_of(tree, "//article[1]//p[@class='said']").startswith(f"{MARA} was late")
    assert text_of(tree, "//article[1]//*[contains(@class, 'source')]") == GRID


def test_months_and_outlets_stand_in_tables(quiet: Served) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARA)}")
    months = [[text_of(cell, ".") for cell in row.xpath("*")] for row in tree.xpath("//table[@class='times']/tbody/tr")]
    assert months == [["January 2024", "2", "2"], ["February 2024", "2", "2"], ["April 2024", "2", "2"]]
    outlets = [[text_of(cell, ".") for cell in row] for row in tree.xpath("//table[@class='outlets']/tbody/tr")]
    assert sorted(outlets) == [["Harbour Post", "3", "3"], ["The Bugle", "3", "3"]]


def test_a_month_leads_to_its_statements(quiet: Served) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARA)}")
    february = tree.xpath("//table[@class='times']//tr[2]/td[1]/a/@href")[0]
    listed = page(quiet, february)
    assert len(listed.xpath("//article")) == 2
    assert "Only February 2024." in text_of(listed)


def test_few_months_are_counted_by_day(quiet: Served) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARTA)}")
    assert text_of(tree, "//table[@class='times']/tbody/tr/th") == "20 February 2024"


def test_the_rest_of_a_long_list_is_a_link_away(quiet: Served) -> None:
    voice = voice_of(quiet, "Piet Oster")
    first = page(quiet, f"/voice/{voice}")
    more = first.xpath("//p[@class='more']/a")[0]
    rest = page(quiet, more.get("href"))
    ids = [one.xpath(".//p[@class='said']/a/@href")[0] for tree in (first, rest) for one in tree.xpath("//article")]
    assert len(ids) == len(set(ids)) == 30
    fragment = quiet.client.get(more.get("hx-get"), headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert fragment.text.count("<article") == 10


def test_whom_it_speaks_of_and_who_speaks_of_it(quiet: Served) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARA)}")
    by = tree.xpath("//section[@aria-labelledby='spoken-of-by']//a")
    assert [one.text_content() for one in by] == [GRID]
    assert not tree.xpath("//section[@aria-labelledby='speaks-of']")
    assert tree.xpath("//section[@aria-labelledby='stories']//a[starts-with(@href, '/story/')]")


def test_nobody_of_that_id_is_a_page_that_says_so(quiet: Served) -> None:
    assert "no such person or body" in text_of(page(quiet, "/voice/nobody", 404))


def test_who_is_not_signed_in_sees_no_forms_and_changes_nothing(quiet: Served) -> None:
    voice = voice_of(quiet, MARA)
    tree = page(quiet, f"/voice/{voice}")
    assert not tree.xpath("//main//form")
    assert quiet.client.get(f"/voice/{voice}/merge").headers["location"].startswith("/sign-in?next=%2Fvoice%2F")
    refused = quiet.client.post(f"/voice/{voice}/merge", data={"other": voice_of(quiet, MARTA), "step": "do"})
    assert refused.status_code == 401


# Deciding


def merged(served: Served, why: str = "one person, two spellings") -> html.HtmlElement:
    mara, marta = voice_of(served, MARA), voice_of(served, MARTA)
    choosing = page(served, f"/voice/{mara}/merge?q=quill")
    look = post(served, post_form(choosing), other=marta, why=why, judge="Iris")
    return post(served, post_form(look))


def test_a_merge_is_looked_at_before_it_is_done(editing: Served) -> None:
    mara, marta = voice_of(editing, MARA), voice_of(editing, MARTA)
    choosing = page(editing, f"/voice/{mara}/merge")
    assert [box.get("value") for box in choosing.xpath("//input[@name='other']")] == [marta]
    look = post(editing, post_form(choosing), other=marta, why="two spellings")
    rows = [[text_of(cell, ".") for cell in row] for row in look.xpath("//tbody/tr")]
    assert rows == [
        [MARA, "says 6, is spoken of in 6", "says 7, is spoken of in 6"],
        [MARTA, "says 1, is spoken of in 0", f"is {MARA}"],
    ]
    assert "6 statements" in text_of(page(editing, f"/voice/{mara}"), "//*[@class='answer']")
    with closing(Ledger(editing.ledger, read_only=True)) as ledger:
        assert ledger.judgements() == ()


def test_a_merge_holds_at_once_and_leads_on_from_the_other_page(editing: Served) -> None:
    mara, marta = voice_of(editing, MARA), voice_of(editing, MARTA)
    done = merged(editing)
    assert "7 statements found" in text_of(done)
    assert f"Also known as {MARTA}" in text_of(done)
    assert f"{MARA} is also {MARTA}, because: one person, two spellings" in text_of(
        done, "//section[@aria-labelledby='log']"
    )
    assert "by Iris" in text_of(done, "//section[@aria-labelledby='log']")
    away = editing.client.get(f"/voice/{marta}?view=of")
    assert (away.status_code, away.headers["location"]) == (302, f"/voice/{mara}?view=of")


def test_a_merge_can_be_taken_back_and_that_too(editing: Served) -> None:
    done = merged(editing)
    undo = done.xpath("//section[@aria-labelledby='log']//form")[0]
    look = post(editing, undo)
    rows = [[text_of(cell, ".") for cell in row] for row in look.xpath("//tbody/tr")]
    assert rows[1] == [MARTA, f"is {MARA}", "says 1, is spoken of in 0"]
    back = post(editing, post_form(look), why="they are sisters")
    assert "6 statements found" in text_of(back)
    assert "j1 is taken back, because: they are sisters" in text_of(back)
    assert "not in effect any more" in text_of(back)
    assert text_of(page(editing, f"/voice/{voice_of(editing, MARTA)}"), "//h1") == MARTA
    again = post(editing, post_form(post(editing, back.xpath("//section[@aria-labelledby='log']//form")[0])))
    assert "7 statements found" in text_of(again)


def test_a_person_is_no_organisation_and_the_ledger_says_so(editing: Served) -> None:
    mara, grid = voice_of(editing, MARA), voice_of(editing, GRID)
    choosing = page(editing, f"/voice/{mara}/merge?q=hollow")
    refused = post(editing, post_form(choosing), 409, other=grid, why="why not")
    assert "these can't be one: they are organisation and person" in text_of(refused, "//*[@role='alert']")
    assert refused.xpath("//input[@name='why']/@value") == ["why not"]
    with closing(Ledger(editing.ledger, read_only=True)) as ledger:
        assert ledger.judgements() == ()


def test_a_merge_with_nobody_is_refused(editing: Served) -> None:
    choosing = page(editing, f"/voice/{voice_of(editing, MARA)}/merge")
    assert "choose who else this is" in text_of(post(editing, post_form(choosing), 409), "//*[@role='alert']")


def test_a_split_makes_somebody_of_the_chosen_articles(editing: Served) -> None:
    mara = voice_of(editing, MARA)
    choosing = page(editing, f"/voice/{mara}/split")
    articles = choosing.xpath("//input[@name='article']/@value")
    assert len(articles) == 6
    look = post(editing, post_form(choosing), article=articles[:2], name="Mara Quill, baker", why="the baker")
    rows = [[text_of(cell, ".") for cell in row] for row in look.xpath("//tbody/tr")]
    assert rows == [
        [MARA, "says 6, is spoken of in 6", "says 4, is spoken of in 4"],
        ["Mara Quill, baker", "not there", "says 2, is spoken of in 2"],
    ]
    done = post(editing, post_form(look))
    assert "4 statements found, spoken of in 4" in text_of(done)
    other = done.xpath("//section[@aria-labelledby='log']//a[starts-with(@href, '/voice/')]")[0]
    baker = page(editing, other.get("href"))
    assert text_of(baker, "//h1") == "Mara Quill, baker"
    assert "2 statements found" in text_of(baker)
    undone = post(editing, post_form(post(editing, baker.xpath("//section[@aria-labelledby='log']//form")[0])))
    assert text_of(undone, "//h1") == MARA
    assert "6 statements found" in text_of(undone)
    assert editing.client.get(other.get("href")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "problem"), [({}, "choose at least one article"), ({"article": "x", "name": "n" * 301}, "301 characters")]
)
def test_a_split_that_can_not_be_is_refused(editing: Served, sent: dict[str, str], problem: str) -> None:
    choosing = page(editing, f"/voice/{voice_of(editing, MARA)}/split")
    assert problem in text_of(post(editing, post_form(choosing), 409, **sent), "//*[@role='alert']")


def test_a_split_of_articles_that_are_not_there_is_not_found(editing: Served) -> None:
    choosing = page(editing, f"/voice/{voice_of(editing, MARA)}/split")
    post(editing, post_form(choosing), 404, article="no-such-article")


def test_undoing_what_was_never_decided_is_refused(editing: Served) -> None:
    form = post_form(page(editing, f"/voice/{voice_of(editing, MARA)}/merge"))
    sent = {"csrf": filled(form)["csrf"], "judgement": "j99"}
    answer = editing.client.post(f"/voice/{voice_of(editing, MARA)}/undo", data=sent)
    assert answer.status_code == 409
    assert "there is no judgement" in answer.text


def test_a_form_of_another_page_is_refused(editing: Served) -> None:
    mara, marta = voice_of(editing, MARA), voice_of(editing, MARTA)
    answer = editing.client.post(f"/voice/{mara}/merge", data={"csrf": "forged", "other": marta, "step": "do"})
    assert answer.status_code == 403
    assert voice_of(editing, MARTA) == marta


def test_names_and_reasons_of_strangers_are_printed_and_not_obeyed(editing: Served) -> None:
    mara = voice_of(editing, MARA)
    choosing = page(editing, f"/voice/{mara}/split")
    articles = choosing.xpath("//input[@name='article']/@value")[:1]
    hostile = "<script>alert(1)</script>\u202e"
    look = post(editing, post_form(choosing), article=articles, name=hostile, why=hostile)
    done = post(editing, post_form(look))
    for tree in (look, done):
        assert not tree.xpath("//main//script")
        assert "\u202e" not in text_of(tree, "//main")


@pytest.mark.parametrize("asked", ["cursor=zz", "from=yesterday", "to=2024-13-01"])
def test_what_can_not_be_asked_is_said(quiet: Served, asked: str) -> None:
    tree = page(quiet, f"/voice/{voice_of(quiet, MARA)}?{asked}", 400)
    assert "can’t be asked so" in text_of(tree, "//h1")
