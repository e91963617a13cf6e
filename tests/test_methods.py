"""docs/methods.md: each line of each worked example is computed again from the embedded case."""

import re
from dataclasses import replace
from datetime import date
from math import isinf

import pytest

from analysis.exposure import UNITS_OF_A_RATE, Exposure
from analysis.questions.denominators import (
    compute_shares_by_denominator,
    compute_shares_by_sources,
    find_doubtful_numbers,
    list_counts,
)
from analysis.questions.lag import compute_reporting_lag, find_lag_zone
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.rates import (
    choose_block_size,
    compute_rates_by_block,
    compute_rates_of_days,
    compute_trends,
    count_hindrances,
    find_halves,
    find_usual_kilometre,
    list_days_between_attacks,
    list_patrols_between_attacks,
)
from analysis.questions.route import compute_stretches, count_stretch_totals
from analysis.questions.suspensions import compare_announced, compare_windows
from analysis.questions.timeline import count_headline, find_observed_gaps
from analysis.statistics.comparisons import (
    compare_at_every_cut,
    compare_rates,
    compare_shares,
    compare_with_missed_attacks,
    find_stress,
)
from analysis.statistics.intervals import compute_g_limits, compute_rate, compute_share, compute_share_at_a_stop
from etl import paths

TEXT = (paths.CHECKOUT / "docs" / "methods.md").read_text(encoding="utf-8")
EXAMPLES = {
    name: body.strip().splitlines()
    if name == "trend"
    else dict(line.split(": ", 1) for line in body.strip().splitlines())
    for name, body in re.findall(r"```example ([a-z ]+)\n(.*?)```", TEXT, re.DOTALL)
}


def format_share(share):
    return f"{share * 100:.1f} %"


def format_days(first, last):
    return f"{first} to {last}"


def parse_spans(*periods):
    """Parse the days that an example states as `2020-03-15 to 2020-05-20`."""
    return [tuple(map(date.fromisoformat, period.split(" to "))) for period in periods]


def ask_halves(ask):
    first, second = ask(find_halves)
    return [ask(compute_rates_of_days, *first), ask(compute_rates_of_days, *second)]


def format_counts(rows, *columns):
    return {
        f"{column} {name}": str(row[column])
        for name, row in zip(("first", "second"), rows, strict=True)
        for column in columns
    }


def compute_share_attacked(ask, stated):
    row = ask(count_headline)
    share = compute_share(row["attacked"], row["patrols"])
    return {
        "attacked": str(row["attacked"]), "patrols": str(row["patrols"]), "share": format_share(share.share),
        "low": format_share(share.low), "high": format_share(share.high),
    }  # fmt: skip


def compute_none_attacked(ask, stated):
    (span,) = parse_spans(stated["days"])
    row = ask(compute_rates_of_days, *span)
    return {
        "days": format_days(*span), "attacked": str(row["attacked"]), "patrols": str(row["patrols"]), "low": format_share(row["low"]),
        "high": format_share(row["high"]),
    }  # fmt: skip


def compute_attacks_per_patrol(ask, stated):
    row = ask(compute_rates_of_days, *ask("days"))
    rate = compute_rate(row["attacks"], row["patrols"])
    return {
        "attacks": str(row["attacks"]), "patrols": str(row["patrols"]), "rate": f"{rate.rate:.3f}", "low": f"{rate.low:.3f}",
        "high": f"{rate.high:.3f}",
    }  # fmt: skip


def compute_counted_exposure(ask, stated):
    # tests/test_red_sea.py holds that the case has so many attacks and transits.
    attacks, transits = int(stated["attacks"]), int(stated["transits"].replace(",", ""))
    rate = compute_rate(attacks, transits / UNITS_OF_A_RATE)
    rates = {"per thousand": rate.rate, "low": rate.low, "high": rate.high}
    return {"attacks": str(attacks), "transits": f"{transits:,}"} | {
        name: f"{value:.2f}" for name, value in rates.items()
    }


