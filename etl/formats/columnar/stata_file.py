"""Stata files (.dta), read by pandas in chunks: variables become columns, and value labels replace codes."""

from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import FileRefused
from etl.formats.staging import Staging, format_cell
from etl.formats.tables import MAX_COLUMNS

MAX_BYTES = 100_000_000
PART_ROWS = 5_000


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the rows of a file. Raises FileRefused. Errors of pandas mean that the file is damaged."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(f"{name}: it is larger than {MAX_BYTES // 1_000_000} MB. Save it as CSV.")
    staging = Staging(out / "0")
    names: list[str] = []
    line = 0
    # Two equal labels would be indistinguishable, so then the codes are kept.
    with pd.read_stata(path, chunksize=PART_ROWS, convert_categoricals=False, preserve_dtypes=False) as parts:
        labels = _find_labels(parts)
        for part in parts:
            names = names or [str(column) for column in part.columns]
            if len(names) > MAX_COLUMNS:
                raise FileRefused(f"{name}: it has {len(names)} columns, but a table has 1 to {MAX_COLUMNS}.")
            columns = [[_write(value, labels.get(column, {})) for value in part[column]] for column in part.columns]
            for cells in zip(*columns, strict=True):
                line += 1
                staging.add(line, list(cells))
    if not line:
        raise FileRefused(f"{name}: it has no rows. Choose a file with records.")
    staging.finish(names)
    return {"kind": "stata", "encoding": "", "tables": [{"folder": "0", "sheet": None}]}


def _find_labels(reader: Any) -> dict[str, dict[Any, str]]:
    """Return the value labels of each column that has any."""
    sets = reader.value_labels()
    return {
        column: sets[label] for column, label in zip(reader._varlist, reader._lbllist, strict=True) if label in sets
    }


def _write(value: Any, labels: dict[Any, str]) -> str | None:
    if value is None or value is pd.NaT or value != value:
        return None
    plain = value.item() if hasattr(value, "item") else value
    if plain in labels:
        return str(labels[plain])
    return format_cell(plain.to_pydatetime() if isinstance(plain, pd.Timestamp) else plain) or None
