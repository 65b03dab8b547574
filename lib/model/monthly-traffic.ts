import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';

export const monthlyTrafficSchema = z
  .object({
    from: z.string().describe('First of the complete UTC days that it is counted from, such as 2026-11-02.'),
    to: z.string().describe('Last of them.'),
    days: z.int().describe('7, 14, 21 or 28.'),
    exposedUnits: z.int().describe('First exposed in these days, all variants.'),
    analysedPerExposed: z
      .number()
      .describe('Units of the analysis over exposed units: below 1 with a trigger or linked units.'),
    allocatedShare: z.number().describe('Share of the eligible units that took part in these days.'),
    unitsPerMonth: z.number().describe('New units of all eligible traffic in 30 days.'),
  })
  .meta({ id: 'MonthlyTraffic', description: 'Units that 30 days would bring if everybody took part.' });

export type MonthlyTraffic = DeepReadonly<z.output<typeof monthlyTrafficSchema>>;
