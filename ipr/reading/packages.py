"""Office files: packed alike on every machine and day; the room a text takes in a sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from textwrap import wrap
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file knows
UNIX = 3
LEAST_ROOM = 4  # letters


def repacked(content: bytes, part: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Return a zip file packed anew: the same bytes whenever and wherever it is made.

    `part` is given the name and the bytes of each file within, and returns those to write.
    """
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as given, ZipFile(target, "w") as made:
        for name in given.namelist():
            entry = ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, UNIX
            entry.external_attr = 0o600 << 16
            inner = given.read(name)
            made.writestr(entry, part(name, inner) if part else inner)
    return target.getvalue()


def lines_shown(text: str, letters: float) -> int:
    """Return about how many lines a text takes in a sheet's column that so many letters fill."""
    room = max(LEAST_ROOM, int(letters))
    return sum(max(1, len(wrap(part, room, break_on_hyphens=False))) for part in text.split("\n"))
