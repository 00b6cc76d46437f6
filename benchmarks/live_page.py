"""Measure the live page: how large it is, how soon it is ready, and how long a change takes.

``python -m benchmarks.live_page`` prints the table of benchmarks/README.md, for the shipped plan
and the made-up one, in Chromium. A change is timed from the key that is pressed to the page laid
out anew, with all on it that costs: every amount changed and dated, three states beside, a rule
that cuts.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipr.doors.folder import PlanFolder
from ipr.publish.page.write import make_page
from tests.browsing import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
PLANS = (ROOT / "data" / "lillehammer-2026", ROOT / "tests" / "cases" / "nordfjella-2027")
OPENED, TYPED = 15, 300

READY = """() => new Promise((done) => new PerformanceObserver((list) => {
  const paints = list.getEntriesByName("first-contentful-paint");
  const [load] = performance.getEntriesByType("navigation");
  if (paints.length) done([load.domContentLoadedEventEnd, paints[0].startTime]);
}).observe({ type: "paint", buffered: true }))"""
HEAVY = """() => {
  for (const letter of LETTERS) {
    change((state) => { state.changes[data.fields[0].name] = { text: `${letter.charCodeAt()}` }; });
    byId(`ta${letter}`).click();
  }
  document.querySelector("input[name=policy][value=pro_rata]").click();
  for (const { name } of data.fields.filter(({ unit, value }) => unit === "nok" && value)) {
    change((state) => { state.changes[name] = { text: "-1 %", date: `${data.plan.year}-05-01` }; });
  }
  refresh({ fill: true });
}"""
TYPE = """(times) => {
  const { control } = rows.get(data.fields[0].name), took = [];
  for (let number = 0; number < times; number += 1) {
    const start = performance.now();
    control.value = String(1000000 + 1371 * number);
    control.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    took.push(performance.now() - start);
  }
  return took;
}"""


def measured(browser: Browser, file: Path) -> dict[str, Any]:
    """Return the page's size in kB, and milliseconds until it is ready and until a change shows."""
    ready = []
    for _ in range(OPENED):
        page = browser.new_page()
        page.goto(file.as_uri())
        ready.append(max(page.evaluate(READY)))
        page.close()
    page = browser.new_page()
    page.goto(file.as_uri())
    page.evaluate(HEAVY)
    if not page.evaluate("page.valid"):
        raise ValueError(page.inner_text("#gammel"))
    took = page.evaluate(TYPE, TYPED)
    page.close()
    return {
        "kB": file.stat().st_size / 1000,
        "ready, ms": min(ready),
        "median": statistics.median(ready),
        "a change, ms": min(took),
        "median of them": statistics.median(took),
    }


def main() -> None:
    """Print the table."""
    told = {}
    with chromium() as browser, tempfile.TemporaryDirectory() as place:
        for folder in map(PlanFolder.open, PLANS):
            file = Path(place, f"{folder.name}.html")
            file.write_text(make_page(folder)[0], encoding="utf-8")
            told[folder.name] = measured(browser, file)
    columns = list(next(iter(told.values())))
    print(f"| plan | {' | '.join(columns)} |")
    print(f"|---|{'---:|' * len(columns)}")
    for name, found in told.items():
        print(f"| {name} | {' | '.join(f'{found[one]:.1f}' for one in columns)} |")


if __name__ == "__main__":
    main()
