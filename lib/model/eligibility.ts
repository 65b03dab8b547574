import { z } from 'zod';
import { zonedInstantOf } from '../assignment/instant';
import { keySchema } from './key';

const maximumForced = 100;

/** The place that a run takes in a layer: its key, and the share of it, above 0 and at most 1. */
export const layerPlaceSchema = z
  .strictObject({
    key: keySchema,
    share: z.number().gt(0, 'A share of a layer is above 0.').max(1, 'A share of a layer is at most 1.'),
  })
  .meta({ id: 'LayerPlace' })
  .nullable();

/** An instant as ISO 8601 with its zone, or null for none. */
export const instantSchema = z
  .union(
    [
      z.date(),
      z
        .string()
        .refine((text) => zonedInstantOf(text) !== null)
        .transform((text) => new Date(zonedInstantOf(text) ?? Number.NaN))
        .register(z.globalRegistry, { type: 'string', format: 'date-time' }),
    ],
    'An instant is ISO 8601 with its zone, such as "2026-03-01T09:00:00Z", or null.',
  )
  .refine(isStorableInstant, 'An instant lies in the years 1 to 9999.')
  .nullable();

/** Postgres knows no year 0, and ISO 8601 none of five digits without being told so; a zone may lead to either. */
function isStorableInstant(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Units that are shown a variant for testing. */
export const forcedSchema = z
  .array(
    z
      .strictObject({
        unit: z
          .string('A unit is named by text.')
          .min(1, 'A unit is named by at least one character.')
          .max(512, 'A unit has at most 512 characters.')
          .regex(/^[^\0]*$/, 'A unit cannot hold the NUL character.'),
        variant: keySchema,
      })
      .meta({ id: 'ForcedUnit' }),
  )
  .max(maximumForced, `At most ${String(maximumForced)} forced units: they are for testing.`);

export const prerequisiteSchema = z
  .strictObject({
    experiment: keySchema,
    variants: z.array(keySchema).min(1, 'Name at least one variant.').max(20, 'At most 20 variants.'),
  })
  .meta({ id: 'Prerequisite', description: 'Another experiment, and the variants of it that a unit needs.' })
  .nullable();

interface Eligibility {
  readonly variants: readonly { readonly key: string }[];
  readonly forced: z.output<typeof forcedSchema>;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** What the fields mean together: forced units meet variants that there are, once each, and the end follows the start. */
export function checkEligibility(
  { variants, forced, startsAt, endsAt }: Eligibility,
  problems: z.core.$RefinementCtx,
): void {
  const addProblem = (path: PropertyKey[], message: string) => {
    problems.addIssue({ code: 'custom', path, message });
  };
  forced.forEach(({ unit, variant }, index) => {
    if (!variants.some(({ key }) => key === variant)) {
      addProblem(['forced', index, 'variant'], `There is no variant "${variant}".`);
    }
    if (forced.findIndex((other) => other.unit === unit) !== index) {
      addProblem(['forced', index, 'unit'], 'This unit is listed twice.');
    }
  });
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt) {
    addProblem(['endsAt'], 'The end has to be after the start.');
  }
}
