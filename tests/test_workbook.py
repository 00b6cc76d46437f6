"""The spreadsheets: live formulas that give the kernel's figures, whoever recalculates them."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from itertools import cycle
from math import floor, prod
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.xml.functions import fromstring

from ipr.budget import figures as budget_figures
from ipr.budget.amounts import rounded_product
from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import AskFunders
from ipr.budget.scenario import AddChange, Scenario
from ipr.doors import build
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import WHOLE_E4, Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.answers import verdict
from ipr.present.charts import NEUTRAL
from ipr.present.scenario.budget import budget_table
from ipr.present.wording import CHOICES
from ipr.publish.documents.document import Filing
from ipr.publish.sheets.book import write_scenarios_workbook, write_workbook
from ipr.publish.sheets.paper import PIECE, Formula, defined_names
from ipr.publish.sheets.reckoning import helpers, product
from ipr.publish.style import OURS
from ipr.reading.norwegian import E4
from tests.plans import LILLEHAMMER, NORDFJELLA
from tests.strategies import HOSTILE

pytestmark = pytest.mark.slow  # an office takes seconds to start
FOLDERS = {"first": LILLEHAMMER, "second": NORDFJELLA}
PLANS = {name: folder.plan for name, folder in FOLDERS.items()}
CASES = [(name, one) for name, folder in FOLDERS.items() for one in folder.scenario_ids]
CUT = "ingen-overforing-likt-kutt"
# These have every kind of component and of balancing rule.
RECALCULATED = [
    ("first", "planen"),
    ("first", CUT),
    ("first", "ingen-overforing-be-om-mer"),
    ("second", "alt-sammen"),
    ("second", "gaver-annerledes"),
    ("second", "flytt-og-legg-til"),
]
# openpyxl reads an escape as it stands in the file, so those have a test of their own.
TEXTS = [text for text in HOSTILE if "_x" not in text]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Every sheet in a file of its own, in UTF-8, with values as they are and not as they are shown.
AS_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

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


def bare(plan: Plan, scenario: str = "planen", *changes: AddChange) -> Result:
    """Return a calculation that no file holds."""
    made = Scenario(where="", id=scenario, title=scenario, question="?", status="kladd",
                    changes=changes)  # fmt: skip
    return reckoned(resolve(plan, made))


def read(content: bytes, *, values: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it: its formulas, or the values stored for them."""
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


as_it_is = cache(read)  # to look at, not to change


@cache
def package(content: bytes) -> Mapping[str, bytes]:
    """Return the parts of a workbook's file."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@cache
def sheets(content: bytes) -> Mapping[str, str]:
    """Return the part that holds each sheet."""
    titles = fromstring(package(content)["xl/workbook.xml"]).iter(f"{SHEET}sheet")
    return {sheet.get("name"): f"xl/worksheets/sheet{number}.xml"
            for number, sheet in enumerate(titles, start=1)}  # fmt: skip


@cache
def formula_cells(content: bytes) -> Mapping[Cell, tuple[str, object]]:
    """Return every cell that holds a formula: the formula, and the value stored for it."""
    return {
        (title, cell.get("r")): (cell.findtext(f"{SHEET}f"), _value(cell))
        for title, part in sheets(content).items()
        for cell in fromstring(package(content)[part]).iter(f"{SHEET}c")
        if cell.find(f"{SHEET}f") is not None
    }


def _value(cell: Any) -> object:
    text = cell.findtext(f"{SHEET}v")
    return _number(text) if text and cell.get("t", "n") == "n" else text


def _number(text: str) -> object:
    """Return the number that a text is, with a point or a comma, or the text."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


@cache
def stored(content: bytes) -> Values:
    """Return the value stored for every cell that holds a formula."""
    return {cell: value for cell, (_, value) in formula_cells(content).items()}


