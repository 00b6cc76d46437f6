"""Pages in a real browser: a Chromium, what axe finds, and servers on a copy of the data."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from ipr.plan.find import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLAN = "lillehammer-2026"
PATIENCE = 120  # seconds for a server and its kernel to start on a slow machine
ANSWER, FIGURE = ".ipr-virkning .answer", ".ipr-virkning figure svg"

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
ALL = {"resultTypes": ["violations", "incomplete"]}


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


def data_copy(folder: Path) -> Path:
    """A copy of the plan's folder that a test may write in."""
    return Path(shutil.copytree(PROJECT / "data" / PLAN, folder / PLAN))


@contextmanager
def lab(plan_folder: Path) -> Iterator[str]:
    """`ipr lab` on this plan; the address of the what-if notebook in it.

    Jupyter's settings are a clean folder's: it opens no browser, saves nothing by itself, and may
    be run by the only user of a container.
    """
    port, token = _free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        server = {"open_browser": False, "allow_root": True, "port": port, "port_retries": 0}
        _write(folder / "jupyter_server_config.json", {"ServerApp": server})
        settings = folder / "lab" / "user-settings" / "@jupyterlab"
        _write(
            settings / "docmanager-extension" / "plugin.jupyterlab-settings", {"autosave": False}
        )
        _write(
            settings / "apputils-extension" / "notification.jupyterlab-settings",
            {"fetchNews": "false", "checkForUpdates": False},
        )
        surroundings = {"JUPYTER_CONFIG_DIR": str(folder), "JUPYTER_TOKEN": token}
        with _running(["lab", "--plan", str(plan_folder)], surroundings, folder / "log") as log:
            _wait_for(f"http://127.0.0.1:{port}/api?token={token}", log)
            yield f"http://127.0.0.1:{port}/lab/tree/06_hva_hvis.ipynb?token={token}"


@contextmanager
def voila(plan_folder: Path) -> Iterator[str]:
    """`ipr explore` on this plan; the address of its page."""
    if find_spec("voila") is None:
        missing("Voilà er ikke installert (uv sync --extra explore)")
    with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
        arguments = ["explore", "--no-browser", "--plan", str(plan_folder)]
        with _running(arguments, {}, Path(place, "log")) as log:
            until = time.monotonic() + PATIENCE
            while not (found := re.search(r"http://\S+", log.read_text(encoding="utf-8"))):
                assert time.monotonic() < until, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            _wait_for(found.group().replace("/?", "/static/?"), log)
            yield found.group()


def run_all(page: Page, address: str) -> None:
    """Open the notebook in JupyterLab and run every cell from its menu."""
    page.goto(address)
    page.get_by_text("| Idle").wait_for(timeout=PATIENCE * 1000)  # the kernel is there
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector(FIGURE, timeout=PATIENCE * 1000)


def open_page(page: Page, address: str) -> None:
    """Open the page of the meeting room and wait for the table."""
    page.goto(address)
    page.wait_for_selector(FIGURE, timeout=PATIENCE * 1000)


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


@contextmanager
def _running(arguments: list[str], surroundings: dict[str, str], log: Path) -> Iterator[Path]:
    """A command of ours in the background, told to end as Ctrl-C tells it."""
    with log.open("w", encoding="utf-8") as told:
        started = subprocess.Popen(
            [sys.executable, "-m", "ipr", *arguments],
            env=os.environ | surroundings,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield log
        finally:
            for sign in (signal.SIGINT, signal.SIGTERM):
                with suppress(ProcessLookupError):
                    os.killpg(started.pid, sign)
                with suppress(subprocess.TimeoutExpired):
                    started.wait(10)
                    break


def _wait_for(address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return  # it answers, if only to say no
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        else:
            return


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
