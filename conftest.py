"""Give every kernel that a test starts a clean place: no user profile, no module beside a notebook.

It stands here, above tests/ and notebooks/, so that it holds for both however pytest is called.
"""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
# Lessons are committed as nobody has run them, so nbval has nothing to compare there; their cells
# are run by tests/test_teaching.py.
collect_ignore_glob = ["notebooks/opplaering/[0-9]*.ipynb"]
# Each committed notebook is run again and every output compared. It is said here and not in
# pyproject.toml, so that the fast set can do without the plug-in, which loads Jupyter.
NBVAL = {
    "nbval": True,
    "nbval_current_env": True,
    "nbval_sanitize_with": str(ROOT / "tests" / "nbval_sanitize.cfg"),
    # A kernel that hangs or never starts must not cost the 2 000 s nbval waits unasked.
    "nbval_cell_timeout": 120,
    "nbval_kernel_startup_timeout": 120,
}


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment once; workers and kernels inherit it from the leading process."""
    vars(config.option).update(NBVAL)
    gc.set_threshold(100_000, 20, 50)  # some hundred libraries are loaded: to go through them costs
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    place = tempfile.TemporaryDirectory(prefix="ipr-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(place.cleanup)
    os.environ["IPYTHONDIR"] = place.name
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ.pop("MPLBACKEND", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A committed notebook is run by a kernel of its own, which takes seconds to start."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("slow")
