"""Tell a learner whether an answer is right, what a wrong one suggests, and hints one by one."""

from __future__ import annotations

from pathlib import Path

from ipr.present.blocks import Text
from ipr.reading.errors import InputError
from ipr.teach.exercises import (
    FOLDER,
    Exercise,
    digest_of,
    find_exercise,
    load_exercises,
    load_keys,
)


def sjekk(exercise_id: str, svar: object, *, folder: Path = FOLDER) -> Text:
    """Return what a learner is told of an answer; `None` means that there is none yet.

    Nothing is stored. What the learner writes never raises; a fault in the exercises' own files
    raises `InputError`.
    """
    exercises = load_exercises(folder)
    try:
        exercise = find_exercise(exercises, exercise_id)
    except InputError as error:
        return _note(str(error))
    if svar is None:
        return _note(
            "Skriv svaret ditt i stedet for None, og kjør cellen på nytt.", _help(exercise, 1)
        )
    try:
        token = exercise.token(svar)
    except ValueError as error:
        return _note(str(error))
    key = load_keys(folder)[exercise.id]
    digest = digest_of(exercises.plan, exercise.id, token)
    if digest in key.right:
        return Text(paragraphs=(f"Riktig! {exercise.right.told}",))
    for answer, digests in zip(exercise.wrong, key.wrong, strict=True):
        if digest in digests:
            return _note(f"Ikke helt. {answer.told}")
    return _note(f"Ikke helt.{_about_points(exercise, svar)} {_help(exercise, 1)}")


def hint(exercise_id: str, number: int = 1, *, folder: Path = FOLDER) -> Text:
    """Return one of an exercise's hints, from 1; each says more than the one before."""
    try:
        exercise = find_exercise(load_exercises(folder), exercise_id)
    except InputError as error:
        return _note(str(error))
    last = len(exercise.hints)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= last:
        return _note(f"Oppgaven har hint fra 1 til {last}.")
    told = f"Hint {number} av {last}: {exercise.hints[number - 1]}"
    return Text(paragraphs=(told, _help(exercise, number + 1)) if number < last else (told,))


def _help(exercise: Exercise, number: int) -> str:
    word = "Trenger du hjelp?" if number == 1 else "Trenger du mer hjelp?"
    return f'{word} Skriv ipr.hint("{exercise.id}", {number}) i en celle.'


def _about_points(exercise: Exercise, svar: object) -> str:
    """Return what a point does in Python, for one who wrote 610.000 and meant thousands."""
    if exercise.kind != "amount" or not isinstance(svar, float):
        return ""
    return ' Python leser punktum som desimaltegn; skriv for eksempel 75_000 eller "75 000".'


def _note(*paragraphs: str) -> Text:
    return Text(paragraphs=paragraphs, tone="note")
