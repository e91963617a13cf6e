"""A load has a limit of memory."""

import pytest

from etl.errors import PatrolwatchError
from etl.lake import Lake
from etl.load import pipeline


def test_a_file_that_needs_more_memory_is_refused_in_one_sentence_and_publishes_nothing(tmp_path, monkeypatch):
    file, lake = tmp_path / "attacks.csv", Lake(tmp_path / "lake")
    rows = "".join(f"2020-03-05,ied,Ariha,note {number}\n" for number in range(2_000))
    file.write_text("date,kind,place,note\n" + rows)
    monkeypatch.setattr(pipeline, "MEMORY", "1 MB")
    with pytest.raises(PatrolwatchError, match=r"more memory than a load may use \(1 MB\).* one year at a time"):
        pipeline.load(lake, [file])
    assert lake.list_numbers() == []
