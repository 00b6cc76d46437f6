"""What follows from the plan and a scenario: the reckoning, in whole kroner."""
