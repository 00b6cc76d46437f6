"""An editor knows the plan: what the schemas take, offer and refuse, and where they stand."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ipr.cli import main
from ipr.doors.folder import MODELINE, SCHEMA_FOLDER, PlanFolder
from ipr.plan.inputs import inputs_of
from ipr.plan.load import PROJECT
from ipr.present.schema import plan_schema, scenario_schema, write_schemas
from tests.plans import FOLDERS, LILLEHAMMER, PLAN

FIRST = LILLEHAMMER.path
SERVER = "yaml-language-server@1.25.0"
CLIENT = Path(__file__).with_name("yaml_language_server.mjs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the first plan's folder, without what an editor reads."""
    target = tmp_path / "data" / FIRST.name
    return shutil.copytree(FIRST, target, ignore=shutil.ignore_patterns(SCHEMA_FOLDER))


def plain(file: Path) -> Any:
    """A file's content as an editor's validator sees it: plain values, days as text."""
    return json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str))


def faults(schema: dict[str, Any], content: Any) -> list[str]:
    """What a validator says of a file."""
    validator = jsonschema.Draft7Validator(schema)
    return [f"{[*error.path]}: {error.message}" for error in validator.iter_errors(content)]


@functools.cache
def schema_of_first() -> dict[str, Any]:
    """What a scenario of the first plan may hold."""
    return scenario_schema(PLAN, LILLEHAMMER.scenario_ids)


@pytest.mark.parametrize("found", FOLDERS.values(), ids=lambda folder: folder.name)
def test_shipped_files_are_valid(found: PlanFolder) -> None:
    """Each plan, and each of its scenarios, is what its schema says."""
    schema = scenario_schema(found.plan, found.scenario_ids)
    for made in (schema, plan_schema()):
        jsonschema.Draft7Validator.check_schema(made)
    assert faults(plan_schema(), plain(found.path / "plan.yaml")) == []
    files = sorted((found.path / "scenarios").glob("*.yaml"))
    assert files
    assert {file.name: faults(schema, plain(file)) for file in files} == {
        file.name: [] for file in files
    }


