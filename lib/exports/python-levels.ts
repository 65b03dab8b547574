/** The level of an effect's interval at a look, in Python: what the plan spends there. */
export const pythonLevels = String.raw`from scipy.optimize import brentq


def spending(name, alpha):
    """Lan-DeMets: what one side may have spent by information fraction t."""
    if name == "obrien-fleming":
        z = stats.norm.isf(alpha / 2)
        spend = lambda t: 2 * stats.norm.sf(z / math.sqrt(t))
    elif name == "pocock":
        spend = lambda t: alpha * math.log1p((math.e - 1) * t)
    else:
        rho = float(name.split(":")[1])
        spend = lambda t: alpha * t**rho
    return lambda t: alpha if t >= 1 else spend(t)


def panels(low, high, step):
    """Gauss-Legendre nodes and weights over (low, high), in panels no wider than the step."""
    x, w = np.polynomial.legendre.leggauss(24)
    edges = np.linspace(low, high, min(400, math.ceil((high - low) / step)) + 1)
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return (middles[:, None] + halves[:, None] * x).ravel(), (halves[:, None] * w).ravel()


def group_sequential_level(fractions, times, name, alpha, sides=2):
    """Level beyond the last look's bound, on one side or both."""
    return sides * stats.norm.sf(group_sequential_bounds(fractions, times, name, alpha, sides)[-1])


def group_sequential_bounds(fractions, times, name, alpha, sides=2):
    """A bound a look: recursive integration over the paths that went on.
    The error is spent by the times; the fractions say what was known."""
    spend, spent, paths, bounds = spending(name, alpha / sides), 0.0, None, []
    for look, t in enumerate(fractions):
        left = spend(times[look]) - spent
        bound = math.inf
        if left > 0 and stats.norm.isf(left) < 38:
            bound = stats.norm.isf(left)
            if paths is not None:
                x, mass, before = paths
                step = math.sqrt(t - before)
                crossing = lambda b: mass @ stats.norm.sf((b * math.sqrt(t) - x) / step) - left
                bound = brentq(crossing, -9.0 if sides == 1 else 0.0, bound + 1e-6, xtol=1e-14, rtol=1e-14)
            step = math.sqrt(t if paths is None else t - before)
            following = fractions[look + 1] - t if look + 1 < len(fractions) else t
            lowest = -9.0 if sides == 1 else -bound
            nodes, weights = panels(lowest * math.sqrt(t), bound * math.sqrt(t), min(step, math.sqrt(following)))
            if paths is None:
                density = stats.norm.pdf(nodes / step) / step
            else:
                density = stats.norm.pdf((nodes[:, None] - x) / step) @ mass / step
            paths = (nodes, weights * density, t)
        spent = max(spent, spend(times[look]))
        bounds.append(bound)
        if times[look] >= 1:
            break
    return bounds + [math.inf] * (len(fractions) - len(bounds))


def always_valid_level(standard_error, mixing_variance, alpha):
    """Two-sided level beyond the half-width of the mixture sequential probability ratio test."""
    inflation = mixing_variance / standard_error**2
    reach = math.sqrt((1 + 1 / inflation) * (math.log1p(inflation) - 2 * math.log(alpha)))
    return 2 * stats.norm.sf(reach)


def level_of(plan, effect):
    """None where what the plan knew at this look was not stored."""
    if plan["lookFractions"] is None:
        return None
    if plan["method"] == "fixed":
        return plan["alphaTwoSided"]
    if plan["method"] == "always-valid":
        error, tau = effect["expected"]["standardError"], effect["mixingVariance"]
        return None if tau is None else always_valid_level(error, tau, plan["alphaTwoSided"])
    times = plan["lookFractions"]
    fractions = effect["informationFractions"] or times
    return group_sequential_level(fractions, times, plan["spending"], plan["alphaTwoSided"])
`;
