/** Comparisons of relative effects, on the scale of logarithms, in base R: of segments, and of early and late. */
export const rRelative = String.raw`# The logarithm of an estimate has a normal error where it is 5 standard errors above 0.
far_above_zero <- function(arm) arm$estimate > 0 && arm$estimate >= 5 * sqrt(arm$variance)

# ln(treatment / control) and its standard error (delta method).
log_ratio <- function(control, treatment) {
  squared <- control$variance / control$estimate^2 + treatment$variance / treatment$estimate^2
  c(log(treatment$estimate) - log(control$estimate), sqrt(squared))
}

# Cochran's Q over the segments' log ratios, and the share of their variation that is not noise.
heterogeneity <- function(ratios, errors) {
  weights <- errors^-2
  pooled <- sum(weights * ratios) / sum(weights)
  q <- sum(((ratios - pooled) / errors)^2)
  freedom <- length(ratios) - 1
  list(
    q = q,
    degreesOfFreedom = freedom,
    p = pchisq(q, freedom, lower.tail = FALSE),
    iSquared = if (q > 0) max(0, (q - freedom) / q) else 0,
    pooledLogRatio = pooled,
    pooledStandardError = 1 / sqrt(sum(weights))
  )
}

# The relative effect late over early: Welch's test of the change of ln(mean) within the same units.
lasting <- function(control, treatment) {
  of <- function(arm) {
    spread <- arm$lateVariance / arm$late^2 + arm$earlyVariance / arm$early^2
    variance <- (spread - 2 * arm$covariance / (arm$early * arm$late)) / arm$n
    list(change = log(arm$late) - log(arm$early), variance = variance, freedom = arm$n - 1)
  }
  before <- of(control)
  after <- of(treatment)
  change <- after$change - before$change
  error <- sqrt(before$variance + after$variance)
  freedom <- welch_freedom(before$variance, before$freedom, after$variance, after$freedom)
  list(
    earlyRelative = treatment$early / control$early - 1,
    lateRelative = treatment$late / control$late - 1,
    logRatioOfRatios = change,
    standardError = error,
    degreesOfFreedom = freedom,
    statistic = change / error,
    pTwoSided = 2 * pt(abs(change / error), freedom, lower.tail = FALSE),
    ratio = exp(change)
  )
}

# For each p the share of alpha that its interval gets by Holm's procedure.
holm_shares <- function(p) {
  uncut <- p
  uncut[order(p)] <- cummax(sort(p) * (length(p) - seq_along(p) + 1))
  ifelse(p > 0, p / uncut, 1 / length(p))
}
`;
