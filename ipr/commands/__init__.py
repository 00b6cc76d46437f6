"""What each command does: ask the workbook, and tell the analyst in Norwegian."""
