import { z } from 'zod';
import { listExperimentsInput, type ExperimentPage } from '../../../services/experiments/list-experiments';
import type {
  EnvironmentOfExperiment,
  ExperimentView,
  RunView,
} from '../../../services/experiments/experiment-view';
import { experimentInputSchema } from '../../../services/experiments/experiment-input';
import { setByServer } from '../read-only';
import { historyFields, nextField } from './page';

const runSchema = z
  .object({
    id: z.int(),
    number: z.int().describe('1 for the first run of the experiment.'),
    environment: z.string().describe('Key of the environment in which it runs.'),
    startedAt: z.date(),
    endedAt: z.date().nullable(),
    coverage: z.number().describe('Share of the eligible units that takes part by now; it only grows.'),
    reach: z
      .array(z.number())
      .describe('Per variant, the share of its units that takes part; all 1 unless the run was re-weighted.'),
    reweightedAt: z.date().nullable(),
    intakeClosedAt: z
      .date()
      .nullable()
      .describe('From then on nobody joins, and those who were exposed keep their variant.'),
    shippedVariant: z
      .string()
      .nullable()
      .describe('Key of the variant that everybody gets since the run ended.'),
    recordedAt: z
      .date()
      .nullable()
      .describe('When a run that was carried out elsewhere was entered; null: it ran here.'),
  })
  .meta({ id: 'Run' }) satisfies z.ZodType<RunView>;

const environmentSchema = z
  .object({
    environment: z.string().describe('Key of the environment.'),
    status: z.enum(['running', 'shipped', 'stopped']),
    run: z.int().describe('Number of the latest run there.'),
  })
  .meta({ id: 'EnvironmentOfExperiment' }) satisfies z.ZodType<EnvironmentOfExperiment>;

const experimentFields = {
  ...experimentInputSchema.shape,
  ...historyFields,
  id: setByServer(z.string()),
  status: setByServer(
    listExperimentsInput.shape.status
      .unwrap()
      .describe('Over all environments: running where a run goes on in any of them.'),
  ),
  environments: setByServer(
    z
      .array(environmentSchema)
      .describe('What became of it in each environment in which it ran and that the key may touch.'),
  ),
  ownerId: setByServer(z.string().nullable()),
  runs: setByServer(z.array(runSchema).describe('Latest first.')),
};

export const experimentSchema = z.object(experimentFields).meta({
  id: 'Experiment',
  description: 'An experiment: its configuration, and what became of it.',
}) satisfies z.ZodType<ExperimentView>;

const experimentSummarySchema = z
  .object({
    ...experimentFields,
    ownerName: z
      .string()
      .nullable()
      .describe('Of the person who created it; null for one made by a program.'),
    runToRead: z
      .int()
      .nullable()
      .describe(
        "Number of the run that is read where none is named: the latest of the key's environment, of production for people; where none ran there, the latest. Null before the first.",
      ),
    latestAnalysis: z
      .object({ horizon: z.date().describe('Until when what happened is in it.') })
      .nullable()
      .describe('Of that run, the newest analysis, read by getLatestAnalysis; null before the first.'),
  })
  .meta({ id: 'ExperimentSummary' });

export const experimentPageSchema = z
  .object({ experiments: z.array(experimentSummarySchema), next: nextField })
  .meta({
    id: 'ExperimentPage',
    description: 'Experiments, newest first.',
  }) satisfies z.ZodType<ExperimentPage>;
