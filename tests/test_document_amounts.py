"""Amounts of money in documents: every way of writing them is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.audit.amounts import find_amounts, read_document
from ipr.analysis.audit.document import audit_document
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from ipr.reading.norwegian import amount
from tests.plans import PLAN

MONEY = [
    ("Det gis kr. 2 500 000 i år.", [2_500_000]),
    ("Det gis kr.\n2 500 000 i år.", [2_500_000]),
    ("Det gis kr. \n\n \n2 500 000 i år.", [2_500_000]),
    ("Det gis kr. 2\n500 000 i år.", [2_500_000]),
    ("Det gis kr 2 500\n000 i år.", [2_500_000]),
    ("Det gis 2 500\n000 kroner.", [2_500_000]),
    ("Det gis 55 000\nkroner.", [55_000]),
    ("Det settes av kr. 75.000.", [75_000]),
    ("Det settes av kr. 1.250.000,00.", [1_250_000]),
    ("Det settes av kr.150 000 til arbeidet", [150_000]),
    ("Det settes av kr 150\u00a0000 og NOK 20\u202f000.", [150_000, 20_000]),
    ("Det settes av kroner 75000.", [75_000]),
    ("900.000,- til dette, kr. 200.000, – til hint", [900_000, 200_000]),
    ("I 2026 kr 500 000, og i 2027 600 000 kroner", [500_000, 600_000]),
    ("pr. 31.12.2025 kr 40 000", [40_000]),
    ("2,5 millioner kroner, kr 1,2 mill., 500 tusen kroner", [2_500_000, 1_200_000, 500_000]),
    ("MNOK 2,5 og tkr 500", [2_500_000, 500_000]),
    ("to millioner kroner og en halv million kroner", [2_000_000, 500_000]),
    ("100 000–150 000 kroner", [100_000, 150_000]),
    ("mellom 100 000 og 150 000 kroner", [100_000, 150_000]),
    ("kr. 155 000, hvorav 100 000 til det ene", [155_000, 100_000]),
    ("kr -50 000 og −20 000 kroner", [-50_000, -20_000]),
    ("500 kr og kr 2000", [500, 2_000]),
    ("kr 1 250,50", [1_251]),
    # a count in a sentence about money is told by the noun that follows it
    ("kr 100 000 til et treff for 20 000 glade gjester og 300 hjelpere.", [100_000]),
    ("Det gis kr. 250 000\n100 deltakere kan komme.", [250_000]),
    # columns parted by more than one space are amounts each; «i 1000 kr» multiplies them
    (
        "Post   2026   2027  kroner\nFilm   150 000   160 000\nUng   50 000   60 000",
        [150_000, 160_000, 50_000, 60_000],
    ),
    ("Tall i 1000 kr\nFilm  150  200\nUng  75  80", [150_000, 200_000, 75_000, 80_000]),
    ("Beløp\n\nFilm\n150 000\n\nUng\n50 000\n", [150_000, 50_000]),
]
NOT_MONEY = [
    "I 2026, 2026-28, 2032/2033 og 14.11.2025, 1. januar 2026, kl. 12.30",
    "3-5 arealer, 45 sentre, 39 byer, 16–19 år, 10 områder, 2 av 3",
    "delmål 5, delstrategi 5.4, § 14-10, kapittel 3, versjon 2.0, E6",
    "28 000 innbyggere, 12 500 gjestedøgn, 1.200 deltakere",
    "tlf. 913 45 678, telefon 61 05 05 05, org.nr. 974 637 337",
    "25 prosent, 3,9 %, 500 f.Kr. 300",
    "Beløp i kroner 2026",
    "Tall i 1 000 kroner",
    "Beløp i kr\n2026",
    "Beløp i kr\n4. Neste kapittel",
    "budsjett for\nkommunen med 28 000\nfolk, og 3 000\nhytter",
    "Innbyggere\nDalen 6 100\nBygda 5 200\nSum 11 300",
    f"kr {'1' * 5_000} og kr 1,{'1' * 5_000} og 1{' 000' * 2_000} kroner",
]


def values(text: str) -> list[int]:
    """The values found in a text, in order."""
    return [found.value for found in find_amounts(text)]


@pytest.mark.parametrize(("text", "expected"), MONEY)
def test_money_is_found(text: str, expected: list[int]) -> None:
    """Each way of writing money is read, once, with its value in whole kroner."""
    assert values(text) == expected


@pytest.mark.parametrize("text", NOT_MONEY)
def test_other_numbers_are_left(text: str) -> None:
    """Years, counts, dates, chapters, telephones, shares and units are not money."""
    assert values(text) == []


def test_a_long_list_of_amounts_is_read() -> None:
    """So many amounts in a row as no one would follow by calling oneself."""
    assert values(f"Det gis kr 5 000, {'1 000, ' * 1_200}og mer.") == [5_000, *[1_000] * 1_200]


def test_currencies() -> None:
    """A foreign amount keeps its currency and its own number."""
    found = find_amounts("Det koster 5000 Euro, € 70, USD 5,000 eller 900 svenske kroner.")
    assert [(item.value, item.currency) for item in found] == [
        (5_000, "EUR"),
        (70, "EUR"),
        (5_000, "USD"),
        (900, "SEK"),
    ]


def test_table_and_footnotes() -> None:
    """Rows below a money heading give their trailing amounts with labels; so do footnotes."""
    text = (
        "Budsjett 2026\nTiltak og drift kroner\nFest 2026  150 000*\nKurs 75.000\nVenter ennå\n"
        "Drift  4 500 \nSUM (før  229 500\n\n*150 000 overføres for 28 000 innbyggere,\n"
        "slik at rammen er 250 000\n**Annet.\n\nI dalen bor 30 000\nog i byen 40 000\n"
    )
    assert [(item.value, item.kind, item.label) for item in find_amounts(text)] == [
        (150_000, "table", "Fest 2026"),
        (75_000, "table", "Kurs"),
        (4_500, "table", "Drift"),
        (229_500, "table", "SUM (før"),
        (150_000, "footnote", "*"),
        (250_000, "footnote", "*"),
    ]


def test_place_and_text() -> None:
    """An amount says where its first digit stands, and how it was written, on one line."""
    (found,) = find_amounts("Først.\nSå kr.\n  2 500 000 til slutt")
    assert (found.line, found.start, found.text) == (3, 16, "kr. 2 500 000")


@given(
    st.integers(1_000, 10**10),
    st.sampled_from([" ", "\u00a0", "\u202f", "."]),
    st.sampled_from(["kr. {}", "kr {}", "kr.{}", "kr.\n{}", "{} kroner", "{},-", "{}\nkroner"]),
)
def test_every_amount_in_every_form(value: int, separator: str, form: str) -> None:
    """Whatever the amount, the separator and the place of the currency word, it is read back."""
    written = form.format(amount(value).replace("\u00a0", separator))
    assert values(f"I 2026 settes det av {written} til 3-5 tiltak.") == [value]


@given(st.text(alphabet="0123456789 .,-–*\n()krKRoner€Aå", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """No text makes the search fail, and each amount stands where it is said to stand."""
    for found in find_amounts(text):
        assert text[found.start].isdigit()
        assert found.line == text[: found.start].count("\n") + 1


def document(plan: Plan) -> str:
    """A made document: headings and amounts of the plan data, in none of the plan's sentences."""
    new = sum(item.amount_nok for item in plan.funding if item.recurrence == "continues")
    text = ["2. Økonomiske rammer"]
    text += [
        f"Vi får kr. \n{amount(item.amount_nok)} i 2026."
        for item in plan.funding
        if item.status == "planning_assumption"
    ]
    text += [f"Nye midler er kr {amount(new)} av kr. {amount(plan.frame_nok)} til sammen.", ""]
    for line in plan.lines:
        text += ["", line.heading or "", ""] if line.heading else []
        tied = [item for item in plan.funding if item.earmarked_for == line.id]
        text += [f"Fra før: {amount(item.amount_nok)} kroner." for item in tied]
        for part in line.components:
            if part.source == line.table_source:
                continue
            if part.kind == "foreign_currency":
                text.append(f"Det koster {part.foreign_amount} Euro hvert år.")
            elif part.kind == "part_year":
                text.append(f"Halve året: kr. {amount(part.full_year_nok * part.months // 12)}")
            elif part.kind != "pending":
                text.append(f"Vi bruker kr.{amount(part.amount_nok)} på 3-5 ting.")
        if line.text_nok:
            said = any(getattr(part, "amount_nok", 0) == line.text_nok for part in line.components)
            times = line.text_times - said
            text += [f"Nytt i år: kr. {amount(line.text_nok)}"] * times
    text += ["", "5. Budsjett 2026", "Tiltak kroner"]
    for line in plan.lines:
        shown = "avventer" if line.total_nok is None else amount(line.total_nok)
        text.append(f"{line.label}{line.footnote_mark or ''} {shown}")
    text += [f"{plan.reserve_label} {amount(plan.reserve_nok)}"]
    text += [f"TOTALT {amount(plan.frame_nok)}", "", "*150 000 kom med fra 2025."]
    return "\n".join(text).replace("\u00a0", " ")


