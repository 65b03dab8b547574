import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';

const planExtensionSchema = z
  .object({
    at: z.iso.datetime(),
    by: z.string().describe('Kind and id of the actor.'),
    byName: z.string().describe('Name of the actor at that time.'),
    reason: z.string(),
    maturedUnits: z.int().min(0).describe('Matured units at that time, as of the newest analysis before it.'),
    plannedUnitsBefore: z.int(),
    plannedUnits: z.int(),
    plannedDaysBefore: z.int().nullable(),
    plannedDays: z.int().nullable(),
    offeredUnits: z
      .int()
      .nullable()
      .describe('Size that the plan needed by pooled variance; null: not asked, as no look had been taken.'),
  })
  .meta({ id: 'PlanExtension', description: 'A raise of the planned size of a running run.' });

/** How a run's plan was extended while it ran. */
export type PlanExtension = DeepReadonly<z.output<typeof planExtensionSchema>>;

/** Of a run, the oldest first. */
export const planExtensionsSchema = z.array(planExtensionSchema);
