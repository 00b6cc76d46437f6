"""What the commands that make reports share: their arguments, a progress bar, and what to tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from ipr.commands.cluster import ClusterError
from ipr.commands.told import near, plan_argument
from ipr.doors.folder import PlanFolder
from ipr.publish.job import EDITIONS, FORMATS, Job
from ipr.publish.runner import Report, make_reports
from ipr.publish.work.workers import Done, Task
from ipr.reading.errors import unknown
from ipr.reading.fields import read_date

Run = Callable[[Sequence[Task], int], Iterator[Done]]


def making_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command takes that makes reports, and how many are made at once."""
    report_arguments(parser)
    parser.add_argument("--jobs", metavar="N", type=_positive, help="hvor mange som lages samtidig")


def report_arguments(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add the plan, where reports are put, which of these documents are made, and how."""
    plan_argument(parser)
    parser.add_argument("--out", metavar="MAPPE", type=Path, help="hvor rapportene legges")
    parser.add_argument(
        "--formats",
        metavar="FORMATER",
        type=partial(_formats, formats),
        default=tuple(formats),
        help=f"hvilke dokumenter som lages, med komma mellom ({','.join(formats)})",
    )
    parser.add_argument(
        "--edition",
        choices=EDITIONS,
        default="short",
        help="hva PDF og Word inneholder: to sider (short), alt (full) eller begge deler (both)",
    )
    parser.add_argument(
        "--date",
        metavar="DATO",
        type=_date,
        help="dato som skal stå i dokumentene, for eksempel 2026-01-15 (ellers står det ingen)",
    )
    parser.add_argument(
        "--force", action="store_true", help="lag også det som ikke er endret siden sist"
    )


def _formats(known: Sequence[str], text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(text.split(",")))
    for name in chosen:
        if name not in known:
            raise argparse.ArgumentTypeError(f"formatet {unknown(name, known)}")
    return chosen


def _date(text: str) -> str:
    try:
        return read_date(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» er ikke et helt tall fra 1 og opp")
    return int(text)


def make(
    folder: PlanFolder, jobs: Sequence[Job], asked: argparse.Namespace, run: Run | None = None
) -> list[Report]:
    """Make the reports under a progress bar, which is shown only to a person."""
    jobs = [job.in_edition(asked.edition) for job in jobs]
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


def ended(made: Sequence[Report], place: Path) -> bool:
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
