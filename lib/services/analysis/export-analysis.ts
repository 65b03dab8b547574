import { z } from 'zod';
import { momentsCsvOf } from '../../exports/moments-csv';
import { notebookOf } from '../../exports/notebook';
import { recomputationOf } from '../../exports/recomputation';
import { rScriptOf } from '../../exports/r-script';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import type { AnalysisView } from './analysis-view';
import { latestAnalysis, latestLook } from './latest-analysis';

const exportFormats = ['json', 'csv', 'ipynb', 'r'] as const;

const exportInput = z.strictObject({
  key: z.string(),
  format: z
    .enum(exportFormats, 'Formats are json, csv, ipynb (a notebook) and r (a script).')
    .default('json'),
});

export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

type Write = (analysis: AnalysisView, key: string) => string;

const formats: Readonly<
  Record<(typeof exportFormats)[number], { readonly mediaType: string; readonly write: Write }>
> = {
  json: { mediaType: 'application/json', write: (analysis) => `${JSON.stringify(analysis, null, 2)}\n` },
  csv: { mediaType: 'text/csv; charset=utf-8', write: ({ result }) => momentsCsvOf(result) },
  ipynb: {
    mediaType: 'application/x-ipynb+json',
    write: (analysis, key) =>
      notebookOf(about(analysis, key), recomputationOf(analysis.configuration, analysis.result)),
  },
  r: {
    mediaType: 'text/plain; charset=utf-8',
    write: (analysis, key) =>
      rScriptOf(about(analysis, key), recomputationOf(analysis.configuration, analysis.result)),
  },
};

function about({ id, runNumber, horizon }: AnalysisView, experiment: string) {
  return { experiment, analysis: id, run: runNumber, horizon };
}

/**
 * The last look of the latest run as a file; before the first look the newest analysis, whose effects are not there. Null
 * before the first analysis. Throws NotFoundError, InvalidInputError.
 */
export async function exportAnalysis({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExportedFile | null> {
  const { key, format } = parseInput(exportInput, input);
  const analysis =
    (await latestLook({ ctx, input: { key } })) ?? (await latestAnalysis({ ctx, input: { key } }));
  if (analysis === null) return null;
  const { mediaType, write } = formats[format];
  const extension = format === 'r' ? 'R' : format;
  return {
    name: `${key}-run-${String(analysis.runNumber)}.${extension}`,
    mediaType,
    text: write(analysis, key),
  };
}