DOCUMENT = document(PLAN)


def test_whole_document_is_accounted_for() -> None:
    """A document that writes what the data holds is covered from both sides."""
    audited = audit_document(PLAN, DOCUMENT)
    assert audited.not_in_data == ()
    assert audited.not_in_document == ()
    assert audited.agrees
    assert {match.by for match in audited.matched} == {"place"}
    assert len(audited.matched) == len(audited.found) > 2 * len(PLAN.lines)


@pytest.mark.parametrize(
    ("old", "new", "missing", "extra"),
    [
        ("Filmsatsing 150 000", "Filmsatsing 250 000", {"lines.film.total"}, 250_000),
        ("5000 Euro", "6000 Euro", {"lines.wuoc.membership.foreign_amount"}, 6_000),
        ("Udisponert ramme 610 000", "Udisponert ramme 600 000", {"reserve"}, 600_000),
        ("kr.55 000", "kr.65 000", {"lines.destination.holiday_home_conference"}, 65_000),
        ("kr. 155 000", "kr. 150 000", set(), 150_000),  # the text writes the parts, so need not
        ("kr.75 000", "kr.75 000 og kr.75 000", set(), 75_000),  # once more than the data says
        ("TOTALT", "Ny satsing 150 000\nTOTALT", set(), 150_000),  # other rows have its amount
        ("*150 000 kom", "*75 000 kom", set(), 75_000),  # an amount of other lines than the note's
    ],
)
def test_a_changed_amount_is_noticed(old: str, new: str, missing: set[str], extra: int) -> None:
    """An amount changed in its place is missed there, even if another part has that very amount."""
    assert old in DOCUMENT
    audited = audit_document(PLAN, DOCUMENT.replace(old, new, 1))
    assert {held.name for held in audited.not_in_document} == missing
    assert [found.value for found in audited.not_in_data] == [extra]
    assert not audited.agrees


