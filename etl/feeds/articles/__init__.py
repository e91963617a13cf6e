"""Proposes records from reports in plain words: what happened, when and where, each with its sentence. A person may add them.

`texts` reads a file as text and `sentences` splits it. `days`, `places`, `numbers`, `patrols`, `attacks`, `casualties` and `stops` each
find one thing in a sentence; `void` and `sums` recognise what did not happen, or is not a single event. `dating`, `headings` and
`undated` find the days of each event, `linking` finds the patrol that was hit, `events` joins what is reported about one event,
`left_out` decides what is too uncertain, and `proposals` and `records` turn the rest into records.

The words are in CSV files, by language. Nothing is learnt, fetched or written, and the time is linear in the length of the text.
"""
