"""The lessons, built from a plan: text, cells to run and exercises, as notebooks or for a page.

Places in the plan fold out beside a lesson: what they say, in our words.
"""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipr.budget.reckon import reckon
from ipr.doors.folder import load_plan
from ipr.plan.inputs import component_label
from ipr.plan.load import NOTEBOOKS, SHIPPED, data_folder, find_plan_folder
from ipr.plan.model import BudgetLine, Component, Plan
from ipr.present.blocks import Block, Text
from ipr.present.wording import STATUS
from ipr.reading.errors import unknown
from ipr.reading.norwegian import E4, NBSP, amount, decimal_e4, kroner, typed
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import yaml_tree
from ipr.teach.cells import make_kind
from ipr.teach.exercises import Exercise, judge
from ipr.teach.facts import facts_of

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = NOTEBOOKS / "opplaering"
SOURCES = SHIPPED / "docs" / "opplaering"
EXERCISE_TAG = "oppgave"
STATED = {"stated", "planning_assumption"}  # what the plan writes, and not what follows from it


_FENCE = re.compile(r"(?ms)^```(celle|oppgave)\n(.*?)^```$\n?")
_UNSHOWN = re.compile(r"ipr\.(?:lesson|save_proposal)\(")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}


@dataclass(frozen=True, slots=True)
class CodeCell:
    """Python that the learner runs."""

    source: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the path: the name of its file, and text, cells and exercises in order."""

    name: str
    parts: tuple[str | CodeCell | Exercise, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        return str(self.parts[0]).partition("\n")[0].removeprefix("# ")

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises alone."""
        return tuple(part for part in self.parts if isinstance(part, Exercise))


@functools.lru_cache(maxsize=4)
def lessons_of(plan: Plan, plan_name: str = "", *, page: bool = False) -> tuple[Lesson, ...]:
    """Return the path for a plan; `plan_name` is what its first cells load the plan by.

    `page` says that it is read as a page, where answers have boxes and nothing is run.
    Raises `InputError` for a faulty exercise in the sources.
    """
    facts = facts_of(plan) | {"plan_name": plan_name, "page": page}
    return tuple(_lesson(file.stem, plan, facts) for file in sorted(SOURCES.glob("*.md")))


def exercises_of(plan: Plan) -> tuple[Exercise, ...]:
    """Return every exercise of the path, in order."""
    return tuple(exercise for lesson in lessons_of(plan) for exercise in lesson.exercises)


def lesson(plan: str) -> Plan:
    """Return the plan of a lesson by name, and make the notebook's cells kind from now on.

    Raises `InputError` for an unknown plan and for faulty files.
    """
    make_kind()
    return load_plan(find_plan_folder(plan))


def sjekk(exercise_id: str, svar: object = None, plan: Plan | None = None) -> Text:
    """Return what a learner is told of an answer; `None` means that there is none yet.

    Without a plan it is the newest. Nothing is stored, and what the learner writes never raises.
    """
    exercises = exercises_of(plan or load_plan(find_plan_folder()))
    known = {exercise.id: exercise for exercise in exercises}
    if exercise_id not in known:
        return Text((f"Oppgaven {unknown(str(exercise_id), known)}",), tone="note")
    return judge(known[exercise_id], svar)


def notebook_text(lesson: Lesson) -> str:
    """Return a lesson as a notebook nobody has run: its results come when the learner runs it."""
    from nbformat import v4, writes  # noqa: PLC0415 - slow to load, and a learner writes no lesson

    cells = []
    for part in lesson.parts:
        if isinstance(part, str):
            cells.append(v4.new_markdown_cell(part))
        elif isinstance(part, CodeCell):
            cells.append(v4.new_code_cell(part.source))
        else:
            points = [f"- **{letter}**: {told}" for letter, told in part.choices.items()]
            asked = "\n".join([f"**{part.question}**", *([""] if points else []), *points])
            source = f'svar = ...\nipr.sjekk("{part.id}", svar, planen)'
            answered = v4.new_code_cell(source, metadata={"tags": [EXERCISE_TAG]})
            cells += [v4.new_markdown_cell(asked), answered]
    for number, cell in enumerate(cells):
        cell.id = f"c{number:02d}"
    return f"{writes(v4.new_notebook(cells=cells, metadata=METADATA))}\n"


def results_of(plan: Plan, lesson: Lesson) -> dict[CodeCell, Block]:
    """Return what each cell of a lesson shows, run in order; cells that show nothing are left out.

    They are Python of our own sources, run with the public names and this plan.
    """
    names = {"ipr": import_module("ipr"), "planen": plan}
    found: dict[CodeCell, Block] = {}
    for cell in lesson.parts:
        if isinstance(cell, CodeCell) and not _UNSHOWN.search(cell.source):
            *steps, last = ast.parse(cell.source).body
            exec(compile(ast.Module(steps, []), "<celle>", "exec"), names)  # noqa: S102 - as above
            if isinstance(last, ast.Expr):
                source = compile(ast.Expression(last.value), "<celle>", "eval")
                found[cell] = eval(source, names)  # noqa: S307 - as above
    return found


