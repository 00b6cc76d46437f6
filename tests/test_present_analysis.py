"""Sensitivity, years ahead and sweeps as a reader sees them: exact, marked, not oversold."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ipr.analysis.combinations import events_of
from ipr.analysis.outlook import VIEWS, View
from ipr.analysis.sensitivity import sensitivities
from ipr.analysis.sweep_file import Swept, load_swept
from ipr.budget.result import Result, plan_result
from ipr.commands import sweep as command
from ipr.doors.build import scenario
from ipr.doors.scenarios import load_result
from ipr.present import charts
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Group
from ipr.present.blocks.shown import Shown
from ipr.present.blocks.tables import Row, Table, columns, make_table
from ipr.present.combinations import combinations_block, minimal_sets_table
from ipr.present.outlook import (
    binding_table,
    growth_table,
    outlook_chart,
    outlook_cover,
    outlook_provisos,
    outlook_summary_table,
    outlook_table,
    recurrence_table,
    years_ahead,
)
from ipr.present.scenario.budget import later_years_block
from ipr.present.sensitivity import (
    pairs_table,
    sensitivity_cover,
    steps_table,
    thresholds_table,
    tornado_chart,
    tornado_table,
)
from ipr.present.sweeps import (
    sweep_chart,
    sweep_cover,
    sweep_inputs_table,
    sweep_quantiles_table,
    sweep_sets_table,
    sweep_tried_table,
)
from ipr.publish.documents.layout import column_shares
from ipr.reading.norwegian import NBSP
from tests.plans import CASES, LILLEHAMMER, NORDFJELLA, PLAN, SECOND_PLAN, shipped

pytestmark = pytest.mark.usefixtures("undrawn")

ITSELF = load_result("lillehammer-2026")  # without a scenario it is the plan
LOWER = shipped("lavere-overforing")


@functools.cache
def swept(name: str) -> Swept:
    """A shipped sweep, reckoned."""
    return load_swept(LILLEHAMMER.name, name)


def row_of(block: Shown, label: str) -> Row:
    """The row of a table whose first cell is this label."""
    assert isinstance(block, Table)
    return next(row for row in block.rows if row.cells[0] == label)


def words(block: Shown) -> str:
    """All a reader sees of a block, with ordinary spaces."""
    return block.plain().replace(NBSP, " ")


def test_tornado_chart_and_table_hold_the_same_integers() -> None:
    """The chart's data and the table are one, and are what the analysis gives, widest first."""
    chart, table = tornado_chart(LOWER), tornado_table(LOWER)
    assert isinstance(chart, Chart)
    assert isinstance(table, Table)
    assert chart.table == table
    analysed = {row.item.label: row for row in sensitivities(PLAN, LOWER.values)}
    for row in table.rows:
        found = analysed[str(row.cells[0])]
        assert (row.cells[3], row.cells[5]) == (found.low.effect_nok, found.high.effect_nok)
    swings = [abs(row.cells[3] - row.cells[5]) for row in table.rows]  # type: ignore[operator]
    assert swings == sorted(swings, reverse=True)
    assert "−500 000 kroner ved 0 kroner" in chart.alt.replace(NBSP, " ")


def test_a_chart_has_no_row_for_what_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Cyberland's money is reckoned within the frame, its amount has no bar to show."""
    rows: list[str] = []
    drawn = charts.tornado

    def seen(caption: str, now: int, items: Sequence[charts.Reach], *others: Any) -> Chart:
        rows.extend(label for label, _ in items)
        return drawn(caption, now, items, *others)

    monkeypatch.setattr(charts, "tornado", seen)
    tornado_chart(shipped("cyberland-innenfor"))
    assert "Overføring fra 2025" in rows
    assert "Overføring fra 2025 til Cyberland" not in rows


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (ITSELF, "Overføring fra 2025 betyr mest. Under 390 000 kroner mangler det penger."),
        (
            shipped("ingen-overforing"),
            "Overføring fra 2025 betyr mest. Pengene rekker ved 390 000 kroner eller mer.",
        ),
        (
            shipped("alt-sammen", NORDFJELLA.name),
            "Fjellvert i sesongen betyr mest. Over 9 måneder er det mindre igjen enn ønsket.",
        ),
    ],
)
def test_where_the_money_ends_is_told_in_plain_words(result: Result, told: str) -> None:
    """The finding names what matters most, whatever its gender, and the end of the money."""
    assert sensitivity_cover(result).answer.replace(NBSP, " ") == told


