"""Choices of single pages."""

import json

import pytest

# Choices that a picture names


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("road", {"stretch": "10"}),
        (
            "risk",
            {"exposure": "reached", "reached": "12.5", "k": "7", "window": "30", "first_from": "2020-03-20", "first_to": "2020-05-01", "second_from": "2020-05-02",
             "second_to": "2020-08-01"},
        ),
    ],
)  # fmt: skip
def test_the_source_of_a_picture_names_what_its_page_alone_has_chosen(visit, name, own):
    page = visit(name, own)
    assert own.items() <= dict(page.query_params).items()
    figures = page.get("plotly_chart")
    assert figures
    for figure in figures:
        layout = json.loads(figure.proto.spec or figure.proto.figure.spec)["layout"]
        (full,) = (note["text"] for note in layout["annotations"] if "Choices: ?" in note["text"])
        link = full.replace("&amp;", "&")
        assert all(f"&{key}={value}" in link for key, value in own.items()), (figure.key, link)
