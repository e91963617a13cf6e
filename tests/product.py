"""The modules of the product: what the tests of structure and supply read."""

from etl.paths import CHECKOUT

DOORS_AND_ROOMS = (
    "etl/**/*.py",
    "analysis/**/*.py",
    "views/**/*.py",
    "commands/*.py",
    "patrolwatch.py",
    "dashboard.py",
)
MODULES = sorted(path for pattern in DOORS_AND_ROOMS for path in CHECKOUT.glob(pattern))