@cache
def named(content: bytes) -> Mapping[str, Cell]:
    """Return the cell of every name the workbook defines."""
    found = {}
    for name in fromstring(package(content)["xl/workbook.xml"]).iter(f"{SHEET}definedName"):
        if "localSheetId" not in name.attrib:
            sheet, cell = name.text.replace("$", "").split("!")
            found[name.get("name")] = (sheet.strip("'"), cell)
    return found


def figure_name(name: str) -> str:
    """Return the name a figure's cell has in the workbook."""
    room, _, rest = name.partition(".")
    words = {"funding": "income_nok", "groups": "group_nok", "earmarked": "earmarked_nok"}
    words["lines"] = "gross_nok" if "." in rest else "net_nok"
    if not rest:
        return f"{'all_' if room in {'cuts', 'asked'} else ''}{room}_nok"
    return f"{words[room]}.{rest}"


def wrong_figures(values: Values, content: bytes, outcome: Outcome) -> dict[str, object]:
    """Return what a workbook shows where it is not the kernel's; a missing amount is a text."""
    found = {}
    for figure in figures_of(outcome.plan).values():
        if figure.section not in {"", "inputs"}:
            shown = values[named(content)[figure_name(figure.name)]]
            expected = outcome[figure.name]
            if shown != expected and not (expected is None and shown and isinstance(shown, str)):
                found[figure.name] = (shown, expected)
    return found


def same(one: object, other: object) -> bool:
    """Whether two values agree: whole numbers and texts exactly, fractions as doubles do."""
    if isinstance(one, float):
        return other == pytest.approx(one, rel=1e-12)
    return one == other


def typed_values(catalogue: Mapping[str, Input], inputs: Mapping[str, int]) -> dict[str, object]:
    """Return inputs as a person types them, each by its cell's name."""
    names, found = defined_names(catalogue), {}
    for name, value in inputs.items():
        item, shown = catalogue[name], names[name]
        if item.unit == "choice":
            found[shown] = CHOICES[item.choices[value]]
        else:
            found[shown] = value / E4 if item.unit == "e4" else value
    return found


class Answer(NamedTuple):
    """A workbook, and the values that LibreOffice found for its formulas."""

    content: bytes
    values: Values

    def __getitem__(self, name: Any) -> object:
        """Return the value of a named figure's cell, or of a cell by its sheet and place."""
        return self.values[named(self.content).get(name, name)]


# What no budget holds, typed together in the plan's workbook, and a figure each alone spoils.
REFUSED = (
    {"funding.county": ("mye", "income_nok.county"), "lines.film": (0.5, "net_nok.film"),
     "assumptions.eur_nok": (11.12345, "net_nok.wuoc")},
    {"funding.county": ("", "income_nok.county"), "lines.film": ("150 000", "net_nok.film"),
     "lines.tech_hub.project_leader.months": (13, "net_nok.tech_hub")},
    {"funding.cyberland_carry_over.counted": ("ute*", "net_nok.cyberland"),
     "lines.film": (-1, "net_nok.film"),
     "lines.tech_hub.project_leader.months": ("", "net_nok.tech_hub")},
)  # fmt: skip
# Amounts and rates of the second plan whose product no double holds, or that end in a half krone.
HARD = (
    {"lines.mountain_host.host.full_year": 641_200},  # 387 124.5
    {"lines.trails.clearing": 99_999_999_999, "assumptions.vat_rate": 249_999,
     "assumptions.price_growth": 34_999},
    {"lines.trails.clearing": 2, "assumptions.vat_rate": 250_000,
     "assumptions.price_growth": 0, "lines.border_fair.stall.foreign_amount": 5_000,
     "assumptions.sek_nok": 9_999},  # 2.5 and 4999.5
)  # fmt: skip


@cache
def tried(plan: str) -> tuple[Mapping[str, int], ...]:
    """Return inputs that are typed together, some at random and the hard ones."""
    catalogue, found = inputs_of(PLANS[plan]), [*(HARD if plan == "second" else ())]

    @settings(max_examples=5)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        names = data.draw(st.sets(st.sampled_from(list(catalogue)), min_size=1, max_size=12))
        found.append({name: data.draw(_allowed(catalogue[name])) for name in sorted(names)})

    draw()
    return tuple(found)


