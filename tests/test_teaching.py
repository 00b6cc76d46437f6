"""The teaching path: lessons built from a plan, answers as people write them, kind judgements."""

from __future__ import annotations

import ast
import functools
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ipr.budget.reckon import reckon
from ipr.doors.build import scenario
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.model import Plan
from ipr.present.blocks import Text
from ipr.present.blocks.tables import Table
from ipr.present.wording import STATUS
from ipr.reading.errors import InputError
from ipr.reading.norwegian import NBSP, kroner
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import yaml_tree
from ipr.teach.cells import answers_as_text, told_of
from ipr.teach.exercises import Exercise, judge, number, whole_kroner
from ipr.teach.facts import facts_of
from ipr.teach.lessons import (
    FOLDER,
    CodeCell,
    Lesson,
    lessons_of,
    notebook_text,
    passage,
    sjekk,
)
from ipr.teach.trials import proposal_block, propose, save_proposal, try_inputs
from tests.plans import LILLEHAMMER, NORDFJELLA, PLAN, SECOND_PLAN
from tools import lessons as tool

PLAN_FOLDER = LILLEHAMMER.path
FOLDERS = {"first": PLAN_FOLDER, "second": NORDFJELLA.path}
PLANS = {"first": PLAN, "second": SECOND_PLAN}
LESSONS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
FIRST = ("oppgave-1", "oppgave-1b", "oppgave-2b", "oppgave-10")  # one of each kind
SECTIONS = ("Hva sier planen?", "Oppgave", "Husk", "Hvor møter du dette i en rapport?")
TRIALS = re.compile(r"ipr\.try_inputs\(planen, (\{.*\})\)")


@functools.cache
def path_of(name: str) -> tuple[Lesson, ...]:
    """The lessons of one of the plans."""
    return lessons_of(PLANS[name], FOLDERS[name].name)


@functools.cache
def exercises(name: str = "first") -> dict[str, Exercise]:
    """Its exercises by their ids."""
    return {one.id: one for lesson in path_of(name) for one in lesson.exercises}


def every() -> list[tuple[str, str]]:
    """Each exercise of each plan: the plan's name and the exercise's id."""
    return [(plan, name) for plan in PLANS for name in exercises(plan)]


def reckoned(plan: Plan, name: str, **inputs: int) -> int:
    """A figure with these inputs, dots of their names written as two underscores."""
    given = {key.replace("__", "."): value for key, value in inputs.items()}
    figure = reckon(plan, given)[name]
    assert figure is not None
    return int(figure)


