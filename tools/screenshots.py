"""Takes the pictures of the pages that the README and the manual show, on a ledger of the invented articles that ship with OnRecord.

    python tools/screenshots.py           rewrites docs/screens/*.png

It serves that ledger on a free port, and drives Debian's Chromium through the main pages. A picture is 1,280 pixels wide and as high as
says what the page is. Its colours are counted down to 256, as in a GIF, which no eye sees on a page of text and which takes three
quarters of the bytes away.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import zlib
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import numpy as np
from playwright.sync_api import sync_playwright

from onrecord import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
WIDTH, MOST_BYTES = 1280, 150_000
SEEN = "jetty"
"""A word of the story that is shown."""
OUTLETS = ("Longwave News", "The Morning Chronicler")


def shots(ledger: Ledger) -> dict[str, tuple[str, int, Literal["light", "dark"], str]]:
    """Return what is pictured: by name the path, the height, light or dark, and what is scrolled to ("" for the top)."""
    said = ledger.search(SEEN, limit=1).items[0]
    voice = ledger.who("Calla Merrin")[0].id
    return {
        "front": ("/", 900, "light", ""),
        "story": (f"/story/{said.story}", 1000, "light", ""),
        "trail": (f"/story/{said.story}", 900, "light", "#trail"),
        "trail-dark": (f"/story/{said.story}", 900, "dark", "#trail"),
        "article": (f"/article/{said.article}", 1000, "light", ""),
        "person": (f"/voice/{voice}", 1000, "light", ""),
        "audit": (f"/audit?outlet={OUTLETS[0]}&with={OUTLETS[1]}", 1000, "light", ""),
        "statement": (f"/statement/{said.statement}", 1000, "light", ""),
        "front-dark": ("/", 900, "dark", ""),
    }


def make(path: Path) -> Path:
    """Make the ledger that is shown, with all its stories told."""
    with as_file(files("onrecord") / "data" / "demo_ledger.jsonl") as articles, Ledger(path) as ledger:
        for _ in ledger.add([str(articles)]):
            pass
        for _ in ledger.all_stories():
            pass
    return path


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Serve a ledger for as long as the block lasts; yield the address."""
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(path), "--port", "0", "--read-only"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - this very package
        line = server.stdout.readline() if server.stdout else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            sys.exit(f"the server did not start: {line}")
        try:
            yield found[0]
        finally:
            server.terminate()


def picture(browser: Browser, address: str, height: int, scheme: Literal["light", "dark"], to: str) -> bytes:
    """Return a picture of a page, charts drawn."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # a chart is drawn after its data has come
    if to:
        page.locator(to).evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)")
    taken = page.screenshot(animations="disabled")
    context.close()
    return taken


def smaller(png: bytes) -> bytes:
    """Return an RGB PNG (RFC 2083, as Chromium writes it) with a palette: the 256 commonest colours, others as the nearest of them."""
    pixels = _pixels(png)
    flat = pixels.reshape(-1, 3)
    packed = flat[:, 0].astype(np.uint32) << 16 | flat[:, 1].astype(np.uint32) << 8 | flat[:, 2]
    colours, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts)[:256]]
    parts = [np.stack([one >> 16, one >> 8 & 255, one & 255], axis=1).astype(np.int32) for one in (colours, kept)]
    nearest = np.array([np.abs(parts[1] - colour).sum(axis=1).argmin() for colour in parts[0]], dtype=np.uint8)
    rows = nearest[where].reshape(pixels.shape[:2])
    lines = np.concatenate([np.zeros((len(rows), 1), np.uint8), rows], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], 8, 3, 0, 0, 0)
    pieces = (
        (b"IHDR", head),
        (b"PLTE", parts[1].astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in pieces
    )


def _pixels(png: bytes) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Return the pixels of a PNG of 8 bits a channel, RGB or RGBA, its filters undone."""
    at, data, width, height, channels = 8, b"", 0, 0, 3
    while at < len(png):
        (size,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        if name == b"IHDR":
            width, height, _, kind = struct.unpack(">IIBB", png[at + 8 : at + 18])
            channels = 4 if kind == 6 else 3
        data += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width * channels + 1)
    rows, above = [], np.zeros(width * channels, np.int32)
    for filtered in raw:
        above = _unfiltered(int(filtered[0]), filtered[1:].astype(np.int32), above, channels)
        rows.append(above.astype(np.uint8))
    return np.stack(rows).reshape(height, width, channels)[:, :, :3]


def _unfiltered(
    kind: int,
    line: np.ndarray[tuple[int], np.dtype[np.int32]],
    above: np.ndarray[tuple[int], np.dtype[np.int32]],
    step: int,
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return a row with its filter undone: none, sub, up, average or Paeth."""
    if kind == 0:
        return line
    if kind == 2:
        return (line + above) & 255
    if kind == 1:
        return (np.cumsum(line.reshape(-1, step), axis=0) & 255).reshape(-1).astype(np.int32)
    out, over = line.tolist(), above.tolist()
    for at in range(len(out)):
        left = out[at - step] if at >= step else 0
        corner = over[at - step] if at >= step else 0
        guess = (left + over[at]) // 2 if kind == 3 else _paeth(left, over[at], corner)
        out[at] = (out[at] + guess) & 255
    return np.array(out, np.int32)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium") or sys.exit("there is no Chromium: apt-get install chromium")
    SCREENS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        path = make(Path(folder) / "demo.ledger")
        with Ledger(path, read_only=True) as ledger:
            wanted = shots(ledger)
        with served(path) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for name, (place, height, scheme, to) in wanted.items():
                made = smaller(picture(browser, address + place, height, scheme, to))
                (SCREENS / f"{name}.png").write_bytes(made)
                print(f"{name}.png: {len(made) / 1000:.0f} kB" + (" TOO LARGE" if len(made) > MOST_BYTES else ""))
            browser.close()


if __name__ == "__main__":
    main()
