"""The command that lists what a scenario may change: the plan's inputs, and what it may decide."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ipr.commands.told import asked_folder, plan_argument
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.wording import value_text
from ipr.reading.errors import nearest, refuse
from ipr.reading.norwegian import NBSP, visible

ALSO = {"moms": "merverdiavgift"}  # what people say, and what it is called here


@dataclass(frozen=True, slots=True)
class Changeable:
    """One thing a scenario may change: its name in a file, label, text in the plan, and source.

    `group` is the heading of the budget it stands under, to be found by; often empty.
    """

    name: str
    label: str
    now: str
    source: str
    group: str = ""

    def has(self, word: str) -> bool:
        """Return whether a word, in small letters, is part of what is told of it."""
        told = f"{self.name} {self.label} {self.now} {self.source} {self.group}"
        return word in told.replace(NBSP, " ").lower()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words to search for."""
    plan_argument(parser)
    parser.add_argument(
        "word", metavar="ORD", nargs="*", help="vis bare det som har disse ordene i seg"
    )


def run(asked: argparse.Namespace) -> bool:
    """Tell each input's label, value in the plan, name and source; raises `InputError` for none."""
    plan = asked_folder(asked).plan
    words = [ALSO.get(word.lower(), word.lower()) for word in asked.word]
    inputs, conditions = list(_inputs(plan)), list(_conditions(plan))
    kept = [
        (head, [one for one in found if all(map(one.has, words))])
        for head, found in (
            ("Verdier et scenario kan endre (set, raise, scale, transfer)", inputs),
            ("Vilkår et scenario kan avgjøre (decide)", conditions),
        )
    ]
    if not any(found for _, found in kept):
        raise refuse("", "ORD", _nothing(words, [*inputs, *conditions]))
    print("\n\n".join(_told(head, found) for head, found in kept if found))
    return True


def _nothing(words: Sequence[str], choices: Sequence[Changeable]) -> str:
    strange = next((word for word in words if not any(one.has(word) for one in choices)), None)
    if strange is None:
        return "ingenting har alle ordene i seg – prøv med færre"
    labels = {part for one in choices for part in one.label.split() if len(part) > 3}
    guess = nearest(strange, labels)
    return f"ingenting har {visible(strange)} i seg" + (f" – mente du «{guess}»?" if guess else "")


def _told(head: str, found: Sequence[Changeable]) -> str:
    width = max(len(one.name) for one in found)
    entries = [f"{one.label} – {one.now}\n  {one.name:{width}}  {one.source}" for one in found]
    return "\n".join([f"{head}: {len(found)}", *entries])


def _inputs(plan: Plan) -> Iterator[Changeable]:
    groups = {group.id: group.label for group in plan.groups}
    headings = {line.id: groups.get(line.group, "") for line in plan.lines}
    for item in inputs_of(plan).values():
        now = value_text(item, item.value)
        line = item.name.split(".")[1] if item.name.startswith("lines.") else ""
        yield Changeable(
            item.name, item.label, now + _words(item), item.source, headings.get(line, "")
        )


def _words(item: Input) -> str:
    """Return the words that a file may hold for a choice, the plan's own among them."""
    if not item.choices:
        return ""
    return f" ({', '.join(item.choices)})"


def _conditions(plan: Plan) -> Iterator[Changeable]:
    for condition in plan.conditions:
        if condition.decision:
            yield Changeable(
                condition.id, condition.label, "granted eller denied", condition.source
            )
