"""Whatever plan a council has: its lessons can be made, and its reports shown."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

from ipr.analysis.next_year import next_plan
from ipr.cli import main
from ipr.commands.new import write_template
from ipr.doors.folder import PlanFolder
from ipr.plan.load import DATA_VARIABLE
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from ipr.present.blocks.tables import Table
from ipr.publish.documents.document import to_document
from ipr.publish.documents.prose import Title, words
from ipr.publish.page.write import make_page
from ipr.publish.sheets.plan import write_plan_workbook
from ipr.teach.lessons import lessons_of, results_of
from ipr.teach.working_copy import fresh_copy
from tests.plans import PLAN
from tests.reports import executed, shown_by
from tests.small_plan import LEAST
from tests.strategies import plans

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
REPORTS = ("01_planen", "02_scenario", "03_sammenligning", "04_folsomhet", "05_flere_aar")
PARAMETERS = {"scenario": "mal", "scenarios": "mal", "against": "planen"}


def look_through(folder: Path) -> None:
    """Make the live page and every lesson of a folder's plan, and show a scenario's reports."""
    found = PlanFolder.open(folder)
    write_template(found, "mal")
    make_page(PlanFolder.open(folder))
    for lesson in lessons_of(found.plan):
        results_of(found.plan, lesson)
    for name in REPORTS:
        parameters = {"plan": folder.name, **PARAMETERS}
        assert shown_by(NOTEBOOKS / f"{name}.ipynb", folder.parent, parameters), name


def test_the_least_plan(tmp_path: Path) -> None:
    """A plan that has nothing it need not have goes through every lesson and report."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    look_through(tmp_path)


def test_the_least_plan_has_no_heading_without_an_answer(tmp_path: Path) -> None:
    """Its reports speak of no owners, dates, conditions, ranges or prices: it has none."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    heads: dict[str, list[str]] = {}
    for name in ("01_planen", "04_folsomhet", "05_flere_aar"):
        parameters = {"plan": tmp_path.name}
        made = executed(NOTEBOOKS / f"{name}.ipynb", tmp_path.parent, parameters)
        parts = to_document(made).parts
        assert all(part.rows for part in parts if isinstance(part, Table)), name
        heads[name] = [words(part.runs) for part in parts if isinstance(part, Title)]
    assert heads["01_planen"][1:] == [
        "Hvor kommer pengene fra?",
        "Hva går pengene til?",
        "Hva hviler på engangsmidler?",
        "Hvor lite kan inntektene bli?",
    ]
    assert heads["04_folsomhet"] == ["Hvor går grensen?", "Forbehold"]
    assert "Hva gjør prisveksten?" not in heads["05_flere_aar"]


def test_the_plan_to_fill_in(tmp_path: Path) -> None:
    """The plan that `ipr init` writes goes through every lesson and report as it stands."""
    assert main(["init", str(tmp_path / "nordby-2027")]) == 0
    look_through(tmp_path / "nordby-2027" / "data" / "nordby-2027")


def test_a_draft_runs_through_everything(tmp_path: Path) -> None:
    """Lessons and reports of the draft are made as those of any plan."""
    (tmp_path / "plan.yaml").write_text(plan_text(next_plan(PLAN)), encoding="utf-8")
    look_through(tmp_path)


@pytest.mark.parametrize("name", ["START", "06_prov_i_kode", "08_egen_analyse"])
def test_code_is_tried_on_any_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The notebooks where one writes code run at first try with the names of another plan."""
    assert main(["init", str(tmp_path / "nordby-2027")]) == 0
    folder = tmp_path / "nordby-2027" / "data" / "nordby-2027"
    monkeypatch.setenv(DATA_VARIABLE, str(folder.parent))
    names: dict[str, object] = {}
    for cell in json.loads(fresh_copy(folder)[f"{name}.ipynb"])["cells"]:
        if cell["cell_type"] == "code" and "nbval-ignore-output" not in cell["metadata"].get(
            "tags", []
        ):
            exec("".join(cell["source"]), names)  # noqa: S102 - the project's own notebook
    assert names["usikker"] == "Overføring fra 2026"
    assert names.get("vilkar", "county_grant") == "county_grant"


@settings(max_examples=2, phases=(Phase.generate,))  # a smaller plan would be long in coming
@given(plan=plans())
def test_any_plan(plan: Plan) -> None:
    """So does any plan whatever, with the oddest of texts."""
    with TemporaryDirectory() as place:
        folder = Path(place, "plan")
        folder.mkdir()
        write_plan_workbook(plan, folder / "plan.xlsx")
        look_through(folder)
