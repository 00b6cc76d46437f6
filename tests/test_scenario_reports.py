"""The report of every shipped scenario: no figure from nowhere, and two pages for the case."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from ipr.analysis.consequences import alternatives, readings
from ipr.analysis.explain import explain, figure_names
from ipr.analysis.outlook import effects, outlook
from ipr.analysis.sensitivity import break_even, sensitivities
from ipr.analysis.timeline import timeline
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.result import Result
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import inputs_of
from ipr.present import charts
from ipr.present.blocks import Chart, Cover, Text, Tree
from ipr.present.blocks.shown import Shown
from ipr.present.blocks.tables import Table
from ipr.present.plan import MOST_BARS, lines_chart
from ipr.present.scenario.budget import changed_lines_block, sum_of
from ipr.publish.documents import pdf
from ipr.publish.documents.document import Document, Filing, to_document
from ipr.publish.documents.editions import on_paper
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import Title, words
from ipr.publish.job import plan_jobs
from ipr.publish.listed import FULL, SHORT
from ipr.publish.style import load_style
from ipr.reading.fields import LONGEST_TITLE
from tests.plans import CASES, FOLDERS, LILLEHAMMER, terms_of
from tests.reports import SCENARIO_NOTEBOOK, executed

pytestmark = pytest.mark.slow  # notebooks are run

FOR_ALL = ("Budsjettet", "Forbehold")
INCOMES = ("Hva tåler budsjettet?", "Hvor store må inntektene være")
FILING = Filing(made_from=(
    ("Plan", "lillehammer-2026, 0123456789ab"),
    ("Programvare", "Python 3.11.7, ipr-workbook 0.1.0, numpy 2.4.6"),
))  # fmt: skip


@pytest.fixture(autouse=True)
def _unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row headers are marked on pages already laid out, and take longer than to lay them out."""
    monkeypatch.setattr(pdf, "mark_row_headers", lambda made, _: made)
    monkeypatch.setattr(charts, "_png", lambda _: b"")  # pages show the drawing itself


@functools.cache
def notebook_of(plan: str, scenario: str) -> Any:
    """The notebook of a scenario's report, run in this process."""
    parameters = {"plan": plan, "scenario": scenario}
    return executed(SCENARIO_NOTEBOOK, FOLDERS[plan].path.parent, parameters)


@functools.cache
def editions(plan: str, scenario: str) -> dict[str, Document]:
    """Both editions of a scenario's report, by the edition's part of the file name."""
    folder, notebook = FOLDERS[plan], notebook_of(plan, scenario)
    whole, short = (to_document(notebook, filing=FILING, short=one) for one in (False, True))
    return dict(on_paper("both", whole, short, load_style(folder)))


def headings(document: Document) -> list[str]:
    """The headings below the title."""
    return [words(part.runs) for part in document.parts if isinstance(part, Title)]


def pages(document: Document, plan: str) -> Sequence[PageObject]:
    """The pages of the PDF."""
    made = write_pdf(document, load_style(FOLDERS[plan]))
    return PdfReader(BytesIO(made)).pages


@pytest.mark.parametrize(("plan", "scenario"), CASES)
def test_the_short_edition_has_two_pages(plan: str, scenario: str) -> None:
    """Every shipped scenario of both plans: the answer on page 1, the figures by page 2."""
    found = editions(plan, scenario)
    short, full = found[SHORT], found[FULL]
    first, *others = pages(short, plan)
    assert len(others) == 1
    cover = short.parts[0]
    assert isinstance(cover, Cover)
    assert cover.verdict.text.split(".")[0].replace("\u00a0", " ")[:40] in " ".join(
        first.extract_text().split()
    )
    assert set(FOR_ALL) <= set(headings(short))
    assert sum(one.startswith(INCOMES) for one in headings(short)) == 1
    assert "Hele budsjettet" in headings(full)
    assert "Hele budsjettet" not in headings(short)
    told = [part for part in short.parts if part in full.parts]
    assert len(told) >= len(short.parts) - 2  # all but the last line, and perhaps a heading's break
    assert not any(isinstance(part, Tree) for part in (*short.parts, *full.parts))


