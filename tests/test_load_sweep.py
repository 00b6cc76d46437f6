"""Sweep files: read strictly, with every fault in Norwegian and in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.analysis.draws import Distribution, Draw
from ipr.analysis.sweep import Sweep
from ipr.analysis.sweep_file import load_sweep
from ipr.budget.rules import ProRata
from ipr.reading.errors import InputError
from ipr.reading.strict_yaml import read_yaml
from tests.plans import LILLEHAMMER

HEAD = "title: Prøve\nquestion: Hva tåler budsjettet?\n"
LEADER = "lines.tech_hub.project_leader.months"


def read(tmp_path: Path, text: str) -> Sweep:
    """The sweep of a file with this text."""
    file = tmp_path / "sveip.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return load_sweep(LILLEHAMMER, read_yaml(file))[1]


def answers(sweep: Sweep) -> dict[str, list[object]]:
    """The answers of each switch."""
    assert isinstance(sweep.varied, tuple)
    return {one.id: [one.answer(place) for place in range(one.size)] for one in sweep.varied}


def test_grid(tmp_path: Path) -> None:
    """A grid takes lists and ranges, in each input's own unit, from a scenario."""
    sweep = read(
        tmp_path,
        f"""kind: grid
scenario: lavere-overforing
inputs:
  - {{input: assumptions.eur_nok, low: 11.00, high: 14.00, step: 0.50, because: a}}
  - {{input: {LEADER}, values: [3, 6, 12], because: a}}
  - {{input: funding.cyberland_carry_over.counted, values: [outside, inside], because: a}}
  - {{input: lines.inclusion, values: [0, 300 000], because: a}}
""",
    )
    assert sweep.inputs == {"funding.carry_over": 500_000}
    assert answers(sweep) == {
        "assumptions.eur_nok": [110_000, 115_000, 120_000, 125_000, 130_000, 135_000, 140_000],
        LEADER: [3, 6, 12],
        "funding.cyberland_carry_over.counted": [0, 1],
        "lines.inclusion": [0, 300_000],
    }
    assert sweep.rows == 84


def test_draws(tmp_path: Path) -> None:
    """Draws take their distributions, their correlation, their number and their seed."""
    sweep = read(
        tmp_path,
        """kind: draws
number: 1 000 000
seed: 2026
inputs:
  - input: funding.carry_over
    distribution: triangular
    low: 0
    mode: 1 000 000
    high: 1 500 000
    because: a
  - {input: lines.film.support, distribution: discrete, values: [0, 150 000], weights: [1, 3],
     because: a}
correlations:
  - {between: [funding.carry_over, lines.film.support], spearman: -0.5, because: a}
balancing: {policy: pro_rata, step: 5 000}
""",
    )
    distributions = {
        "funding.carry_over": Distribution("triangular", (0, 1_000_000, 1_500_000)),
        "lines.film": Distribution("discrete", (0, 150_000), (1, 3)),
    }
    correlations = {("funding.carry_over", "lines.film"): -5_000}
    assert sweep.varied == Draw(distributions, 1_000_000, correlations, 2026)
    assert isinstance(sweep.balancing, ProRata)


def test_combinations(tmp_path: Path) -> None:
    """Combinations take conditions with the responses to try, and amounts."""
    sweep = read(
        tmp_path,
        """kind: combinations
conditions:
  - {condition: county_youth_grant}
  - condition: county_destination_grant
    responses: [keep, release, cover]
    amounts: [50 000, 100 000]
amounts:
  - {input: funding.carry_over, values: [500 000, 0], because: a}
""",
    )
    assert answers(sweep) == {
        "county_youth_grant": ["granted", "denied"],
        "county_destination_grant": [
            "granted",
            "denied_keep",
            "denied_release",
            "denied_cover_50000",
            "denied_cover_100000",
        ],
        "funding.carry_over": [None, 500_000, 0],
    }
    assert sweep.rows == 30


def test_the_value_that_stands_already_is_one_answer(tmp_path: Path) -> None:
    """A value of the scenario the sweep starts from, listed among the amounts, is counted once."""
    text = """kind: combinations
scenario: lavere-overforing
amounts:
  - {input: funding.carry_over, values: [0, 500 000, 1 000 000], because: a}
"""
    assert answers(read(tmp_path, text)) == {"funding.carry_over": [None, 0, 1_000_000]}


VARIED = "kind: grid\ninputs:\n  - {input: funding.carry_over, because: a, "
DRAWN = "kind: draws\nnumber: 10\nseed: 1\ninputs:\n  - {input: funding.carry_over, because: a, "
EVEN = DRAWN + "distribution: uniform, low: 0, high: 1}\n"
THREE = EVEN + "".join(
    f"  - {{input: {name}, distribution: uniform, low: 0, high: 1, because: a}}\n"
    for name in ("funding.county", "lines.film")
)
CHOSEN = "kind: combinations\nconditions:\n  - {condition: "


