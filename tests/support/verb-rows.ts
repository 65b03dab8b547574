import type { Scope } from '../../lib/auth/authorise';
import type { Context } from '../../lib/auth/context';
import type { Permission } from '../../lib/auth/permissions';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import type { IngestionContext } from '../../lib/ingestion/ingestion-context';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { recordIdentities } from '../../lib/ingestion/record-identities';
import { recordLines } from '../../lib/ingestion/record-lines';
import { verbs } from '../../lib/verbs/verb-list';
import type { Verb } from '../../lib/verbs/verb';
import { verbExamples } from './verb-examples';
import type { VerbFixture } from './verb-fixture';

/** What a verb is for, and a call of it that touches production, or all of the workspace. */
export interface VerbRow {
  readonly permission: Permission;
  readonly scope: Exclude<Scope, object>;
  readonly call: (ctx: Context, fixture: VerbFixture) => Promise<unknown>;
  /** Of the error that whoever may call it gets in the fixture; left out: none. */
  readonly code?: string;
  /** Actions of its audit entries, where it says them. */
  readonly records?: readonly string[];
}

function ingesting(record: (ctx: IngestionContext) => Promise<unknown>): VerbRow {
  const call: VerbRow['call'] = (ctx, { environmentId, database }) =>
    record({ ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) });
  return { permission: 'data:write', scope: 'environment', call };
}

async function* line() {
  yield await Promise.resolve({ index: 0, byteCount: 2, item: { unit: 'u', name: 'order' } });
}

/** Of what takes in evidence: no transaction a call, so it stands in lib/ingestion. */
const sendingRows = {
  recordEvents: ingesting((ctx) => recordEvents({ ctx, input: { events: [{ unit: 'u', name: 'order' }] } })),
  recordExposures: ingesting((ctx) => recordExposures({ ctx, input: { exposures: [] } })),
  recordIdentities: ingesting((ctx) => recordIdentities({ ctx, input: { identities: [] } })),
  recordLines: ingesting((ctx) => recordLines({ ctx, list: 'events', lines: line() })),
} satisfies Rows;

/** Of the verbs that say for themselves what they need. */
const listedRows: Rows = Object.fromEntries(verbs.map((verb) => [verb.name, rowOf(verb)]));

function rowOf(verb: Verb): VerbRow {
  const { permission, scope, records } = verb;
  const { input, code } = verbExamples[verb.name] ?? {};
  if (input === undefined) throw new Error(`The verb "${verb.name}" has no example in verb-examples.ts.`);
  const call: VerbRow['call'] = (ctx, fixture) => verb({ ctx, input: input(fixture) });
  return { permission, scope, call, records, ...(code !== undefined && { code }) };
}

type Rows = Readonly<Record<string, VerbRow>>;

/** Every verb, by name. */
export const verbRows: Rows = {
  ...sendingRows,
  ...listedRows,
};
