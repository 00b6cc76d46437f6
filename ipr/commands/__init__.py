"""What each command takes and does, told to the analyst in Norwegian.

For a command NAME its module has a function `do_NAME(asked)`, which does it and returns False where
something failed, and `NAME_arguments(parser)` where it takes more than `--plan`. `ipr.cli` says
which module that is.
"""
