"""The table of records, and one record with everything known about it."""

import pytest

from etl.curated import build as load
from etl.lake import Lake
from tests.cases import attack, claim, patrol, publish_case, source, suspension, write_case
from tests.views.sentences import contains_in_order
from views.state.keys import RECORD_TO_OPEN


def find_frame(page, *columns):
    """Find the only table with these columns."""
    (found,) = [found for found in page.list_frames() if set(columns) <= set(found.columns)]
    return found


@pytest.mark.parametrize(
    ("record_id", "title"),
    [
        ("M4-P17", "Patrol 17, 16 June 2020"),
        ("M4-018", "IED on 16 June 2020"),
        ("S07", "Suspension from 25 August 2020, announced by Russian foreign minister (Lavrov)"),
        ("sohr-157316", "Regime forces shell"),
    ],
)
def test_a_link_to_a_record_opens_it_with_its_history_and_a_text_to_report_an_error(visit, record_id, title):
    page = visit("records", {"record": record_id})
    assert page.read_only_text("subheader").startswith(title)
    assert page.query_params["record"] == record_id
    assert page.find_text("R1 (").endswith(": added")
    (report,) = [code for code in page.get("code") if code.value.startswith("Patrolwatch R1, ")]
    assert f"record {record_id}\n" in report.value
    assert report.value.rstrip().endswith("Source (title, date, address):")
    assert page.find_field("Report an error", "expander")


def test_a_record_opens_with_its_sources_and_its_claims_side_by_side(visit, tmp_path):
    lake = publish_case(
        tmp_path,
        patrols=[patrol("2020-03-01", source_ids=["wire", "radio"])],
        sources=[source("wire", title="Wire report"), source("radio", title="Radio report"), source("source"),
                 source("other", title="Not about it")],
        claims=[claim("patrols", "P1", "outcome", "full", claimed_by_side="a", source_id="wire"),
                claim("patrols", "P1", "outcome", "cut_short", claimed_by_side="b")],
    )  # fmt: skip
    page = visit("records", {"record": "P1"}, lake=lake)
    claims = find_frame(page, "claimed_by_side", "value")
    assert set(zip(claims["claimed_by_side"], claims["value"], strict=True)) == {("A", "Full"), ("B", "Cut short")}
    shown = " ".join(page.read_texts("markdown"))
    assert "“Wire report”" in shown and "“Radio report”" in shown and "Not about it" not in shown
    assert len([button for button in page.button if button.label == "Open"]) == 2


def test_a_record_shows_what_each_release_changed_in_it(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    for outcome in ("full", "cut_short"):
        load.build(lake, write_case(tmp_path / "case", patrols=[patrol("2020-03-01", outcome=outcome)]))
    page = visit("records", {"record": "P1"}, lake=lake)
    assert page.find_text("R1 (").endswith(": added")
    assert page.find_text("R2 (").endswith(": outcome changed from Full to Cut short")


def test_a_withdrawn_record_still_opens_and_says_so(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    for patrols in ([patrol("2020-03-01"), patrol("2020-03-02")], [patrol("2020-03-01")]):
        load.build(lake, write_case(tmp_path / "case", patrols=patrols))
    page = visit("records", {"record": "P2"}, lake=lake)
    gone = page.read_only_text("info")
    assert gone.startswith("This record was withdrawn by R2, made on 20")
    assert "In that release, the fact files no longer hold it." in gone
    assert page.read_receipt() == ["record: “P2” was withdrawn by R2; it is shown as it was."]
    assert page.find_text("1 patrol from")


def test_a_patrol_without_a_known_day_says_so_in_its_record(visit):
    page = visit("records", {"record": "M4-P23"})
    assert page.read_only_text("subheader") == ("Patrol 23, no source names a day; between 23 July and 11 August 2020")
    assert contains_in_order(page.find_text("Its day is not known"), "not counted", "period or rate")


def test_an_unconfirmed_attack_says_so_in_its_record(visit):
    page = visit("records", {"record": "M4-015"})
    assert page.find_text("It is unconfirmed. The numbers leave it out")


def test_a_record_closes_and_leaves_the_address(visit):
    page = visit("records", {"record": "M4-P17"})
    page.press("Close the record")
    assert not page.subheader
    assert "record" not in page.query_params


def test_a_record_opens_from_the_field_and_from_another_page(visit):
    page = visit("records")
    page.find_field("Open a record", "selectbox").set_value("M4-P21").run()
    assert page.read_only_text("subheader").startswith("Patrol 21")
    # Picking a row on the Timeline sets this key and switches the page.
    page.go_to("timeline")
    page.session_state[RECORD_TO_OPEN.name] = "M4-P17"
    page.run()
    assert page.read_texts("title") == ["Records"]
    assert page.read_only_text("subheader").startswith("Patrol 17")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("patrols", "26 patrols from 15 March to 31 December 2020"),
        ("incidents", "25 incidents from 15 March to 31 December 2020"),
        ("suspensions", "3 announced suspensions from 15 March to 31 December 2020"),
        ("sources", "165 sources"),
    ],
)
def test_the_sentence_the_table_and_the_download_hold_the_same_number_of_records(visit, table, sentence):
    page = visit("records", {"table": table})
    assert page.find_text(sentence) == sentence
    number = int(sentence.split()[0])
    (label,) = [label for label in page.list_files() if label.startswith("CSV (")]
    assert label.startswith(f"CSV ({number} ")
    assert max(len(found) for found in page.list_frames()) == number


