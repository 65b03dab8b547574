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
    if arm["joint"] is None:
        return arm["estimate"], arm["variance"] / arm["n"], freedom
    value, gradient = linearise(arm["joint"]["means"], outcome)
    variance = gradient @ np.array(arm["joint"]["covariances"]) @ gradient
    return value, variance / arm["n"], freedom


def swept(matrix, k):
    """Sweeps row and column k of a correlation matrix; leaves it alone where the others explain k."""
    pivot = matrix[k, k]
    if pivot <= 1e-11:
        return False
    row = matrix[k].copy()
    column = matrix[:, k].copy()
    matrix -= np.outer(column, row / pivot)
    matrix[k] = row / pivot
    matrix[:, k] = -column / pivot
    matrix[k, k] = 1 / pivot
    return True


def adjusted(control, treatment, outcome, covariates):
    """CUPED: coefficients pooled within arms, covariates centred at their pooled means."""
    arms = []
    for arm in (control, treatment):
        joint = arm["joint"]
        values, gradients = zip(*(linearise(joint["means"], metric) for metric in [outcome, *covariates]))
        gradients = np.array(gradients)
        arms.append((arm["n"], np.array(values), gradients @ np.array(joint["covariances"]) @ gradients.T))
    weights = np.array([n - 1 for n, _, _ in arms], dtype=float)
    pooled = sum(w * cov for w, (_, _, cov) in zip(weights / weights.sum(), arms))
    spread = np.sqrt(np.diag(pooled))
    scale = np.outer(spread, spread)
    matrix = np.divide(pooled, scale, out=np.zeros_like(pooled), where=scale > 0)
    kept = [k for k in range(1, len(spread)) if swept(matrix, k)]
    coefficients = np.array([matrix[k, 0] * spread[0] / spread[k] if k in kept else 0.0 for k in range(1, len(spread))])
    n0, n1 = arms[0][0], arms[1][0]
    centre = arms[0][1] + (arms[1][1] - arms[0][1]) * (n1 / (n0 + n1))
    direction = np.concatenate([[1.0], -coefficients])
    estimates = [
        (values[0] - coefficients @ (values[1:] - centre[1:]), direction @ cov @ direction / n, n - 1)
        for n, values, cov in arms
    ]
    raw = sum(cov[0, 0] / n for n, _, cov in arms)
    left = sum(variance for _, variance, _ in estimates)
    # Coefficients in standard deviations: the units of a covariate say nothing about how exact they are.
    standardised = coefficients * spread[1:] / spread[0]
    return estimates, coefficients, standardised, 1 - left / raw


def welch_freedom(v0, d0, v1, d1):
    share = v0 / (v0 + v1)
    return 1 / (share**2 / d0 + (1 - share) ** 2 / d1) if math.isfinite(d0) else math.inf


def reference_of(freedom):
    return stats.t(freedom) if math.isfinite(freedom) else stats.norm()


def compare(control, treatment, alpha):
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
    g = (q * q * v0) / (e0 * e0) if e0 != 0 else math.inf
    if g < 1:
        # Over the size of the control mean: what is greater is more of it, whatever the sign.
        r, size = (e1 - e0) / e0, 1 if e0 > 0 else -1
        half = math.sqrt(g * (1 + r) ** 2 + (1 - g) * q * q * v1 / (e0 * e0))
        figures["relative"] = size * r
        figures["relativeLower"] = (size * (r + g) - half) / (1 - g)
        figures["relativeUpper"] = (size * (r + g) + half) / (1 - g)
    return figures


def non_inferiority(control, treatment, margin, higher_is_better, alpha_one_sided):
    """Distance of the treatment from the margin, on its good side; the control's own noise counts."""
    (e0, v0, d0), (e1, v1, d1) = control, treatment
    multiple = 1 + (-1 if higher_is_better == (e0 > 0) else 1) * margin
    distance = (1 if higher_is_better else -1) * (e1 - multiple * e0)
    v0 = multiple * multiple * v0
    error = math.sqrt(v0 + v1)
    freedom = welch_freedom(v0, d0, v1, d1)
    reference = reference_of(freedom)
    p = reference.sf(distance / error)
    return {
        "distanceToMargin": distance,
        "standardError": error,
        "degreesOfFreedom": freedom if math.isfinite(freedom) else None,
        "statistic": distance / error,
        "p": p,
        "nonInferior": bool(p < alpha_one_sided),
        "lowerBound": distance - reference.isf(alpha_one_sided) * error,
    }


def heterogeneity(differences, errors):
    """Cochran's Q over the segments' effects, and the share of their variation that is not noise."""
    d, e = np.array(differences), np.array(errors)
    weights = e**-2.0
    pooled = (weights @ d) / weights.sum()
    q = float((((d - pooled) / e) ** 2).sum())
    freedom = len(d) - 1
    return {
        "q": q,
        "degreesOfFreedom": freedom,
        "p": stats.chi2.sf(q, freedom),
        "iSquared": max(0.0, (q - freedom) / q) if q > 0 else 0.0,
        "pooledDifference": pooled,
        "pooledStandardError": 1 / math.sqrt(weights.sum()),
    }


def holm(p_values):
    """Adjusted p-values, and for each the share of alpha that its interval gets."""
    tests, largest, found = len(p_values), 0.0, [None] * len(p_values)
    for rank, index in enumerate(sorted(range(tests), key=lambda i: p_values[i])):
        largest = max(largest, p_values[index] * (tests - rank))
        found[index] = (min(1.0, largest), p_values[index] / largest if p_values[index] > 0 else 1 / tests)
    return found
`;
