"""Reads degrees, minutes and seconds, with hemispheres as letters or words in many languages."""

import re
from typing import NamedTuple

# Words and letters for the hemispheres, longest first. O means Ost or Ouest, see `Angle.is_o`.
HEMISPHERES = {
    "N": ("north", "nord", "norte", "kuzey", "с.ш.", "с. ш.", "сш", "пн.ш.", "пн. ш.", "пнш", "северной широты", "север", "північ",
          "північної широти", "شمالاً", "شمالا", "شمال", "пн", "ش", "n", "с", "k"),
    "S": ("south", "süd", "sud", "sur", "güney", "ю.ш.", "ю. ш.", "юш", "пд.ш.", "пд. ш.", "южной широты", "юг", "південь",
          "جنوباً", "جنوبا", "جنوب", "пд", "ج", "s", "ю", "g"),
    "E": ("east", "ost", "este", "est", "leste", "doğu", "в.д.", "в. д.", "вд", "сх.д.", "сх. д.", "восточной долготы", "восток", "схід",
          "східної довготи", "شرقاً", "شرقا", "شرق", "сх", "ق", "e", "в", "d"),
    "W": ("west", "ouest", "oeste", "ovest", "batı", "з.д.", "з. д.", "зд", "зх.д.", "западной долготы", "запад", "захід",
          "غرباً", "غربا", "غرب", "зх", "غ", "w", "з", "b"),
    "O": ("o",),
}  # fmt: skip
LABELS = {
    "LAT": ("latitude", "latitud", "breite", "широта", "خط العرض", "دائرة العرض", "enlem", "lat", "y"),
    "LON": ("longitude", "longitud", "länge", "долгота", "довгота", "خط الطول", "boylam", "long", "lon", "lng", "x"),
}
UNITS = {
    "°": ("degrees", "degree", "degrés", "grad", "deg", "درجة", "град.", "°", "º", "˚", "∘"),
    "'": ("minutes", "minute", "min.", "min", "мин.", "мин", "دقيقة", "′", "’", "‘", "´", "`", "ʹ", "'"),
    '"': (
        "seconds",
        "second",
        "sec.",
        "sec",
        "сек.",
        "сек",
        "ثانية",
        "''",
        "′′",
        "’’",
        "´´",
        "″",
        "”",
        "“",
        "ʺ",
        "¨",
        '"',
    ),
}
MEANINGS = {
    word: meaning for table in (HEMISPHERES, LABELS, UNITS) for meaning, words in table.items() for word in words
}
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،؛−–—", "01234567890123456789.,,;---")
WORDS, SIGNS = (
    "|".join(re.escape(word) for word in sorted(MEANINGS, key=len, reverse=True) if word[-1].isalpha() is is_word)
    for is_word in (True, False)
)
TOKEN = re.compile(
    rf"\s*(?:(?P<number>[+-]?\d+(?:\.\d+)?)|(?P<word>{SIGNS}|(?:{WORDS})(?![^\W\d_]))|(?P<mark>[,;/|:()]|$))", re.I
)
COMPACT = re.compile(r"([+-]?)(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)?\s*([NSEWO])", re.I)


class Angle(NamedTuple):
    """Degrees, the axis given by a letter or label, and whether the letter is an O."""

    degrees: float
    axis: str | None = None
    is_o: bool = False


def tidy(text: str) -> str:
    """Return a text with digits 0 to 9, decimal dots and plain spaces."""
    text = re.sub(r"[\s\u200e\u200f\u202a-\u202e\u00a0\u2009\u202f]+", " ", text.translate(DIGITS)).strip(" ()")
    text = text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text
    # 35-48-49N, 35:48:49 and 35d48m49s
    text = re.sub(r"(\d{1,3})-(\d{1,2})-(\d{1,2}(?:\.\d+)?)(?=\s*[NSEWO])", _write_units, text, flags=re.I)
    text = re.sub(r"(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)", _write_units, text)
    text = re.sub(
        r"(\d{1,3})\s*d\s*(\d{1,2}(?:\.\d+)?)\s*m\s*(?:(\d{1,2}(?:\.\d+)?)\s*s)?", _write_units, text, flags=re.I
    )
    # A comma between digits is a decimal one if something else separates the two angles, or if there are three commas.
    number, between = r"([+-]?\d{1,3}),(\d+)", r"(?:\s*[,;/|]\s*|\s+)"
    if re.fullmatch(rf"{number}{between}{number}", text) and not re.fullmatch(r"[+-]?\d+(,\d{1,2}){3}", text):
        return re.sub(rf"{number}{between}{number}", r"\1.\2 ; \3.\4", text)
    if re.search(r"[^\d\s.,+-]", text) and not re.search(r"\d\.\d", text):
        return re.sub(rf"(?<![\d.,]){number}(?![\d.,])", r"\1.\2", text)
    return text.replace(",", ".") if re.fullmatch(r"[+-]?\d{1,3},\d{3,}", text) else text


