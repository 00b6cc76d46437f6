"""One's own copy of notebooks and lessons, made for a plan, where all may be run and changed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from ipr.doors.folder import PLAN_ID, SWEEP_FOLDER, load_plan, well_named
from ipr.plan.inputs import inputs_of
from ipr.plan.load import NOTEBOOKS, SHIPPED
from ipr.reading.files import read_text, write_text
from ipr.teach.lessons import METADATA, asked_by, lessons_of, notebook_text

WORK = "arbeid"
"""The folder of the working folder where one's own copies stand; git ignores it."""

START, TEACHER, LESSONS = "START.ipynb", "larerveiledning.ipynb", "opplaering"
_PARAMETER = re.compile(
    r'(?m)^(plan|scenario|scenarios|sweep|usikker|annen|post|vilkar): str = "(.*?)"'
)
_PLAN = "lillehammer-2026"
# A parameter's values that fit a plan, and the one for a plan that the shipped value does not fit.
Fits = dict[str, tuple[frozenset[str], str]]


def fresh_copy(plan_folder: Path, depth: int = 1) -> dict[str, str]:
    """Return each notebook of the copy by its name, as nobody has changed it yet.

    They ask for this plan, and for scenarios and sweeps it has; one that would find none is left
    out, and so is one that sets two incomes against each other where the plan has one. `depth` is
    how many folders the copy lies below the one that holds `data` and `outputs`.
    """
    fits = _fits(plan_folder)
    found = {path.name: _for_plan(path, fits, depth) for path in NOTEBOOKS.glob("*.ipynb")}
    copied = {name: text for name, text in sorted(found.items()) if text}
    if START in copied:
        copied[START] = _without(copied[START], [name for name in found if name not in copied])
    guide = new_markdown_cell(read_text(SHIPPED / "docs" / "larerveiledning.md"), id="c00")
    copied[TEACHER] = _text(new_notebook(cells=[guide], metadata=METADATA))
    for lesson in lessons_of(load_plan(plan_folder), asked_by(plan_folder)):
        copied[f"{LESSONS}/{lesson.name}.ipynb"] = notebook_text(lesson)
    glossary = f"{LESSONS}/ordliste.ipynb"
    return {**copied, glossary: read_text(NOTEBOOKS / glossary)}


def worked_on(fresh: dict[str, str], place: Path) -> list[str]:
    """Return the names of the copies somebody has changed; to run one is no change."""
    return [
        name
        for name, text in fresh.items()
        if (place / name).is_file() and _said(text) != _said(read_text(place / name))
    ]


def write_copy(fresh: dict[str, str], place: Path, *, renew: bool = False) -> None:
    """Write the notebooks that are not there, or, to renew the copy, all; other files stay."""
    for name, text in fresh.items():
        if renew or not (place / name).exists():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            write_text(place / name, text)


def _said(text: str) -> list[tuple[str, str]] | None:
    """Return what stands in a notebook's cells, whatever they show; None for no notebook."""
    try:
        cells = json.loads(text)["cells"]
        said = [(cell["cell_type"], "".join(cell["source"]).strip()) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return None
    return [one for one in said if one[1]]


def _fits(plan_folder: Path) -> Fits:
    plan, name = load_plan(plan_folder), asked_by(plan_folder)
    ids = [one for one in well_named(plan_folder) if one != PLAN_ID]
    sweeps = sorted(file.stem for file in (plan_folder / SWEEP_FOLDER).glob("*.yaml"))
    funding = sorted(plan.free_funding, key=lambda one: (one.recurrence, -one.amount_nok))
    incomes = [one.label for one in funding]  # those that come each year, then the others
    inputs = inputs_of(plan)
    lines = [line.label for line in plan.lines if f"lines.{line.id}" in inputs and line.total_nok]
    unstated = [key for key, one in plan.decisions.items() if "keep" in one.responses]
    return {
        "plan": (frozenset({name}), name),
        "scenario": (frozenset({"", PLAN_ID, *ids}), (ids or [PLAN_ID])[0]),
        "scenarios": (frozenset(ids), " ".join(ids[:2])),
        "sweep": (frozenset(sweeps), "".join(sweeps[:1])),
        "usikker": (frozenset(incomes), incomes[-1]),
        "annen": (frozenset(incomes), incomes[0]),
        "post": (frozenset(lines), "".join(lines[:1])),
        "vilkar": (frozenset(unstated), "".join(unstated[:1])),
    }


def _for_plan(path: Path, fits: Fits, depth: int) -> str:
    """Return one of our notebooks for a plan, or nothing where it has nothing to show of it."""
    notebook = nbformat.reads(read_text(path), as_version=4)
    plan = fits["plan"][1]
    folder, above = Path(plan).name, "../" * depth
    lacking, incomes = list[str](), list[str]()

    def chosen(found: re.Match[str]) -> str:
        name, value = found.groups()
        fitting, instead = fits[name]
        words = value.split(" ") if name == "scenarios" else [value]
        value = value if fitting.issuperset(words) else instead
        if not value and name != "scenario":
            lacking.append(name)
        incomes.extend([value] if name in {"usikker", "annen"} else [])
        return f"{name}: str = {json.dumps(value, ensure_ascii=False)}"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(f"/{_PLAN}/", f"/{folder}/")
            cell.source = cell.source.replace("](../", f"]({above}")
        elif {"parameters", "prov-selv"} & set(cell.metadata.get("tags", [])):
            cell.source = _PARAMETER.sub(chosen, cell.source)
        if cell.cell_type == "code" and plan != _PLAN:  # what is shown is another plan's
            cell.outputs, cell.execution_count = [], None
    alike = len(incomes) > 1 and len(set(incomes)) == 1 and path.name != START
    return "" if lacking or alike else _text(notebook)


def _without(start: str, names: list[str]) -> str:
    """Return the first page without the rows that lead to notebooks the copy does not have."""
    notebook = nbformat.reads(start, as_version=4)
    for cell in notebook.cells:
        lines = cell.source.splitlines()
        kept = [line for line in lines if not any(f"]({name})" in line for name in names)]
        cell.source = "\n".join(kept)
    return _text(notebook)


def _text(notebook: Any) -> str:
    return f"{nbformat.writes(notebook)}\n"
