"""Scenarios combined: what they agree on, what contradicts, and who has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.budget.result import Result
from ipr.doors.scenarios import figures_mark
from ipr.reading.errors import InputError
from tests.small_plan import faults, small_plan, small_result, write_scenario
from tests.strategies import TOTALS

OTHERWISE = "er endret på en annen måte i a.yaml:5 – behold den ene"
MENDED = f"{OTHERWISE}, eller si verdien med «set» i scenarioet som kombinerer eller endrer dem"


def refused(folder: Path, name: str) -> list[str]:
    """What a user reads when the scenarios cannot be combined."""
    return faults(small_result, folder, name)


def answer(found: Result) -> tuple[object, ...]:
    """All that a calculation says: figures, steps and the bridge."""
    outcome = found.outcome
    return (
        [getattr(outcome, name) for name in TOTALS],
        [dict(getattr(outcome, name)) for name in ("funding", "components", "lines", "groups")],
        found.values,
        found.steps,
        found.bridge_steps,
        found.scenario,
    )


CHANGES = (
    "set: funding.county, to: 700",
    "set: funding.county, to: 900",
    "raise: funding.rest, by: -50",
    "scale: funding.rest, percent: 10",
    "transfer: 20, from: lines.film, to: lines.talk",
    "set: lines.talk, to: 100",
    "set: lines.open, to: 40, from_date: 2026-04-01",
    "add: ny, label: Ny, group: all, amount: 5",
    "decide: match, as: denied",
    "decide: start, as: denied",
    "decide: grant, as: denied, response: keep",
    "decide: grant, as: denied, response: cover, amount: 10",
    "set: assumptions.price_growth, to: 10",
    "set: lines.hub.leader.months, to: 12",
    "set: funding.extra.counted, to: inside",
)


@given(st.lists(st.lists(st.sampled_from(CHANGES), max_size=3), min_size=2, max_size=3))
def test_order_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[str]]
) -> None:
    """a+b is b+a in every figure, step and error, and a file that combines them is the same."""
    folder = tmp_path_factory.getbasetemp() / "order"
    names = ["c", "a", "b"][: len(changes)]
    for name, some in zip(names, changes, strict=True):
        write_scenario(folder, name, *some)
    write_scenario(folder, "all", more=f"combines: [{', '.join(names)}]")
    told = []
    for name in ("+".join(names), "+".join(reversed(names)), "all"):
        try:
            told.append(answer(small_result(folder, name)))
        except InputError as error:
            told.append((str(error),))
    assert told[0] == told[1]
    assert told[0][:5] == told[2][:5]


def test_combination_adds_up(tmp_path: Path) -> None:
    """Two scenarios that touch different inputs move the reserve by the sum of what each does."""
    write_scenario(tmp_path, "a", "set: funding.county, to: 700")
    write_scenario(tmp_path, "b", "set: lines.talk, to: 100")
    found = small_result(tmp_path, "b+a")
    assert found.outcome.reserve == 300 - 100 + 70
    assert found.scenario.id == "a+b"
    assert [(step.origin, dict(step.inputs)) for step in found.steps] == [
        ("a", {"funding.county": 700}),
        ("b", {"lines.talk": 100}),
    ]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("set: lines.talk, to: 1", "set: lines.talk, to: 2", f"«lines.talk» {MENDED}"),
        ("set: lines.talk, to: 1", "set: lines.talk.speaker, to: 2", f"«lines.talk» {MENDED}"),
        ("raise: lines.talk, by: 1", "raise: lines.talk, by: 1", f"«lines.talk» {MENDED}"),
        ("scale: lines.talk, percent: 1", "set: lines.talk, to: 170", f"«lines.talk» {MENDED}"),
        (
            "transfer: 5, from: lines.film, to: lines.talk",
            "raise: lines.talk, by: 5",
            f"«lines.talk» {MENDED}",
        ),
        ("decide: match, as: denied", "set: lines.film, to: 0", f"«lines.film» {MENDED}"),
        (
            "decide: match, as: denied",
            "decide: match, as: granted",
            f"vilkåret «match» {OTHERWISE}",
        ),
        (
            "decide: grant, as: denied, response: keep",
            "decide: grant, as: denied, response: release",
            f"vilkåret «grant» {OTHERWISE}",
        ),
        (
            "add: ny, label: A, group: all, amount: 5",
            "add: ny, label: B, group: all, amount: 6",
            "posten «ny» er allerede lagt til i a.yaml:5 – behold den ene",
        ),
    ],
)
def test_contradiction_names_both_places(
    tmp_path: Path, first: str, second: str, text: str
) -> None:
    """Two scenarios that touch one input differently are refused, with both files and lines."""
    write_scenario(tmp_path, "a", first)
    write_scenario(tmp_path, "b", second)
    told = f"b.yaml:5: {second.partition(':')[0]}: {text}"
    assert refused(tmp_path, "a+b") == refused(tmp_path, "b+a") == [told]


@pytest.mark.parametrize(
    "second", ["set: lines.talk, to: 5", "set: lines.talk, to: 6", "raise: lines.talk, by: 5"]
)
def test_one_file_touches_an_input_once(tmp_path: Path, second: str) -> None:
    """One scenario that touches an input twice is refused, also with the same value."""
    write_scenario(tmp_path, "s", "set: lines.talk, to: 5", second)
    assert refused(tmp_path, "s") == [
        (
            f"s.yaml:6: {second.partition(':')[0]}: «lines.talk» er allerede endret i s.yaml:5 – "
            "behold bare én av endringene"
        )
    ]


@pytest.mark.parametrize(
    ("first", "second", "reserve"),
    [
        ("set: lines.talk, to: 70", "set: lines.talk.speaker, to: 70", 400),
        ("decide: match, as: denied", "decide: match, as: denied", 450),
        ("decide: match, as: denied", "decide: start, as: denied", 650),
        (
            "decide: grant, as: denied, response: keep",
            "decide: grant, as: denied, response: keep",
            300,
        ),
        ("decide: match, as: granted", "set: lines.film, to: 50", 400),
    ],
)
def test_what_agrees_is_counted_once(tmp_path: Path, first: str, second: str, reserve: int) -> None:
    """Equal sets, equal answers and releases of one component agree and count once."""
    write_scenario(tmp_path, "a", first)
    write_scenario(tmp_path, "b", second)
    assert small_result(tmp_path, "a+b").outcome.reserve == reserve


def test_released_twice_in_one_file(tmp_path: Path) -> None:
    """Two answers in one file that release the same component agree; the second has no more."""
    write_scenario(tmp_path, "s", "decide: start, as: denied", "decide: match, as: denied")
    found = small_result(tmp_path, "s")
    assert [step.change_nok for step in found.bridge_steps] == [350, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("set: lines.talk, to: 1", "set: lines.talk, to: 2"),
        ("set: lines.talk, to: 1", "raise: lines.talk, by: 7"),
        ("raise: lines.talk, by: 1", "scale: lines.talk, percent: 7"),
        ("set: lines.talk, to: 1", "set: funding.county, to: 800"),
    ],
)
def test_own_set_decides(tmp_path: Path, first: str, second: str) -> None:
    """What the combining scenario sets itself holds, also where its parts contradict each other."""
    write_scenario(tmp_path, "a", first)
    write_scenario(tmp_path, "b", second)
    write_scenario(tmp_path, "own", "set: lines.talk, to: 100", more="combines: [a, b]")
    found = small_result(tmp_path, "own")
    assert found.outcome.lines["talk"] == 100
    assert found.outcome.reserve == 370
    assert found.values["lines.talk"] == 100
    assert [dict(step.inputs) for step in found.steps if step.origin == "a"] == []
    assert len(found.bridge) == len(found.bridge_steps) == len(found.steps)
    assert sum(step.change_nok for step in found.bridge_steps) == 70


def test_own_set_decides_in_a_wider_combination(tmp_path: Path) -> None:
    """A scenario combined further keeps what it sets over its own parts, and over no others."""
    write_scenario(tmp_path, "part", "set: lines.talk, to: 1")
    write_scenario(tmp_path, "own", "set: lines.talk, to: 100", more="combines: [part]")
    write_scenario(tmp_path, "other", "set: funding.county, to: 700")
    write_scenario(tmp_path, "rival", "set: lines.talk, to: 2")
    assert small_result(tmp_path, "other+own").outcome.reserve == 270
    assert small_result(tmp_path, "own+part").outcome.reserve == 370
    assert refused(tmp_path, "own+rival") == [
        f"rival.yaml:5: set: «lines.talk» {MENDED}".replace("a.yaml", "own.yaml")
    ]


def test_own_raise_does_not_decide(tmp_path: Path) -> None:
    """A raise in the combining scenario would add to a part's change, and is refused."""
    write_scenario(tmp_path, "a", "set: lines.talk, to: 1")
    write_scenario(tmp_path, "own", "raise: lines.talk, by: 5", more="combines: [a]")
    assert refused(tmp_path, "own") == [f"own.yaml:5: raise: «lines.talk» {MENDED}"]


