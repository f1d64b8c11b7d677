"""The page of an article, through the real server: the text as read, statements marked, notes, what was left out, versions."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from playwright.sync_api import sync_playwright
from store_by_hand import reading
from web_server import serving

from onrecord import Ledger
from onrecord.export.printable import masked
from onrecord.records import Block
from onrecord.web.marking import said_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store_by_hand import Line
    from web_server import Served

    from onrecord.records import BlockKind
    from onrecord.store import Stored

PAGES = Path(__file__).parent / "pages"
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>\u202eevil'
BEFORE: list[Line] = [
    ("Ada Moss", "person", "the mill will close in May"),
    ("the police", "organisation", "two men are missing"),
    ("", "none", "the owner is in talks"),
]  # fmt: skip
AFTER: list[Line] = [
    ("Ada Moss", "person", "the mill will close in June"),
    ("the police", "organisation", "two men are missing"),
    ("Ben Rook", "person", "nobody was asked"),
]  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server on a ledger of real pages, an article that changed, one where nobody speaks, and a hostile one."""
    path = tmp_path_factory.mktemp("own") / "own.ledger"
    with Ledger(path) as ledger:
        files = (
            "celebrity_story/page.html",
            "text_correction/page.txt",
            "tweet_embed/page.html",
            "text_list_and_quote/page.txt",
        )
        assert {entry.outcome for entry in ledger.add([str(PAGES / name) for name in files])} == {"added"}
        for lines in (BEFORE, AFTER):
            ledger.keep(reading(lines, "changed", source="changed"))
        silent = reading([("Ada Moss", "person", "nothing")], "silent", source="silent")
        ledger.keep(replace(silent, statements=()))
        twice = reading(AFTER, "twice", source="twice")
        assert twice.article
        kinds: tuple[BlockKind, ...] = ("headline", "paragraph", "headline")
        blocks = tuple(replace(block, kind=kind) for block, kind in zip(twice.article.blocks, kinds, strict=True))
        ledger.keep(replace(twice, article=replace(twice.article, blocks=blocks)))
        hostile = reading(
            [(HOSTILE, "person", f"words {HOSTILE}")], "hostile", source="hostile", headline=HOSTILE, outlet=HOSTILE,
            url="javascript:alert(1)",
        )  # fmt: skip
        ledger.keep(hostile)
    with serving(path) as server:
        yield server


def page(served: Served, key: str, **asked: Any) -> html.HtmlElement:
    answer = served.client.get(f"/article/{key}", params=asked)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def stored(served: Served, source: str) -> Stored:
    with Ledger(served.ledger, read_only=True) as ledger:
        return ledger.article(source)


def words(element: html.HtmlElement) -> str:
    """Return the words of an element without the numbers of statements and what only listeners get."""
    element = copy.deepcopy(element)
    for other in element.xpath('.//*[contains(@class, "ref") or contains(@class, "unseen")]'):
        other.drop_tree()
    return str(element.text_content())


