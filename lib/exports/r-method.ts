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
  if (!is.null(arm$strata)) {
    of <- function(name) vapply(arm$strata, function(one) one[[name]], numeric(1))
    squared <- of("weight")^2 * of("variance") / of("n")
    spread <- sum(squared^2 / (of("n") - 1))
    freedom <- if (spread > 0) sum(squared)^2 / spread else arm$n - length(squared)
    return(list(estimate = sum(of("weight") * of("mean")), variance = sum(squared), freedom = freedom))
  }
  if (is.null(arm$joint)) return(list(estimate = arm$estimate, variance = arm$variance / arm$n, freedom = freedom))
  part <- linearise(arm$joint$means, outcome)
  variance <- drop(part$gradient %*% do.call(rbind, arm$joint$covariances) %*% part$gradient)
  list(estimate = part$value, variance = variance / arm$n, freedom = freedom)
}

# Size, means and covariances of an arm's strata; ratios are linearised at the arm's means over its strata.
stratum_cells <- function(parts, shares, metrics) {
  at <- Reduce("+", Map(function(part, share) share * part$means, parts, shares))
  linear <- lapply(metrics, function(metric) linearise(at, metric))
  values <- vapply(linear, function(one) one$value, numeric(1))
  gradients <- do.call(rbind, lapply(linear, function(one) one$gradient))
  lapply(parts, function(part) list(
    n = part$n,
    values = values + drop(gradients %*% (part$means - at)),
    covariance = gradients %*% do.call(rbind, part$covariances) %*% t(gradients)
  ))
}

# Covariates by least squares pooled within arms and strata, those kept alone; strata by their share of all units.
adjusted <- function(effect, raw, kept) {
  metrics <- c(list(effect$outcome), effect$covariates)
  whole <- function(arm) c(list(n = arm$n), arm$joint)
  strata <- effect$postStrata
  if (is.null(strata)) strata <- list(list(control = whole(effect$control), treatment = whole(effect$treatment)))
  sizes <- vapply(strata, function(one) one$control$n + one$treatment$n, numeric(1))
  units <- sum(sizes)
  shares <- sizes / units
  arms <- lapply(c("control", "treatment"), function(name) {
    stratum_cells(lapply(strata, function(one) one[[name]]), shares, metrics)
  })
  cells <- c(arms[[1]], arms[[2]])
  freedoms <- vapply(cells, function(cell) cell$n - 1, numeric(1))
  pooled <- Reduce("+", Map(function(cell, freedom) freedom * cell$covariance, cells, freedoms)) / sum(freedoms)
  spread <- sqrt(diag(pooled))
  coefficients <- numeric(length(metrics) - 1)
  if (length(kept) > 0) {
    rows <- kept + 1
    scale <- outer(spread[rows], spread[rows])
    found <- solve(pooled[rows, rows, drop = FALSE] / scale, pooled[rows, 1] / (spread[rows] * spread[1]))
    coefficients[kept] <- found * spread[1] / spread[rows]
  }
  direction <- c(1, -coefficients)
  # A stratum's means had both arms had the covariates of the stratum.
  centres <- Map(function(c, t) (c$n * c$values + t$n * t$values) / (c$n + t$n), arms[[1]], arms[[2]])
  means <- lapply(arms, function(arm) {
    mapply(function(cell, centre) cell$values[1] - sum(coefficients * (cell$values[-1] - centre[-1])), arm, centres)
  })
  spans <- lapply(means, function(of) of - sum(shares * of))
  both <- sum(shares * spans[[1]] * spans[[2]])
  estimates <- Map(function(arm, of, span) {
    squared <- mapply(function(cell, share) share^2 * drop(direction %*% cell$covariance %*% direction) / cell$n, arm, shares)
    own <- vapply(arm, function(cell) cell$n - 1, numeric(1))
    total <- sum(squared^2 / own)
    list(
      estimate = sum(shares * of),
      variance = sum(squared) + (sum(shares * span^2) - both) / units,
      freedom = if (total > 0) sum(squared)^2 / total else sum(own)
    )
  }, arms, means, spans)
  left <- estimates[[1]]$variance + estimates[[2]]$variance
  # What the covariates' pooled means and the shares of the strata add to both arms alike.
  explained <- drop(coefficients %*% pooled[-1, -1, drop = FALSE] %*% coefficients)
  shared <- max(0, both + explained) / units
  scales <- spread[1] / spread[-1]
  list(arms = estimates, coefficients = coefficients, units = scales, reduction = 1 - left / raw, shared = shared)
}

