"""The lessons as pages: one offline page each, with answer boxes and the same judgement."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import Block
from ipr.present.wording import CHOICES
from ipr.publish.documents.html import PAGES, TEMPLATES
from ipr.publish.manifest import code_hash
from ipr.publish.names import PAGE_NAME
from ipr.publish.page.data import number_faults, script_data
from ipr.publish.page.write import as_json, hash_of, page_file
from ipr.publish.style import Style
from ipr.reading.files import read_text
from ipr.reading.norwegian import amount, decimal_e4
from ipr.teach.exercises import Exercise
from ipr.teach.lessons import FOLDER, SOURCES, CodeCell, Lesson, lessons_of, results_of

GLOSSARY = "ordliste"
_HEAD = 1_500  # bytes, in which a page says what it was made from
_TRIAL = re.compile(r'ipr\.try_inputs\(planen, \{"([^"]+)": "([^"]+)"\}\)')
# The text is our own, and what folds out in it is HTML.
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_OFFSET, _PRIME, _LIMIT = 0xCBF29CE484222325, 0x100000001B3, 2**64


def lesson_pages(plan: Plan, style: Style, standing: Path | None = None) -> dict[str, bytes]:
    """Return the path of a plan as pages, by the names of their files.

    Those that stand in a folder, and were made from the same plan, sources, code and style, are
    not made anew. The live page stands beside the pages' folder.
    """
    sources = [read_text(file) for file in sorted(SOURCES.iterdir())]
    told = (plan.model_dump_json(), repr(style), code_hash(), *sources)
    made_from = sha256("\n".join(told).encode("utf-8")).hexdigest()
    names = [f"{name}.html" for name in (*(f.stem for f in sorted(SOURCES.glob("*.md"))), GLOSSARY)]
    stand = {name: (standing / name).read_bytes() for name in names} if standing else {}
    if stand and all(made_from.encode() in page[:_HEAD] for page in stand.values()):
        return stand
    path = (*lessons_of(plan, page=True), _glossary())
    pages = (_page(plan, lesson, style, made_from) for lesson in path)
    return {name: page.encode("utf-8") for name, page in zip(names, pages, strict=True)}


def _page(plan: Plan, lesson: Lesson, style: Style, made_from: str) -> str:
    """Return a lesson as a page: no request to anywhere, its one script known by its hash."""
    results = results_of(plan, lesson)
    own = (TEMPLATES / "lesson.js").read_text(encoding="utf-8")
    code = "\n".join((page_file("figures.js"), own))
    return PAGES.get_template("lesson.html.j2").render(
        plan=plan,
        lesson=lesson,
        made_from=made_from,
        parts=[_part(plan, part, results) for part in lesson.parts],
        exercises=as_json([_judged(exercise) for exercise in lesson.exercises]),
        figures=as_json(script_data(plan) | {"faults": number_faults(plan)}),
        script=code,
        script_hash=hash_of(code),
        style=style,
    )


def digest(exercise_id: str, form: str) -> str:
    """Return what an answer is known by on a page: FNV-1a, 64 bits, as the page's script makes it.

    It keeps the eye from an answer in the page's source, and is no secret.
    """
    value = _OFFSET
    for byte in f"{exercise_id}/{form}".encode():
        value = (value ^ byte) * _PRIME % _LIMIT
    return f"{value:016x}"


def _glossary() -> Lesson:
    """The glossary, which is the same for every plan."""
    notebook = json.loads(read_text(FOLDER / f"{GLOSSARY}.ipynb"))
    return Lesson(GLOSSARY, ("\n\n".join("".join(cell["source"]) for cell in notebook["cells"]),))


def _judged(exercise: Exercise) -> dict[str, Any]:
    """Return what the page's script needs of an exercise: its answers are hashes there."""
    return {
        "id": exercise.id,
        "kind": exercise.kind,
        "decimals": exercise.decimals,
        "hints": exercise.hints,
        "place": exercise.place or "",
        "known": [
            (tone, told, sorted(digest(exercise.id, form) for form in forms))
            for tone, told, forms in exercise.known()
        ],
    }


def _part(
    plan: Plan, part: str | CodeCell | Exercise, results: Mapping[CodeCell, Block]
) -> dict[str, Any]:
    """Return a part of a lesson for the template, by its kind; nothing of a cell without result."""
    if isinstance(part, Exercise):
        return {"exercise": part}
    if isinstance(part, str):
        return {"text": _MARKDOWN.render(re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", part))}
    if trial := _TRIAL.search(part.source):
        shown = results[part].html()
        return {"trial": _trial(inputs_of(plan)[trial[1]], trial[2]), "shown": shown}
    if "ipr.propose(" in part.source:
        return {"live_page": PAGE_NAME}
    return {"result": results[part].html()} if part in results else {}


def _trial(found: Input, value: str) -> dict[str, Any]:
    """Return what a box for another value of an input needs; the script reckons what follows."""
    choices = {str(at): CHOICES.get(word, word) for at, word in enumerate(found.choices)}
    most = decimal_e4(found.largest, least=0) if found.unit == "e4" else amount(found.largest)
    return {
        "id": f"prov-{found.name.replace('.', '-')}",
        "question": found.label if choices else f"{found.label} ({found.unit_label})",
        "choices": choices,
        "value": str(found.choices.index(value)) if choices else value,
        "data": {"name": found.name, "unit": found.unit, "unit-label": found.unit_label,
                 "label": found.label, "largest": found.largest, "most": most,
                 "plan": found.value},
    }  # fmt: skip
