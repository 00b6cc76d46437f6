"""How long from Enter in a field of the what-if table to the new figure, in JupyterLab.

``uv run python -m benchmarks.what_if [TIMES]``: needs Chromium. The time runs from the browser's
`keydown` to the frame in which the new drawing stands; the aim is 0.3 s.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ipr.budget.folder import PlanFolder
from ipr.explore.table import WhatIfTable
from tests.browsing import chromium, data_copy, lab, run_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIELD = "funding.carry_over"
WATCH = """() => {
  const place = document.querySelector('.ipr-virkning');
  const old = place.querySelector('figure svg');
  window.took = null;
  document.addEventListener('keydown', () => { window.began = performance.now(); },
                            {once: true, capture: true});
  const watch = new MutationObserver(() => {
    const drawn = place.querySelector('figure svg');
    if (drawn && drawn !== old) {
      watch.disconnect();
      requestAnimationFrame(() => { window.took = performance.now() - window.began; });
    }
  });
  watch.observe(place, {childList: true, subtree: true});
}"""


def in_kernel(table: WhatIfTable, times: int) -> list[float]:
    """Milliseconds the kernel needs for each change: reckoning, drawing and the tables."""
    found = []
    for number in range(times):
        began = perf_counter()
        table.controls[FIELD].value = str(100_000 + number)
        found.append((perf_counter() - began) * 1000)
    return found


def in_browser(page: Page, label: str, times: int) -> list[float]:
    """Milliseconds from Enter to the new figure, for each change."""
    field = page.get_by_label(label, exact=True)
    found = []
    for number in range(times):
        field.fill(str(100_000 + number))
        page.evaluate(WATCH)
        field.press("Enter")
        page.wait_for_function("window.took !== null")
        found.append(page.evaluate("window.took"))
    return found


def told(name: str, found: list[float]) -> str:
    """One line: the middle and the longest time."""
    return f"{name}: median {statistics.median(found):.0f} ms, longest {max(found):.0f} ms"


def main(times: int) -> None:
    """Measure both, and print them."""
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        folder = data_copy(Path(place))
        table = WhatIfTable(PlanFolder.open(folder))
        print(told("kernel alone", in_kernel(table, times)))
        with lab(folder) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            run_all(page, address)
            label = table.fields[FIELD].label
            in_browser(page, label, 2)  # the first ones load fonts
            print(told("Enter to figure", in_browser(page, label, times)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
