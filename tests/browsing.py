"""Pages in a real browser: a Chromium, and what axe finds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
ALL = {"resultTypes": ["violations"]}


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


def violations(page: Page) -> list[str]:
    """What axe finds: each rule with the elements that break it."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    page.context.set_default_timeout(0)
    results = Axe().run(page, options={**WCAG, **ALL}).response
    assert results["passes"], "axe looked at nothing"
    return [
        f"{rule['id']}: {node['target']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]
