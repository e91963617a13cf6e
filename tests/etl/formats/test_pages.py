"""An answer that is one page of many is recognised by any of the usual signs."""

import json

import pytest

from etl.errors import Note
from etl.formats import peek

RECORDS = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (
            {"TotalCount": 5, "TotalPages": 3, "NextPageUrl": "https://x/2"},
            "2 of 5 records, 3 pages, it names a next page",
        ),
        ({"count": 5, "next": None, "previous": "https://x/1"}, "2 of 5 records"),
        ({"next": "https://x/2"}, "it names a next page"),
        ({"meta": {"pagination": {"total_pages": 4}}}, "4 pages"),
        ({"_links": {"next": {"href": "https://x/2"}}}, "it names a next page"),
        ({"links": [{"rel": "self", "href": "a"}, {"rel": "next", "href": "b"}]}, "it names a next page"),
        ({"exceededTransferLimit": True}, "it says that there is more"),
        ({"has_more": True, "total": 2}, "it says that there is more"),
        ({"@odata.nextLink": "https://x/2"}, "it names a next page"),
    ],
)
@pytest.mark.parametrize("key", ["Result", "data", "results"])
def test_a_page_is_named(file, temporary, beside, said, key):
    for content in (beside | {key: RECORDS}, {key: RECORDS} | beside):
        [preview] = peek(file(json.dumps(content).encode(), "page.json"), temporary)
        assert preview.notes == (Note(f"The file is one page of many ({said}): fetch the others too."),)


def test_the_text_around_the_list_says_so_too(file, temporary):
    [preview] = peek(file(json.dumps({"response": {"total": 5, "items": RECORDS}}), "page.json"), temporary)
    assert preview.notes == (Note("The file is one page of many (2 of 5 records): fetch the others too."),)


@pytest.mark.parametrize(
    "beside",
    [
        {"count": 2, "next": None, "previous": None},
        {"TotalPages": 1, "NextPageUrl": "", "TotalCount": 2},
        {"has_more": False, "total": "2"},
        {"links": {"next": {}}, "status": 200},
    ],
)
def test_a_whole_answer_is_not(file, temporary, beside):
    [preview] = peek(file(json.dumps(beside | {"data": RECORDS}).encode(), "page.json"), temporary)
    assert preview.notes == ()
