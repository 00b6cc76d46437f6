"""A plan is loaded whole and checked, or refused with every fault and its line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.doors.folder import PlanFolder, check_sums, load_plan
from ipr.plan.check import check_plan
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem
from tests.small_plan import SMALL, faults, small_plan, write_plan
from tests.strategies import plans

LILLEHAMMER = Path(__file__).parent.parent / "data" / "lillehammer-2026"
REAL = (LILLEHAMMER / "plan.yaml").read_text(encoding="utf-8")
N = "\u00a0"
KRONER = "er ikke et beløp i hele kroner:"
GROUPS = "groups:\n  - {id: all, label: Alt}"
LIST = "skriv en liste (linjer som begynner med «- »)"
PLAIN_ID = (
    "er ikke en gyldig id – bruk små bokstaver a–z, sifre, «_» og «-», "
    "høyst 50 tegn, og begynn med bokstav eller siffer"
)
COMPONENT_KEYS = (
    "«amount_nok», «because», «id», «kind», «label», «price», «range», «recurrence», «source», "
    "«status»"
)
BOTH = "mappen har både «plan.yaml» og «plan.xlsx» – behold den ene"
COVER = "«cover» krever at avgjørelsen gjelder én delpost med et fast beløp i kroner"

# What is written → what is written instead, and what is said of it with its line.
FAULT = {
    "title: Liten → titel: Liten": "3: titel: nøkkelen «titel» er ukjent – mente du «title»?",
    "        months: 6 →         month: 6": (
        "47: month: nøkkelen «month» er ukjent – mente du «months»?"
    ),
    "ref: C1\n → ref: C1\n    where: her\n": (
        "99: where: nøkkelen «where» er ukjent – tillatt er «ceiling», «decision», «id», "
        "«kinds», «label», «ref», «source», «text», «touches»"
    ),
    "title: Liten plan\n → ": "1: title: nøkkelen mangler",
    "        months: 6\n → ": "44: months: nøkkelen mangler",
    "title: Liten plan → title:": "3: title: verdien mangler – skriv en tekst, eller slett linjen",
    "amount_nok: 150 → amount_nok: mye": (
        f"34: amount_nok: «mye» {KRONER} skriv det med siffer, for eksempel 75 000"
    ),
    "label: Film → label: NO": '28: label: «NO» kan leses på flere måter – skriv "NO"',
    "label: Film → label: [a]": "28: label: her er en liste – skriv en tekst",
    f"{GROUPS} → groups: {{id: all, label: Alt}}": f"24: groups: her er en gruppe nøkler – {LIST}",
    f"{GROUPS} → groups:": f"24: groups: her er ingenting – {LIST}",
    f"{GROUPS} → groups: [all]": "24: groups: her er en tekst – skriv en gruppe nøkler",
    "components: [lines.hub.work] → components: []": (
        "109: components: listen er tom – skriv minst ett punkt («- …»)"
    ),
    "status: proposal → status: ja": "5: status: «ja» er ukjent – tillatt er «adopted», «proposal»",
    "status: proposal → status: [x]": (
        "5: status: her er en liste – skriv «proposal» eller «adopted»"
    ),
    "status: proposal → status:": "5: status: her er ingenting – skriv «proposal» eller «adopted»",
    "kind: part_year → kind: partyear": "45: kind: «partyear» er ukjent – mente du «part_year»?",
    "id: talk → id: Talk": f"71: id: «Talk» {PLAIN_ID}",
    "- id: talk → - id: fee": "71: id: id-en «fee» er brukt før",
    "amount_nok: 50\n    status: stated → amount_nok: 50\n    status: ours": (
        "19: status: «ours» krever en grunn i «because»"
    ),
    "amount_nok: 150\n        status: stated → amount_nok: 150\n        status: derived": (
        "35: status: «derived» krever en grunn i «because»"
    ),
    "earmarked_for: fee → earmarked_for: fe": "22: earmarked_for: «fe» er ukjent – mente du «fee»?",
    "    counted: outside\n → ": (
        "16: funding: øremerkede midler krever «counted»: outside eller inside"
    ),
    "    earmarked_for: fee\n → ": "22: counted: gjelder bare øremerkede midler («earmarked_for»)",
    "label: Film\n    group: all → label: Film\n    group: al": (
        "29: group: «al» er ukjent – mente du «all»?"
    ),
    "    label: Film\n →     label: Film\n    goals: [{goal: g, source: S}]\n": (
        "29: goal: «g» er ukjent – ingenting er tillatt her"
    ),
    "rate: eur_nok → rate: eurnok": "67: rate: «eurnok» er ukjent – mente du «eur_nok»?",
    "  - {id: price_growth →   - {id: growth": (
        "51: price: «sensitive» krever forutsetningen «price_growth»"
    ),
    "[lines.hub.work] → [lines.hub.wrok]": (
        "109: components: «lines.hub.wrok» er ukjent – mente du «lines.hub.work»?"
    ),
    "[lines.hub.work] → [lines.hub]": (
        "109: components: «lines.hub» er ukjent – mente du «lines.hub.work»?"
    ),
    "      responses: [keep, release, cover]\n → ": (
        "110: if_denied: «unstated» krever «responses»: keep, release eller cover"
    ),
    "release, decided_by: Naboen → release, responses: [keep], decided_by: Naboen": (
        "102: responses: planen sier selv hva et nei fører til – slett linjen"
    ),
    "[lines.hub.work] → [lines.hub.leader]": f"111: responses: {COVER}",
    "[lines.hub.work] → [lines.hub.work, lines.film]": f"111: responses: {COVER}",
    "      decided_by: Fylket →       decided_by: Fylket\n      milestone: x": (
        "113: milestone: «x» er ukjent – ingenting er tillatt her"
    ),
    "Bare en merknad., → Bare en merknad., touches: [lines.fillm],": (
        "119: touches: «lines.fillm» er ukjent – mente du «lines.film»?"
    ),
    'groups:\n → footnotes:\n  - {mark: "*", belongs_to: flim, text: T, source: S}\ngroups:\n': (
        "25: belongs_to: «flim» er ukjent – mente du «film»?"
    ),
    "amount_nok: 50\n → amount_nok: 40\n": (
        f"60: total_nok: tabellen sier 80{N}kroner, men delpostene gir 90{N}kroner "
        f"(130{N}kroner minus 40{N}kroner i øremerkede midler)"
    ),
    "    label: Åpen post\n →     label: Åpen post\n    total_nok: 0\n": (
        "87: total_nok: posten har ingen delpost med beløp – slett linjen, eller gi delposten beløp"
    ),
    "reserve_nok: 300 → reserve_nok: -300": (
        f"9: reserve_nok: postene (700{N}kroner) og udisponert ramme (−300{N}kroner) gir "
        f"400{N}kroner, men rammen er 1{N}000{N}kroner"
    ),
    "foreign_amount: 10 → foreign_amount: 1_000_000_000_000": (
        "62: components: lines.fee.dues: beløpet blir større enn "
        f"1{N}000{N}000{N}000{N}000{N}kroner"
    ),
}
# Several changes, or several things said of one.
FAULTS: dict[str, tuple[Any, ...]] = {
    "forgotten kind": (
        [("        kind: part_year\n", "")],
        "44: amount_nok: nøkkelen mangler",
        "45: full_year_nok: nøkkelen «full_year_nok» er ukjent – tillatt er " + COMPONENT_KEYS,
        "46: months: nøkkelen «months» er ukjent – tillatt er " + COMPONENT_KEYS,
    ),
    "all at once, by line": (
        [
            ("title: Liten", "titel: Liten"),
            ("status: proposal", "status: NO"),
            ("amount_nok: 150", "amount_nok: mye"),
            ("months: 6", "months: 13"),
        ],
        "3: titel: nøkkelen «titel» er ukjent – mente du «title»?",
        "5: status: «NO» er ukjent – tillatt er «adopted», «proposal»",
        f"34: amount_nok: «mye» {KRONER} skriv det med siffer, for eksempel 75 000",
        "47: months: «13» er for mange måneder – tillatt er 0 til 12",
    ),
    "an unknown key hides no sum": (
        [("year: 2026", "year: 2026\nyera: 1"), ("total_nok: 150", "total_nok: 151")],
        "3: yera: nøkkelen «yera» er ukjent – mente du «year»?",
        (
            f"10: reserve_nok: postene (701{N}kroner) og udisponert ramme (300{N}kroner) gir "
            f"1{N}001{N}kroner, men rammen er 1{N}000{N}kroner"
        ),
        (
            f"31: total_nok: tabellen sier 151{N}kroner, men delpostene gir 150{N}kroner "
            f"(150{N}kroner)"
        ),
    ),
    "component used twice": (
        [
            ("work\n        amount_nok: 100", "leader\n        amount_nok: 100"),
            ("[lines.hub.work]", "[lines.film]"),
        ],
        "52: id: id-en «leader» er brukt før",
    ),
    "range": (
        [
            (
                "price_growth, label: Prisvekst,",
                ("price_growth, label: Prisvekst, range: {low: 3, high: 2, step: 0, because: X},"),
            )
        ],
        "123: low: «low» er større enn «high»",
        "123: step: trinnet skal være større enn 0",
    ),
    "range of money and of months": (
        [
            (
                "counted: outside",
                "counted: outside\n    range: {low: -1, high: 9.5, step: 1, because: X}",
            ),
            ("months: 6", "months: 6\n        range: {low: 0, high: 13, step: 1, because: X}"),
        ],
        "24: high: tallet skal være helt (kroner)",
        "24: low: tallet skal være 0 eller mer",
        "49: high: her er det måneder – tillatt er 0 til 12",
    ),
    "line does not add up": (
        [("total_nok: 300", "total_nok: 301"), ("reserve_nok: 300", "reserve_nok: 299")],
        (
            f"41: total_nok: tabellen sier 301{N}kroner, men delpostene gir 300{N}kroner "
            f"(300{N}kroner)"
        ),
    ),
    "line without its total": (
        [("    total_nok: 170\n", ""), ("reserve_nok: 300", "reserve_nok: 470")],
        "71: lines: nøkkelen «total_nok» mangler – posten har delposter med beløp",
    ),
    "frame": (
        [("frame_nok: 1_000", "frame_nok: 1_001"), ("reserve_nok: 300", "reserve_nok: 301")],
        (
            f"7: frame_nok: rammen er 1{N}001{N}kroner, men inntektene som ikke er øremerket, "
            f"gir 1{N}000{N}kroner"
        ),
    ),
}


def test_small_plan_is_good(tmp_path: Path) -> None:
    """The plan that the others change is without fault, from the folder and from the file."""
    plan = small_plan(tmp_path)
    assert plan == load_plan(tmp_path / "plan.yaml")
    assert (plan.frame_nok, plan.reserve_nok, len(plan.lines)) == (1_000, 300, 5)


@pytest.mark.parametrize("change", FAULT)
def test_fault_is_told_at_its_line(tmp_path: Path, change: str) -> None:
    """Each fault of form, and what does not add up or refers to nothing, is told with its line."""
    old, new = change.split(" → ")
    assert faults(small_plan, tmp_path, (old, new)) == [f"plan.yaml:{FAULT[change]}"]


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_told(tmp_path: Path, name: str) -> None:
    """So are several at once, by line, and what takes several changes."""
    changes, *expected = FAULTS[name]
    assert faults(small_plan, tmp_path, *changes) == [f"plan.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("amount_nok: 800", 'amount_nok: "800"'),
        ("frame_nok: 1_000", "frame_nok: 1 000"),
        ("frame_nok: 1_000", "frame_nok: 1\u202f000"),
        ("label: Film", 'label: "Film"'),
        ("title: Liten plan", "title: Liten plan # tittelen"),
        ("members: [Å, Ø]", "members: [A\u030a, Ø]"),
        ("\n", "\r\n"),
        ("council", "\ufeffcouncil"),
    ],
)
def test_same_plan_in_other_writing(tmp_path: Path, old: str, new: str) -> None:
    """Quotation marks, spaces, comments, decomposed letters and line breaks change nothing."""
    (tmp_path / "a").mkdir()
    text = SMALL.replace(old, new) if old == "\n" else SMALL.replace(old, new, 1)
    (tmp_path / "a" / "plan.yaml").write_bytes(text.encode("utf-8"))
    assert load_plan(tmp_path / "a") == small_plan(tmp_path / "b")


@pytest.mark.parametrize("text", ["NO", "75 000", "010", "<b>", "=A1", "$x$", "#read", "_x", "æ’é"])
def test_odd_text_comes_through(tmp_path: Path, text: str) -> None:
    """Text that is only odd is kept literally."""
    plan = small_plan(tmp_path, ("label: Film", f'label: "{text}"'))
    assert plan.line("film").label == text


def test_folder_without_plan(tmp_path: Path) -> None:
    """A folder without a plan, with two, and a path that is nothing are refused."""
    folder = tmp_path / "min-plan"
    folder.mkdir()
    assert faults(load_plan, folder) == [
        "min-plan: mappen har ingen plan – den skal inneholde «plan.yaml»"
    ]
    assert faults(load_plan, tmp_path / "ingen.yaml") == ["ingen.yaml: filen finnes ikke"]
    write_plan(folder)
    (folder / "plan.xlsx").write_bytes(b"PK")
    assert faults(load_plan, folder) == [f"min-plan: {BOTH}"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_plan_that_is_no_file(tmp_path: Path) -> None:
    """A pipe or a link in the plan's place is refused, and no one waits for it."""
    os.mkfifo(tmp_path / "plan.yaml")
    with pytest.raises(InputError):
        load_plan(tmp_path)
    assert faults(load_plan, tmp_path / "plan.yaml") == ["plan.yaml: dette er ikke en vanlig fil"]
    (tmp_path / "plan.yaml").unlink()
    (tmp_path / "plan.yaml").symlink_to(LILLEHAMMER / "plan.yaml")
    assert faults(load_plan, tmp_path) == ["plan.yaml: filen er en lenke – legg selve filen her"]


