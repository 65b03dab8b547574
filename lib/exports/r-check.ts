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
    pooledDifference = error, pooledStandardError = error, q = 1, iSquared = 1
  )
  for (name in names(expected)) {
    scale <- if (startsWith(name, "relative")) (if (baseline == 0) 0 else error / abs(baseline)) else
      if (name %in% names(scales)) scales[[name]] else 1e-300
    check(c(what, name), found[[name]], expected[[name]], scale)
  }
}

check_effect <- function(effect, plan) {
  what <- c(effect$metric, effect$variant)
  arms <- list()
  for (name in c("control", "treatment")) {
    arm <- effect[[name]]
    found <- plain(arm, effect$outcome, plan$alphaTwoSided)
    check(c(what, name, "estimate"), found$estimate, arm$estimate, sqrt(found$variance))
    check(c(what, name, "variance"), found$variance * arm$n, arm$variance, 0)
    arms <- c(arms, list(found))
  }
  baseline <- effect$control$estimate
  alpha <- effect$alphaTwoSided
  level <- level_of(plan, effect)
  if (!is.null(level)) check(c(what, "alphaTwoSided"), level, alpha, 0)
  adjustment <- effect$adjustment
  if (!is.null(adjustment)) {
    if (!is.null(adjustment$unadjusted)) {
      found <- compare(arms[[1]], arms[[2]], alpha)
      check_all(c(what, "unadjusted"), found, adjustment$unadjusted, found$standardError, baseline)
    }
    again <- adjusted(effect)
    arms <- again$arms
    for (place in seq_along(adjustment$coefficients)) {
      unit <- if (is.finite(again$units[place])) again$units[place] else 0
      check(c(what, "coefficient", place), again$coefficients[place], adjustment$coefficients[place], unit)
    }
    check(c(what, "varianceReduction"), again$reduction, adjustment$varianceReduction, 1)
  }
  found <- compare(arms[[1]], arms[[2]], alpha)
  check_all(what, found, effect$expected, effect$expected$standardError, baseline)
  margin <- effect$nonInferiority
  if (!is.null(margin)) {
    found <- non_inferiority(arms[[1]], arms[[2]], margin$relativeMargin, margin$higherIsBetter, alpha / 2)
    check_all(c(what, "non-inferiority"), found, margin$expected, found$standardError, baseline)
  }
}

check_segments <- function(by) {
  arm_of <- function(arm) list(estimate = arm$estimate, variance = arm$variance / arm$n, freedom = arm$n - 1)
  found <- lapply(by$segments, function(one) compare(arm_of(one$control), arm_of(one$treatment), by$alphaTwoSided))
  p <- vapply(found, function(figures) figures$pTwoSided, numeric(1))
  corrected <- p.adjust(p, "holm")
  uncut <- p
  uncut[order(p)] <- cummax(sort(p) * (length(p) - seq_along(p) + 1))
  for (place in seq_along(by$segments)) {
    one <- by$segments[[place]]
    value <- if (is.null(one$value)) "(none)" else one$value
    what <- c(by$metric, by$variant, by$attribute, value)
    error <- found[[place]]$standardError
    check_all(what, found[[place]], one$expected, error, one$control$estimate)
    if (!is.null(one$corrected)) {
      share <- if (p[place] > 0) p[place] / uncut[place] else 1 / length(p)
      wide <- compare(arm_of(one$control), arm_of(one$treatment), by$alphaTwoSided * share)
      again <- list(p = corrected[place], lower = wide$lower, upper = wide$upper)
      check_all(c(what, "corrected"), again, one$corrected, error, 0)
    }
  }
  if (!is.null(by$heterogeneity)) {
    errors <- vapply(found, function(figures) figures$standardError, numeric(1))
    again <- heterogeneity(vapply(found, function(figures) figures$difference, numeric(1)), errors)
    what <- c(by$metric, by$variant, by$attribute, "heterogeneity")
    check_all(what, again, by$heterogeneity, again$pooledStandardError, 0)
  }
}

for (effect in facts$effects) check_effect(effect, facts$plan)
for (by in facts$segments) check_segments(by)
ratio <- facts$sampleRatio
if (!is.null(ratio)) {
  test <- suppressWarnings(chisq.test(ratio$observed, p = ratio$shares, rescale.p = TRUE))
  again <- list(statistic = test$statistic[[1]], degreesOfFreedom = test$parameter[[1]], p = test$p.value)
  check_all("sample ratio", again, ratio$expected, 0, 0)
}
cat(compared, "figures computed again, all equal\n")
`;
