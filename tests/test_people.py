"""Numbers as people write them are read, and what may mean two things is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.reading.norwegian import amount, decimal_e4
from ipr.reading.numbers import decimal_number, is_difference, is_percentage, whole_amount

READ = {
    "640000": 640_000,
    "640 000": 640_000,
    "640\u00a0000": 640_000,
    "640.000": 640_000,
    "640_000": 640_000,
    "640'000": 640_000,
    "640 tusen": 640_000,
    "640k": 640_000,
    "0,64 mill": 640_000,
    "0.64 mill.": 640_000,
    "3,5 millioner": 3_500_000,
    "1 million": 1_000_000,
    "1,2 mrd": 1_200_000_000,
    "kr 640 000,-": 640_000,
    "kr. 640 000": 640_000,
    "640 000 kroner": 640_000,
    "640 000 kr": 640_000,
    "NOK 640 000": 640_000,
    "640000,-": 640_000,
    "-50 000": -50_000,
    "\u221250 000": -50_000,
    "kr -50 000": -50_000,
    "+50 000": 50_000,
    "0": 0,
}
REFUSED = {
    "": "kan ikke leses som et beløp",
    "mye": "kan ikke leses som et beløp",
    "12 34": "kan ikke leses som et beløp",
    "1,5": "er ikke hele kroner",
    "0,00064 mill": None,
    "1,23456 tusen": "er ikke hele kroner",
    "3.500 mill": "kan leses på to måter",
    "2000 milliarder": "er for stort",
    "10 %": "kan ikke leses som et beløp",
    "5 5 5": "kan ikke leses som et beløp",
}


@pytest.mark.parametrize("text", READ)
def test_an_amount_is_read_as_it_is_meant(text: str) -> None:
    """Spaces, points, words for thousands and millions, and the unit are all understood."""
    assert whole_amount(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_whole_amount_is_refused(text: str) -> None:
    """What may mean two things, or is no whole amount, is refused with a remedy."""
    expected = REFUSED[text]
    if expected is None:
        assert whole_amount(text) == 640
    else:
        with pytest.raises(ValueError, match=expected):
            whole_amount(text)


@given(st.integers(-(10**12), 10**12))
def test_our_own_writing_is_read_back(value: int) -> None:
    """Every amount our reports write is read as that amount."""
    assert whole_amount(amount(value)) == value


@given(st.integers(-(10**9), 10**9))
def test_our_own_rates_are_read_back(value: int) -> None:
    """Every rate our reports write without thousands is read as that rate."""
    assert decimal_number(decimal_e4(value).replace("\u00a0", "")) == Decimal(value) / 10_000


def test_percentages_and_differences_are_told_apart() -> None:
    """A per cent sign or word, and a sign in front, say what kind of number it is."""
    assert is_percentage("-10 %")
    assert is_percentage("10 prosent")
    assert not is_percentage("10")
    assert is_difference("\u221210 000")
    assert is_difference("+10 000")
    assert not is_difference("10 000")
    with pytest.raises(ValueError, match="er ikke et tall – skriv for eksempel 11,75"):
        decimal_number("elleve")
