import { z } from 'zod';
import { historyFields, nextField, setByServer } from './answer-fields';
import type { DeepReadonly } from './deep-readonly';
import { experimentInputSchema } from './experiment';
import { runSchema } from './run';

export const experimentStatusSchema = z.enum(['draft', 'running', 'stopped', 'shipped', 'archived']);

export type ExperimentStatus = z.output<typeof experimentStatusSchema>;

const environmentSchema = z
  .object({
    environment: z.string().describe('Key of the environment.'),
    status: z.enum(['running', 'shipped', 'stopped']),
    run: z.int().describe('Number of the latest run there.'),
  })
  .meta({ id: 'EnvironmentOfExperiment' });

/** What became of an experiment in one environment, by its latest run there. */
export type EnvironmentOfExperiment = DeepReadonly<z.output<typeof environmentSchema>>;

const experimentFields = {
  ...experimentInputSchema.shape,
  ...historyFields,
  forced: experimentInputSchema.shape.forced.describe(
    "Units that get a variant by name. Empty for a key that reaches neither the experiment's own environment nor one that has run it.",
  ),
  id: setByServer(z.string()),
  status: setByServer(
    experimentStatusSchema.describe(
      'Status over all environments: running if a run is active in any of them.',
    ),
  ),
  environments: setByServer(
    z
      .array(environmentSchema)
      .describe('Status in each environment in which it has run and that the key may access.'),
  ),
  ownerId: setByServer(z.string().nullable()),
  runs: setByServer(z.array(runSchema).describe('Latest first.')),
};

export const experimentSchema = z.object(experimentFields).meta({
  id: 'Experiment',
  description: 'An experiment: its configuration and its runs.',
});

/** An experiment as every door shows it: its configuration, and what became of it. */
export type ExperimentView = DeepReadonly<z.output<typeof experimentSchema>>;

const experimentSummarySchema = z
  .object({
    ...experimentFields,
    ownerName: z.string().nullable().describe('Name of the person who created it; null if a program did.'),
    runToRead: z
      .int()
      .nullable()
      .describe(
        'Number of the run that is read by default: the latest in the environment of the API key (for people: production); if there is none, the latest of all. Null before the first run.',
      ),
    latestAnalysis: z
      .object({ horizon: z.date().describe('Evidence up to this instant is included.') })
      .nullable()
      .describe('The newest analysis of that run (getLatestAnalysis); null before the first.'),
  })
  .meta({ id: 'ExperimentSummary' });

export type ExperimentSummary = DeepReadonly<z.output<typeof experimentSummarySchema>>;

export const experimentPageSchema = z
  .object({ experiments: z.array(experimentSummarySchema), next: nextField })
  .meta({
    id: 'ExperimentPage',
    description: 'Experiments, newest first.',
  });

export type ExperimentPage = DeepReadonly<z.output<typeof experimentPageSchema>>;
