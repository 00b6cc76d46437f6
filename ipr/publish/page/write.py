"""The live page as one file: no request to anywhere, and only the script that is its own."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from string import Template

from markupsafe import escape

from ipr.budget.result import Result
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.model import Plan
from ipr.present.wording import plan_status
from ipr.publish.page.data import page_data
from ipr.publish.page.script import part
from ipr.publish.style import Style, load_style
from ipr.reading.errors import InputError

PAGE_NAME = "prov-budsjettet.html"
SCRIPTS = (
    *("figures.js", "numbers.js", "state.js", "yaml.js", "scenario_file.js"),
    *("fields.js", "shown.js", "page.js"),
)


def write_page(plan: Plan, results: Sequence[Result], style: Style) -> str:
    """Return the page as text; `results` are those of the plan's scenarios, to begin with.

    The same arguments give the same text.
    """
    data = json.dumps(page_data(plan, results), ensure_ascii=False, separators=(",", ":"))
    script = "\n".join(_bare(part(name)) for name in SCRIPTS)
    look = Template(part("page.css")).substitute(
        accent=style.accent,
        pair=style.accent_pair,
        accent_dark=style.accent_dark,
        pair_dark=style.accent_pair_dark,
    )
    return Template(part("page.html")).substitute(
        title=escape(plan.title),
        council=escape(style.council_name or plan.council.name),
        status=plan_status(plan),
        made=escape(f"Siden regner som rapportene om {plan.document}."),
        data=data.replace("<", "\\u003c"),
        style=look,
        style_hash=_hash(look),
        script=script,
        script_hash=_hash(script),
    )


def make_page(folder: PlanFolder) -> tuple[str, list[str]]:
    """Return the page of a plan, and the scenarios it is without.

    A scenario with a fault is none to begin with, and does not keep the others from the page.
    Raises `InputError` for a faulty style file.
    """
    results, faulty = [], []
    for name in folder.scenario_ids:
        try:
            results.append(scenario_result(folder, name))
        except InputError:
            faulty.append(name)
    return write_page(folder.plan, results, load_style(folder)), faulty


def _bare(script: str) -> str:
    """Return a script without the comments that stand on lines of their own, and without margins.

    The page is sent by mail; who reads the script finds it whole beside this module.
    """
    without = re.sub(r"^[ ]*/\*.*?\*/\n", "", script, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.lstrip() for line in without.splitlines() if line)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"
