"""Names on the map do not overlap other marks."""

from random import Random

from views.charts.road.labels import Taken, _overlap


def test_a_name_is_drawn_right_of_its_point_if_that_is_free():
    assert Taken(200, 100).place_name("Ariha", 50, 50) == ("middle right", "Ariha")


def test_a_name_at_the_edge_is_drawn_on_the_other_side():
    assert Taken(200, 100).place_name("Ariha", 195, 50) == ("middle left", "Ariha")


def test_a_name_with_no_free_side_is_left_out():
    taken = Taken(200, 100)
    taken.take_points([(100, 50)], 200)
    assert taken.place_name("Ariha", 100, 50) is None


def test_a_dot_under_a_name_is_left_out_and_a_free_one_keeps_names_off_it():
    taken = Taken(200, 100)
    taken.take_points([(100, 50)], 6)
    assert not taken.take_dot(104, 50, 3)
    assert taken.take_dot(50, 50, 3)
    assert taken.place_name("Ariha", 44, 50) == ("top center", "Ariha")


def test_no_two_of_many_names_overlap():
    random, taken = Random(7), Taken(400, 300)
    placed = [
        taken.place_name("x" * random.randint(2, 14), random.random() * 400, random.random() * 300) for _ in range(200)
    ]
    boxes = taken.boxes
    assert len(boxes) == sum(place is not None for place in placed) > 20
    assert not any(_overlap(a, b) for n, a in enumerate(boxes) for b in boxes[:n])