def test_a_table_of_years_leaves_room_for_its_words() -> None:
    """Columns of amounts give way where the first column and the reasons need the room."""
    shares = column_shares(binding_table(ITSELF, years_ahead(ITSELF)))
    assert shares[0] > 200
    assert shares[-1] > 200


def test_one_long_cell_takes_no_room_from_all_others() -> None:
    """A table is as low as its room lets it: many cells of three lines go before one of nine."""
    told = "Midlene er betinget av at flere bidrar. " * 9
    rows = [("Punkt", told if row == 0 else told[:40], told[:100]) for row in range(9)]
    heads = columns(label="Punkt", text="Hva planen sier", here="Her")
    _, once, often = column_shares(make_table("Vilkår", heads, rows))
    assert often > once


@pytest.mark.parametrize("made", [tornado_table, steps_table, thresholds_table])
def test_amounts_in_cells_are_bare_and_to_the_right(made: Callable[[Result], Table]) -> None:
    """The unit stands once over the table; what is no amount of kroner says its own."""
    table = made(ITSELF)
    assert table.unit_line == "Hele kroner, der ikke annet står"
    values = [place for place, one in enumerate(table.columns) if one.kind == "value"]
    told = [str(row.cells[place]) for row in table.rows for place in values]
    assert not [one for one in told if "kroner" in one]
    assert any(one.endswith(f"{NBSP}NOK{NBSP}per{NBSP}EUR") for one in told)


def test_one_step_in_kroner() -> None:
    """Ten øre on the euro is 500 kroner, and why it may change is said."""
    assert (ITSELF.steps, ITSELF.reserve) == ((), 610_000)
    rate = row_of(steps_table(ITSELF), "Eurokurs")
    assert rate.cells[2:4] == (500, -500)
    assert rate.cells[4]


def test_thresholds_have_the_value_on_both_sides() -> None:
    """The carry-over can fall to 390 000 and not to 389 999; where there is none, it is said."""
    table = thresholds_table(ITSELF)
    carry_over = words(table).split("Overføring fra 2025 ")[1].splitlines()[0]
    assert "390 000 (0)" in carry_over
    assert "389 999 (−1)" in carry_over
    leader = "TechHub Lillehammer-regionen: Rådets del av prosjektlederen, måneder"
    assert "ingen grense" in str(row_of(table, leader).cells)


def test_thresholds_follow_the_wished_minimum() -> None:
    """A scenario that wishes a minimum reserve has its thresholds measured by that."""
    wished = ITSELF.balancing.model_copy(update={"minimum_reserve_nok": 100_000})
    changed = replace(ITSELF, balancing=wished)
    assert "490 000 (100 000)" in words(thresholds_table(changed))


def test_pairs_are_the_worst_first() -> None:
    """The reserves of the pairs rise down the table."""
    table = pairs_table(ITSELF)
    assert isinstance(table, Table)
    reserves = [row.cells[4] for row in table.rows]
    assert reserves == sorted(reserves, key=int)  # type: ignore[call-overload]
    assert reserves[0] == -1_000_000


def test_every_combination_is_counted() -> None:
    """The answers alone never break the plan; the number is the product of the options."""
    found = combinations_block(ITSELF)
    assert isinstance(found, Group)
    assert [switch.size for switch in events_of(PLAN, {})] == [2] * 13  # 8 192 combinations
    told = words(found)
    always = "Uansett hva svarene blir, går budsjettet i balanse (32 av 32) når rådet ikke selv"
    assert always in told
    assert "På 6 566 av de 8 192 måtene" in told
    assert "ingenting om hvor sannsynlige" in words(found)


