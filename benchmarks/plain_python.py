"""The same model as a plain Python function, written for this one plan, a scenario at a time."""

from __future__ import annotations

from benchmarks.cases import PLAN, UNLOCKED

E4, WHOLE = 10_000, 1_000_000


def _components() -> list[tuple[str, int, str, bool]]:
    """Return (line, amount, kind, sensitive to prices) for every priced component."""
    found = []
    for line in PLAN.lines:
        for component in line.components:
            sensitive = component.price == "sensitive"
            match component.kind:
                case "foreign_currency":
                    found.append((line.id, component.foreign_amount, "foreign", sensitive))
                case "part_year":
                    found.append((line.id, component.full_year_nok, "year", sensitive))
                case "amount" | "ex_vat":
                    found.append((line.id, component.amount_nok, "plain", sensitive))
    return found


COMPONENTS = _components()
MUNICIPALITIES, EARMARKED = 1_000_000, 150_000


def budget(
    carry_over: int, county: int, eur_nok: int, price_growth: int, months: int, *, ranked: bool
) -> dict[str, int]:
    """Return every line, frame, allocated, reserve and shortfall, in kroner."""
    lines: dict[str, int] = {}
    for line, amount, kind, sensitive in COMPONENTS:
        top, bottom = amount, 1
        if kind == "foreign":
            top, bottom = top * eur_nok, bottom * E4
        elif kind == "year":
            top, bottom = top * months, bottom * 12
        if sensitive:
            top, bottom = top * (WHOLE + price_growth), bottom * WHOLE
        lines[line] = lines.get(line, 0) + (2 * top + bottom) // (2 * bottom)
    lines["cyberland"] -= min(lines["cyberland"], EARMARKED)
    frame = county + MUNICIPALITIES + carry_over
    lacking = max(sum(lines.values()) - frame, 0)
    if ranked:
        for line in UNLOCKED:
            cut = min(lines[line], lacking)
            lines[line] -= cut
            lacking -= cut
    allocated = sum(lines.values())
    totals = {"frame": frame, "allocated": allocated, "reserve": frame - allocated}
    return {**lines, **totals, "shortfall": lacking}
