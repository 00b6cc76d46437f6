"""The columns of a plan's workbook, read from the models, and what a reader is told of them.

A field of the plan that is a list of records is a sheet of its own, and so is a list of records
within such a record (its first column names the record it belongs to). Everything else is a
column, a record within a record being flattened with dots. A new field needs no new code here.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ipr.plan.model import Plan
from ipr.reading.records import Record

KEY, VALUE = "nøkkel", "verdi"
"""The headers of the plan's own sheet."""

Kind = Literal["text", "texts", "whole", "decimal", "date"]

_TITLES = {
    (): "Plan",
    ("funding",): "Inntekter",
    ("groups",): "Grupper",
    ("lines",): "Poster",
    ("lines", "components"): "Delposter",
    ("lines", "goals"): "Poster og mål",
    ("conditions",): "Vilkår",
    ("milestones",): "Frister",
    ("strategic_cases",): "Strategiske saker",
    ("assumptions",): "Forutsetninger",
    ("ambiguities",): "Uklarheter",
    ("goals",): "Mål",
    ("footnotes",): "Fotnoter",
    ("accepted",): "Godkjente funn",
}

# By key, or by sheet and key where one key means different things.
_EXPLAINED = {
    "id": "Kort navn som scenarioene bruker: små bokstaver a–z, sifre, «_» og «-».",
    "lines.id": "Id-en til posten som raden hører til (arket «Poster»).",
    "label": "Navnet leseren ser.",
    "source": "Hvor i planen dette står: kapittel og overskrift.",
    "status": "Hvor verdien kommer fra: den står i planen, er regnet ut fra den, er lagt til "
    "grunn i den eller er vår egen antakelse.",
    "because": "Begrunnelse.",
    "council": "Rådet planen er for.",
    "components": "Delpostene posten består av.",
    "range": "Hvor langt verdien prøves i følsomhetsanalysen.",
    "lock": "Hvorfor posten er låst mot kutt, der den er det.",
    "decision": "Hva som henger på et ja eller nei.",
    "ceiling": "Taket planen setter for et beløp («inntil»).",
    "council.name": "Rådets fulle navn.",
    "council.short_name": "Det korte navnet på rådet eller regionen.",
    "council.county": "Fylkeskommunen som deltar i rådet.",
    "council.members": "Deltakerne i rådet, én på hver linje i cellen.",
    "year": "Planens år.",
    "title": "Planens tittel.",
    "document": "Dokumentet planen er hentet fra.",
    "case": "Saken planen er vedtatt i.",
    "plan.date": "Dagen planen er vedtatt, skrevet år-måned-dag.",
    "plan.status": "Er planen et forslag (proposal) eller vedtatt (adopted)?",
    "status_because": "Hvorfor planen har denne statusen.",
    "frame_source": "Hvor i planen rammen står: kapittel og overskrift.",
    "reserve_label": "Navnet planen bruker på udisponert ramme.",
    "reserve_source": "Hvor i planens tekst udisponert ramme står.",
    "reserve_table_source": "Hvor i planens tabell udisponert ramme står.",
    "frame_nok": "Økonomisk ramme i hele kroner. Kontrolltall: inntektene må gi denne summen.",
    "reserve_nok": "Udisponert ramme i hele kroner. Kontrolltall: rammen minus postene.",
    "amount_nok": "Beløp i hele kroner, uten desimaler.",
    "recurrence": "Fortsetter inntekten etter planens år, eller er den en engangssum?",
    "earmarked_for": "Id-en til posten midlene er øremerket for. Tom når midlene er frie.",
    "counted_because": "Hvorfor midlene regnes utenfor eller innenfor, der planen ikke sier det.",
    "counted": "For øremerkede midler: utenfor (outside) eller innenfor (inside) rammen.",
    "range.low": "Laveste verdi i følsomhetsanalysen, i samme enhet som verdien selv.",
    "range.high": "Høyeste verdi i følsomhetsanalysen, i samme enhet som verdien selv.",
    "range.step": "Steget mellom verdiene i følsomhetsanalysen.",
    "range.because": "Hvorfor grensene i følsomhetsanalysen er slik.",
    "printed_as": "Overskriften planens tabell har over postene, der den trykker en.",
    "heading": "Overskriften i planens tekst, der den er en annen enn navnet i tabellen.",
    "group": "Id-en til gruppen posten hører til (arket «Grupper»).",
    "total_nok": "Tabellens beløp i hele kroner. Kontrolltall. Tom når posten venter på et beløp.",
    "table_source": "Hvor i planens tabell beløpet står.",
    "text_nok": "Samme beløp der teksten oppgir det, i hele kroner. Kontrolltall.",
    "text_times": "Hvor mange ganger teksten skriver beløpet under samme overskrift.",
    "footnote_mark": "Fotnotetegnet posten har i tabellen.",
    "owner": "Hvem som har ansvaret.",
    "partners": "Samarbeidspartnere, én på hver linje i cellen.",
    "floor_nok": "Det minste posten kan kuttes til, i hele kroner.",
    "lock.reason": "Hvorfor posten er låst mot kutt: vedtak, medlemskap, avtale eller vårt valg.",
    "lock.because": "Begrunnelsen for at posten er låst mot kutt.",
    "kind": "Hva beløpet består av: et beløp, utenlandsk valuta, en del av året, uten "
    "moms eller ikke avklart.",
    "recurrence.kind": "Hva som skjer med delposten etter planens år.",
    "recurrence.until": "Siste år, der det er kjent.",
    "recurrence.status": "Hvem som sier hva som skjer etter planens år: planen eller vi.",
    "price": "Følger delposten prisveksten (sensitive), eller er den i faste kroner (fixed)?",
    "foreign_amount": "Beløp i hele enheter av den utenlandske valutaen.",
    "currency": "Valutaen, for eksempel EUR.",
    "rate": "Id-en til forutsetningen som gir kursen eller satsen.",
    "full_year_nok": "Beløp for et helt år, i hele kroner.",
    "months": "Antall måneder som faller i planens år, 0 til 12.",
    "vat": "Hvordan momsen regnes.",
    "shown_as": "Det planen viser der beløpet mangler.",
    "goal": "Id-en til målet (arket «Mål»).",
    "strategy": "Nummeret på strategien under målet, der planen oppgir det.",
    "number": "Nummeret på uklarheten.",
    "ref": "Nummeret vilkåret har i vårt register.",
    "kinds": "Hva slags vilkår det er, ett ord på hver linje i cellen.",
    "touches": "Hva i budsjettet dette berører, ett navn på hver linje i cellen.",
    "decision.components": "Delpostene avgjørelsen gjelder, én på hver linje i cellen.",
    "decision.if_denied": "Hva planen sier om et nei: pengene blir ledige (release), eller den "
    "tier (unstated).",
    "decision.responses": "Følgene et scenario kan velge ved et nei, ett ord på hver linje.",
    "decision.decided_by": "Hvem som avgjør.",
    "decision.milestone": "Id-en til fristen for avgjørelsen (arket «Frister»).",
    "ceiling.input": "Beløpet taket gjelder, med navnet det har i scenariofilene.",
    "most_nok": "Det meste beløpet kan være («inntil»), i hele kroner.",
    "when": "Når, med planens egen tidsangivelse.",
    "date": "Siste dag som kan være ment, skrevet år-måned-dag. Tom når datoen er åpen.",
    "decided_by": "Hvem som avgjør.",
    "value": "Verdien, med høyst fire desimaler.",
    "unit": "Enheten verdien er målt i.",
    "text": "Innholdet, med våre ord.",
    "about": "Om uklarheten gjelder beløp, som et scenario kan avgjøre (amounts), eller ord, som "
    "står uansett (words).",
    "handling": "Slik behandler arbeidsboken uklarheten.",
    "mark": "Tegnet som er trykt foran fotnoten.",
    "belongs_to": "Id-en til posten fotnoten hører til (arket «Poster»).",
    "finding": "Id-en til funnet som er godkjent.",
}


