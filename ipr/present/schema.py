"""What an editor needs to help with a plan's files: a JSON Schema for its scenarios, one for it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from ipr.budget.scenario import Scenario
from ipr.doors.folder import PLAN_SCHEMA, SCENARIO_SCHEMA, SCHEMA_FOLDER, PlanFolder
from ipr.plan.inputs import Input, inputs_of, long_names
from ipr.plan.model import Plan
from ipr.plan.sheets.columns import explanation, title_of
from ipr.present.wording import value_text
from ipr.reading.files import write_bytes
from ipr.reading.norwegian import NBSP

DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]

# What the keys of a scenario file are, in the words an editor shows.
_SCENARIO_KEYS = {
    "title": "En kort tittel.",
    "question": "Spørsmålet scenarioet svarer på.",
    "theme": "Det scenarioet hører sammen med i oversikten.",
    "answers": "Tallet spørsmålet gjelder, når det ikke er det som er igjen.",
    "frozen": "Merket som holder tallene i et vedtatt scenario fast.",
    "status": "kladd, drøftet, innstilling eller vedtatt.",
    "case": "Saken, når scenarioet er lagt fram eller vedtatt.",
    "date": "Dagen, skrevet år-måned-dag.",
    "combines": "Andre scenarioer som tas med, etter id.",
    "amends": "Det vedtatte scenarioet som reguleres, etter id.",
    "changes": "Endringene fra planen, én på hver linje. Alle sier hvorfor.",
    "balancing": "Hva som gjøres når budsjettet ikke går opp.",
    "unbalanced": "Skriv deliberate når det er meningen at budsjettet ikke går opp.",
    "unbalanced_because": "Hvorfor budsjettet ikke skal gå opp.",
    "because": "Hvorfor endringen gjøres.",
    "above_ceiling": "Hvorfor beløpet er større enn taket i planen («inntil»).",
    "source": "Hvor det er kjent fra.",
    "from_date": "Dagen det gjelder fra, i planens år.",
    "milestone": "Fristen i planen det avgjøres ved.",
    "to": "Den nye verdien, eller posten pengene flyttes til.",
    "by": "Hvor mye mer; med minus foran mindre.",
    "percent": "Prosent, med minus foran for mindre.",
    "from": "Posten pengene flyttes fra.",
    "label": "Navnet leseren ser.",
    "group": "Gruppen den nye posten hører til.",
    "amount": "Et beløp i hele kroner.",
    "set": "Gir en verdi et nytt beløp («to»).",
    "raise": "Mer enn i planen, eller med minus mindre («by»).",
    "scale": "Endrer en verdi i prosent («percent»).",
    "transfer": "Flytter kroner fra én post til en annen («from», «to»).",
    "add": "En ny post: en id med små bokstaver.",
    "decide": "Svaret på et vilkår («as»), og hva som følger («response»).",
    "as": "granted (ja) eller denied (nei).",
    "response": "keep (bruk pengene som planlagt), release (trekk dem) eller cover (betal et "
    "beløp ekstra).",
    "policy": "leave_open (vis det), ranked (kutt i rekkefølge), pro_rata (kutt likt) eller "
    "ask_funders (be om mer).",
    "order": "Postene som kuttes, den første først.",
    "floors": "Det minste hver post beholder.",
    "shares": "Hvor stor del hver bidragsyter bes om.",
    "minimum_reserve": "Det minste som skal være igjen.",
    "step": "Kuttene går opp i dette beløpet.",
    "lock": "Poster som holdes utenfor, med grunn.",
    "unlock": "Låste poster som likevel kan kuttes.",
}


class _EditorSchema(GenerateJsonSchema):
    """The schema of what stands in a file: nothing is null there, and no value is a default."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    default_schema = nullable_schema

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic asks
        return False


