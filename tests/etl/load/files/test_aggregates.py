"""Counts by day, week or month, and running totals, are refused as what they are. Lists are not mistaken for them."""

from datetime import date, timedelta


def list_days(number, step=1):
    return [str(date(2020, 8, 1) + timedelta(step * place)) for place in range(number)]


def format_table(header, rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


COUNTED = {
    phrase: content
    for content, phrase in [
        (
            format_table("date,corridor,patrols,attacks,killed", [(day, "m4", n, n % 2, 0) for n, day in enumerate(list_days(3))]),
            "daily counts of patrols and attacks (3 rows, 2020-08-01 to 2020-08-03)",
        ),
        (
            format_table("Date,Patrols", [(day, n) for n, day in enumerate(list_days(5))]),
            "daily counts of patrols (5 rows, 2020-08-01 to 2020-08-05)",
        ),
        (
            format_table("Week,Governorate,Number of incidents,Deaths", [(d, g, n, 1) for n, d in enumerate(list_days(4, 7)) for g in "AB"]),
            "weekly counts of incidents (8 rows, 2020-08-01 to 2020-08-22)",
        ),
        (
            format_table("year,month,incidents,killed", [(2020, month, month, 1) for month in range(1, 7)]),
            "monthly counts of incidents (6 rows, 2020-01-01 to 2020-06-30)",
        ),
        (
            format_table("date,type,count", [(day, kind, n) for n, day in enumerate(list_days(3)) for kind in ("ied", "rocket")]),
            "daily counts of events (6 rows, 2020-08-01 to 2020-08-03)",
        ),
        (
            format_table("Date,Road,IED,Small arms fire,Killed", [(day, "M4", n % 2, n, 0) for n, day in enumerate(list_days(4))]),
            "daily counts of ied and small arms fire (4 rows, 2020-08-01 to 2020-08-04)",
        ),
        (
            format_table("month,transits", [(f"2024-0{n}", 300 - n) for n in range(1, 4)]),
            "monthly counts of transits (3 rows, 2024-01-01 to 2024-03-31)",
        ),
        (
            format_table("التاريخ,عدد الهجمات,القتلى", [(day, n, 1) for n, day in enumerate(list_days(3))]),
            "daily counts of عدد الهجمات (3 rows, 2020-08-01 to 2020-08-03)",
        ),
        (
            format_table("date,place,killed,injured", [(day, "Strip", 100 + 9 * n, 300 + 30 * n) for n, day in enumerate(list_days(3))]),
            "running totals of killed (100 to 118) and injured (300 to 360) from 2020-08-01 to 2020-08-03",
        ),
        (
            format_table("date,place,killed", [(day, p, 10 + n) for n, day in enumerate(list_days(6)) for p in ("Abad", "North")]),
            "running totals of killed (10 to 15) from 2020-08-01 to 2020-08-06",
        ),
        (
            format_table("date,place,killed", [(day, p, n) for p, ns in (("Abad", (2, 2, 3, 7)), ("North", (0, 1, 1, 4)))
                                        for day, n in zip(list_days(4, 7), ns, strict=True)]),
            "running totals of killed (0 to 7) from 2020-08-01 to 2020-08-22",
        ),
    ]
}  # fmt: skip


def test_figures_in_place_of_events_are_refused_with_what_they_are(load_texts):
    for phrase, report in zip(COUNTED, load_texts(*COUNTED.values()), strict=True):
        assert f": it holds {phrase}, not events" in report.refused
        assert report.refused.endswith("use --as-events."), phrase
        assert ("record=exposure" in report.refused) == ("counts of" in phrase)


def test_a_list_is_none_of_them(load_texts):
    contents = [
        # a list of strikes, with how many bombs each had
        format_table("id,date,place,lat,lon,strikes", [(f"S{n}", day, f"P{n}", 35 + n / 9, 36, n + 1) for n, day in enumerate(list_days(5, 2))]),
        # each row is one incident, and says so
        format_table("date,place,type,incidents", [(day, "Abad", "ied", 1) for day in list_days(5)]),
        # the number of a patrol is no count
        format_table("date,place,patrol_no,killed", [(day, "Abad", 100 + n, 0) for n, day in enumerate(list_days(5))]),
        # tolls that rise by chance
        format_table("date,place,killed", [(day, "Abad", n) for n, day in zip((5, 6, 8), list_days(3), strict=True)]),
        format_table("date,place,type,killed", [(day, "Abad", "ied", n) for n, day in zip((0, 1, 1, 2, 2), list_days(5), strict=True)]),
        format_table("id,date,place,note,killed", [(n, day, "Abad", f"n{n}", n) for n, day in enumerate(list_days(3))]),
    ]  # fmt: skip
    for content, report in zip(contents, load_texts(*contents), strict=True):
        assert report.refused is None, content
        assert (report.rejected, report.events) == (0, len(content.splitlines()) - 1), content
        assert not any("only rises" in warning for warning in report.warnings), content


def test_a_column_that_only_rises_among_events_is_named(load_texts):
    said = [
        (
            format_table("id,date,place,type,killed", [(n, day, "Abad", "ied", n * 2 + 1) for n, day in enumerate(list_days(6))]),
            "killed only rises, from 1 to 11:",
        ),
        # a few figures of regular days, and of a column that is called a total
        (
            format_table("date,place,killed", [(day, "Abad", n) for n, day in zip((3, 3, 5, 9), list_days(4), strict=True)]),
            "killed only rises, from 3 to 9:",
        ),
        (
            format_table("date,type,place,total killed", [(day, "ied", "Abad", n) for n, day in zip((3, 3, 5), list_days(3), strict=True)]),
            "total killed only rises, from 3 to 5:",
        ),
    ]  # fmt: skip
    for (content, sentence), report in zip(said, load_texts(*(content for content, _ in said)), strict=True):
        assert (report.rejected, report.events) == (0, len(content.splitlines()) - 1), sentence
        assert any(warning.startswith(sentence) for warning in report.warnings), sentence


def test_a_sheet_of_counts_does_not_keep_a_list_from_being_read(load_one):
    counts = [("date", "patrols", "attacks"), *((day, n, n % 2) for n, day in enumerate(list_days(4)))]
    report = load_one({"Summary": counts, "List": [("date", "place", "type"), ("2020-08-01", "Abad", "ied")]})
    assert report.loaded == 1
    assert (
        "Sheet Summary was not read: it holds daily counts of patrols and attacks (4 rows, 2020-08-01 to 2020-08-04)."
        in report.warnings
    )


def test_a_sheet_of_running_totals_does_not_either(load_one):
    totals = [
        ("date", "place", "killed", "injured"),
        *((day, "Strip", 100 + n, 200 + n) for n, day in enumerate(list_days(4))),
    ]
    report = load_one({"Toll": totals, "List": [("date", "place", "type"), ("2020-08-01", "Abad", "ied")]})
    assert report.loaded == 1
    assert any(warning.startswith("Sheet Toll was not read: it holds running totals") for warning in report.warnings)


def test_whoever_says_that_each_row_is_one_event_has_them_read_so(load_one):
    content = format_table("date,corridor,patrols,killed", [(day, "", n, 0) for n, day in enumerate(list_days(3))])
    assert load_one(content, as_events=True).loaded == 3
