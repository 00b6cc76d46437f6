"""Explanations and the register as a reader sees them: Norwegian, narrow, and nothing by colour."""

from __future__ import annotations

import re

import pytest

from ipr.analysis.explain import explain, figure_names
from ipr.present.blocks import Tree
from ipr.present.blocks.tables import Table
from ipr.present.scenario.grounds import assumed, explanation_tree, register_table
from tests.plans import LILLEHAMMER, shipped

SCENARIOS = LILLEHAMMER.scenario_ids
WIDTH = 80


def tree_of(scenario_id: str, name: str) -> Tree:
    """The tree of one figure of a shipped scenario."""
    return explanation_tree(explain(shipped(scenario_id), name))


def test_a_tree_reads_as_a_sum() -> None:
    """Terms that are taken away begin with a minus; changes are signed, reasons are sentences."""
    text = tree_of("lavere-overforing", "reserve").plain()
    lines = text.replace("\u00a0", " ").splitlines()
    assert lines[0] == (
        "Slik er «Udisponert ramme» regnet ut (hele kroner, endring fra planen i parentes)"
    )
    assert lines[1].split("  ")[0] == "Udisponert ramme"
    assert lines[1].endswith("110 000  (−500 000)")
    assert lines[2].strip() == "Økonomisk ramme − fordelt."
    assert lines[3].strip() == "Sted i planen: 4 Udisponert ramme"
    assert any(line.startswith("  − Fordelt til postene") for line in lines)
    assert any(line.strip().startswith("Valgt i scenarioet. Sted i planen: 2 Ø") for line in lines)


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_changes_are_spoken_of_where_there_are_any(scenario_id: str) -> None:
    """The caption of a figure that nothing moves promises no change in brackets."""
    calculation = shipped(scenario_id)
    for name in figure_names(calculation.plan):
        caption, *lines = explanation_tree(explain(calculation, name)).plain().splitlines()
        shown = any(re.search(r"  \([+−][\d\s]+\)$", line) for line in lines)
        assert ("i parentes" in caption) == shown, name


def test_a_missing_amount_is_no_zero() -> None:
    """A line that awaits its amount says so, in the plan's words, and shows no figure."""
    root = tree_of("planen", "lines.inclusion").root
    assert (root.value, root.change) == ("uten beløp", "")
    assert root.reason == "Avventer hovedprosjekt."


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_a_tree_fits_a_terminal(scenario_id: str) -> None:
    """Below the caption, no line of any figure's explanation is wider than 80 characters."""
    calculation = shipped(scenario_id)
    for name in figure_names(calculation.plan):
        _, *lines = explanation_tree(explain(calculation, name)).plain().splitlines()
        assert lines
        assert not [line for line in lines if len(line) > WIDTH]


def test_ours_is_marked_by_text() -> None:
    """Our own assumptions bear a mark with its note, and say so in words; others do not."""
    calculation = shipped("lavere-overforing")
    table = register_table(calculation)
    marked = {row.cells[0]: str(row.cells[2]) for row in table.rows if row.marks}
    assert set(marked) == {"Momssats", "Prisvekst"}
    assert all(told.startswith("Vår antakelse.") for told in marked.values())
    assert [note.mark for note in table.footnotes if note.mark] == ["†"]
    assert sum(item.standing == "ours" for item in assumed(calculation)) == len(marked)


def test_the_register_shows_value_unit_and_reason_of_a_change() -> None:
    """A changed input shows its value with unit, whose it is, the reason and the source."""
    table = register_table(shipped("wuoc-kurs-11-75"))
    label, value, told = (str(cell).replace("\u00a0", " ") for cell in table.rows[0].cells)
    assert (label, value) == ("Eurokurs", "11,75 NOK per EUR")
    assert told.startswith("Valgt i scenarioet. Planen oppgir 5 000 euro")
    assert "(4 Nettverk og møteplasser" in told


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_the_register_holds_every_row(scenario_id: str) -> None:
    """Each answer that moves nothing, then each registered input, has its row; all is in HTML."""
    calculation = shipped(scenario_id)
    table = register_table(calculation)
    assert isinstance(table, Table)
    answers = [step.change for step in calculation.steps if not step.inputs]
    assert [row.cells[0] for row in table.rows] == [
        *(calculation.plan.condition(one.condition).label for one in answers),
        *(item.found.label for item in assumed(calculation)),
    ]
    assert table.html().count("<tr") == len(table.rows) + 1
