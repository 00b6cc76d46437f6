"""Blocks keep what they are given, show it literally, and say what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import product
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.consequences import State
from ipr.present.blocks import (
    NOTHING_TO_SAY,
    Block,
    Chart,
    Cover,
    Group,
    Heading,
    KeyFigure,
    Node,
    Text,
    Tree,
    Verdict,
    block_from_data,
)
from ipr.present.blocks.shown import MIME
from ipr.present.blocks.tables import Column, Kind, Missing, Note, Row, Table

HOSTILE = ("<b>fet</b>", "=A1+1", "$x$", "#read", "_skjult", "&amp;", '"><script>', "a\u00a0b")
OUR_TAGS = {
    *("table", "caption", "span", "thead", "tr", "th", "tbody", "td", "sup", "div", "p", "ul"),
    *("ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd"),
    *("figure", "svg", "figcaption", "details", "summary"),
}
words = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12
).filter(lambda s: s.strip() != "")
numbers = st.integers(-(10**12), 10**12)
cells = st.none() | words.map(Missing) | numbers


def built(kind: Callable[..., Any], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is made of these parts; a class built late does not tell which parts it takes."""
    return st.tuples(*parts).map(lambda given: kind(*given))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of random kinds and cells, with groups, totals and notes."""
    kinds = draw(st.lists(st.sampled_from(("amount", "change", "rate_e4", "count")), max_size=3))
    columns = (
        Column("name", draw(words)),
        *(Column(f"c{i}", draw(words), k) for i, k in enumerate(kinds)),
    )
    bodies = built(
        Row,
        st.tuples(words, *(cells for _ in kinds)),
        st.sampled_from(("body", "total", "subtotal")),
        st.sampled_from(((), ("*",))),
    )
    groups = words.map(lambda w: Row((w, *(None for _ in kinds)), "group"))
    rows = draw(st.lists(bodies | groups, max_size=5))
    return Table(
        draw(words), columns, tuple(rows), footnotes=(Note("*", draw(words)), Note("", "x"))
    )


nodes = st.recursive(
    built(Node, words, words),
    lambda inner: built(
        Node, words, words, words, words, words, st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
texts = st.lists(words, max_size=3).map(tuple)
simple = (
    tables()
    | built(Text, texts, texts, st.booleans(), st.sampled_from(("plain", "note", "warning")))
    | built(Heading, words, st.integers(1, 6))
    | built(
        Cover,
        words,
        words,
        words,
        words,
        built(
            Verdict,
            st.sampled_from(get_args(State)),
            words,
        ),
        st.lists(built(KeyFigure, words, words), max_size=2).map(tuple),
    )
    | built(Tree, words, nodes)
)
blocks = (
    simple
    | st.lists(simple, max_size=2).map(lambda inner: Group(tuple(inner)))
    | built(Chart, words, words, tables(), st.just("<svg></svg>"), st.binary(max_size=4))
)


class _Reader(HTMLParser):
    """Collects tags with their attributes and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@given(blocks)
def test_a_block_survives_its_structured_form(block: Block) -> None:
    """To data, to JSON text and back gives the equal block."""
    assert block_from_data(json.loads(json.dumps(block.to_data()))) == block


@given(blocks)
def test_hostile_text_comes_out_literally(block: Block) -> None:
    """No text of a block becomes a tag, and every cell and sentence is in HTML and plain text."""
    read = _Reader(block.html())
    assert {tag for tag, _ in read.tags} <= OUR_TAGS
    if isinstance(block, Table):
        shown = "".join(read.words)
        for text in (block.caption, *(t for row in block.texts() for t in row)):
            assert text in shown
            assert text in block.plain()


@given(tables())
def test_every_header_cell_has_a_scope_and_every_row_a_header(table: Table) -> None:
    """Each th says what it heads, and a row without a row header does not exist."""
    tags = _Reader(table.html()).tags
    scopes = [attrs.get("scope") for tag, attrs in tags if tag == "th"]
    assert all(scope in {"col", "row", "rowgroup"} for scope in scopes)
    assert scopes.count("row") + scopes.count("rowgroup") == len(table.rows)
    assert [tag for tag, _ in tags].count("caption") == 1


BUDGET = Table(
    "Budsjett",
    (
        Column("line", "Post"),
        Column("revised", "Revidert", "amount"),
        Column("change", "Endring", "change"),
    ),
    (
        Row(("Øvrig", None, None), "group"),
        Row(("Film", 150_000, -50_000)),
        Row(("Økt innenforskap", Missing("Avventer hovedprosjekt"), None), marks=("*",)),
        Row(("Sum", 150_000, -50_000), "total"),
    ),
    footnotes=(Note("*", "Beløpet er ikke kjent."),),
)


def test_a_missing_amount_is_words_in_print_and_na_in_a_frame() -> None:
    """What has no amount is never 0: its words in HTML and text, <NA> among whole numbers."""
    assert '<td class="missing">Avventer hovedprosjekt</td>' in BUDGET.html()
    frame = BUDGET.to_frame()
    assert list(frame.columns) == ["line", "revised", "change", "role"]
    assert frame["revised"].dtype == pd.Int64Dtype()
    assert frame["revised"].isna().tolist() == [False, True, False]
    assert frame["role"].tolist() == ["body", "body", "total"]


