"""Finds the number of vehicles damaged or destroyed in a sentence."""

import re

from etl.feeds.articles.language.numbers import find_numbers
from etl.feeds.articles.language.words import Hit, find

NO_DAMAGE = re.compile(r"\b(?:no|without(?: any)?)\s+(?:\w+\s+){0,2}(?:damage|vehicles were damaged)\b", re.IGNORECASE)


def find_vehicles(text: str) -> tuple[int, int] | None:
    """Return how many vehicles were damaged or destroyed, and the position in the sentence; None if it does not say."""
    damages, vehicles = find("damage", text), find("vehicle", text)
    if not damages or NO_DAMAGE.search(text):
        return None
    counted = [(vehicle, value) for vehicle in vehicles if (value := _count_vehicles(text, vehicle)) is not None]
    near = [
        (max(vehicle.start - damage.end, damage.start - vehicle.end), damage, vehicle, value)
        for damage in damages
        for vehicle, value in counted
        if not re.search(r"[.;]", text[min(vehicle.end, damage.end) : max(vehicle.start, damage.start)])
    ]
    near = [each for each in near if each[0] <= 60]
    if not near:
        return None
    _, damage, vehicle, value = min(near, key=lambda each: each[0])
    if vehicle.start < damage.start and re.search(r"\bwere\s+(?:\w+\s+)?$", text[: damage.start]):
        # “A carrier and a truck were damaged”
        value += sum(
            number
            for other, number in counted
            if other.end < vehicle.start and re.match(r"\s+and\s", text[other.end : vehicle.start])
        )
    elif vehicle.start > damage.start:
        value += sum(
            number
            for other, number in counted
            if 0 < other.start - vehicle.end < 40
            and re.match(r"\s+and\s+(?:a|an|one|two|three|\d+)\s", text[vehicle.end : other.start])
        )
    return value, damage.start


def _count_vehicles(text: str, vehicle: Hit) -> int | None:
    before = text[max(0, vehicle.start - 60) : vehicle.start]
    if re.search(r"\bone of (?:the|its|their)\s+(?:[\w-]+\s+){0,4}$", before, re.IGNORECASE):
        return 1
    numbers = [number for number in find_numbers(before) if len(before) - number.end < 40]
    numbers = [
        number
        for number in numbers
        if not re.search(r"\b(?:soldier|servicem|people|wounded|killed)|[,;]", before[number.end :])
    ]
    if numbers:
        value = numbers[-1].value
        return value if isinstance(value, int) else None
    return 1 if _is_one(vehicle.text) else None


def _is_one(word: str) -> bool:
    word = word.lower()
    return not word.endswith("s") and not word.endswith(("ات", "ين"))
