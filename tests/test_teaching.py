"""The teaching path: exercises that know right from wrong, trials, and the notebooks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ipr.budget.calculate import calculate
from ipr.budget.evaluate import evaluate
from ipr.plan.find import find_plan_folder
from ipr.plan.load import load_plan
from ipr.present.blocks import Group, Table, Text
from ipr.reading.errors import InputError
from ipr.reading.norwegian import NBSP, kroner
from ipr.teach.answers import number, whole_kroner
from ipr.teach.ask import hint, sjekk
from ipr.teach.exercises import (
    FOLDER,
    KEY_FILE,
    digest_of,
    find_exercise,
    keys_text,
    load_exercises,
    load_keys,
)
from ipr.teach.reckon import answers, key_of, right_answers
from ipr.teach.trials import try_cuts, try_inputs
from tools import exercises as tool

PLAN_FOLDER = find_plan_folder("lillehammer-2026")
PLAN = load_plan(PLAN_FOLDER)
EXERCISES = load_exercises()
BY_ID = {exercise.id: exercise for exercise in EXERCISES.exercises}
LESSONS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
SECTIONS = ("Hva sier planen?", "Oppgave", "Husk", "Hvor møter du dette i en rapport?")


def reserve(**inputs: int) -> int:
    """The reserve with these inputs, dots of their names written as two underscores."""
    given = {name.replace("__", "."): value for name, value in inputs.items()}
    return int(evaluate(PLAN, given).reserve)


def amount(name: str) -> int:
    """A figure of the plan, in kroner."""
    figure = evaluate(PLAN).figure(name)
    assert figure is not None
    return int(figure)


def least_carry_over() -> int:
    """The least carry-over that leaves a reserve of 0, found without the break-even search."""
    return amount("allocated") - amount("funding.county") - amount("funding.municipalities")


# Reckoned here from the plan, without the recipes in the exercises' file.
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
    "oppgave-6b": least_carry_over,
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
# The answers people often give, and a word of what each must be told.
COMMON = [
    ("oppgave-1", "4,5 millioner", "hele den økonomiske rammen"),
    ("oppgave-4", "3 790 000", "glemt Drift av rådet"),
    ("oppgave-4", 4_040_000, "hele aktiviteten"),
    ("oppgave-5", "460 000 kr", "hele aktiviteten i Cyberland"),
    ("oppgave-6b", "610.000", "kan overføringen falle"),
    ("oppgave-7", "390 000", "ikke fortegnet"),
    ("oppgave-9", "765 000", "Fritidsboligkonferansen"),
    ("oppgave-10", 0, "gratis"),
    ("oppgave-10", "0 kroner", "gratis"),
    ("oppgave-11", "700 000", "doblet hele posten"),
    ("avsluttende-oppgave", 110_000, "Cyberland tar også sin del"),
]
JUNK = [
    "", "  ", "tja", "🙂", "x" * 100_000, "1e9", "٣", b"1", object(), [], {}, (610, 0), True,
    float("nan"), float("inf"), 10**400, Decimal("NaN"), 0.5, "−", "12 345 67",
]  # fmt: skip


def told(block: Text) -> str:
    """What a learner reads, in one line."""
    return " ".join(block.paragraphs)


def test_every_exercise_is_answered_here() -> None:
    """No exercise is left out of the tests below, and each has three hints."""
    assert set(RIGHT) == set(BY_ID)
    assert {len(exercise.hints) for exercise in EXERCISES.exercises} == {3}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answer_is_right(name: str) -> None:
    """The answer that follows from the plan is found right, and its explanation shown."""
    block = sjekk(name, RIGHT[name]())
    assert told(block) == f"Riktig! {BY_ID[name].right.told}"


@pytest.mark.parametrize("name", RIGHT)
def test_each_usual_wrong_answer_has_its_own_hint(name: str) -> None:
    """Each wrong answer the exercise knows of is found wrong, with the explanation meant for it."""
    exercise = BY_ID[name]
    for wrong in exercise.wrong:
        answer = answers(PLAN, PLAN_FOLDER, wrong)[0]
        assert told(sjekk(name, answer)) == f"Ikke helt. {wrong.told}"


@pytest.mark.parametrize(("name", "answer", "word"), COMMON)
def test_common_wrong_answers_are_recognised(name: str, answer: object, word: str) -> None:
    """What people often answer is met with what they have mixed up."""
    assert word in told(sjekk(name, answer))


@pytest.mark.parametrize("name", [n for n in RIGHT if BY_ID[n].kind == "amount"])
def test_any_other_amount_is_wrong(name: str) -> None:
    """An answer one krone away is not right, and the learner is led to a hint."""
    right = RIGHT[name]()
    assert isinstance(right, int)
    answer = told(sjekk(name, right + 1))
    assert answer.startswith("Ikke helt.")
    assert f'ipr.hint("{name}", 1)' in answer


def test_no_answer_yet() -> None:
    """The cell as it is committed asks for an answer."""
    assert told(sjekk("oppgave-4", None)).startswith("Skriv svaret ditt")


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:12])
@pytest.mark.parametrize("name", ["oppgave-4", "oppgave-5b", "oppgave-2b", "oppgave-10"])
def test_nothing_a_learner_writes_raises(name: str, junk: object) -> None:
    """What is no answer is met with a Norwegian sentence, never with an error."""
    answer = told(sjekk(name, junk))
    assert answer
    assert "Riktig" not in answer


def test_unknown_exercise_and_hint() -> None:
    """A misspelt exercise gives a guess, and a hint that is not there says which there are."""
    assert "mente du «oppgave-4»" in told(sjekk("opgave-4", 1))
    assert "mente du «oppgave-4»" in told(hint("opgave-4"))
    assert "1 til 3" in told(hint("oppgave-4", 4))
    assert "1 til 3" in told(hint("oppgave-4", "a"))  # type: ignore[arg-type]


def test_hints_come_one_by_one() -> None:
    """Each hint leads to the next, and the last one to none."""
    hints = [told(hint("oppgave-4", number)) for number in (1, 2, 3)]
    assert [text.startswith(f"Hint {n} av 3: ") for n, text in enumerate(hints, 1)] == [True] * 3
    assert [f'"oppgave-4", {n + 1})' in text for n, text in enumerate(hints, 1)] == [
        True,
        True,
        False,
    ]


def digits(text: str) -> str:
    """The text with its numbers written bare, to look for an amount however it is grouped."""
    return re.sub(rf"(?<=\d)[ {NBSP}._](?=\d{{3}})", "", text)


@pytest.mark.parametrize("name", [n for n in RIGHT if BY_ID[n].kind == "amount"])
def test_no_text_gives_the_amount_away(name: str) -> None:
    """Neither question, hints, explanations nor the prose before the exercise hold its answer."""
    exercise, right = BY_ID[name], RIGHT[name]()
    texts = [exercise.question, *exercise.hints, exercise.right.told]
    texts += [wrong.told for wrong in exercise.wrong]
    lesson = next(
        path for path in LESSONS if f'"{name}"' in path.read_text("utf-8").replace("\\", "")
    )
    texts += [cell.source for cell in cells(lesson) if cell.cell_type == "markdown"]
    bare = str(right).lstrip("-")
    assert not [text for text in texts if re.search(rf"(?<!\d){bare}(?!\d)", digits(text))]


def test_key_file_is_what_the_plan_gives() -> None:
    """The committed hashes are those of the plan's answers, so that neither can change alone."""
    assert (FOLDER / KEY_FILE).read_text(encoding="utf-8") == keys_text(key_of(EXERCISES))


