from __future__ import annotations

import json

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read import json_ld

ARTICLE = {"@type": "NewsArticle", "headline": "Bridge stays open", "datePublished": "2024-05-03"}


def read(*scripts: str) -> tuple[list[dict[str, object]], list[str]]:
    """Read scripts of JSON-LD; return the nodes and the codes of the problems."""
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    nodes, problems = json_ld.nodes(
        lxml.html.document_fromstring(f"<html><head>{tags}</head><body><p>x</p></body></html>")
    )
    return list(nodes), [problem.code for problem in problems]


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([ARTICLE]),
        json.dumps({"@context": "https://schema.org", "@graph": [ARTICLE]}),
        json.dumps([[{"@context": "https://schema.org", "@graph": [[ARTICLE]]}]]),
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE) + ";",
        f"<![CDATA[{json.dumps(ARTICLE)}]]>",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"<!-- {json.dumps(ARTICLE)} -->",
        json.dumps(ARTICLE).replace('"', "&quot;"),
    ],
)
def test_json_ld_nodes_are_the_same_in_every_wrapping(script: str) -> None:
    nodes, problems = read(script)
    assert nodes == [ARTICLE]
    assert problems == []


def test_json_ld_nodes_of_a_page_hold_its_main_entity() -> None:
    page = {"@type": "WebPage", "name": "Example", "mainEntity": ARTICLE}
    nodes, _ = read(json.dumps(page))
    assert nodes == [page, ARTICLE]


def test_json_ld_nodes_follow_one_another_in_one_script() -> None:
    nodes, problems = read(json.dumps(ARTICLE) + "\n" + json.dumps({"@type": "Person", "name": "Jane Doe"}))
    assert [node["@type"] for node in nodes] == ["NewsArticle", "Person"]
    assert problems == []


def test_json_ld_nodes_keep_raw_line_breaks_and_drop_bad_escapes() -> None:
    nodes, problems = read(
        '{"@type": "NewsArticle", "headline": "Bridge\nstays", "description": "The mayor\\\'s plan"}'
    )
    assert (nodes[0]["headline"], nodes[0]["description"]) == ("Bridge\nstays", "The mayor's plan")
    assert problems == []


def test_json_ld_nodes_replace_lone_surrogates_and_nul() -> None:
    nodes, _ = read('{"headline": "a\\ud800b\\u0000c \\ud83d\\ude00"}')
    assert nodes[0]["headline"] == "a\ufffdb\ufffdc 😀"


def test_json_ld_nodes_salvage_plain_fields_of_a_broken_script_and_say_so() -> None:
    nodes, problems = read(
        '{"@type": "NewsArticle", "headline": "Bridge stays", "description": "a "quoted" word", "x": [',
        json.dumps(ARTICLE),
    )
    assert nodes == [{"headline": "Bridge stays"}, ARTICLE]
    assert problems == ["broken_metadata"]


@pytest.mark.parametrize(
    "script", ["[" * 100_000, '{"a":' * 100_000, '{"x": ' + "9" * 10_000 + "}", '"' * 50_001, "{" + "," * 50_000]
)
def test_json_ld_nodes_report_what_cannot_be_parsed(script: str) -> None:
    nodes, problems = read(script)
    assert nodes == []
    assert problems == ["broken_metadata"]


def test_json_ld_nodes_report_a_script_beyond_the_limit() -> None:
    nodes, problems = read('{"headline": "' + "a" * json_ld.LIMITS.characters + '"}')
    assert (nodes, problems) == ([], ["broken_metadata"])


def test_json_ld_nodes_are_bounded_in_number() -> None:
    nodes, _ = read(json.dumps([{"n": i} for i in range(json_ld.LIMITS.nodes + 10)]))
    assert len(nodes) == json_ld.LIMITS.nodes


@given(st.text(alphabet=st.characters(blacklist_characters="<\x00", blacklist_categories=["Cs"]), max_size=200))
def test_json_ld_nodes_are_dictionaries_whatever_the_script(script: str) -> None:
    tag = lxml.html.Element("script", type="application/ld+json")
    try:
        tag.text = script
    except ValueError:  # lxml takes no control characters; a parsed page holds none either
        return
    nodes, problems = json_ld.nodes(tag)
    assert all(isinstance(node, dict) for node in nodes)
    assert len(problems) <= 1