class PlanColumn(NamedTuple):
    """One column: its key in the plan file, what its cells hold, and what it is in Norwegian.

    `choices` are the words allowed, where the field knows them. `texts` is a list of texts, one per
    line of the cell; `whole` and `decimal` are numbers, the latter scaled by 10 000 in the record
    and not in the cell.
    """

    key: str
    kind: Kind
    required: bool
    choices: tuple[str, ...]
    said: str


class PlanSheet(NamedTuple):
    """One sheet: where its records stand in the plan, and its columns.

    The plan's own sheet has the path () and one row per key. Where `parent` is a key, it heads the
    first column, which holds the id of the record that a row belongs to.
    """

    path: tuple[str, ...]
    columns: tuple[PlanColumn, ...]
    required: bool

    @property
    def title(self) -> str:
        """The sheet's Norwegian title."""
        return title_of(self.path)

    @property
    def parent(self) -> str | None:
        """The header of the column that names the record a row belongs to, if any does."""
        return f"{self.path[0]}.id" if len(self.path) > 1 else None


@cache
def plan_sheets() -> tuple[PlanSheet, ...]:
    """Return the sheets of a plan's workbook; a sheet comes after the one it belongs to."""
    return tuple(_sheets([Plan], ()))


def title_of(path: tuple[str, ...]) -> str:
    """Return the title of the sheet for a list of the plan; one without a name keeps its key."""
    return _TITLES.get(path) or ".".join(path)[:31]


