"""An executed notebook becomes a document whole, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat as nbf
import pandas as pd
import pytest

from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, Heading, Text, Verdict
from ipr.present.blocks.shown import MIME
from ipr.present.blocks.tables import Column, Row, Table
from ipr.present.own import table
from ipr.publish.documents.document import Filing, notices, to_document
from ipr.publish.documents.notebook import read_notebook
from ipr.publish.documents.prose import (
    DocumentError,
    Grid,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Title,
    Verbatim,
    prose,
    words,
)

TABLE = Table("Tall", (Column("a", "Post"), Column("b", "Beløp", "amount")), (Row(("Film", 1)),))
CHART = Chart("Bro", "Fra 1 til 2", TABLE, "<svg></svg>", b"\x89PNG")
COVER = Cover("Beregning", "", "Hva?", "Svar.", Verdict("balanced", "I balanse."))


def markdown(text: str, *tags: str) -> Any:
    """A text cell."""
    return nbf.v4.new_markdown_cell(text, metadata={"tags": list(tags)})


def code(*outputs: Any, count: int | None = 1, tags: tuple[str, ...] = ()) -> Any:
    """A code cell with its outputs."""
    cell = nbf.v4.new_code_cell("vis()", execution_count=count, metadata={"tags": list(tags)})
    cell.outputs = list(outputs)
    return cell


def shown(block: Any) -> Any:
    """The output a block leaves in a notebook file."""
    data = json.loads(json.dumps(block._repr_mimebundle_()))
    return nbf.v4.new_output("execute_result", data=data, execution_count=1)


def notebook(*cells: Any) -> Any:
    """A notebook of these cells."""
    return nbf.v4.new_notebook(cells=list(cells))


def test_prose_and_blocks_come_in_order(tmp_path: Path) -> None:
    """Text, tables and charts are read back equal, the picture included, groups taken apart."""
    path = tmp_path / "n.ipynb"
    group = Group((Text(("a",)), TABLE))
    nbf.write(
        notebook(markdown("# Tittel\n\nTekst."), code(shown(CHART)), code(shown(group))), path
    )
    document = to_document(read_notebook(path), author="Rådet")
    assert (document.title, document.author) == ("Tittel", "Rådet")
    assert document.parts == (
        Title(1, (Run("Tittel"),)), Paragraph((Run("Tekst."),)), CHART, Text(("a",)), TABLE,
    )  # fmt: skip
    chart = document.parts[2]
    assert isinstance(chart, Chart)
    assert chart.png == b"\x89PNG"


def test_markdown_is_read_with_its_styles() -> None:
    """Strong, emphasis, code, links, lists in lists and tables keep their form."""
    (paragraph,) = prose("En **fet**, *skrå* og `kode` på\n[lenke](https://example.org).")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (
        Run("En "), Run("fet", strong=True), Run(", "), Run("skrå", emphasis=True), Run(" og "),
        Run("kode", code=True), Run(" på"), Run(" "), Run("lenke", href="https://example.org"),
        Run("."),
    )  # fmt: skip
    (outer,) = prose("1. a\n   - b\n2. c")
    assert isinstance(outer, Listing)
    assert outer.ordered
    assert outer.points[0] == (
        Paragraph((Run("a"),)), Listing(ordered=False, points=((Paragraph((Run("b"),)),),)),
    )  # fmt: skip
    assert prose("|A|B|\n|-|-|\n|1|2|") == (
        Grid(((Run("A"),), (Run("B"),)), (((Run("1"),), (Run("2"),)),)),
    )


def test_html_and_odd_text_in_markdown_is_text() -> None:
    """`<b>` and a script typed in a text cell stay the characters they are."""
    assert prose("<b>x</b> $y$ =A1") == (Paragraph((Run("<b>x</b> $y$ =A1"),)),)
    (paragraph,) = prose("[x](javascript:alert(1))")
    assert isinstance(paragraph, Paragraph)
    assert not any(run.href for run in paragraph.runs)


def test_quotes_code_and_rules_in_markdown_are_prose() -> None:
    """What an analyst quotes, sets as code or divides by a line comes along."""
    found = prose("> sitat\n\n```python\na = 1\n```\n\n---\n\n    innrykket")
    assert found == (
        Quote((Paragraph((Run("sitat"),)),)), Verbatim("a = 1"), Rule(), Verbatim("innrykket"),
    )  # fmt: skip


def test_a_picture_in_a_text_cell_is_refused() -> None:
    """A picture fails the document, with the cell and what to write, instead of vanishing."""
    with pytest.raises(DocumentError, match=r"celle 2: kan ikke trykke et bilde .*ipr\.chart"):
        to_document(notebook(markdown("# T"), markdown("![x](y.png)")))


def output(kind: str, text: str) -> Any:
    """An output of one kind of text, beside the plain text that Jupyter adds."""
    return nbf.v4.new_output("display_data", data={kind: text, "text/plain": "x"})


ERROR = nbf.v4.new_output("error", ename="ValueError", evalue="nei", traceback=[])
STREAM = nbf.v4.new_output("stream", name="stdout", text="\x1b[31mhei\x1b[0m\n1 %\r2 %\n")
WARNED = nbf.v4.new_output(
    "stream", name="stderr", text="/a/b.py:2: UserWarning: pass på\n  warn()\n"
)
PICTURE = nbf.v4.new_output(
    "display_data", data={"image/png": "iVBO", "text/plain": "<Figure size 640x480 with 1 Axes>"}
)
PLAIN = nbf.v4.new_output("execute_result", data={"text/plain": "42"})
NONE = nbf.v4.new_output("execute_result", data={"text/plain": "None"})
AXES = nbf.v4.new_output("execute_result", data={"text/plain": "<Axes: xlabel='x'>"})
OBJECT = nbf.v4.new_output("execute_result", data={"text/plain": "<a.B object at 0x7f00>"})
REFUSED = {"type": "refused", "told": "tabellen har 5 000 rader", "schema": 1}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (code(ERROR), "stoppet med ValueError: nei"),
        (code(ERROR, tags=("skjul",)), "stoppet med ValueError: nei"),
        (code(count=None), "ikke kjørt"),
        (code(output("text/html", "<b>x</b>")), r"text/html, text/plain.*ipr\.table\("),
        (code(output("text/latex", "$x$")), r"ipr\.chart\(fig, alt="),
        (code(OBJECT), r"avslutt cellen med det som skal vises, eller med print"),
        (code(nbf.v4.new_output("display_data", data={MIME: REFUSED})), r"5 000 rader, og skriv"),
        (nbf.v4.new_raw_cell("x"), "«raw»"),
        (markdown("Bra 😀"), "«😀» kan ikke trykkes"),
        (markdown("a\x0bb"), r"«U\+000B» kan ikke trykkes"),
        (markdown("`a\ud800b`"), r"«U\+D800» kan ikke trykkes"),
        (code(nbf.v4.new_output("stream", text="a\x00b")), r"«U\+0000» kan ikke trykkes"),
        (code(shown(replace(TABLE, caption="a\ufffe"))), r"«U\+FFFE» kan ikke trykkes"),
        (code(shown(table(pd.DataFrame({"a": ["\x0b"]}), "T"))), r"«U\+000B» kan ikke trykkes"),
        (
            code(shown(table(pd.DataFrame({"a": ["\ud800"]}, dtype=object), "T"))),
            "«\ufffd» kan ikke trykkes",
        ),
    ],
)
def test_what_cannot_be_printed_fails_the_document_with_cell_and_advice(
    cell: Any, told: str
) -> None:
    """Errors, unrun code and what no format can carry are told with the cell's number."""
    with pytest.raises(DocumentError, match=f"celle 2: .*{told}"):
        to_document(notebook(markdown("# T"), cell))


