"""A scenario built in Python gives what a file would give, and every fault of it is told."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import ipr
from ipr.doors.build import Value
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import told_apart
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from tests.plans import LILLEHAMMER, PLAN
from tests.small_plan import write_scenario
from tests.strategies import plans

RATE = "assumptions.eur_nok"
CYBERLAND = "lines.cyberland.completion"
TWO_READINGS = (
    "kan bety to beløp. Hele aktiviteten, i planen 250\u00a0000\u00a0kroner: skriv "
    f"«{CYBERLAND}» og 80\u00a0000. Beløpet i tabellen, i planen 100\u00a0000\u00a0kroner "
    f"når øremerkede 150\u00a0000\u00a0kroner er trukket fra: skriv «{CYBERLAND}» og "
    "230\u00a0000"
)
COLUMNS = ["group", "label", "original", "change", "revised", "source"]


@pytest.mark.parametrize(
    ("changes", "reserve"),
    [
        ({}, 610_000),
        ({"funding.carry_over": 500_000}, 110_000),
        ({"Overføring fra 2025": "640 tusen"}, 250_000),
        ({"overføring fra 2025": "0,64 mill"}, 250_000),
        ({"funding.carry_over": "-10 %"}, 510_000),
        ({"funding.carry_over": "-100 000"}, 510_000),
        ({"funding.carry_over": "+100 000"}, 710_000),
        ({RATE: "11,75"}, 616_250),
        ({RATE: 11.75}, 616_250),
        ({RATE: Decimal("11.75")}, 616_250),
        ({RATE: 11}, 620_000),
        ({"lines.tech_hub.project_leader.months": 12}, 360_000),
        ({"lines.summit.grant.vat": "added_not_compensated"}, 591_250),
        ({"lines.inclusion": "400 000"}, 210_000),
        ({CYBERLAND: 80_000}, 710_000),
        ({CYBERLAND: 230_000}, 630_000),
    ],
)
def test_changes_are_in_natural_units(changes: dict[str, Value], reserve: int) -> None:
    """Names or labels, amounts as people write them, rates as they are: the right kroner follow."""
    assert ipr.scenario(PLAN, changes).reserve == reserve


@pytest.mark.parametrize(
    ("answer", "reserve"),
    [
        ("ja", 610_000),
        (("nei", "keep"), 610_000),
        (("nei", "release"), 710_000),
        (("nei", "cover", "100 000"), 510_000),
    ],
)
def test_decisions_are_answered(answer: str | tuple[str, str], reserve: int) -> None:
    """A condition is answered by its id, and a no says what follows where the plan does not."""
    assert ipr.scenario(PLAN, decide={"county_destination_grant": answer}).reserve == reserve


def test_a_rule_is_given_as_keys_or_as_a_rule() -> None:
    """A balancing rule is a value of its own or the keys of a file, with the same result."""
    changes = {"funding.carry_over": 0}
    keys = {"policy": "ask_funders", "shares": {"county": 5, "municipalities": 2}}
    rule = ipr.AskFunders(shares={"county": 5, "municipalities": 2})
    first, second = (ipr.scenario(PLAN, changes, balancing=one) for one in (keys, rule))
    assert first.outcome.asked == second.outcome.asked
    assert (first.outcome.asked["county"], first.reserve) == (278_571, 0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"funding.cary_over": 1}, "mente du «funding.carry_over»?"),
        ({"Overforing fra 2025": 1}, "mente du «Overføring fra 2025»?"),
        ({RATE: 11.7}, '11.7 er ikke et nøyaktig tall i Python – skriv "11,7" i anførselstegn'),
        ({RATE: 0.1 + 0.2}, 'skriv "0,3" i anførselstegn'),
        ({"funding.carry_over": 640_000.1}, 'skriv "640 000" i anførselstegn'),
        ({RATE: float("inf")}, "inf er ikke et tall"),
        ({RATE: "11,75555"}, "har for mange desimaler"),
        ({RATE: "elleve"}, "er ikke et tall"),
        ({"funding.carry_over": True}, "True er ikke et tall"),
        ({"funding.carry_over": None}, 'skriv "75 000" (kroner)'),
        ({"funding.carry_over": "mye"}, "kan ikke leses som et beløp"),
        ({"lines.tech_hub.project_leader.months": 13}, "tillatt er 0 til 12"),
        ({"lines.summit.grant.vat": "uten"}, "«uten» er ukjent"),
        ({"TechHub Lillehammer-regionen": 5}, "er ikke ett tall – velg"),
        (
            {"lines.cyberland": 80_000},
            TWO_READINGS,
        ),
    ],
)
def test_a_fault_is_told_in_norwegian(changes: dict[str, Value], told: str) -> None:
    """What cannot be understood is refused with what was found and what to write."""
    with pytest.raises(InputError) as caught:
        ipr.scenario(PLAN, changes)
    assert told in str(caught.value)


def test_a_file_that_names_a_line_with_two_amounts_is_told_both(tmp_path: Path) -> None:
    """`set: lines.cyberland` in a file is refused with its line, and with both readings."""
    shutil.copy(LILLEHAMMER.path / "plan.yaml", tmp_path)
    write_scenario(tmp_path, "s", "set: lines.cyberland, to: 80 000")
    with pytest.raises(InputError) as caught:
        scenario_result(PlanFolder.open(tmp_path), "s")
    assert str(caught.value) == f"s.yaml:5: set: «lines.cyberland» {TWO_READINGS}"


def test_faults_come_all_at_once() -> None:
    """Every fault of the changes and the answers is told, each by its name."""
    with pytest.raises(InputError) as caught:
        ipr.scenario(
            PLAN, {"a.b": 1, RATE: "x"}, decide={"c": "ja", "county_youth_grant": "kanskje"}
        )
    assert [problem.key for problem in caught.value.problems] == [
        "a.b",
        RATE,
        "c",
        "county_youth_grant",
    ]


def test_evaluate_takes_natural_units_and_arrays() -> None:
    """A rate is what it is called; whole kroner may be many side by side."""
    assert ipr.evaluate(PLAN, {RATE: "11,75"}).reserve == 616_250
    many = ipr.evaluate(PLAN, {"funding.carry_over": np.array([0, 390_000, 1_000_000])})
    assert many.reserve.tolist() == [-390_000, 0, 610_000]
    with pytest.raises(InputError, match="her trengs ett tall"):
        ipr.evaluate(PLAN, {RATE: np.array([1, 2])})
    with pytest.raises(InputError, match="er ukjent"):
        ipr.evaluate(PLAN, {"funding.nobody": 1})


def test_results_combine() -> None:
    """Two results together are both their changes; two that disagree are refused."""
    less = ipr.scenario(PLAN, {"funding.carry_over": 500_000})
    denied = ipr.scenario(PLAN, decide={"county_youth_grant": "nei"})
    both = ipr.combine(less, denied)
    assert (both.reserve, len(both.steps)) == (260_000, 2)
    assert ipr.combine(denied, less).reserve == both.reserve
    with pytest.raises(InputError, match="er endret på en annen måte"):
        ipr.combine(less, ipr.scenario(PLAN, {"funding.carry_over": 400_000}))
    with pytest.raises(ValueError, match="no result to combine"):
        ipr.combine()


@pytest.mark.parametrize("name", ["1", "sammen"])
def test_results_combine_whatever_the_files_are_called(tmp_path: Path, name: str) -> None:
    """A file has the name it has: the combination takes it for none of its own."""
    shutil.copy(LILLEHAMMER.path / "plan.yaml", tmp_path)
    write_scenario(tmp_path, name, "set: funding.carry_over, to: 500 000")
    set_anew, along = "set: funding.carry_over, to: 400 000", f'combines: ["{name}"]'
    write_scenario(tmp_path, "over", set_anew, more=along)
    write_scenario(tmp_path, "med", more=along)
    folder = PlanFolder.open(tmp_path)
    for scenario, reserve in (("over", 10_000), ("med", 110_000)):
        found = scenario_result(folder, scenario)
        assert (found.reserve, ipr.combine(found).reserve) == (reserve, reserve)


def test_a_result_holds_tables_by_id() -> None:
    """Lines, incomes, components and sums are DataFrames of whole kroner, a missing one `<NA>`."""
    found = ipr.scenario(PLAN, {"funding.carry_over": "500 000"}, because="Regnskapet")
    assert list(found.lines.columns) == COLUMNS
    assert found.funding.loc["carry_over", ["original", "change", "revised"]].tolist() == [
        1_000_000,
        -500_000,
        500_000,
    ]
    assert found.lines["revised"].dtype == "Int64"
    assert found.lines["revised"].isna().sum() == 1
    assert (
        found.lines["revised"].sum() == found.allocated == found.totals.loc["allocated", "revised"]
    )
    assert found.components.loc[CYBERLAND.removeprefix("lines."), "group"] == "Cyberland"
    assert found.bridge["change"].tolist() == [-500_000]
    row = found.inputs.loc["funding.carry_over"]
    assert (row["revised"], row["standing"], row["reason"]) == (500_000, "scenario", "Regnskapet")
    assert found.inputs.loc[RATE, "original"] == Decimal(13)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("-20 000", "en endring i kroner er den samme for begge"),
        ("-10 %", "prosenten regnes da av hele aktiviteten, i planen 250 000 kroner, og ikke av"),
    ],
)
def test_a_difference_of_a_line_with_two_amounts_is_told_as_one(
    tmp_path: Path, value: str, told: str
) -> None:
    """Neither from Python nor from a file is a difference taken for what the line shall be."""
    with pytest.raises(InputError) as refused:
        ipr.scenario(PLAN, {"lines.cyberland": value})
    assert told in str(refused.value).replace("\u00a0", " ")
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    verb = "scale: {}, percent: -10" if "%" in value else "raise: {}, by: -20 000"
    write_scenario(folder, "x", verb.format("lines.cyberland"))
    with pytest.raises(InputError) as refused:
        scenario_result(PlanFolder.open(folder), "x")
    assert told in str(refused.value).replace("\u00a0", " ")


def test_no_name_has_two_amounts() -> None:
    """A part that earmarked money pays for has its own name beside that of the line's own money."""
    less = ipr.scenario(PLAN, {CYBERLAND: "-170 000"})
    told = ipr.assumptions_block(less).plain().replace("\u00a0", " ")
    assert "Cyberland: Sluttføring av prosjektet  250 000" in told
    assert PLAN.line("cyberland").label == less.lines.loc["cyberland", "label"] == "Cyberland"


