"""Writes held-out.json: further reference figures of the form of statistics.json, at edges that file does not visit.

Every figure comes from mpmath at 40 digits, by definition (densities integrated, quantiles by root search, intervals from
their quadratic), not from the formulas the project computes with. Run: python3 tests/golden/held_out.py
"""
import json, random
import mpmath as mp

mp.mp.dps = 40
M = mp.mpf
cases = []
R = random.Random(20240611)


def add(method, given, expected, rtol):
    def plain(v):
        if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
        if isinstance(v, (list, tuple)): return [plain(x) for x in v]
        return float(v) if isinstance(v, mp.mpf) else v
    cases.append({"method": method, "input": plain(given), "expected": plain(expected), "rtol": rtol})


def tail_by_quadrature(logpdf, start, end=mp.inf):
    """Integral of exp(logpdf) from start upwards, in panels of the density's own decay length."""
    top = logpdf(start)
    h = M(10) ** -12 * max(1, abs(start))
    slope = (logpdf(start + h) - logpdf(start - h)) / (2 * h)
    bend = abs(logpdf(start + h) - 2 * top + logpdf(start - h)) / h**2
    scale = 1 / max(abs(slope), mp.sqrt(bend), M(10) ** -300)
    total, left = M(0), start
    for _ in range(400):
        right = min(left + scale, end)
        part = mp.quad(lambda x: mp.exp(logpdf(x) - top), [left, right])
        total += part
        if right >= end or (part < total * M(10) ** -22): break
        left = right
    return total * mp.exp(top)


# ---- distributions
def normal_sf(x): return mp.erfc(M(x) / mp.sqrt(2)) / 2


def t_logpdf(v):
    c = mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2) - mp.log(v * mp.pi) / 2
    return lambda x: c - (v + 1) / 2 * mp.log1p(x * x / v)


def t_sf(t, v):
    t, v = M(t), M(v)
    if t < 0: return 1 - t_sf(-t, v)
    if v == mp.inf: return normal_sf(t)
    if v <= 400: return mp.betainc(v / 2, M(1) / 2, 0, v / (v + t * t), regularized=True) / 2
    if t < 1: return M(1) / 2 - mp.quad(lambda x: mp.exp(t_logpdf(v)(x)), [0, t])
    return tail_by_quadrature(t_logpdf(v), t)


def t_isf(p, v):
    p, v = M(p), M(v)
    if p == M(1) / 2: return M(0)
    if p > M(1) / 2: return -t_isf(1 - p, v)
    from scipy import stats
    guess = stats.t.isf(float(p), float(v)) if v < mp.inf else stats.norm.isf(float(p))
    x = M(guess)
    for _ in range(8):
        pdf = mp.exp(t_logpdf(v)(x)) if v < mp.inf else mp.npdf(x)
        tail = t_sf(x, v)
        step = mp.log(tail / p) * tail / pdf
        x += step
        if abs(step) < M(10) ** -22 * abs(x): return x
    return x


def chi2_sf(x, k):
    x, k = M(x), M(k)
    if k <= 400: return mp.gammainc(k / 2, x / 2, mp.inf, regularized=True)
    c = -mp.loggamma(k / 2) - k / 2 * mp.log(2)
    logpdf = lambda y: c + (k / 2 - 1) * mp.log(y) - y / 2
    if x > k: return tail_by_quadrature(logpdf, x)
    mirrored = lambda z: logpdf(-z)
    return 1 - tail_by_quadrature(mirrored, -x, M(0))


def beta_cdf(x, a, b):
    x, a, b = M(x), M(a), M(b)
    if a + b <= 400: return mp.betainc(a, b, 0, x, regularized=True)
    c = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    logpdf = lambda y: c + (a - 1) * mp.log(y) + (b - 1) * mp.log1p(-y)
    if x < a / (a + b): return tail_by_quadrature(lambda z: logpdf(-z), -x, M(0))
    return 1 - tail_by_quadrature(logpdf, x, M(1))


for x in [-9, -3.5, -0.3, 1e-9, 0.6744, 0.675, 1, 2.3263478740408408, 4.999, 5.657, 5.65, 12, 25, 30.5, 36.9]:
    add("normal.sf", {"x": float(x)}, normal_sf(x), 1e-10)
