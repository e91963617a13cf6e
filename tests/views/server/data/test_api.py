"""The API, called as a program would, without a server."""

import gzip
import io
import json
import re
import shutil
from functools import partial

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from analysis.export import writers
from analysis.export.citation import CREDITS
from analysis.exposure import Exposure
from analysis.links.codec import encode
from analysis.links.keys import KEYS
from analysis.questions.periods import compute_rates_by_period, compute_series
from analysis.questions.rates import compute_trends, count_hindrances
from analysis.questions.records import TABLES_WITH_PAGES, list_records, listing
from etl.curated import build as load
from etl.errors import QueryStopped
from etl.lake import Lake
from tests.cases import attack, coverage, patrol, publish_case, strait, suspension, transit_count, write_case
from tests.views.api_client import ask
from views.server import limits
from views.server.data import api
from views.server.data.served_tables import TABLES
from views.server.limits import LONGEST_QUERY

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    """Publish R1 with one attack on a patrol, and R2 with two."""
    folder = tmp_path_factory.mktemp("address")
    patrols = [patrol(f"2020-03-{day:02}", number=day, note="=1+1") for day in range(1, 7)]
    incidents = [attack("2020-03-01", patrol_id="P1"), attack("2020-03-02", patrol_id="P2", place="قرية")]
    lake = publish_case(
        folder, patrols=patrols, incidents=incidents[:1], suspensions=[suspension("2020-04-01", "2020-04-05")]
    )
    load.build(lake, write_case(folder / "second", patrols=patrols, incidents=incidents))
    return lake


@pytest.fixture
def lake(two_releases, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(two_releases.root))
    return two_releases


# What rows alone cannot count


def test_what_counts_attacks_says_how_many_incidents_are_of_unknown_kind(tmp_path, monkeypatch):
    facts = {"patrols": [patrol("2020-03-01")], "incidents": [attack("2020-03-01", kind="unknown")]}
    monkeypatch.setenv("PATROLWATCH_LAKE", str(publish_case(tmp_path, **facts).root))
    notes = {table: ask(f"/api/v1/{table}.csv").headers.get("patrolwatch-note", "") for table in TABLES}
    assert {table for table, note in notes.items() if note} == {"series", "rates", "hindrances", "trends"}
    assert notes["rates"].startswith("1 incident of a kind that is not known is not counted as an attack")


def test_rates_of_counts_say_that_attacks_are_only_those_that_could_be_sourced(tmp_path, monkeypatch):
    held = [coverage("incidents", "patrol", "2020-03-01", "2020-03-31", complete=False)]
    facts = {"corridors": [strait()], "exposure": [transit_count("2020-03-01", "2020-03-31", 100)], "coverage": held}
    monkeypatch.setenv("PATROLWATCH_LAKE", str(publish_case(tmp_path, **facts).root))
    assert ask("/api/v1/rates.csv").headers["patrolwatch-note"].startswith("Attacks are those that could be sourced")


# The rows of the pages


def list_rows_of_page(release, selection, table):
    """List the rows of the table that a page shows."""
    if table in TABLES_WITH_PAGES:
        return list_records(release, table, selection)
    questions = {
        "series": compute_series, "rates": compute_rates_by_period, "hindrances": count_hindrances,
        "trends": partial(compute_trends, reached_km=18.9),
    }  # fmt: skip
    return questions[table](release, selection)


@pytest.mark.parametrize("format", writers.FORMATS)
@pytest.mark.parametrize("table", TABLES)
def test_the_address_gives_the_file_of_the_page_byte_for_byte(m4_address, m4, m4_selection, table, format):
    answer = ask(f"/api/v1/{table}.{format}", encode(m4_selection))
    rows = list_rows_of_page(m4, m4_selection, table)
    assert answer.status == 200
    assert answer.headers["content-type"] == writers.FORMATS[format]
    assert answer.headers["patrolwatch-rows"] == str(rows.num_rows)
    assert answer.body == writers.write(rows, format)


@pytest.mark.parametrize(
    ("more", "exposure"),
    [
        ({"exposure": "kilometres"}, Exposure("kilometres")),
        ({"exposure": "reached"}, Exposure("reached", 18.9)),
        ({"exposure": "reached", "reached": "52.6"}, Exposure("reached", 52.6)),
    ],
)
def test_rates_are_given_by_the_exposure_that_is_requested(m4_address, m4, m4_selection, more, exposure):
    rates = ask("/api/v1/rates.csv", more)
    assert rates.body == writers.write(compute_rates_by_period(m4, m4_selection, exposure), "csv")
    assert all(f"{key}={value}" in rates.headers["content-location"] for key, value in more.items())
    hindrances = ask("/api/v1/hindrances.csv", more)
    assert hindrances.body == writers.write(count_hindrances(m4, m4_selection, exposure), "csv")