def _write_units(found: re.Match[str]) -> str:
    degrees, minutes, seconds = found.groups()
    return f"{degrees}°{minutes}'" + (f'{seconds}"' if seconds else "")


def read_angles(text: str) -> list[Angle] | None:
    """Read the angles of a tidied text in order. Return None if it contains anything else."""
    if (compact := list(COMPACT.finditer(text))) and re.fullmatch(r"[\s,;/]*", COMPACT.sub("", text)):
        return [_read_compact(found) for found in compact]
    if re.fullmatch(r"[+-]\d{2}(?:\.\d+)?[+-]\d{3}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/?", text):  # ISO 6709
        lat, lon = re.findall(r"[+-]\d+(?:\.\d+)?", text)[:2]
        return [Angle(float(lat), "lat"), Angle(float(lon), "lon")]
    parts = _split(text)
    if not parts:
        return None
    groups = _group(parts)
    angles = [_measure(group) for group in groups]
    return None if any(angle is None for angle in angles) else [angle for angle in angles if angle]


def _read_compact(found: re.Match[str]) -> Angle:
    """Read 354849N: two digits of degrees for a latitude, three for a longitude, then minutes and seconds."""
    sign, degrees, minutes, seconds, letter = found.groups()
    return _turn(int(degrees) + int(minutes) / 60 + float(seconds or 0) / 3600, letter.upper(), bool(sign == "-"))


def _split(text: str) -> list[str] | None:
    """Split a text into numbers, ° ' ", N S E W O, LAT LON, and commas for any separator. Return None if anything else occurs."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found or found.end() == at:
            return None
        at = found.end()
        if found["number"]:
            parts.append(found["number"])
        elif found["word"]:
            parts.append(MEANINGS[found["word"].lower()])
        elif found["mark"] and found["mark"] != ":":
            parts.append(",")
    return parts


def _group(parts: list[str]) -> list[list[str]]:
    """Group the parts by angle: split before a leading letter, after a trailing letter, or at the degrees."""
    letters = [place for place, part in enumerate(parts) if part in HEMISPHERES]
    has_labels = any(part in LABELS for part in parts)
    first = next((place for place, part in enumerate(parts) if _is_number(part)), len(parts))
    is_before = bool(letters) and letters[0] < first and not has_labels
    groups: list[list[str]] = [[]]
    for part, following in zip(parts, [*parts[1:], ","], strict=True):
        last = groups[-1]
        if any(map(_is_number, last)) and (
            part == ","
            or part in LABELS
            or (part in HEMISPHERES and is_before)
            or (_is_number(part) and (following == "°" or _is_full(last, bool(letters) or has_labels)))
        ):
            groups.append([])
        if part != ",":
            groups[-1].append(part)
        if part in HEMISPHERES and not is_before and not has_labels:
            groups.append([])
    return [group for group in groups if group]


def _is_full(group: list[str], has_letters: bool) -> bool:
    """Whether a further number belongs to the next angle: each bare number is an angle, and decimals end one."""
    numbers = [part for part in group if _is_number(part)]
    is_bare = not has_letters and "°" not in group and "'" not in group
    return is_bare or '"' in group or "." in numbers[-1] or len(numbers) == 3


def _is_number(part: str) -> bool:
    return part[-1].isdigit()


def _measure(group: list[str]) -> Angle | None:
    """Return the angle of a group of parts, or None if it is invalid."""
    numbers = [part for part in group if _is_number(part)]
    letters = [part for part in group if part in HEMISPHERES]
    labels = [part for part in group if part in LABELS]
    if not 1 <= len(numbers) <= 3 or len(letters) > 1 or len(labels) > 1:
        return None
    if any("." in number for number in numbers[:-1]) or any(number[0] in "+-" for number in numbers[1:]):
        return None
    degrees, minutes, seconds = ([float(number) for number in numbers] + [0.0, 0.0])[:3]
    if minutes >= 60 or seconds >= 60:
        return None
    is_negative = numbers[0].startswith("-")
    angle = abs(degrees) + minutes / 60 + seconds / 3600
    if letters:
        found = _turn(angle, letters[0], is_negative)
        return None if labels and found.axis != labels[0].lower() else found
    return Angle(-angle if is_negative else angle, labels[0].lower() if labels else None)


def _turn(angle: float, letter: str, is_negative: bool) -> Angle:
    axis = "lat" if letter in "NS" else "lon"
    # A minus beside S or W says the same twice.
    sign = -1 if letter in "SW" or (is_negative and letter not in "SW") else 1
    return Angle(sign * angle, axis, letter == "O")
