"""Ticking a row opens its record, with sources and claims."""

import pytest
from playwright.sync_api import expect

from analysis.questions.holdings import read_choices
from analysis.questions.records import find_record, list_records
from analysis.release import open_release
from tests.browser.conftest import expect_rows, wait_until_settled
from views.words.records import name_record

ROW = 35  # pixels, also of the head


def tick(page, alt: str, number: int) -> None:
    """Tick the box of row `number` of a table. The first row is 0."""
    table = page.get_by_role("region", name=alt).locator(".dvn-scroller")
    table.click(position={"x": 20, "y": ROW * (number + 1.5)})


@pytest.mark.parametrize(
    ("table", "record_id"),
    [
        ("patrols", "M4-P10"),
        ("incidents", "M4-011"),
    ],
)
def test_a_ticked_row_opens_the_record_with_its_sources_and_claims(visit, lake, table, record_id):
    release = open_release(lake, 2)
    listed = list_records(release, table, read_choices(release).make_default())[0].to_pylist()
    record = find_record(lake, release, record_id)
    page = visit("/records")
    page.get_by_role("radio", name=table.capitalize()).click()
    expect(page.get_by_role("region", name=f"{table.capitalize()} as chosen")).to_be_visible()
    wait_until_settled(page)
    tick(page, f"{table.capitalize()} as chosen", listed.index(record_id))

    expect(page.get_by_role("heading", name=name_record(table, record_id, record.fields))).to_be_visible()
    page.wait_for_url(f"**record={record_id}**")
    wait_until_settled(page)
    assert record.sources.num_rows and record.claims.num_rows
    expect(page.get_by_text(f"Sources ({record.sources.num_rows})")).to_be_visible()
    expect_rows(page, f"Who says what of {record_id}", record.claims.num_rows)

    # A source of the record opens in the same way.
    source_id = record.sources[0][0].as_py()
    page.locator(f".st-key-open-source-{source_id}").get_by_role("button").click()
    expect(page.get_by_role("heading", name=record.sources["title"][0].as_py())).to_be_visible()
    page.wait_for_url(f"**record={source_id}**")