def test_own_set_of_released_component(tmp_path: Path) -> None:
    """A release of two components yields for the one that the combining scenario sets."""
    write_scenario(tmp_path, "a", "decide: start, as: denied")
    write_scenario(tmp_path, "own", "set: lines.film, to: 60", more="combines: [a]")
    outcome = small_result(tmp_path, "own").outcome
    assert (outcome.components["film.work"], outcome.components["hub.leader"]) == (60, 0)


def test_half_a_transfer_cannot_be_overruled(tmp_path: Path) -> None:
    """Setting one end of a part's transfer would make money vanish; setting both is clear."""
    write_scenario(tmp_path, "a", "transfer: 5, from: lines.film, to: lines.talk")
    write_scenario(tmp_path, "own", "set: lines.talk, to: 170", more="combines: [a]")
    assert refused(tmp_path, "own") == [
        (
            "a.yaml:5: transfer: et scenario som bygger på dette, setter «lines.talk», men ikke "
            "den andre enden av flyttingen – sett begge (den andre kan stå som den er), eller "
            "ingen av dem"
        )
    ]
    both = ("set: lines.talk, to: 170", "set: lines.film, to: 150")
    write_scenario(tmp_path, "own", *both, more="combines: [a]")
    assert small_result(tmp_path, "own").outcome.reserve == 300


