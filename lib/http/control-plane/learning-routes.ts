import { scanInteractions } from '../../services/analysis/scan-interactions';
import { readProgram } from '../../services/learning/read-program';
import type { Route } from './route';

export const learningRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/learning',
    summary: 'What ended experiments have taught: outcomes, rates, shrunken effects, usual moves',
    handle: async ({ ctx, query }) => ({ status: 200, body: await readProgram({ ctx, input: query }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/interactions',
    summary: 'Scan experiments that share units for effects that depend on one another, as of now',
    handle: async ({ ctx, query }) => ({ status: 200, body: await scanInteractions({ ctx, input: query }) }),
  },
];
