"""Near-duplicates: incidents of two feeds that may be the same."""

from datetime import timedelta
from math import cos, hypot, radians

from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.holdings import find_near_duplicates
from tests.analysis.generated_cases import try_few
from tests.cases import attack, fill_tables, open_in_memory, parse_day


def incident(day, lat, lon, feed="acled", **columns):
    return attack(day, feed=feed, lat=lat, lon=lon, geo_precision="exact", target="civilian") | columns


def find_pairs(*incidents, days=1, km=5, **more):
    found = find_near_duplicates(open_in_memory(fill_tables(incidents=list(incidents))), days=days, km=km, **more)
    return [(row["incident_id"], row["other_id"]) for row in found.to_pylist()]


def test_incidents_of_two_feeds_with_a_day_and_a_kilometre_between_them_are_a_pair():
    assert find_pairs(incident("2020-03-01", 36, 36), incident("2020-03-02", 36.009, 36, feed="ucdp_ged")) == [
        ("I1", "I2")
    ]


def test_two_records_of_one_feed_are_no_pair():
    assert find_pairs(incident("2020-03-01", 36, 36), incident("2020-03-01", 36, 36)) == []


def test_a_record_without_a_known_day_or_point_is_in_no_pair():
    other = incident("2020-03-01", 36, 36, feed="ucdp_ged")
    assert find_pairs(incident(None, 36, 36), other) == []
    assert find_pairs(incident("2020-03-01", 36, 36, geo_precision="admin1"), other) == []


def test_a_corridor_narrows_the_pairs():
    both = [
        incident("2020-03-01", 36, 36, corridor=None),
        incident("2020-03-01", 36, 36, feed="ucdp_ged", corridor=None),
    ]
    assert find_pairs(*both) == [("I1", "I2")]
    assert find_pairs(*both, corridor="road") == []


incidents = st.builds(
    lambda later, north, east, feed: incident(parse_day("2020-03-01") + timedelta(later), 36 + north / 100, 36 + east / 100, feed=feed),
    st.integers(0, 6), st.integers(0, 20), st.integers(0, 20), st.sampled_from(["acled", "gdelt", "ucdp_ged"]),
)  # fmt: skip


@try_few
@given(st.lists(incidents, max_size=12), st.integers(0, 3), st.sampled_from([0.5, 3, 8]))
def test_the_pairs_are_those_of_comparing_each_with_each(rows, days, km):
    rows = [row | {"incident_id": f"I{place}"} for place, row in enumerate(rows)]
    expected = {
        (a["incident_id"], b["incident_id"])
        for a in rows
        for b in rows
        if a["feed"] < b["feed"]
        and abs((a["date"] - b["date"]).days) <= days
        and 111.195 * hypot(a["lat"] - b["lat"], (a["lon"] - b["lon"]) * cos(radians((a["lat"] + b["lat"]) / 2))) <= km
    }
    assert set(find_pairs(*rows, days=days, km=km)) == expected
