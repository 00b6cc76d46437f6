"""What the reader must bear in mind: three lines, and one for each ceiling that is exceeded."""

from __future__ import annotations

from ipr.budget.change import exceeded
from ipr.budget.figures import section_of
from ipr.budget.result import Result
from ipr.plan.inputs import inputs_of
from ipr.present.blocks import Group, Heading, Text
from ipr.reading.norwegian import kroner, listing


def provisos_block(result: Result) -> Group:
    """Return the plan's standing, what stands as in the plan, and what is not reckoned with."""
    plan, outcome = result.plan, result.outcome
    parts = section_of(plan, "components")
    missing = [part.label for part in parts if outcome[part.name] is None]
    unknown = f" Ikke regnet med, fordi beløpet er ukjent: {listing(missing)}." if missing else ""
    items = (
        plan.status_because,
        f"Det som ikke er nevnt som endret, står som i planen.{unknown}",
        *(
            f"{inputs_of(plan)[one.ceiling.input].label} får {kroner(one.amount_nok)}. Det er over "
            f"taket på {kroner(one.ceiling.most_nok)} (vilkåret «{one.condition.label}»). Grunnen: "
            f"{one.because.rstrip('.')}."
            for one in exceeded(plan, result.steps)
        ),
        "Vedlegget viser tall. Vurdering og innstilling hører hjemme i saksframlegget.",
    )
    return Group((Heading("Forbehold"), Text(items=items)))
