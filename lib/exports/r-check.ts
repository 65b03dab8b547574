/** Compares everything with the platform's figures, in base R; stops where one differs. */
export const rCheck = String.raw`compared <- 0
check <- function(what, found, expected, scale) {
  same <- if (is.null(found) || is.null(expected)) is.null(found) && is.null(expected) else
    abs(found - expected) <= 1e-9 * max(abs(expected), scale)
  if (!same) stop(paste(what, collapse = " "), ": ", format(found, digits = 17), " is not ", format(expected, digits = 17))
  compared <<- compared + 1
}

# To nine digits of the figure, or of the scale on which it was subtracted.
check_all <- function(what, found, expected, error, baseline) {
  scales <- c(
    difference = error, standardError = error, lower = error, upper = error,
    distanceToMargin = error, lowerBound = error, statistic = 1, degreesOfFreedom = 0, nonInferior = 0,
    pooledLogRatio = error, pooledStandardError = error, q = 1, iSquared = 1,
    logRatioOfRatios = error, earlyRelative = error, lateRelative = error, ratio = error
  )
  for (name in names(expected)) {
    scale <- if (startsWith(name, "relative")) (if (baseline == 0) 0 else error / abs(baseline)) else
      if (name %in% names(scales)) scales[[name]] else 1e-300
    check(c(what, name), found[[name]], expected[[name]], scale)
  }
}

check_effect <- function(effect, plan) {
  what <- c(effect$metric, effect$contrast$treatment)
  arms <- list()
  for (name in c("control", "treatment")) {
    arm <- effect[[name]]
    found <- plain(arm, effect$outcome, plan$alphaTwoSided)
    check(c(what, name, "estimate"), found$estimate, arm$estimate, sqrt(found$variance))
    check(c(what, name, "variance"), found$variance * arm$n, arm$variance, 0)
    arms <- c(arms, list(found))
  }
  arms <- with_some_variance(arms, effect)
  baseline <- effect$control$estimate
  alpha <- effect$alphaTwoSided
  level <- level_of(plan, effect)
  if (!is.null(level) && !effect$isLevelOfLook) level <- plan$alphaTwoSided
  if (!is.null(level)) check(c(what, "alphaTwoSided"), level, alpha, 0)
  adjustment <- effect$adjustment
  shared <- 0
  if (!is.null(adjustment)) {
    if (!is.null(adjustment$unadjusted)) {
      found <- compare(arms[[1]], arms[[2]], alpha)
      check_all(c(what, "unadjusted"), found, adjustment$unadjusted, found$standardError, baseline)
    }
    kept <- which(vapply(adjustment$coefficients, function(one) one != 0, logical(1)))
    again <- adjusted(effect, arms[[1]]$variance + arms[[2]]$variance, kept)
    arms <- again$arms
    for (place in seq_along(adjustment$coefficients)) {
      unit <- if (is.finite(again$units[place])) again$units[place] else 0
      check(c(what, "coefficient", place), again$coefficients[place], adjustment$coefficients[place], unit)
    }
    check(c(what, "varianceReduction"), again$reduction, adjustment$varianceReduction, 1)
    if (!is.null(adjustment$varianceShared)) {
      shared <- again$shared
      check(c(what, "varianceShared"), shared, adjustment$varianceShared, arms[[1]]$variance + arms[[2]]$variance)
    }
  }
  found <- compare(arms[[1]], arms[[2]], alpha, shared)
  if (effect$method == "mid-p") found <- modifyList(found, mid_p(effect$control, effect$treatment))
  check_all(what, found, effect$expected, effect$expected$standardError, baseline)
  margin <- effect$nonInferiority
  if (!is.null(margin)) {
    better <- margin$higherIsBetter
    found <- non_inferiority(arms[[1]], arms[[2]], margin$relativeMargin, better, alpha / 2, shared, margin$isOfDifference)
    check_all(c(what, "non-inferiority"), found, margin$expected, found$standardError, baseline)
  }
}

check_segments <- function(by) {
  arm_of <- function(arm) list(estimate = arm$estimate, variance = arm$variance / arm$n, freedom = arm$n - 1)
  pair_of <- function(one) with_some_variance(list(arm_of(one$control), arm_of(one$treatment)), one)
  found <- lapply(by$segments, function(one) do.call(compare, c(pair_of(one), by$alphaTwoSided)))
  for (place in seq_along(found)) {
    one <- by$segments[[place]]
    if (one$method == "mid-p") found[[place]] <- modifyList(found[[place]], mid_p(one$control, one$treatment))
  }
  p <- vapply(found, function(figures) figures$pTwoSided, numeric(1))
  corrected <- p.adjust(p, "holm")
  shares <- holm_shares(p)
  for (place in seq_along(by$segments)) {
    one <- by$segments[[place]]
    value <- if (is.null(one$value)) "(none)" else one$value
    what <- c(by$metric, by$contrast$treatment, by$attribute, value)
    error <- found[[place]]$standardError
    check_all(what, found[[place]], one$expected, error, one$control$estimate)
    if (!is.null(one$corrected)) {
      wide <- do.call(compare, c(pair_of(one), by$alphaTwoSided * shares[place]))
      again <- list(p = corrected[place], lower = wide$lower, upper = wide$upper)
      if (one$method == "mid-p") again <- list(p = corrected[place])
      check_all(c(what, "corrected"), again, one$corrected, error, 0)
    }
  }
  if (is.null(by$heterogeneity)) return(NULL)
  pairs <- lapply(by$segments, pair_of)
  pairs <- Filter(function(pair) far_above_zero(pair[[1]]) && far_above_zero(pair[[2]]), pairs)
  ratios <- vapply(pairs, function(pair) log_ratio(pair[[1]], pair[[2]]), numeric(2))
  again <- heterogeneity(ratios[1, ], ratios[2, ])
  what <- c(by$metric, by$contrast$treatment, by$attribute, "heterogeneity")
  check_all(what, again, by$heterogeneity, again$pooledStandardError, 0)
  again$p
}

check_lasting <- function(tests) {
  found <- lapply(tests, function(one) lasting(one$control, one$treatment))
  p <- vapply(found, function(figures) figures$pTwoSided, numeric(1))
  corrected <- p.adjust(p, "holm")
  shares <- holm_shares(p)
  for (place in seq_along(tests)) {
    again <- found[[place]]
    alpha <- facts$plan$alphaTwoSided * shares[place]
    reach <- qt(alpha / 2, again$degreesOfFreedom, lower.tail = FALSE) * again$standardError
    again$adjustedP <- corrected[place]
    again$lower <- exp(again$logRatioOfRatios - reach)
    again$upper <- exp(again$logRatioOfRatios + reach)
    one <- tests[[place]]
    check_all(c(one$metric, one$contrast$treatment, "lasting"), again, one$expected, again$standardError, 0)
  }
}

check_futility <- function(look) {
  for (one in look$powers) {
    check_all(c(one$metric, one$variant, "futility at look", look$look), conditional_power(one$given), one$expected, 0, 0)
  }
  check(c("advice at look", look$look), advises_to_stop(facts$plan, look), look$advice$expected, 0)
}

for (effect in facts$effects) check_effect(effect, facts$plan)
differing <- p.adjust(unlist(lapply(facts$segments, check_segments)), "holm")
for (place in seq_along(facts$heterogeneityAdjustedP)) {
  check(c("heterogeneity", place, "adjustedP"), differing[place], facts$heterogeneityAdjustedP[place], 0)
}
check_lasting(facts$lasting)
for (look in facts$futility) check_futility(look)
ratio <- facts$sampleRatio
if (!is.null(ratio)) {
  statistic <- 0
  freedom <- 0
  for (stratum in ratio$strata) {
    test <- suppressWarnings(chisq.test(stratum$observed, p = stratum$shares, rescale.p = TRUE))
    statistic <- statistic + test$statistic[[1]]
    freedom <- freedom + test$parameter[[1]]
  }
  p <- pchisq(statistic, freedom, lower.tail = FALSE)
  again <- list(statistic = statistic, degreesOfFreedom = freedom, p = p)
  check_all("sample ratio", again, ratio$expected, 0, 0)
}
cat(compared, "figures computed again, all equal\n")
for (one in facts$notRecomputed) {
  cat("not recomputed here: ", paste(c(one$metric, one$variant, one$what), collapse = ", "), ". ", one$why, "\n", sep = "")
}
`;
