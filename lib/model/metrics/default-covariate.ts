import { z } from 'zod';
import { metricKinds, takesCovariate } from './kinds';

/** A past shorter than two weeks is empty for most units, which then have nothing to be adjusted by. */
const shortestHours = 24 * 14;

const adjustable = z.looseObject({
  kind: z.enum(metricKinds).refine(takesCovariate),
  definition: z.looseObject({
    version: z.literal(2),
    covariate: z.undefined().optional(),
    source: z.undefined().optional(),
    window: z.looseObject({ lengthHours: z.number().nullable() }),
  }),
});

/** As long as the metric's own window, of which null has no end, and at least two weeks. */
export function defaultCovariateHours(windowHours: number | null): number {
  return Math.max(windowHours ?? 0, shortestHours);
}

/**
 * A new metric over the platform's own events that says nothing of a covariate is adjusted for its own past (CUPED); `covariate:
 * null` says that it is not to be. Definitions of the first form keep the meaning that they had, and a source is not read
 * further back than somebody asked for. Anything else passes as it is.
 */
export function withDefaultCovariate(input: unknown): unknown {
  const parsed = adjustable.safeParse(input);
  if (!parsed.success) return input;
  const { definition } = parsed.data;
  const covariate = { lengthHours: defaultCovariateHours(definition.window.lengthHours), term: null };
  return { ...parsed.data, definition: { ...definition, covariate } };
}
