"""The lessons' exercises: asked, answered, judged, and helped along with hints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from ipr.present.blocks import Text as Told
from ipr.reading.errors import unknown
from ipr.reading.fields import Id, Text, Whole
from ipr.reading.norwegian import kroner
from ipr.reading.records import Record
from ipr.teach.answers import Kind, plain, tokens, whole_kroner

_HELP = re.compile(r"(?:hint|hjelp|tips|(?:jeg )?(?:vet|aner) ikke|\?)\W*(\d*)\W*")
_ELSEWHERE = re.compile(r"[^-\d. ]")  # what shows that an amount was not written in plain digits


class Answer(Record):
    """An answer, in as many ways as it may be given, and what a learner who gives it is told."""

    answer: tuple[Text, ...]
    told: Text


class Exercise(Record):
    """One question: its kind, its right answer, the usual wrong ones, and hints in order.

    `place` is where in the plan the answer has its ground; `decimals` what a number is rounded to.
    """

    id: Id
    question: Text
    kind: Kind
    decimals: Whole = 0
    choices: dict[str, Text] = Field(default_factory=dict)
    right: Answer
    wrong: tuple[Answer, ...] = ()
    hints: tuple[Text, ...]
    place: Text | None = None

    def tokens(self, answer: object) -> tuple[str, ...]:
        """Return the forms an answer is known by; raises ValueError where it is none."""
        return tokens(self.kind, answer, self.choices, self.decimals)

    def known(self) -> list[tuple[Literal["right", "wrong"], str, frozenset[str]]]:
        """Return every answer that has an explanation: the right one first, then the wrong ones.

        In a plan where a usual mistake gives the right answer, or that of another mistake, the
        first of them counts.
        """
        seen: set[str] = set()
        found: list[tuple[Literal["right", "wrong"], str, frozenset[str]]] = []
        for tone, answer in (("right", self.right), *(("wrong", one) for one in self.wrong)):
            forms = {self.tokens(text)[0] for text in answer.answer} - seen
            seen |= forms
            if forms:
                found.append((tone, answer.told, frozenset(forms)))  # type: ignore[arg-type]
        return found

    @property
    def amount(self) -> int | None:
        """The right answer in kroner, where it is an amount."""
        return whole_kroner(self.right.answer[0]) if self.kind == "amount" else None

    @property
    def right_answer(self) -> str:
        """The right answer as a teacher reads it."""
        if self.amount is not None:
            return kroner(self.amount)
        if self.kind == "number":
            scaled = int(self.tokens(self.right.answer[0])[0])
            return f"{scaled / 10**self.decimals:.{self.decimals}f}".replace(".", ",")
        return self.right.answer[0]


def judge(exercise: Exercise, answer: object) -> Told:
    """Return what a learner is told of an answer; whatever it is, nothing is raised."""
    try:
        text = "" if answer is None else plain(answer)
        if text in {"", "none", "ellipsis"}:
            return Told(paragraphs=("Skriv svaret ditt i stedet for de tre prikkene.", _more(0)))
        asked = _HELP.fullmatch(text)
        if asked and not (exercise.kind == "word" and "ikke" in text):
            return hint(exercise, int(asked[1] or 1))
        forms = exercise.tokens(answer)
    except ValueError as error:
        return Told(paragraphs=(str(error), _more(0)), tone="note")
    for tone, told, known in exercise.known():
        if known & set(forms):
            read = _read(exercise, text, forms[0]) if tone == "right" else ""
            place = f"Sted i planen: «{exercise.place}»." if exercise.place else ""
            rest = (place,) if tone == "right" else (_more(0),)
            return Told(paragraphs=tuple(filter(None, (told, read, *rest))), tone=tone)
    again = f"Prøv gjerne en gang til. {_read(exercise, text, forms[0])}".rstrip()
    return Told(paragraphs=(again, _more(0)), tone="wrong")


def hint(exercise: Exercise, number: int = 1) -> Told:
    """Return one of an exercise's hints, from 1; each says more than the one before."""
    last = len(exercise.hints)
    if not 1 <= number <= last:
        return Told(paragraphs=(f"Oppgaven har hint fra 1 til {last}.",), tone="note")
    told = f"Hint {number} av {last}: {exercise.hints[number - 1]}"
    return Told(paragraphs=(told, _more(number)) if number < last else (told,))


def find_exercise(exercises: Sequence[Exercise], name: str) -> Exercise:
    """Return an exercise by its id; raises ValueError, in Norwegian, with the nearest guess."""
    known = {exercise.id: exercise for exercise in exercises}
    if name not in known:
        raise ValueError(f"Oppgaven {unknown(str(name), known)}")
    return known[name]


def _read(exercise: Exercise, text: str, form: str) -> str:
    """Return how an amount was understood, unless it was written in plain digits."""
    if exercise.kind != "amount" or not _ELSEWHERE.search(text):
        return ""
    return f"Svaret ditt er lest som {kroner(int(form))}."


def _more(number: int) -> str:
    if number == 0:
        return "Trenger du hjelp? Skriv hint som svar."
    return f"Trenger du mer hjelp? Skriv hint {number + 1} som svar."