def classed(root: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = root.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
    return found


def check_text_and_marks(root: html.HtmlElement, kept: Stored) -> None:
    article = kept.reading.article
    assert article is not None
    assert [words(block) for block in root.xpath("//*[@data-kind]")] == [
        masked(article.text[block.start : block.end]) for block in article.blocks
    ]
    for one in kept.reading.statements:
        (head,) = [mark for mark in root.xpath("//mark") if mark.get("id") == f"s-{one.id}"]
        number = head.get("data-s")
        # A mark that another one cuts goes on in a second element; nested ones are inside the first.
        pieces = [
            words(mark) for mark in root.xpath(f'//mark[@data-s="{number}"]') if "content" in mark.get("class").split()
        ]
        assert "".join("".join(pieces).split()) == "".join("".join(masked(span.text) for span in said_of(one)).split())
        assert root.xpath(f'//a[@class="ref" and @href="/statement/{one.id}"]')
        (note,) = root.xpath(f'//li[@id="note-{number}"]')
        assert note.xpath(f'.//a[@class="ref" and @href="#s-{one.id}"]')


def test_every_article_is_shown_as_read_with_exactly_the_words_of_its_statements_marked(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        for kept in ledger.store.all_articles():
            assert kept.reading.article is not None
            check_text_and_marks(page(served, kept.reading.article.id), kept)


@pytest.mark.parametrize(
    "name",
    ["celebrity_story/page.html", "text_correction/page.txt", "tweet_embed/page.html", "text_list_and_quote/page.txt"],
)
def test_pages_with_furniture_captions_lists_and_corrections_are_shown_as_read(own: Served, name: str) -> None:
    kept = stored(own, str(PAGES / name))
    assert kept.reading.article is not None
    check_text_and_marks(page(own, kept.reading.article.id), kept)


def test_blocks_are_set_as_what_they_are(own: Served) -> None:
    story = stored(own, str(PAGES / "celebrity_story/page.html")).reading.article
    lists = stored(own, str(PAGES / "text_list_and_quote/page.txt")).reading.article
    fixed = stored(own, str(PAGES / "text_correction/page.txt")).reading.article
    assert story
    assert lists
    assert fixed
    root = page(own, story.id)
    assert [words(one) for one in root.xpath("//h1")] == [story.headline]
    assert len(root.xpath("//figure/figcaption")) == sum(block.kind == "caption" for block in story.blocks) > 0
    assert (
        len(page(own, lists.id).xpath('//ul[@class="items"]/li'))
        == sum(b.kind == "list_item" for b in lists.blocks)
        > 0
    )
    assert len(page(own, fixed.id).xpath('//div[@class="correction"]/p[@data-kind]')) == 1


def test_what_is_not_the_journalism_is_folded_away_until_it_is_asked_for(own: Served) -> None:
    story = stored(own, str(PAGES / "celebrity_story/page.html")).reading.article
    assert story
    kinds = {"furniture", "related"}
    folded, shown = page(own, story.id), page(own, story.id, all=1)
    for root, wanted in ((folded, False), (shown, True)):
        inside = root.xpath("//details/p[@data-kind]")
        assert len(inside) == sum(block.kind in kinds for block in story.blocks) > 0
        assert {one.getparent().get("open") is not None for one in inside} == {wanted}
    assert folded.xpath(f'//a[@href="/article/{story.id}?all=1"]')
    assert shown.xpath(f'//a[@href="/article/{story.id}"]')


def test_an_embed_in_which_somebody_speaks_is_not_left_out(own: Served) -> None:
    kept = stored(own, str(PAGES / "tweet_embed/page.html"))
    assert kept.reading.article
    spoken = [one.id for one in kept.reading.statements if one.block == "embed"]
    assert spoken
    root = page(own, kept.reading.article.id)
    assert not root.xpath(f'//details//mark[@id="s-{spoken[0]}"]')
    assert root.xpath('//details/p[@data-kind="embed"]')


def test_the_legend_counts_the_kinds_and_each_can_be_marked_alone(own: Served) -> None:
    root = page(own, stored(own, "changed").reading.article.id)  # type: ignore[union-attr]
    choices = {one.text_content().strip(): one for one in classed(root, "choice")}
    assert set(choices) == {"all 3", "person 2", "organisation 1"}
    assert choices["all 3"].get("aria-current") == "true"
    alone = html.fromstring(own.client.get(choices["person 2"].get("href")).text)
    assert [len(classed(alone, name)) for name in ("note-of", "quiet")] >= [2, 1]
    assert {note.get("data-s") for note in classed(alone, "note-of")} == {"1", "3"}
    assert {mark.get("data-s") for mark in alone.xpath("//mark[contains(@class, 'quiet')]")} == {"2"}


def test_notes_say_whose_word_it_is_and_lead_to_the_voice(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        kept = ledger.article("merrin-01")
        voiced = ledger.store.voiced("merrin-01")
    assert kept.reading.article
    root = page(served, kept.reading.article.id)
    notes = {
        mark.get("id")[2:]: root.xpath(f'//li[@id="note-{mark.get("data-s")}"]')[0]
        for mark in root.xpath("//mark[@id]")
    }
    quoted = next(one for one in kept.reading.statements if one.mode == "direct" and one.source.kind == "anonymous")
    said = " ".join(notes[quoted.id].text_content().split())
    assert "a source close to the couple [Tern]" in said
    assert "anonymous · quoted · said by 3 March · 95%" in said
    assert "not asserted" in " ".join(note.text_content() for note in notes.values())
    for one in kept.reading.statements:
        leads = notes[one.id].xpath('.//a[starts-with(@href, "/voice/")]/@href')
        voice = voiced[one.id].said if one.id in voiced else None
        assert leads == ([f"/voice/{voice[0]}"] if voice else [])


def test_below_the_text_stand_speakers_people_days_and_figures(served: Served) -> None:
    root = page(served, "merrin-01")
    assert "9 statements" in root.xpath('//section[@aria-labelledby="sourcing"]')[0].text_content()
    assert "Petra Lisle" in root.xpath('//section[@aria-labelledby="people"]')[0].text_content()
    assert root.xpath('//section[@aria-labelledby="when"]//time[@datetime="2025-03-03"]')
    assert root.xpath('//table//a[starts-with(@href, "/voice/")]/bdi[text()="Josef Tarrant"]')
    assert root.xpath('//a[starts-with(@href, "/story/")]')
    (address,) = root.xpath('//a[starts-with(@href, "https://www.thetern.example/")]')
    assert "noreferrer" in address.get("rel")


def test_the_page_carries_its_statements_as_json_ld(served: Served) -> None:
    data = json.loads(page(served, "merrin-01").xpath('//script[@type="application/ld+json"]/text()')[0])
    assert data["@type"] == "NewsArticle"
    assert len(data["hasPart"]) == 9


def test_where_nobody_speaks_the_page_says_so(own: Served) -> None:
    root = page(own, "silent")
    assert "Nobody is quoted or reported to have said anything." in root.text_content()
    assert not root.xpath("//main//article//mark")
    assert not classed(root, "choice")


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "changed?version=3",
        "changed?version=x",
        "changed?version=-1",
        "changed/changes?from=9",
        "nothing/changes",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(own: Served, path: str) -> None:
    answer = own.client.get(f"/article/{path}")
    assert answer.status_code == 404
    assert "This ledger has no such" in answer.text


def test_hostile_words_stay_words(own: Served) -> None:
    answer = own.client.get("/article/hostile")
    root = html.fromstring(answer.text)
    assert {script.get("src", "") for script in root.xpath("//script[not(@type)]")} >= {"/static/article.js"}
    assert not root.xpath("//script[not(@src) and not(@type)]")
    assert not root.xpath("//img")
    assert not root.xpath("//@*[starts-with(name(), 'on')]")
    assert not root.xpath('//@href[starts-with(normalize-space(.), "javascript:")]')
    assert "javascript:alert(1)" in root.text_content()
    assert "\u202e" not in root.xpath("//main")[0].text_content()
    check_text_and_marks(root, stored(own, "hostile"))
    data = json.loads(root.xpath('//script[@type="application/ld+json"]/text()')[0])
    assert "<script>" in data["headline"]


def test_an_old_version_says_so_and_keeps_its_own_words(own: Served) -> None:
    root = page(own, "changed", version=1)
    home = stored(own, "changed").reading.article
    assert home
    assert "You are reading version 1 of 2" in root.text_content()
    assert "the mill will close in May" in root.text_content()
    assert root.xpath(f'//a[@href="/article/{home.id}/changes?from=1&to=2"]')
    # The one statement that stands there word for word has its page; the others lead to their notes.
    leads = [one.get("href").startswith("/statement/") for one in root.xpath('//mark/a[@class="ref"]')]
    assert leads.count(True) <= 1
    for one in root.xpath('//mark/a[starts-with(@href, "/statement/")]'):
        assert own.client.get(one.get("href")).status_code == 200


def test_the_current_version_lists_the_others(own: Served) -> None:
    root = page(own, "changed")
    listed = [" ".join(one.text_content().split()) for one in root.xpath('//ol[contains(@class, "versions")]/li')]
    assert [one.split(",")[0] for one in listed] == ["Version 2 (current)", "Version 1"]
    assert "You are reading version" not in root.text_content()


def test_the_changes_show_words_and_statements(own: Served) -> None:
    root = html.fromstring(own.client.get("/article/changed/changes").text)
    assert "May" in [one.text_content().strip() for one in root.xpath("//div//del")]
    assert "June" in [one.text_content().strip() for one in root.xpath("//div//ins")]
    headings = [one.text_content() for one in root.xpath("//h3")]
    assert headings == ["No longer said (1)", "Said anew (1)", "Changed (1)"]
    assert "two men are missing" not in " ".join(one.text_content() for one in root.xpath("//div//del | //div//ins"))
    same = html.fromstring(own.client.get("/article/changed/changes?from=2&to=2").text)
    assert "one and the same version" in same.text_content()


def test_an_article_that_never_changed_has_nothing_to_compare(own: Served) -> None:
    answer = own.client.get("/article/silent/changes")
    assert answer.status_code == 200
    assert "only one version" in answer.text


def test_a_page_of_three_thousand_lines_is_shown_whole(tmp_path: Path) -> None:
    made = reading([(f"Ada Moss {n}", "person", f"line {n} is long enough") for n in range(500)], "long", source="long")
    article = made.article
    assert article
    more = "".join(f"Line {n} of the live blog.\n\n" for n in range(2_500))
    starts = [article.text.__len__() + 2]
    for line in more.split("\n\n")[:-1]:
        starts.append(starts[-1] + len(line) + 2)
    blocks = tuple(Block("list_item", start, end - 2) for start, end in pairwise(starts))
    with Ledger(tmp_path / "long.ledger") as ledger:
        ledger.keep(
            replace(made, article=replace(article, text=f"{article.text}\n\n{more}", blocks=(*article.blocks, *blocks)))
        )
    with serving(tmp_path / "long.ledger") as server:
        root = page(server, "long")
        assert len(root.xpath("//*[@data-kind]")) == 3_000
        assert len(classed(root, "note-of")) == 500


@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="no Chromium")
def test_pointing_at_a_note_lights_up_its_words_and_the_keyboard_reaches_every_statement(served: Served) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            tab = browser.new_page()
            problems: list[str] = []
            tab.on("console", lambda message: problems.append(message.text))
            tab.on("pageerror", lambda error: problems.append(str(error)))
            tab.goto(f"{served.address}/article/merrin-01")
            tab.hover("#note-3")
            assert {one.get_attribute("data-s") for one in tab.query_selector_all("mark.lit")} == {"3"}
            tab.focus("mark[data-s='5'] > .ref")
            assert "lit" in str(tab.get_attribute("#note-5", "class")).split()
            reached = set()
            tab.focus("mark[data-s='1'] > .ref")
            for _ in range(80):
                reached.add(tab.evaluate("document.activeElement.closest('mark')?.dataset.s"))
                tab.keyboard.press("Tab")
            assert reached >= set("123456789")
            assert not problems
        finally:
            browser.close()


def test_of_several_headlines_the_first_is_that_of_the_page(own: Served) -> None:
    root = page(own, "twice")
    assert [words(one) for one in root.xpath("//h1")] == ["Ada Moss said: the mill will close in June."]
    assert [words(one) for one in root.xpath("//h2[@data-kind]")] == ["Ben Rook said: nobody was asked."]
    check_text_and_marks(root, stored(own, "twice"))
    part = own.client.get("/article/twice", headers={"HX-Request": "true"})
    assert not html.fromstring(part.text).xpath("//h1")


def test_the_legend_alone_is_answered_to_a_page_that_asks_for_it(own: Served) -> None:
    answer = own.client.get("/article/changed", params={"kind": "person"}, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="reading">')
    assert "HX-Request" in answer.headers["vary"]
