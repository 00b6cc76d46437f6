"""A report as one record: what is asked for, what the worker is told, what the manifest keeps."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from ipr.plan.load import NOTEBOOKS, working_folder

FORMATS = ("html", "pdf", "docx", "xlsx")
EDITIONS = ("short", "full", "both")
Edition = Literal["short", "full", "both"]
SCENARIO, COMPARISON, SWEEP = (
    "02_scenario.ipynb",
    "03_sammenligning.ipynb",
    "07_gjennomregning.ipynb",
)
# No scenario's id begins with «_», so these folders are nobody else's.
OWN = "_egen-"  # how those of an analyst's own notebooks begin
PLAN_REPORTS = {
    "_planen": ("01_planen.ipynb", "Planen: hva den sier, og hva den lar stå åpent"),
    "_folsomhet": ("04_folsomhet.ipynb", "Følsomhet: hvilke forutsetninger betyr mest"),
    "_flere-aar": ("05_flere_aar.ipynb", "Årene etter planåret (illustrasjon)"),
}
"""The reports that tell more of the plan itself: folder, notebook, and title in the overview."""


# A name leads to nothing outside the folder it stands in; that of a file may have one folder more.
_NAME = r"(?!\.{1,2}(?:/|\Z))[^/\\:\x00]+"
Name = Annotated[str, StringConstraints(pattern=rf"\A{_NAME}\Z")]
FileName = Annotated[str, StringConstraints(pattern=rf"\A{_NAME}(?:/{_NAME})?\Z")]
Hash = Annotated[str, StringConstraints(pattern=r"\A[0-9a-f]{64}\Z")]
Formats = Annotated[tuple[str, ...], AfterValidator(lambda names: tuple(sorted(names)))]


class Kept(BaseModel):
    """A frozen record that is kept as JSON and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=True, regex_engine="python-re"
    )


class Job(Kept):
    """One report: its folder's name, the notebook, the notebook's parameters, the command for it.

    `notebook` is the name of one of our own, or the path of another; `edition` says which of the
    two is put on paper; `date` (year-month-day) is printed, if given. `inputs` has the SHA-256 of
    plan, scenarios, style, notebook and code, `versions` those of Python and what is installed:
    the same of all these gives the same bytes. `files` has the SHA-256 of each file of the
    report, once it is made, and `failed` that of the notebook of a later attempt that did not
    succeed.
    """

    name: Name
    notebook: str
    parameters: dict[str, str]
    command: str
    formats: Formats = FORMATS
    edition: Edition = "short"
    date: str | None = None
    inputs: dict[str, Hash] = {}
    versions: dict[str, str] = {}
    files: dict[Name, Hash] = {}
    failed: str = ""

    @property
    def notebook_path(self) -> Path:
        """Return where the notebook lies: among our own, or in the folder one works in."""
        return (working_folder() if self.is_own else NOTEBOOKS) / self.notebook

    @property
    def is_own(self) -> bool:
        """Whether an analyst has named a notebook of her own."""
        return self.name.startswith(OWN)

    @property
    def scenarios(self) -> list[str]:
        """Return the ids of the scenarios that the notebook's parameters name."""
        named = [self.parameters.get(key, "") for key in ("scenario", "scenarios", "against")]
        return list(dict.fromkeys(" ".join(named).split()))

    def asked_for(
        self,
        formats: Sequence[str] = FORMATS,
        date: str | None = None,
        edition: Edition = "short",
    ) -> Self:
        """Return the job for these formats, this printed date, and the short edition, full or both.

        Its command makes the report again also when a newer plan has come.
        """
        told = f" --date {date}" if date else ""
        told += "" if edition == "short" else f" --edition {edition}"
        asked = {"formats": tuple(sorted(formats)), "date": date, "edition": edition}
        return self.model_copy(update={**asked, "command": f"{self.command}{told}"})

    def made(self, files: Mapping[str, str]) -> Self:
        """Return the job as its record keeps it: no folder but one's own is told of."""
        path = Path(self.notebook)
        notebook = path.name if path.is_absolute() else self.notebook
        kept = {"notebook": notebook, "files": dict(files), "failed": ""}
        return self.model_copy(update=kept)

    def same_source(self, other: Job) -> bool:
        """Whether two reports are made from and by the same."""
        return self.made({}) == other.made({})


def scenario_job(plan: str, scenario: str) -> Job:
    """Return the report of a scenario of the plan with this name."""
    return _job(scenario, SCENARIO, plan, f"ipr run {scenario}", scenario=scenario)


def own_job(plan: str, scenario: str, notebook: Path) -> Job:
    """Return the report of a scenario by a notebook of one's own, in a folder of its own."""
    path, here = notebook.resolve(), working_folder().resolve()
    shown = path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
    stem = re.sub(r"[^\w.-]+", "-", path.stem).strip("-")
    words = f'ipr run {scenario} --notebook "{shown if path.is_relative_to(here) else path.name}"'
    return _job(f"{OWN}{stem}-{scenario}"[:100], shown, plan, words, scenario=scenario)


def plan_jobs(plan: str) -> list[Job]:
    """Return the reports that tell more of the plan itself."""
    return [_job(name, notebook, plan, "ipr run") for name, (notebook, _) in PLAN_REPORTS.items()]


def comparison_job(plan: str, ids: Sequence[str], against: str, **told: str) -> Job:
    """Return the report that compares scenarios with one of them.

    `told` may be its own title, question and case.
    """
    name = f"_sammenligning-{'-'.join([*ids, 'mot', against])}"[:100]
    command = f"ipr compare {' '.join(ids)} --against {against}"
    command += "".join(f" --{key} {shlex.quote(words)}" for key, words in told.items())
    given = {"scenarios": " ".join(ids), "against": against, **told}
    return _job(name, COMPARISON, plan, command, **given)


def sweep_job(plan: str, sweep: str) -> Job:
    """Return the report of a sweep; its folder is named after the sweep's file."""
    return _job(f"_gjennomregning-{sweep}", SWEEP, plan, f"ipr sweep {sweep}", sweep=sweep)


def _job(name: str, notebook: str, plan: str, words: str, **parameters: str) -> Job:
    return Job(
        name=name,
        notebook=notebook,
        parameters={"plan": plan, **parameters},
        command=f"{words} --plan {plan}",
    )
