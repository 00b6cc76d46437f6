"""Trials for learners: change a few inputs, or propose who pays, and see what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ipr.budget.figures import figures_of
from ipr.budget.reckon import reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import Balancing, LeaveOpen, Ranked, locks
from ipr.doors.build import in_unit, named_input, scenario
from ipr.doors.folder import open_folder
from ipr.doors.scenarios import write_scenario
from ipr.plan.inputs import Input
from ipr.plan.model import Plan
from ipr.present.answers import verdict
from ipr.present.blocks import Group, Text
from ipr.present.blocks.tables import Row, Table, columns, make_table
from ipr.present.wording import CHOICES, value_text
from ipr.reading.errors import InputError, Problem, unknown
from ipr.reading.norwegian import kroner
from ipr.teach.exercises import whole_kroner

TRIAL = 'Slik kan det se ut: ipr.try_inputs(planen, {"funding.county": "2 250 000"})'
PROPOSAL = 'Slik kan det se ut: kutt={"navnet på posten": "10 000"}'
BECAUSE = "Del av forslaget."


def try_inputs(plan: Plan, inputs: object = None, *rest: object) -> Table | Text:
    """Return frame, lines and reserve in the plan and with other inputs, side by side.

    `inputs` maps names or labels of inputs to values as a learner writes them: kroner, months, a
    rate, or the word of a choice. What cannot be read comes back as a note, and nothing is raised.
    """
    try:
        changed = _pairs(plan, (inputs, *rest))
        read = [_value(plan, name, value) for name, value in changed.items()]
    except ValueError as error:
        return Text((str(error),), tone="note")
    before, after = reckon(plan), reckon(plan, {found.name: value for found, value in read})
    rows = (
        Row((figures_of(plan)[name].label, before.figures[name], after.figures[name],
             after.figures[name] - before.figures[name]), "total" if name == "reserve" else "body")
        for name in ("frame", "allocated", "reserve")
    )  # fmt: skip
    heads = columns(
        label="Størrelse", original_nok="Planen", trial_nok="Forsøket", change_nok="Endring"
    )
    return make_table("Forsøket ved siden av planen", heads, rows, *(_told(*pair) for pair in read))


def _told(found: Input, value: int) -> str:
    """Return what a trial did to an input; the pages' script says it in the same words."""
    label, text = found.label.removesuffix(", måneder"), value_text(found, value)
    text = f"«{text}»" if found.unit == "choice" else text
    if value == found.value:
        return f"Som i planen: «{label}» er {text}."
    return f"Endret: «{label}» til {text}."


def _pairs(plan: object, given: Sequence[object]) -> Mapping[str, object]:
    """Return what was given as names with values; raises ValueError, in Norwegian, with an example.

    A name and a value that stand without braces are taken for what they are.
    """
    if not isinstance(plan, Plan):
        raise ValueError(f"Først i parentesen skal det stå planen. {TRIAL}")
    match given:
        case (Mapping() as changed,) if all(isinstance(name, str) for name in changed):
            return changed
        case (str() as name, value):
            return {name: value}
        case (set(),):
            raise ValueError(f"Det skal være kolon mellom navnet og verdien, ikke komma. {TRIAL}")
        case _:
            raise ValueError(f"Skriv hva som skal endres, og til hva. {TRIAL}")


def _value(plan: Plan, name: str, value: object) -> tuple[Input, int]:
    """Return an input and a value of it; a choice may be said in the words of the reports."""
    found = named_input(plan, name, value)
    said = {CHOICES[word]: word for word in found.choices if word in CHOICES}
    try:
        return found, int(in_unit(found, said.get(str(value), value)))
    except ValueError as error:
        raise ValueError(f"{found.label}: {error}") from None


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
    rule: Balancing = LeaveOpen(minimum_reserve_nok=least)
    if cuts:
        floors = {name: situation.unbalanced.lines[name] - nok for name, nok in cuts.items()}
        rule = Ranked(order=tuple(cuts), floors=floors, minimum_reserve_nok=least)
    changed = {
        "title": "Mitt forslag",
        "question": "Hvem kan dekke det som mangler?",
        "changes": (*situation.scenario.changes, *asked.scenario.changes),
        "balancing": rule,
    }
    return reckoned(resolve(plan, situation.scenario.model_copy(update=changed)))


