"""The results as data say what the reckoning says, for every line of every scenario."""

from __future__ import annotations

import csv
import functools
import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from ipr.budget.result import Result
from ipr.doors.folder import PlanFolder
from ipr.publish.results import (
    CSV_COLUMNS,
    TOTALS,
    conclusion_of,
    package_text,
    read_result,
    result_text,
    results_csv,
    results_json,
)
from tests.plans import FOLDERS, shipped
from tests.small_plan import small_result, write_scenario

ASCII_AMOUNT = r"-?(0|[1-9][0-9]*)|"


@functools.cache
def every(name: str) -> list[Result]:
    """Every scenario of a plan, reckoned."""
    return [shipped(one, name) for one in FOLDERS[name].scenario_ids]


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_table_holds_every_figure_of_every_scenario(folder: PlanFolder) -> None:
    """Read by another program, each row of the CSV is the kernel's figure, and none is missing."""
    found = every(folder.name)
    text = results_csv(map(conclusion_of, found))
    table = pd.read_csv(
        StringIO(text.removeprefix("\ufeff")), dtype="string", keep_default_na=False
    )
    assert tuple(table.columns) == CSV_COLUMNS
    for column in ("opprinnelig_nok", "endring_nok", "revidert_nok"):
        assert table[column].str.fullmatch(ASCII_AMOUNT).all()
    told = {
        (row.scenario, row.storrelse): (row.opprinnelig_nok, row.revidert_nok)
        for row in table.itertuples()
    }
    expected = {}
    for one in found:
        outcome, scenario = one.outcome, one.scenario.id
        lines = [f"lines.{name}" for name in outcome.lines]
        money = [f"funding.{name}" for name in outcome.funding]
        for name in (*TOTALS, *money, *lines):
            expected[scenario, name] = tuple(
                "" if figure is None else str(int(figure))
                for figure in (one.original[name], outcome[name])
            )
    assert told == expected
    assert len(table) == len(expected)


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_table_opens_with_pandas_as_it_is(folder: PlanFolder, tmp_path: Path) -> None:
    """`pandas.read_csv` without a word more gives columns, numbers and empty cells as they are."""
    found = every(folder.name)
    file = tmp_path / "resultater.csv"
    file.write_text(results_csv(map(conclusion_of, found)), encoding="utf-8")
    table = pd.read_csv(file)
    assert tuple(table.columns) == CSV_COLUMNS
    reserves = table[table["storrelse"] == "reserve"].set_index("scenario")["revidert_nok"]
    assert reserves.to_dict() == {one.scenario.id: int(one.outcome["reserve"]) for one in found}
    assert table["revidert_nok"].isna().sum() == sum(
        value is None for one in found for value in one.outcome.lines.values()
    )


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_data_package_describes_the_table(folder: PlanFolder, tmp_path: Path) -> None:
    """Frictionless finds no fault, and reads whole kroner and missing ones as the package says."""
    import frictionless  # noqa: PLC0415 - slow to load

    found = every(folder.name)
    text = results_csv(map(conclusion_of, found))
    (tmp_path / "resultater.csv").write_text(text, encoding="utf-8", newline="")
    described = tmp_path / "datapackage.json"
    described.write_text(package_text(folder.name), encoding="utf-8")
    report = frictionless.validate(str(described))
    assert report.valid, report.flatten(["type", "note"])
    assert report.tasks[0].stats["rows"] == len(text.splitlines()) - 1
    rows = frictionless.Package(str(described)).resources[0].read_rows()
    assert {type(row["revidert_nok"]) for row in rows} == {int, type(None)}
    (tmp_path / "resultater.csv").write_text(text + text.splitlines()[1], encoding="utf-8")
    assert not frictionless.validate(str(described)).valid  # one row twice


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_change_leads_from_original_to_revised(folder: PlanFolder) -> None:
    """Original and change give the revised figure; what has no amount is empty and says why."""
    rows = list(csv.DictReader(StringIO(results_csv(map(conclusion_of, every(folder.name))))))
    empty = [row for row in rows if not row["revidert_nok"]]
    assert empty
    assert all(row["merknad"] and not row["endring_nok"] for row in empty)
    for row in rows:
        if row["revidert_nok"]:
            whole = int(row["opprinnelig_nok"] or 0) + int(row["endring_nok"])
            assert whole == int(row["revidert_nok"]), row