reserve = partial(reckoned, PLAN, "reserve")
amount = partial(reckoned, PLAN)
second = partial(reckoned, PLANS["second"])
# Reckoned here from the plans, without the lessons' sources.
RIGHT: dict[str, Callable[[], object]] = {
    "oppgave-1": lambda: amount("recurring"),
    "oppgave-1b": lambda: 100 * amount("funding.county") / amount("recurring"),
    "oppgave-2": lambda: amount("funding.carry_over"),
    "oppgave-2b": lambda: "c",
    "oppgave-3": lambda: amount("gross_activity") - amount("allocated"),
    "oppgave-3b": lambda: "A",
    "oppgave-4": lambda: amount("frame") - amount("reserve"),
    "oppgave-4b": lambda: sum(
        amount(f"lines.{line.id}")
        for line in PLAN.lines
        if line.group.startswith("snb") and line.id != "inclusion"
    ),
    "oppgave-5": lambda: amount("frame") - amount("allocated"),
    "oppgave-5b": lambda: 100 * amount("reserve") / amount("frame"),
    "oppgave-6": lambda: reserve(funding__carry_over=500_000),
    "oppgave-6b": lambda: (
        amount("allocated") - amount("funding.county") - amount("funding.municipalities")
    ),
    "oppgave-7": lambda: reserve(funding__carry_over=0),
    "oppgave-7b": lambda: "b)",
    "oppgave-8": lambda: "Resten betales av øremerkede penger fra 2025",
    "oppgave-8b": lambda: amount("frame") - amount("gross_activity"),
    "oppgave-9": lambda: reserve(lines__destination__destination_management=0),
    "oppgave-9b": lambda: "c",
    "oppgave-9c": lambda: reserve(lines__youth=0),
    "oppgave-10": lambda: "Vet ikke!",
    "oppgave-10b": lambda: reserve(lines__inclusion=amount("lines.event_grants")),
    "oppgave-11": lambda: (
        amount("lines.tech_hub") + reserve() - reserve(lines__tech_hub__project_leader__months=12)
    ),
    "oppgave-11b": lambda: 3 * amount("lines.youth"),
    "oppgave-12": lambda: Decimal(amount("lines.wuoc")) / 5_000,
    "oppgave-12b": lambda: reserve() - amount("lines.summit") // 4,
    "oppgave-12c": lambda: "b",
    "avsluttende-oppgave": lambda: reserve(
        funding__carry_over=500_000, funding__cyberland_carry_over=0
    ),
    "avsluttende-oppgave-b": lambda: "b",
}
RIGHT_IN_SECOND: dict[str, Callable[[], object]] = {
    "oppgave-1": lambda: 900_000 + 500_000 + 450_000,
    "oppgave-1b": lambda: "48,6 %",
    "oppgave-2": lambda: second("frame") - second("recurring"),
    "oppgave-2b": lambda: "a",
    "oppgave-3": lambda: 90_000,
    "oppgave-4": lambda: 1_893_829,
    "oppgave-4b": lambda: second("groups.outdoors") + second("groups.people"),
    "oppgave-5": lambda: 106_171,
    "oppgave-5b": lambda: "5,3",
    "oppgave-6": lambda: 106_171 - 75_000,
    "oppgave-6b": lambda: 150_000 - 106_171,
    "oppgave-7": lambda: 106_171 - 150_000,
    "oppgave-7b": lambda: "b",
    "oppgave-8": lambda: "a",
    "oppgave-8b": lambda: 106_171 - 90_000,
    "oppgave-9": lambda: second("reserve", lines__trails__signs=0, lines__trails__clearing=0),
    "oppgave-9b": lambda: "c",
    "oppgave-9c": lambda: 106_171 + 200_000,
    "oppgave-10": lambda: "avventer utredning",
    "oppgave-10b": lambda: 106_171 - 41_821,
    "oppgave-11": lambda: second("lines.mountain_host", lines__mountain_host__host__months=12),
    "oppgave-11b": lambda: 3 * 200_000,
    "oppgave-12": lambda: "0,9875",
    "oppgave-12b": lambda: 106_171 - 12_000,
    "oppgave-12c": lambda: "b",
    "avsluttende-oppgave": lambda: 106_171 - 75_000 - 90_000,
    "avsluttende-oppgave-b": lambda: "b",
}
ANSWERS = {"first": RIGHT, "second": RIGHT_IN_SECOND}
# What people often answer, and a word of what each must be told.
COMMON = [
    ("oppgave-1", "4,5 millioner", "hele den økonomiske rammen"),
    ("oppgave-1b", "0,714", "Gang med 100"),
    ("oppgave-1b", "71", "én desimal"),
    ("oppgave-4", "3 790 000", "Mangler Drift av rådet"),
    ("oppgave-4", 4_040_000, "hele aktiviteten"),
    ("oppgave-4b", "940 000", "resten av tabellen"),
    ("oppgave-5", "460 000 kr", "hele aktiviteten i Cyberland"),
    ("oppgave-4", "3 890", "antallet nuller"),
    ("oppgave-2", "1", "antallet nuller"),
    ("oppgave-5", 760_000, "Har du lagt til"),
    ("oppgave-5b", "13,5", "rundes opp"),
    ("oppgave-5b", "0,136", "Gang med 100"),
    ("oppgave-6b", "610.000", "kan overføringen falle"),
    ("oppgave-7", "390 000", "ikke fortegnet"),
    ("oppgave-7", "null", "mindre enn null"),
    ("oppgave-8b", "-460 000", "ikke fortegnet"),
    ("oppgave-9", "765 000", "Fritidsboligkonferansen"),
    ("oppgave-9", "665 000", "skal stå"),
    ("oppgave-9c", "860 000", "Nord-Gudbrandsdalen"),
    ("oppgave-9", "100 000", "beløpet som blir ledig"),
    ("oppgave-9c", "150 000", "beløpet som blir ledig"),
    ("oppgave-10", 0, "gratis"),
    ("oppgave-10", "0 kroner", "gratis"),
    ("oppgave-10", "null kroner", "gratis"),
    ("oppgave-10", "det koster ikke noe", "gratis"),
    ("oppgave-10", "en betydelig sum", "skriver ikke hvor mye"),
    ("oppgave-11", "700 000", "doblet hele posten"),
    ("oppgave-11", "850 000", "Bytt ut beløpet"),
    ("oppgave-12b", "18 750", "momsen alene"),
    ("oppgave-12b", "628 750", "feil vei"),
    ("avsluttende-oppgave", 110_000, "Cyberland tar også sin del"),
    ("avsluttende-oppgave", 40_000, "ikke fortegnet"),
]
UNKNOWN = [
    "ukjent", "ukjent beløp", "uavklart", "ikke bestemt ennå", "står ikke i planen", "vi vet ikke",
    "Det vet vi ikke.", "det er ikke avklart", "Avventer hovedprosjekt", "mangler beløp",
]  # fmt: skip
JUNK = [
    "tja", "🙂", "x" * 100_000, "1e9", "٣", b"1", object(), [], {}, (610, 0), True, "((((", "5/0",
    float("nan"), float("inf"), 10**400, 10**5000, Decimal("NaN"), 0.5, "−", "12 345 67", "#",
]  # fmt: skip


def told(block: Text) -> str:
    """What a learner reads, in one line."""
    return " ".join(block.paragraphs)


@pytest.mark.parametrize("name", PLANS)
def test_lessons_use_the_words_of_the_reports(name: str) -> None:
    """How an amount is known, and what the council does at a no, have one name everywhere."""
    told = "\n".join(str(part) for lesson in path_of(name) for part in lesson.parts)
    assert (STATUS["derived"] in told) == (name == "first")  # nothing is derived in the second
    assert "utledet" not in told
    assert not re.search("beholde pengene|frigi dem|[Rr]ådet dekker", told)


def test_every_exercise_is_answered_here() -> None:
    """No exercise of either plan is left out of the tests below, and each has three hints."""
    for name in PLANS:
        assert list(ANSWERS[name]) == list(exercises(name))
        assert {len(exercise.hints) for exercise in exercises(name).values()} == {3}


