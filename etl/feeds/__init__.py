"""Where records come from: one module a feed, which reads its files into tables of text."""
