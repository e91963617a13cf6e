"""The guide: the documents as pages, with contents, internal links, and no file names."""

import re

from etl import paths
from views.sections import guide
from views.words.statistics import verdicts


def test_each_chapter_has_contents_and_every_section_can_be_written():
    for name in guide.CHAPTERS:
        first, *sections = guide.read_chapter(name)
        assert first.text and len({section.slug for section in sections}) == len(sections)
        for section in sections:
            written = guide.write_section(name, section.slug)
            assert written.startswith(f"{'#' * section.level} {section.title}")
            assert not re.search(guide.OWN_FILES, written), section.title
            outside_code = re.sub(r"```.*?```|`[^`\n]*`", "", written, flags=re.DOTALL)
            assert not re.search(r"!\[|\]\((?!https?://|guide\?)", outside_code), section.title


def test_every_section_that_a_page_leads_to_is_there():
    led_to = set(verdicts.METHODS.values())
    for file in (paths.CHECKOUT / "views").rglob("*.py"):
        led_to |= set(re.findall(r'link_to_guide\("[^"]+", "methods", "([^"]+)"', file.read_text(encoding="utf-8")))
    assert len(led_to) > 5
    assert [slug for slug in led_to if not guide.find_section("methods", slug)] == []


def test_every_link_of_a_chapter_leads_to_a_section():
    texts = [section.text for name in guide.CHAPTERS for section in guide.read_chapter(name)]
    led_to = re.findall(r"guide\?chapter=(\w+)&section=([\w-]+)", "\n".join(texts))
    assert len(led_to) > 5
    assert [link for link in led_to if not guide.find_section(*link)] == []


def test_a_chapter_holds_the_sections_below_it_and_a_section_itself_alone():
    rates = guide.write_section("methods", "rates")
    assert "### Share attacked" in rates and "### Attacks per patrol" in rates and "## Two periods" not in rates
    assert "### Attacks per patrol" not in guide.write_section("methods", "share-attacked")


def test_a_term_of_the_glossary_leads_to_its_letter():
    assert "**as-of day**" in guide.write_section("glossary", guide.find_section("glossary", "as-of-day"))
    assert guide.find_section("glossary", "nowhere") == ""


def test_a_column_is_explained_by_its_head_on_the_pages_and_its_words_by_their_labels():
    patrols = guide.write_section("columns", "patrols")
    assert "| `date_precision` | Day known as | " in patrols
    assert "`cut_short` (Cut short)" in patrols


def test_a_picture_and_a_link_into_the_tree_are_words():
    assert (
        guide._prepare("![Map](https://example.org/a.png) see [here](../x/y.py) and [a/b.py](../a/b.py)", "methods")
        == "Map see here and the project"
    )


def test_a_link_opens_a_section_and_a_wrong_one_says_so(visit):
    page = visit("guide", {"chapter": "methods", "section": "reporting-lag", "grain": "week"})
    assert any(words.startswith("### Reporting lag") for words in page.read_texts("markdown"))
    assert {key: page.query_params[key] for key in ("chapter", "section", "grain")} == {
        "chapter": "methods", "section": "reporting-lag", "grain": "week",
    }  # fmt: skip
    page.find_field("Chapter", "button_group").set_value("glossary").run()
    assert page.read_texts("subheader") == ["Contents"] and "section" not in page.query_params
    page = visit("guide", {"section": "nothing"})
    assert page.read_receipt() == ["section: there is no “nothing” in this chapter, so its contents are shown."]
