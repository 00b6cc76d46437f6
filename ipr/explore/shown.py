"""What the what-if table shows of a scenario: the reports' own blocks, or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ipr.budget.result import Result
from ipr.present.answers import answer, verdict
from ipr.present.balance import balancing_block
from ipr.present.markup import for_jupyter
from ipr.present.tables import bridge_chart, changed_lines_table
from ipr.reading.errors import Problem


def answer_html(calculation: Result) -> str:
    """Return the verdict and the answer, as a live region that a screen reader says aloud."""
    judged = verdict(calculation)
    return _spoken(
        f'<p class="verdict {judged.kind}">{escape(judged.text)}</p>\n'
        f'<p class="answer">{escape(answer(calculation))}</p>'
    )


def results_html(calculation: Result) -> str:
    """Return the waterfall, who covers what is lacking, and the lines that change."""
    parts = (
        bridge_chart(calculation),
        balancing_block(calculation),
        changed_lines_table(calculation),
    )
    return for_jupyter("\n".join(part.html() for part in parts))


def problems_html(problems: Sequence[Problem]) -> str:
    """Return what must be mended before anything can be reckoned, as a live region."""
    items = "".join(f"<li>{escape(told(problem))}</li>" for problem in problems)
    return _spoken(
        '<p class="verdict">Ikke regnet ut. Tallene under er fra før denne endringen.</p>\n'
        f"<ul>{items}</ul>"
    )


def fault_html(problems: Sequence[Problem]) -> str:
    """Return what is wrong with one field, to stand below it; empty where nothing is."""
    return "".join(f'<p class="ipr-feil">Feil: {escape(problem.text)}</p>' for problem in problems)


def told(problem: Problem) -> str:
    """Return a problem as the table says it: the field, and what is wrong, without file keys."""
    return ": ".join(part for part in (problem.where, problem.text) if part)


def said(words: str) -> str:
    """Return a message of the table itself, as a live region."""
    return _spoken(f"<p>{escape(words)}</p>") if words else ""


def _spoken(html: str) -> str:
    return for_jupyter(f'<div role="status" aria-live="polite" aria-atomic="true">\n{html}\n</div>')
