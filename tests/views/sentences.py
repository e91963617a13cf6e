"""Check the numbers, days and names of a sentence, whatever its other words."""


def contains_in_order(sentence: str, *parts: str) -> bool:
    """Return whether a sentence contains these parts in this order."""
    place = 0
    for part in parts:
        place = sentence.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
