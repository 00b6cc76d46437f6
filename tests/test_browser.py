"""The what-if table as people meet it: in JupyterLab and as a page, in a real Chromium."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.browsing import (
    ANSWER,
    FIGURE,
    data_copy,
    lab,
    open_page,
    run_all,
    voila,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TABLE = ".ipr-hva-hvis"
CARRY_OVER = "Overføring fra 2025 (kroner)"
TABS = ("Inntekter", "Vilkår", "Priser, kurser og tid", "Ventende poster", "Poster", "Saldering",
        "Lagre")  # fmt: skip


class Place(NamedTuple):
    """A way to the table: how it is served, how one comes to it, and what of the page is ours.

    JupyterLab's own menus, file list and editors are Jupyter's, with faults of their own that axe
    finds with any notebook; what is looked at there is the whole output of our cell.
    """

    serve: Callable[[Path], AbstractContextManager[str]]
    come: Callable[[Page, str], None]
    ours: str | None


PLACES = {"lab": Place(lab, run_all, ".jp-OutputArea-output:has(.ipr-hva-hvis)"),
          "voila": Place(voila, open_page, None)}  # fmt: skip


class Visit(NamedTuple):
    """A page with the table on it, and the folder of the plan it shows."""

    page: Page
    place: Place
    folder: Path


@pytest.fixture(scope="module", params=PLACES)
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """The table in JupyterLab, and as a page of its own."""
    place = PLACES[request.param]
    folder = data_copy(tmp_path_factory.mktemp(request.param))
    with place.serve(folder) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        page = context.new_page()
        place.come(page, address)
        yield Visit(page, place, folder)
        context.close()


@pytest.fixture(autouse=True)
def at_the_plan(visit: Visit) -> None:
    """Every test begins where all is as in the plan."""
    visit.page.get_by_role("button", name="Tilbakestill til planen").click()
    _wait_for_answer(visit.page, "det samme som i planen")
    open_tab(visit.page, "Inntekter")


def open_tab(page: Page, name: str) -> None:
    """Choose a tab of the table by its name."""
    page.get_by_role("tab", name=name, exact=True).click()


def enter(page: Page, label: str, text: str) -> None:
    """Write in a field and leave it with Enter, as a person does."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def _wait_for_answer(page: Page, words: str) -> None:
    page.locator(ANSWER, has_text=words).wait_for(timeout=60_000)


