"""What each command takes and does: one module for each, which tells the analyst in Norwegian.

A command's module has two functions: `add_arguments(parser)` adds what the command takes, and
`run(asked)` does it and returns False where something failed. `ipr.cli` names the modules.
"""
