import { z } from 'zod';
import { places } from '../doors/places';
import { NotFoundError } from '../errors';
import type { AnswerContent, AnswerDescription } from '../protocol/route';
import { exportAnalysis, exportMediaTypes } from '../verbs/analysis/export-analysis';
import { exportUnits } from '../verbs/analysis/export-units';
import { analysisSchema } from '../verbs/analysis/result-answers';
import type { Route } from './route';

const { key: _inPath, ...asked } = exportAnalysis.input.shape;

const exportQuery = z.strictObject({
  ...asked,
  rows: z
    .enum(['moments', 'breakdowns', 'units'])
    .optional()
    .describe(
      'Breakdowns: metrics by a property of their event, as csv or parquet. Units: one row a unit, as csv (then the default) or parquet, where the key may export units.',
    ),
});

const exportedFile: AnswerDescription = {
  status: 200,
  description: 'The file, under its name.',
  content: Object.fromEntries(
    exportMediaTypes.map((mediaType): [string, AnswerContent] => [mediaType, contentOf(mediaType)]),
  ),
};

function contentOf(mediaType: string): AnswerContent {
  if (mediaType === 'application/json') return analysisSchema;
  return mediaType.startsWith('text/') || mediaType.includes('sql') ? 'text' : 'binary';
}

/** One door for two verbs that need different permissions, and the only one that answers with a file. */
export const exportRoute: Route = {
  ...places.exportAnalysis,
  operation: 'exportAnalysis',
  summary:
    'Export the last look: ?format=json, csv, parquet, sql, ipynb (a notebook that recomputes it) or r; with ?rows=units its units, as csv or parquet',
  query: exportQuery,
  success: exportedFile,
  handle: async ({ ctx, parameters, query: { rows, ...query } }) => {
    const input = { ...query, ...parameters };
    const file =
      rows === 'units'
        ? await exportUnits({ ctx, input })
        : await exportAnalysis({ ctx, input: { ...input, ...(rows !== undefined && { rows }) } });
    if (file === null) throw new NotFoundError('analysis of', parameters['key'] ?? '');
    return { file };
  },
};
