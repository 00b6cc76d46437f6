"""Read users' files strictly, write files and folders whole or not at all, pack them alike."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from textwrap import wrap
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ipr.reading.errors import InputError, Problem, refuse

NEW = ".ipr-ny-"
"""How the hidden names begin that we write under, until what is written takes its place."""

LARGEST_FILE = 1_000_000  # bytes; a plan of a hundred lines is well below a tenth of it

# Control characters (less tab and line feed), those that turn the reading direction round, and
# those that take no room, less the joiners that some scripts and emoji need.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

# The characters that every document can print: a PDF that meets the accessibility standard may
# hold none that its fonts lack. A test holds the set against the fonts.
_RUNS = (  # ranges of Unicode and single characters
    "\t\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0148\u014a-\u017e",  # Western and Central Europe, Sámi
    "ƏƠơƯưƷǍ-ǔǤ-ǩǮǯǺ-ǿȘ-țəʒẀ-ẅẞẠ-ỹ",  # more Sámi, Romanian, Vietnamese
    "ΆΈ-ΊΌΎ-ΡΣ-ώ",  # Greek
    "Ѐ-џ",  # Cyrillic
    "\u2002\u2003\u2009\u202f\u2010-\u2015",  # spaces and dashes
    "‘’‚“”„†‡•…‰‹›⁄",
    "⁰⁴-⁹₀-₉",
    "€№™",
    "←↑→↓↔",
    "∂∆∏∑−√∞∫≈≠≤≥◊",
)
_UNPRINTABLE = re.compile(f"[^{''.join(_RUNS)}]")


def read_bytes(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """Return a user's file as bytes; links, pipes, folders and huge files raise `InputError`."""
    shown = path.name
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise refuse(shown, "", "filen finnes ikke") from None
    if stat.S_ISLNK(status.st_mode):
        raise refuse(shown, "", "filen er en lenke – legg selve filen her")
    if not stat.S_ISREG(status.st_mode):
        raise refuse(shown, "", "dette er ikke en vanlig fil")
    if status.st_size > largest:
        raise refuse(shown, "", f"filen er på {status.st_size} byte – største er {largest}")
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse(shown, "", f"filen kan ikke leses ({error.strerror})") from None


def read_text(path: Path) -> str:
    """Return a user's UTF-8 text file, in NFC and with LF line breaks.

    Raises `InputError` for another encoding and for control or direction characters.
    """
    return decoded(path.name, read_bytes(path))


def decoded(name: str, raw: bytes) -> str:
    """Return the text of a user's file of this name, as `read_text` does."""
    text = utf8(name, raw, "filen er ikke UTF-8 – lagre den med tegnkoding UTF-8")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    problems = [
        Problem(f"{name}:{number}", "", f"{fault} – slett det")
        for number, line in enumerate(text.split("\n"), start=1)
        if (fault := unseen(line))
    ]
    if problems:
        raise InputError(problems)
    return text


def utf8(name: str, raw: bytes, fault: str) -> str:
    """Return bytes as text; raise `InputError` with the fault and the line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse(f"{name}:{line}", "", fault) from None


def unseen(text: str) -> str | None:
    """Return, in Norwegian, which and where the first character is that no reader would see."""
    found = _UNSEEN.search(text)
    if found is None:
        return None
    return f"tegn nummer {found.start() + 1} er et usynlig styretegn (U+{ord(found.group()):04X})"


def unprintable(text: str) -> str | None:
    """Return the first character of a text that a document cannot print, or None."""
    found = _UNPRINTABLE.search(text)
    return found and found.group()


def digest(content: bytes) -> str:
    """Return the SHA-256 of a text file, the same whatever line breaks a checkout gave it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def sync(path: Path) -> None:
    """Have the disk hold what is in a file, or which names are in a folder, before going on."""
    with suppress(PermissionError):  # Windows opens no folder
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def own_name(path: Path) -> str:
    """Return what a file is called, or is to be called once it is whole."""
    return path.name.split("-", 3)[-1] if path.name.startswith(NEW) else path.name


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, its line breaks as given, whole or not at all: see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes beside `path`, then move them in; the previous file stands until then."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=NEW, suffix=f"-{path.name}")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())  # or a power cut could leave the new name without content
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is new or empty: all of them, or none.

    Each has its name within the folder, with «/».
    """
    new = not folder.is_dir()
    above = folder.parent if new else folder
    above.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=above, prefix=NEW, suffix=f"-{folder.name}"))
    moved: list[Path] = []
    try:
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        place.chmod(0o755)
        if new:
            place.replace(folder)
            return
        for child in sorted(place.iterdir()):
            moved.append(folder / child.name)
            child.replace(moved[-1])
    except BaseException:
        for child in moved:
            shutil.rmtree(child) if child.is_dir() else child.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def repacked(
    content: bytes, part: Callable[[str, bytes], bytes] | None = None, begun: bytes = b""
) -> bytes:
    """Return a zip file packed anew: the same bytes whenever and wherever it is made.

    `part` is given the name and the bytes of each file within, and returns those to write. What
    `begun`, such a zip file, holds already stands instead of files of the same names.
    """
    target = io.BytesIO(begun)
    with ZipFile(io.BytesIO(content)) as given, ZipFile(target, "a") as made:
        for name in [name for name in given.namelist() if name not in made.namelist()]:
            entry = ZipInfo(name)  # dated 1980, the earliest a zip file knows
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3  # as made on Unix
            entry.external_attr = 0o600 << 16
            inner = given.read(name)
            made.writestr(entry, part(name, inner) if part else inner)
    return target.getvalue()


def lines_shown(text: str, letters: float) -> int:
    """Return about how many lines a text takes in a sheet's column that so many letters fill."""
    room = max(4, int(letters))
    return sum(
        1 if len(part) <= room else max(1, len(wrap(part, room, break_on_hyphens=False)))
        for part in text.split("\n")
    )
