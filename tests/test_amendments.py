"""A scenario that amends an adopted one: four columns, and only what is adopted can be amended."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest

from ipr.budget.result import Result
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import figures_mark, scenario_result
from ipr.present.answers import answer, cover
from ipr.present.blocks.tables import Missing, Table
from ipr.present.changes import what_changes
from ipr.present.scenario.budget import (
    bridge_chart,
    bridge_table,
    budget_table,
    changed_lines_block,
)
from ipr.present.scenario.dates import LESS_UNKNOWN, timeline_block
from ipr.present.scenario.grounds import assumptions_block, changes_text, provisos_block
from ipr.publish.results import conclusion_of
from ipr.reading.errors import InputError
from ipr.reading.norwegian import amount, kroner
from tests.plans import SECOND_PLAN

pytestmark = pytest.mark.usefixtures("undrawn")

CASES = Path(__file__).parent / "cases" / "nordfjella-2027"
HEAD = "title: Skiskole\nquestion: Er det rom for en skiskole?\nstatus: kladd\n"
SKI_SCHOOL = (
    "changes:\n"
    "  - {add: ski_school, label: Skiskole, group: people, amount: 62 500, because: Nytt ønske.}\n"
    "  - {set: lines.trade_guild, to: 380 000, because: Handelslaget trenger mindre.}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the made-up plan, whose council has adopted larger gifts."""
    return Path(shutil.copytree(CASES, tmp_path / CASES.name))


def amending(folder: Path, text: str, amends: str = "vedtatt-gaver") -> Result:
    """The result of a scenario that amends another."""
    file = folder / "scenarios" / "regulering.yaml"
    file.write_text(f"{HEAD}amends: {amends}\n{text}", encoding="utf-8")
    return scenario_result(PlanFolder(folder, SECOND_PLAN), "regulering")


def test_the_columns_are_original_before_change_and_after(folder: Path) -> None:
    """Every row adds up from what was adopted, and the original is the plan's own figure."""
    result = amending(folder, SKI_SCHOOL)
    adopted = scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-gaver")
    plan = scenario_result(PlanFolder(folder, SECOND_PLAN), "planen")
    for table in (budget_table(result), changed_lines_block(result).blocks[1]):
        assert isinstance(table, Table)
        labels = [column.label for column in table.columns[1:]]
        assert labels == ["Opprinnelig", "Regulert før saken", "Endring", "Regulert etter"]
        for row in table.rows:
            _, _, before, change, after = row.cells
            if isinstance(before, int) and isinstance(after, int):
                assert before + int(change) == after  # type: ignore[call-overload]
    total = next(row for row in budget_table(result).rows if row.role == "total")
    assert total.cells[1:] == (
        plan.reserve, adopted.reserve, result.reserve - adopted.reserve, result.reserve
    )  # fmt: skip
    assert result.reserve - adopted.reserve == -62_500 + 20_000


def test_words_and_figures_are_about_the_case_alone(folder: Path) -> None:
    """What the adopted scenario changed is no news: not in words, figures, bridge or reasons."""
    result = amending(folder, SKI_SCHOOL)
    assert "enn før saken" in answer(result)
    assert what_changes(result).startswith("To ting endres: ny post, Skiskole")
    assert cover(result).key_figures[0].note == "som før saken"
    assert "42\u00a0500\u00a0kroner mot budsjettet før saken" in cover(result).key_figures[2].note
    assert "Før saken" in bridge_chart(result).alt
    assert "som ikke er nevnt som endret, står som før saken." in provisos_block(result).plain()
    table = assumptions_block(result).blocks[1]
    assert isinstance(table, Table)
    assert table.columns[1].label == "Før saken"
    assert [row.cells[0] for row in table.rows] == ["Skiskole", "Handelslaget i fjellbygdene"]
    assert [one.split(":")[0] for one in changes_text(result).items] == [
        row.cells[0] for row in table.rows
    ]


