"""SQL expressions over the columns of a file, and `words.csv` with our meanings for the words of each feed."""

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from etl.feeds import PointColumns, ReadOtherwise, Refusal, UnreadCell
from etl.feeds.common import read_word_list
from etl.tables.schema import quote_identifier, quote_text

FILE = Path(__file__).parent / "words.csv"
# Words of publishers that words.csv does not list: feed, column, word.
KNOWN_FILE = Path(__file__).parent / "known_words.csv"
UNKNOWN_WORD = "a word that is not known of this feed"


def read_words_table() -> tuple[dict[str, str], ...]:
    """Read words.csv: in `column` of `feed`, `word` means that our column `ours` is `value`."""
    return read_word_list(FILE)


def translate(feed: str, column: str, columns: Collection[str], otherwise: str | None) -> str:
    """Return the expression for one of our columns from the words in a feed's columns, as far as the file has them.

    Columns are tried in the order of words.csv, with more specific words first.
    """
    rows = [
        row for row in read_words_table() if row["feed"] == feed and row["ours"] == column and row["column"] in columns
    ]
    cases = [
        match_words(
            f"whole(words({quote_identifier(theirs)}))",
            {row["word"]: row["value"] for row in rows if row["column"] == theirs},
            None,
        )
        for theirs in dict.fromkeys(row["column"] for row in rows)
    ]
    return f"coalesce({', '.join([*cases, 'NULL' if otherwise is None else quote_text(otherwise)])})"


@cache
def _list_known_words(feed: str, column: str) -> list[str]:
    """List the known words of a publisher for a column: those with a meaning here, and those that add nothing."""
    rows = (*read_words_table(), *read_word_list(KNOWN_FILE))
    return [row["word"] for row in rows if (row["feed"], row["column"]) == (feed, column)]


def list_unknown_words(feed: str, checked: Collection[str], columns: Collection[str]) -> list[UnreadCell]:
    """Return the cells with a word that the feed's publisher is not known to use."""
    cells = []
    for column in checked:
        if column in columns:
            word = f"lower(whole(words({quote_identifier(column)})))"
            known = ", ".join(quote_text(each.lower()) for each in _list_known_words(feed, column))
            cells.append(UnreadCell(column, f"{word} NOT IN ({known})", UNKNOWN_WORD, is_word=True))
    return cells


def match_words(expression: str, values: dict[str, str], otherwise: str | None) -> str:
    """Return a case-insensitive CASE over words."""
    pairs = " ".join(f"WHEN {quote_text(word.lower())} THEN {quote_text(value)}" for word, value in values.items())
    return f"CASE lower({expression}) {pairs} ELSE {'NULL' if otherwise is None else quote_text(otherwise)} END"


def read_cell(name: str, columns: Collection[str]) -> str:
    """Return a column of words; NULL if the file does not have it."""
    return f"words({quote_identifier(name)})" if name in columns else "NULL::VARCHAR"


def read_figure(name: str, columns: Collection[str]) -> str:
    """Return a column of figures as text; NULL if the file does not have it or a value is marked as unknown."""
    return f"known(plain({quote_identifier(name)}))" if name in columns else "NULL::VARCHAR"


def read_date_text(columns: Collection[str]) -> str:
    """Return the text of the date from one column or three; NULL if it is marked as unknown."""
    return read_figure("date", columns) if "date" in columns else f"known({_join_date(columns)})"


def _join_date(columns: Collection[str]) -> str:
    """Join a date in three columns into one text. A month or day of 0 is unknown.

    DuckDB copies an expression into each place that a macro or a CASE uses it, and would take a second to plan this one. So each
    cell is read once, for a lambda.
    """
    cells = ", ".join(
        f"'{name}': regexp_replace({read_figure(name, columns)}, '^0+(\\.0+)?$|\\.0+$', '')"
        for name in ("year", "month", "day")
    )
    return (
        f"list_transform([{{{cells}}}], lambda cell: "
        "CASE WHEN cell.month IS NULL OR cell.month = '' THEN cell.year WHEN regexp_full_match(cell.month, '\\d+') "
        "THEN concat_ws('-', cell.year, lpad(cell.month, 2, '0'), CASE WHEN cell.day <> '' THEN lpad(cell.day, 2, '0') END) "
        "ELSE concat_ws(' ', CASE WHEN cell.day <> '' THEN cell.day END, cell.month, cell.year) END)[1]"
    )


