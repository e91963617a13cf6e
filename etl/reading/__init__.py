"""A file becomes rows of text, whoever made it and whatever is in it. Nothing is known here of feeds.

`peek` finds the tables of a file and shows how each begins; `read` gives the rows of one of them.
"""

from etl.reading.files import peek
from etl.reading.rows import read
from etl.reading.tables import Preview, Reject, Rows

__all__ = ["Preview", "Reject", "Rows", "peek", "read"]
