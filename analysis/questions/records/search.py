"""Search terms: whole words in one case without accents, with all names of a place for any of them."""

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)
OR = "|"  # neither a letter nor a digit, so it occurs in no folded word
NOWHERE = "A"  # a capital letter, which occurs in no folded text


def find_terms(release: Release, search: str) -> list[str]:
    """Find what must occur in a record: each term is a word, or the names of a place separated by OR."""
    if not search.strip():
        return []
    (found,) = release.query(QUERIES.read("terms_of_search"), text=search).to_pylist()
    rest = f" {found['asked'].strip()} "
    terms = []
    # Longest name first: `Jisr al-Shughur` is one place, and not every record with `Jisr`.
    names = sorted(
        ((name, all_) for all_ in found["names"] or [] for name in all_ if name.strip()), key=_rank, reverse=True
    )
    for name, all_ in names:
        if name in rest:
            rest = rest.replace(name, " ", 1)
            terms.append(OR.join(each.strip() for each in all_ if each.strip()))
    return [*rest.split(), *dict.fromkeys(terms)] or [NOWHERE]  # punctuation alone is not a word


def _rank(name: tuple[str, list[str]]) -> tuple[int, str]:
    return len(name[0]), name[0]
