"""The look of the documents: the council's name, one colour and its pair, a logo."""

from __future__ import annotations

from dataclasses import dataclass

from ipr.present.drawn import ACCENT, PAIR

PAPER = "#ffffff"
NIGHT = "#14181d"
TEXT_CONTRAST = 4.5  # WCAG 1.4.3


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
        return lightened(self.accent, NIGHT)

    @property
    def accent_pair_dark(self) -> str:
        """The pair made light enough for text on a dark page."""
        return lightened(self.accent_pair, NIGHT)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb` as WCAG 2.1 defines it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightened(colour: str, ground: str) -> str:
    """The colour mixed with as little white as makes it readable text on the ground."""
    parts = _parts(colour)
    for share in range(101):
        mixed = "".join(f"{round(p + (255 - p) * share / 100):02x}" for p in parts)
        if contrast(f"#{mixed}", ground) >= TEXT_CONTRAST:
            return f"#{mixed}"
    return PAPER


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