def test_a_table_reads_well_as_plain_text() -> None:
    """Columns are aligned, numbers to the right, the unit is named once."""
    assert BUDGET.plain().replace("\u00a0", " ") == (
        "Budsjett (hele kroner)\n"
        "Post                             Revidert  Endring\n"
        "-----------------  ----------------------  -------\n"
        "Øvrig\n"
        "Film                              150 000  \u221250 000\n"
        "Økt innenforskap*  Avventer hovedprosjekt        –\n"
        "Sum                               150 000  \u221250 000\n"
        "* Beløpet er ikke kjent."
    )


def test_columns_of_rates_have_one_number_of_decimals() -> None:
    """Rates get at least two decimals, and all in a column as many as the longest needs."""
    columns = (Column("n", "Navn"), Column("r", "Kurs", "rate_e4"))
    table = Table("Kurser", columns, (Row(("a", 130_000)), Row(("b", 117_550))))
    assert table.texts() == (("a", "13,000"), ("b", "11,755"))
    assert table.unit_line == ""


def test_days_are_written_out() -> None:
    """A day is in words, and one that is not known is a dash."""
    columns = (Column("n", "Navn"), Column("d", "Dag", "date"))
    table = Table("Frister", columns, (Row(("a", "2025-11-14")), Row(("b", None))))
    assert table.texts() == (("a", "14. november 2025"), ("b", "–"))


@pytest.mark.parametrize(
    "row",
    [
        Row(("a",)),
        Row(("a", "5")),
        Row((1, 5)),
        Row(("a", 5), marks=("†",)),
        Row(("a", 5), "group"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row: Row) -> None:
    """Too few cells, text for money, a mark without note, a group with charts: none is shown."""
    with pytest.raises(ValueError, match="tabellen «T»"):
        Table("T", (Column("n", "Navn"), Column("a", "Beløp", "amount")), (row,))


def test_truth_values_and_fractions_are_no_amounts() -> None:
    """True and 1.5 are refused wherever a cell is wanted."""
    for odd, kind in product((True, 1.5), get_args(Kind)):
        with pytest.raises(ValueError, match="passer ikke"):
            Table("T", (Column("n", "Navn"), Column("a", "A", kind)), (Row(("a", odd)),))  # type: ignore[arg-type]


CHART = Chart("Bro", "Fra 610 000 til 110 000", BUDGET, "<svg></svg>", b"\x89PNG")


def test_a_chart_shows_its_picture_and_keeps_its_data() -> None:
    """The bundle is pictures, words and block; the pictures are given back on reading."""
    bundle = CHART._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "image/png", "text/plain", MIME}
    assert not {"png", "svg"} & set(bundle[MIME])
    again = block_from_data(bundle[MIME], b"\x89PNG", bundle["image/svg+xml"])
    assert isinstance(again, Chart)
    assert (again, again.png, again.svg) == (CHART, b"\x89PNG", "<svg></svg>")


def test_other_blocks_show_html_text_and_structure() -> None:
    """Every other block has the three forms a notebook needs, in Norwegian, without scripts."""
    bundle = BUDGET._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert 'lang="nb"' in bundle["text/html"]
    assert not re.search(r"<script|href=|src=|url\(", bundle["text/html"])


def test_a_cell_with_nothing_to_show_says_so_in_the_notebook_only() -> None:
    """The heading above it does not stand alone; what a report or a terminal reads is empty."""
    bundle = NOTHING_TO_SAY._repr_mimebundle_()
    assert "Her er det ingenting å vise." in bundle["text/html"]
    assert bundle["text/plain"].startswith("Her er det ingenting å vise.")
    assert block_from_data(bundle[MIME]) == NOTHING_TO_SAY
    assert (str(NOTHING_TO_SAY), NOTHING_TO_SAY.html()) == ("", "")
    full = Group((Heading("Over"),))._repr_mimebundle_()
    assert "ingenting" not in full["text/html"] + full["text/plain"]


def test_a_chart_needs_words_and_a_cell_of_its_own() -> None:
    """No caption or alt text, or a place in a group, is refused."""
    with pytest.raises(ValueError, match="alternativ tekst"):
        Chart("Bro", " ", BUDGET, "<svg></svg>")
    with pytest.raises(ValueError, match="egen celle"):
        Group((CHART,))


@pytest.mark.parametrize(
    "change", [{"schema": 2}, {"type": "chart"}, {"colour": "red"}, {"rows": "x"}]
)
def test_a_structured_form_that_does_not_fit_is_refused(change: dict[str, object]) -> None:
    """Another schema, an unknown type or field, a wrong shape: a ValueError, no half block."""
    with pytest.raises(ValueError, match=r".+"):
        block_from_data({**BUDGET.to_data(), **change})


def test_a_note_says_in_words_that_it_is_one() -> None:
    """A warning is told from a paragraph by a word and a role, not by colour alone."""
    warning = Text(("Ikke vedtatt.",), ("a",), tone="warning")
    assert 'role="note"' in warning.html()
    assert "Obs" in warning.html()
    assert warning.plain() == "Obs:\nIkke vedtatt.\n- a"


def test_a_tree_is_walked_from_the_root_down_in_order() -> None:
    """Nodes come before their children, siblings in the given order, as nested lists in HTML."""
    tree = Tree(
        "Hvorfor",
        Node("a", "3", children=(Node("b", "1", children=(Node("c", "1"),)), Node("d", "2"))),
    )
    assert [(d, n.label) for d, n in tree.walk()] == [(0, "a"), (1, "b"), (2, "c"), (1, "d")]
    assert tree.html().count("<ul>") == 3
    assert tree.plain().splitlines()[3] == "    c  1"