def _allowed(found: Input) -> st.SearchStrategy[int]:
    """Values of an input: whole kroner up to billions, rates with all four decimals."""
    if found.unit == "nok":
        return st.one_of(st.integers(0, 2_000_000), st.integers(0, 10**11))
    if found.unit == "currency":
        return st.integers(0, 10**8)
    if found.unit == "e4":
        return st.one_of(st.integers(0, 200).map(lambda tenths: tenths * 1_000),
                         st.integers(0, 99 * E4))  # fmt: skip
    return st.integers(0, found.largest)


@cache
def few(plan: str) -> tuple[Result, ...]:
    """Return the plan itself, two scenarios that balance, and the last: a few to choose among."""
    balanced = [one for one in every(plan)
                if any((*one.outcome.cuts.values(), *one.outcome.asked.values()))]  # fmt: skip
    return (case(plan, "planen"), *balanced[:2], every(plan)[-1])


@cache
def few_of(plan: str) -> bytes:
    """Return the workbook of a few scenarios of a plan."""
    return write_scenarios_workbook(few(plan))


def film_check() -> Cell:
    """Return the cell of the checks that holds what the program found for the film line."""
    sheet = as_it_is(one("first", "planen"))["Kontroll"]
    *_, row = (row for row in sheet.iter_rows() if row[0].value == "Filmsatsing" and row[2].value)
    return "Kontroll", row[2].coordinate


def compared_cell() -> Cell:
    """Return the cell of the county's money in the scenario that cuts, where all are compared."""
    sheet = as_it_is(few_of("first"))["Scenarioer"]
    (row,) = (cell.row for cell in sheet["C"] if cell.value == "funding.county")
    (column,) = (cell.column_letter for cell in sheet[4] if cell.value == CUT)
    return "Scenarioer", f"{column}{row}"


@cache
def alike() -> tuple[Result, ...]:
    """Return two scenarios that add lines of one id to two groups."""
    added = {"where": "", "line": "ny", "label": "Ny", "amount_nok": 5, "because": "X"}
    return tuple(
        bare(PLANS["first"], name, AddChange.model_validate(added | {"group": name}, by_name=True))
        for name in ("other", "operations")
    )


@contextmanager
def more_ratios() -> Iterator[Plan]:
    """A plan while foreign amounts have two ratios more in the list of figures."""
    usual = budget_figures._ratios

    def with_more(line: Any, part: Any) -> Iterator[Any]:
        yield from usual(line, part)
        if part.kind == "foreign_currency":
            yield budget_figures.Ratio("given.assumptions.vat_rate", 1_000_000, "+ {}", 1_000_000)
            yield budget_figures.Ratio("given.assumptions.price_growth", 70_000, "+ {}", 70_001)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(budget_figures, "_ratios", with_more)
        yield PLANS["second"].model_copy(update={"title": "Ny"})


def asked() -> Iterator[tuple[object, bytes, Mapping[Any, object]]]:
    """Yield what LibreOffice is asked: a name, a workbook, and what is typed in which cells."""
    for plan, scenario in RECALCULATED:
        yield (plan, scenario), one(plan, scenario), {}
    for plan, item in PLANS.items():
        yield (plan, "few"), few_of(plan), {}
        for result in few(plan)[1:]:
            typed = {"valgt_scenario": result.scenario.id}
            yield (plan, "few", result.scenario.id), few_of(plan), typed
        catalogue = inputs_of(item)
        for number, inputs in enumerate(tried(plan)):
            yield (plan, number), one(plan, "planen"), typed_values(catalogue, inputs)
    plan_book = one("first", "planen")
    yield "0 typed", plan_book, {"lines.inclusion": 0, "lines.film": ""}
    yield "typed", plan_book, {"lines.inclusion": 300_000}
    yield "changed", plan_book, {"funding.county": 1}
    yield "deviates", plan_book, {film_check(): 149_999}
    for number, refused in enumerate(REFUSED):
        typed = {name: value for name, (value, _) in refused.items()}
        yield ("refused", number), plan_book, typed
    yield "stale", one("first", CUT), {"funding.county": 9}
    yield "staler", one("first", CUT), {"funding.county": 9, "lines.film": 9}
    for result in alike():
        typed = {"valgt_scenario": result.scenario.id}
        yield result.scenario.id, write_scenarios_workbook(alike()), typed
    yield "compared", few_of("first"), {compared_cell(): 9, "valgt_scenario": CUT}
    with more_ratios() as plan:
        yield "new kind", write_workbook(bare(plan)), {"assumptions.price_growth": 3.4999}


