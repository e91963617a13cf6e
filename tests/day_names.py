"""Write the names of months and weekdays that dates are read with, from CLDR as Babel holds it.

    python -m tests.day_names > etl/feeds/common/days/cldr.csv

Few languages and the countries that write them otherwise: the Levant says كانون الثاني where Egypt says يناير and Algeria جانفي. A
test writes the file again and compares.
"""

import csv
import sys

from babel import Locale

LOCALES = (
    "en", "en_GB", "fr", "ar", "ar_SY", "ar_LB", "ar_JO", "ar_IQ", "ar_PS", "ar_EG", "ar_LY", "ar_SD", "ar_DZ", "ar_TN",
    "ar_MA", "ar_MR", "ru", "uk", "tr", "es", "de", "de_AT",
)  # fmt: skip
WIDTHS = ("wide", "abbreviated")
CONTEXTS = ("format", "stand-alone")


def list_names() -> list[tuple[str, int, str, str]]:
    """List (month or weekday, its number, its name, the locales that write it so); Monday is 1."""
    found: dict[tuple[str, int, str], list[str]] = {}
    for name in LOCALES:
        locale = Locale.parse(name)
        for kind, names, first in (("month", locale.months, 0), ("weekday", locale.days, 1)):
            for context in CONTEXTS:
                for width in WIDTHS:
                    for number, written in names[context][width].items():
                        locales = found.setdefault((kind, number + first, written), [])
                        if name not in locales:
                            locales.append(name)
    return [(*key, " ".join(locales)) for key, locales in sorted(found.items())]


def write(file: object) -> None:
    """Write the names as CSV."""
    writer = csv.writer(file, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(("kind", "number", "name", "source"))
    writer.writerows(list_names())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    write(sys.stdout)
