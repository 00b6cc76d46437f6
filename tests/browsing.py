"""Pages in a real browser: a Chromium, and what axe finds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
FOUND = """async ([parts, options]) => {
  const { passes, violations } = await axe.run(parts, options);
  const told = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target}`);
  return [passes.length, violations.flatMap(told)];
}"""


def missing(reason: str) -> None:
    """Skip the test where something is not installed, and fail it in CI, where all must be."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium: Playwright's own, or the machine's."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as found:
        own = shutil.which("chromium") or shutil.which("chromium-browser")
        options = ["--no-sandbox", "--disable-background-networking"]
        try:
            browser = found.chromium.launch(executable_path=own, args=options)
        except playwright.Error as error:
            missing(f"Chromium er ikke installert: {str(error).splitlines()[0]}")
            raise
        yield browser
        browser.close()


def complaints(page: Page) -> list[str]:
    """What a page asks for beside itself and complains of, told as it comes."""
    told: list[str] = []

    def ask(request: Request) -> None:
        file, within = request.url.startswith("file:"), request.url.startswith(("blob:", "data:"))
        if not within and not (file and request.is_navigation_request()):
            told.append(request.url)

    page.on("request", ask)
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def violations(page: Page, *parts: str) -> list[str]:
    """What axe finds in the page or in these parts of it: each rule with what breaks it."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    page.context.set_default_timeout(0)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    passed, found = page.evaluate(FOUND, [parts or ["html"], WCAG])
    assert passed, "axe looked at nothing"
    return list(found)


TORN = """(where) => {
  const found = [], part = document.querySelector(where);
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest("thead")?.offsetWidth === 1) continue;  // of cards
    for (const word of walker.currentNode.data.matchAll(/[^ \\n\\t\\u2010–-]+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      const seen = [...range.getClientRects()].filter((box) => box.width > 1);
      if (new Set(seen.map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""


def torn(page: Page, where: str) -> list[str]:
    """Words and amounts with their units that are broken over lines in a part of the page."""
    found: list[str] = page.evaluate(TORN, where)
    return found
