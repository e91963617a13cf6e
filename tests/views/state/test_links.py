"""The two links of a page, the memory of a link, and the records that explain a difference."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from etl.curated import build as load
from etl.lake import Lake
from tests.cases import attack, patrol, write_case
from tests.views.conftest import PAGES

RUN = [patrol(date(2020, 3, 1) + timedelta(days=7 * week), number=week + 1) for week in range(25)]
CHOICES = {"v": "3", "corridor": "road", "feed": "curated", "from": "2020-01-01", "to": "2020-12-31"}


def attacks(*verifications: str) -> list[dict]:
    """Make one attack on each of the first patrols."""
    return [
        attack(RUN[at]["date"], patrol_id=f"P{at + 1}", verification=verification)
        for at, verification in enumerate(verifications)
    ]


CONFIRMED = ["confirmed"] * 4


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """R1: 4 of 24. R2: another patrol and an attack confirmed, 5 of 25. R3: that patrol withdrawn, 5 of 24. R4: a note."""
    folder = tmp_path_factory.mktemp("links")
    lake = Lake(folder / "lake")
    for patrols, struck, message in (
        (RUN[:24], attacks(*CONFIRMED, "unconfirmed"), ""),
        (RUN, attacks(*CONFIRMED, "confirmed"), ""),
        (RUN[:24], attacks(*CONFIRMED, "confirmed"), "Counted twice"),
        ([RUN[0] | {"note": "seen"}, *RUN[1:24]], attacks(*CONFIRMED, "confirmed"), ""),
    ):
        load.build(lake, write_case(folder / "case", patrols=patrols, incidents=struck), message=message)
    return lake


def find_memory(page) -> str:
    (words,) = [words for words in page.read_texts("info") if words.startswith("You were sent")]
    return words


def list_links(page) -> list[str]:
    return [code.value for code in page.get("code") if code.value.startswith("/") and "sent=" in code.value]


def query_of(link: str) -> dict[str, str]:
    return {key: value for key, (value,) in parse_qs(urlsplit(link).query).items()}


def test_a_page_offers_a_link_to_this_release_and_one_to_the_newest_and_a_text_to_cite(visit, lake):
    page = visit(query=CHOICES | {"release": "R1", "grain": "week"}, lake=lake)
    this, newest = map(query_of, list_links(page))
    stated = {key: page.query_params[key] for key in ("v", "release", "corridor", "feed", "from", "to", "grain")}
    assert this == stated | {"sent": "4of24-R1"}
    assert newest == this | {"release": "newest"}
    (cited,) = [code.value for code in page.get("code") if code.value.startswith("Patrolwatch, release R1 of ")]
    assert "days: 2020-01-01 to 2020-12-31" in cited
    assert "grain: ISO week" in cited
    assert "CC BY 4.0" in cited
    assert "accessed on 20" in cited
    assert "sent=" not in cited


@pytest.mark.parametrize("name", [name for name in PAGES if name != "guide"])
def test_a_link_to_a_page_as_it_opens_is_short_and_opens_it_as_it_was(visit, lake, name):
    page = visit(name, {"release": "R1"}, lake=lake)
    was, sent = dict(page.query_params), query_of(list_links(page)[0])
    for link in list_links(page):
        assert len(f"https://watch.example/m4{link}") <= 120
    assert dict(visit(name, sent, lake=lake).query_params) == was | {"sent": sent["sent"]}


def test_a_link_states_what_the_reader_chose(visit):
    chosen = {"verification": "any", "k": "5", "window": "7", "card": "all"}
    page = visit("risk", chosen | {"exposure": "patrols"})
    short = query_of(list_links(page)[0])
    assert short.items() >= chosen.items()
    assert "exposure" not in short
    assert dict(visit("risk", short).query_params) == dict(page.query_params) | {"sent": short["sent"]}


def test_the_links_of_a_page_carry_what_it_alone_has_chosen(visit, lake):
    page = visit("records", {"search": "source", "table": "incidents", "record": "I1"}, lake=lake)
    for link in list_links(page):
        assert {"search": "source", "table": "incidents", "record": "I1"}.items() <= query_of(link).items()


def test_a_link_that_was_sent_with_another_number_says_what_changed_and_shows_the_records(visit, lake):
    page = visit(query=CHOICES | {"release": "R2", "sent": "4of24-R1"}, lake=lake)
    assert find_memory(page) == "You were sent 4 of 24 (R1); in R2 it is 5 of 25: one patrol added, one attack changed."
    (shown,) = [frame for frame in page.list_frames() if "before" in frame.columns]
    assert shown.fillna("").to_numpy().tolist() == [
        ["Patrol 25", "Patrol", "Added", "", "", ""],
        ["IED, 29 March 2020", "Attack", "Changed", "Verification", "Unconfirmed", "Confirmed"],
    ]
    assert not page.read_receipt()
    assert page.query_params["sent"] == "4of24-R1"  # reloading the page keeps the memory

    page.press("Show R1 as it was")
    assert (page.query_params["release"], page.read_tiles()["Share attacked"]) == ("R1", "17 %")
    assert not [words for words in page.read_texts("info") if words.startswith("You were sent")]
    page.press("Show R4")
    assert find_memory(page) == "You were sent 4 of 24 (R1); in R4 it is 5 of 24: one attack changed."


def test_a_link_to_the_newest_release_keeps_its_days_and_remembers(visit, lake):
    page = visit(query=CHOICES | {"release": "newest", "to": "2020-06-30", "sent": "4of18-R1"}, lake=lake)
    assert (page.query_params["release"], page.query_params["to"]) == ("R4", "2020-06-30")
    assert find_memory(page) == "You were sent 4 of 18 (R1); in R4 it is 5 of 18: one attack changed."


def test_a_number_that_is_still_the_same_is_stated_quietly(visit, lake):
    page = visit(query=CHOICES | {"release": "newest", "sent": "5of24-R3"}, lake=lake)
    assert "5 of 24 attacked, as when the link was sent (R3)." in page.read_texts("caption")
    assert not [words for words in page.read_texts("info") if words.startswith("You were sent")]


def test_a_share_that_is_a_range_is_sent_and_remembered_as_one(visit, tmp_path):
    untied = [attack(day) for day in ("2020-03-02", "2020-03-03", "2020-03-04")]  # nobody ran on these days
    lake = Lake(tmp_path / "lake")
    for number in (2, 3):
        rows = {"patrols": RUN[:12], "incidents": [*attacks(*["confirmed"] * 2), *untied[:number]]}
        load.build(lake, write_case(tmp_path / "case", **rows))
    page = visit(query=CHOICES | {"release": "R1"}, lake=lake)
    assert query_of(list_links(page)[0])["sent"] == "2to4of12-R1"
    for sent in ("2to4of12-R1", "2of12-R1"):  # as links had it before
        page = visit(query=CHOICES | {"release": "R2", "sent": sent}, lake=lake)
        assert find_memory(page) == "You were sent 2 to 4 of 12 (R1); in R2 it is 2 to 5 of 12: one attack added."


def test_the_number_is_forgotten_when_the_choices_are_others_and_remembered_when_they_come_back(visit, lake):
    page = visit(query=CHOICES | {"release": "R2", "sent": "4of24-R1"}, lake=lake)
    page.find_field("Verification", "selectbox").set_value("any").run()
    assert "sent" not in page.query_params
    page.find_field("Verification", "selectbox").set_value("confirmed").run()
    assert find_memory(page).startswith("You were sent 4 of 24 (R1)")
    page.press("Close")
    assert "sent" not in page.query_params


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("9of24-R1", "sent: the link says 9 of 24 in R1, but for these choices that release gives 4 of 24."),
        ("none-R1", "sent: the link says no count in R1, but for these choices that release gives 4 of 24."),
        ("4/24", "sent: “4/24” is not a number as links have it, such as 4of24-R7; it was ignored."),
    ],
)
def test_a_number_that_was_tampered_with_goes_to_the_receipt(visit, lake, sent, sentence):
    page = visit(query=CHOICES | {"release": "R2", "sent": sent}, lake=lake)
    (said,) = page.read_receipt()
    assert said.startswith(sentence)
    assert "sent" not in page.query_params
    assert not [words for words in page.read_texts("info") if words.startswith("You were sent")]


def test_where_the_release_it_was_sent_from_is_gone_the_page_says_so(visit, lake):
    page = visit(query=CHOICES | {"release": "newest", "sent": "3of20-R77"}, lake=lake)
    assert find_memory(page) == (
        "You were sent 3 of 20 (R77); in R4 it is 5 of 24. What changed cannot be shown: There is no release R77 in this lake."
    )


def test_the_rest_of_a_link_to_a_damaged_release_applies_when_another_is_opened(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    for patrols in (RUN[:3], RUN[:4]):
        load.build(lake, write_case(tmp_path / "case", patrols=patrols))
    path = lake.manifests / "R000002.json"
    path.write_bytes(path.read_bytes()[:-20])
    page = visit(query=CHOICES | {"release": "R2", "grain": "day", "to": "2020-03-31"}, lake=lake)
    page.press("Open R1, the release before")
    assert {"release": "R1", "grain": "day", "to": "2020-03-31"}.items() <= dict(page.query_params).items()


# Records at an address


def test_a_record_shows_its_own_address(visit, lake):
    page = visit("records", {"record": "I5"}, lake=lake)
    assert "/records?v=3&corridor=road&feed=curated&release=newest&record=I5" in [
        code.value.replace("/?", "/records?") for code in page.get("code")
    ]


def test_a_withdrawn_record_says_when_and_why_it_went_and_what_it_was(visit, lake):
    page = visit("records", {"record": "P25"}, lake=lake)
    (gone,) = [words for words in page.read_texts("info") if words.startswith("This record was withdrawn")]
    made = lake.read_manifest(3).made_at[:10]
    assert gone.startswith(
        f"This record was withdrawn by R3, made on {made}: “Counted twice”. In that release, the fact files no longer hold it"
    )
    assert page.read_only_text("subheader") == "Patrol 25, 16 August 2020"
    assert page.read_receipt() == ["record: “P25” was withdrawn by R3; it is shown as it was."]


def test_a_record_of_a_later_release_is_named_with_the_release_it_came_in(visit, lake):
    page = visit("records", {"record": "P25", "release": "R1"}, lake=lake)
    made = lake.read_manifest(2).made_at[:10]
    assert page.read_receipt() == [f"record: “P25” is not in release R1. It first appears in R2, made on {made}."]
    page.press("Show “P25” in R2")
    assert page.read_only_text("subheader").startswith("Patrol 25")
    assert page.query_params["release"] == "R2"


def test_a_source_that_later_releases_lack_is_named_with_the_last_that_holds_it(visit, tmp_path):
    from tests.cases import source

    lake = Lake(tmp_path / "lake")
    for sources in ([source("source"), source("old")], [source("source")]):
        load.build(lake, write_case(tmp_path / "case", sources=sources))
    page = visit("records", {"record": "old"}, lake=lake)
    (said,) = page.read_receipt()
    assert said.startswith("record: “old” is not in release R2 any more. R1, made on ")
    page.press("Show “old” in R1")
    assert page.read_only_text("subheader") == "Title"


# Keys of single pages


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("records", {"search": "x" * 51}, "search: “xxx"),
        ("records", {"search": "x" * 900}, "search: “xxx"),
        ("records", {"everywhere": "yes"}, "everywhere: “yes” is not available with these choices, so it was ignored."),
        ("records", {"record": "\x00"}, "record: “\\u0000” is not in release R4, nor in any other"),
        ("risk", {"k": "٣"}, "k: “٣” is not a whole number from 5 to 10,000"),
        ("risk", {"window": "9" * 300}, "window: “999"),
        ("road", {"stretch": "1e1"}, "stretch: there is no “1e1” here"),
    ],
)
def test_unavailable_choices_of_a_single_page_are_on_the_receipt(visit, lake, name, query, sentence):
    page = visit(name, query, lake=lake)
    (said,) = page.read_receipt()
    assert said.startswith(sentence)
    page.run()
    assert page.read_receipt() == [said]  # it stays
