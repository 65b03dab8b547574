/** The statistics room's method in Python: numpy and scipy, no other package. */
export const pythonMethod = String.raw`import math
import numpy as np
from scipy import stats


def linearise(means, metric):
    """A mean, or a ratio of two means (delta method): its value, and its gradient over the columns."""
    gradient = np.zeros(len(means))
    if metric["kind"] == "mean":
        gradient[metric["column"]] = 1.0
        return means[metric["column"]], gradient
    y, x = metric["numerator"], metric["denominator"]
    ratio = means[y] / means[x]
    gradient[y] = 1.0 / means[x]
    gradient[x] = -ratio / means[x]
    return ratio, gradient


def plain(arm, outcome, plan_alpha):
    """An arm's estimate, squared standard error and degrees of freedom, from what was read of it."""
    freedom = math.inf if arm["degreesOfFreedom"] is None else arm["degreesOfFreedom"]
    if arm["orderStatistics"] is not None:
        width = arm["orderStatistics"]["upper"] - arm["orderStatistics"]["lower"]
        return arm["estimate"], (width / (2 * stats.norm.isf(plan_alpha / 2))) ** 2, freedom
    if arm["strata"] is not None:
        estimate = sum(one["weight"] * one["mean"] for one in arm["strata"])
        squared = [one["weight"] ** 2 * one["variance"] / one["n"] for one in arm["strata"]]
        spread = sum(part**2 / (one["n"] - 1) for part, one in zip(squared, arm["strata"]))
        freedom = sum(squared) ** 2 / spread if spread else arm["n"] - len(squared)
        return estimate, sum(squared), freedom
    if arm["joint"] is None:
        return arm["estimate"], arm["variance"] / arm["n"], freedom
    value, gradient = linearise(arm["joint"]["means"], outcome)
    variance = gradient @ np.array(arm["joint"]["covariances"]) @ gradient
    return value, variance / arm["n"], freedom


def stratum_cells(parts, shares, metrics):
    """Size, means and covariances of an arm's strata; ratios are linearised at the arm's means over its strata."""
    at = sum(share * np.array(part["means"]) for share, part in zip(shares, parts))
    values, gradients = zip(*(linearise(at, metric) for metric in metrics))
    values, gradients = np.array(values), np.array(gradients)
    return [
        (part["n"], values + gradients @ (np.array(part["means"]) - at), gradients @ np.array(part["covariances"]) @ gradients.T)
        for part in parts
    ]


def adjusted(effect, raw, kept):
    """Covariates by least squares pooled within arms and strata, those kept alone; strata by their share of all units."""
    metrics = [effect["outcome"], *effect["covariates"]]
    strata = effect["postStrata"]
    if strata is None:
        strata = [{name: {"n": effect[name]["n"], **effect[name]["joint"]} for name in ("control", "treatment")}]
    sizes = np.array([one["control"]["n"] + one["treatment"]["n"] for one in strata], dtype=float)
    units, shares = sizes.sum(), sizes / sizes.sum()
    arms = [stratum_cells([one[name] for one in strata], shares, metrics) for name in ("control", "treatment")]
    cells = [cell for arm in arms for cell in arm]
    pooled = sum((n - 1) * cov for n, _, cov in cells) / sum(n - 1 for n, _, _ in cells)
    spread = np.sqrt(np.diag(pooled))
    coefficients = np.zeros(len(metrics) - 1)
    if kept:
        rows = np.array(kept) + 1
        scale = np.outer(spread[rows], spread[rows])
        found = np.linalg.lstsq(pooled[np.ix_(rows, rows)] / scale, pooled[rows, 0] / (spread[rows] * spread[0]), rcond=None)[0]
        coefficients[kept] = found * spread[0] / spread[rows]
    direction = np.concatenate([[1.0], -coefficients])
    # A stratum's means had both arms had the covariates of the stratum.
    centres = [(c[0] * c[1] + t[0] * t[1]) / (c[0] + t[0]) for c, t in zip(*arms)]
    means = [
        np.array([values[0] - coefficients @ (values[1:] - centre[1:]) for (_, values, _), centre in zip(arm, centres)])
        for arm in arms
    ]
    spans = [of - shares @ of for of in means]
    between = lambda a, b: float(shares @ (a * b))
    both = between(*spans)
    estimates = []
    for arm, of, span in zip(arms, means, spans):
        squared = np.array([share**2 * (direction @ cov @ direction) / n for share, (n, _, cov) in zip(shares, arm)])
        freedoms = np.array([n - 1.0 for n, _, _ in arm])
        total = (squared**2 / freedoms).sum()
        freedom = squared.sum() ** 2 / total if total > 0 else freedoms.sum()
        estimates.append((float(shares @ of), squared.sum() + (between(span, span) - both) / units, freedom))
    left = sum(variance for _, variance, _ in estimates)
    # Coefficients in standard deviations: the units of a covariate say nothing about how exact they are.
    standardised = coefficients * spread[1:] / spread[0]
    # What the covariates' pooled means and the shares of the strata add to both arms alike.
    shared = max(0.0, both + coefficients @ pooled[1:, 1:] @ coefficients) / units
    return estimates, coefficients, standardised, 1 - left / raw, shared


def welch_freedom(v0, d0, v1, d1):
    share = v0 / (v0 + v1)
    return 1 / (share**2 / d0 + (1 - share) ** 2 / d1) if math.isfinite(d0) else math.inf


def reference_of(freedom):
    return stats.t(freedom) if math.isfinite(freedom) else stats.norm()


def fieller(control, treatment, q, shared):
    """Both ends of the relative difference, over the size of the control mean; None where that mean may be zero."""
    (e0, v0, _), (e1, v1, _) = control, treatment
    g = (q * q * v0) / (e0 * e0) if e0 != 0 else math.inf
    h = (q * q * shared) / (e0 * e0) if e0 != 0 else math.inf
    if not g + h < 1:
        return None
    # What is greater is more of it, whatever the sign.
    r, size = (e1 - e0) / e0, 1 if e0 > 0 else -1
    half = math.sqrt(g * (1 + r) ** 2 + h * r * r + (1 - g - h) * q * q * v1 / (e0 * e0) - g * h)
    return (size * (r + g) - half) / (1 - g - h), (size * (r + g) + half) / (1 - g - h)


def compare(control, treatment, alpha, shared=0.0):
    """Welch's t test, its interval, and Fieller's interval of the relative difference."""
    (e0, v0, d0), (e1, v1, d1) = control, treatment
    freedom = welch_freedom(v0, d0, v1, d1)
    reference = reference_of(freedom)
    difference, error = e1 - e0, math.sqrt(v0 + v1)
    statistic = difference / error
    q = reference.isf(alpha / 2)
    figures = {
        "difference": difference,
        "standardError": error,
        "degreesOfFreedom": freedom if math.isfinite(freedom) else None,
        "statistic": statistic,
        "pTwoSided": 2 * reference.sf(abs(statistic)),
        "pGreater": reference.sf(statistic),
        "pLess": reference.sf(-statistic),
        "lower": difference - q * error,
        "upper": difference + q * error,
        "relative": None,
        "relativeLower": None,
        "relativeUpper": None,
    }
    ends = fieller(control, treatment, q, shared)
    if ends is not None:
        figures["relative"] = difference / abs(e0)
        figures["relativeLower"], figures["relativeUpper"] = ends
    return figures


def non_inferiority(control, treatment, margin, higher_is_better, alpha_one_sided, shared=0.0, of_difference=True):
    """Distance of the treatment from the margin, on its good side; the control's own noise counts."""
    (e0, v0, d0), (e1, v1, d1) = control, treatment
    multiple = 1 + (-1 if higher_is_better == (e0 > 0) else 1) * margin
    distance = (1 if higher_is_better else -1) * (e1 - multiple * e0)
    scaled = multiple * multiple * v0
    error = math.sqrt(scaled + v1 + (multiple - 1) ** 2 * shared)
    freedom = welch_freedom(v0 if of_difference else scaled, d0, v1, d1)
    reference = reference_of(freedom)
    p = reference.sf(distance / error)
    return {
        "distanceToMargin": distance,
        "standardError": error,
        "degreesOfFreedom": freedom if math.isfinite(freedom) else None,
        "statistic": distance / error,
        "p": p,
        "pBeyond": reference.sf(-distance / error),
        "nonInferior": bool(p < alpha_one_sided),
        "lowerBound": distance - reference.isf(alpha_one_sided) * error,
    }
`;
