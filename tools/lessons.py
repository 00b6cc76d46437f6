"""Write the committed lessons from their sources, or print the answers for the teacher.

``python tools/lessons.py [--check | --answers] [--plan PLAN --to FOLDER]``: the plan is that of the
committed lessons unless another is named, whose lessons go to a folder of their own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ipr.doors.folder import load_plan
from ipr.plan.load import find_plan_folder
from ipr.reading.errors import InputError
from ipr.reading.files import write_text
from ipr.reading.norwegian import kroner
from ipr.teach.exercises import Exercise
from ipr.teach.lessons import FOLDER, asked_by, exercises_of, lessons_of, notebook_text

PLAN = "lillehammer-2026"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when written (with ``--check``: was right), 2 for a faulty source or plan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="report a difference, write nothing")
    parser.add_argument("--answers", action="store_true", help="print the right answers")
    parser.add_argument("--plan", default=PLAN, help="the plan's name or folder")
    parser.add_argument("--to", type=Path, help="where the lessons of another plan are written")
    options = parser.parse_args(arguments)
    if options.plan != PLAN and not (options.answers or options.to):
        parser.error("the committed lessons are of one plan: say --to FOLDER for another")
    try:
        plan_folder = find_plan_folder(options.plan)
        if options.answers:
            for exercise in exercises_of(load_plan(plan_folder)):
                print(f"{exercise.id}: {right_answer(exercise)}")
            return 0
        if not options.check:
            target = options.to or FOLDER
            target.mkdir(parents=True, exist_ok=True)
            write_lessons(plan_folder, target)
            return 0
        with tempfile.TemporaryDirectory() as place:
            written = write_lessons(plan_folder, Path(place))
            old = [path.name for path in written if not _same(path, FOLDER / path.name)]
    except InputError as error:
        print(error)
        return 2
    for name in old:
        print(f"{name}: not what its source and the plan give now")
    return int(bool(old))


def right_answer(exercise: Exercise) -> str:
    """Return the right answer as a teacher reads it."""
    if exercise.amount is not None:
        return kroner(exercise.amount)
    if exercise.kind == "number":
        scaled = int(exercise.tokens(exercise.right.answer[0])[0])
        return f"{scaled / 10**exercise.decimals:.{exercise.decimals}f}".replace(".", ",")
    return exercise.right.answer[0]


def write_lessons(plan_folder: Path, target: Path) -> list[Path]:
    """Write the path for a plan as notebooks without outputs, and return their files."""
    written = []
    for lesson in lessons_of(load_plan(plan_folder), asked_by(plan_folder)):
        written.append(target / f"{lesson.name}.ipynb")
        write_text(written[-1], notebook_text(lesson))
    return written


def _same(fresh: Path, stored: Path) -> bool:
    return stored.is_file() and stored.read_bytes() == fresh.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
