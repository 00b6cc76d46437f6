"""What one sees: blocks, tables, figures and the words around them."""