@pytest.fixture(scope="module")
def answers(office: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[Any, Answer]:
    """What LibreOffice finds for all that it is asked, without the values that were stored."""
    place = tmp_path_factory.mktemp("bøker")
    books = {}
    for name, content, typed in asked():
        books[name] = content, place / f"{len(books)}.xlsx"
        books[name][1].write_bytes(_with_cells(content, typed))
    subprocess.run(
        [office, f"-env:UserInstallation={(place / 'profil').as_uri()}", "--headless",
         "--convert-to", AS_TEXT, "--outdir", str(place), *(file for _, file in books.values())],
        check=True, capture_output=True, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return {name: Answer(content, _found(content, file)) for name, (content, file) in books.items()}


def _found(content: bytes, file: Path) -> Values:
    """Return what LibreOffice wrote for each formula of a workbook, a file of text for a sheet."""
    rows = {}
    for title in sheets(content):
        text = file.with_name(f"{file.stem}-{title}.csv").read_text(encoding="utf-8")
        rows[title] = list(csv.reader(text.splitlines(keepends=True)))
    places = {cell: coordinate_to_tuple(cell[1]) for cell in stored(content)}
    return {cell: _number(rows[cell[0]][row - 1][column - 1])
            for cell, (row, column) in places.items()}  # fmt: skip


def _with_cells(content: bytes, typed: Mapping[Any, object]) -> bytes:
    """Return a workbook with this in its cells, and no stored value that could be kept."""
    parts = dict(package(content))
    for where, value in typed.items():
        title, cell = named(content).get(where, where)
        part = sheets(content)[title]
        text = isinstance(value, str)
        put = f' t="inlineStr"><is><t>{value}</t></is></c>' if text else f"><v>{value}</v></c>"
        before = rf'(<c r="{cell}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        parts[part], count = re.subn(
            before.encode(), rb"\1" + (put.encode() if value != "" else b"/>"), parts[part]
        )
        assert count == 1, where
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package_made:
        for name, part in parts.items():
            bare_part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            package_made.writestr(name, bare_part if name.startswith("xl/worksheets/") else part)
    return target.getvalue()


def test_stored_values_are_the_kernels() -> None:
    """A preview that reckons nothing shows the kernel's figures, in every formula cell a value."""
    for plan, scenario in CASES:
        content = one(plan, scenario)
        values = stored(content)
        assert len(values) > 200
        assert [cell for cell, value in values.items() if value is None] == []
        assert wrong_figures(values, content, case(plan, scenario).outcome) == {}, scenario


@pytest.mark.parametrize("name", [*RECALCULATED, *((plan, "few") for plan in PLANS)])
def test_another_engine_agrees(answers: Mapping[Any, Answer], name: tuple[str, str]) -> None:
    """Recalculated from its formulas alone, a workbook gives every value it was stored with."""
    content, values = answers[name]
    before = stored(content)
    assert {cell: (value, values[cell]) for cell, value in before.items()
            if not same(value, values[cell])} == {}  # fmt: skip


@pytest.mark.parametrize("plan", FOLDERS)
def test_choosing_a_scenario_gives_its_figures(answers: Mapping[Any, Answer], plan: str) -> None:
    """In the workbook of all scenarios the choosing cell gives each one the kernel's figures."""
    for result in few(plan)[1:]:
        answer = answers[plan, "few", result.scenario.id]
        assert wrong_figures(answer.values, answer.content, result.outcome) == {}
        assert answer["Kontroll", "B3"] == "Alt stemmer"
        assert answer["Resultat", "A3"] == result.scenario.title
        assert answer["Resultat", "B4"] == verdict(result).text


@pytest.mark.parametrize("plan", FOLDERS)
def test_changed_inputs_give_what_evaluate_gives(answers: Mapping[Any, Answer], plan: str) -> None:
    """Whatever is typed in the yellow cells, every figure is the one `evaluate` gives.

    Amounts and rates whose product no double holds round as the kernel does, too: half up.
    """
    for number, inputs in enumerate(tried(plan)):
        answer, outcome = answers[plan, number], reckon(PLANS[plan], inputs)
        assert wrong_figures(answer.values, answer.content, outcome) == {}, inputs


def test_a_missing_amount_is_blank_until_typed(answers: Mapping[Any, Answer]) -> None:
    """A line without amount has a blank input and the plan's words; a 0 that is typed is a 0."""
    plan, typed, zero = answers["first", "planen"], answers["typed"], answers["0 typed"]
    sheet, cell = named(plan.content)["lines.inclusion"]
    assert as_it_is(plan.content)[sheet][cell].value is None
    assert plan["net_nok.inclusion"] == "Avventer hovedprosjekt"
    assert (typed["net_nok.inclusion"], typed["reserve_nok"]) == (300_000, 310_000)
    assert (zero["net_nok.inclusion"], zero["net_nok.film"]) == (0, "uten beløp")
    assert zero["reserve_nok"] == 760_000


def test_checks_see_what_is_changed(answers: Mapping[Any, Answer]) -> None:
    """The sheet of checks says when inputs are changed, and when a figure is not the program's."""
    assert answers["first", "planen"]["Kontroll", "B3"] == "Alt stemmer"
    changed, deviates = answers["changed"], answers["deviates"]
    assert changed["Kontroll", "B4"] == 1
    assert str(changed["Kontroll", "B3"]).startswith("Inndata er endret")
    assert deviates["Kontroll", "B3"] == "Noe avviker"
    assert deviates["Kontroll", film_check()[1].replace("C", "E")] == "avviker"


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_formulas_refuse_what_no_budget_holds(answers: Mapping[Any, Answer], number: int) -> None:
    """Text, negatives, parts of a krone and 13 months give no figure; the first sheet tells."""
    answer = answers["refused", number]
    assert answer["reserve_nok"] == "#N/A"
    told = str(answer["Resultat", "B4"])
    assert told.startswith("3 verdier er ikke gyldige. ")
    assert told.endswith("Se arket «Inndata».")
    for name, (_, figure) in REFUSED[number].items():
        sheet, cell = named(answer.content)[name]
        assert (answer[sheet, f"K{cell[1:]}"], answer[figure]) == ("ugyldig", "#N/A"), name


def test_stale_cuts_are_told_and_not_balance(answers: Mapping[Any, Answer]) -> None:
    """A changed value is told first, with the cuts that are no longer right; no «I balanse»."""
    told = [answers[name]["Resultat", "B4"] for name in (("first", CUT), "stale", "staler")]
    since = "etter at filen ble laget; kuttene er ikke regnet om"
    assert told == [
        verdict(case("first", CUT)).text,
        f"1 verdi er endret {since}",
        f"2 verdier er endret {since}",
    ]  # fmt: skip
    book = as_it_is(one("first", CUT))
    rules = [rule for found in book["Resultat"].conditional_formatting for rule in found.rules]
    assert [rule.dxf.font.color.rgb for rule in rules] == ["FFB00020"]
    assert book.sheetnames[0] == "Resultat"


def test_a_changed_scenario_is_told_where_all_are_compared(answers: Mapping[Any, Answer]) -> None:
    """A value changed among the scenarios is told beside the totals that do not follow it."""
    plain, changed = answers["first", "few"], answers["compared"]
    assert plain["Sammenligning", "A3"] == ""
    assert plain["Sammenligning", "H6"] == plain["Resultat", "B4"]
    told = str(changed["Sammenligning", "A3"])
    assert told.startswith("Endrede verdier på arket «Scenarioer»")
    since = "etter at filen ble laget; kuttene er ikke regnet om"
    assert changed["Resultat", "B4"] == f"1 verdi er endret {since}"


def test_two_scenarios_may_add_lines_of_one_id(answers: Mapping[Any, Answer]) -> None:
    """Lines that two scenarios call the same but put in two groups stand apart."""
    for result in alike():
        answer = answers[result.scenario.id]
        for group in ("other", "operations"):
            assert answer[f"group_nok.{group}"] == result.outcome.groups[group]
        assert answer["reserve_nok"] == result.outcome.reserve
        assert answer["Kontroll", "B3"] == "Alt stemmer"


def test_a_new_kind_of_component_is_known_here(answers: Mapping[Any, Answer]) -> None:
    """What is new in the list of figures, three ratios of one amount, is right in the cells."""
    answer, inputs = answers["new kind"], {"assumptions.price_growth": 34_999}
    without = reckon(PLANS["second"], inputs).allocated
    with more_ratios() as plan:
        assert wrong_figures(stored(answer.content), answer.content, reckon(plan)) == {}
        assert wrong_figures(answer.values, answer.content, reckon(plan, inputs)) == {}
        assert reckon(plan, inputs).allocated != without


def test_cuts_are_values_and_their_sum_a_formula() -> None:
    """What a balancing rule cuts stands as values, and their sum is a live formula."""
    calculation = case("first", CUT)
    assert any(calculation.outcome.cuts.values())
    content = one("first", CUT)
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


@pytest.mark.parametrize("texts", [TEXTS[::2], TEXTS[1::2]], ids=["some", "the others"])
def test_hostile_text_stays_text(texts: list[str]) -> None:
    """Text that looks like a formula, a number or markup is a text in its cell, and no formula."""
    odd, plain = bare(_with_texts(PLANS["first"], texts)), bare(PLANS["first"])
    filing = Filing(made_from=tuple((text, text) for text in texts))
    for content, usual in (
        (write_workbook(odd, filing), write_workbook(plain)),
        (write_scenarios_workbook([odd], filing), write_scenarios_workbook([plain])),
    ):
        assert {cell: formula for cell, (formula, _) in formula_cells(content).items()} == {
            cell: formula for cell, (formula, _) in formula_cells(usual).items()
        }
        values = read(content, values=True)
        for name in ("Les meg", "Inndata", "Beregning"):
            shown = {cell.value for row in values[name].iter_rows() for cell in row}
            # of lines that share a name, each has its group behind it
            within = {text for text in texts for one in shown if f"{one}".startswith(f"{text} (")}
            assert set(texts) - shown - within == set(), name
        assert stored(content)[named(content)["net_nok.inclusion"]] in texts


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


def test_text_like_the_formats_own_is_escaped() -> None:
    """Text such as `_x0041_`, which the format reads as an A, and `<r>…</r>` come out literally."""
    parts = package(write_workbook(bare(_with_texts(PLANS["second"], ["_x0041_x0042_"]))))
    told = [part.decode() for name, part in parts.items()
            if name.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))]  # fmt: skip
    assert sum("_x005F_x0041_x005F_x0042_" in part for part in told) > 3
    assert not any(re.search(r"(?<!_x005F)_x0041_|(?<!x005F)_x0042_", part) for part in told)
    odd = "<r>x & y</r>"
    values = read(write_workbook(bare(_with_texts(PLANS["second"], [odd]))), values=True)
    shown = [cell.value for row in values["Inndata"].iter_rows() for cell in row]
    assert shown.count(odd) > 3


