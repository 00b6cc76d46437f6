"""The lessons' exercises: asked, answered as people write, judged, and helped along with hints."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Literal

from pydantic import Field

from ipr.present.blocks import Text as Told
from ipr.reading.fields import Id, Text, Whole
from ipr.reading.norwegian import MAX_AMOUNT, kroner, listing, visible
from ipr.reading.numbers import plain, scale_of
from ipr.reading.records import Record

# The lessons as pages read answers with the same rules: templates/lesson.js, and a test says so.
Kind = Literal["amount", "number", "choice", "word"]
Tone = Literal["right", "wrong"]

_LONGEST = 200  # characters of an answer; the longest choice is well below it
_PHRASE = 5  # words of the longest phrase that is known inside a sentence
_QUOTES = " \"'«»“”„‘’`´"
_SPOKEN = ((r"×|·|\bx\b|\bganger\b", "*"), (r"÷|(?<=\d) ?: ?(?=\d)|\bdelt på\b", "/"),
           (r"\bpluss\b", "+"), (r"\bminus\b", "-"), (r"\bnull\b", "0"))  # fmt: skip
_LACKING = r"\b(?:i (?:underskudd|minus)|underskudd|udekket|merforbruk|for lite|mangler)\b"
_FILLING = (
    r"\b(?:kroner|krone|kr|nok|norske|svaret|det|er|blir|igjen|til overs|i overskudd)\b\.?|,-+|"
    r",00(?!\d)"
)
_RATIO = r"/ ?(?:euro|eur|kr)\b|\b(?:prosent|pst|per|euro|eur)\b\.?|[%€]"
_SPACED = r"(?<![\d.,])\d+(?: \d{3})+(?!\d)"
_SCALED = r"(\d+(?:[.,]\d+)?) ?(mill|million|millioner|tusen|k)\b\.?"
# Thousands with points or commas: one such group is decimals where decimals are asked for.
_GROUPED = {"amount": r"(?<![\d.,])\d{1,3}(?:[.,'’]\d{3})+(?!\d)",
            "number": r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?!\d)"}  # fmt: skip
_DIGITS = r"\d+(?:[.,]\d+)?"
_SIGNS: dict[type, Callable[..., Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.UAdd: operator.pos, ast.USub: operator.neg,
}  # fmt: skip
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
        """Return the forms an answer may be known by; the first is the whole of it.

        An amount or a number has one form however it is written, a choice its letter, and words
        are known by themselves and by every phrase within them. Raises ValueError, in Norwegian,
        for what cannot be read as an answer of this kind.
        """
        text = _written(answer)
        match self.kind:
            case "amount":
                return (str(whole_kroner(text)),)
            case "number":
                return (str(_rounded(number(text) * 10**self.decimals)),)
            case "choice":
                return (_chosen(text, self.choices),)
            case "word":
                return _phrases(text)

    def known(self) -> list[tuple[Tone, str, frozenset[str]]]:
        """Return every answer that has an explanation: the right one first, then the wrong ones.

        In a plan where a usual mistake gives the right answer, or that of another mistake, the
        first of them counts; last come slips of the pen.
        """
        seen: set[str] = set()
        found: list[tuple[Tone, str, frozenset[str]]] = []
        for one in (self.right, *self.wrong, *self._slips()):
            forms = frozenset(self.tokens(text)[0] for text in one.answer) - seen
            seen |= forms
            if forms:
                found.append(("right" if one is self.right else "wrong", one.told, forms))
        return found

    def _slips(self) -> tuple[Answer, ...]:
        """Return an amount's slips of the pen: the other sign, and noughts too few or too many."""
        right = self.amount
        if not right:
            return ()
        scaled = [right * 10**more for more in range(1, 4) if abs(right) * 10**more <= MAX_AMOUNT]
        scaled += [right // 10**less for less in range(1, 7) if right % 10**less == 0]
        noughts = "Sifrene stemmer, men ikke antallet nuller. Svar i hele kroner."
        return (
            Answer(answer=(str(-right),), told="Tallet stemmer, men ikke fortegnet."),
            Answer(answer=tuple(map(str, scaled)), told=noughts),
        )

    @property
    def amount(self) -> int | None:
        """The right answer in kroner, where it is an amount."""
        return whole_kroner(self.right.answer[0]) if self.kind == "amount" else None


def judge(exercise: Exercise, answer: object) -> Told:
    """Return what a learner is told of an answer; whatever it is, nothing is raised."""
    try:
        text = "" if answer is None else _written(answer)
        if text in {"", "none", "ellipsis"}:
            return Told(paragraphs=("Skriv svaret ditt i stedet for de tre prikkene.", _more(0)))
        asked = _HELP.fullmatch(text)
        if asked and not (exercise.kind == "word" and "ikke" in text):
            return hint(exercise, int(asked[1] or 1))
        forms = exercise.tokens(answer)
    except ValueError as error:
        return Told(paragraphs=(str(error), _more(0)), tone="note")
    read = ""  # how an amount was understood, unless it was written in plain digits
    if exercise.kind == "amount" and _ELSEWHERE.search(text):
        read = f"Svaret ditt er lest som {kroner(int(forms[0]))}."
    for tone, told, known in exercise.known():
        if not known.isdisjoint(forms):
            place = f"Sted i planen: «{exercise.place}»." if exercise.place else ""
            rest = (read, place) if tone == "right" else (_more(0),)
            return Told(paragraphs=tuple(filter(None, (told, *rest))), tone=tone)
    again = f"Prøv gjerne en gang til. {read}".rstrip()
    return Told(paragraphs=(again, _more(0)), tone="wrong")


def hint(exercise: Exercise, number: int = 1) -> Told:
    """Return one of an exercise's hints, from 1; each says more than the one before."""
    last = len(exercise.hints)
    if not 1 <= number <= last:
        return Told(paragraphs=(f"Oppgaven har hint fra 1 til {last}.",), tone="note")
    told = f"Hint {number} av {last}: {exercise.hints[number - 1]}"
    return Told(paragraphs=(told, _more(number)) if number < last else (told,))


def _more(number: int) -> str:
    if number == 0:
        return "Trenger du hjelp? Skriv hint som svar."
    return f"Trenger du mer hjelp? Skriv hint {number + 1} som svar."


def _written(answer: object) -> str:
    """Return an answer in small letters, with ordinary spaces and signs and without quotes."""
    try:
        text = str(answer)
    except ValueError:  # Python writes no number of several thousand digits
        raise ValueError("Tallet er for stort.") from None
    if len(text) > _LONGEST:
        raise ValueError("Svaret er for langt.")
    return plain(text).strip(_QUOTES).removeprefix("...").strip(_QUOTES)


def whole_kroner(answer: object) -> int:
    """Return kroner as people write them: `610 000`, `0,61 mill. kr`, `(40 000)`, `3 − 2`.

    Raises ValueError, in Norwegian, for anything else.
    """
    text = _written(answer)
    if "%" in text or "prosent" in text:
        raise ValueError(f"{visible(text)} er prosent. Her spørres det etter kroner.")
    value = _calculated(text, "amount")
    if value is None:
        raise ValueError(f"{visible(text)} kan ikke leses som kroner. Skriv for eksempel 75 000.")
    if value.denominator != 1:
        raise ValueError(f"{visible(text)} er ikke hele kroner. Skriv svaret uten desimaler.")
    return int(value)


def number(answer: object) -> Fraction:
    """Return a number that may have decimals: `13,6 prosent`, `13.56`, `100 * 5 / 7`.

    Raises ValueError, in Norwegian, for anything else.
    """
    text = _written(answer)
    value = _calculated(re.sub(_RATIO, " ", text), "number")
    if value is None:
        raise ValueError(f"{visible(text)} er ikke et tall. Skriv for eksempel 12,5.")
    return value


def _calculated(text: str, kind: Literal["amount", "number"]) -> Fraction | None:
    """Return what a number or a sum comes to, or None where the text is neither.

    After an equals sign stands the answer. Accountants write what is lacking in parentheses.
    """
    text = text.rpartition("=")[2]
    lacking = re.search(_LACKING, text) is not None
    text = re.sub(_FILLING, " ", re.sub(_LACKING, " ", text))
    for spoken, sign in _SPOKEN:
        text = re.sub(spoken, sign, text)
    text = re.sub(r"^\(([\d ., ]+)\)$", r"-\1", " ".join(text.split()).rstrip(". "))
    text = re.sub(_SPACED, lambda found: found[0].replace(" ", ""), text)
    text = re.sub(_SCALED, lambda found: _exact(found[1], scale_of(found[2])), text)
    text = re.sub(_GROUPED[kind], lambda found: re.sub(r"\D", "", found[0]), text)
    if not re.fullmatch(r"[-0-9+*/()., ]*", text):
        return None
    told = re.sub(_DIGITS, lambda found: _exact(found[0]), text).strip()
    try:
        value = _reckoned(ast.parse(told, mode="eval").body)
    except (SyntaxError, KeyError, ZeroDivisionError):
        return None
    if abs(value) > MAX_AMOUNT:
        raise ValueError("Tallet er for stort.")
    return -value if lacking and value > 0 else value


def _exact(digits: str, scale: int = 1) -> str:
    """Return a number as a sum of whole numbers: `0,61` is `(61/100)`."""
    return f"({Fraction(digits.replace(',', '.')) * scale})"


def _reckoned(node: ast.expr) -> Fraction:
    """Return what a sum comes to; raises KeyError for what is none."""
    match node:
        case ast.Constant(int() as whole):
            return Fraction(whole)
        case ast.UnaryOp(sign, of):
            return _SIGNS[type(sign)](_reckoned(of))
        case ast.BinOp(left, sign, right):
            return _SIGNS[type(sign)](_reckoned(left), _reckoned(right))
    raise KeyError(node)


def _rounded(value: Fraction) -> int:
    """Return the nearest whole number, half away from zero."""
    up = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return up if value >= 0 else -up


def _chosen(text: str, choices: Mapping[str, str]) -> str:
    said = _words(text).removeprefix("svar ").removeprefix("alternativ ")
    for letter, told in choices.items():
        if said in {letter, _words(_written(told)), _words(_written(f"{letter} {told}"))}:
            return letter
    raise ValueError(f"Svar med én av bokstavene: {listing(list(choices), 'eller')}.")


def _phrases(text: str) -> tuple[str, ...]:
    """Return the whole answer without punctuation, then each run of its words, longest first."""
    try:
        return (str(whole_kroner(text)),)
    except ValueError:
        words = _words(text).split()
    if not words:
        raise ValueError("Svaret er tomt.")
    runs = sorted(
        (words[a:b] for a, b in combinations(range(len(words) + 1), 2) if b - a <= _PHRASE),
        key=len,
        reverse=True,
    )
    return tuple(dict.fromkeys([" ".join(words), *(" ".join(run) for run in runs)]))


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", text).split())
