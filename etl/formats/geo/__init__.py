"""Map files. Each feature is a row; its geometry becomes `lon`, `lat` and, unless it is a point, `geo_precision`."""
