"""Each kind of value is read from its text in one way only, or refused with how to write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.reading import fields
from ipr.reading.fields import (
    read_amount,
    read_date,
    read_id,
    read_months,
    read_name,
    read_number,
    read_rate,
    read_raw,
    read_signed_amount,
    read_signed_rate,
    read_text_field,
    read_title,
    read_whole,
    read_year,
)
from ipr.reading.files import unseen
from ipr.reading.strict_yaml import Bare, Cut, Mapping, Sequence

Reader = Callable[[object], object]
READERS = [reader for name, reader in vars(fields).items() if name.startswith("read_")]
ID_HELP = (
    "er ikke en gyldig id – bruk små bokstaver a–z, sifre, «_» og «-», "
    "høyst 50 tegn, og begynn med bokstav eller siffer"
)
DATE_HELP = "er ikke en dato – skriv år-måned-dag, for eksempel 2026-03-31"


def fault_of(reader: Reader, value: object) -> str:
    """What a reader says of a value it refuses."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 - each test compares the whole text
        reader(value)
    return str(error.value)


@pytest.mark.parametrize(
    "word",
    ["NO", "no", "nei", "Ja", "yes", "y", "true", "FALSE", "on", "off", "sant", "usant"],
)
def test_truth_word_needs_quotation_marks(word: str) -> None:
    """A bare truth word is refused where a text is meant; in quotation marks it is that text."""
    assert fault_of(read_text_field, Bare(word)) == (
        f'«{word}» kan leses på flere måter – skriv "{word}"'
    )
    assert read_text_field(word) == word


@pytest.mark.parametrize(
    "number",
    [
        *("5", "-5", "+5", "010", "1.5", ".5", "1,5", "75 000", "75\u00a0000", "75_000", "1e5"),
        *("1E-5", "25%", "25 %", "12:30", "31.12.2026", "2026-01-31", "2026-1-3", "0x1F", "0o17"),
        *("2026-01-31T10:00:00Z", "2026-01-31 10:00"),
    ],
)
def test_number_and_date_as_text_need_quotation_marks(number: str) -> None:
    """A bare number, clock time or date is refused where a text is meant."""
    told = f'«{number}» kan leses på flere måter – skriv "{number}"'
    assert fault_of(read_text_field, Bare(number)) == told
    assert read_text_field(number) == number


@pytest.mark.parametrize("word", ["", "~", "null", "NULL", "None", "NaN", ".nan", "inf", "+.inf"])
def test_nothing_is_no_text(word: str) -> None:
    """Bare words for nothing and for no number are no text."""
    assert fault_of(read_text_field, Bare(word)) == (
        "verdien mangler – skriv en tekst, eller slett linjen"
    )


@pytest.mark.parametrize(
    "text",
    ["Film", "3 Nye oppdrag › Film", "2026/27", "2026–2029", "<b>", "=A1", "$x$", "#read", "_x"],
)
def test_odd_text_is_text(text: str) -> None:
    """A text that only looks odd is read as it stands, bare or not, and is a plain `str`."""
    assert read_text_field(text) == read_text_field(Bare(text)) == text
    assert type(read_text_field(Bare(text))) is str


@pytest.mark.parametrize(
    ("sign", "code"), [("🙂", "1F642"), ("中", "4E2D"), ("٣", "0663"), ("\u030a", "030A")]
)
def test_what_cannot_be_printed_is_refused(sign: str, code: str) -> None:
    """An emoji, a Chinese character and others the documents' fonts lack are named, with a way."""
    assert fault_of(read_text_field, f"Fest {sign}") == (
        f"tegnet «{sign}» (U+{code}) kan ikke trykkes i dokumentene – slett det, eller skriv det "
        "med ord"
    )


@pytest.mark.parametrize("text", ["Šiljá ŋ ǩ", "Łódź", "Đặng", "Ελλάδα", "Якутия", "≤ 5 € → 0"])
def test_the_letters_of_europe_are_text(text: str) -> None:
    """Names of people and places in Sámi, Polish, Vietnamese, Greek and Russian are taken."""
    assert read_text_field(text) == text


def test_a_text_that_seems_cut_needs_quotation_marks() -> None:
    """Where `#` follows at once by a word, the text is refused with what to do; a name stands."""
    assert fault_of(read_text_field, Cut("Se sak")) == (
        "«#» begynner en merknad, så teksten slutter med «Se sak» – sett den i anførselstegn, "
        "eller sett mellomrom etter «#» hvis det er en merknad"
    )
    assert fault_of(read_title, Cut("x" * 40)).count("x") < 40
    assert read_id(Cut("film")) == read_name(Cut("film")) == "film"


def test_a_text_has_a_longest_length() -> None:
    """A title that fills no line, or a text that fills no cell, is refused with the limit said."""
    assert read_title("x" * 200) == "x" * 200
    assert read_text_field("x" * 2_000) == "x" * 2_000
    told = "teksten er på 20 000 tegn – det er plass til "
    assert fault_of(read_title, "x" * 20_000).replace("\u00a0", " ") == f"{told}200"
    assert fault_of(read_text_field, "x" * 20_000).replace("\u00a0", " ") == f"{told}2 000"
    assert fault_of(read_title, "x" * 201).endswith("på 201 tegn – det er plass til 200")


def test_empty_text_is_refused() -> None:
    """A text of spaces only is empty."""
    for text in ("", "  ", "\n"):
        assert fault_of(read_text_field, text) == (
            "teksten er tom – skriv en tekst, eller slett linjen"
        )


@pytest.mark.parametrize("found", ["film", "a", "0", "tech_hub-2", "x" * 50, "com", "con1"])
def test_good_id(found: str) -> None:
    """Small letters, digits, `_` and `-`, up to 50 of them, make an id."""
    assert read_id(found) == found


