"""A list of cuts is told as it went: who stopped at a floor, who had nothing, who went free."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ipr.budget.result import Result
from ipr.doors.build import scenario
from ipr.present.scenario.balancing import balancing_block
from tests.plans import PLAN, SECOND_PLAN, shipped

pytestmark = pytest.mark.usefixtures("undrawn")

IN_ORDER = "Postene kuttes i den rekkefølgen som er valgt her, "
ENOUGH, USED_UP = f"{IN_ORDER}til pengene rekker.", f"{IN_ORDER}og hele listen er brukt."
NETWORKS = ("film", "summit", "gudbrandsdal")
MANY = (*NETWORKS, "place_profile", "skills_youth", "sports_region", "event_strategy")


def told(result: Result) -> str:
    """What is said of the rule above the table of who gives."""
    return balancing_block(result).plain().replace("\u00a0", " ").split("\n")[2]


def without(carried: int, order: Sequence[str], step: int = 1, **floors: int) -> Result:
    """Lillehammer's budget with so much carried over, cut by a list."""
    rule = {"policy": "ranked", "order": [*order], "floors": floors, "step": step}
    return scenario(PLAN, {"funding.carry_over": carried}, balancing=rule)


def test_the_list_is_told_as_it_went() -> None:
    """Of each list: whether it was used up, who kept a floor, had nothing to give, or went free."""
    cases = {
        f"{ENOUGH} Filmsatsing beholder 50 000 kroner, det minste den skal ha. Kompetanse og ung "
        "arbeidskraft står lenger ned på listen og går fri.": shipped(
            "ingen-overforing-prioritert-kutt"
        ),
        ENOUGH: without(200_000, NETWORKS[:2]),
        f"{ENOUGH} Filmsatsing beholder 100 000 kroner og Summit Kvitfjell reiseliv 25 000 kroner, "
        "det minste de skal ha.": without(200_000, NETWORKS, film=100_000, summit=25_000),
        f"{ENOUGH} Filmsatsing beholder 150 000 kroner, det minste den skal ha. Økt innenforskap "
        "har ikke noe å gi.": without(350_000, ("film", "inclusion", "summit"), film=150_000),
        f"{ENOUGH} 5 poster står lenger ned på listen og går fri.": without(200_000, MANY),
        f"{ENOUGH} 4 poster beholder bare det minste de skal ha. Kompetanse og ung arbeidskraft, "
        "Idrettsregionen Lillehammer og Implementering av arrangementsstrategien står lenger ned "
        "på listen og går fri.": without(
            0, MANY, film=20_000, summit=20_000, gudbrandsdal=20_000, place_profile=75_000
        ),
        f"{USED_UP} Filmsatsing beholder 50 000 kroner, det minste den skal ha. Etter det mangler "
        "fortsatt 215 000 kroner.": without(0, NETWORKS[:2], film=50_000),
        f"{USED_UP} Økt innenforskap har ikke noe å gi. Etter det mangler fortsatt 165 000 "
        "kroner.": without(0, ("film", "summit", "inclusion")),
    }
    assert {told(result): words for words, result in cases.items()} == {one: one for one in cases}


def test_the_plans_own_floors_are_told_too() -> None:
    """A floor that the plan gives stops a line as one of the list does."""
    rule = {"policy": "ranked", "order": ["secretariat", "trade_guild", "harvest_feast"]}
    result = scenario(SECOND_PLAN, {"funding.regional_fund": 0}, balancing=rule)
    assert told(result).startswith(
        f"{ENOUGH} Sekretariatet på Vindebu beholder 200 000 kroner og Handelslaget i "
        "fjellbygdene 250 000 kroner, det minste de skal ha."
    )
