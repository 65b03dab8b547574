/** The plan's rule in Python: what it asks of a metric, the two ends of its interval, the adjusted p and the word. */
export const pythonRule = String.raw`def factors(plan):
    """By question: what its p is multiplied by, to be compared with the plan's alpha. Alpha over it is the level over all looks."""
    comparisons, metrics = plan["comparisons"], plan["metrics"]
    return {
        "better": 2 * comparisons * max(1, plan["successMetrics"]),
        "worse": comparisons * metrics,
        "non-inferior": comparisons,
        "beyond-margin": comparisons * metrics,
        "different": 2 * comparisons * metrics,
        "smaller": 2,
    }


def level_at_look(plan, effect, level):
    """The one-sided level of this look, of a test with that one-sided level over all looks."""
    if plan["method"] != "group-sequential":
        return level
    times = tuple(plan["lookFractions"])
    fractions = tuple(effect["informationFractions"] or times)
    return group_sequential_level(fractions, times, plan["spending"], level, 1)


def quantile_of(plan, effect, level, error, freedom):
    """How many standard errors from the estimate an end with that level over all looks lies."""
    if plan["method"] == "always-valid":
        inflation = effect["mixingVariance"] / error**2
        reach = math.sqrt((1 + 1 / inflation) * (math.log1p(inflation) - 2 * math.log(2 * level)))
        if plan["takesTAsNormal"] or not math.isfinite(freedom):
            return reach
        tail = stats.norm.sf(reach)
        return reference_of(freedom).isf(tail) if tail > smallest_tail else math.inf
    here = level_at_look(plan, effect, level)
    return reference_of(freedom).isf(here) if here > 0 else math.inf


def tested(question, control, treatment, shared, rule):
    """A question's statistic in the direction that it asks for, and its one-sided p at this look alone."""
    up = rule["higherIsBetter"]
    if question in ("non-inferior", "beyond-margin"):
        margin = non_inferiority(control, treatment, rule["relativeMargin"], up, 0.025, shared)
        within = question == "non-inferior"
        return (margin["statistic"], margin["p"]) if within else (-margin["statistic"], margin["pBeyond"])
    if question == "smaller":
        # An improvement of that size is the margin of a metric whose good direction is the other one.
        margin = non_inferiority(control, treatment, rule["minimumEffectRelative"], not up, 0.025, shared)
        return margin["statistic"], margin["p"]
    figures = compare(control, treatment, 0.05, shared)
    greater = (figures["statistic"], figures["pGreater"])
    less = (-figures["statistic"], figures["pLess"])
    if question == "different":
        return greater if figures["pGreater"] < figures["pLess"] else less
    return greater if (question == "better") == up else less


smallest_tail = 1e-300


def p_at_look(plan, effect, statistic, p, error, freedom):
    """Of an always-valid plan the mixture's p on the side that is asked for; of others the test's own."""
    if plan["method"] != "always-valid":
        return p
    inflation = effect["mixingVariance"] / error**2
    if statistic > 0 and math.isfinite(freedom) and not plan["takesTAsNormal"]:
        # The normal statistic with the same tail.
        statistic = stats.norm.isf(max(reference_of(freedom).sf(statistic), smallest_tail))
    log_p = (math.log1p(inflation) - statistic**2 / (1 + 1 / inflation)) / 2
    return min(1.0, math.exp(min(0.0, log_p))) / 2 if statistic > 0 else 1.0


def word_of(rule, rejected, unknown):
    """What the scorecard says: answers alone, no interval."""
    def read(question, yes, no):
        return yes if question in rejected else "Cannot say" if question in unknown else no

    if rule["role"] == "quality":
        return read("different", "Moved", "Not moved")
    if rule["relativeMargin"] is not None:
        if "beyond-margin" in rejected:
            return "Beyond its margin"
        if "worse" in rejected:
            return "Worse within margin" if "non-inferior" in rejected else "Worse, not shown within margin"
        return read("non-inferior", "Within its margin", "Not shown within margin")
    if rule["role"] == "guardrail" or "worse" in rejected:
        return read("worse", "Worse", "No harm shown")
    return read("better", "Better", "Not shown")
`;