def test_what_an_analyst_shows_comes_along() -> None:
    """Printed text, values and Markdown of cells are parts; what drawing calls return is not."""
    cells = [
        markdown("# T"),
        code(STREAM, PLAIN, NONE),
        code(output("text/markdown", "**Ja**")),
        code(AXES, PICTURE),
    ]
    _, printed, value, said, picture, warning = to_document(notebook(*cells)).parts
    assert (printed, value) == (Verbatim("hei\n2 %"), Verbatim("42"))
    assert said == Paragraph((Run("Ja", strong=True),))
    assert isinstance(picture, Chart)
    assert picture.caption == "Figur fra celle 4"
    assert isinstance(warning, Text)
    assert warning.tone == "warning"


def test_a_table_without_words_is_named_by_its_cell() -> None:
    """A bare table comes along under its cell's number; cells of Papermill are not counted."""
    data = {**TABLE.to_data(), "caption": ""}
    bare = nbf.v4.new_output("execute_result", data={MIME: data, "text/html": "<table>"})
    cells = [markdown("# T"), code(tags=("injected-parameters",)), code(bare)]
    (_, table) = to_document(notebook(*cells)).parts
    assert table == replace(TABLE, caption="Tabell fra celle 2")


def test_the_author_is_told_what_is_missing() -> None:
    """Of a document that can be made, the notices name cell and words; hidden cells give none."""
    bare = nbf.v4.new_output("display_data", data={MIME: {**TABLE.to_data(), "caption": ""}})
    cells = [
        markdown("# T"),
        code(bare),
        code(PICTURE),
        code(WARNED),
        code(PICTURE, tags=("skjul",)),
    ]
    found = notices(notebook(*cells))
    assert [told.partition(":")[0] for told in found] == [
        "celle 2", "celle 3", "celle 4 advarte, og det står ikke i rapporten",
    ]  # fmt: skip
    assert "ipr.table(" in found[0]
    assert "ipr.chart(fig, alt=" in found[1]
    assert found[2].endswith("pass på")


