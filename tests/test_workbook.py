"""The spreadsheets: live formulas that give the kernel's figures, whoever recalculates them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from itertools import cycle
from math import floor, prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import formulas
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from ipr.budget import figures as budget_figures
from ipr.budget.amounts import rounded_product
from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.scenario import AddChange, Scenario
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import SCALE_E4, WHOLE_E4, Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.scenario.budget import budget_table
from ipr.present.wording import CHOICES
from ipr.publish.documents.document import Provenance
from ipr.publish.sheets.book import write_scenarios_workbook, write_workbook
from ipr.publish.sheets.paper import Formula, defined_names
from ipr.publish.sheets.reckoning import helpers, product
from tests.plans import LILLEHAMMER, NORDFJELLA
from tests.strategies import HOSTILE

pytestmark = pytest.mark.slow  # another engine takes seconds to start
FOLDERS = {"first": LILLEHAMMER, "second": NORDFJELLA}
PLANS = {name: folder.plan for name, folder in FOLDERS.items()}
CASES = [(name, one) for name, folder in FOLDERS.items() for one in folder.scenario_ids]
# The engines are slow; these have every kind of component and of balancing rule.
RECALCULATED = [
    ("first", "ingen-overforing-likt-kutt"),
    ("first", "ingen-overforing-be-om-mer"),
    ("second", "alt-sammen"),
    ("second", "gaver-annerledes"),
    ("second", "flytt-og-legg-til"),
]

# openpyxl reads an escape as it stands in the file, so those have a test of their own.
TEXTS = [text for text in HOSTILE if "_x" not in text]

Cell = tuple[str, str]
Values = Mapping[Cell, object]


@cache
def case(plan: str, scenario: str) -> Result:
    """Return one scenario of one of the two plans."""
    return scenario_result(FOLDERS[plan], scenario)


@cache
def every(plan: str) -> tuple[Result, ...]:
    """Return all scenarios of one of the two plans."""
    return tuple(case(plan, scenario) for scenario in FOLDERS[plan].scenario_ids)


@cache
def one(plan: str, scenario: str) -> bytes:
    """Return the workbook of one scenario."""
    return write_workbook(case(plan, scenario))


@cache
def all_of(plan: str) -> bytes:
    """Return the workbook of all scenarios of a plan."""
    return write_scenarios_workbook(every(plan))


def bare(plan: Plan) -> Result:
    """Return a calculation of a plan that no file holds, without changes."""
    scenario = Scenario(where="", id="planen", title="T", question="S?", status="kladd")
    return reckoned(resolve(plan, scenario))


def read(content: bytes, *, values: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it: its formulas, or the values stored for them."""
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def formula_cells(book: Workbook) -> Iterator[Cell]:
    """Yield every cell that holds a formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate


as_it_is = cache(read)  # to look at, not to change


@cache
def stored(content: bytes) -> Mapping[Cell, object]:
    """Return the value stored for every cell that holds a formula."""
    values = read(content, values=True)
    return {(sheet, name): values[sheet][name].value
            for sheet, name in formula_cells(as_it_is(content))}  # fmt: skip


@cache
def named(content: bytes) -> Mapping[str, Cell]:
    """Return the cell of every name the workbook defines."""
    found = {}
    for name, defined in as_it_is(content).defined_names.items():
        sheet, cell = next(iter(defined.destinations))
        found[name] = (sheet, cell.replace("$", ""))
    return found


def figure_name(name: str) -> str:
    """Return the name a figure's cell has in the workbook."""
    room, _, rest = name.partition(".")
    words = {"funding": "income_nok", "groups": "group_nok", "earmarked": "earmarked_nok"}
    words["lines"] = "gross_nok" if "." in rest else "net_nok"
    if not rest:
        return f"{'all_' if room in {'cuts', 'asked'} else ''}{room}_nok"
    return f"{words[room]}.{rest}"


def figures(outcome: Outcome) -> dict[str, int | None]:
    """Return the kernel's figures by the name of the cell that must hold each."""
    return {
        figure_name(one.name): None if (found := outcome[one.name]) is None else int(found)
        for one in figures_of(outcome.plan).values()
        if one.section not in {"", "inputs"}
    }


