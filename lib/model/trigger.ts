import { z } from 'zod';
import { eventSelectionFields } from './metrics/parts';
import type { DeepReadonly } from './deep-readonly';

/** Which units are analysed, of those that are exposed; null: all of them. */
export const triggerSchema = z
  .strictObject({
    ...eventSelectionFields,
    from: z
      .enum(['trigger', 'exposure'], 'Windows run from the "trigger" or from the "exposure".')
      .default('trigger'),
  })
  .meta({ id: 'Trigger', description: 'The event that a unit needs to be analysed.' })
  .nullable();

/**
 * Only units that did this after their exposure are analysed, in every arm. `from`: when the windows of metrics begin, with
 * the first such event or with the exposure. What came before the exposure is before exposure in both cases.
 */
export type Trigger = DeepReadonly<NonNullable<z.output<typeof triggerSchema>>>;
