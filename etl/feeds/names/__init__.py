"""What others call columns, parties and roads, where they do not use our names for them."""