def proposal_block(proposal: Result) -> Group:
    """Return who pays in a proposal, what is left, and what still lacks."""
    plan, rule, after = proposal.plan, proposal.balancing, proposal.outcome
    held, given = proposal.unbalanced.lines, proposal.original.funding
    paying = [
        *(
            (line.label, held[line.id], -cut, after.lines[line.id])
            for line in plan.lines
            if (cut := after.cuts.get(line.id))
        ),
        *(
            (item.label, given[item.id], more, after.funding[item.id])
            for item in plan.funding
            if (more := after.funding[item.id] - given[item.id]) > 0
        ),
    ]
    heads = columns(
        label="Post eller bidragsyter",
        before_nok="Før forslaget",
        change_nok="Endring",
        after_nok="Etter forslaget",
    )
    told = [verdict(proposal).text, f"{plan.reserve_label} blir {kroner(proposal.reserve)}."]
    if rule.minimum_reserve_nok and proposal.shortfall:
        least, lacking = kroner(rule.minimum_reserve_nok), kroner(proposal.shortfall)
        told.append(f"Skal {least} være igjen, mangler {lacking}.")
    floors = rule.floors if isinstance(rule, Ranked) else {}
    offered = sum(held[name] - floor for name, floor in floors.items())
    if spare := offered - sum(after.cuts.values()):
        told.append(f"Kuttene er {kroner(spare)} mer enn det som trengs. Postene beholder dem.")
    if not paying:
        told.append("Ingen betaler ennå. Fyll ut kutt eller be_om, eller la det stå åpent.")
    table = [make_table("Hvem som betaler", heads, paying)] if paying else []
    return Group((Text(tuple(told)), *table))


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
        problems.append(
            Problem("", name, f"skriv navn og beløp mellom krøllparenteser. {PROPOSAL}")
        )
        return {}
    found: dict[str, int] = {}
    for key, value in (given or {}).items():
        try:
            found.update([reader(str(key), value)])
        except ValueError as error:
            problems.append(Problem("", name, str(error)))
    return found


def _ask(plan: Plan, name: str, value: object) -> tuple[str, int]:
    """Return an income's name and what is asked of it; one-off money cannot be asked for more."""
    known = {item.label: item for item in plan.funding if item.recurrence == "continues"}
    ids = {item.id: item.label for item in known.values()}
    said = name.removeprefix("funding.")
    item = known.get(ids.get(said, name))
    if item is None:
        if any(said in (one.id, one.label) for one in plan.funding):
            raise ValueError(f"«{name}» kommer bare én gang, og ingen kan bes om mer av det.")
        raise ValueError(f"Bidragsyteren {unknown(name, known)}")
    more = _kroner(item.label, value, "hvor mye mer du ber om")
    return f"funding.{item.id}", more


def _cut(situation: Result, name: str, value: object) -> tuple[str, int]:
    plan = situation.plan
    ids = {line.label.casefold(): line.id for line in plan.lines}
    line_id = ids.get(name.casefold(), name)
    if name.casefold() == plan.reserve_label.casefold():
        raise ValueError(f"{plan.reserve_label} er ingen post, men det som er igjen.")
    if line_id not in ids.values():
        raise ValueError(f"Posten {unknown(name, [line.label for line in plan.lines])}")
    line, held = plan.line(line_id), situation.unbalanced.lines[line_id]
    if lock := locks(plan, Ranked(order=tuple(ids.values()))).get(line_id):
        raise ValueError(f"{line.label} er låst: {lock.because}")
    if held is None:
        raise ValueError(f"{line.label} har ikke noe beløp å ta av.")
    give, cut = held - line.floor_nok, _kroner(line.label, value, "hvor mye posten gir fra seg")
    if cut > give:
        raise ValueError(f"{line.label} kan gi fra 0 til {kroner(give)}.")
    return line_id, cut


def _kroner(label: str, value: object, told: str) -> int:
    """Return the kroner of a line or a funder; whose they are stands in what is wrong with them."""
    try:
        found = whole_kroner(value)
    except ValueError as error:
        raise ValueError(f"{label}: {error}") from None
    if found < 0:
        raise ValueError(f"{label}: skriv {told}, uten minus.")
    return found
