"""The tables that describe how records were loaded and reviewed, not what happened on a corridor."""

from etl.tables.columns import FEED, FEED_RELEASE, Table, day, decimal, text, texts, whole
from etl.tables.vocabulary import FATES, REVIEW_ACTIONS

PLACEMENTS = Table(
    "placements",
    "what a file says about the place of one incident",
    ("incident_id",),
    about_loads=True,
    declared=(
        text("incident_id", "Id of the incident.", required=True, names="incidents"),
        text("corridor", "The corridor that the file names; empty if it names none, so that the nearest applies."),
        decimal(
            "within_km",
            "Greatest distance from a route at which a point belongs to its corridor.",
            required=True,
            unit="km",
            at_least=0,
        ),
        whole("number", "The number of the patrol that it happened to.", at_least=0),
        text("counted_by", "Whose count that number is; empty for the corridor's own."),
    ),
)

LOADS = Table(
    "loads",
    "one file loaded; rows = " + " + ".join(FATES),
    ("load_id",),
    about_loads=True,
    declared=(
        text("load_id", "Release and ordinal of the file in it.", required=True),
        whole("release", "Number of the release that the load made.", required=True, at_least=1),
        FEED,
        FEED_RELEASE,
        text("file", "Name of the file.", required=True),
        text("sha256", "SHA-256 of the file.", required=True),
        text("options", "Options that affect how the file is read.", required=True),
        text("loaded_at", "When, UTC.", required=True),
        text("loaded_by", "By whom, if stated."),
        whole("rows", "Data records of the file, blank ones too.", required=True, unit="records"),
        whole("loaded", "Records that are new.", required=True, unit="records"),
        whole("changed", "Records that say something new about a known record.", required=True, unit="records"),
        whole(
            "note_only",
            "Of the changed ones, those of which only a note, cells as written, a province or district, or the stamp of the feed changed.",
            unit="records",
        ),
        whole(
            "duplicates",
            "Records already known and unchanged, and second rows of one event.",
            required=True,
            unit="records",
        ),
        whole("left_out", "Valid records that a named rule excludes.", required=True, unit="records"),
        whole("rejected", "Records that could not be read.", required=True, unit="records"),
        whole("blank", "Blank lines and rows of empty cells.", required=True, unit="records"),
        whole(
            "withdrawn", "Records of the previous release that the feed no longer has.", required=True, unit="records"
        ),
        whole("events", "Distinct events read and not left out.", required=True, unit="events"),
        day("first_date", "First day of these events."),
        day("last_date", "Last day of these events."),
        whole("killed_best", "Sum of the best figures of people killed in these events.", unit="people"),
        text("encoding", "Encoding of the file; empty for a binary one."),
        text(
            "date_order",
            "Order of day and month that was used, if dates needed one.",
            words=("dmy", "mdy", "ymd", "swapped"),
        ),
        texts("warnings", "What a reader should know about the load."),
        texts(
            "unread_texts",
            "Each text that could not be read and without which its records are kept, with its column and number of rows; `unread_cells` says why.",
        ),
    ),
)

WORD_MEANINGS = Table(
    "word_meanings",
    "the meaning that a user gave to one word of a column, or an answer for all rows, for files with certain headers",
    ("feed", "headers", "column", "word"),
    about_loads=True,
    declared=(
        FEED,
        text("headers", "The headers of the files, as they are read, in alphabetical order.", required=True),
        text(
            "column",
            "Our name of the column; `header` if the word is the header of a column, `answer` if it is an option for all rows.",
            required=True,
        ),
        text(
            "word",
            "The word, as the person wrote it; case, accents, hyphens and plurals make no difference.",
            required=True,
        ),
        text("meaning", "Our word for it.", required=True),
        text("load_id", "The load that it was given for.", required=True),
    ),
)

UNREAD_CELLS = Table(
    "unread_cells",
    "one text of one column of a file that could not be read, and without which its records are kept",
    ("load_id", "column", "reason", "text"),
    about_loads=True,
    declared=(
        text("load_id", "The load.", required=True, names="loads"),
        text("column", "The column, as the file names it.", required=True),
        text("reason", "Why it could not be read.", required=True),
        text("text", "The text in the file, which the records also have in `as_written`.", required=True),
        whole("rows", "Rows of the file that are kept and have this text.", required=True, unit="rows", at_least=1),
    ),
)

REJECTS = Table(
    "rejects",
    "one record of a file that could not be read",
    ("load_id", "record", "line", "column"),
    about_loads=True,
    declared=(
        text("load_id", "The load.", required=True, names="loads"),
        whole("record", "Number of the data record, from 1; header and blank lines are not counted.", at_least=1),
        whole("line", "Line of the file on which it begins.", at_least=1),
        text("column", "The column that could not be read; empty if it is the whole record."),
        text("reason", "Reason for the decision.", required=True),
        text("text", "The text in the file."),
        text(
            "sheet",
            "Its sheet, if several sheets of a workbook were read; empty if a check of all records rejects it.",
        ),
    ),
)

# Part of the content hash, since entries change the records of a release.
REVIEW_ENTRIES = Table(
    "review_entries",
    "one decision of an editor on a record. Rows are only added; records show the decisions that are not undone",
    ("entry",),
    tracked=True,
    declared=(
        whole("entry", "Number of the entry, from 1, in the order of decisions.", required=True, at_least=1),
        day("made_on", "Day on which it was made, UTC.", required=True),
        text("author", "Who decided.", required=True),
        text("reason", "Reason for the decision.", required=True),
        text(
            "action",
            "link: both records are one event, which has the values of record_id and those that only other_id has; keep_apart: they are "
            "two; change: the column has this value; withdraw: the record is withdrawn; undo: an earlier entry no longer holds.",
            required=True,
            words=REVIEW_ACTIONS,
        ),
        text("table", "Table of the record.", required=True, words=("patrols", "incidents", "suspensions", "exposure")),
        text("record_id", "Id of the record.", required=True),
        text("other_id", "Id of the other record, of the same table."),
        text("column", "The column that is changed."),
        text("stated", "Value that the feed stated when the entry was made; empty: unknown."),
        text("value", "New value, written as in a fact file; empty: unknown."),
        whole("undoes", "Number of the entry that is undone.", at_least=1),
    ),
)
