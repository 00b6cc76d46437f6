"""What each of the six verbs does to which inputs, and what it is refused for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ipr.budget.change import ChangeError, step_of
from ipr.budget.scenario import RaiseChange, ScaleChange, SetChange, TransferChange
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from tests.small_plan import faults, small_plan, small_result, write_scenario
from tests.strategies import plans

N = "\u00a0"
LARGEST = f"tillatt er 0 til 1{N}000{N}000{N}000{N}000"
BETWEEN = (
    "transfer: «transfer» flytter mellom to poster eller mellom to inntekter som ikke er "
    "øremerket – bruk to endringer med «raise» ellers"
)
NO_AMOUNT = "har ikke noe beløp i planen, så"
SILENT = "planen sier ikke hva et nei fører til – velg «response»: «keep», «release» eller «cover»"
OWN_WORDS = "planen nevner ikke at rådet betaler mer – velg release eller keep"

DONE: dict[str, dict[str, int]] = {
    "set: funding.county, to: 700": {"funding.county": 700},
    'set: lines.film, to: "1 500"': {"lines.film": 1_500},
    "set: lines.film, to: 0": {"lines.film": 0},
    "set: lines.film.work, to: 5": {"lines.film": 5},
    "set: lines.hub.work, to: 5": {"lines.hub.work": 5},
    "set: lines.hub.leader.months, to: 12": {"lines.hub.leader.months": 12},
    "set: lines.hub.leader.full_year, to: 500": {"lines.hub.leader.full_year": 500},
    "set: lines.fee.dues.foreign_amount, to: 12": {"lines.fee.dues.foreign_amount": 12},
    "set: assumptions.eur_nok, to: 11.75": {"assumptions.eur_nok": 117_500},
    "set: funding.extra.counted, to: inside": {"funding.extra.counted": 1},
    "set: lines.talk.speaker.vat, to: added_not_compensated": {"lines.talk.speaker.vat": 2},
    "set: lines.open, to: 5, from_date: 2026-04-01": {"lines.open": 5},
    "set: lines.open, to: 6": {"lines.open": 6},
    "set: lines.film, to: 5, from_date: 2026-04-01": {"lines.film": 5},
    "set: lines.open.later, to: 0, from_date: 2026-04-01": {"lines.open": 0},
    "raise: lines.film, by: -150": {"lines.film": 0},
    "raise: lines.film, by: 999999999850": {"lines.film": 10**12},
    "raise: lines.hub.leader.months, by: -6": {"lines.hub.leader.months": 0},
    "raise: assumptions.eur_nok, by: -0.25": {"assumptions.eur_nok": 127_500},
    "scale: lines.film, percent: -100": {"lines.film": 0},
    "scale: lines.film, percent: 1": {"lines.film": 152},
    'scale: lines.film, percent: "-0,3334"': {"lines.film": 149},
    "scale: assumptions.eur_nok, percent: 10": {"assumptions.eur_nok": 143_000},
    "transfer: 150, from: lines.film, to: lines.talk": {"lines.film": 0, "lines.talk": 320},
    "transfer: 50, from: funding.county, to: funding.rest": {
        "funding.county": 750,
        "funding.rest": 250,
    },
    "add: ny, label: Ny, group: all, amount: 5": {"lines.ny": 5},
    "decide: match, as: denied": {"lines.film": 0},
    "decide: match, as: denied, response: keep": {},
    "decide: match, as: denied, response: release": {"lines.film": 0},
    "decide: match, as: granted": {},
    "decide: start, as: denied": {"lines.film": 0, "lines.hub.leader.full_year": 0},
    "decide: grant, as: granted": {},
    "decide: grant, as: denied, response: keep": {},
    "decide: grant, as: denied, response: release": {"lines.hub.work": 0},
    "decide: grant, as: denied, response: cover, amount: 40": {"lines.hub.work": 140},
}
REFUSED = {
    "set: funding.conty, to: 1": "set: «funding.conty» er ukjent – mente du «funding.county»?",
    "set: county, to: 1": "set: «county» er ukjent – mente du «funding.county»?",
    "set: lines.hub, to: 1": "set: «lines.hub» er ikke ett tall – velg lines.hub.leader.full_year, "
    "lines.hub.leader.months eller lines.hub.work",
    "set: lines.hub.leader, to: 1": "set: «lines.hub.leader» er ikke ett tall – velg "
    "lines.hub.leader.full_year eller lines.hub.leader.months",
    "set: lines.fee, to: 1": "set: «lines.fee» er ikke ett tall – velg "
    "lines.fee.dues.foreign_amount",
    "set: lines.hub.leader.months, to: 13": "to: «13» er for mange måneder – tillatt er 0 til 12",
    "set: lines.open, to: 5, from_date: 2027-04-01": "from_date: 2027-04-01 er ikke i planens år – "
    "datoen skal være i 2026",
    "set: funding.extra.counted, to: insde": "to: «insde» er ukjent – mente du «inside»?",
    "set: funding.extra.counted, to: 1": "to: «1» er ukjent – tillatt er «inside», «outside»",
    "set: assumptions.eur_nok, to: 11.755": "to: «11.755» kan leses på to måter: skriv 11,755 med "
    "komma hvis det er desimaler, eller 11755 hvis det er tusener",
    "set: assumptions.eur_nok, to: -1": "to: «-1» er negativt – tallet skal være 0 eller mer",
    "set: lines.film, to: NO": "to: fant «NO» – skriv et beløp i hele kroner",
    "set: lines.film, to: -5": "to: −5 er negativt – beløpet skal være 0 eller mer",
    "set: lines.film, to: 1.5": "to: «1.5» er ikke et beløp i hele kroner: beløp er hele kroner "
    "uten desimaler – skriv for eksempel 1",
    "raise: lines.film, by: -151": f"by: «lines.film» blir −1 – {LARGEST}",
    "raise: lines.film, by: 999999999851": f"by: «lines.film» blir 1{N}000{N}000{N}000{N}001 – "
    + LARGEST,
    "raise: lines.open, by: 5": f"raise: «lines.open» {NO_AMOUNT} «raise» kan ikke brukes – bruk "
    "«set» med et beløp",
    "raise: funding.extra.counted, by: 1": "raise: «funding.extra.counted» er et valg – bruk "
    "«set: funding.extra.counted, to: …»",
    "raise: assumptions.eur_nok, by: -15": "by: «assumptions.eur_nok» blir −2,00 – tillatt er 0 "
    f"til 100{N}000{N}000,00",
    "raise: lines.hub.leader.months, by: 7": "by: «lines.hub.leader.months» blir 13 – tillatt "
    "er 0 til 12",
    "scale: lines.film, percent: -100.0001": "percent: et beløp kan ikke reduseres med mer enn 100 "
    "prosent",
    "scale: lines.hub.leader.months, percent: 10": "scale: måneder kan ikke endres i prosent – "
    "bruk «set» eller «raise»",
    "scale: lines.open, percent: 5": f"scale: «lines.open» {NO_AMOUNT} «scale» kan ikke brukes – "
    "bruk «set» med et beløp",
    "scale: lines.film, percent: 10%": "percent: «10%» er ikke et tall som kan leses: "
    "prosenttegnet skal ikke skrives – skriv 10",
    "transfer: 151, from: lines.film, to: lines.talk": "transfer: «lines.film» blir −1 – "
    + LARGEST,
    "transfer: 5, from: lines.film, to: lines.film.work": "to: «from» og «to» er det samme – "
    "velg to ulike",
    "transfer: 5, from: lines.film, to: funding.county": BETWEEN,
    "transfer: 5, from: funding.county, to: funding.extra": BETWEEN,
    "transfer: 5, from: funding.extra, to: lines.film": BETWEEN,
    "transfer: 5, from: lines.fee.dues.foreign_amount, to: lines.film": "from: "
    "«lines.fee.dues.foreign_amount» er ikke i kroner – «transfer» flytter bare kroner",
    "transfer: 5, from: lines.film, to: assumptions.eur_nok": "to: «assumptions.eur_nok» er "
    "ikke i kroner – «transfer» flytter bare kroner",
    "transfer: 5, from: lines.hub.leader.full_year, to: lines.film": "from: "
    "«lines.hub.leader.full_year» er et helårsbeløp, og bare en del av det står i budsjettet – "
    "bruk «raise» eller «set»",
    "transfer: 5, from: lines.film, to: lines.open": f"to: «lines.open» {NO_AMOUNT} "
    "«transfer» kan ikke brukes – bruk «set» med et beløp",
    "transfer: -5, from: lines.film, to: lines.talk": "transfer: −5 er negativt – beløpet skal "
    "være 0 eller mer",
    "add: film, label: X, group: all, amount: 5": "add: posten «film» finnes fra før – velg en "
    "annen id, eller bruk «set»",
    "add: ny, label: X, group: al, amount: 5": "group: «al» er ukjent – mente du «all»?",
    "decide: grnt, as: denied": "decide: «grnt» er ukjent – mente du «grant»?",
    "decide: note, as: denied": "decide: «note» er ikke et ja eller nei – tillatt er grant, match "
    "eller start",
    "decide: match, as: ja": "as: «ja» er ukjent – mente du «granted»?",
    "decide: match, as: denied, response: cover, amount: 5": f"response: {OWN_WORDS}",
    "decide: grant, as: granted, response: keep": "response: et ja følger planen – slett "
    "«response»",
    "decide: grant, as: denied": f"decide: {SILENT}",
    "decide: grant, as: denied, response: cover": "decide: «response: cover» krever «amount»: hvor "
    "mye rådet betaler ekstra, i kroner",
    "decide: grant, as: denied, response: keep, amount: 5": "amount: hører bare til "
    "«response: cover»",
    "decide: match, as: denied, amount: 5": "amount: hører bare til «response: cover»",
    "decide: grant, as: denied, response: cover, amount: 999999999901": "amount: "
    f"«lines.hub.work» blir 1{N}000{N}000{N}000{N}001 – {LARGEST}",
}


@pytest.mark.parametrize("change", DONE)
def test_change_gives_the_input_this_value(tmp_path: Path, change: str) -> None:
    """A change gives just these inputs these values."""
    write_scenario(tmp_path, "s", change)
    (step,) = small_result(tmp_path).steps
    assert dict(step.inputs) == DONE[change]


@pytest.mark.parametrize("change", REFUSED)
def test_change_is_refused(tmp_path: Path, change: str) -> None:
    """A change that makes no sense in this plan is told with its line, its verb and a remedy."""
    write_scenario(tmp_path, "s", change)
    assert faults(small_result, tmp_path) == [f"s.yaml:5: {REFUSED[change]}"]


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        ("set: lines.film\n    because: x\n    to: 1.5", 7, "to"),
        ("raise: lines.film\n    because: x\n    by: -900", 7, "by"),
        ("scale: lines.film\n    because: x\n    percent: -101", 7, "percent"),
        ("set: lines.hub.leader.months\n    because: x\n    to: 13", 7, "to"),
        (
            "decide: match\n    as: denied\n    because: x\n    response: cover\n    amount: 5",
            8,
            "response",
        ),
        ("add: ny\n    label: X\n    amount: 5\n    because: x\n    group: al", 9, "group"),
    ],
)
def test_fault_is_told_at_its_own_line(tmp_path: Path, change: str, line: int, key: str) -> None:
    """In a change of several lines the fault stands at the line of the key it is in."""
    write_scenario(tmp_path, "s")
    file = tmp_path / "scenarios" / "s.yaml"
    head = "title: T\nquestion: Q?\nstatus: kladd\nchanges:\n"
    file.write_text(f"{head}  - {change}\n", encoding="utf-8")
    assert faults(small_result, tmp_path)[0].startswith(f"s.yaml:{line}: {key}: ")


def test_both_ends_of_a_transfer_are_told(tmp_path: Path) -> None:
    """What is wrong with the one end does not hide what is wrong with the other."""
    write_scenario(tmp_path, "s", "transfer: 5, from: lines.opn, to: assumptions.eur_nok")
    assert faults(small_result, tmp_path) == [
        "s.yaml:5: from: «lines.opn» er ukjent – mente du «lines.open»?",
        "s.yaml:5: to: «assumptions.eur_nok» er ikke i kroner – «transfer» flytter bare kroner",
    ]


def test_response_the_plan_does_not_offer(tmp_path: Path) -> None:
    """A response is one of those the plan's condition allows."""
    plan = small_plan(tmp_path, ("[keep, release, cover]", "[keep, release]"))
    write_scenario(tmp_path, "s", "decide: grant, as: denied, response: cover, amount: 5")
    assert faults(scenario_result, PlanFolder(tmp_path, plan), "s") == [
        "s.yaml:5: response: «cover» er ukjent – tillatt er «keep», «release»"
    ]


