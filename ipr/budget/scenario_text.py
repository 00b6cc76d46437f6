"""A scenario as the text of its file."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator

from ipr.budget.scenario import Scenario
from ipr.reading.fields import read_text_field
from ipr.reading.norwegian import NBSP, amount
from ipr.reading.strict_yaml import Bare


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario of `set`, `add` and `decide` changes as the text of its file."""
    lines = [
        "# Det som ikke står her, er som i planen. README viser hvordan filen kan endres.",
        f"title: {_scalar(scenario.title)}",
        f"question: {_scalar(scenario.question)}",
        f"status: {scenario.status}",
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


_WORDS = frozenset({"set", "add", "decide", "as", "response", "group", "policy"})


def _pairs(said: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield keys and values as YAML; ids and the few words of the language stand unquoted."""
    for key, value in said.items():
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
            return amount(value).replace(NBSP, " ")
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return f"[{', '.join(_word(str(item)) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {item}' for key, item in value.items())}}}"  # shares
        case _:
            return json.dumps(unicodedata.normalize("NFC", str(value)), ensure_ascii=False)
