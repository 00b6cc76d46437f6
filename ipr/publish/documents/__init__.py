"""The executed notebook as a document: web page, PDF and Word file."""
