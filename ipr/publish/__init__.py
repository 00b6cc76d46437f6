"""What one hands on: executed notebooks and the documents made from them."""
