"""An analyst's own table and figure become blocks that say the same to every reader."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import ipr
from ipr.present.blocks import block_from_data
from ipr.present.blocks.shown import MIME
from ipr.present.blocks.tables import Missing, Table
from ipr.present.own import MOST_COLUMNS, MOST_ROWS, bare_table
from ipr.reading.errors import InputError

FRAME = pd.DataFrame(
    {
        "label": ["Film", "Sum"],
        "original": pd.array([150_000, None], dtype="Int64"),
        "change": [-50_000, 0],
        "Andel": [0.12345, 1 / 3],
        "Per måned": [12_500.0, 0.005],
    },
    index=pd.Index(["film", "sum"], name="id"),
)


def test_a_frame_is_a_table_with_norwegian_numbers() -> None:
    """Amounts are grouped, changes signed, decimals have a comma, what is missing is a dash."""
    table = ipr.table(FRAME, "Mine tall", unit="kroner")
    assert [column.label for column in table.columns] == [
        "Navn", "Planen", "Endring", "Andel", "Per måned",
    ]  # fmt: skip
    assert table.texts() == (
        ("Film", "150\u00a0000", "\u221250\u00a0000", "0,1235", "12\u00a0500,00"),
        ("Sum", "–", "0", "0,3333", "0,01"),
    )
    assert table.unit_line == "Hele kroner"
    assert table.header_columns == (0,)
    assert [row.role for row in table.rows] == ["body", "total"]


def test_a_results_own_tables_have_norwegian_heads_and_words() -> None:
    """No id, column name or word of the code reaches a reader of a result's own tables."""
    result = ipr.load_result("lillehammer-2026", "lavere-overforing")
    lines, inputs = ipr.table(result.lines, "Poster"), ipr.table(result.inputs, "Forutsetninger")
    assert [column.label for column in lines.columns] == [
        "Navn", "Gruppe", "Planen", "Endring", "Scenarioet", "Kilde",
    ]  # fmt: skip
    rows = {row[0]: row for row in inputs.texts()}
    assert rows["Overføring fra 2025"][2:5] == (
        "1\u00a0000\u00a0000", "500\u00a0000", "valgt i scenarioet",
    )  # fmt: skip
    assert (
        "utenfor rammen" in rows["Overføring fra 2025 til Cyberland: innenfor eller utenfor rammen"]
    )
    assert ipr.table(result.bridge, "Bro").texts()[0][0] == "blir"


def test_every_kind_of_value_has_its_words() -> None:
    """Dates, truth, years, exact decimals, infinity and a whole column that became floats."""
    frame = pd.DataFrame(
        {
            "år": [2026, 2027],
            "dag": [pd.Timestamp(2026, 1, 15), pd.NaT],
            "tid": [dt.datetime(2026, 1, 15, 9, 30), dt.datetime(2026, 1, 16)],  # noqa: DTZ001
            "ok": [True, False],
            "kurs": [Decimal("11.75"), Decimal(12)],
            "beløp": [1e6, float("nan")],
            "grense": [float("inf"), 1.0],
        }
    )
    table = ipr.table(frame, "Alt", unit="kroner")
    assert table.texts() == (
        ("2026", "15. januar 2026", "15. januar 2026 kl. 09.30", "ja", "11,75",
         "1\u00a0000\u00a0000", "∞"),
        ("2027", "–", "16. januar 2026 kl. 00.00", "nei", "12,00", "–", "1"),
    )  # fmt: skip
    assert table.rows[0].cells[6] == Missing("∞")


def test_a_series_a_pivot_and_an_index_that_only_counts() -> None:
    """A series has its name as heading; levels of columns are joined; a counter is no header."""
    series = ipr.table(pd.Series([1, 2], index=["a", "b"]), "Serie")
    assert [column.label for column in series.columns] == ["Rad", "Verdi"]
    wide = FRAME.pivot_table(index="label", columns="original", values=["change"], aggfunc="sum")
    assert [c.label for c in ipr.table(wide, "Pivot").columns] == [
        "Navn", "Endring – 150\u00a0000",
    ]  # fmt: skip
    assert len(ipr.table(pd.DataFrame({"a": [1]}), "Teller").columns) == 1


@pytest.mark.parametrize(("unit", "line"), [("", ""), ("prosent", "Prosent"), ("kroner", "Kroner")])
def test_the_unit_is_said_as_it_is_given(unit: str, line: str) -> None:
    """Only whole kroner are called that; no unit says nothing."""
    assert ipr.table(pd.DataFrame({"a": [0.5]}), "Tall", unit=unit).unit_line == line


@pytest.mark.parametrize(
    ("frame", "caption", "told"),
    [
        (FRAME, "", "mangler overskrift"),
        ([1], "x", "«list» er ikke en tabell"),
        (pd.DataFrame({"a": range(MOST_ROWS + 1)}), "x", r"501 rader.*\.head\(50\)"),
        (pd.DataFrame([range(MOST_COLUMNS + 1)]), "x", "13 kolonner.*velg kolonner"),
        (pd.DataFrame(), "x", "0 kolonner"),
    ],
)
def test_what_is_no_table_for_paper_is_refused(frame: Any, caption: str, told: str) -> None:
    """The message says what was given, what there is room for, and what to write."""
    with pytest.raises(InputError, match=told):
        ipr.table(frame, caption)


def test_a_bare_frame_is_kept_whole_and_without_words() -> None:
    """What the kernel stores of a frame has all its rows, unlike what pandas prints."""
    long = pd.DataFrame({"a": range(200)})
    kept = bare_table(long)[MIME]
    assert kept["caption"] == ""
    whole = block_from_data({**kept, "caption": "x"})
    assert isinstance(whole, Table)
    assert len(whole.rows) == 200
    refused = bare_table(pd.DataFrame({"a": range(MOST_ROWS + 1)}))[MIME]
    assert (refused["type"], "501 rader" in refused["told"]) == ("refused", True)
