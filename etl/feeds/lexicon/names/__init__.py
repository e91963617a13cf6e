"""What others call columns, parties and corridors, where they do not use our names for them."""
