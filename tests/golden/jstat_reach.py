"""Writes jstat-reach.json: outside figures of the distributions that jstat offers, to measure where it is right.

Every tail comes from mpmath at 60 digits (erfc, regularised incomplete gamma and beta functions), every quantile from a
root search on that tail. A quantile carries `slope`, by how many times its relative error is that of its tail:
|d ln(tail) / d ln(x)|. Run: python3 tests/golden/jstat_reach.py
"""
import json
import pathlib
import mpmath as mp

mp.mp.dps = 60
M = mp.mpf
figures = []


def normal_tails(x): return mp.erfc(-x / mp.sqrt(2)) / 2, mp.erfc(x / mp.sqrt(2)) / 2


def beta_tails(x, a, b):
    lower = mp.betainc(a, b, 0, x, regularized=True)
    upper = mp.betainc(b, a, 0, 1 - x, regularized=True)
    return lower, upper


def t_tails(t, df):
    upper = mp.betainc(df / 2, M(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    if df > 1000: upper = (1 - mp.betainc(M(1) / 2, df / 2, 0, t * t / (df + t * t), regularized=True)) / 2
    return 1 - upper, upper


def chi_tails(x, df):
    lower = mp.gammainc(df / 2, 0, x / 2, regularized=True)
    upper = mp.gammainc(df / 2, x / 2, mp.inf, regularized=True)
    return lower, upper


def point(family, tails, x, shape):
    lower, upper = tails(M(x), *map(M, shape))
    for figure, value in (("cdf", lower), ("sf", upper)):
        if value > M(10) ** -30: figures.append([family, figure, list(shape), float(x), float(value)])


def quantile(family, tails, p, shape, side, start):
    """The x whose lower (side 0) or upper (side 1) tail is p, on the scale of ln(x / start) where the range is positive."""
    args = tuple(map(M, shape))
    log_tail = lambda x: mp.log(tails(x, *args)[side]) - mp.log(M(p))
    x = mp.findroot(log_tail, (start, start * M("1.01")), solver="secant", tol=M(10) ** -40, maxsteps=200)
    slope = abs(mp.diff(log_tail, x) * x)
    figures.append([family, ("quantile", "isf")[side], list(shape), p, float(x), float(slope)])


SMALL = [0.49, 0.4, 0.25, 0.1, 0.05, 0.025, 0.01, 1e-3, 1e-4, 2e-5, 1e-5, 1e-6, 2e-6, 1e-7, 1e-8, 1e-12]

for i in range(0, 49): point("normal", normal_tails, i / 4, [])
for i in range(60, 125): point("normal", normal_tails, i / 20 + 0.013, [])
z = {p: mp.sqrt(2) * mp.erfinv(1 - 2 * M(p)) for p in SMALL}
for p in SMALL: quantile("normal", normal_tails, p, [], 1, z[p])

for df in [1, 2, 3, 4, 5, 8, 10, 20, 30, 50, 100, 300, 1000, 1e4, 1e5, 1e6]:
    for t in [0.1, 0.5, 1, 1.5, 1.96, 2, 2.5, 3, 3.5, 4, 5, 6]: point("studentT", t_tails, t, [df])
    for p in SMALL[2:9]:
        start = mp.sqrt(df * (mp.exp(z[p] ** 2 / df) - 1)) if df > 2 else mp.cot(mp.pi * M(p)) if df == 1 else (1 - 2 * M(p)) / mp.sqrt(2 * M(p) * (1 - M(p)))
        quantile("studentT", t_tails, p, [df], 1, start)


def wilson_hilferty(z, df): return df * (1 - M(2) / (9 * df) + z * mp.sqrt(M(2) / (9 * df))) ** 3


for df in [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 17.3, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000, 1e4]:
    for k in range(-12, 13):
        x = wilson_hilferty(M(k) / 2, df)
        if x > 0: point("chiSquared", chi_tails, float(f"{float(x):.6g}"), [df])
    point("chiSquared", chi_tails, df + 2.001, [df])  # where jstat changes from its series to its fraction
    for p in SMALL[:13]:
        quantile("chiSquared", chi_tails, p, [df], 1, wilson_hilferty(z[p], df))
        low = wilson_hilferty(-z[p], df)
        guess = low if df >= 8 else 2 * mp.exp(2 / M(df) * (mp.log(M(p)) + mp.loggamma(M(df) / 2 + 1)))
        quantile("chiSquared", chi_tails, p, [df], 0, guess)

for a, b in [(0.5, 0.5), (1, 1), (2, 3), (1, 10), (5, 5), (3, 40), (10, 100), (50, 50), (100, 1000), (500, 9500)]:
    mean = M(a) / (a + b)
    sd = mp.sqrt(mean * (1 - mean) / (a + b + 1))
    for k in range(-4, 5):
        x = mean + k * sd
        if 0 < x < 1: point("beta", beta_tails, float(f"{float(x):.5g}"), [a, b])

rows = ",\n    ".join(json.dumps(row) for row in figures)
columns = '["family", "figure", "shape", "at", "expected", "slope"]'
text = '{\n  "source": "mpmath %s at 60 digits, tests/golden/jstat_reach.py",\n  "columns": %s,\n  "rows": [\n    %s\n  ]\n}\n' % (mp.__version__, columns, rows)
pathlib.Path(__file__).with_name("jstat-reach.json").write_text(text)
print(len(figures))
