"""The look of the documents: the council's name, one colour and its pair, a logo: `stil.yaml`."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated
from warnings import catch_warnings

from pydantic import AfterValidator

from ipr.doors.folder import PlanFolder
from ipr.present.charts import ACCENT, PAIR
from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.fields import Text
from ipr.reading.records import Located, read_record
from ipr.reading.strict_yaml import place

STYLE_FILE = "stil.yaml"
PAPER = "#ffffff"
NIGHT = "#14181d"
TEXT_CONTRAST = 4.5  # WCAG 1.4.3
_LOGO_BYTES = 500_000
_LOGO_PIXELS = 4000  # on a side
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Style:
    """Colours are `#rrggbb`, at least 4.5:1 on white; `logo` is a PNG, empty for none."""

    council_name: str = ""
    accent: str = ACCENT
    accent_pair: str = PAIR
    logo: bytes = b""
    logo_alt: str = ""

    @property
    def accent_dark(self) -> str:
        """The accent made light enough for text on a dark page."""
        return lightened(self.accent)

    @property
    def accent_pair_dark(self) -> str:
        """The pair made light enough for text on a dark page."""
        return lightened(self.accent_pair)

    @property
    def logo_address(self) -> str:
        """The logo as the address of a picture that is in the page itself."""
        return f"data:image/png;base64,{b64encode(self.logo).decode('ascii')}"


OURS = Style()


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb` as WCAG 2.1 defines it, 1 to 21."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def lightened(colour: str) -> str:
    """The colour mixed with as little white as makes it readable text on a dark page."""
    parts = bytes.fromhex(colour[1:])
    mixtures = (
        f"#{bytes(round(part + (255 - part) * share / 100) for part in parts).hex()}"
        for share in range(101)
    )
    return next((one for one in mixtures if contrast(one, NIGHT) >= TEXT_CONTRAST), PAPER)


def _colour(text: str) -> str:
    """Check a colour: `#rrggbb`, dark enough for text on white."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f'«{text}» er ikke en farge – skriv for eksempel "{ACCENT}"')
    reached = contrast(text, PAPER)
    if reached < TEXT_CONTRAST:
        ratio = f"{int(reached * 10) / 10}".replace(".", ",")
        raise ValueError(
            f"fargen {text} er for lys – kontrasten mot hvitt er {ratio}:1, den må være minst 4,5:1"
        )
    return text.lower()


def _file_name(text: str) -> str:
    """Check the name of a file that lies beside the style file."""
    if not _NAME.fullmatch(text):
        raise ValueError(f"«{text}» er ikke et filnavn – legg bildet ved siden av {STYLE_FILE}")
    return text


Colour = Annotated[Text, AfterValidator(_colour)]


class StyleFile(Located):
    """What a style file may hold; all of it may be left out."""

    council_name: Text = ""
    accent: Colour = ACCENT
    accent_pair: Colour = PAIR
    logo: Annotated[Text, AfterValidator(_file_name)] | None = None
    logo_alt: Text = ""


def load_style(folder: PlanFolder) -> Style:
    """Return the style that `stil.yaml` in the plan's folder states, or our own without one.

    Raises `InputError` with every fault of the file, in Norwegian, with its line.
    """
    return folder.once(STYLE_FILE, lambda: _style(folder)) if folder.has(STYLE_FILE) else OURS


def _style(folder: PlanFolder) -> Style:
    tree = folder.tree(STYLE_FILE)
    stated = read_record(StyleFile, tree)
    where = place(tree, ("logo",))
    if stated.logo is not None and not stated.logo_alt:
        raise refuse(where, "logo", "en logo må ha en tekst for dem som ikke ser den («logo_alt»)")
    logo = _logo(folder, stated.logo, where) if stated.logo else b""
    return Style(stated.council_name, stated.accent, stated.accent_pair, logo, stated.logo_alt)


def _logo(folder: PlanFolder, name: str, where: str) -> bytes:
    """Return the picture; raise `InputError` for one that is missing, too large or no PNG."""
    from PIL import Image  # noqa: PLC0415 - slow to load

    try:
        content = folder.content(name, _LOGO_BYTES)
    except InputError as error:
        raise InputError([Problem(where, "logo", f"{name}: {error.problems[0].text}")]) from None
    try:
        with (
            catch_warnings(action="ignore"),  # what it warns of is refused here
            Image.open(BytesIO(content), formats=("PNG",)) as picture,
        ):
            small = max(picture.size) <= _LOGO_PIXELS
            if small:
                picture.load()
    except Image.DecompressionBombError:
        small = False
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged picture leads it to
        raise refuse(where, "logo", f"{name} er ikke et PNG-bilde som kan leses") from None
    if not small:
        raise refuse(where, "logo", f"{name} er for stor – høyst {_LOGO_PIXELS} bildepunkter")
    return content


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in bytes.fromhex(colour[1:]))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
