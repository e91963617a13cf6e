"""The length of stretches and the kilometres between them."""

MOST_STRETCHES = 10  # unless the reader chooses a length
LENGTHS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


def choose_stretch_length(km_from: float, km_to: float) -> float:
    """Return the shortest of LENGTHS_KM that divides a corridor into at most ten stretches."""
    return next((length for length in LENGTHS_KM if (km_to - km_from) / length <= MOST_STRETCHES), LENGTHS_KM[-1])


def compute_stretch_length(ends: tuple[float, float], length_km: float) -> float:
    """Return the actual length of the stretches, if the reader asked for about `length_km`."""
    return (ends[1] - ends[0]) / _count_stretches(*ends, length_km)


def list_edges(km_from: float, km_to: float, length_km: float) -> list[float]:
    """List the kilometres where stretches begin and end.

    All stretches have the same length, to a tenth of a kilometre, as close to `length_km` as possible.
    """
    count = _count_stretches(km_from, km_to, length_km)
    inner = [round(km_from + (km_to - km_from) * place / count, 1) for place in range(1, count)]
    return [km_from, *inner, km_to]


def _count_stretches(km_from: float, km_to: float, length_km: float) -> int:
    return max(1, round((km_to - km_from) / length_km))
