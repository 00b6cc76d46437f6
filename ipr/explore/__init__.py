"""The what-if table: fields for what a plan rests on, and at once what follows from them."""
