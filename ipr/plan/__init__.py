"""What is given: the plan as frozen values, read strictly from its file and checked."""
