"""What the answers of exercises are, reckoned from the plan: only the maker of the key needs it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from ipr.analysis.break_even import break_even
from ipr.budget.calculate import calculate
from ipr.budget.evaluate import evaluate
from ipr.plan.find import find_plan_folder
from ipr.plan.inputs import inputs_of
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, refuse, unknown
from ipr.reading.norwegian import E4, kroner
from ipr.teach.exercises import Exercise, Exercises, Key, Recipe, digest_of

Given = tuple[int | Decimal | str, ...]


def key_of(exercises: Exercises) -> dict[str, Key]:
    """Return the hashes of every answer, reckoned from the exercises' plan.

    Raises `InputError` for a term the plan does not know, and where a wrong answer is the right
    one or is told of twice.
    """
    folder = find_plan_folder(exercises.plan)
    plan = load_plan(folder)
    problems = [
        problem
        for exercise in exercises.exercises
        for problem in _clashes(exercise, _tokens(plan, folder, exercise))
    ]
    if problems:
        raise InputError(problems)
    return {
        exercise.id: _key(exercises.plan, exercise, _tokens(plan, folder, exercise))
        for exercise in exercises.exercises
    }


def right_answers(exercises: Exercises) -> tuple[str, ...]:
    """Return each exercise's id with its right answer as a reader writes it."""
    folder = find_plan_folder(exercises.plan)
    plan = load_plan(folder)
    return tuple(
        f"{exercise.id}: {_shown(exercise, answers(plan, folder, exercise.right)[0])}"
        for exercise in exercises.exercises
    )


def answers(plan: Plan, folder: Path, recipe: Recipe) -> Given:
    """Return what a learner may answer, by the recipe: amounts in kroner, numbers or words."""
    if recipe.written:
        return recipe.written
    if recipe.sum:
        return (sum(_term(plan, folder, term) for term in recipe.sum),)
    if recipe.percent:
        part, whole = (_term(plan, folder, term) for term in recipe.percent)
        return (Decimal(part) * 100 / Decimal(whole),)
    if recipe.break_even:
        return (_break_even(plan, folder, recipe.break_even),)
    rate = inputs_of(plan)[_known(plan, recipe.rate or "")].value
    return (Decimal(rate or 0) / E4,)


def _known(plan: Plan, name: str) -> str:
    catalogue = inputs_of(plan)
    if name not in catalogue:
        raise refuse("", "", unknown(name, catalogue))
    return name


def _shown(exercise: Exercise, given: int | Decimal | str) -> str:
    if isinstance(given, int):
        return kroner(given)
    return exercise.token(given).replace(".", ",")


def _term(plan: Plan, folder: Path, term: str) -> int:
    """Return one term of a sum in kroner, negative where it is taken away."""
    name, _, scenario = term.removeprefix("-").partition("@")
    outcome = calculate(plan, folder, scenario).outcome if scenario else evaluate(plan)
    try:
        figure = outcome.figure(name)
    except KeyError:
        raise refuse("", "", f"planen har ingen størrelse «{name}»") from None
    if figure is None:
        raise refuse("", "", f"«{name}» har ikke noe beløp i planen")
    return -int(figure) if term.startswith("-") else int(figure)


def _break_even(plan: Plan, folder: Path, term: str) -> int:
    name, _, scenario = term.partition("@")
    inputs = calculate(plan, folder, scenario).resolved.inputs if scenario else {}
    found = break_even(plan, inputs, _known(plan, name))
    if found.threshold is None:
        raise refuse("", "", f"«{name}» har ikke noe nullpunkt")
    return found.threshold


def _tokens(plan: Plan, folder: Path, exercise: Exercise) -> list[tuple[str, ...]]:
    """Return the forms of the right answer, then of each wrong one."""
    return [
        tuple(dict.fromkeys(exercise.token(given) for given in answers(plan, folder, recipe)))
        for recipe in (exercise.right, *exercise.wrong)
    ]


def _clashes(exercise: Exercise, tokens: list[tuple[str, ...]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for group in tokens:
        for token in group:
            if token in seen:
                yield Problem(exercise.where, exercise.id, f"svaret «{token}» står to ganger")
            seen.add(token)


def _key(plan: str, exercise: Exercise, tokens: list[tuple[str, ...]]) -> Key:
    hashes = [tuple(digest_of(plan, exercise.id, token) for token in group) for group in tokens]
    return Key(right=hashes[0], wrong=tuple(hashes[1:]))
