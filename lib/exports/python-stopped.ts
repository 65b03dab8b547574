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
    """Median-unbiased estimate with its 95 % interval, as a difference and over the size of the control mean, and p."""
    facts_of = effect["stopped"]
    times = plan["lookFractions"]
    fractions = effect["informationFractions"] or times
    level = lambda question: plan["alphaTwoSided"] / factors(plan)[question]
    bounds = lambda question: group_sequential_bounds(fractions, times, plan["spending"], level(question), 1)
    success = facts_of["isSuccess"]
    above = bounds("better" if success else "worse")
    below = bounds("worse") if success else [math.inf] * len(fractions)
    greater = success == facts_of["higherIsBetter"]
    z, deviation = stats.norm.isf(figures["pGreater" if greater else "pLess"]), math.sqrt(fractions[-1])
    chance = lambda drift: chance_of_higher(fractions, above, below, z * deviation, drift)
    around = (z - 12) / deviation, (z + 12) / deviation
    drift_at = lambda p: brentq(lambda drift: chance(drift) - p, *around, xtol=1e-12, rtol=1e-13)
    # In standard errors below the measured effect; of the other direction the sides are turned round.
    places = [z - drift_at(p) * deviation for p in (0.5, 0.025, 0.975)]
    if not greater:
        places = [-places[0], -places[2], -places[1]]
    reference = reference_of(math.inf if figures["degreesOfFreedom"] is None else figures["degreesOfFreedom"])
    quantiles = [math.copysign(reference.isf(stats.norm.sf(abs(place))), place) for place in places]
    error, difference = figures["standardError"], figures["difference"]
    found = dict(zip(("stoppedDifference", "stoppedLower", "stoppedUpper"), (difference - q * error for q in quantiles)))
    found |= dict(zip(("stoppedRelative", "stoppedRelativeLower", "stoppedRelativeUpper"), relative_at(effect, figures, quantiles)))
    return {**found, "stoppedP": min(1.0, chance(0.0))}


def relative_at(effect, figures, quantiles):
    """Relative changes at which the difference is so many of its standard errors from 0, one a quantile."""
    control, adjustment = effect["control"], effect["adjustment"]
    kept = 1.0 if adjustment is None else 1 - adjustment["varianceReduction"]
    squared = figures["standardError"] ** 2
    v0 = min(kept * control["variance"] / control["n"], squared)
    sign, size = math.copysign(1.0, control["estimate"]), abs(control["estimate"])
    if figures["relative"]:
        size = figures["difference"] / figures["relative"]
    d, w0, w1 = sign * figures["difference"] / size, v0 / size**2, (squared - v0) / size**2
    for q in quantiles:
        bounded = 1 - q * q * w0
        spread = abs(q) * math.sqrt(bounded * w1 + (1 + d) ** 2 * w0)
        yield sign * (d + q * q * w0 - np.sign(q) * sign * spread) / bounded
`;
