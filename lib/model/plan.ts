import { z } from 'zod';

/** What an integer of the database holds. */
export const MOST_PLANNED_UNITS = 2_147_483_647;

/** What is decided before anybody looks; the defaults are those of the statistics guide. */
export const planSchema = z
  .strictObject({
    method: z.enum(['fixed', 'group-sequential', 'always-valid']).default('group-sequential'),
    alphaTwoSided: z
      .number()
      .gt(0, 'Alpha is above 0.')
      .lt(0.5, 'Alpha is below 0.5; 0.05 is usual.')
      .default(0.05),
    power: z.number().gt(0.5, 'Power is above 0.5; 0.8 is usual.').lt(1, 'Power is below 1.').default(0.8),
    spending: z
      .string()
      .regex(
        /^(obrien-fleming|pocock|power:(?:0?\.[1-9]\d*|[1-9]\d*(?:\.\d+)?))$/,
        'Spending is "obrien-fleming", "pocock" or "power:<rho>", such as "power:2".',
      )
      .default('obrien-fleming'),
    looks: z.int().min(1, 'At least one look.').max(100, 'At most 100 looks.').default(5),
    plannedUnits: z.int().min(2, 'At least 2 units.').max(MOST_PLANNED_UNITS).nullable().default(null),
    plannedDays: z.int().min(1, 'At least 1 day.').max(730, 'At most 730 days.').nullable().default(null),
  })
  .meta({ id: 'Plan', description: 'Decision rule, fixed before anybody looks at results.' });
