"""The commands that make reports: of scenarios, and of scenarios beside one of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from ipr.commands.cluster import ClusterError, cluster
from ipr.commands.look import scenario_list
from ipr.commands.told import asked_folder, near, read_by, scenario_argument, tell_misnamed
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import JOIN, scenario_result, scenario_results
from ipr.present.comparison import compared_lines_table, verdicts_table
from ipr.publish.job import EDITIONS, FORMATS, Job, comparison_job, own_job, plan_jobs, scenario_job
from ipr.publish.runner import Report, make_reports, output_folder
from ipr.publish.work.workers import Done, Task, run_afar
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import read_date
from ipr.reading.norwegian import visible

Run = Callable[[Sequence[Task], int], Iterator[Done]]

REPORT_SECONDS = 600  # the longest a cluster may be busy with others before it answers
TOLD = {
    "title": "sammenligningens egen tittel",
    "question": "spørsmålet den svarer på",
    "case": "saken den hører til, for eksempel «Vedlegg 3 til sak 12/26»",
}


def report_arguments(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add where reports are put, which of these documents are made, and how."""
    parser.add_argument(
        "--out", metavar="MAPPE", type=Path, help="hvor rapportene legges (ellers i outputs/)"
    )
    parser.add_argument(
        "--formats",
        metavar="FORMATER",
        type=partial(_formats, formats),
        default=tuple(formats),
        help=f"hvilke dokumenter som lages, med komma mellom (ellers alle: {','.join(formats)})",
    )
    parser.add_argument(
        "--edition",
        choices=EDITIONS,
        default="short",
        help="hva PDF og Word inneholder: to sider (short), alt (full) eller begge deler (both); "
        "ellers short",
    )
    parser.add_argument(
        "--date",
        metavar="DATO",
        type=read_by(lambda text: read_date(text).isoformat()),
        help="dato som skal stå i dokumentene, for eksempel 2026-01-15 (ellers står det ingen)",
    )
    parser.add_argument(
        "--force", action="store_true", help="lag også det som ikke er endret siden sist"
    )


