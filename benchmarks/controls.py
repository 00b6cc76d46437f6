"""Measure notebook 06's controls: from a slider that is dragged until what it shows is new.

``python -m benchmarks.controls`` runs the notebook's cells in a kernel of its own, moves the first
slider as the browser does, and prints seconds.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel

NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks" / "06_prov_i_kode.ipynb"
MOVES, PATIENCE = 40, 60
SLIDER = """from ipywidgets import Widget
next(one for one in Widget.widgets.values() if type(one).__name__ == "IntSlider").comm.comm_id"""


def answered(client: Any, asked: str) -> list[Any]:
    """Return what the kernel says of a request, until it is idle again."""
    told = []
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != asked:
            continue
        told.append(message)
        if message["content"].get("execution_state") == "idle":
            return told


def value_of(client: Any, code: str) -> str:
    """Return what a cell's last line gives."""
    told = answered(client, client.execute(code))
    results = [one for one in told if one["msg_type"] == "execute_result"]
    return str(results[-1]["content"]["data"]["text/plain"]) if results else ""


def moved(client: Any, slider: str, value: int) -> float:
    """Move a slider, and return the seconds until all that follows has been shown."""
    data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": slider, "data": data})
    start = time.perf_counter()
    client.shell_channel.send(message)
    told = answered(client, message["header"]["msg_id"])
    if not any(one["msg_type"] == "display_data" for one in told):
        raise RuntimeError([one["msg_type"] for one in told])
    return time.perf_counter() - start


def main() -> None:
    """Print the median and the longest."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                value_of(client, "".join(cell["source"]))
        slider = value_of(client, SLIDER).strip("'")
        took = [moved(client, slider, 50_000 * (number % 20)) for number in range(1, MOVES)]
        print(f"median {statistics.median(took):.3f} s, longest {max(took):.3f} s")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