def test_an_amendment_sets_one_end_of_an_adopted_transfer(tmp_path: Path) -> None:
    """It begins where the adopted budget ended: the other end stands, the reserve takes the rest.

    Below what amends, and together with another scenario, half a transfer is refused as ever.
    """
    moved = "transfer: 5, from: lines.film, to: lines.talk"
    write_scenario(tmp_path, "a", moved)
    mark = figures_mark(small_result(tmp_path, "a").outcome)
    file = tmp_path / "scenarios" / "a.yaml"
    text = file.read_text("utf-8").replace("kladd", f'vedtatt\nfrozen: "{mark}"')
    file.write_text(text, encoding="utf-8")
    adopted = small_result(tmp_path, "a")
    write_scenario(tmp_path, "own", "set: lines.talk, to: 170", more="amends: a")
    result = small_result(tmp_path, "own")
    assert result.outcome["lines.film"] == adopted.outcome["lines.film"]
    assert result.outcome["lines.talk"] == 170
    less = 170 - int(adopted.outcome["lines.talk"] or 0)
    assert result.reserve == adopted.reserve - less
    assert [one.change_nok for one in result.bridge_steps] == [0, -less]
    write_scenario(tmp_path, "other", "set: funding.county, to: 700")
    assert "ikke den andre enden" in refused(tmp_path, "other+own")[0]


def test_circle_is_refused(tmp_path: Path) -> None:
    """Scenarios that combine themselves, at once or by way of others, are refused."""
    write_scenario(tmp_path, "a", more="combines: [b]")
    write_scenario(tmp_path, "b", more="combines: [c]")
    write_scenario(tmp_path, "c", more="combines: [a]")
    write_scenario(tmp_path, "self", more="combines: [self]")
    assert refused(tmp_path, "a") == ["c.yaml:4: combines: scenarioene går i ring: a → b → c → a"]
    assert refused(tmp_path, "self") == [
        "self.yaml:4: combines: scenarioene går i ring: self → self"
    ]


def test_same_part_by_many_ways_is_counted_once(tmp_path: Path) -> None:
    """A part reached by two to the power of forty ways is loaded, and counted, once."""
    write_scenario(tmp_path, "s0", "set: lines.talk, to: 100")
    for number in range(1, 41):
        for side in ("a", "b"):
            below = f"s{number - 1}a, s{number - 1}b" if number > 1 else "s0"
            write_scenario(tmp_path, f"s{number}{side}", more=f"combines: [{below}]")
    assert small_result(tmp_path, "s40a+s40b").outcome.reserve == 370


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a+x", "scenario: «x» er ukjent – tillatt er «a», «b», «planen»"),
        ("a+", "scenario: «» er ukjent – tillatt er «a», «b», «planen»"),
        ("+", "scenario: «» er ukjent – tillatt er «a», «b», «planen»"),
        ("a+a", "scenario: «a» står to ganger i «a+a»"),
        ("b+a+b", "scenario: «b» står to ganger i «b+a+b»"),
        ("a + b", "scenario: «a » er ukjent – mente du «a»?"),
    ],
)
def test_combination_that_cannot_be(tmp_path: Path, name: str, text: str) -> None:
    """A combination names scenarios that exist, each once."""
    write_scenario(tmp_path, "a")
    write_scenario(tmp_path, "b")
    place = f"{tmp_path.name}: " if "ukjent" in text else ""
    assert refused(tmp_path, name) == [f"{place}{text}"]


