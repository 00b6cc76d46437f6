"""The page over all reports in a plan's folder: the answers side by side, and the way to each."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from markupsafe import Markup

from ipr.budget.folder import PLAN_ID
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.answers import STATE_WORDS, WORST_FIRST
from ipr.present.blocks import Chart, Column, Row, Table, Verdict
from ipr.present.wording import case_text
from ipr.publish.documents.document import Provenance
from ipr.publish.documents.html import PAGES, TEMPLATES
from ipr.publish.names import offered
from ipr.publish.results import Conclusion
from ipr.publish.style import Style
from ipr.reading.norwegian import amount, count, listing, signed

INDEX_NAME = "index.html"
DOWNLOADS = {
    "prov-budsjettet.html": "Prøv budsjettet (siden der alt kan endres)",
    "alle-scenarioer.xlsx": "Regneark med alle scenarioene",
    "resultater.csv": "Alle tallene som tabell (CSV)",
    "datapackage.json": "Hva kolonnene i tabellen er (Frictionless)",
    "resultater.json": "Alle tallene for programmer (JSON)",
}
MORE, COMPARISONS, SWEEPS, OWN_REPORTS = SECTIONS = (
    "Mer om planen",
    "Sammenligninger",
    "Gjennomregninger",
    "Egne analyser",
)
"""The headings over the reports that are not of one scenario, in the order the page has them."""
PAGES.filters |= {"amount": amount, "case_text": case_text, "signed": signed}


@dataclass(frozen=True, slots=True)
class Listed:
    """One report as the page lists it; without a result it stands under its `section`.

    `files` are those of its folder, `notes` say what a reader should know before trusting it.
    """

    folder: str
    title: str
    files: tuple[str, ...]
    result: Conclusion | None
    section: str = COMPARISONS
    notes: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Label and address of each file a reader may open."""
        return tuple(
            (label, f"{quote(self.folder)}/{quote(name)}") for label, name in offered(self.files)
        )

    @property
    def first(self) -> str:
        """The address of the file to open first, or nothing where there is none."""
        return next((address for _, address in self.links), "")


def write_index(
    plan: Plan,
    reports: Sequence[Listed],
    files: Sequence[str],
    provenance: Provenance,
    style: Style,
) -> str:
    """The page as text: no request to anywhere, and useful without its little script too.

    `files` are the names of those that stand beside the page and may be downloaded.
    """
    scenarios = [one for one in reports if one.result is not None]
    results = sorted((one.result for one in scenarios if one.result), key=_from_most)
    script = (TEMPLATES / "index.js").read_text(encoding="utf-8")
    return PAGES.get_template("index.html.j2").render(
        plan=plan,
        scenarios=sorted(scenarios, key=_plan_first),
        others=list(_others(reports)),
        lessons=[name for name in files if name.startswith("opplaering/0")][:1],
        downloads=[(name, label) for name, label in DOWNLOADS.items() if name in files],
        verdict=_verdict(results),
        chart=Markup(_chart(plan, results).html()) if results else "",  # noqa: S704 - as html.py
        provenance=Markup(provenance.table().html()),  # noqa: S704 - as html.py
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii"),
        logo=b64encode(style.logo).decode("ascii"),
        style=style,
    )


def _others(reports: Sequence[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    """Each heading that has reports under it, with those."""
    for section in SECTIONS:
        found = [one for one in reports if one.result is None and one.section == section]
        if found:
            yield section, found


def _plan_first(one: Listed) -> tuple[bool, str]:
    """The plan itself stands first: it is what the others differ from.

    A scenario that moves no figure is not the plan.
    """
    return one.folder != PLAN_ID, one.folder


def _from_most(result: Conclusion) -> tuple[int, str]:
    return -result.reserve_nok, result.title


def _verdict(results: Sequence[Conclusion]) -> Verdict:
    """What the scenarios come to, all together, in one sentence."""
    told = count(len(results), "scenario", "scenarioer")
    if not results:
        return Verdict("balanced", "Ingen scenarioer har rapport.")
    kinds = Counter(result.verdict.kind for result in results)
    worst = next(state for state in WORST_FIRST if kinds[state])
    if worst == "balanced":
        whole = f"Alle {told} er" if len(results) > 1 else "Scenarioet er"
        return Verdict(worst, f"{whole} i balanse.")
    parts = [f"{amount(kinds[state])} {STATE_WORDS[state]}" for state in reversed(WORST_FIRST)
             if kinds[state]]  # fmt: skip
    return Verdict(worst, f"Av {told}: {listing(parts)}.")


def _chart(plan: Plan, results: Sequence[Conclusion]) -> Chart:
    """The reserves as bars, from the largest to the smallest."""
    items = [(result.title, result.reserve_nok) for result in results]
    label = plan.reserve_label
    columns = (Column("title", "Scenario"), Column("reserve_nok", label, "amount"))
    caption = f"{label} i hvert scenario, fra størst til minst, i kroner"
    return charts.bars(caption, items, Table(caption, columns, tuple(Row(item) for item in items)))
