import { z } from 'zod';
import { authorise } from '../auth/authorise';
import type { Caller, Context, ReadingContext } from '../auth/context';
import { inTransaction, type Transaction } from '../database/client';
import { isPlaced, places, type PlaceName } from '../doors/places';
import { ForbiddenError } from '../errors';
import type { DeepReadonly } from '../model/deep-readonly';
import { refusingDuplicates } from './duplicate-key';
import { lockRow, requireVersion, type EditedRow } from './edited-row';
import { parseInput } from './parse-input';
import { recordAudit } from './record-audit';
import type { Door, DoorFacts, Verb, VerbFacts } from './verb';

interface Facts<
  Name extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Said extends DoorFacts,
  Result,
> extends Omit<VerbFacts, 'records'> {
  readonly name: Name;
  readonly input: Input;
  readonly output?: Output & Describing<Output, NoInfer<Result>>;
  /** Only what has a place can have a door. */
  readonly door?: Said & (Name extends PlaceName ? unknown : never);
}

/** A schema of all of the result, or of a part of it: it leaves members out, or tells of some only that they are there. */
type Describing<Output extends z.ZodType, Result> =
  z.output<Output> extends Result
    ? Output
    : string extends keyof z.output<Output>
      ? Output
      : NonNullable<Result> extends DeepReadonly<z.output<Output>>
        ? Output
        : never;

/** A verb that only reads. */
interface Reading<Input extends z.ZodType, Result> {
  readonly records?: never;
  /** All of it is read as of one instant, in a read-only transaction. */
  readonly snapshot?: true;
  readonly read: (given: {
    readonly ctx: ReadingContext;
    readonly input: z.output<Input>;
  }) => Promise<Result>;
}

/** What a change did: its result, and what the audit trail says of it, in this order; null: it turned out that nothing changes. */
interface Changed<Action extends string, Result> {
  readonly result: Result;
  readonly audit: Recorded<Action> | readonly Recorded<Action>[] | null;
}

interface Recorded<Action extends string> {
  /** Which of the verb's actions; left out: the first. */
  readonly action?: Action;
  /** Such as `layer:checkout`. */
  readonly subject: string;
  readonly detail: object;
}

/** A verb that changes something, and so has to say what it records. */
interface Changing<Input extends z.ZodType, Action extends string, Prepared, Stored, Result> {
  readonly records: readonly [Action, ...Action[]];
  /** What cannot be done in the transaction, before it: asking another database, reading or forgetting evidence. */
  readonly prepare?: (given: { readonly ctx: Context; readonly input: z.output<Input> }) => Promise<Prepared>;
  /** Which new key may be taken already, of what: "a layer". */
  readonly unique?: (input: z.output<Input>) => { readonly what: string; readonly key: string };
  /**
   * What it changes, by the input's `key`: locked, and of the version that the caller read (the input's `version`) where it says one.
   * Left out: what is changed has no version.
   */
  readonly edits?: EditedRow<Stored & { readonly version: number }>;
  /** Runs again from its start where Postgres asks for another try, so it does nothing outside `transaction`. */
  readonly change: (given: {
    readonly ctx: Caller;
    readonly input: z.output<Input>;
    readonly transaction: Transaction;
    readonly prepared: Prepared;
    /** What it edits, as it is stored. */
    readonly stored: Stored;
  }) => Promise<Changed<NoInfer<Action>, Result>>;
}

/**
 * Defines a verb and how it runs: authorise, parse, then `read` on a database that cannot write, or `change` in a transaction
 * with its audit entry, so that both are stored or neither. Who is refused is told to the context. Where it `edits` something, that is locked and its version compared first.
 * Throws NotFoundError, VersionMismatchError.
 */
export function defineVerb<
  const Name extends string,
  Input extends z.ZodType,
  Result,
  Output extends z.ZodType = z.ZodUndefined,
  const Said extends DoorFacts = DoorFacts,
