"""The page of a statement, through the real server: its words, its trail, who else says so, citations, and corrections by an editor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from lxml import html
from store_by_hand import reading
from web_server import copy_of, serving

from onrecord import Ledger
from onrecord.export.citation import STYLES, citation_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from web_server import Served

    from onrecord.store import Located

QUOTED = "04f3be5e3d9c64fa"
"""What a source close to the couple told The Tern, in two parts."""
HOSTILE = '"><script>alert(1)</script>\u202e'


@pytest.fixture
def editing(demo_ledger: Path, tmp_path: Path) -> Iterator[Served]:
    """Return a server on a copy of the demo ledger, signed in."""
    with serving(copy_of(demo_ledger, tmp_path)) as server:
        server.sign_in()
        yield server


def page(served: Served, key: str, status: int = 200) -> html.HtmlElement:
    answer = served.client.get(f"/statement/{key}")
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def located(served: Served, key: str) -> Located:
    with Ledger(served.ledger, read_only=True) as ledger:
        return ledger.statement(key)


def post(served: Served, path: str, **fields: str) -> httpx.Response:
    """Send a form with the session's proof, as the page has it."""
    root = page(served, QUOTED)
    (proof, *_) = root.xpath('//form[@method="post"]//input[@name="csrf"]/@value')
    return served.client.post(path, data={"csrf": proof, **fields}, follow_redirects=True)


def told(root: html.HtmlElement, heading: str) -> str:
    """Return what stands under a heading, on one line."""
    (section,) = root.xpath(f'//section[h2[normalize-space(.)="{heading}"]]')
    return " ".join(section.text_content().split())


def test_the_exact_words_stand_there_with_whose_they_are(served: Served) -> None:
    root = page(served, QUOTED)
    one = located(served, QUOTED).statement
    exact = [part.text_content() for part in root.xpath('//blockquote[@id="words"]/span')]
    assert exact == [" ".join(span.text.split()) for span in one.content]
    assert len(exact) == 2
    facts = " ".join(root.xpath("//dl")[0].text_content().split())
    for words in (
        "a source close to the couple, anonymous",
        "Tern (media)",
        "quoted",
        "plainly asserts it",
        "said by 3 March",
        "95%",
    ):
        assert words in facts
    assert root.xpath('//dl//a[starts-with(@href, "/voice/")]/bdi[text()="Josef Tarrant"]')


