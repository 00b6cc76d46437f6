"""The law of the house, read from the imports: who may know whom, and how large a room may be."""

from __future__ import annotations

import ast
import functools
import itertools
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ipr"

# A room imports only from rooms of a lower floor, and freely within itself.
FLOORS = {
    "reading": 0,
    "plan": 1,
    "budget": 2,
    "doors": 3,
    "analysis": 4,
    "present": 5,
    "teach": 6,
    "publish": 7,
    "commands": 8,
    "public": 9,
    "cli": 9,
    "__main__": 10,
}
# Only these modules may know these libraries.
KEEPERS = {
    "matplotlib": {"ipr.present.charts"},
    "papermill": {"ipr.publish.work.kernel"},
    "openpyxl": {"ipr.plan.sheets.book"},
    "xlsxwriter": {"ipr.publish.sheets.book", "ipr.publish.sheets.paper"},
    "yaml": {"ipr.reading.strict_yaml"},
}
LONGEST = 400
MOST = 15
# Folder: why it may hold more modules.
LARGER: dict[str, str] = {}

House = Mapping[str, str]  # the name of each module, and its text
Check = Callable[[House], list[str]]


def house(package: Path) -> dict[str, str]:
    """Every module below ``package``: dotted name (a package's own is the folder's) and text."""
    modules = {}
    for file in sorted(package.rglob("*.py")):
        parts = (package.name, *file.relative_to(package).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = file.read_text(encoding="utf-8")
    return modules


parsed = functools.cache(ast.parse)


@functools.cache
def nodes(text: str) -> tuple[ast.Import | ast.ImportFrom | ast.ClassDef, ...]:
    """What the rules ask about in a module: its imports, wherever they stand, and its classes."""
    asked = ast.Import | ast.ImportFrom | ast.ClassDef
    return tuple(node for node in ast.walk(parsed(text)) if isinstance(node, asked))


def imports(name: str, text: str, modules: House) -> Iterator[tuple[str, int]]:
    """Each module that ``name`` imports, as near as the import says, and the line."""
    for node in nodes(text):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                # A package's own module stands one step nearer than its other modules.
                inside = any(other.startswith(f"{name}.") for other in modules)
                parts = name.split(".")
                above = parts[: len(parts) - node.level + (1 if inside else 0)]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                deeper = f"{base}.{alias.name}"
                yield (deeper if deeper in modules else base), node.lineno


def room(name: str) -> str:
    """The room a module lies in: the part after the package's name."""
    return name.split(".")[1] if "." in name else ""


def check_floors(modules: House) -> list[str]:
    """A room imports only from rooms below it."""
    faults = [
        f"{name}: {room(name)} is no room of the house"
        for name in modules
        if room(name) and room(name) not in FLOORS
    ]
    for name, text in modules.items():
        for target, line in imports(name, text, modules):
            if not (room(name) in FLOORS and target.startswith("ipr.") and room(target) in FLOORS):
                continue
            if room(name) == room(target):
                continue
            lower = FLOORS[room(target)] < FLOORS[room(name)]
            if not lower:
                faults.append(f"{name}:{line}: {room(name)} may not know {target}")
    return faults


def check_root(modules: House) -> list[str]:
    """Nothing inside imports the package's root, which is for those outside."""
    faults = []
    for name, text in modules.items():
        for node in nodes(text):
            plain = isinstance(node, ast.Import) and any(a.name == "ipr" for a in node.names)
            out_of = isinstance(node, ast.ImportFrom) and not node.level and node.module == "ipr"
            if (plain or out_of) and name != "ipr":
                faults.append(f"{name}:{node.lineno}: imports ipr itself")
    return faults


def check_cycles(modules: House) -> list[str]:
    """No module imports itself by way of others."""
    graph = {
        name: {target for target, _ in imports(name, text, modules) if target in modules}
        for name, text in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" > ".join(error.args[1])]
    return []


def check_keepers(modules: House) -> list[str]:
    """A library with traps is known in one place only."""
    return [
        f"{name}:{line}: only {', '.join(sorted(KEEPERS[library]))} may know {library}"
        for name, text in modules.items()
        for target, line in imports(name, text, modules)
        if (library := target.partition(".")[0]) in KEEPERS and name not in KEEPERS[library]
    ]


def check_docstrings(modules: House) -> list[str]:
    """A module earns its place by a sentence that says what it is for."""
    faults = []
    for name, text in modules.items():
        sentence = (ast.get_docstring(parsed(text)) or "").partition("\n\n")[0].strip()
        if not sentence.endswith((".", "?", "!")):
            faults.append(f"{name}: its docstring does not begin with a whole sentence")
    return faults


def check_lengths(modules: House) -> list[str]:
    """A module past the longest length wants to be two."""
    return [
        f"{name}: {lines} lines, {LONGEST} at most"
        for name, text in modules.items()
        if (lines := len(text.splitlines())) > LONGEST
    ]


def check_rooms(modules: House) -> list[str]:
    """A folder of more modules than one takes in at a glance wants folders of its own."""
    folders = Counter(
        name if any(other.startswith(f"{name}.") for other in modules) else name.rpartition(".")[0]
        for name in modules
        if "." in name
    )
    return [
        f"{name}: {number} modules, {MOST} at most"
        for name, number in folders.items()
        if number > MOST and name not in LARGER
    ]


def check_names(modules: House) -> list[str]:
    """One name stands for one thing: no two classes share a name."""
    homes: dict[str, list[str]] = {}
    for name, text in modules.items():
        for node in nodes(text):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name)
    return [f"{name}: {', '.join(found)}" for name, found in homes.items() if len(found) > 1]