def assert_figures(values: Values, places: Mapping[str, Cell], outcome: Outcome) -> None:
    """Hold every figure of a workbook against the kernel's; a missing amount is a text."""
    for name, expected in figures(outcome).items():
        shown = values[places[name]]
        if expected is None:
            assert isinstance(shown, str), name
            assert shown, name
        else:
            assert shown == expected, name


class Engine:
    """A workbook in the engine of the package `formulas`, which has no part in writing it."""

    def __init__(self, content: bytes) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder, "bok.xlsx")
            file.write_bytes(content)
            self.model = formulas.ExcelModel().loads(str(file)).finish()
        self.cells = list(formula_cells(as_it_is(content)))

    def values(self, changes: Mapping[Cell, object] | None = None) -> dict[Cell, object]:
        """Return every formula's value when the cells of `changes` hold these values."""
        inputs = {self.key(cell): value for cell, value in (changes or {}).items()}
        solution = self.model.calculate(inputs=inputs)
        return {cell: _plain(solution[self.key(cell)].value[0, 0]) for cell in self.cells}

    @staticmethod
    def key(cell: Cell) -> str:
        """Return the name the engine has for a cell."""
        return f"'[bok.xlsx]{cell[0].upper()}'!{cell[1]}"


engine_of = cache(Engine)  # it takes seconds to start, and keeps nothing of what it is asked


def _plain(value: Any) -> object:
    return value.item() if hasattr(value, "item") else value


def same(one: object, other: object) -> bool:
    """Whether two values agree: whole numbers and texts exactly, fractions as doubles do."""
    if isinstance(one, float) and not one.is_integer():
        return other == pytest.approx(one, rel=1e-12)
    return one == other


def cell_value(found: Input, value: int) -> object:
    """Return an input's value as a person types it."""
    if found.unit == "e4":
        return value / SCALE_E4
    return CHOICES[found.choices[value]] if found.unit == "choice" else value


@pytest.mark.parametrize(("plan", "scenario"), CASES)
def test_stored_values_are_the_kernels(plan: str, scenario: str) -> None:
    """A preview that reckons nothing shows the kernel's figures, in every formula cell a value."""
    calculation, content = case(plan, scenario), one(plan, scenario)
    values = stored(content)
    assert len(values) > 200
    assert [cell for cell, value in values.items() if value is None] == []
    assert_figures(values, named(content), calculation.outcome)


@pytest.mark.parametrize(("plan", "scenario"), RECALCULATED)
def test_another_engine_agrees(plan: str, scenario: str) -> None:
    """Recalculated from its formulas alone, a workbook gives every value it was stored with."""
    calculation, content = case(plan, scenario), one(plan, scenario)
    values, before = engine_of(content).values(), stored(content)
    assert {cell: (before[cell], found) for cell, found in values.items()
            if not same(before[cell], found)} == {}  # fmt: skip
    assert_figures(values, named(content), calculation.outcome)


@pytest.mark.parametrize("plan", FOLDERS)
def test_choosing_a_scenario_gives_its_figures(plan: str) -> None:
    """In the workbook of all scenarios the choosing cell gives each one the kernel's figures."""
    content = all_of(plan)
    engine, places = engine_of(content), named(content)
    cutting = [one for one in every(plan) if one.outcome.cuts or one.outcome.asked]
    for calculation in (*cutting[:2], every(plan)[-1]):  # LibreOffice is given all of them
        chosen = calculation.scenario.id
        values = engine.values({places["valgt_scenario"]: chosen})
        assert_figures(values, places, calculation.outcome)
        assert values["Kontroll", "B3"] == "Alt stemmer", chosen
        assert values["Resultat", "A3"] == calculation.scenario.title


