"""Reads places on earth from text, and chooses between readings by the evidence of a whole column.

`read_point` in `texts` reads one cell. If a text is ambiguous (in 36.6, 35.8 either may come first), it returns all readings,
and `choose_readings` in `choice` decides over the column, using the area of the corridors (`corridor_area`). `columns` finds
the columns with points. Only that module is imported with the feeds, since the libraries of the others load slowly.
"""