def test_the_longest_title_takes_no_third_page() -> None:
    """A title of 200 characters, the most there may be, leaves room for the fullest report."""
    short = editions(LILLEHAMMER.name, "ingen-overforing-likt-kutt")[SHORT]
    title = ("Ingen overføring og forholdsmessige kutt i postene " * 4)[:LONGEST_TITLE]
    cover, *others = short.parts
    assert isinstance(cover, Cover)
    named = replace(short, title=title, parts=(replace(cover, title=title), *others))
    assert len(pages(named, LILLEHAMMER.name)) == 2


@pytest.mark.parametrize("plan", FOLDERS)
def test_the_full_edition_has_few_pages(plan: str) -> None:
    """Eight are enough for the scenario with the most to say."""
    names = FOLDERS[plan].scenario_ids
    longest = max(names, key=lambda name: len(str(editions(plan, name)[FULL])))
    assert 2 < len(pages(editions(plan, longest)[FULL], plan)) <= 8


def test_a_full_edition_has_no_page_for_its_last_lines() -> None:
    """Where a page less is enough when one flows into the other, there is one less."""
    for name in ("nord-gudbrandsdal-og-ung-nei", "ingen-overforing-prioritert-kutt"):
        full = editions(LILLEHAMMER.name, name)[FULL]
        assert len(pages(full, LILLEHAMMER.name)) == 5, name


def test_a_heading_stands_only_over_something() -> None:
    """A block that has nothing to say is absent with its heading."""
    plain = headings(editions(LILLEHAMMER.name, "planen")[FULL])
    assert not [one for one in plain if one.startswith(("Slik dekkes", "Virkning i"))]
    cut = headings(editions(LILLEHAMMER.name, "ingen-overforing-likt-kutt")[SHORT])
    assert "Slik dekkes de 390\u00a0000\u00a0kronene" in cut


def test_later_years_are_told_where_they_move() -> None:
    """A refused grant for three years is 450 000 less over them; a carry-over moves one year."""
    youth = editions(LILLEHAMMER.name, "fylket-nei-ung")[FULL]
    (table,) = (
        part for part in youth.parts if isinstance(part, Table) and "år for år" in part.caption
    )
    assert [row.cells for row in table.rows] == [
        ("Ung i Lillehammer-regionen", -150_000, -150_000, -150_000, 0, -450_000),
        ("Endring i det som er igjen", 150_000, 150_000, 150_000, 0, 450_000),
    ]
    assert "Virkning i 2027–2029" in headings(youth)
    lower = headings(editions(LILLEHAMMER.name, "lavere-overforing")[FULL])
    assert "Virkning i 2027–2029" not in lower


def test_the_day_of_a_calculation_stands_in_the_short_edition_too() -> None:
    """A date that is asked for is printed, in the one line of what it was made from."""
    dated = replace(FILING, made_from=(*FILING.made_from, ("Dato", "3. februar 2026")))
    notebook = notebook_of(LILLEHAMMER.name, "planen")
    whole, short = (to_document(notebook, filing=dated, short=one) for one in (False, True))
    last = dict(on_paper("both", whole, short, load_style(LILLEHAMMER)))[SHORT].parts[-1]
    assert "Laget 3. februar 2026 av plan lillehammer-2026" in str(last).replace("\u00a0", " ")


def test_a_report_with_nothing_left_out_has_one_edition() -> None:
    """Where no cell is only for the full edition, the paper has no edition in its name."""
    document = Document("T", "", (Title(2, ()),))
    printed = on_paper("short", document, document, load_style(LILLEHAMMER))
    assert [edition for edition, _ in printed] == [""]


def test_the_plan_itself_is_a_report_with_all_it_says() -> None:
    """Owner, partners, goals, footnotes, dates and strategic cases reach a reader."""
    folder = LILLEHAMMER
    (job,) = (one for one in plan_jobs(folder.name) if one.name == "_planen")
    notebook = executed(job.notebook_path, folder.path.parent, {"plan": folder.name})
    parts = [part for part in to_document(notebook).parts if isinstance(part, Shown)]
    text = " ".join(" ".join(part.plain() for part in parts).split())
    plan = folder.plan
    told = [case.label for case in plan.strategic_cases]
    told += [note.text for note in plan.footnotes]
    told += [item.label for item in plan.milestones]
    told += [name for line in plan.lines for name in (line.owner, *line.partners) if name]
    told += [goal.text for goal in plan.goals if goal.text]
    assert not [one for one in told if " ".join(one.split()) not in text]