@given(plans())
def test_every_made_up_plan_is_good(plan: Plan) -> None:
    """A plan whose parts add up has no fault."""
    assert [*check_plan(plan), *check_sums(plan)] == []


@given(plans(), st.data())
def test_one_krone_is_seen(plan: Plan, data: st.DataObject) -> None:
    """One krone too much in any of a plan's controls is a fault."""
    priced = [index for index, line in enumerate(plan.lines) if line.total_nok is not None]
    which = data.draw(st.sampled_from(["frame_nok", "reserve_nok", *priced]))
    if isinstance(which, str):
        wrong = plan.model_copy(update={which: getattr(plan, which) + 1})
    else:
        lines = list(plan.lines)
        total = lines[which].total_nok
        lines[which] = lines[which].model_copy(update={"total_nok": (total or 0) + 1})
        wrong = plan.model_copy(update={"lines": tuple(lines)})
    assert check_sums(wrong)


PIECES = (
    *("\t", "  ", "\n", ":", "-", "[", "]", "{", "}", ",", '"', "'", "&a ", "*a", "!!int ", "? "),
    *("---\n", "%YAML 1.2\n", "#", "|", ">", "NO", "~", "010", "1e5", "-1", "0,5", "a: b", "<<: "),
    *("\u202e", "\x00", "\ufeff", "\u0085", "å", "kind: pending", "id: x", "9" * 30, "[" * 30),
)


