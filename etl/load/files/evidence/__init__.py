"""What the whole of a table shows of its cells, before any of them is read.

A single cell seldom tells whether 1.200 is a thousand, None is nobody, 36.6, 35.8 begins with a longitude, or two columns
are swapped; nor does a row tell whether it is a total, a copy or a count. Each of these is decided here once for a table, and said.
"""

from etl.load.files.evidence.cells import NO_EVIDENCE, Evidence, find_evidence
from etl.load.files.evidence.places import join_degrees, join_grid, join_points, refuse_swapped

__all__ = ["NO_EVIDENCE", "Evidence", "find_evidence", "join_degrees", "join_grid", "join_points", "refuse_swapped"]
