"""The embedded cases: their fact files, published by the same steps as a load."""
