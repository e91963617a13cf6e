"""Where things lie. Imports nothing of the project."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
M4_CASE = CHECKOUT / "data" / "m4"
RED_SEA_CASE = CHECKOUT / "data" / "red_sea"
CASES = (M4_CASE, RED_SEA_CASE)  # what the first start publishes
LAKE_OF_CHECKOUT = CHECKOUT / "data" / "lake"
LAKE_SETTING = "PATROLWATCH_LAKE"  # the variable that names another folder
GEOGRAPHY = CHECKOUT / "data" / "geography"


def default_lake() -> Path:
    """The folder of the lake: `PATROLWATCH_LAKE` where it is set, else `data/lake` of the checkout."""
    return Path(os.environ.get(LAKE_SETTING) or LAKE_OF_CHECKOUT)