def test_right_answers_are_right() -> None:
    """What follows from the plan is found right, with its explanation and its place in the plan."""
    for plan, name in every():
        block = sjekk(name, ANSWERS[plan][name](), PLANS[plan])
        exercise = exercises(plan)[name]
        assert (block.tone, block.paragraphs[0]) == ("right", exercise.right.told), (plan, name)
        assert not exercise.place or exercise.place in block.paragraphs[-1], (plan, name)


def test_each_usual_wrong_answer_has_its_own_hint() -> None:
    """Each usual wrong answer, reckoned from the plan, is met with the words meant for it."""
    for plan, name in every():
        exercise = exercises(plan)[name]
        known = exercise.known()
        assert [tone for tone, _, _ in known].count("right") == 1, (plan, name)
        assert len(known) > 1, (plan, name)
        for wrong in exercise.wrong:
            block = judge(exercise, wrong.answer[0])
            form = exercise.tokens(wrong.answer[0])[0]
            first = next(told for _, told, forms in known if form in forms)
            assert block.paragraphs[0] == first, (plan, name)


def test_a_part_is_called_by_a_name_and_has_its_own_kroner() -> None:
    """A part without a label has its line's, and a rate follows from the part's own two amounts."""
    wuoc, summit = PLAN.line("wuoc"), PLAN.line("summit")
    more = PLAN.line("film").components[0]
    two = wuoc.model_copy(update={"components": (*wuoc.components, more), "total_nok": 215_000})
    (part,) = summit.components
    bare = summit.model_copy(update={"components": (part.model_copy(update={"label": None}),)})
    changed = {"wuoc": two, "summit": bare}
    lines = tuple(changed.get(line.id, line) for line in PLAN.lines)
    plan = PLAN.model_copy(update={"lines": lines, "document": "Another"})  # known by no lesson
    (found,) = (one for one in lessons_of(plan) if one.name.startswith("12_"))
    asked = {one.id: one for one in found.exercises}
    told = " ".join([*map(str, found.parts), *asked["oppgave-12"].hints]).replace(NBSP, " ")
    assert "None" not in " ".join(one for one in found.parts if isinstance(one, str))
    assert "None" not in asked["oppgave-12b"].question
    assert f"«{summit.label}» er oppgitt uten moms" in told
    assert "5 000 EUR, og det er i budsjettet 65 000 kroner" in told


def test_the_groups_of_a_plan_are_counted_where_there_are_several() -> None:
    """A plan of one group is not said to have 1 groups."""
    for groups in (PLAN.groups, PLAN.groups[:1]):
        known = {group.id for group in groups}
        lines = tuple(
            one if one.group in known else one.model_copy(update={"group": groups[0].id})
            for one in PLAN.lines
        )
        plan = PLAN.model_copy(update={"groups": groups, "lines": lines, "document": "Another"})
        (found,) = (one for one in lessons_of(plan) if one.name.startswith("04_"))
        (sums,) = (one for one in found.exercises if one.id == "oppgave-4")
        assert (f"Det er {len(groups)} grupper" in sums.hints[0]) == (len(groups) > 1)


def test_first_plan_loses_no_hint() -> None:
    """In the plan the path was written for, each usual mistake gives a figure of its own."""
    lost = [
        name
        for name, exercise in exercises().items()
        if not {one.told for one in exercise.wrong} <= {told for _, told, _ in exercise.known()}
    ]
    assert lost == ["oppgave-2b"]  # the place is right in one plan and wrong in another


def test_common_wrong_answers_are_recognised() -> None:
    """What people often answer is met with what they have mixed up."""
    judged = {(name, answer, word): sjekk(name, answer, PLAN) for name, answer, word in COMMON}
    missed = [case for case, block in judged.items() if case[2] not in told(block)]
    assert missed + [case for case, block in judged.items() if block.tone != "wrong"] == []


def test_unknown_is_right_where_the_amount_is_unknown() -> None:
    """That a sum is not known may be said in any of the usual ways."""
    assert [one for one in UNKNOWN if sjekk("oppgave-10", one, PLAN).tone != "right"] == []


def test_a_shortfall_in_words_is_right_and_said_back() -> None:
    """What accountants write for a negative amount is one, and the learner sees how it was read."""
    for answer in ("(390 000)", "390 000 i underskudd", "mangler 390.000,-"):
        block = sjekk("oppgave-7", answer, PLAN)
        assert block.tone == "right", answer
        assert kroner(-390_000) in told(block), answer


def test_any_other_amount_is_wrong() -> None:
    """An answer one krone away is not right, and the learner is led to a hint."""
    for name in (name for name in RIGHT if exercises()[name].kind == "amount"):
        right = RIGHT[name]()
        assert isinstance(right, int)
        block = sjekk(name, right + 1, PLAN)
        assert block.tone == "wrong", name
        assert "Skriv hint" in told(block), name


def test_no_answer_yet() -> None:
    """The cell as it is committed asks for an answer, and so does an empty one."""
    for answer in (None, ..., "...", "", "  ", '""', "…"):
        assert told(sjekk("oppgave-4", answer, PLAN)).startswith("Skriv svaret ditt"), answer


@pytest.mark.parametrize("name", ["oppgave-4", "oppgave-5b", "oppgave-2b", "oppgave-10"])
def test_nothing_a_learner_writes_raises(name: str) -> None:
    """What is no answer is met with a Norwegian sentence, never with an error."""
    for place, junk in enumerate(JUNK):  # one of them is a number too long to be printed
        block = judge(exercises()[name], junk)
        assert told(block), place
        assert block.tone != "right", place


