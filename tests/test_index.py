"""The page over all reports: complete, accessible, sortable, and open about what is stale."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader

from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.present.answers import answer, verdict_word
from ipr.publish.job import comparison_job
from ipr.publish.listed import EDITED, FAILED, OLDER
from ipr.reading.norwegian import amount
from tests.browsing import complaints, torn, violations
from tests.made import ENDINGS, made_file, made_reports, overview
from tests.plans import FOLDERS, LILLEHAMMER
from tests.small_plan import write_plan, write_scenario

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow  # whole pages are written


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each plan, over all its scenarios and one comparison."""
    made = {}
    for folder in FOLDERS.values():
        ids = folder.scenario_ids
        request = comparison_job(folder.name, ids[:2], "planen")
        target = made_reports(folder.path, tmp_path_factory.mktemp("out"), ids, request)
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


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_every_scenario_stands_with_its_answer(pages: dict[str, Path], folder: PlanFolder) -> None:
    """Title, question, answer, reserve and verdict of each scenario are those of the reckoning."""
    rows = page_of(pages[folder.name]).xpath("//table[@id='scenarioer']//tr[@data-id]")
    shown = set()
    for row in rows:
        cells = [" ".join(cell.text_content().split(" ")).strip() for cell in row]
        named = [
            row[0].xpath(f".//*[contains(@class, '{name}')]")[0].text_content()
            for name in ("title", "question", "answer")
        ]
        shown.add((*named, *cells[1:3]))
    expected = set()
    for name in folder.scenario_ids:
        one = scenario_result(folder, name)
        scenario, reserve = one.scenario, int(one.outcome.reserve)
        told = (answer(one), amount(reserve), verdict_word(one))
        expected.add((scenario.title, scenario.question, *told))
    assert shown == expected
    assert len(rows) == len(folder.scenario_ids)


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_every_link_leads_to_a_file(pages: dict[str, Path], folder: PlanFolder) -> None:
    """Each document of each report, and each table of results, is linked to and is there."""
    path = pages[folder.name]
    links = [a.get("href") for a in page_of(path).xpath("//main//a")]
    assert all((path.parent / unquote(link)).is_file() for link in links)
    reports = len(folder.scenario_ids) + 1
    for ending in ENDINGS:
        assert len({link for link in links if link.endswith(f".{ending}")}) == reports
    assert {"resultater.csv", "resultater.json"} <= set(links)


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_page_asks_nothing_of_anyone(pages: dict[str, Path], folder: PlanFolder) -> None:
    """No address outside the folder; the one script is the one the policy names by its hash."""
    text = pages[folder.name].read_text(encoding="utf-8")
    page = page_of(pages[folder.name])
    assert page.get("lang") == "nb"
    addresses = [value for value in page.xpath("//@href | //@src") if not value.startswith("#")]
    assert not [value for value in addresses if re.match(r"[a-z]+:|//|/", value)]
    assert not re.search(r"@import|\bon\w+=|url\((?!#)", text)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    data = page.xpath("//script[@type='application/json']")
    assert len(page.xpath("//script")) == 1 + len(data) == 2
    marked = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{marked}';" in unescape(text)
    assert "default-src 'none'" in text


def test_a_scenario_that_moves_nothing_is_not_the_plan(tmp_path: Path) -> None:
    """The plan is the first row, also before a scenario whose figures are all as in the plan."""
    target = made_reports(LILLEHAMMER.path, tmp_path, ["fylket-nei-reisemal-behold", "planen"])
    rows = page_of(target / "index.html").xpath("//table[@id='scenarioer']//tr[@data-id]")
    assert "planen/" in rows[0].xpath(".//a/@href")[0]


def test_the_plan_comes_first_in_a_sentence(pages: dict[str, Path]) -> None:
    """What the plan leaves, and how little may be carried over, stands before anything else."""
    page = page_of(pages["lillehammer-2026"])
    told = page.xpath("//*[@class='plan']")[0].text_content().replace("\u00a0", " ")
    assert told == (
        "Planen har 610 000 kroner igjen. "
        "Budsjettet tåler at «Overføring fra 2025» faller til 390 000 kroner."
    )


def test_scenarios_stand_with_their_theme(pages: dict[str, Path]) -> None:
    """Each theme of the scenario files is a heading, with its scenarios under it."""
    page = page_of(pages["lillehammer-2026"])
    groups = page.xpath("//table[@id='scenarioer']/tbody")
    found = {group[0].text_content(): {row.get("data-id") for row in group[1:]} for group in groups}
    folder = LILLEHAMMER
    expected: dict[str, set[str]] = {}
    for name in folder.scenario_ids:
        theme = scenario_result(folder, name).scenario.theme or "Andre scenarioer"
        expected.setdefault("Planen" if name == "planen" else theme, set()).add(name)
    assert found == expected
    assert next(iter(found)) == "Planen"


def test_page_says_how_many_do_not_balance(small: tuple[Path, Path]) -> None:
    """The page counts the scenarios in each state, and says when all balance."""
    folder, target = small
    told = page_of(target / "index.html").xpath("//*[@class='counted']")[0]
    assert told.text_content() == "Av 2\u00a0scenarioer: 1 i balanse og 1 ikke i balanse."
    again = made_reports(folder, target.parent / "other", ["planen"])
    told = page_of(again / "index.html").xpath("//*[@class='counted']")[0]
    assert told.text_content() == "Scenarioet er i balanse."


