/** Estimates after an early stop in Python, by the stagewise ordering. */
export const pythonStopped = String.raw`def chance_of_higher(fractions, above, below, score, drift):
    """Chance to stop above at a look before the last one, or to end there at the score or beyond, under a drift."""
    total, paths = 0.0, None
    for look, t in enumerate(fractions):
        last = look + 1 == len(fractions)
        start = score if last else above[look] * math.sqrt(t)
        step = math.sqrt(t if paths is None else t - paths[2])
        if paths is None:
            total += stats.norm.sf((start - drift * t) / step)
        else:
            x, mass, before = paths
            total += float(mass @ stats.norm.sf((start - x - drift * (t - before)) / step))
        if last:
            return total
        low = max(-below[look] * math.sqrt(t), drift * t - 10 * math.sqrt(t))
        high = min(above[look] * math.sqrt(t), drift * t + 10 * math.sqrt(t))
        if not low < high:
            return total
        nodes, weights = panels(low, high, min(step, math.sqrt(fractions[look + 1] - t)))
        if paths is None:
            density = stats.norm.pdf((nodes - drift * t) / step) / step
        else:
            density = stats.norm.pdf((nodes[:, None] - x - drift * (t - before)) / step) @ mass / step
        paths = (nodes, weights * density, t)


def stopped(plan, effect, figures):
    """Median-unbiased estimate with the interval of the rule's two levels, as a difference and over the size of the control mean, and p."""
    facts_of = effect["stopped"]
    times = plan["lookFractions"]
    fractions = effect["informationFractions"] or times
    level = lambda question: plan["alphaTwoSided"] / factors(plan)[question]
    bounds = lambda question: group_sequential_bounds(fractions, times, plan["spending"], level(question), 1)
    success, shown = facts_of["isSuccess"], facts_of["question"]
    # The other end of a guardrail's interval has the level of the same test.
    other = ("worse" if shown == "better" else "better") if success else shown
    above = bounds(shown)
    below = bounds(other) if success else [math.inf] * len(fractions)
    greater = (shown == "better") == facts_of["higherIsBetter"]
    z, deviation = stats.norm.isf(figures["pGreater" if greater else "pLess"]), math.sqrt(fractions[-1])
    chance = lambda drift: chance_of_higher(fractions, above, below, z * deviation, drift)
    around = (z - 12) / deviation, (z + 12) / deviation
    drift_at = lambda p: brentq(lambda drift: chance(drift) - p, *around, xtol=1e-12, rtol=1e-13)
    # In standard errors below the measured effect; of the other direction the sides are turned round.
    places = [z - drift_at(p) * deviation for p in (0.5, level(shown), 1 - level(other))]
    if not greater:
        places = [-places[0], -places[2], -places[1]]
    reference = reference_of(math.inf if figures["degreesOfFreedom"] is None else figures["degreesOfFreedom"])
    quantiles = [math.copysign(reference.isf(stats.norm.sf(abs(place))), place) for place in places]
    error, difference = figures["standardError"], figures["difference"]
    found = dict(zip(("stoppedDifference", "stoppedLower", "stoppedUpper"), (difference - q * error for q in quantiles)))
    found |= dict(zip(("stoppedRelative", "stoppedRelativeLower", "stoppedRelativeUpper"), relative_at(effect, figures, quantiles)))
    found["stoppedRelative"] = found["stoppedDifference"] / size_of(effect["control"], figures)
    return {**found, "stoppedP": min(1.0, chance(0.0))}


def size_of(control, figures):
    """Of the control mean, as the relative change is over it."""
    return figures["difference"] / figures["relative"] if figures["relative"] else abs(control["estimate"])


def relative_at(effect, figures, quantiles):
    """Relative changes at which the difference is so many of its standard errors from 0, one a quantile."""
    control, adjustment = effect["control"], effect["adjustment"]
    kept = 1.0 if adjustment is None else 1 - adjustment["varianceReduction"]
    squared = figures["standardError"] ** 2
    v0 = min(kept * control["variance"] / control["n"], squared)
    sign, size = math.copysign(1.0, control["estimate"]), size_of(control, figures)
    d, w0, w1 = sign * figures["difference"] / size, v0 / size**2, (squared - v0) / size**2
    for q in quantiles:
        bounded = 1 - q * q * w0
        spread = abs(q) * math.sqrt(bounded * w1 + (1 + d) ** 2 * w0)
        yield sign * (d + q * q * w0 - np.sign(q) * sign * spread) / bounded
`;
