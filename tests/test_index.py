"""The page over all reports: complete, accessible, sortable, and open about what is stale."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from lxml import html as lxml_html

from ipr.budget.folder import PlanFolder
from ipr.budget.load import load_plan
from ipr.budget.result import scenario_result
from ipr.present.answers import verdict_word
from ipr.publish.job import comparison_job
from ipr.publish.overview import EDITED, FAILED, OLDER
from ipr.reading.norwegian import amount, signed
from tests.browsing import violations
from tests.made import ENDINGS, made_file, made_reports, overview
from tests.small_plan import write_plan, write_scenario

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TESTS = Path(__file__).resolve().parent
PLANS = (
    TESTS.parent / "data" / "lillehammer-2026",
    TESTS / "cases" / "nordfjella-2027",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each plan, over all its scenarios and one comparison."""
    made = {}
    for folder in PLANS:
        ids = PlanFolder.open(folder).scenario_ids
        request = comparison_job(folder.name, ids[:2], "planen")
        target = made_reports(folder, tmp_path_factory.mktemp("out"), ids, request)
        made[folder.name] = target / "index.html"
    return made


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A small plan of two scenarios, one uncovered, and its folder of reports."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    write_scenario(folder, "planen")
    write_scenario(folder, "uten", "set: funding.county, to: 0")
    return folder, made_reports(folder, tmp_path / "out", PlanFolder.open(folder).scenario_ids)