def test_what_has_no_amount_is_said_to_be_left_out_of_combinations() -> None:
    """Each sentence names what it leaves out: what is tried with an amount is not among it."""
    answers, everything, _ = words(combinations_block(ITSELF)).splitlines()[:3]
    leader, inclusion = "«Posisjonering for Mjøssykehuset: Hovedprosjekt»", "«Økt innenforskap»"
    assert answers.endswith(f"Ikke regnet med: {leader} og {inclusion}.")
    assert everything.endswith(f"Ikke regnet med: {leader}.")
    known = {"lines.inclusion": 1, "lines.mjos_hospital.main_project": 1}
    assert "Ikke regnet med" not in words(combinations_block(scenario(PLAN, known)))


def test_what_a_scenario_answers_is_tried_in_no_other_way() -> None:
    """A yes is no no, and money kept is not pulled: only what is still to be answered is tried."""
    answers = {"county_youth_grant": "ja", "county_destination_grant": ("nei", "keep")}
    found = words(combinations_block(scenario(PLAN, decide=answers)))
    assert "(8 av 8)" in found
    assert "Fylkeskommunen" not in found
    assert "Det scenarioet selv svarer på, er ikke med." in found
    assert "selv svarer på" not in words(combinations_block(ITSELF))
    wish = scenario(PLAN, balancing={"policy": "leave_open", "minimum_reserve": 100_000})
    wished = combinations_block(wish)
    assert isinstance(wished, Group)
    assert isinstance(wished.blocks[1], Table)
    assert wished.blocks[1].columns[2].label == "Av dem mindre enn ønsket"


def test_minimal_sets_are_enough_and_no_larger() -> None:
    """Carry-over 0 alone breaks the budget; no later set holds it, and every reserve is below 0."""
    table = minimal_sets_table(ITSELF)
    assert isinstance(table, Table)
    assert table.rows[0].cells == ("Overføring fra 2025: 0" + NBSP + "kroner", 1, -390_000)
    assert all("Overføring fra 2025: 0" not in str(row.cells[0]) for row in table.rows[1:])
    assert all(isinstance(row.cells[2], int) and row.cells[2] < 0 for row in table.rows)


def test_views_have_the_figures_worked_out_by_hand() -> None:
    """The three views give the sums of docs/decisions and what is left of 3 500 000."""
    rows = [row.cells[1:5] for row in outlook_summary_table(ITSELF, years_ahead(ITSELF)).rows]
    taken, left = [rows[1], rows[4], rows[7]], [rows[2], rows[5], rows[8]]
    assert taken[0][1:] == (215_000, 215_000, 65_000)
    assert (taken[1][1], taken[2][3]) == (3_240_000, 3_890_000)
    assert (left[1][3], left[2][1]) == (410_000, -540_000)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("plan", [PLAN, SECOND_PLAN], ids=lambda plan: str(plan.year))
def test_every_amount_ahead_says_what_it_rests_on(view: View, plan: object) -> None:
    """Wherever a row has an amount, its basis is named: plan, derived or assumption."""
    calculation = ITSELF if plan is PLAN else plan_result(SECOND_PLAN)
    table = outlook_table(calculation, years_ahead(calculation), view)
    known = {"plan", "regnet ut", "antakelse"}
    for row in table.rows:
        if row.role == "group":
            continue
        own, *later = row.cells[1:5]
        assert (row.cells[5] in known) == isinstance(own, int), row
        named = any(word in str(row.cells[6]) for word in known)
        assert named == any(isinstance(amount, int) for amount in later), row


def test_years_ahead_are_an_illustration() -> None:
    """Cover, chart and every table say that it is an illustration; none calls it anything else."""
    ahead = years_ahead(ITSELF)
    shown = (
        outlook_cover(ITSELF, ahead),
        outlook_chart(ITSELF, ahead),
        outlook_summary_table(ITSELF, ahead),
        binding_table(ITSELF, ahead),
        outlook_table(ITSELF, ahead, "continued"),
        growth_table(ITSELF, ahead),
    )
    for block in shown:
        assert "llustrasjon" in words(block)
        assert "konomiplan" not in words(block).replace("ikke økonomiplan", "").replace(
            PLAN.title, ""
        )


