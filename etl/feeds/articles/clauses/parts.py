"""Building blocks for the patterns of clauses. Each matches one word, or a few words between two others."""

ATTACK = r"(?:attack|blast|explosion|ambush|bombing|raid|shelling|strike|assault|shooting|incident)"
ATTACKS = (
    r"(?:attacks|bombings|ambushes|raids|air ?strikes|strikes|assaults|explosions|blasts|shootings|shellings|clashes"
    r"|kidnappings|abductions|incidents)"
)
NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|\d{1,3})"
RANK = r"(?:first|second|third|fourth|fifth|\w+th|latest|last)"
WORST = r"(?:deadliest|worst|bloodiest|gravest|heaviest|biggest|largest)"
PERIODS = r"(?:days|weeks|months|years)"
A_FEW_WORDS = r"(?:[\w-]+\s+){0,2}?"
HALT = r"(?:halt|pause|suspension|freeze|stop|stoppage|break|ban|moratorium)"
DECIDED = r"(?:announced|ordered|imposed|declared|introduced|decided|decreed)"
BREAK = r"(?:pause|break|hiatus|interruption|gap|lull)"
# What may be hit: “a convoy … the convoy”.
THING = (
    r"(?:convoy|column|patrol|vehicles?|base|post|outpost|camp|checkpoint|ship|vessel|tanker|bus|minibus|car|truck|lorry"
    r"|market)"
)
VICTIM = r"(?:soldiers?|troops|officers|police(?:men)?|guards|rangers|peacekeepers|victims?|unit|team|crew|group|men|travellers|passengers|driver|two|three|four)"
ATTACKER = r"(?:attackers?|assailants?|gunm[ae]n|militants?|fighters|jihadists|bomber)"
WEAPON = r"(?:bomb|device|mine|ied|rockets?|missiles?|shells?|drones?)"
