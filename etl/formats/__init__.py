"""A file becomes rows of text, whoever made it and whatever is in it. Nothing is known here of feeds.

`peek` finds the tables of a file and shows how each begins; `read` gives the rows of one of them.
"""

from etl.formats.detect import peek
from etl.formats.rows import read
from etl.formats.tables import Preview, Reject, Rows

__all__ = ["Preview", "Reject", "Rows", "peek", "read"]
