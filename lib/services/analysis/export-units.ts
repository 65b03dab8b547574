import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseAnalysisResult } from '../../analysis/analysis-result-schema';
import { measureOf } from '../../analysis/measure';
import type { RunConfiguration } from '../../analysis/run-configuration';
import { inTransaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import { ConflictError, FairsplitError } from '../../errors';
import { csvHeader, csvLines } from '../../exports/csv';
import { ParquetFile } from '../../exports/parquet';
import type { Cell, TableColumn } from '../../exports/table';
import { unitColumnsOf, unitMetricsOf } from '../../exports/units-table';
import { unitRows, type UnitRow } from '../../warehouse/postgres/unit-rows';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { csvMediaType, parquetMediaType, type ExportedFile } from './exported-file';

const exportInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional(),
  format: z.enum(['csv', 'parquet'], 'Rows of units come as csv or parquet.').default('csv'),
});

/** Each holds a connection and a snapshot for as long as somebody downloads. */
const atOnce = 2;
let underWay = 0;

/**
 * One row a unit of a run (without `run`: the latest of the caller's environment, or of production), as of its last look: what the
 * moments of that analysis were taken from. Streamed, in the memory of a few thousand rows and a few hundred at a time, so that
 * evaluations in the same process go on meanwhile. Rows tell the effect to whoever adds them up, so there are none before the plan has
 * had a look, unless the run has ended. Metrics that read a source, or that failed in that analysis, are left out and named. Throws NotFoundError, InvalidInputError, ForbiddenError, ConflictError
 * (NEVER_STARTED, LOOK_NOT_REACHED) and FairsplitError (TOO_MANY_EXPORTS).
 */
export async function exportUnits({ ctx, input }: { ctx: Context; input: unknown }): Promise<ExportedFile> {
  authorise(ctx, 'units:export', 'environment');
  const { key, run: runNumber, format } = parseInput(exportInput, input);
  const experiment = await findWithAllRuns(ctx.database.prisma, ctx, key);
  const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
  const run = await runWithinReach(ctx.database.prisma, ctx, experiment, isWanted);
  if (run === undefined)
    throw new ConflictError('NEVER_STARTED', `"${key}" has no such run: it has no units.`);
  const { horizon, failures } = await readableUntil(ctx, key, run);
  if (underWay >= atOnce) {
    const detail = `${String(atOnce)} exports of units are under way; try again when one has ended.`;
    throw new FairsplitError('TOO_MANY_EXPORTS', 429, detail);
  }
  await inTransaction(ctx.database, (transaction) =>
    recordAudit(transaction, ctx, {
      action: 'units.export',
      subject: `experiment:${key}`,
      detail: { run: run.number, format, horizon: horizon.toISOString() },
    }),
  );
  const configuration = parseRunConfiguration(run.configuration);
  const { trigger } = configuration;
  const scope = { runId: run.id, environmentId: run.environmentId, horizon, endedAt: run.endedAt, trigger };
  const { written, leftOut } = unitMetricsOf(configuration.metrics, failures);
  const measures = written.map(measureOf);
  const write = format === 'csv' ? csvFile : parquetFile;
  const columns = unitColumnsOf(written);
  return {
    name: `${key}-run-${String(run.number)}-units.${format}`,
    mediaType: format === 'csv' ? csvMediaType : parquetMediaType,
    leftOut,
    body: streamOf(
      write(columns, cellsOf(unitRows(ctx.database.analysisPool, { scope, measures }), configuration)),
    ),
  };
}

interface Readable {
  readonly horizon: Date;
  /** Why metrics failed in the analysis of that horizon, by key. */
  readonly failures: ReadonlyMap<string, string>;
}

/** The horizon of the last look; of a run that ended without one, now. */
async function readableUntil(
  ctx: Context,
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
  if (look !== null) return { horizon: look.horizon, failures: failuresIn(look.result) };
  if (run.endedAt !== null) {
    const last = await newest({});
    return { horizon: ctx.now(), failures: last === null ? new Map() : failuresIn(last.result) };
  }
  throw new ConflictError(
    'LOOK_NOT_REACHED',
    `The plan of "${key}" has had no look yet, and rows of units would show its effects before their time. They can be exported after the first look, or when the run has ended.`,
  );
}

function failuresIn(result: unknown): Readable['failures'] {
  const { metrics } = parseAnalysisResult(result);
  return new Map(metrics.flatMap(({ key, failed }) => (failed === null ? [] : [[key, failed]])));
}

type Rows = AsyncIterable<readonly (readonly Cell[])[]>;

async function* cellsOf(
  rows: AsyncIterable<readonly UnitRow[]>,
  { variants }: RunConfiguration,
): AsyncGenerator<readonly (readonly Cell[])[], void, void> {
  underWay += 1;
  try {
    for await (const some of rows) {
      yield some.map(({ unit, variant, firstSeenAt, values }) => [
        unit,
        variants[variant]?.key ?? null,
        firstSeenAt,
        ...values,
      ]);
    }
  } finally {
    underWay -= 1;
  }
}

async function* csvFile(columns: readonly TableColumn[], rows: Rows): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvHeader(columns));
  for await (const some of rows) yield encoder.encode(csvLines(some));
}

/** A group is written in one turn of the process; smaller ones make a file of many parts. */
const rowsInGroup = 1_000;

async function* parquetFile(
  columns: readonly TableColumn[],
  rows: Rows,
): AsyncGenerator<Uint8Array, void, void> {
  const file = new ParquetFile(columns);
  let group: (readonly Cell[])[] = [];
  for await (const some of rows) {
    group = [...group, ...some];
    if (group.length < rowsInGroup) continue;
    yield file.write(group);
    group = [];
  }
  if (group.length > 0) yield file.write(group);
  yield file.end();
}

/** Reads on only when asked, and lets go of the database when nobody reads on. */
function streamOf(chunks: AsyncGenerator<Uint8Array, void, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const start = performance.now();
        const next = await chunks.next();
        // As long again as it took belongs to everybody else: the longer where the machine is busy.
        await sleep(performance.now() - start);
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}
