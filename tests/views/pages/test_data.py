"""The Data page: changes of a release, loads and rejects, near-duplicates, and coverage."""

import shutil
from datetime import date

import pytest

from analysis.questions.records import find_id_to_open, has_page
from etl.curated import build as load
from etl.fetch.log import FAILED, NOTHING_NEW, Fetch, note_fetch
from etl.fetch.sums import Sum, keep_sums
from etl.lake import Lake
from etl.load.pipeline import load as load_files
from tests.cases import attack, corridor, patrol, publish_case, write_case
from tests.views.sentences import contains_in_order
from tests.views.state.test_opening import flip_a_byte
from views.words import data as data_text

FACTS = {
    "patrols": [patrol(f"2020-03-{day:02d}") for day in (1, 4, 7)],
    "incidents": [attack("2020-03-04", patrol_id="P2", lat=36.0, lon=36.5, geo_precision="exact"),
                  attack("2020-03-07", patrol_id="P3", verification="disputed")],
}  # fmt: skip
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) $1$ :smile:"
CONFIRMED = [FACTS["incidents"][0], FACTS["incidents"][1] | {"verification": "confirmed"}]


@pytest.fixture(scope="module")
def facts_of_two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    lake = Lake(folder / "lake")
    load.build(lake, write_case(folder / "case", **FACTS), made_by=HOSTILE, message=HOSTILE)
    more = {"patrols": [*FACTS["patrols"], patrol("2020-03-10")], "incidents": CONFIRMED}
    load.build(lake, write_case(folder / "case", **more), made_by="Ada")
    return lake


@pytest.fixture
def lake(facts_of_two, tmp_path):
    """Copy a lake for one test. R1: one of three patrols attacked. R2: a fourth patrol, and a disputed attack confirmed."""
    shutil.copytree(facts_of_two.root.parent, tmp_path, dirs_exist_ok=True)
    return Lake(tmp_path / "lake")


def find_frame(page, *columns):
    return next(found for found in page.list_frames() if set(columns) <= set(found.columns))


def test_the_chosen_release_is_compared_with_the_one_before_it(visit, lake):
    page = visit("data", lake=lake)
    assert page.find_text("1 of 3") == (
        "1 of 3 joint patrols of known day in R1; 2 of 4 in R2: one patrol added, one attack changed."
    )
    behind, of_patrols = [found for found in page.list_frames() if "what" in found.columns]
    assert behind[["record", "what", "field", "before", "after"]].fillna("").values.tolist() == [
        ["Patrol without a number, 10 March 2020", "Added", "", "", ""],
        ["IED, 7 March 2020", "Changed", "Verification", "Disputed", "Confirmed"],
    ]  # fmt: skip
    assert of_patrols["record"].tolist() == ["Patrol without a number, 10 March 2020"]
    assert page.find_field("R1 to R2: 1 patrol added, 1 incident changed", "expander")
    assert {key: page.query_params[key] for key in ("before", "after", "changed", "days", "km")} == {
        "before": "R1", "after": "R2", "changed": "patrols", "days": "1", "km": "5",
    }  # fmt: skip


def test_another_table_and_the_other_way_round_can_be_requested(visit, lake):
    page = visit("data", {"before": "R2", "after": "R1", "changed": "incidents"}, lake=lake)
    assert page.find_text("2 of 4").endswith("1 of 3 in R1: one patrol withdrawn, one attack changed.")
    assert page.find_field("R2 to R1: 1 patrol withdrawn, 1 incident changed", "expander")
    assert [found["after"].tolist() for found in page.list_frames() if "what" in found.columns][1] == ["Disputed"]


def test_the_choices_at_the_side_hold_for_both_releases(visit, lake):
    page = visit("data", {"verification": "any"}, lake=lake)
    assert page.find_text("2 of 3") == "2 of 3 joint patrols of known day in R1; 2 of 4 in R2: one patrol added."


def test_the_first_release_has_nothing_before_it(visit, m4_lake):
    page = visit("data")
    assert page.find_text("R1 is the first release, so it changed nothing.")


def test_another_release_at_the_side_is_compared_with_the_one_before_it(visit, lake):
    page = visit("data", {"before": "R1", "after": "R2"}, lake=lake)
    page.find_field("Release", "selectbox").select("R1").run()
    assert page.find_text("R1 is the first release")


