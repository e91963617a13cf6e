"""What a reader may choose in a release."""

from typing import Any

from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Choices, Selection

QUERIES = Queries(__file__)
DAYS_OF_A_WEEK = 7


def read_choices(release: Release) -> Choices:
    """Read the corridors, feeds and days that a release offers."""
    rows = release.query(QUERIES.read("choices")).to_pylist()
    return Choices(
        release=release.number,
        days={(row["corridor"], row["feed"]): (row["from"], row["through"]) for row in rows},
        opening_days={
            (row["corridor"], row["feed"]): (
                row["complete_from"] or row["from"],
                row["complete_through"] or row["through"],
            )
            for row in rows
        },
        titles={row["corridor"]: row["title"] for row in rows},
        kilometres={row["corridor"]: (row["km_from"], row["km_to"]) for row in rows if row["km_from"] is not None},
        parties={row["corridor"]: row["parties"] for row in rows},
        counted={row["corridor"] for row in rows if row["is_counted"]},
        without_officials={row["corridor"] for row in rows if not row["has_officials"]},
        with_episodes={row["corridor"] for row in rows if row["has_episodes"]},
        grains_of_counts={
            (row["corridor"], row["feed"]): "week" if row["longest_count"] <= DAYS_OF_A_WEEK else "month"
            for row in rows
            if row["longest_count"]
        },
    )


def list_corridors(release: Release) -> dict[str, tuple[str, tuple[str, ...]]]:
    """List every corridor of a release by its short name, including those without records: title and patrolling parties."""
    rows = release.query("SELECT corridor, title, parties FROM corridors ORDER BY title").to_pylist()
    return {row["corridor"]: (row["title"], tuple(row["parties"] or ())) for row in rows}


def list_routes(release: Release) -> list[str]:
    """List the drawn routes of all corridors, as WKT."""
    rows = release.query("SELECT route FROM corridors WHERE route IS NOT NULL ORDER BY corridor").to_pylist()
    return [row["route"] for row in rows]


def find_lender(release: Release, selection: Selection) -> str | None:
    """Return the feed whose counts of exposure the chosen feed borrows on the corridor, or None."""
    query = "SELECT lender FROM lent_exposure WHERE corridor = $corridor AND feed = $feed"
    return next((row["lender"] for row in release.query(query, **selection.list_parameters()).to_pylist()), None)


def read_corridor(release: Release, selection: Selection) -> dict[str, Any]:
    """Return the row of the chosen corridor, as declared by table `corridors`."""
    row: dict[str, Any]
    (row,) = release.query("FROM corridors WHERE corridor = $corridor", **selection.list_parameters()).to_pylist()
    return row
