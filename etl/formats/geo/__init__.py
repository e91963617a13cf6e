"""Files of maps: a feature is a row, and its geometry the columns `lon`, `lat` and, where it is no point, `geo_precision`."""
