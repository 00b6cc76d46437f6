"""The finished file: packed alike on every system, and with the entries of the Scenario Manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ipr.publish.sheets.paper import Place
from ipr.publish.sheets.view import View

PACKED = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip file can hold
UNIX = 3
COMMENT_LENGTH = 255
BEFORE_SCENARIOS = b"<sheetProtection "  # the element they follow by the format's order


def packed(content: bytes, added: Mapping[str, bytes]) -> bytes:
    """Return the workbook packed anew: the same bytes whatever system it is made on.

    `added` is XML to put in behind the protection of a sheet, by the name of the sheet's part.
    """
    target = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(target, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            if name in added:
                part = _behind_protection(part, added[name])
            info = ZipInfo(name, PACKED)
            info.compress_type = ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = 0o600 << 16
            made.writestr(info, part)
    return target.getvalue()


def _behind_protection(sheet: bytes, xml: bytes) -> bytes:
    end = sheet.index(b"/>", sheet.index(BEFORE_SCENARIOS)) + 2
    return sheet[:end] + xml + sheet[end:]


def scenario_manager(views: Sequence[View], chooser: Place) -> bytes:
    """Return the Scenario Manager's entries: each puts its scenario's id in the choosing cell."""
    cell = chooser.here.replace("$", "")
    entries = "".join(
        f'<scenario name={quoteattr(view.scenario)} locked="1" count="1" '
        f"comment={quoteattr(view.title[:COMMENT_LENGTH])}>"
        f"<inputCells r={quoteattr(cell)} val={quoteattr(view.scenario)}/></scenario>"
        for view in views
    )
    return f'<scenarios current="0" show="0">{entries}</scenarios>'.encode()
