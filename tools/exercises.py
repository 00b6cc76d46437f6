"""Reckon the exercises' answers from the plan and write their hashes beside the exercises.

``python tools/exercises.py [--check | --answers] [FOLDER]``: the folder holds the exercises.
``--answers`` prints the right answers, for the teacher, and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ipr.reading.errors import InputError
from ipr.reading.files import read_text, write_text
from ipr.teach.exercises import FOLDER, KEY_FILE, keys_text, load_exercises
from ipr.teach.reckon import key_of, right_answers


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when the file is written (with ``--check``: was right), 2 for a faulty file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="report a difference, write nothing")
    parser.add_argument("--answers", action="store_true", help="print the right answers")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    try:
        exercises = load_exercises(options.folder)
        if options.answers:
            print(*right_answers(exercises), sep="\n")
            return 0
        text = keys_text(key_of(exercises))
    except InputError as error:
        print(error)
        return 2
    path = options.folder / KEY_FILE
    if not options.check:
        write_text(path, text)
        return 0
    if path.is_file() and read_text(path) == text:
        return 0
    print(f"{path.name}: not what the exercises and the plan give now")
    return 1


if __name__ == "__main__":
    sys.exit(main())
