"""What a sentence must say, whatever its other words: numbers, days, names, and the words that carry the claim."""


def says(sentence: str, *parts: str) -> bool:
    """Tell whether a sentence has these parts, one after the other."""
    place = 0
    for part in parts:
        place = sentence.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
