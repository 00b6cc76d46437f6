"""Read the style file that may stand beside a plan: `stil.yaml`."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Annotated

from PIL import Image, UnidentifiedImageError
from pydantic import AfterValidator

from ipr.publish.style import PAPER, TEXT_CONTRAST, Style, contrast
from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.fields import Text
from ipr.reading.files import read_bytes
from ipr.reading.records import Located, read_record
from ipr.reading.strict_yaml import place, read_yaml

STYLE_FILE = "stil.yaml"
_LOGO_BYTES = 500_000
_LOGO_PIXELS = 4000  # on a side
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")


def _colour(text: str) -> str:
    """Check a colour: `#rrggbb`, dark enough for text on white."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f'«{text}» er ikke en farge – skriv for eksempel "{Style().accent}"')
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
    accent: Colour = Style().accent
    accent_pair: Colour = Style().accent_pair
    logo: Annotated[Text, AfterValidator(_file_name)] | None = None
    logo_alt: Text = ""


def load_style(folder: Path) -> Style:
    """Return the style that `stil.yaml` in the plan's folder states, or our own without one.

    Raises `InputError` with every fault of the file, in Norwegian, with its line.
    """
    path = folder / STYLE_FILE
    if not path.exists() and not path.is_symlink():
        return Style()
    tree = read_yaml(path)
    stated = read_record(StyleFile, tree)
    where = place(tree, ("logo",))
    if stated.logo is not None and not stated.logo_alt:
        raise refuse(where, "logo", "en logo må ha en tekst for dem som ikke ser den («logo_alt»)")
    return Style(
        council_name=stated.council_name,
        accent=stated.accent,
        accent_pair=stated.accent_pair,
        logo=_logo(folder / stated.logo, where) if stated.logo else b"",
        logo_alt=stated.logo_alt,
    )


def _logo(path: Path, where: str) -> bytes:
    """Return the picture; raise `InputError` for one that is missing, too large or no PNG."""
    try:
        content = read_bytes(path, _LOGO_BYTES)
    except InputError as error:
        text = f"{path.name}: {error.problems[0].text}"
        raise InputError([Problem(where, "logo", text)]) from None
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as picture:
            large = max(picture.size) > _LOGO_PIXELS
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise refuse(where, "logo", f"{path.name} er ikke et PNG-bilde") from None
    if large:
        raise refuse(where, "logo", f"{path.name} er for stor – høyst {_LOGO_PIXELS} bildepunkter")
    return content
