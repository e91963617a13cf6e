"""Neither of two columns with one header is read silently."""

import pytest

HEADER = "date,place,Killed,killed,type\n"


def test_two_columns_of_one_header_that_differ_must_be_chosen_from(load_one):
    report = load_one(HEADER + "2020-08-01,Abad,1,1,ied\n2020-08-02,Abad,1,2,ied\n")
    assert "first on line 3 (“1” and “2”)" in report.refused
    assert '--map "Killed#2=killed"' in report.refused


@pytest.mark.parametrize(("chosen", "killed"), [("Killed#1", 2), ("killed#2", 3)])
def test_the_one_that_is_chosen_counts(load_one, chosen, killed):
    report = load_one(HEADER + "2020-08-01,Abad,1,1,ied\n2020-08-02,Abad,1,2,ied\n", columns=((chosen, "killed"),))
    assert (report.refused, report.killed_best) == (None, killed)


@pytest.mark.parametrize(("first", "second"), [("1", "1"), ("", "1"), ("1", "")])
def test_it_makes_no_difference_where_they_say_the_same_or_one_is_empty(load_one, first, second):
    report = load_one(HEADER + f"2020-08-01,Abad,{first},{second},ied\n2020-08-02,Abad,{first},{second},rocket\n")
    assert (report.refused, report.killed_best) == (None, 2)


def test_columns_of_one_header_that_nobody_reads_are_let_be(load_one):
    assert load_one("date,place,killed,zone,zone\n2020-08-01,Abad,1,a,b\n").loaded == 1


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("date,place,killed,deaths\n2020-08-01,Abad,1,3\n", "“killed” and “deaths” both mean killed here and differ (“1” and “3”)"),
        ("date,place,event_type,attack_type\n2020-08-01,Abad,Explosion,IED\n", "“event_type” and “attack_type” both mean kind"),
    ],
)  # fmt: skip
def test_a_load_asks_which_of_two_differing_columns_of_one_meaning_counts(load_one, content, columns):
    assert columns in load_one(content).refused


def test_the_chosen_or_filled_one_of_two_columns_of_one_meaning_counts(load_one):
    content = "date,place,killed,deaths,injured,wia,type,attack_type\n2020-08-01,Abad,1,3,,2,IED,IED attack\n"
    report = load_one(content, columns=(("deaths", "killed"),))
    assert (report.refused, report.killed_best) == (None, 3)
    assert "Columns that are not kept: killed_not_chosen, injured, attack_type." in report.warnings


def test_degrees_that_are_rounded_differently_are_the_same_place(load_one):
    content = "date,lat,latitude,lon,longitude,type\n2020-08-01,35.81264,35.8126,36.61235,36.6123,IED\n"
    assert load_one(content).refused is None
    assert "both mean lat here" in load_one(content.replace("35.8126,", "36.1,")).refused
