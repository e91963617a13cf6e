"""The pages, one file each."""

from typing import NamedTuple


class Page(NamedTuple):
    """What the bar, the filters and the addresses know of a page. One for editors publishes a release and then shows it."""

    title: str
    icon: str  # of Material Symbols
    has_figures: bool = False
    is_for_editors: bool = False


PAGES = {  # by path, in the order of the bar
    "": Page("Timeline", "timeline", has_figures=True),
    "risk": Page("Risk", "percent", has_figures=True),
    "road": Page("Map", "map", has_figures=True),
    "compare": Page("Compare", "stacked_line_chart", has_figures=True),
    "records": Page("Records", "table_rows"),
    "data": Page("Data", "database"),
    "guide": Page("Guide", "menu_book"),
    "add": Page("Add", "add_circle", is_for_editors=True),
    "review": Page("Review", "rule", is_for_editors=True),
}
