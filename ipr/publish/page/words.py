"""What the live page says that no report says, and the messages of Python's own readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from ipr.budget.change import Step, step_of
from ipr.budget.resolve import ANSWER, OTHER_RULE, contradiction
from ipr.budget.rules import AskFunders, ProRata, at_least_one_krone, check_balancing, each_once
from ipr.budget.scenario import ScaleChange, SetChange
from ipr.doors.build import scaled
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.reading.fields import LONGEST_TEXT, LONGEST_TITLE, read_amount, read_id, read_whole
from ipr.reading.norwegian import amount
from ipr.reading.numbers import decimal_number, parse_decimal_e4, whole_amount

SLOT = "§"
"""What a message quotes from the user is put here."""

WORDS = {
    "no_amount": "posten har ikke noe beløp i planen – skriv beløpet, for eksempel 75 000",
    "out_of_bounds": "det blir {value} – tillatt er 0 til {most}",
    "touched_twice": "«{label}» bestemmes alt av «{other}» – endre bare ett av stedene",
    "one_room": "pengene kan flyttes mellom to poster, eller mellom to inntekter – velg to ulike",
    "no_label": "posten mangler navn – skriv hva den heter",
    "no_response": "planen sier ikke hva et nei fører til – velg hva rådet gjør",
    "no_lock_reason": "skriv hvorfor posten ikke skal kuttes",
    "stale": "Siste gyldige svar. Det følger ikke av det som står i feltene nå: ",
    "in_plan": "i planen {value}",
    "plan": "Planen",
    "here": "Her",
    "missing": "uten beløp",
    "up": "Flytt opp: {label}",
    "down": "Flytt ned: {label}",
    "out": "Ta ut: {label}",
    "remove": "Slett posten",
    "covers": "Hvor mye rådet dekker",
    "step": "Kutt i hele trinn på",
    "floor": "Beholder minst",
    "lock_reason": "Hvorfor skal den ikke kuttes: {label}",
    "add_line": "Legg til en post",
    "new_line": "Ny post",
    "move": "Flytt penger",
    "no_move": "Flytt dem ikke likevel",
    "moved": "Beløp som flyttes",
    "moved_from": "Fra",
    "moved_to": "Til",
    "new_label": "Navn på ny post",
    "new_amount": "Beløp (kroner)",
    "new_group": "Gruppe",
    "because": "Hvorfor: {label}",
    "source": "Kilde: {label}",
    "above_ceiling": "Hvorfor over taket på {most}: {label}",
    "over_ceiling": " – over taket på {most}; du blir spurt om hvorfor når du lagrer",
    "title": "Tittel",
    "question": "Spørsmålet det svarer på",
    "status": "Status",
    "case": "Saksnummer",
    "case_date": "Dato for saken",
    "unbalanced": "Hvorfor det er meningen at budsjettet ikke går i balanse",
    "case_and_sources": "Status, sak og kilder (kan stå åpne)",
    "no_longer_adopted": "Dette er ikke lenger det som ble vedtatt, og er nå en kladd.",
    "day_of": "Fra dag: {label}",
    "date_of": "Ved en av planens datoer: {label}",
    "plans_dates": "eller ved en av planens datoer …",
    "from_day": "fra {day}",
    "fill_in": "feltet er tomt – fyll det ut",
    "too_long": f"teksten er for lang – det er plass til {LONGEST_TEXT} tegn",
    "title_too_long": f"tittelen er for lang – det er plass til {LONGEST_TITLE} tegn",
    "unseen": "teksten har et tegn som ikke kan skrives ut – slett det",
    "nothing_to_save": "Ingenting er endret fra planen, så det er ingenting å lagre.",
    "fix_first": "Rett feltene som er merket, før du lagrer.",
    "saved": "Lagret i {name}. Send filen til den som har arbeidsboken.",
    "copied": "Svaret er kopiert.",
    "not_copied": "Nettleseren lot ikke siden kopiere. Merk teksten og kopier den selv:",
    "opened": "Åpnet «{title}».",
    "not_opened": "{name} kan ikke åpnes her. {fault}",
    "other_plan": "Lenken er skadet, eller gjelder en annen utgave av planen. Den er ikke brukt.",
    "comment": "Laget på siden «Prøv budsjettet». Det som ikke står her, er som i planen.",
    "kept": "Tatt vare på som {name}.",
    "differs": "Bare det som er ulikt, vises.",
    "wall": "Vis på veggen",
    "leave_wall": "Tilbake fra veggen",
    "undone": "Angret.",
    "redone": "Gjort om.",
    "reset": "Alt er som i planen.",
    "open": "ikke avgjort",
    "answer_changes": "Endret fra planen: {labels}.",
    "answer_cuts": "Kutt: {cuts}.",
    "line_fault": "linje {line}: {fault}",
    "yaml_form": "linjen kan ikke leses",
    "yaml_unknown": "«{key}» er ikke kjent",
    "yaml_missing": "«{key}» mangler",
    "yaml_twice": "«{key}» er endret to ganger",
    "yaml_combines": "scenarioet «{key}» er ikke med på denne siden",
    "yaml_no_input": "planen har ingen «{key}» som kan endres",
    "yaml_value": "«{key}» kan ikke være «{value}»",
}


def faults_of(plan: Plan) -> dict[str, str]:
    """Return the messages of Python's own readers, the text they quote replaced by `SLOT`."""
    everything = ProRata(lock={line.id: SLOT for line in plan.lines if not line.lock})
    nobody = AskFunders(shares={plan.free_funding[0].id: 0})
    first = next(item for item in inputs_of(plan).values() if item.unit == "nok" and item.value)
    all_and_more = ScaleChange(target=first.name, percent_e4=-200 * 10_000, because=SLOT)
    dated = SetChange(target=first.name, to="1", from_date=date(1, 1, 1), because=SLOT)
    return number_faults(plan) | {
        "other_value": contradiction(SLOT, _step("a"), _step("b")),
        "other_answer": contradiction(f"{ANSWER}{SLOT}", _step("a"), _step("b")),
        "other_rule": OTHER_RULE.format(where=SLOT),
        "other_year": _told(partial(step_of, plan), dated, str(dated.from_date)),
        "negative": _told(read_amount, "-5", "\u22125"),
        "share": _told(read_whole, SLOT),
        "step": _told(at_least_one_krone, 0),
        "order": _told(each_once, ()),
        "all_locked": _without_key(check_balancing(plan, everything)),
        "shares": _without_key(check_balancing(plan, nobody)),
        "more_than_all": _told(partial(step_of, plan), all_and_more),
        "id": _told(read_id, SLOT),
    }


def number_faults(plan: Plan) -> dict[str, str]:
    """Return what is said of a number that cannot be read; a second slot is for the largest."""
    kroner = next(item for item in inputs_of(plan).values() if item.unit == "nok")
    outside = _told(partial(scaled, kroner), "-5").replace(amount(kroner.largest), SLOT)
    return {
        "amount": _told(whole_amount, SLOT),
        "two_ways": _told(whole_amount, "1.234 tusen"),
        "not_whole": _told(whole_amount, "0,5"),
        "too_large": _told(whole_amount, "9999999999999"),
        "number": _told(decimal_number, SLOT),
        "decimals": _told(parse_decimal_e4, "1,23456"),
        "outside": outside,
    }


def _step(origin: str) -> Step:
    change = SetChange(where=SLOT, target=SLOT, to=SLOT, because=SLOT)
    return Step(origin, change, {})


def _told(reader: Callable[[Any], object], value: object, quoted: str = "") -> str:
    """Return what a reader says of a value it refuses, and quotes as itself or as said."""
    try:
        reader(value)
    except ValueError as fault:
        return str(fault).replace(quoted or str(value), SLOT)
    raise AssertionError(value)


def _without_key(faults: list[str]) -> str:
    return faults[0].partition(": ")[2]
