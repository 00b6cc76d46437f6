"""A scenario's budget on paper: what its rows and its chart are called."""

from __future__ import annotations

import re

import pytest

from ipr.budget.figures import figures_of
from ipr.present import own
from ipr.present.blocks.tables import Table
from ipr.present.combinations import answer_label
from ipr.present.scenario.budget import bridge_chart, bridge_table, changed_lines_block
from ipr.present.scenario.grounds import register_table
from ipr.publish.sheets.inputs import COLUMNS
from tests.plans import CASES, FOLDERS, NORDFJELLA, shipped

pytestmark = pytest.mark.usefixtures("undrawn")


def changed_lines(scenario: str, plan: str) -> Table:
    """The table of what is changed."""
    (table,) = (one for one in changed_lines_block(shipped(scenario, plan)).blocks
                if isinstance(one, Table))  # fmt: skip
    return table


@pytest.mark.parametrize(("plan", "scenario"), CASES)
def test_the_others_are_other_than_some(plan: str, scenario: str) -> None:
    """«De 3 andre inntektene» stands only below an income, and the other lines below a line."""
    sums = {"Økonomisk ramme", "Fordelt til postene"}
    before, above = "", []
    for row in changed_lines(scenario, plan).rows:
        label = str(row.cells[0])
        if re.match(r"De \d+ andre ", label):
            assert before not in {"", *sums}, above
        before = label
        above.append(label)


def test_the_plan_itself_has_nothing_that_is_changed() -> None:
    """The caption does not promise changes, and the lines with an amount are called so."""
    table = changed_lines("planen", "lillehammer-2026")
    assert table.caption == "Summene"
    labels = [str(row.cells[0]) for row in table.rows]
    assert labels[0] == "De 3 inntektene"
    assert "De 19 postene med beløp" in labels
    assert changed_lines("lavere-overforing", "lillehammer-2026").caption != "Summene"


def test_an_answer_reads_as_one() -> None:
    """A no to a condition that is called by a sentence contradicts no other word of the label."""
    labels = [
        str(row.cells[0]) for row in bridge_table(shipped("to-vilkar-faller", NORDFJELLA.name)).rows
    ]
    (told,) = (one for one in labels if "Grunneierne" in one)
    assert told == "«Grunneierne sier ja» slår ikke til, og rådet trekker pengene"
    switch = answer_label(NORDFJELLA.plan, "landowner_consent", "denied_keep")
    assert switch.startswith("«Grunneierne sier ja» slår ikke til, men rådet bruker pengene")


def test_no_label_is_of_the_words_that_were_retired() -> None:
    """What a rule cuts or asks for is called by plain words, in every format."""
    for folder in FOLDERS.values():
        terms = [term.label for figure in figures_of(folder.plan).values() for term in figure.terms]
        assert "Kutt" in terms
        assert not [one for one in terms if re.search("[Ss]alder|[Uu]dekk", one)]


def test_nothing_left_is_told_in_words() -> None:
    """The finding of a figure that ends at 0 says so."""
    caption = bridge_chart(shipped("nullpunkt-overforing")).caption.replace("\u00a0", " ")
    assert caption == "Fra 610 000 kroner igjen til ingenting igjen"


def test_the_figure_of_the_plan_has_its_unit() -> None:
    """Also where it shows how the frame is spent."""
    assert bridge_chart(shipped("planen")).unit == "Fra rammen til det som er igjen, i kroner"


def test_where_a_figure_comes_from_has_one_name() -> None:
    """The register, the spreadsheet's inputs and an analyst's own table head it alike."""
    label = register_table(shipped("planen")).columns[-1].label
    assert label == "Hvor tallet kommer fra"
    assert label in {head for head, *_ in COLUMNS}
    assert own.LABELS["standing"] == label
