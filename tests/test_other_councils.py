"""What a report says of a plan that is unlike ours: only what that plan has, in its own words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ipr.analysis.next_year import next_plan
from ipr.budget.reckon import reckon
from ipr.budget.result import plan_result
from ipr.budget.rules import ProRata
from ipr.commands.asking import ask_and_save
from ipr.commands.new import write_template
from ipr.commands.sweep import find_sweep
from ipr.doors.build import scenario
from ipr.doors.folder import PlanFolder, checked_plan, scenario_file
from ipr.plan.inputs import inputs_of
from ipr.present.blocks.tables import Column, Missing, Row, Table
from ipr.present.outlook import outlook_cover, years_ahead
from ipr.present.plan import (
    group_note,
    lasting_table,
    people_table,
    plan_summary,
    plan_table,
)
from ipr.present.scenario.balancing import MOST_GIVERS, balancing_block
from ipr.present.scenario.budget import changed_lines_block
from ipr.present.wording import bare_value
from ipr.teach.lessons import lessons_of
from ipr.teach.working_copy import fresh_copy
from tests.plans import LILLEHAMMER, PLAN, ROOT
from tests.small_plan import LEAST, faults, small_plan

NOTEBOOKS, PLAN_NAME = ROOT / "notebooks", "lillehammer-2026"


def test_a_council_may_have_no_county() -> None:
    """A plan without a county is a plan."""
    assert checked_plan("plan.yaml", LEAST.encode()).council.county is None


def test_the_members_of_the_council_are_told_with_their_source() -> None:
    """Who is in the council stands below who does what, and where that is known from."""
    (*_, told) = people_table(PLAN).footnotes
    members, source = PLAN.council.members, PLAN.council.source
    assert all(member in told.text for member in members)
    assert told.text.endswith(f"Kilde: {source}")


def test_headings_stand_where_one_is_another_than_its_line(tmp_path: Path) -> None:
    """The column of headings is there where one differs; a text may be called as its line."""
    small = small_plan(tmp_path)
    assert [column.key for column in plan_table(small, reckon(small)).columns][1:] == ["amount_nok"]
    (film, *_), *_ = [small.lines]
    named = film.model_copy(update={"source": "3 Film"})
    headed = small.lines[1].model_copy(update={"heading": "Huben", "source": "3 Huben"})
    plan = small.model_copy(update={"lines": (named, headed, *small.lines[2:])})
    rows = plan_table(plan, reckon(plan)).rows
    assert [row.cells[2] for row in rows[1:4]] == ["Film", "Huben", "–"]


def test_group_sums_are_spoken_of_where_there_are_any() -> None:
    """A plan of one line in each group has no group sums, and no note on them."""
    assert group_note(PLAN)
    assert not group_note(checked_plan("plan.yaml", LEAST.encode()))


def test_one_krone_is_an_amount_like_another() -> None:
    """In a column of kroner one krone is 1, and a rate keeps its unit."""
    film, rate = inputs_of(PLAN)["lines.film"], inputs_of(PLAN)["assumptions.vat_rate"]
    assert bare_value(film, 1) == "1"
    assert bare_value(rate, rate.value).endswith("prosent")


def test_what_the_plan_takes_for_granted_is_not_ours(tmp_path: Path) -> None:
    """An assumption of the plan's without a place in it is not called our own."""
    theirs = small_plan(
        tmp_path, ("unit: kr per EUR, status: ours", "unit: kr per EUR, status: stated")
    )
    assert inputs_of(theirs)["assumptions.eur_nok"].source == ""
    assert inputs_of(theirs)["assumptions.vat_rate"].source == "egen forutsetning"


def test_a_plan_that_lacks_money_is_summed_up_as_that() -> None:
    """What is lacking is told in kroner, and is no share of the frame."""
    short = PLAN.model_copy(update={"funding": PLAN.funding[:1]})
    told = plan_summary(short, reckon(short)).plain().replace("\u00a0", " ")
    assert "Det mangler 1 540 000 kroner." in told
    assert "prosent" not in told


