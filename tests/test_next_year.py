"""Next year's plan is drafted from this year's: what stays, goes, and is to be confirmed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import assume, given, reject

from ipr.analysis.audit.audit import audit
from ipr.analysis.next_year import next_plan
from ipr.budget.result import plan_result
from ipr.cli import main
from ipr.doors.folder import checked_plan, load_plan
from ipr.plan.load import PROJECT
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from ipr.present.wording import plan_standing, plan_status, standing_line
from ipr.reading.errors import InputError
from tests.plans import PLAN
from tests.small_plan import faults, small_plan
from tests.strategies import plans

FIRST = PROJECT / "data" / "lillehammer-2026"
SECOND = PROJECT / "tests" / "cases" / "nordfjella-2027"
# By hand: what ends or was done once is gone, and half a year of the leader has become a whole.
LINES_2027 = {
    "regional_marketing": 570_000,
    "event_grants": 500_000,
    "business_land_power": 75_000,
    "business_friendly": 150_000,
    "tech_hub": 500_000 + 100_000,
    "mjos_hospital": None,
    "inclusion": None,
    "event_strategy": 250_000,
    "destination": 55_000,
    "place_profile": 150_000,
    "skills_youth": 200_000,
    "film": 150_000,
    "youth": 150_000,
    "summit": 75_000,
    "wuoc": 65_000,
    "gudbrandsdal": 150_000,
    "council_operations": 100_000,
}
LINES_2028 = {
    "trails": 107_383,  # the rounded 83 001 × 1,25 × 1,035; the gift is gone
    "mountain_host": 663_642,  # 641 200 × 1,035 for all twelve months
    "border_fair": 41_821,
    "young_guides": 200_000,
    "hut_study": None,
    "radio_link": None,
    "trade_guild": 400_000,
    "harvest_feast": 75_000,
    "secretariat": 368_850,
}


@pytest.fixture(scope="module")
def draft() -> Plan:
    """The draft for 2027."""
    return next_plan(load_plan(FIRST))


def test_figures_of_the_first_plan(draft: Plan) -> None:
    """Every line is as reckoned by hand: 3 500 000 as before and 610 000 left, less 3 240 000."""
    assert {line.id: line.total_nok for line in draft.lines} == LINES_2027
    assert {item.id: item.amount_nok for item in draft.funding} == {
        "county": 2_500_000,
        "municipalities": 1_000_000,
        "carry_over": 610_000,
    }
    assert (draft.year, draft.frame_nok, draft.reserve_nok) == (2027, 4_110_000, 870_000)


def test_figures_of_the_second_plan() -> None:
    """The same of a plan with gifts, prices and currency: 1 956 171 less 1 856 696."""
    found = next_plan(load_plan(SECOND))
    assert {line.id: line.total_nok for line in found.lines} == LINES_2028
    assert found.frame_nok == 900_000 + 500_000 + 450_000 + 106_171
    assert found.reserve_nok == 99_475


def test_what_was_not_used_is_carried_over() -> None:
    """Components named as unused are added to the carry-over, each with its amount."""
    found = next_plan(load_plan(FIRST), ["lines.film", "lines.tech_hub.project_leader"])
    carried = found.funding[-1]
    assert carried.amount_nok == 610_000 + 150_000 + 250_000
    assert "Filmsatsing, 150\u00a0000\u00a0kroner" in (carried.because or "")
    assert "Må bekreftes" in (carried.because or "")
    assert {line.id: line.total_nok for line in found.lines} == LINES_2027


def test_everything_is_ours(draft: Plan) -> None:
    """Each amount is marked as ours, says why, and names the plan it comes from."""
    parts = [part for _, part in draft.components]
    for item in (*draft.funding, *parts, *draft.assumptions):
        assert item.status == "ours"
        assert item.because
        assert item.source is None or item.source.startswith("Planen for 2026: ")
    assert {part.recurrence.status for part in parts} == {"ours"}
    assert draft.status == "proposal"
    assert "utkast" in draft.title


def test_what_is_open_and_what_is_over(draft: Plan) -> None:
    """Conditions and days of the year that ends are gone; those that come again are moved."""
    conditions = {item.id: item for item in draft.conditions}
    for gone in ("tech_hub_half_year", "cyberland_ends", "film_new_design", "carry_over_estimate"):
        assert gone not in conditions
    assert conditions["county_youth_grant"].decision
    assert conditions["carry_over_to_confirm"].touches == ("funding.carry_over", "frame")
    days = {item.id: str(item.date) for item in draft.milestones}
    assert days["unused_funds_withdrawn"] == "2026-12-31"
    assert not {"inclusion_proposal", "political_discussion", "cyberland_closes"} & days.keys()
    assert (draft.ambiguities, draft.footnotes, draft.accepted) == ((), (), ())


def test_what_a_condition_says_is_said_by_the_plan_before(draft: Plan) -> None:
    """Its days are that plan's; the draft of a draft says so once. What is unused is no reserve."""
    again = next_plan(draft)
    for plan in (draft, again):
        texts = {item.id: item.text for item in plan.conditions}
        taken = [text for name, text in texts.items() if "to_confirm" not in name]
        assert taken
        assert all(text.count("Fra forrige plan: ") == 1 for text in taken)
    unused = next_plan(PLAN, ["lines.film"])
    (text,) = [item.text for item in unused.conditions if item.id == "carry_over_to_confirm"]
    assert unused.funding[-1].amount_nok == 760_000 != PLAN.reserve_nok
    assert "lot stå igjen" not in text