def violations(visit: Visit) -> list[str]:
    """What axe finds, by all its rules: each rule with the elements that break it."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    results = Axe().run(visit.page, context=visit.place.ours).response
    assert results["passes"], "axe looked at nothing"
    return [
        f"{rule['id']}: {node['target']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def test_a_number_changes_answer_figure_and_its_words(visit: Visit) -> None:
    """One field, Enter, and the sentence, the waterfall and its alt text are new."""
    before = visit.page.get_attribute(FIGURE, "aria-label")
    enter(visit.page, CARRY_OVER, "500 000")
    _wait_for_answer(visit.page, "110 000 kroner, 500 000 kroner mindre enn i planen")
    after = visit.page.get_attribute(FIGURE, "aria-label")
    assert after != before
    assert "−500\u00a0000\u00a0kroner" in (after or "")


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """From a tab one comes to the first field, changes it, and goes on, without a mouse."""
    page = visit.page
    page.get_by_role("tab", name="Inntekter", exact=True).press("Tab")
    field = page.get_by_label("Bidrag fra Innlandet fylkeskommune (kroner)", exact=True)
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("2 000 000")
    page.keyboard.press("Tab")
    _wait_for_answer(page, "110 000 kroner")
    focused = page.evaluate("document.activeElement.labels[0].textContent")
    assert focused == "Samlet bidrag fra kommunene (kroner)"


def test_the_page_asks_nothing_of_the_net(browser: Browser, tmp_path: Path) -> None:
    """The page for the meeting room works without a network: all it needs is on this machine."""
    asked: list[str] = []
    with voila(data_copy(tmp_path)) as address:
        page = browser.new_page()
        page.on("request", lambda sent: asked.append(sent.url))
        open_page(page, address)
        enter(page, CARRY_OVER, "500 000")
        _wait_for_answer(page, "110 000 kroner")
        own = (address.partition("/?")[0], "data:", "blob:")
        page.close()
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []


def test_the_page_is_shut_without_its_key(browser: Browser, tmp_path: Path) -> None:
    """Another page or program of this machine that does not know the key gets no table."""
    with voila(data_copy(tmp_path)) as address:
        page = browser.new_page()
        page.goto(address.partition("?")[0])
        assert page.locator(".ipr-hva-hvis, #rendered_cells").count() == 0
        assert "/login" in page.url
        page.close()


def test_who_pays_is_shown(visit: Visit) -> None:
    """A rule that cuts names the lines that pay."""
    enter(visit.page, CARRY_OVER, "0")
    _wait_for_answer(visit.page, "390 000 kroner er udekket")
    open_tab(visit.page, "Saldering")
    rule = visit.page.get_by_label("Regel ved underskudd", exact=True)
    rule.select_option("forholdsmessige kutt")
    visit.page.get_by_text("Hvem som dekker det som mangler").wait_for()
    _wait_for_answer(visit.page, "blir 0 kroner")


def test_a_fault_is_told_in_words_and_mended(visit: Visit) -> None:
    """What cannot be read is told in Norwegian beside its field, and no traceback is shown."""
    enter(visit.page, CARRY_OVER, "1.5")
    fault = visit.page.locator(".ipr-feil")
    fault.get_by_text("beløp er hele kroner uten desimaler").wait_for()
    assert "Traceback" not in visit.page.inner_text("body")
    enter(visit.page, CARRY_OVER, "900 000")
    _wait_for_answer(visit.page, "510 000 kroner")
    assert fault.count() == 0


def test_axe_finds_nothing(visit: Visit) -> None:
    """Axe finds nothing on any tab: at the plan, with a change, with cuts, and with a fault."""
    enter(visit.page, CARRY_OVER, "0")
    open_tab(visit.page, "Saldering")
    rule = visit.page.get_by_label("Regel ved underskudd", exact=True)
    rule.select_option("forholdsmessige kutt")
    _wait_for_answer(visit.page, "blir 0 kroner")
    found = {}
    for name in TABS:
        open_tab(visit.page, name)
        found[name] = violations(visit)
    open_tab(visit.page, "Inntekter")
    enter(visit.page, CARRY_OVER, "x")
    visit.page.locator(".ipr-feil").first.wait_for()
    found["fault"] = violations(visit)
    assert found == {name: [] for name in found}


def test_save_writes_what_check_accepts(visit: Visit) -> None:
    """The saved scenario is a file that `ipr check` accepts and `ipr show` reckons alike."""
    enter(visit.page, CARRY_OVER, "500 000")
    _wait_for_answer(visit.page, "110 000 kroner")
    open_tab(visit.page, "Lagre")
    enter(visit.page, "Filnavn (uten .yaml)", "fra-tabellen")
    enter(visit.page, "Tittel", "Fra tabellen: <b>$x$</b>")
    enter(visit.page, "Spørsmål scenarioet svarer på", "Hva skjer?")
    enter(visit.page, "Felles begrunnelse", "Vi prøver.")
    visit.page.get_by_role("button", name="Lagre som scenario").click()
    visit.page.get_by_text("Lagret som fra-tabellen.yaml").wait_for()
    for command, told in (("check",), "uten feil"), (("show", "fra-tabellen"), "110\u00a0000"):
        done = subprocess.run(
            [sys.executable, "-m", "ipr", *command, "--plan", str(visit.folder)],
            capture_output=True,
            check=True,
        )
        assert told in done.stdout.decode("utf-8")
