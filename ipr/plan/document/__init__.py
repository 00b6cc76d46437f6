"""The amounts of money in a plan's document, and how they meet the plan data."""
