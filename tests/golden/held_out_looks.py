"""Writes held-out-looks.json: further reference figures of looks and of what follows them, in the form of statistics.json.

Every figure comes from mpmath by definition: densities of the paths are tabulated at Gauss-Legendre points of 24 panels between the
bounds, roots are found by secants. Nothing is taken from how the project computes. Run: python3 tests/golden/held_out_looks.py
"""
import json
import mpmath as mp

mp.mp.dps = 25
M = mp.mpf
cases = []


def add(method, given, expected, rtol):
    def plain(v):
        if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
        if isinstance(v, (list, tuple)): return [plain(x) for x in v]
        return float(v) if isinstance(v, mp.mpf) else v
    cases.append({"method": method, "input": plain(given), "expected": plain(expected), "rtol": rtol})


def sf(x): return mp.erfc(x / mp.sqrt(2)) / 2
def isf(p): return mp.sqrt(2) * mp.erfinv(1 - 2 * M(p))
def pdf(x): return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


NODES = 20
points = sorted(mp.polyroots(mp.taylor(lambda x: mp.legendre(NODES, x), 0, NODES)[::-1], maxsteps=300, extraprec=300))
weights = [2 / ((1 - x * x) * mp.diff(lambda y: mp.legendre(NODES, y), x) ** 2) for x in points]


def spend(name, level, t):
    t = min(M(t), M(1))
    if name == "obrien-fleming": return 2 * sf(isf(M(level) / 2) / mp.sqrt(t))
    if name == "pocock": return M(level) * mp.log(1 + (mp.e - 1) * t)
    return M(level) * t ** M(name.split(":")[1])


class Paths:
    """Paths of the score with a drift; a table of (score, density x weight) of those that go on."""
    def __init__(self, drift): self.drift, self.t, self.table = M(drift), M(0), None

    def above(self, t, score):
        more = M(t) - self.t
        if self.table is None: return sf((score - self.drift * more) / mp.sqrt(more))
        return sum(w * sf((score - s - self.drift * more) / mp.sqrt(more)) for s, w in self.table)

    def go_on(self, t, low, high):
        more, panels, table = M(t) - self.t, 24, []
        deviation = mp.sqrt(more)
        for k in range(panels):
            a, b = low + (high - low) * k / panels, low + (high - low) * (k + 1) / panels
            for x, w in zip(points, weights):
                s = (a + b) / 2 + (b - a) / 2 * x
                before = [(M(0), M(1))] if self.table is None else self.table
                density = sum(u * pdf((s - r - self.drift * more) / deviation) / deviation for r, u in before)
                table.append((s, density * w * (b - a) / 2))
        self.t, self.table = M(t), table


def one_sided_bounds(name, level, fractions):
    paths, spent, bounds = Paths(0), M(0), []
    for k, t in enumerate(fractions):
        target = spend(name, level, t) - spent
        spent += target
        root = mp.sqrt(M(t))
        guess = isf(target)
        bound = guess if k == 0 else mp.findroot(lambda z: paths.above(t, z * root) / target - 1, (guess, guess - M(1) / 50), tol=1e-18)
        bounds.append(bound)
        if k + 1 < len(fractions): paths.go_on(t, -8 * root - 2, bound * root)
    return bounds


def stopped(name, fractions, level, below, z, alpha):
    up = one_sided_bounds(name, level, fractions)
    down = one_sided_bounds(name, below, fractions) if below else None
    last = mp.sqrt(M(fractions[-1]))

    def chance(drift):
        paths, total = Paths(drift), M(0)
        for k, t in enumerate(fractions):
            root = mp.sqrt(M(t))
            if k + 1 == len(fractions): return total + paths.above(t, M(z) * last)
            total += paths.above(t, up[k] * root)
            low = -down[k] * root if down else min(M(0), M(drift)) * M(t) - 8 * root
            paths.go_on(t, low, up[k] * root)

    def at(p):
        guess = (M(z) - isf(p)) / last
        return mp.findroot(lambda d: isf(chance(d)) - isf(M(p)), (guess, guess + M(1) / 10), tol=1e-14)
    return {"naive": M(z) / last, "medianUnbiased": at(0.5), "interval": [at(alpha / 2), at(1 - alpha / 2)], "stagewiseP": chance(0)}


for name, fractions, level, below, z, alpha in [
    ("obrien-fleming", [0.5], 0.025, None, 3.1, 0.05), ("pocock", [0.5, 1.0], 0.025, None, 2.3, 0.05), ("power:2", [0.3, 0.8], 0.0125, None, 2.9, 0.1),
    ("pocock", [0.25, 0.6], 0.0125, 0.025, 2.8, 0.05), ("pocock", [0.25, 0.6], 0.0125, 0.025, -2.6, 0.05), ("obrien-fleming", [0.4, 1.15], 0.025, 0.0125, 0.4, 0.05)]:
    given = {"spending": name, "fractions": fractions, "levelOneSided": level, "look": len(fractions), "z": z, "alphaTwoSided": alpha}
    if below: given["levelOneSidedBelow"] = below
    add("stoppedEstimate", given, stopped(name, fractions, level, below, z, alpha), 1e-6)
    print(name, fractions)

for effects, errors in [([0.1, -0.2, 0.05], [0.02, 0.05, 0.04]), ([0.01, 0.02, -0.01, 0.0], [0.05, 0.04, 0.03, 0.02]), ([5.0, -3.0, 8.0, 1.0, 0.5, -9.0], [1.0, 0.5, 4.0, 0.1, 2.0, 0.01])]:
    y, v = list(map(M, effects)), [M(e) ** 2 for e in errors]
    tau2 = max(M(0), (sum(a * a / b for a, b in zip(y, v)) - len(y)) / sum(1 / b for b in v))
    add("program.shrink", {"effects": effects, "standardErrors": errors},
        {"tauSquared": tau2, "shrunken": [a * tau2 / (tau2 + b) for a, b in zip(y, v)], "standardDeviation": [mp.sqrt(tau2 * b / (tau2 + b)) for b in v]}, 1e-10)

for periods in [[(900, "0.2", 100, "0.23"), (500, "0.1", 500, "0.12")], [(4000, "0.05", 1000, "0.06"), (100, "0.5", 100, "0.4"), (2500, "0.01", 2500, "0.012")]]:
    total = sum(n0 + n1 for n0, _, n1, _ in periods)
    share = [M(n0 + n1) / total for n0, _, n1, _ in periods]
    variance = lambda n, m: M(m) * (1 - M(m)) / (n - 1)
    add("reweighted", {"periods": [{"n0": n0, "m0": float(m0), "n1": n1, "m1": float(m1)} for n0, m0, n1, m1 in periods]},
        {"difference": sum(w * (M(m1) - M(m0)) for w, (_, m0, _, m1) in zip(share, periods)),
         "standardError": mp.sqrt(sum(w * w * (variance(n0, m0) + variance(n1, m1)) for w, (n0, m0, n1, m1) in zip(share, periods)))}, 1e-10)

json.dump({"about": f"Held-out reference figures from mpmath {mp.__version__}; written by held_out_looks.py", "cases": cases},
          open(__file__.replace("held_out_looks.py", "held-out-looks.json"), "w"), indent=0)
print(len(cases))