def test_a_draft_is_not_held_against_a_table_it_does_not_have(draft: Plan) -> None:
    """No amount of ours is said to stand in the table alone; those a plan prints are."""
    for plan, printed in ((draft, False), (PLAN, True), (load_plan(SECOND), True)):
        told = " ".join(finding.text for finding in audit(plan))
        assert ("bare i tabellen" in told) == printed, plan.title


def test_command_writes_a_folder_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The draft loads, checks and lists at once; scenarios stay behind; nothing is lost."""
    shutil.copytree(FIRST, tmp_path / "data" / FIRST.name)
    monkeypatch.chdir(tmp_path)
    assert main(["next-year"]) == 0
    place = tmp_path / "data" / "lillehammer-2027"
    assert {file.name for file in place.iterdir()} == {
        *("plan.yaml", "stil.yaml", ".skjema", "scenarios"),
    }
    assert load_plan(place) == next_plan(load_plan(FIRST))
    assert main(["check"]) == 0
    assert main(["list"]) == 0
    assert main(["new", "ny", "--template"]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Borte: Cyberland" in told
    assert "Posisjonering for Mjøssykehuset (Innleid bistand)" in told
    assert "Bærekraftig reisemålsutvikling (Utredning av destinasjonsledelse)" in told
    assert "Fritidsboligkonferansen" not in told
    assert "870 000" in told
    before = (place / "plan.yaml").read_bytes()
    assert main(["next-year", "--plan", "lillehammer-2026"]) == 2
    assert "finnes fra før" in capsys.readouterr().err
    assert main(["next-year", "--unused", "lines.fil", "--plan", "lillehammer-2026"]) == 2
    assert "mente du «lines.film»" in capsys.readouterr().err
    assert (place / "plan.yaml").read_bytes() == before
    assert main(["next-year"]) == 0
    assert load_plan(tmp_path / "data" / "lillehammer-2028").year == 2028


@given(plan=plans())
def test_any_plan_has_a_draft(plan: Plan) -> None:
    """The draft of any plan is valid and adds up, and nothing in it was done once or has ended."""
    assume(plan.year < 2100)  # the last year a plan may be for
    try:
        found = next_plan(plan)
    except InputError as error:
        assert "varer lenger" in str(error)  # noqa: PT017 - the other plans are looked at below
        reject()
    assert checked_plan("plan.yaml", plan_text(found).encode("utf-8")) == found
    kinds = {part.recurrence.kind for _, part in found.components}
    assert not kinds & {"one_off", "ends"}
    assert [item.id for item in found.funding if item.recurrence == "one_off"] == (
        [found.funding[-1].id] if plan.reserve_nok > 0 else []
    )


def test_nothing_that_lasts() -> None:
    """A plan in which everything ends has no draft, and says so."""
    plan = load_plan(SECOND)
    ended = tuple(line for line in plan.lines if line.id == "mountain_bus")
    with pytest.raises(InputError, match="ingen poster i planen varer lenger enn 2027"):
        next_plan(plan.model_copy(update={"lines": ended}))
    once = tuple(item.model_copy(update={"recurrence": "one_off"}) for item in PLAN.funding)
    short = PLAN.model_copy(update={"funding": once[:1], "reserve_nok": -1})
    with pytest.raises(InputError, match=r"ingen inntekter .* – skriv «recurrence: continues»"):
        next_plan(short)
    assert next_plan(short, ["lines.film"]).funding[0].amount_nok == 150_000


def test_adopted_plan_says_where_and_when(tmp_path: Path) -> None:
    """A plan that is adopted may name the case and the day, and readers see both."""
    adopted = ("status: proposal", 'status: adopted\ncase: "12/26"\ndate: 2025-12-11')
    plan = small_plan(tmp_path, adopted)
    assert plan_status(plan) == "vedtatt plan, sak 12/26, 11. desember 2025"
    assert plan_standing(plan) == "vedtatt i sak 12/26, 11. desember 2025"
    undated = small_plan(tmp_path, ("status: proposal", "status: adopted"))
    assert (plan_status(undated), plan_standing(undated)) == ("vedtatt plan", "vedtatt")
    assert plan_status(small_plan(tmp_path)) == "forslag til plan"
    dated = ("status: proposal", "status: proposal\ndate: 2025-12-11")
    assert "hører bare til en vedtatt plan" in faults(small_plan, tmp_path, dated)[0]
    assert "Kladd" not in standing_line(plan_result(plan))
    assert standing_line(plan_result(plan)).endswith("(vedtatt i sak 12/26, 11. desember 2025)")


def test_days_of_an_earlier_year_are_refused(tmp_path: Path) -> None:
    """A copied folder whose days were not gone through is told line by line."""
    days = """\
