"""The page file: the dashboard of one selection as one HTML file, which opens offline in any browser."""
