"""Escapes text that a spreadsheet would run as a formula with an apostrophe, and restores the original text.

A spreadsheet that assumes another delimiter than the writer splits cells and ignores the quotes around them. So text after a
comma, semicolon, TAB, `|` or line break is treated like the start of a cell: `x;=2+5` becomes `x;'=2+5`. Quotes are skipped,
since such a reader may remove them. An apostrophe that is already there is doubled, so that nothing is lost.
"""

import pyarrow as pa

from etl.tables.schema import quote_text

# Spreadsheets treat text that begins with one of these as a formula (OWASP, CSV Injection; ASVS 5.0, 1.2.10).
SIGNS = r"=+\-@\x00＝＋－＠"
DELIMITERS = r",;\t|\r\n"
BEGINS_A_CELL = rf"^(['\"]*[{SIGNS}\t\r\n])"  # some programs skip TAB and line breaks, so the next character counts
BEGINS_A_PIECE = rf"([{DELIMITERS}])(['\"]*[{SIGNS}])"
INERT_CELL = rf"^'(['\"]*[{SIGNS}\t\r\n])"
INERT_PIECE = rf"([{DELIMITERS}])'(['\"]*[{SIGNS}])"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)*$"


def make_cells_inert(texts: pa.StringArray, *, but_numbers: bool = True) -> pa.StringArray:
    """Escape texts that are read as whole cells. With `but_numbers`, numbers such as `-5` are not changed."""
    import pyarrow.compute as pc  # imported here, since only reading and saving files needs it

    runs = pc.match_substring_regex(texts, BEGINS_A_CELL)
    if not pc.any(runs).as_py():
        return texts
    if but_numbers:
        runs = pc.and_not(runs, pc.match_substring_regex(texts, NUMBER))
    return pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)


def make_pieces_inert(texts: pa.StringArray) -> pa.StringArray:
    """Escape texts after each delimiter within them."""
    return _replace(texts, BEGINS_A_PIECE, r"\1'\2")


def restore(texts: pa.StringArray) -> pa.StringArray:
    """Undo both escapes."""
    return _replace(_replace(texts, INERT_CELL, r"\1"), INERT_PIECE, r"\1\2")


def strip_apostrophes(text: str) -> str:
    """Return SQL that removes the escaping apostrophes of a text, so that escaped and original texts can be compared."""
    cell, piece = (quote_text(pattern.replace("'", "'+", 1)) for pattern in (INERT_CELL, INERT_PIECE))
    return rf"regexp_replace(regexp_replace({text}, {cell}, '\1'), {piece}, '\1\2', 'g')"


def _replace(texts: pa.StringArray, pattern: str, by: str) -> pa.StringArray:
    import pyarrow.compute as pc

    # Searching is faster than replacing when there is nothing to replace.
    if not pc.any(pc.match_substring_regex(texts, pattern)).as_py():
        return texts
    return pc.replace_substring_regex(texts, pattern, by)