def test_a_change_is_told_against_the_budget_before_the_case(folder: Path) -> None:
    """Words and bridge go on from what was adopted, also for the very input that was adopted."""
    text = (
        "title: V\nquestion: V?\nchanges:\n  - {set: lines.trade_guild, to: 350 000, because: V.}\n"
    )
    file = folder / "scenarios" / "vedtatt-lag.yaml"
    file.write_text(f"{text}status: kladd\n", encoding="utf-8")
    mark = figures_mark(scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-lag").outcome)
    file.write_text(f'{text}status: vedtatt\nfrozen: "{mark}"\n', encoding="utf-8")
    adopted = scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-lag")
    plan_nok = adopted.original["lines.trade_guild"]
    assert plan_nok != 350_000
    for value in (340_000, plan_nok, 350_000):
        change = f"changes:\n  - {{set: lines.trade_guild, to: {value}, because: Nytt.}}\n"
        result = amending(folder, change, "vedtatt-lag")
        told, last = what_changes(result), result.bridge_steps[-1]
        assert (last.before_nok, last.after_nok) == (adopted.reserve, result.reserve)
        assert ("Tallene blir som før saken." in told) == (value == 350_000)
        assert "i planen" not in told
        assert f": {kroner(350_000)} → " in changes_text(result).items[0]
        if value != 350_000:
            word = "mer" if value > 350_000 else "mindre"
            assert told.endswith(f"blir {kroner(abs(value - 350_000))} {word}.")
            assert "Før saken" in bridge_chart(result).alt


def test_decisions_to_come_begin_at_the_budget_before_the_case(folder: Path) -> None:
    """What was adopted is no decision to come: the first row is what it left, the last the case."""
    result = amending(folder, SKI_SCHOOL)
    adopted = scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-gaver")
    (_, table) = timeline_block(result).blocks
    assert isinstance(table, Table)
    first, *rows = (row.cells for row in table.rows)
    assert (first[0], first[-1]) == ("Før saken", adopted.reserve)
    assert [row[1] for row in rows] == [
        "Anbudet på nødradio åpnes",
        "Skiskole",
        "Handelslaget i fjellbygdene",
    ]
    assert rows[-1][-1] == Missing(LESS_UNKNOWN.format(amount=amount(result.reserve)))


@pytest.mark.slow
def test_the_spreadsheet_has_the_columns_of_the_report(folder: Path) -> None:
    """Each row of the sheet, and the way in the figure, is that of the results.

    Changed by hand, the change is still against the budget before the case.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load

    from ipr.publish.sheets.book import write_workbook  # noqa: PLC0415 - as above

    result = amending(folder, SKI_SCHOOL)
    content = write_workbook(result)
    book = load_workbook(BytesIO(content), data_only=True)
    heads, *rows = book["Resultat"].iter_rows(min_row=6, max_col=5, values_only=True)
    assert heads[1:] == ("Opprinnelig", "Regulert før saken", "Endring", "Regulert etter")
    told = {row[0]: row[1:] for row in rows if row[4] is not None}
    budget = {str(row.cells[0]): row.cells[1:] for row in budget_table(result).rows}
    for figure in conclusion_of(result).figures:
        before = result.row(figure.name).before
        if None not in (figure.original_nok, before) and figure.label in told:
            amounts = (figure.original_nok, before, figure.change_nok, figure.revised_nok)
            assert told[figure.label] == amounts
            assert budget.get(figure.label, amounts) == amounts
    assert told["Skiskole"] == ("Ikke i planen", "Ikke i planen", 62_500, 62_500)
    picture = [*book["Figur"].iter_rows(max_col=4, values_only=True)]
    assert picture[2][1:] == heads[2:]
    assert "Før saken" in [row[0] for row in picture]
    (row,) = (row for row in load_workbook(BytesIO(content))["Resultat"].iter_rows(min_row=7)
              if row[0].value == "Skiskole")  # fmt: skip
    assert row[2].coordinate in str(row[3].value).replace("$", "")


@pytest.mark.slow
def test_the_workbook_of_all_compares_an_amendment_with_the_adopted_budget(folder: Path) -> None:
    """Each scenario stands against the plan and against what it amends, the chosen one live."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load

    from ipr.publish.sheets.book import write_scenarios_workbook  # noqa: PLC0415 - as above

    result = amending(folder, SKI_SCHOOL)
    adopted = scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-gaver")
    content = BytesIO(write_scenarios_workbook([result, adopted]))
    rows = load_workbook(content, data_only=True)["Sammenligning"].iter_rows(min_row=5, min_col=7)
    told = [[cell.value for cell in row[:2]] for row in rows]
    change, planned = result.reserve - adopted.reserve, adopted.original.reserve
    mine = [result.reserve - planned, change]
    assert told[0] == ["Endring fra planen", "Endring fra før saken"]
    assert told[1:] == [mine, mine, [adopted.reserve - planned] * 2]
    live = load_workbook(content)["Sammenligning"]["H6"].value
    assert f"CHOOSE(Scenarioer!$D$2,{adopted.reserve},{planned})" in live
    heads, *rows = load_workbook(content, data_only=True)["Resultat"].iter_rows(
        min_row=6, max_col=5, values_only=True
    )
    assert heads == ("Budsjettpost", "Vedtatt plan", "Før saken", "Endring", "Scenarioet")
    label, left = result.plan.reserve_label, result.reserve
    assert (label, planned, adopted.reserve, change, left) in rows
    picture = [*load_workbook(content, data_only=True)["Figur"].iter_rows(values_only=True)]
    assert [*picture[2][:4]] == ["Budsjettpost", *heads[2:]]
    assert (label, adopted.reserve, change, left) in [row[:4] for row in picture]
    rows = load_workbook(content)["Resultat"].iter_rows(min_row=7, max_col=3, values_only=True)
    chosen = f"=CHOOSE(Scenarioer!$D$2,{adopted.reserve},{planned})"
    assert (label, planned, chosen) in rows


@pytest.mark.parametrize(
    ("amends", "told"),
    [
        ("gaver-annerledes", "«gaver-annerledes» er ikke vedtatt, men har status «kladd»"),
        ("vedtatt-gave", "«vedtatt-gave» er ukjent – mente du «vedtatt-gaver»?"),
        ("regulering", "scenarioene går i ring: regulering → regulering"),
    ],
)
def test_only_what_is_adopted_can_be_amended(folder: Path, amends: str, told: str) -> None:
    """A draft, an unknown scenario and the scenario itself are refused at the key's line."""
    with pytest.raises(InputError) as refused:
        amending(folder, SKI_SCHOOL, amends)
    assert str(refused.value).startswith("regulering.yaml:4: amends: ")
    assert told in str(refused.value)


def test_what_is_amended_is_still_what_was_adopted(folder: Path) -> None:
    """Where the adopted figures are others today, the amendment is refused, at the adopted file."""
    file = folder / "scenarios" / "vedtatt-gaver.yaml"
    text = re.sub('frozen: "[0-9a-f]+"', 'frozen: "0123456789abcdef"', file.read_text("utf-8"))
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"^vedtatt-gaver\.yaml:\d+: frozen: tallene er ikke leng"):
        amending(folder, SKI_SCHOOL)