def compute_by_period(ask, stated):
    (row,) = [
        row
        for row in ask(compute_rates_by_period).to_pylist()
        if format_days(row["start"], row["end"]) == stated["days"]
    ]
    numbers = {name: str(row[name]) for name in ("attacked", "patrols", "attacks")}
    return {"days": stated["days"]} | numbers | {"patrols that may": str(row["patrols_that_may"])}


def compute_last_patrols(ask, stated):
    block = choose_block_size(ask(count_headline)["patrols"])
    newest, before, *_ = ask(compute_rates_by_block, block).to_pylist()
    return {
        "k": str(block),
        "attacked": str(newest["attacked"]), "patrols": str(newest["patrols"]),
        "attacked before": str(before["attacked"]), "patrols before": str(before["patrols"]),
        "low": format_share(newest["low"]), "high": format_share(newest["high"]),
    }  # fmt: skip


def compute_halves(ask, stated):
    first, second = ask(find_halves)
    return {"first": format_days(*first), "second": format_days(*second)} | format_counts(
        ask_halves(ask), "attacked", "patrols"
    )


def compute_two_shares(ask, stated):
    rows = ask_halves(ask)
    found = compare_shares(*((row["attacked"], row["patrols"]) for row in rows))
    points = {name: f"{getattr(found, name) * 100:.1f} points" for name in ("difference", "low", "high")}
    assert found.is_exact
    return format_counts(rows, "attacked", "patrols") | points | {"p": f"{found.p:.3f}"}


def compute_exposure(ask, stated):
    first, second = ask_halves(ask)
    whole = ask(compute_rates_of_days, *ask("days"), Exposure("kilometres"))
    km = ask(find_usual_kilometre)
    reached = ask(compute_rates_of_days, *ask("days"), Exposure("reached", km))
    return {
        "kilometres first": f"{first['kilometres']:.1f}", "kilometres second": f"{second['kilometres']:.1f}",
        "per 100 kilometres": f"{whole['rate']:.2f}", "low": f"{whole['rate_low']:.2f}", "high": f"{whole['rate_high']:.2f}",
        "kilometre": f"{km:g}", "reached it": str(reached["patrols"]), "of these attacked": str(reached["attacked"]),
    }  # fmt: skip


def compute_stop(ask, stated):
    *closed, since = ask(list_patrols_between_attacks).to_pylist()
    assert since["quiet"] == 0
    share = compute_share_at_a_stop(len(closed), since["last_ordinal"])
    return {
        "attacked": str(len(closed) - 1), "patrols": str(since["last_ordinal"] - 1), "share": format_share(share.share),
        "low": format_share(share.low), "high": format_share(share.high),
    }  # fmt: skip


def compute_obstructed(ask, stated):
    rows = {row["hindrance"]: row for row in ask(count_hindrances).to_pylist()}
    return {
        "obstructed": str(rows["obstructed"]["patrols"]), "attacked and cut short": str(rows["attacked_and_cut_short"]["patrols"]),
        "turned back otherwise": str(rows["cut_short_otherwise"]["patrols"]), "patrols": str(rows["obstructed"]["of"]),
        "low": format_share(rows["obstructed"]["low"]), "high": format_share(rows["obstructed"]["high"]),
    }  # fmt: skip


def compute_another_cut(ask, stated):
    *closed, since = ask(list_patrols_between_attacks).to_pylist()
    cuts = compare_at_every_cut([row["last_ordinal"] + 1 for row in closed], since["last_ordinal"])
    least, most = min(cuts, key=lambda cut: cut.p), max(cuts, key=lambda cut: cut.p)
    return {
        "cuts": str(len(cuts)), "largest p": f"{most.p:.3f} after {most.before}",
        "smallest p": f"{least.p:.3f} after {least.before}", "not explained by chance": str(sum(cut.p < 0.05 for cut in cuts)),
    }  # fmt: skip


def compute_missed_attacks(ask, stated):
    grid = compare_with_missed_attacks(*((row["attacked"], row["patrols"]) for row in ask_halves(ask)), are_shares=True)
    named = {
        "none missed": (0, 0),
        "one more in the first": (1, 0),
        "one more in the second": (0, 1),
        "one more in each": (1, 1),
    }
    return {name: f"{grid[first][second]:.3f}" for name, (first, second) in named.items()}


