"""Say where the code and the frozen results differ, and draft the results that are not there yet.

``python tools/expected.py``: a draft says on its first line that it is one, and the tests refuse
it until somebody has reckoned it by hand and says how. No result that is there is written over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from ipr.budget.reckon import Outcome
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.reading import strict_yaml
from ipr.reading.numbers import parse_amount

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "tests" / "expected"
FOLDERS = {
    folder.name: folder
    for folder in (
        ROOT / "data" / "lillehammer-2026",
        ROOT / "tests" / "cases" / "nordfjella-2027",
    )
}
TOTALS = ("frame", "allocated", "reserve", "shortfall", "gross_activity")
DRAFT = "# Utkast fra programmet. Regn det etter for hånd, og skriv her hvordan.\n"

Figures = Mapping[str, int | None]


def expected(file: Path) -> Figures:
    """The hand-made result in a file: totals by their key, lines as ``lines.<id>``."""
    tree = strict_yaml.read_yaml(file)
    lines = tree["lines"]
    if not isinstance(lines, strict_yaml.Mapping):
        raise TypeError(f"{file}: lines is no mapping")
    rows = {
        **{key: value for key, value in tree.items() if key != "lines"},
        **{f"lines.{line}": value for line, value in lines.items()},
    }
    return {
        key: None if value == "null" else parse_amount(str(value)) for key, value in rows.items()
    }


def figures(outcome: Outcome) -> Figures:
    """What the code gives, by the same keys; None where there is no amount."""
    return {
        **{f"{total}_nok": int(getattr(outcome, total)) for total in TOTALS},
        **{f"lines.{line}": nok for line, nok in outcome.lines.items()},
    }


def draft(found: Figures) -> str:
    """The text of a file that holds these figures, for somebody to check."""
    told = {key: "null" if nok is None else f"{nok:_}" for key, nok in found.items()}
    totals = [f"{key}: {nok}\n" for key, nok in told.items() if not key.startswith("lines.")]
    lines = [
        f"  {key.removeprefix('lines.')}: {nok}\n"
        for key, nok in told.items()
        if key.startswith("lines.")
    ]
    return "".join([DRAFT, *totals, "lines:\n", *lines])


def differences(folder: Path, results: Path) -> Iterator[str]:
    """Each figure of a plan that is another than in its frozen results; drafts those missing."""
    plan = PlanFolder.open(folder)
    for scenario in plan.scenario_ids:
        now = figures(scenario_result(plan, scenario).outcome)
        file = results / f"{scenario}.yaml"
        if not file.exists():
            file.write_text(draft(now), encoding="utf-8", newline="\n")
            yield f"{folder.name}/{scenario}: no result was kept; {file.name} is a draft to check"
            continue
        kept = expected(file)
        for key in [*kept, *(key for key in now if key not in kept)]:
            if kept.get(key) != now.get(key):
                yield f"{folder.name}/{scenario}: {key} was {kept.get(key)}, is {now.get(key)}"


def main() -> int:
    """Print every difference; exit status 1 where there is one."""
    found = [
        told for name, folder in FOLDERS.items() for told in differences(folder, EXPECTED / name)
    ]
    print("\n".join(found) or "every result is as it was kept")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
