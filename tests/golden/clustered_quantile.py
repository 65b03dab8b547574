"""Figures of tests/unit/statistics/effects/clustered-quantile.test.ts, with numpy and scipy and nothing of the platform.

python3 tests/golden/clustered_quantile.py prints them. Units are alike in all of their events: a unit's place decides most of
a value. The error of an arm is the width of the quantiles at q -+ z s over 2 z, where s is the delta-method error
of the share of values at or below the quantile; beside it stands the error that a bootstrap over units finds.
"""

import json
import numpy as np
from scipy import stats

alpha = 0.05
z = stats.norm.isf(alpha / 2)


def clusters(units, factor):
    return [
        np.array([
            factor * (1 + 10 * ((unit * 0.6180339887498949) % 1) ** 2 + (unit * 31 + event * 17) % 97 / 48.5)
            for event in range(1 + unit * 13 % 7)
        ])
        for unit in range(1, units + 1)
    ]


def arm(rows, q):
    values = np.concatenate(rows)
    estimate = np.quantile(values, q)
    below, sizes = np.array([(row <= estimate).sum() for row in rows]), np.array([len(row) for row in rows])
    share = below.sum() / sizes.sum()
    n = len(rows)
    s = np.sqrt(n / (n - 1) * ((below - share * sizes) ** 2).sum()) / sizes.sum()
    lower, upper = np.quantile(values, [q - z * s, q + z * s])
    return estimate, (upper - lower) / (2 * z), s


def bootstrap(rows, q, rounds, generator):
    drawn = [
        np.quantile(np.concatenate([rows[i] for i in generator.integers(len(rows), size=len(rows))]), q) for _ in range(rounds)
    ]
    return np.std(drawn, ddof=1)


generator = np.random.default_rng(68)
for units, q in ((60, 0.5), (400, 0.9), (400, 0.95)):
    control, treatment = clusters(units, 1.0), clusters(units + 30, 1.1)
    (c, c_error, c_share), (t, t_error, t_share) = arm(control, q), arm(treatment, q)
    error = np.hypot(c_error, t_error)
    print(json.dumps({
        "units": units, "quantile": q, "control": c, "treatment": t, "shareError": c_share,
        "standardError": error, "pTwoSided": 2 * stats.norm.sf(abs(t - c) / error),
        "lower": t - c - z * error, "upper": t - c + z * error,
        "byBootstrap": np.hypot(bootstrap(control, q, 4000, generator), bootstrap(treatment, q, 4000, generator)),
    }))
