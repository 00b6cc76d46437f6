"""What the plan's own report says reads in one way only, for every plan."""

from __future__ import annotations

import pytest

from ipr.plan.model import Plan
from ipr.present.blocks.tables import Table
from ipr.present.plan import people_table
from tests.plans import PLAN, SECOND_PLAN

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.mark.parametrize("plan", [PLAN, SECOND_PLAN], ids=lambda plan: str(plan.year))
def test_each_partner_of_a_line_can_be_told_from_the_next(plan: Plan) -> None:
    """A name with a comma or an «og» of its own is not taken for two, or for part of the next."""
    table = people_table(plan)
    assert isinstance(table, Table)
    partners = {line.label: line.partners for line in plan.lines}
    for row in table.rows:
        told, names = str(row.cells[2]), partners[str(row.cells[0])]
        inside = sum(name.count(", ") + name.count(" og ") for name in names)
        if inside:
            assert told.split("; ") == list(names)
        else:
            assert told.replace(" og ", ", ").split(", ") == (list(names) or ["–"])
