"""A plan as the text of its file, which reads back as the equal plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from ipr.plan.model import Plan
from ipr.plan.sheets.columns import title_of
from ipr.reading.fields import read_text_field
from ipr.reading.norwegian import E4, MINUS, NBSP, decimal_e4, typed
from ipr.reading.records import Record
from ipr.reading.strict_yaml import Bare

_ENDS = {"low_e4", "high_e4", "step_e4"}  # those of a range, which is often in kroner
# A text that stands as it is: words of letters, with signs that mean nothing to YAML.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()–-]*[\w.)])?")


def plan_text(plan: Plan, head: str = "") -> str:
    """Return a plan as the text of its file, below a head of comments."""
    return head + "\n".join(_record(plan)) + "\n"


def _record(record: Record) -> Iterator[str]:
    """Yield the lines of a record, without what is as it would be unsaid."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if value is None or (value == field.get_default() and not field.is_required()):
            continue
        key = field.alias or name
        if isinstance(value, tuple) and value and isinstance(value[0], Record):
            yield from _list(key, value, titled=isinstance(record, Plan))
        elif isinstance(value, Record):
            yield f"{key}:"
            yield from (f"  {line}" for line in _record(value))
        else:
            yield f"{key}: {_value(name, value)}"


def _list(key: str, records: tuple[Record, ...], *, titled: bool) -> Iterator[str]:
    if titled:
        yield f"\n# --- {title_of((key,))} ".ljust(100, "-") + "\n"
    yield f"{key}:"
    for number, record in enumerate(records):
        lines = list(_record(record))
        gap = "\n" if titled and key == "lines" and number else ""
        yield f"{gap}  - {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _value(name: str, value: object) -> str:
    match value:
        case int() if name.endswith("_e4"):
            grouped = name in _ENDS and value % E4 == 0
            plain = decimal_e4(value, 0).replace(NBSP, "").replace(MINUS, "-")
            return typed(value // E4) if grouped else plain
        case int() if name.endswith(("_nok", "_amount")):
            return typed(value)
        case tuple():
            return f"[{', '.join(_text(item) for item in value)}]"
        case str():
            return _text(value)
        case _:
            return str(value)  # a day is written year-month-day


def _text(text: str) -> str:
    """Return a text in quotation marks, or bare where it can only be read as that text."""
    with suppress(ValueError):
        if _PLAIN.fullmatch(text) and read_text_field(Bare(text)) == text:
            return text
    return json.dumps(text, ensure_ascii=False)
