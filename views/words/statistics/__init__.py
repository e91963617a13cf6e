"""Words for exposures, trends, cuts, missed attacks and hindrances."""