def explanation(path: tuple[str, ...], key: str) -> str:
    """Return what a column is, in Norwegian; nothing where that is not told."""
    sheet = path[-1] if path else "plan"
    names = (f"{sheet}.{key}", key, key.rpartition(".")[2])
    return next((_EXPLAINED[name] for name in names if name in _EXPLAINED), "")


def _sheets(
    models: list[type[Record]], path: tuple[str, ...], *, required: bool = True
) -> Iterator[PlanSheet]:
    yield PlanSheet(path, tuple(_columns(path, models)), required)
    for name, fields in _fields(models).items():
        if records := _listed_records(fields):
            must = any(field.is_required() for field in fields)
            yield from _sheets(records, (*path, name), required=must)


def _columns(
    path: tuple[str, ...], models: list[type[Record]], keys: tuple[str, ...] = ()
) -> Iterator[PlanColumn]:
    for name, fields in _fields(models).items():
        if _listed_records(fields):
            continue
        inner = [part for field in fields for part in _parts(field.annotation)]
        below = (*keys, fields[0].alias or name)
        if all(_is_record(part) for part in inner):
            yield from _columns(path, inner, below)
            continue
        key, kind = ".".join(below), _kind(name, inner)
        words = [get_args(part) for part in inner if get_origin(part) is Literal]
        choices = tuple(dict.fromkeys(word for some in words for word in some))
        required = all(field.is_required() for field in fields)
        said = explanation(path, key) + (f" Tillatt: {', '.join(choices)}." if choices else "")
        yield PlanColumn(key, kind, required, choices, said)


def _fields(models: list[type[Record]]) -> dict[str, list[FieldInfo]]:
    """Return every field of the models by name, with what each model says of it."""
    found: dict[str, list[FieldInfo]] = {}
    for model in models:
        for name, field in model.model_fields.items():
            found.setdefault(name, []).append(field)
    return found


def _listed_records(fields: list[FieldInfo]) -> list[type[Record]]:
    return [
        item
        for field in fields
        for part in _parts(field.annotation)
        if get_origin(part) is tuple
        for item in _parts(get_args(part)[0])
        if _is_record(item)
    ]


def _parts(annotation: Any) -> list[Any]:
    """Return the types an annotation allows, without None and without what is said about them."""
    if get_origin(annotation) is Annotated:
        return _parts(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return [part for choice in get_args(annotation) for part in _parts(choice)]
    return [] if annotation is type(None) else [annotation]


def _is_record(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Record)


def _kind(name: str, parts: list[Any]) -> Kind:
    if any(get_origin(part) is tuple for part in parts):
        return "texts"
    if dt.date in parts:
        return "date"
    if int in parts:
        return "decimal" if name.endswith("_e4") else "whole"
    return "text"