for p in [0.999999, 0.9, 0.51, 0.4999999, 0.075, 0.0749, 1e-3, 1.4e-11, 1e-12, 1e-50, 1e-200, 1e-299]:
    x = M(0) + mp.sqrt(2) * 0
    from scipy import stats
    x = M(stats.norm.isf(p))
    for _ in range(6): x += mp.log(normal_sf(x) / M(p)) * normal_sf(x) / mp.npdf(x)
    add("normal.isf", {"p": p}, x, 1e-10)
for df in [0.5, 1, 1.5, 2, 4, 7.3, 19, 55.5, 333, 998, 12345.6, 1e5, 3.3e6, 1e8, 1e9]:
    for t in [-2.5, 1e-9, 1e-4, 0.02, 0.99, 1.01, 1.645, 2.58, 4, 9, 15, 36, 1e3]:
        if df > 400 and t > 40: continue
        add("studentT.sf", {"t": t, "df": df}, t_sf(t, df), 1e-9)
    for p in [0.9, 0.45, 0.2, 0.05, 0.005, 1e-6, 1e-12, 1e-60]:
        if df <= 1 and p < 1e-50: continue
        add("studentT.isf", {"p": p, "df": df}, t_isf(p, df), 1e-8)
for df in [0.5, 1, 2, 3, 7, 20, 99, 500, 501.5, 3000, 1e5, 1e7]:
    for z in [-6, -2, -0.1, 0, 0.1, 2, 6, 25]:
        x = float(df + z * mp.sqrt(2 * df))
        if x > 0: add("chiSquared.sf", {"x": x, "df": df}, chi2_sf(x, df), 1e-10)
