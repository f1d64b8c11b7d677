"""A limit on what a page's address may ask for, checked before anything is looked up."""

from __future__ import annotations

from fastapi import Depends, Request

from onrecord.errors import UsageError

LONGEST = 500
"""Characters of a parameter: five times the longest name of an outlet, and as much as the API takes."""


async def short_enough(request: Request) -> None:
    """Let an address pass whose parameters are short. Raises UsageError, which becomes a 400, for one that no form of ours makes."""
    for name, value in request.query_params.multi_items():
        if len(value) > LONGEST:
            raise UsageError(
                f"“{name[:LONGEST]}” has {len(value):,} characters; {LONGEST} are the most that are looked for"
            )


Bounded = Depends(short_enough)
"""What a router of pages that look something up is given."""