def test_what_the_text_writes_twice_may_be_in_the_data_twice() -> None:
    """Where the data says how often the text writes an amount, as often is right, and no more."""
    lines = tuple(
        line.model_copy(update={"text_times": 2}) if line.id == "business_land_power" else line
        for line in PLAN.lines
    )
    text = DOCUMENT.replace("kr.75 000", "kr.75 000 og kr.75 000", 1)
    assert audit_document(PLAN.model_copy(update={"lines": lines}), text).agrees


@pytest.mark.parametrize(
    "text",
    [
        "Et fylkeskommunalt bidrag på kr. 2 500 000 og et samlet på kr. 1 000 000 fra kommunene.",
        "Det kommer 2 500 000 kroner fra fylkeskommunen og 1 000 000 kroner fra kommunene.",
        "Fylkeskommunen bidrar med 2 500 000 kroner. Fra kommunene kommer 1 000 000 kroner.",
    ],
)
def test_two_incomes_that_have_changed_places_are_seen(text: str) -> None:
    """Both of them, however words and amounts follow each other, and none that is right."""
    right = f"2. Økonomiske rammer\n\n{text}\n"
    wrong = right.replace("2 500", "x").replace("1 000", "2 500").replace("x", "1 000")
    assert audit_document(PLAN, right).misplaced == ()
    found = [(one.found.value, one.value) for one in audit_document(PLAN, wrong).misplaced]
    assert found == [(1_000_000, 2_500_000), (2_500_000, 1_000_000)]


