"""What all blocks have in common: how one shows itself, and what is kept of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from html import escape
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

MIME = "application/vnd.ipr.block+json"
SCHEMA = 1

# Jupyter shows each block by itself, so each brings the little style it needs.
_CSS = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_STYLE = f"<style>\n{_CSS}</style>"

# What is read back is checked without bending it: "5" is no amount.
STRICT = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Shown:
    """A block: shows itself as HTML, as plain text, and as structured data."""

    __slots__ = ()
    __pydantic_config__ = STRICT

    def html(self) -> str:
        """The block as escaped, accessible HTML without style or script."""
        raise NotImplementedError

    def plain(self) -> str:
        """The block as text in aligned columns."""
        raise NotImplementedError

    def to_data(self) -> dict[str, Any]:
        """The block as plain JSON values, with its type and the schema's version."""
        return {**_plain_data(self), "schema": SCHEMA}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:  # a block is always shown whole
        return {
            "text/html": f'{_STYLE}\n<div class="ipr" lang="nb">\n{self.html()}\n</div>',
            "text/plain": self.plain(),
            MIME: self.to_data(),
        }

    def __str__(self) -> str:
        return self.plain()


def _plain_data(value: Any) -> Any:
    """A block or a part of one as JSON has it; what is not compared is not kept."""
    if is_dataclass(value):
        kept = (field.name for field in fields(value) if field.compare)
        return {name: _plain_data(getattr(value, name)) for name in kept}
    return [*map(_plain_data, value)] if isinstance(value, tuple) else value


def element(tag: str, words: str, kind: str = "") -> str:
    """Words in an element of their own, or nothing where there are none."""
    classed = f' class="{kind}"' if kind else ""
    return f"<{tag}{classed}>{escape(words)}</{tag}>" if words else ""
