"""Counted exposure in an analyst's table: flights to three airfields, counted weekly by two counters."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from analysis.exposure import EVERY_UNIT
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.release import open_release
from etl.errors import UsageError
from etl.lake import Lake
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from etl.load.report import describe_events
from patrolwatch import main
from tests.cases import publish_case, strait

HEADER = "record,corridor,date,date_end,unit,count,counted_by,note\n"
FLIGHTS = {"unit": "flights", "unit_singular": "flight", "targets": "aircraft", "target_singular": "aircraft"}


@pytest.fixture
def load(tmp_path):
    lake = publish_case(
        tmp_path,
        corridors=[strait(name, own_count="tower", **FLIGHTS) for name in ("north", "south", "west")],
        coverage=[],
    )

    def run(*rows):
        path = tmp_path / "flights.csv"
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        outcome = intake.load(lake, [path])
        return open_release(lake, lake.list_numbers()[-1]), outcome.files[0]

    return run


def week(corridor: str, day: int, count, counted_by: str = "tower", unit: str = "flights") -> str:
    return f"exposure,{corridor},2021-03-{day:02},2021-03-{day + 6:02},{unit},{count},{counted_by},"


def read(release) -> list[tuple]:
    query = "SELECT corridor, period_start, period_end, count, counted_by FROM exposure ORDER BY ALL"
    return [tuple(row.values()) for row in release.query(query).to_pylist()]


def test_counts_of_two_counters_are_loaded_side_by_side(load):
    release, report = load(
        week("north", 1, 40), week("north", 8, '"1,200"'), week("north", 1, 38, "union"), week("south", 1, 0)
    )
    assert (report.rows, report.loaded, report.rejected) == (4, 4, 0), report
    assert describe_events(report.events, report.counts, report.units) == "4 counts of flights"
    first, last, second = date(2021, 3, 1), date(2021, 3, 7), date(2021, 3, 8)
    assert read(release) == [
        ("north", first, last, 38, "union"),
        ("north", first, last, 40, "tower"),
        ("north", second, date(2021, 3, 14), 1200, "tower"),
        ("south", first, last, 0, "tower"),
    ]
    spans = 'SELECT corridor, "from", through, complete FROM coverage WHERE "table" = \'exposure\' ORDER BY corridor'
    assert [tuple(row.values()) for row in release.query(spans).to_pylist()] == [
        ("north", first, date(2021, 3, 14), False), ("south", first, last, False),
    ]  # fmt: skip


def test_another_figure_for_the_same_days_is_a_correction(load):
    load(week("north", 1, 40), week("north", 8, 41))
    release, report = load(week("north", 1, 44), week("north", 8, 41))
    assert (report.loaded, report.changed, report.duplicates) == (0, 1, 1)
    assert [row[3] for row in read(release)] == [44, 41]


def test_a_month_that_is_written_as_one_is_counted_as_a_whole(load):
    release, _ = load("exposure,west,2021-02,,flights,90,tower,")
    assert read(release) == [("west", date(2021, 2, 1), date(2021, 2, 28), 90, "tower")]


def test_the_report_names_the_counters_and_counts_of_single_days(load):
    _, report = load("exposure,north,2021-03-01,,flights,100,tower,", week("north", 8, 90, "Tower"))
    assert report.warnings[-2:] == [
        "Counts by Tower (1), tower (1): rates divide by the corridor's own counter alone.",
        "1 count is of a single day: fill date_end where a count covers more.",
    ]


def test_a_count_that_cannot_be_used_is_rejected_with_the_reason(load):
    good = [
        week(corridor, day, 40, counter)
        for corridor in ("north", "south")
        for day in (1, 15)
        for counter in ("tower", "union")
    ]
    wrong = {
        week("north", 2, 5): "exposure of days that its counter counts twice (2021-03-02 is counted in",
        week("west", 1, -5): "not a count",
        week("west", 8, "many"): "not a count",
        week("south", 8, 5, unit="transits"): "exposure in a unit that is not that of its corridor",
        week("north", 8, 5, unit=""): "a count in no unit",
        week("north", 8, 5, counted_by=""): "a count by nobody who is named",
        week("east", 8, 5): "a count of exposure on no corridor of the release",
    }
    release, report = load(*good, *wrong)
    assert (report.loaded, report.rejected) == (len(good), len(wrong))
    for reject, why in zip(sorted(report.rejects, key=lambda reject: reject.line), wrong.values(), strict=True):
        assert reject.reason.startswith(why)
    assert len(read(release)) == len(good)


def test_a_corridor_that_counts_is_added_by_a_command_and_has_a_rate(tmp_path):
    folder = str(tmp_path / "lake")

    def run(*words):
        return CliRunner().invoke(main, [*words, "--lake", folder])

    flights = ("--unit", "flight", "flights", "--target", "aircraft", "aircraft")
    for words, says in (
        ((), "needs a route"), (flights, "Give --unit and --counted-by together"),
        ((*flights, "--counted-by", "tower", "--party", "army"), "parties or a unit, not both"),
    ):  # fmt: skip
        refused = run("corridor", "add", "north", *words)
        assert refused.exit_code == UsageError.exit_code and says in refused.output
    added = run("corridor", "add", "north", "--title", "Northern airfield", *flights, "--counted-by", "tower")
    assert added.exit_code == 0, added.output
    table = tmp_path / "flights.csv"
    rows = [
        f"{week('north', 1, 40)},,,",
        "incident,north,2021-03-03,,,,,,shooting,traffic,confirmed",
        "incident,north,2021-03-04,,,,,,shooting,Aircraft,confirmed",  # as the corridor calls it
    ]
    table.write_text("\n".join([f"{HEADER.rstrip()},kind,target,verification", *rows]), encoding="utf-8")
    lake = Lake(tmp_path / "lake")
    intake.load(lake, [table], Options(complete=(Complete("north", date(2021, 3, 1), date(2021, 3, 7)),)))
    release = open_release(lake, 2)
    selection = replace(
        read_choices(release).make_default("north"), from_day=date(2021, 3, 1), to_day=date(2021, 3, 7), grain="week"
    )
    [rate] = compute_rates_by_period(release, selection, EVERY_UNIT).to_pylist()
    assert (rate["exposed"], rate["attacks"], rate["rate"]) == (40, 2, 50)
    assert "1 exposure" in run("corridor", "remove", "north", "--leave-incidents").output


def test_a_load_says_how_many_attacks_do_not_say_that_they_were_on_what_is_counted(tmp_path):
    lake = publish_case(tmp_path, corridors=[strait("north", own_count="tower", **FLIGHTS)], coverage=[])
    path = tmp_path / "attacks.csv"

    def load_attacks(header: str, *rows: str) -> list[str]:
        path.write_text("\n".join((header, *rows)), encoding="utf-8")
        (report,) = intake.load(lake, [path]).files
        return [note.sentence for note in report.notes if "say what" in note.sentence]

    (said,) = load_attacks(
        "date,corridor,kind", "2021-03-01,north,ied", "2021-03-02,north,protest", "2021-03-03,north,shooting"
    )
    assert said.startswith(
        "2 attacks on a corridor whose traffic is counted do not say what they were on, so no rate counts them."
    )
    assert not load_attacks(
        "date,corridor,kind,target", "2021-04-01,north,ied,traffic", "2021-04-02,north,ied,civilian"
    )
