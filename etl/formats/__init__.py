"""Reads files of any origin and content into rows of text. Knows nothing of feeds.

`peek` finds the tables of a file and previews each; `read` returns the rows of one of them.
"""

from etl.formats.detect import peek
from etl.formats.rows import read
from etl.formats.tables import Preview, Reject, Rows
