"""How the preview picture draws long words, and scripts that its font lacks."""

import pytest

from views.preview import picture


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("M4 Aleppo – Latakia, 16 %", "M4 Aleppo – Latakia, 16 %"),
        ("Sœurs, Łódź, Київ", "Sœurs, Łódź, Київ"),
        ("M4 طريق حلب 2020", "M4 … 2020"),
        ("a\0b c", "… c"),
        ("", ""),
    ],
)
def test_no_box_is_drawn_in_place_of_a_sign(text, drawn):
    assert picture._spell(text) == drawn


@pytest.mark.parametrize("text", ["word " * 3000, "y" * 20_000])
def test_words_that_are_too_long_end_in_an_ellipsis_as_near_to_the_edge_as_they_can(text):
    font, room = picture.load_font(*picture.SMALL), picture.WIDTH - 2 * picture.MARGIN
    cut = picture._cut(text, font)
    assert cut.endswith("…") and room - 40 < font.getlength(cut) <= room
