"""When what of a story was reported and said. All texts are invented."""

from __future__ import annotations

from onrecord.records import Article, Moment, Reading, Source, Span, Statement, StatementSource, Time
from onrecord.trace.timeline import timeline_of


def article(name: str, day: str | None) -> Article:
    """Return an article without blocks, published on a day."""
    return Article(
        id=name, url=None, outlet=None, language=None, headline=None, deck=None, dateline=None, bylines=(), published=day,
        modified=None, captions=(), related=(), text="", blocks=(), source=Source(name, "", "", ""),
    )  # fmt: skip


def statement(name: str, first: str | None, last: str | None) -> Statement:
    """Return a statement made between two days."""
    return Statement(
        id=name, article="a", mode="indirect", content=(Span(0, 0, ""),), cue=(), source=StatementSource((), "none"),
        via=(), said=Time(0, 0, "", "DATE", None, first, last), certainty="certain", polarity="positive", about=(),
        block="paragraph", confidence=1.0,
    )  # fmt: skip


def test_timeline_orders_articles_and_what_was_said() -> None:
    said = (statement("s1", "2031-05-01", "2031-05-01"), statement("s2", "2031-05-03", "2031-05-03"))
    readings = [Reading("b", article("b", "2031-05-02T09:30:00+01:00")), Reading("a", article("a", "2031-05-03"), said)]
    expected = (
        Moment("2031-05-01", "a", "s1"),
        Moment("2031-05-02", "b"),
        Moment("2031-05-03", "a"),
        Moment("2031-05-03", "a", "s2"),
    )
    assert timeline_of(readings) == timeline_of(readings[::-1]) == expected


def test_timeline_leaves_out_what_has_no_one_day() -> None:
    said = (statement("s1", "2031-05-01", "2031-05-31"), statement("s2", None, None))
    assert timeline_of([Reading("a", article("a", None), said), Reading("x", None)]) == ()
