"""A scenario file is read strictly, and its name is its id."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.budget.scenario import verb_of
from ipr.doors.folder import PlanFolder, load_plan
from ipr.doors.scenarios import load_scenario, scenario_result
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem
from tests.plans import PLAN
from tests.small_plan import faults, small_plan, write_plan, write_scenario

HEAD = "title: T\nquestion: Q\nstatus: kladd\n"
BAD_ID = (
    "er ikke en gyldig id – bruk små bokstaver a–z, sifre, «_» og «-», "
    "høyst 50 tegn, og begynn med bokstav eller siffer"
)
VERBS = "«add», «decide», «raise», «scale», «set», «transfer»"

REFUSED = {
    "misspelt key": (
        HEAD + "chanages: []\n",
        ("4: chanages: nøkkelen «chanages» er ukjent – mente du «changes»?"),
    ),
    "missing keys": (
        "status: kladd\n",
        "1: title: nøkkelen mangler",
        "1: question: nøkkelen mangler",
    ),
    "no standing": (
        "title: T\nquestion: Q\n",
        (
            "1: status: nøkkelen mangler – tillatt er «kladd», «drøftet», «innstilling» eller "
            "«vedtatt»"
        ),
    ),
    "unknown standing": (
        "title: T\nquestion: Q\nstatus: utkast\n",
        "3: status: «utkast» er ukjent – tillatt er «drøftet», «innstilling», «kladd», «vedtatt»",
    ),
    "id in the file": (
        HEAD + "id: annet\n",
        (
            "4: id: nøkkelen «id» er ukjent – tillatt er «amends», «answers», «balancing», "
            "«case», «changes», «combines», «date», «frozen», «question», «status», «theme», "
            "«title» og 2 til"
        ),
    ),
    "misspelt verb": (
        HEAD + "changes:\n  - {sett: lines.film, to: 5, because: X}\n",
        "5: changes: «sett» er ukjent – mente du «set»?",
    ),
    "no verb": (
        HEAD + "changes:\n  - {because: X}\n",
        f"5: changes: «because» er ukjent – tillatt er {VERBS}",
    ),
    "no reason": (
        HEAD + "changes:\n  - set: lines.film\n    to: 5\n",
        "5: because: nøkkelen mangler",
    ),
    "fault below the verb": (
        HEAD + "changes:\n  - set: lines.film\n    to: [5]\n    because: 5\n",
        "6: to: her er en liste – skriv en verdi",
        '7: because: «5» kan leses på flere måter – skriv "5"',
    ),
    "misspelt key of a change": (
        HEAD + "changes:\n  - set: lines.film\n    too: 5\n    because: X\n",
        "6: too: nøkkelen «too» er ukjent – mente du «to»?",
    ),
    "forgotten hyphen": (
        HEAD + "changes:\n  set: lines.film\n  to: 5\n",
        "4: changes: her er en gruppe nøkler – skriv en liste (linjer som begynner med «- »)",
    ),
    "changes that are none": (
        HEAD + "changes:\n  - set\n  - {}\n  -\n  - [a]\n",
        "5: changes: her er en tekst – skriv en gruppe nøkler",
        "6: changes: her er ingenting – skriv en gruppe nøkler",
        "7: changes: her er ingenting – skriv en gruppe nøkler",
        "8: changes: her er en liste – skriv en gruppe nøkler",
    ),
    "comma in a number": (
        HEAD + "changes:\n  - {scale: lines.film, percent: -2,5, because: X}\n",
        '5: percent: et komma skiller nøkler her – sett teksten i anførselstegn: "-2,5"',
    ),
    "comma between thousands": (
        HEAD + "changes:\n  - {set: lines.film, to: 500,000, because: X}\n",
        "5: to: komma kan ikke skille tusener – skriv 500 000",
    ),
    "comma in an amount of millions": (
        HEAD + "changes:\n  - {set: lines.film, to: 0,64 mill, because: X}\n",
        "5: to: et komma skiller nøkler her – skriv 640 000",
    ),
    "comma in a reason": (
        HEAD + "changes:\n  - {set: lines.film, to: 1, because: Lavere bruk, ifølge dem}\n",
        (
            "5: because: et komma skiller nøkler her – sett teksten i anførselstegn: "
            '"Lavere bruk, ifølge dem"'
        ),
    ),
    "comma and colon in a reason": (
        HEAD + "changes:\n  - {set: lines.film, to: 1, because: Lavere bruk, merk: dette}\n",
        (
            "5: merk: nøkkelen «merk» er ukjent – tillatt er «above_ceiling», «because», "
            "«from_date», «milestone», «set», «source», «to» – hører den til teksten i "
            "«because», sett den i anførselstegn"
        ),
    ),
    "comma and colon after one word": (
        HEAD + "changes:\n  - {set: lines.film, to: 1, because: Lavere, ifølge dem: 5}\n",
        (
            "5: ifølge dem: nøkkelen «ifølge dem» er ukjent – tillatt er «above_ceiling», "
            "«because», «from_date», «milestone», «set», «source», «to» – hører den til teksten i "
            "«because», sett den i anførselstegn"
        ),
    ),
    "an answer in Norwegian": (
        HEAD + "changes:\n  - {decide: x, as: nei, because: X}\n",
        "5: as: «nei» er ukjent – mente du «denied»?",
    ),
    "combined id": (
        HEAD + "combines: [../x]\n",
        f"4: combines: «../x» {BAD_ID}",
    ),
    "two verbs": (
        HEAD + "changes:\n  - {set: lines.film, to: 5, add: ny, because: X}\n",
        (
            "5: add: nøkkelen «add» er ukjent – tillatt er «above_ceiling», «because», "
            "«from_date», «milestone», «set», «source», «to»"
        ),
    ),
    "date": (
        HEAD + "date: 31.12.2025\n",
        ("4: date: «31.12.2025» er ikke en dato – skriv år-måned-dag, for eksempel 2026-03-31"),
    ),
    "NO as a title": (
        HEAD.replace("title: T", "title: NO"),
        '1: title: «NO» kan leses på flere måter – skriv "NO"',
    ),
}


def write(folder: Path, name: str, text: str) -> None:
    """Write a file into the folder of scenarios."""
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / name).write_text(text, encoding="utf-8")


def test_a_fault_of_form_hides_none_of_meaning(tmp_path: Path) -> None:
    """What a scenario means that cannot be, is told beside a key that is misspelt."""
    small_plan(tmp_path)
    write_scenario(tmp_path, "s", "set: lines.opn, to: 5", more="theem: Annet")
    assert faults(scenario_result, PlanFolder.open(tmp_path), "s") == [
        "s.yaml:5: set: «lines.opn» er ukjent – mente du «lines.open»?",
        "s.yaml:6: theem: nøkkelen «theem» er ukjent – mente du «theme»?",
    ]


def test_a_fault_of_words_hides_none_of_meaning(tmp_path: Path) -> None:
    """Nor where a reason is missing, empty or cut, also in a file that combines others."""
    small_plan(tmp_path)
    write_scenario(
        tmp_path, "a", "set: lines.talk, to: 1", "add: ny, label: Ny, group: all, amount: 1"
    )
    text = (
        "title: T\nquestion: Q?\nstatus: kladd\ncombines: [a]\nchanges:\n"
        "  - {set: lines.opn, to: 5}\n"
        "  - {raise: lines.talk, by: 5, because: }\n"
        "  - {set: lines.ny, to: 5,\n     because: Sak #12\n    }\n"
    )
    write(tmp_path, "s.yaml", text)
    places = ["6: because", "6: set", "7: because", "7: raise", "9: because"]
    told = faults(scenario_result, PlanFolder.open(tmp_path), "s")
    assert [": ".join(one.split(": ")[:2]) for one in told] == [f"s.yaml:{one}" for one in places]
    write(tmp_path, "a.yaml", text.replace("[a]", "[s]"))  # in a circle
    told = faults(scenario_result, PlanFolder.open(tmp_path), "s")
    assert {one.split(": ")[1] for one in told} == {"because"}


DENIED = "decide: county_destination_grant, as: denied"
MISSPELT = {
    "responsex": f"{DENIED}, responsex: keep",
    "amunt": f"{DENIED}, response: cover, amunt: 5",
    "respons": f"{DENIED}, respons: cover, amount: 5",
    "above_ceilng": "set: lines.gudbrandsdal, to: 175 000, above_ceilng: Mer",
    "combins": "set: lines.ny_satsing, to: 5",
}


@pytest.mark.parametrize("key", MISSPELT)
def test_what_a_misspelt_key_leaves_out_is_told_once(tmp_path: Path, key: str) -> None:
    """The key is told, and not that what it says is lacking."""
    more = "combins: [annet]\n" if key == "combins" else ""
    head = f"title: T\nquestion: Q?\nstatus: kladd\n{more}changes:\n"
    write(tmp_path, "s.yaml", f"{head}  - {{{MISSPELT[key]}, because: B}}\n")
    (told,) = faults(scenario_result, PlanFolder(tmp_path, PLAN), "s")
    assert f"nøkkelen «{key}» er ukjent – mente du" in told


@pytest.mark.parametrize("name", REFUSED)
def test_faulty_file(tmp_path: Path, name: str) -> None:
    """Each fault of form is told with its own line, also below the verb of a change."""
    text, *expected = REFUSED[name]
    write(tmp_path, "s.yaml", text)
    assert faults(load_scenario, PlanFolder(tmp_path, PLAN), "s") == [
        f"s.yaml:{line}" for line in expected
    ]


def test_scenario_knows_its_id_and_place(tmp_path: Path) -> None:
    """The id is the file's stem; the scenario and each change know their lines."""
    write_scenario(tmp_path, "a-1", "set: lines.film, to: 5", "decide: match, as: denied")
    scenario = load_scenario(PlanFolder(tmp_path, PLAN), "a-1")
    assert (scenario.id, scenario.where) == ("a-1", "a-1.yaml:1")
    assert [change.where for change in scenario.changes] == ["a-1.yaml:5", "a-1.yaml:6"]
    assert [verb_of(change) for change in scenario.changes] == ["set", "decide"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lavere", "«lavere» er ukjent – mente du «lavere-overforing»?"),
        ("Lavere-overforing", "«Lavere-overforing» er ukjent – mente du «lavere-overforing»?"),
        ("../plan", "«../plan» er ukjent – mente du «planen»?"),
        ("", "«» er ukjent – tillatt er «lavere-overforing», «planen»"),
        ("x\u202ey", "«x\\u202ey» er ukjent – tillatt er «lavere-overforing», «planen»"),
    ],
)
def test_unknown_scenario(tmp_path: Path, name: str, text: str) -> None:
    """A name that is no scenario's is refused with a guess, and never used as a path."""
    plan = small_plan(tmp_path)
    write_scenario(tmp_path, "lavere-overforing")
    for call in (
        lambda: load_scenario(PlanFolder.open(tmp_path), name),
        lambda: scenario_result(PlanFolder(tmp_path, plan), name),
    ):
        assert faults(call) == [f"{tmp_path.name}: scenario: {text}"]


