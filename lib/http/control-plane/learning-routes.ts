import { scanInteractions, scanInteractionsInput } from '../../services/analysis/scan-interactions';
import { readProgram, readProgramInput } from '../../services/learning/read-program';
import { answering } from '../route-description';
import { interactionScanSchema, programSchema } from './answers/results';
import type { Route } from './route';

export const learningRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/learning',
    operation: 'readProgram',
    summary: 'What ended experiments have taught: outcomes, rates, shrunken effects, usual moves',
    query: readProgramInput,
    success: answering(programSchema),
    handle: async ({ ctx, query }) => ({ body: await readProgram({ ctx, input: query }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/interactions',
    operation: 'scanInteractions',
    summary: 'Scan experiments that share units for effects that depend on one another, as of now',
    query: scanInteractionsInput,
    success: answering(interactionScanSchema),
    handle: async ({ ctx, query }) => ({ body: await scanInteractions({ ctx, input: query }) }),
  },
];
