"""The questions that become a scenario: what is asked, what is answered, and its file."""