def test_unknown_exercise_and_hint() -> None:
    """A misspelt exercise gives a guess, and a hint that is not there says which there are."""
    assert "mente du «oppgave-4»" in told(sjekk("opgave-4", 1, PLAN))
    assert "1 til 3" in told(sjekk("oppgave-4", "hint 7"))


def test_hints_come_one_by_one() -> None:
    """A hint asked for as an answer leads to the next, and the last one to none."""
    asked = [told(sjekk("oppgave-4", word, PLAN)) for word in ("hint", "Hjelp 2", "hint 3!")]
    assert [text.startswith(f"Hint {n} av 3: ") for n, text in enumerate(asked, 1)] == [True] * 3
    assert [f"hint {n + 1} som svar" in text for n, text in enumerate(asked, 1)] == [1, 1, 0]
    assert told(sjekk("oppgave-4", "vet ikke", PLAN)) == asked[0]


def digits(text: str) -> str:
    """The text with its numbers written bare, to look for an amount however it is grouped."""
    return re.sub(rf"(?<=\d)[ {NBSP}._](?=\d{{3}})", "", text)


@pytest.mark.parametrize("plan", PLANS)
def test_no_lesson_gives_its_amounts_away(plan: str) -> None:
    """Nothing that can be read in a lesson before it is answered holds an answer of that lesson."""
    for lesson in path_of(plan):
        texts = [part if isinstance(part, str) else "" for part in lesson.parts]
        texts += [part.source for part in lesson.parts if isinstance(part, CodeCell)]
        for exercise in lesson.exercises:
            texts += [exercise.question, *exercise.hints, exercise.right.told]
            texts += [wrong.told for wrong in exercise.wrong]
        for exercise in lesson.exercises:
            if exercise.amount is not None:
                bare = str(abs(exercise.amount))
                seen = [text for text in texts if re.search(rf"(?<!\d){bare}(?!\d)", digits(text))]
                assert not seen, exercise.id


def test_lessons_are_committed_as_nobody_has_run_them() -> None:
    """No committed lesson holds a result, a chart or an answer: the learner makes them."""
    for path in LESSONS:
        for cell in cells(path):
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None
                assert "svar =" not in cell.source or "svar = ...\n" in cell.source


EXERCISE = """\
id: en
question: Hva er rammen?
kind: amount
right: {answer: ["4,5 mill."], told: Ja.}
wrong:
  - {answer: ["%s"], told: Nei.}
hints: [Se i planen.]
"""


def small(wrong: str) -> Exercise:
    """An exercise of its own, which has this wrong answer."""
    return read_record(Exercise, yaml_tree("en.md", (EXERCISE % wrong).encode()))


def test_a_mistake_that_is_right_in_this_plan_counts_as_right() -> None:
    """Where a usual mistake gives the right figure, whoever gives it is right."""
    assert judge(small("4 500 000"), "4500000").tone == "right"
    assert judge(small("4 500 001"), "4500001").paragraphs[0] == "Nei."


def test_faulty_exercise_is_refused() -> None:
    """A misspelt key in a lesson's source is told of with the source's name."""
    with pytest.raises(InputError, match=r"en\.md.*hints"):
        read_record(
            Exercise, yaml_tree("en.md", (EXERCISE.replace("hints", "hint") % "1").encode())
        )


