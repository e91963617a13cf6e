"""The page Review: linking a pair, which reports its effect, correcting a record from its page, and undoing it."""

import pytest

from etl.errors import QueryStopped
from etl.load.jobs import run
from tests.cases import attack, claim, patrol, publish_case
from views.sections.add.words import NO_EFFECTS
from views.sections.review import deciding


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Publish decisions in this process, while the page is drawn."""

    class Done:
        is_done = True

        def __init__(self, request):
            try:
                self.result = run._review(request, None)
            except Exception as error:
                self.result = {"error": str(error)}

    monkeypatch.setattr(deciding, "Job", Done)


@pytest.fixture
def lake(tmp_path):
    days = [f"2020-03-{day}" for day in range(15, 24)]
    incidents = [
        attack(days[0], patrol_id="P1"),
        attack(days[1], patrol_id="P2"),
        attack(days[1], patrol_id="P2", weapon="mine"),
    ]
    claims = [claim("incidents", "I1", "kind", "protest", claimed_by_side="b")]
    return publish_case(tmp_path, patrols=[patrol(day) for day in days], incidents=incidents, claims=claims)


def stop(*asked):
    raise QueryStopped("It took too long.")


def sign(page, place=0):
    """Fill in the name, and the reason of form number `place`."""
    page.find_field("Your name, to sign each decision *", "text_input").input("Ana")
    [each for each in page.text_input if each.label == "Reason *"][place].input("the same report")


def test_a_link_and_a_correction_are_published_and_a_correction_is_undone(visit, lake, monkeypatch):
    page = visit("review", lake=lake)
    assert "Same day · same corridor, place not known · both in one feed (compiled by hand)" in page.read_texts(
        "caption"
    )
    page.press("Link as one event")
    assert page.read_texts("error") == ["Say who decides this, and why."] and lake.list_numbers() == [1]
    sign(page)
    page.press("Link as one event")
    [said] = page.read_texts("success")
    assert said.startswith(
        "R2 is published. IED, 16 March 2020 and IED, 16 March 2020 are one event. Linked by Ana on "
    )
    assert "Road: share attacked 22 %, as before" in page.read_texts("subheader")
    assert page.read_texts("info") == ["No records of this corridor look like the same event."]
    page = visit("review", {"show": "claims"}, lake=lake)
    sign(page)
    page.press("Correct the record")
    assert page.read_texts("success")[0].startswith("R3 is published. Protest, 15 March 2020: Kind: Protest, where")
    assert "Road: share attacked 22 % to 11 %" in page.read_texts("subheader")
    record = visit("records", {"record": "I1"}, lake=lake)
    assert record.read_texts("info")[0].startswith("Kind: Protest, where the feed states IED. Corrected by Ana on ")
    page = visit("review", {"show": "entries"}, lake=lake)
    sign(page, 0)
    page.press("Undo entry 2")
    assert "Road: share attacked 11 % to 22 %" in page.read_texts("subheader")
    assert len(lake.list_numbers()) == 4
    monkeypatch.setattr(deciding, "compare_headlines_of", stop)
    page.run()
    assert page.read_texts("success")[0].startswith("R4 is published") and page.read_texts("warning") == [NO_EFFECTS]


def test_a_record_is_corrected_from_its_own_page(visit, lake):
    record = visit("records", {"record": "I2"}, lake=lake)
    record.press("Correct or withdraw this record")
    assert record.read_only_text("title") == "Review"
    page = visit("review", {"correct": "I2"}, lake=lake)
    page.find_field("What is wrong", "multiselect").select("Patrol").run()
    page.find_field("Patrol", "text_input").input("P9")
    sign(page)
    page.press("Publish the correction")
    (refused,) = page.read_texts("error")
    assert "incidents on a patrol that ran on other days: I2" in refused
    assert lake.list_numbers() == [1]


def test_a_reader_who_may_not_write_sees_no_review(visit, monkeypatch, lake):
    monkeypatch.setattr("views.frame.bar.may_write", lambda cookies: False)
    monkeypatch.setattr("views.sections.review.entries.may_write", lambda cookies: False)
    page = visit("records", {"record": "I1"}, lake=lake)
    assert "Review" not in [link.proto.label for link in page.get("page_link")]
    assert "Correct or withdraw this record" not in [button.label for button in page.button]