@pytest.mark.parametrize(
    "found", ["a/b", "..", "A", "æ", "-a", "_a", "a b", "a.b", "a\\b", "C:", "a\nb", "x\u0131"]
)
def test_bad_id(found: str) -> None:
    """Whatever could leave the folder, or differ by case or alphabet, is no id."""
    shown = found.replace("\n", "\\u000a")
    assert fault_of(read_id, found) == f"«{shown}» {ID_HELP}"


def test_id_too_long() -> None:
    """An id of 51 characters is refused, and not told whole."""
    assert fault_of(read_id, "x" * 51) == f"«{'x' * 39}…» {ID_HELP}"


@pytest.mark.parametrize("name", ["con", "prn", "aux", "nul", "com0", "com9", "lpt1"])
def test_device_name_is_no_id(name: str) -> None:
    """A name that Windows keeps for a device is no id."""
    assert fault_of(read_id, name) == f"«{name}» er navnet på en enhet i Windows – velg en annen id"


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_amount, "75\u00a0000", 75_000),
        (read_signed_amount, "-75_000", -75_000),
        (read_rate, "11,75", 117_500),
        (read_signed_rate, "-0.125", -1_250),
        (read_number, "75 000", 750_000_000),
        (read_number, "11,75", 117_500),
        (read_number, "-5", -50_000),
        (read_date, "2024-02-29", dt.date(2024, 2, 29)),
        (read_raw, "NO", "NO"),
    ],
)
def test_value_is_read(reader: Reader, text: str, value: object) -> None:
    """Kroner, rates, numbers scaled by 10 000, days and what is read later; quoted or not."""
    assert reader(text) == reader(Bare(text)) == value


@pytest.mark.parametrize(
    ("reader", "text", "fault"),
    [
        (read_amount, "-5", "−5 er negativt – beløpet skal være 0 eller mer"),
        (read_amount, "NaN", "fant «NaN» – skriv et beløp i hele kroner"),
        (read_amount, "NO", "fant «NO» – skriv et beløp i hele kroner"),
        (read_amount, "", "fant ingenting – skriv et beløp i hele kroner"),
        (read_amount, "~", "fant «~» – skriv et beløp i hele kroner"),
        (read_rate, "-1", "«-1» er negativt – tallet skal være 0 eller mer"),
        (read_rate, "nei", "fant «nei» – skriv et tall med høyst fire desimaler"),
        (read_raw, "", "fant ingenting – skriv en verdi"),
        (read_year, "1999", "«1999» er ikke et årstall mellom 2000 og 2100"),
        (read_year, "2101", "«2101» er ikke et årstall mellom 2000 og 2100"),
        (read_months, "13", "«13» er for mange måneder – tillatt er 0 til 12"),
        (read_date, "2026-02-30", "«2026-02-30» finnes ikke i kalenderen"),
        (read_date, "0000-01-01", "«0000-01-01» finnes ikke i kalenderen"),
        (read_date, "31.12.2026", f"«31.12.2026» {DATE_HELP}"),
        (read_date, "2026-1-3", f"«2026-1-3» {DATE_HELP}"),
        (read_date, "20260131", f"«20260131» {DATE_HELP}"),
        (read_date, "2026-W05-1", f"«2026-W05-1» {DATE_HELP}"),
        (read_date, "٢٠٢٦-٠١-٠١", f"«٢٠٢٦-٠١-٠١» {DATE_HELP}"),
        (read_date, "nei", "fant «nei» – skriv en dato"),
    ],
)
def test_value_is_refused(reader: Reader, text: str, fault: str) -> None:
    """What is beyond the bounds, no such day, nothing or a truth word is refused."""
    assert fault_of(reader, Bare(text)) == fault_of(reader, text) == fault


def test_bounds_are_included() -> None:
    """Years are 2000 to 2100 and months 0 to 12."""
    assert [read_year(text) for text in ("2000", "2100")] == [2000, 2100]
    assert [read_months(text) for text in ("0", "12")] == [0, 12]


@pytest.mark.parametrize("text", ["06", "1.0", "1 000", "٣", "1e1", "1234567890", "x"])
def test_whole_refused(text: str) -> None:
    """A count is bare digits."""
    assert fault_of(read_whole, text) == f"«{text}» er ikke et helt tall – skriv for eksempel 6"


def test_a_count_is_not_below_nothing() -> None:
    """A whole number below 0 is told as that."""
    assert fault_of(read_whole, "-1") == "«-1» er under 0 – skriv for eksempel 6"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_group_or_list_is_no_value(reader: Reader) -> None:
    """Every reader refuses a group of keys and a list, and says what it found."""
    mapping, sequence = Mapping("f.yaml:1"), Sequence("f.yaml:1")
    mapping["a"] = "b"
    sequence.append("a")
    assert fault_of(reader, mapping).startswith("her er en gruppe nøkler – skriv ")
    assert fault_of(reader, sequence).startswith("her er en liste – skriv ")
    assert fault_of(reader, None).startswith("her er ingenting – skriv ")


@given(st.sampled_from(READERS), st.text(), st.sampled_from((str, Bare)))
def test_any_text_is_read_or_refused(reader: Reader, text: str, form: type[str]) -> None:
    """Any text at all is read, or refused with a short sentence that can be seen whole."""
    told = _told(reader, form(text))
    assert told is None or (0 < len(told) < 250 and unseen(told) is None)


def _told(reader: Reader, value: str) -> str | None:
    try:
        reader(value)
    except ValueError as error:
        return str(error)
    return None
