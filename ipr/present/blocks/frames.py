"""Tables as pandas frames: `Int64` for numbers, `string` for text, `<NA>` for what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipr.present.blocks.cells import NUMERIC, Column, Missing, Row


def frame(columns: Sequence[Column], rows: Sequence[Row]) -> pd.DataFrame:
    """All rows but group headings: a column for each key, then `role` (body, subtotal, total).

    Kroner as in the table, rates and percentages times 10 000, dates as "2025-11-14".
    """
    kept = [row for row in rows if row.role != "group"]
    series = {
        column.key: pd.Series(
            [None if isinstance(row.cells[i], Missing) else row.cells[i] for row in kept],
            dtype="Int64" if column.kind in NUMERIC else "string",
        )
        for i, column in enumerate(columns)
    }
    return pd.DataFrame({**series, "role": pd.Series([row.role for row in kept], dtype="string")})
