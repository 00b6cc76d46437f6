"""What the Word file is made with: its styles, tables, lists and fields."""