def _loaded_or_refused(folder: Path, raw: bytes) -> None:
    """A file is a plan, or has problems that say where; any other exception fails the test."""
    (folder / "plan.yaml").write_bytes(raw)
    problems = _problems(folder)
    assert all(problem.where.startswith("plan.yaml") and problem.text for problem in problems)


def _problems(folder: Path) -> tuple[Problem, ...]:
    try:
        load_plan(folder)
    except InputError as error:
        return error.problems or (Problem("", "", "an error without a problem"),)
    return ()


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """No bytes at all raise anything but `InputError`."""
    _loaded_or_refused(tmp_path_factory.getbasetemp(), raw)


@given(st.data())
def test_broken_plan_loads_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The plan with pieces cut out, doubled and put in raises nothing but `InputError`."""
    text = data.draw(st.sampled_from((SMALL, REAL)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        piece = data.draw(st.sampled_from((*PIECES, "", text[start:end] * 2)))
        text = text[:start] + piece + text[end:]
    _loaded_or_refused(tmp_path_factory.getbasetemp(), text.encode("utf-8"))


@given(st.data())
def test_swapped_values_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A plan with the value of any key replaced by anything raises nothing but `InputError`."""
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        key = lines[number].partition(":")[0]
        value = data.draw(st.sampled_from((*PIECES, "[]", "{}", "[a, b]", "{a: b}", "lines.film")))
        lines[number] = f"{key}: {value}"
    _loaded_or_refused(tmp_path_factory.getbasetemp(), "\n".join(lines).encode("utf-8"))


def test_folder_of_another_year_is_refused(tmp_path: Path) -> None:
    """A copy of last year's folder that still has last year's plan is told at the year's line."""
    assert load_plan(write_plan(tmp_path / "liten-2026")).year == 2026
    assert load_plan(write_plan(tmp_path / "liten")).year == 2026
    for opened in (load_plan, PlanFolder.open):
        (told,) = faults(opened, write_plan(tmp_path / "liten-2027"))
        assert told.startswith(
            "plan.yaml:2: year: mappen heter «liten-2027», men planen er for 2026"
        )