@pytest.mark.parametrize("plan", FOLDERS)
def test_changed_inputs_give_what_evaluate_gives(plan: str) -> None:
    """Whatever a reader types in the yellow cells, every figure is the one `evaluate` gives."""
    content = one(plan, "planen")
    engine, places, catalogue = engine_of(content), named(content), inputs_of(PLANS[plan])
    typed = defined_names(catalogue)

    @settings(max_examples=5)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        names = data.draw(st.sets(st.sampled_from(list(catalogue)), min_size=1, max_size=12))
        inputs = {name: data.draw(_allowed(catalogue[name]), label=name) for name in sorted(names)}
        changes = {places[typed[name]]: cell_value(catalogue[name], value)
                   for name, value in inputs.items()}  # fmt: skip
        assert_figures(engine.values(changes), places, reckon(PLANS[plan], inputs))

    check()


def _allowed(found: Input) -> st.SearchStrategy[int]:
    """Values of an input: whole kroner up to billions, rates with all four decimals."""
    if found.unit == "nok":
        return st.one_of(st.integers(0, 2_000_000), st.integers(0, 10**11))
    if found.unit == "currency":
        return st.integers(0, 10**8)
    if found.unit == "e4":
        return st.one_of(st.integers(0, 200).map(lambda tenths: tenths * 1_000),
                         st.integers(0, 99 * SCALE_E4))  # fmt: skip
    return st.integers(0, found.largest)


def test_two_rates_and_a_half_krone_are_exact() -> None:
    """Amounts and rates whose product no double holds still round as the kernel does: half up."""
    plan, content = PLANS["second"], one("second", "planen")
    engine, places = engine_of(content), named(content)
    hard = [
        {"lines.mountain_host.host.full_year": 641_200},  # 387 124.5
        {"lines.trails.clearing": 99_999_999_999, "assumptions.vat_rate": 249_999,
         "assumptions.price_growth": 34_999},
        {"lines.trails.clearing": 2, "assumptions.vat_rate": 250_000,
         "assumptions.price_growth": 0},  # 2.5
        {"lines.border_fair.stall.foreign_amount": 5_000, "assumptions.sek_nok": 9_999},  # 4999.5
    ]  # fmt: skip
    catalogue, typed = inputs_of(plan), defined_names(inputs_of(plan))
    for inputs in hard:
        changes = {places[typed[name]]: cell_value(catalogue[name], value)
                   for name, value in inputs.items()}  # fmt: skip
        assert_figures(engine.values(changes), places, reckon(plan, inputs))


def test_a_missing_amount_is_blank_until_typed() -> None:
    """A line without amount has a blank input and the plan's words; a 0 that is typed is a 0."""
    content = one("first", "planen")
    places, engine = named(content), engine_of(content)
    sheet, cell = places["lines.inclusion"]
    assert as_it_is(content)[sheet][cell].value is None
    assert engine.values()[places["net_nok.inclusion"]] == "Avventer hovedprosjekt"
    for amount in (0, 300_000):
        values = engine.values({places["lines.inclusion"]: amount})
        assert values[places["net_nok.inclusion"]] == amount
        assert values[places["reserve_nok"]] == 610_000 - amount
    emptied = engine.values({places["lines.film"]: ""})
    assert emptied[places["net_nok.film"]] == "uten beløp"
    assert emptied[places["reserve_nok"]] == 760_000


def test_checks_see_what_is_changed() -> None:
    """The sheet of checks says when inputs are changed, and when a figure is not the program's."""
    content = one("first", "planen")
    places, engine = named(content), engine_of(content)
    assert engine.values()["Kontroll", "B3"] == "Alt stemmer"
    values = engine.values({places["funding.county"]: 1})
    assert values["Kontroll", "B4"] == 1
    assert str(values["Kontroll", "B3"]).startswith("Inndata er endret")
    book = as_it_is(content)
    rows = {row[0].value: row[2] for row in book["Kontroll"].iter_rows() if row[2].value}
    values = engine.values({("Kontroll", rows["Filmsatsing"].coordinate): 149_999})
    assert values["Kontroll", "B3"] == "Noe avviker"
    assert values["Kontroll", f"E{rows['Filmsatsing'].row}"] == "avviker"


