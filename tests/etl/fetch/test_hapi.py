"""HDX HAPI: sums stored beside the releases, page by page, and compared by province and month."""

from datetime import date

import pytest

from analysis.questions.holdings.sums import compare_sums
from etl.errors import FetchFailed, UsageError
from etl.fetch.log import KEPT_SUMS, read_fetches
from etl.fetch.question import Question
from etl.fetch.run import fetch
from etl.fetch.sums import Sum, read_sums
from etl.lake import Lake
from tests.cases import attack, fill_tables, open_in_memory
from tests.etl.fetch.rows import hapi, read
from tests.etl.fetch.servers import SECRETS, Hapi, Reply

SYRIA = Question(countries=("syr",))


def test_pages_are_read_until_one_is_not_full(serve, ask, monkeypatch):
    monkeypatch.setattr("etl.fetch.services.hapi.ROWS_OF_A_PAGE", 2)
    server = serve(Hapi([hapi(f"2026-0{month}") for month in (1, 2, 3, 4)]))
    assert [row["reference_period_start"][:7] for row in read(ask("hapi", server, countries=("syr",)).files)] == [
        "2026-01", "2026-02", "2026-03", "2026-04",
    ]  # fmt: skip
    assert [request.params["offset"] for request in server.asked] == ["0", "2", "4"]
    assert not any(SECRETS["HAPI_APP_IDENTIFIER"] in str(request.params) for request in server.asked)


@pytest.mark.parametrize(
    ("answer", "says"),
    [({"data": [hapi("2026-01"), hapi("2026-01")]}, "sent a record twice"), ({"rows": []}, "has changed the format"),
     ({"data": [{"location_code": "SYR"}]}, "has changed its columns")],
)  # fmt: skip
def test_an_answer_that_is_not_as_documented_stops_the_fetch(serve, ask, answer, says):
    with pytest.raises(FetchFailed, match=says):
        ask("hapi", serve(lambda request: Reply(answer)), countries=("SYR",))


@pytest.mark.parametrize("question", [{}, {"countries": ("SYR",), "corridors": ("m4",)}])
def test_sums_need_countries_and_take_no_corridor(serve, ask, question):
    with pytest.raises(UsageError, match="name one by its ISO code"):
        ask("hapi", serve(Hapi([])), **question)


def test_sums_are_added_up_by_province_and_replace_those_of_the_same_months(serve, tmp_path):
    lake = Lake(tmp_path / "lake")
    other = {"provider_admin2_name": "Other", "admin2_name": "Other"}
    service = Hapi(
        [hapi("2026-01", events=3), hapi("2026-02", events=4), hapi("2026-02", events=5, fatalities=None, **other),
         hapi("2026-02", "Hama", 0, fatalities=0), hapi("2026-02", "Homs", error="no such place"), hapi("2026-03", events=None)]
    )  # fmt: skip
    server = serve(service)
    outcome = fetch(lake, "hapi", SYRIA, server=server.url)
    assert (
        outcome.release is None
        and lake.list_numbers() == []
        and [each.outcome for each in read_fetches(lake)] == [KEPT_SUMS]
    )
    first, second = outcome.format_lines()
    assert first.startswith("3 sums of HDX HAPI, 2026-01 to 2026-02, are kept") and second.startswith(
        "2 of 6 rows were left out"
    )

    def index_sums():
        return {(each.area, str(each.month)[:7]): (each.events, each.fatalities) for each in read_sums(lake)}

    assert index_sums() == {("Idleb", "2026-01"): (3, 2), ("Idleb", "2026-02"): (9, None), ("Hama", "2026-02"): (0, 0)}

    service.sums = [hapi("2026-01", events=100), hapi("2026-02", events=1)]
    fetch(lake, "hapi", Question(since=date(2026, 2, 1), countries=("SYR",)), server=server.url)
    assert index_sums() == {("Idleb", "2026-01"): (3, 2), ("Idleb", "2026-02"): (1, 2)}


def test_a_sum_is_shown_beside_the_attacks_of_its_province_and_month():
    here = {"admin1": "Ar-Raqqa", "corridor": None}
    release = open_in_memory(
        fill_tables(
            incidents=[
                attack("2026-02-03", feed="acled", **here),
                attack("2026-02-27", feed="acled", **here),
                attack("2026-02-27", until="2026-03-02", feed="acled", **here),
                attack("2026-02-05", feed="acled", kind="protest", **here),
                attack("2026-01-05", feed="ucdp_ged", **here | {"admin1": "Hama"}),
            ]
        )
    )

    def make(area, month, event_type="political_violence"):
        return Sum("hapi", "SYR", area, date(2026, month, 1), event_type, 7, 1, date(2026, 4, 1))

    sums = [
        make("ar raqqa", 1),
        make("ar raqqa", 2),
        make("ar raqqa", 2, "civilian_targeting"),
        make("Hama", 2),
        make(None, 2),
    ]
    assert [(row["area"], row["month"].month, row["theirs"], row["ours"]) for row in compare_sums(release, sums)] == [
        ("Hama", 2, 7, {"acled": None, "ucdp_ged": 0}), ("ar raqqa", 2, 7, {"acled": 2, "ucdp_ged": None}),
        ("ar raqqa", 1, 7, {"acled": 0, "ucdp_ged": None}),
    ]  # fmt: skip


def test_a_province_may_be_spelt_with_other_vowels_unless_two_would_be_one():
    names = ("Idleb", "Idlib governorate", "al-Hasakah", "Homs", "Kasai")
    release = open_in_memory(
        fill_tables(incidents=[attack("2026-02-03", feed="acled", corridor=None, admin1=name) for name in names])
    )
    areas = ("Idleb", "Al-Hasakeh", "Hama", "Kasaï", "Kivu", "Kovu")
    sums = [Sum("hapi", "SYR", area, date(2026, 2, 1), "political_violence", 7, 1, date(2026, 4, 1)) for area in areas]
    assert {row["area"]: row["ours"]["acled"] for row in compare_sums(release, sums)} == {
        "Idleb": 2, "Al-Hasakeh": 1, "Hama": None, "Kasaï": 1, "Kivu": None, "Kovu": None,
    }  # fmt: skip
    # Real provinces of one country: Nigeria, Burkina Faso, Cameroon, Sudan, the Democratic Republic of the Congo and Libya.
    pairs = [("Yobe", "Abia"), ("Centre-Est", "Centre-Ouest"), ("East", "South"), ("East Darfur", "South Darfur"), ("Tshopo", "Tshuapa"),
             ("Al Jufrah", "Al Jafarah")]  # fmt: skip
    of_others = open_in_memory(
        fill_tables(incidents=[attack("2026-02-03", corridor=None, admin1=other) for _, other in pairs])
    )
    of_ones = [
        Sum("hapi", "NGA", one, date(2026, 2, 1), "political_violence", 7, 1, date(2026, 4, 1)) for one, _ in pairs
    ]
    assert all(row["ours"]["curated"] is None for row in compare_sums(of_others, of_ones))
    of_kovi = open_in_memory(fill_tables(incidents=[attack("2026-02-03", corridor=None, admin1="Kovi")]))
    assert all(row["ours"]["curated"] is None for row in compare_sums(of_kovi, sums))
