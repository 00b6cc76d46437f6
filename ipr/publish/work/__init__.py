"""One report made: its notebook run, and the processes that run many side by side."""
