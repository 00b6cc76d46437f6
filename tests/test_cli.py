"""The command line: every command, its exit status, and errors in Norwegian that write nothing."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from ipr.cli import COMMANDS, DONE, FAILED, WRONG_INPUT, main
from ipr.doors.folder import SCHEMA_FOLDER, PlanFolder, load_plan
from ipr.plan.inputs import inputs_of
from ipr.plan.load import DATA_VARIABLE, PROJECT
from ipr.publish import runner
from ipr.publish.job import FORMATS, Job
from ipr.publish.manifest import read_manifest
from ipr.publish.runner import Report
from tests.small_plan import LEAST, write_plan, write_scenario

FIRST = PROJECT / "data" / "lillehammer-2026"
SECOND = PROJECT / "tests" / "cases" / "nordfjella-2027"
ENGLISH = (
    "usage",
    "error",
    "invalid",
    "required",
    "argument ",
    "unrecognized",
    "expected",
    "show this",
)

Told = tuple[int, str, str]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one small plan, in the place of the project's own."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    write_scenario(folder, "planen")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    monkeypatch.setenv(DATA_VARIABLE, str(folder.parent))
    monkeypatch.chdir(tmp_path)
    return folder


def tell(capsys: pytest.CaptureFixture[str], *arguments: str) -> Told:
    """Run a command; return its exit status and what it told, out and err."""
    capsys.readouterr()
    status = main(list(arguments))
    told = capsys.readouterr()
    return status, told.out.replace("\u00a0", " "), told.err.replace("\u00a0", " ")


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for what an editor reads of the plan."""
    return {
        str(file): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.parent.name != SCHEMA_FOLDER
    }


def test_without_a_command_it_says_what_one_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    """`ipr` alone names commands that exist, and is no error."""
    status, out, err = tell(capsys)
    named = {line.split()[1] for line in out.splitlines() if line.startswith("  ipr ")}
    assert (status, err) == (DONE, "")
    assert named
    assert named <= set(COMMANDS)


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`ipr --version` tells the version that is installed."""
    assert tell(capsys, "--version") == (DONE, f"ipr {version('ipr-workbook')}\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ipr sh", {"show"}),
        ("ipr show mi", {"mindre"}),
        ("ipr run planen --fo", {"--formats", "--force"}),
    ],
)
def test_a_shell_completes_commands_options_and_ids(
    data: Path, tmp_path: Path, line: str, offered: set[str]
) -> None:
    """What a shell asks for by way of argcomplete is answered, with this plan's own scenarios."""
    answer = tmp_path / "svar"
    asking = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        DATA_VARIABLE: str(data.parent),
    }
    command = [sys.executable, "-m", "ipr"]
    subprocess.run(command, cwd=PROJECT, env=os.environ | asking, check=True)
    assert {word.strip() for word in answer.read_text(encoding="utf-8").split("\n")} == offered


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_norwegian(capsys: pytest.CaptureFixture[str], command: Sequence[str]) -> None:
    """The help of every command is in Norwegian to its last word."""
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out.lower()
    assert told.startswith("bruk: ipr")
    assert not [word for word in ENGLISH if word in told]


