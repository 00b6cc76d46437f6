"""Work shared out to a Dask cluster, which takes the place of `map`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from ipr.reading.errors import refuse
from ipr.reading.norwegian import visible

CONNECT_SECONDS = 15
PATIENCE_SECONDS = 60  # a task takes a small part of one

Task = TypeVar("Task")
Done = TypeVar("Done")
Each = Callable[[Callable[[Task], Done], Iterable[Task]], Iterator[Done]]


class ClusterError(Exception):
    """The cluster could not do its work, or did not answer; the text is Norwegian."""


@contextmanager
def cluster(address: str, patience: int = PATIENCE_SECONDS) -> Iterator[Each[Any, Any]]:
    """Yield what does as `map` does on a cluster's workers; take leave of the cluster afterwards.

    Raises `InputError` where Dask is not installed, or nothing answers at the address. The work
    raises `ClusterError` where the scheduler or the last worker is lost, and no task is finished
    in `patience` seconds; what a lost worker had not finished is done by another.
    """
    logging.disable()  # what fails is told once, by us
    try:
        with _client(address) as client:
            yield partial(_mapped, client, patience)
    finally:
        logging.disable(logging.NOTSET)


def _client(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise refuse("", "--scheduler", "Dask mangler – installer tillegget «cluster»") from None
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise refuse("", "--scheduler", f"ingen svarer på {visible(address)}") from None


def _mapped(
    client: Any, patience: int, do: Callable[[Task], Done], tasks: Iterable[Task]
) -> Iterator[Done]:
    """Yield the result of each task, in the order of the tasks."""
    futures = client.map(do, tasks, pure=False)
    try:
        for future in futures:
            yield future.result(timeout=patience)
    except ValueError:
        raise  # the task's own
    except Exception as error:
        text = f"klyngen sviktet ({type(error).__name__})"
        raise ClusterError(text) from error
    finally:
        client.cancel(futures)