def test_cuts_are_values_and_their_sum_a_formula() -> None:
    """What a balancing rule cuts stands as values, and their sum is a live formula."""
    calculation = case("first", "ingen-overforing-likt-kutt")
    assert any(calculation.outcome.cuts.values())
    content = one("first", "ingen-overforing-likt-kutt")
    places, book = named(content), as_it_is(content)
    for line, cut in calculation.outcome.cuts.items():
        if not cut:
            assert f"cut_nok.{line}" not in places
            continue
        sheet, cell = places[f"cut_nok.{line}"]
        assert (book[sheet][cell].data_type, book[sheet][cell].value) == ("n", cut)
    sheet, cell = places["all_cuts_nok"]
    assert book[sheet][cell].data_type == "f"
    assert stored(content)[sheet, cell] == sum(calculation.outcome.cuts.values())


def test_only_inputs_are_open() -> None:
    """Every sheet is protected, and exactly the cells of the inputs are open to change."""
    content = one("first", "planen")
    book, places = as_it_is(content), named(content)
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    inputs = [*inputs_of(PLANS["first"]), "balancing.minimum_reserve"]
    expected = {places[name] for name in defined_names(inputs).values()}
    assert {(sheet.title, cell.coordinate) for sheet in book for row in sheet.iter_rows()
            for cell in row if not cell.protection.locked} == expected  # fmt: skip
    checked = {cell for rule in book["Inndata"].data_validations.dataValidation
               for cell in str(rule.sqref).split()}  # fmt: skip
    assert checked == {cell for _, cell in expected}


@pytest.mark.parametrize("first", range(0, len(TEXTS), 10))
def test_hostile_text_stays_text(first: int) -> None:
    """Text that looks like a formula, a number or markup is a text in its cell, and no formula."""
    texts = TEXTS[first : first + 10]
    calculation, plain = bare(_with_texts(PLANS["second"], texts)), bare(PLANS["second"])
    provenance = Provenance(tuple((text, text) for text in texts))
    for content, usual in (
        (write_workbook(calculation, provenance), write_workbook(plain, provenance)),
        (
            write_scenarios_workbook([calculation], provenance),
            write_scenarios_workbook([plain], provenance),
        ),
    ):
        book, other = read(content), read(usual)
        assert {cell: book[cell[0]][cell[1]].value for cell in formula_cells(book)} == {
            cell: other[cell[0]][cell[1]].value for cell in formula_cells(other)
        }
        values = read(content, values=True)
        for name in ("Les meg", "Inndata", "Beregning"):
            shown = {cell.value for row in values[name].iter_rows() for cell in row}
            assert set(texts) <= shown, name
        sheet, cell = named(content)["net_nok.hut_study"]
        assert values[sheet][cell].value in texts


def _with_texts(plan: Plan, texts: Sequence[str]) -> Plan:
    """Return the plan with these texts wherever a reader's words stand, in turn."""
    turn = cycle(texts)
    funding = [_worded(item, turn, "label", "source", "because") for item in plan.funding]
    groups = [_worded(item, turn, "label") for item in plan.groups]
    lines = []
    for line in plan.lines:
        parts = []
        for part in line.components:
            words = ("shown_as",) if part.kind == "pending" else ()
            parts.append(_worded(part, turn, "label", "source", "because", *words))
        named_anew = _worded(line, turn, "label")
        lines.append(named_anew.model_copy(update={"components": tuple(parts)}))
    update = {"funding": tuple(funding), "groups": tuple(groups), "lines": tuple(lines)}
    return _worded(plan.model_copy(update=update), turn, "title", "reserve_label")


def _worded(item: Any, turn: Iterator[str], *fields: str) -> Any:
    return item.model_copy(update={field: next(turn) for field in fields})


def test_text_like_an_escape_is_escaped() -> None:
    """Text such as `_x0041_`, which the format reads as an A, is written so that it stays."""
    content = write_workbook(bare(_with_texts(PLANS["second"], ["_x0041_"])))
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = [package.read(name).decode() for name in package.namelist()
                 if name.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))]  # fmt: skip
    assert sum("_x005F_x0041_" in part for part in parts) > 3
    assert not any(re.search(r"(?<!_x005F)_x0041_", part) for part in parts)