def test_a_damaged_block_fails_the_document() -> None:
    """A structured block that does not fit its type is an error, not an empty space."""
    output = shown(TABLE)
    del output.data["application/vnd.ipr.block+json"]["rows"]
    with pytest.raises(DocumentError, match=r"celle 2: .* en annen utgave av ipr – kjør"):
        to_document(notebook(markdown("# T"), code(output)))


def test_hidden_cells_and_empty_results_are_left_out() -> None:
    """Cells tagged so, parameters and None are not part of the document."""
    cells = [
        markdown("# Bare i notatboken", "skjul"),
        code(tags=("parameters",)),
        code(shown(COVER)),
        code(shown(TABLE), tags=("skjul",)),
        code(NONE),
    ]
    document = to_document(notebook(*cells))
    assert document.parts == (COVER,)
    assert document.title == "Beregning"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([markdown("## A")], "mangler overskrift .* «# Tittel»"),
        ([markdown("# A"), markdown("# B")], "celle 2: .* «A» og «B» – skriv «## B»"),
        ([markdown("# A"), code(shown(COVER))], "«A» og «Beregning»"),
        ([markdown("# A\n\n### B")], "celle 1: .*«B» hopper fra nivå 1 til nivå 3 – skriv «## B»"),
        ([markdown("# A"), code(shown(Heading("C", 4)))], "«C» hopper"),
        ([markdown("## B\n\n# A")], "«B» hopper fra nivå 0"),
    ],
)
def test_headings_must_make_an_outline(cells: list[Any], told: str) -> None:
    """No first-level heading, two of them, or a skipped level is refused."""
    with pytest.raises(DocumentError, match=told):
        to_document(notebook(*cells))


def test_provenance_is_a_few_lines() -> None:
    """What a document was made from and by ends it in every format, in little room."""
    made_from = (("Plan", "abc"), ("Stil", "stil.yaml"))
    assert Filing(made_from=made_from).making == (
        "Slik er dokumentet laget. Plan: abc · Stil: stil.yaml"
    )
    assert Filing().making == ""


def test_a_heading_with_nothing_to_say_below_it_is_left_out() -> None:
    """A heading goes with its introduction where its block says nothing, and only there."""
    silent = shown(NOTHING_TO_SAY)
    document = to_document(
        notebook(
            markdown("# Tittel"),
            markdown("## Over\n\nMer."),
            markdown("### Under\n\nSe på dette."),
            code(silent),
            markdown("## Tomt\n\nSe på dette."),
            code(silent, silent),
            markdown("## Fullt\n\nSe på dette."),
            code(silent),
            code(shown(TABLE)),
            markdown("## Eget\n\nBare ord."),
            code(),
            markdown("## Skjult"),
            code(silent, tags=("skjul",)),
            markdown("## Delt"),
            code(silent),
            markdown("### Med svar"),
            code(shown(TABLE)),
            markdown("## Sist"),
            code(silent),
        )
    )
    heads = [words(part.runs) for part in document.parts if isinstance(part, Title)]
    assert heads == ["Tittel", "Over", "Fullt", "Eget", "Skjult", "Delt", "Med svar"]
    told = [words(part.runs) for part in document.parts if isinstance(part, Paragraph)]
    assert told == ["Mer.", "Se på dette.", "Bare ord."]