def test_ids_are_in_order_of_the_alphabet(tmp_path: Path) -> None:
    """Files are listed by their ids; hidden files and others are no scenarios."""
    assert PlanFolder(tmp_path, PLAN).scenario_ids == ("planen",)
    for name in ("b.yaml", "a.yaml", "a-2.yaml", ".b.yaml", "._a.yaml", "les-meg.md", "c.yaml~"):
        write(tmp_path, name, HEAD)
    assert PlanFolder(tmp_path, PLAN).scenario_ids == ("a", "a-2", "b", "planen")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Å.yaml", f"filnavnet er scenarioets id: «Å» {BAD_ID}"),
        ("Lavere.yaml", f"filnavnet er scenarioets id: «Lavere» {BAD_ID}"),
        ("a b.yaml", f"filnavnet er scenarioets id: «a b» {BAD_ID}"),
        (" a.yaml", "filnavnet har mellomrom foran eller bak"),
        (
            "aux.yaml",
            (
                "filnavnet er scenarioets id: «aux» er navnet på en enhet i Windows – "
                "velg en annen id"
            ),
        ),
        ("a.yml", "filnavnet skal slutte på «.yaml»"),
        ("a.YAML", "filnavnet skal slutte på «.yaml»"),
    ],
)
def test_bad_file_name(tmp_path: Path, name: str, text: str) -> None:
    """A file that looks like a scenario and has no id for a name is told, and not passed over."""
    try:
        write(tmp_path, name, HEAD)
    except OSError:
        pytest.skip("this system has no such file names")
    assert faults(getattr, PlanFolder(tmp_path, PLAN), "scenario_ids") == [
        f"scenarios/{name}: {text}"
    ]


