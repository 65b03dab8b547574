import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';
import { leastConditionalPowerSchema } from './futility';
import { planExtensionsSchema } from './plan-extension';
import { runPlanSchema } from './run-configuration';

const allocationSchema = z
  .object({
    number: z.int().describe('1 at the start of the run.'),
    effectiveFrom: z.date(),
    coverage: z.number().describe('Share of the eligible units that takes part (traffic allocation).'),
    reach: z.array(z.number()).describe('Per variant, the share of its units that takes part.'),
    setBy: z.string().nullable().describe('Kind and id of the actor who set it; null: unknown.'),
  })
  .meta({ id: 'Allocation' });

/** Which units take part from an instant on, and who set it. */
export type RunAllocationView = DeepReadonly<z.output<typeof allocationSchema>>;

export const runSchema = z
  .object({
    id: z.int(),
    number: z.int().describe('1 for the first run of the experiment.'),
    environment: z.string().describe('Key of the environment in which it runs.'),
    startedAt: z.date(),
    endedAt: z.date().nullable(),
    coverage: z.number().describe('Current share of the eligible units that takes part; it only grows.'),
    reach: z
      .array(z.number())
      .describe('Per variant, the share of its units that takes part; all 1 unless the run was re-weighted.'),
    reweightedAt: z.date().nullable().describe('When the weights last changed during the run; null: never.'),
    allocations: z
      .array(allocationSchema)
      .describe(
        'Weights and traffic allocation over time: one entry at the start and one for each change, latest last.',
      ),
    intakeClosedAt: z
      .date()
      .nullable()
      .describe('End of enrolment: no unit joins after it, and exposed units keep their variant.'),
    shippedVariant: z
      .string()
      .nullable()
      .describe('Key of the variant that every unit gets since the run ended.'),
    plan: runPlanSchema
      .omit({ extensions: true })
      .describe('What the run is judged by: frozen at its start, with the planned size as extended since.'),
    leastConditionalPower: leastConditionalPowerSchema,
    extensions: planExtensionsSchema.describe(
      'How the plan was extended while the run went on, oldest first; the last one says its planned size.',
    ),
    recordedAt: z
      .date()
      .nullable()
      .describe('When a run that was carried out elsewhere was recorded; null: it ran here.'),
  })
  .meta({ id: 'Run' });

export type RunView = DeepReadonly<z.output<typeof runSchema>>;
