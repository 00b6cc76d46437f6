"""What an analyst has made herself, as blocks: a pandas table, a matplotlib figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from ipr.present.blocks import Chart
from ipr.present.blocks.shown import MIME, SCHEMA
from ipr.present.blocks.tables import Column, Kind, Missing, Row, Table, Value
from ipr.present.charts import drawn_by_others
from ipr.present.wording import CHOICES, POLICIES, STANDING
from ipr.reading.errors import refuse
from ipr.reading.norwegian import E4, amount, written_date

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS, MOST_COLUMNS = 500, 12
"""How large a table can be and still be read on paper."""

LABELS = {
    "id": "Id",
    "name": "Navn",
    "group": "Gruppe",
    "label": "Navn",
    "original": "Planen",
    "change": "Endring",
    "revised": "Scenarioet",
    "source": "Kilde",
    "unit": "Enhet",
    "standing": "Hvor tallet kommer fra",
    "reason": "Begrunnelse",
    "verb": "Hvordan",
    "inputs": "Hva som endres",
    "before": "Før",
    "after": "Etter",
}
"""How the columns of a result's own tables are headed for a reader."""

_SAID: dict[str, dict[str, str]] = {
    "standing": STANDING,
    "verb": {
        "set": "blir",
        "raise": "endres med",
        "scale": "endres i prosent",
        "transfer": "flyttes",
        "add": "ny post",
        "decide": "avgjøres",
        **POLICIES,
    },
    "original": CHOICES,
    "revised": CHOICES,
}
"""The words a reader sees for those that a result's own tables have in these columns."""

_CHANGES = frozenset({"change", "endring"})
_YEARS = frozenset({"år", "year", "aar"})
_SUMS = frozenset({"sum", "til sammen", "totalt"})
_TOO_LARGE = 10**15  # beyond this a float holds no whole numbers
CHART_WORDS = (
    'skriv ipr.chart(fig, alt="hva figuren viser, for den som ikke ser den", '
    'caption="figurteksten")'
)
TABLE_WORDS = 'skriv ipr.table(tabellen, "overskriften")'
"""What to write where a figure or a table has no words."""


def table(frame: Any, caption: str, unit: str = "") -> Table:
    """Return a DataFrame or a Series as a table that comes out in every format.

    Whole numbers are grouped, others have Norwegian decimals, what is missing is a dash. The index
    is the row's header unless it only counts the rows, or is an id with its label beside it. With
    `unit="kroner"` whole numbers are amounts; another unit is printed as it is. Raises `InputError`
    for anything else, for no caption and for more than fits on paper.
    """
    if not isinstance(caption, str) or not caption.strip():
        text = 'tabellen mangler overskrift – ipr.table(frame, "overskrift")'
        raise refuse("", "ipr.table", text)
    columns, cells = [], []
    for place, (name, series, header) in enumerate(_series(frame)):
        said = _SAID.get(name, {})
        listed = zip(series.tolist(), series.isna(), strict=True)
        values = [None if no else said.get(value, value) if said else value for value, no in listed]
        kind = _kind(str(name), [v for v in values if v is not None], unit, header=header)
        columns.append(Column(f"c{place}", _label(name), kind, header=header))
        cells.append([None if value is None else _cell(value, kind, values) for value in values])
    money = any(column.kind in {"amount", "change"} for column in columns)
    head = next((place for place, column in enumerate(columns) if column.header), 0)
    rows = tuple(
        Row(row, "total" if str(row[head]).casefold() in _SUMS else "body")
        for row in zip(*cells, strict=True)
    )
    shown = unit if unit != "kroner" or money else "Kroner"
    return Table(caption, tuple(columns), rows, unit=shown)


def chart(fig: Any, alt: str = "", caption: str = "", data: Any = None) -> Chart:
    """Return a matplotlib figure, or axes of one, as a figure that comes out in every format.

    `alt` tells what it shows to those who do not see it, and `data` (a DataFrame) is folded out
    below it. The figure is closed, so that the notebook does not show it twice. Raises `InputError`
    for anything else, and where words are missing.
    """
    figure: Any = getattr(fig, "figure", None)
    if not hasattr(figure, "savefig"):
        text = f"«{type(fig).__name__}» er ikke en matplotlib-figur – {CHART_WORDS}"
        raise refuse("", "ipr.chart", text)
    alt, caption = str(alt), str(caption)
    lacking = [word for word, given in (("alt", alt), ("caption", caption)) if not given.strip()]
    if lacking:
        raise refuse("", "ipr.chart", f"figuren mangler {' og '.join(lacking)} – {CHART_WORDS}")
    numbers = None if data is None else table(data, f"Tallene i figuren: {caption}")
    return Chart(caption, alt, numbers, *drawn_by_others(figure))


