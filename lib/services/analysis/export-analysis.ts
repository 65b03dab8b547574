import { z } from 'zod';
import { commentLine } from '../../exports/comment-line';
import { csvOf } from '../../exports/csv';
import { momentsTable } from '../../exports/moments-table';
import { notebookOf } from '../../exports/notebook';
import { parquetOf } from '../../exports/parquet';
import { recomputationOf, type Recomputation } from '../../exports/recomputation';
import { rScriptOf } from '../../exports/r-script';
import type { Context } from '../context';
import { runNumberDescription } from '../input-fields';
import { parseInput } from '../parse-input';
import { proofOf } from './analysis-proof';
import type { AnalysisView } from './analysis-view';
import { csvMediaType, parquetMediaType, type ExportedFile } from './exported-file';
import { latestAnalysis, latestLook } from './latest-analysis';

const exportFormats = ['json', 'csv', 'parquet', 'sql', 'ipynb', 'r'] as const;

export const exportAnalysisInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional().describe(runNumberDescription),
  format: z
    .enum(exportFormats, 'Formats are json, csv, parquet, sql, ipynb (a notebook) and r (a script).')
    .default('json'),
  rows: z.literal('moments', 'Rows are "moments", or "units" where that is permitted.').optional(),
});

type Write = (analysis: AnalysisView, key: string) => ExportedFile['body'];

const formats: Readonly<
  Record<(typeof exportFormats)[number], { readonly mediaType: string; readonly write: Write }>
> = {
  json: { mediaType: 'application/json', write: (analysis) => `${JSON.stringify(analysis, null, 2)}\n` },
  csv: { mediaType: csvMediaType, write: ({ result }) => csvOf(momentsTable(result)) },
  parquet: { mediaType: parquetMediaType, write: ({ result }) => parquetOf(momentsTable(result)) },
  sql: { mediaType: 'application/sql; charset=utf-8', write: sqlOf },
  ipynb: {
    mediaType: 'application/x-ipynb+json',
    write: (analysis, key) => notebookOf(about(analysis, key), factsOf(analysis)),
  },
  r: {
    mediaType: 'text/plain; charset=utf-8',
    write: (analysis, key) => rScriptOf(about(analysis, key), factsOf(analysis)),
  },
};

/** Of every format, each once; units come in two of them. */
export const exportMediaTypes: readonly string[] = Object.values(formats).map(({ mediaType }) => mediaType);

function about({ id, runNumber, horizon }: AnalysisView, experiment: string) {
  return { experiment, analysis: id, run: runNumber, horizon };
}

function factsOf({ configuration, result, decision }: AnalysisView): Recomputation {
  const look =
    decision?.look.taken === true ? { ...decision.look, mixingVariances: decision.mixingVariances } : null;
  return recomputationOf(configuration, result, look);
}

/** Every statement in its turn, for `psql --file`. */
function sqlOf(analysis: AnalysisView, key: string): string {
  const title = `-- ${commentLine(`${key}, run ${String(analysis.runNumber)}, analysis ${analysis.id}, evidence up to ${analysis.horizon.toISOString()}`)}\n`;
  const statements = proofOf(analysis).map(
    ({ name, metrics, text }) => `\n-- ${commentLine([name, ...metrics].join(', '))}\n${text}`,
  );
  return title + statements.join('');
}

/**
 * The last look of a run as a file; before the first look the newest analysis, whose effects are not there. Null
 * before the first analysis. Throws NotFoundError, InvalidInputError.
 */
export async function exportAnalysis({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExportedFile | null> {
  const { key, run, format } = parseInput(exportAnalysisInput, input);
  const asked = { ctx, input: { key, ...(run !== undefined && { run }) } };
  const analysis = (await latestLook(asked)) ?? (await latestAnalysis(asked));
  if (analysis === null) return null;
  const { mediaType, write } = formats[format];
  const extension = format === 'r' ? 'R' : format;
  return {
    name: `${key}-run-${String(analysis.runNumber)}.${extension}`,
    mediaType,
    body: write(analysis, key),
  };
}
