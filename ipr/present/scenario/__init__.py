"""The report of one scenario: one module for each part of it."""
