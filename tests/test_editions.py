"""Two editions of one executed notebook: two pages for the case, and all of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from ipr.present.blocks import Cover, Shown, Table, Tree
from ipr.publish.documents import pdf
from ipr.publish.documents.document import Document, Provenance, to_document
from ipr.publish.documents.editions import on_paper
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import Title, words
from ipr.publish.job import plan_jobs, scenario_job
from ipr.publish.listed import FULL, SHORT
from ipr.publish.style import load_style
from tests.plans import CASES, FOLDERS
from tests.reports import SCENARIO_NOTEBOOK, executed

pytestmark = pytest.mark.slow  # notebooks are run

FOR_ALL = ("Budsjettet", "Hva tåler budsjettet?", "Forbehold")
PROVENANCE = Provenance((
    ("Plan", "lillehammer-2026, 0123456789ab"),
    ("Programvare", "Python 3.11.7, ipr-workbook 0.1.0, numpy 2.4.6"),
))  # fmt: skip


@pytest.fixture(autouse=True)
def _unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row headers are marked on pages already laid out, and take longer than to lay them out."""
    monkeypatch.setattr(pdf, "mark_row_headers", lambda made, _: made)


@functools.cache
def editions(plan: str, scenario: str) -> dict[str, Document]:
    """Both editions of a scenario's report, by the edition's part of the file name."""
    folder = FOLDERS[plan]
    notebook = executed(SCENARIO_NOTEBOOK, folder.path.parent, {"plan": plan, "scenario": scenario})
    job = scenario_job(plan, scenario).asked_for(edition="both")
    whole, short = to_document(notebook), to_document(notebook, short=True)
    printed = on_paper(job, whole, short, PROVENANCE, load_style(folder))
    return {edition: document for edition, document, _ in printed}


def headings(document: Document) -> list[str]:
    """The headings below the title."""
    return [words(part.runs) for part in document.parts if isinstance(part, Title)]


def pages(document: Document, plan: str) -> Sequence[PageObject]:
    """The pages of the PDF."""
    made = write_pdf(document, Provenance(()), load_style(FOLDERS[plan]))
    return PdfReader(BytesIO(made)).pages


@pytest.mark.parametrize(("plan", "scenario"), CASES)
def test_the_short_edition_has_two_pages(plan: str, scenario: str) -> None:
    """Every shipped scenario of both plans: the answer on page 1, the figures by page 2."""
    found = editions(plan, scenario)
    short, full = found[SHORT], found[FULL]
    first, *others = pages(short, plan)
    assert len(others) == 1
    cover = short.parts[0]
    assert isinstance(cover, Cover)
    assert cover.verdict.text.split(".")[0].replace("\u00a0", " ")[:40] in " ".join(
        first.extract_text().split()
    )
    assert set(FOR_ALL) <= set(headings(short))
    assert len(pages(full, plan)) <= 8
    assert "Hele budsjettet" in headings(full)
    assert "Hele budsjettet" not in headings(short)
    told = [part for part in short.parts if part in full.parts]
    assert len(told) >= len(short.parts) - 2  # all but the last line, and perhaps a heading's break
    assert not any(isinstance(part, Tree) for part in (*short.parts, *full.parts))


def test_a_heading_stands_only_over_something() -> None:
    """A block that has nothing to say is absent with its heading."""
    plain = headings(editions("lillehammer-2026", "planen")[FULL])
    assert not [one for one in plain if one.startswith(("Slik dekkes", "Virkning i"))]
    cut = headings(editions("lillehammer-2026", "ingen-overforing-likt-kutt")[SHORT])
    assert "Slik dekkes de 390\u00a0000\u00a0kronene" in cut


def test_later_years_are_told_where_they_move() -> None:
    """A refused grant for three years is 450 000 less over them; a carry-over moves one year."""
    youth = editions("lillehammer-2026", "fylket-nei-ung")[FULL]
    (table,) = (
        part for part in youth.parts if isinstance(part, Table) and "år for år" in part.caption
    )
    assert [row.cells for row in table.rows] == [
        ("Ung i Lillehammer-regionen", -150_000, -150_000, -150_000, 0, -450_000)
    ]
    assert "Virkning i 2027–2029" in headings(youth)
    lower = headings(editions("lillehammer-2026", "lavere-overforing")[FULL])
    assert "Virkning i 2027–2029" not in lower


def test_a_report_with_nothing_left_out_has_one_edition() -> None:
    """Where no cell is only for the full edition, the paper has no edition in its name."""
    document = Document("T", "", (Title(2, ()),))
    job = scenario_job("lillehammer-2026", "planen")
    printed = list(
        on_paper(job, document, document, PROVENANCE, load_style(FOLDERS["lillehammer-2026"]))
    )
    assert [edition for edition, _, _ in printed] == [""]


def test_the_plan_itself_is_a_report_with_all_it_says() -> None:
    """Owner, partners, goals, footnotes, dates and strategic cases reach a reader."""
    folder = FOLDERS["lillehammer-2026"]
    (job,) = (one for one in plan_jobs(folder.name) if one.name == "_planen")
    notebook = executed(job.notebook_path, folder.path.parent, {"plan": folder.name})
    parts = [part for part in to_document(notebook).parts if isinstance(part, Shown)]
    text = " ".join(" ".join(part.plain() for part in parts).split())
    plan = folder.plan
    told = [case.label for case in plan.strategic_cases]
    told += [note.text for note in plan.footnotes]
    told += [item.label for item in plan.milestones]
    told += [name for line in plan.lines for name in (line.owner, *line.partners) if name]
    told += [goal.text for goal in plan.goals if goal.text]
    assert not [one for one in told if " ".join(one.split()) not in text]
