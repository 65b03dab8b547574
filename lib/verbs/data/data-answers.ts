import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { nextField } from '../../model/answer-fields';

const rejectedSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['EXPOSURE', 'EVENT', 'IDENTITY']),
    code: z.string(),
    detail: z.string(),
    body: z.string().describe('As received, up to the first 64 kB.'),
    receivedAt: z.date(),
    replayedAt: z.date().nullable(),
  })
  .meta({ id: 'RejectedItem', description: 'An item that was refused.' });

export const rejectedPageSchema = z.object({ items: z.array(rejectedSchema), next: nextField }).meta({
  id: 'RejectedPage',
  description: 'Refused items, newest first.',
});

export const replayResultSchema = z
  .object({
    accepted: z.int(),
    duplicate: z.int().describe('Already stored.'),
    skipped: z.int().describe('Replayed earlier, or no longer stored.'),
    rejected: z.array(z.object({ id: z.string(), code: z.string(), detail: z.string() })),
    next: z.string().nullable().describe('Pass as `after` for the next items of this code; null at the end.'),
  })
  .meta({
    id: 'ReplayResult',
    description: 'A receipt for the items that were sent again.',
  });

export type ReplayResult = DeepReadonly<z.output<typeof replayResultSchema>>;

const verdictCountSchema = z.object({
  kind: z.string(),
  code: z
    .string()
    .describe(
      'ACCEPTED, DUPLICATE, the code of a refusal, or of a warning: CLOCK_AHEAD, CLOCK_BEHIND, LATE, CROWDED_PERSON, NO_ROOM, CONFLICTING_DUPLICATE, ATTRIBUTES_LEFT_OUT.',
    ),
  items: z.number(),
  lastAt: z.date().describe('Minute of the last one.'),
});

export const verdictCountsSchema = z
  .object({ counts: z.array(verdictCountSchema) })
  .meta({ id: 'VerdictCounts', description: 'Numbers of items by verdict.' });

export const ingestionSettingsSchema = z
  .object({
    environment: z.string(),
    botFilter: z.boolean().describe('Whether items of declared crawlers are refused in this environment.'),
    retentionMonths: z
      .int()
      .nullable()
      .describe("Whole months for which the workspace's events are kept; null: for ever."),
    retainedFrom: z
      .date()
      .nullable()
      .describe('Events before this instant were dropped here, and are refused.'),
  })
  .meta({
    id: 'IngestionSettings',
    description: 'Ingestion settings of an environment.',
  });

const deletedRows = {
  events: z.int(),
  eventKeys: z.int(),
  rejected: z.int(),
  counts: z.int(),
  exposures: z.int(),
};

export const retentionResultSchema = z
  .object({
    from: z.date().describe('Start of the first month that is kept.'),
    keptFor: z
      .object({ experiment: z.string(), run: z.int() })
      .nullable()
      .describe('The earliest run that still needs its events, if that kept months longer.'),
    droppedMonths: z.array(z.string()).describe('Partitions dropped as a whole, such as events_2026_01.'),
    deleted: z.object(deletedRows).describe('Rows removed one by one.'),
  })
  .meta({
    id: 'RetentionResult',
    description: 'What was dropped, or would be.',
  });

export type RetentionResult = DeepReadonly<z.output<typeof retentionResultSchema>>;

const standingUnitSchema = z
  .object({
    unit: z.string(),
    place: z
      .enum(['forced', 'targeting', 'audience', 'run'])
      .describe(
        'Overrides; a value in the targeting of an experiment or an audience; the same in the frozen configuration of a run.',
      ),
    key: z.string().describe('Of the experiment, or of the audience.'),
    run: z.int().nullable().describe("Number of the run; null for what is not a run's."),
    isServed: z
      .boolean()
      .describe('Whether applications receive it with the configuration; overrides only as salted hashes.'),
  })
  .meta({
    id: 'StandingUnit',
    description: "A place outside the evidence that contains a unit's id.",
  });

export type StandingUnit = DeepReadonly<z.output<typeof standingUnitSchema>>;

const unitPlaceSchema = z
  .object({
    environment: z.string(),
    kind: z.enum(['exposure', 'event', 'link', 'rejected']),
    name: z
      .string()
      .nullable()
      .describe('Key of the experiment; name of the events; code of the refusal; null for links.'),
    run: z.int().nullable(),
    rows: z.int(),
    firstAt: z.date(),
    lastAt: z.date(),
  })
  .meta({ id: 'UnitPlace', description: 'A place in the evidence where a unit stands, and how often.' });

export type UnitPlace = DeepReadonly<z.output<typeof unitPlaceSchema>>;

export const unitReportSchema = z
  .object({
    units: z.array(z.string()).describe('The unit, then the anonymous units that were linked to it.'),
    places: z.array(unitPlaceSchema),
    standing: z
      .array(standingUnitSchema)
      .describe('Places outside the evidence that contain the unit or one linked to it.'),
  })
  .meta({
    id: 'UnitReport',
    description:
      'Where a unit stands in every environment of the workspace: what an erasure would remove, and what it would leave.',
  });

export type UnitReport = DeepReadonly<z.output<typeof unitReportSchema>>;

export const erasureResultSchema = z
  .object({
    units: z.int().describe('The unit, and those that were linked to it.'),
    exposures: z.int(),
    events: z.int(),
    rejected: z.int(),
    links: z.int(),
    places: z.array(unitPlaceSchema).describe('Where its rows stood when the erasure began.'),
    standing: z
      .array(standingUnitSchema)
      .describe('Places outside the evidence that still contain the unit or one linked to it.'),
  })
  .meta({
    id: 'ErasureResult',
    description: 'Numbers of removed rows, and the places that still contain the id.',
  });

export type ErasureResult = DeepReadonly<z.output<typeof erasureResultSchema>>;

const crowdedPersonSchema = z.object({
  unit: z.string(),
  linkedUnits: z.int(),
  lastLinkedAt: z.date(),
});

export const crowdedPersonsSchema = z
  .object({ persons: z.array(crowdedPersonSchema) })
  .meta({ id: 'CrowdedPersons', description: 'Units with 50 or more others linked to them, largest first.' });

export const undoneLinksSchema = z
  .object({ removed: z.int().describe('Number of removed links.') })
  .meta({ id: 'UndoneLinks', description: 'What was undone.' });

export type UndoneLinks = DeepReadonly<z.output<typeof undoneLinksSchema>>;
