"""The Red Sea case: its totals, and the records behind them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from analysis.export.citation import find_credit
from analysis.exposure import EVERY_UNIT, read_unit
from analysis.links.sent_number import have_same_headline, make_sent_number
from analysis.questions.changes import read_headline
from analysis.questions.comparison import split_days
from analysis.questions.holdings import list_doubts, list_doubts_here, read_choices, read_corridor
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.rates import compute_rates_of_days
from analysis.questions.rates.by_choice import compute_rates_by_choice
from analysis.questions.rates.counted import compare_counters
from analysis.questions.records import find_record, list_records
from analysis.questions.route import list_incidents_by_point
from analysis.questions.suspensions import compare_windows
from analysis.questions.timeline import read_timeline
from analysis.release import open_release
from etl import paths
from etl.curated import build as load
from etl.lake import Lake
from views.briefing.page import write_briefing
from views.charts.axis import make_date_axis
from views.charts.timeline import describe_timeline
from views.server.data.served_tables import TABLES
from views.words.figures.road import describe_open_undrawn, explain_no_strip
from views.words.figures.titles import describe_choices
from views.words.links import format_sent
from views.words.records import name_record
from views.words.statistics.counted import judge_choices, name_rate_by_choice
from views.words.timeline import describe_bands, describe_figure, describe_records, explain_bands, make_tiles
from views.words.timeline.caveats import list_things_to_know
from views.words.timeline.counted import compose_headline, describe_unit_of_counting

CAMPAIGN = date(2023, 11, 19), date(2025, 12, 31)
# month: transits, attacks, episodes
MONTHS = {
    "2023-09": (2263, 0, 0), "2023-10": (2438, 0, 0), "2023-11": (2320, 1, 1), "2023-12": (2021, 15, 14),
    "2024-01": (1222, 11, 11), "2024-02": (1014, 11, 11), "2024-03": (1010, 7, 6), "2024-04": (972, 6, 5),
    "2024-05": (993, 3, 3), "2024-06": (941, 11, 11), "2024-07": (896, 6, 6), "2024-08": (970, 11, 7),
    "2024-09": (917, 1, 1), "2024-10": (978, 4, 4), "2024-11": (996, 2, 1), "2024-12": (992, 3, 1),
    "2025-01": (999, 0, 0), "2025-02": (896, 0, 0), "2025-03": (1021, 0, 0), "2025-04": (985, 0, 0),
    "2025-05": (1027, 0, 0), "2025-06": (952, 0, 0), "2025-07": (968, 2, 2), "2025-08": (1086, 0, 0),
    "2025-09": (1018, 2, 2), "2025-10": (1119, 0, 0), "2025-11": (1133, 0, 0), "2025-12": (1014, 0, 0),
    "2026-01": (1039, 0, 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("cases") / "lake")
    load.build(lake, paths.M4_CASE, paths.RED_SEA_CASE)
    return open_release(lake, 1)


@pytest.fixture(scope="module")
def selection(release):
    return read_choices(release).make_default("red_sea")


def count(release, query: str) -> dict[str, int]:
    return {row["word"]: row["rows"] for row in release.query(query).to_pylist()}


def test_the_list_of_corridors_begins_with_the_m4(release):
    choices = read_choices(release)
    assert choices.opening_corridor == "m4"
    assert choices.list_ways_to_count("red_sea") == ["attacks", "episodes"]
    assert choices.list_ways_to_count("m4") == ["attacks"]


def test_each_month_has_its_transits_attacks_and_episodes(release, selection):
    found = {
        by: compute_rates_by_period(release, replace(selection, count_by=by), EVERY_UNIT).to_pylist()
        for by in ("attacks", "episodes")
    }
    months = {
        f"{attacks['start']:%Y-%m}": (attacks["exposed"], attacks["attacks"], episodes["attacks"])
        for attacks, episodes in zip(*found.values(), strict=True)
    }
    assert months == MONTHS
    assert sum(transits for transits, _, _ in months.values()) == 34_200


@pytest.mark.parametrize(("count_by", "events", "rate"), [("attacks", 96, 3.547), ("episodes", 86, 3.177)])
def test_the_campaign_has_three_and_a_half_attacks_in_a_thousand_transits(release, selection, count_by, events, rate):
    row = compute_rates_of_days(release, replace(selection, count_by=count_by), *CAMPAIGN, EVERY_UNIT)
    assert (row["attacks"], row["exposed"], round(row["rate"], 3)) == (events, 27_068, rate)
    assert row["rate_low"] < rate < row["rate_high"]
    assert row["patrols"] is row["attacked"] is row["share"] is None  # no passage is known by itself


def test_every_row_of_the_facts_is_held_by_how_it_is_verified_and_what_it_did(release):
    rows = "FROM incidents WHERE target = 'traffic'"
    assert count(release, f"SELECT verification AS word, count(*)::INTEGER AS rows {rows} GROUP BY ALL") == {
        "confirmed": 102, "unconfirmed": 28, "disputed": 2,
    }  # fmt: skip
    counted = f"{rows} AND corridor = 'red_sea' AND verification = 'confirmed' AND is_violent(kind)"
    assert count(release, f"SELECT effect AS word, count(*)::INTEGER AS rows {counted} GROUP BY ALL") == {
        "hit": 40, "near_miss": 39, "intercepted": 5, "destroyed": 4, "no_damage": 3, "unknown": 2, "seized": 1, "repelled": 1,
        "disputed": 1,
    }  # fmt: skip
    [sums] = release.query(
        "SELECT count(DISTINCT target_name)::INTEGER AS ships, count(*) FILTER (len(source_ids) > 1)::INTEGER AS two_sources, "
        "count(*) FILTER (date_precision = 'day')::INTEGER AS known_day, count(claimed_by)::INTEGER AS claimed, "
        f"sum(killed_low)::INTEGER AS killed, sum(wounded_low)::INTEGER AS wounded {counted}"
    ).to_pylist()
    # Three ships of one convoy were attacked on the day that the reports name, or the night before, as their notes say.
    assert sums == {
        "ships": 77, "two_sources": 73, "known_day": 91 + 3, "claimed": 61, "killed": 8, "wounded": 10,
    }  # fmt: skip


def test_points_that_were_computed_are_near_and_half_of_the_attacks_have_none(release):
    found = count(
        release,
        "SELECT geo_precision AS word, count(lat)::INTEGER AS rows FROM incidents WHERE target = 'traffic' GROUP BY ALL",
    )
    assert found == {"exact": 4, "near": 64, "area_or_line": 0, "sea_or_air": 0}


def test_two_counters_are_side_by_side_and_are_not_added(release):
    assert count(release, "SELECT counted_by AS word, count(*)::INTEGER AS rows FROM exposure GROUP BY ALL") == {
        "IMF PortWatch": 30, "Lloyd's List Intelligence": 8, "IMF PortWatch (same days)": 8,
    }  # fmt: skip


def test_two_counters_differ_by_a_tenth_at_the_most(release, selection):
    differences = [row["difference"] for row in compare_counters(release, selection).to_pylist()]
    assert [round(100 * difference, 1) for difference in differences] == [-1.1, -9.9, -3.0, 3.4, -1.6, -4.2, 2.1, 1.8]


def test_the_unit_moves_the_peak_and_the_page_says_so(release, selection):
    answers = read_timeline(release, selection)
    assert describe_unit_of_counting(answers, selection).endswith(
        "matters most for 1–31 August 2024: 11 attacks, 7 episodes."
    )
    assert (
        compose_headline(answers, selection)
        == "96 sourced attacks on ships: 2.8 per 1,000 transits, the last on 29 September 2025."
    )


def test_the_page_says_how_many_attacks_the_chosen_sources_leave_out(release, selection):
    chosen = replace(selection, sources="independent")
    answers = read_timeline(release, chosen)
    assert sum(answers.series["on_targets_in_doubt"].to_pylist()) == 15 + 23
    said = list_things_to_know(answers, chosen)
    assert any(sentence.startswith("23 attacks not known to be reported by") for sentence in said)
    episodes = replace(selection, count_by="episodes")
    assert not [
        each for each in list_things_to_know(read_timeline(release, episodes), episodes) if "not known to be" in each
    ]


def test_days_that_cut_a_month_name_its_chosen_days_alone(release, selection):
    chosen = replace(selection, from_day=date(2023, 12, 12), to_day=date(2024, 1, 20))
    answers = read_timeline(release, chosen)
    assert make_tiles(answers, chosen)["Most attacks on ships in one month"] == ("12", "12–31 December 2023")
    assert "matters most for 12–31 December 2023: 12 attacks, 11 episodes." in describe_unit_of_counting(
        answers, chosen
    )


def test_an_attack_that_may_lie_on_the_chosen_days_is_in_no_count_of_their_sources(release, selection):
    # RS-067 happened on the 8th or the 9th.
    chosen = replace(selection, from_day=date(2024, 6, 8), to_day=date(2024, 6, 8), grain="day")
    answers = read_timeline(release, chosen)
    assert compose_headline(answers, chosen).startswith("1 sourced attack on ships")
    said = list_things_to_know(answers, chosen)
    assert "Resting on a single source: none of 1 attacks counted." in said
    assert any(sentence.startswith("1 attack without a known day counts") for sentence in said)


def test_the_days_before_a_pause_of_attacks_begin_after_the_last_pause_and_say_which_attacks_are_left_out(
    release, selection
):
    windows = {(row["suspension_id"], row["window"]): row for row in compare_windows(release, selection).to_pylist()}

    def tell(*window):
        row = windows[window]
        return row["attacks_on_targets"], row["exposed"], row["attacks_on_cut_days"]

    # The pause from 19 January to 11 March 2025 is no time before the next: April is the only whole month in between.
    assert tell("RS-A02", "before") == (0, 985, 0) and "suspension" in windows["RS-A02", "before"]["cut_by"]
    assert tell("RS-A02", "during") == (4, 8_329, 0)
    # The ceasefire with the US holds before and during the pause of October, and does not cut it.
    assert tell("RS-A03", "before") == (4, 3_072, 0) and tell("RS-A03", "during") == (0, 3_186, 0)
    # December 2023 is one count. By hand: 8 of its 15 attacks were up to the 15th, and 7 later.
    assert tell("RS-R02", "before") == (1, 7_021, 8) and tell("RS-R02", "during") == (80, 25_158, 7)


def test_no_page_speaks_of_patrols_where_ships_are_counted(release, selection):
    answers = read_timeline(release, selection)
    timeline = describe_timeline(answers, selection)
    said = " ".join([
        *(f"{name} {' '.join(tile)}" for name, tile in make_tiles(answers, selection).items()),
        *describe_bands(answers), *explain_bands(answers), *list_things_to_know(answers, selection), describe_figure(answers, selection),
        *timeline.headings, *(mark.sentence for mark in timeline.exposed or []), write_briefing(release, selection).decode(),
    ])  # fmt: skip
    assert "patrol" not in said.lower().replace("patrolwatch", "")


def test_no_count_of_the_briefing_lies_under_a_diamond_and_no_column_is_empty(release, selection):
    briefing = write_briefing(release, selection).decode()
    diamonds = [
        (float(x) + 4, float(y) + 4)
        for x, y in re.findall(r'<rect x="([^"]+)" y="([^"]+)" width="8" height="8"', briefing)
    ]
    texts = [
        (float(x) - 3 * len(text), float(x) + 3 * len(text), float(y) - 4)
        for x, y, text in re.findall(
            r'<text x="([^"]+)" y="([^"]+)" fill="[^"]+" text-anchor="middle">(\d+)</text>', briefing
        )
    ]
    counts = [text for text in texts if any(abs(text[2] - y) < 20 for _, y in diamonds)]
    assert len(diamonds) == 23 and len(counts) >= 15
    assert not [
        1
        for x, y in diamonds
        for left, right, middle in counts
        if abs(middle - y) < 8 and left < x + 5 and x - 5 < right
    ]
    head = re.findall(r"<th[^>]*>([^<]*)</th>", briefing)
    assert head[:5] == [
        "Month",
        "Transits",
        "Sourced attacks per 1,000 transits (95 % interval)",
        "Attacks on ships",
        "In doubt",
    ]
    assert "Other attacks" not in head


def test_the_briefing_says_that_no_counts_fill_the_periods_and_not_that_coverage_lacks(release, selection):
    briefing = write_briefing(release, replace(selection, grain="day")).decode()
    assert briefing.count("no counts fill these periods: no rates") == 2
    assert "not completely covered" not in briefing.partition("</svg>")[0]


def test_suspensions_have_a_side_and_sources_are_all_held(release):
    found = count(
        release,
        "SELECT side AS word, count(*)::INTEGER AS rows FROM suspensions WHERE corridor = 'red_sea' GROUP BY ALL",
    )
    assert found == {"exposure": 8, "attacks": 3}
    m4 = len((paths.M4_CASE / "sources.csv").read_text(encoding="utf-8").splitlines()) - 1
    [row] = release.query(f"SELECT count(*)::INTEGER - {m4} AS rows FROM sources").to_pylist()
    assert row["rows"] == 221


def test_no_answer_on_patrols_has_a_0_where_ships_are_counted(release, selection):
    [hindrances] = TABLES["hindrances"].read_rows(release, selection, {})
    assert set(hindrances["patrols"].to_pylist() + hindrances["of"].to_pylist()) == {None}
    [trends] = TABLES["trends"].read_rows(release, selection, {})
    assert trends.num_rows == 0 and "alike" in trends.column_names


def test_a_single_day_is_named_once(release, selection):
    chosen = replace(selection, from_day=date(2024, 6, 8), to_day=date(2024, 6, 8), grain="day")
    answers = read_timeline(release, chosen)
    assert "by day on 8 June 2024." in describe_figure(answers, chosen)
    assert describe_records(4, "incident", chosen) == "4 incidents on 8 June 2024"
    assert describe_choices(chosen, "By day", answers.unit).startswith("By day · 8 June 2024 ·")
    axis = make_date_axis(chosen)
    assert (axis["tickmode"], axis["dtick"]) == ("linear", 86_400_000)
    assert "dtick" not in make_date_axis(selection)


def test_the_map_says_how_many_incidents_it_leaves_out_and_why_there_is_no_strip(release, selection):
    points = list_incidents_by_point(release, selection).to_pylist()
    assert describe_open_undrawn(points) == ["48 of 113 incidents are not drawn, since the place is too vague."]
    unit = read_unit(read_corridor(release, selection))
    assert "ships do not follow a line" in explain_no_strip(unit, has_kilometres=False)
    assert explain_no_strip(unit, has_kilometres=True).endswith("no stretches: the course of each transit is unknown.")


def test_the_address_the_page_and_the_briefing_give_the_same_numbers(release, selection):
    rates = read_timeline(release, selection).counted.rates
    [served] = TABLES["rates"].read_rows(release, selection, {})
    assert served == rates
    briefing = write_briefing(release, selection).decode()
    stated = [float(value) for value in re.findall(r'<td><data value="([^"]+)">[^<]*</data><data[^>]*hidden', briefing)]
    assert stated == rates["rate"].to_pylist()


def test_a_link_carries_the_attacks_and_what_passed(release, selection):
    sent = make_sent_number(read_headline(release, selection), 1)
    assert str(sent) == "96in34200-R1"
    assert format_sent(sent) == "96 in 34,200 transits"
    episodes = make_sent_number(read_headline(release, replace(selection, count_by="episodes")), 1)
    assert not episodes.equals(sent) and not have_same_headline(replace(selection, count_by="episodes"), selection)
    within_a_month = replace(selection, from_day=date(2024, 1, 5), to_day=date(2024, 1, 20))
    assert str(make_sent_number(read_headline(release, within_a_month), 1)) == "none-R1"


def test_the_rate_by_each_choice_of_what_counts_is_that_of_the_choice(release, selection):
    offered = read_choices(release).list_sources("red_sea")
    assert offered == ["any", "independent"]  # no document says that an official speaks in it
    assert "official" in read_choices(release).list_sources("m4")
    rows = compute_rates_by_choice(release, selection, ("attacks", "episodes"), offered)
    found = {(row["count_by"], row["sources"], row["verification"]): row["attacks"] for row in rows}
    assert found == {
        ("attacks", "any", "confirmed"): 96, ("attacks", "any", "any"): 111,
        ("episodes", "any", "confirmed"): 86, ("episodes", "any", "any"): 101,
        ("attacks", "independent", "confirmed"): 73, ("attacks", "independent", "any"): 78,
    }  # fmt: skip
    unit = read_unit(read_corridor(release, selection))
    rate = name_rate_by_choice(rows, unit, is_sourced=True)
    assert judge_choices(rows, rate).endswith("from 2.1 to 3.2 sourced attacks or episodes per 1,000 transits.")


def test_parts_of_the_days_cut_no_month_and_so_count_every_attack(release, selection):
    parts = split_days(selection, 4, between_counts=True)
    rates = [
        compute_rates_of_days(release, selection, held.selection.from_day, held.selection.to_day, EVERY_UNIT)
        for held in parts
    ]
    assert len(parts) == 4 and all(held.selection.from_day.day == 1 for held in parts)
    assert (sum(row["attacks"] for row in rates), sum(row["exposed"] for row in rates)) == (96, 34_200)
    in_a_month = replace(selection, from_day=date(2024, 8, 1), to_day=date(2024, 8, 31))
    assert len(split_days(in_a_month, 3, between_counts=True)) == 1


def test_the_counter_is_credited_where_exposure_is_counted(release, selection):
    assert find_credit(release, selection).endswith("Transits counted by IMF PortWatch.")
    assert "PortWatch" not in find_credit(release, read_choices(release).make_default("m4"))


def test_records_of_a_corridor_list_its_own_sources_and_doubts(release, selection):
    chosen = {corridor: read_choices(release).make_default(corridor) for corridor in ("m4", "red_sea")}
    sources = {
        corridor: set(list_records(release, "sources", choices)["source_id"].to_pylist())
        for corridor, choices in chosen.items()
    }
    cited = {
        source
        for sources in release.query("SELECT source_ids FROM incidents WHERE corridor = 'red_sea'")[
            "source_ids"
        ].to_pylist()
        for source in sources
    }
    assert cited <= sources["red_sea"] and "portwatch-daily" in sources["red_sea"] - sources["m4"]
    everything = {row["source_id"] for row in release.query("SELECT source_id FROM sources").to_pylist()}
    others = {"ne_border", "ne_kobani"}
    for corridor in others:
        sources[corridor] = set(
            list_records(release, "sources", read_choices(release).make_default(corridor))["source_id"].to_pylist()
        )
    off = release.query("SELECT source_ids FROM incidents WHERE corridor IS NULL")["source_ids"].to_pylist()
    assert everything - set.union(*sources.values()) <= {source for sources in off for source in sources}
    assert list_doubts_here(release, selection, list_doubts(release)) == []
    assert {record for _, record, _ in list_doubts_here(release, chosen["m4"], list_doubts(release))} >= {
        "M4-P18",
        "M4-P24",
    }


def test_a_count_opens_as_a_record_with_its_source(release):
    found = find_record(release._lake, release, "RS-T-2023-11-19")
    assert (
        name_record("exposure", found.record_id, found.fields)
        == "928 transits, 19 to 30 November 2023, by IMF PortWatch"
    )
    assert found.sources["source_id"].to_pylist() == ["portwatch-daily"]
    assert "RS-T-2023-11-19" in find_record(release._lake, release, "portwatch-daily").related["record_id"].to_pylist()