def test_money_that_comes_once_is_not_said_to_last() -> None:
    """Where no income comes every year, nothing is said of those that do."""
    least = checked_plan("plan.yaml", LEAST.encode())
    assert not lasting_table(least, reckon(least)).footnotes
    assert lasting_table(PLAN, reckon(PLAN)).footnotes


def test_later_years_alike_are_told_once() -> None:
    """Where nothing is done once, the two ways to go on are one, and nothing bound is no amount."""
    kept = tuple(
        line.model_copy(
            update={
                "components": tuple(
                    part.model_copy(
                        update={
                            "recurrence": part.recurrence.model_copy(update={"kind": "continues"})
                        }
                    )
                    for part in line.components
                )
            }
        )
        for line in PLAN.lines
    )
    result = plan_result(PLAN.model_copy(update={"lines": kept}))
    cover = outlook_cover(result, years_ahead(result))
    assert cover.answer == "Planens egne ord binder ikke rådet til noe i 2027."
    assert cover.verdict.text.count("2027: ") == 1
    assert cover.verdict.text.endswith(" hvis planen føres videre.")
    ours = outlook_cover(plan_result(PLAN), years_ahead(plan_result(PLAN)))
    assert ours.verdict.text.endswith(" hvis alt fortsetter.")


def test_very_many_who_give_are_the_most_and_the_rest() -> None:
    """Of very many cut lines the table has those that give most, in order, and the others' sum."""
    lines = tuple(
        line.model_copy(update={"id": f"{line.id}{number}", "lock": None})
        for number in "123"
        for line in PLAN.lines
    )
    plan = PLAN.model_copy(
        update={"lines": lines, "funding": PLAN.funding[:3], "conditions": (), "milestones": ()}
    )
    result = scenario(plan, {"funding.county": 7_000_000}, balancing=ProRata())
    _, _, table, *_ = balancing_block(result).blocks
    assert isinstance(table, Table)
    cuts = [cut for cut in result.outcome.cuts.values() if cut]
    assert len(cuts) > len(table.rows) == MOST_GIVERS
    *most, (label, *_) = (row.cells for row in table.rows)
    assert label == f"De {len(cuts) - MOST_GIVERS + 1} andre"  # three of each give alike
    assert sorted(-int(str(cells[2])) for cells in most) == sorted(cuts)[-len(most) :]
    assert sum(int(str(row.cells[2])) for row in table.rows) == -sum(cuts)


def test_a_lesson_names_what_a_report_has() -> None:
    """Each heading, table and column that a lesson says a report has, is there under that name."""
    scenarios = (ROOT / "data" / PLAN_NAME / "scenarios").glob("*.yaml")
    shown = [*(ROOT / "ipr" / "present").rglob("*.py"), *NOTEBOOKS.glob("0*.ipynb"), *scenarios]
    told = "\n".join(file.read_text(encoding="utf-8") for file in shown)
    lessons = sorted((NOTEBOOKS / "opplaering").glob("[01]*.ipynb"))
    named = {
        name
        for lesson in lessons
        for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        for said in "".join(cell["source"]).split("## Hvor møter du dette i en rapport?")[1:]
        for name in re.findall("«([^»]+)»", said)
    }
    assert len(named) > 8
    assert not {name for name in named if name not in told}


def test_money_that_comes_once_is_called_what_the_plan_calls_it() -> None:
    """Only where a carry-over is all that comes once do the lessons speak of it as that."""
    fund = PLAN.funding[2].model_copy(update={"label": "Uttak av fondet"})
    other = PLAN.model_copy(update={"funding": (*PLAN.funding[:2], fund, *PLAN.funding[3:])})
    ours, theirs = ([*lessons_of(plan)] for plan in (PLAN, other))
    assert ours[5].title == "6. Hvor lite kan overføringen bli?"
    assert theirs[5].title == "6. Hvor lite kan «Uttak av fondet» bli?"
    assert "uten «Uttak av fondet»? Husk" in theirs[6].exercises[0].question


