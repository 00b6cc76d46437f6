"""A document with every kind of part, and long and odd texts, for the tests of the writers."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace

from ipr.present import charts
from ipr.present.blocks import Chart, Cover, KeyFigure, Node, Text, Tree, Verdict
from ipr.present.blocks.tables import Column, Missing, Note, Row, Table
from ipr.publish.documents.document import Document, Filing, Part
from ipr.publish.documents.docx import write_docx
from ipr.publish.documents.html import write_html
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import (
    Grid,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Title,
    Verbatim,
)
from ipr.publish.style import Style
from tests.small_plan import logo

STEPS = (("Ramme i planen", 610_000), [("Overføring", -500_000)], ("Ramme etter", 110_000))
ODD = '=A1 <b>fet</b> $x$ #read \\alert _led_ *stjerne* @navn `kode` -- ... "sitat" ~ // & {x}'
REASON = (
    "Overføringen er et anslag og blir først kjent når regnskapet er avsluttet. At halvparten "
    "faller bort, er vårt eksempel. (Kilde: 2 Økonomiske rammer)"
)

SMALL = Table(
    "Udisponert ramme trinn for trinn",
    (Column("step", "Trinn"), Column("change", "Endring", "change"), Column("n", "Nå", "amount")),
    (
        Row(("Planen", None, 610_000)),
        Row(("Overføring", -500_000, 110_000)),
        Row(("Til slutt", None, 110_000), "total"),
    ),
    footnotes=(Note("", "Negativt beløp betyr udekket."),),
)
REASONS = Table(
    "Endrede forutsetninger",
    (
        Column("input", "Forutsetning"),
        Column("plan", "Planen"),
        Column("now", "Scenarioet"),
        Column("change", "Endring"),
        Column("because", "Begrunnelse"),
    ),
    (
        Row(("Overføring", "1\u00a0000\u00a0000\u00a0kroner", "500\u00a0000\u00a0kroner",
             "\u2212500\u00a0000\u00a0kroner", REASON)),
        Row((ODD, "0\u00a0kroner", "0\u00a0kroner", "0\u00a0kroner", ODD)),
    ),
)  # fmt: skip
COMPOUNDS = Table(
    "Lange ord",
    tuple(Column(key, label) for key, label in zip(
        "abcdef", ("Tiltak", "Status", "Organ", "Verdi", "Kilde", "Grunn"), strict=True)),
    (Row(("Arrangementstilskuddsordningen", "Avventer hovedprosjektutredningen",
          "Interkommunalt samarbeidsorgan", "2\u00a0500\u00a0000\u00a0kroner",
          "Arrangementstilskuddsordningen", f"{REASON} {REASON}")),),
)  # fmt: skip
LONG = Table(
    "Hele budsjettet",
    (Column("line", "Budsjettpost"), Column("plan", "Opprinnelig", "amount"),
     Column("change", "Endring", "change"), Column("now", "Revidert", "amount")),
    (
        *(
            row
            for group in ("Pågående satsinger", "Nye oppdrag", "Øvrige prioriteringer")
            for row in (
                Row((group, None, None, None), "group"),
                *(Row((f"{group} {n}", 1_000 * n, -n, 999 * n)) for n in range(1, 22)),
                Row((f"Sum {group}", 231_000, -231, 230_769), "subtotal"),
            )
        ),
        Row(("Økt innenforskap", Missing("Avventer hovedprosjekt"), None, None), marks=("*",)),
        Row(("Til sammen", 693_000, -693, 692_307), "total"),
    ),
    footnotes=(Note("*", "Planen har ikke noe beløp."), Note("", "Summene er regnet ut her.")),
)  # fmt: skip
TWO_HEADS = Table(
    "To radhoder",
    (Column("a", "Fra", header=True), Column("b", "Til", header=True), Column("c", "Antall",
                                                                              "count")),
    (Row(("Her", "Der", 1)), Row(("Der", "Her", 2))),
)  # fmt: skip
TREE = Tree(
    "Udisponert ramme, ledd for ledd",
    Node("Udisponert ramme", "110\u00a0000", "\u2212500\u00a0000", "", "", (
        Node("Økonomisk ramme", "4\u00a0000\u00a0000", "\u2212500\u00a0000", "Lavere overføring",
             "2 Økonomiske rammer", (Node("Overføring", "500\u00a0000", "", "", "2"),)),
        Node("Fordelt til postene", "3\u00a0890\u00a0000"),
    )),
)  # fmt: skip
COVER = Cover(
    "Halvparten så stor overføring",
    "Rådet. Handlings- og økonomiplan 2026. Status: kladd.",
    "Hvor mye blir igjen?",
    "Udisponert ramme blir 110\u00a0000\u00a0kroner.",
    Verdict("short", "Udekket: 40\u00a0000\u00a0kroner"),
    (
        KeyFigure("Økonomisk ramme", "4\u00a0000\u00a0000", "som i planen"),
        KeyFigure("Udisponert", "110\u00a0000"),
    ),
)
GRID = Grid(
    ((Run("Ord"),), (Run("Betyr"),)),
    (((Run("ramme"),), (Run("det "), Run("hele", strong=True))), ((Run("<i>"),), (Run("$x$"),))),
)


def chart(caption: str, table: Table) -> Chart:
    """A chart with our waterfall as its picture, drawn once."""
    return replace(_waterfall(), caption=caption, table=table)


@functools.cache
def _waterfall() -> Chart:
    return charts.waterfall("Trinn", *STEPS, SMALL)


PARTS: tuple[Part, ...] = (
    COVER,
    Title(2, (Run("Kort fortalt"),)),
    Text(("Først dette.", ODD), ("Ett punkt.", "To punkter.")),
    Paragraph((Run("Fet", strong=True), Run(" og "), Run("skrå", emphasis=True), Run(" og "),
               Run("x = 1", code=True), Run(" og en "),
               Run("lenke", href="https://example.org/a?b=1&c=2"), Run("."))),
    Title(3, (Run("Lister"),)),
    Listing(ordered=True, points=(
        (Paragraph((Run("En"),)), Listing(ordered=False, points=((Paragraph((Run("Under"),)),),))),
        (Paragraph((Run("To"),)), Paragraph((Run("Mer om to"),))),
    )),
    GRID,
    Title(2, (Run("Budsjett"),)),
    Paragraph((Run("Først endringene, så alt."),)),
    REASONS,
    LONG,
    COMPOUNDS,
    TWO_HEADS,
    Title(2, (Run("Trinn for trinn"),)),
    chart("Udisponert ramme, i kroner", SMALL),
    SMALL,
    chart("Bare slutten", replace(SMALL, rows=SMALL.rows[1:])),
    Text(("Merk dette.",), ("Et punkt.",), tone="note"),
    Text(("Pass på.",), ordered=True, items=("Først.", "Så."), tone="warning"),
    Text(items=("Ja.", "Nei."), ordered=True, leads=("Om det blir noe av.", "Om det haster.")),
    TREE,
    Title(2, (Run("Mine egne tall"),)),
    Verbatim(f"sum   1 000\n{ODD}"),
    Quote((Paragraph((Run("Det sa ordføreren."),)), Paragraph((Run("To ganger."),)))),
    Rule(),
    Chart("Uten tall og tegning", "Et lite bilde.", png=logo()),
)  # fmt: skip
FILING = Filing(
    dt.date(2026, 1, 15),
    COVER.question,
    ("Vedlegg 3 til sak 12/26", "lavere-overforing"),
    (("Plan", "lillehammer-2026, 0123456789ab"), ("Kommando", "ipr run x")),
)
DOCUMENT = Document(COVER.title, "Interkommunalt politisk råd", PARTS, FILING)
STYLE = Style("Rådet i regionen", "#004488", "#993300", logo(), "Rådets merke")


@functools.cache
def made_html() -> str:
    """The document as a web page."""
    return write_html(DOCUMENT, STYLE)


@functools.cache
def made_pdf() -> bytes:
    """The document as a PDF."""
    return write_pdf(DOCUMENT, STYLE)


@functools.cache
def made_docx() -> bytes:
    """The document as a Word file."""
    return write_docx(DOCUMENT, STYLE)
