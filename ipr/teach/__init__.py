"""How one learns the plan: exercises that check themselves, and trials that answer at once."""
