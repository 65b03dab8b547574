import { z } from 'zod';
import { queryOf } from '../protocol/query';
import { refuseUnknownQuery } from '../protocol/unknown-query';
import type { Caller } from './authenticate';
import { refuseOtherEnvironment, type Route } from './route';

const names = z.string().optional();

/**
 * The rule of the control plane for what a request says in its query: each name once, and none that is passed over. OFREP's clients, and
 * what opens its streams, may add names of their own. Throws InvalidInputError, ForbiddenError and NOT_UTF8 (400).
 */
export function refuseQuery(path: string, route: Route, caller: Caller): void {
  const query = queryOf(path);
  refuseOtherEnvironment(caller, query['environment']);
  if (route.errors === 'ofrep' || route.takesToken === true) return;
  const taken = z.object({
    environment: names,
    ...(route.keyInQuery === true && { key: names }),
    ...route.query?.shape,
  });
  refuseUnknownQuery({ path: route.path, query: taken, body: jsonBodyOf(route) }, query);
}

function jsonBodyOf({ body }: Route): z.ZodType | undefined {
  const json = body?.['application/json'];
  return json instanceof z.ZodType ? json : undefined;
}
