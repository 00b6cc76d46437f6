"""Shortcuts that make a sweep fast change no figure: float quotients, sums in place, caches."""

from __future__ import annotations

import numpy as np
import pytest

from ipr.budget.amounts import total
from ipr.budget.balance import EXACT_IN_FLOAT, apportion
from ipr.plan.inputs import inputs_of
from tests.plans import PLAN


@pytest.mark.parametrize("largest", [10, 10**6, 94_000_000, 95_000_000, 10**9])
def test_float_quotients_are_the_whole_parts(largest: int) -> None:
    """Shares below and above the bound for floats are those of Python's own integers."""
    stream = np.random.default_rng(largest)
    weights = stream.integers(1, largest, (3, 2_000), endpoint=True)
    whole = weights.sum(axis=0)
    # one less than a multiple of the whole: the quotient lies as near below a number as it can
    units = np.minimum(whole, largest) - stream.integers(0, 2, 2_000)
    found = np.array(apportion(units, [*weights], [2**62] * len(weights)))
    for place in range(weights.shape[1]):
        exact = [
            int(weight) * int(units[place]) // int(whole[place]) for weight in weights[:, place]
        ]
        extra = found[:, place] - np.array(exact)
        assert found[:, place].sum() == units[place]
        assert set(extra.tolist()) <= {0, 1}


def test_the_bound_is_tight_enough() -> None:
    """Just below the bound a float quotient cut off is exact where it could first go wrong."""
    stream = np.random.default_rng(1)
    divisors = stream.integers(2, 2**20, 100_000)
    quotients = (EXACT_IN_FLOAT - 2**21) // divisors
    dividends = quotients * divisors - 1
    assert ((dividends / divisors).astype(np.int64) == dividends // divisors).all()


def test_a_sum_leaves_its_terms_alone() -> None:
    """Adding arrays in place changes none of the arrays that were given."""
    terms = [np.array([1, 2]), np.array([3, 4]), np.array([5, 6])]
    assert np.asarray(total([7, *terms])).tolist() == [16, 19]
    assert [term.tolist() for term in terms] == [[1, 2], [3, 4], [5, 6]]
    assert total([]) == 0
    assert total([1, 2]) == 3


def test_known_inputs_are_each_plans_own() -> None:
    """A caller cannot change a plan's inputs, and a changed plan has its own."""
    with pytest.raises(TypeError):
        inputs_of(PLAN)["funding.carry_over"] = None  # type: ignore[index]
    assert inputs_of(PLAN)["funding.carry_over"].value == 1_000_000
    fewer = PLAN.model_copy(update={"assumptions": ()})
    assert "assumptions.eur_nok" not in inputs_of(fewer)
    assert "assumptions.eur_nok" in inputs_of(PLAN)