@pytest.mark.parametrize("plan", FOLDERS)
def test_same_bytes_twice(plan: str) -> None:
    """The same scenario gives the same bytes, with no time and no user in the file."""
    for content, again in (
        (one(plan, "planen"), write_workbook(case(plan, "planen"))),
        (all_of(plan), write_scenarios_workbook(every(plan))),
    ):
        assert content == again
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = package.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2000-01-01T00:00:00Z"}
        by = set(re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core))
        assert by == {PLANS[plan].council.name}


def test_charts_have_text_for_those_who_do_not_see_them() -> None:
    """Every picture of a workbook has a description with the figures it shows."""
    for content in (one("first", "planen"), all_of("first")):
        with zipfile.ZipFile(BytesIO(content)) as package:
            drawings = [package.read(name).decode() for name in package.namelist()
                        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]  # fmt: skip
        assert drawings
        for drawing in drawings:
            told = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', drawing)
            assert len(told) == 1
            assert "610\u00a0000" in told[0]


def test_sheets_print_on_a4_with_page_numbers() -> None:
    """Every sheet prints on A4 with «Side 1 av 6» below, and long ones repeat their heads."""
    book = as_it_is(all_of("first"))
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.oddFooter.right.text == "Side &P av &N"
    assert book["Inndata"].page_setup.orientation == "landscape"
    for name in ("Inndata", "Resultat", "Kontroll", "Beregning", "Scenarioer"):
        assert book[name].print_title_rows, name
        assert book[name].freeze_panes, name


def test_scenario_manager_has_every_scenario() -> None:
    """The Scenario Manager lists every scenario; each puts its own id in the choosing cell."""
    content = all_of("first")
    sheet, cell = named(content)["valgt_scenario"]
    part = f"xl/worksheets/sheet{as_it_is(content).sheetnames.index(sheet) + 1}.xml"
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = ET.fromstring(package.read(part))  # noqa: S314 - our own file
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    entries = root.findall("m:scenarios/m:scenario", space)
    ids = [*FOLDERS["first"].scenario_ids]
    assert [entry.get("name") for entry in entries] == ids
    found = [entry.find("m:inputCells", space) for entry in entries]
    assert [(one.get("r"), one.get("val")) for one in found if one is not None] == [
        (cell, one) for one in ids
    ]
    names = [element.tag.rpartition("}")[2] for element in root]
    assert names.index("scenarios") == names.index("sheetProtection") + 1


def test_two_scenarios_may_add_lines_of_one_id() -> None:
    """Lines that two scenarios call the same but put in two groups stand apart."""
    plan = PLANS["first"]
    calculations = [
        reckoned(resolve(plan, _with_line(scenario, group)))
        for scenario, group in (("a", "other"), ("b", "operations"))
    ]
    content = write_scenarios_workbook(calculations)
    engine, places = engine_of(content), named(content)
    for calculation in calculations:
        values = engine.values({places["valgt_scenario"]: calculation.scenario.id})
        for group in ("other", "operations"):
            expected = calculation.outcome.groups[group]
            assert values[places[f"group_nok.{group}"]] == expected
        assert values[places["reserve_nok"]] == calculation.outcome.reserve
        assert values["Kontroll", "B3"] == "Alt stemmer"


def _with_line(scenario: str, group: str) -> Scenario:
    change = AddChange.model_validate(
        {"where": "", "line": "ny", "label": "Ny", "group": group, "amount_nok": 5, "because": "X"},
        by_name=True,
    )
    return Scenario(where="", id=scenario, title=scenario, question="?", status="kladd",
                    changes=(change,))  # fmt: skip


def test_names_of_cells_are_unlike() -> None:
    """Two inputs whose names a spreadsheet cannot tell apart get two names."""
    names = ["lines.post-1", "lines.post_1", "lines.a"]
    assert list(defined_names(names).values()) == ["lines.post_1", "lines.post_1_2", "lines.a"]


