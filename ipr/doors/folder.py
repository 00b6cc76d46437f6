"""What stands in a plan's folder: each file opened at most once, and handed on to other processes.

The plan itself is read at once. A scenario, the style and a sweep are read when they are first
asked for, and remembered, so that all that is made from one folder is made from the same bytes,
also where somebody saves a file meanwhile.
"""

from __future__ import annotations

import functools
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ipr.budget.reckon import AmountTooLargeError, reckon
from ipr.plan.check import Fault, Loc, check_plan
from ipr.plan.load import (
    FOLDER_YEAR,
    find_plan_folder,
    plan_file,
    plan_tree,
    problem_at,
    read_plan_file,
)
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, in_file_order
from ipr.reading.fields import read_id
from ipr.reading.files import LARGEST_FILE, digest, read_bytes
from ipr.reading.norwegian import kroner, visible
from ipr.reading.records import try_record
from ipr.reading.strict_yaml import Mapping, yaml_tree

SCENARIO_FOLDER, SWEEP_FOLDER = "scenarios", "sweeps"
SUFFIX = ".yaml"
SWEEP_FILE = "gjennomregning.yaml"
"""The name of a sweep's own description beside its tables."""
SCHEMA_FOLDER = ".skjema"
"""The folder with what an editor reads of the plan; it is made anew, and git ignores it."""
SCENARIO_SCHEMA, PLAN_SCHEMA = "scenario.json", "plan.json"
MODELINE = f"# yaml-language-server: $schema=../{SCHEMA_FOLDER}/{SCENARIO_SCHEMA}"
"""The first line of a scenario file, by which an editor finds what it may hold."""
PLAN_ID = "planen"
"""The scenario that changes nothing: every plan has it, with or without a file of that name."""

HANDED_VARIABLE = "IPR_FOLDER"
"""The environment variable that names the file in which a folder is handed on."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class PlanFolder:
    """A plan and what stands beside it; names of files are relative to `path`, with «/».

    What has been read and made so far is kept; a file is None where the folder has none.
    """

    path: Path
    plan: Plan
    _contents: dict[str, bytes | None] = field(default_factory=dict, repr=False, compare=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, path: Path) -> PlanFolder:
        """Return the folder with its plan read strictly and checked; raises `InputError`."""
        file = plan_file(path)
        content = read_plan_file(file)
        return cls(path, checked_plan(file.name, content, path.name), {file.name: content})

    @property
    def name(self) -> str:
        """Return the folder's own name, by which commands and notebooks call the plan."""
        return self.path.name

    @functools.cached_property
    def plan_file(self) -> str:
        """Return the name of the plan's file: `plan.yaml` or `plan.xlsx`."""
        return plan_file(self.path).name

    @functools.cached_property
    def scenario_ids(self) -> tuple[str, ...]:
        """Return the ids of the scenarios: see the function of this name."""
        return scenario_ids(self.path)

    @functools.cached_property
    def well_named(self) -> tuple[str, ...]:
        """Return the same ids where other files there may have names that are none."""
        return well_named(self.path)

    @functools.cached_property
    def sweep_names(self) -> tuple[str, ...]:
        """Return the names of the plan's own sweeps, in alphabetical order."""
        files = _listed(self.path / SWEEP_FOLDER)
        return tuple(sorted(file.stem for file in files if file.suffix == SUFFIX))

    def has(self, name: str) -> bool:
        """Whether there is a file of this name; a link counts, and is refused when it is read."""
        if name not in self._contents:
            path = self.path / name
            if path.exists() or path.is_symlink():
                return True
            self._contents[name] = None
        return self._contents[name] is not None

    def content(self, name: str, largest: int = LARGEST_FILE) -> bytes:
        """Return a file's bytes; raises `InputError` as `read_bytes` does."""
        content = self._contents.get(name)
        if content is None:
            content = self._contents[name] = read_bytes(self.path / name, largest)
        return content

    def tree(self, name: str) -> Mapping:
        """Return a YAML file as a tree of texts; raises `InputError` as `read_yaml` does."""
        return self.once(f"tree {name}", lambda: yaml_tree(Path(name).name, self.content(name)))

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what is made of the folder's files under a name, made when first asked for."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def hash(self, name: str) -> str:
        """Return the SHA-256 of a text file, the same whatever line breaks a checkout gave it."""
        return self.once(f"hash {name}", lambda: digest(self.content(name)))

    def hash_beside(self, path: Path) -> str:
        """Return the same of a text file that stands elsewhere, as it was when first asked for."""
        return self.once(f"hash {path}", lambda: digest(path.read_bytes()))

    def hand_on(self, file: Path) -> None:
        """Write all that has been read to a file for another process of ours to take up."""
        file.write_bytes(pickle.dumps(self))


def scenario_ids(plan_folder: Path) -> tuple[str, ...]:
    """Return the ids of a plan's scenarios, `planen` among them, in alphabetical order.

    Raises `InputError` for a file there whose name is no id. A hidden file is no scenario.
    """
    if problems := misnamed(plan_folder):
        raise InputError(problems)
    return well_named(plan_folder)


def well_named(plan_folder: Path) -> tuple[str, ...]:
    """Return the ids of a plan's scenarios, leaving out each file whose name is no id."""
    files = _listed(plan_folder / SCENARIO_FOLDER)
    return tuple(sorted({PLAN_ID, *(file.stem for file in files if not _name_fault(file))}))


