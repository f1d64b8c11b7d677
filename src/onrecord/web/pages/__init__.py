"""The pages: one module each, which has a ``router``."""

PAGES = tuple(
    f"onrecord.web.pages.{name}"
    for name in (
        "front",
        "story",
        "conflicts",
        "article",
        "statement",
        "voice",
        "people",
        "audit",
        "adding",
        "decisions",
        "method",
        "signing",
    )
)
"""Modules with a router, in the order in which their paths are tried."""