def test_hashes_are_salted() -> None:
    """The same amount in two exercises, or about two plans, has different hashes."""
    assert len({digest_of("a", "x", "1"), digest_of("a", "y", "1"), digest_of("b", "x", "1")}) == 3


def test_key_file_holds_no_answer() -> None:
    """The file beside the notebooks holds hashes and nothing else."""
    values = [h for key in load_keys().values() for h in (*key.right, *sum(key.wrong, ()))]
    assert values
    assert all(re.fullmatch(r"[0-9a-f]{32}", value) for value in values)


SMALL = """\
plan: lillehammer-2026
exercises:
  - id: en
    question: Hva er rammen?
    kind: amount
    right: {sum: [frame], told: Ja.}
    wrong:
      - {%s, told: Nei.}
    hints: [Se i planen.]
"""


def small(folder: Path, wrong: str) -> Path:
    """A folder with one exercise, which has this wrong answer."""
    (folder / "oppgaver.yaml").write_text(SMALL % wrong, encoding="utf-8", newline="\n")
    return folder


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("sum: [allocated, reserve]", "står to ganger"),
        ("sum: [rammen]", "ingen størrelse «rammen»"),
        ("sum: [lines.inclusion]", "ikke noe beløp"),
        ("sum: [frame@tull]", "ukjent"),
        ("break_even: funding.tull", "ukjent"),
        ("rate: assumptions.tull", "ukjent"),
        ('written: ["0"], sum: [frame]', "nøyaktig én"),
    ],
)
def test_faulty_exercises_are_refused(tmp_path: Path, wrong: str, word: str) -> None:
    """An exercise whose answers cannot be told apart or reckoned is an error that says why."""
    folder = small(tmp_path, wrong)
    with pytest.raises(InputError, match=word):
        key_of(load_exercises(folder))