def read_code(name: str, columns: Collection[str], unknown: str | None = None) -> str:
    """Return a column of codes or ids as text. Cells that match the pattern `unknown` are NULL."""
    if name not in columns:
        return "NULL::VARCHAR"
    text = f"whole({read_figure(name, columns)})"
    return f"CASE WHEN NOT regexp_full_match({text}, {quote_text(unknown)}) THEN {text} END" if unknown else text


# Nouns that may follow a number without changing it, as patterns.
PEOPLE = (
    "people|persons?|civilians?|child|children|wom[ae]n|soldiers?|fighters?|militants?|policem[ae]n|чел\\.?|человека?|ос[оі]би?|мирных( жител(ей|я))?|гражданских|"
    "солдата?|військових|цивільних|personas?|civiles|soldados?|personnes?|civils?|soldats?|personen|zivilisten|soldaten|kişi|sivil|asker|"
    "شخص|أشخاص|اشخاص|مدني|مدنيا|مدنيين|مدنيون|جندي|جنود|مقاتلين"
)
KILLED = (
    "|kia|k\\.i\\.a\\.|killed|dead|deaths?|died|fatality|fatalities|martyrs?|погибших|погибли|убито|убиты|загиблих|загинуло|tués?|morts?|"
    "muertos?|tote|ölü|قتيل|قتلى"
)
WOUNDED = (
    "|wia|w\\.i\\.a\\.|wounded|injured|injury|injuries|hurt|раненых|ранено|ранены|поранених|поранено|blessés?|heridos?|verletzte|yaralı|"
    "جريح|جرحى"
)

# How a cell becomes text; some feeds have their own notation for unknown values.
Reader = Callable[[str, Collection[str]], str]


def read_people(name: str, columns: Collection[str]) -> str:
    """Return the low, best and high number of people in a column, whose cells may also name what they count.

    A missing column is not read at all, since DuckDB would plan it.
    """
    return (
        f"read_people_of({read_figure(name, columns)}, {', '.join(map(quote_text, _choose_nouns(name)))})"
        if name in columns
        else "NULL::STRUCT(low INTEGER, best INTEGER, high INTEGER)"
    )


def _choose_nouns(name: str) -> tuple[str, str]:
    """Return the patterns for what a column of numbers counts and what it does not: two wounded were not killed."""
    if name.startswith("vehicles"):
        return "vehicles?", (KILLED + WOUNDED).removeprefix("|")
    counted, others = (WOUNDED, KILLED) if name.startswith("wounded") else (KILLED, WOUNDED)
    return PEOPLE + counted, others.removeprefix("|")


def read_days(name: str, columns: Collection[str]) -> str:
    """Return the first and last possible day in a column, and the precision."""
    if name not in columns:
        return 'NULL::STRUCT("first" DATE, "last" DATE, "precision" VARCHAR)'
    return f"read_date({read_figure(name, columns)})"


def find_degrees(columns: Collection[str]) -> tuple[str, str]:
    """Return the columns of latitude and longitude: those of the publisher, or those of a map's geometry if it has only that."""
    named = ("latitude", "longitude")
    return named if set(named) <= set(columns) else ("lat", "lon")


def read_degrees(latitude: str, longitude: str, columns: Collection[str], read: Reader = read_figure) -> dict[str, str]:
    """Return the parsed expressions `lat_read` and `lon_read` of a point. The point 0, 0 means that it is unknown."""
    if not {latitude, longitude} <= set(columns):
        return {"lat_read": "NULL::DOUBLE", "lon_read": "NULL::DOUBLE"}
    return {
        "lat_read": f"read_degrees({read(latitude, columns)})",
        "lon_read": f"read_degrees({read(longitude, columns)})",
    }


