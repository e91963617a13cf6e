"""Text and controls have enough contrast with their backgrounds, light and dark, as WCAG 2.2 computes it."""

import re
import tomllib
from pathlib import Path

import pytest

from views.charts.style import BLUE, DARK, FONT, FONT_SIZE, GREY, LIGHT, RED

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
CAPTION = 0.6  # Streamlit draws captions and labels of metrics with this opacity
WORDS, CONTROLS = 4.5, 3


def split_channels(colour):
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def compute_luminance(colour):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in split_channels(colour))
    ]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def compute_contrast(one, other):
    dark, light = sorted((compute_luminance(one), compute_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def fade(colour, ground, share):
    mixed = [
        round(a * share + b * (1 - share)) for a, b in zip(split_channels(colour), split_channels(ground), strict=True)
    ]
    return "#" + "".join(f"{value:02x}" for value in mixed)


def list_backgrounds(scheme):
    theme = CONFIG[scheme]
    return {theme[name] for name in ("backgroundColor", "secondaryBackgroundColor")} | {
        colour for name, colour in theme.get("sidebar", {}).items() if name.endswith("ackgroundColor")
    }


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


def test_black_on_white_is_twenty_one():
    assert compute_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert fade("#000000", "#ffffff", 0.5) == "#808080"


def test_text_captions_and_links_of_the_page_are_legible_on_each_ground(scheme):
    theme = CONFIG[scheme]
    for ground in list_backgrounds(scheme):
        caption = fade(theme["textColor"], ground, CAPTION)
        for colour in (theme["textColor"], caption, theme["linkColor"], theme["primaryColor"]):
            assert compute_contrast(colour, ground) >= WORDS, (colour, ground)


def test_the_edge_of_a_control_is_seen(scheme):
    theme = CONFIG[scheme]
    for ground in list_backgrounds(scheme):
        assert compute_contrast(theme["borderColor"], ground) >= CONTROLS, ground


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_marks_of_figures_are_seen_on_page_land_and_water(ink):
    for ground in (ink.ground, ink.land, ink.water):
        assert compute_contrast(ink.text, ground) >= WORDS
        for colour in (RED, BLUE, GREY):
            assert compute_contrast(colour, ground) >= CONTROLS, (colour, ground)
    assert compute_contrast(ink.muted, ink.ground) >= WORDS
    assert compute_contrast(ink.town, ink.land) >= WORDS
    assert compute_contrast(ink.border, ink.land) >= CONTROLS


def test_figures_have_the_background_of_the_page_its_text_colour_and_font():
    for ink, scheme in ((LIGHT, "light"), (DARK, "dark")):
        assert (ink.ground, ink.text) == (CONFIG[scheme]["backgroundColor"], CONFIG[scheme]["textColor"])
    assert CONFIG["font"] == FONT
    assert FONT_SIZE >= 11


def test_no_figure_has_words_of_a_size_of_its_own_below_eleven():
    for path in (Path(__file__).parents[3] / "views" / "charts").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            sizes = [int(size) for size in re.findall(r'font[^\n]*?"size": (\d+)', line)]
            assert all(size >= 11 or size == 1 for size in sizes), (path.name, line)
