"""A sheet that repeats the rows of another counts once, even with other numbers and columns."""

import pytest

from etl.lake import Lake

HEADER = ("id", "date", "place", "province", "type")
ALL = [(n, f"2020-08-0{n}", f"P{n}", "Idlib" if n % 2 else "Hama", "ied") for n in range(1, 9)]
SHORT = ("id", "date", "place", "type")


def number_rows(rows):
    """Renumber the rows of a province, and remove the column of provinces."""
    return [(number, day, place, kind) for number, (_, day, place, _, kind) in enumerate(rows, start=1)]


def test_the_rows_of_a_province_on_a_sheet_of_their_own_are_duplicates(load_one, tmp_path):
    idlib, hama = ([row for row in ALL if row[3] == name] for name in ("Idlib", "Hama"))
    report = load_one(
        {"All": [HEADER, *ALL], "Idlib": [SHORT, *number_rows(idlib)], "Hama": [SHORT, *number_rows(hama)]}
    )
    assert (report.loaded, report.duplicates, report.rejected) == (8, 8, 0)
    assert "Sheet Idlib repeats 4 rows of sheet All: they count once, and here as duplicates." in report.warnings
    assert Lake(tmp_path / "lake").find_newest()


def test_what_only_the_repeating_sheet_says_is_named(load_one):
    with_toll = [(*row, 2) for row in number_rows(ALL[:4])]
    report = load_one({"All": [HEADER, *ALL], "Tolls": [("No", *SHORT[1:], "killed"), *with_toll]})
    assert (report.loaded, report.duplicates) == (8, 4)
    assert any("What only it says about them is not used (killed)" in said for said in report.warnings)


@pytest.mark.parametrize("titles", [("All", "Copy"), ("2020", "All")])
def test_the_order_of_sheets_does_not_matter(load_one, titles):
    sheets = dict(zip(titles, ([HEADER, *ALL], [SHORT, *number_rows(ALL)]), strict=True))
    report = load_one(sheets if titles[0] == "All" else dict(reversed(sheets.items())))
    assert (report.loaded, report.duplicates, report.rejected) == (8, 8, 0)


def test_days_that_two_sheets_share_count_once(load_one):
    header = ("No", "date", "place", "type")
    sheets = {"one": [header, *number_rows(ALL[:5])], "two": [header, *number_rows(ALL[3:])]}
    report = load_one(sheets)
    assert (report.loaded, report.duplicates) == (8, 2)


def test_a_sheet_in_the_letters_of_another_language_repeats_the_first(load_one):
    english = [
        ("Date", "Place", "Type", "Killed"),
        ("2020-08-25", "Ariha", "IED", 1),
        ("2020-08-27", "Nayrab", "Shelling", 2),
    ]
    arabic = [
        ("التاريخ", "المكان", "النوع", "القتلى"),
        ("2020-08-25", "أريحا", "عبوة ناسفة", 1),
        ("2020-08-27", "النيرب", "قصف", 2),
    ]
    assert (report := load_one({"English": english, "عربي": arabic})).loaded == 2
    assert report.killed_best == 3
    assert load_one({"English": english, "عربي": [*arabic[:2], (*arabic[2][:3], 5)]}).killed_best == 1 + 2 + 1 + 5


def test_sheets_that_share_some_rows_of_their_days_are_lists_of_their_own(load_one):
    other = [(*row[:2], "elsewhere", *row[3:]) if row[0] == 2 else row for row in ALL]
    report = load_one({"one": [HEADER, *ALL], "two": [HEADER, *((row[0] + 100, *row[1:]) for row in other)]})
    assert (report.loaded, report.duplicates) == (16, 0)


def test_two_provinces_distinguished_by_their_sheets_alone_are_not_merged(load_one):
    header = ("date", "type", "killed")
    rows = [("2020-08-01", "ied", 1), ("2020-08-02", "rocket", 2)]
    assert load_one({"North": [header, *rows], "South": [header, *rows]}).loaded == 4


def test_whoever_says_that_they_are_events_has_them_read_so(load_one):
    header = ("No", "date", "place", "type")
    rows = number_rows(ALL)
    report = load_one({"one": [header, *rows], "two": [header, *((n + 20, *row) for n, *row in rows)]}, as_events=True)
    assert report.loaded == 16


def test_sheets_of_patrols_are_compared_by_their_numbers(lake, load_one):
    header = ("Date", "Patrol No", "Road", "Parties")
    first, second = ([(f"2020-08-0{day}", day, "road", "a;b") for day in days] for days in ((1, 2, 3), (4, 5)))
    report = load_one({"May": [header, *first], "June": [header, *second]})
    assert (report.loaded, report.duplicates) == (5, 0)
    report = load_one({"All": [header, *first, *second], "June": [header, *second]})
    assert "Sheet June repeats 2 rows of sheet All: they count once, and here as duplicates." in report.warnings