def test_a_denial_says_so_beside_the_words(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        found = next(
            one for kept in ledger.store.all_articles() for one in kept.reading.statements if one.polarity == "negative"
        )
    root = page(served, found.id)
    (commitment,) = root.xpath("//figcaption/strong/text()")
    assert commitment in {"denies", "doubts", "perhaps not", "declines"}


def test_its_paragraphs_are_shown_with_its_words_marked(served: Served) -> None:
    root = page(served, QUOTED)
    (context,) = root.xpath('//div[contains(@class, "context")]')
    one = located(served, QUOTED).statement
    marked = [mark.text_content() for mark in context.xpath('.//mark[contains(@class, "content")]')]
    for span, shown in zip(one.content, marked, strict=True):
        assert span.text in shown
    assert "The Paper Herons singer" in context.text_content()
    article = located(served, QUOTED).stored.reading.article
    assert article
    assert root.xpath(f'//a[@href="/article/{article.id}#s-{QUOTED}"]')


def test_citations_stand_there_as_text_and_can_be_copied_where_there_is_a_clipboard(served: Served) -> None:
    root = page(served, QUOTED)
    for style in STYLES:
        (shown,) = root.xpath(f'//pre[@id="cite-{style}"]')
        assert shown.text_content() == citation_of(located(served, QUOTED), served.address, style)
        (button,) = root.xpath(f'//button[@data-copy="cite-{style}"]')
        assert button.get("hidden") is not None


def test_the_trail_leads_back_with_the_words_that_prove_each_step(served: Served) -> None:
    root = page(served, QUOTED)
    steps = [" ".join(step.text_content().split()) for step in root.xpath('//ol[@class="steps"]/li')]
    assert steps[0].startswith("the Tern has it as the word of A source close to the couple")
    assert any("the Tern credits" in step and "told The Tern" in step for step in steps)
    assert "The trail ends at" in told(root, "Where it comes from")


def test_others_who_say_the_same_are_listed_with_the_claim(served: Served) -> None:
    text = told(page(served, QUOTED), "Others on the same")
    assert "Who else says so" in text
    assert "1 independent source (anonymous, via the Tern)" in text
    root = page(served, QUOTED)
    for path in root.xpath('//article[contains(@class, "statement")]//p[@class="said"]/a/@href'):
        assert path != f"/statement/{QUOTED}"
        assert served.client.get(path).status_code == 200


def test_a_part_of_the_same_sentence_is_nobody_else(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        carried = {one for story in ledger.all_stories() for claim in story.claims for one in claim.statements}
        checked = 0
        for key in sorted(carried):
            own = ledger.statement(key).statement
            inside = [
                one.id for one in ledger.article(own.article).reading.statements
                if one.id in carried and one.id != key and one.content[0].start >= own.content[0].start and one.content[-1].end <= own.content[-1].end
                and len(own.content) == 1
            ]  # fmt: skip
            if inside:
                checked += 1
                listed = page(served, key).xpath(
                    '//section[starts-with(@aria-labelledby, "claim-")]//p[@class="said"]/a/@href'
                )
                assert not {f"/statement/{one}" for one in inside} & set(listed)
        assert checked


def test_a_statement_of_nobody_does_not_say_so_twice(served: Served) -> None:
    with Ledger(served.ledger, read_only=True) as ledger:
        found = [
            one for kept in ledger.store.all_articles() for one in kept.reading.statements if one.source.kind == "none"
        ]
    root = page(served, found[0].id)
    assert root.xpath('//dt[.="Whose word"]/following-sibling::dd[1]')[0].text_content().strip() == "nobody named"
    assert "polarity" not in root.xpath("//main")[0].text_content()


def test_whoever_is_not_signed_in_sees_no_form_and_can_change_nothing(served: Served) -> None:
    assert not page(served, QUOTED).xpath('//form[contains(@action, "/correct")]')
    assert served.client.post(f"/statement/{QUOTED}/correct", data={"kind": "role"}).status_code == 401
    assert served.client.post(f"/statement/{QUOTED}/undo", data={"judgement": "j1"}).status_code == 401
    assert located(served, QUOTED).statement.source.kind == "anonymous"


def test_a_form_without_the_proof_of_the_session_is_refused(editing: Served) -> None:
    assert editing.client.post(f"/statement/{QUOTED}/correct", data={"kind": "role", "csrf": "x"}).status_code == 403
    assert located(editing, QUOTED).statement.source.kind == "anonymous"


def test_an_editor_corrects_takes_back_and_corrects_again(editing: Served) -> None:
    answer = post(
        editing, f"/statement/{QUOTED}/correct", kind="person", name="Petra Lisle", why="she said so", judge="Ines"
    )
    assert answer.status_code == 200
    root = html.fromstring(answer.text)
    assert located(editing, QUOTED).statement.source.name == "Petra Lisle"
    text = told(root, "Corrections")
    for words in ("As read", "a source close to the couple", "Petra Lisle", "Ines", "because: she said so"):
        assert words in text
    article = located(editing, QUOTED).stored.reading.article
    assert article
    notes = html.fromstring(editing.client.get(f"/article/{article.id}").text)
    assert [one.xpath(".//bdi")[0].text for one in notes.xpath('//li[.//span[@class="corrected"]]')] == ["Petra Lisle"]

    (judgement,) = root.xpath('//input[@name="judgement"]/@value')
    asked = post(editing, f"/statement/{QUOTED}/undo", judgement=judgement)
    assert f"Take {judgement} back?" in asked.text
    assert "she said so" in asked.text
    assert located(editing, QUOTED).statement.source.name == "Petra Lisle"  # nothing has been changed yet
    root = html.fromstring(post(editing, f"/statement/{QUOTED}/undo", judgement=judgement, step="do").text)
    assert located(editing, QUOTED).statement.source.name == "A source close to the couple"
    assert "(not in effect any more)" in told(root, "Corrections")
    assert "As corrected" not in told(root, "Corrections")

    (taken_back,) = root.xpath('//input[@name="judgement"]/@value')
    post(editing, f"/statement/{QUOTED}/undo", judgement=taken_back, step="do")
    assert located(editing, QUOTED).statement.source.name == "Petra Lisle"


def test_a_withdrawn_statement_keeps_its_page_and_can_come_back(editing: Served) -> None:
    article = located(editing, QUOTED).stored.reading.article
    assert article
    answer = post(editing, f"/statement/{QUOTED}/correct", withdrawn="1", why="no statement")
    root = html.fromstring(answer.text)
    assert answer.status_code == 200
    assert "An editor withdrew this statement" in root.text_content()
    assert not root.xpath('//form[contains(@action, "/correct")]')
    shown = html.fromstring(editing.client.get(f"/article/{article.id}").text)
    assert not shown.xpath(f'//mark[@id="s-{QUOTED}"]')
    assert shown.xpath(f'//section[@aria-labelledby="withdrawn"]//a[@href="/statement/{QUOTED}"]')

    (judgement,) = root.xpath('//input[@name="judgement"]/@value')
    csrf = root.xpath('//form[@method="post"]//input[@name="csrf"]/@value')[0]
    editing.client.post(f"/statement/{QUOTED}/undo", data={"csrf": csrf, "judgement": judgement, "step": "do"})
    assert located(editing, QUOTED).statement.source.kind == "anonymous"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing was corrected: choose"), ({"kind": "ghost"}, "This was not done: 'ghost' is no kind of source"),
        ({"name": "x" * 400}, "A name has at most 300 characters"), ({"why": "no change"}, "Nothing was corrected: choose"),
    ],
)  # fmt: skip
def test_a_correction_that_says_nothing_or_nonsense_is_refused_in_words(
    editing: Served, fields: dict[str, str], words: str
) -> None:
    answer = post(editing, f"/statement/{QUOTED}/correct", **fields)
    assert answer.status_code == 422
    root = html.fromstring(answer.text)
    assert words in root.text_content()
    if "name" not in fields:  # the message stands in the form, and what was typed is still there
        assert words in root.xpath("string(//form[contains(@action, '/correct')]//*[@role='alert'])")
        assert root.xpath("string(//textarea[@name='why'])") == fields.get("why", "")
    with Ledger(editing.ledger, read_only=True) as ledger:
        assert ledger.judgements() == ()


