"""The command that reckons a whole sweep; what it needs is loaded only when it is asked for."""

from __future__ import annotations

import argparse


def sweep(asked: argparse.Namespace) -> bool:
    """Reckon every row a sweep file describes and make the report; False if that failed."""
    from ipr.commands.sweep_run import run_sweep_file  # noqa: PLC0415 - slow to load

    return run_sweep_file(asked)
