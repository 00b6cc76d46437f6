"""The page over all reports in a plan's folder: the answers side by side, and the way to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from ipr.analysis.sensitivity import break_even
from ipr.doors.folder import PLAN_ID
from ipr.plan.model import Plan
from ipr.present.answers import STATE_WORDS, WORST_FIRST
from ipr.present.blocks import Chart
from ipr.present.blocks.tables import Column, Row, Table
from ipr.present.charts import ENDS_HERE, told_in_words
from ipr.present.comparison import SUMS, spread_text
from ipr.present.wording import case_text, plan_status
from ipr.publish.documents.document import Filing
from ipr.publish.documents.html import PAGES, TEMPLATES
from ipr.publish.documents.layout import text_width
from ipr.publish.job import PLAN_REPORTS
from ipr.publish.listed import SECTIONS, Listed
from ipr.publish.names import ALL_SCENARIOS, CSV_NAME, JSON_NAME, LESSONS, PACKAGE_NAME, PAGE_NAME
from ipr.publish.page.write import hash_of
from ipr.publish.results import Conclusion
from ipr.publish.style import Style
from ipr.reading.norwegian import amount, count, kroner, listing, signed

DOWNLOADS = {
    PAGE_NAME: "Prøv budsjettet (siden der alt kan endres)",
    ALL_SCENARIOS: "Regneark med alle scenarioene",
    CSV_NAME: "Alle tallene som tabell (CSV)",
    PACKAGE_NAME: "Hva kolonnene i tabellen er (Frictionless)",
    JSON_NAME: "Alle tallene for programmer (JSON)",
}
Place = tuple[int, int]  # an amount's place on the axis, and the amount
AXIS, EDGE = range(210, 610), 640  # where the strip's axis is in its drawing, and where that ends
NEAR, CLEAR, STACKED = 8, 56, 11  # dots that would touch, amounts that would, and from dot to dot
TALLEST = 110  # the highest that dots are stacked; more than find room there overlap
PLAN_GROUP, OTHERS = "Planen", "Andre scenarioer"
PAGES.filters |= {"amount": amount, "case_text": case_text, "signed": signed}


def write_index(
    plan: Plan,
    reports: Sequence[Listed],
    files: Sequence[str],
    filing: Filing,
    style: Style,
) -> str:
    """The page as text: no request to anywhere, and useful without its little script too.

    `files` are the names of those that stand beside the page and may be downloaded.
    """
    themes = list(_themes([one for one in reports if one.result is not None]))
    results = [one.result for _, listed in themes for one in listed if one.result]
    places = {name: at for at, name in enumerate(PLAN_REPORTS)}  # the plan, then what follows
    in_order = sorted(reports, key=lambda one: places.get(one.folder, len(places)))
    sections = [
        (section, [one for one in in_order if one.result is None and one.section == section])
        for section in SECTIONS
    ]
    script = (TEMPLATES / "index.js").read_text(encoding="utf-8")
    return PAGES.get_template("index.html.j2").render(
        plan=plan,
        plan_status=plan_status(plan),
        plan_sentences=" ".join(_plan_sentences(plan)),
        themes=themes,
        bars=_bars(plan, results),
        figures=_compared(results),
        others=[(section, found) for section, found in sections if found],
        lessons=[name for name in files if name.startswith(f"{LESSONS}/0")][:1],
        downloads=[(name, label) for name, label in DOWNLOADS.items() if name in files],
        states={state: " eller ".join(words) for state, words in _kinds(results).items()},
        counted=_counted(results),
        chart=_strip(plan, themes).html() if results else "",
        provenance=filing.making,
        script=script,
        script_hash=hash_of(script),
        style=style,
    )


def _plan_sentences(plan: Plan) -> Iterator[str]:
    """The plan first: what is left, and how little may be carried over before money lacks."""
    reserve = plan.reserve_nok
    left = kroner(reserve) if reserve else "ingenting"
    yield f"Planen har {left} igjen." if reserve >= 0 else f"I planen mangler {kroner(-reserve)}."
    for item in plan.one_off_funding[:1]:
        found = break_even(plan, {}, f"funding.{item.id}").nearest
        if found and reserve > 0:
            yield f"Budsjettet tåler at «{item.label}» faller til {kroner(found.threshold)}."


def _themes(scenarios: Sequence[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    """The plan itself, which the others differ from, and then each theme's scenarios by title.

    A scenario that moves no figure is not the plan. Those that name no theme stand last.
    """
    given: dict[str, list[Listed]] = {}
    for one in sorted(scenarios, key=lambda one: one.result.title if one.result else ""):
        theme = one.result.theme if one.result else ""
        given.setdefault(PLAN_GROUP if one.folder == PLAN_ID else theme or OTHERS, []).append(one)
    order = sorted(given, key=lambda name: (name == OTHERS, name != PLAN_GROUP, -len(given[name])))
    yield from ((name, given[name]) for name in order)


def _bars(plan: Plan, results: Sequence[Conclusion]) -> dict[str, dict[str, int]]:
    """Each scenario's reserve as a bar, all on one axis from the least to the most.

    Where it begins, how wide it is, and where nothing and the plan's reserve are, in hundredths of
    a per cent of the axis.
    """
    at = _axis([plan.reserve_nok, *(result.reserve_nok for result in results)], range(10_000))
    marks = {"zero": at(0), "plan": at(plan.reserve_nok)}
    bars = {one.scenario: sorted((at(one.reserve_nok), at(0))) for one in results}
    return {name: marks | {"left": a, "width": b - a} for name, (a, b) in bars.items()}


def _axis(amounts: Sequence[int], places: range) -> Callable[[int], int]:
    """Return where an amount stands on an axis that holds these and nothing."""
    low, high = min(0, *amounts), max(0, *amounts)
    return lambda nok: places.start + len(places) * (nok - low) // (high - low or 1)


def _compared(results: Sequence[Conclusion]) -> dict[str, Any]:
    """What the page's script needs to set scenarios side by side: their figures, sums last."""
    return {
        one.scenario: {
            "title": one.title,
            "figures": [
                [figure.name, figure.label, figure.shown_as or "–"]
                if figure.revised_nok is None
                else [figure.name, figure.label, figure.revised_nok]
                for figure in sorted(one.figures, key=lambda figure: figure.name in SUMS)
                if figure.name not in {"shortfall", "gross_activity"}
            ],
        }
        for one in results
    }


