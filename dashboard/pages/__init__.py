"""The pages of the dashboard: an address and a viewer in, markup out."""
