"""Reports that try more than one scenario answers: ranges, later years, sweeps."""