welch_freedom <- function(v0, d0, v1, d1) {
  share <- v0 / (v0 + v1)
  if (is.infinite(d0)) Inf else 1 / (share^2 / d0 + (1 - share)^2 / d1)
}

# Welch's t test, its interval, and Fieller's interval of the relative difference.
compare <- function(control, treatment, alpha, shared = 0) {
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
  h <- q^2 * shared / control$estimate^2
  if (is.finite(g) && g + h < 1) {
    r <- (treatment$estimate - control$estimate) / control$estimate
    half <- sqrt(g * (1 + r)^2 + h * r^2 + (1 - g - h) * q^2 * treatment$variance / control$estimate^2 - g * h)
    # Over the size of the control mean: what is greater is more of it, whatever the sign.
    figures$relative <- sign(control$estimate) * r
    figures$relativeLower <- (sign(control$estimate) * (r + g) - half) / (1 - g - h)
    figures$relativeUpper <- (sign(control$estimate) * (r + g) + half) / (1 - g - h)
  }
  figures
}

# Where all or no units of each arm have an event, neither shows a variance: then the largest that a share can have, 1/4.
with_some_variance <- function(arms, effect) {
  sides <- list(effect$control, effect$treatment)
  is_constant <- function(side) round(side$estimate * side$n) %in% c(0, side$n)
  if (effect$method != "mid-p" || !all(vapply(sides, is_constant, logical(1)))) return(arms)
  Map(function(arm, side) list(estimate = arm$estimate, variance = 0.25 / side$n, freedom = Inf), arms, sides)
}

# p of two proportions with few events: the mid-p of the hypergeometric.
mid_p <- function(control, treatment) {
  events <- round(c(control$estimate * control$n, treatment$estimate * treatment$n))
  half <- dhyper(events[2], treatment$n, control$n, sum(events)) / 2
  greater <- phyper(events[2], treatment$n, control$n, sum(events), lower.tail = FALSE) + half
  less <- phyper(events[2] - 1, treatment$n, control$n, sum(events)) + half
  list(pGreater = greater, pLess = less, pTwoSided = min(1, 2 * min(greater, less)))
}

# Distance of the treatment from the margin, on its good side; the control's own noise counts.
non_inferiority <- function(control, treatment, margin, higher_is_better, alpha_one_sided, shared = 0, of_difference = TRUE) {
  multiple <- 1 + (if (higher_is_better == (control$estimate > 0)) -1 else 1) * margin
  distance <- (if (higher_is_better) 1 else -1) * (treatment$estimate - multiple * control$estimate)
  scaled <- multiple^2 * control$variance
  error <- sqrt(scaled + treatment$variance + (multiple - 1)^2 * shared)
  v0 <- if (of_difference) control$variance else scaled
  freedom <- welch_freedom(v0, control$freedom, treatment$variance, treatment$freedom)
  p <- pt(distance / error, freedom, lower.tail = FALSE)
  figures <- list(
    distanceToMargin = distance,
    standardError = error,
    statistic = distance / error,
    p = p,
    pBeyond = pt(-distance / error, freedom, lower.tail = FALSE),
    nonInferior = p < alpha_one_sided,
    lowerBound = distance - qt(alpha_one_sided, freedom, lower.tail = FALSE) * error
  )
  if (is.finite(freedom)) figures$degreesOfFreedom <- freedom
  figures
}
`;
