"""The command line: what was asked for, in Norwegian, and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from ipr.commands import audit, explore, look, make, new, sweep, verify
from ipr.publish.formats import FORMATS
from ipr.reading.errors import InputError, Problem, os_reason, unknown
from ipr.reading.fields import read_date

DONE, FAILED, WRONG_INPUT = 0, 1, 2

# What argparse itself says. It asks gettext for its texts, so it can be given ours.
_TEXTS = {
    "usage: ": "bruk: ",
    "options": "valg",
    "positional arguments": "argumenter",
    "show this help message and exit": "vis denne hjelpen",
    "the following arguments are required: %s": "mangler: %s",
    "unrecognized arguments: %s": "ukjente argumenter: %s",
    "expected one argument": "mangler en verdi",
    "expected at least one argument": "mangler minst én verdi",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "«%(option)s» kan bety flere valg: %(matches)s"
    ),
    "ignored explicit argument %r": "tar ingen verdi (fikk %r)",
    "not allowed with argument %s": "kan ikke brukes sammen med %s",
}
argparse._ = lambda text: _TEXTS.get(text, text)  # type: ignore[attr-defined]


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are the user's, worded as all our errors are."""

    def error(self, message: str) -> NoReturn:
        raise InputError([Problem("", "", message)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command and return its exit status: 0 done, 1 something failed, 2 wrong input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        _check_command(given)
        asked = parser.parse_args(given)
        command: Callable[[argparse.Namespace], bool] = asked.command
        return DONE if command(asked) else FAILED
    except InputError as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("Avbrutt. Ingen halvferdige rapporter er lagt ut.", file=sys.stderr)
        return FAILED
    except OSError as error:
        where = f" ({Path(error.filename).name})" if error.filename else ""
        print(f"Kan ikke lese eller skrive{where}: {os_reason(error)}", file=sys.stderr)
        return FAILED


def _check_command(given: list[str]) -> None:
    if given and not given[0].startswith("-") and given[0] not in COMMANDS:
        raise InputError([Problem("", "ipr", f"kommandoen {unknown(given[0], COMMANDS)}")])


def _parser() -> _Parser:
    parser = _Parser(
        prog="ipr",
        description="Scenarioer for et råds handlings- og økonomiplan.",
        epilog="«ipr KOMMANDO --help» forteller mer om en kommando.",
        allow_abbrev=False,
    )
    parser.set_defaults(command=look.welcome, plan=None)
    rooms = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO", parser_class=_Parser)
    for name, (help_text, command, add_arguments) in COMMANDS.items():
        room = rooms.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
        room.add_argument(
            "--plan",
            metavar="MAPPE",
            help="planens mappe, eller navnet på den under data/ (ellers den nyeste)",
        )
        add_arguments(room)
        room.set_defaults(command=command)
    return parser


def _no_arguments(_: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes only the plan."""


def _show_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("scenario", metavar="ID", help="scenarioets id, eller flere: a+b")
    room.add_argument("--json", action="store_true", help="skriv tallene som JSON")


def _explain_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("scenario", metavar="ID", help="scenarioets id, eller flere: a+b")
    room.add_argument("figure", metavar="TALL", help="for eksempel reserve, frame eller lines.ID")


def _run_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument(
        "scenario", metavar="ID", nargs="*", help="bare disse scenarioene (eller a+b)"
    )
    _making_arguments(room)


def _sweep_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument(
        "file", metavar="FIL", help="fila som beskriver gjennomregningen, eller navnet i sweeps/"
    )
    _making_arguments(room)
    room.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="adressen til en Dask-klynge som skal regne (krever tillegget «cluster»)",
    )


def _compare_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("scenario", metavar="ID", nargs="+", help="scenarioene som sammenlignes")
    room.add_argument("--against", metavar="ID", default="planen", help="hva de sammenlignes med")
    _making_arguments(room)


def _making_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("--out", metavar="MAPPE", type=Path, help="hvor rapportene legges")
    room.add_argument("--jobs", metavar="N", type=_positive, help="hvor mange som lages samtidig")
    room.add_argument(
        "--formats",
        metavar="FORMATER",
        type=_formats,
        default=FORMATS,
        help=f"hvilke dokumenter som lages, med komma mellom ({','.join(FORMATS)})",
    )
    room.add_argument(
        "--date",
        metavar="DATO",
        type=_date,
        help="dato som skal stå i dokumentene, for eksempel 2026-01-15 (ellers står det ingen)",
    )
    room.add_argument(
        "--force", action="store_true", help="lag også det som ikke er endret siden sist"
    )


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(text.split(",")))
    for name in chosen:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"formatet {unknown(name, FORMATS)}")
    return chosen


def _audit_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument(
        "--document",
        metavar="FIL",
        type=Path,
        help="planens eget dokument (.txt eller .pdf), som dataene holdes opp mot",
    )


def _date(text: str) -> str:
    try:
        return read_date(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _verify_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument(
        "folder",
        metavar="MAPPE",
        nargs="?",
        type=Path,
        help="mappen med rapportene (ellers planens mappe i outputs/)",
    )


def _export_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("what", metavar="plan", type=_exported, help="hva som skrives: plan")
    room.add_argument("file", metavar="FIL.xlsx", type=Path, help="regnearket som lages")


def _exported(text: str) -> str:
    if text != "plan":
        raise argparse.ArgumentTypeError(unknown(text, ["plan"]))
    return text


def _new_arguments(room: argparse.ArgumentParser) -> None:
    room.add_argument("scenario", metavar="ID", help="filnavnet på det nye scenarioet, uten .yaml")
    room.add_argument(
        "--template", action="store_true", help="ikke spør, men skriv en fil å fylle ut selv"
    )


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» er ikke et helt tall fra 1 og opp")
    return int(text)


COMMANDS = {
    "check": ("Se etter feil i planen og alle scenarioene.", look.check, _no_arguments),
    "list": ("Vis scenarioene og hva de gir.", look.list_scenarios, _no_arguments),
    "show": ("Vis tallene i ett scenario.", look.show, _show_arguments),
    "explain": ("Vis hvor et tall kommer fra.", look.explain_figure, _explain_arguments),
    "audit": ("Se hva i planen som ikke går opp.", audit.audit_plan, _audit_arguments),
    "export": ("Skriv planen til et regneark.", audit.export_plan, _export_arguments),
    "run": ("Lag rapportene.", make.run, _run_arguments),
    "verify": ("Se om rapportene er som de ble laget.", verify.verify, _verify_arguments),
    "compare": ("Sammenlign scenarioer, og lag rapporten.", make.compare, _compare_arguments),
    "sweep": ("Regn gjennom mange varianter, og lag rapporten.", sweep.sweep, _sweep_arguments),
    "new": ("Lag et nytt scenario.", new.new, _new_arguments),
    "lab": ("Åpne notatbøkene i JupyterLab.", make.lab, _no_arguments),
    "explore": (
        "Åpne hva-hvis-tabellen som en side i nettleseren.",
        explore.explore,
        explore.explore_arguments,
    ),
}
