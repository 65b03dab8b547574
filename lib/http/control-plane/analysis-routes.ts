import { z } from 'zod';
import { NotFoundError } from '../../errors';
import {
  exportAnalysis,
  exportAnalysisInput,
  exportMediaTypes,
} from '../../services/analysis/export-analysis';
import { exportUnits } from '../../services/analysis/export-units';
import { latestAnalysis, latestAnalysisInput, latestLook } from '../../services/analysis/latest-analysis';
import { listAnalyses, listAnalysesInput } from '../../services/analysis/list-analyses';
import { runAnalysis, runAnalysisInput } from '../../services/analysis/run-analysis';
import { waiveSampleRatio, waiveSampleRatioInput } from '../../services/analysis/waive-sample-ratio';
import { flagInQuery } from '../../services/input-fields';
import { parseInput } from '../../services/parse-input';
import { answering, type AnswerContent, type AnswerDescription } from '../route-description';
import { analysisPageSchema, analysisSchema, sampleRatioWaiverSchema } from './answers/results';
import { inputOf, withoutPlace } from './bodies';
import type { Route } from './route';

const path = '/api/v1/experiments/{key}/analyses';

const wish = z.object({ look: flagInQuery.describe('The newest that was a look of the plan.') });

const analysisBody = withoutPlace(runAnalysisInput);
const waiverBody = withoutPlace(waiveSampleRatioInput);
const listQuery = withoutPlace(listAnalysesInput);
const latestQuery = withoutPlace(latestAnalysisInput).extend(wish.shape);

const exportQuery = withoutPlace(exportAnalysisInput).extend({
  rows: z
    .enum(['moments', 'units'])
    .optional()
    .describe('Units: one row a unit, as csv (then the default) or parquet, where the key may export units.'),
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

export const analysisRoutes: readonly Route[] = [
  {
    method: 'POST',
    path,
    operation: 'runAnalysis',
    summary: 'Analyse a run as of now and store the result',
    body: analysisBody,
    success: answering(analysisSchema, 201),
    handle: async (call) => ({ body: await runAnalysis({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'GET',
    path,
    operation: 'listAnalyses',
    summary: 'List analyses, newest first',
    query: listQuery,
    success: answering(analysisPageSchema),
    handle: async ({ ctx, parameters, query }) => ({
      body: await listAnalyses({ ctx, input: { ...query, ...parameters } }),
    }),
  },
  {
    method: 'GET',
    path: `${path}/latest`,
    operation: 'getLatestAnalysis',
    summary: 'Read the newest analysis; with ?look=true the newest that was a look of the plan',
    query: latestQuery,
    success: answering(analysisSchema),
    handle: async ({ ctx, parameters, query }) => {
      const { look: _wish, ...rest } = query;
      const read = parseInput(wish, query).look ? latestLook : latestAnalysis;
      const analysis = await read({ ctx, input: { ...rest, ...parameters } });
      if (analysis === null) throw new NotFoundError('analysis of', parameters['key'] ?? '');
      return { body: analysis };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/experiments/{key}/sample-ratio-waivers',
    operation: 'waiveSampleRatio',
    summary:
      'Waive the sample ratio of the segments that make the newest analysis invalid, with the reason; the next analysis heeds it',
    body: waiverBody,
    success: answering(sampleRatioWaiverSchema, 201),
    handle: async (call) => ({ body: await waiveSampleRatio({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/experiments/{key}/export',
    operation: 'exportAnalysis',
    summary:
      'The last look as a file: ?format=json, csv, parquet, sql, ipynb (a notebook that computes it again) or r; with ?rows=units its units, as csv or parquet',
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
  },
];