@pytest.mark.parametrize(
    ("table", "query", "said"),
    [
        ("rates", {"exposure": "days"}, {"exposure": "exposure: there is no “days” here. Choose from patrols, kilometres, reached, counted."}),
        ("trends", {"reached": "80"}, {"reached": "reached: “80” is not a kilometre from 0 to 73."}),
        ("rates", {"reached": "-1"}, {"reached": "reached: “-1” is not a kilometre from 0 to 73."}),
        ("trends", {"exposure": "patrols"}, {"exposure": "“exposure” is not a key of this address."}),
        ("rates", {"corridor": "ne_border", "exposure": "kilometres"},
         {"exposure": "exposure: this corridor has no kilometres, so only patrols are available."}),
    ],
)  # fmt: skip
def test_an_exposure_that_is_not_available_is_refused(m4_address, table, query, said):
    answer = ask(f"/api/v1/{table}.csv", query)
    assert (answer.status, answer.errors()) == (400, said)


def test_an_address_without_choices_asks_what_a_page_without_choices_asks(m4_address, m4, m4_selection):
    assert ask("/api/v1/rates.csv").body == writers.write(compute_rates_by_period(m4, m4_selection), "csv")


def test_a_search_and_incidents_off_the_corridor_are_asked_as_on_the_records_page(m4_address, m4, m4_selection):
    found = ask("/api/v1/patrols.csv", {"search": "trumba 17"}).rows()
    assert [row["patrol_id"] for row in found] == list_records(m4, "patrols", m4_selection, "trumba 17")[0].to_pylist()
    here, everywhere = (len(ask("/api/v1/incidents.csv", query).rows()) for query in ({}, {"everywhere": "yes"}))
    assert here < everywhere == list_records(m4, "incidents", m4_selection, everywhere=True).num_rows


def test_the_newest_release_is_taken_where_none_is_named_and_its_name_is_stated(lake):
    for query in ({}, {"release": "newest"}, {"release": "R2"}):
        answer = ask("/api/v1/incidents.csv", query)
        assert (answer.headers["patrolwatch-release"], len(answer.rows())) == ("R2", 2)
        assert answer.headers["patrolwatch-content-hash"] == lake.read_manifest(2).content_hash
    assert len(ask("/api/v1/incidents.csv", {"release": "R1"}).rows()) == 1


def test_the_content_location_is_the_same_rows_whatever_is_published_later(lake):
    answer = ask("/api/v1/incidents.csv", {"search": "قرية", "grain": "week"})
    path, _, query = answer.headers["content-location"].partition("?")
    assert "release=R2" in query and "grain=week" in query
    again = ask(path, query)
    assert (again.body, again.headers["etag"]) == (answer.body, answer.headers["etag"])


def test_text_that_a_spreadsheet_would_run_is_inert(lake):
    assert {row["note"] for row in ask("/api/v1/patrols.csv").rows()} == {"'=1+1"}


def test_every_table_has_its_credit(m4_address):
    assert ask("/api/v1/patrols.csv").headers["patrolwatch-credit"] == CREDITS["curated"]
    assert all(credit.isascii() for credit in CREDITS.values()), "a header holds no other text"


def test_the_name_of_the_file_is_that_of_the_page(m4_address):
    named = {
        table: ask(f"/api/v1/{table}.csv").headers["content-disposition"] for table in ("patrols", "series", "rates")
    }
    assert named == {
        "patrols": 'attachment; filename="m4-patrols-R1.csv"',
        "series": 'attachment; filename="m4-series_by_month-R1.csv"',
        "rates": 'attachment; filename="m4-rates_by_period-R1.csv"',
    }


# Long lists


def test_a_long_list_comes_in_pieces_before_all_of_it_is_read(lake, monkeypatch):
    monkeypatch.setattr(listing, "ROWS_IN_A_BATCH", 1)
    whole = ask("/api/v1/incidents.csv")
    assert len(whole.pieces) == 3  # the head, and one row for each of two days
    assert "patrolwatch-rows" not in whole.headers
    assert [row["incident_id"] for row in whole.rows()] == ["I1", "I2"]


def test_a_list_longer_than_an_answer_may_be_is_refused_with_a_sentence(lake, monkeypatch):
    monkeypatch.setattr(listing, "ROWS_IN_A_BATCH", 1)
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    answer = ask("/api/v1/incidents.csv")
    assert (answer.status, answer.json()["detail"]) == (
        400,
        "This list has more than 1 rows. Choose fewer days, or search.",
    )


@pytest.mark.parametrize("table", TABLES)
def test_all_questions_of_a_request_share_one_time_limit(lake, monkeypatch, table):
    monkeypatch.setattr(limits, "QUESTION_SECONDS", 0)
    answer = ask(f"/api/v1/{table}.csv", {"from": "2020-03-02"})
    assert (answer.status, answer.json()["detail"]) == (
        503,
        "The question took longer than 0 seconds and was stopped. Choose fewer days.",
    )


