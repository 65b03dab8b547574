import { NotFoundError } from '../../errors';
import { exportAnalysis } from '../../services/analysis/export-analysis';
import { exportUnits } from '../../services/analysis/export-units';
import { latestAnalysis, latestLook } from '../../services/analysis/latest-analysis';
import { listAnalyses } from '../../services/analysis/list-analyses';
import { runAnalysis } from '../../services/analysis/run-analysis';
import { optionalObject } from './bodies';
import type { Route } from './route';

const path = '/api/v1/experiments/{key}/analyses';

export const analysisRoutes: readonly Route[] = [
  {
    method: 'POST',
    path,
    summary: 'Analyse a run as of now and store the result',
    handle: async ({ ctx, parameters, body }) => ({
      status: 201,
      body: await runAnalysis({ ctx, input: { ...optionalObject(body), ...parameters } }),
    }),
  },
  {
    method: 'GET',
    path,
    summary: 'List analyses, newest first',
    handle: async ({ ctx, parameters, query }) => ({
      status: 200,
      body: await listAnalyses({ ctx, input: { ...query, ...parameters } }),
    }),
  },
  {
    method: 'GET',
    path: `${path}/latest`,
    summary: 'Read the newest analysis; with ?look=true the newest that was a look of the plan',
    handle: async ({ ctx, parameters, query: { look, ...query } }) => {
      const read = look === 'true' ? latestLook : latestAnalysis;
      const analysis = await read({ ctx, input: { ...query, ...parameters } });
      if (analysis === null) throw new NotFoundError('analysis of', parameters['key'] ?? '');
      return { status: 200, body: analysis };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/experiments/{key}/export',
    summary:
      'The last look as a file: ?format=json, csv, parquet, sql, ipynb (a notebook that computes it again) or r; with ?rows=units its units, as csv or parquet',
    handle: async ({ ctx, parameters, query: { rows, ...query } }) => {
      const input = { ...query, ...parameters };
      const file =
        rows === 'units'
          ? await exportUnits({ ctx, input })
          : await exportAnalysis({ ctx, input: { ...input, ...(rows !== undefined && { rows }) } });
      if (file === null) throw new NotFoundError('analysis of', parameters['key'] ?? '');
      return { status: 200, file };
    },
  },
];
