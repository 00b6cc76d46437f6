"""The plan as a workbook: what is written reads back equal, and what is unclear is refused."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from ipr.doors.folder import load_plan
from ipr.plan.load import LARGEST_WORKBOOK
from ipr.plan.model import Plan
from ipr.plan.sheets import book
from ipr.plan.sheets.book import LARGEST_UNPACKED, format_fault
from ipr.plan.sheets.columns import plan_sheets
from ipr.publish.sheets.plan import write_plan_workbook
from ipr.reading.errors import InputError
from tests.plans import PLAN
from tests.strategies import HOSTILE, plans

pytestmark = pytest.mark.slow  # workbooks are written and read


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan's workbook, for reading only."""
    path = tmp_path_factory.mktemp("skrevet") / "plan.xlsx"
    write_plan_workbook(PLAN, path)
    return path


@pytest.fixture
def file(written: Path, tmp_path: Path) -> Path:
    """A copy of the plan's workbook, ready to be spoilt."""
    return Path(shutil.copy(written, tmp_path))


def spoil(path: Path, change: Callable[[Workbook], Any]) -> list[str]:
    """Change the workbook as a person could, and return what loading it then says."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return problems(path)


def problems(path: Path) -> list[str]:
    """Return what loading a file says is wrong with it."""
    with pytest.raises(InputError) as found:
        load_plan(path)
    return [str(problem) for problem in found.value.problems]


def at(sheet: Worksheet, key: str, row: int = 2) -> Any:
    """The cell of a column, found by its header."""
    header = next(cell for cell in sheet[1] if cell.value == key)
    return sheet.cell(row, header.column)


def amount(book: Workbook) -> Any:
    """The amount of the first income, C2."""
    return at(book["Inntekter"], "amount_nok")


def test_the_plan_comes_back_equal(file: Path) -> None:
    """The plan, written as a workbook and loaded again, is the same plan."""
    assert load_plan(file) == PLAN


def test_a_folder_may_hold_the_workbook_alone(file: Path) -> None:
    """A folder with `plan.xlsx` and no `plan.yaml` is a plan's folder."""
    assert load_plan(file.parent) == PLAN


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=plans())
def test_any_plan_comes_back_equal(made: Plan, tmp_path: Path) -> None:
    """Whatever the plan holds, hostile text included, it comes back equal from a workbook."""
    path = tmp_path / "plan.xlsx"
    write_plan_workbook(made, path)
    assert load_plan(path) == made


def test_odd_text_is_text(tmp_path: Path) -> None:
    """Text that looks like a formula, an error or an escape stays the text it is, in lists too.

    It is stored as text, so that no program reckons it.
    """
    texts = (*HOSTILE, '=HYPERLINK("x")', "=", "_x0041_x0042_", "ax005F_b", "<r>x</r>", "\\n")
    for first in range(0, len(texts), len(PLAN.lines)):
        some = texts[first : first + len(PLAN.lines)]
        lines = [
            line.model_copy(update={"label": text, "partners": (text, "x", text)})
            for line, text in zip(PLAN.lines, some, strict=False)
        ]
        rest = PLAN.lines[len(some) :]
        odd = PLAN.model_copy(update={"title": some[0], "lines": (*lines, *rest)})
        path = tmp_path / f"{first}.xlsx"
        write_plan_workbook(odd, path)
        assert load_plan(path) == odd
        with zipfile.ZipFile(path) as package:
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
            assert not any(b"</f>" in package.read(name) for name in sheets)


def test_the_same_plan_gives_the_same_file(file: Path, tmp_path: Path) -> None:
    """A file does not depend on the day, so that only a changed plan changes it."""
    write_plan_workbook(PLAN, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()
    with zipfile.ZipFile(file) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}
        core = package.read("docProps/core.xml")
        assert re.findall(rb"W3CDTF.>(\d{4})", core) == [b"2000", b"2000"]


