/** The statistics room's method in Python: numpy and scipy, no other package. */
export const pythonMethod = String.raw`import math
import numpy as np
from scipy import stats


def linearise(arm, metric):
    """Gradient of a mean, or of a ratio of two means (delta method), over the columns; and its value."""
    gradient = np.zeros(len(arm["means"]))
    if metric["kind"] == "mean":
        gradient[metric["column"]] = 1.0
        return arm["means"][metric["column"]], gradient
    y, x = metric["numerator"], metric["denominator"]
    ratio = arm["means"][y] / arm["means"][x]
    gradient[y] = 1.0 / arm["means"][x]
    gradient[x] = -ratio / arm["means"][x]
    return ratio, gradient


def adjusted(control, treatment, outcome, covariates):
    """CUPED: coefficients pooled within arms, covariates centred at their pooled means."""
    arms = []
    for arm in (control, treatment):
        values, gradients = zip(*(linearise(arm, metric) for metric in [outcome, *covariates]))
        gradients = np.array(gradients)
        arms.append((arm["n"], np.array(values), gradients @ np.array(arm["covariances"]) @ gradients.T))
    weights = np.array([n - 1 for n, _, _ in arms], dtype=float)
    pooled = sum(w * cov for w, (_, _, cov) in zip(weights / weights.sum(), arms))
    spread = np.sqrt(np.diag(pooled))
    kept = [k for k in range(1, len(spread)) if spread[k] > 0]
    coefficients = np.zeros(len(spread) - 1)
    if kept:
        scaled = pooled[np.ix_(kept, kept)] / np.outer(spread[kept], spread[kept])
        right = pooled[kept, 0] / spread[kept]
        solved = np.linalg.lstsq(scaled, right, rcond=1e-11)[0] / spread[kept]
        for k, value in zip(kept, solved):
            coefficients[k - 1] = value
    n0, n1 = arms[0][0], arms[1][0]
    centre = arms[0][1] + (arms[1][1] - arms[0][1]) * (n1 / (n0 + n1))
    direction = np.concatenate([[1.0], -coefficients])
    return [
        (values[0] - coefficients @ (values[1:] - centre[1:]), direction @ cov @ direction / n, n - 1)
        for n, values, cov in arms
    ]


def plain(arm):
    freedom = math.inf if arm["degreesOfFreedom"] is None else arm["degreesOfFreedom"]
    return arm["estimate"], arm["samplingVariance"], freedom


def compare(control, treatment, alpha):
    """Welch's t test, its interval, and Fieller's interval of the relative difference."""
    (e0, v0, d0), (e1, v1, d1) = control, treatment
    share = v0 / (v0 + v1)
    freedom = 1 / (share**2 / d0 + (1 - share) ** 2 / d1) if math.isfinite(d0) else math.inf
    reference = stats.t(freedom) if math.isfinite(freedom) else stats.norm()
    difference, error = e1 - e0, math.sqrt(v0 + v1)
    q = reference.isf(alpha / 2)
    figures = {
        "difference": difference,
        "standardError": error,
        "pTwoSided": 2 * reference.sf(abs(difference / error)),
        "lower": difference - q * error,
        "upper": difference + q * error,
        "relative": None,
        "relativeLower": None,
        "relativeUpper": None,
    }
    g = (q * q * v0) / (e0 * e0) if e0 != 0 else math.inf
    if g < 1:
        r = e1 / e0 - 1
        half = math.sqrt(g * (1 + r) ** 2 + (1 - g) * q * q * v1 / (e0 * e0))
        figures["relative"] = r
        figures["relativeLower"] = (r + g - half) / (1 - g)
        figures["relativeUpper"] = (r + g + half) / (1 - g)
    return figures


def recompute(effect):
    if effect["covariates"]:
        arms = adjusted(effect["control"], effect["treatment"], effect["outcome"], effect["covariates"])
    else:
        arms = [plain(effect["control"]), plain(effect["treatment"])]
    return compare(*arms, effect["alphaTwoSided"])


def agrees(found, expected, scale):
    """To nine digits of the figure, or of the scale on which it was subtracted."""
    if found is None or expected is None:
        return found is expected
    return abs(found - expected) <= 1e-9 * max(abs(expected), scale)
`;

/** Compares everything with the platform's figures; raises where one differs. */
export const pythonCheck = String.raw`compared = 0
for effect in facts["effects"]:
    found = recompute(effect)
    scale = abs(effect["expected"]["standardError"])
    relative_scale = scale / abs(effect["control"]["estimate"]) if effect["control"]["estimate"] else 0
    for name, expected in effect["expected"].items():
        near = 1e-300 if name == "pTwoSided" else relative_scale if name.startswith("relative") else scale
        assert agrees(found[name], expected, near), (effect["metric"], effect["variant"], name, found[name], expected)
        compared += 1
if facts["sampleRatio"] is not None:
    observed = np.array(facts["sampleRatio"]["observed"], dtype=float)
    shares = np.array(facts["sampleRatio"]["shares"])
    p = stats.chisquare(observed, shares / shares.sum() * observed.sum()).pvalue
    assert agrees(p, facts["sampleRatio"]["p"], 1e-300), ("sample ratio", p)
    compared += 1
print(f"{compared} figures computed again, all equal")
`;
