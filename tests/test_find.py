"""The plan's folder is the one named, or the one that is alone or newest."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.plan import load
from ipr.plan.load import DATA_VARIABLE, PROJECT, data_folder, find_plan_folder, working_folder
from ipr.reading.errors import InputError


def make(folder: Path, *names: str, file: str = "plan.yaml") -> None:
    """Make folders that hold a file by the name of a plan."""
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / file).write_text("", encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder in the place of the project's own."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def fault_of(name: str | None) -> str:
    """What a user reads when there is no such plan."""
    with pytest.raises(InputError) as error:
        find_plan_folder(name)
    return str(error.value)


def test_working_folder_is_found_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the nearest folder, from here upwards, that has a plan in its `data/`."""
    make(tmp_path / "ytre" / "data", "a-2026")
    make(tmp_path / "ytre" / "indre" / "data", "b-2026", file="plan.xlsx")
    (tmp_path / "ytre" / "data" / "a-2026" / "scenarios").mkdir()
    (tmp_path / "ytre" / "uten" / "data").mkdir(parents=True)
    for stands, found in (
        ("ytre", "ytre"),
        ("ytre/data/a-2026/scenarios", "ytre"),
        ("ytre/uten/data", "ytre"),
        ("ytre/indre/data/b-2026", "ytre/indre"),
    ):
        monkeypatch.chdir(tmp_path / stands)
        assert working_folder() == tmp_path / found
        assert data_folder() == tmp_path / found / "data"


def test_without_a_plan_above_it_is_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a clone any place will do; an installed package has only where one stands."""
    monkeypatch.chdir(tmp_path)
    assert working_folder() == PROJECT
    monkeypatch.setattr(load, "SHIPPED", tmp_path / "ipr" / "shipped")
    assert working_folder() == tmp_path
    told = fault_of(None)
    assert str(tmp_path / "data") in told
    assert "ipr init" in told


def test_own_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variable, or with an empty one, the plans are the project's own."""
    monkeypatch.setenv(DATA_VARIABLE, "")
    assert data_folder() == PROJECT / "data"
    monkeypatch.delenv(DATA_VARIABLE)
    assert find_plan_folder("lillehammer-2026") == PROJECT / "data" / "lillehammer-2026"


def test_plan_alone_needs_no_name(data: Path) -> None:
    """The only plan is found, whatever its folder is called; folders without a plan are none."""
    make(data, "hva-som-helst")
    (data / "tom-2030").mkdir()
    (data / "notat-2031").write_text("", encoding="utf-8")
    assert find_plan_folder() == (data / "hva-som-helst").resolve()


def test_newest_plan_is_taken(data: Path) -> None:
    """Of several plans the one of the latest year is taken; a folder without a year is oldest."""
    make(data, "a-2025", "b-2026", "c")
    assert find_plan_folder() == (data / "b-2026").resolve()
    make(data, "d-2027", file="plan.xlsx")
    assert find_plan_folder() == (data / "d-2027").resolve()


def test_two_newest_plans(data: Path) -> None:
    """Two plans of the latest year, or of none, ask for a name."""
    make(data, "b-2026", "a-2026", "c-2025")
    assert fault_of(None) == "plan: flere planer er nyest (a-2026, b-2026) – oppgi «--plan»"
    assert find_plan_folder("c-2025") == (data / "c-2025").resolve()


def test_year_is_in_ordinary_digits(data: Path) -> None:
    """Digits of another script are no year."""
    make(data, "a-2026", "b-\u0662\u0660\u0669\u0669")
    assert find_plan_folder() == (data / "a-2026").resolve()


def test_no_plan(data: Path) -> None:
    """No plan at all, or no data folder, says what to write."""
    text = (
        f"plan: fant ingen plan i «{data}» – gå til arbeidsmappen din, lag en med "
        "«ipr init MAPPE», eller oppgi «--plan MAPPE»"
    )
    assert fault_of(None) == text
    data.rmdir()
    assert fault_of(None) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lilehammer-2026", "«lilehammer-2026» er ukjent – mente du «lillehammer-2026»?"),
        ("x", "«x» er ukjent – tillatt er «annet-2025», «lillehammer-2026»"),
        ("../..", "mappen «../..» har ingen plan – den mangler «plan.yaml»"),
        ("", "mappen «» har ingen plan – den mangler «plan.yaml»"),
        ("a\0b", "«a\\u0000b» er ukjent – tillatt er «annet-2025», «lillehammer-2026»"),
    ],
)
def test_unknown_plan(data: Path, name: str, text: str) -> None:
    """A name that is no plan gets a guess, and a folder without a plan says so."""
    make(data, "lillehammer-2026", "annet-2025")
    assert fault_of(name) == f"plan: {text}"


def test_plan_by_its_path(data: Path, tmp_path: Path) -> None:
    """A plan elsewhere is found by its path, relative or not; a name under data comes first."""
    make(data, "a-2026")
    make(tmp_path, "min plan", "a-2026")
    assert find_plan_folder("min plan") == (tmp_path / "min plan").resolve()
    assert find_plan_folder(str(tmp_path / "min plan")) == (tmp_path / "min plan").resolve()
    assert find_plan_folder("a-2026") == (data / "a-2026").resolve()
