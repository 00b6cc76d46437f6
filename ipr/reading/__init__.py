"""How people's files and numbers are read: strictly, with faults told in Norwegian."""
