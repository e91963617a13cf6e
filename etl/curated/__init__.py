"""The embedded cases: fact files, published by the same steps as a load."""
