"""The plan as a spreadsheet, out and in again."""
