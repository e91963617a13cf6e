"""From files to releases: feeds, records, checks, corridors, matching, lake. Knows nothing of analysis and views."""
