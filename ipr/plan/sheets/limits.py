"""What an XLSX file may hold before a library opens it: its own XML is read first, and counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from ipr.reading.errors import InputError, refuse
from ipr.reading.norwegian import amount, visible

LARGEST_UNPACKED = 20_000_000  # bytes; a plan of a hundred lines is below a fiftieth of it
MOST_PARTS = 500
MOST_ELEMENTS = 150_000  # cells, styles, texts and all else; such a plan has some ten thousand
MOST_JOINED = 10_000  # cells in merged areas and in links' areas, which a library makes one by one

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_JOINED = ("mergeCell", "hyperlink")


def check_package(name: str, content: bytes) -> None:
    """Refuse what is no XLSX file, and one that would take more than the limits.

    The sizes in the directory are checked before anything is unpacked; a part that is longer than
    its stated size fails when it is read.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(
            name, "", "filen er låst med passord eller i et eldre format – lagre som .xlsx"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise refuse(
                    name,
                    "",
                    f"filen er for stor utpakket – største er {LARGEST_UNPACKED} byte "
                    f"i {MOST_PARTS} deler",
                )
            names = {part.filename.lower() for part in parts}
            if any(part.endswith("vbaproject.bin") for part in names):
                raise refuse(name, "", "filen har makroer – lagre den som .xlsx")
            _check_elements(name, (package.read(part) for part in parts))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise unreadable(name) from None


def unreadable(name: str) -> InputError:
    """Return the error for a file that is no workbook, or a damaged one."""
    text = "filen kan ikke leses som et regneark – åpne den i et regneark og lagre den som .xlsx"
    return refuse(name, "", text)


def _check_elements(name: str, parts: Iterator[bytes]) -> None:
    left, joined = MOST_ELEMENTS, MOST_JOINED

    def begun(element: str, attributes: dict[str, str]) -> None:
        nonlocal left, joined
        left -= 1
        if element.rpartition(":")[2] in _JOINED:
            area = attributes.get("ref", "")
            joined -= _size(area)
            if joined < 0:
                text = f"området {visible(area)} er for stort – del opp cellene og slett lenkene"
                raise refuse(name, "", text)
        if left < 0:
            text = f"filen er for stor – høyst {amount(MOST_ELEMENTS)} celler, formater og tekster"
            raise refuse(name, "", f"{text}; slett tomme rader, kolonner og ark")

    def typed(*_: object) -> None:  # could name other files, or grow without end
        raise refuse(name, "", "filen har en dokumenttype (DOCTYPE) – lagre den på nytt")

    for part in parts:
        if not part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            continue  # a picture
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, typed
        try:
            parser.Parse(part, True)  # noqa: FBT003 - expat has no name for it
        except expat.ExpatError:
            raise unreadable(name) from None


def _size(area: str) -> int:
    """Return how many cells an area has; of what is no area, more than there may be."""
    found = _AREA.fullmatch(area)
    if not found:
        return MOST_JOINED + 1
    left, top, right, bottom = found.groups()
    width = abs(_column(right or left) - _column(left)) + 1
    return width * (abs(int(bottom or top) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
