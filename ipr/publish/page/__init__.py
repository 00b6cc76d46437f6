"""The live page, and the script that reckons on it."""
