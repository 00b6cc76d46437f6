"""Many changes and many cuts: two pages for the case, the largest by name, no krone lost."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ipr.budget.result import Result
from ipr.budget.rules import ProRata
from ipr.doors.build import scenario
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from ipr.present.blocks.tables import Table
from ipr.present.scenario.balancing import balancing_block
from ipr.present.scenario.budget import bridge_chart, changed_lines_block
from ipr.present.scenario.grounds import assumptions_block
from ipr.present.scenario.room import FEW_ROWS, crowded
from ipr.publish.documents.document import to_document
from ipr.publish.documents.editions import on_paper
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.listed import SHORT
from ipr.publish.style import OURS
from tests.plans import CASES, PLAN, shipped
from tests.reports import SCENARIO_NOTEBOOK, executed

OWN = 11


def many_lines() -> Plan:
    """Lillehammer's plan with 35 more lines of long names, paid by the county."""
    (film,) = (line for line in PLAN.lines if line.id == "film")
    (part,) = film.components
    lines = tuple(
        film.model_copy(
            update={
                "id": f"measure_{number}",
                "label": f"Tiltak nummer {number} og samarbeidet om det i hele regionen",
                "heading": None,
                "total_nok": nok,
                "components": (part.model_copy(update={"amount_nok": nok}),),
            }
        )
        for number, nok in enumerate(range(20_000, 55_000, 1_000))
    )
    more = sum(line.total_nok or 0 for line in lines)
    county, *others = PLAN.funding
    paying = county.model_copy(update={"amount_nok": (county.amount_nok or 0) + more})
    return PLAN.model_copy(
        update={
            "lines": (*PLAN.lines, *lines),
            "funding": (paying, *others),
            "frame_nok": PLAN.frame_nok + more,
        }
    )


def many() -> Result:
    """The carry-over gone, eleven lines raised, and what is then lacking cut all over."""
    raised = {f"lines.measure_{number}": f"+{5_000 + number}" for number in range(OWN)}
    changes = {"funding.carry_over": 0, **raised}
    return scenario(many_lines(), changes, balancing=ProRata(step_nok=1_000))


@pytest.mark.usefixtures("undrawn")
def test_the_rest_is_summed_to_the_krone() -> None:
    """Budget and givers show the largest and one row of the others, which add up as all would."""
    result = many()
    assert crowded(result)
    budget, givers = (
        next(part for part in block.blocks if isinstance(part, Table))
        for block in (changed_lines_block(result), balancing_block(result))
    )
    cuts = [row.cells[2] for row in givers.rows]
    assert len(cuts) == FEW_ROWS + 1
    assert sum(cuts) == -result.outcome["cuts"]  # type: ignore[arg-type]
    labels = [str(row.cells[0]) for row in budget.rows]
    assert f"De {OWN - FEW_ROWS} andre postene som endres" in labels
    start, end = (labels.index(one) for one in ("Økonomisk ramme", "Fordelt til postene"))
    changes = [row.cells[2] or 0 for row in budget.rows[start + 1 : end]]
    assert sum(changes) == budget.rows[end].cells[2]  # type: ignore[arg-type]
    (told,) = (part for part in assumptions_block(result).blocks if isinstance(part, Table))
    assert len(told.rows) == FEW_ROWS


@pytest.mark.usefixtures("undrawn")
def test_the_figure_of_many_changes_has_them_all_in_its_table() -> None:
    """The picture sums the smaller ones; the table beside it has each of them."""
    chart = bridge_chart(many())
    assert f"De {OWN + 1 - FEW_ROWS} andre endringene" in chart.alt
    assert chart.table
    assert len(chart.table.rows) == OWN + 1 + len(("Planen", "Kutt", "Scenarioet"))


@pytest.mark.usefixtures("undrawn")
def test_no_shipped_scenario_is_shortened() -> None:
    """Where there is room, each change and each cut stands by itself."""
    assert not [one for plan, one in CASES if crowded(shipped(one, plan))]


@pytest.mark.slow
def test_many_changes_and_many_cuts_have_two_pages(tmp_path: Path) -> None:
    """A dozen changes and fifty cuts have the room that one change has."""
    folder = tmp_path / "stor-2026"
    (folder / "scenarios").mkdir(parents=True)
    (folder / "plan.yaml").write_text(plan_text(many_lines()), encoding="utf-8")
    because = "because: Regnet ut i et notat som følger saken og som er drøftet i rådet."
    raised = "".join(
        f"  - {{raise: lines.measure_{number}, by: {5_000 + number}, {because}}}\n"
        for number in range(OWN)
    )
    (folder / "scenarios" / "mange.yaml").write_text(
        "title: Mange endringer og mange kutt\nquestion: Hvem må gi?\nstatus: kladd\n"
        f"changes:\n  - {{set: funding.carry_over, to: 0, {because}}}\n{raised}"
        "balancing: {policy: pro_rata, step: 1 000}\n",
        encoding="utf-8",
    )
    parameters = {"plan": folder.name, "scenario": "mange"}
    notebook = executed(SCENARIO_NOTEBOOK, tmp_path, parameters)
    whole, short = (to_document(notebook, short=one) for one in (False, True))
    made = dict(on_paper("both", whole, short, OURS))[SHORT]
    assert len(PdfReader(BytesIO(write_pdf(made, OURS))).pages) == 2
