"""Totals and headings are not events, but an event in a place called Total is."""

from etl.load.files.evidence.totals import A_DAY_ALONE, A_HEADING, A_TOTAL

HEADER = "date,place,type,killed,wounded\n"
EVENTS = "2020-08-25,Abad,IED,1,2\n2020-08-27,Northtown,rocket,2,1\n"


def list_rejected(report):
    return [(reject.line, reject.reason) for reject in report.rejects]


def test_a_row_that_is_no_event_is_rejected_for_what_it_is(load_texts):
    reasons = {
        "August 2020,,,,": A_HEADING,
        "August 2020,Total,,3,3": A_TOTAL,
        "August 2020,,,3,3": A_TOTAL,
        "2020,Grand total,,3,3": A_TOTAL,
        "2020-08-31,Total,,3,3": A_TOTAL,
        "2020-08-31,TOTAL (August):,,3,3": A_TOTAL,
        "Total 2020,,,3,3": A_TOTAL,
        "2020-08-31,Sous-total,,3,3": A_TOTAL,
        "2020-08-31,Итого,,3,3": A_TOTAL,
        "2020-08-31,Genel Toplam,,3,3": A_TOTAL,
        "2020-08-31,المجموع,,3,3": A_TOTAL,
        "2020-08-31,Разом,,3,3": A_TOTAL,
        "2020-08-31,Abad Total,,1,2": A_TOTAL,
        "Abad Total,,,1,2": A_TOTAL,
        "2020-08-31,August total,2 incidents,3,3": A_TOTAL,
        ",Total,,3,3": A_TOTAL,
        "2020-08-31,,,3,3": A_TOTAL,
        "2020-08-31,,,,": A_DAY_ALONE,
        ",North,,,": A_HEADING,
    }
    reports = dict(zip(reasons, load_texts(*(HEADER + EVENTS + row + "\n" for row in reasons)), strict=True))
    assert {row: list_rejected(report) for row, report in reports.items()} == {
        row: [(4, reason)] for row, reason in reasons.items()
    }
    assert {(report.events, report.killed_best) for report in reports.values()} == {(2, 3)}


def test_totals_are_found_in_a_table_of_a_thousand_columns_too(load_one):
    names, filled, empty = "".join(f",c{n}" for n in range(1_100)), ",x" * 1_100, "," * 1_100
    rows = [HEADER.strip() + names, *(row + filled for row in EVENTS.splitlines()), "2020-08-31,Total,,3,3" + empty]
    report = load_one("\n".join(rows) + "\n")
    assert (report.events, report.killed_best) == (2, 3)
    assert list_rejected(report) == [(4, A_TOTAL)]


def test_an_event_is_not_lost_for_a_word_or_a_sum(load_texts):
    rows = [
        "2020-08-28,Total,IED,3,3",  # a place of that name
        "2020-08-28,Total petrol station,,1,0",
        "2020-08-28,Suma,IED,,",
        "2020-08-28,Total destruction square,IED,3,3",
        "August 2020,Abad,IED,3,3",  # an event with only a month
        "August 2020,Abad,,,",
        "2020-08-28,Abad,,,",
        "2020-08-28,,IED,,",
        "2020-08-28,,,4,",  # nobody knows where
        "2020-08-28,All Saints road,,1,",  # it has a word for a total, and one figure that is the sum of others by chance
        "2020-08-28,All,IED,3,3",
        "August 2020,,,4,",  # an attack of which little more than the month is known
    ]
    reports = dict(zip(rows, load_texts(*(HEADER + EVENTS + row + "\n" for row in rows)), strict=True))
    assert {row: (report.events, report.rejected) for row, report in reports.items()} == dict.fromkeys(rows, (3, 0))


def test_a_label_makes_a_small_sum_a_total(load_one):
    labels = [
        "Monthly total", "Weekly total", "Total incidents in August", "August total", "Итого за август", "Idlib (total)", "Aleppo total",
    ]  # fmt: skip
    report = load_one(HEADER + EVENTS + "".join(f"2020-08-31,{label},,3,\n" for label in labels))
    assert (report.events, report.killed_best) == (2, 3)
    assert list_rejected(report) == [(line, A_TOTAL) for line in range(4, 4 + len(labels))]


NOTED = "date,place,type,killed,notes\n2020-08-25,Abad,IED,1,at noon\n2020-08-27,Northtown,rocket,2,at night\n"