def notes_of(target: Path) -> dict[str, list[str]]:
    """The warnings of each scenario on the page."""
    rows = page_of(target / "index.html").xpath("//table[@id='scenarioer']//tr[@data-id]")
    return {
        row.xpath(".//a/@href")[0].partition("/")[0]: [
            flag.text_content() for flag in row.xpath(".//*[@class='flag']")
        ]
        for row in rows
    }


def test_page_tells_which_report_is_older_than_its_scenario(small: tuple[Path, Path]) -> None:
    """A report whose scenario file has changed is marked, and one that is fresh is not."""
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
    assert len(page.xpath("//script")) == 2  # ours, and its figures


def test_combination_is_linked_by_an_address_that_works(small: tuple[Path, Path]) -> None:
    """The folder `a+b` of a combination is written so that no server reads + as a space."""
    folder, target = small
    write_scenario(folder, "mer", "set: funding.rest, to: 100")
    made = made_reports(folder, target.parent / "other", ["mer+uten"])
    links = page_of(made / "index.html").xpath("//td[@class='links']//a/@href")
    assert links[0] == "mer%2Buten/ipr-liten_hop-2026_mer%2Buten.pdf"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
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
    )
    page = context.new_page()
    page.goto(pages["lillehammer-2026"].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("value", [0, 2_000, 9_000])
def test_the_names_of_the_strips_lines_do_not_meet(
    browser: Browser, tmp_path: Path, value: int
) -> None:
    """However far the scenarios lie from the plan, up or down."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    write_scenario(folder, "en", f"set: funding.county, to: {value}")
    write_scenario(folder, "to", f"set: lines.film, to: {value}")
    ids = PlanFolder.open(folder).scenario_ids
    page = browser.new_page()
    page.goto((made_reports(folder, tmp_path / "out", ids) / "index.html").as_uri())
    plan, ends = (
        page.locator("svg text").filter(has_text=words).bounding_box()
        for words in ("Planen: 300", "Her tar pengene slutt")
    )
    assert plan
    assert ends
    beside = plan["x"] + plan["width"] <= ends["x"] or ends["x"] + ends["width"] <= plan["x"]
    assert beside or abs(plan["y"] - ends["y"]) >= 0.6 * plan["height"]


def test_many_scenarios_make_no_tower(tmp_path: Path) -> None:
    """Dots lie as low as they touch no other, and where many are alike, they overlap."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    for number in range(80):
        write_scenario(
            folder, f"n-{number}", f"set: funding.county, to: {15 * max(0, number - 20)}"
        )
    ids = PlanFolder.open(folder).scenario_ids
    page = page_of(made_reports(folder, tmp_path / "out", ids) / "index.html")
    strip = page.find(".//figure//svg")
    assert int(strip.get("viewbox").split()[3]) < 220
    seen = [(int(dot.get("cx")), int(dot.get("cy"))) for dot in strip.iter("circle")]
    assert len({height for _, height in seen}) == 2
    assert len(seen) + len([*strip.iter("rect")]) == len(ids) - 1  # the plan is a line


def test_scenarios_are_found_and_set_side_by_side(browser: Browser, pages: dict[str, Path]) -> None:
    """Under the page's own policy rows are found by word and state, and two show what differs."""
    page = browser.new_page()
    said = complaints(page)
    page.goto(pages["lillehammer-2026"].as_uri())
    rows = page.locator("#scenarioer tr[data-id]:visible")
    page.get_by_label("Søk").fill("kurs WUOC")
    assert rows.count() == 1
    assert "1 av 21" in page.locator("#funnet").inner_text()
    page.get_by_label("Søk").fill("")
    page.get_by_label("Resultat").select_option("short")
    assert rows.count() == 2
    page.get_by_label("Resultat").select_option("")
    for name in ("planen", "lavere-overforing"):
        page.locator(f"[data-id='{name}'] input").check()
    beside = page.locator("#side-ved-side tbody tr")
    told = [" ".join(row.split()) for row in beside.all_inner_texts()]
    assert told == [
        "Overføring fra 2025 1 000 000 500 000",
        "Økonomisk ramme 4 500 000 4 000 000",
        "Udisponert ramme 610 000 110 000",
    ]
    page.locator("[data-id='planen'] input").uncheck()
    assert page.locator("#side-ved-side").is_hidden()
    assert said == []


def test_side_by_side_fits_a_telephone(browser: Browser, pages: dict[str, Path]) -> None:
    """Three scenarios are cards: no amount and no word is cut, and each says whose it is."""
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(pages["lillehammer-2026"].as_uri())
    for name in ("cyberland-innenfor-lavere-overforing", "ingen-overforing", "planen"):
        page.locator(f"[data-id='{name}'] input").check()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert torn(page, "#side-ved-side") == []
    cell = page.locator("#side-ved-side td").first
    assert cell.evaluate("one => getComputedStyle(one, '::before').content").count("Cyberland") == 1


def test_page_is_whole_without_a_script(browser: Browser, pages: dict[str, Path]) -> None:
    """With scripts turned off nothing is missing, and nothing offers what it cannot do."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["lillehammer-2026"].as_uri())
    assert page.get_by_role("checkbox").count() == 0
    assert page.locator("#velg").is_hidden()
    rows = page.locator("#scenarioer tr[data-id]").count()
    assert rows == len(LILLEHAMMER.scenario_ids)
    context.close()


def test_page_prints_on_one_sheet(browser: Browser, pages: dict[str, Path]) -> None:
    """On paper the scenarios of the plan take one page of A4."""
    page = browser.new_page()
    page.goto(pages["lillehammer-2026"].as_uri())
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
