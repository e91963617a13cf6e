"""Other names for columns, parties and corridors, mapped to ours."""
