"""What the plan lets stand open, as it is treated in the scenario at hand and in no other."""

from __future__ import annotations

from ipr.analysis.consequences import decisions_in
from ipr.budget.result import Result
from ipr.doors.build import scenario
from ipr.present.blocks.tables import Table
from ipr.present.scenario.grounds import open_points_block
from tests.plans import CASES, PLAN, shipped


def here(result: Result) -> dict[str, str]:
    """What is said of each point in the column *Her*, by the point's label."""
    tables = [part for part in open_points_block(result).blocks if isinstance(part, Table)]
    rows = (row.cells for part in tables if part.columns[0].label == "Punkt" for row in part.rows)
    return {str(label): str(told).replace("\u00a0", " ") for label, _, told in rows}


def test_a_condition_is_told_by_its_own_answer() -> None:
    """Two conditions of the same money have each its own answer, not both."""
    told = here(
        scenario(
            PLAN,
            decide={
                "nord_gudbrandsdal_match": "nei",
                "county_destination_grant": ("nei", "release"),
            },
        )
    )
    assert told["Nord-Gudbrandsdalen bidrar med like mye"] == (
        "Interkommunalt politisk råd i Nord-Gudbrandsdalen sier nei, og "
        "Interkommunalt politisk råd i Lillehammer-regionen trekker pengene."
    )
    assert told["Fylkeskommunen medfinansierer utredningen av destinasjonsledelse"] == (
        "Innlandet fylkeskommune sier nei, og rådet trekker pengene."
    )
    assert told["Rada reiseliv legger ned egeninnsats"] == (
        "Utredning av destinasjonsledelse er 0 kroner."
    )


def test_what_stands_beside_a_no_is_told_what_becomes_of_the_money() -> None:
    """Whoever says no to something else, a condition has its own money told, and no more."""
    for name, scenario_id in CASES:
        result = shipped(scenario_id, name)
        denied = {one.condition for one in decisions_in(result) if one.answer == "denied"}
        told = here(result)
        for condition in result.plan.conditions:
            text = told.get(condition.label, "")
            if condition.id not in denied:
                assert "pengene" not in text, (scenario_id, condition.id)
                assert "sier nei, " not in text, (scenario_id, condition.id)
            elif "sier nei, " in text:
                who, then = text.split(" sier nei, ")
                assert "råd" not in who.lower() or result.plan.council.name in then
    kept = here(shipped("fylket-nei-reisemal-behold"))["Rada reiseliv legger ned egeninnsats"]
    assert kept == "Utredning av destinasjonsledelse er 100 000 kroner."
    more = here(shipped("fylket-nei-reisemal-dekk"))["Nord-Gudbrandsdalen bidrar med like mye"]
    assert more == "Utredning av destinasjonsledelse er 200 000 kroner."


def test_a_no_of_the_councils_own_is_no_answer_from_others() -> None:
    """The council is not told to say no to itself, alone or after others."""
    noes = {"film_new_design": ("nei", "release"), "gudbrandsdal_agreement": ("nei", "keep")}
    told = here(scenario(PLAN, decide=noes))
    assert told["Filmstøtten får ny innretning"] == (
        "«Filmstøtten får ny innretning» slår ikke til, og rådet trekker pengene."
    )
    assert not [text for text in told.values() if "sier nei" in text]


def test_what_is_unclear_about_words_stands_whatever_is_chosen() -> None:
    """A name, an order or a capacity is handled as ever; an amount as the scenario has it."""
    told = here(scenario(PLAN, {"lines.mjos_hospital.main_project": 300_000}))
    assert told["Poster har ulike navn i tekst og tabell"] == (
        "Postene heter det samme som i tabellen."
    )
    assert told["Kapasitet og penger er lette å blande"] == "Dette gjelder arbeidstid, ikke penger."
    inside = here(shipped("cyberland-innenfor"))
    assert inside["Er Cyberlands 150 000 kroner i eller utenfor rammen?"] == (
        "Overføring fra 2025 til Cyberland regnes innenfor rammen."
    )


def test_a_cut_settles_nothing_that_is_unclear() -> None:
    """Of a cut line the plan is read as before; of its conditions the cut is told."""
    told = here(shipped("ingen-overforing-likt-kutt"))
    unclear = {item.label for item in PLAN.ambiguities}
    assert unclear & told.keys()
    assert any("kuttes" in text for label, text in told.items() if label not in unclear)
    assert not [label for label, text in told.items() if label in unclear and "kuttes" in text]


def test_no_handling_speaks_of_the_plans_reserve_as_the_scenarios() -> None:
    """What is left is the table's amount in the plan itself, and in no other scenario."""
    told = here(shipped("lavere-overforing"))["Udisponert ramme har beløp bare i tabellen"]
    assert "For planen selv blir det det samme som i tabellen." in told
