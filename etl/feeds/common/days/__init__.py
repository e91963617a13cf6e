"""How the texts of a column of dates are read as days, in the languages and styles in which people write them."""
