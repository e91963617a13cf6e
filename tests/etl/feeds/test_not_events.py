"""Tables without events are named as what they are, and no event list is mistaken for one."""

import pytest

from etl.feeds.common.not_events import describe_figures, describe_other_table
from tests.etl.feeds import test_gdelt, test_gtd, test_ucdp
from tests.etl.feeds.conftest import format_csv

ACLED = "event_id_cnty,event_date,year,event_type,actor1,country,location,fatalities\nXYZ1,2020-03-05,2020,Battles,A,X,Y,0\n"
HAPI = (
    "location_code,has_hrp,admin1_name,admin2_name,admin_level,event_type,events,fatalities,reference_period_start,"
    "reference_period_end\nXYZ,Y,North,Abad,2,demonstration,0,,2020-03-01,2020-03-31\n"
)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (HAPI, "HAPI"),
        (
            HAPI.replace(
                "\n", "\n#country+code,,#adm1+name,#adm2+name,,#event+type,#affected,#killed,#date,#date\n", 1
            ),
            "HAPI",
        ),
        ("Country,Month,Year,Events,Fatalities\nXyland,March,2020,3,0\n", "ACLED on HDX"),
        (
            "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events\nX,N,A,XYZ,1,2,March,2020,3\n",
            "monthly",
        ),
        ("WEEK,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS,FATALITIES\n2020-08-22,X,N,Battles,5,8\n", "weekly"),
        ("id,type,date,from,from_id,text,text_entities\n1,message,2020-08-25,M4 watch,c1,Two wounded,[]\n", "chat"),
        ("year,adm_1,best\n#date+year,#adm1+name,#affected+killed\n2020,North,3\n", "chart"),
        ("conflict_id,location,side_a,side_b,territory_name,year,region\n1,X,A,B,North,2020,3\n", "by year"),
        ("dyad_id,conflict_id,side_a,side_b,year,type_of_violence,region\n1,2,A,B,2020,1,3\n", "by year"),
        ("conflict_id,location,territory_name\n1,X,North\n", "territories"),
        ("Terms of Use\nThe data may be used with attribution.\nAsk before passing it on.\n", "terms"),
        ("Question;Answer\nWhere did it happen?;\nWhen did it happen?;\nWho was hurt?;\n", "questionnaire"),
    ],
)
def test_a_table_without_events_is_named(preview, content, word):
    assert word in describe_other_table(preview(content))


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        ("Date,Cumulative deaths,Country\n01/08/2020,10,Xyland\n", "running totals (cumulative deaths)"),
        ("Week,IED,Small arms\n2020-W31,3,2\n", "counts by period (ied, small arms)"),
        ("Date,Price,Weather\n2020-08-01,3,fine\n", None),
    ],
)
def test_a_table_that_no_feed_knows_is_named_by_its_figures(preview, content, phrase):
    assert describe_figures(preview(content)) == phrase


@pytest.mark.parametrize(
    "content",
    [
        ACLED,
        format_csv(test_ucdp.row()),
        test_ucdp.format_without_header(test_ucdp.row()),
        *(test_gdelt.format_without_header(test_gdelt.row(width)) for width in test_gdelt.WIDTHS),
        format_csv(test_gtd.row()),
        format_csv(test_gtd.rename_columns()),
        "date,place,killed,note\n2020-03-05,Abad,2,Who did it?\n2020-03-06,Abad,0,Was it a mine?\n",
        "date,text,message_id,place,type\n2020-03-05,Two wounded,55,Abad,ied\n",
        "date,note\n2020-03-05,Attack on the road\n2020-03-06,Another one\n",
        "Year,Month,Day,Country,Events\n2020,3,5,Xyland,clash\n",
    ],
)
def test_an_event_list_is_none_of_them(preview, content):
    assert describe_other_table(preview(content)) is None


def test_the_real_table_of_a_chart_is_named(preview, sample):
    content = sample("ucdp_hdx_bgd_quickchart_hxl.csv").read_bytes()
    assert describe_other_table(preview(content)) == "the figures of a chart, without days and places"


@pytest.mark.parametrize(
    "name",
    [
        "ucdp_syria_2018_idlib_hama_aleppo.csv", "ucdp_ged191_myanmar_bangladesh.csv", "ucdp_ged231_sample1000.csv",
        "ucdp_hdx_bgd_hxl.csv", "gdelt2_20180101000000.export.CSV",
    ],
)  # fmt: skip
def test_a_real_event_list_is_none_of_them(preview, sample, name):
    assert describe_other_table(preview(sample(name).read_bytes())) is None
