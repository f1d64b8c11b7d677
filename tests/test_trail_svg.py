"""The trail of a story as a picture: what is in it, that nothing of a stranger's page gets out of its text, and that nothing overlaps."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from stories_by_hand import SOURCE, article, claim, story, without_claims

from onrecord.export.trail_layout import RADIUS, laid_out, shortened, spread, wrapped
from onrecord.export.trail_picture import MOST_LEVELS, PACK_FROM, picture_of
from onrecord.export.trail_svg import step_id, trail_key, trail_svg
from onrecord.export.trail_words import LONGEST_NAME, edge_words, heading_of, trail_summary
from onrecord.records import Credit, Edge, Passage, Root, Span, Story

if TYPE_CHECKING:
    from onrecord.records import StoryArticle

SVG = "{http://www.w3.org/2000/svg}"
UNNAMED = "a friend (via The Bugle)"


def drawn(told: Story, *, standalone: bool = False) -> etree._Element:
    """Return the picture of a story, read as the XML that it is."""
    picture = trail_svg(told, lambda key: f"/article/{key}", standalone=standalone)
    if "xmlns" not in picture.partition(">")[0]:
        picture = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return etree.fromstring(picture.encode(), etree.XMLParser(resolve_entities=False))


def of_class(root: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def title_of(element: etree._Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def words_in(element: etree._Element) -> str:
    return " ".join("".join(text.itertext()) for text in element.iter(f"{SVG}text"))


def told(articles: int, *, copies: bool = False) -> Story:
    """Return a story whose first article has it from somebody without a name, and all others from its outlet, or copied from the second."""
    found, trail = [], []
    for at in range(articles):
        key = f"a{at:02d}"
        copied = "a01" if copies and at > 1 else None
        found.append(
            article(key, "The Bugle" if at == 0 else f"Paper {at}", f"2024-11-{6 + at // 5:02d}", f"Headline {at}", roots=(UNNAMED,),
                    credits=(Credit(UNNAMED, "anonymous", Span(0, 8, "a friend")),), copy_of=copied, copy_share=0.8 if copied else 0.0)
        )  # fmt: skip
        said = (Passage(key, 0, 19, f"proof number {at}"),)
        if copied:
            trail.append(Edge(key, copied, "copies", 0.8, said))
        trail.append(Edge(key, "The Bugle" if at else UNNAMED, "credits", None, said))
    trail.append(Edge("The Bugle", UNNAMED, "credits", None, (Passage("a01", 0, 9, "citing a friend"),)))
    roots = (Root(UNNAMED, "anonymous", ("The Bugle",)),)
    main = claim(roots=roots, stance={one.id: "for" for one in found})
    return replace(story(), articles=tuple(found), claims=(main,), trail=tuple(trail), timeline=())


# What is in it


@pytest.mark.parametrize("articles", [1, 4, PACK_FROM - 1, PACK_FROM, 40])
@pytest.mark.parametrize("copies", [False, True])
def test_picture_has_one_node_an_article_which_leads_to_its_page(articles: int, copies: bool) -> None:  # noqa: FBT001 - a case
    nodes = of_class(drawn(told(articles, copies=copies)), "article")
    assert sorted(node.get("href") for node in nodes) == [f"/article/a{at:02d}" for at in range(articles)]
    assert {int(words_in(node)) for node in nodes} == set(range(1, articles + 1))


def test_picture_of_one_article_has_its_source_and_nothing_on_the_way() -> None:
    picture = drawn(told(1))
    assert len(of_class(picture, "box")) == 2  # the outlet is named by an edge of its own
    single = replace(told(1), trail=told(1).trail[:1])
    assert len(of_class(drawn(single), "box")) == 1
    assert "behind the article" in words_in(drawn(single))


def test_picture_says_how_many_articles_go_back_to_a_source() -> None:
    source = next(box for box in of_class(drawn(told(14)), "box") if "hatched" in box.get("class", ""))
    assert words_in(source) == "a friend, via the Bugle anonymous behind 14 of 14 articles"


def test_picture_makes_a_source_larger_by_the_articles_behind_it() -> None:
    def height(articles: int) -> float:
        return float(of_class(drawn(told(articles)), "hatched")[0].find(f"{SVG}rect").get("height"))

    assert height(14) > 2 * height(2)


@pytest.mark.parametrize(
    ("kind", "hatched"),
    [("anonymous", True), ("role", False), ("person", False), ("organisation", False), ("document", False), ("media", False), ("social", False)],
)  # fmt: skip
def test_picture_hatches_only_sources_without_a_name(kind: str, hatched: bool) -> None:  # noqa: FBT001 - a case
    root = Root(SOURCE.name, kind, SOURCE.via)  # type: ignore[arg-type]  # each kind in turn
    picture = drawn(story(roots=(root,)))
    assert bool(of_class(picture, "hatched")) == hatched
    filled = [one for one in picture.iter() if (one.get("fill") or "").startswith("url(")]
    assert bool(filled) == hatched
    assert bool(list(picture.iter(f"{SVG}pattern"))) == hatched


def test_picture_does_not_hatch_whom_the_articles_trace_further() -> None:
    onward = Edge("a2", "a friend (via Fennick Post)", "credits", None, ())
    one = story()
    second = replace(
        one.articles[1], credits=(Credit("a friend (via Fennick Post)", "anonymous", Span(0, 8, "a friend")),)
    )
    picture = drawn(replace(one, articles=(one.articles[0], second, *one.articles[2:]), trail=(*one.trail, onward)))
    assert ["via the Bugle" in words_in(box) for box in of_class(picture, "hatched")] == [True]


def test_picture_has_every_step_with_the_words_that_prove_it() -> None:
    one = story()
    edges = {edge.get("href"): edge for edge in of_class(drawn(one), "edge") if edge.get("href")}
    assert set(edges) == {f"#{step_id(at)}" for at in range(len(one.trail))}
    for at, edge in enumerate(one.trail):
        assert title_of(edges[f"#{step_id(at)}"]) == edges[f"#{step_id(at)}"].get("aria-label") == edge_words(edge, one)
    assert "Fennick Post [2] credits Radio Weir: “Radio Weir reported”" in map(title_of, edges.values())
    assert "Daily Weir [3] copies 83% of its sentences from Fennick Post [2]: “same words”" in map(
        title_of, edges.values()
    )


def test_picture_marks_what_no_article_says_as_following_from_the_others() -> None:
    inferred = of_class(drawn(story()), "inferred")
    assert [title_of(edge).partition(":")[0] for edge in inferred] == [
        "a friend of the owner goes back to a friend of the owner, via the Bugle"
    ]
    assert all(edge.get("href") is None for edge in inferred)  # no words prove it


def test_picture_leaves_out_of_a_copy_what_came_with_the_copied_words() -> None:
    edges = of_class(drawn(told(6, copies=True)), "edge")
    assert [title_of(edge) for edge in edges if title_of(edge).startswith("Paper 3 [4]")] == [
        "Paper 3 [4] copies 80% of its sentences from Paper 1 [2]: “proof number 3”"
    ]


def test_picture_puts_articles_that_do_the_same_into_one_row_where_there_are_many() -> None:
    few, many = laid_out(picture_of(told(PACK_FROM - 1))), laid_out(picture_of(told(40, copies=True)))
    assert len(few.rows) == PACK_FROM - 1
    assert len(many.rows) < 10
    assert many.height < 600
    assert "and 11 more" in words_in(drawn(told(40, copies=True)))


def test_picture_goes_from_left_to_right_in_order_of_time() -> None:
    layout = laid_out(picture_of(told(14)))
    places = sorted((dot.article.published or "", dot.article.id, dot.x) for row in layout.rows for dot in row.dots)
    assert all(before[2] < after[2] for before, after in pairwise(places))
    assert max(box.x + box.width for box in layout.boxes) < min(place[2] for place in places)
    assert [day for day, _ in layout.days] == ["2024-11-06", "2024-11-07", "2024-11-08"]


def test_picture_says_of_an_article_that_it_credits_nobody() -> None:
    alone = replace(without_claims(), articles=(article("a1", "The Bugle", None, None, roots=(), own_reporting=True),))
    assert words_in(drawn(alone)) == "articles, by day no day 1 The Bugle credits nobody; own reporting"
    assert trail_summary(alone) == ""


def test_picture_key_explains_what_occurs_and_nothing_else() -> None:
    assert [words for _, words in trail_key(story())] == [
        "source without a name", "counted as a source of the claim", "credits", "copies much of its text from",
        "goes back to, as the others have it", "an article that is a copy",
    ]  # fmt: skip
    assert [words for _, words in trail_key(without_claims())][-1] == "an article that is a copy"
    for sample, _ in trail_key(told(40, copies=True)):
        etree.fromstring(sample)


def test_picture_of_a_page_has_no_styles_and_a_file_of_its_own_has_its_look() -> None:
    inline, alone = trail_svg(story(), str), trail_svg(story(), str, standalone=True)
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", inline)
    assert "svg.trail" in alone
    assert "source without a name" in alone
    assert not of_class(drawn(story(), standalone=True), "edge")[0].get("href")


def test_picture_ids_can_be_told_apart_on_one_page() -> None:
    assert set(re.findall(r'id="([^"]+)"', trail_svg(story(), str, name="second"))) == {"second-hatch"}


def test_picture_summary_counts_articles_by_source() -> None:
    assert trail_summary(told(14)) == "14 of 14 articles go back to a friend, via the Bugle (anonymous)."
    assert trail_summary(told(1)) == "It goes back to a friend, via the Bugle (anonymous)."


# Hostile pages

HOSTILE = (
    "</text></svg><script>alert(1)</script>", '" onload="alert(1)', "<image href=x onerror=alert(1)>", "&lt;b&gt; & ]]> <!--",
    "\u202ereversed\u202c \x1b[31m \x00 \ufffe\uffff \ud800", "x" * 1_000_000, "ＷＩＤＥ" * 400, "a " * 5000, "مرحبا بالعالم", "",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_picture_of_hostile_names_stays_a_picture(words: str) -> None:
    one = story()
    bad = [replace(each, outlet=words, headline=words) for each in one.articles]
    edges = [
        replace(edge, to=words or "x", evidence=(Passage("a1", 0, 1, words),))
        for edge in one.trail
        if edge.to not in {"a1", "a2"}
    ]
    hostile = replace(
        one, articles=tuple(bad), trail=tuple(edges), title=words,
        claims=(claim(roots=(Root(words, "anonymous", (words,)),)),),
    )  # fmt: skip
    text = trail_svg(hostile, lambda key: f"/article/{key}")
    picture = drawn(hostile)
    assert {etree.QName(element).localname for element in picture.iter()} <= {
        "svg", "defs", "pattern", "rect", "text", "tspan", "title", "path", "circle", "g", "a",
    }  # fmt: skip
    assert not [name for element in picture.iter() for name in element.keys() if str(name).startswith("on")]  # noqa: SIM118 - lxml's elements are no dicts
    assert not re.search("[\x00-\x08\x1b\u202a-\u202e\ufffe\uffff\ud800-\udfff]", text)
    assert len(text) < 60_000


def test_heading_of_an_article_is_cut() -> None:
    assert len(heading_of(article("a1", "o" * 1000, "2024-11-06", "h" * 1000))) <= 2 * LONGEST_NAME + 20


# Any trail at all

KEYS = st.sampled_from(["a0", "a1", "a2", "a3", "a4", "a5", "The Bugle", "Radio Weir", UNNAMED, "Mo Hall"])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    many = draw(st.integers(1, 24))
    edges = [
        Edge(
            start, end, draw(st.sampled_from(["credits", "copies", "rewrites"])), 0.5, (Passage(start, 0, 5, "proof"),)
        )
        for start, end in draw(st.lists(st.tuples(KEYS, KEYS), max_size=20))
    ]
    articles: list[StoryArticle] = []
    for at in range(many):
        day = draw(st.sampled_from([None, "2024-11-06", "2024-11-07", "2024-12-01T10:00:00Z", "2025-01-01"]))
        roots = tuple(draw(st.lists(st.sampled_from([UNNAMED, "Mo Hall", "the police"]), max_size=2, unique=True)))
        articles.append(article(f"a{at}", draw(st.sampled_from(["The Bugle", "Weir", None])), day, "Mill", roots=roots))
    keys = {one.id for one in articles}
    kept = [
        edge for edge in edges if all(not re.fullmatch(r"a\d", key) or key in keys for key in (edge.from_, edge.to))
    ]
    return replace(story(), articles=tuple(articles), trail=tuple(kept))


@given(stories())
def test_picture_of_any_trail_is_whole_and_nothing_overlaps(any_story: Story) -> None:
    picture = drawn(any_story)
    assert len(of_class(picture, "article")) == len(any_story.articles)
    assert "nan" not in etree.tostring(picture, encoding="unicode")
    layout = laid_out(picture_of(any_story))
    for x in layout.columns:
        column = sorted((box.y, box.y + box.height) for box in layout.boxes if box.x == x)
        assert all(before[1] < after[0] for before, after in pairwise(column))
    for row in layout.rows:
        assert all(after.x - before.x >= RADIUS for before, after in pairwise(row.dots))
    assert all(box.y >= 0 and box.y + box.height <= layout.height for box in layout.boxes)
    assert len(layout.columns) <= MOST_LEVELS + 1


@given(stories())
def test_picture_loses_no_step_but_those_that_came_with_copied_words(any_story: Story) -> None:
    picture = picture_of(any_story)
    shown = {edge for row in picture.rows for link in row.links for edge in link.edges} | {
        edge for link in picture.onward for edge in link.edges
    }
    originals = {row.articles[0].id: row.parent for row in picture.rows}
    by_row = {one.id: row for row in picture.rows for one in row.articles}
    for at, edge in enumerate(any_story.trail):
        if edge.from_ == edge.to or at in shown:
            continue
        parent = originals[by_row[edge.from_].articles[0].id]
        assert parent is not None
        assert edge.to in {other.to for other in any_story.trail if other.from_ == parent} | {
            link.to for link in by_row[parent].links
        }


# Laying out


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(9, 200)), min_size=1, max_size=20))
def test_layout_spread_keeps_order_and_distance(things: list[tuple[float, float]]) -> None:
    wanted, sizes = [place for place, _ in sorted(things)], [size for _, size in sorted(things)]
    middles = spread(wanted, sizes, 62.0)
    assert middles[0] - sizes[0] / 2 >= 62.0 - 1e-6
    for (above, upper), (below, lower) in pairwise(zip(middles, sizes, strict=True)):
        assert below - lower / 2 > above + upper / 2


def test_layout_spread_leaves_alone_what_has_room() -> None:
    assert spread([100.0, 300.0], [40.0, 40.0], 0.0) == [100.0, 300.0]
    assert spread([100.0, 100.0], [40.0, 40.0], 0.0) == [74.0, 126.0]


@given(st.text(max_size=400), st.integers(4, 40))
def test_layout_words_fit_their_lines(words: str, most: int) -> None:
    for line in (*wrapped(words, most), shortened(words, most)):
        assert len(line) <= most


def test_layout_wraps_between_words_and_cuts_what_is_too_much() -> None:
    assert wrapped("two people familiar with the matter", 16) == ("two people", "familiar with", "the matter")
    assert wrapped("one two three four five six", 5) == ("one", "two", "three", "four…")
    assert shortened("The Morning Chronicler", 12) == "The Morning…"
