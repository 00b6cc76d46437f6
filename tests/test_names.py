"""The names of a report's files say what they are, and what a reader calls each."""

from __future__ import annotations

import datetime as dt

import pytest

from ipr.present.wording import case_text
from ipr.publish.job import comparison_job, scenario_job
from ipr.publish.listed import FULL, SHORT, file_stem, offered


def test_a_name_tells_day_council_plan_scenario_and_edition() -> None:
    """What is known stands in the name, in this order; what is not known is left out."""
    job = scenario_job("lillehammer-2026", "lavere-overforing")
    whole = "2026-01-15_ipr-lillehammer_hop-2026_lavere-overforing_kort"
    assert file_stem(job, dt.date(2026, 1, 15), SHORT) == whole
    assert file_stem(job) == "ipr-lillehammer_hop-2026_lavere-overforing"
    assert file_stem(scenario_job("prøve", "a+b"), None, FULL) == "ipr-prøve_a+b_full"


def test_a_name_is_never_too_long_for_a_folder() -> None:
    """A comparison of many scenarios has a name of a length that every system takes."""
    job = comparison_job("lillehammer-2026", [f"scenario-{n}" for n in range(40)], "planen")
    assert len(file_stem(job, dt.date(2026, 1, 15), SHORT)) < 120
    assert file_stem(scenario_job("prøve", f"{'lang-' * 11}helordet")).endswith("-lang")


def test_the_document_comes_first_and_what_is_no_document_is_left_out() -> None:
    """PDF stands first, the short edition before the full; figures for programs are not offered."""
    names = ["a.ipynb", "a_full.pdf", "resultat.json", "a_kort.pdf", "a_kort.docx",
             "a_utdrag.docx", "feilet.ipynb", "gjennomregning.yaml", "a.xlsx"]  # fmt: skip
    assert [label for label, _ in offered(names)] == [
        "PDF", "PDF, full utgave", "Word", "Word, utdrag", "Regneark", "Notatbok",
        "Notatbok som feilet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "told"),
    [("12/26", "sak 12/26"), ("Vedlegg 3 til sak 12/26", "Vedlegg 3 til sak 12/26")],
)
def test_a_case_is_named_once(case: str, told: str) -> None:
    """A bare number is a case; what says so itself stands as it is written."""
    assert case_text(case) == told
