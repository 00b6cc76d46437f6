"""How a fault in a user's file is worded, and in which order faults come."""

from __future__ import annotations

import pytest

from ipr.reading.errors import InputError, Problem, in_file_order, nearest, refuse, unknown


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("plan.yaml:3", "year", "nøkkelen mangler"), "plan.yaml:3: year: nøkkelen mangler"),
        (Problem("plan.yaml:3", "", "filen er tom"), "plan.yaml:3: filen er tom"),
        (Problem("", "scenario", "«x» er ukjent"), "scenario: «x» er ukjent"),
    ],
)
def test_problem_says_place_key_and_fault(problem: Problem, text: str) -> None:
    """A problem reads «file:line: key: fault»; what is not known is left out."""
    assert str(problem) == text


def test_error_holds_every_problem() -> None:
    """An error's text is one line for each problem, in their order; `refuse` makes one of one."""
    problems = [Problem("b:2", "x", "en"), Problem("a:1", "y", "to")]
    error = InputError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error) == "b:2: x: en\na:1: y: to"
    assert refuse("a:1", "y", "to").problems == (problems[1],)


def test_order_is_that_of_the_files() -> None:
    """Problems are sorted by file, then by line as a number; one line keeps its order."""
    places = ["b:2", "a:10", "a:9", "a:10", "a", "b: Ark!C3"]
    problems = [Problem(place, str(number), "") for number, place in enumerate(places)]
    assert [problem.key for problem in in_file_order(problems)] == list("421350")


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("carry_ovr", "carry_over"),
        ("CARRY_OVER", "carry_over"),
        ("county", "funding.county"),
        ("over", "carry_over"),
        ("youth", "lines.youth"),  # not lines.youth.grant, which holds it too
        ("spørsmål", "question"),
        ("kjør", "run"),
        ("xyz", None),
        ("ry", None),  # two letters are part of much
        ("", None),
    ],
)
def test_nearest_is_what_was_probably_meant(word: str, guess: str | None) -> None:
    """A slip, another case, the end or a part of one name only, and Norwegian find it."""
    allowed = ["carry_over", "funding.county", "film", "lines.youth", "lines.youth.grant"]
    assert nearest(word, [*allowed, "question", "run"]) == guess


@pytest.mark.parametrize(
    ("word", "allowed", "text"),
    [
        ("flim", ["film", "hub"], "«flim» er ukjent – mente du «film»?"),
        ("x", ["hub", "film"], "«x» er ukjent – tillatt er «film», «hub»"),
        ("x", [], "«x» er ukjent – ingenting er tillatt her"),
        ("a\u200bb", [], "«a\\u200bb» er ukjent – ingenting er tillatt her"),
        ("z" * 100, [], f"«{'z' * 59}…» er ukjent – ingenting er tillatt her"),
        (
            "x",
            [f"id{number:02}" for number in range(14)],
            "«x» er ukjent – tillatt er "
            + ", ".join(f"«id{number:02}»" for number in range(12))
            + " og 2 til",
        ),
    ],
)
def test_unknown_word_gets_a_guess_or_the_choices(word: str, allowed: list[str], text: str) -> None:
    """An unknown word is told with its nearest guess, or else with what is allowed, cut short."""
    assert unknown(word, allowed) == text


@pytest.mark.slow  # IPython
def test_a_notebook_shows_what_is_wrong_and_no_code_of_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A misspelt plan in a cell is told in one line, and the cell has failed nonetheless."""
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - slow to load

    found = InteractiveShell().run_cell("import ipr\nipr.load('lillehammer-2062')")
    assert isinstance(found.error_in_exec, InputError)
    assert capsys.readouterr().out == f"{found.error_in_exec}\n"
