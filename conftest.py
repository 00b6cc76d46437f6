"""Give every kernel that a test starts a clean place: no user profile, no module beside a notebook.

It stands here, above tests/ and notebooks/, so that it holds for both however pytest is called.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment once; workers and kernels inherit it from the leading process."""
    config.option.nbval_sanitize_with = str(ROOT / "tests" / "nbval_sanitize.cfg")
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    place = tempfile.TemporaryDirectory(prefix="ipr-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(place.cleanup)
    os.environ["IPYTHONDIR"] = place.name
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ.pop("MPLBACKEND", None)