def test_what_the_address_cannot_have_is_said(visit, lake):
    asked = {"before": "R9", "after": "x", "changed": "tanks", "days": "99", "km": "near"}
    page = visit("data", asked, lake=lake)
    said = " ".join(page.read_texts("warning"))
    for sentence in (
        "before: there is no “R9” here, so “R1” is shown.",
        "after: there is no “x” here, so “R2” is shown.",
        "changed: there is no “tanks” here, so “patrols” is shown.",
        "days: “99” is not a whole number from 0 to 31; 1 is shown.",
        "km: “near” is not a whole number from 0 to 100; 5 is shown.",
    ):
        assert sentence in said


def test_each_release_says_who_made_it_why_and_what_it_has(visit, lake):
    releases = find_frame(visit("data", lake=lake), "content_hash", "made_by")
    assert releases["release"].tolist() == ["R2", "R1"]
    assert releases["made_by"].tolist() == ["Ada", HOSTILE]
    assert releases["patrols"].tolist() == [4, 3]
    assert releases["content_hash"].tolist() == [lake.read_manifest(number).content_hash[:12] for number in (2, 1)]


def test_a_release_that_is_damaged_is_named_and_the_rest_of_the_page_is_shown(visit, lake):
    flip_a_byte(lake.root / "releases" / "R000001.json")
    page = visit("data", lake=lake)
    assert page.read_texts("error")[0].startswith("Release R1 is damaged")
    assert "Whom to credit" in page.read_texts("subheader")
    assert find_frame(page, "content_hash")["message"].tolist()[1].startswith("Release R1 is damaged")


def test_a_lake_of_the_case_alone_says_that_no_file_was_loaded(visit, m4_lake):
    assert any(words.startswith("No file was loaded into this release") for words in visit("data").read_texts("info"))


@pytest.fixture
def loaded(lake, tmp_path):
    """Load an analyst's table as R3: an event near the attack of 4 March, one elsewhere, an unreadable row and a blank one."""
    file = tmp_path / "events.csv"
    file.write_text(
        "date,kind,place,lat,lon,geo_precision,note\n2020-03-05,ied,Here,36.001,36.501,exact,\n"
        "2020-03-05,ied,There,35.0,39.0,exact,\n2020-13-45,ied,Nowhere,36,36.2,exact,<b>x</b>\n,,,,,,\n",
        encoding="utf-8",
    )  # fmt: skip
    outcome = load_files(lake, [file], made_by=HOSTILE)
    assert outcome.release, outcome.files
    return lake


def test_each_file_loaded_has_counts_that_add_up_and_its_rejects(visit, loaded):
    page = visit("data", lake=loaded)
    (row,) = find_frame(page, "load_id", "sha256").to_dict("records")
    assert (row["file"], row["feed"], row["loaded_by"], row["rows"]) == ("events.csv", "Own tables", HOSTILE, 4)
    assert row["rows"] == sum(
        row[name] for name in ("loaded", "changed", "duplicates", "left_out", "rejected", "blank")
    )
    (reject,) = find_frame(page, "reason", "text").to_dict("records")
    assert (reject["record"], reject["column"], reject["text"]) == (3, "date", "2020-13-45")
    assert "1 record could not be read." in page.read_texts("caption")
    assert page.find_text("events.csv, Own tables: 4 rows = 2 loaded, 1 rejected, 1 blank; 2 events")


def test_texts_that_could_not_be_read_are_listed_and_their_records_are_kept(visit, lake, tmp_path):
    file = tmp_path / "tolls.csv"
    file.write_text("Date,Place,Dead\n2020-03-05,Here,a dozen\n2020-03-06,Here,a dozen\n", encoding="utf-8")
    load_files(lake, [file])
    page = visit("data", lake=lake)
    (row,) = find_frame(page, "text", "rows", "file").to_dict("records")
    assert (row["file"], row["column"], row["text"], row["rows"]) == ("tolls.csv", "Dead", "a dozen", 2)
    [note] = [words for words in page.read_texts("caption") if words.startswith("1 text could not be read")]
    assert contains_in_order(note, "kept and count", "as_written")


