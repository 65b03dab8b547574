import { z } from 'zod';
import { programOf } from '../../decision/program';
import { defineVerb } from '../define-verb';
import { programSchema } from '../analysis/result-answers';
import { endedRuns } from './ended-runs';

export const readProgramInput = z.strictObject({
  search: z.string().max(200).optional().describe('Searches keys, names and hypotheses; not case-sensitive.'),
});

/**
 * What the workspace's ended runs have taught, the last ended first. Whoever restarts an experiment until it wins leaves all of its
 * runs here. Drafts and running ones are not in it.
 */
export const readProgram = defineVerb({
  name: 'readProgram',
  permission: 'results:read',
  scope: 'reach',
  input: readProgramInput,
  output: programSchema,
  door: {
    summary: 'Read what ended runs showed: outcomes, win rate, shrunken effects, typical changes',
    hasOutcomes: true,
  },
  read: async ({ ctx, input: { search } }) => programOf(await endedRuns(ctx, { search })),
});
