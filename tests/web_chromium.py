"""Debian's Chromium for tests, and a page that remembers what should never happen on one of ours."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True)
class Watched:
    """A page of a browser, and what happened on it: dialogs, errors, refusals of the content security policy."""

    page: Page
    context: BrowserContext
    happened: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, **context: Any) -> Iterator[Watched]:
    """Open a page in a context of its own; keyword arguments are those of Playwright's ``new_context``."""
    opened = browser.new_context(**context)
    opened.set_default_timeout(60_000)
    page = opened.new_page()
    seen = Watched(page, opened)

    def dialog(shown: Any) -> None:
        seen.happened.append(f"dialog: {shown.message}")
        shown.dismiss()

    def console(message: Any) -> None:
        # What the browser says of an answer's status is no error of the page.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            seen.happened.append(f"console: {message.text}")

    page.on("dialog", dialog)
    page.on("console", console)
    page.on("pageerror", lambda error: seen.happened.append(f"error: {error}"))
    try:
        yield seen
    finally:
        opened.close()
