"""What a text says of a place on earth, and which of several readings a whole column bears out.

`read_point` of `texts` reads one cell. Where a text has several readings (36.6, 35.8 may have either first), all are given;
`choose_readings` of `choice` decides over the column, by the land of the corridors (`home`). `columns` knows which columns of a
table hold points, and alone is loaded with the feeds: the libraries of the others take long to load.
"""