@pytest.mark.filterwarnings("ignore:Defined names for sheet index")  # LibreOffice's own sheets
def test_libreoffice_agrees(office: str, tmp_path: Path) -> None:
    """LibreOffice, given the formulas without their values, finds every value they had."""
    books = {f"{plan}-{name}": one(plan, name) for plan, name in CASES}
    books |= {f"alle-{plan}": all_of(plan) for plan in FOLDERS}
    out = tmp_path / "ut"
    for name, content in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(_without_values(content))
    profile = (tmp_path / "profil").as_uri()
    files = [str(tmp_path / f"{name}.xlsx") for name in books]
    command = [office, f"-env:UserInstallation={profile}", "--headless"]
    subprocess.run([*command, "--convert-to", "xlsx", "--outdir", str(out), *files],
                   check=True, capture_output=True)  # fmt: skip
    for name, content in books.items():
        again = read((out / f"{name}.xlsx").read_bytes(), values=True)
        found = {cell: again[cell[0]][cell[1]].value for cell in stored(content)}
        wrong = {cell: (value, found[cell]) for cell, value in stored(content).items()
                 if not same(value, found[cell])}  # fmt: skip
        assert wrong == {}, name


def _without_values(content: bytes) -> bytes:
    """Return a workbook whose formulas have no stored value, so that none can be kept."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                assert b"</f><v>" not in part
            made.writestr(name, part)
    return target.getvalue()


def test_rows_are_those_of_the_list() -> None:
    """Labels and order are the list's, and the budget's rows those of every other format."""
    for plan, scenario in RECALCULATED:
        result, content = case(plan, scenario), one(plan, scenario)
        book, places = as_it_is(content), named(content)
        known = figures_of(result.plan)
        for figure in known.values():
            if figure.section not in {"", "inputs"}:
                sheet, cell = places[figure_name(figure.name)]
                assert book[sheet].cell(book[sheet][cell].row, 1).value == figure.label
        labels = [row[0].value for row in book["Kontroll"].iter_rows(min_row=7)]
        shown = [one.label for one in known.values() if one.section not in {"", "inputs"}]
        assert labels[-len(shown) :] == shown
        budget = [str(row.cells[0]) for row in budget_table(result).rows]
        labels = [row[0].value for row in book["Resultat"].iter_rows(min_row=7)]
        assert labels[: len(budget)] == budget


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("funding.county", "mye"),
        ("funding.county", ""),
        ("funding.county", -1),
        ("lines.film", 0.5),
        ("lines.film", "150 000"),
        ("lines.tech_hub.project_leader.months", 13),
        ("lines.tech_hub.project_leader.months", ""),
        ("assumptions.eur_nok", 11.12345),
        ("funding.cyberland_carry_over.counted", "ute*"),
    ],
)
def test_formulas_refuse_what_no_budget_holds(name: str, typed: object) -> None:
    """Text, negatives, parts of a krone and 13 months give no figure; the first sheet tells."""
    content = one("first", "planen")
    engine, places = engine_of(content), named(content)
    values = engine.values({places[name]: typed})
    assert str(values[places["reserve_nok"]]) == "#N/A"
    assert values["Resultat", "B4"] == "1 verdi er ikke gyldig. Se arket «Inndata»."
    sheet, cell = places[name]
    assert values[sheet, f"K{cell[1:]}"] == "ugyldig"


def test_stale_cuts_are_told_and_not_balance() -> None:
    """A changed value is told first, with the cuts that are no longer right; no «I balanse»."""
    content = one("first", "ingen-overforing-likt-kutt")
    engine, places = engine_of(content), named(content)
    county, film = places["funding.county"], places["lines.film"]
    assert engine.values()["Resultat", "B4"] == "I balanse etter kutt"
    since = "etter at filen ble laget; kuttene er ikke regnet om"
    assert engine.values({county: 9}).get(("Resultat", "B4")) == f"1 verdi er endret {since}"
    told = engine.values({county: 9, film: 9})["Resultat", "B4"]
    assert told == f"2 verdier er endret {since}"
    sheet = as_it_is(content)["Resultat"]
    red = [
        rule.dxf.font.color.rgb for found in sheet.conditional_formatting for rule in found.rules
    ]
    assert red == ["FFB00020"]
    assert as_it_is(content).sheetnames[0] == "Resultat"


def test_a_changed_scenario_is_told_where_all_are_compared() -> None:
    """A value changed among the scenarios is told beside the totals that do not follow it."""
    content = all_of("first")
    engine, places = engine_of(content), named(content)
    assert engine.values()["Sammenligning", "A3"] == ""
    assert engine.values()["Sammenligning", "H6"] == engine.values()["Resultat", "B4"]
    sheet = as_it_is(content)["Scenarioer"]
    rows = {sheet.cell(row, 3).value: row for row in range(6, sheet.max_row + 1)}
    chosen = next(one.scenario.id for one in every("first") if any(one.outcome.cuts.values()))
    column = next(cell.column_letter for cell in sheet[4] if cell.value == chosen)
    book = read(content)
    book["Scenarioer"][f"{column}{rows['funding.county']}"].value = 9
    chooser, cell = places["valgt_scenario"]
    book[chooser][cell].value = chosen
    typed = BytesIO()
    book.save(typed)
    values = Engine(typed.getvalue()).values()
    assert str(values["Sammenligning", "A3"]).startswith("Endrede verdier på arket «Scenarioer»")
    since = "etter at filen ble laget; kuttene er ikke regnet om"
    assert values["Resultat", "B4"] == f"1 verdi er endret {since}"


RATES = st.one_of(
    st.tuples(st.integers(0, 12), st.just(12)),
    st.tuples(st.integers(0, 200 * SCALE_E4), st.just(SCALE_E4)),
    st.tuples(st.integers(0, 9 * WHOLE_E4), st.just(WHOLE_E4)),
    st.tuples(st.integers(0, 20), st.just(7)),
)


@given(st.lists(RATES, min_size=1, max_size=4), st.integers(0, 10**12))
def test_products_are_exact_in_doubles(ratios: list[tuple[int, int]], most: int) -> None:
    """Whatever ratios a component has, its steps in doubles come to the kernel's krone."""
    amount = most // prod(top // under + 1 for top, under in ratios)
    names = [f"$B${place + 1}" for place in range(helpers(len(ratios)))]
    tops = [(Formula(str(top), top), under) for top, under in ratios]
    steps, text = product("$A$1", amount, tops, names)
    cells = {"$A$1": float(amount)}
    for name, step in zip(names, steps, strict=True):
        cells[name] = in_doubles(step.text, cells)
        assert cells[name] == step.value
    assert in_doubles(text, cells) == rounded_product(amount, ratios)