MONTHS = "lines.tech_hub.project_leader.months"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (MONTHS, "6,5", "«6,5» er ikke et helt tall fra 0 til 12 (måneder)"),
        (MONTHS, 13, "tillatt er 0 til 12 (måneder)"),
        (RATE, "11 kr", "«11 kr» er ikke et tall – skriv for eksempel 11,75 (NOK per EUR)"),
        (RATE, -1, "NOK per EUR"),
    ],
)
def test_the_unit_is_said_of_what_cannot_be_read(name: str, value: Value, told: str) -> None:
    """Months and rates are not told as kroner, neither in a scenario nor where it is evaluated."""
    for call in (ipr.scenario, ipr.evaluate):
        with pytest.raises(InputError) as refused:
            call(PLAN, {name: value})
        assert told in str(refused.value)


def test_a_choice_has_no_unit() -> None:
    """Of a word that is none of those allowed, they are told and nothing more."""
    with pytest.raises(InputError, match=r"tillatt er «inside», «outside»$"):
        ipr.evaluate(PLAN, {"funding.cyberland_carry_over.counted": 1})


@pytest.mark.parametrize("value", ["+50 000", "-50 000", "-10 %", "10 prosent"])
def test_a_difference_is_no_value(value: str) -> None:
    """What a scenario adds to the plan's amount is not evaluated as if it were the amount."""
    with pytest.raises(InputError, match="er en endring – skriv hva verdien blir"):
        ipr.evaluate(PLAN, {"funding.county": value})
    assert ipr.evaluate(PLAN, {"assumptions.vat_rate": "25 %"}).reserve == 610_000