@pytest.mark.slow
def test_tool_writes_checks_and_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool writes the lessons, sees when they are old, refuses a plan, and tells answers."""
    assert tool.main(["--check"]) == 0
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    assert tool.main(["--check"]) == 1
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0
    assert tool.main(["--answers", "--plan", "tull"]) == 2
    capsys.readouterr()
    assert tool.main(["--answers"]) == 0
    listed = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert list(listed) == list(exercises())
    assert listed["oppgave-4"] == kroner(amount("allocated"))
    assert listed["oppgave-12"] == "13,00"
    with pytest.raises(SystemExit):
        tool.main(["--plan", str(FOLDERS["second"])])
    place = tmp_path / "annen" / "plan"
    assert tool.main(["--plan", str(FOLDERS["second"]), "--to", str(place)]) == 0
    assert len(list(place.iterdir())) == 13
    capsys.readouterr()
    assert tool.main(["--answers", "--plan", str(FOLDERS["second"])]) == 0
    assert f"oppgave-1: {kroner(1_850_000)}\n" in capsys.readouterr().out


SIX_HUNDRED_AND_TEN_THOUSAND = (
    "610000", "610 000", f"610{NBSP}000", "610\u202f000", "610.000", "610,000", "610_000",
    "610'000", "kr 610 000", "kr. 610.000,-", "610 000 kroner", "610 000 KR", "NOK 610 000",
    "610 000,00", "610 tusen", "610k", "0,61 mill. kr", "0.61 millioner kroner", "+610 000",
    " 610 000 ", "６１０ ０００", 610_000, 610_000.0, '"610 000"', '"610 000', "«610 000»",
    "det blir 610 000 kroner.", "4 500 000 - 3 890 000", "4,5 mill − 3,89 mill",
    "4 500 000 minus 3 890 000", "4 500 000 - 3 890 000 = 610 000", "2 x 305 000", "...610000",
    "1220000/2", "(600 000 + 5 000 * 2)",
)  # fmt: skip
MINUS_FORTY_THOUSAND = (
    "-40 000", "−40 000", "– 40 000", "minus 40 000 kr", "-40.000", "(40 000)",
    "40 000 i underskudd", "40 000 i minus", "40 000 udekket",
)  # fmt: skip


def test_kroner_as_people_write_them() -> None:
    """Every usual way to write an amount is the same amount, and so is a sum that comes to it.

    A shortfall may be written with any of the signs and words people use.
    """
    for texts, expected in (
        (SIX_HUNDRED_AND_TEN_THOUSAND, 610_000),
        (MINUS_FORTY_THOUSAND, -40_000),
    ):
        assert [text for text in texts if whole_kroner(text) != expected] == []


@pytest.mark.parametrize(
    "text",
    ["61 00 00", "610 000 og litt", "ca. 610 000", "13 %", "0,6105555 mill", "1,5", "", "2 3",
     "1 234 567 890 123 456"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    """What could be read in two ways, or not at all, is not guessed."""
    with pytest.raises(ValueError, match=r"\.$"):
        whole_kroner(text)


def test_numbers_with_decimals() -> None:
    """A percentage or a rate may have comma, point and unit, or be a sum."""
    texts = ("13,6", "13.6", "13,6 prosent", "13.6 %", "13,6 pst.", 13.6, "13,6 kr/euro",
             "100 * 0,136", "100 × 136 000 / 1 000 000", "100 * 1.360.000 / 10.000.000"
             )  # fmt: skip
    assert [text for text in texts if number(text) != Fraction(136, 10)] == []


CELLS = [
    ("svar = 3 500 000", "3 500 000"),
    ('svar = "3,5 millioner', "3,5 millioner"),
    ("svar =", ""),
    ("svar = ...", ""),
    ("svar =\n3500000 kr", "3500000 kr"),
    ("3 500 000,-", "3 500 000,-"),
    ("svar = 71,4 %", "71,4 %"),
    ("svar = 2 500 000 + 1 000 000  # tror jeg", "2 500 000 + 1 000 000"),
    ("svar = det vet vi ikke", "det vet vi ikke"),
]


@pytest.mark.parametrize(("written", "read"), CELLS)
def test_whatever_stands_for_an_answer_is_text(written: str, read: str) -> None:
    """In a cell that checks an answer, nothing the learner writes has to be Python."""
    lines = f'{written}\nipr.sjekk("oppgave-1", svar, planen)'.splitlines(keepends=True)
    changed = "".join(answers_as_text(lines))
    names: dict[str, Any] = {"ipr": type("", (), {"sjekk": lambda *given: given}), "planen": None}
    exec(changed, names)  # noqa: S102 - the cell under test
    assert judge(exercises()["oppgave-1"], names["svar"]) == judge(exercises()["oppgave-1"], read)


def test_other_cells_stay_as_they_are() -> None:
    """Only answers are turned into text: a line that compares, or another name, is Python."""
    lines = ["svar == 3\n", "svaret = 4\n", "x = 5\n"]
    assert answers_as_text(lines) == lines
    assert answers_as_text(["svar = 3 500 000\n"]) == ["svar = '3 500 000'\n"]


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (NameError("x", name="planen"), "Kjør den første kodecellen"),
        (NameError("x", name="hei"), '"hei"'),
        (AttributeError("x", name="sjek"), "«sjek»"),
        (SyntaxError("x"), "anførselstegn, komma, kolon"),
        (ZeroDivisionError("x"), "ikke kjøres"),
        (InputError([]), ""),
    ],
)
def test_errors_in_cells_are_told_in_norwegian(error: Exception, word: str) -> None:
    """A cell that cannot be run is told of in Norwegian, with what to look for."""
    assert word in told(told_of(error))
    assert type(error).__name__ not in told(told_of(error))


def run(*sources: str) -> list[list[Any]]:
    """The outputs that a fresh kernel gives of each cell."""
    from nbclient import NotebookClient  # noqa: PLC0415 - slow to load

    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_speaks_norwegian_from_its_first_keystroke() -> None:
    """Run in any order and written in any way, no cell of a lesson gives a traceback."""
    check = 'ipr.sjekk("oppgave-1", svar, planen)'
    shown = run(
        f"svar = 3 500 000\n{check}",
        'import ipr\n\nplanen = ipr.lesson("lillehammer-2026")',
        f"svar = 3 500 000\n{check}",
        f"svar = 3 500 000\n{check[:-1]}",
        'ipr.try_inputs(planen, {"funding.county": 2 250 000})',
        "ipr.try_inputs(planen, {funding: 1})",
    )
    before, opened, right, unread, broken, strange = (
        " ".join(out.get("ename") or out["data"]["text/plain"] for out in outputs)
        for outputs in shown
    )
    assert "Kjør den første kodecellen" in before
    assert opened == ""
    assert right.startswith("Riktig!")
    assert "Python kan ikke lese cellen" in unread
    assert "Python kan ikke lese cellen" in broken
    assert "Python kjenner ikke «funding»" in strange


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_answered_lessons_show_what_they_should() -> None:
    """In a kernel an answered cell shows the exercise's judgement: one of each kind, any answer."""
    sources, expected = [f'import ipr\n\nplanen = ipr.lesson("{PLAN_FOLDER.as_posix()}")'], [{}]
    for name in FIRST:
        wrong = [usual.answer[0] for usual in exercises()[name].wrong]
        for answer in (RIGHT[name](), *wrong, "hint 2", "tull og tøys"):
            sources.append(f'svar = {answer}\nipr.sjekk("{name}", svar, planen)')
            expected.append(judge(exercises()[name], str(answer))._repr_mimebundle_())
    shown = [{kind: data for out in outputs for kind, data in out.get("data", {}).items()}
             for outputs in run(*sources)]  # fmt: skip
    assert shown == expected


