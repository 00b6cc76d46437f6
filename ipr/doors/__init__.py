"""How a plan and its scenarios come in, from files and from Python, and a scenario out again."""
