import { processDatabase } from '../auth/process-database';
import { env } from '../env';
import { newRequestId } from '../ids';
import { processLog } from '../log';
import type { Plane } from '../protocol/exchange';
import { toProblem } from '../protocol/problem';
import { problemResponse } from '../protocol/request';
import { webAnswer, webResponse } from '../protocol/web-response';
import { processDataPlane } from '../serving/process-data-plane';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import { createControlPlane, nothingAt } from './control-plane';
import { controlPlaneLimits, controlPlaneOptions } from './control-plane-options';

let controlPlane: Plane | undefined;

/** Both planes as one Next route handler, for every method: each says itself which it answers. */
export async function apiRoute(request: Request): Promise<Response> {
  controlPlane ??= createControlPlane(
    controlPlaneOptions(processDatabase(), processLog(), {
      limits: controlPlaneLimits(),
      trustedProxies: env().trustedProxies,
      refusals: processBoundedEntries(),
    }),
  );
  const dataPlane = await processDataPlane();
  const answer = (await webAnswer(dataPlane, request)) ?? (await webAnswer(controlPlane, request));
  return answer ?? nothingHere(request);
}

/** Also for the paths of `/api` that neither plane knows, however they came here. */
function nothingHere(request: Request): Response {
  const requestId = newRequestId();
  const { method, url } = request;
  const problem = toProblem(nothingAt({ method, path: new URL(url).pathname }), requestId);
  const answer = problemResponse(problem, {
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  return webResponse(request, answer, Object.entries(answer.headers).flat());
}
