"""Find every amount of money in the document of a plan, however it is written, and nothing else."""

from __future__ import annotations

import io
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from ipr.analysis.audit.money import AFTER, BLANK, Kind, Money, Number, in_words, numbers
from ipr.reading.errors import refuse
from ipr.reading.files import read_bytes, utf8

LARGEST_DOCUMENT = 50_000_000  # bytes

_START, _END_OF = attrgetter("start"), attrgetter("end")  # to search numbers by: they are in order
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ])|\n\s*\n")

# The heading of a column of money, and what its amounts are counted in.
_MONEY = re.compile(
    r"(?<!\w)(?:(?P<millions>mill(?:ion(?:er)?)?\.?\s*(?:kr|kroner|nok)|mnok)"
    r"|(?P<thousands>(?:1[ .\u00a0]?000|(?:hele )?tusen)\s*(?:kr|kroner|nok)|tnok|tkr)"
    r"|(?P<foreign>euro?|€)|kroner|kr|nok|beløp|budsjett(?:ert)?)(?!\w)",
    re.IGNORECASE,
)
_MARKS = r"(?:\*+|[¹²³†‡]+)"
_END = re.compile(
    rf"(?:{BLANK}?(?:kr\.?|kroner|,[-–—]))?(?P<marks>{_MARKS})?{BLANK}*$", re.IGNORECASE
)
_NOTE = re.compile(rf"{BLANK}*(?P<mark>{_MARKS}|[0-9]\))")
_BETWEEN_COLUMNS = re.compile(rf"{_MARKS}?{BLANK}+")
_UNIT = re.compile(rf"{BLANK}*(?:kr\.?|nok)?{BLANK}*$", re.IGNORECASE)
_FEWEST_ROWS = 2  # one line that ends in a number is a sentence as well as a row
_WIDEST_GAP = 2  # lines in a row without an amount: a group's heading, a line that awaits its own

