-- One row: how many rows a query has, and the day from which its newest $most rows begin.
SELECT count(*) AS total, list_last(max(in_order(date, date_end), $most::INTEGER)) AS first_day FROM ({query})
