"""Serve the what-if table as a page for the meeting room, to this machine alone."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import nbformat
from ipykernel.kernelspec import write_kernel_spec

from ipr.plan.find import PROJECT
from ipr.reading.errors import refuse

NOTEBOOK = PROJECT / "notebooks" / "06_hva_hvis.ipynb"
SHARE = Path(__file__).parent / "share"
THIS_MACHINE = "127.0.0.1"
FIRST_PORT = 8866


@dataclass(frozen=True, slots=True)
class Service:
    """How the page is served: its address, the command, and what the command's surroundings add."""

    address: str
    command: tuple[str, ...]
    surroundings: Mapping[str, str]


def prepare(plan_folder: Path, place: Path, *, browser: bool) -> Service:
    """Lay the page out in an empty folder, and return how it is served from there.

    Only this machine can reach the page, and only with the key in its address. What a visitor
    types is read as text by the fields; the server takes no code. Raises `InputError` where Voilà
    is not installed.
    """
    check_voila()
    port, token = _free_port(), secrets.token_urlsafe(24)
    write_kernel_spec(place / "kernels" / "python3")
    notebook = place / NOTEBOOK.name
    notebook.write_text(page_notebook(plan_folder), encoding="utf-8", newline="\n")
    command = (sys.executable, "-m", "voila", str(notebook), *voila_options(port, browser=browser))
    address = f"http://{THIS_MACHINE}:{port}/?token={token}"
    return Service(address, command, _surroundings(place, token))


def check_voila() -> None:
    """Raise `InputError`, with what to do, where Voilà is not installed."""
    if find_spec("voila") is None:
        text = (
            "siden trenger Voilà, som ikke er installert – kjør "
            "«uv run --extra explore ipr explore», eller åpne 06_hva_hvis i «ipr lab»"
        )
        raise refuse("", "explore", text)


def voila_options(port: int, *, browser: bool) -> list[str]:
    """Return how Voilà is told to serve: this machine, a key, our page, no code, no tracebacks."""
    return [
        f"--Voila.ip={THIS_MACHINE}",
        f"--port={port}",
        "--Voila.port_retries=0",
        "--Voila.auto_token=True",  # the key is in the surroundings, where others cannot read it
        "--Voila.log_level=WARN",
        "--VoilaConfiguration.template=ipr",
        "--VoilaConfiguration.theme=light",
        "--VoilaConfiguration.strip_sources=True",
        "--VoilaConfiguration.show_tracebacks=False",
        "--KernelManager.transport_encryption=auto",
        *([] if browser else ["--no-browser"]),
    ]


def page_notebook(plan_folder: Path) -> str:
    """Return the notebook's text with this plan in its parameters cell."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f"plan: str = {str(plan_folder)!r}"
        if cell.cell_type == "code":
            cell.outputs = []
    return str(nbformat.writes(notebook)) + "\n"


def _surroundings(folder: Path, token: str) -> dict[str, str]:
    before = os.environ.get("JUPYTER_PATH")
    return {
        "JUPYTER_PATH": os.pathsep.join([str(folder), str(SHARE), *([before] if before else [])]),
        "JUPYTER_TOKEN": token,
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONSAFEPATH": "1",
    }


def _free_port() -> int:
    """Return Voilà's usual port, or any other that is free."""
    for port in (FIRST_PORT, 0):
        with socket.socket() as tried:
            try:
                tried.bind((THIS_MACHINE, port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise refuse("", "explore", "fant ingen ledig port")
