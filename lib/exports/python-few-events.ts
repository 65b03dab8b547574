/** Two proportions with few events in Python: the mid-p, and the intervals that come from inverting it. */
export const pythonFewEvents = String.raw`def cdf_of(shapes, x):
    """Of a beta distribution; a shape of 0 is a point at that end."""
    a, b = shapes
    if a == 0 or b == 0:
        return np.where(np.asarray(x) >= (0.0 if a == 0 else 1.0), 1.0, 0.0)
    return stats.beta.cdf(np.clip(x, 0, 1), a, b)


steps = np.arange(-9, 9.25, 0.25)


def quantiles_of(shapes):
    a, b = shapes
    if a == 0 or b == 0:
        return np.array([0.0 if a == 0 else 1.0])
    below, above = steps[steps < 0], steps[steps >= 0]
    return np.concatenate([stats.beta.ppf(stats.norm.cdf(below), a, b), stats.beta.isf(stats.norm.sf(above), a, b)])


def chance_below(one, other, ratio, shift):
    """P(one <= (1 + ratio) other + shift)."""
    if 0 in other:
        return float(cdf_of(one, (1 + ratio) * quantiles_of(other)[0] + shift))
    own = quantiles_of(other)
    if 0 in one:
        return float(stats.beta.sf(np.clip((quantiles_of(one)[0] - shift) / (1 + ratio), 0, 1), *other))
    # Panels narrow enough for both distributions.
    edges = np.concatenate([own, (quantiles_of(one) - shift) / (1 + ratio)])
    edges = np.unique(np.clip(edges, own[0], own[-1]))
    x, w = np.polynomial.legendre.leggauss(12)
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    nodes, weights = (middles[:, None] + halves[:, None] * x).ravel(), (halves[:, None] * w).ravel()
    return float(weights @ (stats.beta.pdf(nodes, *other) * cdf_of(one, (1 + ratio) * nodes + shift)))


def events_of(arm):
    return round(arm["estimate"] * arm["n"]), arm["n"]


def with_some_variance(arms, effect):
    """Where all or no units of each arm have an event, neither shows a variance: then the largest that a share can have, 1/4."""
    sides = [effect["control"], effect["treatment"]]
    if effect["method"] != "mid-p" or any(events_of(side)[0] not in (0, side["n"]) for side in sides):
        return arms
    return [(estimate, 0.25 / side["n"], math.inf) for (estimate, _, _), side in zip(arms, sides)]


def pairs_of(control, treatment, direction):
    """The two pairs of Clopper-Pearson distributions whose tails the mid-p is the mean of."""
    one, other = (treatment, control) if direction == "greater" else (control, treatment)
    (k, n), (j, m) = events_of(one), events_of(other)
    return [((k, n - k + 1), (j + 1, m - j)), ((k + 1, n - k), (j, m - j + 1))]


def against(pairs, ratio, shift):
    return sum(chance_below(one, other, ratio, shift) for one, other in pairs) / 2


def few_p(control, treatment, direction, ratio):
    """p against (1 + ratio) times the control's proportion."""
    line = ratio if direction == "greater" else -ratio / (1 + ratio)
    return against(pairs_of(control, treatment, direction), line, 0.0)


def few_end(control, treatment, direction, level):
    """The end of the one-sided interval of the difference: lower for "greater", upper for "less"."""
    pairs = pairs_of(control, treatment, direction)
    # No share is below none: where even that is not excluded, the end lies there.
    if against(pairs, 0.0, -1.0) >= level:
        return -1.0 if direction == "greater" else 1.0
    lower = brentq(lambda shift: against(pairs, 0.0, shift) - level, -1.0, 1.0, xtol=1e-16, rtol=1e-14)
    return lower if direction == "greater" else -lower


def few_relative_end(control, treatment, direction, level):
    """The same of the relative change; None where there is none."""
    pairs = pairs_of(control, treatment, direction)
    if events_of(control)[0] == 0:
        return None
    none = events_of(treatment if direction == "greater" else control)[0] == 0
    excess = lambda ratio: against(pairs, math.expm1(ratio), 0.0) - level
    lower = -1.0 if none else math.expm1(brentq(excess, -30.0, 30.0, xtol=1e-14, rtol=1e-14))
    if direction == "greater":
        return lower
    return None if lower == -1 else -lower / (1 + lower)


def mid_p(control, treatment, alpha):
    """Both p by the hypergeometric, and the intervals at that alpha, two-sided."""
    (before, n0), (after, n1) = events_of(control), events_of(treatment)
    of_treatment = stats.hypergeom(n0 + n1, before + after, n1)
    half = of_treatment.pmf(after) / 2
    greater, less = of_treatment.sf(after) + half, of_treatment.cdf(after - 1) + half
    ends = [few_relative_end(control, treatment, side, alpha / 2) for side in ("greater", "less")]
    said = before > 0 and ends[1] is not None
    return {
        "pGreater": greater,
        "pLess": less,
        "pTwoSided": min(1.0, 2 * min(greater, less)),
        "lower": few_end(control, treatment, "greater", alpha / 2),
        "upper": few_end(control, treatment, "less", alpha / 2),
        "relative": (after / n1 - before / n0) / (before / n0) if said else None,
        "relativeLower": ends[0] if said else None,
        "relativeUpper": ends[1] if said else None,
    }


def few_margin(control, treatment, margin, up):
    """p of the margin's test on its good side, and on its bad one."""
    ratio = -margin if up else margin
    good, bad = ("greater", "less") if up else ("less", "greater")
    return {"p": few_p(control, treatment, good, ratio), "pBeyond": few_p(control, treatment, bad, ratio)}
`;