@pytest.mark.parametrize("plan", FOLDERS)
def test_same_bytes_twice(plan: str) -> None:
    """The same scenario gives the same bytes, with no time and no user in the file."""
    for content, again in (
        (one(plan, "planen"), write_workbook(case(plan, "planen"))),
        (all_of(plan), write_scenarios_workbook(every(plan))),
    ):
        assert content == again
        with zipfile.ZipFile(BytesIO(content)) as parts:
            assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package(content)["docProps/core.xml"].decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2000-01-01T00:00:00Z"}
        by = set(re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core))
        assert by == {PLANS[plan].council.name}


def test_charts_have_text_for_those_who_do_not_see_them() -> None:
    """Every picture of a workbook has a description with the figures it shows."""
    for content in (one("first", "planen"), all_of("first")):
        drawings = [part.decode() for name, part in package(content).items()
                    if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]  # fmt: skip
        assert drawings
        for drawing in drawings:
            told = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', drawing)
            assert len(told) == 1
            assert "610\u00a0000" in told[0]


def test_the_steps_are_filled_by_their_change() -> None:
    """A step of the bridge is filled by whether it gives or takes, on both sides of zero."""
    found = case("first", "ingen-overforing-likt-kutt")
    ends = [(step.change_nok, step.after_nok) for step in found.bridge_steps]
    assert ends == [(-1_000_000, -390_000), (390_000, 0)]
    _, drawn = (part.decode() for name, part in package(write_workbook(found)).items()
                if re.fullmatch(r"xl/charts/chart\d+\.xml", name))  # fmt: skip
    fills = [
        [
            re.findall(r'srgbClr val="(\w+)"', point)[-1]
            for point in bars.partition("<c:cat>")[0].split("<c:dPt>")[1:]
        ]
        for bars in drawn.split("<c:ser>")[2:]  # without what is not drawn
    ]
    grey, gives, takes = (colour[1:].upper() for colour in (NEUTRAL, OURS.accent, OURS.accent_pair))
    assert fills == [[grey, takes, gives, grey]] * 2


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
    root = fromstring(package(content)[sheets(content)[sheet]])
    entries = [(entry.get("name"), *((put.get("r"), put.get("val")) for put in entry))
               for entry in root.iter(f"{SHEET}scenario")]  # fmt: skip
    assert entries == [(one, (cell, one)) for one in FOLDERS["first"].scenario_ids]
    names = [element.tag.removeprefix(SHEET) for element in root]
    assert names.index("scenarios") == names.index("sheetProtection") + 1


