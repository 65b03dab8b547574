import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import { plannedFigures } from '../../decision/planning/plan-experiment';
import type { PlanRequest } from '../../decision/planning/plan-request';

// Run as a thread by plan-beside-requests.ts: each message is one request to plan, and is answered in its turn.

/** On Linux a priority is a thread's own; elsewhere it would be the whole process's. */
const LESS_THAN_REQUESTS = 10;

const port = parentPort;
if (port !== null) {
  if (os.platform() === 'linux') os.setPriority(LESS_THAN_REQUESTS);
  port.on('message', (request: PlanRequest) => {
    try {
      port.postMessage({ answer: plannedFigures(request) });
    } catch (error) {
      port.postMessage({ failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
