"""The one error a user's files can cause, and how it is worded."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from ipr.reading.norwegian import visible


class Problem(NamedTuple):
    """One fault in a user's file: where it stands, which key, what is wrong and what is allowed.

    `where` is `file:line` or `file: sheet!cell`; `key` may be empty; `text` is Norwegian.
    """

    where: str
    key: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.text) if part)


class InputError(Exception):
    """A user's file or argument is wrong. Holds every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def _render_traceback_(self) -> list[str]:
        """Return the lines a notebook shows: what is wrong, and not the way through our code."""
        return str(self).splitlines()


def refuse(where: str, key: str, text: str) -> InputError:
    """Return an `InputError` with a single problem, ready to raise."""
    return InputError([Problem(where, key, text)])


_OS_REASONS = {
    errno.ENOSPC: "disken er full",
    errno.EFBIG: "filen ble for stor for disken",
    errno.EROFS: "disken er skrivebeskyttet",
    errno.EACCES: "ingen tilgang",
    errno.EPERM: "ingen tilgang",
    errno.ENOENT: "finnes ikke",
    errno.ENOTDIR: "en del av stien er ikke en mappe",
    errno.EISDIR: "det er en mappe",
    errno.ENAMETOOLONG: "navnet er for langt",
}


class InUseError(Exception):
    """Another run is at work in the folder; the text is Norwegian and says whose."""

    def __init__(self, folder: str, owner: str) -> None:
        who = f": {owner}" if owner else ""
        super().__init__(f"Mappen «{folder}» er i bruk{who}. Vent til den er ferdig.")


class Ended(KeyboardInterrupt):
    """The system wishes that this process ends: unlike Ctrl-C, those it has begun are not told."""


def os_reason(error: OSError) -> str:
    """Return in Norwegian why the operating system would not read or write."""
    return _OS_REASONS.get(error.errno or 0) or error.strerror or str(error)


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file and line; those of one line keep their order."""
    return sorted(problems, key=lambda problem: _line_order(problem.where))


def _line_order(where: str) -> tuple[str, int, str]:
    name, _, line = where.rpartition(":")
    return (name, int(line), "") if line.isdecimal() else (where.partition(":")[0], 0, line)


# What people write in Norwegian for the words of the files and of the command line.
_MEANT = {
    "question": ("spørsmål",),
    "changes": ("endring", "endringer"),
    "because": ("begrunnelse", "fordi", "hvorfor"),
    "source": ("kilde",),
    "set": ("sett",),
    "raise": ("øk",),
    "from": ("fra",),
    "to": ("til",),
    "amount": ("beløp", "sum"),
    "run": ("kjør", "lag"),
    "show": ("vis",),
    "check": ("kontroller", "sjekk"),
    "compare": ("sammenlign",),
    "explain": ("forklar",),
    "new": ("ny", "nytt"),
    "try": ("prøv",),
    "granted": ("ja", "innvilget"),
    "denied": ("nei", "avslag", "avslått"),
    "keep": ("behold", "beholdes"),
    "release": ("frigi", "frigis"),
    "cover": ("dekk", "dekkes"),
}


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most like `word`, or None where nothing is like it.

    A word of three letters or more that is part of one allowed word only, or how one only ends
    after a point, stands for that one; a Norwegian word stands for the English one that a file has
    for it.
    """
    candidates = {candidate.lower(): candidate for candidate in allowed}
    said = word.lower()
    meant = [known for known, words in _MEANT.items() if said in words and known in candidates]
    holding = [candidate for candidate in candidates if len(said) > 2 and said in candidate]
    ending = [candidate for candidate in holding if candidate.endswith(f".{said}")]
    holding = ending if len(ending) == 1 else holding
    if not meant and len(holding) != 1:
        holding = get_close_matches(said, candidates, n=1, cutoff=0.6)
    return next((candidates[found] for found in meant or holding), None)


def unknown(word: str, allowed: Iterable[str]) -> str:
    """Return «found – allowed» in Norwegian for a word that is not among the allowed ones."""
    choices = sorted(allowed)
    found = visible(word, longest=60)
    guess = nearest(word, choices)
    if guess:
        return f"{found} er ukjent – mente du «{guess}»?"
    if not choices:
        return f"{found} er ukjent – ingenting er tillatt her"
    shown = ", ".join(f"«{choice}»" for choice in choices[:12])
    more = f" og {len(choices) - 12} til" if len(choices) > 12 else ""
    return f"{found} er ukjent – tillatt er {shown}{more}"
