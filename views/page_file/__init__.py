"""The page file: the dashboard for one selection as a single HTML file that opens offline in any browser."""
