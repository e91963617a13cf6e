"""How long the stretches are, and between which kilometres they lie."""

MOST_STRETCHES = 10  # where the reader chooses no length
LENGTHS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


def choose_stretch_length(km_from: float, km_to: float) -> float:
    """Choose the shortest of LENGTHS_KM that cuts a corridor into ten stretches at most."""
    return next((length for length in LENGTHS_KM if (km_to - km_from) / length <= MOST_STRETCHES), LENGTHS_KM[-1])


def compute_stretch_length(ends: tuple[float, float], length_km: float) -> float:
    """Compute how long the stretches are in truth, where the reader asked for about `length_km`."""
    return (ends[1] - ends[0]) / _count_stretches(*ends, length_km)


def list_edges(km_from: float, km_to: float, length_km: float) -> list[float]:
    """List the kilometres between which the stretches lie.

    All stretches are as long, to a tenth of a kilometre, and as nearly `length_km` as that allows.
    """
    count = _count_stretches(km_from, km_to, length_km)
    inner = [round(km_from + (km_to - km_from) * place / count, 1) for place in range(1, count)]
    return [km_from, *inner, km_to]


def _count_stretches(km_from: float, km_to: float, length_km: float) -> int:
    return max(1, round((km_to - km_from) / length_km))
