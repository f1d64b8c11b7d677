"""How stories, trails, conflicts, statements and the log of a ledger look on a terminal of 80 columns without colour."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from records_by_hand import mill
from rich.console import Console
from stories_by_hand import article, story, without_claims

from onrecord.export.ledger_audit import audit_page
from onrecord.export.ledger_conflicts import CHANGES, conflicts
from onrecord.export.ledger_log import checked, difference_words, entry_line, erased, judgements, summary_line
from onrecord.export.ledger_statements import listing, over_time, voices
from onrecord.export.ledger_story import story_lines, story_page
from onrecord.export.ledger_trail import shortened, steps, trail_tree
from onrecord.export.quotation_marks import quoted
from onrecord.ledger import Audit, Entry
from onrecord.match.versions import difference
from onrecord.problems import problem
from onrecord.records import Edge, Moment, Passage
from onrecord.store.kept import Checked, Erased, Judged, Judgement, Listed, Sourcing, Used, Voice
from onrecord.trace.steps import Step

if TYPE_CHECKING:
    from rich.console import RenderableType

LISTED = Listed(
    "5" * 16, "a" * 16, "Mill to close", None, "The Bugle", "2024-11-06", "s1", "2024-11-05", "person", "indirect",
    "Bo Hill", "b" * 16, "that the mill will close", ((9, 13),),
)  # fmt: skip


def shown(what: RenderableType, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False).print(what)
    text = stream.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    return "\n".join(line.rstrip() for line in text.splitlines())


def test_report_story_begins_with_its_answer() -> None:
    lines = shown(story_page(story())).splitlines()
    assert lines[1] == "Mill to close"
    assert lines[2] == "4 articles, 3 outlets, 1 independent source (anonymous, via the Bugle)"
    assert lines[3] == "6 – 7 Nov 2024"


def test_report_story_shows_stances_as_bars_with_their_articles() -> None:
    page = shown(story_page(story()))
    assert "for        1  ████████████\n                the Bugle [1]" in page
    assert "observing  2  ████████████████████████\n                Fennick Post [2], Daily Weir [3]" in page
    assert "against    1  ████████████\n                the bugle [4]" in page
    assert "a friend of the owner, via the Bugle (anonymous)" in page
    assert "“Nobody asked us”\n    1 observing; 1 independent source" in page


def test_report_story_without_a_claim_says_so() -> None:
    assert "No claim was found that its articles share." in shown(story_page(without_claims()))


def test_report_trail_goes_from_each_article_to_the_source_with_the_words_and_the_share_of_copies() -> None:
    tree = shown(trail_tree(story()), 100)
    assert "[2] Fennick Post, 7 Nov 2024  Mill 'to close'\n└── credits Radio Weir  “Radio Weir reported”\n" in tree
    assert "    └── credits a friend of the owner  “citing a friend”" in tree
    assert "copies 83% of its sentences from Fennick Post [2]  “same words”" in tree
    assert "[4] the bugle\n└── credits nobody" in tree


def test_report_trail_that_runs_in_a_circle_ends() -> None:
    circle = (
        Edge("a1", "B", "credits", None, ()),
        Edge("B", "C", "credits", None, ()),
        Edge("C", "B", "credits", None, ()),
    )
    tree = shown(trail_tree(replace(story(), trail=circle)))
    assert tree.count("credits B") == 2


def test_report_conflict_has_both_quotations_side_by_side() -> None:
    table = shown(conflicts(story(), story().conflicts))
    assert "one denies what the other says" in table
    assert any("The Bugle, 6 Nov 2024" in line and "│  the bugle" in line for line in table.splitlines())
    assert "“The mill will not close”" in table
    assert "another number later" in shown(conflicts(story(), story().developments, CHANGES))


def test_report_timeline_shows_what_came_out_and_what_was_said_and_leaves_out_the_middle_of_a_long_one() -> None:
    page = shown(story_page(story()))
    assert "6 Nov 2024  published by the Bugle [1]\n" in page
    assert "1 statement made then, printed in [1]" in page
    long = replace(
        story(), timeline=tuple(Moment(f"2024-{1 + at // 28:02}-{1 + at % 28:02}", "a1") for at in range(40))
    )
    assert "10 days more" in shown(story_page(long))


def test_report_list_of_stories_has_id_days_title_and_answer() -> None:
    assert shown(story_lines(story())).splitlines()[:3] == [
        "s0123456789ab  6 – 7 Nov 2024",
        "Mill to close",
        "4 articles, 3 outlets, 1 independent source (anonymous, via the Bugle); 1",
    ]


def test_report_page_text_cannot_command_the_terminal() -> None:
    hostile = replace(story(), title="\x1b[2Jgone [bold]x", articles=(article("a1", "\x9b31m", "x", "\u202egone"),))
    page = shown(story_page(hostile))
    assert not set("\x1b\x9b\u202e") & set(page)
    assert "[bold]x" in page


def test_report_statements_have_their_speaker_and_mark_the_words() -> None:
    table = shown(listing([LISTED, replace(LISTED, kind="none", name=None, day=None, outlet=None)], colour=False))
    assert "that the [mill] will close" in table
    assert "Bo Hill" in table
    assert "5 November 2024" in table
    assert "nobody" in table
    assert "day unknown" in table
    assert f"{'5' * 16} in “Mill to close”" in table


def test_report_statements_over_time_stand_under_their_days() -> None:
    told = shown(over_time([LISTED, LISTED, replace(LISTED, day=None)], colour=True, speakers=True))
    assert told.count("5 November 2024") == 1
    assert told.count("Bo Hill: that the mill will close") == 3
    assert "day unknown" in told


def test_report_voices_say_of_which_they_were_joined() -> None:
    assert "Bo Hill (joined from 2)" in shown(voices([Voice("v1", "person", "Bo Hill", 3, 1, ("v2",))]))


def test_report_steps_name_the_articles_and_the_words_that_prove_them() -> None:
    found = [
        Step("a1", "Bo Hill", "says", (Passage("a1", 0, 7, "Bo Hill"), Passage("a1", 8, 12, "said"))),
        Step("a1", "a2", "copies", (Passage("a1", 0, 4, "same"), Passage("a2", 0, 4, "same"))),
    ]
    assert shown(steps(found, {"a1": "The Bugle", "a2": "Fennick Post"})).splitlines() == [
        "1. the Bugle has it as the word of Bo Hill", "   “Bo Hill … said”",
        "2. the Bugle copies its text from Fennick Post", "   the Bugle: “same”", "   Fennick Post: “same”",
    ]  # fmt: skip


def test_report_audit_has_kinds_outlets_copies_and_most_used() -> None:
    rows = (Sourcing("The Bugle", "2024-11", "person", 3, 2), Sourcing("The Bugle", "2024-12", "anonymous", 1, 1))
    used = (Used(Voice("v1", "person", "Bo Hill", 3, 0), 3, 2),)
    page = shown(audit_page(Audit(rows, used, 3, {"The Bugle": (2, 1, 0.4), "": (1, 0, 0.0)})))
    assert page.startswith("3 articles, 4 statements\nnamed                   3  75%  ██████████████████\n")
    assert "2 articles, 4 statements: 75% named; 25% anonymous, with" in page
    assert "1 article from another's text; 40% of all its sentences\n" in page
    assert "unknown  1 article, 0 statements" in page
    assert "Bo Hill" in page


def test_report_entry_of_each_outcome_is_one_line() -> None:
    assert entry_line(Entry("mill.html", "added", statements=1)) == "added        mill.html: 1 statement"
    assert entry_line(Entry("x\nz", "unchanged", statements=0)) == "unchanged    x z: 0 statements"
    unread = Entry("x", "unread", problems=(problem("not_found"),))
    assert entry_line(unread) == "unread       x: there is no such file; check the path"


def test_report_new_version_tells_the_difference_in_statements() -> None:
    before = mill()
    first, second, third = before.statements
    other = replace(first, cue=(replace(first.cue[0], text="is said to have"),))
    after = replace(before, statements=(other, third))
    told = difference(before, after)
    assert difference_words(told) == "1 statement removed, 1 changed: said -> is said to have"
    line = entry_line(Entry("mill.html", "changed", version=2, difference=told))
    assert line.startswith("new version  mill.html: version 2, 1 statement removed")
    assert difference_words(difference(before, before)) == "the same statements"
    gone = difference(
        before, replace(before, statements=(replace(first, source=replace(second.source, name="Al")), second, third))
    )
    assert difference_words(gone) == "1 statement changed: source Bo Hill -> Al"


def test_report_summary_counts_the_outcomes() -> None:
    assert summary_line({"added": 1, "unread": 2}, "x.ledger") == "3 pages: 1 added, 2 unread; the ledger is x.ledger"
    assert summary_line({}, "x.ledger") == "0 pages; the ledger is x.ledger"


def test_report_judgements_say_who_why_and_whether_they_hold() -> None:
    change = {"name": "Bo Hill", "withdrawn": True, "article": "a1"}
    table = shown(
        judgements(
            [
                Judged(
                    "j1",
                    "2024-11-06T08:00:00+00:00",
                    Judgement("correct", "s1", change, "ada", "letter"),
                    "j0",
                    in_effect=False,
                )
            ]
        )
    )
    for words in (
        "j1",
        "ada",
        "name: Bo Hill; withdrawn: yes",
        "because: letter",
        "in place of j0",
        "not in effect any more",
    ):
        assert words in table
    assert "a1" not in table


def test_report_erased_says_what_went_or_would_go() -> None:
    went = Erased(("a1",), ("a2",), ("s1", "s2"), ("v1",), (), 0, dry_run=False, scrubbed=True)
    told = shown(erased(went))
    assert told.startswith("gone: 1 article, 2 statements, 1 voice\n1 article had the name blacked out")
    assert "write-ahead log" in told
    would = shown(erased(replace(went, dry_run=True, scrubbed=False)))
    assert would.startswith("would go: 1 article")
    assert "write-ahead log" not in would


def test_report_check_names_what_is_wrong() -> None:
    good = shown(checked(Checked(1, 1, 2, 3, 1, ()), "x.ledger"))
    assert good == "x.ledger: 1 article, 1 version, 2 statements, 3 voices, 1 story\neverything is as it must be"
    assert "! a span is not its text" in shown(checked(Checked(0, 0, 0, 0, 0, ("a span is not its text",)), "x"))


def test_report_words_are_cut_between_words_and_quoted_once() -> None:
    assert shortened("one two, three", 10) == "one two …"
    assert quoted("word") == "“word”"
    assert quoted("“word,” he") == "“‘word,’ he”"
