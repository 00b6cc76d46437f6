"""The colours and patterns of figures and pages, told apart also in black and white."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paint:
    """How an area is filled: colour, and a pattern so that it reads without colour too."""

    fill: str
    pattern: str = ""
    line: str = "#ffffff"  # of the pattern


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of figures; each at least 3:1 against white."""

    accent: str = "#1b5e9b"
    pair: str = "#b85600"
    neutral: str = "#4d5560"
    ink: str = "#1c232b"
    rule: str = "#767e87"

    @property
    def total(self) -> Paint:
        """A level, such as the reserve before and after."""
        return Paint(self.neutral)

    @property
    def up(self) -> Paint:
        """An increase, or a plain bar."""
        return Paint(self.accent)

    @property
    def down(self) -> Paint:
        """A decrease."""
        return Paint(self.pair, "////")

    @property
    def uncovered(self) -> Paint:
        """A level below zero."""
        return Paint("#ffffff", "xxxx", self.neutral)


PALETTE = Palette()