def in_doubles(text: str, cells: Mapping[str, float]) -> float:
    """Return what a formula comes to in floating-point numbers, as a spreadsheet reckons it."""
    words = {
        "INT": lambda value: float(floor(value)),
        "MOD": lambda value, by: value - by * float(floor(value / by)),
        "IF": lambda chosen, this, other: this if chosen else other,
        "ISNUMBER": lambda value: isinstance(value, float),
        "cells": cells,
    }
    found = re.sub(r"\$[A-Z]+\$\d+", lambda cell: f"cells[{cell[0]!r}]", text)
    found = re.sub(r"(?<![\w$'])\d+(?![\w'])", lambda number: f"{number[0]}.0", found)
    return float(eval(found, {"__builtins__": {}}, words))  # noqa: S307 - our own formula


def test_a_new_kind_of_component_is_known_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new in the list of figures, three ratios of one amount, is right in the cells."""
    usual = budget_figures._ratios
    inputs = {"assumptions.price_growth": 34_999}
    without = reckon(PLANS["second"], inputs).allocated

    def with_more(line: Any, part: Any) -> Iterator[Any]:
        yield from usual(line, part)
        if part.kind == "foreign_currency":
            yield budget_figures.Ratio("given.assumptions.vat_rate", 1_000_000, "+ {}", 1_000_000)
            yield budget_figures.Ratio("given.assumptions.price_growth", 70_000, "+ {}", 70_001)

    monkeypatch.setattr(budget_figures, "_ratios", with_more)
    plan = PLANS["second"].model_copy(update={"title": "Ny"})
    content = write_workbook(bare(plan))
    engine, places = engine_of(content), named(content)
    assert_figures(stored(content), places, reckon(plan))
    values = engine.values({places["assumptions.price_growth"]: 3.4999})
    assert_figures(values, places, reckon(plan, inputs))
    assert reckon(plan, inputs).allocated != without
