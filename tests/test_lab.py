"""`ipr lab` opens a working copy of all notebooks, made for the plan, and loses nobody's work."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest

from ipr.cli import DONE, main
from ipr.commands import open as lab
from ipr.plan.load import DATA_VARIABLE, NOTEBOOKS, PROJECT
from ipr.teach.lessons import SOURCES
from ipr.teach.working_copy import LESSONS, START, TEACHER, fresh_copy
from tests.small_plan import LEAST, write_plan

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow  # working copies are made

ADDRESS = re.compile(r"(http://(?:localhost|127\.0\.0\.1):\d+)/lab\S*\?token=(\w+)")
FIRST = PROJECT / "data" / "lillehammer-2026"
OTHER = Path(__file__).parent / "cases" / "nordfjella-2027"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with the first plan and something of ours beside it."""
    shutil.copytree(FIRST, tmp_path / "data" / FIRST.name)
    (tmp_path / "tests").mkdir()
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """What would have been started, and in which surroundings."""
    found: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(lab, "ended_well", lambda *told: not found.append(told))
    return found


def answering(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> list[str]:
    """Answer each question so, or let there be nobody to answer; return what was asked."""
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", answered)
    return asked


def changed(path: Path, source: str) -> str:
    """Write in a notebook's last cell, and return the file's text."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = source
    nbformat.write(notebook, path)
    return path.read_text(encoding="utf-8")


def test_it_opens_the_start_page_of_a_whole_copy(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """Every notebook, lesson, the glossary and the teacher's page are there, and START opens."""
    assert main(["lab", "--no-browser", "--port", "8899"]) == DONE
    arguments, surroundings = started[0]
    assert f"--ServerApp.root_dir={place}" in arguments
    assert f"--LabApp.default_url=/lab/tree/arbeid/{START}" in arguments
    assert {"--no-browser", "--ServerApp.port=8899"} <= set(arguments)
    assert surroundings[DATA_VARIABLE] == str(place / "data")
    copied = {path.relative_to(place / "arbeid") for path in (place / "arbeid").rglob("*.ipynb")}
    ours = {path.relative_to(NOTEBOOKS) for path in NOTEBOOKS.rglob("*.ipynb")}
    assert copied == ours | {Path(TEACHER)}


def test_nothing_that_gives_answers_away_lies_beside_the_lessons(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """In sight are the copy, data and outputs: no sources of lessons, and nothing else of ours."""
    main(["lab"])
    (hidden,) = [word for word in started[0][0] if "hide_globs" in word]
    assert "'tests'" in hidden
    assert not [name for name in ("'data'", "'outputs'", "'arbeid'") if name in hidden]
    wrong = "wrong:"
    assert any(wrong in file.read_text(encoding="utf-8") for file in SOURCES.glob("*.md"))
    for file in (place / "arbeid").rglob("*"):
        assert file.suffix in {"", ".ipynb"}
        assert file.is_dir() or wrong not in file.read_text(encoding="utf-8")


def test_what_one_has_written_stays(
    place: Path, started: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is kept by a plain start; --fresh asks first, and only a yes discards it.

    A notebook of one's own is never touched, and one that was only run is renewed unasked.
    """
    main(["lab"])
    work = place / "arbeid"
    own = work / "min.ipynb"
    own.write_text("{}", encoding="utf-8")
    mine = changed(work / START, "mitt = 1")
    (work / LESSONS / "ordliste.ipynb").unlink()
    ran = work / "01_planen.ipynb"
    notebook = nbformat.read(ran, as_version=4)
    notebook.cells[2].outputs = []
    nbformat.write(notebook, ran)
    asked = answering(monkeypatch, "nei")
    main(["lab"])
    assert (work / LESSONS / "ordliste.ipynb").exists()
    assert not asked
    for answer in ("nei", "", None):
        asked = answering(monkeypatch, answer)
        main(["lab", "--fresh"])
        assert len(asked) == 1
        assert (work / START).read_text(encoding="utf-8") == mine
    answering(monkeypatch, "ja")
    main(["lab", "--fresh"])
    assert (work / START).read_text(encoding="utf-8") != mine
    assert nbformat.read(ran, as_version=4).cells[2].outputs
    assert own.read_text(encoding="utf-8") == "{}"
    asked = answering(monkeypatch, "ja")
    main(["lab", "--fresh"])
    assert asked == []
    assert len(started) == 7


def test_a_file_that_is_no_notebook_any_more_counts_as_work(
    place: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read as a notebook is asked about too."""
    main(["lab"])
    (place / "arbeid" / START).write_text("ikke json", encoding="utf-8")
    asked = answering(monkeypatch, "nei")
    main(["lab", "--fresh"])
    assert len(asked) == 1
    assert len(started) == 2


def test_another_plan_has_a_copy_of_its_own(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """Its notebooks ask for that plan, its incomes and its scenarios, and show nothing of ours."""
    assert main(["lab", "--plan", str(OTHER)]) == DONE
    work = place / "arbeid" / OTHER.name
    assert f"--LabApp.default_url=/lab/tree/arbeid/{OTHER.name}/{START}" in started[0][0]
    texts = {path.name: path.read_text(encoding="utf-8") for path in work.rglob("*.ipynb")}
    parameters = json.loads(texts["08_egen_analyse.ipynb"])["cells"][2]["source"]
    assert "Ubrukt fra 2026" in "".join(parameters)
    assert "(../../outputs/nordfjella-2027/index.html)" in texts[START]
    glossary = texts.pop("ordliste.ipynb")
    assert glossary
    named = [name for name, text in texts.items() if "lillehammer-2026" in text]
    assert named == []


def test_a_copy_without_the_first_page_opens_another(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """Where no line of a plan can be changed there is no START, and the plan itself is opened."""
    (place / "minst-2028").mkdir()
    (place / "minst-2028" / "plan.yaml").write_text(LEAST, encoding="utf-8")
    assert main(["lab", "--plan", str(place / "minst-2028")]) == DONE
    (opened,) = (word for word in started[0][0] if "default_url" in word)
    assert opened.endswith("/arbeid/minst-2028/01_planen.ipynb")
    assert (place / opened.partition("/lab/tree/")[2]).is_file()


def test_a_small_plan_has_a_copy_too(tmp_path: Path) -> None:
    """However little there is in a plan, its copy can be made."""
    copied = fresh_copy(write_plan(tmp_path / "data" / "liten-2026"))
    assert {START, TEACHER, "02_scenario.ipynb"} <= copied.keys()
    assert "07_gjennomregning.ipynb" not in copied
    for start, whole in ((copied[START], copied), (fresh_copy(FIRST)[START], fresh_copy(FIRST))):
        led_to = set(re.findall(r"\]\((\w+\.ipynb)\)", start))
        assert led_to == {name for name in whole if "/" not in name} - {START}


def test_what_became_of_jupyterlab_is_the_status() -> None:
    """A program that ends badly makes the command end so."""
    assert lab.ended_well([sys.executable, "-c", "import os; assert os.environ['A']"], {"A": "1"})
    assert not lab.ended_well([sys.executable, "-c", "raise SystemExit(1)"], {})


@contextmanager
def begun(place: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A JupyterLab that `ipr lab` has started here in a group of its own: address and token."""
    # Started from a background job these tests would have their child ignore Ctrl-C.
    as_usual = (
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "for one in (signal.SIGTERM, signal.SIGHUP):\n    signal.signal(one, signal.SIG_DFL)\n"
        "from ipr.cli import main\n"
        "raise SystemExit(main(['lab', '--no-browser', '--port', '0']))"
    )
    own = {"JUPYTER_CONFIG_DIR": str(place / "jupyter"), "JUPYTERLAB_SETTINGS_DIR": str(place)}
    with subprocess.Popen(
        [sys.executable, "-c", as_usual],
        cwd=place,
        env=os.environ | own,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        assert program.stderr
        lines = (ADDRESS.search(line) for line in program.stderr)
        address = next(found for found in lines if found)
        drained = threading.Thread(target=program.stderr.read, daemon=True)
        drained.start()
        try:
            _listened(program, int(address[1].rpartition(":")[2]))
            yield program, address[1], address[2]
        finally:
            if program.poll() is None:  # a test has failed
                os.killpg(program.pid, signal.SIGKILL)


def _listened(program: subprocess.Popen[str], port: int) -> None:
    """Wait until the server listens: it tells its address a moment before."""
    end = time.monotonic() + 60
    while program.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("localhost", port), timeout=5):
            return
        time.sleep(0.05)
    pytest.fail("JupyterLab never listened at its address")


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_jupyterlab_ends_with_the_command(place: Path, name: str) -> None:
    """By Ctrl-C, which reaches both, or by the system's wish, which does not; kernels end too."""
    with begun(place) as (program, address, token):
        asked = urllib.request.Request(  # noqa: S310 - our own server
            f"{address}/api/kernels", b"{}", {"Authorization": f"token {token}"}
        )
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - as above
            assert answer.status == HTTPStatus.CREATED
        family = psutil.Process(program.pid).children(recursive=True)
        assert len(family) > 1
        if name == "SIGINT":
            os.killpg(program.pid, signal.SIGINT)
        else:
            program.send_signal(getattr(signal, name))
        _, alive = psutil.wait_procs(family, timeout=60)
        for process in alive:
            process.kill()
        assert alive == []
        assert program.wait(60) == DONE


@pytest.fixture
def jupyter(place: Path) -> Iterator[str]:
    """The address of a JupyterLab that `ipr lab` has started here."""
    with begun(place) as (program, address, token):
        yield f"{address}/lab/tree/arbeid/{START}?token={token}"
        program.terminate()
        program.wait(30)


def test_one_can_work_in_the_dark_and_export(jupyter: str, browser: Browser) -> None:
    """In a real JupyterLab START runs, is readable in the dark, and our exports come first."""
    page = browser.new_page(viewport={"width": 1400, "height": 4000})
    address, _, token = jupyter.partition("?")
    settings = "/lab/api/settings/@jupyterlab/apputils-extension:themes"
    dark = {"raw": json.dumps({"theme": "JupyterLab Dark"})}
    made = page.request.put(f"{address.partition('/lab/')[0]}{settings}?{token}", data=dark)
    assert made.ok
    page.goto(jupyter)
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    # Before the kernel is there, a click asks which kernel one wants.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    page.locator(".jp-OutputArea-output svg, .jp-OutputArea-output img").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.jp-InputPrompt').length > 4 && "
                           "![...document.querySelectorAll('.jp-InputPrompt')]"
                           ".some(e => e.textContent.includes('*'))")  # fmt: skip
    ink = page.locator(".ipr td.number").first.evaluate("e => getComputedStyle(e).color")
    assert min(map(int, re.findall(r"\d+", ink)[:3])) > 0xB0, f"{ink} on a dark ground"
    page.locator(".lm-MenuBar-itemLabel", has_text="File").click()
    page.locator(".lm-Menu-itemLabel", has_text="Save and Export Notebook As").hover()
    page.locator(".lm-Menu-itemLabel", has_text="Rapport_PDF").wait_for()
    offered = page.locator(".lm-Menu").last.locator(".lm-Menu-itemLabel").all_inner_texts()
    assert offered[:3] == ["Rapport_HTML", "Rapport_PDF", "Rapport_Word"]
    page.close()


def test_a_plan_without_scenarios_has_no_notebook_that_needs_them(place: Path) -> None:
    """A comparison and a sweep are left out where there is nothing to compare or to sweep."""
    for folder in ("scenarios", "sweeps"):
        shutil.rmtree(place / "data" / FIRST.name / folder)
    copied = fresh_copy(place / "data" / FIRST.name)
    assert not {"03_sammenligning.ipynb", "07_gjennomregning.ipynb"} & copied.keys()
    assert 'scenario: str = \\"planen\\"' in copied["02_scenario.ipynb"]
