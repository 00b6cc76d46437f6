"""The rows and columns of tables over years: each amount with whose word it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ipr.analysis.outlook import Outlook, OutlookYear
from ipr.analysis.outlook_cells import Marking, YearCell
from ipr.present.blocks import Column, Missing, Note, Row
from ipr.present.blocks.cells import Role, Value
from ipr.reading.norwegian import listing

MARKINGS: dict[Marking, str] = {"plan": "plan", "derived": "regnet ut", "assumption": "antakelse"}
ILLUSTRATION = Note("", "Illustrasjon, ikke økonomiplan: planen gjelder ett år.")
BASIS = Note(
    "",
    "Grunnlag: «plan» står i planen, «regnet ut» følger av den, «antakelse» er vår. "
    "En sum er antakelse når noe av det den bygger på, er det.",
)
SILENT = Missing("–")


def year_columns(found: Outlook, own: bool = True) -> tuple[Column, ...]:  # noqa: FBT001, FBT002
    """Return a column for each year, and the basis of the plan's own year and of later ones."""
    first, *later = (year.year for year in found.years)
    shown = [first, *later] if own else later
    amounts = [Column(f"y{year}_nok", str(year), "amount") for year in shown]
    basis = [Column("own_basis", f"Grunnlag {first}")] if own else []
    return (*amounts, *basis, Column("basis", f"Grunnlag {_span(later)}"))


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def group_row(label: str, found: Outlook) -> Row:
    """Return a heading over rows of years."""
    return Row((label, *(None for _ in year_columns(found))), "group")


def names_in(found: Outlook, room: str) -> list[str]:
    """Return the names of the cells of `lines.` or `funding.`, in the plan's order."""
    return [cell.name for cell in found.years[0].cells if cell.name.startswith(room)]


def cell_of(year: OutlookYear, name: str) -> YearCell:
    """Return a year's cell by its name; raises `KeyError` where it has none."""
    for cell in year.cells:
        if cell.name == name:
            return cell
    raise KeyError(name)


def cell_row(found: Outlook, name: str) -> Row:
    """Return one component or income over the years, with the basis of each amount."""
    first, *later = (cell_of(year, name) for year in found.years)
    amounts = map(_shown, (first, *later))
    return Row((first.label, *amounts, basis([first]), basis(later)))


def _shown(cell: YearCell) -> Value:
    return SILENT if cell.amount_nok is None else cell.amount_nok


def basis(cells: Sequence[YearCell]) -> str:
    """Return whose word later amounts rest on: one word, or one for each year where they differ."""
    words = {cell.year: MARKINGS[cell.marking] for cell in cells if cell.amount_nok is not None}
    if not words:
        return "–"
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return listing([f"{word} ({year})" for year, word in words.items()])


def sum_basis(cells: Iterable[YearCell]) -> str:
    """Return what a sum of these cells is: derived, or assumption where one of them is."""
    guessed = any(cell.marking == "assumption" for cell in cells if cell.amount_nok is not None)
    return MARKINGS["assumption" if guessed else "derived"]


def sum_row(
    label: str, amounts: Sequence[int | None], found: Outlook, room: str, role: Role = "subtotal"
) -> Row:
    """Return a sum over the years; `room` says which cells it adds up, empty means all."""
    first, *later = ([c for c in year.cells if c.name.startswith(room)] for year in found.years)
    shown = [SILENT if amount is None else amount for amount in amounts]
    own = "–" if amounts[0] is None else sum_basis(first)
    return Row((label, *shown, own, sum_basis(c for cells in later for c in cells)), role)


def outlook_rows(found: Outlook) -> Iterator[Row]:
    """Yield every component and income over the years, and what is left."""
    yield group_row("Delposter, før øremerkede penger er trukket fra", found)
    yield from (cell_row(found, name) for name in names_in(found, "lines."))
    yield group_row("Inntekter", found)
    yield from (cell_row(found, name) for name in names_in(found, "funding."))
    yield group_row("Til sammen", found)
    yield from total_rows(found)


def total_rows(found: Outlook) -> Iterator[Row]:
    """Yield what the lines take, and what recurring and carried money leave of themselves then.

    A view that is silent about most lines says nothing of what could be carried.
    """
    years = found.years
    taken = [year.allocated_nok for year in years]
    yield sum_row("Postene til sammen", taken, found, "lines.", "body")
    left = [year.left_nok for year in years]
    yield sum_row("Igjen av de årlige bidragene", left, found, "")
    if found.ahead.carry_reserve and found.view != "bound":
        carried = [None, *(year.carried_nok for year in years[1:])]
        yield sum_row("Tatt med fra året før", carried, found, "")
        reserve = [year.reserve_nok for year in years]
        yield sum_row("Igjen når det er lagt til", reserve, found, "", "total")
