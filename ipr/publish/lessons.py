"""The lessons as pages: one offline page each, with answer boxes and the same judgement."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from ipr.plan.model import Plan
from ipr.publish.style import Style
from ipr.reading.files import write_text
from ipr.teach.exercises import Exercise
from ipr.teach.lessons import FOLDER as NOTEBOOKS
from ipr.teach.lessons import Cell, Lesson, lessons_of, shown_by

FOLDER = "opplaering"
"""The folder of the pages, beside the overview."""

LIVE_PAGE = "prov-budsjettet.html"
_TEMPLATES = Path(__file__).parent / "templates"
_PAGES = Environment(
    loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
# The text is our own, and what folds out in it is HTML.
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_OFFSET, _PRIME, _LIMIT = 0xCBF29CE484222325, 0x100000001B3, 2**64


def write_lesson_pages(plan: Plan, target: Path, style: Style) -> list[Path]:
    """Write the path of a plan as pages in a folder, and return their files in order."""
    target.mkdir(exist_ok=True)
    pages = [(lesson.name, lesson_page(plan, lesson, style)) for lesson in lessons_of(plan)]
    pages.append(("ordliste", _glossary(plan, style)))
    for name, text in pages:
        write_text(target / f"{name}.html", text)
    return [target / f"{name}.html" for name, _ in pages]


def lesson_page(plan: Plan, lesson: Lesson, style: Style) -> str:
    """Return a lesson as a page: no request to anywhere, its one script known by its hash."""
    script = (_TEMPLATES / "lesson.js").read_text(encoding="utf-8")
    data = json.dumps([_data(exercise) for exercise in lesson.exercises], ensure_ascii=False)
    return _PAGES.get_template("lesson.html.j2").render(
        plan=plan,
        lesson=lesson,
        parts=[Markup(html) for part in lesson.parts for html in _parts(plan, part)],  # noqa: S704 - each escapes its texts
        exercises=Markup(data.replace("<", "\\u003c")),  # noqa: S704 - JSON that no tag can end
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii"),
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


def _glossary(plan: Plan, style: Style) -> str:
    notebook = json.loads((NOTEBOOKS / "ordliste.ipynb").read_text(encoding="utf-8"))
    text = "\n\n".join("".join(cell["source"]) for cell in notebook["cells"])
    return lesson_page(plan, Lesson("ordliste", (text,)), style)


def _data(exercise: Exercise) -> dict[str, Any]:
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


def _parts(plan: Plan, part: str | Cell | Exercise) -> Iterator[str]:
    if isinstance(part, Exercise):
        yield _form(part)
    elif isinstance(part, Cell):
        yield from _result(plan, part)
    else:
        text = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", part)
        text = re.sub(r"Kjør cellen under én gang, så er notatboken klar\.\n*", "", text)
        yield _MARKDOWN.render(_for_pages(text))


# What a reader of a page does instead of running a cell.
_WORDS = (
    (r"(?m)^Slik virker notatbøkene: .*$",
     "Slik virker sidene: Skriv svaret ditt, og trykk «Sjekk svaret»."),
    (r"(?m)^Skriv svaret i stedet for de tre prikkene, og trykk Shift \+ Enter\.$\n?", ""),
    (r"(?m)^Står du fast, skriver du `hint` som svar\.$", "Står du fast, trykker du «Hint»."),
    (r"Kjør så cellen, og prøv", "Prøv så"),
    (r"Kjør cellen, og se", "Trykk «Vis», og se"),
)  # fmt: skip


def _for_pages(text: str) -> str:
    for notebook, page in _WORDS:
        text = re.sub(notebook, page, text)
    return text.replace("notatbok ", "side ").replace("forrige notatbok", "forrige side")


def _form(exercise: Exercise) -> str:
    """An answer box with its question; choices are buttons, of which one is chosen."""
    name, question = exercise.id, escape(exercise.question)
    if exercise.choices:
        points = "".join(
            f'<label class="choice"><input type="radio" name="svar" value="{letter}"> '
            f"<span>{escape(told)}</span></label>"
            for letter, told in exercise.choices.items()
        )
        asked = f'<fieldset><legend class="question">{question}</legend>{points}</fieldset>'
    else:
        asked = (
            f'<label class="question" for="{name}-svar">{question}</label>'
            f'<input type="text" id="{name}-svar" name="svar" autocomplete="off"'
            ' spellcheck="false">'
        )
    return (
        f'<form id="{name}">{asked}<div><button type="submit">Sjekk svaret</button>'
        '<button type="button" class="hint">Hint</button></div><div role="status"></div></form>'
    )


def _result(plan: Plan, cell: Cell) -> Iterator[str]:
    """What a cell shows, out of sight until it is asked for; a trial leads to the live page."""
    shown = shown_by(plan, cell)
    if "ipr.try_inputs(" in cell.source:
        yield (
            f'<p class="note">Prøv det i <a href="../{LIVE_PAGE}">«Prøv budsjettet»</a>, eller se '
            "hva forsøket i notatboken gir:</p>"
        )
    if shown is not None:
        yield (
            f"<div><template>{shown.html()}</template>"
            '<button type="button" class="run">Vis</button><div role="status"></div></div>'
        )
