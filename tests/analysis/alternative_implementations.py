"""A slow second implementation of each metric, in plain Python over lists of dicts, day by day where that is plainest.

It follows the glossary (a day is complete, a patrol may have run on a day) and not the SQL, which it checks on generated
cases. A function has the name of the question that it checks, or `list_` and the name of the population. `tables` are rows as `tests.cases.fill_tables` returns them.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import comb, prod

from analysis.exposure import EVERY_PATROL
from etl.tables.vocabulary import VIOLENT_KINDS

ONE_DAY = timedelta(days=1)


def list_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def list_days_of_period(day: date, grain: str) -> list[date]:
    """Return all days of the period that contains a day."""
    if grain == "day":
        return [day]
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return list_days(monday, monday + 6 * ONE_DAY)
    first = last = day
    while (first - ONE_DAY).month == day.month:
        first -= ONE_DAY
    while (last + ONE_DAY).month == day.month:
        last += ONE_DAY
    return list_days(first, last)


def list_periods(selection) -> list[list[date]]:
    """Return the days of each period with a chosen day, in order."""
    found = []
    for day in list_days(selection.from_day, selection.to_day):
        if not found or day not in found[-1]:
            found.append(list_days_of_period(day, selection.grain))
    return found


def find_complete_days(tables, selection, table: str, scopes: set[str]) -> set[date]:
    return {
        day
        for row in tables["coverage"]
        if row["corridor"] == selection.corridor
        and row["table"] == table
        and row["complete"]
        and row["scope"] in scopes
        for day in list_days(row["from"], row["through"])
    }


def find_complete_patrol_days(tables, selection) -> set[date]:
    return find_complete_days(tables, selection, "patrols", {"any", selection.participants})


def find_complete_attack_days(tables, selection) -> set[date]:
    return find_complete_days(tables, selection, "incidents", {"any", "patrol"})


def find_rate_days(tables, selection) -> set[date]:
    return find_complete_patrol_days(tables, selection) & find_complete_attack_days(tables, selection)


def split_into_spans(held: set[date]) -> list[list[date]]:
    """Split days into spans without a gap, oldest first."""
    runs = []
    for day in sorted(held):
        if runs and runs[-1][-1] + ONE_DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def describe_coverage(period: list[date], selection, held: set[date]) -> str:
    known = [day for day in period if day in held and selection.from_day <= day <= selection.to_day]
    return "none" if not known else "full" if known == period else "part"


def find_patrols_run(tables, selection) -> list[dict]:
    parties = {row["corridor"]: set(row["parties"]) for row in tables["corridors"]}[selection.corridor]
    return [
        patrol
        for patrol in tables["patrols"]
        if patrol["corridor"] == selection.corridor
        and patrol["outcome"] != "cancelled"
        and (selection.participants == "any" or parties <= set(patrol["participants"]))
    ]


def list_incidents(tables) -> list[dict]:
    """List all incidents. One that names no patrol gets the only one that ran, or may have run, on its day."""
    return [row | {"patrol_id": row.get("patrol_id") or find_patrol_of_day(tables, row)} for row in tables["incidents"]]


def find_patrol_of_day(tables, incident: dict) -> str | None:
    if incident["target"] != "patrol" or not has_known_day(incident):
        return None
    is_held = any(
        row["complete"] and row["table"] == "patrols" and row["corridor"] == incident["corridor"]
        for row in tables["coverage"]
        if row["from"] <= incident["date"] <= row["through"]
    )  # fmt: skip
    may_have_run = [
        patrol
        for patrol in tables["patrols"]
        if patrol["corridor"] == incident["corridor"]
        and patrol["outcome"] != "cancelled"
        and may_be_on(patrol, incident["date"])
    ]
    is_one = is_held and len(may_have_run) == 1 and has_known_day(may_have_run[0])
    return may_have_run[0]["patrol_id"] if is_one else None


def find_attacks(tables, selection) -> list[dict]:
    return [
        incident
        for incident in list_incidents(tables)
        if incident["corridor"] == selection.corridor and incident["kind"] in VIOLENT_KINDS
    ]


def is_counted(tables, selection, attack) -> bool:
    return attack["verification"] in selection.verifications and (
        selection.sources == "any" or selection.sources in find_source_choices(tables, attack)
    )


def find_source_choices(tables, attack) -> set[str]:
    """Return the choices of sources under which an attack counts."""
    (parties,) = (row["parties"] for row in tables["corridors"] if row["corridor"] == attack["corridor"])
    documents = [row for row in tables["sources"] if row["source_id"] in attack["source_ids"]]
    sides = {row["side"] for row in documents if row.get("side")}
    for claim in tables["claims"]:
        about = claim["record_id"].split(" / ")[0]
        is_about_it = claim["table"] in ("incidents", "casualties") and about == attack["incident_id"]
        rests_on = claim.get("source_id") in attack["source_ids"]
        if is_about_it and rests_on and claim["claimed_by_side"] in parties:
            sides.add(claim["claimed_by_side"])
    choices = {f"side:{side}" for side in sides}
    if sides:
        choices.add("official")
    if len({row.get("side") or row.get("origin") or row["publisher"] for row in documents}) > 1:
        choices.add("independent")
    return choices


def was_attacked(tables, selection, patrol: dict) -> bool:
    return any(
        attack.get("patrol_id") == patrol["patrol_id"]
        and attack["target"] == "patrol"
        and is_counted(tables, selection, attack)
        for attack in find_attacks(tables, selection)
    )


def is_on_chosen_patrol(tables, selection, attack: dict) -> bool:
    """Return whether an attack was on a chosen patrol, or may have been since it is tied to none."""
    chosen = {patrol["patrol_id"] for patrol in find_patrols_run(tables, selection)}
    return attack["target"] == "patrol" and (attack.get("patrol_id") is None or attack["patrol_id"] in chosen)


def has_known_day(record: dict) -> bool:
    return record["date_precision"] == "day"


def may_be_on(record: dict, day: date) -> bool:
    return (record["date"] is None or record["date"] <= day) and (
        record["date_end"] is None or day <= record["date_end"]
    )


def count_patrols_by_period(tables, selection) -> list[dict]:
    held, rows = find_rate_days(tables, selection), []
    for period in list_periods(selection):
        how = describe_coverage(period, selection, held)
        ran = [
            patrol
            for patrol in find_patrols_run(tables, selection)
            if has_known_day(patrol)
            and patrol["date"] in period
            and patrol["date"] in held
            and selection.from_day <= patrol["date"] <= selection.to_day
        ]
        rows.append({
            "start": period[0], "end": period[-1], "covered": how,
            "patrols": None if how == "none" else len(ran),
            "attacked": None if how == "none" else sum(was_attacked(tables, selection, patrol) for patrol in ran),
        } | count_patrols_that_may(tables, selection, period, EVERY_PATROL))  # fmt: skip
    return rows


def count_patrols_that_may(tables, selection, period, exposure) -> dict:
    """Count the patrols without a known day that may have run on the days of a period with rates."""
    days_of_rates = find_rate_days(tables, selection) & set(list_days(selection.from_day, selection.to_day))
    open_days = [day for day in period if day in days_of_rates]
    may = [
        patrol
        for patrol in find_patrols_run(tables, selection)
        if not has_known_day(patrol)
        and any(may_be_on(patrol, day) for day in open_days)
        and is_exposed(tables, patrol, exposure)
    ]
    return {
        "patrols_that_may": len(may) if open_days else None,
        "attacked_that_may": sum(was_attacked(tables, selection, patrol) for patrol in may) if open_days else None,
    }


def is_exposed(tables, patrol, exposure) -> bool:
    if exposure.by == "patrols":
        return True
    reach = find_reach(tables, patrol)
    return reach is not None and (exposure.by == "kilometres" or reach[0] <= exposure.km <= reach[1])


def count_attacks_by_period(tables, selection) -> list[dict]:
    held, rows = find_complete_attack_days(tables, selection), []
    held_all = find_complete_days(tables, selection, "incidents", {"any"})
    for period in list_periods(selection):
        chosen = [day for day in period if selection.from_day <= day <= selection.to_day]
        how = describe_coverage(period, selection, held)
        placed = [
            attack
            for attack in find_attacks(tables, selection)
            if attack["date"] in chosen
            and attack["date_end"] in chosen
            and selection.target in ("any", attack["target"])
        ]
        on_targets = [
            attack
            for attack in placed
            if is_on_chosen_patrol(tables, selection, attack)
            and set(list_days(attack["date"], attack["date_end"])) <= held
        ]
        sure = replace(selection, verification="confirmed")
        confirmed = sum(is_counted(tables, sure, attack) for attack in on_targets)
        other = sum(
            not is_on_chosen_patrol(tables, selection, attack) and is_counted(tables, selection, attack)
            for attack in placed
        )
        left_out = sum(
            not is_on_chosen_patrol(tables, selection, attack) and not is_counted(tables, selection, attack)
            for attack in placed
        )
        rows.append({
            "start": period[0], "end": period[-1], "covered": how,
            "on_targets": confirmed if how != "none" and selection.target in ("any", "patrol") else None,
            "on_targets_in_doubt": (
                len(on_targets) - confirmed if how != "none" and selection.target in ("any", "patrol") else None
            ),
            "other": other if other or (selection.target != "patrol" and held_all.issuperset(chosen)) else None,
            "other_in_doubt": left_out or None,
        })  # fmt: skip
    return rows


def compute_share_by_period(tables, selection) -> list[dict]:
    rows = count_patrols_by_period(tables, selection)
    for row in rows:
        share = low = high = None
        if row["patrols"]:
            share = row["attacked"] / row["patrols"]
            low, high = find_exact_interval(row["attacked"], row["patrols"])
        row.update(share=share, low=low, high=high)
    return rows


def find_exact_interval(attacked: int, patrols: int, confidence: float = 0.95) -> tuple[float, float]:
    """Find the lowest and highest share that a test of either tail, each at half of the error, does not reject."""
    tail = (1 - confidence) / 2

    def compute_at_least(share: float) -> float:
        """Compute the probability of this many attacks or more."""
        return sum(comb(patrols, k) * share**k * (1 - share) ** (patrols - k) for k in range(attacked, patrols + 1))

    def compute_at_most(share: float) -> float:
        return sum(comb(patrols, k) * share**k * (1 - share) ** (patrols - k) for k in range(attacked + 1))

    low = 0.0 if attacked == 0 else find_least(lambda share: compute_at_least(share) >= tail)
    high = 1.0 if attacked == patrols else find_least(lambda share: compute_at_most(share) <= tail)
    return low, high


def find_least(holds, most: float = 1.0) -> float:
    """Find by bisection the least number up to `most` for which a condition holds that holds for every greater one."""
    below, above = 0.0, most
    for _ in range(60):
        middle = (below + above) / 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above


def count_headline(tables, selection) -> dict:
    held = find_rate_days(tables, selection)
    chosen = set(list_days(selection.from_day, selection.to_day))
    ran = find_patrols_run(tables, selection)
    known = [patrol for patrol in ran if has_known_day(patrol) and patrol["date"] in held & chosen]
    uncertain = [
        patrol for patrol in ran if not has_known_day(patrol) and any(may_be_on(patrol, day) for day in chosen)
    ]
    so_far = sorted(patrol["date"] for patrol in ran if has_known_day(patrol) and patrol["date"] <= selection.to_day)
    since_is_held = so_far and find_complete_patrol_days(tables, selection).issuperset(
        list_days(so_far[-1], selection.to_day)
    )
    return {
        "patrols": len(known) if held & chosen else None,
        "attacked": sum(was_attacked(tables, selection, patrol) for patrol in known) if held & chosen else None,
        "attacks_tied_to_none": len(_list_untied(tables, selection)) if held & chosen else None,
        "attack_unknown": sum(
            bool(patrol.get("attack_unknown")) and not was_attacked(tables, selection, patrol) for patrol in known
        )
        if held & chosen
        else None,
        "patrols_without_day": len(uncertain),
        "attacked_without_day": sum(was_attacked(tables, selection, patrol) for patrol in uncertain),
        "first_patrol": so_far[0] if so_far else None,
        "last_patrol": so_far[-1] if so_far else None,
        "days_since_last_patrol": (selection.to_day - so_far[-1]).days if since_is_held else None,
    }


def _list_untied(tables, selection) -> list[str]:
    untied = {row["incident_id"] for row in list_incidents(tables) if row["patrol_id"] is None}
    found = list_attacks_on_targets(tables, selection, selection.from_day, selection.to_day)
    return [key for key in found if key in untied]


def find_totals_of_counts(tables, selection) -> dict[str, dict]:
    """Return the total and the patrols of each count of the joint patrols, by the name of the count."""
    (road,) = (row for row in tables["corridors"] if row["corridor"] == selection.corridor)
    joint_only = replace(selection, participants="joint")
    held = next(
        (span for span in split_into_spans(find_rate_days(tables, joint_only)) if selection.to_day in span), None
    )
    if held is None:
        return {}
    joint = [patrol["patrol_id"] for patrol in find_patrols_run(tables, joint_only)]
    by_id = {row["patrol_id"]: row for row in tables["patrols"] if row["corridor"] == selection.corridor}

    def is_in_span(patrol) -> bool:
        days = patrol["date"], patrol["date_end"]
        return None not in days and held[0] <= days[0] and days[1] <= selection.to_day

    def is_of(count: str, patrol) -> bool:
        lets = road.get("count_holds") or [] if count == road["own_count"] else []
        has_run = patrol["outcome"] != "cancelled" or "cancelled" in lets
        return has_run and (set(road["parties"]) <= set(patrol["participants"]) or "one_party" in lets)

    stated = [(road["own_count"], row["number"], row) for row in by_id.values() if row.get("number") is not None]
    for row in tables["patrol_numbers"]:
        if row["patrol_id"] in by_id:
            stated.append((row["counted_by"], row["number"], by_id[row["patrol_id"]]))
    found = {}
    for count in {name for name, _, _ in stated}:
        ours = [(number, patrol) for name, number, patrol in stated if name == count and is_of(count, patrol)]
        inside = sorted(((n, p) for n, p in ours if is_in_span(p)), key=lambda pair: pair[0])
        if not inside:
            continue
        (lowest, first), (highest, last) = inside[0], inside[-1]
        ran = [by_id[key]["date_end"] for key in joint if is_in_span(by_id[key])]
        from_first = lowest == 1 and all(first["date"] <= day for day in ran)
        others = {n for name, n, p in stated if name == count and not is_of(count, p)} - {n for n, _ in ours}
        left_out = len({number for number in others if lowest <= number <= highest})
        since = held[0] if from_first else first["date"]
        numbered = {patrol["patrol_id"] for _, patrol in ours}
        members = [
            key
            for key, patrol in by_id.items()
            if patrol["outcome"] != "cancelled"
            and is_in_span(patrol)
            and patrol["date"] >= since
            and (key in joint or key in numbered)
        ]
        found[count] = {
            "lowest": lowest, "highest": highest, "from_first": from_first, "numbers_left_out": left_out,
            "total": highest - lowest + 1 - left_out, "patrol_id": last["patrol_id"], "members": members, "since": held[0],
        }  # fmt: skip
    return found


def list_totals_by_count(tables, selection) -> list[dict]:
    """Return a row per count. The order of rows is not checked."""
    (parties,) = (row["parties"] for row in tables["corridors"] if row["corridor"] == selection.corridor)
    rows = []
    for count, said in sorted(find_totals_of_counts(tables, selection).items()):
        kept = {key: said[key] for key in said.keys() - {"members", "since"}}
        struck = len(list_patrols_attacked_of_count(tables, selection, count))
        rows.append({"counted_by": count, "is_party": count in parties, **kept, "attacked": struck})
    return rows


def list_patrols_attacked_of_count(tables, selection, count) -> list[str]:
    members = find_totals_of_counts(tables, selection).get(count, {"members": []})["members"]
    by_id = {row["patrol_id"]: row for row in tables["patrols"]}
    return [key for key in members if was_attacked(tables, selection, by_id[key])]


def find_last_attack(tables, selection) -> dict | None:
    struck = [
        (attack["date"], attack["incident_id"])
        for attack in find_attacks(tables, selection)
        if is_on_chosen_patrol(tables, selection, attack)
        and has_known_day(attack)
        and attack["date"] <= selection.to_day
        and is_counted(tables, selection, attack)
    ]
    if not struck:
        return None
    last, incident_id = max(struck)
    later = list_days(last, selection.to_day)[1:]
    ran = find_patrols_run(tables, selection)
    is_held = find_rate_days(tables, selection).issuperset([last, *later])
    return {
        "incident_id": incident_id, "last_attack": last,
        "days_since": len(later) if is_held else None,
        "patrols_since": sum(has_known_day(patrol) and patrol["date"] in later for patrol in ran) if is_held else None,
        "patrols_since_without_day": sum(
            not has_known_day(patrol) and any(may_be_on(patrol, day) for day in later) for patrol in ran
        ),
    }  # fmt: skip


def is_announced(suspension, day) -> bool:
    announced_on = suspension.get("announced_on")
    return announced_on is None or announced_on <= day


def list_announced_suspensions(tables, selection) -> list[dict]:
    rows = []
    for row in tables["suspensions"]:
        end = row["end"]
        if row["corridor"] != selection.corridor or row["start"] > selection.to_day:
            continue
        if end is not None and end < selection.from_day:
            continue
        if not is_announced(row, selection.to_day):
            continue
        is_open = end is None or end > selection.to_day
        rows.append({
            "suspension_id": row["suspension_id"], "announced_on": row.get("announced_on"), "start": row["start"],
            "end": None if is_open else end, "is_open": is_open, "begins_before": row["start"] < selection.from_day,
            # The suspension begins after its start day, and patrols run again on its end day.
            "days": max(((selection.to_day if is_open else end - timedelta(days=1)) - row["start"]).days, 0),
            "announced_by": row["announced_by"], "side": row.get("side") or "exposure", "reason": row.get("reason"),
            "resumed": (row.get("side") or "exposure") == "exposure"
            and end in {run["date"] for run in find_patrols_run(tables, selection) if has_known_day(run) and not is_open},
            "corrected": None,  # no editor changed a generated case
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["start"], row["suspension_id"]))


def find_observed_gaps(tables, selection, gap_rule_days: int) -> list[dict]:
    ran, pairs = find_patrols_run(tables, selection), []
    for span in split_into_spans(find_complete_patrol_days(tables, selection)):
        seen = sorted({
            patrol["date"]
            for patrol in ran
            if has_known_day(patrol) and patrol["date"] in span and patrol["date"] <= selection.to_day
        })  # fmt: skip
        pairs += [(*pair, span[-1]) for pair in zip(seen, [*seen, None][1:], strict=True)]
    rows = []
    for start, end, through in pairs:
        until = end or min(selection.to_day, through)
        if (until - start).days <= gap_rule_days or until < selection.from_day:
            continue
        between = list_days(start, until)[1:-1]
        may_split = sorted(
            (patrol["patrol_id"], patrol["number"])
            for patrol in ran
            if not has_known_day(patrol) and any(may_be_on(patrol, day) for day in between)
        )
        announced = sorted(
            (row["suspension_id"], row["start"])
            for row in tables["suspensions"]
            if row["corridor"] == selection.corridor
            and row["start"] < until
            and (row["end"] is None or row["end"] > start)
            and is_announced(row, selection.to_day)
        )
        rows.append({
            "start": start, "end": end, "is_open": end is None,
            "covered_through": through if end is None and through < selection.to_day else None,
            "begins_before": start < selection.from_day, "days": (until - start).days,
            "patrols_that_may_split": [name for name, _ in may_split], "numbers": [number for _, number in may_split],
            "announced": [name for name, _ in announced], "announced_from": [day for _, day in announced],
        })  # fmt: skip
    return rows


# Populations: the ids of the records that a number counts.


def _find_patrols(tables, selection, first: date, last: date) -> list[dict]:
    held = find_rate_days(tables, selection)
    return [
        patrol
        for patrol in find_patrols_run(tables, selection)
        if has_known_day(patrol) and patrol["date"] in held and first <= patrol["date"] <= last
    ]


def list_patrols(tables, selection, first, last) -> list[str]:
    return [patrol["patrol_id"] for patrol in _find_patrols(tables, selection, first, last)]


def list_patrols_attacked(tables, selection, first, last) -> list[str]:
    ran = _find_patrols(tables, selection, first, last)
    return [patrol["patrol_id"] for patrol in ran if was_attacked(tables, selection, patrol)]


def list_patrols_recorded(tables, selection, first, last) -> list[str]:
    ran = find_patrols_run(tables, selection)
    return [patrol["patrol_id"] for patrol in ran if has_known_day(patrol) and first <= patrol["date"] <= last]


def _find_patrols_without_day(tables, selection, first, last) -> list[dict]:
    return [
        patrol
        for patrol in find_patrols_run(tables, selection)
        if not has_known_day(patrol) and any(may_be_on(patrol, day) for day in list_days(first, last))
    ]


def list_patrols_without_day(tables, selection, first, last) -> list[str]:
    return [patrol["patrol_id"] for patrol in _find_patrols_without_day(tables, selection, first, last)]


def list_patrols_any_day(tables, selection, first, last) -> list[str]:
    return list_patrols(tables, selection, first, last) + list_patrols_without_day(tables, selection, first, last)


def list_patrols_attacked_any_day(tables, selection, first, last) -> list[str]:
    uncertain = _find_patrols_without_day(tables, selection, first, last)
    return list_patrols_attacked(tables, selection, first, last) + [
        patrol["patrol_id"] for patrol in uncertain if was_attacked(tables, selection, patrol)
    ]


def _was_obstructed(tables, selection, patrol: dict) -> bool:
    return patrol["outcome"] == "cut_short" and any(
        row.get("patrol_id") == patrol["patrol_id"]
        and row["corridor"] == patrol["corridor"]
        and row["target"] == "patrol"
        and row["kind"] not in (*VIOLENT_KINDS, "unknown")
        and is_counted(tables, selection, row)
        for row in list_incidents(tables)
    )


def list_patrols_obstructed(tables, selection, first, last) -> list[str]:
    ran = _find_patrols(tables, selection, first, last)
    return [patrol["patrol_id"] for patrol in ran if _was_obstructed(tables, selection, patrol)]


def list_patrols_attacked_and_cut_short(tables, selection, first, last) -> list[str]:
    ran = _find_patrols(tables, selection, first, last)
    return [
        patrol["patrol_id"]
        for patrol in ran
        if patrol["outcome"] == "cut_short" and was_attacked(tables, selection, patrol)
    ]


def list_patrols_cut_short_otherwise(tables, selection, first, last) -> list[str]:
    other = list_patrols_obstructed(tables, selection, first, last) + list_patrols_attacked(
        tables, selection, first, last
    )
    ran = _find_patrols(tables, selection, first, last)
    return [
        patrol["patrol_id"] for patrol in ran if patrol["outcome"] == "cut_short" and patrol["patrol_id"] not in other
    ]


def _find_patrols_that_may(tables, selection, first, last) -> list[dict]:
    held = find_rate_days(tables, selection)
    return [
        patrol
        for patrol in _find_patrols_without_day(tables, selection, first, last)
        if any(may_be_on(patrol, day) for day in list_days(first, last) if day in held)
    ]


def list_patrols_that_may(tables, selection, first, last) -> list[str]:
    return [patrol["patrol_id"] for patrol in _find_patrols_that_may(tables, selection, first, last)]


def list_patrols_attacked_that_may(tables, selection, first, last) -> list[str]:
    ran = _find_patrols_that_may(tables, selection, first, last)
    return [patrol["patrol_id"] for patrol in ran if was_attacked(tables, selection, patrol)]


def list_attacks_on_targets(tables, selection, first, last) -> list[str]:
    counted, held = list_patrols(tables, selection, first, last), find_rate_days(tables, selection)
    return [
        attack["incident_id"]
        for attack in _find_attacks_within(tables, selection, first, last)
        if attack["target"] == "patrol"
        and attack.get("patrol_id") in (None, *counted)
        and held.issuperset(list_days(attack["date"], attack["date_end"]))
    ]


def list_corridor_attacks(tables, selection, first, last) -> list[str]:
    return [attack["incident_id"] for attack in _find_attacks_within(tables, selection, first, last)]


def _find_attacks_within(tables, selection, first: date, last: date) -> list[dict]:
    """Find the counted attacks of which every possible day is among these days."""
    return [
        attack
        for attack in find_attacks(tables, selection)
        if is_counted(tables, selection, attack)
        and attack["date"] is not None
        and attack["date"] >= first
        and attack["date_end"] <= last
    ]


# Stretches: a pair of kilometres, including the first and excluding the last, except at the end of the corridor.


def find_reach(tables, patrol: dict) -> tuple[float, float] | None:
    """Return the lowest and highest kilometre of a patrol, or None if its reach is unknown."""
    road = {row["corridor"]: row for row in tables["corridors"]}[patrol["corridor"]]
    if patrol["outcome"] == "full":
        return road["km_from"], road["km_to"]
    ends = patrol.get("km_from"), patrol.get("km_to")
    return None if None in ends else (min(ends), max(ends))


def is_on(km: float, stretch: tuple[float, float], end: float) -> bool:
    return stretch[0] <= km < stretch[1] or km == stretch[1] == end


def has_driven(reach: tuple[float, float], stretch: tuple[float, float], end: float) -> bool:
    """Return whether any tenth of a kilometre of a reach is on the stretch."""
    low, high = reach
    return any(is_on(tenth / 10, stretch, end) for tenth in range(round(low * 10), round(high * 10) + 1))


def is_placed(incident: dict, length_km: float) -> bool:
    width = {"exact": 2, "near": 10}.get(incident["geo_precision"], float("inf"))
    return incident.get("km") is not None and width <= length_km


def compute_stretches(tables, selection, edges: list[float], length_km: float) -> list[dict]:
    days_chosen = selection.from_day, selection.to_day
    ran = {row["patrol_id"]: find_reach(tables, row) for row in _find_patrols(tables, selection, *days_chosen)}
    known = {patrol_id for patrol_id, reach in ran.items() if reach}
    by_id = {row["incident_id"]: row for row in list_incidents(tables)}
    struck = [by_id[incident_id] for incident_id in list_attacks_on_targets(tables, selection, *days_chosen)]
    placed = [
        row
        for row in struck
        if is_placed(row, length_km) and (row.get("patrol_id") is None or row["patrol_id"] in known)
    ]
    elsewhere = [row for row in struck if is_placed(row, length_km) and row not in placed]
    every = [by_id[incident_id] for incident_id in list_corridor_attacks(tables, selection, *days_chosen)]
    is_held = bool(find_rate_days(tables, selection) & set(list_days(*days_chosen)))
    rows = []
    for ordinal, stretch in enumerate(pairwise(edges), start=1):
        on_unknown = [row for row in elsewhere if is_on(row["km"], stretch, edges[-1])]
        known_here = sum(has_driven(ran[key], stretch, edges[-1]) for key in known)
        attacks_here = sum(is_on(row["km"], stretch, edges[-1]) for row in placed)
        rows.append({
            "stretch": ordinal, "km_from": stretch[0], "km_to": stretch[1],
            "patrols": known_here if is_held else None,
            "attacks": attacks_here if is_held else None,
            "recorded": sum(
                is_placed(row, length_km) and is_on(row["km"], stretch, edges[-1]) for row in every
            ),
            "patrols_of_unknown_reach": len(ran) - len(known) if is_held else None,
            "attacks_of_unknown_reach": len(on_unknown) if is_held else None,
            "attacks_in_all": attacks_here + len(on_unknown) if is_held else None,
            "patrols_least": known_here + len({row["patrol_id"] for row in on_unknown}) if is_held else None,
            "patrols_most": known_here + len(ran) - len(known) if is_held else None,
        })  # fmt: skip
    return rows


# Rates, for the Risk page


def _find_exposed_patrols(tables, selection, first, last, exposure) -> list[dict]:
    return [patrol for patrol in _find_patrols(tables, selection, first, last) if is_exposed(tables, patrol, exposure)]


def _order_exposed_patrols(tables, selection, exposure=EVERY_PATROL) -> list[dict]:
    ran = _find_exposed_patrols(tables, selection, selection.from_day, selection.to_day, exposure)
    return sorted(
        ran, key=lambda patrol: (patrol["date"], patrol.get("number") or 10**9, patrol["patrol_id"])
    )  # a patrol without a number comes after those with one


def _list_attacks_on_exposed(tables, selection, first, last, exposure) -> list[str]:
    """List the attacks on exposed patrols. An attack tied to no patrol counts only if every patrol is exposed."""
    ids = [patrol["patrol_id"] for patrol in _find_exposed_patrols(tables, selection, first, last, exposure)]
    tied = {row["incident_id"]: row.get("patrol_id") for row in list_incidents(tables)}
    found = list_attacks_on_targets(tables, selection, first, last)
    return [key for key in found if exposure.by == "patrols" or tied[key] in ids]


def _sum_kilometres(tables, ran) -> float | None:
    """Sum the kilometres of patrols of known reach, or return None if there are none."""
    reaches = [find_reach(tables, patrol) for patrol in ran]
    driven = [reach[1] - reach[0] for reach in reaches if reach]
    return round(sum(driven), 1) if driven else None


def compute_rates_of_days(tables, selection, first: date, last: date, exposure=EVERY_PATROL) -> dict:
    has_rates = not find_rate_days(tables, selection).isdisjoint(list_days(first, last))
    ran = _find_exposed_patrols(tables, selection, first, last, exposure)
    return {
        "start": first, "end": last,
        "patrols": len(ran) if has_rates else None,
        "attacked": sum(was_attacked(tables, selection, patrol) for patrol in ran) if has_rates else None,
        "attacks": len(_list_attacks_on_exposed(tables, selection, first, last, exposure)) if has_rates else None,
        "patrols_of_known_reach": sum(find_reach(tables, patrol) is not None for patrol in ran) if has_rates else None,
        "kilometres": _sum_kilometres(tables, ran) if has_rates else None,
        "exposed": None,  # single patrols are known, so the exposure is not counted
    }  # fmt: skip


def compute_rates_by_period(tables, selection, exposure=EVERY_PATROL) -> list[dict]:
    rows = []
    for period in list_periods(selection):
        first, last = max(period[0], selection.from_day), min(period[-1], selection.to_day)
        counted = compute_rates_of_days(tables, selection, first, last, exposure)
        del counted["patrols_of_known_reach"]
        how = describe_coverage(period, selection, find_rate_days(tables, selection))
        own = {"start": period[0], "end": period[-1], "covered": how}
        rows.append(counted | own | count_patrols_that_may(tables, selection, period, exposure))
    return rows


def count_hindrances(tables, selection, exposure=EVERY_PATROL) -> list[dict]:
    first, last = selection.from_day, selection.to_day
    ran = [patrol["patrol_id"] for patrol in _find_exposed_patrols(tables, selection, first, last, exposure)]
    has_rates = not find_rate_days(tables, selection).isdisjoint(list_days(first, last))
    found = {
        "attacked": list_patrols_attacked(tables, selection, first, last),
        "obstructed": list_patrols_obstructed(tables, selection, first, last),
        "attacked_and_cut_short": list_patrols_attacked_and_cut_short(tables, selection, first, last),
        "cut_short_otherwise": list_patrols_cut_short_otherwise(tables, selection, first, last),
    }
    return [
        {
            "hindrance": hindrance,
            "patrols": len(set(ids) & set(ran)) if has_rates else None,
            "of": len(ran) if has_rates else None,
        }
        for hindrance, ids in found.items()
    ]


def compute_trend_p(places: list[float], attacked: list[bool], weights: list[float] | None = None) -> float:
    """Compute twice the smaller tail of the sum of places, over every set of as many patrols, by the weights of each set."""
    return double_the_smaller_tail(list_sums(places, attacked, weights))


def list_sums(places: list[float], attacked: list[bool], weights: list[float] | None = None) -> tuple[float, list]:
    """Return the observed sum of places, and the sum and weight of every set of as many patrols."""
    number = sum(attacked)
    seen = sum(place for place, was in zip(places, attacked, strict=True) if was)
    weights = weights or [1.0] * len(places)
    return seen, [
        (sum(places[k] for k in chosen), prod(weights[k] for k in chosen))
        for chosen in combinations(range(len(places)), number)
    ]


def double_the_smaller_tail(*groups: tuple[float, list]) -> float:
    seen, sums = sum(of_group for of_group, _ in groups), {0.0: 1.0}
    for _, of_group in groups:
        added: dict[float, float] = {}
        for before, weight in sums.items():
            for more, other in of_group:
                added[before + more] = added.get(before + more, 0.0) + weight * other
        sums = added
    tails = [
        sum(weight for found, weight in sums.items() if found <= seen + 1e-9),
        sum(weight for found, weight in sums.items() if found >= seen - 1e-9),
    ]
    return min(1.0, 2 * min(tails) / sum(sums.values()))


def count_corridor_attacks_by_period(tables, selection) -> list[dict]:
    rows = []
    for period in list_periods(selection):
        first, last = max(period[0], selection.from_day), min(period[-1], selection.to_day)
        if number := len(list_corridor_attacks(tables, selection, first, last)):
            rows.append({"start": period[0], "end": period[-1], "corridor_attacks": number})
    return rows


def compute_rates_by_block(tables, selection, block: int, exposure=EVERY_PATROL) -> list[dict]:
    left, rows = _order_exposed_patrols(tables, selection, exposure), []
    struck = list_attacks_on_targets(tables, selection, selection.from_day, selection.to_day)
    while left:
        left, taken = left[:-block], left[-block:]
        rows.append({
            "block": len(rows) + 1, "first_ordinal": len(left) + 1, "last_ordinal": len(left) + len(taken),
            "start": taken[0]["date"], "end": taken[-1]["date"], "patrols": len(taken),
            "attacked": sum(was_attacked(tables, selection, patrol) for patrol in taken),
            "attacks": sum(
                attack["incident_id"] in struck and attack.get("patrol_id") in [patrol["patrol_id"] for patrol in taken]
                for attack in find_attacks(tables, selection)
            ),
            "kilometres": _sum_kilometres(tables, taken),
        })  # fmt: skip
    return rows


def find_halves(tables, selection, exposure=EVERY_PATROL) -> list[tuple[date, date]]:
    ran = [patrol["date"] for patrol in _order_exposed_patrols(tables, selection, exposure)]
    if len(set(ran)) < 2:
        return []
    chosen = sorted(find_rate_days(tables, selection) & set(list_days(selection.from_day, selection.to_day)))
    half = ran[max(len(ran) // 2, 1) - 1]
    if half == ran[-1]:
        half = max(day for day in ran if day < half)
    return [(chosen[0], half), (half + ONE_DAY, chosen[-1])]


def list_patrols_between_attacks(tables, selection, exposure=EVERY_PATROL) -> list[dict]:
    """List the intervals of each span of complete days, of which the last is open."""
    rows, ran = [], _order_exposed_patrols(tables, selection, exposure)
    held = [
        span
        for span in split_into_spans(find_rate_days(tables, selection))
        if any(patrol["date"] in span for patrol in ran)
    ]
    ordinal = 0
    for span in held:
        first = ordinal + 1
        cut = {"patrol_id": None, "date": None if span is held[-1] else span[-1]}
        for patrol in [*(patrol for patrol in ran if patrol["date"] in span), None]:
            ordinal += patrol is not None
            if patrol is None or was_attacked(tables, selection, patrol):
                last = ordinal if patrol is None else ordinal - 1
                ended = {key: patrol[key] for key in cut} if patrol else cut
                rows.append(
                    {"interval": len(rows) + 1, **ended, "is_open": patrol is None}
                    | {"quiet": last - first + 1, "first_ordinal": first, "last_ordinal": last}
                )
                first = ordinal + 1
    return rows


def list_days_between_attacks(tables, selection) -> list[dict]:
    """List the intervals of each span of complete days with an attack, of which the last is open."""
    counted = list_attacks_on_targets(tables, selection, selection.from_day, selection.to_day)
    struck = sorted(
        (attack["date"], attack["incident_id"])
        for attack in find_attacks(tables, selection)
        if attack["incident_id"] in counted and has_known_day(attack)
    )
    rows = []
    for span in split_into_spans(
        find_rate_days(tables, selection) & set(list_days(selection.from_day, selection.to_day))
    ):
        inside = [one for one in struck if one[0] in span]
        starts = [span[0], *(day for day, _ in inside)]
        ends = [*inside, (span[-1], inside[-1][1])] if inside else []
        hows = ["first", *["between"] * (len(inside) - 1), "open" if inside and inside[-1] == struck[-1] else "cut"]
        for start, (day, incident_id), how in zip(starts, ends, hows, strict=True) if inside else ():
            rows.append({
                "incident_id": incident_id, "interval": len(rows) + 1, "start": start, "date": day,
                "days": (day - start).days, "how": how,
            })  # fmt: skip
    return rows


# Doubt


def compute_shares_by_denominator(tables, selection) -> list[dict]:
    """Return a row per denominator. The order of rows is not checked."""
    sure, doubtful = (replace(selection, verification=name) for name in ("confirmed", "any"))
    known, with_doubtful = count_headline(tables, sure), count_headline(tables, doubtful)
    if known["patrols"] is None:
        return []
    rows = [
        ("known_day", False, known["patrols"], known["attacked"], with_doubtful["attacked"], None),
        (
            "any_day", False, known["patrols"] + known["patrols_without_day"],
            known["attacked"] + known["attacked_without_day"],
            with_doubtful["attacked"] + with_doubtful["attacked_without_day"], None,
        ),
    ]  # fmt: skip
    names = ("patrols_by", "is_party", "patrols", "attacked", "attacked_with_doubtful", "patrol_id")
    how = ("lowest", "highest", "from_first", "numbers_left_out")
    rows = [dict(zip(names, row, strict=True)) | dict.fromkeys(how) for row in rows]
    starts = {name: said["since"] for name, said in find_totals_of_counts(tables, selection).items()}
    if selection.participants == "joint":
        for one, other in zip(list_totals_by_count(tables, sure), list_totals_by_count(tables, doubtful), strict=True):
            if selection.from_day <= starts[one["counted_by"]]:
                said = (
                    one["counted_by"],
                    one["is_party"],
                    one["total"],
                    one["attacked"],
                    other["attacked"],
                    one["patrol_id"],
                )
                rows.append(dict(zip(names, said, strict=True)) | {key: one[key] for key in how})
    return rows


def compute_shares_by_sources(tables, selection) -> list[dict]:
    choices = ["any", "independent", "official", "side:a", "side:b"]
    found = [count_headline(tables, replace(selection, sources=choice)) for choice in choices]
    return [
        {"sources": choice, "patrols": row["patrols"], "attacked": row["attacked"]}
        for choice, row in zip(choices, found, strict=True)
    ]


def find_missing_numbers(tables, selection) -> dict[str, set[int]]:
    """Find the numbers of each count, between its lowest and highest, that no patrol has."""
    (own,) = (row["own_count"] for row in tables["corridors"] if row["corridor"] == selection.corridor)
    here = {
        patrol["patrol_id"]: patrol
        for patrol in tables["patrols"]
        if patrol["corridor"] == selection.corridor
        and (patrol["date_end"] is None or patrol["date_end"] <= selection.to_day)
    }
    stated = {}
    for patrol in here.values():
        if patrol.get("number") is not None:
            stated.setdefault(own, set()).add(patrol["number"])
    for row in tables["patrol_numbers"]:
        if row["patrol_id"] in here:
            stated.setdefault(row["counted_by"], set()).add(row["number"])
    return {
        count: missing
        for count, numbers in stated.items()
        if (missing := set(range(min(numbers), max(numbers))) - numbers)
    }


def list_days_during(suspension, selection) -> list[date]:
    """List the days strictly between start and end, up to the as-of day."""
    last = selection.to_day if suspension["end"] is None else min(suspension["end"] - ONE_DAY, selection.to_day)
    return list_days(suspension["start"] + ONE_DAY, last)


def compare_announced(tables, selection) -> list[dict]:
    held, ran = find_complete_patrol_days(tables, selection), find_patrols_run(tables, selection)
    rows = []
    for row in list_announced_suspensions(tables, selection):
        inside = list_days_during(row, selection)
        span = next((span for span in split_into_spans(held) if row["start"] in span), [])
        before = [p["date"] for p in ran if has_known_day(p) and p["date"] in span and p["date"] <= row["start"]]
        last = max(before, default=None) if row["start"] in held else None
        announced_on = row["announced_on"]
        unbound = [day for day in inside if announced_on and day < announced_on]
        bound = [day for day in inside if day not in unbound]

        def count(some, ran=ran):
            ran_on = sum(has_known_day(patrol) and patrol["date"] in some for patrol in ran)
            return ran_on if ran_on or held.issuperset(some) else None

        broken = count(bound)
        rows.append({
            "suspension_id": row["suspension_id"], "announced_on": announced_on, "start": row["start"],
            "end": row["end"], "is_open": row["is_open"], "days_during": len(inside),
            "days_before_announced": len(unbound), "last_patrol": last,
            "lag_days": (last - announced_on).days if last and announced_on else None,
            "patrols_during": count(inside), "patrols_before_announced": count(unbound),
            "patrols_that_may": sum(
                not has_known_day(patrol) and any(may_be_on(patrol, day) for day in inside) for patrol in ran
            ),
            "kept": None if not bound or broken is None else not broken,
        })  # fmt: skip
    return rows


def compare_windows(tables, selection, window_days: int | None) -> list[dict]:
    """Count patrols and attacks on the days of each window."""
    held = find_rate_days(tables, selection) & set(list_days(selection.from_day, selection.to_day))
    if not find_rate_days(tables, selection):
        return []
    known = [
        row
        for row in tables["suspensions"]
        if row["corridor"] == selection.corridor
        and row["start"] <= selection.to_day
        and is_announced(row, selection.to_day)
    ]
    rows = []
    for row in list_announced_suspensions(tables, selection):
        inside = list_days_during(row, selection)
        length = len(inside) if window_days is None else window_days
        (end,) = (one["end"] for one in known if one["suspension_id"] == row["suspension_id"])
        others = [one for one in known if one["suspension_id"] != row["suspension_id"]]
        before = [row["start"] - n * ONE_DAY for n in range(length)]
        after = [end + n * ONE_DAY for n in range(length)] if end else []
        # A window stops at a neighbouring suspension: its start day is before that suspension, and its end day after.
        before = [
            day for day in before if not any(_find_end(one) > day for one in others if one["start"] <= row["start"])
        ]
        after = [
            day
            for day in after
            if not any(_find_end(one) > day for one in others if one["start"] < end)
            and not any(one["start"] < day for one in others if one["start"] >= end)
        ]
        for name, window in (("before", before), ("during", inside), ("after", after)):
            runs = split_into_spans({day for day in window if day in held})
            window = runs[-1 if name == "before" else 0] if runs else []
            counts = dict.fromkeys(("patrols", "attacked", "attacks_on_targets", "corridor_attacks"))
            if window:
                span = (window[0], window[-1])
                counts = {
                    "patrols": len(list_patrols(tables, selection, *span)),
                    "attacked": len(list_patrols_attacked(tables, selection, *span)),
                    "attacks_on_targets": len(list_attacks_on_targets(tables, selection, *span)),
                    "corridor_attacks": len(list_corridor_attacks(tables, selection, *span)),
                }
            rows.append({
                "suspension_id": row["suspension_id"], "window": name, "first": window[0] if window else None,
                "last": window[-1] if window else None, "days": len(window), **counts,
            })  # fmt: skip
    return rows


def _find_end(suspension) -> date:
    return suspension["end"] or date.max


def list_records_of_lag(tables, table, selection, lag_days: int) -> list[str]:
    """List the records of known day that a document reports on that day or at most so many days later."""
    reported_on = {row["source_id"]: row["date"] for row in tables["sources"]}
    ran = find_patrols_run(tables, selection)
    of_others = {row["patrol_id"] for row in tables["patrols"]} - {row["patrol_id"] for row in ran}
    found = []
    for row in ran if table == "patrols" else tables[table]:
        if row.get("patrol_id") in of_others:
            continue
        if row["corridor"] != selection.corridor or not has_known_day(row) or row["date"] > selection.to_day:
            continue
        later = [reported_on[source] for source in row["source_ids"] if reported_on[source] >= row["date"]]
        if later and (min(later) - row["date"]).days <= lag_days:
            found.append(row["patrol_id" if table == "patrols" else "incident_id"])
    return found
