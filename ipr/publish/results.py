"""A scenario's figures as data: beside its report, and of all scenarios as one long table."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from ipr.budget.result import Result
from ipr.present.answers import answer, verdict, verdict_word
from ipr.present.blocks import Verdict
from ipr.present.blocks.shown import STRICT
from ipr.present.blocks.tables import Missing
from ipr.present.plan import line_amount
from ipr.publish.names import CSV_NAME

TOTALS = ("frame", "allocated", "reserve", "shortfall", "gross_activity")
# Each column of the table: its name, its type in a Table Schema, and what it holds.
CSV_FIELDS = (
    ("scenario", "string", "Scenarioets id"),
    ("tittel", "string", "Scenarioets tittel"),
    ("status", "string", "Hvor langt scenarioet er kommet"),
    ("resultat", "string", "Om budsjettet er i balanse, i ord"),
    ("storrelse", "string", "Navnet på tallet, som i «ipr explain»"),
    ("navn", "string", "Det leseren ser"),
    ("gruppe", "string", "Overskriften tallet står under"),
    ("opprinnelig_nok", "integer", "I planen"),
    ("endring_nok", "integer", "Det scenarioet legger til eller trekker fra"),
    ("revidert_nok", "integer", "Etter endringene"),
    ("merknad", "string", "Planens egne ord der den ikke har noe beløp"),
)
CSV_COLUMNS = tuple(name for name, _, _ in CSV_FIELDS)
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, config=STRICT)
class Amounts:
    """One figure in whole kroner: in the plan, what the scenario adds, and after it.

    `name` is the figure's name as in `Outcome.figure`. An amount is None where there is none yet;
    then `shown_as` has the plan's own words.
    """

    name: str
    label: str
    group: str
    original_nok: int | None
    change_nok: int | None
    revised_nok: int | None
    shown_as: str = ""


@dataclass(frozen=True, slots=True, config=STRICT)
class Conclusion:
    """All that a scenario's report concludes: totals, incomes and lines, in the plan's order."""

    scenario: str
    title: str
    question: str
    status: str
    case: str | None
    date: dt.date | None
    verdict: Verdict
    verdict_word: str
    reserve_label: str
    answer: str = ""
    theme: str = ""
    figures: tuple[Amounts, ...] = ()

    @property
    def reserve_nok(self) -> int:
        """The reserve in kroner, negative where something is uncovered."""
        return next(one.revised_nok or 0 for one in self.figures if one.name == "reserve")


_RESULT = TypeAdapter(Conclusion)


def conclusion_of(calculation: Result) -> Conclusion:
    """Return a scenario's figures as its report shows them."""
    scenario, plan = calculation.scenario, calculation.plan
    return Conclusion(
        scenario=scenario.id,
        title=scenario.title,
        question=scenario.question,
        status=scenario.status,
        case=scenario.case,
        date=scenario.date,
        verdict=verdict(calculation),
        verdict_word=verdict_word(calculation),
        reserve_label=plan.reserve_label,
        answer=answer(calculation),
        theme=scenario.theme or "",
        figures=tuple(_figures(calculation)),
    )


def result_text(result: Conclusion) -> str:
    """Return a result as the text of its JSON file."""
    return _json(_plain(result))


def read_result(text: str) -> Conclusion:
    """Return the result in a JSON file's text; raises `ValueError` for anything else."""
    return _RESULT.validate_json(text)


def results_json(plan: str, results: Iterable[Conclusion]) -> str:
    """Return every scenario's result as one JSON text; a missing amount is null."""
    return _json({"plan": plan, "scenarios": [_plain(result) for result in results]})


def results_csv(results: Iterable[Conclusion]) -> str:
    """Return every figure of every scenario as one long table with the columns `CSV_COLUMNS`.

    Commas between the columns and line feeds after the rows, as programs expect; UTF-8 with a byte
    order mark, as spreadsheets do. Amounts are bare digits with an ASCII minus, empty where there
    is none. A text that a spreadsheet would take for a formula has an apostrophe in front.
    """
    made = StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for one in results:
        about = (one.scenario, one.title, one.status, one.verdict.text)
        for figure in one.figures:
            words = map(_as_text, (*about, figure.name, figure.label, figure.group))
            amounts = (figure.original_nok, figure.change_nok, figure.revised_nok)
            rows.writerow([*words, *amounts, _as_text(figure.shown_as)])
    return _BYTE_ORDER_MARK + made.getvalue()


def package_text(plan: str) -> str:
    """Return what lets a program read the table: a Frictionless data package as JSON."""
    fields = [
        {"name": name, "type": kind, "title": title}
        | ({"unit": "NOK", "description": "Hele kroner; tom der planen ikke har noe beløp."}
           if kind == "integer" else {})
        for name, kind, title in CSV_FIELDS
    ]  # fmt: skip
    table = {
        "name": "resultater",
        "path": CSV_NAME,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": {
            "fields": fields,
            "missingValues": [""],
            "primaryKey": ["scenario", "storrelse"],
        },
    }
    title = "Alle tallene i alle scenarioene"
    return _json({"name": plan, "title": title, "resources": [table]})


def _figures(calculation: Result) -> Iterator[Amounts]:
    for row in (*map(calculation.row, TOTALS), *calculation.rows("funding", "lines")):
        group, words = row.group or "Til sammen", ""
        if row.name.startswith("funding."):
            group = "Inntekter"
        elif row.name.startswith("lines."):
            shown = line_amount(calculation.outcome, calculation.plan.line(row.id))
            words = shown.text if isinstance(shown, Missing) else ""
        yield Amounts(row.name, row.label, group, row.original, row.change, row.revised, words)


def _as_text(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _plain(result: Conclusion) -> dict[str, Any]:
    plain: dict[str, Any] = _RESULT.dump_python(result, mode="json")
    return plain


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