def read_any_point(point_columns: PointColumns, columns: Collection[str]) -> dict[str, str]:
    """Return the same for a table whose texts the load also looks up.

    These are points in one column, used if the other two are empty, and degrees that SQL cannot read (see `Shape.points`).
    """
    if not point_columns.lat or not point_columns.lon:
        return {f"{axis}_read": f'"point {axis}"' if point_columns.point else "NULL::DOUBLE" for axis in ("lat", "lon")}
    cells = {"lat": read_figure(point_columns.lat, columns), "lon": read_figure(point_columns.lon, columns)}
    degrees = {axis: f'coalesce(read_degrees({cell}), "odd {axis}")' for axis, cell in cells.items()}
    if point_columns.point:
        is_empty = " AND ".join(f"{cell} IS NULL" for cell in cells.values())
        degrees = {
            axis: f'CASE WHEN {is_empty} THEN "point {axis}" ELSE {value} END' for axis, value in degrees.items()
        }
    return {f"{axis}_read": value for axis, value in degrees.items()}


HAS_POINT = "(abs(lat_read) <= 90 AND abs(lon_read) <= 180 AND NOT (lat_read = 0 AND lon_read = 0))"
POINT = {name: f"CASE WHEN {HAS_POINT} THEN {name}_read END" for name in ("lat", "lon")}


def list_unread_degrees(
    latitude: str, longitude: str, columns: Collection[str], read: Reader = read_figure
) -> list[UnreadCell]:
    """Return the cells of a point that cannot be read, so that the point is unknown."""
    if not {latitude, longitude} <= set(columns):
        return []
    return [
        cell
        for name, degrees, most in ((latitude, "lat_read", 90), (longitude, "lon_read", 180))
        for cell in (
            UnreadCell(name, f"{degrees} IS NULL AND {read(name, columns)} IS NOT NULL", "not a number of degrees"),
            UnreadCell(name, f"abs({degrees}) > {most}", f"beyond {most} degrees"),
        )
    ]


def keep_half_points(latitude: str, longitude: str, columns: Collection[str]) -> list[ReadOtherwise]:
    """Return the cells of a point whose other coordinate is missing or unreadable."""
    if not {latitude, longitude} <= set(columns):
        return []
    sound = {latitude: "coalesce(abs(lat_read) <= 90, false)", longitude: "coalesce(abs(lon_read) <= 180, false)"}
    return [
        ReadOtherwise(name, f"{sound[name]} AND NOT {sound[other]}")
        for name, other in ((latitude, longitude), (longitude, latitude))
    ]


def list_unread_people(
    name: str, people: str, columns: Collection[str], read: Reader = read_figure
) -> list[UnreadCell]:
    """Return the cells that are not a number of people, in a column parsed as `people`."""
    if name not in columns:
        return []
    return [UnreadCell(name, f"{people} IS NULL AND {read(name, columns)} IS NOT NULL", "not a number of people")]


def list_unread_end(name: str, end: str, begin: str, columns: Collection[str]) -> list[UnreadCell]:
    """Return the cells of a last day that cannot be read or is before the first day. Then only the first day is known."""
    if name not in columns:
        return []
    return [
        UnreadCell(name, f"{end} IS NULL AND {read_figure(name, columns)} IS NOT NULL", "not a date"),
        UnreadCell(name, f"{end}.last < {begin}.first", "before the first day"),
    ]


def read_number(name: str, columns: Collection[str]) -> str:
    """Return a column of kilometres, with a decimal point or comma."""
    return f"read_kilometres({read_figure(name, columns)})" if name in columns else "NULL::DOUBLE"


def refuse_day(name: str, day: str) -> list[Refusal]:
    """Return the rules for a column that must be a date and is parsed as `day`."""
    return [
        Refusal(f"plain({quote_identifier(name)}) IS NULL", name, "no date"),
        Refusal(f"{day} IS NULL", name, "not a date"),
    ]
