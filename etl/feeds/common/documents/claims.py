"""Reads the claims of others on a record from a cell with lines such as `field | value | who says so | source`."""

from collections.abc import Collection

from etl.feeds import UnreadCell
from etl.feeds.common.documents import FEED
from etl.feeds.common.expressions import read_cell
from etl.tables.schema import quote_text

COLUMN = "other_claims"
TYPE = "STRUCT(field VARCHAR, value VARCHAR, claimed_by_side VARCHAR, source_id VARCHAR)[]"
# The fields that claims may be about: names in an analyst's table, mapped to ours.
FIELDS = {
    "patrol": {"date": "date", "outcome": "outcome", "participants": "participants", "place_from": "place_from", "place_to": "place_to",
               "length_km": "length_km", "number": "number"},
    "incident": {"date": "date", "kind": "kind", "target": "target", "place": "place", "killed": "killed_best",
                 "wounded": "wounded_best", "weapon": "weapon", "vehicles_damaged": "vehicles_damaged", "claimed_by": "claimed_by",
                 "actor": "actor1", "attacker": "actor1"},
    "suspension": {"date": "start", "date_end": "end", "announced_on": "announced_on", "reason": "reason"},
    "exposure": {"count": "count"},
}  # fmt: skip
_OURS = ", ".join(
    f"{quote_text(f'{record} {theirs}')}: {quote_text(ours)}"
    for record, fields in FIELDS.items()
    for theirs, ours in fields.items()
)
_OF = "CASE WHEN what IN ('patrol', 'suspension', 'exposure') THEN what ELSE 'incident' END"
_FIELD = f"(MAP {{{_OURS}}})[{_OF} || ' ' || replace(lower(claim[1]), ' ', '_')]"
_IS_READ = f"len(claim) IN (3, 4) AND {_FIELD} IS NOT NULL AND claim[2] IS NOT NULL AND claim[3] IS NOT NULL"
NOT_READ = "no lines of field | value | who says so | source"


def parse_claims(columns: Collection[str]) -> dict[str, str]:
    """Return the parsed expression `claim_lines`: the parts of each line."""
    return {"claim_lines": f"split_claims({read_cell(COLUMN, columns)})" if COLUMN in columns else "[]::VARCHAR[][]"}


def make_claims(columns: Collection[str]) -> str:
    """Return the expression for the claims of a row."""
    if COLUMN not in columns:
        return f"[]::{TYPE}"
    claim = f"{{'field': {_FIELD}, 'value': claim[2], 'claimed_by_side': claim[3], 'source_id': {_DOCUMENT}.source_id}}"
    return f"list_transform({_READ}, lambda claim: {claim})::{TYPE}"


def make_documents_of_claims() -> str:
    """Return the expression for the documents that the claims of a row name."""
    named = f"list_filter({_READ}, lambda claim: claim[4] IS NOT NULL)"
    return f"list_transform({named}, lambda claim: {_DOCUMENT})"


def list_unread(columns: Collection[str]) -> list[UnreadCell]:
    """Return the condition that part of a cell of claims could not be read."""
    if COLUMN not in columns:
        return []
    return [UnreadCell(COLUMN, f"len({_READ}) < len(claim_lines)", NOT_READ)]


_READ = f"list_filter(claim_lines, lambda claim: {_IS_READ})"

_DOCUMENT = f"(CASE WHEN claim[4] IS NOT NULL THEN document({quote_text(FEED)}, claim[4], NULL::VARCHAR) END)"
