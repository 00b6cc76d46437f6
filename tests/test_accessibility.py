"""The page in a real browser: axe finds nothing, it fits a telephone, it asks nothing of anyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from ipr.present.blocks.tables import Column, Row, Table
from ipr.publish.documents.html import write_html
from tests.browsing import complaints, violations
from tests.documents import COVER, DOCUMENT, chart, made_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow  # a document is made


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page, all folded tables open, to look at; it asks for itself alone and says no error."""
    page = browser.new_page()
    said = complaints(page)
    yield opened(page, tmp_path_factory.mktemp("side"), made_html())
    page.close()
    assert said == []


def opened(page: Page, folder: Path, html: str) -> Page:
    """Open a page with all its folded tables."""
    file = folder / "rapport.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_no_violation(page: Page, width: int, scheme: Any) -> None:
    """No breach of WCAG 2.1 A or AA, narrow and wide, by day and by night."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []


BREACHES = [
    ('<html lang="nb">', "<html>", "html-has-lang"),
    (' alt="Rådets merke"', "", "image-alt"),
    ("--muted:#525b66", "--muted:#b5b5b5", "color-contrast"),
    (' role="img" aria-label=', ' role="img" data-label=', "svg-img-alt"),
]


def test_axe_sees_a_breach(browser: Browser, tmp_path: Path) -> None:
    """A page broken on purpose is not let through."""
    html = made_html()
    for good, bad, _ in BREACHES:
        assert good in html
        html = html.replace(good, bad)
    found = violations(opened(browser.new_page(color_scheme="light"), tmp_path, html))
    assert {rule for _, _, rule in BREACHES} <= {one.split(":")[0] for one in found}


def test_a_narrow_page_is_not_scrolled_sideways(page: Page) -> None:
    """At 320 px only tables and charts scroll, each in a region of its own with a name."""
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    regions = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth)"
    named = f"{regions}.map(e => e.tabIndex === 0 && !!e.getAttribute('aria-label'))"
    found = page.evaluate(named)
    assert found
    assert all(found)


def test_a_long_column_head_is_broken_on_a_card(browser: Browser, tmp_path: Path) -> None:
    """A scenario's long title stands beside its amount, and does not push the page wide."""
    title = "Tredje sak, som endrer mye, og som må kuttes likt siden pengene ikke holder"
    heads = [Column(key, title, "amount") for key in "abc"]
    table = Table("Beløp", (Column("label", "Post"), *heads), (Row(("Drift", *[2_500_000] * 3)),))
    html = write_html(replace(DOCUMENT, parts=(COVER, table)))
    assert 'class="cards"' in html
    page = opened(browser.new_page(viewport={"width": 320, "height": 900}), tmp_path, html)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_choice_among_amounts_is_broken_on_a_card(browser: Browser, tmp_path: Path) -> None:
    """How VAT is treated stands where amounts do, and its card is no wider for it."""
    heads = [Column("label", "Forutsetning"), *(Column(key, key, "value") for key in "abc")]
    value = "moms kommer i tillegg og kompenseres ikke"
    table = Table("Valg", tuple(heads), (Row(("Summit", *[value] * 3)),))
    html = write_html(replace(DOCUMENT, parts=(COVER, table)))
    page = opened(browser.new_page(viewport={"width": 320, "height": 900}), tmp_path, html)
    beyond = "[...document.querySelectorAll('.cards td')].some(e => e.scrollWidth > e.clientWidth)"
    assert not page.evaluate(beyond)


def test_no_caption_is_left_behind_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Where a page of paper ends between tables and charts, their names go with them."""
    heads = (Column("label", "Post"), Column("x", "Beløp", "amount"))
    made = [Table(f"Hva {n} er", heads, (Row(("Drift", n)),) * n) for n in range(1, 24)]
    # Amounts of the figures' own, so that their tables stand below them and end a page in words.
    own = [Table(one.caption, heads, (Row(("Kutt", 500 + len(one.rows))),)) for one in made]
    parts = [
        part
        for pair in zip(made, own, strict=True)
        for part in (pair[0], chart(pair[1].caption, pair[1]))
    ]
    page = opened(
        browser.new_page(), tmp_path, write_html(replace(DOCUMENT, parts=(COVER, *parts)))
    )
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    ends = [side.extract_text().strip().splitlines()[-1] for side in printed.pages]
    assert len(ends) > len(made) / 2
    assert not [end for end in ends if end.startswith(("Tabell", "Figur", "Hele kroner", "Hva"))]


def test_a_key_figure_stands_on_one_line(browser: Browser, tmp_path: Path) -> None:
    """No amount is broken, however narrow the page: its words take one line's height."""
    page = opened(browser.new_page(), tmp_path, made_html())
    for width in (320, 390, 430, 500, 700):
        page.set_viewport_size({"width": width, "height": 900})
        lines = page.evaluate(
            "[...document.querySelectorAll('.key dd:first-of-type')].map(e => {"
            "e.textContent = '880\\u00a0127\\u00a0845\\u00a0kroner';"
            "const r = document.createRange(); r.selectNodeContents(e);"
            "return new Set([...r.getClientRects()].map(b => Math.round(b.top))).size})"
        )
        assert lines
        assert set(lines) == {1}, width


def test_headings_make_an_outline(page: Page) -> None:
    """One heading of level 1, first, and no level skipped."""
    script = "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])"
    levels = page.evaluate(script)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_long_reason_gets_room(page: Page) -> None:
    """On a wide page the reasons' column is the widest of its table, and no amount is broken."""
    page.set_viewport_size({"width": 1280, "height": 900})
    table = page.locator("table", has=page.get_by_text("Begrunnelse", exact=True))
    widths = [cell.bounding_box() for cell in table.locator("thead th").all()]
    assert max(box["width"] for box in widths if box) == (widths[-1] or {})["width"]
    amount = table.locator("tbody td").first.bounding_box()
    line = "parseFloat(getComputedStyle(document.querySelector('td')).lineHeight)"
    text = (
        "(() => { const r = document.createRange(); r.selectNodeContents("
        "document.querySelector('tbody td.number')); return r.getClientRects().length })()"
    )
    assert amount is not None
    assert page.evaluate(line) > 0
    assert page.evaluate(text) == 1
