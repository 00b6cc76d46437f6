"""What a scenario's status asks for: balance before a decision, and figures that stay after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.doors.folder import SCENARIO_FOLDER, PlanFolder
from ipr.doors.scenarios import figures_mark, scenario_result
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from tests.plans import PLAN

HEAD = "title: T\nquestion: Q?\n"
NO_CARRY_OVER = "changes:\n  - {set: funding.carry_over, to: 0, because: B}\n"
LESS = "changes:\n  - {set: funding.carry_over, to: 500 000, because: B}\n"


def reckoned(folder: Path, text: str, plan: Plan = PLAN) -> int:
    """Write the text as a scenario, and return the reserve it gives."""
    (folder / SCENARIO_FOLDER).mkdir(exist_ok=True)
    (folder / SCENARIO_FOLDER / "x.yaml").write_text(HEAD + text, encoding="utf-8")
    return int(scenario_result(PlanFolder(folder, plan), "x").outcome.reserve)


@pytest.mark.parametrize("status", ["innstilling", "vedtatt"])
def test_a_scenario_to_be_decided_on_must_balance(tmp_path: Path, status: str) -> None:
    """A shortfall of 390 000 is refused with the amount and both ways out; a draft may have it."""
    with pytest.raises(InputError) as refused:
        reckoned(tmp_path, f"status: {status}\n{NO_CARRY_OVER}")
    told = str(refused.value).replace("\u00a0", " ")
    assert told.startswith(
        f"x.yaml:1: status: et scenario med status «{status}» skal være i balanse, men "
        "390 000 kroner mangler – velg «balancing», eller skriv «unbalanced: deliberate»"
    )
    assert reckoned(tmp_path, f"status: kladd\n{NO_CARRY_OVER}") == -390_000


def test_a_wished_minimum_reserve_counts_as_balance(tmp_path: Path) -> None:
    """A reserve above 0 but below the scenario's own minimum is refused too."""
    wish = "balancing: {policy: leave_open, minimum_reserve: 200 000}\n"
    with pytest.raises(InputError, match="90\u00a0000\u00a0kroner mangler"):
        reckoned(tmp_path, f"status: innstilling\n{LESS}{wish}")


def test_an_imbalance_on_purpose_says_why(tmp_path: Path) -> None:
    """`unbalanced: deliberate` is enough only together with its reason."""
    deliberate = f"status: innstilling\n{NO_CARRY_OVER}unbalanced: deliberate\n"
    with pytest.raises(InputError, match="skal være i balanse"):
        reckoned(tmp_path, deliberate)
    why = "unbalanced_because: Rådet skal selv velge hva som kuttes.\n"
    assert reckoned(tmp_path, deliberate + why) == -390_000


def test_a_rule_that_covers_the_shortfall_is_balance(tmp_path: Path) -> None:
    """The same scenario passes with cuts that cover what is lacking."""
    rule = "balancing: {policy: pro_rata}\n"
    assert reckoned(tmp_path, f"status: innstilling\n{NO_CARRY_OVER}{rule}") == 0


def test_money_that_is_only_asked_for_is_no_balance(tmp_path: Path) -> None:
    """A scenario to be decided on that rests on others says so on purpose; cuts are enough."""
    rule = "balancing: {policy: ask_funders, shares: {county: 5, municipalities: 2}}\n"
    asked = f"status: innstilling\n{NO_CARRY_OVER}{rule}"
    with pytest.raises(InputError, match="390\u00a0000\u00a0kroner er bare bedt om"):
        reckoned(tmp_path, asked)
    why = "unbalanced: deliberate\nunbalanced_because: Svaret kommer i mars.\n"
    assert reckoned(tmp_path, asked + why) == 0


def test_last_years_money_cannot_be_asked_for_more(tmp_path: Path) -> None:
    """A carry-over is no funder: what comes only once is refused with those who may be asked."""
    rule = "balancing: {policy: ask_funders, shares: {carry_over: 1}}\n"
    with pytest.raises(InputError) as refused:
        reckoned(tmp_path, f"status: kladd\n{NO_CARRY_OVER}{rule}")
    assert (
        "shares: inntekten «carry_over» kommer bare én gang, og ingen kan bes om mer av den – "
        "tillatt er «county» og «municipalities»"
    ) in str(refused.value)


def test_an_adopted_scenario_keeps_its_figures(tmp_path: Path) -> None:
    """Without its mark it is told the mark; with it it passes; a moved plan is refused."""
    adopted = f"status: vedtatt\n{LESS}"
    mark = figures_mark(_draft(tmp_path))
    with pytest.raises(InputError, match=f'skriv «frozen: "{mark}"»'):
        reckoned(tmp_path, adopted)
    frozen = f'{adopted}frozen: "{mark}"\n'
    assert reckoned(tmp_path, frozen) == 110_000
    film = next(line for line in PLAN.lines if line.id == "film")
    part = film.components[0].model_copy(update={"amount_nok": 150_001})
    moved = tuple(
        line.model_copy(update={"components": (part,)}) if line is film else line
        for line in PLAN.lines
    )
    with pytest.raises(InputError, match="tallene er ikke lenger de som ble vedtatt"):
        reckoned(tmp_path, frozen, PLAN.model_copy(update={"lines": moved}))


def _draft(folder: Path):  # noqa: ANN202 - an Outcome, for its mark alone
    reckoned(folder, f"status: kladd\n{LESS}")
    return scenario_result(PlanFolder(folder, PLAN), "x").outcome
