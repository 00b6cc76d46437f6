"""A small made-up plan of every kind of amount, for the tests of the core, and its scenarios."""

from __future__ import annotations

import functools
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ipr.budget.result import Result
from ipr.doors.folder import PlanFolder, checked_plan, load_plan
from ipr.doors.scenarios import scenario_result
from ipr.plan.model import Plan
from ipr.reading.errors import InputError

# The line numbers are part of what the tests expect: add at the end only.
SMALL = """\
council: {name: Rådet, short_name: Rådet, members: [Å, Ø], county: Fylket, source: "1"}
year: 2026
title: Liten plan
document: Liten plan 2026
status: proposal
status_because: Den er et forslag.
frame_nok: 1_000
frame_source: "2"
reserve_nok: 300
reserve_label: Udisponert ramme
reserve_source: "4"
reserve_table_source: "5"
funding:
  - {id: county, label: Fylket, amount_nok: 800, status: stated, source: "2", recurrence: continues}
  - {id: rest, label: Overført, amount_nok: 200, status: stated, source: "2", recurrence: one_off}
  - id: extra
    label: Øremerket
    amount_nok: 50
    status: stated
    source: "2"
    recurrence: one_off
    earmarked_for: fee
    counted: outside
groups:
  - {id: all, label: Alt}
lines:
  - id: film
    label: Film
    group: all
    total_nok: 150
    table_source: "5"
    components:
      - id: work
        amount_nok: 150
        status: stated
        source: "3"
        recurrence: {kind: ends, status: stated, because: Slutt.}
  - id: hub
    label: Hub
    group: all
    total_nok: 300
    table_source: "5"
    components:
      - id: leader
        kind: part_year
        full_year_nok: 400
        months: 6
        status: stated
        source: "3"
        recurrence: {kind: continues, status: ours, because: Ukjent.}
        price: sensitive
      - id: work
        amount_nok: 100
        status: stated
        source: "3"
        recurrence: {kind: continues, status: ours, because: Ukjent.}
  - id: fee
    label: Kontingent
    group: all
    total_nok: 80
    table_source: "5"
    components:
      - id: dues
        kind: foreign_currency
        foreign_amount: 10
        currency: EUR
        rate: eur_nok
        status: stated
        source: "3"
        recurrence: {kind: continues, status: ours, because: Ukjent.}
  - id: talk
    label: Foredrag
    group: all
    total_nok: 170
    table_source: "5"
    components:
      - id: speaker
        kind: ex_vat
        amount_nok: 170
        vat: as_printed
        rate: vat_rate
        status: stated
        source: "3"
        recurrence: {kind: one_off, status: stated, because: Slutt.}
  - id: open
    label: Åpen post
    group: all
    table_source: "5"
    components:
      - id: later
        kind: pending
        shown_as: Kommer senere
        status: stated
        source: "3"
        recurrence: {kind: pending, status: stated, because: Ukjent.}
conditions:
  - id: match
    ref: C1
    label: Likt bidrag
    text: Noen må gi like mye.
    source: "3"
    decision: {components: [lines.film], if_denied: release, decided_by: Naboen}
  - id: grant
    ref: C2
    label: Tilskudd
    text: Noen må gi tilskudd.
    source: "3"
    decision:
      components: [lines.hub.work]
      if_denied: unstated
      responses: [keep, release, cover]
      decided_by: Fylket
  - id: start
    ref: C3
    label: Start
    text: Noen må begynne.
    source: "3"
    decision: {components: [lines.film, lines.hub.leader], if_denied: release, decided_by: Rådet}
  - {id: note, ref: C4, label: Merknad, text: Bare en merknad., source: "3"}
assumptions:
  - {id: eur_nok, label: Kurs, value: "13,00", unit: kr per EUR, status: ours, because: Valgt.}
  - {id: vat_rate, label: Moms, value: "25", unit: prosent, status: ours, because: Valgt.}
  - {id: price_growth, label: Prisvekst, value: "0", unit: prosent, status: ours, because: Valgt.}
"""

# No lasting money, no amount, no rate, no condition, no county: the least a plan can be.
LEAST = """\
council: {name: Lite råd, short_name: Lite, members: [A], source: "1"}
year: 2028
title: Liten plan
document: Liten plan 2028
status: proposal
status_because: Det står i planen.
frame_nok: 100 000
frame_source: "2"
reserve_nok: 100 000
reserve_label: Rest
reserve_source: "4"
reserve_table_source: "5"
funding:
  - {id: a, label: Gave, amount_nok: 100 000, status: stated, source: "2", recurrence: one_off}
groups: [{id: alt, label: Alt}]
lines:
  - id: noe
    label: Noe
    group: alt
    table_source: "5"
    components:
      - id: noe
        kind: pending
        shown_as: Kommer
        status: stated
        source: "3"
        recurrence: {kind: pending, status: stated, because: Ikke bestemt.}
"""


def small_plan(folder: Path, *changes: tuple[str, str]) -> Plan:
    """Write the small plan with each (old, new) text changed into `folder`, and load it."""
    place = write_plan(folder, *changes)
    return load_plan(place) if changes else _unchanged()


@functools.cache
def _unchanged() -> Plan:
    return checked_plan("plan.yaml", SMALL.encode())


def write_plan(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the small plan with each (old, new) text changed; each must be there to change."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder


def write_scenario(folder: Path, scenario_id: str, *changes: str, more: str = "") -> None:
    """Write a scenario of these changes, each a flow mapping without `because`.

    The first change stands in line 5.
    """
    lines = ["title: Tittel", "question: Hva?", "status: kladd"]
    if changes:
        lines += ["changes:", *(f"  - {{{change}, because: Derfor.}}" for change in changes)]
    scenarios = folder / "scenarios"
    scenarios.mkdir(parents=True, exist_ok=True)
    text = "\n".join([*lines, more]) + "\n"
    (scenarios / f"{scenario_id}.yaml").write_text(text, encoding="utf-8")


def small_result(folder: Path, scenario_id: str = "s") -> Result:
    """The result of a scenario that stands in the folder, of the small plan as it is."""
    return scenario_result(PlanFolder(folder, small_plan(folder)), scenario_id)


def faults(call: Callable[..., object], *arguments: object) -> list[str]:
    """The lines a user reads when this is refused."""
    with pytest.raises(InputError) as error:
        call(*arguments)
    return str(error.value).splitlines()


def logo() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (60, 30), "#004400").save(out, "PNG")
    return out.getvalue()
