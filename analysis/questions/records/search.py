"""The terms of a search: whole words in one case without accents, and every name of a place for the one that was typed."""

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)
OR = "|"  # no letter and no digit, so that it stands in no folded word
NOWHERE = "A"  # a capital letter, which stands in no text in one case


def find_terms(release: Release, search: str) -> list[str]:
    """Find what must stand in a record: each term is a word, or the names of a place with OR between them."""
    if not search.strip():
        return []
    (found,) = release.query(QUERIES.read("terms_of_search"), text=search).to_pylist()
    asked = f" {found['asked'].strip()} "
    terms = []
    # The longest name first: `Jisr al-Shughur` is one place, and not every record with `Jisr`.
    names = sorted(
        ((name, all_) for all_ in found["names"] or [] for name in all_ if name.strip()), key=_rank, reverse=True
    )
    for name, all_ in names:
        if name in asked:
            asked = asked.replace(name, " ", 1)
            terms.append(OR.join(each.strip() for each in all_ if each.strip()))
    return [*asked.split(), *dict.fromkeys(terms)] or [NOWHERE]  # signs alone are no word


def _rank(name: tuple[str, list[str]]) -> tuple[int, str]:
    return len(name[0]), name[0]
