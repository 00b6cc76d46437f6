"""The page is one file, accessible, literal, and looks after its colours."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.present.blocks import Chart, Node, Tree
from ipr.present.blocks.tables import Column, Row, Table
from ipr.publish.documents.document import Document, Filing
from ipr.publish.documents.html import write_html
from ipr.publish.documents.prose import Paragraph, Run, Title
from ipr.publish.style import NIGHT, Style, contrast, lightened
from tests.documents import COVER, STYLE, chart, made_html

pytestmark = pytest.mark.slow  # charts are drawn


class _Tags(HTMLParser):
    """All start tags with attributes, and whether every tag is closed in its turn."""

    VOID = frozenset({"meta", "img", "br", "col", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every tag of this name."""
        return [attrs for name, attrs in self.all if name == tag]


@pytest.fixture(scope="module")
def tags() -> _Tags:
    """The tags of the page of all parts."""
    return _Tags(made_html())


def test_the_page_is_well_formed_and_says_its_language(tags: _Tags) -> None:
    """Tags close in order; language, title and one each of the landmarks are there."""
    assert tags.open == []
    assert tags.named("html") == [{"lang": "nb"}]
    assert f"<title>{COVER.title} – {STYLE.council_name}</title>" in made_html()
    assert [len(tags.named(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert ("a", {"class": "skip", "href": "#innhold"}) in tags.all


def test_the_page_asks_nothing_of_anyone(tags: _Tags) -> None:
    """No script, no outer source, and a policy that forbids both; only links point away."""
    assert not tags.named("script")
    assert not tags.named("link")
    assert not re.search(r"url\((?!#)|@import|\bon\w+=\"", made_html())
    outside = [
        (tag, value)
        for tag, attrs in tags.all
        for name, value in attrs.items()
        if name in {"src", "href", "xlink:href"} and not (value or "").startswith(("#", "data:"))
    ]
    assert outside == [("a", "https://example.org/a?b=1&c=2")]
    assert "default-src 'none'" in made_html()


def test_tables_and_charts_are_told_to_those_who_listen(tags: _Tags) -> None:
    """Every th has a scope; every chart a role, a name, a caption and its data; no id twice."""
    assert all(attrs.get("scope") for attrs in tags.named("th"))
    named = [attrs.get("aria-label") for attrs in tags.named("table")]
    assert named.count(None) == 1  # the one written in Markdown
    pictures = tags.named("svg")
    drawn = chart("Det samme én gang til", Table("T", (Column("a", "A"),), ()))
    assert [svg["role"] for svg in pictures] == ["img", "img"]
    assert pictures[1]["aria-label"] == drawn.alt
    assert len(tags.named("figcaption")) == 3
    assert [tag.get("class") for tag in tags.named("details")] == [None, "tree"]
    regions = [attrs for _, attrs in tags.all if attrs.get("role") == "region"]
    assert all(attrs.get("aria-label") and attrs.get("tabindex") == "0" for attrs in regions)
    ids = [str(attrs["id"]) for _, attrs in tags.all if "id" in attrs]
    ids = [name for name in ids if not re.match(r"f[0-9a-f]{8}-", name)]  # two are one drawing
    assert len(ids) == len(set(ids))


@given(st.sampled_from(("<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}", "&lt;", "$x$")))
def test_hostile_text_is_literal_everywhere(text: str) -> None:
    """Text in title, headings, links, captions, tables, style and provenance is never markup."""
    column = (Column("a", text),)
    parts = (
        Title(1, (Run(text, code=True),)),
        Paragraph((Run(text, href=text),)),
        Table(text, column, (Row((text,)),)),
        Chart(text, text, Table(text, column, ()), "<svg></svg>"),
        Tree(text, Node(text, text, text, text, text)),
    )
    page = write_html(Document(text, text, parts, Filing(made_from=((text, text),))), Style(text))
    tags = _Tags(page)
    assert not tags.named("script")
    assert not tags.named("img")
    assert text in tags.named("svg")[0].values()
    assert "".join(tags.words).count(text) >= 13


def test_a_bare_document_has_no_empty_frames() -> None:
    """Without name, logo and provenance there is neither header nor footer."""
    page = write_html(Document("T", "", (Title(1, (Run("T"),)),)))
    assert "<header>" not in page
    assert "<footer>" not in page


def test_contrast_is_that_of_the_guidelines() -> None:
    """Known ratios, and every colour of ours is readable on its ground, day and night."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    css = (Path(__file__).parent.parent / "ipr/publish/templates/page.css").read_text("utf-8")
    day, night = (
        dict(re.findall(r"--([\w-]+):(#\w+)", block))
        for block in re.findall(r":root\{([^}]*)\}", css)
    )
    day["paper"] = "#ffffff"
    assert night["paper"] == NIGHT
    for scheme in (day, night):
        for ground in ("paper", "tint"):
            for ink in ("ink", "muted"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5
        assert contrast(scheme["strong-rule"], scheme["paper"]) >= 3
    style = Style()
    assert contrast(style.accent, "#ffffff") >= 4.5
    assert contrast(style.accent_pair, "#ffffff") >= 4.5


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_is_made_readable_at_night(number: int) -> None:
    """Whatever colour a council has, its lightened form is readable on the dark page."""
    assert contrast(lightened(f"#{number:06x}"), NIGHT) >= 4.5
