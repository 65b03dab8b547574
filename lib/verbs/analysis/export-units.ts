import { z } from 'zod';
import { cannotSaySentence } from '../../sentences/cannot-say';
import { defineVerb } from '../define-verb';
import { parseAnalysisResult } from '../../model/analysis-result';
import type { Prisma } from '../../database/generated/client';
import { readEvidence } from '../../evidence/create-evidence';
import { ConflictError, FairsplitError } from '../../errors';
import { unitColumnsOf, unitMeasureOf, unitMetricsOf, type FoundAttributes } from '../../exports/units-table';
import type { ReadingContext } from '../../auth/context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { parseRunConfiguration } from '../../model/run-configuration';
import { csvMediaType, parquetMediaType, type ExportedFile } from './exported-file';
import { unitFileStream, type ExportPlace } from './unit-file-stream';

const exportInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional(),
  format: z.enum(['csv', 'parquet'], 'Rows of units come as csv or parquet.').default('csv'),
});

/** Each holds a thread, a connection and a snapshot for as long as somebody downloads. */
const atOnce = 2;
let underWay = 0;

/** Who was given a file and does not begin to read it within this gives up the place. */
const UNREAD_MS = 60_000;

/**
 * One row a unit of a run (without `run`: the latest of the caller's environment, or of production), as of its last look: what the
 * moments of that analysis were taken from. Streamed by a thread, in the memory of a few thousand rows, so that evaluations in the same
 * process go on meanwhile. Rows tell the effect to whoever adds them up, so there are none before the plan has
 * had a look, unless the run has ended. Metrics that read a source, or that failed in that analysis, are left out and named. Throws NotFoundError, InvalidInputError, ForbiddenError, ConflictError
 * (NEVER_STARTED, LOOK_NOT_REACHED) and FairsplitError (TOO_MANY_EXPORTS).
 */
export const exportUnits = defineVerb({
  name: 'exportUnits',
  permission: 'units:export',
  scope: 'environment',
  input: exportInput,
  records: ['units.export'],
  prepare: async ({ ctx, input: { key, run: runNumber, format } }) => {
    const experiment = await findWithAllRuns(ctx.database.prisma, ctx, key);
    const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
    const run = await runWithinReach(ctx.database.prisma, ctx, experiment, isWanted);
    if (run === undefined)
      throw new ConflictError('NEVER_STARTED', `"${key}" has no such run: it has no units.`);
    const { horizon, failures, attributes } = await readableUntil(ctx, key, run);
    const detail = { run: run.number, format, horizon: horizon.toISOString() };
    const configuration = parseRunConfiguration(run.configuration);
    const { written, leftOut } = unitMetricsOf(configuration.metrics, failures);
    const body = unitFileStream(
      {
        databaseUrl: ctx.database.url,
        statements: readEvidence(ctx.database).unitRowsStatements({
          scope: {
            runId: run.id,
            environmentId: run.environmentId,
            horizon,
            endedAt: run.endedAt,
            trigger: configuration.trigger,
          },
          measures: written.map((metric) => unitMeasureOf(metric, attributes)),
        }),
        columns: unitColumnsOf(written, attributes),
        variants: configuration.variants.map((variant) => variant.key),
        format,
      },
      takePlace(),
    );
    const file: ExportedFile = {
      name: `${key}-run-${String(run.number)}-units.${format}`,
      mediaType: format === 'csv' ? csvMediaType : parquetMediaType,
      leftOut,
      body,
    };
    return { result: file, audit: { subject: `experiment:${key}`, detail } };
  },
  // Nothing is read before the entry is stored: the file begins to be read when somebody takes it.
  change: ({ prepared }) => Promise.resolve(prepared),
});

/** A place among the exports that are under way, from the call on. Throws FairsplitError (TOO_MANY_EXPORTS). */
function takePlace(): ExportPlace {
  if (underWay >= atOnce) {
    const detail = `${String(atOnce)} exports of units are under way; try again when one has ended.`;
    throw new FairsplitError('TOO_MANY_EXPORTS', 429, detail);
  }
  underWay += 1;
  let isFree = false;
  const free = () => {
    if (!isFree) underWay -= 1;
    isFree = true;
  };
  const unread = setTimeout(free, UNREAD_MS).unref();
  return {
    begin: () => {
      if (isFree) throw new Error('the file was given up, as nobody began to read it');
      clearTimeout(unread);
    },
    end: () => {
      clearTimeout(unread);
      free();
    },
  };
}

interface Readable {
  readonly horizon: Date;
  /** Why metrics failed in the analysis of that horizon, by key. */
  readonly failures: ReadonlyMap<string, string>;
  readonly attributes: FoundAttributes;
}

/** The horizon of the last look; of a run that ended without one, now. */
async function readableUntil(
  ctx: ReadingContext,
  key: string,
  run: { readonly id: number; readonly endedAt: Date | null },
): Promise<Readable> {
  const newest = (where: Prisma.AnalysisWhereInput) =>
    ctx.database.prisma.analysis.findFirst({
      where: { runId: run.id, ...where },
      orderBy: { createdAt: 'desc' },
      select: { horizon: true, result: true },
    });
  const look = await newest({ lookNumber: { not: null } });
  if (look !== null) return { horizon: look.horizon, ...foundIn(look.result) };
  if (run.endedAt !== null) {
    const last = await newest({});
    const found =
      last === null ? { failures: new Map<string, string>(), attributes: [] } : foundIn(last.result);
    return { horizon: ctx.now(), ...found };
  }
  throw new ConflictError(
    'LOOK_NOT_REACHED',
    `The plan of "${key}" has had no look yet, and rows of units would show its effects before their time. They can be exported after the first look, or when the run has ended.`,
  );
}

function foundIn(result: unknown): Omit<Readable, 'horizon'> {
  const { metrics } = parseAnalysisResult(result);
  return {
    failures: new Map(
      metrics.flatMap(({ key, failure }) => (failure === null ? [] : [[key, cannotSaySentence(failure)]])),
    ),
    attributes: metrics.map(({ key, attributes = [] }) => ({ key, attributes })),
  };
}
