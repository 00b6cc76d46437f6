"""What a reader of a plan's workbook sees beside the keys: titles of sheets and explanations."""

from __future__ import annotations

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
    "status": "Hvordan planen holder verdien: den står der, er utledet, er lagt til grunn, eller "
    "er vår egen antakelse.",
    "because": "Begrunnelse.",
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
    "lock.reason": "Hvorfor posten er vernet mot kutt: vedtak, medlemskap, avtale eller vårt valg.",
    "lock.because": "Begrunnelsen for at posten er vernet mot kutt.",
    "kind": "Hva beløpet består av: et beløp, utenlandsk valuta, en del av året, uten "
    "merverdiavgift, eller ikke avklart.",
    "recurrence.kind": "Hva som skjer med delposten etter planens år.",
    "recurrence.until": "Siste år, der det er kjent.",
    "recurrence.status": "Hvem som sier hva som skjer etter planens år: planen eller vi.",
    "price": "Følger delposten prisveksten (sensitive), eller er den i faste kroner (fixed)?",
    "foreign_amount": "Beløp i hele enheter av den utenlandske valutaen.",
    "currency": "Valutaen, for eksempel EUR.",
    "rate": "Id-en til forutsetningen som gir kursen eller satsen.",
    "full_year_nok": "Beløp for et helt år, i hele kroner.",
    "months": "Antall måneder som faller i planens år, 0 til 12.",
    "vat": "Hvordan merverdiavgiften regnes.",
    "shown_as": "Det planen viser der beløpet mangler.",
    "goal": "Id-en til målet (arket «Mål»).",
    "strategy": "Nummeret på strategien under målet, der planen oppgir det.",
    "number": "Nummeret på uklarheten.",
    "ref": "Nummeret vilkåret har i vårt register.",
    "kinds": "Hva slags vilkår det er, ett ord på hver linje i cellen.",
    "touches": "Hva i budsjettet dette berører, ett navn på hver linje i cellen.",
    "decision.components": "Delpostene avgjørelsen gjelder, én på hver linje i cellen.",
    "decision.if_denied": "Hva planen sier om et nei: pengene frigis (release), eller den tier "
    "(unstated).",
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
    "handling": "Slik behandler arbeidsboken uklarheten.",
    "mark": "Tegnet som er trykt foran fotnoten.",
    "belongs_to": "Id-en til posten fotnoten hører til (arket «Poster»).",
    "finding": "Id-en til funnet som er godkjent.",
}

_BY_KIND = {
    "text": "Tekst.",
    "texts": "En liste: én tekst på hver linje i cellen.",
    "whole": "Et helt tall.",
    "decimal": "Et tall med høyst fire desimaler.",
    "date": "En dato, skrevet år-måned-dag.",
}


def title_of(path: tuple[str, ...]) -> str:
    """Return the title of the sheet for a list of the plan; one without a name keeps its key."""
    return _TITLES.get(path) or ".".join(path)[:31]


def explanation(path: tuple[str, ...], key: str, kind: str, choices: tuple[str, ...] = ()) -> str:
    """Return what a column is, in Norwegian, with the words allowed in it."""
    sheet = path[-1] if path else "plan"
    names = (f"{sheet}.{key}", key, key.rpartition(".")[2])
    said = next((_EXPLAINED[name] for name in names if name in _EXPLAINED), _BY_KIND[kind])
    return f"{said} Tillatt: {', '.join(choices)}." if choices else said