def test_only_judgements_about_this_statement_are_taken_back_here(editing: Served) -> None:
    post(editing, f"/statement/{QUOTED}/correct", kind="role")
    other = next(one.id for one in located(editing, QUOTED).stored.reading.statements if one.id != QUOTED)
    assert post(editing, f"/statement/{other}/undo", judgement="j1").status_code == 404
    assert post(editing, f"/statement/{QUOTED}/undo", judgement="j99").status_code == 404
    assert located(editing, QUOTED).statement.source.kind == "role"


def test_an_unknown_statement_is_a_page_that_says_so(served: Served) -> None:
    assert "This ledger has no such statement" in page(served, "nothing", 404).text_content()


def test_a_statement_that_nobody_else_has_says_so_and_hostile_words_stay_words(tmp_path: Path) -> None:
    made = reading(
        [(f"Ada {HOSTILE}", "person", f"the mill {HOSTILE} closed")], "one", headline=HOSTILE, outlet=HOSTILE
    )
    with Ledger(tmp_path / "one.ledger") as ledger:
        ledger.keep(made)
    with serving(tmp_path / "one.ledger") as server:
        root = page(server, made.statements[0].id)
        assert "nobody else in this ledger says or denies it" in " ".join(root.text_content().split()).replace(
            "Nobody", "nobody"
        )
        assert not root.xpath("//script[not(@src)]")
        assert "\u202e" not in root.xpath("//main")[0].text_content()
        assert "<script>alert(1)</script>" in root.xpath('//blockquote[@id="words"]')[0].text_content()


def test_of_a_long_story_the_page_comes_at_once_and_its_trail_later(tmp_path: Path) -> None:
    made = reading([(f"Ada Moss {n}", "person", f"line {n} is long enough to compare") for n in range(160)], "long")
    with Ledger(tmp_path / "long.ledger") as ledger:
        ledger.keep(made)
    with serving(tmp_path / "long.ledger") as server:
        key = made.statements[7].id
        first = page(server, key)
        assert "is being worked out" in first.text_content()
        assert "line 7 is long enough to compare" in first.xpath('//blockquote[@id="words"]')[0].text_content()
        for _ in range(600):
            root = page(server, key)
            if root.xpath('//ol[@class="steps"]'):
                break
            time.sleep(0.1)
        assert "The trail ends at Ada Moss 7" in told(root, "Where it comes from")
        assert "is being worked out" not in root.text_content()
