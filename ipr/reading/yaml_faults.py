"""What is wrong with the form of a YAML file, said so that one can mend it."""

from __future__ import annotations

from typing import Any

from ipr.reading.errors import Problem

_TAB_HINT = "tabulator er brukt som innrykk – bruk mellomrom"
_COLON_HELP = " – sett teksten i anførselstegn, eller rett innrykket"
_OTHER_HINT = "linjen kan ikke leses – se etter kolon, innrykk og anførselstegn"
# What the YAML reader says; whether the fault is best shown where it began; what to tell the user.
_SYNTAX_HINTS = (
    ("cannot start any token", False, "«@», «%» eller «`» først i en tekst krever anførselstegn"),
    ("mapping values are not allowed", False, "et kolon står der det ikke kan stå" + _COLON_HELP),
    ("escape", False, "«\\» i en tekst krever enkle anførselstegn: '…'"),
    ("while scanning a quoted scalar", True, "et anførselstegn er ikke lukket"),
    ("flow sequence", True, "en liste i hakeparenteser er ikke lukket, eller et komma mangler"),
    ("flow mapping", True, "krøllparenteser er ikke lukket, eller et komma mangler"),
    ("flow node", False, "et komma står uten noe foran seg"),
    ("scanning an a", False, "«*» eller «&» først i en tekst krever anførselstegn"),
    ("could not find expected ':'", True, "linjen mangler kolon etter nøkkelen"),
    ("block sequence entries", False, "en liste skal begynne på en ny linje"),
    ("block", False, "innrykket stemmer ikke med linjene over, eller det står for mye på linjen"),
)
# A sign that ends what stands within braces or brackets, where a text was meant to go on.
_SIGN_HINTS = {
    ":": "et kolon står der det ikke kan stå – sett teksten i anførselstegn",
    "{": "en krøllparentes står der den ikke kan stå – sett teksten i anførselstegn",
    "[": "en hakeparentes står der den ikke kan stå – sett teksten i anførselstegn",
}


def syntax_problem(name: str, text: str, error: Exception) -> Problem:
    """Return what a reader of YAML says is wrong in a file of this name, in Norwegian."""
    said = str(error)
    hint, at_start = _OTHER_HINT, False
    for sign, begins, told in _SYNTAX_HINTS:
        if sign in said:
            hint, at_start = told, begins
            break
    marks: list[Any] = [getattr(error, f"{kind}_mark", None) for kind in ("problem", "context")]
    if "while parsing a flow" in said and all(marks) and marks[0].line == marks[1].line:
        hint = _SIGN_HINTS.get(_at(text, marks[0]), hint)
    mark = next((mark for mark in (reversed(marks) if at_start else marks) if mark), None)
    if mark is None:
        return Problem(name, "", hint)
    line = text.split("\n")[mark.line : mark.line + 1]
    if line and "\t" in line[0][: len(line[0]) - len(line[0].lstrip())]:
        hint = _TAB_HINT
    return Problem(f"{name}:{mark.line + 1}", "", hint)


def _at(text: str, mark: Any) -> str:
    """Return the character that a mark of the reader points at; empty past the end of a line."""
    line = text.split("\n")[mark.line : mark.line + 1]
    return line[0][mark.column : mark.column + 1] if line else ""