def together(*pairs: str) -> str:
    """Correlations, each as `first second number`."""
    told = "".join(
        f"  - {{between: [{first}, {second}], spearman: {number}, because: a}}\n"
        for first, second, number in (pair.split() for pair in pairs)
    )
    return f"correlations:\n{told}"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("kind: gird\n", 3, "mente du «grid»?"),
        ("", 1, "kind: nøkkelen mangler"),
        ("kind: grid\ninputs: []\n", 1, "ingenting varierer"),
        ("kind: draws\nnumber: 1\nseed: 1\ninputs: []\n", 1, "ingen fordeling er oppgitt"),
        (VARIED + "values: [1 000], low: 0}\n", 5, "enten «values»"),
        (VARIED + "values: []}\n", 5, "enten «values»"),
        (VARIED + "low: 0, high: 10}\n", 5, "enten «values»"),
        (VARIED + "low: 0, high: 10, step: 3}\n", 5, "gå opp i"),
        (VARIED + "low: 0, high: 10, step: 0}\n", 5, "gå opp i"),
        (
            VARIED + "low: 0, high: 10 000 000, step: 1}\n",
            5,
            "det blir 10 000 001 verdier – tillatt er 1 til 10 000 000",
        ),
        (
            VARIED
            + "low: 0, high: 9 999, step: 1}\n"
            + "  - {input: funding.county, because: a, low: 0, high: 1 000, step: 1}\n",
            4,
            "inputs: filen ber om 10 010 000 rader – tillatt er 1 til 10 000 000",
        ),
        (EVEN.replace("10", "10 000 001"), 4, "number: filen ber om 10 000 001 rader – tillatt er"),
        (EVEN.replace("10", "0"), 4, "number: filen ber om 0 rader"),
        (VARIED + "values: [5, 5]}\n", 5, "to ganger"),
        (VARIED + "values: [1.5]}\n", 5, "1.5"),
        (VARIED + "values: [1], stpe: 1}\n", 5, "mente du «step»?"),
        (VARIED + "values: [1]}\nscenario: lavere-overføring\n", 1, "mente du"),
        (DRAWN + "distribution: uniform, low: 0}\n", 7, "«high», «low»"),
        (DRAWN + "distribution: uniform, low: 2, high: 1}\n", 7, "«low» skal"),
        (DRAWN + "distribution: pert, low: 0, mode: 3, high: 2}\n", 7, "«mode» skal ligge"),
        (DRAWN + "distribution: discrete, values: [0, 1], weights: [1]}\n", 7, "én vekt"),
        (DRAWN + "distribution: discrete, values: [1, 1], weights: [1, 2]}\n", 7, "to ganger"),
        (DRAWN + "distribution: discrete, values: [0], weights: [0]}\n", 7, "minst én vekt"),
        (EVEN + together("funding.carry_over lines.film 0.1"), 1, "uten fordeling"),
        (EVEN + together("funding.carry_over funding.carry_over 0.1"), 9, "to ulike"),
        (THREE + together("funding.county lines.film 1.1"), 11, "fra −1 til 1"),
        (
            THREE + together("funding.county lines.film 0.1", "lines.film funding.county 0.2"),
            12,
            "korrelasjonen mellom funding.county og lines.film» står to ganger",
        ),
        (
            THREE
            + together(
                "funding.carry_over funding.county -0.9",
                "funding.carry_over lines.film -0.9",
                "funding.county lines.film -0.9",
            ),
            1,
            "korrelasjonene kan ikke gjelde samtidig",
        ),
        (CHOSEN + "county_destination_grant}\n", 5, "velg «response»"),
        (CHOSEN + "county_youth_grants}\n", 5, "mente du"),
        (CHOSEN + "county_destination_grant, responses: [cover]}\n", 5, "hører sammen"),
    ],
)
def test_faults(tmp_path: Path, text: str, line: int, told: str) -> None:
    """Each fault is told with its place and how to write it."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert str(caught.value.problems[0]).startswith(f"sveip.yaml:{line}: ")
    assert told in str(caught.value).replace("\u00a0", " ")


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Two faults in two inputs, and one input named twice, are told together."""
    with pytest.raises(InputError) as caught:
        read(
            tmp_path,
            """kind: grid
inputs:
  - {input: lines.flim, values: [1], because: a}
  - {input: lines.film, values: [1], because: a}
  - {input: lines.film.support, values: [2], because: a}
  - {input: lines.summit, values: [-1], because: a}
""",
        )
    assert [problem.where for problem in caught.value.problems] == [
        "sveip.yaml:5",
        "sveip.yaml:7",
        "sveip.yaml:8",
    ]
    assert "«lines.film» står to ganger" in str(caught.value)
