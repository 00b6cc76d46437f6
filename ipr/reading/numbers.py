"""Numbers as people write them: strictly in a file, and kindly where they talk to a program.

A file may hold what a person can read in one way only: bare digits, or groups of three parted by
one kind of space or underscore. Elsewhere `640 tusen`, `0,64 mill` and `-10 %` are understood too.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from ipr.reading.norwegian import E4, MAX_AMOUNT, amount, typed, visible

_SPACE = "[ \u00a0\u202f_]"
_AMOUNT = re.compile(rf"-?(?:0|[1-9][0-9]*|[1-9][0-9]{{0,2}}({_SPACE})[0-9]{{3}}(?:\1[0-9]{{3}})*)")
_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]*)(?:([.,])([0-9]{1,4}))?")
_NUMBER = rf"(?P<n>[0-9]{{1,3}}(?:{_SPACE}?[0-9]{{3}})*|[0-9]+)"
_HINTS = (  # the first that fits is given; {n}, {kept} and {whole} are what was probably meant
    (r"\s*", "her står det ingenting – skriv for eksempel 75 000"),
    (r"\s.*|.*\s", "det står mellomrom foran eller bak – skriv bare tallet, for eksempel 75 000"),
    (rf"\u2212{_NUMBER}", "minustegnet må være en vanlig bindestrek – skriv -{n}"),
    (
        r"(?P<whole>-?[0-9]{1,15}(?:[.,][0-9]{1,15})? ?(?:tusen|k|mill\w*|mrd)\.?)",
        "skriv tallet helt ut, for eksempel {whole}",
    ),
    (r"-?0+", "skriv 0"),
    (r"-?(?P<n>0[0-9]+)", "et beløp kan ikke begynne med 0 – skriv {n}"),
    (r"\+.*", "et beløp skal ikke ha plusstegn – skriv bare sifrene, for eksempel 75 000"),
    (
        r"-?(?P<n>[0-9]{1,3}(?:[.,][0-9]{3})+)",
        "punktum og komma kan ikke skille tusener – skriv {n}",
    ),
    (rf"-?{_NUMBER}[.,][0-9-]*", "beløp er hele kroner uten desimaler – skriv for eksempel {n}"),
    (r"-?[0-9.,]+e[+-]?[0-9]+", "tallet må skrives helt ut – skriv for eksempel 1 000 000"),
    (r"-?0[xob][0-9a-f_]+", "tallet må skrives med vanlige siffer – skriv for eksempel 75 000"),
    (rf"-?{_NUMBER} ?(?:kr|kroner|nok|,-)\.?", "enheten skal ikke skrives – skriv bare {n}"),
    (rf"(?:kr|nok)\.? ?{_NUMBER}", "enheten skal ikke skrives – skriv bare {n}"),
    (rf"-?{_NUMBER} ?%", "her skal det stå kroner, ikke prosent – en prosent hører til «scale»"),
    (r"[-+.]?(?:nan|inf|infinity)", "det er ikke et tall – skriv for eksempel 75 000"),
    (r".*(?![0-9])\d.*", "sifrene må være 0–9 – skriv for eksempel 75 000"),
    (
        rf"-?[0-9]+({_SPACE})(?:[0-9]|{_SPACE})*(?!\1){_SPACE}.*",
        "bruk samme slags mellomrom i hele tallet, for eksempel 1 500 000",
    ),
    (rf"-?(?:[0-9]|{_SPACE})+", "sifrene må stå i grupper på tre, for eksempel 1 500 000"),
    (r".*", "skriv det med siffer, for eksempel 75 000"),
)
_DECIMAL_HINTS = (
    (r"\s*", "her står det ingenting – skriv for eksempel 11,75"),
    (r"-?[0-9]+[.,][0-9]{5,}", "det kan ha høyst fire desimaler"),
    (r"(?P<kept>-?[0-9]+(?:[.,][0-9]+)?) ?%", "prosenttegnet skal ikke skrives – skriv {kept}"),
    (r".*%.*", "prosenttegnet skal ikke skrives – skriv for eksempel 11,75"),
    (r"\u2212.*", "minustegnet må være en vanlig bindestrek – skriv for eksempel -10"),
    (r"-?0[0-9].*", "et tall kan ikke begynne med 0 foran andre siffer – skriv for eksempel 11,75"),
    (r"[0-9.,]+e[+-]?[0-9]+", "tallet må skrives helt ut – skriv for eksempel 11,75"),
    (r".*", "bruk siffer og høyst ett desimalkomma – skriv for eksempel 11,75"),
)

_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))
AMOUNT_FORM = re.compile(
    r"([-+]?) ?(?:(?:kr|nok)\b\.? ?)?(-?)"
    r"(\d[\d .,']*?)"
    r" ?(tusen|tus\.?|k|millioner|million|mill\.?|mrd\.?|milliarder|milliard)?"
    r"(?: ?(?:kroner|krone|kr\.?|nok))?(?:,-+|,—|\.-+)?"
)
SCALES = {"hundre": 100_000, "t": 1_000, "k": 1_000}  # by how the word begins
SCALES |= {"milliard": 10**9, "mrd": 10**9, "mil": 10**6}


def parse_amount(text: str) -> int:
    """Read whole kroner written bare or grouped in threes by one kind of space or underscore.

    Raises ValueError, with a Norwegian sentence, for whatever could be read in another way.
    """
    if not _AMOUNT.fullmatch(text) or text == "-0":
        raise ValueError(f"{visible(text)} er ikke et beløp i hele kroner: {_hint(text, _HINTS)}")
    bare = re.sub(_SPACE, "", text)
    _refuse_beyond(MAX_AMOUNT, bare, text, "beløpet")
    return int(bare)


def parse_decimal_e4(text: str) -> int:
    """Read a rate or percentage with up to four decimals exactly, as an integer times 10 000.

    Decimal comma or point; `11.755` is refused, for it may mean 11 755. Raises ValueError with
    a Norwegian sentence.
    """
    found = _DECIMAL.fullmatch(text)
    if not found or text in {"-0", "-0,0", "-0.0"}:
        hint = _hint(text, _DECIMAL_HINTS)
        raise ValueError(f"{visible(text)} er ikke et tall som kan leses: {hint}")
    sign, whole, point, part = found.groups(default="")
    if point == "." and len(part) == 3 and whole != "0":
        raise ValueError(
            f"{visible(text)} kan leses på to måter: skriv {whole},{part} med komma hvis det er "
            f"desimaler, eller {whole}{part} hvis det er tusener"
        )
    _refuse_beyond(MAX_AMOUNT // E4, whole, text, "tallet")
    return int(f"{sign}{whole}{part.ljust(4, '0')}")


def _refuse_beyond(most: int, digits: str, text: str, noun: str) -> None:
    # The length is looked at first: int() of a very long text is slow and may be refused.
    if len(digits) > len(str(most)) + 1 or abs(int(digits)) > most:
        raise ValueError(f"{visible(text)} er for stort: det største {noun} er {amount(most)}")


def _hint(text: str, hints: tuple[tuple[str, str], ...]) -> str:
    """Return how to write a text that is no number: the first hint that fits, with its digits."""
    for pattern, hint in hints:
        if found := re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL):
            parts = found.groupdict()
            digits = re.sub("[^0-9]", "", parts.get("n") or "75000")
            n = typed(int(digits)) if len(digits) < 20 else digits
            whole = typed(whole_amount(parts.get("whole") or "75000"))
            return hint.format(n=n, kept=parts.get("kept"), whole=whole)
    raise AssertionError(text)  # the last fits all


def plain(text: str) -> str:
    """Return a text in small letters, with ordinary spaces, signs and no underscores."""
    folded = unicodedata.normalize("NFKC", text).translate(_MINUSES).lower()
    return " ".join(folded.replace("_", " ").split())


def scale_of(word: str) -> int:
    """Return what a word in small letters multiplies by: `tusen`, `mill.`, `mrd`; 1 for others."""
    return next((scale for start, scale in SCALES.items() if word.startswith(start)), 1)


def whole_amount(text: str) -> int:
    """Return whole kroner, negative with a minus; raises `ValueError`, in Norwegian."""
    found = AMOUNT_FORM.fullmatch(plain(text))
    sign, second, digits, word = found.groups("") if found else ("", "", "", "")
    scale, digits = scale_of(word), digits.strip()
    if scale > 1 and re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        raise ValueError(
            f"{visible(text)} kan leses på to måter – skriv det med komma eller helt ut"
        )
    if re.fullmatch(r"\d{1,3}(?:[ .']\d{3})+", digits):
        digits = re.sub(r"\D", "", digits)
    try:
        value = Decimal(digits.replace(",", ".")) * scale
    except InvalidOperation:
        raise ValueError(
            f"{visible(text)} kan ikke leses som et beløp – skriv for eksempel 75 000"
        ) from None
    if value != value.to_integral_value():
        raise ValueError(f"{visible(text)} er ikke hele kroner – skriv beløpet uten desimaler")
    _refuse_beyond(MAX_AMOUNT, str(int(min(value, Decimal(MAX_AMOUNT + 1)))), text, "beløpet")
    return -int(value) if (sign == "-") != (second == "-") else int(value)


def decimal_number(text: str) -> Decimal:
    """Return a number with decimals, such as a rate or a percentage; raises `ValueError`."""
    bare = plain(text).removesuffix("%").removesuffix("prosent").strip().replace(" ", "")
    if not re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", bare):
        raise ValueError(f"{visible(text)} er ikke et tall – skriv for eksempel 11,75")
    return Decimal(bare.replace(",", "."))


def is_percentage(text: str) -> bool:
    """Whether a text is a percentage: it ends in `%` or the word."""
    return plain(text).endswith(("%", "prosent"))


def is_difference(text: str) -> bool:
    """Whether a text says more or less, by a sign in front, and not how much there is."""
    return plain(text).startswith(("-", "+"))