def scheduler_argument(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the cluster that may do this in place of this machine."""
    told = f"adressen til en Dask-klynge som skal {what} (krever tillegget «cluster»)"
    parser.add_argument("--scheduler", metavar="ADRESSE", help=told)


def _jobs_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", metavar="N", type=_positive, help="hvor mange som lages samtidig")


def _formats(known: Sequence[str], text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(text.split(",")))
    for name in chosen:
        if name not in known:
            raise argparse.ArgumentTypeError(f"formatet {unknown(name, known)}")
    return chosen


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» er ikke et helt tall fra 1 og opp")
    return int(text)


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, and how reports are made."""
    scenario_argument(parser, "bare disse scenarioene, eller a+b (ellers alle)", "*")
    parser.add_argument(
        "--notebook",
        metavar="FIL",
        type=Path,
        help="lag rapporten med din egen notatbok, for eksempel arbeid/min.ipynb",
    )
    report_arguments(parser)
    _jobs_argument(parser)
    scheduler_argument(parser, "lage rapportene")


def do_run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed.

    Unless scenarios are named, the reports of the plan itself are made as well. An analyst's own
    notebook is used only where she names it, and then made anew, whatever it reads.
    """
    if asked.notebook and asked.scheduler:
        text = "klyngen har ikke din egen notatbok – lag rapporten på denne maskinen"
        raise refuse("", "--scheduler", text)
    if asked.notebook and not asked.scenario:
        raise refuse("", "--notebook", "skriv også hvilket scenario: ipr run ID --notebook FIL")
    folder = asked_folder(asked)
    found = scenario_results(folder, asked.scenario or folder.scenario_ids)
    tell_misnamed(folder)
    if asked.notebook:
        asked.force = True
        jobs = [own_job(folder.name, name, asked.notebook) for name in found]
    else:
        jobs = [scenario_job(folder.name, name) for name in found]
    if not asked.scenario:
        jobs += plan_jobs(folder.name)
    try:
        afar = cluster(asked.scheduler, REPORT_SECONDS) if asked.scheduler else nullcontext()
        with afar as each:
            made = _make(folder, jobs, asked, partial(run_afar, each) if each else None)
    except ClusterError as error:
        print(f"Kjøringen stoppet: {error}. Det som ble ferdig, er lagt ut.", file=sys.stderr)
        return False
    told = {
        report.job.parameters.get("scenario"): (
            "FEILET" if report.faults else "uendret" if report.unchanged else "laget"
        )
        for report in made
    }
    print(scenario_list(folder.plan, found, "Rapport", lambda one: told[one.scenario.id]))
    if asked.notebook:
        _tell_notices(made)
    target = output_folder(folder.name, asked.out)
    return _ended(made, made[0].folder if asked.notebook and len(made) == 1 else target)


def _tell_notices(made: Sequence[Report]) -> None:
    """Tell what an author should know of a notebook of her own that came out nonetheless."""
    from ipr.publish.documents.document import notices  # noqa: PLC0415 - slow to load
    from ipr.publish.documents.notebook import read_notebook  # noqa: PLC0415 - as above

    for report in made:
        for file in () if report.faults else report.folder.glob("*.ipynb"):
            for notice in notices(read_notebook(file)):
                print(f"{report.job.name}: {notice}", file=sys.stderr)


def compare_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, what they are held against, and how reports are made."""
    scenario_argument(parser, "scenarioene som sammenlignes", "+")
    parser.add_argument(
        "--against", metavar="ID", default="planen", help="hva de sammenlignes med (ellers planen)"
    )
    for name, words in TOLD.items():
        parser.add_argument(f"--{name}", metavar="TEKST", help=words)
    report_arguments(parser)
    _jobs_argument(parser)


def do_compare(asked: argparse.Namespace) -> bool:
    """Tell how scenarios differ from one of them, and make the report of it."""
    _check_differ(asked.scenario, asked.against)
    folder = asked_folder(asked)
    against = scenario_result(folder, asked.against)
    found = list(scenario_results(folder, asked.scenario).values())
    tell_misnamed(folder)
    shown = (verdicts_table(found, against), compared_lines_table(found, against))
    print(*filter(None, map(str, shown)), sep="\n\n")
    ids = [one.scenario.id for one in found]
    told = {name: words for name in TOLD if (words := getattr(asked, name))}
    job = comparison_job(folder.name, ids, against.scenario.id, **told)
    return _ended(_make(folder, [job], asked), output_folder(folder.name, asked.out) / job.name)


def _check_differ(names: Sequence[str], against: str) -> None:
    """Refuse a scenario that is named twice, or that is held against itself.

    A combination is the same in whichever order it is written.
    """
    seen: set[frozenset[str]] = set()
    for name in names:
        parts = frozenset(name.split(JOIN))
        if parts in seen:
            raise refuse("", "ID", f"{visible(name)} står to ganger – skriv hvert scenario én gang")
        if parts == frozenset(against.split(JOIN)):
            text = (
                f"{visible(name)} kan ikke sammenlignes med seg selv – fjern det, eller velg et "
                f"annet med --against"
            )
            raise refuse("", "ID", text)
        seen.add(parts)


def _make(
    folder: PlanFolder, jobs: Sequence[Job], asked: argparse.Namespace, run: Run | None = None
) -> list[Report]:
    """Make the reports under a progress bar, which is shown only to a person."""
    jobs = [job.asked_for(asked.formats, asked.date, asked.edition) for job in jobs]
    aside: list[str] = []
    making = make_reports(
        folder, jobs, asked.out, at_once=asked.jobs, force=asked.force, tell=aside.append, run=run
    )
    made: list[Report] = []
    try:
        for report in _watched(making, len(jobs)):
            made.append(report)  # noqa: PERF402 - those made so far are told of below
    except (OSError, ClusterError):
        _tell_failed(made)
        raise
    finally:
        for sentence in aside:
            print(sentence, file=sys.stderr)
    return made


def _watched(making: Iterator[Report], total: int) -> Iterable[Report]:
    if not sys.stderr.isatty():
        return making
    from tqdm import tqdm  # noqa: PLC0415 - nobody else sees it

    form = "{desc}: {n_fmt} av {total_fmt} |{bar}| {elapsed}"
    bar: Iterable[Report] = tqdm(making, total=total, desc="Lager rapporter", bar_format=form)
    return bar


def _ended(made: Sequence[Report], place: Path) -> bool:
    """Tell which reports failed and where the others are; False if any failed."""
    failed = _tell_failed(made)
    if failed < len(made):
        print(f"Rapportene ligger i {near(place)}")
    return not failed


def _tell_failed(made: Sequence[Report]) -> int:
    """Tell which reports failed and why; return how many."""
    failed = [report for report in made if report.faults]
    for report in failed:
        print(f"{report.job.name} feilet: {'; '.join(report.faults)}", file=sys.stderr)
    return len(failed)
