"""JupyterLab's «Save and Export As» gives what `ipr run` gives, or says in Norwegian why not."""

from __future__ import annotations

from importlib.metadata import entry_points
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import nbformat
import pytest
from nbconvert.exporters.base import get_exporter
from pypdf import PdfReader

from ipr.plan.load import NOTEBOOKS
from ipr.publish.documents.document import to_document
from ipr.publish.documents.exporters import described
from ipr.publish.documents.prose import DocumentError

pytestmark = pytest.mark.slow

OURS = {"Rapport_HTML": ".html", "Rapport_PDF": ".pdf", "Rapport_Word": ".docx"}
REPORT = NOTEBOOKS / "02_scenario.ipynb"


def notebook(path: Path = REPORT) -> Any:
    """A committed notebook, run and saved."""
    return nbformat.read(path, as_version=4)


def exported(name: str, path: Path = REPORT) -> tuple[Any, dict[str, Any]]:
    """What an exporter makes of a notebook, as Jupyter's server asks it to."""
    resources = {"metadata": {"name": path.stem, "path": str(path.parent)}}
    found: tuple[Any, dict[str, Any]] = get_exporter(name)().from_notebook_node(
        notebook(path), resources=resources
    )
    return found


def test_jupyter_knows_them_by_names_its_server_can_take() -> None:
    """The three are entry points of nbconvert; the server's address takes letters and «_» only."""
    known = {one.name for one in entry_points(group="nbconvert.exporters")}
    assert known >= OURS.keys()
    assert all(name.replace("_", "").isalpha() for name in OURS)


@pytest.mark.parametrize("name", OURS)
def test_each_gives_the_report_with_its_provenance(name: str) -> None:
    """Title, table and the command that makes it again are in the file."""
    content, resources = exported(name)
    assert resources["output_extension"] == OURS[name]
    if name == "Rapport_HTML":
        text = content
    elif name == "Rapport_PDF":
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        word = docx.Document(BytesIO(content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(one.text for one in word.paragraphs), *cells])
    for words in ("Halvparten så stor overføring", "Filmsatsing", "ipr run lavere-overforing"):
        assert words in text


def test_the_document_is_that_of_ipr_run() -> None:
    """Parts, author and style are those of the plan that the notebook names."""
    document, style = described(notebook(), REPORT)
    assert document.parts[1:] == to_document(notebook()).parts[1:]
    assert document.author.startswith("Interkommunalt politisk råd")
    assert document.subtitle.startswith(f"{style.council_name} · Handlings- og økonomiplan")


def test_a_notebook_of_no_plan_is_a_document_too() -> None:
    """Where there is no such plan, the notebook's own words and outputs come out."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Notat")])
    code = nbformat.v4.new_code_cell(
        'plan = "finnes-ikke"', execution_count=1, metadata={"tags": ["parameters"]}
    )
    made.cells.append(code)
    document, _ = described(made, Path("notat.ipynb"))
    assert document.title == "Notat"
    assert document.filing.made_from == (("Notatbok", "notat.ipynb"),)


def test_stale_figures_and_cells_not_run_are_refused() -> None:
    """A budget that is not the reckoning's, and a cell nobody has run, are told in Norwegian."""
    stale = notebook()
    text = nbformat.writes(stale).replace("610000", "610001")
    with pytest.raises(DocumentError, match="ikke de som regnestykket gir – kjør alle cellene"):
        described(nbformat.reads(text, as_version=4), REPORT)
    stale.cells[-1].execution_count = None
    with pytest.raises(DocumentError, match="koden er ikke kjørt – rett det, og kjør alle celle"):
        described(stale, REPORT)
