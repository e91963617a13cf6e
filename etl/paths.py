"""Paths of the project. Imports nothing else of it."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
M4_CASE = CHECKOUT / "data" / "m4"
RED_SEA_CASE = CHECKOUT / "data" / "red_sea"
CASES = (M4_CASE, RED_SEA_CASE)  # published at the first start
LAKE_OF_CHECKOUT = CHECKOUT / "data" / "lake"
LAKE_SETTING = "PATROLWATCH_LAKE"  # environment variable that names another folder
COPIES_SETTING = (
    "PATROLWATCH_COPIES"  # environment variable that names another folder for copies of lakes in object storage
)
GEOGRAPHY = CHECKOUT / "data" / "geography"


def find_default_lake() -> str:
    """Return the folder or address of the lake: `PATROLWATCH_LAKE` if set, otherwise `data/lake` of the checkout."""
    return os.environ.get(LAKE_SETTING) or str(LAKE_OF_CHECKOUT)


def find_copies_folder() -> Path:
    """Return the folder for copies of lakes in object storage: `PATROLWATCH_COPIES` if set, otherwise `data/copies` of the checkout."""
    return Path(os.environ.get(COPIES_SETTING) or CHECKOUT / "data" / "copies")
