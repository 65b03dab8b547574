import type { Route } from '../route';
import { controlPlaneTopics } from '../routes';
import type { Operation } from './operation';

/** The control plane's table as operations. All of it needs a secret key. */
export function controlPlaneOperations(): readonly Operation[] {
  return controlPlaneTopics.flatMap(({ topic, routes }) => routes.map((route) => operationOf(topic, route)));
}

function operationOf(topic: string, route: Route): Operation {
  const { method, path, operation, summary, success, body, query } = route;
  return {
    method,
    path,
    name: operation,
    topic,
    summary,
    keys: ['bearer'],
    isOpen: false,
    query,
    otherHeaders: headersOf(route),
    body: body === undefined ? undefined : { 'application/json': body },
    success,
    others: [],
    refusals: refusalsOf(route),
    errors: 'problem',
  };
}

function headersOf({ ifMatch, method, success }: Route) {
  if (method === 'GET' && success.etag === 'version') {
    return [{ $ref: '#/components/parameters/IfNoneMatch' }];
  }
  if (ifMatch === undefined) return [];
  return [{ $ref: `#/components/parameters/${ifMatch === 'required' ? 'IfMatch' : 'IfMatchOptional'}` }];
}

function refusalsOf({ method, path, ifMatch, body }: Route): readonly number[] {
  return [
    ...[400, 401, 403],
    ...(path.includes('{') ? [404] : []),
    ...(method === 'GET' ? [] : [409]),
    ...(ifMatch === undefined ? [] : [412]),
    ...(body === undefined ? [] : [413]),
    ...(ifMatch === 'required' ? [428] : []),
    ...[429, 503],
  ];
}