def test_tool_writes_checks_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tool writes the hashes, sees when they are old, refuses a faulty file, tells answers."""
    folder = small(tmp_path, "sum: [allocated]")
    assert tool.main(["--check", str(folder)]) == 1
    assert tool.main([str(folder)]) == 0
    assert tool.main(["--check", str(folder)]) == 0
    assert told(sjekk("en", "4,5 mill.", folder=folder)) == "Riktig! Ja."
    small(tmp_path, "sum: [reserve]")
    assert tool.main(["--check", str(folder)]) == 1
    capsys.readouterr()
    assert tool.main(["--answers", str(folder)]) == 0
    assert capsys.readouterr().out == f"en: {kroner(4_500_000)}\n"
    small(tmp_path, "sum: [frame]")
    assert tool.main([str(folder)]) == 2


def test_right_answers_for_the_teacher() -> None:
    """The teacher's list has every exercise, in order, as a reader writes it."""
    listed = dict(line.split(": ", 1) for line in right_answers(EXERCISES))
    assert list(listed) == list(BY_ID)
    assert listed["oppgave-4"] == kroner(amount("allocated"))
    assert listed["oppgave-12"] == "13,00"


@pytest.mark.parametrize(
    "text",
    [
        "610000", "610 000", f"610{NBSP}000", "610\u202f000", "610.000", "610,000", "610_000",
        "610'000", "kr 610 000", "kr. 610.000,-", "610 000 kroner", "610 000 KR", "NOK 610 000",
        "610 000,00", "610 tusen", "610k", "0,61 mill. kr", "0.61 millioner kroner", "+610 000",
        " 610 000 ", "６１０ ０００", 610_000, 610_000.0,
    ],
)  # fmt: skip
def test_kroner_as_people_write_them(text: object) -> None:
    """Every usual way to write an amount is the same amount."""
    assert whole_kroner(text) == 610_000


@pytest.mark.parametrize("text", ["-40 000", "−40 000", "– 40 000", "minus 40 000 kr", "-40.000"])
def test_negative_kroner(text: str) -> None:
    """A shortfall may be written with any of the signs people use."""
    assert whole_kroner(text) == -40_000


