"""The look of the documents: the council's name, one colour and its pair, a logo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipr.present.canvas import PALETTE

PAPER = "#ffffff"
NIGHT = "#14181d"
_TEXT_CONTRAST = 4.5  # WCAG 1.4.3
_PNG = b"\x89PNG\r\n\x1a\n"
_LOGO_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Style:
    """Colours are `#rrggbb`, at least 4.5:1 on white; `logo` is a PNG, empty for none."""

    council_name: str = ""
    accent: str = PALETTE.accent
    accent_pair: str = PALETTE.pair
    logo: bytes = b""
    logo_alt: str = ""

    @property
    def accent_dark(self) -> str:
        """The accent made light enough for text on a dark page."""
        return lightened(self.accent, NIGHT)

    @property
    def accent_pair_dark(self) -> str:
        """The pair made light enough for text on a dark page."""
        return lightened(self.accent_pair, NIGHT)


def style_from(data: Mapping[str, object], folder: Path) -> Style:
    """A style from a style file's keys and texts; `logo` is a PNG beside it, in `folder`.

    Raises ValueError with all problems, in Norwegian, a line each.
    """
    known = {"council_name", "accent", "accent_pair", "logo", "logo_alt"}
    problems = [f"{key}: ukjent nøkkel – bruk {', '.join(sorted(known))}"
                for key in sorted(set(data) - known)]  # fmt: skip
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    problems += [f"{k}: må være tekst" for k in sorted(known & set(data) - set(texts))]
    for key in ("accent", "accent_pair"):
        if key in texts:
            problems += _colour_problems(key, texts[key])
    logo = b""
    if name := texts.pop("logo", ""):
        logo, found = _logo(folder, name)
        problems += found
        if not texts.get("logo_alt", "").strip():
            problems.append("logo_alt: en logo må ha en tekst for dem som ikke ser den")
    if problems:
        raise ValueError("\n".join(problems))
    return Style(logo=logo, **texts)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb` as WCAG 2.1 defines it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightened(colour: str, ground: str) -> str:
    """The colour mixed with as little white as makes it readable text on the ground."""
    parts = _parts(colour)
    for share in range(101):
        mixed = "".join(f"{round(p + (255 - p) * share / 100):02x}" for p in parts)
        if contrast(f"#{mixed}", ground) >= _TEXT_CONTRAST:
            return f"#{mixed}"
    return PAPER


def _colour_problems(key: str, colour: str) -> list[str]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return [f'{key}: «{colour}» er ikke en farge – skriv for eksempel "{PALETTE.accent}"']
    reached = contrast(colour, PAPER)
    if reached < _TEXT_CONTRAST:
        ratio = f"{int(reached * 10) / 10}".replace(".", ",")
        told = f"{key}: fargen {colour} er for lys – kontrasten mot hvitt er {ratio}:1"
        return [f"{told}, den må være minst 4,5:1"]
    return []


def _logo(folder: Path, name: str) -> tuple[bytes, list[str]]:
    path = folder / name
    if Path(name).name != name or not path.is_file() or path.is_symlink():
        return b"", [f"logo: fant ikke «{name}» ved siden av stilfilen"]
    if path.stat().st_size > _LOGO_BYTES:
        return b"", ["logo: filen er for stor – den kan være på høyst 500 kB"]
    content = path.read_bytes()
    return content, [] if content.startswith(_PNG) else ["logo: filen må være et PNG-bilde"]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
