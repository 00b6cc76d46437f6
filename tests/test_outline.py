"""A document's own order: numbers, addresses, what is lifted out of it, and unbroken amounts."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from ipr.present.blocks import Chart, Text, Verdict
from ipr.present.blocks.tables import Column, Row, Table, columns, make_table
from ipr.present.comparison import spread_text
from ipr.publish.documents.document import Document, Part, printable
from ipr.publish.documents.docx import write_docx, write_snippet
from ipr.publish.documents.editions import snippet
from ipr.publish.documents.html import write_html
from ipr.publish.documents.layout import (
    GAP,
    ROOM,
    WHOLE,
    column_shares,
    contents,
    slots,
    text_width,
)
from ipr.publish.documents.prose import Run, Title
from ipr.reading.norwegian import NBSP, amount, unbroken
from tests.documents import (
    COVER,
    DOCUMENT,
    REASONS,
    STYLE,
    made_docx,
    made_html,
    made_pdf,
)
from tests.pdf_reading import read_tags

pytestmark = pytest.mark.slow  # every format is made

LONG = Document(
    COVER.title, "", (COVER, *(Title(2, (Run(f"Overskrift {n}"),)) for n in range(9)), REASONS)
)


def test_tables_and_figures_are_numbered_alike_in_all_formats() -> None:
    """Every caption has the number that its part has in the document, whatever the format."""
    told = [slot.number for slot in slots(DOCUMENT) if slot.number]
    assert told[:2] == ["Tabell 1", "Tabell 2"]
    assert "Figur 2" in told
    page = made_html()
    tags = read_tags(made_pdf())
    printed = [tag.text for tag in tags.named("/Caption")]
    word = docx.Document(BytesIO(made_docx()))
    captions = [p.text for p in word.paragraphs if p.style and p.style.name == "Caption"]
    for number in told:
        assert page.count(f"{number}.") == 1
        assert sum(text.startswith(f"{number}. ") for text in printed) == 1
        assert sum(text.startswith(f"{number}. ") for text in captions) == 1


def test_word_counts_captions_itself() -> None:
    """Each number is a SEQ field, so that it is counted on where it is pasted."""
    word = docx.Document(BytesIO(made_docx()))
    fields = [e.text.strip() for e in word.element.body.iter(qn("w:instrText"))]
    assert len(fields) == len([slot.number for slot in slots(DOCUMENT) if slot.number])
    assert {field.split()[1] for field in fields} == {"Tabell", "Figur"}
    assert {table.style and table.style.name for table in word.tables} == {"IPR-tabell"}


def test_addresses_lead_to_headings() -> None:
    """A long document has a list of its headings, and each entry leads to one, in each format."""
    assert len(contents(LONG)) == 9
    page = write_html(LONG, STYLE)
    word = docx.Document(BytesIO(write_docx(LONG, STYLE)))
    marks = {e.get(qn("w:name")) for e in word.element.body.iter(qn("w:bookmarkStart"))}
    for anchor, words in contents(LONG):
        assert f'<a href="#{anchor}">{words}</a>' in page
        assert f'<h2 id="{anchor}">' in page
        assert f"IPR_{anchor.replace('-', '_')}" in marks
    assert contents(DOCUMENT) == ()
    assert "Innhold" not in made_html()


def test_no_two_headings_share_an_address() -> None:
    """Headings of the same words have addresses of their own, in plain letters."""
    same: tuple[Part, ...] = (COVER, *(Title(2, (Run("Også å ære"),)) for _ in range(3)))
    found = [slot.anchor for slot in slots(Document(COVER.title, "", same))]
    assert found == ["", "ogsa-a-aere", "ogsa-a-aere-2", "ogsa-a-aere-3"]


def test_numbers_that_stand_in_a_table_are_not_printed_again_below_a_figure() -> None:
    """Wherever in the document the table stands; a figure without one has its numbers itself."""
    chart = Chart("Stolper", "Stolper.", REASONS, svg="<svg></svg>")
    between = Text(("Det samme som figur:",))
    for parts, own in (((chart,), True), ((REASONS, between, chart), False),
                       ((chart, between, REASONS), False)):  # fmt: skip
        found = slots(Document(COVER.title, "", (COVER, *parts)))
        assert [bool(slot.data) for slot in found if slot.part is chart] == [own]


def test_a_snippet_is_three_sentences_a_table_and_a_figure() -> None:
    """What is pasted has no heading and no letterhead, and its captions are counted by Word."""
    word = docx.Document(BytesIO(write_snippet(DOCUMENT, STYLE)))
    texts = [p.text for p in word.paragraphs if p.text]
    assert texts[0] == f"{COVER.verdict.text} {COVER.answer}"
    assert STYLE.council_name not in " ".join(texts)
    assert len(word.tables) == len(word.inline_shapes) == 1
    assert [e.text.split()[1] for e in word.element.body.iter(qn("w:instrText"))] == [
        "Tabell",
        "Figur",
    ]
    assert write_snippet(Document("T", "", (REASONS,))) == b""


def test_a_snippet_of_many_sentences_has_the_state_and_what_it_follows_from() -> None:
    """No sentence that leans on the one after it is left alone at the end."""
    cover = replace(
        COVER,
        verdict=Verdict("short", "Budsjettet går ikke i balanse. Det mangler 5 kroner."),
        answer="Planen har 6 kroner igjen. Her er alt brukt opp. Én ting endres: A blir mindre.",
    )
    found = snippet(Document("T", "", (cover, REASONS)))
    assert found is not None
    (text,) = (part for part in found.parts if isinstance(part, Text))
    assert text.paragraphs == (
        "Budsjettet går ikke i balanse. Det mangler 5 kroner. Én ting endres: A blir mindre.",
    )


def test_a_snippets_table_is_of_money_alone_where_there_is_one() -> None:
    """A table with values of several units stands back for one of whole kroner."""
    heads = Column("label", "Post"), Column("value", "Verdi", "value")
    values = make_table("Forutsetninger", heads, [("Kurs", "11,75")])
    money = make_table("Budsjettet", columns(label="Post", amount_nok="Beløp"), [("Film", 5)])
    found = snippet(Document("T", "", (COVER, values, money)))
    assert found is not None
    assert [part.caption for part in found.parts if isinstance(part, Table)] == ["Budsjettet"]
    both = make_table("Virkning", (*heads, Column("nok", "Virkning", "change")), [("Kurs", "1", 5)])
    found = snippet(Document("T", "", (COVER, values, both, money)))
    assert found is not None
    assert [part.caption for part in found.parts if isinstance(part, Table)] == ["Virkning"]


@given(st.integers(1_000, 10**12))
def test_an_amount_never_breaks(value: int) -> None:
    """However it is written in a file, an amount and its unit have no-break spaces."""
    written = f"I 2026 får de {amount(value).replace(NBSP, ' ')} kroner til 3 500 ting"
    told = unbroken(written)
    assert f"{amount(value)}{NBSP}kroner" in told
    assert told.replace(NBSP, " ") == written
    assert told.startswith("I 2026 får")
    assert unbroken(told) == told


def test_a_day_and_a_case_never_break() -> None:
    """A day stands with its month, and a case with its number, on one line."""
    told = unbroken("Vedlegg 3 til sak 12/26 · 15. januar 2026, punkt 3. Maidagen")
    assert told == f"Vedlegg 3 til sak{NBSP}12/26 · 15.{NBSP}januar 2026, punkt 3. Maidagen"


def test_amounts_are_kept_whole_in_every_part() -> None:
    """Titles, cells and reasons alike; the parts are otherwise the same."""
    torn = Document("T", "", (Title(1, (Run("Hva med 300 000 kroner?"),)), REASONS))
    told = printable(torn.parts)
    assert told[0].runs[0].text == f"Hva med 300{NBSP}000{NBSP}kroner?"
    assert printable(REASONS) == REASONS


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-390_000, 860_000, "Fra 390 000 kroner for lite til 860 000 kroner igjen"),
        (0, 610_000, "Fra ingenting til 610 000 kroner igjen"),
        (-40_000, -10_000, "Fra 40 000 kroner til 10 000 kroner for lite"),
        (5, 5, "Begge har 5 kroner igjen"),
    ],
)
def test_how_far_reserves_lie_apart(low: int, high: int, told: str) -> None:
    """The least and the most, each with its word, once where it is the same."""
    assert spread_text([low, high]).replace(NBSP, " ") == told
    if low == high:
        assert spread_text([low]).replace(NBSP, " ") == told.replace("Begge", "Scenarioet")
        assert spread_text([low] * 3).replace(NBSP, " ") == told.replace("Begge", "Alle")


def test_room_goes_where_most_cells_are_broken() -> None:
    """Where one cell of a column and all of another take two lines, the many are made whole."""
    long = "Mindreforbruk i 2027, overført etter vedtak i rådet"
    margin = "8\u00a0889\u00a0012\u00a0kroner\u00a0mindre (4,9 prosent)"
    amounts = [Column("now", "Her", "amount"), Column("least", "Minst", "amount")]
    rows = [Row((label, 180_000_000, 171_000_000, margin)) for label in (long, "A", "B", "C")]
    heads = (Column("label", "Inntekt"), *amounts, Column("margin", "Margin"))
    shares = column_shares(Table("Tåler", heads, tuple(rows)))
    room = shares[3] * ROOM // WHOLE - GAP
    assert room >= text_width(margin)


def test_a_table_of_figures_alone_has_shares() -> None:
    """Where no column has words, none of them makes a row higher."""
    heads = Column("a", "A", "amount"), Column("b", "B", "amount")
    assert sum(column_shares(Table("T", heads, (Row((1, 2)),)))) == WHOLE