def asked_by(folder: Path) -> str:
    """Return what a notebook asks for a plan by: its name, or its folder if that is elsewhere."""
    place = folder.resolve()
    return place.name if place.parent == data_folder().resolve() else place.as_posix()


@functools.cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow to load

    found = Environment(
        loader=FileSystemLoader(SOURCES, encoding="utf-8"),
        undefined=StrictUndefined,
        finalize=_on_one_line,
        autoescape=False,  # noqa: S701 - Markdown and YAML, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {
        "kr": kroner,
        "amount": amount,
        "typed": typed,
        "rate": lambda value: decimal_e4(round(value * E4)),
        "quoted": lambda text: json.dumps(text, ensure_ascii=False),
        "place": lambda line: line.source or line.table_source,
    }
    return found


class _Passage(str):
    """A text of several lines, which stay so within another."""

    __slots__ = ()


def _on_one_line(value: object) -> object:
    """Return what a text says as it may stand within a line."""
    if isinstance(value, str) and not isinstance(value, _Passage):
        return re.sub(r"\s*\n\s*", " ", value)
    return value


def _lesson(name: str, plan: Plan, facts: dict[str, Any]) -> Lesson:
    """Return a lesson; amounts it asks for are hidden in what it shows of the plan."""
    template = _templates().get_template(f"{name}.md")

    def rendered(hidden: Sequence[int]) -> Iterator[str | CodeCell | Exercise]:
        def found(**about: Any) -> str:
            return _Passage(passage(plan, hidden=hidden, **about))

        return _parts(name, template.render(**facts, passage=found))

    asked = [part.amount for part in rendered(()) if isinstance(part, Exercise) and part.amount]
    return Lesson(name, tuple(rendered(asked)))


def _parts(name: str, text: str) -> Iterator[str | CodeCell | Exercise]:
    pieces = iter(_FENCE.split(re.sub(r"\n{3,}", "\n\n", text)))
    for prose in pieces:
        if prose.strip():
            yield prose.strip()
        match next(pieces, None):
            case "celle":
                yield CodeCell(next(pieces).strip())
            case "oppgave":
                yield read_record(Exercise, yaml_tree(f"{name}.md", next(pieces).encode()))


def passage(
    plan: Plan, heading: str | None, hidden: Iterable[int], without: Sequence[str] = ()
) -> str:
    """Return a place in the plan to fold out: its figures and what it says, in our words.

    Where the plan's data say nothing under the heading there is nothing to fold out. Amounts in
    `hidden` are those a learner is asked for, and show as question marks; conditions in `without`
    (ids) are left out.
    """
    if not heading:
        return ""
    points = [
        f"{item.label}: {kroner(item.amount_nok)} ({STATUS[item.status]})"
        for item in plan.funding
        if _stands(item.source, heading) and item.status in STATED
    ]
    points += [
        f"{component_label(plan, line, part)}: {_stated(plan, line, part)}"
        for line, part in plan.components
        if _stands(part.source, heading)
        and not _stands(line.table_source, heading)
        and (part.status in STATED or part.kind == "part_year")
    ]
    for line in plan.lines:
        if _stands(line.table_source, heading):
            words = next((getattr(part, "shown_as", "") for part in line.components), "")
            total = words if line.total_nok is None else kroner(line.total_nok)
            points.append(f"{line.label}: {total}")
    if _stands(plan.reserve_table_source, heading):
        points.append(f"{plan.reserve_label}: {kroner(plan.reserve_nok)}")
    known = [item for item in plan.conditions if item.id not in without]
    points += [item.text for item in known if _stands(item.source, heading)]
    dates = [item for item in plan.milestones if _stands(item.source, heading)]
    points += [f"{item.label}: {item.when}." for item in dates]
    if not points:
        return ""
    text, asked = "\n".join(f"- {point}" for point in points), False
    for nok in sorted(hidden, key=abs, reverse=True):
        shown = amount(abs(nok)).replace(NBSP, "[ \u00a0]")
        text, times = re.subn(rf"(?<!\d)(?<!\d[ {NBSP}]){shown}(?![ {NBSP}]?\d)", "?", text)
        asked = asked or bool(times)
    told = " Et spørsmålstegn står for et beløp du blir spurt om her." if asked else ""
    return (
        f"<details><summary>Slå opp i planen: «{heading}»</summary>\n\n{text}\n\n"
        f"Gjengitt med våre ord fra «{plan.document}».{told}\n\n</details>"
    )


def _stands(source: str | None, heading: str) -> bool:
    return any(part.strip().startswith(heading) for part in (source or "").split(";"))


def _stated(plan: Plan, line: BudgetLine, part: Component) -> str:
    """Return an amount the way the plan comes to it, in its currency or for part of a year.

    Of an amount for part of a year the status is that of the whole year's, which is not shown.
    """
    match part.kind:
        case "foreign_currency":
            found = f"{amount(part.foreign_amount)}{NBSP}{part.currency}"
        case "part_year":
            nok = reckon(plan).components[f"{line.id}.{part.id}"]
            return f"{kroner(int(nok or 0))} for {part.months} måneder"
        case "pending":
            found = part.shown_as
        case _:
            found = kroner(part.amount_nok)
    return f"{found} ({STATUS[part.status]})"