def test_near_duplicates_lie_within_the_days_and_kilometres_of_the_address(visit, loaded):
    page = visit("data", lake=loaded)
    (pair,) = find_frame(page, "other_id", "km_apart").to_dict("records")
    assert {pair["feed"], pair["other_feed"]} == {"Compiled by hand", "Own tables"}
    assert page.find_text("1 pair of incidents of known day and place, from two feeds, lies within 1 day and 5 km")
    page.number_input(key="days").set_value(0).run()
    assert page.find_text("No two incidents of known day and place, from two feeds, lie within 0 days and 5 km")
    assert page.query_params["days"] == "0"


def test_each_feed_held_is_credited(visit, loaded):
    words = visit("data", lake=loaded).read_texts("text")
    assert "Compiled by hand: Data CC BY 4.0, coordinates GeoNames." in words
    assert "Own tables: Data of the analysts who keep this data store." in words


def test_coverage_is_listed_and_what_has_none_says_so(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    load.build(lake, write_case(tmp_path / "case", **FACTS, corridors=[corridor("road"), corridor("bare")]))
    page = visit("data", lake=lake)
    assert find_frame(page, "lag_days")["corridor"].tolist() == ["Road", "Road"]
    assert contains_in_order(
        page.find_text("Bare (bare)"), "no feed states which days it holds", "0 patrols and 0 incidents", "not counted"
    )


def test_a_feed_on_no_corridor_says_that_it_is_in_no_rate(visit, lake, tmp_path):
    file = tmp_path / "far.csv"
    file.write_text("date,kind,place,lat,lon\n2020-03-05,ied,There,35.0,39.0\n", encoding="utf-8")
    load_files(lake, [file])
    sentence = visit("data", lake=lake).find_text("Own tables: no coverage")
    assert contains_in_order(sentence, "cannot be chosen", "0 patrols", "not counted")


def test_what_is_listed_in_part_says_so():
    assert contains_in_order(
        data_text.describe_changes(500, 12_345, "patrol_numbers"), "500 of 12,345", "patrol numbers", "the file has all"
    )
    assert contains_in_order(data_text.describe_changes(3, 3, "patrols"), "All", "patrols", "3")
    assert contains_in_order(data_text.describe_rejects(501, 500), "501 records", "500", "the CSV has all")
    pairs = data_text.describe_near_duplicates(501, 500, 1, 5)
    assert contains_in_order(pairs, "501 pairs", "within 1 day and 5 km", "500", "the CSV has all", "Nothing is merged")


def test_a_row_of_a_table_without_a_page_opens_the_record_that_it_speaks_of():
    assert find_id_to_open("patrols", "P1") == "P1"
    assert find_id_to_open("patrol_numbers", "P1 / b") == "P1"
    assert find_id_to_open("claims", "casualties / I1 / a / killed_low / 2 / a") == "I1"
    assert not has_page("coverage")


def test_the_page_says_what_was_requested_from_servers(visit, lake):
    note_fetch(lake, Fetch("ucdp_candidate", "{}", "2020-08-17T10:00:00Z", NOTHING_NEW, release=2, cursor={}))
    note_fetch(lake, Fetch("gdelt", "{}", "2020-08-17T10:00:00Z", FAILED, HOSTILE))
    page = visit("data", lake=lake)
    assert page.find_text("UCDP Candidate: last asked").endswith(" days ago, nothing new.")
    assert HOSTILE in page.find_text("GDELT: last asked")


def test_sums_of_others_are_shown_beside_our_own_and_labelled(visit, tmp_path):
    lake = publish_case(tmp_path, incidents=[attack("2020-03-03", admin1="Idleb")])
    sums = [("Idleb", 12), ("Hama", 3)]
    keep_sums(
        lake,
        [
            Sum("hapi", "SYR", area, date(2020, 3, 1), "political_violence", number, 1, date(2026, 4, 1))
            for area, number in sums
        ],
    )
    page = visit("data", lake=lake)
    assert "Sums that others publish" in page.read_texts("subheader")
    [said] = [words for words in page.read_texts("markdown") if words.startswith("March 2020")]
    assert (
        said
        == "March 2020: 15 events in 2 provinces by ACLED, as HDX HAPI gives them. Here: 1 compiled by hand, in 1 of them."
    )