def test_what_is_shown_by_example_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file and no question leads to a condition, a carry-over or a sweep that a plan has not."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    folder = PlanFolder.open(tmp_path)
    write_template(folder, "mal")
    assert "decide" not in (tmp_path / scenario_file("mal")).read_text(encoding="utf-8")
    answers = iter(["Tittel", "Hva?", "gave", "50 000", "Derfor.", ""])
    ask_and_save(folder, "spurt", lambda _: next(answers))
    assert "navnet: «gave», «ny post», «regel».\n" in capsys.readouterr().out
    assert faults(find_sweep, folder, "alt") == [
        "FIL: planen har ingen gjennomregninger – skriv en i mappen sweeps/ ved siden av"
    ]


def test_what_binds_by_our_reading_is_not_the_plans_words() -> None:
    """Where our reading binds, as all of a draft does, the plan's own words are not said to."""
    for plan, told in ((PLAN, "Planens egne ord binder 215"), (next_plan(PLAN), "215")):
        cover = outlook_cover(plan_result(plan), years_ahead(plan_result(plan)))
        assert cover.answer.startswith(told)
        assert cover.answer.endswith(", slik vi leser planen.") == (plan is not PLAN)


def test_a_table_of_figures_is_read_in_a_terminal() -> None:
    """Long labels and heads are broken where figures would stand far out, and nothing is lost."""
    label = "Rassikring av fylkesveier med felles finansiering fra to fylkeskommuner og elleve til"
    heads = [
        Column(key, f"Sak {key}, som har en lang tittel for seg selv", "amount") for key in "abc"
    ]
    rows = (Row(("Samferdsel og annet som går over hele bredden av den", *[None] * 3), "group"),
            Row((label, *[212_500_000] * 3)), Row(("Drift", 1, 2, 3)))  # fmt: skip
    told = Table("Beløp", (Column("label", "Post"), *heads), rows).plain()
    assert max(map(len, told.splitlines())) < 100
    for words in (label, *(head.label for head in heads), rows[0].cells[0]):
        assert not [word for word in str(words).split() if word not in told.split()]
    assert told.splitlines()[-1].split() == ["Drift", "1", "2", "3"]
    narrow = Table("Beløp", (Column("label", "Post"), heads[0]), (Row((label, 1)),)).plain()
    assert label not in narrow
    one = Table("Beløp", (Column("label", "Post"), heads[0]), (Row(("Drift", 1)),)).plain()
    assert heads[0].label in one


def test_many_lines_without_an_amount_are_one_row() -> None:
    """Of more than two lines without an amount the short table says how many they are."""
    waiting = next(line for line in PLAN.lines if line.total_nok is None)
    for number in (2, 3):
        more = [waiting.model_copy(update={"id": f"w{place}"}) for place in range(number - 1)]
        plan = PLAN.model_copy(update={"lines": (*PLAN.lines, *more)})
        _, table = changed_lines_block(plan_result(plan)).blocks
        assert isinstance(table, Table)
        found = [row for row in table.rows if isinstance(row.cells[1], Missing)]
        assert len(found) == (2 if number == 2 else 1)
    assert found[0].cells[0] == "De 3 postene uten beløp"


def test_one_income_is_not_set_against_itself(tmp_path: Path) -> None:
    """A copy for a plan with one income has no notebook on two, and the rest of them."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    assert "08_egen_analyse.ipynb" not in fresh_copy(tmp_path)
    assert "04_folsomhet.ipynb" in fresh_copy(tmp_path)
    assert "08_egen_analyse.ipynb" in fresh_copy(LILLEHAMMER.path)