@pytest.mark.parametrize(
    "text",
    ["61 00 00", "610 000 og litt", "ca. 610 000", "1-2", "13 %", "0,6105555 mill", "1,5", ""],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """What could be read in two ways, or not at all, is not guessed."""
    with pytest.raises(ValueError, match=r"\.$"):
        whole_kroner(text)


@pytest.mark.parametrize("text", ["13,6", "13.6", "13,6 prosent", "13.6 %", "13,6 pst.", 13.6])
def test_numbers_with_decimals(text: object) -> None:
    """A percentage or a rate may have comma, point and unit."""
    assert number(text) == Decimal("13.6")


def test_trial_shows_what_evaluate_gives() -> None:
    """The trial's figures are those of the plan and of the reckoning with the same inputs."""
    table = try_inputs(PLAN, {"funding.carry_over": "250 000", "assumptions.eur_nok": "11,75"})
    assert isinstance(table, Table)
    trial = evaluate(PLAN, {"funding.carry_over": 250_000, "assumptions.eur_nok": 117_500})
    expected = [
        (int(before), int(after), int(after) - int(before))
        for before, after in (
            (evaluate(PLAN).frame, trial.frame),
            (evaluate(PLAN).allocated, trial.allocated),
            (evaluate(PLAN).reserve, trial.reserve),
        )
    ]
    assert [row.cells[1:] for row in table.rows] == expected


@pytest.mark.parametrize("word", ["inside", "innenfor rammen"])
def test_trial_takes_choices(word: str) -> None:
    """A choice is taken by its name in the files and by the words of the reports."""
    table = try_inputs(PLAN, {"funding.cyberland_carry_over.counted": word})
    assert isinstance(table, Table)
    assert table.rows[-1].cells[2] == reserve(funding__cyberland_carry_over__counted=1)


@pytest.mark.parametrize(
    ("inputs", "word"),
    [
        ({"funding.carry_ov": 1}, "mente du «funding.carry_over»"),
        ({"funding.county": "mye"}, "kan ikke leses som kroner"),
        ({"funding.county": -1}, "fra 0 til"),
        ({"lines.tech_hub.project_leader.months": 13}, "fra 0 til 12"),
        ({"lines.summit.grant.vat": "ja"}, "ukjent"),
        ({"lines.tech_hub": 1}, "ikke ett tall"),
    ],
)
def test_trial_says_what_it_cannot_do(inputs: dict[str, object], word: str) -> None:
    """A faulty trial is met with a note that helps, not with an error."""
    block = try_inputs(PLAN, inputs)
    assert isinstance(block, Text)
    assert word in told(block)


FINAL = calculate(PLAN, PLAN_FOLDER, "cyberland-innenfor-lavere-overforing")


@pytest.mark.parametrize(
    ("cuts", "word"),
    [
        ({}, "er udekket"),
        ({"Filmsatsing": "40 000"}, "I balanse"),
        ({"film": 30_000, "Summit Kvitfjell reiseliv": "10 000 kr"}, "I balanse"),
        ({"film": 30_000}, "mangler fortsatt"),
        ({"film": 50_000}, "mer enn det som mangler"),
        ({"film": 150_001}, "kan gi fra 0 til"),
        ({"film": "litt"}, "kan ikke leses som kroner"),
        ({"Regionmarkedsfører": 40_000}, "er låst"),
        ({"Økt innenforskap": 40_000}, "ikke noe beløp"),
        ({"Film": 40_000}, "mente du «Filmsatsing»"),
    ],
)
def test_proposed_cuts_are_judged(cuts: dict[str, Any], word: str) -> None:
    """A proposal is carried out by the plan's rules, and what they forbid is explained."""
    assert word in try_cuts(FINAL, cuts).plain().replace(NBSP, " ")


def test_a_proposal_changes_only_its_lines() -> None:
    """The lines named give what is lacking, in the order named, and no more."""
    block = try_cuts(FINAL, {"summit": 15_000, "film": 40_000})
    assert isinstance(block, Group)
    paying = next(part for part in block.blocks if isinstance(part, Table))
    assert [row.cells[:3] for row in paying.rows] == [
        (PLAN.line("film").label, amount("lines.film"), -25_000),
        (PLAN.line("summit").label, amount("lines.summit"), -15_000),
    ]


def cells(path: Path) -> list[Any]:
    """The cells of a notebook."""
    return list(nbformat.read(path, as_version=4).cells)


def words(text: str) -> str:
    """The text with single spaces, however it is broken into lines."""
    return " ".join(text.split())


def test_the_path_is_whole() -> None:
    """Twelve lessons and the final task, numbered without a gap."""
    assert [path.name[:2] for path in LESSONS] == [f"{n:02d}" for n in range(1, 14)]


@pytest.mark.parametrize("path", LESSONS[:12], ids=lambda path: path.stem)
def test_every_lesson_has_its_parts(path: Path) -> None:
    """A lesson asks a question, shows something, tries it, asks for an answer, and sums up."""
    prose = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")
    assert re.match(rf"# {int(path.name[:2])}\. .*\?\n", prose)
    headings = re.findall(r"(?m)^## (.*)$", prose)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)
    shown = [cell.source for cell in cells(path) if cell.cell_type == "code"]
    assert any("ipr.try_inputs(" in source or "_chart(" in source for source in shown)