def test_what_is_reckoned_for_a_whole_year_is_told_where_later_years_are() -> None:
    """Under each table that has a row of it, and once among the report's provisos."""
    host = "Fjellvert i sesongen har 7 måneder i planen for 2027"
    position = "TechHub Lillehammer-regionen (Rådets del av prosjektlederen)"
    leader = f"{position} har 6 måneder i planen for 2026"
    wholes = {LILLEHAMMER.name: leader, NORDFJELLA.name: host}
    for name, scenario_id in CASES:
        result, whole = shipped(scenario_id, name), wholes[name]
        ahead, year = years_ahead(result), result.plan.year + 1
        tables = {
            "summary": outlook_summary_table(result, ahead),
            "bound": binding_table(result, ahead),
            "continued": outlook_table(result, ahead, "continued"),
            "each": recurrence_table(result),
            "growth": growth_table(result, ahead),
            "moved": later_years_block(result),
            "provisos": outlook_provisos(result),
        }
        note = f"Vår antakelse: {whole} og er regnet for hele året fra {year}."
        told = [key for key, table in tables.items() if note in words(table)]
        expected = {"continued", "provisos"}
        if whole == host:
            expected.add("bound")
            if "Fjellvert" in words(tables["moved"]).split("Illustrasjon")[0]:
                expected.add("moved")
        assert set(told) == expected, scenario_id
    shorter = scenario(PLAN, {"lines.tech_hub.project_leader.months": 12})
    assert "har 6 måneder i planen for 2026" in words(outlook_provisos(shorter))
    none = scenario(PLAN, {"lines.tech_hub.project_leader.full_year": 0})
    assert "Vår antakelse" not in words(outlook_provisos(none))


def test_nothing_left_in_later_years_is_told_in_words() -> None:
    """It is told as elsewhere, `ingenting igjen`, and not as 0 kroner."""
    less = scenario(PLAN, {"funding.county": "-260 000"})
    told = outlook_cover(less, years_ahead(less)).verdict.text
    assert told.startswith("2027: ingenting igjen hvis engangstiltakene stopper")


def test_the_figure_of_later_years_shows_where_the_money_ends() -> None:
    """Its title is what is found, and the yearly contributions are a line of their own."""
    ahead = years_ahead(ITSELF)
    chart = outlook_chart(ITSELF, ahead)
    assert chart.caption == f"Illustrasjon. {outlook_cover(ITSELF, ahead).verdict.text[:-1]}"
    told = "En stiplet linje viser årlige bidrag: 3 500 000 kroner."
    assert chart.alt.replace(NBSP, " ").endswith(told)


def test_years_that_rest_on_the_same_are_told_as_a_span() -> None:
    """Not year by year: the host's first year is assumed, the others are the plan's own."""
    plan = plan_result(SECOND_PLAN)
    row = row_of(binding_table(plan, years_ahead(plan)), "Fjellvert i sesongen")
    assert "antakelse (2028) og plan (2029–2030)" in row.cells


def test_growth_and_carried_reserve_change_the_years() -> None:
    """One per cent of growth takes 23 450 of the 10 000 in 2027; a carried reserve adds 610 000."""
    ahead = years_ahead(ITSELF)
    assert row_of(growth_table(ITSELF, ahead), f"1{NBSP}prosent").cells[1] == 239_050
    carried = words(outlook_summary_table(ITSELF, years_ahead(ITSELF, carry_reserve=True)))
    assert "tas med til det neste" in carried
    assert "610 000" in carried
    assert "610 000" not in words(outlook_summary_table(ITSELF, ahead))


def test_growth_is_read_strictly() -> None:
    """A growth that cannot be read in one way only, or is a fall, is refused in Norwegian."""
    with pytest.raises(ValueError, match="prosenttegnet skal ikke skrives"):
        years_ahead(ITSELF, price_growth="3 %")
    with pytest.raises(ValueError, match="negativt – tallet skal være 0 eller mer"):
        years_ahead(ITSELF, price_growth="-2,5")


