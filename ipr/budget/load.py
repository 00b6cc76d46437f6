"""Load a plan: read, of good form, and adding up to the figures it prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ipr.budget.reckon import AmountTooLargeError, reckon
from ipr.plan.check import Fault, Loc, check_plan
from ipr.plan.find import FOLDER_YEAR
from ipr.plan.load import plan_file, plan_in, problem_at, read_plan_file
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, in_file_order
from ipr.reading.norwegian import kroner


def load_plan(path: Path) -> Plan:
    """Return the plan in a folder or a file, read strictly and checked.

    Raises `InputError` with every fault: form, ids and references, and where these are good, sums.
    """
    file = plan_file(path)
    return checked_plan(file.name, read_plan_file(file), path.name if path.is_dir() else "")


def checked_plan(name: str, content: bytes, folder: str = "") -> Plan:
    """Return the plan in the bytes of a file of this name, as `load_plan` does.

    `folder` is the name of the folder it stands in, whose year is the plan's own where it has one.
    """
    plan, tree, problems = plan_in(name, content)
    if plan is not None:
        # sums are only meaningful where every reference is met
        problems += [problem_at(tree, fault) for fault in check_plan(plan) or check_sums(plan)]
        problems += [problem_at(tree, fault) for fault in _check_year(plan, folder)]
    if plan is None or problems:
        raise InputError(in_file_order(problems))
    return plan


def _check_year(plan: Plan, folder: str) -> Iterator[Fault]:
    """Yield what shows that a folder was copied from another year's and not gone through."""
    found = FOLDER_YEAR.search(folder)
    if found and int(found.group(1)) != plan.year:
        text = (
            f"mappen heter «{folder}», men planen er for {plan.year} – rett året her (og datoene "
            "under), eller gi mappen navn etter planens år"
        )
        yield ("year",), text


def check_sums(plan: Plan) -> list[Fault]:
    """Return where the plan's parts do not come to the figures it prints; an empty list is good."""
    return [*_check_lines(plan), *_check_frame(plan)]


def _check_lines(plan: Plan) -> Iterator[Fault]:
    try:
        outcome = reckon(plan)
    except AmountTooLargeError as error:
        place = [line.id for line in plan.lines].index(error.line_id)
        yield ("lines", place, "components"), str(error)
        return
    for index, line in enumerate(plan.lines):
        loc: Loc = ("lines", index, "total_nok")
        gross, net = outcome[f"gross.{line.id}"], outcome[f"lines.{line.id}"]
        if net is None and line.total_nok is not None:
            yield loc, "posten har ingen delpost med beløp – slett linjen, eller gi delposten beløp"
        elif net is not None and line.total_nok is None:
            yield loc[:-1], "nøkkelen «total_nok» mangler – posten har delposter med beløp"
        elif net != line.total_nok:
            earmarked = gross - net
            less = f" minus {kroner(earmarked)} i øremerkede midler" if earmarked else ""
            text = (
                f"tabellen sier {kroner(line.total_nok or 0)}, men delpostene gir {kroner(net)} "
                f"({kroner(gross)}{less})"
            )
            yield loc, text


def _check_frame(plan: Plan) -> Iterator[Fault]:
    funded = sum(item.amount_nok for item in plan.free_funding)
    if funded != plan.frame_nok:
        text = (
            f"rammen er {kroner(plan.frame_nok)}, men inntektene som ikke er øremerket, "
            f"gir {kroner(funded)}"
        )
        yield ("frame_nok",), text
    spent = sum(line.total_nok or 0 for line in plan.lines)
    if spent + plan.reserve_nok != plan.frame_nok:
        text = (
            f"postene ({kroner(spent)}) og udisponert ramme ({kroner(plan.reserve_nok)}) gir "
            f"{kroner(spent + plan.reserve_nok)}, men rammen er {kroner(plan.frame_nok)}"
        )
        yield ("reserve_nok",), text
