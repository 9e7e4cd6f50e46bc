"""Figures that other packages gave for the same input, and whether ours are the same."""
