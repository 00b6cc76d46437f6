"""What a kernel of this environment keeps of a table that is shown without being made a block."""

from __future__ import annotations

from typing import Any

# Read when any kernel of this environment starts, so nothing heavy is imported before it is needed.


def keep_tables() -> None:
    """Let a notebook keep all of a DataFrame beside its picture of it; elsewhere do nothing."""
    from IPython import get_ipython  # noqa: PLC0415 - only where there is a notebook

    shell = get_ipython()
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        for name in ("DataFrame", "Series"):
            formatter.for_type_by_name("pandas", name, _bare)


def _bare(frame: Any) -> dict[str, Any]:
    from ipr.present.own import bare_table  # noqa: PLC0415 - see above

    return bare_table(frame)
