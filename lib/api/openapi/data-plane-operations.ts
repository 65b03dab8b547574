import { dataPlaneRoutes } from '../../serving/data-plane';
import type { Route } from '../../serving/route';
import type { KeyPlace, Operation } from './operation';

/** The data plane's table as operations. */
export function dataPlaneOperations(): readonly Operation[] {
  return dataPlaneRoutes.map(operationOf);
}

function operationOf(route: Route): Operation {
  const { method, path, operation, topic, summary, query, headers, body, success, others, errors } = route;
  return {
    method,
    path,
    name: operation,
    topic,
    summary,
    keys: keysOf(route),
    isOpen: route.access === 'open',
    query,
    headers,
    otherHeaders: success.etag === 'revalidation' ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : [],
    body,
    success,
    others: others ?? [],
    refusals: refusalsOf(route),
    errors,
  };
}

/** An open route may find out for itself who reads more: `/metrics` does. */
function keysOf({ path, access, takesToken, keyInQuery }: Route): readonly KeyPlace[] {
  if (access === 'open' && path !== '/metrics') return [];
  return [
    'bearer',
    'header',
    ...(keyInQuery === true ? (['query'] as const) : []),
    ...(takesToken === true ? (['token'] as const) : []),
  ];
}

function refusalsOf({ path, access, body, topic }: Route): readonly number[] {
  if (access === 'open') return path === '/metrics' ? [401, 403, 404] : [];
  const isNamed = path.includes('{') || path === '/api/v1/assignments';
  return [
    ...(body === undefined ? [] : [400, 408, 413]),
    ...[401, 403],
    ...(isNamed ? [404] : []),
    ...(topic === 'Ingestion' ? [415] : []),
    ...[429, 503],
  ];
}