def test_a_search_of_too_many_words_is_refused_before_it_is_run(lake):
    words = [str(number) for number in range(limits.MOST_WORDS + 1)]
    assert ask("/api/v1/incidents.csv", {"search": " ".join(words)}).errors() == {
        "search": "search: 21 words are too many; a search has at most 20."
    }
    assert ask("/api/v1/incidents.csv", {"search": " ".join(words[1:])}).status == 200


# ETags


def test_a_client_with_the_current_version_gets_304_without_a_query(lake, monkeypatch):
    etag = ask("/api/v1/rates.csv").headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    monkeypatch.setattr("views.state.cache.answer", None)
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = ask("/api/v1/rates.csv", if_none_match=known)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert {"cache-control", "vary", "content-location"} <= set(answer.headers)
    assert ask("/api/v1/suspensions.csv", if_none_match=etag).status == 200


def test_the_etag_follows_the_content_of_the_release_and_the_choices(lake):
    def ask_etag(table="rates", format="csv", **query):
        return ask(f"/api/v1/{table}.{format}", query).headers["etag"]

    assert ask_etag() == ask_etag(release="R2") == ask_etag(release="newest", grain="month")
    others = [
        ask_etag(release="R1"), ask_etag(grain="week"), ask_etag(format="json"), ask_etag("series"), ask_etag("patrols"),
        ask_etag("patrols", search="x"), ask_etag("incidents"), ask_etag("incidents", everywhere="yes"),
    ]  # fmt: skip
    assert len({ask_etag(), *others}) == len(others) + 1


def test_compressed_bytes_are_other_bytes_under_another_etag(lake):
    plain = ask("/api/v1/patrols.csv")
    small = ask("/api/v1/patrols.csv", accept_encoding="br, gzip;q=0.8")
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(small.body) == plain.body
    assert small.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert ask("/api/v1/patrols.csv", if_none_match=small.headers["etag"]).status == 200
    assert ask("/api/v1/patrols.csv", if_none_match=small.headers["etag"], accept_encoding="gzip").status == 304


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br", "gzip; q=0.0"])
def test_nothing_is_compressed_for_who_does_not_take_it(lake, accepted):
    assert "content-encoding" not in ask("/api/v1/patrols.csv", accept_encoding=accepted).headers


def test_parquet_is_not_compressed_twice(lake):
    answer = ask("/api/v1/patrols.parquet", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert pq.read_table(io.BytesIO(answer.body)).num_rows == 6


def test_head_answers_as_get_would_and_writes_nothing(lake, monkeypatch):
    told = ask("/api/v1/patrols.csv")
    monkeypatch.setattr(writers, "make_writer", None)
    head = ask("/api/v1/patrols.csv", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == {name: value for name, value in told.headers.items() if name != "patrolwatch-rows"}


# Refusals


def test_each_part_that_is_not_available_is_named_and_nothing_is_given_instead(lake):
    query = [
        ("colour", "red"), ("grain", "year"), ("grain", "day"), ("from", "2019-01-01"), ("to", "soon"),
        ("verification", "all"), ("everywhere", "no"),
    ]  # fmt: skip
    answer = ask("/api/v1/incidents.csv", query)
    assert answer.status == 400
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["title"] == "Bad Request"
    assert answer.errors() == {
        "colour": "“colour” is not a key of this address.",
        "grain": "grain: there is no “year” here. Choose from day, week, month.",
        "from": "from: 2019-01-01 is outside the days covered, 2020-01-01 to 2020-12-31.",
        "to": "to: “soon” is not a day written YYYY-MM-DD.",
        "verification": "verification: there is no “all” here. Choose from confirmed, any.",
        "everywhere": "everywhere: there is no “no” here. The only choice is yes.",
    }


def test_a_key_that_occurs_twice_is_named_once(lake):
    answer = ask("/api/v1/rates.csv", [("grain", "day"), ("grain", "week")])
    assert answer.json()["errors"] == [{"key": "grain", "detail": "“grain” is in the address 2 times."}]


def test_a_key_of_another_table_is_not_taken(lake):
    assert ask("/api/v1/rates.csv", {"search": "x"}).errors() == {"search": "“search” is not a key of this address."}
    assert ask("/api/v1/releases", {"grain": "day"}).errors() == {"grain": "“grain” is not a key of this address."}


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(KEYS)), st.text(max_size=8)), st.text(max_size=12), max_size=4))
def test_any_text_in_an_address_is_rows_or_a_problem(m4_address, query):
    answer = ask("/api/v1/rates.json", query)
    assert answer.status in (200, 400, 404)
    if answer.status == 200:
        assert isinstance(answer.json(), list)
    else:
        answer.errors()


