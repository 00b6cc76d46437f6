"""What makes cells kind: answers need no Python, errors are told in Norwegian, no table is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipr.present.blocks import Text

# Read when any kernel of this environment starts, so nothing heavy is imported before it is needed.
_CHECK = "ipr.sjekk("
_OURS = (_CHECK, "ipr.try_", "ipr.lesson(")
_FIRST = "Kjør den første kodecellen i notatboken, og så denne en gang til."
_EXAMPLE = 'Slik kan en celle se ut: ipr.try_inputs(planen, {"funding.county": "2 250 000"})'
_UNDO = "Angre med Ctrl + Z (på Mac: Cmd + Z) hvis du vil tilbake til slik cellen var."


def make_kind() -> None:
    """Let answers be text, and DataFrames be kept whole, in this notebook; elsewhere do nothing."""
    from IPython import get_ipython  # noqa: PLC0415 - only where there is a notebook

    shell = get_ipython()
    if shell is None:
        return
    if answers_as_text not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(answers_as_text)
    formatter = shell.display_formatter.mimebundle_formatter
    for name in ("DataFrame", "Series"):
        formatter.for_type_by_name("pandas", name, _kept)


def _kept(frame: Any) -> dict[str, Any]:
    from ipr.present.own import bare_table  # noqa: PLC0415 - see above

    return bare_table(frame)


def answers_as_text(lines: list[str]) -> list[str]:
    """Return a cell with what is answered turned into text, however it was written.

    In a cell that checks an answer, all that stands before the check is the answer; in others it
    is the rest of a line that begins with `svar =`. A cell of ours is told of in Norwegian if it
    cannot be run.
    """
    cell = "".join(lines)
    if any(name in cell for name in _OURS):
        _tell_in_norwegian()
    before, check, after = cell.partition(_CHECK)
    if check and before.strip():
        answer = re.sub(r"#.*", " ", re.sub(r"(?m)^\s*svar\s*=", " ", before))
        return [
            f"svar = {' '.join(answer.split())!r}\n",
            *(check + after).splitlines(keepends=True),
        ]
    return [
        re.sub(r"^svar\s*=(?!=)(.*)", lambda found: f"svar = {found[1].strip()!r}", line)
        for line in lines
    ]


def told_of(error: BaseException) -> Text:
    """Return what a learner is told of an error in a cell, and how to get back."""
    from ipr.present.blocks import Text  # noqa: PLC0415 - see above
    from ipr.reading.errors import InputError  # noqa: PLC0415 - see above

    name = getattr(error, "name", None)
    match error:
        case InputError():
            told: tuple[str, ...] = (str(error),)
        case NameError() if name in {"ipr", "planen", "svar"}:
            told = (_FIRST,)
        case NameError():
            told = (
                f'Python kjenner ikke «{name}». Skal det være tekst, skriver du "{name}".',
                _UNDO,
            )
        case AttributeError():
            told = (f"Det finnes ikke noe som heter «{name}» her. Se etter skrivefeil.", _UNDO)
        case SyntaxError():
            look = "Se etter anførselstegn, komma, kolon og parenteser."
            told = (f"Python kan ikke lese cellen. {look}", _EXAMPLE, _UNDO)
        case _:
            told = ("Cellen kan ikke kjøres slik den er skrevet.", _EXAMPLE, _UNDO)
    return Text(paragraphs=told, tone="note")


def _tell_in_norwegian() -> None:
    from IPython import get_ipython  # noqa: PLC0415 - only where there is a notebook
    from IPython.display import display  # noqa: PLC0415 - as above

    def tell(_shell: Any, _kind: Any, error: BaseException, *_: Any, **__: Any) -> None:
        display(told_of(error))  # type: ignore[no-untyped-call]

    shell = get_ipython()
    if shell is not None and not shell.custom_exceptions:
        shell.set_custom_exc((Exception,), tell)