def test_every_exercise_stands_once_under_its_question() -> None:
    """The exercises come in the file's order, each tagged, unanswered, and below its question."""
    found = []
    for path in LESSONS:
        before = ""
        for cell in cells(path):
            if cell.cell_type == "markdown":
                before = words(cell.source)
            elif name := re.search(r'ipr\.sjekk\("([^"]+)", svar\)', cell.source):
                exercise = find_exercise(EXERCISES, name[1])
                assert "oppgave" in cell.metadata.tags
                assert "svar = None " in cell.source
                assert words(exercise.question) in before
                assert all(words(choice) in before for choice in exercise.choices.values())
                found.append(name[1])
    assert found == list(BY_ID)


def test_links_between_notebooks_lead_somewhere() -> None:
    """Every link names a notebook that is there, and each lesson leads to the next."""
    for path, following in zip(LESSONS, [*LESSONS[1:], FOLDER / "ordliste.ipynb"], strict=True):
        prose = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")
        links = re.findall(r"\]\(([^)]+)\)", prose)
        assert following.name in links
        assert all((FOLDER / link).is_file() for link in links)


def test_names_in_prose_are_inputs() -> None:
    """An input that a lesson or a hint speaks of is one that the trial understands."""
    texts = [hint for exercise in EXERCISES.exercises for hint in exercise.hints]
    texts += [cell.source for path in LESSONS for cell in cells(path)]
    named = {
        name for text in texts for name in re.findall(r"(?:funding|lines)\.[a-z_.]*[a-z]", text)
    }
    assert named
    for name in named - {"lines.cyberland", "lines.tech_hub", "lines.wuoc"}:
        block = try_inputs(PLAN, {name: "1"})
        assert not isinstance(block, Text) or name.endswith((".counted", ".vat")), name


def test_the_scenario_in_the_final_task_runs(tmp_path: Path) -> None:
    """The file shown in the final task is a scenario as it stands, and it balances."""
    source = "\n".join(cell.source for cell in cells(LESSONS[-1]))
    example = re.search(r"(?s)```yaml\n(.*?)```", source)
    assert example
    folder = shutil.copytree(PLAN_FOLDER, tmp_path / PLAN_FOLDER.name)
    file = folder / "scenarios" / "mitt-forslag.yaml"
    file.write_text(example[1], encoding="utf-8", newline="\n")
    found = calculate(PLAN, folder, "mitt-forslag")
    assert int(found.unbalanced.reserve) == reserve(
        funding__carry_over=500_000, funding__cyberland_carry_over=0
    )
    assert int(found.outcome.reserve) == 0


def test_glossary_names_exist() -> None:
    """Every name the glossary gives stands in the package or in the plan's file."""
    prose = "\n".join(cell.source for cell in cells(FOLDER / "ordliste.ipynb"))
    package = FOLDER.parents[1] / "ipr"
    text = "\n".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    text += (PLAN_FOLDER / "plan.yaml").read_text(encoding="utf-8")
    names = re.findall(r"`([a-z_]+)`", prose)
    assert names
    assert not [name for name in names if not re.search(rf"\b{name}\b", text)]
