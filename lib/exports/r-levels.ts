/** The level of an effect's interval at a look, in base R: what the plan spends there. */
export const rLevels = String.raw`# Lan-DeMets: what one side may have spent by information fraction t.
spending <- function(name, alpha) {
  spend <- if (name == "obrien-fleming") {
    z <- qnorm(alpha / 2, lower.tail = FALSE)
    function(t) 2 * pnorm(z / sqrt(t), lower.tail = FALSE)
  } else if (name == "pocock") {
    function(t) alpha * log1p((exp(1) - 1) * t)
  } else {
    rho <- as.numeric(sub("power:", "", name, fixed = TRUE))
    function(t) alpha * t^rho
  }
  function(t) if (t >= 1) alpha else spend(t)
}

# Gauss-Legendre nodes and weights (Golub and Welsch) over (-half, half), in panels no wider than the step.
panels <- function(half, step) {
  k <- 1:23
  beta <- k / sqrt(4 * k^2 - 1)
  jacobi <- matrix(0, 24, 24)
  jacobi[cbind(k, k + 1)] <- beta
  jacobi[cbind(k + 1, k)] <- beta
  found <- eigen(jacobi, symmetric = TRUE)
  edges <- seq(-half, half, length.out = min(400, ceiling(2 * half / step)) + 1)
  middles <- (edges[-1] + edges[-length(edges)]) / 2
  halves <- diff(edges) / 2
  list(
    nodes = as.vector(outer(found$values, halves) + rep(middles, each = 24)),
    weights = as.vector(outer(2 * found$vectors[1, ]^2, halves))
  )
}

# Two-sided level beyond the last look's bound: recursive integration over the paths that went on.
# The error is spent by the times; the fractions say what was known.
group_sequential_level <- function(fractions, times, name, alpha) {
  spend <- spending(name, alpha / 2)
  spent <- 0
  paths <- NULL
  bound <- Inf
  for (look in seq_along(fractions)) {
    t <- fractions[look]
    left <- spend(times[look]) - spent
    bound <- Inf
    if (left > 0 && qnorm(left, lower.tail = FALSE) < 38) {
      bound <- qnorm(left, lower.tail = FALSE)
      step <- if (is.null(paths)) sqrt(t) else sqrt(t - paths$before)
      if (!is.null(paths)) {
        crossing <- function(b) sum(paths$mass * pnorm((b * sqrt(t) - paths$nodes) / step, lower.tail = FALSE)) / left - 1
        bound <- uniroot(crossing, c(0, bound + 1e-6), tol = 1e-15, maxiter = 10000)$root
      }
      following <- if (look < length(fractions)) fractions[look + 1] - t else t
      grid <- panels(bound * sqrt(t), min(step, sqrt(following)))
      density <- if (is.null(paths)) dnorm(grid$nodes / step) / step else
        drop(dnorm(outer(grid$nodes, paths$nodes, "-") / step) %*% paths$mass) / step
      paths <- list(nodes = grid$nodes, mass = grid$weights * density, before = t)
    }
    spent <- max(spent, spend(times[look]))
    if (times[look] >= 1 && look < length(fractions)) return(0)
  }
  2 * pnorm(bound, lower.tail = FALSE)
}

# Two-sided level beyond the half-width of the mixture sequential probability ratio test.
always_valid_level <- function(standard_error, mixing_variance, alpha) {
  inflation <- mixing_variance / standard_error^2
  reach <- sqrt((1 + 1 / inflation) * (log1p(inflation) - 2 * log(alpha)))
  2 * pnorm(reach, lower.tail = FALSE)
}

# NULL where what the plan knew at this look was not stored.
level_of <- function(plan, effect) {
  if (is.null(plan$lookFractions)) return(NULL)
  if (plan$method == "fixed") return(plan$alphaTwoSided)
  if (plan$method == "always-valid") {
    if (is.null(effect$mixingVariance)) return(NULL)
    return(always_valid_level(effect$expected$standardError, effect$mixingVariance, plan$alphaTwoSided))
  }
  times <- plan$lookFractions
  fractions <- if (is.null(effect$informationFractions)) times else effect$informationFractions
  group_sequential_level(fractions, times, plan$spending, plan$alphaTwoSided)
}
`;
