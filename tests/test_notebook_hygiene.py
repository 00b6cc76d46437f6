"""What a committed notebook must and must not hold, so that it reads well and proves something."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from ipr.publish.documents.notebook import TRIAL, normalised, text_of, without_trials

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(
    path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
# Where one writes code of one's own: it draws, sums, and a control takes a lambda.
BENCHES = {"06_prov_i_kode", "08_egen_analyse", "START"}
# Lessons are committed as nobody has run them: what they show, the learner is to find.
LESSONS = sorted((FOLDER / "opplaering").glob("[0-9]*.ipynb"))
MOST_LINES = 8
Check = Callable[[Any], list[str]]
EXERCISE = "oppgave"
NOISE = {"ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "widgets"}
CONSTRUCTS = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.For: "loop",
    ast.AsyncFor: "loop",
    ast.While: "loop",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
}
SUMS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def code_cells(notebook: Any) -> Iterator[tuple[int, Any]]:
    """The code cells, each with its number among all cells, from 1."""
    return ((n, c) for n, c in enumerate(notebook.cells, start=1) if c.cell_type == "code")


def tree(cell: Any) -> ast.Module | None:
    """What a cell says, or None where it is not plain Python (a magic, or a mistake)."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return None


def nodes(notebook: Any) -> Iterator[tuple[int, Any, ast.AST]]:
    """Every node of every code cell."""
    for number, cell in code_cells(notebook):
        for node in ast.walk(tree(cell) or ast.Module(body=[], type_ignores=[])):
            yield number, cell, node


def check_plain(notebook: Any) -> list[str]:
    """A cell is plain Python: no magics, no shell."""
    return [f"cell {n}: no plain Python" for n, cell in code_cells(notebook) if tree(cell) is None]


def check_short(notebook: Any) -> list[str]:
    """A code cell has at most eight lines and does not end with a semicolon."""
    faults = []
    for number, cell in code_cells(notebook):
        lines = cell.source.strip().splitlines()
        if not 0 < len(lines) <= MOST_LINES:
            faults.append(f"cell {number}: {len(lines)} lines, from 1 to {MOST_LINES} allowed")
        if cell.source.rstrip().endswith(";"):
            faults.append(f"cell {number}: ends with a semicolon, which hides its value")
    return faults


def check_constructs(notebook: Any) -> list[str]:
    """The logic lives in the package: no functions, classes or loops in cells."""
    return [
        f"cell {number}: a {CONSTRUCTS[type(node)]}"
        for number, _, node in nodes(notebook)
        if type(node) in CONSTRUCTS
    ]


def check_sums(notebook: Any) -> list[str]:
    """Only exercises do sums; everywhere else the package has done them."""
    return [
        f"cell {number}: a sum"
        for number, cell, node in nodes(notebook)
        if isinstance(node, ast.BinOp | ast.AugAssign)
        and isinstance(node.op, SUMS)
        and EXERCISE not in cell.metadata.get("tags", [])
    ]


def check_executed(notebook: Any) -> list[str]:
    """Every code cell was run, in order, and the notebook was run from its first cell."""
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        return [f"execution counts are {counts}"]
    return []


def check_shown(notebook: Any) -> list[str]:
    """A cell that ends in a value shows it: a stripped output would prove nothing."""
    faults = []
    for number, cell in code_cells(notebook):
        body = (tree(cell) or ast.Module(body=[], type_ignores=[])).body
        shown = {output.output_type for output in cell.outputs}
        if body and isinstance(body[-1], ast.Expr) and not shown:
            faults.append(f"cell {number}: ends in a value but shows nothing")
    if not any(cell.outputs for _, cell in code_cells(notebook)) and any(code_cells(notebook)):
        faults.append("no cell shows anything")
    return faults


