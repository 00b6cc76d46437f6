"""The kinds of value a user's file may hold, each read strictly from its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from ipr.reading.files import unprintable
from ipr.reading.norwegian import E4, visible
from ipr.reading.norwegian import amount as written
from ipr.reading.numbers import parse_amount, parse_decimal_e4
from ipr.reading.strict_yaml import Bare, Cut, kind_of

LONGEST_TITLE, LONGEST_TEXT = 200, 2_000  # characters
ID_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_DEVICE_NAMES = {"con", "prn", "aux", "nul"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in range(10)
}
_TRUTH_WORDS = {"yes", "no", "y", "n", "true", "false", "on", "off", "ja", "nei", "sant", "usant"}
_NOTHING_WORDS = {"", "~", "null", "none", "nan", ".nan", "inf", ".inf", "+.inf", "-.inf"}
_NUMBER = re.compile(
    r"[-+]?[.,]?\d[\d\s_.,:]*(e[-+]?\d+)?\s*%?"  # numbers, clock times, dates with points
    r"|[-+]?0[xob][\da-f_]+"
    r"|\d{4}-\d{1,2}-\d{1,2}([t\s].*)?",
    re.IGNORECASE | re.DOTALL,
)
CUT = (
    "«#» begynner en merknad, så teksten slutter med {end} – sett den i anførselstegn, eller sett "
    "mellomrom etter «#» hvis det er en merknad"
)
_ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_text_field(value: object, *, longest: int = LONGEST_TEXT) -> str:
    """Read a text that people read, as `read_name` does; it must not seem cut by a `#`."""
    if isinstance(value, Cut):
        raise ValueError(CUT.format(end=visible(value[-20:])))
    return read_name(value, longest=longest)


def read_name(value: object, *, longest: int = LONGEST_TEXT) -> str:
    """Read a text or a name; a bare word that has another meaning must stand in quotation marks.

    A text that is too long for a table, or that a document cannot print, is refused.
    """
    if not isinstance(value, str):
        raise ValueError(f"her er {kind_of(value)} – skriv en tekst")
    text = value.strip()
    if isinstance(value, Bare):
        if text.lower() in _NOTHING_WORDS:
            raise ValueError("verdien mangler – skriv en tekst, eller slett linjen")
        if text.lower() in _TRUTH_WORDS or _NUMBER.fullmatch(text):
            shown = visible(text)[1:-1]
            raise ValueError(f'«{shown}» kan leses på flere måter – skriv "{shown}"')
    if not text:
        raise ValueError("teksten er tom – skriv en tekst, eller slett linjen")
    if sign := unprintable(text):
        raise ValueError(
            f"tegnet {visible(sign)} (U+{ord(sign):04X}) kan ikke trykkes i dokumentene – slett "
            "det, eller skriv det med ord"
        )
    if len(text) > longest:
        raise ValueError(
            f"teksten er på {written(len(text))} tegn – det er plass til {written(longest)}"
        )
    return str(text)


def read_title(value: object) -> str:
    """Read a text that stands as a heading."""
    return read_text_field(value, longest=LONGEST_TITLE)


def read_id(value: object) -> str:
    """Read an id: small ASCII letters, digits, `_` and `-`; no name of a device."""
    text = read_name(value)
    if not ID_FORM.fullmatch(text):
        raise ValueError(
            f"{visible(text)} er ikke en gyldig id – bruk små bokstaver a–z, sifre, «_» og «-», "
            "høyst 50 tegn, og begynn med bokstav eller siffer"
        )
    if text in _DEVICE_NAMES:
        raise ValueError(f"«{text}» er navnet på en enhet i Windows – velg en annen id")
    return text


def read_amount(value: object) -> int:
    """Read whole kroner, 0 or more."""
    amount = read_signed_amount(value)
    if amount < 0:
        raise ValueError(f"{written(amount)} er negativt – beløpet skal være 0 eller mer")
    return amount


def read_signed_amount(value: object) -> int:
    """Read whole kroner, with a plain minus where it is a decrease."""
    return parse_amount(_bare_text(value, "et beløp i hele kroner"))


def read_rate(value: object) -> int:
    """Read a rate of 0 or more with up to four decimals, as an integer scaled by 10 000."""
    rate = read_signed_rate(value)
    if rate < 0:
        raise ValueError(f"{visible(str(value))} er negativt – tallet skal være 0 eller mer")
    return rate


def read_signed_rate(value: object) -> int:
    """Read a rate or a percentage with up to four decimals, as an integer scaled by 10 000."""
    return parse_decimal_e4(_bare_text(value, "et tall med høyst fire desimaler"))


def read_number(value: object) -> int:
    """Read a whole amount or a decimal number, as an integer scaled by 10 000."""
    text = _bare_text(value, "et tall")
    return parse_decimal_e4(text) if re.search("[,.]", text) else parse_amount(text) * E4


def read_whole(value: object) -> int:
    """Read a whole number that is no money: a year, a count of months."""
    text = _bare_text(value, "et helt tall")
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII):
        fault = (
            "er under 0" if re.fullmatch(r"[-−][0-9]+", text, re.ASCII) else "er ikke et helt tall"
        )
        raise ValueError(f"{visible(text)} {fault} – skriv for eksempel 6")
    return int(text)


def read_year(value: object) -> int:
    """Read a year between 2000 and 2100."""
    year = read_whole(value)
    if not 2000 <= year <= 2100:
        raise ValueError(f"«{year}» er ikke et årstall mellom 2000 og 2100")
    return year


def read_months(value: object) -> int:
    """Read a number of months, 0 to 12."""
    months = read_whole(value)
    if months > 12:
        raise ValueError(f"«{months}» er for mange måneder – tillatt er 0 til 12")
    return months


def read_date(value: object) -> dt.date:
    """Read a date written as year-month-day."""
    text = _bare_text(value, "en dato")
    if not re.fullmatch(_ISO_DATE, text):
        shown = visible(text)
        raise ValueError(f"{shown} er ikke en dato – skriv år-måned-dag, for eksempel 2026-03-31")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"«{text}» finnes ikke i kalenderen") from None


def read_raw(value: object) -> str:
    """Read a value whose kind depends on what it is for; it is understood later."""
    if isinstance(value, str) and value.strip():
        return str(value)
    return _bare_text(value, "en verdi")


def _bare_text(value: object, wanted: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"her er {kind_of(value)} – skriv {wanted}")
    text = value.strip()
    if text.lower() in _NOTHING_WORDS | _TRUTH_WORDS:
        found = f"«{text}»" if text else "ingenting"
        raise ValueError(f"fant {found} – skriv {wanted}")
    return text


def _read_by(reader: Callable[[object], Any]) -> BeforeValidator:
    """Apply a reader to file text only; values that code hands over are already read."""

    def read(value: object) -> Any:
        return reader(value) if value is None or isinstance(value, str | list | dict) else value

    return BeforeValidator(read)


def _seen_as(kind: str, pattern: str, **limits: int) -> WithJsonSchema:
    """Say what an editor takes for such a value: the form, which the reader knows more of."""
    return WithJsonSchema({"type": [kind, "string"], **limits, "pattern": f"^{pattern}$"})


_PLAIN = r"[0-9][0-9 _\u00a0\u202f]*"
_DECIMAL = r"[0-9]+([.,][0-9]{1,4})?"
_TITLE = WithJsonSchema({"type": "string", "maxLength": LONGEST_TITLE})
_ID = WithJsonSchema({"type": "string", "pattern": f"^{ID_FORM.pattern}$"})
_DATE = WithJsonSchema({"type": "string", "pattern": _ISO_DATE})
_RAW = WithJsonSchema({"type": ["number", "string"]})
_MONTHS = _seen_as("integer", "[0-9]{1,2}", minimum=0, maximum=12)
_YEAR = _seen_as("integer", "[0-9]{4}", minimum=2000, maximum=2100)

Title = Annotated[str, BeforeValidator(read_title), _TITLE]
Text = Annotated[str, BeforeValidator(read_text_field)]
Name = Annotated[str, BeforeValidator(read_name)]
Id = Annotated[str, BeforeValidator(read_id), _ID]
Raw = Annotated[str, BeforeValidator(read_raw), _RAW]
Amount = Annotated[int, _read_by(read_amount), _seen_as("integer", _PLAIN, minimum=0)]
SignedAmount = Annotated[int, _read_by(read_signed_amount), _seen_as("integer", f"-?{_PLAIN}")]
RateE4 = Annotated[int, _read_by(read_rate), _seen_as("number", _DECIMAL, minimum=0)]
SignedRateE4 = Annotated[int, _read_by(read_signed_rate), _seen_as("number", f"-?{_DECIMAL}")]
NumberE4 = Annotated[int, _read_by(read_number), _seen_as("number", f"-?({_PLAIN}|{_DECIMAL})")]
Months = Annotated[int, _read_by(read_months), _MONTHS]
Whole = Annotated[int, _read_by(read_whole), _seen_as("integer", "[0-9]+", minimum=0)]
Year = Annotated[int, _read_by(read_year), _YEAR]
Date = Annotated[dt.date, _read_by(read_date), _DATE]
