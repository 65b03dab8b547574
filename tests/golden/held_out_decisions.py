"""Writes held-out-decisions.json: further reference figures of whole decisions, in the form of decisions.json.

Computed with scipy from the definitions, not by the formulas of the project: relative ends are the roots of
(m1 - (1 + r) m0)^2 = q^2 (v1 + (1 + r)^2 v0); bounds come from the multivariate normal distribution (scipy.stats.multivariate_normal, Genz),
which the project does not use; repeated p-values by root search over them. Run: python3 tests/golden/held_out_decisions.py
"""
import json
import math
import numpy as np
from scipy import optimize, stats

cases = []


def add(kind, why, given, expected, rtol):
    cases.append({"kind": kind, "why": why, "input": given, "expected": expected, "rtol": rtol})


def spend(name, level, t):
    if t >= 1:
        return level
    if name == "obrien-fleming":
        return 2 * stats.norm.sf(stats.norm.isf(level / 2) / math.sqrt(t))
    if name == "pocock":
        return level * math.log(1 + (math.e - 1) * t)
    return level * t ** float(name.split(":")[1])


def stays_below(bounds, fractions):
    """The chance that every Z_k is below its bound; Cov(Z_i, Z_j) = sqrt(t_i / t_j)."""
    t = np.array(fractions)
    corr = np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
    if len(t) == 1:
        return stats.norm.cdf(bounds[0])
    if len(t) == 2:
        # One integral, to the last digits: Genz's method is not as exact.
        rho = corr[0, 1]
        inner = lambda x: stats.norm.pdf(x) * stats.norm.cdf((bounds[1] - rho * x) / math.sqrt(1 - rho**2))
        from scipy import integrate

        return integrate.quad(inner, -12, bounds[0], epsabs=1e-15, epsrel=1e-13, limit=400)[0]
    return stats.multivariate_normal(np.zeros(len(t)), corr, abseps=1e-12, releps=1e-12, maxpts=2_000_000).cdf(bounds)


def last_bound(name, fractions, level):
    bounds = []
    for k in range(len(fractions)):
        wanted = 1 - spend(name, level, fractions[k])
        f = lambda b: stays_below([*bounds, b], fractions[: k + 1]) - wanted
        bounds.append(optimize.brentq(f, -4, 12, xtol=1e-13))
    return bounds[-1]


def level_at(method, name, fractions, level):
    if method == "fixed":
        return level
    return stats.norm.sf(last_bound(name, fractions, level))


def repeated(name, fractions, z):
    f = lambda x: last_bound(name, fractions, stats.norm.sf(x)) - z
    return 1.0 if f(-3) >= 0 else stats.norm.sf(optimize.brentq(f, -3, max(z, -2.9), xtol=1e-12))


def fieller(m0, v0, m1, v1, q):
    """Ends of (m1 - m0) / |m0|."""
    a, b, c = m0**2 - q * q * v0, -2 * m0 * m1, m1**2 - q * q * v1
    roots = sorted((-b + s * math.sqrt(b * b - 4 * a * c)) / (2 * a) - 1 for s in (-1, 1))
    return roots if m0 > 0 else [-roots[1], -roots[0]]


def always_valid_reach(v, tau2, level):
    return math.sqrt((v + tau2) / tau2 * (math.log((v + tau2) / v) - 2 * math.log(2 * level)))


def normal_of_t(t, df):
    """The normal statistic with the same upper tail."""
    return stats.norm.isf(stats.t.sf(t, df))


def always_valid_p(t, df, v, tau2):
    if t <= 0:
        return 1.0
    z = normal_of_t(t, df)
    return min(1.0, math.sqrt((v + tau2) / v) * math.exp(-z * z / 2 * tau2 / (v + tau2))) / 2


