import { z } from 'zod';
import type { Trigger } from '../../analysis/trigger';
import { eventSelectionFields } from '../../analysis/metric-parts-schema';

/** Which units are analysed, of those that are exposed; null: all of them. */
export const triggerSchema: z.ZodType<Trigger | null> = z
  .strictObject({
    ...eventSelectionFields,
    from: z
      .enum(['trigger', 'exposure'], 'Windows run from the "trigger" or from the "exposure".')
      .default('trigger'),
  })
  .meta({ id: 'Trigger', description: 'The event that a unit has to have to be analysed.' })
  .nullable();
