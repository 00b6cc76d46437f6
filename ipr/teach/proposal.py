"""The final task: a learner's own way to balance, as a result that can be shown, saved and run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import LeaveOpen, Ranked, locks
from ipr.doors.build import scenario
from ipr.doors.folder import open_folder
from ipr.doors.scenarios import write_scenario
from ipr.plan.model import Plan
from ipr.present.answers import verdict
from ipr.present.blocks import Column, Group, Row, Table, Text
from ipr.reading.errors import InputError, Problem, unknown
from ipr.reading.norwegian import kroner
from ipr.teach.answers import whole_kroner

EXAMPLE = 'Slik kan det se ut: kutt={"navnet på posten": "10 000"}'
BECAUSE = "Del av forslaget."


def propose(
    situation: Result, kutt: object = None, be_om: object = None, minst: object = 0
) -> Result:
    """Return the result of a learner's proposal for a situation that lacks money.

    `kutt` maps lines and `be_om` funders, by label or id, to kroner as a learner writes them;
    `minst` is what she wishes to have left. Lines give in the order named, and no more than is
    needed. The plan's rules hold: locked lines are not cut, and no line gives more than it has.
    Raises `InputError`, in Norwegian and all at once, for what cannot be done.
    """
    plan = situation.plan
    problems: list[Problem] = []
    asks = _read(be_om, "be_om", lambda name, value: _ask(plan, name, value), problems)
    cuts = _read(kutt, "kutt", lambda name, value: _cut(situation, name, value), problems)
    try:
        least = whole_kroner(minst)
    except ValueError as error:
        problems.append(Problem("", "minst", str(error)))
    if problems:
        raise InputError(problems)
    asked = scenario(plan, {name: f"+{nok}" for name, nok in asks.items()}, because=BECAUSE)
    held = situation.unbalanced.lines
    rule = LeaveOpen(minimum_reserve_nok=least)
    if cuts:
        floors = {name: int(held[name] or 0) - nok for name, nok in cuts.items()}
        rule = Ranked(order=tuple(cuts), floors=floors, minimum_reserve_nok=least)  # type: ignore[assignment]
    changed = {
        "title": "Mitt forslag",
        "question": "Hvem kan dekke det som mangler?",
        "changes": (*situation.scenario.changes, *asked.scenario.changes),
        "balancing": rule,
    }
    return reckoned(resolve(plan, situation.scenario.model_copy(update=changed)))


def proposal_block(proposal: Result) -> Group:
    """Return who pays in a proposal, what is left, and what still lacks."""
    plan, before, after = proposal.plan, proposal.original, proposal.outcome
    held = proposal.unbalanced.lines
    paying = [
        Row((line.label, int(held[line.id] or 0), -cut, int(after.lines[line.id] or 0)))
        for line in plan.lines
        if (cut := int(after.cuts.get(line.id, 0)))
    ]
    paying += [
        Row((item.label, int(before.funding[item.id]), more, int(after.funding[item.id])))
        for item in plan.funding
        if (more := int(after.funding[item.id]) - int(before.funding[item.id])) > 0
    ]
    columns = (
        Column("label", "Post eller bidragsyter"),
        Column("before_nok", "Før forslaget", "amount"),
        Column("change_nok", "Endring", "change"),
        Column("after_nok", "Etter forslaget", "amount"),
    )
    told = [verdict(proposal).text, f"{plan.reserve_label} blir {kroner(proposal.reserve)}."]
    least = proposal.balancing.minimum_reserve_nok
    if least and proposal.shortfall:
        told.append(f"Skal {kroner(least)} være igjen, mangler {kroner(proposal.shortfall)}.")
    floors = proposal.balancing.floors if isinstance(proposal.balancing, Ranked) else {}
    offered = sum(int(held[name] or 0) - floor for name, floor in floors.items())
    if spare := offered - sum(int(cut) for cut in after.cuts.values()):
        told.append(f"Kuttene er {kroner(spare)} mer enn det som trengs. De blir stående.")
    if not paying:
        told.append("Ingen betaler ennå. Fyll ut kutt eller be_om, eller la det stå åpent.")
    table = [Table("Hvem som betaler", columns, tuple(paying))] if paying else []
    return Group((Text(paragraphs=tuple(told)), *table))


def save_proposal(proposal: Result, name: str, plan: str) -> Text:
    """Write a proposal as a scenario of the plan with this name, and say how to make its report.

    Raises `InputError` for a name that is no file name or is taken: no file is written over.
    """
    if not str(name).strip(". "):
        return Text(paragraphs=("Gi forslaget et navn i stedet for de tre prikkene.",))
    scenario_id = str(name).strip().replace("_", "-")
    write_scenario(open_folder(plan), scenario_id, proposal)
    run = f"Skriv «ipr run {scenario_id}» i en terminal for å lage rapporten."
    return Text(paragraphs=(f"Forslaget er lagret som scenarioet «{scenario_id}».", run))


def _read(
    given: object,
    name: str,
    reader: Callable[[str, object], tuple[str, int]],
    problems: list[Problem],
) -> dict[str, int]:
    """Return kroner by id; what cannot be read is added to the problems."""
    if not isinstance(given, Mapping) and given is not None:
        problems.append(Problem("", name, f"skriv navn og beløp mellom krøllparenteser. {EXAMPLE}"))
        return {}
    found: dict[str, int] = {}
    for key, value in (given or {}).items():
        try:
            line, nok = reader(str(key), value)
            found[line] = nok
        except ValueError as error:
            problems.append(Problem("", name, str(error)))
    return found


def _ask(plan: Plan, name: str, value: object) -> tuple[str, int]:
    """Return an income's name and what is asked of it; one-off money cannot be asked for more."""
    known = {item.label: item for item in plan.funding if item.recurrence == "continues"}
    by_id = {item.id: item for item in known.values()}
    item = known.get(name) or by_id.get(name.removeprefix("funding."))
    if item is None:
        raise ValueError(f"Bidragsyteren {unknown(name, known)}")
    more = whole_kroner(value)
    if more < 0:
        raise ValueError(f"{item.label}: skriv hvor mye mer du ber om, uten minus.")
    return f"funding.{item.id}", more


def _cut(situation: Result, name: str, value: object) -> tuple[str, int]:
    plan = situation.plan
    ids = {line.label.casefold(): line.id for line in plan.lines}
    line_id = ids.get(name.casefold(), name)
    if line_id not in ids.values():
        raise ValueError(f"Posten {unknown(name, [line.label for line in plan.lines])}")
    line = plan.line(line_id)
    everything = Ranked(order=tuple(ids.values()))
    if lock := locks(plan, everything).get(line_id):
        raise ValueError(f"{line.label} er låst: {lock.because}")
    held = situation.unbalanced.lines[line_id]
    if held is None:
        raise ValueError(f"{line.label} har ikke noe beløp å ta av.")
    give = int(held) - line.floor_nok
    cut = whole_kroner(value)
    if not 0 <= cut <= give:
        raise ValueError(f"{line.label} kan gi fra 0 til {kroner(give)}.")
    return line_id, cut
