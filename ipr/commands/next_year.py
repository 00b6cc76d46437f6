"""The command that drafts next year's plan from this year's."""

from __future__ import annotations

import argparse
from string import Template

from ipr.analysis.next_year import next_plan
from ipr.commands.told import asked_folder, near, plan_argument
from ipr.doors.folder import PLAN_ID, PlanFolder, checked_plan
from ipr.plan.inputs import component_name
from ipr.plan.load import FOLDER_YEAR, PLAN_FILE
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from ipr.present.schema import schema_files
from ipr.publish.style import STYLE_FILE, load_style
from ipr.reading.errors import refuse, unknown
from ipr.reading.files import write_folder
from ipr.reading.norwegian import count, kroner, listing

HEAD = Template("""\
# yaml-language-server: $$schema=.skjema/plan.json
# Utkast til planen for $year, laget av planen for $before med «ipr next-year».
#
# Alt i filen er vårt («status: ours») til noen har bestemt det. Gå gjennom den ovenfra: bekreft
# eller bytt ut hvert beløp, og rett «status», «because» og «source» etter hvert som den nye planen
# blir til. «ipr check» sier fra om det som ikke går opp.

""")


def next_year_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the plan to draft from, and what of it was not used."""
    plan_argument(parser)
    parser.add_argument(
        "--unused",
        metavar="DELPOST",
        nargs="+",
        default=(),
        help="delposter som ikke er brukt, for eksempel lines.<post>; de legges til overføringen",
    )


def do_next_year(asked: argparse.Namespace) -> bool:
    """Write the draft to a folder of its own, beside the plan's; scenarios are left behind."""
    folder = asked_folder(asked)
    plan = folder.plan
    names = [component_name(plan, line, part) for line, part in plan.components]
    for name in asked.unused:
        if name not in names:
            raise refuse("", "--unused", f"delposten {unknown(name, names)}")
    draft = next_plan(plan, asked.unused)
    place = folder.path.with_name(f"{FOLDER_YEAR.sub('', folder.name)}-{draft.year}")
    if place.exists():
        raise refuse("", "plan", f"mappen «{place.name}» finnes fra før – utkastet er ikke skrevet")
    text = plan_text(draft, HEAD.substitute(year=draft.year, before=plan.year)).encode("utf-8")
    checked_plan(PLAN_FILE, text, place.name)
    schemas = schema_files(draft, [PLAN_ID])
    made = {name: schema.encode("utf-8") for name, schema in schemas.items()}
    write_folder(place, {PLAN_FILE: text, **_style(folder), **made})
    print(f"Laget {near(place / PLAN_FILE)}, et utkast der alt er merket «ours».")
    _tell(plan, draft)
    print(f"Scenarioene for {plan.year} er ikke med. «--plan {folder.name}» gir planen for i år.")
    return True


def _style(folder: PlanFolder) -> dict[str, bytes]:
    """Return the style and its logo, which are the council's in every year."""
    if not folder.has(STYLE_FILE):
        return {}
    style, logo = load_style(folder), folder.tree(STYLE_FILE).get("logo")
    pictures = {str(logo): style.logo} if style.logo else {}
    return {STYLE_FILE: folder.content(STYLE_FILE), **pictures}


def _tell(plan: Plan, draft: Plan) -> None:
    kept = {line.id for line in draft.lines}
    gone = [line.label for line in plan.lines if line.id not in kept]
    lines = count(len(draft.lines), "post", "poster")
    print(f"  Videreført: {lines}." + (f" Borte: {listing(gone)}." if gone else ""))
    for item in draft.funding:
        if item.recurrence == "one_off":
            print(f"  {item.label}: {kroner(item.amount_nok)}. {item.because}")
    if plan.reserve_nok < 0:
        print(f"  Planen for {plan.year} mangler {kroner(-plan.reserve_nok)}, som ikke er med her.")
    print(f"  {draft.reserve_label}: {kroner(draft.reserve_nok)}.")
