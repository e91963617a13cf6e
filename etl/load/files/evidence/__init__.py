"""Decides from a whole table how its cells are read.

A single cell seldom shows whether 1.200 is a thousand, whether None means nobody, whether 36.6, 35.8 begins with a
longitude or whether two columns are swapped. A single row does not show whether it is a total, a copy or a count. Each
of these questions is decided once per table, and the decision is reported.
"""

from etl.load.files.evidence.cells import NO_EVIDENCE, Evidence, find_evidence
from etl.load.files.evidence.places import join_degrees, join_grid, join_points, refuse_swapped

__all__ = ["NO_EVIDENCE", "Evidence", "find_evidence", "join_degrees", "join_grid", "join_points", "refuse_swapped"]