def test_a_number_sign_within_braces_hides_no_other_fault(tmp_path: Path) -> None:
    """The text it cut off is told with how to write it, and the rest is looked through as well.

    What is read on the way is never reckoned with.
    """
    small_plan(tmp_path)
    told = "b.yaml:5: because: «#» begynner en merknad, så resten av linjen blir ikke lest – skriv"
    changes = "  - {set: lines.film, to: 100, because: nr #12, source: Sak}\n"
    write(tmp_path, "b.yaml", f"{HEAD}changes:\n{changes}")
    alone = faults(load_scenario, PlanFolder.open(tmp_path), "b")
    changes += "  - {raise: lines.flm, by: 1, because: X}\n"
    write(tmp_path, "b.yaml", f"{HEAD}changes:\n{changes}")
    both = faults(load_scenario, PlanFolder.open(tmp_path), "b")
    assert alone == [f'{told} because: "nr #12"']
    assert both == [*alone, "b.yaml:6: raise: «lines.flm» er ukjent – mente du «lines.film»?"]


PIECES = (
    *("set", "raise", "transfer", "decide", "add", "scale", "to: 5", "by: -5", "because: X"),
    *("\n", "\n  - ", "{", "}", "[", "]", ", ", ": ", "- ", "  ", '"', "&a ", "*a", "!x ", "NO"),
    *("lines.film", "lines.hub", "lines.open", "funding.county", "assumptions.eur_nok", "match"),
    *("grant", "denied", "release", "cover", "balancing: {policy: ranked, order: [film]}", "0,5"),
    *("combines: [s]", "combines: [t]", "from_date: 2026-01-01", "-1", "9" * 20, "\u202e", "~"),
)


@given(st.data())
def test_broken_scenario_is_calculated_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A scenario with pieces cut out and put in raises nothing but `InputError`."""
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    plan = load_plan(write_plan(folder))
    write_scenario(folder, "t", "set: lines.talk, to: 100")
    write_scenario(
        folder,
        "s",
        "set: funding.county, to: 700",
        "transfer: 5, from: lines.film, to: lines.hub.work",
        "decide: grant, as: denied, response: keep",
        more="combines: [t]\nbalancing: {policy: leave_open}",
    )
    file = folder / "scenarios" / "s.yaml"
    text = file.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    file.write_bytes(text.encode("utf-8"))
    assert all(problem.text for problem in _problems(folder, plan))


def _problems(folder: Path, plan: Plan) -> tuple[Problem, ...]:
    try:
        scenario_result(PlanFolder(folder, plan), "s")
    except InputError as error:
        return error.problems or (Problem("", "", ""),)
    return ()