def test_trial_shows_what_evaluate_gives() -> None:
    """The trial's figures are those of the plan and of the reckoning with the same inputs."""
    table = try_inputs(PLAN, {"funding.carry_over": "250 000", "assumptions.eur_nok": "11,75"})
    assert isinstance(table, Table)
    plan = reckon(PLAN)
    trial = reckon(PLAN, {"funding.carry_over": 250_000, "assumptions.eur_nok": 117_500})
    for row, name in zip(table.rows, ("frame", "allocated", "reserve"), strict=True):
        before, after = plan.figures[name], trial.figures[name]
        assert row.cells[1:] == (before, after, after - before)


@pytest.mark.parametrize(
    ("given", "left"),
    [
        (({"funding.cyberland_carry_over.counted": "inside"},), 460_000),
        (({"funding.cyberland_carry_over.counted": "innenfor rammen"},), 460_000),
        (({"Overføring fra 2025": "0,5 mill."},), 110_000),
        (("funding.carry_over", "500 000"), 110_000),
    ],
)
def test_trial_takes_what_a_learner_writes(given: tuple[object, ...], left: int) -> None:
    """A choice by its name or the reports' words, an input by its label, a pair without braces."""
    table = try_inputs(PLAN, *given)
    assert isinstance(table, Table)
    assert table.rows[-1].cells[2] == left


def test_trial_says_what_it_did() -> None:
    """A value like the plan's is no change, months are named once, and a choice stands in marks."""
    for name, value, said in (
        (
            "funding.cyberland_carry_over.counted",
            "outside",
            "Som i planen: «Overføring fra 2025 til",
        ),
        ("funding.cyberland_carry_over.counted", "inside", "til «innenfor rammen»."),
        ("lines.tech_hub.project_leader.months", "9", "prosjektlederen» til 9 måneder."),
    ):
        table = try_inputs(PLAN, name, value)
        assert isinstance(table, Table)
        assert said in table.footnotes[0].text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (({"funding.carry_ov": 1},), "mente du «funding.carry_over»"),
        (({"funding.county": "mye"},), "kan ikke leses som et beløp"),
        (({"funding.county": None},), "er ikke et tall"),
        (({"funding.county": -1},), "tillatt er 0 til"),
        (({"lines.tech_hub.project_leader.months": 13},), "tillatt er 0 til 12"),
        (({"lines.tech_hub.project_leader.months": "6,5"},), "helt tall fra 0 til 12 (måneder)"),
        (({"lines.tech_hub.project_leader.months": "halvt"},), "helt tall fra 0 til 12 (måneder)"),
        (({"lines.summit.grant.vat": "ja"},), "ukjent"),
        (({"lines.tech_hub": 1},), "ikke ett tall"),
        (({"funding.county", "1"},), "kolon mellom"),
        ((7,), "Slik kan det se ut"),
        (({7: 7},), "Slik kan det se ut"),
        ((), "Slik kan det se ut"),
    ],
)
def test_trial_says_what_it_cannot_do(given: tuple[Any, ...], word: str) -> None:
    """A faulty trial is met with a note that helps, with an example, and not with an error."""
    block = try_inputs(PLAN, *given)
    assert isinstance(block, Text)
    assert word in told(block)
    without = try_inputs({"funding.county": 1})  # type: ignore[arg-type]
    assert isinstance(without, Text)
    assert "Først i parentesen" in told(without)


SITUATION = scenario(
    PLAN,
    {"funding.carry_over": "500 000", "funding.cyberland_carry_over.counted": "inside"},
)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "Det mangler 40 000 kroner"),
        ({}, "Ingen betaler ennå"),
        ({"kutt": {"Filmsatsing": "40 000"}}, "I balanse"),
        ({"kutt": {"film": 30_000, "Summit Kvitfjell reiseliv": "10 000 kr"}}, "I balanse"),
        ({"kutt": {"film": 30_000}}, "mangler 10 000 kroner"),
        ({"kutt": {"film": 50_000}}, "10 000 kroner mer enn det som trengs"),
        ({"be_om": {"Samlet bidrag fra kommunene": "40 000"}}, "Ingenting er igjen"),
        ({"be_om": {"county": "25 000"}, "kutt": {"film": "15 000"}}, "blir 0 kroner"),
        ({"kutt": {"film": 90_000}, "minst": "50 000"}, "blir 50 000 kroner"),
        ({"minst": "25 000"}, "mangler 65 000 kroner"),
    ],
)
def test_proposals_are_shown(given: dict[str, Any], word: str) -> None:
    """Who pays, what is left and what still lacks is shown, however the learner balances."""
    assert word in proposal_block(propose(SITUATION, **given)).plain().replace(NBSP, " ")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"kutt": {"film": 150_001}}, "kan gi fra 0 til"),
        ({"kutt": {"film": "litt"}}, "kan ikke leses som kroner"),
        ({"kutt": {"Regionmarkedsfører": 40_000}}, "er låst"),
        ({"kutt": {"Økt innenforskap": 40_000}}, "ikke noe beløp"),
        ({"kutt": {"Film": 40_000}}, "mente du «Filmsatsing»"),
        ({"kutt": ["film"]}, "Slik kan det se ut"),
        ({"be_om": {"Overføring fra 2025": 1}}, "kommer bare én gang"),
        ({"be_om": {"Kommunene": 1}}, "er ukjent"),
        ({"be_om": {"county": "mye"}}, "Bidrag fra Innlandet fylkeskommune: «mye»"),
        ({"kutt": {"film": "-40 000"}}, "Filmsatsing: skriv hvor mye posten gir fra seg"),
        ({"kutt": {"film": "10 %"}}, "Filmsatsing: «10 %» er prosent"),
        ({"kutt": {"Udisponert ramme": 1}}, "er ingen post"),
        ({"be_om": {"county": -1}}, "uten minus"),
        ({"minst": "mye"}, "kan ikke leses som kroner"),
    ],
)
def test_what_a_proposal_cannot_do_is_told(given: dict[str, Any], word: str) -> None:
    """What the plan's rules forbid, or cannot be read, is explained in Norwegian."""
    with pytest.raises(InputError) as told_error:
        propose(SITUATION, **given)
    assert word in str(told_error.value)


