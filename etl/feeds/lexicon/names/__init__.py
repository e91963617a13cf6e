"""Other names for columns, parties and corridors, and the names of ours that they mean."""
