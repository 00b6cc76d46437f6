"""Resolve the newest releases that work together and write them to both places that pin them.

Run as ``uv run --no-project python tools/pins.py`` in the project's folder; with ``--keep`` after a
dependency came or went, so that all others stay as they are.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?ms)^constraint-dependencies = \[\n.*?^\]\n")


def locked_pins(lock: str) -> list[str]:
    """The ``name==version`` lines of a ``uv.lock`` text, by name, without the project itself.

    Raises ValueError where one package has more than one version: pip could not tell them apart.
    """
    packages = tomllib.loads(lock)["package"]
    pins = sorted(
        f"{package['name']}=={package['version']}"
        for package in packages
        if "registry" in package["source"]
    )
    names = [pin.partition("==")[0] for pin in pins]
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise ValueError(f"more than one version of {', '.join(double)}")
    return pins


def with_pins(pyproject: str, pins: list[str]) -> str:
    """The text of ``pyproject.toml`` with its constraints replaced by ``pins``."""
    lines = "".join(f'  "{pin}",\n' for pin in pins)
    text, found = BLOCK.subn(f"constraint-dependencies = [\n{lines}]\n", pyproject)
    if found != 1:
        raise ValueError("pyproject.toml has no constraint-dependencies of its own lines")
    return text


def main() -> None:
    """Lock without pins, then write what was found to pyproject.toml and constraints.txt."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--keep", action="store_true", help="keep the versions pinned now")
    keep = parser.parse_args().keep
    pyproject = ROOT / "pyproject.toml"
    before = pyproject.read_text(encoding="utf-8")
    lock = ROOT / "uv.lock"
    try:
        if not keep:
            pyproject.write_text(with_pins(before, []), encoding="utf-8", newline="\n")
        subprocess.run(["uv", "lock", "--upgrade"], cwd=ROOT, check=True)  # noqa: S607 - uv as found
        pins = locked_pins(lock.read_text(encoding="utf-8"))
    except BaseException:
        pyproject.write_text(before, encoding="utf-8", newline="\n")
        raise
    pyproject.write_text(with_pins(before, pins), encoding="utf-8", newline="\n")
    (ROOT / "constraints.txt").write_text(
        "".join(f"{pin}\n" for pin in pins), encoding="utf-8", newline="\n"
    )
    print(f"{len(pins)} packages pinned")


if __name__ == "__main__":
    main()
