"""A feed is one module: a new one is loaded, offered, credited and documented without other changes."""

import json
import subprocess
import sys

import pytest

from etl.paths import CHECKOUT

pytestmark = pytest.mark.slow
TOY = '''
"""A feed of toys, of which every file has a column of ids and a column of days."""

from etl.feeds import Feed, Match
from etl.feeds import Shape
from etl.feeds.common import expressions
from etl.feeds.common.headers import find_header


def recognise(preview):
    found = find_header(preview, lambda names: names >= {"toy_id", "toy_day"})
    return Match(*found, "a list of toys") if found else None


def shape(names, options):
    return Shape(
        {"day_read": "read_date(plain(toy_day))"},
        {
            "incidents": {
                "feed_id": expressions.read_cell("toy_id", names),
                "date": "day_read.first",
                "date_end": "day_read.last",
                "date_precision": "day_read.precision",
                "kind": "'attack'",
                "target": "'unknown'",
                "verification": "'unconfirmed'",
                "geo_precision": "'unknown'",
                "place": expressions.read_cell("toy_place", names),
            }
        },
        refusals=expressions.refuse_day("toy_day", "day_read"),
        dates=("toy_day",),
    )


FEED = Feed("toys", "Toys", "Data of the toys.", recognise, shape)
'''
# The first import treats the feed's folder as one of the project's.
PROGRAM = """
import sys
import etl.feeds
etl.feeds.__path__.append(sys.argv[1])
{}
"""


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "toys.py").write_text(TOY)

    def run_program(text, *arguments):
        command = [sys.executable, "-c", PROGRAM.format(text), str(folder), *map(str, arguments)]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run_program


def test_a_file_of_a_new_feed_is_recognised_and_loaded(run, tmp_path):
    (tmp_path / "toys.csv").write_text("toy_id,toy_day,toy_place\n1,2020-03-05,Homs\n2,never,Hama\n")
    program = "import patrolwatch; patrolwatch.main(sys.argv[2:])"
    said = json.loads(run(program, "load", "--json", "--lake", tmp_path / "lake", tmp_path / "toys.csv"))
    (report,) = said["files"]
    assert (report["feed"], report["loaded"], report["rejected"], report["refused"]) == ("toys", 1, 1, None)
    assert report["rejects"][0]["reason"] == "not a date"
    listed = run(program, "export", "incidents", "--lake", tmp_path / "lake", "-o", tmp_path / "out.csv")
    assert "toys" in (tmp_path / "out.csv").read_text(), listed


def test_a_new_feed_is_offered_credited_and_documented(run):
    program = (
        "from analysis.export.citation import CREDITS; from etl.tables.schema import write_data_dictionary; "
        "from views.server.data import openapi; import json; "
        "print(json.dumps([CREDITS['toys'], '`toys`' in write_data_dictionary(), 'toys' in json.dumps(vars(openapi), default=str)]))"
    )
    assert json.loads(run(program)) == ["Data of the toys.", True, True]
