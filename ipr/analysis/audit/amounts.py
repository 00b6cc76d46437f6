"""Find every amount of money in the document of a plan, however it is written, and nothing else."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from ipr.analysis.audit.money import (
    AFTER,
    BLANK,
    Hit,
    Kind,
    Number,
    marked,
    money_of,
    numbers,
    ranges,
    sentences,
    worded,
)
from ipr.reading.errors import refuse
from ipr.reading.files import read_bytes, utf8

LARGEST_DOCUMENT = 50_000_000  # bytes

_MONEY = re.compile(
    r"(?<!\w)(?:(?P<foreign>euro?|€)|kroner|kr|nok|mnok|tnok|tkr|beløp|budsjett(?:ert)?)(?!\w)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"(?<!\w)(?:(?:1[ .\u00a0]?000|(?:hele )?tusen)\s*(?:kr|kroner|nok)|tnok|tkr)(?!\w)",
    re.IGNORECASE,
)
_MILLIONS = re.compile(
    r"(?<!\w)(?:mill(?:ion(?:er)?)?\.?\s*(?:kr|kroner|nok)|mnok)(?!\w)", re.IGNORECASE
)
_MARKS = r"(?:\*+|[¹²³†‡]+)"
_END = re.compile(
    rf"(?:{BLANK}?(?:kr\.?|kroner|,[-–—]))?(?P<marks>{_MARKS})?{BLANK}*$", re.IGNORECASE
)
_NOTE = re.compile(rf"{BLANK}*(?P<mark>{_MARKS}|[0-9]\))")
_BETWEEN_COLUMNS = re.compile(rf"{_MARKS}?{BLANK}+[-−]?")
_UNIT = re.compile(rf"{BLANK}*(?:kr\.?|nok)?{BLANK}*[-−]?$", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Found:
    """One amount of money in a text.

    `value` is whole units of `currency` (øre are rounded, half up), negative where a minus is
    attached. `start` is where its first digit or word stands, `line` and `column` say so counted
    from 1. `text` is the amount as it is written, with its currency word; a line break is shown as
    a space. `kind` says what makes it money: a currency word (`marked`, `words`), a row of a money
    table, a footnote under one, or a marked amount in the same `sentence`. `label` is the row's
    label or the footnote's mark, and empty elsewhere.
    """

    value: int
    currency: str
    text: str
    start: int
    line: int
    column: int
    kind: Kind
    label: str = ""


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
    cells = _cells(text, every)
    hits = {hit.number.start: hit for hit in marked(text, every)}
    hits |= {hit.number.start: hit for hit in ranges(text, every, hits)}
    for start, cell in cells.items():
        if start in hits:
            hits[start] = replace(hits[start], label=cell.label)
        elif cell.kind == "table" or _alone(text, every, cell.number):
            hits[start] = cell
    hits |= {hit.number.start: hit for hit in _in_sentence(text, every, hits)}
    hits |= {hit.number.start: hit for hit in worded(text)}
    return tuple(_found(text, hit) for _, hit in sorted(hits.items(), key=lambda pair: pair[0]))


def _in_sentence(text: str, every: list[Number], hits: dict[int, Hit]) -> Iterator[Hit]:
    for first, last in sentences(text):
        inside = [number for number in every if first <= number.start < last]
        known = [hits[number.start] for number in inside if number.start in hits]
        currency = next((hit.currency for hit in known if hit.kind == "marked"), None)
        for number in inside:
            if currency and number.start not in hits and _alone(text, every, number):
                value = number.value or Fraction(0)
                yield Hit(number, value, currency, number.start, number.end, "sentence")


def _alone(text: str, every: list[Number], number: Number) -> bool:
    if not number.grouped or (number.head and not re.fullmatch(r"[0-9]{4}\s", number.head)):
        return False
    if text[number.start - 1 : number.start].isalpha() or _NAME.search(
        text[max(0, number.start - 20) : number.start]
    ):
        return False
    follower = next((other for other in every if other.start > number.start), None)
    if follower and _NEXT.fullmatch(text, number.end, follower.start):
        return bool(AFTER.match(text, follower.end)) or _alone(text, every, follower)
    return _ALONE.match(text, number.end) is not None


def _found(text: str, hit: Hit) -> Found:
    start = hit.number.start
    return Found(
        value=int((2 * hit.value + 1) // 2),
        currency=hit.currency,
        text=" ".join(text[hit.start : hit.end].split()),
        start=start,
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
        kind=hit.kind,
        label=hit.label,
    )


def _cells(text: str, every: list[Number]) -> dict[int, Hit]:
    """Return the numbers in money tables and in their footnotes, by where they start.

    A table begins after a line that names money (kroner, beløp, budsjett …) and ends where more
    than two lines running have no trailing number. It has at least two rows, and more rows than
    other lines between them.
    """
    cells: dict[int, Hit] = {}
    unit: tuple[str, int] | None = None
    rows: list[list[Hit]] = []
    gap = others = 0
    note = ""
    for start, line, inside, after_blank in _lines(text, every):
        mark = _NOTE.match(line)
        if mark and unit and (note or _is_table(rows, others)):
            note = mark["mark"]
        elif note and after_blank:
            note, unit, rows = "", None, []
        if note and unit:
            grouped = [number for number in inside if number.grouped]
            hits = [money_of(text, n, unit, n.end, "footnote", note) for n in grouped]
            cells |= {hit.number.start: hit for hit in hits if hit}
            continue
        row = _row(text, line, start, inside, unit) if unit else []
        if row and not rows and row[0].label[:1].islower():
            row = []  # a sentence that goes on, with a line that happens to end in a number
        if row:
            others += gap if rows else 0
            gap = 0
            rows.append(row)
            if _is_table(rows, others):
                cells |= {cell.number.start: cell for found in rows for cell in found}
            continue
        gap += 1
        heading = _unit(line, inside)
        if gap > _WIDEST_GAP or (heading and not _is_table(rows, others)):
            rows, others, gap = [], 0, 0
            unit = heading
    return cells


def _lines(text: str, every: list[Number]) -> Iterator[tuple[int, str, list[Number], bool]]:
    """Yield each line that is not blank: its start, its numbers, and if it is after a blank one."""
    start, after_blank = 0, False
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            inside = [number for number in every if start <= number.start and number.end <= end]
            yield start, line, inside, after_blank
        start, after_blank = end + 1, not line.strip()


def _is_table(rows: list[list[Hit]], others: int) -> bool:
    return len(rows) >= _FEWEST_ROWS and len(rows) > others


def _unit(line: str, inside: list[Number]) -> tuple[str, int] | None:
    """Return the currency and the scale of the column that a line is the heading of, if any."""
    found = _MONEY.search(line)
    scale = 10**6 if _MILLIONS.search(line) else 1_000 if _THOUSANDS.search(line) else 1
    if any(number.grouped and (scale == 1 or number.value != scale) for number in inside):
        return None
    currency = "EUR" if found and found["foreign"] else "NOK"
    return (currency, scale) if found or scale > 1 else None


def _row(
    text: str, line: str, start: int, inside: list[Number], unit: tuple[str, int]
) -> list[Hit]:
    """Return the trailing numbers of a line, one for each column of money."""
    end = _END.match(line, inside[-1].end - start) if inside else None
    if not end:
        return []
    columns: list[Number] = []
    label = line
    for number in reversed(inside):
        beside = not columns or _BETWEEN_COLUMNS.fullmatch(label, number.end - start)
        if not beside or not _is_amount(number, unit[1]):
            break
        columns.insert(0, number)
        label = line[: number.start - len(number.head) - start]
    label = _UNIT.sub("", label).strip()
    if not columns or (label and not any(character.isalpha() for character in label)):
        return []
    ends = [number.end for number in columns[:-1]] + [columns[-1].end + len(end["marks"] or "")]
    hits = [
        money_of(text, number, unit, last, "table", label)
        for number, last in zip(columns, ends, strict=True)
    ]
    return [hit for hit in hits if hit]


def _is_amount(number: Number, scale: int) -> bool:
    if number.value is None or number.like_year:
        return False
    if number.head and not re.fullmatch(r"(?:19|20)[0-9]{2}\s", number.head):
        return False
    return number.grouped or scale > 1 or (number.written.isdigit() and len(number.written) > 3)
