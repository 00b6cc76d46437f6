"""What if, and how far: questions that are answered by running the reckoning many times."""
