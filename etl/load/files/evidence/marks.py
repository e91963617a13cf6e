"""Decides whether dots, commas and spaces in a column of figures separate thousands or decimals."""

from typing import Any, Literal, NamedTuple

Role = Literal["thousands", "decimal", "unclear"]


class Marks(NamedTuple):
    """The roles of a dot and a comma before three digits."""

    dot: Role
    comma: Role


def find_marks(shape: dict[str, Any], is_of_people: bool) -> Marks | None:
    """Decide by the cells of a column, as counted by `marks_of_figures.sql`. Return None if all use the usual notation.

    Numbers of people have no decimals, so 1.200 is one thousand two hundred unless other cells of the column have
    decimals. In other columns a dot separates thousands only if a comma before decimals shows it.
    """
    dots = shape["dot groups"] + shape["dots between thousands"]
    commas = shape["comma groups"] + shape["commas between thousands"]
    if not (dots or shape["blanks"] or shape["commas before decimals"]):
        return None
    # 3.000, 12.000: written by a program with three decimals
    has_noughts = shape["three noughts"] == shape["figures"] > 1
    dot = _choose(
        sure_thousands=shape["dots between thousands"] + (not is_of_people and shape["commas before decimals"]),
        sure_decimal=shape["dots before decimals"] + shape["commas between thousands"] + (has_noughts and bool(dots)),
        usual="thousands" if is_of_people else "decimal",
    )
    comma = _choose(
        sure_thousands=shape["commas between thousands"],
        sure_decimal=shape["commas before decimals"] + shape["dots between thousands"] + (has_noughts and bool(commas)),
        usual="thousands" if is_of_people or not dots else "decimal",
    )
    is_mixed = is_of_people and not has_noughts
    if is_mixed and shape["dot groups"] and shape["dots before decimals"]:
        dot = "unclear"
    if is_mixed and shape["comma groups"] and shape["commas before decimals"]:
        comma = "unclear"
    return Marks(dot, comma)


def _choose(sure_thousands: int, sure_decimal: int, usual: Role) -> Role:
    if sure_thousands and sure_decimal:
        return "unclear"
    if sure_thousands or sure_decimal:
        return "thousands" if sure_thousands else "decimal"
    return usual