for a, b in [(0.5, 0.5), (0.1, 3), (1, 7), (2, 2), (30, 5), (150, 900), (1e4, 1e4), (5e4, 50), (3, 1e5), (1e6, 9e6), (3e6, 7e6)]:
    mean = a / (a + b)
    sd = (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
    for z in [-8, -3, -1, -0.2, 0, 0.2, 1, 3]:
        x = mean + z * sd
        if 0 < x < 1: add("beta.cdf", {"x": x, "a": a, "b": b}, beta_cdf(x, a, b), 1e-9)


def nct_tail(t, v, d, side):
    t, v, d = M(t), M(v), M(d)
    c = v / 2 * mp.log(v / 2) - mp.loggamma(v / 2) + mp.log(2)
    sign = 1 if side == "sf" else -1
    f = lambda w: mp.exp(c + v * w - v / 2 * mp.exp(2 * w)) * mp.erfc(sign * (t * mp.exp(w) - d) / mp.sqrt(2)) / 2
    s = 1 / mp.sqrt(2 * v)
    low, high = -max(60 / v, 40 * s), min(40 * s, M(5))
    n = 160
    return mp.quad(f, [low + (high - low) * k / n for k in range(n + 1)], maxdegree=5)


for t, v, d in [(2.1, 18, 2.8), (1.96, 1998, 3.2), (-1.96, 1998, 3.2), (1.645, 5000, 2.5), (2.9, 8, 6), (12.7, 1, 3), (60, 50, 45), (-4, 12, 0.5), (3, 40000, 9)]:
    for side in ["cdf", "sf"]:
        add("noncentralT." + side, {"t": t, "df": v, "nc": d}, nct_tail(t, v, d, side), 1e-9)


# ---- effects
def compare(e0, v0, d0, e1, v1, d1, alpha):
    """Welch and Fieller; every argument an mpf, v the squared standard error."""
    diff, var = e1 - e0, v0 + v1
    df = mp.inf if d0 == mp.inf else var**2 / (v0**2 / d0 + v1**2 / d1)
    se = mp.sqrt(var)
    q = t_isf(M(alpha) / 2, df)
    out = {"difference": diff, "standardError": se, "degreesOfFreedom": df, "statistic": diff / se,
           "pTwoSided": 2 * t_sf(abs(diff / se), df), "pGreater": t_sf(diff / se, df), "pLess": t_sf(-diff / se, df),
           "interval": [diff - q * se, diff + q * se], "relativeDifference": diff / abs(e0) if e0 != 0 else None}
    # (e1 - r e0)^2 = q^2 (v1 + r^2 v0)
    A, B, C = e0**2 - q**2 * v0, -2 * e0 * e1, e1**2 - q**2 * v1
    if A > 0:
        root = mp.sqrt(B * B - 4 * A * C)
        out["relativeInterval"] = [(-B - root) / (2 * A) - 1, (-B + root) / (2 * A) - 1]
        if e0 < 0:
            # Over the size of the control mean: both signs turned.
            out["relativeInterval"] = [-out["relativeInterval"][1], -out["relativeInterval"][0]]
    else:
        out["relativeInterval"] = None
    return out


def strip(out):
    if out["degreesOfFreedom"] == mp.inf: out.pop("degreesOfFreedom")
    return out


def arm(n, mean, variance): return {"n": n, "mean": mean, "variance": variance}


mean_pairs = [
    (arm(2, 1.5, 0.25), arm(2, 3.25, 0.5)), (arm(5, -3.0, 1.0), arm(7, -2.0, 4.0)), (arm(100, 0.01, 4.0), arm(100, 0.5, 4.0)),
    (arm(40, 0.0, 1.0), arm(60, 0.3, 1.5)), (arm(10**8, 5.0, 2.0), arm(10**8, 5.0004, 2.0)), (arm(3000, 1e8, 1.0), arm(3000, 1e8 + 0.125, 1.0)),
    (arm(1000, 12.0, 0.0), arm(1000, 12.5, 9.0)), (arm(1000, 12.0, 9.0), arm(1000, 12.0, 9.0)), (arm(50000, 20.0, 1e6), arm(400, 25.0, 3e6)),
    (arm(200, 1e-150, 1e-302), arm(220, 1.3e-150, 1e-302)), (arm(200, 1e150, 1e300), arm(220, 1.3e150, 2e300)),
]
for control, treatment in mean_pairs:
    for alpha in [0.05, 0.01]:
        e = [(M(a["mean"]), M(a["variance"]) / a["n"], M(a["n"] - 1)) for a in (control, treatment)]
        add("mean", {"control": control, "treatment": treatment, "alpha": alpha}, compare(*e[0], *e[1], alpha), 1e-8)
for n0, s0, n1, s1, alpha in [
    (50, 0, 60, 3, 0.05), (10, 10, 12, 6, 0.1), (10**6, 500, 10**6, 590, 0.05), (40, 3, 41, 39, 0.001), (3 * 10**7, 10**6, 3 * 10**7, 10**6 + 3000, 0.05)]:
    est = []
    for n, s in ((n0, s0), (n1, s1)):
        p = M(s) / n
        est += [(p, p * (1 - p) / (n - 1), M(n - 1))]
    out = compare(*est[0], *est[1], alpha)
    add("proportion", {"control": {"n": n0, "successes": s0}, "treatment": {"n": n1, "successes": s1}, "alpha": alpha}, out, 1e-8)


def joint(n, scale):
    y, x = R.uniform(0.5, 2) * scale, R.uniform(2, 9)
    sy, sx, rho = R.uniform(0.5, 2) * scale, R.uniform(1, 3), R.uniform(-0.6, 0.9)
    return n, y, x, sy * sy, sx * sx, rho * sy * sx


for n0, n1, scale, alpha in [(300, 400, 1, 0.05), (25, 19, 1e3, 0.1), (10**6, 10**5, 1e-4, 0.02), (90, 9000, -5, 0.05)]:
    est, arms = [], []
    for n in (n0, n1):
        n, y, x, vy, vx, c = joint(n, scale)
        arms.append({"n": n, "numeratorMean": y, "denominatorMean": x, "numeratorVariance": vy, "denominatorVariance": vx, "covariance": c})
        y, x, vy, vx, c = map(M, (y, x, vy, vx, c))
        r = y / x
        est.append((r, (vy - 2 * r * c + r * r * vx) / x**2 / n, M(n - 1)))
    add("ratio", {"control": arms[0], "treatment": arms[1], "alpha": alpha}, compare(*est[0], *est[1], alpha), 1e-8)
    arms = []
    for n in (n0, n1):
        n, y, x, vy, vx, c = joint(n, scale)
        arms.append({"n": n, "mean": y, "variance": vy, "covariateMean": x, "covariateVariance": vx, "covariance": c})
    theta = sum((a["n"] - 1) * M(a["covariance"]) for a in arms) / sum((a["n"] - 1) * M(a["covariateVariance"]) for a in arms)
    pooled = sum(a["n"] * M(a["covariateMean"]) for a in arms) / sum(a["n"] for a in arms)
    est = [(M(a["mean"]) - theta * (M(a["covariateMean"]) - pooled),
            (M(a["variance"]) - 2 * theta * M(a["covariance"]) + theta**2 * M(a["covariateVariance"])) / a["n"], M(a["n"] - 1)) for a in arms]
    out = compare(*est[0], *est[1], alpha)
    out["theta"] = theta
    out["varianceReduction"] = 1 - (est[0][1] + est[1][1]) / sum(M(a["variance"]) / a["n"] for a in arms)
    add("cuped", {"control": arms[0], "treatment": arms[1], "alpha": alpha}, out, 1e-8)


def type7(values, q):
    s = sorted(map(M, values))
    h = (len(s) - 1) * q
    k = int(mp.floor(h))
    return s[k] if k + 1 >= len(s) else s[k] + (h - k) * (s[k + 1] - s[k])


for q, n, alpha in [(0.5, 41, 0.05), (0.25, 120, 0.1), (0.75, 90, 0.01), (0.95, 400, 0.05)]:
    arms = [[round(R.lognormvariate(3, 1), 6) for _ in range(m)] for m in (n, n + 7)]
    z = t_isf(M(alpha) / 2, mp.inf)
    est = []
    for values in arms:
        h = z * mp.sqrt(M(q) * (1 - M(q)) / len(values))
        se = (type7(values, M(q) + h) - type7(values, M(q) - h)) / (2 * z)
        est.append((type7(values, M(q)), se**2, mp.inf))
    out = strip(compare(*est[0], *est[1], alpha))
    out = {k: out[k] for k in ("difference", "standardError", "pTwoSided", "interval")}
    add("quantile", {"control": arms[0], "treatment": arms[1], "quantile": q, "alpha": alpha}, {"control": est[0][0], "treatment": est[1][0], **out}, 1e-8)

for c, t, d, higher in [(arm(900, 10.0, 9.0), arm(800, 9.7, 8.0), 0.05, True), (arm(900, 10.0, 9.0), arm(800, 10.2, 8.0), 0.05, False),
                        (arm(30, 0.2, 0.16), arm(28, 0.1, 0.09), 0.1, True), (arm(5000, 3.0, 2.0), arm(5000, 3.4, 2.0), 0.01, False), (arm(500, 7.0, 2.0), arm(500, 7.3, 2.0), 0.0, True)]:
    k = 1 - M(d) if higher else 1 + M(d)
    v0, v1 = k * k * M(c["variance"]) / c["n"], M(t["variance"]) / t["n"]
    z = (M(t["mean"]) - k * M(c["mean"])) / mp.sqrt(v0 + v1) * (1 if higher else -1)
    df = (v0 + v1) ** 2 / (v0**2 / (c["n"] - 1) + v1**2 / (t["n"] - 1))
    add("nonInferiority", {"control": c, "treatment": t, "relativeMargin": d, "alpha": 0.05, "higherIsBetter": higher},
        {"statistic": z, "degreesOfFreedom": df, "p": t_sf(z, df)}, 1e-8)

# ---- health, looks, several tests
for observed, weights in [([100, 130], [1, 1]), ([10**7, 10**7 + 30000], [50, 50]), ([500, 480, 530, 490], [1, 1, 1, 1]), ([90, 5, 5], [18, 1, 1]), ([0, 12], [1, 3]), ([70000, 30400], [0.7, 0.3])]:
    total, w = sum(observed), [M(x) / sum(map(M, weights)) for x in weights]
    stat = sum((o - total * s) ** 2 / (total * s) for o, s in zip(observed, w))
    add("srm.chiSquared", {"observed": observed, "weights": weights}, {"statistic": stat, "p": chi2_sf(stat, len(w) - 1)}, 1e-9)
    for a in [10000.0, 10.0]:
        log_bf = mp.loggamma(M(a)) - mp.loggamma(M(a) + total) + sum(mp.loggamma(a * s + o) - mp.loggamma(a * s) - o * mp.log(s) for o, s in zip(observed, w))
        add("srm.sequential", {"observed": observed, "weights": weights, "concentration": a}, {"logBayesFactor": log_bf, "p": min(M(1), mp.exp(-log_bf))}, 1e-6)
for d, se, tau2, alpha in [(0.3, 0.05, 1e-6, 0.05), (-2.0, 0.1, 4.0, 0.01), (0.0, 1.0, 1.0, 0.1), (1e-9, 1e-10, 1e-19, 0.05), (25.0, 1.0, 3.0, 0.05)]:
    V, d_, tau = M(se) ** 2, M(d), M(tau2)
    half = mp.sqrt(V * (V + tau) / tau * (mp.log((V + tau) / V) + 2 * mp.log(1 / M(alpha))))
    ratio = mp.sqrt(V / (V + tau)) * mp.exp(tau * d_**2 / (2 * V * (V + tau)))
    add("alwaysValid", {"difference": d, "standardError": se, "mixingVariance": tau2, "alpha": alpha}, {"interval": [d_ - half, d_ + half], "p": min(M(1), 1 / ratio)}, 1e-9)


def adjust(ps, how):
    m = len(ps)
    def level_rejects(i, a):
        order = sorted(range(m), key=lambda k: ps[k])
        harmonic = sum(M(1) / k for k in range(1, m + 1))
        crit = {"bonferroni": lambda r: a / m, "holm": lambda r: a / (m - r + 1), "hochberg": lambda r: a / (m - r + 1),
                "benjamini-hochberg": lambda r: a * r / m, "benjamini-yekutieli": lambda r: a * r / m / harmonic}[how]
        if how == "bonferroni": return ps[i] <= a / m
        hits = [ps[k] <= crit(r + 1) for r, k in enumerate(order)]
        upto = (hits.index(False) if False in hits else m) if how == "holm" else max([r + 1 for r, h in enumerate(hits) if h], default=0)
        return order.index(i) < upto
    out = []
    for i in range(m):  # the smallest level that rejects, by bisection on the definition
        low, high = M(0), M(1)
        if not level_rejects(i, high): out.append(M(1)); continue
        for _ in range(140):
            mid = (low + high) / 2
            low, high = (low, mid) if level_rejects(i, mid) else (mid, high)
        out.append(high)
    return out


for ps in [[0.5], [0.04, 0.01], [0.2, 0.2, 0.001, 0.9, 1.0], [1e-20, 0.03, 0.02, 0.049, 0.6, 0.0005], [R.random() ** 3 for _ in range(12)]]:
    for how in ["bonferroni", "holm", "hochberg", "benjamini-hochberg", "benjamini-yekutieli"]:
        add("adjust", {"pValues": ps, "procedure": how}, adjust([M(p) for p in ps], how), 1e-9)
for d, se, m0, s0, level in [(0.5, 0.1, 0.0, 1.0, 0.95), (-3.0, 0.2, 0.5, 0.4, 0.9), (1.0, 0.05, 0.0, 5.0, 0.99), (0.001, 0.3, 0.2, 0.01, 0.8), (0.0, 1.0, 0.0, 1.0, 0.95)]:
    w = 1 / M(se) ** 2, 1 / M(s0) ** 2
    mean, sd = (w[0] * M(d) + w[1] * M(m0)) / sum(w), 1 / mp.sqrt(sum(w))
    with mp.workdps(1000):  # the two terms of the loss agree to hundreds of digits
        unit_loss = lambda z: mp.npdf(z) - z * mp.erfc(z / mp.sqrt(2)) / 2
        losses = (sd * unit_loss(mean / sd), sd * unit_loss(-mean / sd))
    z = t_isf((1 - M(level)) / 2, mp.inf)
    add("bayes.normal", {"difference": d, "standardError": se, "priorMean": m0, "priorStandardDeviation": s0, "level": level},
        {"posteriorMean": mean, "posteriorStandardDeviation": sd, "chanceToBeatControl": normal_sf(-mean / sd), "expectedLossOfTreatment": losses[0],
         "expectedLossOfControl": losses[1], "interval": [mean - z * sd, mean + z * sd]}, 1e-8)
for n0, s0, n1, s1, prior in [(20, 5, 20, 11, [1, 1]), (0, 0, 0, 0, [1, 1]), (5, 0, 5, 5, [2, 3]), (1000, 30, 900, 45, [1, 9]), (300, 200, 300, 90, [1, 1])]:
    a0, b0, a1, b1 = prior[0] + s0, prior[1] + n0 - s0, prior[0] + s1, prior[1] + n1 - s1
    lb = lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    chance = sum(mp.exp(lb(a0 + i, b0 + b1) - mp.log(b1 + i) - lb(1 + i, b1) - lb(a0, b0)) for i in range(a1))
    add("bayes.betaBinomial", {"control": {"n": n0, "successes": s0}, "treatment": {"n": n1, "successes": s1}, "prior": prior}, {"chanceToBeatControl": chance}, 1e-6)
for ds, ses in [([0.1, 0.1], [0.02, 0.03]), ([1.0, -1.0, 0.2, 3.0], [0.1, 0.2, 0.15, 0.4]), ([1e6, 1e6 + 1, 1e6 - 2], [0.5, 0.7, 0.9]), ([0.01, 0.02, 0.03], [1.0, 0.01, 100.0])]:
    w = [1 / M(s) ** 2 for s in ses]
    mean = sum(x * M(d) for x, d in zip(w, ds)) / sum(w)
    q = sum(x * (M(d) - mean) ** 2 for x, d in zip(w, ds))
    add("heterogeneity", {"differences": ds, "standardErrors": ses}, {"q": q, "degreesOfFreedom": len(ds) - 1, "p": chi2_sf(q, len(ds) - 1)}, 1e-9)


def t_power(effect, n0, ratio, alpha, sides):
    v = n0 * (1 + ratio) - 2
    d = effect * mp.sqrt(n0 * ratio / (1 + ratio))
    c = t_isf(M(alpha) / sides, v)
    return nct_tail(c, v, d, "sf") + (nct_tail(-c, v, d, "cdf") if sides == 2 else 0)


for effect, n0, ratio, alpha, sides in [(0.3, 60, 1, 0.05, 1), (0.1, 400, 0.5, 0.1, 2), (0.05, 20000, 1, 0.001, 2), (0.8, 5, 2, 0.05, 2), (0.02, 1000, 3, 0.025, 1)]:
    add("power.power", {"standardizedEffect": effect, "controlUnits": n0, "treatmentToControlRatio": ratio, "alpha": alpha, "sides": sides},
        {"power": t_power(M(effect), M(n0), M(ratio), alpha, sides)}, 1e-7)

# ---- relative effects: early and late, segments, two experiments
def novelty(given):
    logs = []
    for arm in (given["control"], given["treatment"]):
        # Every unit is a row of two 0/1 values; moments by definition, over the four kinds of row.
        n = arm["n"]
        rows = [((1, 1), arm["both"]), ((1, 0), arm["early"] - arm["both"]), ((0, 1), arm["late"] - arm["both"]),
                ((0, 0), n - arm["early"] - arm["late"] + arm["both"])]
        e, l = (sum(M(count) * row[k] for row, count in rows) / n for k in (0, 1))
        # ln(late / early) is linear in the rows to first order: each row's share of it.
        influence = [(row[1] / l - row[0] / e, count) for row, count in rows]
        middle = sum(x * count for x, count in influence) / n
        logs.append((mp.log(l / e), sum((x - middle) ** 2 * count for x, count in influence) / (n - 1) / n, M(n - 1), e, l))
    (c, v0, d0, e0, l0), (t, v1, d1, e1, l1) = logs
    se, change = mp.sqrt(v0 + v1), t - c
    df = (v0 + v1) ** 2 / (v0**2 / d0 + v1**2 / d1)
    q = t_isf(M(given["alphaTwoSided"]) / 2, df)
    return {"earlyRelative": e1 / e0 - 1, "lateRelative": l1 / l0 - 1, "logRatioOfRatios": change, "standardError": se,
            "degreesOfFreedom": df, "statistic": change / se, "pTwoSided": 2 * t_sf(abs(change / se), df), "ratio": mp.exp(change),
            "interval": [mp.exp(change - q * se), mp.exp(change + q * se)]}


def periods(n, early, late, both): return {"early": early, "late": late, "both": both, "n": n}


for control, treatment, alpha in [
    (periods(20000, 2400, 400, 120), periods(20000, 2760, 420, 128), 0.05), (periods(500, 180, 90, 70), periods(900, 400, 300, 250), 0.05),
    (periods(10**6, 50000, 30000, 20000), periods(10**6, 57500, 30300, 20500), 0.01), (periods(64, 40, 30, 26), periods(58, 50, 29, 27), 0.1),
    (periods(5000, 100, 100, 0), periods(5000, 100, 160, 0), 0.05), (periods(300, 100, 100, 100), periods(310, 100, 120, 95), 0.025)]:
    given = {"control": control, "treatment": treatment, "alphaTwoSided": alpha}
    add("novelty", given, novelty(given), 1e-8)
# Too little happens late; nothing does; and just enough (25 events of which a standard error is just below 5).
for late in [0, 24]:
    add("novelty", {"control": periods(20000, 2400, late, 0), "treatment": periods(20000, 2760, late, 0), "alphaTwoSided": 0.05}, None, 0)
given = {"control": periods(20000, 2400, 25, 0), "treatment": periods(20000, 2760, 25, 0), "alphaTwoSided": 0.05}
add("novelty", given, novelty(given), 1e-8)


def log_mean(a): return mp.log(M(a["mean"])), M(a["variance"]) / a["n"] / M(a["mean"]) ** 2


for segments in [
    [(arm(10000, 0.2, 0.16), arm(10000, 0.22, 0.1716)), (arm(10000, 0.05, 0.0475), arm(10000, 0.055, 0.051975))],
    [(arm(400, 12.0, 90.0), arm(390, 13.0, 95.0)), (arm(80, 3.0, 4.0), arm(85, 2.2, 3.0)), (arm(50, 0.1, 0.09), arm(50, 0.2, 0.16)), (arm(2000, 7.0, 50.0), arm(2100, 7.7, 55.0))]]:
    kept = [(c, t) for c, t in segments if all(a["mean"] >= 5 * (a["variance"] / a["n"]) ** 0.5 for a in (c, t))]
    ds, ws = [], []
    for c, t in kept:
        (lc, vc), (lt, vt) = log_mean(c), log_mean(t)
        ds.append(lt - lc)
        ws.append(1 / (vc + vt))
    mean = sum(w * d for w, d in zip(ws, ds)) / sum(ws)
    q = sum(w * (d - mean) ** 2 for w, d in zip(ws, ds))
    # Of equal relative effects q is 0 but for rounding, which has no nine digits.
    if q > M(10) ** -20:
        add("heterogeneity.relative", {"segments": [{"control": c, "treatment": t} for c, t in segments]},
            {"q": q, "p": chi2_sf(q, len(ds) - 1), "pooledDifference": mean, "pooledStandardError": 1 / mp.sqrt(sum(ws)), "compared": len(ds)}, 1e-9)
    else:
        add("heterogeneity.relative", {"segments": [{"control": c, "treatment": t} for c, t in segments]}, {"p": M(1), "compared": len(ds)}, 1e-6)
for cells, alpha in [
    ([arm(500, 10.0, 30.0), arm(520, 11.5, 33.0), arm(480, 12.0, 31.0), arm(510, 12.4, 40.0)], 0.05),
    ([arm(10**5, 0.05, 0.0475), arm(10**5, 0.055, 0.051975), arm(10**5, 0.06, 0.0564), arm(10**5, 0.075, 0.069375)], 0.01),
    ([arm(40, 1.0, 1.5), arm(45, 1.4, 2.0), arm(50, 1.1, 1.2), arm(42, 2.5, 4.0)], 0.1)]:
    logs = [log_mean(a) for a in cells]
    change = logs[3][0] - logs[2][0] - (logs[1][0] - logs[0][0])
    se = mp.sqrt(sum(v for _, v in logs))
    z = t_isf(M(alpha) / 2, mp.inf)
    add("interaction", {**dict(zip(("neither", "firstOnly", "secondOnly", "both"), cells)), "alphaTwoSided": alpha},
        {"logRatioOfRatios": change, "standardError": se, "statistic": (change / se) ** 2, "pTwoSided": 2 * normal_sf(abs(change / se)),
         "ratio": mp.exp(change), "interval": [mp.exp(change - z * se), mp.exp(change + z * se)]}, 1e-9)
add("interaction", {"neither": arm(40, 1.0, 1.5), "firstOnly": arm(45, 1.4, 2.0), "secondOnly": arm(50, 1.1, 1.2), "both": arm(42, 0.9, 1.4), "alphaTwoSided": 0.05}, None, 0)

json.dump({"about": f"Held-out reference figures from mpmath {mp.__version__} at 40 digits; written by held_out.py", "cases": cases},
          open(__file__.replace("held_out.py", "held-out.json"), "w"), indent=0)
print(len(cases))
