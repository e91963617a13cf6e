"""The records behind a number, chosen by a reader on a page."""

import re


def test_every_number_of_the_page_opens_as_many_records_as_it_says(visit):
    page = visit("risk")
    for box in [box for box in page.selectbox if box.label.startswith("Records behind a number of: ")]:
        for option in box.options:
            box.select(option).run()
            (said,) = (words for words in page.words("text") if words.startswith("The records behind: "))
            assert said == f"The records behind: {option}"
            number = int(re.search(r"\(([\d,]+)\)$", option)[1].replace(",", ""))
            if number == 0:
                assert page.says("None.")
            else:
                (records,) = (frame for frame in page.frames() if frame.columns[0] in ("patrol_id", "incident_id"))
                assert len(records) == number
        box.set_value(None).run()


def test_before_a_number_is_chosen_no_records_are_listed(visit):
    page = visit("risk")
    assert not [words for words in page.words("text") if words.startswith("The records behind: ")]
