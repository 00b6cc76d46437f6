"""The same inputs and versions give the same bytes, wherever and whenever the reports are made."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import html as lxml_html

from ipr.cli import DONE, main
from ipr.plan.load import PROJECT
from ipr.publish.owned import MARKER_NAME
from ipr.reading.norwegian import written_date

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("staying")]
PLAN = PROJECT / "data" / "lillehammer-2026"
SCENARIOS = ("cyberland-innenfor-lavere-overforing", "innenforskap-hovedprosjekt")
STEM = "ipr-lillehammer_hop-2026"
HERE = {"TZ": "Europe/Oslo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
# The far side of the date line, where it is another day than in Norway for most of each day.
THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "2"}


def run(plan: Path, out: Path, surroundings: Mapping[str, str], *asked: str) -> dict[str, bytes]:
    """Run `ipr run` as asked, in surroundings of its own; return every file it made."""
    home = out.parent / f"home-{out.name}"
    home.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "ipr", "run", *asked, f"--plan={plan}", f"--out={out}"],
        env=os.environ | {"HOME": str(home), "PYTHONPATH": str(PROJECT)} | dict(surroundings),
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return files(out)


def files(out: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {
        file.relative_to(out).as_posix(): file.read_bytes()
        for file in sorted(out.rglob("*"))
        if file.is_file() and file.name != MARKER_NAME  # it says when, and by which process
    }


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The reports as made from the project's own folder."""
    return run(PLAN, tmp_path_factory.mktemp("her") / "ut", HERE, *SCENARIOS, "--jobs=1")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The reports as made from a copy of the plan, elsewhere, with another clock and language."""
    place = tmp_path_factory.mktemp("et annet sted å være")
    plan = shutil.copytree(PLAN, place / PLAN.name)
    return run(plan, place / "ut", THERE, *reversed(SCENARIOS), "--jobs=1")


def test_bytes_are_the_same(here: dict[str, bytes], there: dict[str, bytes]) -> None:
    """Another folder, home, time zone, language, order of work: not one byte differs."""
    assert set(here) == set(there)
    assert [name for name in here if here[name] != there[name]] == []
    kinds = {Path(name).suffix for name in here}
    assert kinds >= {".html", ".pdf", ".docx", ".ipynb", ".csv", ".json"}
    assert len(here) >= 5 * len(SCENARIOS) + 4


def test_nothing_tells_of_machine_or_day(here: dict[str, bytes]) -> None:
    """No path, user or today's date stands in any file that is text."""
    today = dt.datetime.now(dt.UTC).date()
    days = [today + dt.timedelta(days=step) for step in (-1, 0, 1)]
    forbidden = [str(PROJECT), *(written_date(day) for day in days), *map(str, days)]
    # A folder as short as «/» or «/root» may stand in a text by chance.
    forbidden += [str(Path.home())] if len(Path.home().parts) > 2 else []
    for name, content in here.items():
        if Path(name).suffix not in {".pdf", ".docx", ".xlsx"}:
            text = content.decode("utf-8")
            assert not [words for words in forbidden if words in text], name


def provenance(page: bytes) -> dict[str, list[str]]:
    """The lines that end a report: what, and each value."""
    words = lxml_html.fromstring(page).xpath("string(//footer/p)")
    told: dict[str, list[str]] = {}
    for part in words.removeprefix("Slik er dokumentet laget. ").split(" · "):
        what, _, value = part.partition(": ")
        told.setdefault(what, []).append(value)
    return told


def test_report_ends_with_what_made_it(here: dict[str, bytes]) -> None:
    """The last lines have plan, every scenario file, notebook, code, versions, command; no date."""
    found = provenance(here[f"{PLAN.name}/{SCENARIOS[0]}/{STEM}_{SCENARIOS[0]}.html"])
    assert "Dato" not in found
    job = json.loads(here[f"{PLAN.name}/manifest.json"])["reports"][SCENARIOS[0]]
    hashes = {values.rpartition(", ")[2] for row in found.values() for values in row}
    assert {known[:12] for known in job["inputs"].values()} <= hashes
    assert len(found["Scenario"]) == 3  # its own file, and the two it combines
    assert found["Kommando"] == [f"ipr run {SCENARIOS[0]} --plan {PLAN.name}"]
    assert "Python" in found["Programvare"][0]


def test_date_is_printed_when_given(here: dict[str, bytes], tmp_path: Path) -> None:
    """With `--date` that day stands in name, metadata and last lines, and nowhere else."""
    asked = ("run", SCENARIOS[1], "--date", "2026-01-15", "--formats", "html")
    assert main([*asked, f"--plan={PLAN}", f"--out={tmp_path}"]) == DONE
    dated = files(tmp_path)
    name = f"{PLAN.name}/{SCENARIOS[1]}/{STEM}_{SCENARIOS[1]}.html"
    there = name.replace("ipr-", "2026-01-15_ipr-")
    found = provenance(dated[there])
    assert found.pop("Dato") == ["15. januar 2026"]
    assert found.pop("Kommando") == [f"ipr run {SCENARIOS[1]} --plan {PLAN.name} --date 2026-01-15"]
    before = provenance(here[name])
    del before["Kommando"]
    assert found == before
    day = b'<meta name="dcterms.date" content="2026-01-15">\n'
    assert day in dated[there]
    pages = (dated[there].replace(day, b""), here[name])
    assert len({page.partition(b"<footer>")[0] for page in pages}) == 1
    assert dated[there.replace(".html", ".ipynb")] == here[name.replace(".html", ".ipynb")]