def _counted(results: Sequence[Conclusion]) -> str:
    """What the scenarios come to, all together, in one sentence."""
    told = count(len(results), "scenario", "scenarioer")
    if not results:
        return "Ingen scenarioer har rapport."
    kinds = _kinds(results)
    if set(kinds) == {"balanced"}:
        return f"Alle {told} er i balanse." if len(results) > 1 else "Scenarioet er i balanse."
    parts = [f"{amount(number)} {words}" for one in kinds.values() for words, number in one.items()]
    return f"Av {told}: {listing(parts)}."


def _kinds(results: Sequence[Conclusion]) -> dict[str, dict[str, int]]:
    """How many scenarios are in each state that any is in, the best first, in words.

    One that falls short of a wish alone lacks no money.
    """
    found: dict[str, dict[str, int]] = {}
    for state in reversed(WORST_FIRST):
        those = [result for result in results if result.verdict.kind == state]
        less = sum(one.reserve_nok >= 0 for one in those) if state == "short" else 0
        told = {STATE_WORDS[state]: len(those) - less, "mindre igjen enn ønsket": less}
        if those:
            found[state] = {words: number for words, number in told.items() if number}
    return found


def _strip(plan: Plan, themes: Sequence[tuple[str, Sequence[Listed]]]) -> Chart:
    """Rows of dots, one row for each theme, with a line at the plan and one where money ends.

    Drawn as it stands in the page: matplotlib alone takes longer to load than all else here.
    """
    told = [
        (theme, [(one.result.title, one.result.reserve_nok) for one in listed if one.result])
        for theme, listed in themes
        if theme != PLAN_GROUP
    ] or [(PLAN_GROUP, [(plan.title, plan.reserve_nok)])]
    items = [item for _, items in told for item in items]
    amounts = [nok for _, nok in items]
    at = _axis([plan.reserve_nok, *amounts], AXIS)
    # Both names stand to the left of their lines: under each other where they would meet.
    plan_x, zero_x, named = at(plan.reserve_nok), at(0), f"Planen: {amount(plan.reserve_nok)}"
    nearest = text_width(named if plan_x > zero_x else ENDS_HERE) * 14 // 100
    lower = 17 if abs(plan_x - zero_x) < nearest else 0
    rows: list[dict[str, Any]] = []
    bottom = 30 + lower
    for theme, found in told:
        label = wrap(theme, 23)  # to the left of an amount at the axis' start
        dots, words = _dots([(at(nok), nok) for nok in sorted(nok for _, nok in found)])
        y = bottom + 20 + max(up for _, up, _ in dots)
        rows.append({"label": label, "y": y, "dots": dots, "told": words})
        bottom = y + max(26, 17 * len(label))
    drawing = PAGES.get_template("strip.svg.j2").render(
        rows=rows, height=bottom, left=AXIS.start, right=AXIS.stop, lower=lower,
        plan_x=plan_x, plan_told=named, zero_x=zero_x, zero_told=ENDS_HERE,
    )  # fmt: skip
    columns = (Column("title", "Scenario"), Column("reserve_nok", plan.reserve_label, "amount"))
    caption = spread_text(amounts)
    title = f"{plan.reserve_label} i hvert scenario"
    heard = " ".join(
        f"{theme}: {told_in_words([(title, kroner(nok)) for title, nok in found])}"
        for theme, found in told
    )
    alt = f"Prikker langs en akse for det som er igjen. {caption}. Planen: "
    alt += f"{kroner(plan.reserve_nok)}. {heard}"
    return Chart(caption, alt, Table(title, columns, tuple(map(Row, items))), drawing)


def _dots(places: Sequence[Place]) -> tuple[list[tuple[int, int, int]], list[Place]]:
    """Dots from left to right, each as low as it touches no other; amounts where there is room."""
    dots: list[tuple[int, int, int]] = []
    told: list[Place] = []
    ends: list[int] = []  # where the last dot stands at each height
    for x, nok in places:
        height = next((at for at, end in enumerate(ends) if x - end >= NEAR), len(ends))
        ends[height : height + 1] = [x]
        dots.append((x, STACKED * height, nok))
        half = _width(nok) // 2
        middle = min(x, EDGE - half)
        if not told or middle - told[-1][0] >= max(CLEAR, half + _width(told[-1][1]) // 2 + 4):
            told.append((middle, nok))
    high = max(TALLEST, *(up for _, up, _ in dots))
    return [(x, up * TALLEST // high, nok) for x, up, nok in dots], told


def _width(nok: int) -> int:
    """How wide an amount is under its dot."""
    return text_width(amount(nok)) * 12 // 100
