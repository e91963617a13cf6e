"""The words allowed in each column with a closed list, with the labels that readers see."""

from etl.feeds import list_feed_names

# The glossary calls the violent kinds attacks.
VIOLENT_KIND_LABELS = {
    "ied": "IED",
    "rocket": "Rocket",
    "shooting": "Shooting",
    "shelling": "Shelling",
    "clash": "Clash",
    "battle": "Battle",
    "air_strike": "Air strike",
    "violence_against_civilians": "Violence against civilians",
    "attack": "Attack",
}
KIND_LABELS = VIOLENT_KIND_LABELS | {
    "protest": "Protest",
    "riot": "Riot",
    "sabotage": "Sabotage",
    "other": "Other",
    "unknown": "Unknown",
}
TARGET_LABELS = {
    "patrol": "Patrol",
    "traffic": "Ship, flight or convoy",
    "party_forces": "Party forces off patrol",
    "government_forces": "Government forces",
    "armed_group": "Armed group",
    "civilian": "Civilian",
    "infrastructure": "Infrastructure",
    "other": "Other",
    "unknown": "Unknown",
}
OUTCOME_LABELS = {
    "full": "Full",
    "partial": "Partial",
    "cut_short": "Cut short",
    "cancelled": "Cancelled",
    "unknown": "Unknown",
}
EFFECT_LABELS = {
    "hit": "Hit",
    "near_miss": "Near miss",
    "no_damage": "No damage",
    "intercepted": "Intercepted",
    "repelled": "Repelled",
    "seized": "Seized",
    "destroyed": "Sunk or destroyed",
    "disputed": "Disputed",
    "unknown": "Unknown",
}
SIDE_LABELS = {"exposure": "Targets", "attacks": "Attackers"}
DIRECTION_LABELS = {"outbound": "Outbound", "return": "Return"}
VERIFICATION_LABELS = {
    "confirmed": "Confirmed",
    "coded": "Coded",
    "disputed": "Disputed",
    "unconfirmed": "Unconfirmed",
}
DATE_PRECISION_LABELS = {
    "day": "Day",
    "range": "Range of days",
    "month": "Month",
    "year": "Year",
    "unknown": "Not stated",
}
GEO_PRECISION_LABELS = {
    "exact": "Exact point",
    "near": "Near this point",
    "admin2": "District",
    "admin1": "Province",
    "area_or_line": "Area or line",
    "country": "Country",
    "sea_or_air": "Sea or air",
    "unknown": "Unknown",
}
VOICE_LABELS = {"official": "Official", "monitor": "Monitor", "press": "Press"}
FEED_LABELS = {
    "curated": "Compiled by hand",
    "acled": "ACLED",
    "analyst": "Own tables",
    "gdelt": "GDELT",
    "gtd": "GTD",
    "icews": "ICEWS",
    "portwatch": "IMF PortWatch",
    "ucdp_candidate": "UCDP Candidate",
    "ucdp_ged": "UCDP GED",
}
FATE_LABELS = {
    "loaded": "Loaded",
    "changed": "Changed",
    "duplicates": "Duplicates",
    "left_out": "Left out",
    "rejected": "Rejected",
    "blank": "Blank",
}
TABLE_LABELS = {
    "patrols": "Patrols",
    "incidents": "Incidents",
    "patrol_numbers": "Patrol numbers",
    "casualties": "Casualties",
    "suspensions": "Suspensions",
    "exposure": "Exposure",
    "milestones": "Milestones",
    "sources": "Sources",
    "claims": "Claims",
    "corridors": "Corridors",
    "places": "Places",
    "coverage": "Coverage",
    "review_entries": "Review entries",
}
REVIEW_ACTION_LABELS = {
    "link": "One event",
    "keep_apart": "Kept apart",
    "change": "Corrected",
    "withdraw": "Withdrawn",
    "undo": "Undone",
}
SCOPE_LABELS = {"joint": "Patrols of all parties", "patrol": "Attacks on what passes", "any": "All"}

VIOLENT_KINDS = tuple(VIOLENT_KIND_LABELS)
KINDS = tuple(KIND_LABELS)
TARGETS = tuple(TARGET_LABELS)
OUTCOMES = tuple(OUTCOME_LABELS)
EFFECTS = tuple(EFFECT_LABELS)
SIDES = tuple(SIDE_LABELS)
DIRECTIONS = tuple(DIRECTION_LABELS)
VERIFICATIONS = tuple(VERIFICATION_LABELS)
DATE_PRECISIONS = tuple(DATE_PRECISION_LABELS)
GEO_PRECISIONS = tuple(GEO_PRECISION_LABELS)
VOICES = tuple(VOICE_LABELS)
REVIEW_ACTIONS = tuple(REVIEW_ACTION_LABELS)
FEEDS = ("curated", *list_feed_names())
FATES = tuple(FATE_LABELS)
