"""What must hold of the embedded case. Every number here was counted by hand from the documents and is explained in
`data/m4/README.md`; none was read off the program."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from analysis.questions.denominators import find_doubtful_numbers
from analysis.questions.holdings import list_doubts, read_choices
from analysis.questions.periods import compute_share_by_period, count_attacks_by_period, count_patrols_by_period
from analysis.questions.records import find_record, list_records
from analysis.questions.timeline import (
    count_caveats,
    count_headline,
    find_last_attack,
    find_observed_gaps,
    list_announced_suspensions,
    list_totals_by_count,
)
from etl import paths
from etl.tables.records import CASE_TABLES
from views.words.rate_phrases import describe_share

LAST_PATROL = date(2020, 8, 25)
NORTH_EAST = ("ne_border", "ne_kobani")


@pytest.fixture
def on_25_august(m4_selection):
    return replace(m4_selection, to_day=LAST_PATROL)


def sum_by_month(table, *columns):
    """Return {month: sum of columns} of the periods whose sum is not 0."""
    sums = {row["start"].strftime("%Y-%m"): sum(row[name] or 0 for name in columns) for row in table.to_pylist()}
    return {month: total for month, total in sums.items() if total}


def list_attacks_on_numbered_patrols(m4, verifications):
    """List (day, number of the patrol in the Turkish count) of attacks."""
    rows = m4.query(
        "SELECT attacks.date AS date, number FROM attacks JOIN patrols USING (patrol_id) WHERE attacks.corridor = 'm4' "
        "AND number IS NOT NULL AND target = 'patrol' AND list_contains($verifications, verification) ORDER BY ALL",
        verifications=verifications,
    )
    return [(row["date"], row["number"]) for row in rows.to_pylist()]


# The counts of patrols


def test_the_turkish_count_is_26_on_25_august(m4, on_25_august):
    own = list_totals_by_count(m4, on_25_august).to_pylist()[0]
    assert (own["counted_by"], own["total"], own["patrol_id"]) == ("turkish", 26, "M4-P26")


def test_the_numbered_patrols_are_1_to_26_each_once(m4):
    numbers = m4.query("SELECT number FROM patrols WHERE corridor = 'm4' AND number IS NOT NULL ORDER BY number")
    assert numbers["number"].to_pylist() == list(range(1, 27))


def test_24_joint_patrols_have_a_certain_day(m4, m4_selection):
    assert count_headline(m4, m4_selection)["patrols"] == 24


def test_patrols_18_and_23_are_the_two_without_a_day(m4, m4_selection):
    assert count_headline(m4, m4_selection)["patrols_without_day"] == 2
    rows = m4.query(
        "SELECT number, date, date_end, date_precision, outcome FROM patrols WHERE corridor = 'm4' AND number IS NOT NULL "
        "AND date_precision <> 'day' ORDER BY number"
    ).to_pylist()
    # 18 ran after the 17th (16 June) and before the 19th (1 July); 23 between the 22nd (22 July) and the 24th (12 August).
    assert [tuple(row.values()) for row in rows] == [
        (18, date(2020, 6, 17), date(2020, 6, 30), "range", "unknown"),
        (23, date(2020, 7, 23), date(2020, 8, 11), "unknown", "unknown"),
    ]


def test_patrols_4_to_7_are_kept_as_cut_short_with_the_announcement_beside_it(m4, m4_lake):
    for number in range(4, 8):
        record = find_record(m4_lake, m4, f"M4-P{number:02d}")
        assert record.fields["outcome"] == "cut_short"
        said = {
            (row["claimed_by_side"], row["value"]) for row in record.claims.to_pylist() if row["field"] == "outcome"
        }
        assert ("local_press", "cut_short") in said
        assert {("turkish", "carried out"), ("russian", "carried out")} & said, number


# The attacks


def test_confirmed_attacks_hit_exactly_the_17th_21st_25th_and_26th_patrol(m4):
    assert list_attacks_on_numbered_patrols(m4, ["confirmed", "coded"]) == [
        (date(2020, 6, 16), 17),
        (date(2020, 7, 14), 21),
        (date(2020, 8, 17), 25),
        (date(2020, 8, 25), 26),
    ]


def test_unconfirmed_and_disputed_attacks_are_two_more_on_the_10th_and_15th_patrol(m4):
    assert list_attacks_on_numbered_patrols(m4, ["unconfirmed", "disputed"]) == [
        (date(2020, 5, 12), 10),
        (date(2020, 6, 4), 15),
    ]


def test_the_share_attacked_is_4_of_24_with_the_interval_4_7_to_37_4_per_cent(m4, m4_selection):
    headline = count_headline(m4, m4_selection)
    words = describe_share(headline["attacked"], headline["patrols"], precisely=True)
    assert words == "4 of 24 (17 %, 95 % interval 4.7 to 37.4 %)"


def test_with_the_unconfirmed_ones_6_of_24_were_attacked(m4, m4_selection):
    assert count_headline(m4, replace(m4_selection, verification="any"))["attacked"] == 6


def test_the_totals_are_4_of_26_4_of_25_and_4_of_23_by_who_counts(m4, on_25_august):
    rows = list_totals_by_count(m4, on_25_august).to_pylist()
    assert [(row["counted_by"], row["attacked"], row["total"]) for row in rows] == [
        ("turkish", 4, 26),
        ("local", 4, 25),
        ("russian", 4, 23),
    ]


def test_five_russians_were_wounded_in_the_confirmed_four_and_nobody_is_known_to_have_died(m4):
    # Three on 14 July and two on 25 August; none on 16 June and 17 August.
    rows = m4.query(
        "SELECT incident_id, casualties.wounded_low AS wounded, casualties.killed_low AS killed FROM casualties "
        "JOIN attacks USING (incident_id) JOIN patrols USING (patrol_id) "
        "WHERE number IS NOT NULL AND verification = 'confirmed' AND side = 'russian' ORDER BY incident_id"
    ).to_pylist()
    assert {row["incident_id"]: row["wounded"] for row in rows} == {"M4-018": 0, "M4-020": 3, "M4-021": 0, "M4-023": 2}
    assert not any(row["killed"] for row in rows)


def test_in_july_and_august_3_of_7_patrols_of_known_day_were_attacked(m4, m4_selection):
    # July: 1, 7, 14, 22; August: 12, 17, 25; attacked on 14 July, 17 and 25 August.
    summer = count_headline(m4, replace(m4_selection, from_day=date(2020, 7, 1), to_day=date(2020, 8, 31)))
    assert (summer["attacked"], summer["patrols"]) == (3, 7)


def test_the_last_attack_is_that_of_25_august_and_no_patrol_ran_after_it(m4, m4_selection):
    # From 25 August to 31 December: 6 + 30 + 31 + 30 + 31 days.
    assert find_last_attack(m4, m4_selection) == {
        "incident_id": "M4-023", "last_attack": LAST_PATROL, "days_since": 128, "patrols_since": 0,
        "patrols_since_without_day": 0,
    }  # fmt: skip


# Suspensions and gaps


def index_suspensions(m4, selection):
    return {row["suspension_id"]: row for row in list_announced_suspensions(m4, selection).to_pylist()}


def test_the_halt_announced_on_13_august_ended_on_17_august(m4, m4_selection):
    halt = index_suspensions(m4, m4_selection)["S06"]
    assert (halt["announced_on"], halt["start"], halt["end"]) == (
        date(2020, 8, 13), date(2020, 8, 13), date(2020, 8, 17),
    )  # fmt: skip


def test_the_suspension_that_began_on_25_august_is_open(m4, m4_selection):
    halt = index_suspensions(m4, m4_selection)["S07"]
    assert (halt["start"], halt["end"], halt["is_open"]) == (LAST_PATROL, None, True)


@pytest.mark.parametrize(("day", "is_known"), [(20, False), (21, True)])
def test_the_suspension_that_was_announced_on_21_september_is_not_known_the_day_before(m4, m4_selection, day, is_known):
    that_day = replace(m4_selection, to_day=date(2020, 9, day))
    assert ("S07" in index_suspensions(m4, that_day)) == is_known
    (*_, last) = find_observed_gaps(m4, that_day).to_pylist()
    assert (last["start"], "S07" in last["announced"]) == (LAST_PATROL, is_known)


def test_the_attack_of_25_august_is_before_the_suspension_of_that_day_and_nothing_is_during_it(m4, m4_selection):
    halt = index_suspensions(m4, m4_selection)["S07"]
    after_its_start = m4.query(
        "SELECT patrol_id FROM patrols_run('curated', 'm4', 'joint') WHERE date > $start "
        "UNION ALL SELECT incident_id FROM attacks WHERE corridor = 'm4' AND target = 'patrol' AND date > $start",
        start=halt["start"],
    )
    assert find_last_attack(m4, m4_selection)["last_attack"] == halt["start"]
    assert after_its_start.num_rows == 0


def test_the_longest_gap_between_two_patrols_is_21_days_from_22_july_to_12_august(m4, m4_selection):
    ended = [row for row in find_observed_gaps(m4, m4_selection).to_pylist() if not row["is_open"]]
    longest = max(ended, key=lambda row: row["days"])
    assert (longest["start"], longest["end"], longest["days"]) == (date(2020, 7, 22), date(2020, 8, 12), 21)


def test_patrol_23_may_split_the_longest_gap_and_nothing_was_announced_for_it(m4, m4_selection):
    (longest,) = [row for row in find_observed_gaps(m4, m4_selection).to_pylist() if row["start"] == date(2020, 7, 22)]
    assert (longest["patrols_that_may_split"], longest["announced"]) == (["M4-P23"], [])


def test_the_gaps_of_more_than_ten_days_are_these_four(m4, m4_selection):
    # 23 March to 8 April: 8 + 8; 16 June to 1 July: 14 + 1; 22 July to 12 August: 9 + 12; 25 August to the end of the year.
    rows = find_observed_gaps(m4, m4_selection).to_pylist()
    assert [(row["start"], row["days"], row["is_open"]) for row in rows] == [
        (date(2020, 3, 23), 16, False),
        (date(2020, 6, 16), 15, False),
        (date(2020, 7, 22), 21, False),
        (LAST_PATROL, 128, True),
    ]


def test_on_25_august_the_last_gap_has_not_begun(m4, on_25_august):
    assert not any(row["is_open"] for row in find_observed_gaps(m4, on_25_august).to_pylist())


# Off the M4


def test_the_general_killed_near_deir_ez_zor_is_in_the_records(m4, m4_lake, m4_selection):
    listed = list_records(m4, "incidents", m4_selection, everywhere=True)
    assert "DZ-022" in listed["incident_id"].to_pylist()
    record = find_record(m4_lake, m4, "DZ-022")
    assert (record.fields["date"], record.fields["corridor"]) == (date(2020, 8, 18), None)
    russian = [row for row in record.casualties.to_pylist() if row["side"] == "russian"]
    assert [row["killed_best"] for row in russian] == [1]


def test_the_general_killed_near_deir_ez_zor_is_in_no_number_of_the_m4(m4, m4_selection):
    that_day = replace(
        m4_selection, from_day=date(2020, 8, 18), to_day=date(2020, 8, 18), grain="day", verification="any",
        participants="any",
    )  # fmt: skip
    (row,) = count_attacks_by_period(m4, that_day).to_pylist()
    assert (row["on_targets"], row["on_targets_in_doubt"], row["other"]) == (0, 0, None)
    assert "DZ-022" not in list_records(m4, "incidents", that_day)["incident_id"].to_pylist()


@pytest.mark.parametrize("corridor", NORTH_EAST)
def test_the_north_east_has_no_rate(m4, corridor):
    selection = read_choices(m4).make_default(corridor)
    headline = count_headline(m4, selection)
    assert (headline["patrols"], headline["attacked"], headline["days_since_last_patrol"]) == (None, None, None)
    for row in compute_share_by_period(m4, selection).to_pylist():
        assert (row["covered"], row["patrols"], row["share"], row["low"], row["high"]) == ("none", *[None] * 4)


@pytest.mark.parametrize("corridor", NORTH_EAST)
def test_the_north_east_has_no_gap(m4, corridor):
    assert find_observed_gaps(m4, read_choices(m4).make_default(corridor)).num_rows == 0


@pytest.mark.parametrize(("corridor", "patrols"), [("ne_border", 14), ("ne_kobani", 9)])
def test_the_north_east_has_its_list_of_patrols(m4, corridor, patrols):
    assert list_records(m4, "patrols", read_choices(m4).make_default(corridor)).num_rows == patrols


# The number of rows


def test_each_table_holds_the_rows_of_its_file(m4):
    rows = {name: m4.query(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py() for name in CASE_TABLES}
    assert rows == {
        "patrols": 56, "incidents": 33, "patrol_numbers": 15, "casualties": 32, "suspensions": 4, "exposure": 0, "milestones": 30,
        "sources": 203, "claims": 200, "corridors": 3, "places": 31, "coverage": 7,
    }  # fmt: skip


def test_the_readme_of_the_case_states_these_rows(m4):
    stated = {}
    for line in (paths.M4_CASE / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[2].isdigit():
            stated[cells[0].strip("`").partition(".")[0]] = int(cells[2])
    assert stated == {
        name: m4.query(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
        for name in CASE_TABLES
        if name != "exposure"
    }


def test_patrols_belong_to_three_corridors(m4):
    # 26 numbered ones and seven Turkish runs without Russia on the M4.
    corridors = m4.query("SELECT corridor FROM patrols")["corridor"].to_pylist()
    assert Counter(corridors) == {"m4": 33, "ne_border": 14, "ne_kobani": 9}


def test_incidents_belong_to_two_corridors_or_to_none(m4):
    corridors = m4.query("SELECT corridor FROM incidents")["corridor"].to_pylist()
    assert Counter(corridors) == {"m4": 26, "ne_border": 4, None: 3}


def test_patrols_of_certain_day_by_month(m4, m4_selection):
    # The Turkish count has five in June; the fifth is the 18th, whose day is not certain.
    assert sum_by_month(count_patrols_by_period(m4, m4_selection), "patrols") == {
        "2020-03": 2, "2020-04": 5, "2020-05": 6, "2020-06": 4, "2020-07": 4, "2020-08": 3,
    }  # fmt: skip


def test_patrols_attacked_by_month(m4, m4_selection):
    assert sum_by_month(count_patrols_by_period(m4, m4_selection), "attacked") == {
        "2020-06": 1,
        "2020-07": 1,
        "2020-08": 2,
    }


def test_attacks_on_patrols_by_month(m4, m4_selection):
    table = count_attacks_by_period(m4, m4_selection)
    assert sum_by_month(table, "on_targets") == {"2020-06": 1, "2020-07": 1, "2020-08": 2}
    assert sum_by_month(table, "on_targets_in_doubt") == {"2020-05": 1, "2020-06": 1}


def test_attacks_on_the_m4_by_month_on_any_target_and_of_any_certainty(m4, m4_selection):
    # March 004; April 008, 009; May 011, 013; June 015, 017, 018, 031; July 020; August 021, 023, 024; September 025;
    # December 026.
    table = count_attacks_by_period(m4, replace(m4_selection, verification="any"))
    assert sum_by_month(table, "on_targets", "on_targets_in_doubt", "other") == {
        "2020-03": 1, "2020-04": 2, "2020-05": 2, "2020-06": 4, "2020-07": 1, "2020-08": 3, "2020-09": 1, "2020-12": 1,
    }  # fmt: skip


def test_confirmed_attacks_on_the_m4_away_from_patrols_by_month(m4, m4_selection):
    # March 004; April 009; June 017; August 024; September 025; December 026.
    assert sum_by_month(count_attacks_by_period(m4, m4_selection), "other") == {
        "2020-03": 1, "2020-04": 1, "2020-06": 1, "2020-08": 1, "2020-09": 1, "2020-12": 1,
    }  # fmt: skip


def test_the_drawn_line_of_the_m4_begins_at_kilometre_0_in_trumba_and_ends_at_73_in_ain_al_hawr(m4):
    (row,) = m4.query("SELECT km_from, km_to FROM patrols WHERE patrol_id = 'M4-P22'").to_pylist()
    assert row == {"km_from": 0, "km_to": 73}


def test_places_of_the_m4_lie_in_the_order_in_which_the_patrols_reached_them(m4):
    # As local press tells them from east to west.
    rows = m4.query(
        "SELECT DISTINCT place_to, km_to FROM patrols WHERE corridor = 'm4' AND place_to IS NOT NULL"
    ).to_pylist()
    km = {row["place_to"]: row["km_to"] for row in rows}
    eastwards = ["Trumba", "Nayrab", "Musaybin", "Ariha", "Kafr Shalaya", "Urum al-Jawz", "Jannat al-Qura",
                 "Jisr al-Shughur", "al-Kafir", "Badama", "Ain al-Hawr"]  # fmt: skip
    assert sorted(km, key=km.get) == eastwards


def test_the_doubts_of_the_m4_are_a_number_given_twice_and_the_patrols_without_a_day(m4):
    doubts = [(what, record) for what, record, _ in list_doubts(m4) if record.startswith("M4")]
    assert doubts == [
        *(("patrol numbers that a count gives twice", record) for record in ("M4-P24", "M4-P25")),
        *(("patrols without a known day", record) for record in ("M4-P18", "M4-P23", "M4-T02", "M4-T05")),
    ]


def test_the_russian_count_gives_22_twice(m4, m4_selection):
    (row,) = (row for row in find_doubtful_numbers(m4, m4_selection).to_pylist() if row["doubt"] == "twice")
    assert (row["counted_by"], row["number"], row["before"], row["at_patrol"]) == ("russian", 22, "M4-P24", "M4-P25")


def test_patrol_23_cites_no_document_and_every_other_patrol_at_least_two(m4, m4_selection):
    caveats = count_caveats(m4, m4_selection)
    assert (caveats["patrols_with_one_source"], caveats["patrols_without_source"]) == (0, 1)
    rows = m4.query(
        "SELECT patrol_id FROM patrols ANTI JOIN reporting_documents ON record_id = patrol_id WHERE corridor = 'm4'"
    )
    assert rows["patrol_id"].to_pylist() == ["M4-P23"]


def test_the_eleventh_patrol_was_turned_back_at_ariha(m4):
    rows = m4.query("SELECT outcome, place_to FROM patrols WHERE patrol_id = 'M4-P11'").to_pylist()
    assert rows == [{"outcome": "cut_short", "place_to": "Ariha"}]


def test_the_bomb_of_27_may_is_also_reported_by_the_russian_side(m4):
    rows = m4.query("SELECT source_choices FROM attacks WHERE incident_id = 'M4-013'").to_pylist()
    assert {"independent", "official", "side:russian", "side:turkish"} <= set(rows[0]["source_choices"])


def test_every_source_that_a_record_or_a_claim_names_is_held(m4):
    # The build checks it too; said here for the case itself, so that a check that is lost does not take this with it.
    missing = m4.query(
        "SELECT id FROM (SELECT unnest(source_ids) AS id FROM patrols UNION SELECT unnest(source_ids) FROM incidents "
        "UNION SELECT unnest(source_ids) FROM suspensions UNION SELECT unnest(source_ids) FROM milestones "
        "UNION SELECT source_id FROM claims UNION SELECT source_id FROM patrol_numbers) "
        "WHERE id IS NOT NULL AND id NOT IN (SELECT source_id FROM sources)"
    )
    assert missing.num_rows == 0


def test_every_patrol_and_incident_cites_a_source(m4):
    rows = m4.query(
        "SELECT patrol_id AS id, source_ids FROM patrols UNION ALL SELECT incident_id, source_ids FROM incidents"
    ).to_pylist()
    assert [row["id"] for row in rows if not row["source_ids"]] == []