def test_the_verdict_is_the_reports() -> None:
    """A wish that is not met is not told as a budget that does not balance, nor is a text torn."""
    plan = PLANS["first"]
    item = plan.free_funding[0]
    odd = item.model_copy(update={"label": 'Bidrag fra "fylket" ' + "og kommunene " * 20})
    plan = plan.model_copy(update={"funding": (odd, *plan.funding[1:])})
    rule = AskFunders(shares={item.id: 1}, minimum_reserve_nok=700_000)
    result = build.scenario(plan, balancing=rule)
    told = verdict(result).text
    assert told.startswith("I balanse, men det blir så mye igjen som ønsket bare hvis")
    content = write_workbook(result)
    assert stored(content)["Resultat", "B4"] == told
    formula, _ = formula_cells(content)["Resultat", "B4"]
    pieces = re.findall(r'"((?:[^"]|"")*)"', formula)
    assert max(map(len, pieces)) <= PIECE + 2
    assert told in "".join(pieces).replace('""', '"')


def test_names_of_cells_are_unlike() -> None:
    """Two inputs whose names a spreadsheet cannot tell apart get two names."""
    names = ["lines.post-1", "lines.post_1", "lines.a"]
    assert list(defined_names(names).values()) == ["lines.post_1", "lines.post_1_2", "lines.a"]


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


RATES = st.one_of(
    st.tuples(st.integers(0, 12), st.just(12)),
    st.tuples(st.integers(0, 200 * E4), st.just(E4)),
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