def test_a_release_that_is_not_there_is_not_found(lake):
    answer = ask("/api/v1/rates.csv", {"release": "R9"})
    assert (answer.status, answer.json()["detail"]) == (404, "There is no release “R9” in this lake.")


def test_a_damaged_release_is_a_sentence(two_releases, tmp_path, monkeypatch):
    lake = Lake(shutil.copytree(two_releases.root, tmp_path / "damaged"))
    monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
    (lake.manifests / "R000001.json").write_text("{}")
    answer = ask("/api/v1/rates.csv", {"release": "R1"})
    assert answer.status == 503
    assert answer.json()["detail"].startswith("Release R1 is damaged: ")
    assert ask("/api/v1/rates.csv").status == 200
    newest, damaged = ask("/api/v1/releases").json()
    assert (newest["release"], newest["incidents"]) == ("R2", 2)
    assert damaged["message"].startswith("Release R1 is damaged: ")


def test_a_lake_without_releases_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(tmp_path / "empty"))
    for path in ("/api/v1/rates.csv", "/healthz", "/api/v1/openapi.json"):
        assert ask(path).status == 503
        assert ask(path).json()["detail"].startswith("No release is published yet")
    assert ask("/api/v1/releases").json() == []


def test_a_question_that_takes_too_long_is_a_sentence(lake, monkeypatch):
    def stop(*_, **__):
        raise QueryStopped("The question took longer than 5 seconds and was stopped. Choose fewer days.")

    monkeypatch.setattr("views.server.data.served_tables.read_records_in_batches", stop)
    answer = ask("/api/v1/suspensions.csv")
    assert answer.status == 503
    assert answer.json()["detail"].startswith("The question took longer")


def test_a_fault_shows_no_traceback(lake, monkeypatch):
    monkeypatch.setattr(writers, "make_writer", None)
    sent = []
    with pytest.raises(TypeError):  # for the log of the server
        ask(
            "/api/v1/suspensions.csv",
            app=lambda scope, receive, send: api.APP(scope, receive, _keep_messages(sent, send)),
        )
    assert sent[0]["status"] == 500
    assert json.loads(sent[1]["body"])["detail"].startswith("Something in the server itself failed. ")


def _keep_messages(sent, send):
    async def keep(message):
        sent.append(message)
        await send(message)

    return keep


def test_a_query_may_not_be_longer_than_documented(lake):
    assert ask("/api/v1/patrols.csv", {"search": "x" * LONGEST_QUERY}).status == 414
    assert ask("/api/v1/patrols.csv", {"search": "x" * 1000}).status == 200


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/patrols", "/api/v1/patrols.xls", "/api/v1/../x"]
)
def test_what_is_not_there_is_a_problem_and_no_list(path):
    answer = ask(path)
    assert (answer.status, answer.errors()) == (404, {})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_get_and_head_are_answered(method):
    answer = ask("/api/v1/patrols.csv", method=method, origin="http://evil.example")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert not any(name.startswith("access-control") for name in answer.headers)


# The description


def list_references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from list_references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from list_references(inner)


def test_the_description_is_whole(m4_address):
    described = ask("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1.") and {"title", "version"} <= set(described["info"])
    assert set(described["paths"]) == {route.path for route in api.APP.routes if route.include_in_schema}
    for reference in list_references(described):
        part = described
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
    names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert len(set(names)) == len(names)
    for path in described["paths"].values():
        for operation in path.values():
            assert all(response["description"] for response in operation["responses"].values())
    parameters = described["components"]["parameters"]
    assert all({"name", "in", "schema"} <= set(parameter) for parameter in parameters.values())
    for schema in [*described["components"]["schemas"].values(), *(p["schema"] for p in parameters.values())]:
        Draft202012Validator.check_schema(schema)


def test_every_choice_is_described(m4_address):
    parameters = ask("/api/v1/openapi.json").json()["components"]["parameters"]
    for name, key in KEYS.items():
        assert key.meaning
        assert (parameters[name]["description"], parameters[name]["schema"]) == (key.meaning, key.schema)


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_are_as_described(m4_address, table):
    described = ask("/api/v1/openapi.json").json()["components"]["schemas"]
    rows = ask(f"/api/v1/{table}.json").json()
    assert rows or table == "exposure"  # single patrols are known
    validator = Draft202012Validator(described[table])
    assert [error.message for row in rows for error in validator.iter_errors(row)] == []


def test_a_problem_is_as_described(m4_address):
    described = ask("/api/v1/openapi.json").json()["components"]["schemas"]["problem"]
    Draft202012Validator(described).validate(ask("/api/v1/rates.csv", {"grain": "x"}).json())
