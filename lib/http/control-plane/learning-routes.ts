import { readProgram } from '../../services/learning/read-program';
import type { Route } from './route';

export const learningRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/learning',
    summary: 'What ended experiments have taught: outcomes, rates, shrunken effects, usual moves',
    handle: async ({ ctx, query }) => ({ status: 200, body: await readProgram({ ctx, input: query }) }),
  },
];
