/** Comparisons of relative effects, on the scale of logarithms, in Python: of segments, and of early and late. */
export const pythonRelative = String.raw`def far_above_zero(estimate, variance):
    """The logarithm of an estimate has a normal error where it is 5 standard errors above 0."""
    return estimate > 0 and estimate >= 5 * math.sqrt(variance)


def log_ratio(control, treatment):
    """ln(treatment / control) and its standard error (delta method)."""
    (e0, v0, _), (e1, v1, _) = control, treatment
    return math.log(e1) - math.log(e0), math.sqrt(v0 / e0**2 + v1 / e1**2)


def heterogeneity(ratios):
    """Cochran's Q over the segments' log ratios, and the share of their variation that is not noise."""
    d, e = np.array(ratios).T
    weights = e**-2.0
    pooled = (weights @ d) / weights.sum()
    q = float((((d - pooled) / e) ** 2).sum())
    freedom = len(d) - 1
    return {
        "q": q,
        "degreesOfFreedom": freedom,
        "p": stats.chi2.sf(q, freedom),
        "iSquared": max(0.0, (q - freedom) / q) if q > 0 else 0.0,
        "pooledLogRatio": pooled,
        "pooledStandardError": 1 / math.sqrt(weights.sum()),
    }


def lasting(control, treatment):
    """The relative effect late over early: Welch's test of the change of ln(mean) within the same units."""
    changes = []
    for arm in (control, treatment):
        early, late = arm["early"], arm["late"]
        spread = arm["lateVariance"] / late**2 + arm["earlyVariance"] / early**2
        variance = (spread - 2 * arm["covariance"] / (early * late)) / arm["n"]
        changes.append((math.log(late) - math.log(early), variance, arm["n"] - 1))
    (l0, v0, d0), (l1, v1, d1) = changes
    change, error, freedom = l1 - l0, math.sqrt(v0 + v1), welch_freedom(v0, d0, v1, d1)
    return {
        "earlyRelative": treatment["early"] / control["early"] - 1,
        "lateRelative": treatment["late"] / control["late"] - 1,
        "logRatioOfRatios": change,
        "standardError": error,
        "degreesOfFreedom": freedom,
        "statistic": change / error,
        "pTwoSided": 2 * stats.t.sf(abs(change / error), freedom),
        "ratio": math.exp(change),
    }


def holm(p_values):
    """Adjusted p-values, and for each the share of alpha that its interval gets."""
    tests, largest, found = len(p_values), 0.0, [None] * len(p_values)
    for rank, index in enumerate(sorted(range(tests), key=lambda i: p_values[i])):
        largest = max(largest, p_values[index] * (tests - rank))
        found[index] = (min(1.0, largest), p_values[index] / largest if p_values[index] > 0 else 1 / tests)
    return found
`;