def scorecard(given):
    c, t = given["control"], given["treatment"]
    v0, v1 = c["variance"] / c["n"], t["variance"] / t["n"]
    m0, m1, d, v = c["mean"], t["mean"], t["mean"] - c["mean"], v0 + v1
    df = v * v / (v0 * v0 / (c["n"] - 1) + v1 * v1 / (t["n"] - 1))
    a, worse_a = given["alphaTwoSided"], given["alphaDeterioration"]
    n, s, m = given["comparisons"], given["successMetrics"], given["metrics"]
    method, name, fractions = given["method"], given.get("spending"), given.get("fractions")
    up = given.get("higherIsBetter", True)
    margin = given.get("relativeMargin")
    tau2 = given.get("mixingVariance")
    levels = {"good": a / n if margin is not None else a / (2 * n * s), "worse": worse_a / (n * m)}
    factor = {"good": n if margin is not None else 2 * n * s, "worse": n * m}
    if method == "always-valid":
        reach = {k: stats.t.isf(stats.norm.sf(always_valid_reach(v, tau2, l)), df) for k, l in levels.items()}
        sized = lambda t, p: always_valid_p(t, df, v, tau2)
    else:
        at = {k: level_at(method, name, fractions, l) for k, l in levels.items()}
        reach = {k: stats.t.isf(l, df) for k, l in at.items()}
        sized = lambda z, p: p if method == "fixed" else repeated(name, fractions, stats.norm.isf(p))
    low, high = ("good", "worse") if up else ("worse", "good")
    se = math.sqrt(v)
    p_of = lambda z: stats.t.sf(z, df)
    adjusted = lambda key, z: min(1.0, factor[key] * sized(z, p_of(z))) if factor[key] * p_of(z) < 1 else 1.0
    sign = 1 if up else -1
    expected = {
        "difference": d, "standardError": se, "degreesOfFreedom": df, "pGreater": p_of(d / se),
        "lower": d - reach[low] * se, "upper": d + reach[high] * se,
        "relativeLower": fieller(m0, v0, m1, v1, reach[low])[0],
        "relativeUpper": fieller(m0, v0, m1, v1, reach[high])[1],
        "adjustedPWorse": adjusted("worse", -sign * d / se),
    }
    alpha = {"good": a, "worse": worse_a}
    is_worse = expected["adjustedPWorse"] < worse_a
    if margin is None:
        expected["adjustedPBetter"] = adjusted("good", sign * d / se)
        better = expected["adjustedPBetter"] < a
        expected["label"] = "worse" if is_worse else "better" if better else "not-shown"
        return expected
    k = 1 - sign * margin * (1 if m0 > 0 else -1)
    z = sign * (m1 - k * m0) / math.sqrt(v1 + k * k * v0)
    expected["adjustedPNonInferior"] = adjusted("good", z)
    within = expected["adjustedPNonInferior"] < a
    beyond = adjusted("worse", -z) < worse_a
    expected["label"] = (
        "beyond-its-margin" if beyond
        else "worse-within-margin" if is_worse and within
        else "worse-not-shown-within-margin" if is_worse
        else "within-its-margin" if within
        else "not-shown-within-margin"
    )
    return expected


def arm(n, mean, variance):
    return {"n": n, "mean": mean, "variance": variance}


fixed = {"method": "fixed", "spending": None, "fractions": None}
seq = lambda name, *fractions: {"method": "group-sequential", "spending": name, "fractions": list(fractions)}
plan = lambda a, b, c, s, m: {"alphaTwoSided": a, "alphaDeterioration": b, "comparisons": c, "successMetrics": s, "metrics": m}
for why, control, treatment, of, how, more in [
    ("three variants, four metrics, fixed", arm(900, 5.0, 9.0), arm(1100, 5.6, 11.0), plan(0.05, 0.05, 3, 2, 4), fixed, {}),
    ("few units: Student's t", arm(9, 5.0, 2.0), arm(7, 7.5, 3.0), plan(0.1, 0.1, 1, 1, 1), fixed, {}),
    ("lower is better", arm(4000, 0.3, 0.21), arm(4100, 0.27, 0.1971), plan(0.05, 0.05, 1, 1, 2), fixed, {"higherIsBetter": False}),
    ("another alpha of deterioration", arm(5000, 10, 100), arm(5000, 9.6, 100), plan(0.05, 0.01, 1, 1, 1), fixed, {}),
    ("negative control mean, worse", arm(1000, -10, 100), arm(1000, -11.5, 100), plan(0.05, 0.05, 2, 1, 2), fixed, {}),
    ("second look of an O'Brien-Fleming plan", arm(7000, 0.2, 0.16), arm(7000, 0.216, 0.169344), plan(0.05, 0.05, 1, 1, 2), seq("obrien-fleming", 0.35, 0.7), {}),
    ("second look of a Pocock plan, worse", arm(6000, 10, 90), arm(6000, 9.5, 95), plan(0.05, 0.05, 2, 1, 3), seq("pocock", 0.4, 0.8), {}),
    ("first look of a quadratic plan", arm(3000, 4, 16), arm(3000, 4.4, 18), plan(0.1, 0.05, 1, 1, 1), seq("power:2", 0.5), {}),
    ("an over-run spends the rest", arm(9000, 1.0, 4.0), arm(9000, 1.05, 4.0), plan(0.05, 0.05, 1, 1, 1), seq("obrien-fleming", 0.5, 1.1), {}),
    ("always valid", arm(6000, 10, 100), arm(6000, 10.8, 100), plan(0.05, 0.05, 1, 1, 2), {"method": "always-valid", "spending": None, "fractions": None}, {"mixingVariance": 0.04}),
    ("always valid, lower is better, worse", arm(6000, 10, 100), arm(6000, 11.0, 100), plan(0.05, 0.05, 1, 1, 2), {"method": "always-valid", "spending": None, "fractions": None}, {"mixingVariance": 0.02, "higherIsBetter": False}),
]:
    given = {"control": control, "treatment": treatment, **of, **how, **more}
    add("scorecard.success", why, given, scorecard(given), 1e-7)
