/** The statistics room's method in base R. */
export const rMethod = String.raw`# A mean, or a ratio of two means (delta method): its value, and its gradient over the columns.
linearise <- function(means, metric) {
  gradient <- numeric(length(means))
  if (metric$kind == "mean") {
    gradient[metric$column + 1] <- 1
    return(list(value = means[metric$column + 1], gradient = gradient))
  }
  y <- metric$numerator + 1
  x <- metric$denominator + 1
  ratio <- means[y] / means[x]
  gradient[y] <- 1 / means[x]
  gradient[x] <- -ratio / means[x]
  list(value = ratio, gradient = gradient)
}

# An arm's estimate, squared standard error and degrees of freedom, from what was read of it.
plain <- function(arm, outcome, plan_alpha) {
  freedom <- if (is.null(arm$degreesOfFreedom)) Inf else arm$degreesOfFreedom
  if (!is.null(arm$orderStatistics)) {
    width <- arm$orderStatistics$upper - arm$orderStatistics$lower
    error <- width / (2 * qnorm(plan_alpha / 2, lower.tail = FALSE))
    return(list(estimate = arm$estimate, variance = error^2, freedom = freedom))
  }
  if (is.null(arm$joint)) return(list(estimate = arm$estimate, variance = arm$variance / arm$n, freedom = freedom))
  part <- linearise(arm$joint$means, outcome)
  variance <- drop(part$gradient %*% do.call(rbind, arm$joint$covariances) %*% part$gradient)
  list(estimate = part$value, variance = variance / arm$n, freedom = freedom)
}

# CUPED: coefficients pooled within arms, covariates centred at their pooled means.
adjusted <- function(effect) {
  arms <- lapply(list(effect$control, effect$treatment), function(arm) {
    metrics <- c(list(effect$outcome), effect$covariates)
    parts <- lapply(metrics, function(metric) linearise(arm$joint$means, metric))
    gradients <- do.call(rbind, lapply(parts, function(part) part$gradient))
    list(
      n = arm$n,
      values = vapply(parts, function(part) part$value, numeric(1)),
      covariance = gradients %*% do.call(rbind, arm$joint$covariances) %*% t(gradients)
    )
  })
  weights <- vapply(arms, function(arm) arm$n - 1, numeric(1))
  weights <- weights / sum(weights)
  pooled <- weights[1] * arms[[1]]$covariance + weights[2] * arms[[2]]$covariance
  spread <- sqrt(diag(pooled))
  scale <- outer(spread, spread)
  matrix <- ifelse(scale > 0, pooled / scale, 0)
  coefficients <- numeric(length(spread) - 1)
  kept <- c()
  for (k in seq_along(spread)[-1]) {
    # Swept; a covariate that the others explain is left out.
    pivot <- matrix[k, k]
    if (pivot <= 1e-11) next
    row <- matrix[k, ]
    column <- matrix[, k]
    matrix <- matrix - outer(column, row / pivot)
    matrix[k, ] <- row / pivot
    matrix[, k] <- -column / pivot
    matrix[k, k] <- 1 / pivot
    kept <- c(kept, k)
  }
  for (k in kept) coefficients[k - 1] <- matrix[k, 1] * spread[1] / spread[k]
  share <- arms[[2]]$n / (arms[[1]]$n + arms[[2]]$n)
  centre <- arms[[1]]$values + (arms[[2]]$values - arms[[1]]$values) * share
  direction <- c(1, -coefficients)
  estimates <- lapply(arms, function(arm) list(
    estimate = arm$values[1] - sum(coefficients * (arm$values[-1] - centre[-1])),
    variance = drop(direction %*% arm$covariance %*% direction) / arm$n,
    freedom = arm$n - 1
  ))
  raw <- sum(vapply(arms, function(arm) arm$covariance[1, 1] / arm$n, numeric(1)))
  left <- estimates[[1]]$variance + estimates[[2]]$variance
  list(arms = estimates, coefficients = coefficients, units = spread[1] / spread[-1], reduction = 1 - left / raw)
}

welch_freedom <- function(v0, d0, v1, d1) {
  share <- v0 / (v0 + v1)
  if (is.infinite(d0)) Inf else 1 / (share^2 / d0 + (1 - share)^2 / d1)
}

# Welch's t test, its interval, and Fieller's interval of the relative difference.
compare <- function(control, treatment, alpha) {
  freedom <- welch_freedom(control$variance, control$freedom, treatment$variance, treatment$freedom)
  difference <- treatment$estimate - control$estimate
  error <- sqrt(control$variance + treatment$variance)
  statistic <- difference / error
  q <- qt(alpha / 2, freedom, lower.tail = FALSE)
  figures <- list(
    difference = difference,
    standardError = error,
    statistic = statistic,
    pTwoSided = 2 * pt(abs(statistic), freedom, lower.tail = FALSE),
    pGreater = pt(statistic, freedom, lower.tail = FALSE),
    pLess = pt(statistic, freedom),
    lower = difference - q * error,
    upper = difference + q * error
  )
  if (is.finite(freedom)) figures$degreesOfFreedom <- freedom
  g <- q^2 * control$variance / control$estimate^2
  if (is.finite(g) && g < 1) {
    r <- (treatment$estimate - control$estimate) / control$estimate
    half <- sqrt(g * (1 + r)^2 + (1 - g) * q^2 * treatment$variance / control$estimate^2)
    # Over the size of the control mean: what is greater is more of it, whatever the sign.
    figures$relative <- sign(control$estimate) * r
    figures$relativeLower <- (sign(control$estimate) * (r + g) - half) / (1 - g)
    figures$relativeUpper <- (sign(control$estimate) * (r + g) + half) / (1 - g)
  }
  figures
}

# Distance of the treatment from the margin, on its good side; the control's own noise counts.
non_inferiority <- function(control, treatment, margin, higher_is_better, alpha_one_sided) {
  multiple <- 1 + (if (higher_is_better == (control$estimate > 0)) -1 else 1) * margin
  distance <- (if (higher_is_better) 1 else -1) * (treatment$estimate - multiple * control$estimate)
  v0 <- multiple^2 * control$variance
  error <- sqrt(v0 + treatment$variance)
  freedom <- welch_freedom(v0, control$freedom, treatment$variance, treatment$freedom)
  p <- pt(distance / error, freedom, lower.tail = FALSE)
  figures <- list(
    distanceToMargin = distance,
    standardError = error,
    statistic = distance / error,
    p = p,
    nonInferior = p < alpha_one_sided,
    lowerBound = distance - qt(alpha_one_sided, freedom, lower.tail = FALSE) * error
  )
  if (is.finite(freedom)) figures$degreesOfFreedom <- freedom
  figures
}

# Cochran's Q over the segments' effects, and the share of their variation that is not noise.
heterogeneity <- function(differences, errors) {
  weights <- errors^-2
  pooled <- sum(weights * differences) / sum(weights)
  q <- sum(((differences - pooled) / errors)^2)
  freedom <- length(differences) - 1
  list(
    q = q,
    degreesOfFreedom = freedom,
    p = pchisq(q, freedom, lower.tail = FALSE),
    iSquared = if (q > 0) max(0, (q - freedom) / q) else 0,
    pooledDifference = pooled,
    pooledStandardError = 1 / sqrt(sum(weights))
  )
}
`;
