import { z } from 'zod';
import { bayesianView } from '../../decision/bayesian-view';
import { newestAnalysis } from '../analysis/latest-analysis';
import { isInvalid, withoutEffects } from '../analysis/readable-analysis';
import { bayesianViewSchema } from '../analysis/result-answers';
import { defineVerb } from '../define-verb';
import { runNumberDescription } from '../input-fields';
import { endedRuns } from './ended-runs';

/** More of the past tells a metric's spread no better, and every view would read it. */
const MOST_PRIOR_RUNS = 200;

const bayesianViewInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional().describe(runNumberDescription),
});

/**
 * A run's last look with the program's other ended runs as prior, the last 200 as they are now; null before the first look. A view, not the rule: no
 * verdict goes by it. Throws NotFoundError, ForbiddenError.
 */
export const readBayesianView = defineVerb({
  name: 'readBayesianView',
  permission: 'results:read',
  scope: 'environment',
  input: bayesianViewInput,
  output: bayesianViewSchema,
  door: {
    summary:
      "Read the last look's success metrics with the program's other runs as prior: a view, not the rule",
    missing: 'look of',
    hasOutcomes: true,
  },
  read: async ({ ctx, input }) => {
    const look = await newestAnalysis(ctx, input, true);
    if (look === null) return null;
    // A run may be found broken after a look that was sound: nobody should read the effects of that one either.
    const newest = await newestAnalysis(ctx, input, false);
    const { result } = newest !== null && isInvalid(newest) ? withoutEffects(look) : look;
    const own = { key: input.key, runNumber: look.runNumber };
    const program = await endedRuns(ctx, { most: MOST_PRIOR_RUNS });
    return {
      analysis: look.id,
      runNumber: look.runNumber,
      metrics: bayesianView(result, { own, program }),
    };
  },
});
