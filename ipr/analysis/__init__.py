"""Why, what if, and how far: questions to results, answered by reckoning again and again."""