def test_text_that_no_cell_can_hold_is_not_written(tmp_path: Path) -> None:
    """Text that a workbook would cut is refused, and no file is left behind."""
    with pytest.raises(InputError, match=r"^odd\.xlsx: Plan!B\d+: teksten har over 32767 tegn"):
        write_plan_workbook(PLAN.model_copy(update={"title": "x" * 32_768}), tmp_path / "odd.xlsx")
    assert not list(tmp_path.iterdir())


def test_every_head_says_what_it_is(file: Path) -> None:
    """Whoever points at the head of a column is told what stands below it."""
    heads = [cell for sheet in load_workbook(file) for cell in sheet[1]]
    assert [cell.coordinate for cell in heads if not (cell.comment and cell.comment.text)] == []


def test_every_field_has_a_column() -> None:
    """Each value that the plan's file may hold has a column in some sheet."""
    columns = {(sheet.path, column.key) for sheet in plan_sheets() for column in sheet.columns}

    def walk(value: Any, path: tuple[str, ...], key: str) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, path, f"{key}.{name}" if key else name)
        elif isinstance(value, tuple | list) and value and isinstance(value[0], dict):
            for inner in value:
                walk(inner, (*path, key), "")
        elif value not in (None, ()):
            assert (path, key) in columns

    walk(PLAN.model_dump(by_alias=True), (), "")


def test_a_value_may_be_another_kind_of_cell(file: Path) -> None:
    """An amount as text or with decimals of 0, and a date made a date cell, are the same."""
    book = load_workbook(file)
    for row, way in enumerate(("{:,}", "{:_}", " {:_} ", "{}"), start=2):
        cell = at(book["Inntekter"], "amount_nok", row)
        cell.value = way.format(cell.value).replace(",", "\u00a0").replace("_", " ")
    total = at(book["Poster"], "total_nok")
    total.value = float(total.value)
    at(book["Frister"], "date").value = dt.date(2025, 11, 14)
    # A rate is read as it is shown, never as its nearest binary number.
    at(book["Forutsetninger"], "range.step").value = 0.1755
    book.save(file)
    found = load_plan(file)
    (first, *others) = found.assumptions
    assert first.range is not None
    assert first.range.step_e4 == 1755
    assert found == PLAN.model_copy(update={"assumptions": (first, *others)})


def test_an_empty_list_is_not_missing(tmp_path: Path) -> None:
    """A list that must be there and has nothing in it is an empty cell, and comes back empty."""
    council = PLAN.council.model_copy(update={"members": ()})
    alone = PLAN.model_copy(update={"council": council})
    write_plan_workbook(alone, tmp_path / "alone.xlsx")
    assert load_plan(tmp_path / "alone.xlsx") == alone


def test_rows_may_be_empty_and_columns_may_be_moved(file: Path) -> None:
    """Columns are found by their header, and an empty row means nothing."""
    book = load_workbook(file)
    sheet = book["Grupper"]
    for row in sheet.iter_rows():
        row[0].value, row[1].value = row[1].value, row[0].value
    sheet.insert_rows(3, 2)
    book.save(file)
    assert load_plan(file) == PLAN


