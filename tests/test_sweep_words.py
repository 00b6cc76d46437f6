"""What a sweep's report says is true of its rows, also where none lack, all do, or a rule cuts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ipr.analysis.sweep import minimal_sets
from ipr.analysis.sweep_file import Swept, load_swept
from ipr.present.blocks import NOTHING_TO_SAY
from ipr.present.blocks.tables import Table
from ipr.present.sweeps import (
    sweep_chart,
    sweep_cover,
    sweep_inputs_table,
    sweep_sets_table,
    sweep_tried_table,
)
from ipr.reading.norwegian import NBSP
from tests.plans import LILLEHAMMER

pytestmark = pytest.mark.usefixtures("undrawn")

WISH = "balancing: {policy: leave_open, minimum_reserve: 100 000}"
CUT = "balancing: {policy: pro_rata}"
CASES = (
    (
        "[800 000, 900 000]",
        "",
        "Pengene rekker i alle kombinasjonene.",
        "Ingen kutt er regnet med.",
    ),
    ("[0, 900 000]", "", "Pengene rekker ikke i alle kombinasjonene.", "Ingen kutt er regnet med."),
    ("[0, 100 000]", "", "Pengene rekker ikke i noen av kombinasjonene.", "Ingen kutt"),
    ("[0, 100 000]", CUT, "Pengene rekker i alle kombinasjonene.", "Når noe mangler: forholds"),
    ("[800 000]", WISH, "Det er igjen så mye som ønsket i alle kombinasjonene.", "Ønsket minste"),
    ("[400 000]", WISH, "Det er ikke igjen så mye som ønsket i noen av kombinasjonene.", "Ønsket"),
)


def swept(folder: Path, values: str, rule: str) -> Swept:
    """A grid of these carry-overs by this rule, reckoned."""
    (folder / "sweeps" / "x.yaml").write_text(
        "kind: grid\ntitle: T\nquestion: Q?\ninputs:\n"
        f"  - {{input: funding.carry_over, values: {values}, because: X}}\n{rule}\n",
        encoding="utf-8",
    )
    return load_swept(str(folder), "x")


def test_the_verdict_of_a_sweep_is_that_of_its_rows(tmp_path: Path) -> None:
    """Whether money reaches, or what is wished is left, in all rows, in some or in none."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    for values, rule, verdict, subtitle in CASES:
        found = swept(folder, values, rule)
        cover = sweep_cover(found)
        assert cover.verdict.text == verdict, (values, rule)
        assert subtitle in cover.subtitle, (values, rule)
        assert "vis det som mangler" not in cover.subtitle
        assert cover.answer.startswith("I ingen av") == (found.not_covered == 0), (values, rule)
        head = "Mindre enn ønsket" if rule == WISH else "Mangler penger"
        assert cover.key_figures[1].label == head
        table = sweep_tried_table(found)
        assert isinstance(table, Table)
        assert table.columns[2].label == f"Av dem {head.lower()}"


def test_of_all_rows_or_none_no_share_is_told(tmp_path: Path) -> None:
    """Where all rows lack, or none, that is said, and of a single row that it is one."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    file, told = folder / "sweeps" / "x.yaml", set()
    draws = "kind: draws\nnumber: {number}\nseed: 1\ninputs:\n  - {{input: funding.carry_over, "
    draws += "distribution: uniform, low: {low}, high: {high}, because: X}}\n"
    grid = "kind: grid\ninputs:\n  - {{input: funding.carry_over, values: {low}, because: X}}\n"
    for kind, number in ((grid, "1"), (grid, "2"), (draws, "1"), (draws, "20")):
        for low, high in (("0", "100 000"), ("800 000", "900 000")):
            values = f"[{low}]" if number == "1" else f"[{low}, {high}]"
            ends = {"low": values, "high": ""} if kind == grid else {"low": low, "high": high}
            text = f"title: T\nquestion: Q?\n{kind.format(number=number, **ends)}"
            file.write_text(text, encoding="utf-8")
            found = load_swept(str(folder), "x")
            answer = sweep_cover(found).answer.replace(NBSP, " ")
            caption = sweep_chart(found).caption.replace(NBSP, " ")
            assert caption == answer.partition(".")[0].partition(", hvis")[0]
            assert "prosent" not in answer
            assert not re.search(r"\b(\d+) av \1 |av 1 ", answer)
            assert answer.startswith("I ingen av") == (found.not_covered == 0)
            told.add(answer.partition(" mangler")[0])
    assert "I det ene trekket" in told
    assert {"I den ene kombinasjonen", "I begge kombinasjonene", "I alle 20 trekk"} <= told


def test_a_value_that_is_the_given_one_is_no_event(tmp_path: Path) -> None:
    """A combination of nothing but what is as it is has no table of events."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    for values, some in (("[1 000 000]", False), ("[1 000 000, 0]", True)):
        (folder / "sweeps" / "x.yaml").write_text(
            "kind: combinations\ntitle: T\nquestion: Q?\namounts:\n"
            f"  - {{input: funding.carry_over, values: {values}, because: X}}\n",
            encoding="utf-8",
        )
        found = load_swept(str(folder), "x")
        assert (sweep_sets_table(found) != NOTHING_TO_SAY) == some
        assert len([*minimal_sets(found.sweep, 3)]) == some


def test_values_drawn_at_random_are_not_counted_one_by_one() -> None:
    """There is no table of them, and so no heading; those of the other two sweeps are."""
    assert sweep_tried_table(load_swept(LILLEHAMMER.name, "usikker-overforing")) == NOTHING_TO_SAY
    for name in ("alle-svar", "overforing-og-fylket"):
        assert isinstance(sweep_tried_table(load_swept(LILLEHAMMER.name, name)), Table)


def test_amounts_the_council_may_pay_are_told_as_amounts() -> None:
    """One or the other, in kroner."""
    found = load_swept(LILLEHAMMER.name, "alle-svar")
    told = sweep_inputs_table(found).plain().replace(NBSP, " ")
    assert "rådet betaler mer selv (50 000 eller 100 000 kroner)" in told


@pytest.mark.parametrize(("tried", "left_out"), [("release", True), ("cover", False)])
def test_what_the_council_pays_is_left_out_only_where_it_is(
    tmp_path: Path, tried: str, *, left_out: bool
) -> None:
    """Where nothing tried is enough, a payment that was tried is not said to be disregarded."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    amounts = "    amounts: [10 000]\n" if tried == "cover" else ""
    (folder / "sweeps" / "x.yaml").write_text(
        "kind: combinations\ntitle: T\nquestion: Q?\nconditions:\n"
        f"  - condition: county_destination_grant\n    responses: [{tried}]\n{amounts}",
        encoding="utf-8",
    )
    told = sweep_sets_table(load_swept(str(folder), "x")).plain()
    assert "ikke nok til at det mangler penger" in told
    assert ("ikke selv betaler" in told) == left_out
