"""Numbers are written as Norwegians write them, and read only where one reading is possible."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.reading import norwegian as nb
from ipr.reading.numbers import parse_amount, parse_decimal_e4

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
def test_what_is_written_can_be_read_back(value: int) -> None:
    """Reading the written amount, its minus made plain, gives the same kroner."""
    assert parse_amount(nb.amount(value).replace("\u2212", "-")) == value
    assert parse_amount(str(value)) == value


@given(AMOUNTS, st.sampled_from(" \u00a0\u202f_"))
def test_any_one_separator_is_read(value: int, separator: str) -> None:
    """An amount grouped in threes by any one of the four separators is read."""
    assert parse_amount(f"{value:,}".replace(",", separator)) == value


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("75.000", "skriv 75 000"),
        ("75,000", "skriv 75 000"),
        ("1.500.000", "skriv 1 500 000"),
        ("75 000,50", "hele kroner uten desimaler"),
        ("75 000,-", "hele kroner uten desimaler"),
        ("1.5", "hele kroner uten desimaler"),
        ("1e6", "skrives helt ut"),
        ("010", "skriv 10"),
        ("00", "skriv 0"),
        ("-0", "skriv 0"),
        ("75 000 kr", "skriv bare 75 000"),
        ("kr.150 000", "skriv bare 150 000"),
        ("\u0661\u0662\u0663", "sifrene må være 0–9"),
        ("\u22125 000", "skriv -5 000"),
        ("+5", "plusstegn"),
        ("7 5000", "grupper på tre"),
        ("1 000 00", "grupper på tre"),
        ("1000 000", "grupper på tre"),
        ("0 100", "grupper på tre"),
        ("1 000_000", "samme slags mellomrom"),
        ("", "ingenting"),
        (" 5", "mellomrom foran eller bak"),
        ("5\n", "mellomrom foran eller bak"),
        ("nan", "ikke et tall"),
        ("0x1F", "vanlige siffer"),
        ("ti tusen", "skriv det med siffer"),
        ("640 tusen", "skriv tallet helt ut, for eksempel 640 000"),
        ("-10 %", "ikke prosent"),
        ("10 %", "ikke prosent"),
    ],
)
def test_an_amount_that_may_be_misread_is_refused_with_a_hint(text: str, hint: str) -> None:
    """Each odd way of writing an amount is refused, quoted, and met with its own hint."""
    with pytest.raises(ValueError, match="er ikke et beløp") as caught:
        parse_amount(text)
    assert hint in str(caught.value)


@given(st.text(max_size=30))
def test_a_text_is_an_amount_or_a_norwegian_error(text: str) -> None:
    """No text makes the reader raise anything but its own sentence, nor reads odd digits."""
    for parse in (parse_amount, parse_decimal_e4):
        try:
            parse(text)
        except ValueError as error:
            told = str(error)
        else:
            told = "«"
            assert text.isascii() or set(text) & {"\u00a0", "\u202f"}
        assert "«" in told


def test_amounts_have_a_largest() -> None:
    """10¹² is read, one krone more is not, nor is a text of many thousand digits."""
    assert parse_amount(str(10**12)) == 10**12
    for text in (str(10**12 + 1), "-" + "9" * 13, "9" * 100_000):
        with pytest.raises(ValueError, match="for stort"):
            parse_amount(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13", 130_000),
        ("11,75", 117_500),
        ("11.75", 117_500),
        ("-24,4", -244_000),
        ("0.125", 1_250),
        ("0,0001", 1),
        ("11,755", 117_550),
        ("11.7550", 117_550),
    ],
)
def test_rates_are_read_exactly(text: str, value: int) -> None:
    """A rate with up to four decimals, comma or point, becomes the exact scaled integer."""
    assert parse_decimal_e4(text) == value


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("11.755", "to måter"),
        ("1e1", "helt ut"),
        ("1,2,3", "ett desimalkomma"),
        ("1,23456", "fire desimaler"),
        ("010", "begynne med 0"),
        ("10 %", "prosenttegnet"),
        ("\u22121", "bindestrek"),
        (",5", "desimalkomma"),
        ("5,", "desimalkomma"),
        ("", "ingenting"),
        ("1 000", "desimalkomma"),
        ("999999999", "for stort"),
    ],
)
def test_rates_that_may_be_misread_are_refused(text: str, hint: str) -> None:
    """Exponents, two readings, too many decimals and the like are errors with their own hint."""
    with pytest.raises(ValueError, match=hint):
        parse_decimal_e4(text)


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
    assert nb.percent_e4(-244_000, "%") == "\u221224,4\u00a0%"
    assert nb.percent(610_000, 4_500_000) == "13,56\u00a0prosent"
    assert nb.percent(1, 8, 1, "%") == "12,5\u00a0%"
    assert nb.percent(-1, 100_000, 1, "%") == "0,0\u00a0%"


@given(AMOUNTS, st.integers(1, 10**12), st.integers(0, 4))
def test_percentages_round_exactly(top: int, bottom: int, decimals: int) -> None:
    """The share equals that of exact decimal arithmetic, a half away from zero."""
    written = nb.percent(top, bottom, decimals, "%").removesuffix("\u00a0%")
    number = Decimal(written.replace("\u00a0", "").replace("\u2212", "-").replace(",", "."))
    unit = Decimal(1).scaleb(-decimals)
    scaled, rest = divmod(abs(top) * 100 * 10**decimals * 2 + bottom, 2 * bottom)
    assert rest >= 0
    assert number == (Decimal(scaled) * unit).quantize(unit, ROUND_HALF_UP) * (-1 if top < 0 else 1)


def test_days_lists_and_nouns() -> None:
    """Dates in words, lists with «og», nouns in the right number."""
    assert nb.date(date(2025, 11, 14)) == "14. november 2025"
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
