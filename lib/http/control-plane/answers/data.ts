import { z } from 'zod';
import type { RetentionResult } from '../../../services/data/apply-retention';
import type { VerdictCount } from '../../../services/data/count-verdicts';
import type { ErasureResult } from '../../../services/data/erase-unit';
import type { StandingUnit } from '../../../services/data/find-standing';
import type { IngestionSettingsView } from '../../../services/data/ingestion-settings';
import type { CrowdedPerson } from '../../../services/data/list-crowded-persons';
import type { RejectedPage } from '../../../services/data/list-rejected';
import type { ReplayResult } from '../../../services/data/replay-rejected';
import type { UndoneLinks } from '../../../services/data/undo-links';
import { nextField } from './page';

const rejectedSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['EXPOSURE', 'EVENT', 'IDENTITY']),
    code: z.string(),
    detail: z.string(),
    body: z.string().describe('As it came, or its first 64 kB.'),
    receivedAt: z.date(),
    replayedAt: z.date().nullable(),
  })
  .meta({ id: 'RejectedItem', description: 'An item that was refused.' });

export const rejectedPageSchema = z.object({ items: z.array(rejectedSchema), next: nextField }).meta({
  id: 'RejectedPage',
  description: 'Refused items, newest first.',
}) satisfies z.ZodType<RejectedPage>;

export const replayResultSchema = z
  .object({
    accepted: z.int(),
    duplicate: z.int().describe('Stored before, by whatever way.'),
    skipped: z.int().describe('Replayed earlier, or not there (any more).'),
    rejected: z.array(z.object({ id: z.string(), code: z.string(), detail: z.string() })),
  })
  .meta({
    id: 'ReplayResult',
    description: 'What became of the items that were sent again.',
  }) satisfies z.ZodType<ReplayResult>;

const verdictCountSchema = z.object({
  kind: z.string(),
  code: z
    .string()
    .describe(
      "ACCEPTED, DUPLICATE, a refusal's code, or what was only noticed: CLOCK_AHEAD, CLOCK_BEHIND, LATE, CROWDED_PERSON, NO_ROOM, CONFLICTING_DUPLICATE.",
    ),
  items: z.number(),
  lastAt: z.date().describe('The minute in which the last of them came.'),
}) satisfies z.ZodType<VerdictCount>;

export const verdictCountsSchema = z
  .object({ counts: z.array(verdictCountSchema) })
  .meta({ id: 'VerdictCounts', description: 'How many items got which verdict.' });

export const ingestionSettingsSchema = z
  .object({
    environment: z.string(),
    botFilter: z.boolean().describe('Whether what declared crawlers send to the environment is refused.'),
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
    description: 'How an environment takes in data.',
  }) satisfies z.ZodType<IngestionSettingsView>;

const deletedRows = {
  events: z.int(),
  eventKeys: z.int(),
  rejected: z.int(),
  counts: z.int(),
  exposures: z.int(),
};

export const retentionResultSchema = z
  .object({
    from: z.date().describe('The beginning of the first month that stays.'),
    keptFor: z
      .object({ experiment: z.string(), run: z.int() })
      .nullable()
      .describe('The earliest run that still needs its events, where that kept months longer.'),
    droppedMonths: z.array(z.string()).describe('Partitions dropped as a whole, such as events_2026_01.'),
    deleted: z.object(deletedRows).describe('Rows removed one by one.'),
  })
  .meta({
    id: 'RetentionResult',
    description: 'What goes, or went.',
  }) satisfies z.ZodType<RetentionResult>;

const standingUnitSchema = z
  .object({
    unit: z.string(),
    place: z
      .enum(['forced', 'targeting', 'audience', 'run'])
      .describe(
        'Forced units; a value that the targeting of an experiment or an audience compares with; the same in what a run froze.',
      ),
    key: z.string().describe('Of the experiment, or of the audience.'),
    run: z.int().nullable().describe("Number of the run; null for what is not a run's."),
    isServed: z
      .boolean()
      .describe(
        'Whether it reaches applications with the configuration; forced units only as salted hashes.',
      ),
  })
  .meta({
    id: 'StandingUnit',
    description: "A place outside the evidence where a unit's id is written.",
  }) satisfies z.ZodType<StandingUnit>;

export const erasureResultSchema = z
  .object({
    units: z.int().describe('The unit, and those that were linked to it.'),
    exposures: z.int(),
    events: z.int(),
    rejected: z.int(),
    links: z.int(),
    standing: z
      .array(standingUnitSchema)
      .describe('Where the unit, or one that was linked to it, still stands outside the evidence.'),
  })
  .meta({
    id: 'ErasureResult',
    description: 'How many rows were removed, and where the id still is.',
  }) satisfies z.ZodType<ErasureResult>;

const crowdedPersonSchema = z.object({
  unit: z.string(),
  linkedUnits: z.int(),
  lastLinkedAt: z.date(),
}) satisfies z.ZodType<CrowdedPerson>;

export const crowdedPersonsSchema = z
  .object({ persons: z.array(crowdedPersonSchema) })
  .meta({ id: 'CrowdedPersons', description: 'Units with 50 or more others linked to them, largest first.' });

export const undoneLinksSchema = z
  .object({ removed: z.int().describe('Links that are gone.') })
  .meta({ id: 'UndoneLinks', description: 'What was undone.' }) satisfies z.ZodType<UndoneLinks>;
