"""From files to releases: feeds, records, checks, corridors, matching, lake. Knows nothing of analysis and views."""

VERSION = "0.1.0"  # of the software