def misnamed(plan_folder: Path) -> list[Problem]:
    """Return each file among a plan's scenarios whose name is no id, with what is wrong."""
    files = sorted(_listed(plan_folder / SCENARIO_FOLDER), key=lambda file: file.stem)
    return [
        Problem(f"{SCENARIO_FOLDER}/{visible(file.name)[1:-1]}", "", fault)
        for file in files
        if (fault := _name_fault(file))
    ]


def _listed(folder: Path) -> Iterator[Path]:
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.lower().endswith((SUFFIX, ".yml")) and not file.name.startswith("."):
            yield file


def scenario_file(scenario_id: str) -> str:
    """Return the name that the scenario's file has, or would have, in the plan's folder."""
    return f"{SCENARIO_FOLDER}/{scenario_id}{SUFFIX}"


def sweep_file(name: str) -> str:
    """Return the name that the file of one of the plan's own sweeps has, or would have."""
    return f"{SWEEP_FOLDER}/{name}{SUFFIX}"


def open_folder(name: str | None = None) -> PlanFolder:
    """Return the plan's folder by its name or path, or the newest: see `find_plan_folder`.

    Where a report is being made, its folder is the one that was handed on.
    """
    handed = os.environ.get(HANDED_VARIABLE)
    if handed and name is not None:
        folder = taken_up(handed)
        if name in {folder.name, str(folder.path)}:
            return folder
    return PlanFolder.open(find_plan_folder(name))


@functools.cache
def taken_up(file: str) -> PlanFolder:
    """Return the folder that another process of ours has handed on in this file."""
    folder = pickle.loads(Path(file).read_bytes())  # noqa: S301 - in a private folder of our own
    assert isinstance(folder, PlanFolder)  # noqa: S101 - nothing else is handed on
    return folder


def _name_fault(file: Path) -> str | None:
    if file.suffix != SUFFIX:
        return f"filnavnet skal slutte på «{SUFFIX}»"
    try:
        read_id(file.stem)
    except ValueError as error:
        return f"filnavnet er scenarioets id: {error}"
    return None if file.stem.strip() == file.stem else "filnavnet har mellomrom foran eller bak"


def load_plan(path: Path) -> Plan:
    """Return the plan in a folder or a file, read strictly and checked.

    Raises `InputError` with every fault: form, ids and references, and where these are good, sums.
    """
    return PlanFolder.open(path).plan


def checked_plan(name: str, content: bytes, folder: str = "") -> Plan:
    """Return the plan in the bytes of a file of this name, as `load_plan` does.

    `folder` is the name of the folder it stands in, whose year is the plan's own where it has one.
    """
    tree = plan_tree(name, content)
    plan, problems = try_record(Plan, tree)
    if plan is not None:
        # sums are only meaningful where every reference is met
        problems += [problem_at(tree, fault) for fault in check_plan(plan) or check_sums(plan)]
        problems += [problem_at(tree, fault) for fault in _check_year(plan, folder)]
    if plan is None or problems:
        raise InputError(in_file_order(problems))
    return plan


def _check_year(plan: Plan, folder: str) -> Iterator[Fault]:
    """Yield what shows that a folder was copied from another year's and not gone through."""
    found = FOLDER_YEAR.search(folder)
    if found and int(found.group(1)) != plan.year:
        text = (
            f"mappen heter «{folder}», men planen er for {plan.year} – rett året her (og datoene "
            "under), eller gi mappen navn etter planens år"
        )
        yield ("year",), text


def check_sums(plan: Plan) -> list[Fault]:
    """Return where the plan's parts do not come to the figures it prints; an empty list is good."""
    return [*_check_lines(plan), *_check_frame(plan)]


def _check_lines(plan: Plan) -> Iterator[Fault]:
    try:
        outcome = reckon(plan)
    except AmountTooLargeError as error:
        place = [line.id for line in plan.lines].index(error.line_id)
        yield ("lines", place, "components"), str(error)
        return
    for index, line in enumerate(plan.lines):
        loc: Loc = ("lines", index, "total_nok")
        gross, net = outcome[f"gross.{line.id}"], outcome[f"lines.{line.id}"]
        if net is None and line.total_nok is not None:
            yield loc, "posten har ingen delpost med beløp – slett linjen, eller gi delposten beløp"
        elif net is not None and line.total_nok is None:
            yield loc[:-1], "nøkkelen «total_nok» mangler – posten har delposter med beløp"
        elif net != line.total_nok:
            earmarked = gross - net
            less = f" minus {kroner(earmarked)} i øremerkede midler" if earmarked else ""
            text = (
                f"tabellen sier {kroner(line.total_nok or 0)}, men delpostene gir {kroner(net)} "
                f"({kroner(gross)}{less})"
            )
            yield loc, text


def _check_frame(plan: Plan) -> Iterator[Fault]:
    funded = sum(item.amount_nok for item in plan.free_funding)
    if funded != plan.frame_nok:
        text = (
            f"rammen er {kroner(plan.frame_nok)}, men inntektene som ikke er øremerket, "
            f"gir {kroner(funded)}"
        )
        yield ("frame_nok",), text
    spent = sum(line.total_nok or 0 for line in plan.lines)
    if spent + plan.reserve_nok != plan.frame_nok:
        text = (
            f"postene ({kroner(spent)}) og udisponert ramme ({kroner(plan.reserve_nok)}) gir "
            f"{kroner(spent + plan.reserve_nok)}, men rammen er {kroner(plan.frame_nok)}"
        )
        yield ("reserve_nok",), text