def page_of(path: Path) -> lxml_html.HtmlElement:
    """The page, read by a parser of its own."""
    return lxml_html.fromstring(path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_every_scenario_stands_with_its_answer(pages: dict[str, Path], folder: Path) -> None:
    """Title, question, reserve, change and verdict of each scenario are those of the reckoning."""
    plan = load_plan(folder)
    rows = page_of(pages[folder.name]).xpath("//table[@id='scenarioer']/tbody/tr")
    shown = set()
    for row in rows:
        cells = [" ".join(cell.text_content().split(" ")).strip() for cell in row]
        title = row[0].xpath(".//*[@class='title']")[0].text_content()
        question = row[0].xpath(".//*[@class='aside']")[0].text_content()
        shown.add((title, question, *cells[1:4]))
    expected = set()
    for name in PlanFolder.open(folder).scenario_ids:
        one = scenario_result(PlanFolder(folder, plan), name)
        scenario, reserve = one.scenario, int(one.outcome.reserve)
        change = reserve - int(one.original.reserve)
        told = (amount(reserve), signed(change), verdict_word(one))
        expected.add((scenario.title, scenario.question, *told))
    assert shown == expected
    assert len(rows) == len(PlanFolder.open(folder).scenario_ids)


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_every_link_leads_to_a_file(pages: dict[str, Path], folder: Path) -> None:
    """Each document of each report, and each table of results, is linked to and is there."""
    path = pages[folder.name]
    links = [a.get("href") for a in page_of(path).xpath("//main//a")]
    assert all((path.parent / unquote(link)).is_file() for link in links)
    reports = len(PlanFolder.open(folder).scenario_ids) + 1
    for ending in ENDINGS:
        assert len({link for link in links if link.endswith(f".{ending}")}) == reports
    assert {"resultater.csv", "resultater.json"} <= set(links)


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_page_asks_nothing_of_anyone(pages: dict[str, Path], folder: Path) -> None:
    """No address outside the folder; the one script is the one the policy names by its hash."""
    text = pages[folder.name].read_text(encoding="utf-8")
    page = page_of(pages[folder.name])
    assert page.get("lang") == "nb"
    addresses = [value for value in page.xpath("//@href | //@src") if not value.startswith("#")]
    assert not [value for value in addresses if re.match(r"[a-z]+:|//|/", value)]
    assert not re.search(r"@import|\bon\w+=|url\((?!#)", text)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    marked = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{marked}';" in unescape(text)
    assert "default-src 'none'" in text


def test_plan_stands_first(small: tuple[Path, Path]) -> None:
    """The scenario that changes nothing is the first row, for the others are told from it."""
    rows = page_of(small[1] / "index.html").xpath("//table[@id='scenarioer']/tbody/tr")
    assert "planen/" in rows[0].xpath(".//a/@href")[0]


def test_a_scenario_that_moves_nothing_is_not_the_plan(tmp_path: Path) -> None:
    """The plan stands before a scenario whose figures are all as in the plan."""
    folder = TESTS.parent / "data" / "lillehammer-2026"
    target = made_reports(folder, tmp_path, ["fylket-nei-reisemal-behold", "planen"])
    rows = page_of(target / "index.html").xpath("//table[@id='scenarioer']/tbody/tr")
    assert "planen/" in rows[0].xpath(".//a/@href")[0]


def test_page_says_how_many_do_not_balance(small: tuple[Path, Path]) -> None:
    """The conclusion at the top counts the scenarios, and says when all balance."""
    folder, target = small
    told = page_of(target / "index.html").xpath("//*[contains(@class, 'verdict')]")[0]
    assert told.text_content() == "Av 2\u00a0scenarioer: 1 i balanse og 1 ikke i balanse."
    again = made_reports(folder, target.parent / "other", ["planen"])
    told = page_of(again / "index.html").xpath("//*[contains(@class, 'verdict')]")[0]
    assert told.text_content() == "Scenarioet er i balanse."


def notes_of(target: Path) -> dict[str, list[str]]:
    """The warnings of each scenario on the page."""
    rows = page_of(target / "index.html").xpath("//table[@id='scenarioer']/tbody/tr")
    return {
        row.xpath(".//a/@href")[0].partition("/")[0]: [
            flag.text_content() for flag in row.xpath(".//*[@class='flag']")
        ]
        for row in rows
    }


def test_fresh_reports_carry_no_warning(small: tuple[Path, Path]) -> None:
    """Where nothing has changed the page warns of nothing."""
    assert notes_of(small[1]) == {"planen": [], "uten": []}


def test_page_tells_which_report_is_older_than_its_scenario(small: tuple[Path, Path]) -> None:
    """A report whose scenario file has changed is marked, and the other is not."""
    folder, target = small
    write_scenario(folder, "uten", "set: funding.county, to: 1")
    overview(folder, target)
    assert notes_of(target) == {"planen": [], "uten": [f"Obs: {OLDER}"]}


def test_page_tells_which_report_was_edited_or_failed(small: tuple[Path, Path]) -> None:
    """A report with an edited file, and one whose last run failed, are marked each in its way."""
    folder, target = small
    made_file(target, "planen", "docx").write_text("endret", encoding="utf-8")
    (target / "uten" / "feilet.ipynb").write_text("{}", encoding="utf-8")
    overview(folder, target)
    assert notes_of(target) == {"planen": [f"Obs: {EDITED}"], "uten": [f"Obs: {FAILED}"]}


def test_report_that_is_gone_is_not_listed(small: tuple[Path, Path]) -> None:
    """A folder that was deleted leaves page, results and manifest at the next run."""
    folder, target = small
    for file in (target / "uten").iterdir():
        file.unlink()
    (target / "uten").rmdir()
    overview(folder, target)
    assert set(notes_of(target)) == {"planen"}
    for name in ("resultater.csv", "resultater.json", "manifest.json"):
        assert "uten" not in (target / name).read_text(encoding="utf-8")


@pytest.mark.slow
def test_figures_that_were_tampered_with_are_not_shown(small: tuple[Path, Path]) -> None:
    """A result file that is not as it was made gives no row and no figures anywhere."""
    folder, target = small
    file = target / "uten" / "resultat.json"
    file.write_text(file.read_text(encoding="utf-8").replace("-500", "500"), encoding="utf-8")
    overview(folder, target)
    assert set(notes_of(target)) == {"planen"}
    assert "uten" not in (target / "resultater.csv").read_text(encoding="utf-8")


def test_hostile_text_is_literal(tmp_path: Path) -> None:
    """Markup, quotes and template signs in a title come out as text."""
    folder = write_plan(tmp_path / "liten-2026")
    write_scenario(folder, "rar")
    file = folder / "scenarios" / "rar.yaml"
    odd = '<script>alert(1)</script> "x" {{ 7*7 }} &lt; $x$'
    file.write_text(
        file.read_text(encoding="utf-8").replace("title: Tittel", f"title: '{odd}'"), "utf-8"
    )
    page = page_of(made_reports(folder, tmp_path / "out", ["rar"]) / "index.html")
    assert page.xpath("//*[@class='title']")[0].text_content() == odd
    assert len(page.xpath("//script")) == 1


def test_combination_is_linked_by_an_address_that_works(small: tuple[Path, Path]) -> None:
    """The folder `a+b` of a combination is written so that no server reads + as a space."""
    folder, target = small
    write_scenario(folder, "mer", "set: funding.rest, to: 100")
    made = made_reports(folder, target.parent / "other", ["mer+uten"])
    links = page_of(made / "index.html").xpath("//td[@class='links']//a/@href")
    assert links[0] == "mer%2Buten/ipr-liten_hop-2026_mer%2Buten.pdf"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation(
    browser: Browser,
    pages: dict[str, Path],
    width: int,
    scheme: str,
) -> None:
    """No breach of WCAG 2.1 A or AA, narrow and wide, by day and by night; no sideways scroll."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # axe is a script from outside, which the page's policy forbids
    )
    page = context.new_page()
    page.goto(pages["lillehammer-2026"].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    context.close()


def test_headings_sort_the_table(browser: Browser, pages: dict[str, Path]) -> None:
    """Under the page's own policy each heading sorts up, then down, and says so to all."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(pages["lillehammer-2026"].as_uri())
    head = page.locator("#scenarioer thead th").nth(1)
    for direction, word in (("ascending", "stigende"), ("descending", "synkende")):
        head.get_by_role("button").click()
        shown = "[...document.querySelectorAll('#scenarioer tbody tr')]"
        keys = page.evaluate(f"{shown}.map(r => +r.cells[1].dataset.sort)")
        assert keys == sorted(keys, reverse=direction == "descending")
        assert len(set(keys)) > 3
        assert head.get_attribute("aria-sort") == direction
        assert word in page.locator("#sortert").inner_text()
    page.get_by_role("button", name="Scenario").click()
    titles = page.locator("#scenarioer tbody .title").all_inner_texts()
    assert titles[0].startswith("Cyberland")
    assert head.get_attribute("aria-sort") is None
    assert complaints == []


def test_page_is_whole_without_a_script(browser: Browser, pages: dict[str, Path]) -> None:
    """With scripts turned off nothing is missing, and nothing offers what it cannot do."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["lillehammer-2026"].as_uri())
    assert page.get_by_role("button").count() == 0
    assert page.locator("#sortert").inner_text() == ""
    rows = page.locator("#scenarioer tbody tr").count()
    assert rows == len(PlanFolder.open(PLANS[0]).scenario_ids)
    context.close()