SPACES = "\u00a0\u202f "
GROUPED = re.compile(rf"(?<![\d,.])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?![\d,])")
NAMED = re.compile(rf"(?<![\d,.])(?<!\d[{SPACES}])(\d+)[{SPACES}](?:kroner|krone|kr)\b")


@pytest.mark.parametrize(("plan", "name"), CASES)
def test_no_figure_comes_from_nowhere(plan: str, name: str) -> None:
    """Each amount in the report of each shipped scenario, of both plans, is held somewhere."""
    parts = to_document(notebook_of(plan, name)).parts
    printed = amounts_in("\n".join(str(part) for part in parts if isinstance(part, Shown)))
    assert printed
    assert printed - held(scenario_result(FOLDERS[plan], name)) == set()


def test_a_figure_from_nowhere_is_seen() -> None:
    """A sentence with an amount that nothing holds makes the difference the test looks for."""
    calculation = scenario_result(LILLEHAMMER, "lavere-overforing")
    slipped = Text(paragraphs=("Reserven blir 110 001 kroner, og 987 kroner til.",))
    assert amounts_in(str(slipped)) - held(calculation) == {110_001, 987}


def amounts_in(text: str) -> set[int]:
    """Return every number written as an amount: grouped in threes, or followed by kroner."""
    found = [re.sub(rf"[{SPACES}]", "", one) for one in GROUPED.findall(text)]
    return {int(number) for number in [*found, *NAMED.findall(text)]}


def held(calculation: Result) -> set[int]:
    """Return every amount the outcomes, the explanations, the plan and the scenario hold."""
    outcomes = (calculation.original, calculation.unbalanced, calculation.outcome)
    figures = [figures_of(outcome) for outcome in outcomes]
    numbers = {value for figure in figures for value in figure.values()}
    for name in figures[0]:
        numbers |= {one.get(name, 0) - other.get(name, 0) for one in figures for other in figures}
    for name in figure_names(calculation.plan):
        for term in terms_of(explain(calculation, name)):
            numbers |= {term.value_nok or 0, term.change_nok or 0}
    numbers |= {item.value or 0 for item in inputs_of(calculation.plan).values()}
    numbers |= set(calculation.values.values())
    numbers |= {
        value - (inputs_of(calculation.plan)[name].value or 0)
        for name, value in calculation.values.items()
    }
    parts = [*calculation.bridge_steps, *alternatives(calculation), timeline(calculation)]
    parts += sensitivities(calculation.plan, calculation.values)
    minimum = calculation.balancing.minimum_reserve_nok
    for item in calculation.plan.funding:
        name = f"funding.{item.id}"
        parts.append(
            break_even(calculation.plan, calculation.values, name, minimum_reserve=minimum)
        )
    parts += [*readings(calculation), *effects(calculation.plan, calculation.values)]
    numbers |= {sum(moved) for _, moved in effects(calculation.plan, calculation.values)}
    years = [outlook(calculation.plan, one, "continued") for one in ({}, calculation.values)]
    left = [after.outcome.reserve - one.outcome.reserve for one, after in zip(*years, strict=True)]
    numbers |= {*left, sum(left)} | margins(calculation) | together(calculation)
    numbers |= {number for part in parts for number in numbers_in(part)}
    numbers |= {step.change_nok for step in calculation.bridge_steps}
    written = [calculation.plan, calculation.scenario, *calculation.parts]
    texts = json.dumps([one.model_dump(mode="json") for one in written], ensure_ascii=False)
    stated = {int(number) for number in re.findall(r"(?<![\w.])\d+(?![\w.])", texts)}
    return {abs(number) for number in numbers | stated} | amounts_in(texts)