def test_a_plan_without_ranges_still_has_its_report() -> None:
    """Without ranges those sections have nothing to say; the thresholds of the incomes stand."""
    funding = tuple(item.model_copy(update={"range": None}) for item in PLAN.funding[:3])
    lines = tuple(
        line.model_copy(
            update={"components": tuple(part.model_copy(update={"price": "fixed"})
                                        for part in line.components)}
        )
        for line in PLAN.lines[1:5]
    )  # fmt: skip
    calculation = plan_result(
        PLAN.model_copy(
            update={"funding": funding, "lines": lines, "assumptions": (), "conditions": ()}
        )
    )
    for block in (tornado_chart, tornado_table, steps_table, pairs_table, combinations_block):
        assert block(calculation) == NOTHING_TO_SAY
    with pytest.raises(ValueError, match="har ikke forutsetningen «price_growth»"):
        years_ahead(calculation, price_growth="2,5")
    assert len(thresholds_table(calculation).rows) == 3


def test_no_probability_without_a_distribution() -> None:
    """A grid and an enumeration show no share of rows and no quantile; draws show both."""
    for name in ("overforing-og-fylket", "alle-svar"):
        found = swept(name)
        blocks = (sweep_cover, sweep_chart, sweep_quantiles_table, sweep_tried_table)
        told = " ".join(words(block(found)) for block in blocks)
        assert "prosent" not in told
        assert "sannsynlig" in told
    drawn = swept("usikker-overforing")
    assert isinstance(sweep_quantiles_table(drawn), Table)
    assert "prosent, hvis fordelingene som er oppgitt, er riktige" in words(sweep_cover(drawn))
    assert "Fordelingene er oppgitt av den som har skrevet filen" in words(
        sweep_inputs_table(drawn)
    )


def test_a_no_that_the_council_covers_is_told_in_a_sweep_as_in_a_report() -> None:
    """It is the amount that is paid extra, in the words of titles and tables."""
    table = sweep_tried_table(swept("alle-svar"))
    assert isinstance(table, Table)
    told = [str(row.cells[0]).replace(NBSP, " ") for row in table.rows]
    assert any(label.endswith("ikke til, og rådet betaler 50 000 kroner ekstra") for label in told)


def test_a_sweep_tells_of_the_rows_that_it_does_not_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All 2 880 rows are accounted for, in the report and where it is made."""
    found = swept("alle-svar")
    command._tell(found)
    for told in (sweep_cover(found).answer, capsys.readouterr().out):
        assert "576 til er umulige og regnes ikke med." in told
    assert 576 + found.possible == len(found.table) == 2_880
    assert "umulig" not in sweep_cover(swept("overforing-og-fylket")).answer


def test_a_sweep_counts_every_row_once() -> None:
    """Bins, values tried and totals of an enumeration agree with each other."""
    found = swept("alle-svar")
    assert sum(number for _, number in found.bins) == found.possible < len(found.table)
    below = sum(number for low, number in found.bins if low < 0)
    assert below == found.not_covered
    told = sweep_chart(found).caption.replace(NBSP, " ")
    assert told == "I 1 160 av 2 304 kombinasjoner mangler det penger"
    for switch in {one.switch for one in found.tried}:
        tried = [one for one in found.tried if one.switch == switch]
        assert sum(one.rows for one in tried) == found.possible
        assert sum(one.not_covered for one in tried) == found.not_covered
    assert isinstance(sweep_sets_table(found), Table)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("660 000", "Det er mindre igjen enn ønsket, uten at noe av dette hender."),
        ("600 000", "De færreste hendelsene som gjør at det er mindre igjen enn ønsket"),
        ("0", "De færreste hendelsene som gjør at det mangler penger"),
    ],
)
def test_what_breaks_a_wish_is_no_lack_of_money(wish: str, told: str) -> None:
    """The fewest events that break the budget are told by what it falls short of."""
    rule = {"policy": "leave_open", "minimum_reserve": wish}
    assert minimal_sets_table(scenario(ITSELF.plan, balancing=rule)).plain().startswith(told)