def test_an_amendment_may_be_adopted_and_amended_again(folder: Path) -> None:
    """The figures before a second case are those after the first."""
    first = amending(folder, SKI_SCHOOL)
    text = (folder / "scenarios" / "regulering.yaml").read_text(encoding="utf-8")
    adopted = text.replace("status: kladd", "status: vedtatt")
    file = folder / "scenarios" / "forste.yaml"
    file.write_text(adopted, encoding="utf-8")
    opened = PlanFolder(folder, SECOND_PLAN)
    with pytest.raises(InputError) as asked:
        scenario_result(opened, "forste")
    mark = str(asked.value).split('frozen: "')[1][:16]
    file.write_text(f'{adopted}frozen: "{mark}"\n', encoding="utf-8")
    again = "changes:\n  - {set: lines.trade_guild, to: 370 000, because: Enda mindre.}\n"
    second = amending(folder, again, "forste")
    assert second.amended
    assert second.amended.reserve == first.reserve
    assert second.reserve - first.reserve == 10_000


RULES = {
    "Uten kuttene før saken": "{policy: pro_rata, minimum_reserve: 900 000}",
    "Uten det andre ble bedt om før saken": (
        "{policy: ask_funders, shares: {vindebu: 1}, minimum_reserve: 900 000}"
    ),
    "": "{policy: leave_open, minimum_reserve: 900 000}",
}
"""Rules an adopted budget may have, by what is said when they are taken away."""


@pytest.mark.parametrize("again", ["", *RULES.values()])
@pytest.mark.parametrize("said", RULES)
def test_the_way_begins_at_what_was_adopted(folder: Path, said: str, again: str) -> None:
    """What a rule cut or asked for in the adopted budget is taken away first, and by its name.

    Then come the case's own changes and rule, and no other; all of them lead to what is left.
    """
    change = "{raise: lines.secretariat.auditor, by: 1, because: V.}"
    text = f"title: V\nquestion: V?\nchanges:\n  - {change}\n"
    rule = f"balancing: {RULES[said]}\n"
    file = folder / "scenarios" / "vedtatt-regel.yaml"
    file.write_text(f"{text}status: kladd\n{rule}", encoding="utf-8")
    mark = figures_mark(scenario_result(PlanFolder(folder, SECOND_PLAN), "vedtatt-regel").outcome)
    why = "unbalanced: deliberate\nunbalanced_because: V.\n" if "kutt" not in said else ""
    file.write_text(f'{text}status: vedtatt\n{why}frozen: "{mark}"\n{rule}', encoding="utf-8")
    own = f"{SKI_SCHOOL}balancing: {again}\n" if again else SKI_SCHOOL
    result = amending(folder, own, "vedtatt-regel")
    adopted = result.amended
    assert adopted
    first, *steps, last = (row.cells for row in bridge_table(result).rows)
    assert first == ("Før saken", None, adopted.reserve)
    given = adopted.reserve - adopted.unbalanced.reserve
    assert bool(given) == bool(said)
    if given:
        assert steps.pop(0) == (said, -given, adopted.unbalanced.reserve)
    ruled = result.reserve != result.unbalanced.reserve
    labels = [str(label) for label, *_ in steps]
    assert labels[:2] == ["Ny post: Skiskole", "Handelslaget i fjellbygdene"]
    assert len(labels) == 2 + ruled
    moved = [change for _, change, _ in steps if isinstance(change, int)]
    assert adopted.unbalanced.reserve + sum(moved) == result.reserve
    assert last == ("Scenarioet", None, result.reserve)
    chart = bridge_chart(result)
    assert "«Før saken»" in chart.alt
    assert chart.unit == "Til senere fordeling, i kroner"
