/** Compares everything with the platform's figures; raises where one differs. */
export const pythonCheck = String.raw`compared = 0


# Ends of intervals come from t quantiles, which scipy before 1.11 has to eight digits alone where there are few units.
by_quantile = ("lower", "upper", "relativeLower", "relativeUpper", "lowerBound")


def check(what, found, expected, scale):
    """To nine digits of the figure, or of the scale on which it was subtracted; what depends on a t quantile to seven."""
    global compared
    digits = 1e-7 if what[-1] in by_quantile else 1e-9
    same = found is expected if found is None or expected is None else abs(found - expected) <= digits * max(abs(expected), scale)
    assert same, (what, found, expected)
    compared += 1


def check_all(what, found, expected, error, baseline):
    scales = {
        "difference": error, "standardError": error, "lower": error, "upper": error,
        "distanceToMargin": error, "lowerBound": error, "statistic": 1, "degreesOfFreedom": 0, "nonInferior": 0,
        "pooledDifference": error, "pooledStandardError": error, "q": 1, "iSquared": 1,
    }
    for name, value in expected.items():
        relative = error / abs(baseline) if baseline else 0
        check((*what, name), found[name], value, relative if name.startswith("relative") else scales.get(name, 1e-300))


def check_effect(effect, plan):
    what = (effect["metric"], effect["variant"])
    arms = []
    for name in ("control", "treatment"):
        arm = effect[name]
        estimate, squared, freedom = plain(arm, effect["outcome"], plan["alphaTwoSided"])
        check((*what, name, "estimate"), estimate, arm["estimate"], math.sqrt(squared))
        check((*what, name, "variance"), squared * arm["n"], arm["variance"], 0)
        arms.append((estimate, squared, freedom))
    error, baseline = effect["expected"]["standardError"], effect["control"]["estimate"]
    level = level_of(plan, effect)
    if level is not None:
        check((*what, "alphaTwoSided"), level, effect["alphaTwoSided"], 0)
    adjustment = effect["adjustment"]
    if adjustment is not None:
        if adjustment["unadjusted"] is not None:
            found = compare(*arms, effect["alphaTwoSided"])
            check_all((*what, "unadjusted"), found, adjustment["unadjusted"], found["standardError"], baseline)
        arms, coefficients, standardised, reduction = adjusted(
            effect["control"], effect["treatment"], effect["outcome"], effect["covariates"]
        )
        for place, expected in enumerate(adjustment["coefficients"]):
            unit = abs(coefficients[place] / standardised[place]) if standardised[place] else 0
            check((*what, "coefficient", place), coefficients[place], expected, unit)
        check((*what, "varianceReduction"), reduction, adjustment["varianceReduction"], 1)
    check_all(what, compare(*arms, effect["alphaTwoSided"]), effect["expected"], error, baseline)
    margin = effect["nonInferiority"]
    if margin is not None:
        found = non_inferiority(
            *arms, margin["relativeMargin"], margin["higherIsBetter"], effect["alphaTwoSided"] / 2
        )
        check_all((*what, "non-inferiority"), found, margin["expected"], found["standardError"], baseline)


def check_segments(by):
    arms_of = lambda arm: (arm["estimate"], arm["variance"] / arm["n"], arm["n"] - 1)
    pairs = [(arms_of(one["control"]), arms_of(one["treatment"])) for one in by["segments"]]
    found = [compare(*pair, by["alphaTwoSided"]) for pair in pairs]
    corrected = holm([figures["pTwoSided"] for figures in found])
    for one, pair, figures, (p, share) in zip(by["segments"], pairs, found, corrected):
        what = (by["metric"], by["variant"], by["attribute"], one["value"])
        error = figures["standardError"]
        check_all(what, figures, one["expected"], error, one["control"]["estimate"])
        if one["corrected"] is not None:
            wide = compare(*pair, by["alphaTwoSided"] * share)
            again = {"p": p, "lower": wide["lower"], "upper": wide["upper"]}
            check_all((*what, "corrected"), again, one["corrected"], error, 0)
    if by["heterogeneity"] is not None:
        again = heterogeneity([f["difference"] for f in found], [f["standardError"] for f in found])
        what = (by["metric"], by["variant"], by["attribute"], "heterogeneity")
        check_all(what, again, by["heterogeneity"], again["pooledStandardError"], 0)


for effect in facts["effects"]:
    check_effect(effect, facts["plan"])
for by in facts["segments"]:
    check_segments(by)
ratio = facts["sampleRatio"]
if ratio is not None:
    observed = np.array(ratio["observed"], dtype=float)
    shares = np.array(ratio["shares"])
    wanted = shares / shares.sum() * observed.sum()
    statistic = float(((observed - wanted) ** 2 / wanted).sum())
    again = {"statistic": statistic, "degreesOfFreedom": len(observed) - 1}
    again["p"] = stats.chi2.sf(statistic, len(observed) - 1)
    check_all(("sample ratio",), again, ratio["expected"], 0, 0)
print(f"{compared} figures computed again, all equal")
`;