# Of a sheet: the cell, or the key and the row; the value put there; what is then said of the cell.
WRONG_CELLS: dict[str, list[tuple[str, Any, str]]] = {
    "Poster": [
        ("total_nok 2", 2_500_000.5, "2500000,5 er ikke et helt tall"),
        ("total_nok 3", "=1+1", "formelen har ikke noe lagret resultat"),
        ("total_nok 4", "#REF!", "cellen viser feilen «#REF!»"),
        ("total_nok 5", True, "cellen er sannhetsverdien SANN"),
        ("total_nok 6", dt.date(2026, 1, 31), "cellen er en dato, men skal være et helt tall"),
        ("total_nok 7", dt.time(12, 30), "cellen er et klokkeslett"),
        ("total_nok 8", "2\u200e500", "tegn nummer 2 er et usynlig styretegn (U+200E)"),
        ("total_nok 9", "2_x0007_500", "tegn nummer 2 er et usynlig styretegn (U+0007)"),
        ("total_nok 10", (5, "0 %"), "cellen er formatert som prosent"),
        ("total_nok 11", (5_000, "#,##0,"), "cellen viser tallet i tusener"),
        ("label 2", 2026, "cellen er et tall, men skal være tekst"),
        ("label 3", dt.date(2026, 1, 31), "cellen er en dato, men skal være tekst"),
        ("partners 2", "a\\b", "skråstrek"),
    ],
    "Frister": [("date 2", dt.datetime(2026, 1, 31, 12), "cellen har klokkeslett")],  # noqa: DTZ001
    "Forutsetninger": [("value 2", 1.23456, "cellen viser færre desimaler enn den har")],
    "Grupper": [
        ("H3", "se her", "kolonnen har ingen overskrift"),
        ("B1", "labell", "kolonnen «labell» er ukjent – mente du «label»?"),
    ],
    "Uklarheter": [
        ("A1", 7, "overskriften skal være en nøkkel, skrevet som tekst"),
        ("C1", "number", "kolonnen «number» står to ganger"),
    ],
    "Plan": [
        ("C3", "se her", "kolonnen har ingen overskrift"),
        ("A7", None, "raden mangler nøkkel"),
        ("A8", "titel", "nøkkelen «titel» er ukjent – mente du «title»?"),
        ("A9", "council.name", "nøkkelen står to ganger"),
    ],
    "Delposter": [
        ("A2", 10, "formater cellen som tekst"),
        ("A3", "cyberlnd", "«cyberlnd» er ukjent – mente du «cyberland»?"),
        ("A4", None, "cellen er tom"),
    ],
}
WRONG_VALUES: dict[str, list[tuple[str, Any, str]]] = {
    "Inntekter": [
        ("amount_nok 2", "2.500.000", "punktum og komma kan ikke skille tusener"),
        ("amount_nok 3", -2_500_000, "er negativt"),
        ("status 4", "statet", "«statet» er ukjent – mente du «stated»?"),
    ],
}


WRONG_SHEETS = (
    "Frister!A3:A4: cellene er slått sammen",
    "Poster!12: rad 12 er skjult",
    "Poster!C: kolonne C er skjult",
    "Vilkår: arket er skjult",
    "Ma\u030al: arket finnes to ganger",
    "Fotnotar: arket «Fotnotar» er ukjent – mente du «Fotnoter»?",
    "Strategiske saker: arket går til XFD1048576 – høyst 5000 rader",
    "arket «Inntekter» mangler",
)


def put(book: Workbook, wrong: dict[str, list[tuple[str, Any, str]]]) -> list[tuple[str, str]]:
    """Put values into cells as a person could, and return what should be said, and of which."""
    told = []
    for sheet, cells in wrong.items():
        for place, value, said in cells:
            key, _, row = place.partition(" ")
            cell = at(book[sheet], key, int(row)) if row else book[sheet][key]
            cell.value, *number_format = value if isinstance(value, tuple) else (value,)
            cell.number_format = next(iter(number_format), cell.number_format)
            told.append((f"plan.xlsx: {sheet}!{cell.coordinate}: ", said))
    return told


def said_of_all(told: list[tuple[str, str]], found: list[str]) -> bool:
    """Whether each thing is said of its place."""
    return all(any(one.startswith(place) and said in one for one in found) for place, said in told)


