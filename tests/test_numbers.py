"""Numbers are read where one reading is possible: strictly in files, kindly from people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.reading.norwegian import amount, decimal_e4
from ipr.reading.numbers import (
    decimal_number,
    is_difference,
    is_percentage,
    parse_amount,
    parse_decimal_e4,
    whole_amount,
)

AMOUNTS = st.integers(-(10**12), 10**12)
HINTS = {
    "75.000": "punktum og komma kan ikke skille tusener – skriv 75 000",
    "75,000": "punktum og komma kan ikke skille tusener – skriv 75 000",
    "1.500.000": "punktum og komma kan ikke skille tusener – skriv 1 500 000",
    "75 000,50": "beløp er hele kroner uten desimaler – skriv for eksempel 75 000",
    "75 000,-": "beløp er hele kroner uten desimaler – skriv for eksempel 75 000",
    "1.5": "beløp er hele kroner uten desimaler – skriv for eksempel 1",
    "1e6": "tallet må skrives helt ut – skriv for eksempel 1 000 000",
    "010": "et beløp kan ikke begynne med 0 – skriv 10",
    "00": "skriv 0",
    "-0": "skriv 0",
    "75 000 kr": "enheten skal ikke skrives – skriv bare 75 000",
    "kr.150 000": "enheten skal ikke skrives – skriv bare 150 000",
    "\u0661\u0662\u0663": "sifrene må være 0–9 – skriv for eksempel 75 000",
    "\u22125 000": "minustegnet må være en vanlig bindestrek – skriv -5 000",
    "+5": "et beløp skal ikke ha plusstegn – skriv bare sifrene, for eksempel 75 000",
    "7 5000": "sifrene må stå i grupper på tre, for eksempel 1 500 000",
    "1 000 00": "sifrene må stå i grupper på tre, for eksempel 1 500 000",
    "1000 000": "sifrene må stå i grupper på tre, for eksempel 1 500 000",
    "0 100": "sifrene må stå i grupper på tre, for eksempel 1 500 000",
    "1 000_000": "bruk samme slags mellomrom i hele tallet, for eksempel 1 500 000",
    "": "her står det ingenting – skriv for eksempel 75 000",
    " 5": "det står mellomrom foran eller bak – skriv bare tallet, for eksempel 75 000",
    "5\n": "det står mellomrom foran eller bak – skriv bare tallet, for eksempel 75 000",
    "nan": "det er ikke et tall – skriv for eksempel 75 000",
    "0x1F": "tallet må skrives med vanlige siffer – skriv for eksempel 75 000",
    "ti tusen": "skriv det med siffer, for eksempel 75 000",
    "640 tusen": "skriv tallet helt ut, for eksempel 640 000",
    "0,64 mill": "skriv tallet helt ut, for eksempel 640 000",
    "1.5 mrd": "skriv tallet helt ut, for eksempel 1 500 000 000",
    "-10 %": "her skal det stå kroner, ikke prosent – en prosent hører til «scale»",
}
DECIMALS = {
    "13": 130_000,
    "11,75": 117_500,
    "11.75": 117_500,
    "-24,4": -244_000,
    "0.125": 1_250,
    "0,0001": 1,
    "11,755": 117_550,
    "11.7550": 117_550,
}
DECIMAL_FAULTS = {
    "11.755": "kan leses på to måter: skriv 11,755 med komma hvis det er desimaler, eller 11755",
    "1e1": "tallet må skrives helt ut",
    "1,2,3": "høyst ett desimalkomma",
    "1,23456": "er ikke et tall som kan leses: det kan ha høyst fire desimaler",
    "010": "et tall kan ikke begynne med 0 foran andre siffer",
    "10 %": "prosenttegnet skal ikke skrives – skriv 10",
    "\u22121": "minustegnet må være en vanlig bindestrek",
    ",5": "høyst ett desimalkomma",
    "5,": "høyst ett desimalkomma",
    "": "her står det ingenting",
    "1 000": "høyst ett desimalkomma",
    "999999999": "er for stort: det største tallet er 100\u00a0000\u00a0000",
}
SPOKEN = {
    **dict.fromkeys(("640000", "640 000", "640\u00a0000", "640.000", "640_000"), 640_000),
    **dict.fromkeys(("640'000", "640 tusen", "640k", "0,64 mill", "0.64 mill."), 640_000),
    **dict.fromkeys(("kr 640 000,-", "kr. 640 000", "640 000 kroner", "640 000 kr"), 640_000),
    **dict.fromkeys(("NOK 640 000", "640000,-"), 640_000),
    **dict.fromkeys(("-50 000", "\u221250 000", "kr -50 000"), -50_000),
    "3,5 millioner": 3_500_000,
    "1 million": 1_000_000,
    "1,2 mrd": 1_200_000_000,
    "+50 000": 50_000,
    "0,00064 mill": 640,
    "0": 0,
}
NOT_SPOKEN = {
    **dict.fromkeys(("", "mye", "12 34", "10 %", "5 5 5"), "kan ikke leses som et beløp"),
    **dict.fromkeys(("1,5", "1,23456 tusen"), "er ikke hele kroner"),
    "3.500 mill": "kan leses på to måter",
    "2000 milliarder": "er for stort",
    "9" * 5_000: "er for stort",
}


@given(AMOUNTS, st.sampled_from(("", " ", "\u00a0", "\u202f", "_")))
def test_what_is_written_can_be_read_back(value: int, separator: str) -> None:
    """An amount grouped in threes by any one separator, or bare, is read; so is our own writing."""
    assert parse_amount(f"{value:,}".replace(",", separator)) == value
    assert whole_amount(amount(value)) == value


@pytest.mark.parametrize("text", HINTS)
def test_an_amount_that_may_be_misread_is_refused_with_a_hint(text: str) -> None:
    """Each odd way of writing an amount is refused, quoted, and met with its own hint."""
    with pytest.raises(ValueError, match="er ikke et beløp i hele kroner: ") as caught:
        parse_amount(text)
    assert str(caught.value).endswith(f": {HINTS[text]}")


@given(st.text(max_size=30))
def test_a_text_is_a_number_or_a_norwegian_error(text: str) -> None:
    """No text makes a reader raise anything but its own sentence, nor reads odd digits."""
    for parse in (parse_amount, parse_decimal_e4):
        try:
            parse(text)
        except ValueError as error:
            assert "«" in str(error)  # noqa: PT017 - it is read or refused
        else:
            assert text.isascii() or set(text) & {"\u00a0", "\u202f"}


def test_amounts_have_a_largest() -> None:
    """10¹² is read, one krone more is not, nor is a text of many thousand digits."""
    assert parse_amount(str(10**12)) == 10**12
    largest = amount(10**12)
    for text in (str(10**12 + 1), "-" + "9" * 13, "9" * 100_000):
        with pytest.raises(ValueError, match=f"er for stort: det største beløpet er {largest}"):
            parse_amount(text)


@pytest.mark.parametrize("text", DECIMALS)
def test_rates_are_read_exactly(text: str) -> None:
    """A rate with up to four decimals, comma or point, becomes the exact scaled integer."""
    assert parse_decimal_e4(text) == DECIMALS[text]


@pytest.mark.parametrize("text", DECIMAL_FAULTS)
def test_rates_that_may_be_misread_are_refused(text: str) -> None:
    """Exponents, two readings, too many decimals and the like are errors with their own hint."""
    with pytest.raises(ValueError, match=DECIMAL_FAULTS[text]):
        parse_decimal_e4(text)


@pytest.mark.parametrize("text", SPOKEN)
def test_what_people_write_is_read_as_it_is_meant(text: str) -> None:
    """Spaces, points, words for thousands and millions, and the unit are all understood."""
    assert whole_amount(text) == SPOKEN[text]


@pytest.mark.parametrize("text", NOT_SPOKEN)
def test_what_is_no_whole_amount_is_refused(text: str) -> None:
    """What may mean two things, or is no whole amount, is refused with a remedy."""
    with pytest.raises(ValueError, match=NOT_SPOKEN[text]):
        whole_amount(text)


@given(st.integers(-(10**9), 10**9))
def test_our_own_rates_are_read_back(value: int) -> None:
    """Every rate our reports write without thousands is read as that rate."""
    assert decimal_number(decimal_e4(value).replace("\u00a0", "")) == Decimal(value) / 10_000


def test_percentages_and_differences_are_told_apart() -> None:
    """A per cent sign or word, and a sign in front, say what kind of number it is."""
    assert [is_percentage(text) for text in ("-10 %", "10 prosent", "10")] == [True, True, False]
    told = [is_difference(text) for text in ("\u221210 000", "+10 000", "10 000")]
    assert told == [True, True, False]
    with pytest.raises(ValueError, match="er ikke et tall – skriv for eksempel 11,75"):
        decimal_number("elleve")
