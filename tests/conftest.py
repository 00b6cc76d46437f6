"""How the property tests search: the same examples on every machine, and no clock."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A slow machine must not fail a true claim: no deadline, and no complaint about slow making.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Looks further, with new examples each time: IPR_HYPOTHESIS=far uv run pytest
settings.register_profile(
    "far", parent=settings.get_profile("same"), derandomize=False, max_examples=2000
)
settings.load_profile(os.environ.get("IPR_HYPOTHESIS", "same"))
