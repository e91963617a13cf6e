"""Several sources in one cell become several documents with their publishers."""

from datetime import date

import pytest

from analysis.questions.denominators import compute_shares_by_sources
from analysis.release import open_release
from analysis.selection import Selection
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from tests.cases import publish_case

pytestmark = pytest.mark.slow
HEADER = "id,date,record,corridor,participants,target,number,verification,source,source_url\n"
PATROLS = "".join(f"P{day},2021-03-0{day},patrol,road,a;b,,{day},,,\n" for day in range(1, 6))


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Load attacks with these cells of sources and addresses, and return the release and the warnings of the load."""

    def run(*cells):
        folder = tmp_path_factory.mktemp("documents")
        attacks = "".join(
            f'I{day:02},2021-03-{day:02},attack,road,,patrol,{day},confirmed,"{source}","{url}"\n'
            for day, (source, url) in enumerate(cells, start=1)
        )
        path = folder / "attacks.csv"
        path.write_text(HEADER + PATROLS + attacks, encoding="utf-8")
        lake = publish_case(folder)
        span = Complete("road", date(2021, 3, 1), date(2021, 3, 31))
        outcome = intake.load(lake, [path], Options(complete=(span,)))
        return open_release(lake, lake.list_numbers()[-1]), outcome.files[0].warnings

    return run


def list_of(release):
    """Return publisher and address of the documents of each attack, in the order of its cell."""
    rows = release.query(
        """SELECT incident_id, list([publisher, url] ORDER BY place) AS named
        FROM (SELECT incident_id, unnest(source_ids) AS source_id, unnest(range(len(source_ids))) AS place FROM incidents)
        JOIN sources USING (source_id) WHERE incident_id LIKE 'analyst:%' GROUP BY ALL ORDER BY incident_id"""
    ).to_pylist()
    return [[tuple(pair) for pair in row["named"]] for row in rows]


CELLS = [
    ("Radio One; Daily Two", "", [("Radio One", None), ("Daily Two", None)]),
    ("Radio One | Daily Two", "", [("Radio One", None), ("Daily Two", None)]),
    ("Radio One\nDaily Two\n", "", [("Radio One", None), ("Daily Two", None)]),
    ("AP, Reuters", "", [("Associated Press", None), ("Reuters", None)]),
    ("Smith, John", "", [("Smith, John", None)]),
    ("AP, our man in town", "", [("AP, our man in town", None)]),
    ("AP; AP ;", "", [("Associated Press", None)]),
    ("One; Two", "https://one.org/a;b | https://two.org", [("One", "https://one.org/a;b"), ("Two", "https://two.org")]),
    ("One; Two", "https://one.org", [("One", "https://one.org"), ("Two", "https://one.org")]),
    ("One", "https://one.org/1, https://one.org/2", [("One", "https://one.org/1"), ("One", "https://one.org/2")]),
    ("", "https://www.one.org/1; http://one.org/2", [("one.org", "https://www.one.org/1"), ("one.org", "http://one.org/2")]),
    ("https://one.org/1; https://two.org", "", [("one.org", "https://one.org/1"), ("two.org", "https://two.org")]),
    ("One; Two; Three", "https://one.org; https://two.org", [("One", None), ("Two", None), ("Three", None)]),
]  # fmt: skip


@pytest.fixture(scope="module")
def named(documents):
    """What each of the cells names, and the warnings: of one load, since each tells the same beside the others as alone."""
    release, warnings = documents(*((source, url) for source, url, _ in CELLS))
    return list_of(release), warnings


@pytest.mark.parametrize("place", range(len(CELLS)), ids=[f"{source}-{url}" for source, url, _ in CELLS])
def test_a_cell_names_as_many_documents_as_it_holds(named, place):
    assert named[0][place] == CELLS[place][2]


def test_sources_whose_addresses_cannot_be_distinguished_are_counted(named):
    [unpaired] = [warning for warning in named[1] if "which address belongs to which source" in warning]
    assert unpaired.startswith("1 row with several sources and a different number of addresses")


def test_two_publishers_in_one_cell_are_two_independent_sources(documents):
    release, _ = documents(
        ("AP; Reuters", ""),
        ("AP; The Associated Press; https://apnews.com/a", ""),
        ("AP", "https://a.org; https://b.org"),
        ("Radio One; RADIO ONE", ""),
        ("Enab Baladi; https://english.enabbaladi.net/1; https://www.enabbaladi.net/2", ""),
    )
    days = date(2021, 3, 1), date(2021, 3, 31)
    shares = compute_shares_by_sources(release, Selection(release.number, "road", "analyst", *days)).to_pylist()
    assert {row["sources"]: (row["attacked"], row["patrols"]) for row in shares if not row["sources"].startswith("side")} == {
        "any": (5, 5), "independent": (1, 5), "official": (0, 5),
    }  # fmt: skip