def compute_trend(ask, stated):
    rows = ask(compute_trends, ask(find_usual_kilometre)).to_pylist()
    assert all(row["is_exact"] and row["direction"] == "later" for row in rows)
    return [
        f"{row['alike']}: {row['patrols']} {row['days'].replace('_', ' ')}, p {row['p']:.4f}, with doubtful "
        f"{row['p_with_doubtful']:.4f}"
        for row in rows
    ]


def compute_two_rates(ask, stated):
    rows = ask_halves(ask)
    found = compare_rates(*((row["attacks"], row["patrols"]) for row in rows))
    assert isinf(found.high)
    return format_counts(rows, "attacks", "patrols") | {"low": f"{found.low:.2f}", "p": f"{found.p:.3f}"}


def compute_stress(ask, stated):
    rows = ask_halves(ask)
    found = find_stress(*((row["attacked"], row["patrols"]) for row in rows))
    start, end = ask(find_halves)[1]
    return format_counts(rows, "attacked", "patrols") | {
        "quiet patrols": str(found.quiet), "not attacked": str(found.not_attacked),
        "patrols without a known day in the second": str(ask(count_headline, from_day=start, to_day=end)["patrols_without_day"]),
    }  # fmt: skip


def compute_patrols_between_attacks(ask, stated):
    *closed, since = [row["quiet"] for row in ask(list_patrols_between_attacks).to_pylist()]
    limits = compute_g_limits(sum(closed) + since, len(closed))
    return {
        "quiet": ", ".join(map(str, closed)), "since": str(since), "attacked": str(len(closed)), "mean": f"{limits.mean:.1f}",
        "upper limit": str(limits.upper), "passed by chance": format_share(limits.passed_by_chance),
    }  # fmt: skip


def compute_days_between_attacks(ask, stated):
    first, *between, since = ask(list_days_between_attacks).to_pylist()
    return {
        "first": str(first["days"]), "between": ", ".join(str(row["days"]) for row in between), "since": str(since["days"]),
        "as of": str(since["date"]),
    }  # fmt: skip


def compute_announced_against_observed(ask, stated):
    (row,) = [row for row in ask(compare_announced).to_pylist() if row["suspension_id"] == stated["suspension"]]
    gaps = ask(find_observed_gaps).to_pylist()
    return {
        "suspension": row["suspension_id"], "announced": str(row["announced_on"]), "start": str(row["start"]),
        "last patrol": str(row["last_patrol"]), "lag": str(row["lag_days"]), "days during": str(row["days_during"]),
        "days before announced": str(row["days_before_announced"]),
        "patrols during": str(row["patrols_during"]),
        "gaps nobody announced": f"{sum(not gap['announced'] for gap in gaps)} of {len(gaps)}",
    }  # fmt: skip


def compute_before_during_and_after(ask, stated):
    rows = {
        row["window"]: row for row in ask(compare_windows).to_pylist() if row["suspension_id"] == stated["suspension"]
    }
    said = {
        name: f"{format_days(row['first'], row['last'])}, patrols {row['patrols']}, attacked {row['attacked']}, "
        f"corridor attacks {row['corridor_attacks']}"
        for name, row in rows.items()
        if row["days"]
    }
    during = rows["during"]
    return {"suspension": stated["suspension"]} | said | {
        "per day during": f"{during['daily']:.4f}", "low": f"{during['daily_low']:.4f}", "high": f"{during['daily_high']:.4f}",
    }  # fmt: skip


def compute_denominators(ask, stated):
    rows = ask(compute_shares_by_denominator).to_pylist()
    shares = [row[name] for row in rows for name in ("share", "share_with_doubtful")]
    return {
        row["patrols_by"].replace("_day", " day"): f"{row['attacked']} of {row['patrols']}, with doubtful "
        f"{row['attacked_with_doubtful']}"
        for row in rows
    } | {"least": format_share(min(shares)), "most": format_share(max(shares))}


def compute_by_sources(ask, stated):
    return {
        row["sources"]: f"{row['attacked']} of {row['patrols']}" for row in ask(compute_shares_by_sources).to_pylist()
    }


