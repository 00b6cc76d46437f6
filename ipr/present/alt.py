"""The words that stand for a figure, written from the figure's own data."""

from __future__ import annotations

from collections.abc import Sequence

from ipr.reading.norwegian import amount, count, kroner, listing, signed_kroner

_MOST = 6  # more than this is read better in the table than heard in one breath


def waterfall_alt(
    start: tuple[str, int], steps: Sequence[tuple[str, int]], end: tuple[str, int]
) -> str:
    """What a waterfall shows: where it starts, the changes, where it ends."""
    since, to = f"{_name(start[0])}, {_level(start[1])}", f"{_name(end[0])}, {_level(end[1])}"
    if not steps:
        return f"Trinndiagram uten endringer: {since}. {to}."
    told = _listed([f"{label} {signed_kroner(delta)}" for label, delta in steps])
    return (
        f"Trinndiagram i {count(len(steps), 'trinn', 'trinn')} fra {since}, til {to}. "
        f"Endringer: {told}."
    )


def bars_alt(what: str, items: Sequence[tuple[str, int | str]]) -> str:
    """What a bar chart shows: `what`, then each bar's label and amount."""
    told = _listed([f"{label} {_said(value)}" for label, value in items])
    return f"Liggende stolper: {what}. {told}." if items else f"{what}: ingen stolper."


def lines_alt(
    what: str, ticks: Sequence[str], series: Sequence[tuple[str, tuple[int | None, ...]]]
) -> str:
    """What a line chart shows: each line with its figure at every point."""
    told = (
        f"{name}: "
        + listing(
            [
                f"{amount(value)} i {tick}" if value is not None else f"ikke oppgitt for {tick}"
                for tick, value in zip(ticks, values, strict=True)
            ]
        )
        + "."
        for name, values in series
    )
    return f"Linjer: {what}, i kroner. {' '.join(told)}"


def _listed(told: Sequence[str]) -> str:
    if len(told) <= _MOST:
        return listing(told)
    rest = count(len(told) - _MOST, "til", "til")
    return f"{', '.join(told[:_MOST])} og {rest} (alle står i tabellen)"


def _name(label: str) -> str:
    return f"«{label}»"


def _level(value: int) -> str:
    return f"{kroner(value)} (udekket)" if value < 0 else kroner(value)


def _said(value: int | str) -> str:
    return value if isinstance(value, str) else kroner(value)