def write_schemas(folder: PlanFolder) -> None:
    """Write both schemas beside the plan, where they are not there as they should be."""
    (folder.path / SCHEMA_FOLDER).mkdir(exist_ok=True)
    for name, content in schema_files(folder.plan, folder.well_named).items():
        file = folder.path / name
        if not file.is_file() or file.read_bytes() != content:
            write_bytes(file, content)


def schema_files(plan: Plan, scenario_ids: Iterable[str]) -> dict[str, bytes]:
    """Return both schemas as UTF-8 by the name of the file in the plan's folder."""
    made = {PLAN_SCHEMA: plan_schema(), SCENARIO_SCHEMA: scenario_schema(plan, scenario_ids)}
    return {
        f"{SCHEMA_FOLDER}/{name}": f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()
        for name, schema in made.items()
    }


@functools.cache
def plan_schema() -> Schema:
    """Return what a plan file may hold, the same for every plan."""
    schema = _schema_of(Plan)
    for name, record in (("Plan", schema), *schema["definitions"].items()):
        for key, field in record.get("properties", {}).items():
            said = explanation((name.lower(),), key) or f"{title_of((key,))}."
            field["description"] = re.sub(r" \(arket «[^»]*»\)| på hver linje i cellen", "", said)
    return schema


def scenario_schema(plan: Plan, scenario_ids: Iterable[str] = ()) -> Schema:
    """Return what a scenario of this plan may hold, with the plan's own names and values."""
    inputs = inputs_of(plan)
    long = {name: inputs[short] for name, short in long_names(plan).items() if short in inputs}
    every = {**inputs, **long}
    known = {k: v for k, v in every.items() if v.value is not None and v.unit != "choice"}
    lines = {line.id: line.label for line in plan.lines}
    offers: dict[str, Mapping[str, str]] = {
        "set": _told(every),
        **dict.fromkeys(("raise", "scale", "from", "to"), _told(known)),
        "decide": {item.id: item.label for item in plan.conditions if item.decision},
        "group": {group.id: group.label for group in plan.groups},
        "milestone": {item.id: f"{item.label}, {item.when}" for item in plan.milestones},
        **dict.fromkeys(("order", "unlock", "floors", "lock"), lines),
        "shares": {item.id: item.label for item in plan.recurring_funding},
        "combines": dict.fromkeys(scenario_ids, "Scenario"),
    }
    schema = _schema_of(Scenario)
    for record in (schema, *schema["definitions"].values()):
        fields = record.get("properties", {})
        for key, field in fields.items():
            if key in _SCENARIO_KEYS:
                field["description"] = _SCENARIO_KEYS[key]
            # What is set is put `to` a value; what is transferred goes `to` a line.
            if key in offers and (key != "to" or "from" in fields):
                _offer(field, offers[key])
    return schema


def _schema_of(model: type[BaseModel]) -> Schema:
    """Return a record's schema as editors read it: draft 7, with definitions under that name."""
    made = model.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_EditorSchema
    )
    return {"$schema": DRAFT, "definitions": made.pop("$defs", {}), **made}


def _told(inputs: Mapping[str, Input]) -> dict[str, str]:
    """Return each input's name with its label and value in the plan."""
    return {
        name: f"{item.label}. I planen: {value_text(item, item.value)}.".replace(NBSP, " ")
        for name, item in inputs.items()
    }


def _offer(field: Schema, names: Mapping[str, str]) -> None:
    """Let a field, a list's items or an object's keys be these names only; none is no offer."""
    if values := field.pop("additionalProperties", None):
        said = {name: {**values, "description": label} for name, label in names.items()}
        field |= {"properties": said, "additionalProperties": False}
    elif "items" in field:
        _offer(field["items"], names)
    elif names:
        said = {"description": field["description"]} if "description" in field else {}
        field.clear()
        field |= {
            **said,
            "type": "string",
            "enum": list(names),
            "enumDescriptions": list(names.values()),
            "errorMessage": "Dette finnes ikke. «ipr inputs» viser det planen har.",
        }
