"""The commands that make a plan: in a folder to work in, with what runs it, or for next year."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import shlex
import unicodedata
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ipr.analysis.next_year import next_plan
from ipr.commands.told import TEMPLATES, asked_folder, near, read_by
from ipr.doors.folder import PLAN_ID, SCENARIO_FOLDER, SUFFIX, PlanFolder, checked_plan
from ipr.plan.inputs import component_name, part_name
from ipr.plan.load import FOLDER_YEAR, PLAN_FILE, SHIPPED
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from ipr.present.schema import schema_files
from ipr.publish.manifest import DISTRIBUTION
from ipr.publish.style import STYLE_FILE, load_style
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import read_year
from ipr.reading.files import NEW, unprintable, write_folder
from ipr.reading.norwegian import count, kroner, listing, visible

EXAMPLE = "lillehammer-2026"
GUIDE, PACKAGES = "veiledning", "pakke"
_HARMLESS = {".git", ".DS_Store", "Thumbs.db", "desktop.ini"}
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})

Files = dict[str, bytes]


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder, and what kind of plan is laid in it."""
    parser.add_argument("folder", metavar="MAPPE", type=Path, help="mappen som lages")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--year", metavar="ÅR", type=read_by(read_year), help="planens år (ellers i år)"
    )
    kind.add_argument(
        "--example",
        action="store_true",
        help="legg inn Lillehammer-regionens plan med scenarioer i stedet for en å fylle ut",
    )


def do_init(asked: argparse.Namespace) -> bool:
    """Make the folder, whole or not at all; one that holds anything of others is refused."""
    folder = asked.folder.resolve()
    _check_free(folder)
    council = _council(folder.name)
    found = FOLDER_YEAR.search(folder.name)
    year = asked.year or (int(found[1]) if found else dt.datetime.now().astimezone().year)
    plan = EXAMPLE if asked.example else f"{_slug(council)}-{year}"
    wheel, files = _project(council)
    words = {"council": council, "plan": plan, "year": year, "before": year - 1}
    blank = {f"data/{plan}/{PLAN_FILE}": _filled(PLAN_FILE, words), **_scenarios(f"data/{plan}/")}
    files |= _with_schemas(f"data/{plan}", _example() if asked.example else blank)
    for name, source in (
        ("planfilen.md", "docs/planfilen.md"),
        ("eksempelplan.yaml", "tests/cases/nordfjella-2027/plan.yaml"),
    ):
        files[f"{GUIDE}/{name}"] = (SHIPPED / source).read_bytes()
    files["LESMEG.md"] = _filled("LESMEG.md", words | {"first": _first_step(plan)})
    files[".gitignore"] = _filled("gitignore.txt", {})
    write_folder(folder, files)
    _tell(folder, plan, wheel)
    return True


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds what we did not put there."""
    if folder.exists() and not folder.is_dir():
        raise refuse("", "MAPPE", f"{visible(folder.name)} er en fil – velg et annet navn")
    if not folder.is_dir():
        return
    held = sorted(
        child.name
        for child in folder.iterdir()
        if child.name not in _HARMLESS and not child.name.startswith(NEW)
    )
    if any(folder.glob(f"data/*/{PLAN_FILE}")):
        text = "mappen er en arbeidsmappe fra før – gå dit, og kjør «ipr check»"
        raise refuse("", "MAPPE", text)
    if held:
        text = f"mappen har noe i seg ({visible(held[0])[1:-1]}) – velg en ny eller en tom mappe"
        raise refuse("", "MAPPE", text)


def _council(name: str) -> str:
    """Return a folder's name as that of a council, without its year."""
    plain = "".join(sign for sign in name if sign.isalnum() or sign in " -")
    plain = FOLDER_YEAR.sub("", unicodedata.normalize("NFC", plain)).strip(" -")
    if not plain or unprintable(plain):
        return "Rådet"
    return plain[0].upper() + plain[1:]


def _slug(text: str) -> str:
    """Return a text in small letters a–z, digits and `-`."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-") or "rad"


def _filled(name: str, words: Mapping[str, object]) -> bytes:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return Template(text).substitute(words).encode("utf-8")


def _with_schemas(place: str, files: Files) -> Files:
    """Return a plan's files with what an editor reads of them."""
    plan = checked_plan(PLAN_FILE, files[f"{place}/{PLAN_FILE}"])
    scenarios = (Path(name) for name in files if Path(name).parent.name == SCENARIO_FOLDER)
    ids = [file.stem for file in scenarios if file.suffix == SUFFIX]
    made = schema_files(plan, sorted({PLAN_ID, *ids}))
    return files | {f"{place}/{name}": content for name, content in made.items()}


def _scenarios(place: str = "") -> Files:
    """Return what lies in a plan's folder for scenarios before there are any."""
    return {f"{place}{SCENARIO_FOLDER}/LESMEG.md": _filled("scenarioer.md", {})}


