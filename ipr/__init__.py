"""The IPR workbook: a council's plan, its scenarios, and the reports made of them.

The names notebooks use are those of `ipr.public`. `load*` reads files; every other function is
pure and returns a value, or a block that shows itself in Jupyter and in the reports. They are
loaded when one of them is first asked for, so that a command does not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipr.public import *  # noqa: F403 - an editor reads the names there


def __getattr__(name: str) -> Any:
    """Return a public name."""
    if name.startswith("_") or name not in __dir__():
        raise AttributeError(f"module 'ipr' has no attribute {name!r}")
    return getattr(import_module("ipr.public"), name)


def __dir__() -> list[str]:
    """Return the public names, so that a notebook can complete them."""
    names = vars(import_module("ipr.public"))
    return [name for name in names if not name.startswith("_") and name != "annotations"]