TOLD: dict[tuple[str, ...], tuple[str, ...]] = {
    ("check",): ("liten-2026: planen og 1 scenario er uten feil.\n",),
    ("list",): ("Scenario  Udisponert ramme", "\nmindre                 200  i balanse"),
    ("show", "mindre"): ("Det er 100 kroner mindre igjen enn i planen.", "Kommer senere"),
    ("explain", "mindre", "reserve"): ("Overført",),
    ("audit",): ("liten-2026: ",),
}


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("arguments", TOLD, ids=" ".join)
def test_a_command_that_looks_tells_what_it_found(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """Check, list, show, explain and audit tell of the plan, status 0 and no word aside."""
    status, out, err = tell(capsys, *arguments)
    assert (status, err) == (DONE, "")
    assert [words for words in TOLD[arguments] if words not in out] == []


def test_check_counts_the_scenarios_beside_the_plan(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan is no scenario of its own, whether or not it has a file among them."""
    (data / "scenarios" / "mindre.yaml").unlink()
    for text in (None, "title: Planen\nquestion: Hva?\nstatus: kladd\n"):
        if text:
            (data / "scenarios" / "planen.yaml").write_text(text, encoding="utf-8")
        assert tell(capsys, "check") == (DONE, "liten-2026: planen er uten feil.\n", "")


def test_check_tells_all_that_is_wrong(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The faults of every scenario come at once, each with file and line."""
    write_scenario(data, "en", "set: funding.rst, to: 100")
    write_scenario(data, "to", "set: funding.rest, to: 1.5")
    status, out, err = tell(capsys, "check")
    assert (status, out) == (WRONG_INPUT, "")
    assert err.startswith("en.yaml:5: set: ")
    assert "mente du «funding.rest»?" in err
    assert "to.yaml:5" in err


def test_check_tells_what_nobody_has_written_yet(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file to fill in is told as that until it is, and a scenario without effect as such."""
    assert tell(capsys, "new", "mal", "--template")[0] == DONE
    write_scenario(data, "lik", "set: funding.rest, to: 200")
    status, out, err = tell(capsys, "check")
    assert (status, err) == (DONE, "")
    assert out.splitlines()[1:] == [
        "  lik: endrer ingenting ennå",
        "  mal: endrer ingenting ennå, og «title», «question» og «because» er som i malen",
    ]
    file = data / "scenarios" / "mal.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("to: [0-9 ]+", "to: 1", text), encoding="utf-8")
    _, out, _ = tell(capsys, "check")
    assert "  mal: «title», «question» og «because» er som i malen\n" in out


@pytest.mark.parametrize("folder", [FIRST, SECOND], ids=lambda folder: folder.name)
def test_check_has_nothing_to_add_of_finished_scenarios(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Of a scenario that changes, answers or chooses something, check tells nothing aside."""
    status, out, err = tell(capsys, "check", "--plan", str(folder))
    assert (status, err, len(out.splitlines())) == (DONE, "", 1)


@pytest.mark.usefixtures("data")
def test_show_as_json_is_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """The figures alone, as whole numbers, and null for the line without amount."""
    status, out, _ = tell(capsys, "show", "mindre", "--json")
    lines = {"film": 150, "hub": 300, "fee": 80, "talk": 170, "open": None}
    assert status == DONE
    assert json.loads(out) == {
        "scenario": "mindre",
        "frame_nok": 900,
        "allocated_nok": 700,
        "reserve_nok": 200,
        "shortfall_nok": 0,
        "gross_activity_nok": 750,
        "lines": lines,
    }


@pytest.mark.usefixtures("data")
def test_inputs_are_listed_with_value_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    """Every input stands with label, value in the plan, name and source, then the conditions."""
    status, out, _ = tell(capsys, "inputs", "--plan", str(FIRST))
    plan = load_plan(FIRST)
    assert status == DONE
    for name, item in inputs_of(plan).items():
        assert re.search(rf"^  {re.escape(name)} +{re.escape(item.source)}$", out, re.MULTILINE)
    assert "\nOverføring fra 2025 – 1 000 000 kroner\n  funding.carry_over " in out
    assert "\nEurokurs – 13,00 NOK per EUR\n" in out
    assert "\nØkt innenforskap – Avventer hovedprosjekt\n" in out
    assert [item.id for item in plan.conditions if item.decision and f"\n  {item.id} " in out] == [
        item.id for item in plan.conditions if item.decision
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["REISEMÅL", "konferansen"], {"lines.destination.holiday_home_conference"}),
        (["eurokurs"], {"assumptions.eur_nok"}),
        (["moms", "prosent"], {"assumptions.vat_rate"}),
        (["MVA", "prosent"], {"assumptions.vat_rate"}),
        (["4 filmsatsing"], {"lines.film", "film_new_design"}),
        (["inside"], {"funding.cyberland_carry_over.counted"}),
    ],
)
def test_inputs_are_found_by_words(
    capsys: pytest.CaptureFixture[str], words: list[str], names: set[str]
) -> None:
    """Words of the label, the unit, the heading or the source find an input, in any case."""
    status, out, _ = tell(capsys, "inputs", *words, "--plan", str(FIRST))
    assert status == DONE
    assert {line.split()[0] for line in out.splitlines() if line.startswith("  ")} == names


def test_what_is_not_found_is_told_as_it_was_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan without VAT has nothing about *moms*, and that is the word it is told by."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    status, _, err = tell(capsys, "inputs", "Moms", "--plan", str(tmp_path))
    assert (status, err) == (WRONG_INPUT, "ORD: ingenting har «Moms» i seg\n")


BAD_IDS = (
    "finnes-ikke", "../planen", "planen/../planen", "/etc/passwd", "..", ".", "", " ",
    "con", "nul", "com1", "Planen", "planen.yaml", "a\\b", "planen\x00", "x" * 300, "planen+planen",
    "planen+", "+", "æ", "-",
)  # fmt: skip


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("command", ["show", "explain", "run", "compare", "new"])
def test_bad_ids_are_refused_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """An id that is no file's is the user's error, in one Norwegian line, before anything runs."""
    before = files(tmp_path)
    more = {"explain": ["reserve"], "run": ["--out", "ut"], "compare": ["--out", "ut"]}
    # One way of reading ids for all commands: one of them is tried with all, and a new one may
    # have the first.
    for scenario in BAD_IDS if command == "show" else BAD_IDS[1::4]:
        status, out, err = tell(capsys, command, scenario, *more.get(command, []))
        assert (status, out) == (WRONG_INPUT, ""), scenario
        assert len(err.splitlines()) == 1, scenario
        assert not [word for word in (*ENGLISH, "Traceback") if word in err.replace(scenario, "")]
    assert files(tmp_path) == before
    assert not (tmp_path / "ut").exists()


WRONG: dict[tuple[str, ...], str] = {
    ("shwo",): "kommandoen «shwo» er ukjent – mente du «show»?",
    ("show",): "mangler: ID",
    ("show", "planen", "--jsn"): "ukjente argumenter: --jsn",
    ("show", "planen", "--plan"): "mangler en verdi",
    ("show", "planen", "--plan", "finnes-ikke"): "«finnes-ikke» er ukjent",
    ("show", "planen", "--plan", "data"): "mappen «data» har ingen plan",
    ("run", "--formats", "pdff"): "formatet «pdff» er ukjent – mente du «pdf»?",
    ("run", "--formats", ""): "er ukjent",
    ("run", "--jobs", "0"): "ikke et helt tall fra 1",
    ("run", "--jobs", "-1"): "",
    ("run", "--jobs", "to"): "«to» er ikke et helt tall",
    ("run", "--date", "15.01.2026"): "er ikke en dato – skriv år-måned-dag",
    ("run", "--date", "2026-02-30"): "finnes ikke i kalenderen",
    ("run", "planen", "finnes-ikke", "heller-ikke"): "heller-ikke",
    ("compare", "mindre", "--against", "finnes-ikke"): "«finnes-ikke» er ukjent",
    ("compare", "planen", "mindre"): "«planen» kan ikke sammenlignes med seg selv",
    ("compare", "mindre", "mindre"): "«mindre» står to ganger",
    ("compare", "planen+mindre", "--against", "mindre+planen"): "med seg selv",
    ("inputs", "overført", "foredrag"): "ingenting har alle ordene i seg",
    ("inputs", "overfrt"): "ingenting har «overfrt» i seg – mente du «Overført»?",
    ("explain", "planen"): "mangler: TALL",
    ("explain", "mindre", "reserv"): "«reserve»",
    ("run", "--edition", "hel"): "«hel» er ukjent – tillatt er «both», «full», «short»",
    ("export", "plna", "ny.xlsx"): "plan: «plna» er ukjent – mente du «plan»?",
    ("export", "plan.xlsx", "x.xlsx"): "plan: «plan.xlsx» er ukjent – mente du «plan»?",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_arguments_are_told_in_norwegian(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """What was found and what is allowed, exit status 2, and no file."""
    before = files(tmp_path)
    out_folder = ["--out", "ut"] if arguments[0] in {"run", "compare"} else []
    status, out, err = tell(capsys, *arguments, *out_folder)
    assert (status, out) == (WRONG_INPUT, "")
    assert WRONG[arguments] in err
    assert not [word for word in ENGLISH if word in err]
    assert files(tmp_path) == before
    assert data.is_dir()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"title: \xff", "UTF-8"),
        (b"title: T\ntitle: T\n", "title"),
        (b"titel: T\nquestion: Hva?\nstatus: kladd\n", "mente du «title»?"),
        (f"title: {'x' * 20_000}\nquestion: Hva?\n".encode(), "rar.yaml:1: title: teksten er på"),
    ],
)
def test_faulty_file_is_told_with_its_line(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    expected: str,
) -> None:
    """A file that cannot be read in one way only is refused by run, with no report made."""
    (data / "scenarios" / "rar.yaml").write_bytes(content)
    before = files(tmp_path)
    for arguments in (["check"], ["show", "rar"], ["run", "rar", "planen", "--out", "ut"]):
        status, out, err = tell(capsys, *arguments)
        assert (status, out) == (WRONG_INPUT, "")
        assert "rar.yaml" in err
        assert expected in err
    assert files(tmp_path) == before


