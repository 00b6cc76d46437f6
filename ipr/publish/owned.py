"""A folder of reports: one owner at a time, one moment of change, and nobody's own files lost.

Each report's folder holds a hidden record of the job it was made by, with the hash of every file.
It says that the folder is ours, and which files in it are no longer as we made them.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ipr.publish.job import Job
from ipr.publish.manifest import is_as, read_job, sha256, write_job
from ipr.publish.names import FAILED_NAME, NOTEBOOK_NAME, RECORD_NAME
from ipr.reading.errors import InputError, InUseError, Problem
from ipr.reading.files import NEW, sync, write_text

LOCK_NAME, MARKER_NAME = ".ipr-laas", ".ipr-mappe"
HIDDEN = {LOCK_NAME, MARKER_NAME, RECORD_NAME}
EDITED = ".endret"  # stands before the ending of a file that was set aside
SET_ASIDE = re.compile(rf".+{re.escape(EDITED)}(-\d+)?(\.\w+)?")
_FOR_A_WHILE = re.compile(re.escape(NEW) + r"[a-z0-9_]{8}-(.+)")  # as tempfile names them
_SWAP = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_HERE = -100  # AT_FDCWD
_PRIVATE = re.compile(r"ipr-(\d+)-.+")  # our names in the system's own temporary folder
_CLOCK_SECONDS = 1

Tell = Callable[[str], object]
"""Is given a sentence about a file that was set aside."""


@contextmanager
def owned(target: Path, tell: Tell = str) -> Iterator[None]:
    """Hold a plan's folder of reports; it is made where there is none.

    What a run that was killed left in it is put back or deleted first. Raises `InputError` where
    the folder is somebody else's, and `InUseError`, which says whose, where another run holds it.
    The system lets go of the lock when the process that holds it ends, however that may be.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - slow to load

    if is_foreign(target, MARKER_NAME):
        raise InputError([_foreign(target)])
    target.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InUseError(target.name, _last_owner(target)) from None
    try:
        now = datetime.now().astimezone()
        owner = f"prosess {os.getpid()} på {platform.node()} siden {now:%d.%m.%Y kl. %H.%M}"
        write_text(target / MARKER_NAME, f"Rapporter laget av ipr. Sist brukt av {owner}.\n")
        clear_leftovers(target, tell)
        yield
    finally:
        lock.release()


def _last_owner(target: Path) -> str:
    try:
        told = (target / MARKER_NAME).read_text(encoding="utf-8")
    except OSError:
        return ""
    return told.partition("Sist brukt av ")[2].strip().rstrip(".")


def check_ours(places: Iterable[Path]) -> None:
    """Raise `InputError` for every folder of a report that somebody else has made."""
    problems = [_foreign(place) for place in places if is_foreign(place, RECORD_NAME)]
    if problems:
        raise InputError(problems)


def is_foreign(place: Path, marker: str) -> bool:
    """Whether something that we have not made stands where we want to put a folder."""
    if place.is_dir():
        return not (place / marker).is_file() and any(place.iterdir())
    return place.exists() or place.is_symlink()


def _foreign(place: Path) -> Problem:
    text = "er ikke laget av denne utgaven av ipr – flytt den, eller velg en annen mappe med --out"
    return Problem(f"{place.parent.name}/{place.name}", "", f"mappen {text}")


def fresh_folder(target: Path, name: str) -> Path:
    """Return a new, empty, hidden folder beside the place `name` that it is meant for."""
    place = Path(tempfile.mkdtemp(dir=target, prefix=NEW, suffix=f"-{name}"))
    place.chmod(0o755)
    return place


def put_in_place(made: Path, place: Path, job: Job, tell: Tell) -> None:
    """Let a whole new report take its place, at one moment.

    What others have put or edited in the folder before is kept in the new one.
    """
    check_ours([place])
    write_job(made, job)
    for file in (*made.iterdir(), made):
        sync(file)
    old = _take_place(made, place)
    sync(place.parent)
    if old:
        discard(old, place, tell)