def test_json_holds_the_same_and_null_for_missing(tmp_path: Path) -> None:
    """A line that awaits its amount is null in the JSON with the plan's words, never 0."""
    write_scenario(tmp_path, "lavere", "set: funding.rest, to: 100")
    data = json.loads(results_json("liten", [conclusion_of(small_result(tmp_path, "lavere"))]))
    assert data["plan"] == "liten"
    (one,) = data["scenarios"]
    figures = {figure["name"]: figure for figure in one["figures"]}
    assert figures["reserve"]["original_nok"] == 300
    assert figures["reserve"]["change_nok"] == -100
    assert figures["reserve"]["revised_nok"] == 200
    assert figures["lines.open"]["revised_nok"] is None
    assert figures["lines.open"]["shown_as"] == "Kommer senere"
    told = "Budsjettet går i balanse. 200\u00a0kroner er igjen."
    assert one["verdict"] == {"kind": "balanced", "text": told}
    assert one["status"] == "kladd"


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=lambda folder: folder.name)
def test_a_result_is_read_as_it_was_written(folder: PlanFolder) -> None:
    """The file beside a report gives back the same result."""
    for one in every(folder.name):
        result = conclusion_of(one)
        assert read_result(result_text(result)) == result


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"scenario": 1}', "not json", "null", '{"scenario": "a", "x": 1}']
)
def test_anything_else_is_no_result(text: str) -> None:
    """A file that is not a result raises ValueError, and nothing else."""
    with pytest.raises(ValueError, match=r"\S"):
        read_result(text)


def test_no_amount_is_read_from_text_or_fraction(tmp_path: Path) -> None:
    """A figure that was made text, a fraction or true in the file is no result."""
    write_scenario(tmp_path, "lavere", "set: funding.rest, to: 100")
    text = result_text(conclusion_of(small_result(tmp_path, "lavere")))
    assert '"revised_nok": 200' in text
    for odd in ('"200"', "200.5", "true"):
        with pytest.raises(ValueError, match="revised_nok"):
            read_result(text.replace('"revised_nok": 200', f'"revised_nok": {odd}'))


@pytest.mark.parametrize("odd", ["=1+1", "+47", "-1", "@SUM(A1)", 'a,b "c"', "<b>$x$", "_x"])
def test_odd_text_is_text(tmp_path: Path, odd: str) -> None:
    """A title no spreadsheet takes for a formula, nor for two cells; the JSON has it as it is."""
    write_scenario(tmp_path, "rar", "set: funding.rest, to: 100")
    found = conclusion_of(small_result(tmp_path, "rar"))
    found = type(found)(**{**{n: getattr(found, n) for n in found.__slots__}, "title": odd})
    rows = list(csv.DictReader(StringIO(results_csv([found]))))
    guarded = f"'{odd}" if odd[0] in "=+-@" else odd
    assert {row["tittel"] for row in rows} == {guarded}
    assert json.loads(results_json("liten", [found]))["scenarios"][0]["title"] == odd


def test_letters_are_read_right_by_a_spreadsheet(tmp_path: Path) -> None:
    """The file begins with a byte order mark, and rows end with a line feed alone."""
    write_scenario(tmp_path, "lavere", "set: funding.rest, to: 100")
    raw = results_csv([conclusion_of(small_result(tmp_path, "lavere"))]).encode("utf-8")
    assert raw.startswith(b"\xef\xbb\xbfscenario,tittel,")
    assert b"\r" not in raw
    assert b"\xe2\x88\x92" not in raw