def test_whatever_has_two_readings_is_refused_at_once(file: Path) -> None:
    """Cells, rows, columns and sheets one could overlook or read otherwise are told with places."""
    told = [(f"plan.xlsx: {told}", "") for told in WRONG_SHEETS]

    def change(book: Workbook) -> None:
        told.extend(put(book, WRONG_CELLS))
        book["Frister"].merge_cells("A3:A4")
        book["Poster"].row_dimensions[12].hidden = True
        book["Poster"].column_dimensions.group("B", "D", hidden=True)
        book["Vilkår"].sheet_state = "veryHidden"
        book.copy_worksheet(book["Mål"]).title = "Ma\u030al"
        book["Fotnoter"].title = "Fotnotar"
        book["Strategiske saker"]["XFD1048576"].value = 1
        book.remove(book["Inntekter"])

    found = spoil(file, change)
    assert said_of_all(told, found), found


def test_wrong_values_are_told_at_their_cells(file: Path) -> None:
    """What a field refuses is told at the cell, and a missing value at its row."""
    told = [("plan.xlsx: Inntekter!A5: ", "amount_nok: nøkkelen mangler")]

    def change(book: Workbook) -> None:
        told.extend(put(book, WRONG_VALUES))
        at(book["Inntekter"], "amount_nok", 5).value = None

    found = spoil(file, change)
    assert said_of_all(told, found), found


SHOWN: dict[str, list[float]] = {
    "General": [0, 5, -5, 0.5],
    "#,##0": [0, 610_000, -5],
    '# ##0",-"': [610_000],
    '#,##0.00 "kr"': [610_000, 0.25],
    "[$kr-414] #,##0": [5],
    "#,##0;[Red]\\-#,##0": [5, -5],
    "#,##0_);(#,##0)": [5, -5],
    '_-* #,##0\\ "kr"_-;-* #,##0\\ "kr"_-;_-* "-"??\\ "kr"_-;_-@_-': [610_000, -5, 0],
}
NOT_SHOWN: dict[str, list[float]] = {
    "0%": [5],
    "0,": [5_000],
    "0": [0.5],
    "0.00": [0.125],
    '0"000"': [610],
    "0\\0\\0": [610],
    "0;[Red]0": [-5],
    "-0": [5],
    ";;;": [5],
    '"fem"': [5],
    "#": [0],
    "[>3]7;0": [5],
    "# ?/?": [5],
}


@pytest.mark.parametrize("formats", [SHOWN, NOT_SHOWN], ids=["as it is", "as another"])
def test_a_number_is_read_only_where_the_cell_shows_it(formats: dict[str, list[float]]) -> None:
    """A format that scales, rounds, adds digits, or hides a sign or all of it is a fault."""
    for number_format, numbers in formats.items():
        for number in numbers:
            faultless = format_fault(number, number_format) is None
            assert faultless == (formats is SHOWN), (number, number_format)


def test_sums_are_checked_in_a_workbook_too(file: Path) -> None:
    """A plan that does not add up is told at the cell of its frame."""
    found = spoil(file, lambda book: setattr(amount(book), "value", 2_400_000))
    assert found[0].startswith("plan.xlsx: Plan!B14: frame_nok: rammen er 4\u00a0500\u00a0000")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda book: book["Grupper"].delete_rows(1),
            "Grupper!A1: kolonnen «snb_ongoing» er ukjent",
        ),
        (
            lambda book: book.create_chartsheet("Diagram").add_chart(BarChart()),
            "arket «Diagram» er et diagramark",
        ),
    ],
)
def test_what_hides_the_rest_is_refused(
    file: Path, change: Callable[[Workbook], Any], told: str
) -> None:
    """A sheet without headers, and one that is a chart, are told by themselves."""
    assert spoil(file, change)[0].startswith(f"plan.xlsx: {told}")


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Rewrite one part of the package; a part that is missing begins empty."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)


def part_of(path: Path, title: str) -> str:
    """Return the name of the part that holds a sheet."""
    return f"xl/worksheets/sheet{load_workbook(path).sheetnames.index(title) + 1}.xml"