@given(plans(), st.data())
def test_set_gives_every_input_any_value_it_may_have(plan: Plan, data: st.DataObject) -> None:
    """Whatever an input may be, `set` makes it, written as a person would."""
    found = data.draw(st.sampled_from(list(inputs_of(plan).values())))
    value = data.draw(st.integers(0, found.largest))
    if found.unit == "choice":
        written = found.choices[value]
    elif found.unit == "e4":
        written = f"{value // 10_000},{value % 10_000:04}"
    else:
        written = str(value)
    day = f"{plan.year}-04-01" if found.value is None else None
    change = SetChange(target=found.name, to=written, from_date=day, because="x")
    assert dict(step_of(plan, change).inputs) == {found.name: value}


@given(plans(), st.integers(-(10**9), 10**9), st.data())
def test_raise_is_plan_and_difference(plan: Plan, by: int, data: st.DataObject) -> None:
    """A raised amount is the plan's and the difference, or refused where that may not be."""
    amounts = [item for item in inputs_of(plan).values() if item.unit in {"nok", "currency"}]
    found = data.draw(st.sampled_from(amounts))
    assume(found.value is not None)
    change = RaiseChange(target=found.name, by=str(by), because="x")
    expected = (found.value or 0) + by
    if 0 <= expected <= found.largest:
        assert dict(step_of(plan, change).inputs) == {found.name: expected}
    else:
        with pytest.raises(ChangeError, match="tillatt er 0 til"):
            step_of(plan, change)