def test_a_file_with_a_bad_name_stops_only_what_takes_every_scenario(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of another scenario is done, and the file is told; check, list and run stop."""

    def make(folder: PlanFolder, jobs: Sequence[Job], out: Path, **_: object) -> list[Report]:
        return [Report(job, folder.path / str(out)) for job in jobs]

    monkeypatch.setattr("ipr.commands.run.make_reports", make)
    (data / "scenarios" / "Min fil.yaml").write_text("title: T\n", encoding="utf-8")
    told = "scenarios/Min fil.yaml: filnavnet er scenarioets id: «Min fil» er ikke"
    assert "Min fil" not in PlanFolder.open(data).well_named
    one = (["show", "mindre"], ["explain", "mindre", "reserve"], ["compare", "mindre"])
    for arguments in (*one, ["run", "mindre"], ["new", "ny", "--template"]):
        status, out, err = tell(capsys, *arguments)
        assert (status, err.startswith(f"Merk: {told}")) == (DONE, True), arguments
        assert out
    for arguments in (["check"], ["list"], ["run"], ["show", "min-fil"]):
        status, out, err = tell(capsys, *arguments)
        assert (status, out, err.startswith(told)) == (WRONG_INPUT, "", True), arguments


def test_plan_without_scenarios_still_has_itself(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no scenario file there is still the plan as it is, by its own title."""
    for file in (data / "scenarios").iterdir():
        file.unlink()
    status, out, _ = tell(capsys, "list")
    assert status == DONE
    assert [line.split()[0] for line in out.splitlines()] == ["Scenario", "planen"]
    assert "Liten plan" in out


def test_run_tells_what_became_of_each(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made, unchanged or failed is told beside reserve and verdict; one failure gives status 1."""

    def make(folder: PlanFolder, jobs: Sequence[Job], out: Path, **options: object) -> list[Report]:
        assert (folder.path, out, options["at_once"]) == (data, Path("ut"), 3)
        assert {job.date for job in jobs} == {"2026-01-15"}
        place = tmp_path / "ut"
        return [
            Report(jobs[0], place, ("celle 3: galt",)),
            Report(jobs[1], place, unchanged=True),
            *(Report(job, place) for job in jobs[2:]),
        ]

    monkeypatch.setattr("ipr.commands.run.make_reports", make)
    status, out, err = tell(
        capsys, "run", "--out", "ut", "--jobs", "3", "--date", "2026-01-15", "--force"
    )
    assert status == FAILED
    table = [line.split() for line in out.splitlines()]
    assert table[1] == ["mindre", "200", "i", "balanse", "FEILET"]
    assert table[2] == ["planen", "300", "i", "balanse", "uendret"]
    assert err == "mindre feilet: celle 3: galt\n"


def test_disk_that_cannot_be_written_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where reports cannot be put the reason is told in Norwegian, with exit status 1."""
    (tmp_path / "ut").write_text("en fil, ingen mappe", encoding="utf-8")
    status, _, err = tell(capsys, "run", "planen", "--out", "ut", "--plan", str(data))
    assert status == FAILED
    assert err.startswith("Kan ikke lese eller skrive (")
    assert "mappe" in err
    assert (tmp_path / "ut").read_text(encoding="utf-8") == "en fil, ingen mappe"


def test_what_cannot_be_written_is_told_by_its_own_name(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hidden name that a file or a folder is written under is nobody's."""

    def refused(dir: Path, prefix: str, suffix: str = "") -> str:  # noqa: A002 - tempfile's name
        raise PermissionError(errno.EACCES, "", str(dir / f"{prefix}a1_b2c3d{suffix}"))

    file = tell(capsys, "export", "plan", "mangler/p-2.xlsx", "--plan", str(data))
    monkeypatch.setattr("tempfile.mkdtemp", refused)
    folder = tell(capsys, "init", "min-plan-2027")
    for told, name in ((file, "p-2.xlsx"), (folder, "min-plan-2027")):
        assert told[0] == FAILED
        assert told[2].startswith(f"Kan ikke lese eller skrive ({name}): ")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_a_reader_that_has_enough_is_no_fault(data: Path) -> None:
    """`ipr list | head` ends in silence when whoever reads goes before all is told."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "ipr", "list", "--plan", str(data)]
    # What is told is written when all is told, unless the surroundings ask for it at once.
    held = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    for env in (held, held | {"PYTHONUNBUFFERED": "1"}):
        done = subprocess.run(
            command, cwd=PROJECT, env=env, stdout=writing, stderr=subprocess.PIPE, check=False
        )
        assert (done.returncode, done.stderr) == (DONE, b"")
    os.close(writing)


@pytest.mark.slow
@pytest.mark.usefixtures("staying")
def test_a_comparison_stands_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comparison stands alone: own title, question and case, and a workbook of the scenarios."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load

    write_scenario(data, "uten", "set: funding.rest, to: 0")
    own = (
        "--title",
        "To svar",
        "--question",
        "Hva dekker det?",
        "--case",
        "Vedlegg 3 til sak 1/26",
    )
    formats = ("--formats", "xlsx,html", "--out", "ut")
    status, _, err = tell(capsys, "compare", "mindre", "uten", *own, *formats)
    assert (status, err) == (DONE, "")
    name = "sammenligning-mindre-uten-mot-planen"
    place, stem = tmp_path / "ut" / data.name / f"_{name}", f"ipr-liten_hop-2026_{name}"
    assert {file.name for file in place.glob("[!.]*")} == {
        f"{stem}.{ending}" for ending in ("html", "ipynb", "xlsx")
    }
    page = (place / f"{stem}.html").read_text(encoding="utf-8")
    assert all(words in page for words in ("<h1>To svar</h1>", own[3], own[5]))
    assert "To svar" in (place.parent / "index.html").read_text(encoding="utf-8")
    sheet = load_workbook(place / f"{stem}.xlsx", data_only=True)["Sammenligning"]
    rows = {row[1]: row[4] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert {name: rows[name] for name in ("planen", "mindre", "uten")} == {
        "planen": 300,
        "mindre": 200,
        "uten": 100,
    }


@pytest.mark.slow
@pytest.mark.usefixtures("staying")
def test_second_plan_gets_its_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All scenarios of a plan nobody wrote code for come out in every format, and hold."""
    plan, out = shutil.copytree(SECOND, tmp_path / SECOND.name), tmp_path / "ut"
    ids = {"planen", "gaver-annerledes", "vedtatt-gaver"}  # few, for each takes a second
    for file in (plan / "scenarios").glob("*.yaml"):
        if file.stem not in ids:
            file.unlink()
    status, made, err = tell(capsys, "run", "--jobs", "1", "--plan", str(plan), "--out", str(out))
    assert status == DONE, made + err
    manifest = read_manifest(out / SECOND.name)
    assert {name for name in manifest.reports if not name.startswith("_")} == ids
    suffixes = {f".{name}" for name in FORMATS} | {".ipynb", ".json"}
    for name in ids:
        assert {file.suffix for file in (out / SECOND.name / name).iterdir()} == suffixes
    status, told, _ = tell(capsys, "verify", str(out / SECOND.name), "--plan", str(plan))
    assert status == DONE, told
    assert FIRST.name not in made + told
    assert runner.output_folder(SECOND.name, out) == out / SECOND.name
