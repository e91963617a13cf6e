"""The words that a column may hold, for every column that has a closed list of them."""

from etl.feeds import list_feed_names

# Violent kinds are what the glossary calls attacks.
VIOLENT_KINDS = (
    *("ied", "rocket", "shooting", "shelling", "clash", "battle", "air_strike"),
    *("violence_against_civilians", "attack"),
)
KINDS = (*VIOLENT_KINDS, "protest", "riot", "sabotage", "other", "unknown")
TARGETS = (
    *("patrol", "party_forces", "government_forces", "armed_group"),
    *("civilian", "infrastructure", "other", "unknown"),
)
OUTCOMES = ("full", "partial", "cut_short", "cancelled", "unknown")
VERIFICATIONS = ("confirmed", "coded", "disputed", "unconfirmed")
DATE_PRECISIONS = ("day", "range", "month", "year", "unknown")
GEO_PRECISIONS = ("exact", "near", "admin2", "admin1", "area_or_line", "country", "sea_or_air", "unknown")
VOICES = ("official", "monitor", "press")
FEEDS = ("curated", *list_feed_names())
FATES = ("loaded", "changed", "duplicates", "left_out", "rejected", "blank")
