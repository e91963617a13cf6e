"""Files from outside, up to the rows in the common shape: the beginning of a load."""
