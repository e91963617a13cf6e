"""Reports in plain words to records that a person may add: what happened, when, where, and the words that say so.

`texts` reads a file as text, `sentences` cuts it, and `days`, `places`, `numbers`, `patrols`, `attacks`, `casualties` and `stops` find
what a sentence says of one thing each; `void` and `sums` say what did not happen, or is no single event. `dating`, `headings` and
`undated` give each event its days, `linking` says which patrol was hit, `events` joins all that is reported of one event, `left_out` says
what is too uncertain, and `proposals` and `records` give the rest the shape that is printed.
Words lie in CSV files by language. Nothing is learnt, fetched or written, and the time grows with the text.
"""
