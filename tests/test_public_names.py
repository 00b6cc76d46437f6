"""The names that notebooks use."""

from __future__ import annotations

import pytest

import ipr


def test_each_public_name_is_there() -> None:
    """Each name the package promises is a documented thing in the module it is said to live in."""
    assert [name for name in dir(ipr) if not getattr(ipr, name).__doc__] == []


def test_an_unknown_name_is_no_attribute() -> None:
    """A misspelt name is an AttributeError, as with any module."""
    with pytest.raises(AttributeError, match="no attribute 'load_plann'"):
        _ = ipr.load_plann
