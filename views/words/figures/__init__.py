"""Words in figures and beside them."""
