"""Run pages without a browser by AppTest, and read them."""

import re
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from etl import paths
from views.words.markup import NOTHING

PAGES = {
    "timeline": "views/pages/timeline.py",
    "risk": "views/pages/risk.py",
    "road": "views/pages/road.py",
    "records": "views/pages/records.py",
    "data": "views/pages/data.py",
    "compare": "views/pages/compare.py",
    "guide": "views/pages/guide.py",
    "add": "views/pages/add.py",
    "review": "views/pages/review.py",
}
RECEIPT = "Some of what was asked for could not be shown:"
DASHBOARD = paths.CHECKOUT / "dashboard.py"

# AppTest scans every installed package for components for each page, which takes longer than most pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def unescape(markdown: str) -> str:
    """Undo `escape_markdown` and `keep_numbers_together`."""
    return re.sub(r"\\(.)", r"\1", markdown.replace(NOTHING, "")).replace("\N{NO-BREAK SPACE}", " ")


class Page(AppTest):
    """A page in one reader's session."""

    def read_texts(self, *kinds: str) -> list[str]:
        """Return the texts of all elements of these kinds: kind by kind, each in the order of the page."""
        return [unescape(str(element.value)) for kind in kinds for element in self.get(kind)]

    def read_only_text(self, kind: str) -> str:
        (words,) = self.read_texts(kind)
        return words

    def read_tiles(self) -> dict[str, str]:
        return {tile.label: tile.value for tile in self.metric}

    def read_share_counts(self) -> tuple[int, int]:
        """Return the numerator and denominator of the share attacked, from its tile or the caption under it."""
        said = [self.read_tiles().get("Share attacked", ""), *self.read_texts("caption")]
        (found, *_) = [match for words in said if (match := re.match(r"([\d,]+) of ([\d,]+)\b", words))]
        attacked, patrols = (int(number.replace(",", "")) for number in found.groups())
        return attacked, patrols

    def read_receipt(self) -> list[str]:
        """Return the sentences on choices of a link that are not available."""
        return [
            line.removeprefix("- ")
            for words in self.read_texts("warning")
            if words.startswith(RECEIPT)
            for line in words.splitlines()[2:]
        ]

    def find_text(self, beginning: str) -> str:
        """Return the only text with this beginning."""
        (words,) = [words for words in self.read_texts("text") if words.startswith(beginning)]
        return words

    def find_field(self, label: str, kind: str):
        (element,) = [element for element in self.get(kind) if element.label == label]
        return element

    def list_files(self) -> dict[str, str]:
        """Return the address of each file that the page offers, by the label of its button."""
        return {button.proto.label: button.proto.url for button in self.get("link_button")}

    def press(self, label: str) -> "Page":
        return self.find_field(label, "button").click().run()

    def list_frames(self) -> list:
        return [frame.value for frame in self.dataframe]

    def go_to(self, name: str) -> "Page":
        """Choose a page in the navigation, which empties the address."""
        self.query_params.clear()
        return self.switch_page(PAGES[name]).run()


@pytest.fixture
def visit(monkeypatch, m4_lake):
    """Open a page in a new session, of the embedded case or of a lake with its facts in the folder `case` beside it."""

    def visit(name: str = "timeline", query: dict | None = None, lake=m4_lake, unfolded: tuple[str, ...] = ()) -> Page:
        monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
        if (case := lake.root.parent / "case").exists():
            monkeypatch.setattr(paths, "CASES", (case,))
        elif lake.root.exists() and len(paths.CASES) > 1:  # its release has only the first case
            monkeypatch.setattr(paths, "CASES", (paths.M4_CASE,))
        page = Page(str(DASHBOARD), default_timeout=60)
        for key, values in (query or {}).items():
            page.query_params[key] = values
        if name != "timeline":
            page.switch_page(PAGES[name])
        for key in unfolded:
            page.session_state[key] = True
        page.run()
        assert not page.exception, page.exception
        return page

    return visit


@pytest.fixture
def m4_address(m4_lake, monkeypatch):
    """Serve the embedded case as the lake."""
    monkeypatch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
