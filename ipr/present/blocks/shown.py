"""What all blocks share: how they show themselves in Jupyter, and their structured form."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ipr.present.blocks.markup import for_jupyter

MIME = "application/vnd.ipr.block+json"
SCHEMA = 1


class Shown:
    """A block: shows itself as HTML, as plain text, and as structured data."""

    __slots__ = ()

    def html(self) -> str:
        """The block as escaped, accessible HTML without style or script."""
        raise NotImplementedError

    def plain(self) -> str:
        """The block as text in aligned columns."""
        raise NotImplementedError

    def to_data(self) -> dict[str, Any]:
        """The block as plain JSON values, with its type and the schema's version."""
        data: dict[str, Any] = TypeAdapter(type(self)).dump_python(self, mode="json")
        return {**data, "schema": SCHEMA}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        del include, exclude  # Jupyter's signature; a block is always shown whole
        return {
            "text/html": for_jupyter(self.html()),
            "text/plain": self.plain(),
            MIME: self.to_data(),
        }

    def __str__(self) -> str:
        return self.plain()