def margins(calculation: Result) -> set[int]:
    """Return how far each income is from its break-even."""
    found = set()
    for item in calculation.plan.funding:
        name, minimum = f"funding.{item.id}", calculation.balancing.minimum_reserve_nok
        one = break_even(calculation.plan, calculation.values, name, minimum_reserve=minimum)
        if one.nearest and one.value is not None:
            found.add(one.value - one.nearest.threshold)
    return found


def together(calculation: Result) -> set[int]:
    """Return what rows that are shown as one come to, and what hangs on each set of answers."""
    table = changed_lines_block(calculation).blocks[1]
    assert isinstance(table, Table)
    named = {str(row.cells[0]) for row in table.rows}
    cut = {key for key, nok in calculation.outcome.cuts.items() if nok}
    free = {f"funding.{item.id}" for item in calculation.plan.free_funding}
    incomes = [row for row in calculation.rows("funding") if row.name in free]
    sums = set()
    for group in (incomes, calculation.rows("lines")):
        folded = [row for row in group if row.label not in named]
        for some in (
            [row for row in folded if row.id in cut],
            [row for row in folded if row.id not in cut],
        ):
            one = sum_of("", some) if some else None
            sums |= {one.original or 0, one.change or 0, one.revised or 0} if one else set()
    decisions = [one.decision for one in calculation.plan.conditions if one.decision]
    names = {name for one in decisions for name in one.components}
    hanging: Counter[str] = Counter()
    for name in names:
        hanging[name.split(".")[1]] += int(calculation.outcome[name] or 0)
    lines = calculation.outcome.lines
    amounts = [min(nok, int(lines[line_id] or 0)) for line_id, nok in hanging.items()]
    sums |= {sum(some) for n in range(len(amounts) + 1) for some in combinations(amounts, n)}
    return sums | {sum(row.amount_nok or 0 for row in timeline(calculation).rows if not row.when)}


def figures_of(outcome: Outcome) -> dict[str, int]:
    """Return every figure of an outcome by a name of its own; what is missing counts as absent."""
    found: dict[str, int] = {}
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if isinstance(value, int):
            found[field.name] = value
        elif isinstance(value, Mapping) and field.name != "inputs":
            found |= {f"{field.name}.{k}": int(v) for k, v in value.items() if v is not None}
    return found


def numbers_in(value: Any) -> Iterator[int]:
    """Yield every integer inside a result of an analysis."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_in(item)
    elif is_dataclass(value) and type(value).__module__.startswith("ipr.analysis"):
        for field in fields(value):
            yield from numbers_in(getattr(value, field.name))
    elif is_dataclass(value):
        yield from (n for f in fields(value) for n in numbers_in(getattr(value, f.name, 0)))


def test_very_many_lines_are_drawn_as_the_largest_and_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of very many lines the chart has the largest, what is left, and all others in two bars."""
    seen: list[Sequence[tuple[str, int | str]]] = []

    def bars(caption: str, items: Sequence[tuple[str, int | str]], table: Table, **_: Any) -> Chart:
        seen.append(items)
        return Chart(caption, caption, table)

    monkeypatch.setattr(charts, "bars", bars)
    plan = LILLEHAMMER.plan
    many = plan.model_copy(
        update={
            "lines": tuple(
                line.model_copy(update={"id": f"{line.id}{number}"})
                for number in "123"
                for line in plan.lines
            )
        }
    )
    for one in (plan, many):
        table = lines_chart(one, reckon(one)).table
        assert table
        listed = [row.cells[0] for row in table.rows if row.role == "body"]
        assert listed == [line.label for group in one.groups for line in one.lines_of(group.id)]
        assert len(listed) == len(one.lines)
    few, drawn = ([label for label, _ in items] for items in seen)
    assert len(few) == len(plan.lines) + 1
    assert len(drawn) == MOST_BARS
    assert plan.reserve_label in drawn
    others = 3 * (len(plan.lines) - 1) - (MOST_BARS - 3)  # one line has no amount
    assert drawn[-2:] == [f"De {others} minste postene", "3\u00a0poster"]
    whole = reckon(many)
    assert sum(nok for _, nok in seen[1] if isinstance(nok, int)) == int(
        whole.allocated + whole.reserve
    )
