"""Tell what a notebook says in plain text, so that ``git diff`` shows words and no JSON.

``python tools/notebook_text.py FILE`` prints it; ``--install`` makes this clone's git use it (for
the files that .gitattributes names), with the file as it stands where this Python is gone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def joined(text: str | list[str]) -> str:
    """A text of a notebook file, which may be stored line by line."""
    return text if isinstance(text, str) else "".join(text)


def told(output: dict[str, Any]) -> str:
    """An output as plain text: what was printed, shown or raised; a picture is its media type."""
    if output["output_type"] == "stream":
        return joined(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    data = output["data"]
    return joined(data.get("text/plain", f"({', '.join(sorted(data))})"))


def lines(notebook: dict[str, Any]) -> Iterator[str]:
    """Each cell: its kind and tags, its source, and what it shows behind a bar."""
    for cell in notebook["cells"]:
        tags = " ".join(cell["metadata"].get("tags", []))
        yield f"--- {cell['cell_type']} {tags}".rstrip()
        yield from joined(cell["source"]).splitlines()
        for output in cell.get("outputs", []):
            yield from (f"| {line}".rstrip() for line in told(output).splitlines())


def install() -> None:
    """Set the clone's own configuration; nothing outside it is touched."""
    tell = f'"{Path(sys.executable).as_posix()}" tools/notebook_text.py "$1"'
    setting = f'f() {{ {tell} 2>/dev/null || cat "$1"; }}; f'
    command = ["git", "config", "diff.notebook.textconv", setting]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - the project's own words


def main() -> None:
    """Print one notebook, or install the way to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--install", action="store_true", help="let git use this in this clone")
    options = parser.parse_args()
    if options.install:
        install()
    elif options.file is None:
        parser.error("a notebook's path, or --install")
    else:
        text = "\n".join(lines(json.loads(options.file.read_text(encoding="utf-8"))))
        sys.stdout.buffer.write(f"{text}\n".encode())


if __name__ == "__main__":
    main()
