/** The statistics room's method in base R. */
export const rMethod = String.raw`linearise <- function(arm, metric) {
  gradient <- numeric(length(arm$means))
  if (metric$kind == "mean") {
    gradient[metric$column + 1] <- 1
    return(list(value = arm$means[metric$column + 1], gradient = gradient))
  }
  y <- metric$numerator + 1
  x <- metric$denominator + 1
  ratio <- arm$means[y] / arm$means[x]
  gradient[y] <- 1 / arm$means[x]
  gradient[x] <- -ratio / arm$means[x]
  list(value = ratio, gradient = gradient)
}

# CUPED: coefficients pooled within arms, covariates centred at their pooled means.
adjusted <- function(effect) {
  arms <- lapply(list(effect$control, effect$treatment), function(arm) {
    parts <- lapply(c(list(effect$outcome), effect$covariates), function(metric) linearise(arm, metric))
    gradients <- do.call(rbind, lapply(parts, function(part) part$gradient))
    list(
      n = arm$n,
      values = vapply(parts, function(part) part$value, numeric(1)),
      covariance = gradients %*% arm$covariances %*% t(gradients)
    )
  })
  weights <- vapply(arms, function(arm) arm$n - 1, numeric(1))
  pooled <- (weights[1] * arms[[1]]$covariance + weights[2] * arms[[2]]$covariance) / sum(weights)
  size <- nrow(pooled)
  kept <- setdiff(which(diag(pooled) > 0), 1)
  coefficients <- numeric(size - 1)
  if (length(kept) > 0) {
    spread <- sqrt(diag(pooled))[kept]
    scaled <- pooled[kept, kept, drop = FALSE] / outer(spread, spread)
    solved <- qr.coef(qr(scaled, tol = 1e-11), pooled[kept, 1] / spread) / spread
    coefficients[kept - 1] <- ifelse(is.na(solved), 0, solved)
  }
  share <- arms[[2]]$n / (arms[[1]]$n + arms[[2]]$n)
  centre <- arms[[1]]$values + (arms[[2]]$values - arms[[1]]$values) * share
  direction <- c(1, -coefficients)
  lapply(arms, function(arm) list(
    estimate = arm$values[1] - sum(coefficients * (arm$values[-1] - centre[-1])),
    variance = drop(direction %*% arm$covariance %*% direction) / arm$n,
    freedom = arm$n - 1
  ))
}

plain <- function(arm) {
  list(estimate = arm$estimate, variance = arm$samplingVariance, freedom = arm$degreesOfFreedom)
}

# Welch's t test, its interval, and Fieller's interval of the relative difference.
compare <- function(control, treatment, alpha) {
  share <- control$variance / (control$variance + treatment$variance)
  freedom <- if (is.infinite(control$freedom)) Inf else
    1 / (share^2 / control$freedom + (1 - share)^2 / treatment$freedom)
  difference <- treatment$estimate - control$estimate
  error <- sqrt(control$variance + treatment$variance)
  q <- qt(alpha / 2, freedom, lower.tail = FALSE)
  figures <- list(
    difference = difference,
    standardError = error,
    pTwoSided = 2 * pt(abs(difference / error), freedom, lower.tail = FALSE),
    lower = difference - q * error,
    upper = difference + q * error,
    relative = NA, relativeLower = NA, relativeUpper = NA
  )
  g <- q^2 * control$variance / control$estimate^2
  if (is.finite(g) && g < 1) {
    r <- treatment$estimate / control$estimate - 1
    half <- sqrt(g * (1 + r)^2 + (1 - g) * q^2 * treatment$variance / control$estimate^2)
    figures$relative <- r
    figures$relativeLower <- (r + g - half) / (1 - g)
    figures$relativeUpper <- (r + g + half) / (1 - g)
  }
  figures
}

agrees <- function(found, expected, scale) {
  if (is.na(found) || is.na(expected)) return(is.na(found) && is.na(expected))
  abs(found - expected) <= 1e-9 * max(abs(expected), scale)
}

compared <- 0
check <- function(what, found, expected, scale) {
  if (!agrees(found, expected, scale)) stop(what, ": ", format(found, digits = 17), " is not ", format(expected, digits = 17))
  compared <<- compared + 1
}
for (effect in facts$effects) {
  arms <- if (length(effect$covariates) > 0) adjusted(effect) else list(plain(effect$control), plain(effect$treatment))
  found <- compare(arms[[1]], arms[[2]], effect$alphaTwoSided)
  scale <- effect$expected$standardError
  relative <- if (effect$control$estimate == 0) 0 else scale / abs(effect$control$estimate)
  for (name in names(effect$expected)) {
    near <- if (name == "pTwoSided") 1e-300 else if (startsWith(name, "relative")) relative else scale
    check(paste(effect$metric, effect$variant, name), found[[name]], effect$expected[[name]], near)
  }
}
if (!is.null(facts$sampleRatio)) {
  p <- suppressWarnings(chisq.test(facts$sampleRatio$observed, p = facts$sampleRatio$shares, rescale.p = TRUE)$p.value)
  check("sample ratio", p, facts$sampleRatio$p, 1e-300)
}
cat(compared, "figures computed again, all equal\n")
`;