@pytest.mark.parametrize(
    "others",
    [
        "Det overføres 1 000 000 kroner.",
        "Fylkeskommunen bidrar med 2 500 000 kroner. Det overføres 1 000 000 kroner.",
        "Det er 1 000 000 pluss 1 000 000 kroner.",
        "I fjor kom 2 500 000 kroner fra fylkeskommunen og 1 000 000 kroner fra kommunene.",
    ],
)
def test_an_income_that_is_right_has_not_changed_places(others: str) -> None:
    """Where only one amount is wrong, no other beside it is told."""
    text = f"2. Økonomiske rammer\n\nFra kommunene kommer 2 500 000 kroner. {others}\n"
    found = audit_document(PLAN, text).misplaced
    assert [(one.found.value, one.value) for one in found] == [(2_500_000, 1_000_000)]


TECH_HUB = """\
Tech Hub Lillehammer-regionen

Det settes av kr. 250 000 til delfinansiering av prosjektleder og kr. 100 000 til andre \
aktiviteter i oppdraget.
"""
CYBERLAND = """\
Cyberland

Det avsettes kr. 250 000 til å sluttføre prosjektet. Kr. 150 000 i ubrukte midler overføres, \
slik at det er behov for kr. 100 000 i nye midler.
"""


@pytest.mark.parametrize(("right", "other"), [(TECH_HUB, "100"), (CYBERLAND, "150")])
def test_two_amounts_that_have_changed_places_are_seen(right: str, other: str) -> None:
    """Under one heading, an amount by the words of another part is told, with the part's own.

    So are the whole activity and the money carried over for it.
    """
    wrong = right.replace("250", "x").replace(other, "250").replace("x", other)
    assert audit_document(PLAN, right).misplaced == ()
    swapped = audit_document(PLAN, wrong)
    less = int(other) * 1_000
    assert [(one.found.value, one.value) for one in swapped.misplaced] == [
        (less, 250_000),
        (250_000, less),
    ]
    assert not swapped.agrees


def test_what_the_text_writes_too_seldom_is_missed() -> None:
    """Where the text should write an amount twice and does so once, the other one is told."""
    lines = tuple(
        line.model_copy(update={"text_times": 2}) if line.id == "business_land_power" else line
        for line in PLAN.lines
    )
    audited = audit_document(PLAN.model_copy(update={"lines": lines}), DOCUMENT)
    told = [(item.name, seen, item.times) for item, seen in audited.too_seldom]
    assert told == [("lines.business_land_power.text", 1, 2)]
    assert not audited.agrees
    assert audit_document(PLAN, DOCUMENT).too_seldom == ()


def test_what_is_derived_is_not_taken_for_written() -> None:
    """The carry-over the plan never writes is neither missed nor met by another equal amount."""
    audited = audit_document(PLAN, DOCUMENT)
    names = {name for match in audited.matched for name in match.names}
    assert "funding.municipalities" in names
    assert "funding.carry_over" not in names


def test_text_without_headings_is_met_by_value() -> None:
    """Where a document has none of the plan's headings, equal values meet, and it is said so."""
    audited = audit_document(PLAN, "Vi bruker kr. 55 000 og kr. 56 000.")
    assert [(match.names, match.by) for match in audited.matched] == [
        (("lines.destination.holiday_home_conference",), "value")
    ]
    assert [item.value for item in audited.not_in_data] == [56_000]


def test_text_file_is_read(tmp_path: Path) -> None:
    """A UTF-8 file is read with its page breaks as line breaks; another encoding is refused."""
    file = tmp_path / "plan.txt"
    file.write_bytes("Å gi kr.\f\r\n500 000\r\n".encode())
    assert values(read_document(file)) == [500_000]
    file.write_bytes("ett år\nå gi".encode("latin-1"))
    with pytest.raises(InputError, match=r"plan\.txt:1: dokumentet er ikke UTF-8"):
        read_document(file)


def test_pdf_is_read(tmp_path: Path) -> None:
    """The text of a PDF is searched as that of a text file."""
    typst = pytest.importorskip("typst")
    source = tmp_path / "plan.typ"
    source.write_text("Det settes av kr. 75 000 til kurset i 2026.", encoding="utf-8")
    typst.compile(str(source), output=str(tmp_path / "plan.pdf"))
    assert values(read_document(tmp_path / "plan.pdf")) == [75_000]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.docx", b"x", "tekstfil"),
        ("plan.pdf", b"ingen pdf", "kan ikke leses"),
        ("plan.pdf", b"", "kan ikke leses"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """A file that is no text and no readable PDF is refused with a reason."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_document(tmp_path / name)
