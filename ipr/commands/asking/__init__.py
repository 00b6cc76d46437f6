"""The questions of `ipr new`."""
