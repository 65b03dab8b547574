/** Compares everything with the platform's figures; raises where one differs. */
export const pythonCheck = String.raw`compared = 0


# Ends of intervals come from t quantiles, which scipy before 1.11 has to eight digits alone where there are few units.
by_quantile = ("lower", "upper", "relativeLower", "relativeUpper", "lowerBound", "end", "relativeEnd", "pAdjusted", "z", "plannedDrift", "finalBound", "planned", "currentTrend")
by_root = ("stoppedDifference", "stoppedLower", "stoppedUpper", "stoppedRelative", "stoppedRelativeLower", "stoppedRelativeUpper", "stoppedP")


def check(what, found, expected, scale):
    """To nine digits of the figure, or of the scale on which it was subtracted; what depends on a t quantile to seven, on a root to six."""
    global compared
    digits = 1e-6 if what[-1] in by_root else 1e-7 if what[-1] in by_quantile else 1e-9
    same = found is expected if found is None or expected is None else abs(found - expected) <= digits * max(abs(expected), scale)
    assert same, (what, found, expected)
    compared += 1


def check_all(what, found, expected, error, baseline):
    scales = {
        "difference": error, "standardError": error, "lower": error, "upper": error,
        "distanceToMargin": error, "lowerBound": error, "statistic": 1, "degreesOfFreedom": 0, "nonInferior": 0,
        "pooledLogRatio": error, "pooledStandardError": error, "q": 1, "iSquared": 1,
        "logRatioOfRatios": error, "earlyRelative": error, "lateRelative": error, "ratio": error,
        "stoppedDifference": error, "stoppedLower": error, "stoppedUpper": error, "z": 1, "plannedDrift": 1,
    }
    for name, value in expected.items():
        relative = error / abs(baseline) if baseline else 0
        check((*what, name), found[name], value, relative if name.startswith(("relative", "stoppedRelative")) else scales.get(name, 1e-300))


def check_effect(effect, plan):
    what = (effect["metric"], effect["contrast"]["treatment"])
    arms = []
    for name in ("control", "treatment"):
        arm = effect[name]
        estimate, squared, freedom = plain(arm, effect["outcome"], plan["alphaTwoSided"])
        check((*what, name, "estimate"), estimate, arm["estimate"], math.sqrt(squared))
        check((*what, name, "variance"), squared * arm["n"], arm["variance"], 0)
        arms.append((estimate, squared, freedom))
    arms = with_some_variance(arms, effect)
    error, baseline = effect["expected"]["standardError"], effect["control"]["estimate"]
    level = level_of(plan, effect)
    if level is not None and not effect["isLevelOfLook"]:
        level = plan["alphaTwoSided"]
    if level is not None:
        check((*what, "alphaTwoSided"), level, effect["alphaTwoSided"], 0)
    adjustment, shared = effect["adjustment"], 0.0
    if adjustment is not None:
        if adjustment["unadjusted"] is not None:
            found = compare(*arms, effect["alphaTwoSided"])
            check_all((*what, "unadjusted"), found, adjustment["unadjusted"], found["standardError"], baseline)
        kept = [place for place, expected in enumerate(adjustment["coefficients"]) if expected != 0]
        arms, coefficients, standardised, reduction, shared = adjusted(effect, sum(arm[1] for arm in arms), kept)
        for place, expected in enumerate(adjustment["coefficients"]):
            unit = abs(coefficients[place] / standardised[place]) if standardised[place] else 0
            check((*what, "coefficient", place), coefficients[place], expected, unit)
        check((*what, "varianceReduction"), reduction, adjustment["varianceReduction"], 1)
        if adjustment["varianceShared"] is None:
            shared = 0.0
        else:
            check((*what, "varianceShared"), shared, adjustment["varianceShared"], sum(arm[1] for arm in arms))
    found = compare(*arms, effect["alphaTwoSided"], shared)
    if effect["method"] == "mid-p":
        found.update(mid_p(effect["control"], effect["treatment"], effect["alphaTwoSided"]))
    check_all(what, found, effect["expected"], error, baseline)
    if effect["stopped"] is not None:
        check_all((*what, "stopped"), stopped(plan, effect, found), effect["stopped"]["expected"], error, baseline)
    if effect["rule"] is not None:
        check_rule((*what, "rule"), effect, plan, arms, shared)
    if effect["futility"] is not None:
        check_all((*what, "futility"), chance_left(plan, effect, arms, shared, found), effect["futility"]["expected"], error, baseline)
    margin = effect["nonInferiority"]
    if margin is not None:
        found = non_inferiority(
            *arms,
            margin["relativeMargin"],
            margin["higherIsBetter"],
            effect["alphaTwoSided"] / 2,
            shared,
            margin["isOfDifference"],
        )
        if is_few(effect, plan):
            found.update(few_margin(effect["control"], effect["treatment"], margin["relativeMargin"], margin["higherIsBetter"]))
        check_all((*what, "non-inferiority"), found, margin["expected"], found["standardError"], baseline)


def check_word(what, found, expected):
    global compared
    assert found == expected, (what, found, expected)
    compared += 1


def is_few(effect, plan):
    """Always-valid tests need a variance, and go by the normal form."""
    return effect["method"] == "mid-p" and plan["method"] != "always-valid"


def refuses(effect, plan, direction, q, here, freedom):
    """Whether a one-sided test says nothing: its skewness takes it past 1.25 times its level, to first order (Hall 1992, 2.6), or it needs a variance that an arm has not."""
    skewness, sequential = effect["rule"]["skewness"], plan["method"] == "always-valid"
    if is_few(effect, plan):
        return False
    if skewness is None:
        return sequential and effect["method"] == "mid-p"
    level = (stats.norm.sf(q) if plan["takesTAsNormal"] else reference_of(freedom).sf(q)) if sequential else here
    if not 0 < level < 0.5:
        return False
    z = stats.norm.isf(level)
    shift = stats.norm.pdf(z) * skewness * (2 * z * z + 1) / 6
    return (level - shift if direction == "greater" else level + shift) > 1.25 * level


def direction_of(question, effect):
    """Where the treatment has to lie for the answer to be yes."""
    if question == "different":
        return "greater" if effect["expected"]["pGreater"] < effect["expected"]["pLess"] else "less"
    return "greater" if (question in ("better", "non-inferior")) == effect["rule"]["higherIsBetter"] else "less"


def ends_of(effect, plan, arms, shared, side, q, here, freedom):
    """The end at a level, of the difference and of the relative change; refused where its test is."""
    direction = "greater" if side == "lower" else "less"
    if not q < math.inf or refuses(effect, plan, direction, q, here, freedom):
        return None, None
    if is_few(effect, plan):
        of = (effect["control"], effect["treatment"], direction, here)
        return few_end(*of), few_relative_end(*of)
    error = math.sqrt(arms[0][1] + arms[1][1])
    relative = fieller(*arms, q, shared)
    outwards = -q if side == "lower" else q
    return effect["expected"]["difference"] + outwards * error, None if relative is None else relative[0 if side == "lower" else 1]


def tested_here(question, effect, plan, arms, shared):
    statistic, p = tested(question, *arms, shared, effect["rule"])
    if not is_few(effect, plan):
        return statistic, p
    rule, control, treatment = effect["rule"], effect["control"], effect["treatment"]
    up = rule["higherIsBetter"]
    if question in ("non-inferior", "beyond-margin"):
        of = few_margin(control, treatment, rule["relativeMargin"], up)
        return statistic, of["p" if question == "non-inferior" else "pBeyond"]
    if question == "smaller":
        return statistic, few_margin(control, treatment, rule["minimumEffectRelative"], not up)["p"]
    of = mid_p(control, treatment, effect["alphaTwoSided"])
    if question == "different":
        return statistic, min(of["pGreater"], of["pLess"])
    return statistic, of["pGreater" if (question == "better") == up else "pLess"]


def check_rule(what, effect, plan, arms, shared):
    rule, error = effect["rule"], math.sqrt(arms[0][1] + arms[1][1])
    freedom = welch_freedom(arms[0][1], arms[0][2], arms[1][1], arms[1][2])
    times = factors(plan)
    for one in rule["ends"]:
        name, expected = (*what, one["side"], one["question"]), one["expected"]
        level = plan["alphaTwoSided"] / times[one["question"]]
        q = quantile_of(plan, effect, level, error, freedom)
        here = level_at_look(plan, effect, level)
        end, relative = ends_of(effect, plan, arms, shared, one["side"], q, here, freedom)
        found = {"alphaOneSided": level, "alphaOneSidedAtLook": here, "end": end, "relativeEnd": relative}
        check_all(name, found, expected, error, effect["control"]["estimate"])
    rejected, unknown = set(), set()
    for answer in rule["answers"]:
        question, before, expected = answer["question"], answer["before"], answer["expected"]
        level = plan["alphaTwoSided"] / times[question]
        here = level_at_look(plan, effect, level)
        q = quantile_of(plan, effect, level, error, freedom)
        refused = refuses(effect, plan, direction_of(question, effect), q, here, freedom)
        # Where there is another reason, as a mean that a margin has no share of, the test is not reached.
        assert refused if answer["isRefused"] else expected is None or not refused, (*what, question, "refused")
        if expected is None:
            unknown.add(question)
            if before["rejected"]:
                rejected.add(question)
            continue
        name = (*what, question)
        p = p_at_look(plan, effect, *tested_here(question, effect, plan, arms, shared), error, freedom)
        found = {"alphaOneSided": level, "alphaOneSidedAtLook": here, "pOneSided": p}
        found["rejected"] = bool(p < here) or before["rejected"]
        if found["rejected"]:
            rejected.add(question)
        check_all(name, found, {key: expected[key] for key in found}, 0, 0)
        smallest = expected.get("pAdjusted", before["pAdjusted"])
        if smallest is not None:
            check_adjusted((*name, "pAdjusted"), plan, effect, smallest, p, "pAdjusted" in expected)
    check_word((*what, "word"), word_of(rule, rejected, unknown), rule["word"]["expected"])


def check_adjusted(what, plan, effect, smallest, p, is_of_this_look):
    """The smallest level over all looks at which this look rejects is the one whose level here is p; times the factor, 1 at most."""
    global compared
    level = smallest / factors(plan)[what[-2]]
    assert smallest <= 1, (what, smallest)
    # At a level of 1 everything rejects, and nothing can be told by it.
    here = level_at_look(plan, effect, level) if level < 1 else 0.0
    of_this = is_of_this_look and smallest < 1
    assert abs(here - p) <= 1e-6 * p if of_this else here <= p * (1 + 1e-6), (what, here, p)
    compared += is_of_this_look


def check_segments(by):
    arms_of = lambda arm: (arm["estimate"], arm["variance"] / arm["n"], arm["n"] - 1)
    pairs = [with_some_variance((arms_of(one["control"]), arms_of(one["treatment"])), one) for one in by["segments"]]
    found = [compare(*pair, by["alphaTwoSided"]) for pair in pairs]
    for one, figures in zip(by["segments"], found):
        if one["method"] == "mid-p":
            figures.update(mid_p(one["control"], one["treatment"], by["alphaTwoSided"]))
    corrected = holm([figures["pTwoSided"] for figures in found])
    for one, pair, figures, (p, share) in zip(by["segments"], pairs, found, corrected):
        what = (by["metric"], by["contrast"]["treatment"], by["attribute"], one["value"])
        error = figures["standardError"]
        check_all(what, figures, one["expected"], error, one["control"]["estimate"])
        if one["corrected"] is not None:
            wide = compare(*pair, by["alphaTwoSided"] * share)
            again = {"p": p, "lower": wide["lower"], "upper": wide["upper"]}
            if one["method"] == "mid-p":
                again = {"p": p}
            check_all((*what, "corrected"), again, one["corrected"], error, 0)
    if by["heterogeneity"] is None:
        return []
    again = heterogeneity([log_ratio(*pair) for pair in pairs if all(far_above_zero(e, v) for e, v, _ in pair)])
    what = (by["metric"], by["contrast"]["treatment"], by["attribute"], "heterogeneity")
    check_all(what, again, by["heterogeneity"], again["pooledStandardError"], 0)
    return [again["p"]]


def check_lasting(tests):
    found = [lasting(one["control"], one["treatment"]) for one in tests]
    corrected = holm([figures["pTwoSided"] for figures in found])
    for one, figures, (p, share) in zip(tests, found, corrected):
        change, error = figures["logRatioOfRatios"], figures["standardError"]
        q = stats.t.isf(facts["plan"]["alphaTwoSided"] * share / 2, figures["degreesOfFreedom"])
        again = {**figures, "adjustedP": p, "lower": math.exp(change - q * error), "upper": math.exp(change + q * error)}
        check_all((one["metric"], one["contrast"]["treatment"], "lasting"), again, one["expected"], error, 0)


def check_futility(look, plan):
    for one in look["powers"]:
        what = (one["metric"], one["variant"], "futility at look", look["look"])
        check_all(what, conditional_power(**one["given"]), one["expected"], 0, 0)
    check_word(("advice at look", look["look"]), advises_to_stop(plan, look), look["advice"]["expected"])


for effect in facts["effects"]:
    check_effect(effect, facts["plan"])
differing = [p for by in facts["segments"] for p in check_segments(by)]
for place, (found, expected) in enumerate(zip(holm(differing), facts["heterogeneityAdjustedP"])):
    check(("heterogeneity", place, "adjustedP"), found[0], expected, 0)
check_lasting(facts["lasting"])
for look in facts["futility"]:
    check_futility(look, facts["plan"])
ratio = facts["sampleRatio"]
if ratio is not None:
    statistic, freedom = 0.0, 0
    for stratum in ratio["strata"]:
        observed = np.array(stratum["observed"], dtype=float)
        shares = np.array(stratum["shares"])
        wanted = shares / shares.sum() * observed.sum()
        statistic += float(((observed - wanted) ** 2 / wanted).sum())
        freedom += len(observed) - 1
    again = {"statistic": statistic, "degreesOfFreedom": freedom}
    again["p"] = stats.chi2.sf(statistic, freedom)
    check_all(("sample ratio",), again, ratio["expected"], 0, 0)
print(f"{compared} figures computed again, all equal")
for one in facts["notRecomputed"]:
    print("not recomputed here:", ", ".join(filter(None, [one["metric"], one["variant"], one["what"]])) + ".", one["why"])
`;
