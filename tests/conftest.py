"""How the property tests search, and what several test files look through."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browsing import chromium, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A slow machine must not fail a true claim: no deadline, and no complaint about slow making.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    max_examples=50,  # the same ones each time, so that more of them would be tried but once
    suppress_health_check=[HealthCheck.too_slow],
)
# While working: a glance, which the fast set takes (uv run --group dev poe fast).
settings.register_profile("quick", parent=settings.get_profile("same"), max_examples=8)
# Looks further, with new examples each time: IPR_HYPOTHESIS=far uv run --group dev pytest
settings.register_profile(
    "far", parent=settings.get_profile("same"), derandomize=False, max_examples=2000
)
settings.load_profile(os.environ.get("IPR_HYPOTHESIS", "same"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run without slow tests does not even open a file that has no others."""
    if "not slow" in config.option.markexpr and collection_path.suffix == ".py":
        text = collection_path.read_text(encoding="utf-8")
        return bool(re.search(r"(?m)^pytestmark = \[?pytest\.mark\.slow", text)) or None
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that looks through a browser or an office says so by asking for it."""
    marks = {"browser": "browser", "firefox": "browser", "office": "office"}
    for item in items:
        for mark in marks.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(marks[mark])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def _workers_end() -> Iterator[None]:
    """Processes that waited for another test end with the last one."""
    yield
    from ipr.publish.work.process import Worker  # noqa: PLC0415 - only where reports are made
    from tests.runs import IDLE  # noqa: PLC0415 - as above

    for worker in IDLE:
        Worker.end(worker)


@pytest.fixture(scope="module")
def staying(_workers_end: None) -> Iterator[None]:
    """Runs in this process make reports by a worker that goes on with the runs of other tests."""
    from ipr.publish.work import process, workers  # noqa: PLC0415 - as above
    from tests.runs import idle_worker  # noqa: PLC0415 - as above

    with pytest.MonkeyPatch.context() as patched:
        for module in (process, workers):
            patched.setattr(module, "Worker", idle_worker)
        yield


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts have their words and numbers, and no picture, for drawing takes most of the time."""
    monkeypatch.setattr("ipr.present.charts.drawn", lambda _: ("<svg></svg>", b""))


@pytest.fixture(scope="session")
def office() -> str:
    """LibreOffice's command."""
    found = shutil.which("soffice")
    if found is None:
        missing("LibreOffice er ikke installert")
    return str(found)
