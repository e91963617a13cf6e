"""Small cases that Hypothesis generates, over fifteen weeks with a new year, an ISO week across it, and a leap day."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from analysis.selection import GRAINS, PARTICIPANTS, VERIFICATION_CHOICES, Selection
from etl.tables.vocabulary import OUTCOMES, VERIFICATIONS
from tests.cases import attack, claim, corridor, coverage, fill_tables, patrol, source, suspension


def try_few(test):
    """Try an invariant on 12 cases, or on many with PATROLWATCH_EXAMPLES=long, since each takes DuckDB a tenth of a second."""
    return pytest.mark.slow(settings(max_examples=settings().max_examples * 2 // 5)(test))


FIRST, LAST = date(2019, 12, 1), date(2020, 3, 15)
# Half of the days are the first or last of a month, week or year, so that cases meet these edges often.
EDGES = [
    date(2019, 12, 1), date(2019, 12, 29), date(2019, 12, 30), date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 5),
    date(2020, 1, 20), date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1),
]  # fmt: skip
DAYS = st.one_of(st.sampled_from(EDGES), st.dates(FIRST, LAST))
REFILLED = ("patrols", "patrol_numbers", "incidents", "suspensions", "coverage", "sources", "claims")
CORRIDORS = [corridor("road"), corridor("other", count_holds=["cancelled", "one_party"])]
SOURCES = [
    source("source"), source("daily", publisher="Daily"), source("wire", publisher="Wire", voice="press"),
    source("copy", publisher="Copy", voice="press", origin="Wire"), source("watch", publisher="Watch", voice="monitor"),
    source("army", publisher="Army of a", voice="official", side="a"),
    source("ministry", publisher="Ministry of a", voice="official", side="a"),
    source("neighbour", publisher="Neighbour", voice="official", side="c"),
]  # fmt: skip
SOURCE_IDS = [row["source_id"] for row in SOURCES]


@st.composite
def spans(draw, longest: int):
    start = draw(DAYS)
    return start, start + timedelta(days=draw(st.integers(0, longest)))


@st.composite
def record_days(draw) -> tuple[dict, ...]:
    """Draw the days of a record: mostly known, otherwise a range, or unknown with or without bounds."""
    how = draw(st.sampled_from(["day", "day", "day", "range", "unknown", "bounds"]))
    first, last = draw(spans(20))
    if how == "day":
        return {"date": first, "date_end": first, "date_precision": "day"}
    if how == "unknown":
        return {"date": None, "date_end": None, "date_precision": "unknown"}
    if how == "bounds":
        return {"date": first, "date_end": last, "date_precision": "unknown"}
    return {"date": first, "date_end": last + timedelta(days=1), "date_precision": "range"}


@st.composite
def cases(draw) -> tuple[dict, Selection]:
    """Draw rows of all tables and a selection of the corridor `road`. Records of a second corridor must not count."""
    corridors = st.sampled_from(["road", "road", "road", "other"])
    patrols = [
        patrol(
            None, **draw(record_days()), corridor=draw(corridors), number=number if draw(st.booleans()) else None,
            outcome=draw(st.sampled_from(OUTCOMES)), participants=draw(st.sampled_from([["a", "b"], ["b", "a"], ["a"]])),
        )
        for number in draw(st.permutations(range(1, draw(st.integers(0, 8)) + 1)))
    ]  # fmt: skip
    other_numbers = [
        {"patrol_id": f"P{ordinal}", "counted_by": counted_by, "number": draw(st.integers(1, 9)) * 100 + ordinal}
        for ordinal in range(1, len(patrols) + 1)
        for counted_by in draw(st.sets(st.sampled_from(["b", "press"])))
    ]
    incidents = []
    for _ in range(draw(st.integers(0, 6))):
        struck = draw(st.sampled_from([None, *range(len(patrols))]))
        where = {"corridor": draw(corridors), **draw(record_days())}
        if struck is not None:
            ran = patrols[struck]
            where = {key: ran[key] for key in ("corridor", "date", "date_end", "date_precision")}
            where["patrol_id"] = f"P{struck + 1}"
        incidents.append(
            attack(
                None, **where, kind=draw(st.sampled_from(["ied", "shooting", "protest"])),
                target=draw(st.sampled_from(["patrol", "patrol", "civilian"])),
                verification=draw(st.sampled_from(VERIFICATIONS)),
                source_ids=draw(st.lists(st.sampled_from(SOURCE_IDS), min_size=1, max_size=3, unique=True)),
            )
        )  # fmt: skip
    claims = [
        claim(
            *draw(st.sampled_from([("incidents", f"I{struck}"), ("casualties", f"I{struck} / a"), ("patrols", "P1")])),
            "kind", "ied", claimed_by_side=draw(st.sampled_from(["a", "b", "press"])),
            source_id=draw(st.sampled_from([*SOURCE_IDS, None])),
        )
        for struck in draw(st.lists(st.integers(1, 6), max_size=3))
    ]  # fmt: skip
    suspensions = [
        suspension(
            *draw(st.tuples(st.just(start), st.sampled_from([end, None]))),
            corridor=draw(corridors),
            announced_on=draw(st.none() | DAYS),
        )
        for start, end in draw(st.lists(spans(40), max_size=3))
    ]
    rows = fill_tables(
        patrols=patrols, patrol_numbers=other_numbers, incidents=incidents, suspensions=suspensions,
        corridors=CORRIDORS, coverage=draw(coverages()), sources=SOURCES, claims=claims,
    )  # fmt: skip
    return rows, draw(selections())


def keep_publishable(rows: dict) -> dict:
    """Remove what the checks of a release reject: attacks on patrols that did not run, and claims about no record."""
    struck = {row.get("patrol_id") for row in rows["incidents"]}
    patrols = [
        row | {"outcome": "unknown"} if row["patrol_id"] in struck and row["outcome"] == "cancelled" else row
        for row in rows["patrols"]
    ]
    there = {("incidents", row["incident_id"]) for row in rows["incidents"]}
    claims = [row for row in rows["claims"] if (row["table"], row["record_id"]) in there]
    return rows | {"patrols": patrols, "claims": claims}


@st.composite
def coverages(draw) -> list[dict]:
    """Draw coverage by table and scope, of one or two spans, complete or not, that may overlap, touch or leave a gap."""
    rows = []
    for table, scopes in (("patrols", ("joint", "any")), ("incidents", ("patrol", "any"))):
        for scope, there in zip(scopes, (st.sampled_from([1, 1, 2, 2, 0]), st.sampled_from([0, 0, 1, 2])), strict=True):
            starts = set()
            for _ in range(draw(there)):
                first, through = sorted(draw(st.tuples(DAYS, DAYS)))
                if first not in starts:
                    starts.add(first)
                    rows.append(
                        coverage(
                            table, scope, first, through, complete=draw(st.sampled_from([True, True, True, False]))
                        )
                    )
    return rows


@st.composite
def selections(draw) -> Selection:
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    return Selection(
        release=1, corridor="road", feed="curated", from_day=first, to_day=last, grain=draw(st.sampled_from(GRAINS)),
        target=draw(st.sampled_from(["any", "any", "patrol", "civilian"])),
        verification=draw(st.sampled_from(list(VERIFICATION_CHOICES))), participants=draw(st.sampled_from(PARTICIPANTS)),
        sources=draw(st.sampled_from(["any", "any", "any", "independent", "official", "side:a", "side:b"])),
    )  # fmt: skip


@st.composite
def road_cases(draw) -> tuple[dict, Selection]:
    """Draw a case with kilometres: start and end of patrols, and place and precision of incidents."""
    rows, selection = draw(cases())
    # Half of the kilometres are ends of stretches.
    kilometres = (
        st.none() | st.sampled_from([0.0, 10.0, 20.0, 50.0, 90.0, 100.0]) | st.integers(0, 1000).map(lambda km: km / 10)
    )
    for row in rows["patrols"]:
        row["km_from"], row["km_to"] = draw(kilometres), draw(kilometres)
    for row in rows["incidents"]:
        row["km"] = draw(kilometres)
        row["geo_precision"] = draw(st.sampled_from(["exact", "near", "admin2", "area_or_line"]))
    return rows, selection
