"""The live page as one file: no request to anywhere, and only the script that is its own."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from string import Template

from markupsafe import escape

from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.present.wording import plan_status
from ipr.publish.page.data import page_data
from ipr.publish.style import load_style
from ipr.reading.errors import InputError

SCRIPTS = ("figures", "state", "scenario_file", "fields", "page")


def make_page(folder: PlanFolder) -> tuple[str, list[str]]:
    """Return the page of a plan, and the scenarios it is without.

    A scenario with a fault is none to begin with, and does not keep the others from the page.
    Raises `InputError` for a faulty style file. The same folder gives the same text.
    """
    sound, faulty = [], []
    for name in folder.well_named:
        try:
            scenario_result(folder, name)
        except InputError:
            faulty.append(name)
        else:
            sound.append(name)
    plan, style = folder.plan, load_style(folder)
    script = "\n".join(_bare(page_file(f"{name}.js")) for name in SCRIPTS)
    look = Template(page_file("page.css")).substitute(
        accent=style.accent,
        pair=style.accent_pair,
        accent_dark=style.accent_dark,
        pair_dark=style.accent_pair_dark,
    )
    text = Template(page_file("page.html")).substitute(
        title=escape(plan.title),
        council=escape(style.council_name or plan.council.name),
        status=plan_status(plan),
        made=escape(f"Siden regner som rapportene om {plan.document}."),
        data=as_json(page_data(folder, sound)),
        style=look,
        style_hash=f"sha256-{hash_of(look)}",
        script=script,
        script_hash=f"sha256-{hash_of(script)}",
    )
    return text, faulty


def as_json(data: object) -> str:
    """Return data as JSON that no tag can end."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def page_file(name: str) -> str:
    """Return the text of one of the files the page is made of."""
    return files("ipr.publish.page").joinpath(name).read_text(encoding="utf-8")


def hash_of(text: str) -> str:
    """Return what a page's policy knows a script or a style by: SHA-256 in base 64."""
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _bare(script: str) -> str:
    """Return a script without the comments that stand on lines of their own, and without margins.

    The page is sent by mail; who reads the script finds it whole beside this module.
    """
    without = re.sub(r"^[ ]*/\*.*?\*/\n", "", script, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.lstrip() for line in without.splitlines() if line)
