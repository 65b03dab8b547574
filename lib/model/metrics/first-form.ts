import { z } from 'zod';

const firstForm = z.strictObject({
  event: z.unknown(),
  windowHours: z.number().nullable().default(null),
});

/** A definition of the first form, `{ event, windowHours }`, in the second one; anything else as it is. */
export function fromFirstForm(input: unknown): unknown {
  const parsed = z
    .object({ kind: z.enum(['mean', 'sum', 'proportion']), definition: firstForm })
    .safeParse(input);
  if (!parsed.success) return input;
  const { kind, definition } = parsed.data;
  const window = { startHours: 0, lengthHours: definition.windowHours, mustBeComplete: false };
  return {
    kind: kind === 'mean' ? 'sum' : kind,
    definition: { version: 2, event: definition.event, where: [], window },
  };
}