def test_a_value_of_the_wrong_kind_is_told_with_what_it_may_be() -> None:
    """A choice has words and no differences; kroner are whole, and euros no kroner."""
    choice = "funding.cyberland_carry_over.counted"
    for call in (ipr.scenario, ipr.evaluate):
        for name, value, told in (
            (choice, "-5", "tillatt er «inside», «outside»"),
            (choice, "+5 %", "tillatt er «inside», «outside»"),
            ("funding.carry_over", 0.1, "«0.1» er ikke et helt tall"),
            ("funding.carry_over", 1.25, "«1.25» er ikke et helt tall"),
            ("lines.wuoc.membership.foreign_amount", "1,5", "er ikke et helt beløp"),
        ):
            with pytest.raises(InputError) as refused:
                call(PLAN, {name: value})
            assert told in str(refused.value)
            assert "kroner" not in str(refused.value).partition("wuoc")[2]


def test_lines_that_are_called_the_same_are_told_apart() -> None:
    """Two lines with one name have their group with it, wherever a scenario tells of them."""
    alike = ("film", "skills_youth")
    plan = PLAN.model_copy(
        update={
            "lines": tuple(
                line.model_copy(update={"label": "Kurs"}) if line.id in alike else line
                for line in PLAN.lines
            )
        }
    )
    groups = {group.id: group.label for group in plan.groups}
    for key in alike:
        name = f"Kurs ({groups[plan.line(key).group]})"
        result = ipr.scenario(plan, {name: "50 000"})
        assert result.values == {f"lines.{key}": 50_000}
        assert f"{name} blir" in ipr.cover(result).answer
    with pytest.raises(InputError, match="navnet på flere tall"):
        ipr.scenario(plan, {"Kurs": "50 000"})


@given(plans())
def test_only_names_that_are_shared_are_changed(plan: Plan) -> None:
    """A line's name has its group with it where a line of another group has the same name."""
    labels = Counter(line.label for line in plan.lines)
    groups = {group.id: group.label for group in plan.groups}
    for line, told in zip(plan.lines, told_apart(plan).lines, strict=True):
        shared = [one.group for one in plan.lines if one.label == line.label]
        assert told.label in {line.label, f"{line.label} ({groups[line.group]})"}
        assert (told.label != line.label) == (len({*shared}) > 1)
    assert (told_apart(plan) is plan) == (len(labels) == len(plan.lines))
