/** Futility in Python: the chance that is left to show an improvement, and what the plan makes of it. */
export const pythonFutility = String.raw`def conditional_power(z, informationFraction, finalBound, plannedDrift):
    """Chance that the last look rejects, given this one: under the smallest effect of interest, and under the trend so far."""
    score, rest = z * math.sqrt(informationFraction), 1 - informationFraction
    chance = lambda drift: float(stats.norm.sf((finalBound - score - drift * rest) / math.sqrt(rest)))
    return {"planned": chance(plannedDrift), "currentTrend": chance(score / informationFraction)}


def last_look(plan, effect):
    """How much of its information at the last look a metric has now, and that look's bound, those in between taken as planned."""
    times, futility = plan["lookFractions"], plan["futility"]
    fractions = effect["informationFractions"] or times
    now, clock, slowest = fractions[-1], times[-1], futility["slowestFraction"]
    # The clock of an extended plan runs ahead of the units; both reach 1 together.
    pace = 1 if slowest == clock else (1 - slowest) / (1 - clock)
    planned = [(look + 1) / futility["plannedLooks"] for look in range(futility["plannedLooks"])]
    ahead = [look for look in planned if look > clock]
    to_come = [now + pace * (look - clock) for look in ahead]
    level = plan["alphaTwoSided"] / factors(plan)["better"]
    bounds = group_sequential_bounds([*fractions, *to_come], [*times, *ahead], plan["spending"], level, 1)
    return now / (now + pace * (1 - clock)), bounds[-1]


def chance_left(plan, effect, arms, shared, figures):
    """From the moments of this look: what the chance is computed from, and the chance."""
    up, error = effect["futility"]["higherIsBetter"], figures["standardError"]
    fraction, bound = last_look(plan, effect)
    better, worse = (figures["pGreater"], figures["pLess"]) if up else (figures["pLess"], figures["pGreater"])
    z = stats.norm.isf(better) if better < worse else -stats.norm.isf(worse)
    # How far below the smallest effect of interest the measured one lies, and that one: together the former.
    below = non_inferiority(*arms, effect["rule"]["minimumEffectRelative"], not up, 0.025, shared)["distanceToMargin"]
    drift = (below + (figures["difference"] if up else -figures["difference"])) / error / math.sqrt(fraction)
    given = {"z": z, "informationFraction": fraction, "finalBound": bound, "plannedDrift": drift}
    return {**given, **conditional_power(**given)}


def advises_to_stop(plan, look):
    """Whether no variant that is not harmed has the least chance left, in any success metric."""
    verdicts, powers = look["verdicts"], look["powers"]
    if any(one["verdict"] in ("quality", "ship") for one in verdicts):
        return False
    left = [one["variant"] for one in verdicts if one["verdict"] != "harm"]
    chances = {variant: [one["expected"]["planned"] for one in powers if one["variant"] == variant] for variant in left}
    least, successes = look["leastConditionalPower"], plan["successMetrics"]
    return len(left) > 0 and all(len(of) == successes and max(of) < least for of in chances.values())
`;
