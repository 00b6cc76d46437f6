"""Numbers, dates and lists are written as Norwegians write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from ipr.reading import norwegian as nb

AMOUNTS = st.integers(-(10**12), 10**12)


def test_amounts_are_grouped_by_no_break_spaces_with_a_real_minus() -> None:
    """Groups of three with U+00A0, U+2212 as minus, and the plus only on changes."""
    assert nb.amount(4_500_000) == "4\u00a0500\u00a0000"
    assert nb.amount(-40_000) == "\u221240\u00a0000"
    assert [nb.signed(n) for n in (50_000, -50_000, 0)] == [
        "+50\u00a0000",
        "\u221250\u00a0000",
        "0",
    ]
    assert nb.kroner(610_000) == "610\u00a0000\u00a0kroner"
    assert [nb.kroner(n) for n in (0, 1, -1)] == [
        "0\u00a0kroner",
        "1\u00a0krone",
        "\u22121\u00a0krone",
    ]
    assert nb.signed_kroner(5) == "+5\u00a0kroner"


@given(AMOUNTS)
def test_a_rate_is_written_with_all_its_decimals(value: int) -> None:
    """Reading the written rate gives the same scaled integer: no decimal is lost."""
    written = nb.decimal_e4(value)
    assert len(written.partition(",")[2]) >= 2
    assert (
        Decimal(written.replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")) * 10_000
        == value
    )


def test_rates_and_percentages_read_as_people_write_them() -> None:
    """Rates have two decimals, percentages only those they need."""
    assert [nb.decimal_e4(n) for n in (130_000, 117_500, -1, 117_550)] == [
        "13,00",
        "11,75",
        "\u22120,0001",
        "11,755",
    ]
    assert nb.percent_e4(250_000) == "25\u00a0prosent"
    assert nb.percent_e4(-244_000) == "\u221224,4\u00a0prosent"
    assert nb.percent(610_000, 4_500_000) == "13,56\u00a0prosent"
    assert nb.percent(1, 8, 1) == "12,5\u00a0prosent"
    assert nb.percent(-1, 100_000, 1) == "0,0\u00a0prosent"


@given(AMOUNTS, st.integers(1, 10**12), st.integers(0, 4))
def test_percentages_round_exactly(top: int, bottom: int, decimals: int) -> None:
    """The share equals that of exact decimal arithmetic, a half away from zero."""
    written = nb.percent(top, bottom, decimals).removesuffix("\u00a0prosent")
    number = Decimal(written.replace("\u00a0", "").replace("\u2212", "-").replace(",", "."))
    unit = Decimal(1).scaleb(-decimals)
    scaled, rest = divmod(abs(top) * 100 * 10**decimals * 2 + bottom, 2 * bottom)
    assert rest >= 0
    assert number == (Decimal(scaled) * unit).quantize(unit, ROUND_HALF_UP) * (-1 if top < 0 else 1)


def test_days_lists_and_nouns() -> None:
    """Dates in words, lists with «og», nouns in the right number."""
    assert nb.written_date(date(2025, 11, 14)) == "14. november 2025"
    assert [nb.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a og b",
        "a, b og c",
    ]
    assert nb.count(1, "scenario", "scenarioer") == "1\u00a0scenario"
    assert nb.count(0, "scenario", "scenarioer") == "0\u00a0scenarioer"
    assert nb.short_hash("0123456789abcdef") == "0123456789ab"


def test_nothing_invisible_is_quoted() -> None:
    """A direction mark or control character in a quoted text is spelt out, long text is cut."""
    assert nb.visible("a\u202eb\x00") == "«a\\u202eb\\u0000»"
    assert nb.visible("x" * 100) == f"«{'x' * 39}…»"
