"""The choices in JupyterLab's «Save and Export As»: the open notebook by the writers of `ipr run`.

JupyterLab shows each by its name among the entry points of `pyproject.toml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter

from ipr.doors.folder import open_folder
from ipr.publish.documents.document import Document, Filing, to_document
from ipr.publish.documents.notebook import parameters_of
from ipr.publish.documents.prose import DocumentError
from ipr.publish.job import own_job
from ipr.publish.manifest import with_inputs
from ipr.publish.style import OURS, Style, load_style
from ipr.reading.errors import InputError


class ReportExporter(Exporter):
    """A notebook, run and saved, as a document; raises DocumentError, in Norwegian, where it fails.

    What its cell of parameters says of plan and scenario gives author, style and provenance.
    """

    def from_notebook_node(
        self, nb: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[Any, Any]:
        """Return the document's content, and nbconvert's own record of the run."""
        made, known = super().from_notebook_node(nb, resources, **kw)
        named = known.get("metadata", {})
        path = Path(named.get("path") or ".", f"{named.get('name', 'notatbok')}.ipynb")
        from ipr.publish.work.report import WRITERS  # noqa: PLC0415 - JupyterLab asks for names

        return WRITERS[self.file_extension.lstrip(".")](*described(made, path)), known


class HtmlExporter(ReportExporter):
    """A web page of one file."""

    file_extension = ".html"
    output_mimetype = "text/html"


class PdfExporter(ReportExporter):
    """A PDF that anyone can read."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"


class WordExporter(ReportExporter):
    """A Word file."""

    file_extension = ".docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def described(notebook: Any, path: Path) -> tuple[Document, Style]:
    """Return a notebook as a document, filed with where it comes from, and its council's style.

    Raises DocumentError as `to_document`, and where its figures are not the reckoning's.
    """
    from ipr.publish.work.report import filed  # noqa: PLC0415 - slow to load

    given = parameters_of(notebook)
    try:
        folder = open_folder(given.get("plan") or None)
    except InputError:  # a notebook of no plan is a document too
        filing = Filing(made_from=(("Notatbok", path.name),))
        return to_document(notebook, filing=filing), OURS
    job = own_job(folder.name, given.get("scenario", ""), path)
    try:
        style = load_style(folder)
        if path.is_file():
            job = with_inputs(job, folder)
        return filed(job, folder, notebook, style)[0], style
    except InputError as error:
        raise DocumentError(str(error)) from error