def test_a_formula_with_a_stored_result_is_its_result(file: Path) -> None:
    """A formula counts as the result stored beside it, which is what a person saw."""
    with_part(
        file,
        part_of(file, "Inntekter"),
        lambda xml: xml.replace(b"<v>2500000</v>", b"<f>2000000+500000</f><v>2500000</v>"),
    )
    formulas = load_workbook(file)["Inntekter"]
    assert at(formulas, "amount_nok").data_type == "f"
    assert load_plan(file) == PLAN


@pytest.mark.parametrize(
    ("sheet", "old", "new", "told"),
    [
        (
            "Inntekter",
            rb'<c r="C2"[^>]*><v>2500000</v>',
            b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v>',
            "C2: cellen viser feilen «#DIV/0!»",
        ),
        ("Poster", rb'(<row r="3"[^>]*?ht=")[^"]*', rb"\g<1>0", "3: rad 3 er skjult"),
    ],
)
def test_a_stored_error_and_a_flat_row_are_refused(
    file: Path, sheet: str, old: bytes, new: bytes, told: str
) -> None:
    """A formula that came out as an error has no value; a row without height is hidden."""
    with_part(file, part_of(file, sheet), lambda xml: re.sub(old, new, xml))
    assert problems(file)[0].startswith(f"plan.xlsx: {sheet}!{told}")


def test_a_workbook_with_macros_is_refused(file: Path) -> None:
    """Macros are refused by the file's name and by its content."""
    with_part(file, "xl/vbaProject.bin", lambda _: b"x")
    assert "makroer" in problems(file)[0]
    assert "makroer" in problems(file.rename(file.with_suffix(".xlsm")))[0]


def test_a_document_type_is_refused(file: Path) -> None:
    """A part that declares a document type, by which XML could grow without end, is not parsed."""
    with_part(file, "xl/workbook.xml", lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml)
    assert "DOCTYPE" in problems(file)[0]


def test_a_zip_bomb_is_not_unpacked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that says it unpacks to more than the limit is refused before any part is read."""
    with_part(file, "xl/bomb.xml", lambda _: b"0" * (LARGEST_UNPACKED + 1))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("a part was read"))
    assert file.stat().st_size < LARGEST_WORKBOOK
    assert "for stor utpakket" in problems(file)[0]


BOMBS = {
    "merged": (b"</sheetData>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "linked": (b"</sheetData>", b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    "odd area": (b"</sheetData>", b'<mergeCells><mergeCell ref="A:XFD"/></mergeCells>'),
    "rows": (b"<sheetData>", b'<row r="3"/>' * 200_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_would_run_for_minutes_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What a library would make of the file is counted before the library sees it."""
    after, more = BOMBS[name]
    with_part(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(after, after + more))
    monkeypatch.setattr(book, "_Reader", lambda *_, **__: pytest.fail("it was opened"))
    assert file.stat().st_size < 100_000
    assert "for stor" in problems(file)[0]


def test_a_part_longer_than_it_says_is_refused(file: Path) -> None:
    """A zip directory that states too small a size does not let more through."""
    size = 1_000_000
    with_part(file, "xl/bomb.xml", lambda _: b"0" * size)
    stated = size.to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(stated, (10).to_bytes(4, "little")))
    assert "kan ikke leses" in problems(file)[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.xlsx", b"", "kan ikke leses"),
        ("plan.xlsx", b"council: x", "kan ikke leses"),
        ("plan.xlsx", b"PK\x05\x06" + bytes(18), "kan ikke leses"),  # a package without parts
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "passord"),
        ("plan.xls", b"", "eldre format"),
        ("plan.ods", b"", "lagre den som .xlsx"),
        ("plan.xlsx", b"x" * (LARGEST_WORKBOOK + 1), "byte"),
    ],
)
def test_what_is_no_workbook_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """Another kind of file, or a damaged one, gives a clear error and no stack."""
    (tmp_path / name).write_bytes(content)
    assert said in problems(tmp_path / name)[0]
