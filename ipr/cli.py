"""The command line: what was asked for, in Norwegian, and the exit status."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from ipr.publish.work.process import is_due, one_ahead
from ipr.reading.errors import Ended, InputError, InUseError, os_reason, refuse, unknown
from ipr.reading.files import own_name

DONE, FAILED, WRONG_INPUT = 0, 1, 2
RARELY = (50_000, 20, 20)  # what is loaded stays: to look through it for rubbish takes a tenth
MAKING = ("run", "compare")
WITHOUT_PLAN = ("init",)
PLAN_HELP = "planens mappe, eller navnet på den under data/ (ellers den nyeste)"

# Each command: what it does, and its module, which is loaded only when the command is asked for.
COMMANDS = {
    "check": ("Se etter feil i planen og alle scenarioene.", "ipr.commands.check"),
    "list": ("Vis scenarioene og hva de gir.", "ipr.commands.look"),
    "show": ("Vis tallene i ett scenario.", "ipr.commands.look"),
    "explain": ("Vis hvor et tall kommer fra.", "ipr.commands.look"),
    "inputs": (
        "Vis hva et scenario kan endre: navn, verdi i planen og kilde.",
        "ipr.commands.look",
    ),
    "audit": ("Se hva i planen som ikke går opp.", "ipr.commands.check"),
    "export": ("Skriv planen til et regneark.", "ipr.commands.new"),
    "run": ("Lag rapportene.", "ipr.commands.run"),
    "verify": ("Se om rapportene er som de ble laget.", "ipr.commands.check"),
    "compare": ("Sammenlign scenarioer, og lag rapporten.", "ipr.commands.run"),
    "sweep": ("Regn gjennom mange varianter, og lag rapporten.", "ipr.commands.sweep"),
    "try": ("Lag og åpne siden der budsjettet kan prøves.", "ipr.commands.open"),
    "init": ("Lag en arbeidsmappe for et råd.", "ipr.commands.init"),
    "next-year": ("Lag et utkast til neste års plan av denne.", "ipr.commands.init"),
    "new": ("Lag et nytt scenario.", "ipr.commands.new"),
    "lab": ("Åpne din egen kopi av notatbøkene i JupyterLab.", "ipr.commands.open"),
}
WELCOME = """\
Arbeidsbok for handlings- og økonomiplaner. Du kan:
  ipr init MAPPE       lage en mappe å arbeide i
  ipr list             se scenarioene og hva de gir
  ipr show ID          se tallene i ett scenario
  ipr explain ID TALL  se hvor et tall kommer fra
  ipr compare ID ID    se scenarioer ved siden av hverandre
  ipr new ID           lage et nytt scenario
  ipr check            se etter feil i planen og scenarioene
  ipr run              lage rapportene
  ipr lab              åpne notatbøkene
  ipr try              prøve ut endringer på en side i nettleseren
«ipr --help» viser alle kommandoene."""

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
        raise refuse("", "", message)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, unknown(str(value), map(str, action.choices)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command and return its exit status: 0 done, 1 something failed, 2 wrong input."""
    # Our records use none of pydantic's plugins, and all that is installed is searched for them;
    # nor do we reckon with matrices, for which NumPy would start threads.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*RARELY)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if "_ARGCOMPLETE" in os.environ:
        _complete()
    try:
        with _stopped_by_signals():
            done = _run(list(sys.argv[1:] if arguments is None else arguments))
            sys.stdout.flush()  # here, where it is known what to do if nobody reads any more
            return DONE if done else FAILED
    except (InputError, InUseError) as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT if isinstance(error, InputError) else FAILED
    except KeyboardInterrupt:
        print("Avbrutt. Ingen halvferdige rapporter er lagt ut.", file=sys.stderr)
        return FAILED
    except OSError as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            return DONE
        where = f" ({own_name(Path(error.filename))})" if error.filename else ""
        print(f"Kan ikke lese eller skrive{where}: {os_reason(error)}", file=sys.stderr)
        return FAILED


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let the system's wish that we end be as Ctrl-C: nothing half made is left behind.

    A signal that is ignored, as under `nohup`, stays so.
    """
    before = {}
    # Only the main thread may say what a signal does.
    ours = threading.current_thread() is threading.main_thread()
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if ours else ():
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:
            before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(*_: object) -> NoReturn:
    raise Ended


def _nobody_reads() -> bool:
    """Whether what we tell was read as far as wanted, as by `head`; then the rest is let go."""
    try:
        print(flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _run(given: Sequence[str]) -> bool:
    """Do what was asked for; False where something failed."""
    if given and not given[0].startswith("-") and given[0] not in COMMANDS:
        raise refuse("", "ipr", f"kommandoen {unknown(given[0], COMMANDS)}")
    due = bool(given) and given[0] in MAKING and is_due(given[1:])
    with one_ahead() if due else nullcontext():
        asked = _parser(given).parse_args(given)
        return bool(asked.run(asked))


def _complete() -> None:
    """Answer a shell that asks how the line may go on; it is told of by `argcomplete`."""
    import argcomplete  # noqa: PLC0415 - only where a shell asks

    argcomplete.autocomplete(_parser(os.environ["COMP_LINE"].split()[1:]))


def _parser(given: Sequence[str]) -> _Parser:
    """Return the parser of all commands, with the arguments of the one that is asked for."""
    parser = _Parser(
        prog="ipr",
        description="Scenarioer for et råds handlings- og økonomiplan.",
        epilog="«ipr KOMMANDO --help» forteller mer om en kommando.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="vis hvilken utgave dette er")
    parser.set_defaults(run=_welcome)
    rooms = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO")
    for name, (does, module) in COMMANDS.items():
        room = rooms.add_parser(name, help=does, description=does, allow_abbrev=False)
        if given[:1] == [name]:
            command, plain = import_module(module), name.replace("-", "_")
            if name not in WITHOUT_PLAN:
                room.add_argument("--plan", metavar="MAPPE", help=PLAN_HELP)
            if declare := getattr(command, f"{plain}_arguments", None):
                declare(room)
            room.set_defaults(run=getattr(command, f"do_{plain}"))
    return parser


def _welcome(asked: argparse.Namespace) -> bool:
    """Tell what one can do next, or which version this is."""
    if asked.version:
        from importlib.metadata import version  # noqa: PLC0415 - slow to load

        print(f"ipr {version('ipr-workbook')}")
    else:
        print(WELCOME)
    return True
