"""An analyst's own notebook comes out in every format, and only where she names it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader

import ipr
from ipr.cli import DONE, WRONG_INPUT, main
from ipr.plan.load import DATA_VARIABLE
from ipr.present.blocks import Chart
from ipr.publish.job import own_job
from ipr.publish.manifest import read_manifest
from ipr.reading.errors import InputError
from tests.small_plan import write_plan, write_scenario

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("staying")]
CELLS = (
    "import ipr\n\nresultat = ipr.load_result(plan, scenario)\nresultat.lines",
    "import pandas as pd\n\npd.read_csv('mine.csv').set_index('hva')['tall']",
    "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots()\nax.bar(['a'], [1])",
    "ipr.chart(resultat.lines['revised'].plot.bar(), alt='Stolper.', caption='Egen figur')",
    "print('Skrevet ut')",
    "ipr.table(resultat.funding[['label', 'revised']], 'Egen tabell', unit='kroner')",
)
NOTE = "PRIVAT NOTAT"
SHOWN = ("Min analyse", "Film", "Fra en fil", "Egen figur", "Skrevet ut", "Egen tabell", "Sitert")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with an analyst's notebook, after two runs: one that names it, one that does not.

    Her changed copy of our own report notebook holds a private note.
    """
    place = tmp_path_factory.mktemp("rom")
    folder = write_plan(place / "data" / "liten-2026")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    work = place / "arbeid"
    work.mkdir()
    (work / "mine.csv").write_text("hva,tall\nFra en fil,1234567\n", encoding="utf-8")
    v4 = nbformat.v4
    parameters = v4.new_code_cell(
        'plan: str = ""\nscenario: str = ""', metadata={"tags": ["parameters"]}
    )
    hidden = v4.new_markdown_cell(NOTE, metadata={"tags": ["skjul"]})
    cells = [v4.new_markdown_cell("# Min analyse\n\n> Sitert"), parameters, hidden]
    own = v4.new_notebook(cells=[*cells, *map(v4.new_code_cell, CELLS)])
    nbformat.write(own, work / "min.ipynb")
    copied = v4.new_notebook(cells=[v4.new_markdown_cell(f"# {NOTE}"), parameters])
    nbformat.write(copied, work / "02_scenario.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATA_VARIABLE, raising=False)
        patch.chdir(place)
        assert main(["run", "mindre", "--notebook", "arbeid/min.ipynb"]) == DONE
        assert main(["run", "mindre"]) == DONE
        yield place


@pytest.fixture(scope="module")
def report(workspace: Path) -> dict[str, bytes]:
    """The files of her report, by ending."""
    place = workspace / "outputs" / "liten-2026" / "_egen-min-mindre"
    return {file.suffix: file.read_bytes() for file in place.iterdir()}


def test_everything_she_shows_is_in_every_format(report: dict[str, bytes]) -> None:
    """Frame, series, figures, printed text and Markdown are in HTML, PDF and Word alike."""
    word = docx.Document(BytesIO(report[".docx"]))
    paragraphs = [one.text for one in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    texts = {
        "html": report[".html"].decode(),
        "pdf": "".join(page.extract_text() for page in PdfReader(BytesIO(report[".pdf"])).pages),
        "docx": "\n".join([*paragraphs, *cells]),
    }
    for name, found in texts.items():
        text = found.replace("\u00a0", " ")
        assert [words for words in (*SHOWN, "1 234 567") if words not in text] == [], name
        assert NOTE not in text, name
    assert report[".html"].count(b'role="img"') == 1
    assert report[".html"].count(b"<img src=") == 1
    assert len(word.inline_shapes) == 2


def test_a_private_note_reaches_no_report_by_itself(workspace: Path) -> None:
    """Her copy of our notebook is not used, and no file of any report holds her note."""
    files = [file for file in (workspace / "outputs").rglob("*") if file.is_file()]
    assert any("mindre" in file.parts for file in files)
    ran = next((workspace / "outputs" / "liten-2026" / "mindre").glob("*.ipynb"))
    assert "Prøv selv" not in ran.read_text(encoding="utf-8")
    named = [file.name for file in files if NOTE.encode() in file.read_bytes()]
    assert [name for name in named if not name.endswith("egen-min-mindre.ipynb")] == []


def test_her_report_stands_beside_ours_and_is_verified(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has a folder and a place in the overview of its own, and is made again as it was made."""
    target = workspace / "outputs" / "liten-2026"
    known = read_manifest(target).reports
    assert known["_egen-min-mindre"].notebook == "arbeid/min.ipynb"
    assert known["_egen-min-mindre"].command.startswith(
        'ipr run mindre --notebook "arbeid/min.ipynb"'
    )
    index = (target / "index.html").read_text(encoding="utf-8")
    assert "Egne analyser" in index
    rows = json.loads((target / "resultater.json").read_text(encoding="utf-8"))["scenarios"]
    assert [row["scenario"] for row in rows] == ["mindre"]
    assert main(["verify"]) == DONE, capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--notebook", "arbeid/min.ipynb"), "skriv også hvilket scenario"),
        (("mindre", "--notebook", "arbeid/mi.ipynb"), "mi.ipynb: notatboken finnes ikke"),
        (("mindre", "--notebook", "arbeid/tom.ipynb"), "mangler «plan», «scenario».*Cell Tags"),
    ],
)
def test_a_notebook_that_cannot_be_used_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    """No scenario, no such file and no cell of parameters: each with what to do."""
    nbformat.write(nbformat.v4.new_notebook(), workspace / "arbeid" / "tom.ipynb")
    assert main(["run", *arguments]) == WRONG_INPUT
    assert re.search(told, capsys.readouterr().err)


def test_a_notebook_from_elsewhere_is_kept_by_its_name_only(workspace: Path) -> None:
    """The manifest tells of no folder but one's own."""
    job = own_job("liten-2026", "mindre", workspace.parent / "Mitt notat (2).ipynb")
    assert job.name == "_egen-Mitt-notat-2-mindre"
    assert job.made({}).notebook == "Mitt notat (2).ipynb"
    assert str(workspace.parent) not in job.made({}).model_dump_json()


@pytest.mark.parametrize("name", ["min.ipynb", "arbeid/min.ipynb"])
def test_a_notebook_is_found_where_it_lies(workspace: Path, name: str) -> None:
    """It may lie in the working folder itself, or in a folder of it."""
    assert own_job("liten-2026", "mindre", workspace / name).notebook_path == workspace / name


def figure() -> Figure:
    """A figure with an amount on its axis."""
    made = Figure()
    axes = made.subplots()
    axes.plot([0, 0.5], [0, 250_000])
    axes.set_title("$x$ og $y$", parse_math=False)
    return made


def test_a_figure_is_a_chart_with_its_words() -> None:
    """Figure or axes, with SVG and PNG, the same each time, its data folded out where given."""
    made = figure()
    chart = ipr.chart(
        made,
        alt="En linje stiger.",
        caption="Stigning",
        data=pd.DataFrame({"change": [-50_000, 0]}, index=["film", "sum"]),
    )
    again = ipr.chart(figure().axes[0], alt="En linje stiger.", caption="Stigning")
    assert isinstance(chart, Chart)
    assert chart.svg.startswith("<svg")
    assert chart.png.startswith(b"\x89PNG")
    assert (chart.svg, chart.png) == (again.svg, again.png)
    assert chart.table is not None
    assert again.table is None
    assert "<details>" not in again.html()
    assert [label.get_text() for label in made.axes[0].get_yticklabels()][1] == "0"
    assert "50\u00a0000" in [label.get_text() for label in made.axes[0].get_yticklabels()]
    assert "0,1" in [label.get_text() for label in made.axes[0].get_xticklabels()]


def test_a_figure_of_very_many_strokes_is_a_picture() -> None:
    """A drawing too large for a page is kept as PNG only, and the page shows that."""
    made = Figure()
    made.subplots().scatter(range(30_000), range(30_000))
    with mpl.rc_context({"path.simplify": False}):
        chart = ipr.chart(made, alt="Punkter.", caption="Mange")
    assert chart.svg == ""
    assert '<img src="data:image/png;base64,' in chart.html()


@pytest.mark.parametrize(
    ("given", "words", "told"),
    [
        (figure(), {"alt": "x"}, r"mangler caption – skriv ipr\.chart\(fig, alt="),
        (figure(), {}, "mangler alt og caption"),
        ([figure()], {"alt": "x", "caption": "y"}, "«list» er ikke en matplotlib-figur"),
    ],
)
def test_a_figure_without_words_is_refused(given: Any, words: Any, told: str) -> None:
    """The message says which words are missing, and shows the whole call."""
    with pytest.raises(InputError, match=told):
        ipr.chart(given, **words)