CHANGE = {"set": "funding.carry_over", "to": "500 000", "because": "Derfor."}
WRONG: dict[str, dict[str, Any]] = {
    "input": {"changes": [{**CHANGE, "set": "funding.carryover"}]},
    "key": {"changes": [{**CHANGE, "becaus": "Derfor."}]},
    "condition": {"changes": [{"decide": "film", "as": "denied", "because": "Derfor."}]},
    "answer": {"changes": [{"decide": "county_youth_grant", "as": "nei", "because": "D."}]},
    "group": {"changes": [{"add": "x", "label": "X", "group": "y", "amount": 1, "because": "D."}]},
    "milestone": {"changes": [{**CHANGE, "milestone": "jul"}]},
    "amount": {"changes": [{"transfer": "1,5", "from": "lines.film", "to": "lines.youth"}]},
    "no reason": {"changes": [{"set": "funding.carry_over", "to": 1}]},
    "line that is cut": {"balancing": {"policy": "ranked", "order": ["filmen"]}},
    "funder": {"balancing": {"policy": "ask_funders", "shares": {"fylket": 1}}},
    "who gives once": {"balancing": {"policy": "ask_funders", "shares": {"carry_over": 1}}},
    "combined": {"combines": ["finnes-ikke"]},
    "status": {"status": "ferdig"},
    "place": {"where": "her"},
    "nothing": {"case": None},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_plan_does_not_have_is_marked(name: str) -> None:
    """A name, key or word that no file may hold is refused by the schema too."""
    schema = schema_of_first()
    base = {"title": "A", "question": "B?", "status": "kladd"}
    assert faults(schema, {**base, "changes": [CHANGE]}) == []
    assert faults(schema, {**base, **WRONG[name]})


def test_every_key_is_told_of_in_norwegian() -> None:
    """Each key has a text of ours; no class tells its own, which is for programmers."""
    for schema in (plan_schema(), schema_of_first()):
        for record in (schema, *schema["definitions"].values()):
            assert not {"title", "description"} & record.keys()
            for key, field in record.get("properties", {}).items():
                assert field.get("description"), key
    offered = schema_of_first()["definitions"]["SetChange"]["properties"]["set"]
    told = dict(zip(offered["enum"], offered["enumDescriptions"], strict=True))
    assert told["funding.carry_over"] == "Overføring fra 2025. I planen: 1 000 000 kroner."
    assert inputs_of(PLAN).keys() <= told.keys()


def test_check_writes_them_once(folder: Path) -> None:
    """`ipr check` writes both, and a second time, with nothing changed, touches no file."""
    assert main(["check", "--plan", str(folder)]) == 0
    files = sorted((folder / SCHEMA_FOLDER).iterdir())
    assert [file.name for file in files] == ["plan.json", "scenario.json"]
    before = [file.stat().st_mtime_ns for file in files]
    assert main(["check", "--plan", str(folder)]) == 0
    assert [file.stat().st_mtime_ns for file in files] == before


def test_git_does_not_see_them() -> None:
    """What is made of the plan is no part of it."""
    if shutil.which("git") is None or not (PROJECT / ".git").exists():
        pytest.skip("not a git checkout")
    made = FIRST / SCHEMA_FOLDER / "scenario.json"
    done = subprocess.run(["git", "check-ignore", "-q", str(made)], cwd=PROJECT, check=False)
    assert done.returncode == 0


def test_a_folder_that_cannot_be_written_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the editor's help the check is as good, and says what is missing."""
    (folder / SCHEMA_FOLDER).write_text("", encoding="utf-8")
    assert main(["check", "--plan", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "Editoren får ikke ny hjelp" in told
    assert "uten feil" in told


def test_a_new_file_names_its_schema(folder: Path) -> None:
    """A new scenario begins with the line by which an editor finds the schema, which is there."""
    assert main(["new", "ny", "--template", "--plan", str(folder)]) == 0
    first = (folder / "scenarios" / "ny.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == MODELINE
    assert (folder / "scenarios" / first.partition("$schema=")[2]).is_file()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The language server that editors use for YAML, fetched by npm."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("Node er ikke installert, så yaml-language-server er ikke prøvd")
    place = tmp_path_factory.mktemp("tjener")
    fetched = subprocess.run(
        [npm, "install", "--silent", "--prefix", str(place), SERVER],
        capture_output=True,
        check=False,
        timeout=240,
    )
    started = place / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if fetched.returncode or not started.is_file():
        pytest.skip("npm fikk ikke hentet yaml-language-server")
    return str(started)


@pytest.mark.slow
def test_the_editors_own_server_helps(folder: Path, server: str) -> None:
    """It offers the plan's inputs after `set:`, marks a misspelt one, and finds no other fault."""
    write_schemas(PlanFolder.open(folder))
    files = [folder / "plan.yaml", *sorted((folder / "scenarios").glob("*.yaml"))]
    for file in files[1:]:
        text = file.read_text(encoding="utf-8")
        file.write_text(f"{MODELINE}\n{text}", encoding="utf-8")
    plan = files[0].read_text(encoding="utf-8")
    line = f"# yaml-language-server: $schema={SCHEMA_FOLDER}/plan.json"
    files[0].write_text(f"{line}\n{plan}", encoding="utf-8")
    mine = folder / "scenarios" / "mitt.yaml"
    lines = [
        *(MODELINE, "title: A", "question: B?", "status: kladd", "changes:"),
        *("  - set: funding.carryover", "    to: 500 000", "    because: Derfor.", "  - set: "),
    ]
    mine.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["node", str(CLIENT), server, str(mine), "8", "9", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    answer = json.loads(done.stdout)
    offered = dict(answer["offered"])
    assert inputs_of(PlanFolder.open(folder).plan).keys() <= offered.keys()
    assert offered["funding.carry_over"] == "Overføring fra 2025. I planen: 1 000 000 kroner."
    marked = {text for at, text in answer["told"].pop(str(mine)) if at == 5}
    assert marked == {"Dette finnes ikke. «ipr inputs» viser det planen har."}
    assert answer["told"] == {str(file): [] for file in files}
