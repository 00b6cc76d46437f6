"""The processes that do the work: workers, and the kernels that notebooks run in."""
