"""Text that a spreadsheet would run as a formula, made inert by an apostrophe, and the same text back again.

A spreadsheet that takes another sign for the delimiter than the writer did cuts a cell in pieces, and does not heed the quotes
around it. So what begins a piece, after a comma, semicolon, TAB, `|` or line break, is treated like what begins a cell:
`x;=2+5` becomes `x;'=2+5`. Quotes are skipped, since such a reader may take them away. An apostrophe that the text has
there itself is doubled, so that nothing is lost.
"""

import pyarrow as pa

from etl.tables.schema import quote_text

# A spreadsheet takes text that begins with one of these for a formula (OWASP, CSV Injection; ASVS 5.0, 1.2.10).
SIGNS = r"=+\-@\x00＝＋－＠"
DELIMITERS = r",;\t|\r\n"
BEGINS_A_CELL = (
    rf"^(['\"]*[{SIGNS}\t\r\n])"  # TAB and line breaks are skipped by some programs, and the next sign counts
)
BEGINS_A_PIECE = rf"([{DELIMITERS}])(['\"]*[{SIGNS}])"
INERT_CELL = rf"^'(['\"]*[{SIGNS}\t\r\n])"
INERT_PIECE = rf"([{DELIMITERS}])'(['\"]*[{SIGNS}])"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)*$"


def make_cells_inert(texts: pa.StringArray, *, but_numbers: bool = True) -> pa.StringArray:
    """Return texts that do not run where they are read whole. Numbers such as `-5` stay as they are, with `but_numbers`."""
    import pyarrow.compute as pc  # only who reads or saves a file pays for it

    runs = pc.match_substring_regex(texts, BEGINS_A_CELL)
    if not pc.any(runs).as_py():
        return texts
    if but_numbers:
        runs = pc.and_not(runs, pc.match_substring_regex(texts, NUMBER))
    return pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)


def make_pieces_inert(texts: pa.StringArray) -> pa.StringArray:
    """Return texts that do not run after a delimiter within them."""
    return _replace(texts, BEGINS_A_PIECE, r"\1'\2")


def restore(texts: pa.StringArray) -> pa.StringArray:
    """Return the texts of which both have made these."""
    return _replace(_replace(texts, INERT_CELL, r"\1"), INERT_PIECE, r"\1\2")


def strip_apostrophes(text: str) -> str:
    """SQL that gives a text, inert or not, without the apostrophes before what runs: to compare the one with the other."""
    cell, piece = (quote_text(pattern.replace("'", "'+", 1)) for pattern in (INERT_CELL, INERT_PIECE))
    return rf"regexp_replace(regexp_replace({text}, {cell}, '\1'), {piece}, '\1\2', 'g')"


def _replace(texts: pa.StringArray, pattern: str, by: str) -> pa.StringArray:
    import pyarrow.compute as pc

    # Looking for something to replace takes less time than replacing nothing.
    if not pc.any(pc.match_substring_regex(texts, pattern)).as_py():
        return texts
    return pc.replace_substring_regex(texts, pattern, by)
