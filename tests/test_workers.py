"""The folders in which reports are made before they are moved into place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ipr.publish.runner import clear_leftovers, fresh_folders


def test_only_folders_of_a_process_that_is_gone_are_cleared(tmp_path: Path) -> None:
    """What a killed run left is deleted; what a living one makes, and what is not ours, stands."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".ipr-{gone.pid}-abc"
    left.mkdir()
    (left / "rapport.ipynb").write_text("{}", encoding="utf-8")
    others = tmp_path / ".ipr-notater"
    others.mkdir()
    with fresh_folders(tmp_path, 1) as (mine,):
        clear_leftovers(tmp_path)
        assert not left.exists()
        assert mine.is_dir()
        assert mine.name.startswith(f".ipr-{os.getpid()}-")
        assert others.is_dir()
    assert not mine.exists()