for why, control, treatment, of, how, more in [
    ("within its margin", arm(8000, 10, 100), arm(8000, 10.05, 100), plan(0.05, 0.05, 1, 1, 2), fixed, {"relativeMargin": 0.03}),
    ("not shown: shared by three variants", arm(8000, 10, 100), arm(8000, 9.99, 100), plan(0.05, 0.05, 3, 1, 2), fixed, {"relativeMargin": 0.03}),
    ("worse within its margin", arm(90000, 10, 100), arm(90000, 9.85, 100), plan(0.05, 0.05, 1, 1, 2), fixed, {"relativeMargin": 0.05}),
    ("worse, on neither side of its margin", arm(8000, 10, 100), arm(8000, 9.6, 100), plan(0.05, 0.05, 1, 1, 2), fixed, {"relativeMargin": 0.03}),
    ("beyond its margin", arm(8000, 10, 100), arm(8000, 9.0, 100), plan(0.05, 0.05, 1, 1, 2), fixed, {"relativeMargin": 0.03}),
    ("lower is better, beyond", arm(8000, 200, 10000), arm(8000, 212, 10000), plan(0.05, 0.05, 1, 1, 3), fixed, {"relativeMargin": 0.02, "higherIsBetter": False}),
    ("negative control mean, higher is better: treatment far above", arm(1000, -10, 100), arm(1000, -5, 100), plan(0.05, 0.05, 1, 1, 2), fixed, {"relativeMargin": 0.05}),
    ("second look", arm(8000, 10, 100), arm(8000, 10.1, 100), plan(0.05, 0.05, 1, 1, 2), seq("obrien-fleming", 0.4, 0.8), {"relativeMargin": 0.03}),
]:
    given = {"control": control, "treatment": treatment, **of, **how, **more}
    add("scorecard.guardrail", why, given, scorecard(given), 1e-7)
for name, fractions, z in [
    ("obrien-fleming", [0.25], [2.0]), ("obrien-fleming", [0.5, 0.9], [0.3, 2.2]), ("pocock", [0.3, 0.6], [1.0, 1.9]),
    ("pocock", [0.5, 1.0], [1.0, 3.4]), ("power:2", [0.4, 1.2], [0.5, 1.7]), ("power:0.5", [0.1, 0.2], [0.0, 2.8]),
]:
    why = "smallest one-sided level over all looks at which the last of these looks rejects"
    add("repeatedP", why, {"spending": name, "fractions": fractions, "z": z}, repeated(name, fractions, z[-1]), 1e-6)

about = "Held-out reference figures of decisions, by scipy from the definitions; written by held_out_decisions.py"
path = __file__.replace("held_out_decisions.py", "held-out-decisions.json")
json.dump({"about": about, "cases": cases}, open(path, "w"), indent=1)
open(path, "a").write("\n")
print(len(cases))
