"""The plan held against itself and against its own document."""
