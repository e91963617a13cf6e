"""Pages without a browser: run once by AppTest, read as a reader would."""

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

# AppTest looks for components in every installed package anew for each page, which took longer than most pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def unescaped(markdown: str) -> str:
    """Markdown of `escape_markdown` as the characters that it shows."""
    return re.sub(r"\\(.)", r"\1", markdown.replace(NOTHING, ""))


class Page(AppTest):
    """One reader's session."""

    def words(self, *kinds: str) -> list[str]:
        """What the elements of these kinds say, in the order of the page."""
        return [unescaped(str(element.value)) for kind in kinds for element in self.get(kind)]

    def one(self, kind: str) -> str:
        (words,) = self.words(kind)
        return words

    def tiles(self) -> dict[str, str]:
        return {tile.label: tile.value for tile in self.metric}

    def counted(self) -> tuple[int, int]:
        """How many patrols were attacked, and of how many, as the tile of the share says: or as it is the share."""
        said = [self.tiles().get("Share attacked", ""), *self.words("caption")]
        (found, *_) = [match for words in said if (match := re.match(r"([\d,]+) of ([\d,]+)\b", words))]
        attacked, patrols = (int(number.replace(",", "")) for number in found.groups())
        return attacked, patrols

    def receipt(self) -> list[str]:
        """The sentences on what a link asked for and could not have."""
        return [
            line.removeprefix("- ")
            for words in self.words("warning")
            if words.startswith(RECEIPT)
            for line in words.splitlines()[2:]
        ]

    def says(self, beginning: str) -> str:
        """The one text that begins so."""
        (words,) = [words for words in self.words("text") if words.startswith(beginning)]
        return words

    def field(self, label: str, kind: str):
        (element,) = [element for element in self.get(kind) if element.label == label]
        return element

    def files(self) -> dict[str, str]:
        """By the words of its button, the address of each file that the page offers."""
        return {button.proto.label: button.proto.url for button in self.get("link_button")}

    def press(self, label: str) -> "Page":
        return self.field(label, "button").click().run()

    def frames(self) -> list:
        return [frame.value for frame in self.dataframe]

    def go_to(self, name: str) -> "Page":
        """Choose a page in the navigation, which empties the address."""
        self.query_params.clear()
        return self.switch_page(PAGES[name]).run()


@pytest.fixture
def visit(monkeypatch, m4_lake):
    """Open a page in a new session: of the embedded case, or of a lake whose facts lie in `case` beside it."""

    def visit(name: str = "timeline", query: dict | None = None, lake=m4_lake, unfolded: tuple[str, ...] = ()) -> Page:
        monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
        if (case := lake.root.parent / "case").exists():
            monkeypatch.setattr(paths, "CASES", (case,))
        elif lake.root.exists() and len(paths.CASES) > 1:  # its release holds the first case alone
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