def test_a_proposal_changes_only_what_it_names() -> None:
    """Lines give what is lacking in the order named, and funders what they are asked."""
    found = propose(
        SITUATION, {"summit": 15_000, "film": 40_000}, {"Samlet bidrag fra kommunene": "5 000"}
    )
    table = proposal_block(found).blocks[1]
    assert isinstance(table, Table)
    assert [(row.cells[0], row.cells[2]) for row in table.rows] == [
        ("Filmsatsing", -20_000),
        ("Summit Kvitfjell reiseliv", -15_000),
        ("Samlet bidrag fra kommunene", 5_000),
    ]
    assert found.reserve == 0


def test_a_saved_proposal_is_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proposal is saved as a scenario with the same figures, and over no other file."""
    monkeypatch.setenv("IPR_DATA", str(tmp_path))
    shutil.copytree(PLAN_FOLDER, tmp_path / PLAN_FOLDER.name)
    found = propose(SITUATION, {"film": 30_000}, {"county": "20 000"}, "10 000")
    assert "mitt-forslag" in told(save_proposal(found, "mitt_forslag", PLAN_FOLDER.name))
    read = scenario_result(PlanFolder.open(tmp_path / PLAN_FOLDER.name), "mitt-forslag")
    assert (read.reserve, read.outcome["lines.film"]) == (10_000, 120_000)
    assert "navn i stedet for" in told(save_proposal(found, "...", PLAN_FOLDER.name))
    with pytest.raises(InputError, match="finnes fra før"):
        save_proposal(found, "mitt-forslag", PLAN_FOLDER.name)
    with pytest.raises(InputError, match="navn"):
        save_proposal(found, "Mitt forslag!", PLAN_FOLDER.name)


def cells(path: Path) -> list[Any]:
    """The cells of a notebook."""
    return list(nbformat.read(path, as_version=4).cells)


def prose(lesson: Lesson) -> str:
    """A lesson's text, cells and exercises apart."""
    return "\n".join(part for part in lesson.parts if isinstance(part, str))


def test_committed_lessons_are_what_their_sources_give() -> None:
    """The notebooks are those the sources and the plan give now, so that neither changes alone."""
    assert [path.stem for path in LESSONS] == [lesson.name for lesson in path_of("first")]
    for path, lesson in zip(LESSONS, path_of("first"), strict=True):
        assert path.read_text(encoding="utf-8") == notebook_text(lesson)


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_runs_as_it_is_committed(path: Path) -> None:
    """The cells of a lesson, run one after the other, raise nothing, and the last one answers."""
    names: dict[str, Any] = {}
    sources = [cell.source for cell in cells(path) if cell.cell_type == "code"]
    for source in sources[:-1]:
        exec(compile(source, path.name, "exec"), names)  # noqa: S102 - the project's own notebook
    *before, last = ast.parse(sources[-1]).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), path.name, "exec"), names)  # noqa: S102 - as above
    assert eval(compile(ast.Expression(last.value), path.name, "eval"), names)  # noqa: S307 - as above


@pytest.mark.parametrize("plan", PLANS)
def test_the_path_is_whole(plan: str) -> None:
    """Twelve lessons and the final task, numbered without a gap."""
    assert [lesson.name[:2] for lesson in path_of(plan)] == [f"{n:02d}" for n in range(1, 14)]


@pytest.mark.parametrize("plan", PLANS)
def test_every_lesson_has_its_parts(plan: str) -> None:
    """A lesson asks a question, points to the plan, asks for an answer, tries, and sums up."""
    for lesson in path_of(plan)[:12]:
        text = prose(lesson)
        assert re.match(rf"# {int(lesson.name[:2])}\. .*\?\n", text)
        headings = re.findall(r"(?m)^## (.*)$", text)
        assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)
        folds = "<summary>Slå opp i planen" in text
        assert folds or (plan == "second" and "Les «" in text), lesson.name
        run = [part.source for part in lesson.parts if isinstance(part, CodeCell)]
        assert any("ipr.try_inputs(" in source or "_table(" in source for source in run)


@pytest.mark.parametrize("plan", PLANS)
def test_trials_in_lessons_work(plan: str) -> None:
    """Each trial a lesson proposes is one the trial understands, and it changes what it says."""
    found = [
        trial[1]
        for lesson in path_of(plan)
        for part in lesson.parts
        if isinstance(part, CodeCell) and (trial := TRIALS.search(part.source))
    ]
    assert len(found) >= 9
    for trial in found:
        block = try_inputs(PLANS[plan], dict(re.findall(r'"([^"]+)": "([^"]+)"', trial)))
        assert isinstance(block, Table), trial


