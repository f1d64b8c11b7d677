"""A real browser for tests: Debian's Chromium driven by Playwright, with what every page must keep to watched while it is open.

Where there is no Chromium the tests are skipped, which pytest says; on the machine that guards the main branch (the variable CI is set)
they fail instead, so that nobody takes pages for checked that were not.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

Scheme = Literal["light", "dark"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE, NARROWEST, DESK = 390, 320, 1280
"""Widths in CSS pixels: a usual phone, the narrowest that WCAG 1.4.10 wants to be read without scrolling sideways, and a laptop."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Rules of axe-core that every page keeps: WCAG 2.2 to level AA, and what Deque calls best practice."""
PATIENCE = 20_000
"""Milliseconds that a browser may take for what a test waits for; a machine that has other work takes long."""
expect.set_options(timeout=PATIENCE)
_SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
_HELD = """() => {
  const wide = [];
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 && box.width) wide.push(one.tagName + "." + one.className);
  }
  return wide.slice(0, 5);
}"""
_FOCUSED = """() => {
  // What has the focus, and of what had it before whether it looked any different with it: by an outline, a shadow, a line or a colour.
  const look = (one) => [one, ...one.querySelectorAll("*")].slice(0, 30).map((part) => {
    const style = getComputedStyle(part);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.stroke, style.strokeWidth, style.backgroundColor, style.borderColor];
  }).join();
  const one = document.activeElement, told = (each) => each.outerHTML.slice(0, 140);
  const walk = window.walk = window.walk || {seen: new Map(), dull: []};
  if (walk.last && walk.last !== one && look(walk.last) === walk.look) walk.dull.push(told(walk.last));
  if (!one || one === document.body) return null;
  if (walk.last !== one) walk.look = look(one); // a field for a date is gone through part by part
  walk.last = one;
  if (!walk.seen.has(one)) walk.seen.set(one, walk.seen.size);
  const box = one.getBoundingClientRect();
  return {
    number: walk.seen.get(one), what: told(one), dull: walk.dull,
    visible: box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""
_REACHABLE = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((one) => !one.disabled && one.checkVisibility({visibilityProperty: true}) && !one.closest("details:not([open]) > :not(summary)"))
  .filter((one) => one.type !== "radio" || one.checked || ![...document.getElementsByName(one.name)].some((each) => each.checked) )
  .length"""


@dataclass(slots=True)
class Seen:
    """A page that is open, and what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> int:
        """Go to an address and return the status; complaints of the page before are forgotten."""
        self.complaints.clear()
        answer = self.page.goto(address)
        self.page.wait_for_load_state("load")
        assert answer is not None
        return answer.status

    def violations(self) -> list[str]:
        """Return what axe-core finds wrong, a line each: the rule, the element, and what to do."""
        self.page.evaluate(AXE_SCRIPT)
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        found = self.page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{one['id']}: {node['html'][:160]}: {' '.join(node['failureSummary'].split())[:300]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def sideways(self) -> tuple[int, list[str]]:
        """Return by how many pixels the document can be scrolled sideways, and what sticks out."""
        beyond = self.page.evaluate(_SIDEWAYS)
        return beyond, self.page.evaluate(_HELD) if beyond else []

    def tabbed(self, most: int = 400) -> tuple[list[str], int, int]:
        """Go through the page with the Tab key; return what is focused without being seen, how many were reached, how many there are."""
        there = self.page.evaluate(_REACHABLE)
        unseen: list[str] = []
        dull: list[str] = []
        order: list[int] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(_FOCUSED)
            if now is None or now["number"] in order[:-1]:
                break
            dull = now["dull"]
            if order[-1:] != [now["number"]]:  # a field for a date is gone through part by part
                order.append(now["number"])
                unseen += [] if now["visible"] else [now["what"]]
        return (
            [f"not in sight: {one}" for one in unseen] + [f"looks as without the focus: {one}" for one in dull],
            len(order),
            there,
        )


def missing() -> str | None:
    """Return why there is no browser, or None where there is one."""
    return None if CHROMIUM else "there is no Chromium: apt-get install chromium"


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser for as long as the block lasts; skip the test without one, or fail where CI is set."""
    if (why := missing()) is not None:
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def seeing(
    browser: Browser, *, scheme: Scheme = "light", width: int = DESK, script: bool = True, cookies: dict[str, str] | None = None, base: str = "",
) -> Iterator[Seen]:  # fmt: skip
    """Open a page in a fresh context: light or dark, wide or narrow, with or without JavaScript, signed in or not."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width <= PHONE else 900}, color_scheme=scheme, java_script_enabled=script,
        has_touch=width <= PHONE, base_url=base or None, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    if cookies:
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    page = context.new_page()
    seen = Seen(page)
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    # What is cut off because the reader goes on to another page is no failure.
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"
            else seen.complaints.append(f"{request.url}: {request.failure}")
        ),
    )
    page.on(
        "request",
        lambda request: seen.complaints.append(f"from outside: {request.url}") if _outside(request.url, base) else None,
    )
    try:
        yield seen
    finally:
        with contextlib.suppress(Error):
            context.close()


def _outside(address: str, base: str) -> bool:
    return bool(base) and not address.startswith((base, "data:", "blob:", "about:"))