def compute_audit(ask, stated):
    counts = {
        row["counted_by"]: f"{row['numbers']} numbers, {row['lowest']} to {row['highest']}"
        for row in ask(list_counts).to_pylist()
    }
    doubts = ask(find_doubtful_numbers).to_pylist()
    missing = [row for row in doubts if row["doubt"] == "missing"]
    (twice,) = (row for row in doubts if row["doubt"] == "twice")
    (alone,) = (row for row in missing if row["number"] == row["last_number"])
    spans = (" to ".join(map(str, dict.fromkeys((row["number"], row["last_number"])))) for row in missing)
    return counts | {
        "missing": "; ".join(f"{row['counted_by']} {span}" for row, span in zip(missing, spans, strict=True)),
        "twice": f"{twice['counted_by']} {twice['number']} of {twice['before']} and {twice['at_patrol']}",
        f"who may have {alone['number']}": ", ".join(alone["between"]),
    }


def compute_lag_example(ask, stated):
    said = {}
    for row in ask(compute_reporting_lag).to_pylist():
        assert row["basis"] == "sources"
        known = f"{row['known']} of {row['of']} within {row['lag_days']} {'day' if row['lag_days'] == 1 else 'days'}"
        said[row["table"]] = f"{said[row['table']]}, {known}" if row["table"] in said else known
    zone = ask(find_lag_zone)
    open_days = format_days(zone.first, zone.last) if zone.first else "none"
    return said | {"by releases": "none", "days still being reported": f"{open_days}, by {zone.rule}"}


def compute_stretches_of_road(ask, stated):
    row = ask(compute_stretches, 10.0).to_pylist()[1]
    return {
        "stretch": f"{row['km_from']:g} to {row['km_to']:g}", "patrols": str(row["patrols"]),
        "of unknown reach": str(ask(count_stretch_totals, 10.0)["patrols_of_unknown_reach"]), "attacks": str(row["attacks"]),
        "rate": f"{row['rate']:.3f}", "low": f"{row['rate_low']:.3f}", "high": f"{row['rate_high']:.3f}",
        "recorded": str(row["recorded"]), "if all of unknown reach drove it": f"{row['rate_least']:.3f}",
        "if no other did": f"{row['rate_most']:.3f}",
    }  # fmt: skip


COMPUTED = {
    "share attacked": compute_share_attacked, "none attacked": compute_none_attacked, "attacks per patrol": compute_attacks_per_patrol,
    "counted exposure": compute_counted_exposure,
    "by period": compute_by_period, "last patrols": compute_last_patrols, "halves": compute_halves, "two shares": compute_two_shares,
    "exposure": compute_exposure, "stop": compute_stop, "obstructed": compute_obstructed, "another cut": compute_another_cut, "missed attacks": compute_missed_attacks,
    "trend": compute_trend, "two rates": compute_two_rates, "stress": compute_stress, "patrols between attacks": compute_patrols_between_attacks,
    "days between attacks": compute_days_between_attacks, "announced against observed": compute_announced_against_observed,
    "before during and after": compute_before_during_and_after, "denominators": compute_denominators, "sources": compute_by_sources, "audit": compute_audit,
    "reporting lag": compute_lag_example, "stretches of road": compute_stretches_of_road,
}  # fmt: skip


@pytest.fixture
def ask(m4, m4_selection):
    """Ask the embedded case as the page does, with other choices by name; `days` are the days chosen."""

    def ask(question, *more, **changes):
        selection = replace(m4_selection, **changes)
        if question == "days":
            return selection.from_day, selection.to_day
        return question(m4, selection, *more)

    return ask


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_is_what_the_records_give(ask, name):
    assert COMPUTED[name](ask, EXAMPLES[name]) == EXAMPLES[name]


def test_every_computation_is_in_the_document():
    assert set(COMPUTED) == set(EXAMPLES)


def test_every_method_has_a_worked_example_and_says_when_it_misleads():
    sections = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    for section in sections:
        title = section.splitlines()[0]
        assert "```example " in section, title
        assert re.search(r"^\*\*It misleads if\*\* ", section, re.MULTILINE), title
