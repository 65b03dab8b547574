import { withSentences } from '../../model/with-sentences';
import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { commentLine } from '../../exports/comment-line';
import { breakdownTable } from '../../exports/breakdown-table';
import { csvOf } from '../../exports/csv';
import { futilityOfLooks, type StoredLook } from '../../exports/futility-facts';
import { momentsTable } from '../../exports/moments-table';
import { notebookOf } from '../../exports/notebook';
import { parquetOf } from '../../exports/parquet';
import { recomputationOf, type Recomputation } from '../../exports/recomputation';
import { rScriptOf } from '../../exports/r-script';
import type { Table } from '../../exports/table';
import { momentsField, runNumberDescription } from '../input-fields';
import { invalidInput } from '../parse-input';
import { proofOf } from './analysis-proof';
import type { AnalysisView } from './result-answers';
import { csvMediaType, parquetMediaType, type ExportedFile } from './exported-file';
import { newestAnalysis } from './latest-analysis';
import { looksUpTo } from './looks-up-to';
import { isInvalid, withoutEffects } from './readable-analysis';

const exportFormats = ['json', 'csv', 'parquet', 'sql', 'ipynb', 'r'] as const;

const exportAnalysisInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional().describe(runNumberDescription),
  format: z
    .enum(exportFormats, 'Formats are json, csv, parquet, sql, ipynb (a notebook) and r (a script).')
    .default('json'),
  rows: z
    .enum(['moments', 'breakdowns'], 'Rows are "moments", "breakdowns", or "units" where that is permitted.')
    .default('moments'),
  moments: momentsField,
});

type Write = (analysis: AnalysisView, key: string, looks: readonly StoredLook[]) => ExportedFile['body'];

const formats: Readonly<
  Record<(typeof exportFormats)[number], { readonly mediaType: string; readonly write: Write }>
> = {
  json: {
    mediaType: 'application/json',
    write: (analysis) => `${JSON.stringify(withSentences(analysis), null, 2)}\n`,
  },
  csv: { mediaType: csvMediaType, write: (analysis, _, looks) => csvOf(tableOf(analysis, looks)) },
  parquet: {
    mediaType: parquetMediaType,
    write: (analysis, _, looks) => parquetOf(tableOf(analysis, looks)),
  },
  sql: { mediaType: 'application/sql; charset=utf-8', write: sqlOf },
  ipynb: {
    mediaType: 'application/x-ipynb+json',
    write: (analysis, key, looks) => notebookOf(about(analysis, key), factsOf(analysis, looks)),
  },
  r: {
    mediaType: 'text/plain; charset=utf-8',
    write: (analysis, key, looks) => rScriptOf(about(analysis, key), factsOf(analysis, looks)),
  },
};

/** Of every format, each once; units come in two of them. */
export const exportMediaTypes: readonly string[] = Object.values(formats).map(({ mediaType }) => mediaType);

function about({ id, runNumber, horizon }: AnalysisView, experiment: string) {
  return { experiment, analysis: id, run: runNumber, horizon };
}

function tableOf(analysis: AnalysisView, looks: readonly StoredLook[]): Table {
  return momentsTable(analysis.result, { ...analysis, futility: futilityOfLooks(looks) });
}

function factsOf(
  { configuration, result, decision, lookNumber, engineVersion }: AnalysisView,
  looks: readonly StoredLook[],
): Recomputation {
  const look =
    decision?.look.taken === true
      ? {
          ...decision.look,
          mixingVariances: decision.mixingVariances,
          takesTAsNormal: Number(engineVersion) < 12,
          number: lookNumber ?? 1,
          decision,
        }
      : null;
  return recomputationOf(configuration, result, look, looks);
}

/** Every statement in its turn, for `psql --file`. */
function sqlOf(analysis: AnalysisView, key: string): string {
  const title = `-- ${commentLine(`${key}, run ${String(analysis.runNumber)}, analysis ${analysis.id}, evidence up to ${analysis.horizon.toISOString()}`)}\n`;
  const statements = proofOf(analysis).map(
    ({ name, metrics, text }) => `\n-- ${commentLine([name, ...metrics].join(', '))}\n${text}`,
  );
  return title + statements.join('');
}

function isTable(format: (typeof exportFormats)[number]): format is 'csv' | 'parquet' {
  return format === 'csv' || format === 'parquet';
}

/**
 * The last look of a run as a file; before the first look the newest analysis, whose effects are not there. Of a run that is not valid
 * the newest, without anything that effects can be computed from, unless its moments are asked for. Null before the first analysis. Throws NotFoundError, InvalidInputError.
 */
export const exportAnalysis = defineVerb({
  name: 'exportAnalysis',
  permission: 'results:read',
  scope: 'environment',
  input: exportAnalysisInput,
  read: async ({ ctx, input: { key, run, format, rows, moments } }): Promise<ExportedFile | null> => {
    if (rows === 'breakdowns' && !isTable(format)) {
      throw invalidInput([{ pointer: '/format', detail: 'Breakdowns come as csv or parquet.' }]);
    }
    const asked = { key, run };
    const newest = await newestAnalysis(ctx, asked, false);
    if (newest === null) return null;
    const isHidden = isInvalid(newest) && !moments;
    const analysis = isHidden ? withoutEffects(newest) : ((await newestAnalysis(ctx, asked, true)) ?? newest);
    const looks = isHidden ? [] : await looksUpTo(ctx, analysis);
    const { mediaType, write } = formats[format];
    const extension = format === 'r' ? 'R' : format;
    const name = `${key}-run-${String(analysis.runNumber)}`;
    if (rows === 'breakdowns' && isTable(format)) {
      const table = breakdownTable(analysis.result);
      const body = format === 'csv' ? csvOf(table) : parquetOf(table);
      return { name: `${name}-breakdowns.${extension}`, mediaType, body };
    }
    return { name: `${name}.${extension}`, mediaType, body: write(analysis, key, looks) };
  },
});
