"""What a scenario rests on is told as it is: what is chosen, what is changed, and by whom."""

from __future__ import annotations

from ipr.budget.result import Result
from ipr.doors.build import scenario
from ipr.present.answers import cover
from ipr.present.scenario.grounds import assumptions_block, register_table
from tests.plans import PLAN, shipped

ANSWERS = {"county_destination_grant": "ja", "county_youth_grant": "ja"}


def told(result: Result) -> str:
    """The answer on the report's first page, with ordinary spaces."""
    return cover(result).answer.replace("\u00a0", " ")


def test_what_changes_nothing_is_not_told_as_changed() -> None:
    """A yes and a value set as it is are chosen; a no, also one that moves nothing, is a change."""
    chosen = scenario(PLAN, {"funding.county": 2_500_000}, decide=ANSWERS)
    assert "Tre ting er valgt her: " in told(chosen)
    assert "Én ting endres: " in told(shipped("fylket-nei-reisemal-behold"))
    assert "Én ting endres: " in told(shipped("lavere-overforing"))


def test_a_yes_that_the_plan_counts_on_is_no_example_of_ours() -> None:
    """The plan takes the county's grant as given; whether the youth grant comes it leaves open."""
    shown = assumptions_block(scenario(PLAN, decide=ANSWERS, because="Grunn")).plain()
    rows = dict(line.rsplit("  ", 1) for line in shown.splitlines() if "Grunn" in line)
    assert sorted(rows.values()) == ["Som i planen. Grunn.", "Vårt eksempel. Grunn."]


def test_what_is_ours_is_said_once() -> None:
    """The register marks what we assume, and names a source only where there is one."""
    rows = [str(row.cells[-1]) for row in register_table(shipped("planen")).rows if row.marks]
    assert rows
    assert all(row.startswith("Vår antakelse. ") and row.endswith(".") for row in rows), rows


def test_all_that_is_chosen_stands_in_the_register() -> None:
    """Answers that move no money are in it too: the short table refers to it for the rest."""
    result = scenario(PLAN, {"funding.county": 2_400_000}, decide=ANSWERS)
    labels = [row.cells[0] for row in register_table(result).rows]
    for condition in ANSWERS:
        assert PLAN.condition(condition).label in labels
    told_last = scenario(PLAN, decide={"county_youth_grant": "nei"})
    assert [row.cells[0] for row in register_table(told_last).rows].count(
        "Ung i Lillehammer-regionen"
    ) == 1