>(
  verb: Facts<Name, Input, Output, Said, Result> & Reading<Input, Result>,
): Verb<Result, Input, Name, Output, Said>;
export function defineVerb<
  const Name extends string,
  Input extends z.ZodType,
  const Action extends string,
  Result,
  Prepared = undefined,
  Stored = undefined,
  Output extends z.ZodType = z.ZodUndefined,
  const Said extends DoorFacts = DoorFacts,
>(
  verb: Facts<Name, Input, Output, Said, Result> & Changing<Input, Action, Prepared, Stored, Result>,
): Verb<Result, Input, Name, Output, Said>;
export function defineVerb<Input extends z.ZodType, Action extends string, Result>(
  verb: Facts<PlaceName, Input, z.ZodType, DoorFacts, Result> &
    (Reading<Input, Result> | Changing<Input, Action, unknown, unknown, Result>),
): Verb<Result, Input> {
  const { name, permission, scope, input, output, records = [] } = verb;
  const run = async ({ ctx, input: sent }: { readonly ctx: Context; readonly input?: unknown }) => {
    try {
      authorise(ctx, permission, scope);
      const given = { ctx, input: parseInput(input, sent === undefined ? {} : sent) };
      return await ('read' in verb ? reading(verb, given) : changing(verb, given));
    } catch (error) {
      if (error instanceof ForbiddenError) ctx.onRefusal?.({ verb: name, permission, input: sent });
      throw error;
    }
  };
  Object.defineProperty(run, 'name', { value: name });
  return Object.assign(run, { permission, scope, input, output, door: doorOf(verb), records });
}

function doorOf({ name, door }: { readonly name: string; readonly door?: DoorFacts }): Door | undefined {
  return door && isPlaced(name) ? { ...places[name], ...door } : undefined;
}

interface Given<Input extends z.ZodType> {
  readonly ctx: Context;
  readonly input: z.output<Input>;
}

async function reading<Input extends z.ZodType, Result>(
  { read, snapshot }: Reading<Input, Result>,
  { ctx, input }: Given<Input>,
): Promise<Result> {
  if (snapshot === undefined) return read({ ctx, input });
  const { database } = ctx;
  return inTransaction(
    database,
    async (prisma) => {
      await prisma.$executeRaw`set transaction read only`;
      return read({ ctx: { ...ctx, database: { ...database, prisma } }, input });
    },
    { isolation: 'RepeatableRead' },
  );
}

async function changing<Input extends z.ZodType, Action extends string, Result>(
  { prepare, edits, unique, change, records: [usual] }: Changing<Input, Action, unknown, unknown, Result>,
  { ctx, input }: Given<Input>,
): Promise<Result> {
  const { database, ...caller } = ctx;
  const prepared = await prepare?.({ ctx, input });
  const store = () =>
    inTransaction(database, async (transaction) => {
      const stored = edits && (await storedFor(edits, { ctx: caller, input, transaction }));
      const { result, audit } = await change({ ctx: caller, input, transaction, prepared, stored });
      for (const entry of entriesOf(audit))
        await recordAudit(transaction, caller, { action: usual, ...entry });
      return result;
    });
  if (unique === undefined) return store();
  const { what, key } = unique(input);
  return refusingDuplicates(what, key, store);
}

const editingInput = z.object({ key: z.string(), version: z.int().optional() });

async function storedFor<Row extends { readonly version: number }>(
  edits: EditedRow<Row>,
  {
    ctx,
    input,
    transaction,
  }: { readonly ctx: Caller; readonly input: unknown; readonly transaction: Transaction },
): Promise<Row> {
  const { key, version } = editingInput.parse(input);
  const stored = await lockRow(edits, transaction, ctx, key);
  requireVersion(stored, version);
  return stored;
}

function entriesOf(audit: Changed<string, unknown>['audit']): readonly Recorded<string>[] {
  if (audit === null) return [];
  return 'subject' in audit ? [audit] : audit;
}
