"""A plan, or another record, as the text of its file, which reads back as the equal record."""

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
_ALWAYS = {"policy"}  # which rule it is, is said also where it is the usual one
_TYPED = {"to", "by"}  # numbers as they are typed, and words
_NUMBER = re.compile(r"[-+]?[0-9][0-9 ,.]*")
# A text that stands as it is: words of letters, with signs that mean nothing to YAML.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()–-]*[\w.)])?")


def plan_text(plan: Plan, head: str = "") -> str:
    """Return a plan as the text of its file, below a head of comments."""
    return head + "\n".join(record_lines(plan)) + "\n"


def record_lines(record: Record) -> Iterator[str]:
    """Yield a record as lines of YAML, without what is as it would be unsaid."""
    fields = type(record).model_fields
    for name in sorted(fields, key=record.told_last.__contains__):
        field, value = fields[name], getattr(record, name)
        usual = None if field.is_required() else field.get_default(call_default_factory=True)
        if value is None or (value == usual and name not in _ALWAYS) or name in record.filled_in:
            continue
        key = field.alias or name
        if isinstance(value, tuple) and value and isinstance(value[0], Record):
            yield from _list(key, value, titled=isinstance(record, Plan))
        elif isinstance(value, Record):
            yield f"{key}:"
            yield from (f"  {line}" for line in record_lines(value))
        else:
            yield f"{key}: {_value(name, value)}"


def _list(key: str, records: tuple[Record, ...], *, titled: bool) -> Iterator[str]:
    if titled:
        yield f"\n# --- {title_of((key,))} ".ljust(100, "-") + "\n"
    yield f"{key}:"
    for number, record in enumerate(records):
        lines = list(record_lines(record))
        gap = "\n" if titled and key == "lines" and number else ""
        yield f"{gap}  - {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _value(name: str, value: object) -> str:
    match value:
        case int() if name.endswith("_e4"):
            grouped = name in _ENDS and value % E4 == 0
            plain = decimal_e4(value, 0).replace(NBSP, "").replace(MINUS, "-")
            return typed(value // E4) if grouped else plain
        case int() if name.endswith(("_nok", "_amount")) or name == "floors":
            return typed(value)
        case tuple():
            return f"[{', '.join(_text(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_value(name, item)}' for key, item in value.items())}}}"
        case str():
            return value if name in _TYPED and _NUMBER.fullmatch(value) else _text(value)
        case _:
            return str(value)  # a day is written year-month-day


def _text(text: str) -> str:
    """Return a text in quotation marks, or bare where it can only be read as that text."""
    with suppress(ValueError):
        if _PLAIN.fullmatch(text) and read_text_field(Bare(text)) == text:
            return text
    return json.dumps(text, ensure_ascii=False)