def test_a_note_makes_the_sum_of_a_place_a_total(load_one):
    report = load_one(NOTED + "2020-08-31,Idlib,,3,Total for August\n2020-08-31,Idlib,,3,Idlib total\n")
    assert (report.events, list_rejected(report)) == (2, [(4, A_TOTAL), (5, A_TOTAL)])


def test_a_label_makes_no_total_of_an_event(load_one):
    events = (
        "2020-08-28,Abad,,3,3 killed in total\n"
        "2020-08-29,Abad,,4,Total for August\n"  # no sum
        "2020-08-30,Abad,IED,3,Total for August\n"
        "2020-08-31,Total petrol station,,6,\n"  # the sum of those with a kind
    )
    report = load_one(NOTED + events)
    assert (report.events, report.rejected) == (6, 0)


def test_months_with_headings_and_totals_leave_the_events(load_one):
    months = (
        "March 2020,,,,\n02/03/2020,Abad,IED,1,2\n27/03/2020,Abad,IED,0,1\nMarch 2020,Total,,1,3\n"
        "April 2020,,,,\n13/04/2020,Abad,IED,2,0\nApril 2020,Total,,2,0\n2020,Grand total,,3,3\n"
    )
    report = load_one(HEADER + months)
    assert (report.events, report.killed_best, report.rejected) == (3, 3, 5)


def test_the_small_total_of_a_month_is_known_by_its_day_and_its_sum(load_texts):
    tables = [
        # below the days of the month, on its last day; above them, as its first day or as its name
        "2020-08-25,Abad,IED,1,\n2020-08-27,North,IED,2,\n2020-08-31,,,3,\n2020-09-02,Abad,IED,2,\n2020-09-05,North,IED,4,\n2020-09-30,,,6,\n",
        "2020-08-01,,,3,1\n2020-08-25,Abad,IED,1,0\n2020-08-27,North,IED,2,1\n2020-09-01,,,2,2\n2020-09-02,Abad,IED,2,2\n",
        "August 2020,,,3,\n2020-08-25,Abad,IED,1,\n2020-08-27,North,IED,2,\n2020-09-02,All locations,All,3,\n",
    ]
    for table, report in zip(tables, load_texts(*(HEADER + table for table in tables)), strict=True):
        assert {reason for _, reason in list_rejected(report)} == {A_TOTAL}, table
        assert report.events == table.count("IED"), table


def test_a_table_of_months_alone_is_a_list(load_one):
    assert load_one(HEADER + "March 2020,Abad,IED,1,2\nApril 2020,Abad,IED,1,2\n").events == 2


def test_one_figure_that_equals_the_one_above_is_no_total(load_one):
    report = load_one("date,place,killed\n2020-08-25,Abad,1\n2020-08-26,,1\n2020-08-27,,2\n")
    assert (report.events, report.rejected) == (3, 0)


def test_no_row_is_a_heading_if_nothing_distinguishes_rows(load_one):
    assert load_one("date,place,type,killed\n2020-08-25,Abad,IED,\n2020-08-26,Abad,IED,\n").events == 2


def test_an_attack_known_to_a_month_and_a_corridor_is_no_heading_unless_rows_of_the_month_follow(load_one):
    header, event = "date,corridor,place,killed\n", "2020-08-25,m4,Abad,1\n2020-08-26,m4,Newtown,2\n"
    report = load_one(header + event + "July 2020,m4,,\n")
    assert (report.events, report.rejected) == (3, 0)
    report = load_one(header + "August 2020,m4,,\n" + event)
    assert (report.events, list_rejected(report)) == (2, [(2, A_HEADING)])


def test_an_attack_known_to_a_month_and_a_point_in_one_cell_is_no_total(load_one):
    rows = '2020-08-25,"35.8, 36.6",1\n2020-08-26,"35.9, 36.7",2\nAugust 2020,"35.85, 36.65",3\n'
    report = load_one("date,position,killed\n" + rows)
    assert (report.events, report.rejected) == (3, 0)


def test_a_table_of_days_and_figures_alone_is_read(load_one):
    report = load_one("date,killed,wounded\n2020-08-25,1,2\n2020-08-27,2,0\nTotal,3,2\n")
    assert (report.events, list_rejected(report)) == (2, [(4, A_TOTAL)])


def test_whoever_says_that_they_are_events_has_them_read_so(load_one):
    assert load_one(HEADER + EVENTS + "2020-08-31,Total,,3,3\n", as_events=True).events == 3