def test_unknown_part_is_told_in_the_combining_file(tmp_path: Path) -> None:
    """An unknown id under `combines` is told where it stands; a part's own faults in the part."""
    write_scenario(tmp_path, "lavere", "set: lines.talk, to: mye")
    write_scenario(tmp_path, "s", more="combines: [lavre]")
    assert refused(tmp_path, "s") == ["s.yaml:4: combines: «lavre» er ukjent – mente du «lavere»?"]
    write_scenario(tmp_path, "s", more="combines: [lavere]")
    assert refused(tmp_path, "s") == [
        (
            "lavere.yaml:5: to: «mye» er ikke et beløp i hele kroner: skriv det med siffer, for "
            "eksempel 75 000"
        )
    ]


def test_all_faults_come_at_once_by_file_and_line(tmp_path: Path) -> None:
    """Faults of every part and of what contradicts come together, in the order of the files."""
    write_scenario(tmp_path, "b", "set: lines.tlk, to: 1", "set: funding.county, to: 1")
    write_scenario(
        tmp_path,
        "a",
        "add: film, label: X, group: all, amount: 1",
        "set: funding.county, to: 2",
        "decide: note, as: denied",
    )
    assert [line.partition(": ")[0] for line in refused(tmp_path, "b+a")] == [
        "a.yaml:5",
        "a.yaml:7",
        "b.yaml:5",
        "b.yaml:6",
    ]


def test_part_may_set_the_line_another_adds(tmp_path: Path) -> None:
    """A line that a part adds may get another amount from the scenario that combines it."""
    write_scenario(tmp_path, "a", "add: ny, label: Ny, group: all, amount: 5")
    change = "set: lines.ny, to: 25, from_date: 2026-01-01"
    write_scenario(tmp_path, "own", change, more="combines: [a]")
    found = small_result(tmp_path, "own")
    assert found.outcome.lines["ny"] == 25
    assert found.original.lines["ny"] is None
    assert found.plan.line("ny").label == "Ny"
    assert "ny" not in [line.id for line in small_plan(tmp_path).lines]


def test_rule_of_balancing_is_the_nearest(tmp_path: Path) -> None:
    """A scenario's own rule stands before its parts'; parts that differ are refused."""
    rule = "balancing: {policy: leave_open, minimum_reserve: "
    write_scenario(tmp_path, "a", more=f"{rule}500}}")
    write_scenario(tmp_path, "b", more=f"{rule}400}}")
    write_scenario(tmp_path, "same", more=f"{rule}400}}")
    write_scenario(tmp_path, "own", more=f"combines: [a]\n{rule}400}}")
    write_scenario(tmp_path, "none")
    assert small_result(tmp_path, "a+none").outcome.shortfall == 200
    assert small_result(tmp_path, "b+same").outcome.shortfall == 100
    assert small_result(tmp_path, "own+b").outcome.shortfall == 100
    assert small_result(tmp_path, "own").outcome.shortfall == 100
    assert refused(tmp_path, "a+b") == [
        (
            "b.yaml:4: balancing: saldert på en annen måte i a.yaml:4 – velg «balancing» i "
            "kombinasjonen"
        )
    ]


def test_a_question_asks_for_a_figure(tmp_path: Path) -> None:
    """What a scenario's answer is about is a figure of the plan, or refused with the nearest."""
    write_scenario(tmp_path, "asks", more="answers: lines.fil\n")
    (fault,) = refused(tmp_path, "asks")
    assert "answers: «lines.fil» er ukjent – mente du «lines.film»?" in fault
    write_scenario(tmp_path, "asks", more="answers: lines.film\ntheme: Film\n")
    found = small_result(tmp_path, "asks").scenario
    assert (found.answers, found.theme) == ("lines.film", "Film")
