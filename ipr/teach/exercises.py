"""The exercises beside the notebooks, and the file of hashes that their answers are known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, model_validator

from ipr.plan.find import PROJECT
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import Id, Text, Whole
from ipr.reading.files import read_text
from ipr.reading.records import Located, Record, read_record
from ipr.reading.strict_yaml import read_yaml
from ipr.teach.answers import Kind, canonical

FOLDER = PROJECT / "notebooks" / "opplaering"
EXERCISES_FILE = "oppgaver.yaml"
KEY_FILE = "fasit.json"

# About a tenth of a second: nobody notices, and nobody tries all amounts.
ROUNDS = 200_000
_DIGITS = 32  # of a hash, in hexadecimal


class Recipe(Record):
    """How an answer follows from the plan, or what it is word for word; exactly one of them.

    A term is a figure by its name in `Outcome.figure`, with `-` before it where it is taken away
    and `@scenario` after it where it is a scenario's. `sum` adds terms, `percent` is the first as
    percent of the second, `break_even` the least amount of an income that leaves a reserve of 0,
    `rate` the value of an assumption, `written` the answer in any of several words or letters.
    """

    sum: tuple[Text, ...] = ()
    percent: tuple[Text, Text] | None = None
    break_even: Text | None = None
    rate: Text | None = None
    written: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Recipe:
        ways = (self.sum, self.percent, self.break_even, self.rate, self.written)
        if len([way for way in ways if way]) != 1:
            raise ValueError("skriv nøyaktig én av sum, percent, break_even, rate og written")
        return self


class Answer(Recipe):
    """A recipe, and what a learner who gives this answer is told."""

    told: Text


class Exercise(Located):
    """One question: its kind, its right answer, the usual wrong ones, and hints in order."""

    id: Id
    question: Text
    kind: Kind
    decimals: Whole = 0
    choices: dict[str, Text] = Field(default_factory=dict)
    right: Answer
    wrong: tuple[Answer, ...] = ()
    hints: tuple[Text, ...]

    def token(self, answer: object) -> str:
        """Return the answer in its one form; raises ValueError, in Norwegian, where it has none."""
        return canonical(self.kind, answer, self.choices, self.decimals)


class Exercises(Record):
    """All exercises of a learning path, and the plan they are about."""

    plan: Id
    exercises: tuple[Exercise, ...]


class Key(Record):
    """The hashes of one exercise's answers: of the right one, and of each wrong one in order."""

    right: tuple[str, ...]
    wrong: tuple[tuple[str, ...], ...]


def load_exercises(folder: Path = FOLDER) -> Exercises:
    """Return the exercises of a folder; raises `InputError` with every fault of form."""
    return read_record(Exercises, read_yaml(folder / EXERCISES_FILE))


def find_exercise(exercises: Exercises, exercise_id: str) -> Exercise:
    """Return an exercise by its id; raises `InputError` with the nearest guess."""
    known = {exercise.id: exercise for exercise in exercises.exercises}
    if exercise_id not in known:
        raise refuse("", "", f"Oppgaven {unknown(exercise_id, known)}")
    return known[exercise_id]


def load_keys(folder: Path = FOLDER) -> dict[str, Key]:
    """Return the hashes of each exercise by its id; raises `InputError` for a missing file."""
    data = json.loads(read_text(folder / KEY_FILE))
    return {name: Key.model_validate(key) for name, key in data.items()}


def keys_text(keys: Mapping[str, Key]) -> str:
    """Return the hashes as the text of their file."""
    data = {name: key.model_dump() for name, key in keys.items()}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def digest_of(plan: str, exercise_id: str, token: str) -> str:
    """Return the slow hash of an answer in its one form.

    The exercise is the salt: the same amount in two exercises has two hashes.
    """
    salt = f"{plan}/{exercise_id}".encode()
    return hashlib.pbkdf2_hmac("sha256", token.encode(), salt, ROUNDS).hex()[:_DIGITS]