@pytest.mark.parametrize("plan", PLANS)
def test_lessons_leave_nothing_unfilled(plan: str) -> None:
    """No lesson shows a placeholder, an empty name or the word None."""
    for lesson in path_of(plan):
        text = notebook_text(lesson)
        assert not re.search(r"\{\{|\{%|None|«»|\[CHART\]", text), lesson.name


def test_second_plan_says_what_it_lacks() -> None:
    """Where a plan has nothing that an exercise is about, the lesson says so in its place."""
    assert set(exercises()) - set(exercises("second")) == {"oppgave-3b"}
    assert "ingen oppgave for denne planen" in prose(path_of("second")[2])


def test_a_plan_without_what_the_path_is_about() -> None:
    """A plan with one income and one line still gives thirteen lessons, which say what it lacks."""
    bare = PLAN.model_copy(
        update={
            "funding": PLAN.funding[:1],
            "lines": tuple(line for line in PLAN.lines if line.id == "film"),
            "conditions": (),
            "frame_nok": PLAN.funding[0].amount_nok,
        }
    )
    path = lessons_of(bare, "bar")
    assert len(path) == 13
    lacking = [lesson.name[:2] for lesson in path if "enne planen" in prose(lesson)]
    assert {"02", "03", "06", "08", "09", "10", "11", "12", "13"} <= set(lacking)
    for lesson in path:  # whatever is asked, the plan is loaded before it
        loaded = [
            isinstance(part, CodeCell) and "ipr.lesson(" in part.source for part in lesson.parts
        ]
        asked = [isinstance(part, Exercise) for part in lesson.parts]
        assert not any(asked) or loaded.index(True) < asked.index(True), lesson.name


def test_another_plan_is_spoken_of_as_it_is() -> None:
    """Its rate of VAT, a line of which a part lasts for part of the year, what covers its lines."""
    taxed = tuple(
        item.model_copy(update={"value_e4": 150_000}) if item.id == "vat_rate" else item
        for item in PLAN.assumptions
    )
    plan = PLAN.model_copy(update={"document": "En annen plan", "assumptions": taxed})
    asked = {one.id: one for lesson in lessons_of(plan) for one in lesson.exercises}
    vat = asked["oppgave-12b"]
    assert "hvis 15 prosent moms" in vat.question
    assert vat.amount == amount("reserve") - 75_000 * 15 // 100
    assert "15 prosent av" in vat.hints[1]
    whole_year = asked["oppgave-11"]
    assert "«Rådets del av prosjektlederen» er regnet for 6 måneder" in whole_year.question
    assert "legg til resten av posten" in whole_year.hints[1]
    few = {"lines": PLAN.lines[:6], "conditions": (), "document": "En annen plan"}
    covered = PLAN.model_copy(update=few)
    (alone,) = (one for one in lessons_of(covered)[6].exercises if one.kind == "amount")
    assert alone.amount
    assert alone.amount > 0
    assert "mindre enn null" not in told(judge(alone, 0))


def test_the_first_part_of_a_table_is_not_all_of_it() -> None:
    """Of two groups under no common heading it is the first, of more the first two."""
    groups = tuple(one.model_copy(update={"printed_as": None}) for one in PLAN.groups)
    for many, first in ((2, 1), (3, 2), (len(groups), 2)):
        ids = {one.id for one in groups[:many]}
        lines = tuple(line for line in PLAN.lines if line.group in ids)
        plan = PLAN.model_copy(update={"groups": groups[:many], "lines": lines, "conditions": ()})
        assert len(facts_of(plan)["strategic"]) == first


def test_a_place_of_which_the_plan_says_nothing_does_not_fold_out() -> None:
    """What one folds out has something in it."""
    assert passage(PLAN, "9 Ingenting", ()) == ""
    for path in (path_of("first"), path_of("second")):
        folds = re.findall(
            r"<details><summary>Slå opp(.*?)</details>", "".join(map(prose, path)), re.DOTALL
        )
        assert folds
        assert all("\n- " in fold for fold in folds)


def test_lessons_of_another_plan_are_written_for_it(tmp_path: Path) -> None:
    """The path written for a plan elsewhere loads that plan, and no name of the first is in it."""
    files = tool.write_lessons(FOLDERS["second"], tmp_path)
    assert len(files) == 13
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert FOLDERS["second"].as_posix() in text
    assert not [word for word in ("Cyberland", "Lillehammer", "Tech Hub") if word in text]


def test_links_between_notebooks_lead_somewhere() -> None:
    """Every link names a notebook that is there, and each lesson leads to the next."""
    for path, following in zip(LESSONS, [*LESSONS[1:], FOLDER / "ordliste.ipynb"], strict=True):
        text = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")
        links = re.findall(r"\]\(([^)]+)\)", text)
        assert following.name in links
        assert all((FOLDER / link).is_file() for link in links if "://" not in link)


def test_glossary_names_exist() -> None:
    """Every name the glossary gives stands in the package or in the plan's file."""
    text = "\n".join(cell.source for cell in cells(FOLDER / "ordliste.ipynb"))
    package = FOLDER.parents[1] / "ipr"
    code = "\n".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    code += (PLAN_FOLDER / "plan.yaml").read_text(encoding="utf-8")
    names = re.findall(r"`([a-z_]+)`", text)
    assert names
    assert not [name for name in names if not re.search(rf"\b{name}\b", code)]