@given(plans(), st.integers(-100 * 10_000, 100 * 10_000), st.data())
def test_scale_rounds_once_half_up(plan: Plan, percent_e4: int, data: st.DataObject) -> None:
    """A scaled amount is the exact one, a half krone rounded up."""
    found = data.draw(
        st.sampled_from([item for item in inputs_of(plan).values() if item.unit == "nok"])
    )
    assume(found.value is not None)
    exact = (found.value or 0) * (1 + Fraction(percent_e4, 1_000_000))
    change = ScaleChange(target=found.name, percent_e4=percent_e4, because="x")
    expected = (exact + Fraction(1, 2)).__floor__()
    assert dict(step_of(plan, change).inputs) == {found.name: expected}


@given(plans(), st.data())
def test_transfer_conserves_money(plan: Plan, data: st.DataObject) -> None:
    """What a transfer takes from one input it gives to the other."""
    catalogue = inputs_of(plan)
    free = {f"funding.{item.id}" for item in plan.funding if item.earmarked_for is None}
    lines = {
        item.name
        for item in catalogue.values()
        if item.name.startswith("lines.") and item.unit == "nok" and item.value is not None
    }
    lines = {name for name in lines if name.removesuffix(".full_year") == name}
    rooms = [sorted(names) for names in (free, lines) if len(names) > 1]
    assume(rooms)
    room = st.sampled_from(data.draw(st.sampled_from(rooms)))
    ends = data.draw(st.lists(room, min_size=2, max_size=2, unique=True))
    values = [catalogue[name].value or 0 for name in ends]
    amount = data.draw(st.integers(0, values[0]))
    change = TransferChange(amount_nok=amount, taken_from=ends[0], target=ends[1], because="x")
    given_to = step_of(plan, change).inputs
    assert list(given_to) == ends
    assert list(given_to.values()) == [values[0] - amount, values[1] + amount]
