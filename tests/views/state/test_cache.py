"""Results are kept by all arguments of a function, and by the function."""

from datetime import date

import pytest

from views.state.cache import keep


def test_a_result_is_computed_once_for_the_same_arguments_and_never_taken_for_another():
    computed = []

    @keep(max_entries=50)
    def double(value, times=2):
        computed.append((value, times))
        return value, times

    @keep(max_entries=50)
    def other(value):
        return "other"

    arguments = [1, True, "1", None, date(2020, 1, 1), "2020-01-01", (1,), ("1",), ()]
    for _ in range(2):
        assert [double(value) for value in arguments] == [(value, 2) for value in arguments]
        assert double(1, times=3) == (1, 3)
    assert len(computed) == len(arguments) + 1
    assert other(1) == "other"


def test_an_argument_without_a_value_to_compare_is_refused():
    @keep(max_entries=50)
    def count(rows):
        return len(rows)

    with pytest.raises(TypeError, match="argument of type object"):
        count(object())