def _first_step(plan: str) -> str:
    if plan == EXAMPLE:
        return "Planen her er Lillehammer-regionens for 2026, med scenarioene, til å prøve seg på."
    return (
        f"Begynn med `data/{plan}/{PLAN_FILE}`. Filen gjelder som den står, men tallene i den er "
        f"eksempler: Bytt dem ut med deres egne.\n`{GUIDE}/planfilen.md` viser hvordan."
    )


def _example() -> Files:
    """Return the plan that comes with the workbook: scenarios, sweeps and style as well."""
    place = SHIPPED / "data" / EXAMPLE
    return {
        f"data/{EXAMPLE}/{file.relative_to(place).as_posix()}": file.read_bytes()
        for file in sorted(place.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.parts[-2:])
    }


def _project(council: str) -> tuple[Path | None, Files]:
    """Return the file that pins this very workbook, and the wheel it came from, if it did."""
    ours = distribution(DISTRIBUTION)
    origin = json.loads(ours.read_text("direct_url.json") or "{}")
    url = origin.get("url", "")
    local = Path(url2pathname(urlsplit(url).path)) if url.startswith("file:") else None
    wheel = None if local is None or "dir_info" in origin else local
    if wheel:
        source = f"path = {json.dumps(f'{PACKAGES}/{wheel.name}')}"
    elif local:
        source = f"path = {json.dumps(str(local))}, editable = true"
    elif "vcs_info" in origin:
        source = f"git = {json.dumps(url)}, rev = {json.dumps(origin['vcs_info']['commit_id'])}"
    else:
        source = f"url = {json.dumps(url)}" if url else ""
    from_there = f"\n[tool.uv.sources]\n{DISTRIBUTION} = {{ {source} }}\n" if source else ""
    lines = (SHIPPED / "constraints.txt").read_text(encoding="utf-8").splitlines()
    words = {
        "name": _slug(council),
        "python": ours.metadata["Requires-Python"],
        "requirement": f"{DISTRIBUTION}=={ours.version}",
        "pins": "\n".join(f'  "{line}",' for line in lines if line and not line.startswith("#")),
        "source": from_there,
    }
    files = {"pyproject.toml": _filled("pyproject.toml.txt", words)}
    if wheel and wheel.is_file():
        files[f"{PACKAGES}/{wheel.name}"] = wheel.read_bytes()
    return wheel, files


def _tell(folder: Path, plan: str, wheel: Path | None) -> None:
    kind = "eksempelplanen" if plan == EXAMPLE else "en plan å fylle ut"
    print(f"Laget {near(folder)} med {kind}: data/{plan}/{PLAN_FILE}")
    if wheel and not (folder / PACKAGES / wheel.name).is_file():
        print(f"Fant ikke {wheel.name}. Legg filen i mappen {PACKAGES}/.")
    if folder != Path.cwd():
        print(f"Gå dit: cd {shlex.quote(near(folder))}")
    print("Se etter feil: uv run ipr check. LESMEG.md viser resten.")


# --- next year's plan


def next_year_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what of the plan was not used."""
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
    head = _filled("next-year.txt", {"year": draft.year, "before": plan.year}).decode("utf-8")
    text = plan_text(draft, head).encode("utf-8")
    checked_plan(PLAN_FILE, text, place.name)
    beside = {**_style(folder), **_scenarios(), **schema_files(draft, [PLAN_ID])}
    write_folder(place, {PLAN_FILE: text, **beside})
    print(f"Laget {near(place / PLAN_FILE)}, et utkast der alt er merket «ours».")
    _tell_draft(plan, draft)
    print(f"Scenarioene for {plan.year} er ikke med. «--plan {folder.name}» gir planen for i år.")
    return True


def _style(folder: PlanFolder) -> dict[str, bytes]:
    """Return the style and its logo, which are the council's in every year."""
    if not folder.has(STYLE_FILE):
        return {}
    style, logo = load_style(folder), folder.tree(STYLE_FILE).get("logo")
    pictures = {str(logo): style.logo} if style.logo else {}
    return {STYLE_FILE: folder.content(STYLE_FILE), **pictures}


def _tell_draft(plan: Plan, draft: Plan) -> None:
    kept = {line.id for line in draft.lines}
    gone = [line.label for line in plan.lines if line.id not in kept]
    parts = {(line.id, part.id) for line, part in draft.components}
    gone += [
        part_name(plan, line, part)
        for line, part in plan.components
        if line.id in kept and (line.id, part.id) not in parts
    ]
    lines = count(len(draft.lines), "post", "poster")
    print(f"  Videreført: {lines}." + (f" Borte: {listing(gone)}." if gone else ""))
    for item in draft.one_off_funding:
        print(f"  {item.label}: {kroner(item.amount_nok)}. {item.because}")
    if plan.reserve_nok < 0:
        print(f"  Planen for {plan.year} mangler {kroner(-plan.reserve_nok)}, som ikke er med her.")
    print(f"  {draft.reserve_label}: {kroner(draft.reserve_nok)}.")
