"""What each command takes and does, told to the analyst in Norwegian.

For a command NAME its module has two functions: `NAME_arguments(parser)` adds what the command
takes, and `do_NAME(asked)` does it and returns False where something failed. `ipr.cli` says which
module that is.
"""