def bare_table(frame: Any) -> dict[str, Any]:
    """Return what a notebook keeps of a table that is no block: all of it, without a caption.

    Of one that does not fit on paper it keeps what is said of that.
    """
    try:
        return {MIME: {**table(frame, "–").to_data(), "caption": ""}}
    except Exception as error:  # noqa: BLE001 - what pandas can hold has no end; this never fails
        told = str(getattr(error, "problems", [error])[0])
    return {MIME: {"type": "refused", "told": told, "schema": SCHEMA}}


def _series(given: Any) -> list[tuple[Any, pd.Series[Any], bool]]:
    """Return a table's columns: name, values, and whether they head the rows, as an index does."""
    import pandas as pd  # noqa: PLC0415 - slow, and known to who has a frame

    if isinstance(given, pd.Series):
        given = given.to_frame("Verdi" if given.name is None else given.name)
    if not isinstance(given, pd.DataFrame):
        found = type(given).__name__
        text = f"«{found}» er ikke en tabell fra pandas – gi en DataFrame eller en Series"
        raise refuse("", "ipr.table", text)
    index = given.index
    heads: list[tuple[Any, pd.Series[Any], bool]] = []
    if index.name in {"id", "name"} and "label" in given.columns:  # as in a result's own tables
        heads = [("label", given["label"], True)]
        given = given.drop(columns="label")
    elif not isinstance(index, pd.RangeIndex) or index.name is not None:
        heads = [
            ("Rad" if name is None else name, index.get_level_values(i).to_series(), True)
            for i, name in enumerate(index.names)
        ]
    if len(given) > MOST_ROWS:
        text = (
            f"tabellen har {amount(len(given))} rader, og det er plass til {MOST_ROWS} på papir – "
            "velg rader, for eksempel med .head(50)"
        )
        raise refuse("", "ipr.table", text)
    if not 0 < (wide := len(heads) + given.shape[1]) <= MOST_COLUMNS:
        text = (
            f"tabellen har {wide} kolonner, og det må være fra 1 til {MOST_COLUMNS} på papir – "
            'velg kolonner med [["…", "…"]], eller snu tabellen med .T'
        )
        raise refuse("", "ipr.table", text)
    return [*heads, *((name, given.iloc[:, i], False) for i, name in enumerate(given.columns))]


def _label(name: Any) -> str:
    if isinstance(name, tuple):
        return " – ".join(filter(None, map(_label, name)))
    return LABELS.get(name, _text(name)) if isinstance(name, str) else _text(name)


def _kind(name: str, values: Sequence[Any], unit: str, *, header: bool) -> Kind:
    if values and all(isinstance(value, dt.date) for value in values):
        days = all(not isinstance(v, dt.datetime) or v.time() == dt.time() for v in values)
        return "date" if days else "text"
    if not values or not all(map(_is_number, values)):
        return "text"
    if any(isfinite(value) and value != int(value) for value in values):
        return "rate_e4"
    if header or name.casefold() in _YEARS:
        return "text"
    whole: Kind = "change" if name.casefold() in _CHANGES else "amount"
    return whole if unit == "kroner" else "count"


def _is_number(value: object) -> bool:
    """Whether a value is a number, and no larger than a table can tell."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return not isfinite(value) or -_TOO_LARGE < value < _TOO_LARGE


def _cell(value: Any, kind: Kind, values: Sequence[Any]) -> Value:
    if isinstance(value, float) and not isfinite(value):
        return Missing("∞" if value > 0 else "−∞")
    match kind:
        case "text":
            return _text(value)
        case "date":
            return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
        case "rate_e4":
            small = all(abs(one) < 1 for one in values if one is not None and isfinite(one))
            step = Decimal("0.0001" if small else "0.01")
            return int(Decimal(str(value)).quantize(step, ROUND_HALF_UP) * E4)
        case _:
            return int(value)


def _text(value: Any) -> str:
    match value:
        case bool():
            return "ja" if value else "nei"
        case int():
            return str(value) if 0 <= value < 10_000 else amount(value)  # a year is no amount
        case float() | Decimal():
            return f"{value:.6g}".replace(".", ",").replace("-", "−")
        case dt.datetime():
            return f"{written_date(value.date())} kl. {value:%H.%M}"
        case dt.date():
            return written_date(value)
        case _:  # half a character, which no file holds, becomes the sign that one is lost
            return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
