from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.robots import parse_robots

AGENT = "OnRecord (+https://onrecord.example)"


def allows(text: str, path: str, agent: str = AGENT) -> bool:
    return parse_robots(text, agent).allow("https://gazette.example" + path)


def test_robots_without_rules_allow_everything() -> None:
    assert allows("", "/any")
    assert allows("User-agent: *\nDisallow:\n", "/any")


def test_robots_own_group_replaces_the_general_one() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nDisallow: /private\n"
    assert allows(text, "/news")
    assert not allows(text, "/private/x")
    assert not allows(text, "/news", agent="Another/1.0")


def test_robots_own_group_without_rules_allows_everything() -> None:
    assert allows("User-agent: *\nDisallow: /\nUser-agent: OnRecord\nDisallow:\n", "/news")


def test_robots_groups_of_one_reader_are_joined() -> None:
    text = "User-agent: other\nUser-agent: OnRecord/2.0\nDisallow: /a\n\nUser-agent: onrecord\nDisallow: /b\n"
    assert not allows(text, "/a")
    assert not allows(text, "/b")
    assert allows(text, "/c")


def test_robots_name_is_compared_as_a_whole() -> None:
    assert allows("User-agent: OnRecordings\nDisallow: /\n", "/x")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /news\nAllow: /news/open", "/news/open/1", True),
        ("Allow: /news/open\nDisallow: /news", "/news/shut", False),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Disallow: /*?print=", "/story?print=1", False),
        ("Disallow: /*?print=", "/story?page=1", True),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x", True),
        ("Disallow: /search$", "/search", False),
        ("Disallow: /search$", "/search/2", True),
        ("Disallow: /a*b*c", "/a-c-b", True),
        ("Disallow: /a*b*c", "/a-b-c", False),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /%7Eida", "/~ida/x", False),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: / # all of it", "/x", False),
        ("DISALLOW:/x", "/x", False),
        ("Sitemap: https://gazette.example/map\nDisallow: /x", "/x", False),
        ("Crawl-delay: 5\nnonsense\n: \nDisallow: /x", "/x", False),
    ],
)
def test_robots_longest_rule_decides(rules: str, path: str, *, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


def test_robots_sitemap_between_agents_does_not_split_the_group() -> None:
    assert not allows("User-agent: onrecord\nSitemap: x\nUser-agent: other\nDisallow: /x\n", "/x")


def test_robots_with_many_wildcards_are_matched_in_linear_steps() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 5_000 + "b\n"
    assert allows(text, "/" + "a" * 5_000)


@given(st.text(max_size=200), st.text(max_size=40))
def test_robots_of_any_kind_give_an_answer(text: str, path: str) -> None:
    assert parse_robots(text, AGENT).allow("https://gazette.example/" + path) in {True, False}