def _take_place(made: Path, place: Path) -> Path | None:
    """Put a folder in a place; return where the one that stood there is now."""
    if not place.exists():
        made.replace(place)
        return None
    if exchange(made, place):
        return made
    old = fresh_folder(place.parent, place.name)
    old.rmdir()
    place.replace(old)  # a kill just here is mended by `clear_leftovers`
    try:
        made.replace(place)
    except BaseException:
        old.replace(place)
        raise
    return old


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change names at one moment; False where the system does not know how to."""
    paths = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(system.renamex_np(*paths, _SWAP) == 0)
        return bool(system.renameat2(_HERE, paths[0], _HERE, paths[1], _SWAP) == 0)
    except (AttributeError, OSError, TypeError):  # TypeError: Windows
        return False


def keep_failed(made: Path, place: Path, job: Job, tell: Tell) -> None:
    """Keep the notebook of a report that failed beside the previous report."""
    notebook, kept = made / NOTEBOOK_NAME, place / FAILED_NAME
    if not notebook.is_file():
        return
    check_ours([place])
    place.mkdir(exist_ok=True)
    before = read_job(place) or job.made({})
    set_aside_edited(kept, [before.failed], tell)
    write_job(place, before.model_copy(update={"failed": sha256(notebook)}))
    notebook.replace(kept)


def drop_failed(place: Path, job: Job) -> None:
    """Delete the notebook of an attempt that failed, where the report stands as it should be."""
    if is_as(place / FAILED_NAME, job.failed):
        (place / FAILED_NAME).unlink()


def set_aside_edited(file: Path, known: Iterable[str], tell: Tell) -> None:
    """Move a file away that has none of the known hashes: it is about to be written or deleted."""
    if file.exists() and not any(is_as(file, one) for one in known):
        _set_aside(file, file.parent, tell, edited=True)


def clear_leftovers(target: Path, tell: Tell) -> None:
    """Delete what runs that were killed left in the folder, and put back what has no place.

    Only the folder's owner may: all that is made for a while there is then of runs that are gone.
    """
    for left in sorted([*target.glob(f"*/{NEW}*"), *target.glob(f"{NEW}*")]):
        found = _FOR_A_WHILE.fullmatch(left.name)
        if not found:
            continue
        place = left.parent / found[1]
        if not left.is_dir():
            left.unlink(missing_ok=True)  # it may have gone with the folder it was in
        elif (left / RECORD_NAME).exists() and not place.exists():
            left.replace(place)
        else:
            discard(left, place, tell)


def discard(left: Path, place: Path, tell: Tell) -> None:
    """Delete a folder that was made for a while, or stood in a report's place before.

    What in it is not as we made it is moved to that place.
    """
    if (left / RECORD_NAME).exists() and place.exists():
        job = read_job(left)
        made: Mapping[str, str] = {} if job is None else {**job.files, FAILED_NAME: job.failed}
        # What was set aside before keeps its name.
        for child in sorted(left.iterdir(), key=lambda child: (child.name in made, child.name)):
            ours = child.name in made
            if child.name != RECORD_NAME and not (ours and is_as(child, made[child.name])):
                _set_aside(child, place, tell, edited=ours)
    shutil.rmtree(left, ignore_errors=True)


def _set_aside(file: Path, place: Path, tell: Tell, *, edited: bool) -> None:
    """Move a file of somebody's to a free name in a folder; tell where that is another name."""
    free, number = file.name, 1
    while (edited and number == 1) or (place / free).exists():
        free = f"{file.stem}{EDITED}{f'-{number}' if number > 1 else ''}{file.suffix}"
        number += 1
    file.replace(place / free)
    if free != file.name:
        tell(f"«{place.name}/{file.name}» var ikke slik ipr laget den, og heter nå «{free}»")


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a private folder in the system's own temporary folder; then it is gone.

    Those that runs that were killed left there are deleted too.
    """
    for left in Path(tempfile.gettempdir()).glob("ipr-*"):
        found = _PRIVATE.fullmatch(left.name)
        if found and not _has_owner(left, int(found[1])):
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"ipr-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as place:
        yield Path(place)


def _has_owner(place: Path, process: int) -> bool:
    """Whether the process runs that made a folder: its number may have gone to a younger one."""
    import psutil  # noqa: PLC0415 - slow to load, and there is seldom anything left

    try:
        return psutil.Process(process).create_time() <= place.stat().st_mtime + _CLOCK_SECONDS
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False
    except (psutil.Error, OSError):
        return True  # somebody else's