milestones:
  - {id: old, label: Gammel, when: i fjor, date: 2024-12-31, source: S}
  - {id: answer, label: Svar, when: i fjor, date: 2025-06-30, source: S}
conditions:
"""
    answered = "if_denied: release, decided_by: Naboen}"
    more = "if_denied: release, decided_by: Naboen, milestone: answer}"
    old, answer = faults(small_plan, tmp_path, ("conditions:\n", days), (answered, more))
    assert "2024-12-31 er mer enn ett år før planens år (2026)" in old
    slipped, late = (days.replace("2024", year) for year in ("2062", "2046"))
    (far,) = faults(small_plan, tmp_path, ("conditions:\n", slipped))
    assert far.endswith(": date: 2062-12-31 er mer enn 20 år etter planens år (2026)")
    assert small_plan(tmp_path, ("conditions:\n", late)).milestones
    assert "svaret kom 2025-06-30, før planens år (2026)" in answer


def test_a_plan_of_several_years_is_moved_whole() -> None:
    """The last year of a span that begins with the plan's is a year later too; others stand."""
    names = {"title": "Plan 2026–2029", "document": "Plan 2026-2029, vedtatt 2025/2026 etter 2019"}
    found = next_plan(PLAN.model_copy(update=names))
    assert found.title == "Plan 2027–2030 (utkast)"
    assert found.document == "Utkast: Plan 2027-2030, vedtatt 2026/2027 etter 2019"


def test_a_draft_of_a_draft_is_called_a_draft_once() -> None:
    """The next year's plan of a draft has the draft's names, a year later."""
    found = next_plan(next_plan(PLAN.model_copy(update={"title": "P 2026", "document": "D 2026"})))
    assert (found.title, found.document) == ("P 2028 (utkast)", "Utkast: D 2028")