def test_the_search_narrows_the_table_and_is_in_the_address(visit):
    page = visit("records")
    page.find_field("Search", "text_input").set_value("M4-P17").run()
    assert page.find_text("1 patrol from").endswith(" with “M4-P17”")
    assert page.query_params["search"] == "M4-P17"
    assert find_frame(page, "patrol_id")["patrol_id"].tolist() == ["Patrol 17"]
    tabs = page.find_field("Table", "button_group").options
    assert list(tabs) == ["Patrols (1)", "Incidents (1)", "Suspensions (0)", "Sources (0)"]


def test_a_search_without_a_find_says_so_and_what_to_do(visit):
    page = visit("records", {"search": "nowhere to be found"})
    assert page.find_text("0 patrols from")
    assert page.read_only_text("info") == (
        "Nothing found with these words, days and choices. Search for fewer words, or reset the choices under More."
    )
    assert not [label for label in page.list_files() if label.startswith("CSV")]


def test_incidents_off_the_corridor_are_counted_and_shown_on_request(visit):
    page = visit("records", {"table": "incidents", "from": "2020-08-01", "to": "2020-08-31"})
    here = len(find_frame(page, "kind"))
    (more,) = [words for words in page.read_texts("caption") if words.endswith("off this corridor.")]
    page.find_field("Off this corridor too", "checkbox").check().run()
    assert len(find_frame(page, "kind")) == here + int(more.split()[0])
    assert page.query_params["everywhere"] == "yes"


def test_the_doubts_kept_in_a_release_are_listed(visit, tmp_path):
    lake = publish_case(tmp_path, patrols=[patrol(None), patrol("2020-03-02")], suspensions=[suspension("2020-04-01")],
                    incidents=[attack("2020-03-02")])  # fmt: skip
    page = visit("records", lake=lake)
    assert page.find_field("Doubts kept about this corridor (2)", "expander")
    assert page.find_text("Patrols without a known day: Patrol without a number, day not known")
    assert page.find_text("Attacks on patrols tied to no patrol: IED, 2 March 2020")


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({"search": " rocket ", "table": "incidents", "everywhere": "yes"}, "incidents.csv?v=3&release=R1&"),
        ({"table": "sources"}, "sources.csv?v=3&release=R1&"),
    ],
)
def test_a_table_shows_where_a_program_reads_it(visit, query, asked):
    (address,) = [code.value for code in visit("records", query).get("code") if "/api/v1/" in code.value]
    assert address.startswith(f"/api/v1/{asked}")
    assert address.endswith("&search=rocket&everywhere=yes") == ("search" in query)
