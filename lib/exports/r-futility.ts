/** Futility in base R: the chance that was left at each look, from what the look knew, and what the plan makes of it. */
export const rFutility = String.raw`# Chance that the last look rejects: under the smallest effect of interest, and under the trend so far.
conditional_power <- function(given) {
  score <- given$z * sqrt(given$informationFraction)
  rest <- 1 - given$informationFraction
  chance <- function(drift) pnorm((given$finalBound - score - drift * rest) / sqrt(rest), lower.tail = FALSE)
  list(planned = chance(given$plannedDrift), currentTrend = chance(score / given$informationFraction))
}

# Whether no variant that is not harmed has the least chance left, in any success metric.
advises_to_stop <- function(plan, look) {
  verdicts <- vapply(look$verdicts, function(one) one$verdict, character(1))
  variants <- vapply(look$verdicts, function(one) one$variant, character(1))
  if (any(verdicts %in% c("quality", "ship"))) return(FALSE)
  futile <- vapply(variants[verdicts != "harm"], function(variant) {
    own <- Filter(function(one) one$variant == variant, look$powers)
    length(own) == plan$successMetrics && all(vapply(own, function(one) one$expected$planned < look$leastConditionalPower, logical(1)))
  }, logical(1))
  length(futile) > 0 && all(futile)
}
`;
