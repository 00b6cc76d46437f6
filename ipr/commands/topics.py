"""What one may change in a scenario, found by a word and asked for in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ipr.budget.change import room_of
from ipr.budget.result import Result
from ipr.commands.told import is_about
from ipr.doors.build import change_of, decision_of, told_scenario, written
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Plan
from ipr.present.wording import CHOICES, POLICIES, RESPONSES, value_text
from ipr.reading.norwegian import typed
from ipr.reading.numbers import whole_amount

RULE, FLOOR = "Regel ved underskudd", "Det minste en post beholder ved kutt"
TRANSFER = "Flytte kroner mellom poster eller mellom inntekter"
NOT_SAID = "Ikke sagt ennå."
ROUND_STEP = "1 000"  # kroner; where cuts begin until another step is chosen

REASONS = ("because", "above_ceiling")
MOST_SHOWN = 15

Ask = Callable[[str], str]
Keys = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is answered so far, by the keys of a scenario file.

    `changes` are those made, by the name of what they are about. `step` says what the last answer
    was, for the one who takes it back.
    """

    title: str = ""
    question: str = ""
    changes: Mapping[str, Keys] = field(default_factory=dict)
    balancing: Keys = field(default_factory=dict)
    step: str = ""

    @property
    def floors(self) -> dict[str, str]:
        """What each line keeps at least in a cut, as typed, by the line's id."""
        floors = self.balancing.get("floors")
        return floors if isinstance(floors, dict) else {}

    def result(self, plan: Plan) -> Result:
        """Return what follows from the answers; raises `InputError` for what cannot be read."""
        changes = [{"because": NOT_SAID, **change} for change in self.changes.values()]
        told = {"title": self.title, "question": self.question, "status": "kladd"}
        rule = {"balancing": self.balancing} if self.balancing else {}
        return told_scenario(plan, {**told, "changes": changes, **rule}, above_ceiling=NOT_SAID)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to change: its name and label, the words it is found by, and how it is asked for.

    `asked` returns the draft with the answer; the same draft where nothing is changed.
    """

    name: str
    label: str
    words: str
    asked: Callable[[Draft, Ask], Draft]

    def is_about(self, word: str) -> bool:
        """Whether it is found by a word."""
        return is_about(f"{self.label} {self.words}", word)


def topics_of(plan: Plan) -> tuple[Topic, ...]:
    """Return everything one may change in a plan: each input, each open answer, lines and rules."""
    moving = Topic("transfer", TRANSFER, "omdisponere", lambda draft, ask: _moved(plan, draft, ask))
    return (
        *(_about_input(plan, item) for item in inputs_of(plan).values()),
        *(_about_condition(plan, item) for item in plan.conditions if item.decision),
        Topic("new", "Ny post", "", lambda draft, ask: _new_line(plan, draft, ask)),
        *([moving] if _movable(plan) else ()),
        Topic("rule", RULE, "saldering", lambda draft, ask: _rule(plan, draft, ask)),
        Topic("floor", FLOOR, "saldering gulv", lambda draft, ask: _floor(plan, draft, ask)),
        Topic("minimum", "Ønsket minstereserve", "saldering", _minimum),
    )


def _about_input(plan: Plan, item: Input) -> Topic:
    def asked(draft: Draft, ask: Ask) -> Draft:
        if item.unit == "choice":
            print(f"{item.label}:")
            text = chosen({CHOICES[word]: word for word in item.choices}, ask)
        else:
            now = value_text(item, draft.result(plan).register[item.name].value)
            text = ask(f"{item.label}, nå {now}. Ny verdi: ")
        if not text:
            return draft
        change = change_of(plan, item.name, text)
        if item.value is None and (day := ask("Gjelder fra (år-måned-dag; Enter om ukjent): ")):
            change["from_date"] = day
        in_plan = None if item.value is None else written(item.natural(item.value))
        return _with(draft, item.name, change if change.get("to") != in_plan else {})

    waiting = "ventende poster" if item.value is None else ""
    income = "inntekter" if item.name.startswith("funding.") else waiting
    return Topic(item.name, f"{item.label} ({item.unit_label})", income, asked)


def _about_condition(plan: Plan, condition: Condition) -> Topic:
    decision = plan.decisions[condition.id]
    release = decision.if_denied == "release"
    no = f"nei ({RESPONSES['release']})" if release else "nei"

    def asked(draft: Draft, ask: Ask) -> Draft:
        print(f"{condition.label}:")
        answer = chosen({"ikke avgjort": "", "ja": "ja", no: "nei"}, ask)
        said: tuple[str, ...] = (answer,)
        if answer == "nei" and not release:
            print("Hva fører et nei til?")
            said += (chosen({RESPONSES[word]: word for word in decision.responses}, ask),)
        if said[-1] == "cover":
            said += (ask("Beløpet rådet betaler ekstra (kroner): "),)
        change = decision_of(plan, condition.id, said) if answer else {}
        return _with(draft, condition.id, change)

    return Topic(condition.id, condition.label, "vilkår", asked)


def _with(draft: Draft, name: str, change: Keys) -> Draft:
    """Return the draft with this change in the place of its like; without it where it is empty."""
    before = draft.changes.get(name, {})
    if change and {key: told for key, told in before.items() if key not in REASONS} == change:
        return draft
    others = {key: value for key, value in draft.changes.items() if key != name}
    return replace(draft, changes=others | ({name: change} if change else {}))


def _new_line(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    taken = {*(line.id for line in plan.lines), *draft.changes}
    free = (f"ny_post{number or ''}" for number in range(len(taken) + 1))
    name = next(key for key in free if key not in taken)
    cost = ask("Ny post (kroner): ")
    if not cost:
        return draft
    amount = _kroner(cost)
    label = ask("Navnet på posten: ") or "Ny post"
    print("Gruppe:")
    group = chosen({group.label: group.id for group in plan.groups}, ask)
    keys = {"add": name, "label": label, "group": group, "amount": amount}
    return _with(draft, name, keys)


def _moved(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    """Ask what kroner are moved from and to: both lines, or both incomes."""
    rooms = _movable(plan)
    ends = [one for one in topics_of(plan) if one.name in rooms]
    giver = _end(ends, "Søk etter det som gir fra seg: ", ask)
    if not giver:
        return draft
    alike = [one for one in ends if rooms[one.name] == rooms[giver.name] and one.name != giver.name]
    taker = _end(alike, "Søk etter det som får: ", ask)
    if not taker or not (moved := ask("Hvor mye flyttes (kroner): ")):
        return draft
    change = {"transfer": _kroner(moved), "from": giver.name, "to": taker.name}
    return _with(draft, f"{giver.name} {taker.name}", change)


def _movable(plan: Plan) -> dict[str, str]:
    """Return the inputs that kroner can be moved between, each with what it moves within."""
    rooms = {name: room_of(plan, item) for name, item in inputs_of(plan).items()}
    several = {room for room, ends in Counter(rooms.values()).items() if room and ends > 1}
    return {name: room for name, room in rooms.items() if room in several}


def _end(ends: Sequence[Topic], prompt: str, ask: Ask) -> Topic | None:
    """Ask until a word leads to one of these; None where there is no word."""
    while word := ask(prompt):
        if found := found_topic(ends, word, ask):
            print(f"  {found.label}")
            return found
    return None


def _rule(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    payers = {line.label: line.id for line in plan.lines if line.lock is None}
    cuts = {"ranked", "pro_rata"}
    print(f"{RULE}:")
    policy = chosen(
        {words: name for name, words in POLICIES.items() if payers or name not in cuts}, ask
    )
    keys: dict[str, object] = {"policy": policy}
    if policy in cuts:
        keys["step"] = _kroner(ask(f"Kutt i hele trinn på, nå {ROUND_STEP}: ") or ROUND_STEP)
    order: list[str] = []
    while policy == "ranked" and len(order) < len(payers):
        print(f"Kuttes som nummer {len(order) + 1}:")
        left = {label: line for label, line in payers.items() if line not in order}
        line = chosen(left | ({"ingen flere": ""} if order else {}), ask)
        if not line:
            break
        order.append(line)
    if order:
        keys["order"] = order
        if floors := {line: least for line, least in draft.floors.items() if line in order}:
            keys["floors"] = floors
    if policy == "ask_funders":
        keys["shares"] = {
            item.id: ask(f"Andel fra {item.label} (helt tall), nå 1: ") or "1"
            for item in plan.recurring_funding
        }
    minimum = {key: draft.balancing[key] for key in ("minimum_reserve",) if key in draft.balancing}
    if policy == "leave_open" and not minimum:
        return replace(draft, balancing={})
    return replace(draft, balancing=keys | minimum)


def _floor(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    order = draft.balancing.get("order")
    if not isinstance(order, list):
        print(f"  Det gjelder bare ved {POLICIES['ranked']}. Søk «regel», og velg det først.")
        return draft
    print(f"{FLOOR}:")
    line = chosen({plan.line(one).label: one for one in order}, ask)
    now = draft.floors.get(line) or typed(plan.line(line).floor_nok)
    least = ask(f"{plan.line(line).label} beholder minst (kroner), nå {now}. Ny verdi: ")
    if not least:
        return draft
    floors = {**draft.floors, line: _kroner(least)}
    return replace(draft, balancing={**draft.balancing, "floors": floors})


def _minimum(draft: Draft, ask: Ask) -> Draft:
    now = draft.balancing.get("minimum_reserve", "0")
    typed = ask(f"Ønsket minstereserve (kroner), nå {now}. Ny verdi: ")
    if not typed:
        return draft
    return replace(draft, balancing={**draft.balancing, "minimum_reserve": _kroner(typed)})


def _kroner(text: str) -> str:
    return typed(whole_amount(text))


def chosen(choices: Mapping[str, T], ask: Ask) -> T:
    """Show numbered choices and return the one chosen, by number or by how its words begin."""
    for number, label in enumerate(choices, start=1):
        print(f"  {number}. {label}")
    labels = [*choices]
    while True:
        answer = ask("Nummer: ").lower()
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(labels):
            return choices[labels[int(answer) - 1]]
        alike = [label for label in labels if answer and label.lower().startswith(answer)]
        if len(alike) == 1:
            return choices[alike[0]]
        print(f"  Skriv et nummer fra 1 til {len(labels)}.")


def found_topic(topics: Iterable[Topic], word: str, ask: Ask) -> Topic | None:
    """Return what a word is about; where it is about several things, ask which."""
    found = [one for one in topics if one.is_about(word)]
    if not found:
        print(f"  Ingenting heter noe med «{word}». Prøv et annet ord.")
        return None
    if len(found) > MOST_SHOWN:
        print(f"  {len(found)} treff. Skriv litt mer av navnet.")
        return None
    return chosen({one.label: one for one in found}, ask) if len(found) > 1 else found[0]