# A count is followed by what it counts; an amount whose unit is left out stands alone: before a
# stop, a small word or a verb in the passive («150 000 overføres»).
_ALONE = re.compile(
    rf"\*{{0,3}}(?:{BLANK}*(?:$|[.,;:)\]!?»”\"]|\n{BLANK}*(?:$|\W)|[-–—]\s)"
    r"|\s+(?:(?:til|fra|i|på|av|er|var|blir|ble|og|eller|som|for|med|mot|pr|per|hver|hvert|årlig|"
    r"ved|skal|vil|kan|må|kom|kommer|gikk|går|gjelder|utgjør|inngår|står|ligger|overført|avsatt|"
    r"hvorav)(?!\w)|[^\W\d_]{4,}es(?!\w)))",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*(?:,|og|eller|til|[-–—])\s*", re.IGNORECASE)
_NAME = re.compile(  # what such a word introduces is the number of something
    r"(?:§|(?<!\w)(?:nr|nummer|tlf|telefon|mobil|faks|konto|org|sak|postboks|side|delmål|kapittel))"
    r"[.:]?\s*$",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """One amount of money in a text.

    `value` is whole units of `currency` (øre are rounded, half up), negative where a minus is
    attached. `start` is where its first digit or word stands, `line` counted from 1. `text` is the
    amount as it is written, with its currency word; a line break is shown as a space. `kind` says
    what makes it money: a currency word (`marked`, `words`), a row of a money table, a footnote
    under one, or a marked amount in the same `sentence`. `label` is the row's label or the
    footnote's mark, and empty elsewhere.
    """

    value: int
    currency: str
    text: str
    start: int
    line: int
    kind: Kind
    label: str = ""


class _Line(NamedTuple):
    """A line that is not blank, where it starts, and the numbers in it."""

    start: int
    text: str
    numbers: list[Number]
    after_blank: bool


def read_document(path: Path) -> str:
    """Return the text of a `.txt` (UTF-8) or `.pdf` file, in NFC.

    Raises `InputError` for other kinds of file, other encodings, and a PDF without text.
    """
    kind = path.suffix.lower()
    if kind not in {".txt", ".pdf"}:
        raise refuse(path.name, "", "dokumentet må være en tekstfil (.txt) eller en PDF (.pdf)")
    raw = read_bytes(path, LARGEST_DOCUMENT)
    if kind == ".pdf":
        text = _pdf_text(path.name, raw)
    else:
        fault = "dokumentet er ikke UTF-8 – lagre det med tegnkoding UTF-8"
        text = utf8(path.name, raw, fault)
    lines = re.sub("\r\n?|[\f\v\x85\u2028\u2029]", "\n", text)
    return unicodedata.normalize("NFC", lines)


def _pdf_text(name: str, raw: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "PDF-en kan ikke leses – er den skadet eller beskyttet med passord?"
        raise refuse(name, "", message) from None
    text = "\n\n".join(pages)
    if not text.strip():
        message = "PDF-en inneholder ingen tekst – er den skannet, må teksten gjenkjennes først"
        raise refuse(name, "", message)
    return text


def find_amounts(text: str) -> tuple[Found, ...]:
    """Return every amount of money in a text, in order.

    Money is a number with a currency word beside it (also across a line break), a trailing number
    in a row under a heading that names money, a number that stands alone in a footnote to such a
    table, or one grouped in threes that stands alone in a sentence with a marked amount.
    """
    every = numbers(text)
    alone = _alone(text, every)
    money = in_words(text, every)
    for number, cell in _cells(text, every).items():
        if number in money:
            money[number] = money[number]._replace(label=cell.label)
        elif cell.kind == "table" or number in alone:
            money[number] = cell
    money |= dict(_in_sentence(text, every, money, alone))
    ordered = sorted(money.items(), key=lambda pair: pair[0].start)
    return tuple(_found(text, number, how) for number, how in ordered)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence or paragraph of a text begins and ends."""
    return list(pairwise([0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]))


def _found(text: str, number: Number, how: Money) -> Found:
    value = number.value(scaled=how.scale > 1 and how.kind == "marked") or Fraction(0)
    value *= -how.scale if number.start < number.first else how.scale
    return Found(
        value=int((2 * value + 1) // 2),
        currency=how.currency,
        text=" ".join(text[how.start : how.end].split()),
        start=number.first,
        line=text.count("\n", 0, number.first) + 1,
        kind=how.kind,
        label=how.label,
    )


def _in_sentence(
    text: str, every: list[Number], money: dict[Number, Money], alone: set[Number]
) -> Iterator[tuple[Number, Money]]:
    for first, last in sentences(text):
        begins = bisect_left(every, first, key=_START)
        inside = every[begins : bisect_left(every, last, begins, key=_START)]
        known = [money[number] for number in inside if number in money]
        currency = next((how.currency for how in known if how.kind == "marked"), None)
        for number in inside:
            if currency and number not in money and number in alone:
                yield number, Money(currency, 1, number.start, number.end, "sentence")


def _alone(text: str, every: list[Number]) -> set[Number]:
    """Return the numbers in groups of three that nothing beside them makes a number of things."""
    alone = set[Number]()
    follower: Number | None = None
    for number in reversed(every):  # the last first: of a list, what the last is tells of all
        before = text[max(0, number.first - 20) : number.first]
        if number.grouped and not (number.stuck or before[-1:].isalpha() or _NAME.search(before)):
            if follower and _NEXT.fullmatch(text, number.end, follower.start):
                fits = follower in alone or AFTER.match(text, follower.end) is not None
            else:
                fits = _ALONE.match(text, number.end) is not None
            alone |= {number} if fits else set()
        follower = number
    return alone


# --- a table of money, and its footnotes


def _cells(text: str, every: list[Number]) -> dict[Number, Money]:
    """Return the numbers in money tables and in their footnotes.

    A table begins after a line that names money (kroner, beløp, budsjett …) and ends where more
    than two lines running have no trailing number. It has at least two rows, and more rows than
    other lines between them.
    """
    lines, cells, place = list(_lines(text, every)), dict[Number, Money](), 0
    while place < len(lines):
        unit, place = _unit(lines[place]), place + 1
        if unit:
            found, place = _table(lines, place, unit)
            cells |= found
    return cells


def _lines(text: str, every: list[Number]) -> Iterator[_Line]:
    end, after_blank = 0, False
    for line in text.split("\n"):
        start, end = end, end + len(line) + 1
        if line.strip():
            first = bisect_left(every, start, key=_START)
            inside = every[first : bisect_left(every, end, first, key=_END_OF)]
            yield _Line(start, line, inside, after_blank)
        after_blank = not line.strip()


def _table(
    lines: list[_Line], place: int, unit: tuple[str, int]
) -> tuple[dict[Number, Money], int]:
    """Return the amounts of a table that begins at a line, and of its notes, and where it ends."""
    cells, found = dict[Number, Money](), dict[Number, Money]()
    rows = gap = others = 0
    table, note = False, ""
    for line in lines[place:]:
        mark = _NOTE.match(line.text)
        if mark and (note or table):
            note = mark["mark"]
        elif note and line.after_blank:
            break
        if note:
            for number in line.numbers:
                if number.grouped:
                    cells[number] = Money(*unit, number.start, number.end, "footnote", note)
        elif row := _row(line, unit, first=not rows):
            rows, others, gap = rows + 1, others + gap if rows else 0, 0
            found |= row
            table = rows >= _FEWEST_ROWS and rows > others
            if table:
                cells.update(found)
                found.clear()
        else:
            gap += 1
            if gap > _WIDEST_GAP or (not table and _unit(line)):
                break
        place += 1
    return cells, place


def _unit(line: _Line) -> tuple[str, int] | None:
    """Return the currency and the scale of the column that a line is the heading of, if any."""
    named = [found.lastgroup for found in _MONEY.finditer(line.text)]
    scale = 10**6 if "millions" in named else 1_000 if "thousands" in named else 1
    if any(number.grouped and (scale == 1 or number.value() != scale) for number in line.numbers):
        return None
    return ("EUR" if named[0] == "foreign" else "NOK", scale) if named else None


def _row(line: _Line, unit: tuple[str, int], *, first: bool) -> dict[Number, Money]:
    """Return the trailing numbers of a line, one for each column of money."""
    label, row = line.text, dict[Number, Money]()
    trail = _END.match(label, line.numbers[-1].end - line.start) if line.numbers else None
    for number in reversed(line.numbers if trail else ()):
        end = number.end
        if row and not _BETWEEN_COLUMNS.fullmatch(label, end - line.start):
            break
        if not _is_amount(number, unit[1]):
            break
        if trail and not row:
            end += len(trail["marks"] or "")
        row[number] = Money(*unit, number.start, end, "table")
        label = line.text[: number.start - line.start]
    label = _UNIT.sub("", label).strip()
    if label and not any(character.isalpha() for character in label):
        return {}
    if first and label[:1].islower():
        return {}  # a sentence that goes on, with a line that happens to end in a number
    return {number: how._replace(label=label) for number, how in row.items()}


def _is_amount(number: Number, scale: int) -> bool:
    if number.value() is None or number.like_year or number.stuck:
        return False
    return number.grouped or scale > 1 or (number.written.isdigit() and len(number.written) > 3)
