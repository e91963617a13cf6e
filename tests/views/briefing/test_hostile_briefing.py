"""A briefing and its figure show hostile text as text, and it never becomes markup."""

import re
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree

from analysis.questions.holdings import read_choices
from tests import cases
from tests.hostile_strings import HOSTILE
from views.briefing import page as briefing

pytestmark = pytest.mark.slow
PLAIN = "Plain"


def make_rows(text):
    """Make rows with a text in every column that the Timeline shows."""
    note = {"note": text}
    return cases.fill_tables(
        corridors=[cases.corridor("road", title=text, **note)],
        patrols=[
            cases.patrol("2020-03-02", place_from=text, place_to=text, **note),
            cases.patrol("2020-03-09", until="2020-03-12", patrol_id=text, **note),
            cases.patrol("2020-03-20", patrol_id="P3"),
        ],
        incidents=[
            cases.attack("2020-03-02", patrol_id="P1", place=text, actor1=text, weapon=text, claimed_by=text, **note),
            cases.attack("2020-03-03", patrol_id=text, verification="disputed", incident_id=text, kind_detail=text),
        ],
        suspensions=[
            cases.suspension("2020-04-02", announced_by=text, reason=text, **note),
            cases.suspension("2020-03-05", "2020-03-08", announced_by=text, suspension_id=text),
        ],
        milestones=[cases.milestone("2020-03-20", text, **note)],
        sources=[cases.source("source", publisher=text, title=text, url=text, side=text)],
        patrol_numbers=[{"patrol_id": "P1", "counted_by": text, "number": 5, "source_id": "source"}],
        claims=[cases.claim("patrols", "P1", "outcome", text, claimed_by_side=text)],
    )


@pytest.fixture(scope="module")
def brief():
    release = cases.open_in_memory(make_rows(PLAIN))
    selection = read_choices(release).make_default()

    def written(text):
        return briefing.write_briefing(cases.refill(release, make_rows(text)), selection).decode()

    return written


class Shape(HTMLParser):
    """Collect the tags of a page with their attributes, and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.other = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, tuple(attributes)))

    def handle_endtag(self, tag):
        self.tags.append((f"/{tag}", ()))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.other.append(data)

    handle_pi = unknown_decl = handle_comment


TEXTS = list(HOSTILE.values())


@pytest.mark.parametrize("first", range(0, len(TEXTS), 9))
def test_hostile_texts_change_the_words_of_a_briefing_and_nothing_else(brief, first):
    texts = TEXTS[first : first + 9]
    plain, page = brief(PLAIN), brief(" ".join(texts))
    hostile = Shape(page)
    assert hostile.tags == Shape(plain).tags
    assert hostile.other == []
    words = normalise_line_ends("".join(hostile.words))
    drawings = [ElementTree.fromstring(re.search(r"<svg.*</svg>", each, re.DOTALL)[0]) for each in (plain, page)]
    assert len({tuple(element.tag for element in drawing.iter()) for drawing in drawings}) == 1
    drawn = normalise_line_ends("".join(drawings[1].itertext()))
    for text in texts:
        shown = normalise_line_ends(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text))
        assert shown in words
        assert shown in drawn


def normalise_line_ends(text):
    """Replace line ends as HTML and XML do."""
    return re.sub("\r\n?", "\n", text)
