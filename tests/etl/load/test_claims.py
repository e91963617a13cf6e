"""Claims on a record: loaded and changed with it, and named if they cannot be read."""

import json

from etl.load.pipeline import load
from tests.cases import publish_case
from tests.etl.load.test_intake import read_records

ROW = {"record": "incident", "date": "2020-08-25", "kind": "ied", "corridor": "road", "killed": "2"}


def test_claims_are_loaded_with_their_sources_and_replaced_by_later_claims(tmp_path):
    lake, file = publish_case(tmp_path), tmp_path / "mine.json"

    def tell(*claims):
        file.write_text(json.dumps([ROW | {"other_claims": "\n".join(claims)}]))
        return load(lake, [file])

    told = tell(
        "killed | 9 | HTS | Telegram",
        "Wounded | 3 | MSB",
        "killed | 9 | HTS | Telegram",
        "colour | red | HTS",
        "killed | 9",
    )
    assert [cell.reason for cell in told.files[0].unread_cells] == ["no lines of field | value | who says so | source"]

    def list_claims():
        return read_records(
            lake, "field, value, claimed_by_side, publisher", "claims LEFT JOIN sources USING (source_id)"
        )

    assert list_claims() == [("killed_best", "9", "HTS", "Telegram"), ("wounded_best", "3", "MSB", None)]
    assert tell("killed | 7 | HTS").release, "a claim alone is news"
    assert list_claims() == [("killed_best", "7", "HTS", None)]
    assert tell("killed | 7 | HTS").release is None