def check_no_errors(notebook: Any) -> list[str]:
    """No stored output is an error or a warning."""
    return [
        f"cell {number}: an output is {output.get('name', output.output_type)}"
        for number, cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def check_language(notebook: Any) -> list[str]:
    """The notebook says that it is Python, and names the kernel everyone has."""
    faults = []
    if notebook.metadata.get("language_info", {}).get("name") != "python":
        faults.append("metadata.language_info.name is not python")
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        faults.append("metadata.kernelspec.name is not python3")
    return faults


def check_noise(notebook: Any) -> list[str]:
    """Nothing tells when, how fast or by which release the notebook was run."""
    faults = [f"metadata.{key}" for key in notebook.metadata if key in NOISE]
    if "version" in notebook.metadata.get("language_info", {}):
        faults.append("metadata.language_info.version")
    return faults + [
        f"cell {number}: metadata.{key}"
        for number, cell in enumerate(notebook.cells, start=1)
        for key in cell.metadata
        if key in NOISE
    ]


def check_ids(notebook: Any) -> list[str]:
    """Every cell has an id of its own in the file, so that a new run changes none of them."""
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        return ["the format is older than 4.5 and has no cell ids"]
    ids = [cell.get("id") for cell in notebook.cells]
    return [
        f"cell {number}: id {ident!r}"
        for number, ident in enumerate(ids, start=1)
        if not ident or ids.count(ident) > 1
    ]


def check_headings(notebook: Any) -> list[str]:
    """It opens with its one title, and no level of heading is skipped."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        return ["the first cell is not a title (# …)"]
    prose = "\n".join(
        re.sub(r"(?ms)^```.*?^```", "", cell.source)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
    )
    levels = [len(marks) for marks in re.findall(r"(?m)^(#{1,6}) ", prose)]
    faults = [] if levels.count(1) == 1 else [f"{levels.count(1)} titles"]
    return faults + [
        f"a heading of level {after} follows one of level {before}"
        for before, after in pairwise(levels)
        if after > before + 1
    ]


def check_parameters(notebook: Any) -> list[str]:
    """The parameters cell holds typed literals, each on a line that says what it is."""
    tagged = [
        (number, cell)
        for number, cell in code_cells(notebook)
        if "parameters" in cell.metadata.get("tags", [])
    ]
    if len(tagged) > 1:
        return ["more than one parameters cell"]
    faults = []
    for number, cell in tagged:
        lines = cell.source.splitlines()
        for node in (tree(cell) or ast.Module(body=[], type_ignores=[])).body:
            literal = isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)
            if not literal:
                faults.append(f"cell {number}: line {node.lineno} is no typed literal")
            elif not re.search(r"#\s*\S", lines[node.lineno - 1][node.end_col_offset :]):
                faults.append(f"cell {number}: line {node.lineno} has no comment")
    return faults


CHECKS = (
    check_plain,
    check_short,
    check_constructs,
    check_sums,
    check_executed,
    check_shown,
    check_no_errors,
    check_language,
    check_noise,
    check_ids,
    check_headings,
    check_parameters,
)


def good(*cells: Any, **metadata: Any) -> Any:
    """A notebook without fault, with ``cells`` at its end, numbered as if it had been run."""
    shows = [new_output("execute_result", {"text/plain": "1"}, execution_count=3)]
    parameters = new_code_cell(
        'scenario: str = "a"  # filnavn', metadata={"tags": ["parameters"]}, id="p"
    )
    all_cells = [
        new_markdown_cell("# Tittel\n\n```sh\n# en kommentar\n```\n\n## Del", id="t"),
        new_code_cell("import math", id="i"),
        parameters,
        new_code_cell("math.isqrt(1)", outputs=shows, id="v"),
        *cells,
    ]
    kinds = {
        "kernelspec": {"display_name": "Python 3", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = new_notebook(cells=all_cells, metadata=kinds | metadata)
    for count, (_, cell) in enumerate(code_cells(notebook), start=1):
        cell.execution_count = count
    return notebook


def code(source: str, *, tags: tuple[str, ...] = (), **rest: Any) -> Any:
    """A code cell that shows something, so that it has only the fault its source has."""
    outputs = rest.pop("outputs", [new_output("stream", name="stdout", text="1")])
    metadata = {"tags": list(tags)} | rest.pop("metadata", {})
    return new_code_cell(source, metadata=metadata, outputs=outputs, id="x", **rest)


def uncounted() -> Any:
    """A notebook of which one cell was never run."""
    notebook = good(code("1"))
    notebook.cells[-1].execution_count = None
    return notebook


def stripped() -> Any:
    """A notebook whose outputs were taken away."""
    notebook = good()
    for _, cell in code_cells(notebook):
        cell.outputs = []
    return notebook


def twins() -> Any:
    """A notebook of which two cells have the same id."""
    notebook = good()
    notebook.cells[-1]["id"] = notebook.cells[0]["id"]
    return notebook


def older() -> Any:
    """A notebook of the format before cells had ids."""
    notebook = good()
    notebook.nbformat_minor = 4
    return notebook


def taking(source: str) -> Any:
    """A notebook whose parameters are these."""
    notebook = good()
    notebook.cells[2].source = source
    return notebook


def titleless() -> Any:
    """A notebook that opens with code."""
    notebook = good()
    notebook.cells = notebook.cells[1:]
    return notebook


BROKEN = {
    "magic": (check_plain, good(code("%matplotlib inline"))),
    "nine lines": (check_short, good(code("1\n" * 9))),
    "empty cell": (check_short, good(code(""))),
    "semicolon": (check_short, good(code("1;"))),
    "def": (check_constructs, good(code("def f(): pass"))),
    "class": (check_constructs, good(code("class A: pass"))),
    "lambda": (check_constructs, good(code("f = lambda: 1"))),
    "for": (check_constructs, good(code("for x in y: x"))),
    "while": (check_constructs, good(code("while x: x"))),
    "comprehension": (check_constructs, good(code("[x for x in y]"))),
    "sum": (check_sums, good(code("a + 1"))),
    "running sum": (check_sums, good(code("a += 1"))),
    "not executed": (check_executed, uncounted()),
    "stripped": (check_shown, stripped()),
    "value not shown": (check_shown, good(code("1", outputs=[]))),
    "error": (
        check_no_errors,
        good(code("1", outputs=[new_output("error", ename="E", evalue="", traceback=[])])),
    ),
    "warning": (
        check_no_errors,
        good(code("1", outputs=[new_output("stream", name="stderr", text="!")])),
    ),
    "other language": (check_language, good(language_info={"name": "r"})),
    "other kernel": (check_language, good(kernelspec={"display_name": "My", "name": "my-env"})),
    "timing": (check_noise, good(code("1", metadata={"execution": {"a": "b"}}))),
    "widget state": (check_noise, good(widgets={})),
    "release": (check_noise, good(language_info={"name": "python", "version": "3.11.7"})),
    "same id": (check_ids, twins()),
    "no ids": (check_ids, older()),
    "no title": (check_headings, titleless()),
    "two titles": (check_headings, good(new_markdown_cell("# En til", id="y"))),
    "skipped level": (check_headings, good(new_markdown_cell("#### Fire", id="y"))),
    "two parameter cells": (check_parameters, good(code("a: int = 1  # b", tags=("parameters",)))),
    "untyped": (check_parameters, taking('scenario = "a"  # filnavn')),
    "no literal": (check_parameters, taking("scenario: str = name()  # filnavn")),
    "no comment": (check_parameters, taking('scenario: str = "a"')),
    "no comment, though text has a hash": (check_parameters, taking('scenario: str = "# a"')),
    "an import": (check_parameters, taking("import os")),
}


def rules_for(path: Path) -> Iterator[Check]:
    """The rules that hold for a notebook: a bench and a lesson are free of some."""
    for check in CHECKS:
        if path in LESSONS and check in {check_executed, check_shown}:
            continue
        if path.stem not in BENCHES or check not in {check_short, check_constructs, check_sums}:
            yield check


def test_committed_notebooks_are_clean() -> None:
    """Every committed notebook keeps every rule."""
    assert NOTEBOOKS
    # Not nbformat.read, which mends ids before they can be seen.
    read = {path: nbformat.v4.reads(path.read_text(encoding="utf-8")) for path in NOTEBOOKS}
    faults = [
        f"{path.name}: {fault}"
        for path, notebook in read.items()
        for check in rules_for(path)
        for fault in check(notebook)
    ]
    faults += [
        f"{path.name}: holds noise of its run, or is not written in the usual form"
        for path, notebook in read.items()
        if path.read_text(encoding="utf-8") != text_of(normalised(notebook))
    ]
    assert not faults, "\n".join(faults)


REPORTS = [path for path in NOTEBOOKS if path.parent == FOLDER and path.stem not in BENCHES]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_report_notebook_has_a_place_to_go_on_from(path: Path) -> None:
    """It ends in cells for the reader's own trials, with a table of pandas, in no report."""
    notebook = nbformat.read(path, as_version=4)
    text, *codes = notebook.cells[-3:]
    assert text.source.startswith("## Prøv selv")
    assert [cell.metadata.tags for cell in notebook.cells[-3:]] == [[TRIAL]] * 3
    assert [cell for cell in codes if "text/html" in str(cell.outputs)]
    assert "Prøv selv" not in str(without_trials(notebook))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_what_is_left_has_the_name_of_no_one_plan(path: Path) -> None:
    """Each plan has its own word for its reserve; the words around the tables have none of them."""
    cells = nbformat.read(path, as_version=4).cells
    words = " ".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "udisponer" not in words.lower()


def test_rules_let_a_good_notebook_be() -> None:
    """No rule finds a fault in a notebook that has none, with sums in its exercise."""
    exercise = good(code("svar = 1 + 1", tags=(EXERCISE,)))
    assert [fault for check in CHECKS for fault in check(exercise)] == []


def test_each_rule_sees_its_breach() -> None:
    """Every rule finds fault with a notebook that breaks it."""
    assert {check for check, _ in BROKEN.values()} == set(CHECKS)
    assert [name for name, (check, notebook) in BROKEN.items() if not check(notebook)] == []
