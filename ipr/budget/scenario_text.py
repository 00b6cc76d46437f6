"""A scenario as the text of its file, and the file itself."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ipr.budget.folder import MODELINE, SUFFIX, PlanFolder, scenario_file
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.scenario import Scenario
from ipr.reading.errors import os_reason, refuse
from ipr.reading.fields import read_id, read_text_field
from ipr.reading.files import write_text
from ipr.reading.norwegian import MINUS, NBSP, decimal_e4, typed
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import Bare, yaml_tree

FILE_NAME = "Filnavn"


def write_scenario(folder: PlanFolder, scenario_id: str, result: Result) -> Path:
    """Write a result's scenario as a file of the plan's folder, proved to give the same figures.

    Raises `InputError` for a name that is no file name, and where the file is there already: a
    scenario is never written over.
    """
    try:
        read_id(scenario_id)
    except ValueError as error:
        raise refuse("", FILE_NAME, str(error)) from None
    file = folder.path / scenario_file(scenario_id)
    if os.path.lexists(file):
        raise refuse("", FILE_NAME, f"«{file.name}» finnes fra før – velg et annet navn")
    text = scenario_text(result.scenario)
    tree = yaml_tree(f"{scenario_id}{SUFFIX}", text.encode("utf-8"))
    read = read_record(Scenario, tree).model_copy(update={"id": scenario_id})
    if reckoned(resolve(folder.plan, read)).outcome != result.outcome:
        raise refuse("", FILE_NAME, "filen ville ikke gitt de samme tallene, og er ikke skrevet")
    try:
        file.parent.mkdir(exist_ok=True)
        write_text(file, text)
    except OSError as error:
        raise refuse("", FILE_NAME, f"filen kan ikke skrives ({os_reason(error)})") from None
    return file


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as the text of its file; of its changes, each key on a line."""
    told = scenario.model_dump(by_alias=True, exclude_defaults=True, exclude={"where", "id"})
    head = {key: value for key, value in told.items() if key not in {"changes", "balancing"}}
    lines = [
        MODELINE,
        "# Det som ikke står her, er som i planen. README viser hvordan filen kan endres.",
        *(f"{key}: {value}" for key, value in _pairs(head)),
    ]
    if scenario.changes:
        lines.append("changes:")
    for change in scenario.changes:
        said = change.model_dump(by_alias=True, exclude_none=True, exclude={"where", "because"})
        pairs = [*_pairs(said), ("because", _scalar(change.because))]
        lines += [
            f"  {'-' if first else ' '} {key}: {value}"
            for first, (key, value) in zip([True, *[False] * len(pairs)], pairs, strict=False)
        ]
    if scenario.balancing:
        said = scenario.balancing.model_dump(
            by_alias=True, exclude_defaults=True, exclude={"where"}
        )
        said = {"policy": scenario.balancing.policy} | said
        lines += ["balancing:", *(f"  {key}: {value}" for key, value in _pairs(said))]
    return "\n".join(lines) + "\n"


_WORDS = frozenset(
    {"status", "set", "raise", "scale", "add", "decide", "as", "response", "group", "policy"}
    | {"from", "milestone", "unbalanced"}
)
_VALUE = re.compile(r"[-+]?\w[\w ,.]*")  # an amount, a rate, an input or a word of a choice


def _pairs(said: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield keys and values as YAML; ids and the few words of the language stand unquoted."""
    for key, value in said.items():
        if key == "percent" and isinstance(value, int):
            yield key, decimal_e4(value).replace(NBSP, " ").replace(MINUS, "-")
        elif key in {"to", "by"} and _VALUE.fullmatch(str(value)):
            yield key, str(value)
        else:
            yield key, _word(str(value)) if key in _WORDS else _scalar(value)


def _word(text: str) -> str:
    """Return an id or a name of an input as it stands, or quoted where it looks like a number."""
    try:
        return read_text_field(Bare(text))
    except ValueError:
        return json.dumps(text)


def _scalar(value: object) -> str:
    """Return a value on one line of YAML: amounts grouped in threes, texts in quotation marks."""
    match value:
        case int():
            return typed(value)
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return f"[{', '.join(_word(str(item)) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_scalar(item)}' for key, item in value.items())}}}"
        case _:
            return json.dumps(unicodedata.normalize("NFC", str(value)), ensure_ascii=False)
