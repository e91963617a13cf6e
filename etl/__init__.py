"""From files to releases: feeds, records, checks, corridors, matching, lake. Does not depend on analysis or views."""

VERSION = "0.1.0"  # of the software