CHECKS = (
    check_floors,
    check_root,
    check_cycles,
    check_keepers,
    check_docstrings,
    check_lengths,
    check_rooms,
    check_names,
)

BROKEN = {
    "floor": (check_floors, {"ipr.plan.model": "from ipr.budget.reckon import reckon"}),
    "floor, seen by the type checker only": (
        check_floors,
        {"ipr.plan.model": "if TYPE_CHECKING:\n    import ipr.cli"},
    ),
    "floor, within a function": (
        check_floors,
        {"ipr.present.blocks": "def f():\n    from ipr.publish import html"},
    ),
    "floor, relative": (check_floors, {"ipr.plan.model": "from ..budget import reckon"}),
    "floor, by name of module": (
        check_floors,
        {"ipr.plan.model": "from ipr import cli", "ipr.cli": ""},
    ),
    "unknown room": (check_floors, {"ipr.utils": ""}),
    "root": (check_root, {"ipr.plan.model": "import ipr"}),
    "root, names of it": (check_root, {"ipr.cli": "from ipr import load_plan"}),
    "cycle": (
        check_cycles,
        {
            "ipr.plan.load": "from ipr.plan.model import Plan",
            "ipr.plan.model": "from ipr.plan import load",
        },
    ),
    "cycle through a package": (
        check_cycles,
        {"ipr.plan": "from .load import load", "ipr.plan.load": "from ipr.plan import Plan"},
    ),
    "keeper": (check_keepers, {"ipr.publish.documents.html": "import papermill as pm"}),
    "keeper, a part": (check_keepers, {"ipr.plan.load": "from yaml.nodes import Node"}),
    "docstring": (check_docstrings, {"ipr.reading.files": "x = 1"}),
    "docstring, no sentence": (check_docstrings, {"ipr.reading.files": '"""Files"""'}),
    "room": (check_rooms, {f"ipr.present.m{number}": "" for number in range(16)}),
    "length": (check_lengths, {"ipr.reading.files": "x = 1\n" * (LONGEST + 1)}),
    "name": (check_names, dict.fromkeys(("ipr.plan.a", "ipr.present.b"), "class Cell: ...")),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_house_keeps_its_law(check: Check) -> None:
    """Every rule holds for every module of the package."""
    modules = house(PACKAGE)
    assert modules
    faults = check(modules)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("example", BROKEN)
def test_rule_sees_its_breach(example: str) -> None:
    """Every rule finds the one fault in a small house that breaks it."""
    check, modules = BROKEN[example]
    assert len(check(modules)) == 1


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_rule_lets_a_good_house_be(check: Check) -> None:
    """No rule finds a fault where there is none."""
    good = {
        "ipr": '"""The public names."""\nfrom ipr.doors.folder import load_plan',
        "ipr.reading.strict_yaml": (
            '"""YAML is read here."""\nimport yaml\nimport ipr.reading.errors'
        ),
        "ipr.reading.errors": '"""What can be wrong?"""',
        "ipr.plan": '"""What is given."""',
        "ipr.plan.model": '"""The nouns."""',
        "ipr.plan.load": (
            '"""From files."""\nimport ipr.reading.strict_yaml\nfrom .model import Plan'
        ),
        "ipr.cli": '"""The command line."""\nfrom ipr.doors.folder import load_plan',
    }
    assert check(good) == []


def test_what_is_imported_is_asked_for() -> None:
    """Each library that the package imports is one it names: no test tool, nothing of others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    asked = {distribution(re.split(r"[^\w.-]", requirement)[0]) for requirement in named}
    owners = packages_distributions()
    known = {*sys.stdlib_module_names, PACKAGE.name}
    modules = house(PACKAGE)
    strangers = {
        (name, library)
        for name, text in modules.items()
        for target, _ in imports(name, text, modules)
        if (library := target.partition(".")[0]) not in known
        and not asked & {distribution(owner) for owner in owners.get(library, [library])}
    }
    assert strangers == set()


def distribution(name: str) -> str:
    """A package's name in the usual spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()
